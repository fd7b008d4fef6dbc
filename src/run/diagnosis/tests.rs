use std::sync::Arc;

use super::*;
use crate::math::gradient::Source;
use crate::math::surface::Surface;
use crate::optimizer::{AnyRule, Convention, Lion, OPTIMIZERS, Sgd, Update};
use crate::run::simulate;

fn plan(surface: &str, rule: AnyRule, start: Point, steps: usize) -> Plan {
    Plan {
        surface: Arc::new(Surface::named(surface, &[]).unwrap_or_else(|| unreachable!())),
        rows: 0,
        update: Update { rule, ..Update::build(OPTIMIZERS[0], &OPTIMIZERS[0].defaults(Convention::Notes)) },
        later: Vec::new(),
        source: Source::default(),
        seed: 0,
        start,
        steps,
    }
}

fn sgd(alpha: f64) -> AnyRule {
    AnyRule::Sgd(Sgd { alpha })
}

fn of(plan: &Plan) -> Option<Diagnosis> {
    diagnose(plan, &simulate(plan))
}

#[test]
fn a_step_past_the_middle_oscillates_from_the_start() {
    // αλ = 1.96 along b: the error is multiplied by -.96 per step.
    let found = of(&plan("bowl", sgd(0.0392), [0.0, 2.0], 60)).unwrap_or_else(|| unreachable!());
    assert_eq!((found.doing, found.since), (Behavior::Oscillating, 3));
    assert_eq!(found.why.as_deref(), Some("α λmax = 1.96 of at most 2 along b"));
}

#[test]
fn small_steps_crawl() {
    let found = of(&plan("bowl", sgd(0.0001), [-4.0, 0.0], 200)).unwrap_or_else(|| unreachable!());
    // (1 - 1e-4)^100 squared is .98: less than a tenth is lost in any window.
    assert_eq!((found.doing, found.since), (Behavior::Crawling, 0));
    assert_eq!(found.why.as_deref(), Some("α λmin = 1e-4 along w"));
}

#[test]
fn a_saddle_holds_what_comes_down_its_ridge() {
    let found = of(&plan("saddle", sgd(0.1), [1.0, 0.0], 40)).unwrap_or_else(|| unreachable!());
    assert_eq!(found.doing, Behavior::AtSaddle);
    // The gradient 2·.8^k is below a hundredth of the first one from k = 21 on, and the loss .64^k has stopped falling.
    assert!((9..=29).contains(&found.since), "{found:?}");
    assert_eq!(found.why.as_deref(), Some("it curves down, λ = -2, along b"));
}

#[test]
fn steps_that_stay_as_long_as_alpha_hover() {
    // Lion ends up bouncing between ±α/2 with steps of α.
    let lion = AnyRule::Lion(Lion { alpha: 0.1, beta1: 0.0, beta2: 0.0 });
    let found = of(&plan("bowl", lion, [-1.05, 0.55], 120)).unwrap_or_else(|| unreachable!());
    assert_eq!(found.doing, Behavior::Striding);
    // 1.05 takes ten and a half steps.
    assert!(found.since <= 30, "{found:?}");
    assert_eq!(found.why.as_deref(), Some("its steps stay α long, ±α/2 = ±0.05; a falling α helps"));
}

/// A run that jumps about a minimum is not at a saddle, whatever the curvature where it happens to be.
#[test]
fn jumps_are_at_no_saddle() {
    use crate::scenario::{Problem, Run, Scenario};
    for (surface, spec) in [
        ("levy13", "rmsprop"),
        ("levy13", "nadam"),
        ("levy13", "lion"),
        ("ackley", "lion"),
        ("beale", "lion:schedule=cosine"),
        ("beale", "lion:schedule=warmup-cosine"),
    ] {
        for steps in [150, 250, 300, 350, 400] {
            let ground = Problem::from_spec(surface).unwrap();
            let scenario = Scenario { steps, runs: vec![Run::from_spec(spec, 0).unwrap()], ..Scenario::on(ground) };
            let found = of(&scenario.resolved()[0].plan);
            let saddle = found.as_ref().is_some_and(|h| h.doing == Behavior::AtSaddle);
            assert!(!saddle, "{surface} {spec} {steps}: {found:?}");
        }
    }
}

/// A product below the limit does not explain a rule with a velocity, nor does the last step of a decaying α.
#[test]
fn what_is_no_reason_is_not_given() {
    use crate::scenario::{Problem, Run, Scenario};
    let why = |surface: &str, spec: &str, steps: usize| {
        let ground = Problem::from_spec(surface).unwrap();
        let scenario = Scenario { steps, runs: vec![Run::from_spec(spec, 0).unwrap()], ..Scenario::on(ground) };
        of(&scenario.resolved()[0].plan).and_then(|h| h.why).unwrap_or_default()
    };
    assert!(!why("rosenbrock", "adam", 2100).contains("of at most"));
    let crawling = why("rosenbrock", "sgd:schedule=cosine", 300);
    assert!(!crawling.contains("= 0 ") && !crawling.contains("= -"), "{crawling}");
}

/// If α decays to nothing on the way to a saddle, the run is held by α, not by the saddle.
#[test]
fn who_rests_for_want_of_alpha_is_not_at_the_saddle() {
    let rest = |from: usize| {
        let stop = Update { rule: sgd(1e-9), ..plan("saddle", sgd(0.1), [1.0, 0.0], 1).update };
        of(&Plan { later: vec![(from, stop)], ..plan("saddle", sgd(0.1), [1.0, 0.0], 60) }).map(|h| h.doing)
    };
    // With α = .1 the loss would fall by 4·.1·w² per step; over 15 steps 6 w², under a hundredth from w = .8¹⁵ on.
    assert_eq!([3, 12, 16].map(rest), [None, None, Some(Behavior::AtSaddle)]);
}

#[test]
fn what_does_not_move_says_why() {
    let line = |plan: &Plan| of(plan).map_or_else(String::new, |h| h.line());
    // Floats near 4 are 4.4e-16 apart: a step of 4e-17 is rounded away.
    assert_eq!(
        line(&plan("bowl", sgd(1e-17), [-4.0, 0.0], 3)),
        "standing still since step 0: its steps are smaller than the last digit of w and b"
    );
    let none = Update { rule: sgd(0.0), ..plan("bowl", sgd(0.1), [0.0, 0.0], 1).update };
    let stopped = Plan { later: vec![(20, none)], ..plan("bowl", sgd(0.01), [-4.0, 0.0], 40) };
    assert_eq!(line(&stopped), "standing still since step 20: α is 0");
}

#[test]
fn noise_keeps_a_run_hovering() {
    let noisy = Plan { source: Source { batch: None, noise: 1.0 }, ..plan("bowl", sgd(0.02), [-4.0, 2.0], 400) };
    let found = of(&noisy).unwrap_or_else(|| unreachable!());
    assert_eq!(found.doing, Behavior::Hovering);
}

#[test]
fn a_run_on_its_way_does_nothing_of_the_kind() {
    assert_eq!(of(&plan("bowl", sgd(0.04), [-4.0, 0.0], 60)), None);
    assert_eq!(of(&plan("bowl", sgd(0.04), [-4.0, 0.0], 5)), None);
}
