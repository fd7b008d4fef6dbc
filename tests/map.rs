//! The theory that the map draws over its cells, against runs that are walked at the same places.

#![allow(clippy::unwrap_used, clippy::panic)] // helpers of tests, too, may fail loudly

use ravine::optimizer::named;
use ravine::run::Status;
use ravine::run::tiles::{Question, cell};
use ravine::scenario::sweep::from_scale;
use ravine::scenario::{Dial, Knob, Problem, Run, Scenario};
use ravine::tui::requests::request;
use ravine::tui::screen::Screen;
use ravine::tui::theme::{Depth, Mode, Scheme};
use ravine::tui::{Action, Model, map};

/// Nodes across and up.
const NODES: usize = 13;
/// Steps that a run is walked.
const STEPS: usize = 4000;

/// An optimizer, κ, hyperparameters and switches by name.
type Case<'a> = (&'a str, f64, &'a [(&'a str, f64)], &'a [(&'a str, usize)]);

/// The map of a run of an optimizer, with some of its hyperparameters and switches set, on a bowl of condition κ.
fn model(optimizer: &str, kappa: f64, hypers: &[(&str, f64)], switches: &[(&str, usize)]) -> Model {
    let description = named(optimizer).unwrap();
    let mut scenario = Scenario { runs: vec![Run::new(description)], steps: STEPS, ..Scenario::default() };
    scenario.set(Knob::new(0, Dial::Surface(0)), kappa);
    for (name, value) in hypers {
        let place = description.all_hypers().position(|h| h.name == *name).unwrap();
        scenario.set(Knob::new(0, Dial::Hyper(place)), *value);
    }
    for (name, value) in switches {
        let place = description.all_switches().position(|s| s.name == *name).unwrap();
        scenario.set(Knob::new(0, Dial::Switch(place)), *value as f64);
    }
    let mut model = Model::new(scenario, Scheme::of(Mode::Dark), Depth::True, (120, 40));
    model.player.playing = false;
    model.paths.work(|| false);
    ravine::tui::update::update(&mut model, Action::Screen(4));
    assert_eq!(model.screen, Screen::Map);
    request(&mut model);
    model
}

/// The values of both axes at a node: the first row of nodes is the top one.
fn values(model: &Model, i: usize, j: usize) -> [f64; 2] {
    let parameters = model.map.parameters(&model.scenario, 0).unwrap();
    let share = [i as f64, (NODES - 1 - j) as f64].map(|k| k / (NODES - 1) as f64);
    [0, 1].map(|axis| {
        let [low, high] = model.map.extent[axis];
        parameters[axis].clamp(from_scale(parameters[axis].scale, low + (high - low) * share[axis]))
    })
}

/// Beyond the line every walked run leaves its start behind outwards, before it none does, but for a band of 2 % around the
/// line, where 4,000 steps change too little.
#[test]
fn the_limit_is_where_runs_begin_to_diverge() {
    let decay = [("weight_decay", 0.7)];
    let cases: [Case; 10] = [
        ("momentum", 20.0, &[], &[("form", 0)]),
        ("momentum", 20.0, &[], &[("form", 1)]),
        ("momentum", 1.0, &[], &[]),
        ("momentum", 20.0, &decay, &[("form", 0)]),
        ("momentum", 20.0, &decay, &[("form", 1)]),
        ("nesterov", 20.0, &[], &[]),
        ("nesterov", 20.0, &decay, &[]),
        ("nesterov", 1.0, &decay, &[]),
        ("sgd", 20.0, &[], &[]),
        ("sgd", 20.0, &decay, &[]),
    ];
    for (optimizer, kappa, hypers, switches) in cases {
        let about = format!("{optimizer} κ={kappa} {hypers:?} {switches:?}");
        let model = model(optimizer, kappa, hypers, switches);
        let ground = map::ground(&model).unwrap();
        let curves = map::curves(&model, &ground, NODES, NODES);
        let limit = curves.iter().find(|c| c.limit).unwrap_or_else(|| panic!("{about}: no limit"));
        let (mut inside, mut outside) = (0, 0);
        for j in 0..NODES {
            for i in 0..NODES {
                let beyond = limit.nodes[j * NODES + i];
                if beyond.abs() < 0.02 {
                    continue;
                }
                let mut scenario = model.scenario.clone();
                for (slot, value) in model.map.slots.into_iter().zip(values(&model, i, j)) {
                    scenario.set(Knob::new(0, map::dial(slot)), value);
                }
                let plan = scenario.resolve(&scenario.runs[0]).plan;
                let end = cell(&plan, Question { tolerance: 0.0, rate: false });
                let size = |[w, b]: [f64; 2]| w.hypot(b);
                let left = end.status == Status::Diverged || size(end.at) > size(plan.start);
                assert_eq!(left, beyond > 0.0, "{about}: {:?}, {beyond}, {end:?}", values(&model, i, j));
                if left { outside += 1 } else { inside += 1 }
            }
        }
        // Both sides are in the picture.
        assert!(inside > 10 && outside > 10, "{about}: {inside} {outside}");
    }
}

/// Between the two lines of critical damping only one direction swings; the signs of a walk without noise say so.
#[test]
fn damping_is_critical_where_a_walk_begins_to_swing() {
    let model = model("momentum", 20.0, &[], &[]);
    let ground = map::ground(&model).unwrap();
    let curves = map::curves(&model, &ground, NODES, NODES);
    let damping: Vec<_> = curves.iter().filter(|c| !c.limit).collect();
    let limit = curves.iter().find(|c| c.limit).unwrap();
    assert_eq!(damping.len(), 2);
    for j in 0..NODES {
        for i in 0..NODES {
            let node = j * NODES + i;
            let [alpha, beta] = values(&model, i, j);
            // The recursion x' = x - α v', v' = βv + (1-β)λx by itself; w has λ = 1, b has λ = κ.
            for (curve, lambda) in damping.iter().zip([1.0, 20.0]) {
                if curve.nodes[node].abs() < 1e-3 || limit.nodes[node] > 0.0 {
                    continue;
                }
                let (mut x, mut v, mut swings) = (1.0_f64, 0.0, 0);
                for _ in 0..STEPS {
                    v = beta * v + (1.0 - beta) * lambda * x;
                    let next = x - alpha * v;
                    swings += usize::from(next * x < 0.0);
                    x = next;
                    if x.abs() < 1e-250 {
                        break;
                    }
                }
                // A negative root changes sign at every step without being complex: what swings slower is complex.
                let complex = curve.nodes[node] < 0.0;
                let alternates = alpha * (1.0 - beta) * lambda > 1.0 + beta;
                if !alternates {
                    assert_eq!(swings > 1, complex, "α {alpha} β {beta} λ {lambda}: {swings}, {}", curve.nodes[node]);
                }
            }
        }
    }
}

/// What moves at the point is the rule of the cursor's step: here decay, which is part of the loss, comes in at step 10.
#[test]
fn the_point_has_the_values_of_the_cursors_step() {
    let run = Run::from_spec("momentum:alpha=0.05,weight_decay@10=5,beta@10=0.5", 0).unwrap();
    let scenario =
        Scenario { runs: vec![run], steps: 100, ..Scenario::on(Problem::from_spec("bowl:kappa=20").unwrap()) };
    let mut model = Model::new(scenario, Scheme::of(Mode::Dark), Depth::True, (120, 40));
    model.paths.work(|| false);
    ravine::tui::update::update(&mut model, Action::Screen(4));
    let mut at = |cursor| {
        model.player.cursor = cursor;
        (map::ground(&model).unwrap().eigenvalues, model.paths.entry(0).unwrap().resolved().plan.theory_at(cursor))
    };
    assert_eq!((at(5).0, at(20).0), ([1.0, 20.0], [6.0, 25.0]));
    assert!(at(5).1.rule.stability_limit() > at(20).1.rule.stability_limit());
}
