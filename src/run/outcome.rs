//! The outcome of a run: converged, diverged, or still running, and why if theory has a reason.

use super::curvature::{sharpness, singular};
use super::verdict::Criterion;
use super::{Behavior, Diagnosis, Plan, Trajectory, diagnose};
use crate::math::number::{short, told_from};
use crate::math::surface::{Point, Surface};
use crate::optimizer::{AnyRule, Flow};

/// The kind of point that a run came to rest at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// A known global minimum.
    GlobalMinimum,
    /// The lowest minimum found by a search, on a surface of which nothing more is known.
    LowestFound,
    /// Positive curvature in every direction, but not the lowest point.
    LocalMinimum,
    /// Negative curvature in some direction.
    Saddle,
    /// Flat in some direction.
    Plateau,
}

impl Place {
    /// In words.
    pub fn name(self) -> &'static str {
        match self {
            Place::GlobalMinimum => "global minimum",
            Place::LowestFound => "lowest minimum found",
            Place::LocalMinimum => "local minimum",
            Place::Saddle => "saddle",
            Place::Plateau => "plateau",
        }
    }
}

/// The outcome of a run.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// Neither converged nor diverged by the last step; with its behavior, if that can be told.
    Running(Option<Diagnosis>),
    /// Within the tolerance from this step to the last.
    Converged {
        /// The first such step.
        step: usize,
        /// The kind of point.
        place: Place,
    },
    /// No longer finite, or beyond a million times max(1, its first loss).
    Diverged {
        /// The step at which it diverged.
        step: usize,
        /// The reason, if theory has one: `α λmax = 2.3 > 2`.
        why: Option<String>,
    },
}

impl Outcome {
    /// `converged`, `running` or `diverged`.
    pub fn status(&self) -> &'static str {
        match self {
            Outcome::Running(_) => "running",
            Outcome::Converged { .. } => "converged",
            Outcome::Diverged { .. } => "diverged",
        }
    }
}

/// The outcome of a path, by the definitions in `verdict.rs`.
pub fn outcome(plan: &Plan, path: &Trajectory, tolerance: f64) -> Outcome {
    if let Some((step, _)) = path.diverged() {
        return Outcome::Diverged { step, why: why_diverged(plan, path) };
    }
    let surface = &plan.surface;
    let criterion = Criterion::new(surface, tolerance);
    let records = path.records();
    let since = |holds: &dyn Fn(usize) -> bool| -> Option<usize> {
        let outside = (0..records.len()).rev().find(|&t| !holds(t));
        let first = outside.map_or(0, |t| t + 1);
        (first < records.len()).then_some(first)
    };
    let low = since(&|t| records.get(t).is_some_and(|r| criterion.is_low(r.loss)));
    // Noise and batches hide how flat a point is, so use the exact gradient. The scan goes backward and stops
    // at the first step that is too steep, which makes it cheap.
    let exact = plan.source.is_exact();
    let flat = |t: usize| {
        records.get(t).is_some_and(|r| criterion.is_flat(if exact { r.gradient } else { surface.gradient(r.at).1 }))
    };
    match (low, since(&flat), records.last()) {
        // Whichever holds from earlier on; a low loss alone tells where the run is.
        (Some(step), flat, _) => {
            Outcome::Converged { step: flat.map_or(step, |flat| flat.min(step)), place: lowest(surface) }
        }
        (None, Some(step), Some(last)) => Outcome::Converged { step, place: place(surface, last.at) },
        _ => {
            let inside = |t: usize| match surface.least() {
                Some(_) => records.get(t).is_some_and(|r| criterion.is_low(r.loss)),
                None => flat(t),
            };
            let gone = exact.then(|| stay(records.len(), inside)).flatten();
            let left =
                gone.map(|[from, to]| Diagnosis { doing: Behavior::Left { from, to }, since: to + 1, why: None });
            // The current behavior comes first; the earlier stay is reported after it.
            Outcome::Running(match (diagnose(plan, path), left) {
                (Some(now), Some(left)) => {
                    let told = left.line();
                    Some(Diagnosis { why: Some(now.why.map_or(told.clone(), |why| format!("{why}; {told}"))), ..now })
                }
                (now, left) => now.or(left),
            })
        }
    }
}

/// The longest stretch of steps within tolerance, as first and last, if it is long enough not to be mere passing through.
fn stay(steps: usize, inside: impl Fn(usize) -> bool) -> Option<[usize; 2]> {
    const LEAST: usize = 12;
    let (mut longest, mut from): (Option<[usize; 2]>, Option<usize>) = (None, None);
    for t in 0..=steps {
        if t < steps && inside(t) {
            from.get_or_insert(t);
        } else if let Some(first) = from.take()
            && t - first >= longest.map_or(LEAST, |[a, b]| b - a + 2)
        {
            longest = Some([first, t - 1]);
        }
    }
    longest
}

/// The kind of point that has the least known loss.
fn lowest(surface: &Surface) -> Place {
    if surface.is_typed() { Place::LowestFound } else { Place::GlobalMinimum }
}

/// The kind of a stationary point, by the Hessian there.
fn place(surface: &Surface, at: Point) -> Place {
    // A loss without a minimum falls forever: a flat point is only on the way down.
    if surface.falls_forever() {
        return Place::Plateau;
    }
    let here = surface.value(at);
    let is_least = |least: f64| (here - least).abs() <= 1e-6 * least.abs().max(1.0);
    let Some([low, high]) = surface.eigenvalues(at) else {
        // At a kink, compare with the values around.
        return match (around(surface, at, here), surface.least()) {
            ([true, true], _) => Place::Saddle,
            ([false, true], Some(least)) if is_least(least) => lowest(surface),
            ([false, true], _) => Place::LocalMinimum,
            ([_, false], _) => Place::Plateau,
        };
    };
    // Curvature a millionth of the other direction's is rounding, as is one that a unit step cannot feel.
    let small = (1e-6 * high.abs().max(low.abs())).max(1e-9);
    if low < -small {
        return Place::Saddle;
    }
    if low <= small {
        return if around(surface, at, here) == [true, true] { Place::Saddle } else { Place::Plateau };
    }
    match surface.least() {
        // If the next stationary point is far away this is only on the way to it, as in a loss of separable classes,
        // which falls forever.
        None if newton_distance(surface, at) > 0.05 * (1.0 + at[0].hypot(at[1])) => Place::Plateau,
        Some(least) if is_least(least) => lowest(surface),
        _ => Place::LocalMinimum,
    }
}

/// True if a flat point has lower points around it, and true if it has higher ones; both where three valleys and three ridges meet.
fn around(surface: &Surface, at: Point, here: f64) -> [bool; 2] {
    const AROUND: usize = 24;
    let reach = 1e-2 * (1.0 + at[0].hypot(at[1]));
    // Rounding noise of the loss.
    let rounding = 1e-12 * (1.0 + here.abs());
    let around = (0..AROUND).map(|i| {
        let angle = std::f64::consts::TAU * i as f64 / AROUND as f64;
        surface.value([at[0] + reach * angle.cos(), at[1] + reach * angle.sin()]) - here
    });
    let (low, high) = around.fold((0.0_f64, 0.0_f64), |(low, high), change| (low.min(change), high.max(change)));
    [low < -rounding, high > rounding]
}

/// The distance to the nearest stationary point as estimated by a Newton step.
fn newton_distance(surface: &Surface, at: Point) -> f64 {
    let (_, [gw, gb]) = surface.gradient(at);
    let step = surface.hessian(at).try_inverse().map(|inverse| inverse * nalgebra::Vector2::new(gw, gb));
    step.map_or(f64::INFINITY, |step| step.norm())
}

/// The reason why a run diverged: it left the formula's domain, had no step to make, or exceeded its stability limit.
fn why_diverged(plan: &Plan, path: &Trajectory) -> Option<String> {
    left_the_domain(plan, path).or_else(|| had_no_step(plan, path)).or_else(|| broke_the_limit(plan, path))
}

/// The reason why a rule based on the Hessian had no step from a finite point.
fn had_no_step(plan: &Plan, path: &Trajectory) -> Option<String> {
    let step = path.last_step().checked_sub(1)?;
    let (before, after) = (path.records().get(step)?, path.records().last()?);
    let lost = after.at.iter().any(|x| x.is_nan()) && before.gradient.iter().all(|g| g.is_finite());
    match plan.update_at(step).rule {
        AnyRule::Flow(_) if lost => {
            let why = Flow { alpha: plan.alpha_at(step) }.trouble(&plan.surface, before.at)?;
            Some(format!("the flow {why} in step {step}"))
        }
        AnyRule::Newton(_) if lost && plan.surface.hessian(before.at).iter().any(|h| h.is_nan()) => {
            Some(format!("no Hessian to go by at step {step}: the surface has a kink there"))
        }
        AnyRule::Newton(_) => {
            singular(plan, step, before.at).map(|line| line.replacen("here", &format!("at step {step}"), 1))
        }
        _ => None,
    }
}

/// The reason for a run that stepped outside the domain of a typed formula. One that blew up first is far out of view by the
/// time its loss is NaN.
fn left_the_domain(plan: &Plan, path: &Trajectory) -> Option<String> {
    let (last, step) = (path.records().last()?, path.last_step());
    let is_near = plan.surface.domain().scaled(100.0).contains(last.at);
    if !plan.surface.is_typed() || last.loss.is_finite() {
        return None;
    }
    if is_near {
        return Some(match step {
            0 => "starts outside of the formula's domain".to_owned(),
            _ => format!("left the formula's domain at step {step}"),
        });
    }
    // An infinite slope, as at the end of a square root, throws a run out at once.
    let before = path.records().get(step.checked_sub(1)?)?;
    let steep = !before.gradient.iter().all(|g| g.is_finite());
    steep.then(|| format!("the formula has no finite slope at step {}", step - 1))
}

/// The stability limit that a diverging run exceeded, at the first step where it did.
fn broke_the_limit(plan: &Plan, path: &Trajectory) -> Option<String> {
    // The last steps explain it; a long run that blew up late is searched from where it began to grow.
    let last = path.last_step();
    let from = last.saturating_sub(200);
    std::iter::once(0).chain(from..last).find_map(|step| {
        let (sharpness, axis) = sharpness(plan, path, step)?;
        let update = plan.theory_at(step);
        let (used, limit) = (update.used(plan.alpha_at(step), sharpness)?, update.rule.stability_limit()?);
        (used > 1.0).then(|| {
            let place = if step == 0 { String::new() } else { format!(" at step {step}") };
            let name = if update.extras.weight_decay > 0.0 { update.product_name() } else { "α λmax" };
            format!("{name} = {} > {} along {axis}{place}", told_from(used * limit, limit), short(limit))
        })
    })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::simulate;
    use super::*;
    use crate::math::gradient::Source;
    use crate::math::surface::Expression;
    use crate::optimizer::{AnyRule, Convention, Momentum, OPTIMIZERS, Sgd, Update};

    fn with(rule: AnyRule) -> Update {
        Update { rule, ..Update::build(OPTIMIZERS[0], &OPTIMIZERS[0].defaults(Convention::Notes)) }
    }

    fn sgd(surface: &str, alpha: f64, start: Point, steps: usize) -> Plan {
        let surface = Arc::new(Surface::named(surface, &[]).unwrap_or_else(|| unreachable!()));
        let update = with(AnyRule::Sgd(Sgd { alpha }));
        Plan { surface, rows: 0, update, later: Vec::new(), source: Source::default(), seed: 0, start, steps }
    }

    fn of(plan: &Plan) -> Outcome {
        outcome(plan, &simulate(plan), 1e-6)
    }

    #[test]
    fn converged_is_where_the_loss_stays() {
        let plan = sgd("bowl", 0.05, [-4.0, 0.0], 300);
        // ½(4·.95^k)² <= 1e-6 first holds at k = 156.
        let k = ((2e-6f64).sqrt() / 4.0).ln() / 0.95f64.ln();
        assert_eq!(of(&plan), Outcome::Converged { step: k.ceil() as usize, place: Place::GlobalMinimum });
        assert!(matches!(of(&Plan { steps: 100, ..plan }), Outcome::Running(_)));
    }

    #[test]
    fn a_run_that_touches_and_leaves_has_not_converged() {
        // From a point past the minimum a heavy ball swings through it: within the tolerance once, then out again.
        let update = with(AnyRule::Momentum(Momentum { alpha: 0.1, beta: 0.999, gain: 1.0, alpha_inside: false }));
        let plan = Plan { update, ..sgd("bowl", 0.1, [-4.0, 0.0], 200) };
        let path = simulate(&plan);
        assert!(path.records().iter().any(|r| r.loss < 0.05));
        assert!(matches!(outcome(&plan, &path, 0.05), Outcome::Running(_)));
    }

    #[test]
    fn a_run_that_was_there_and_left_is_told_so() {
        // α exceeds the limit 2/50 along the way: from step 200 on b, 2·.8^200 by then, is multiplied by -1.2 per step.
        let plan = sgd("bowl", 0.036, [0.0, 2.0], 440);
        let plan = Plan { later: vec![(200, with(AnyRule::Sgd(Sgd { alpha: 0.044 })))], ..plan };
        let path = simulate(&plan);
        let Outcome::Running(Some(habit)) = outcome(&plan, &path, 1e-6) else { unreachable!("{:?}", of(&plan)) };
        let inside = |t: &usize| path.records()[*t].loss <= 1e-6;
        let (from, to) = ((0..440).find(inside).unwrap_or(0), (0..440).rev().find(inside).unwrap_or(0));
        // The current behavior comes first.
        let told = format!(": α λmax = 2.2, above 2, along b; within tolerance from step {from} to {to}, then left");
        assert!(habit.doing == Behavior::Oscillating && habit.line().ends_with(&told), "{}", habit.line());
        // Passing through is not staying.
        assert_eq!(stay(40, |t| t < 11 || (20..31).contains(&t)), None);
        assert_eq!(stay(40, |t| t < 12 || (20..35).contains(&t)), Some([20, 34]));
    }

    #[test]
    fn kinks_are_places_too() {
        let funnel = typed("abs(x) + abs(y)", 0.25, [0.0, 0.0]);
        assert!(matches!(funnel, Outcome::Converged { step: 0, place: Place::LowestFound }), "{funnel:?}");
        let ridge = typed("abs(x) - abs(y)", 0.25, [0.0, 0.0]);
        assert!(matches!(ridge, Outcome::Converged { step: 0, place: Place::Saddle }), "{ridge:?}");
    }

    #[test]
    fn rest_is_named() {
        // The gradient 2·.8^k first falls below 1e-6 at k = 66.
        let saddle = sgd("saddle", 0.1, [1.0, 0.0], 300);
        assert_eq!(of(&saddle), Outcome::Converged { step: 66, place: Place::Saddle });
        assert!(matches!(
            of(&sgd("two-wells", 0.02, [1.2, 0.3], 500)),
            Outcome::Converged { place: Place::LocalMinimum, .. }
        ));
        assert!(matches!(
            of(&sgd("easom", 0.1, [-8.0, -8.0], 10)),
            Outcome::Converged { step: 0, place: Place::Plateau }
        ));
        assert!(matches!(
            of(&sgd("himmelblau", 0.01, [2.0, 2.5], 500)),
            Outcome::Converged { place: Place::GlobalMinimum, .. }
        ));
    }

    fn typed(text: &str, alpha: f64, start: Point) -> Outcome {
        let expression = Expression::parse(text, &[] as &[&str]).unwrap_or_else(|e| unreachable!("{e}"));
        let surface = Arc::new(Surface::typed(&expression, &[]));
        of(&Plan { surface, ..sgd("bowl", alpha, start, 300) })
    }

    #[test]
    fn a_run_that_leaves_a_formulas_domain_says_so() {
        let why = |text: &str, alpha: f64, start: Point| match typed(text, alpha, start) {
            Outcome::Diverged { step, why } => (step, why.unwrap_or_default()),
            other => unreachable!("{text}: {other:?}"),
        };
        // w decreases by .5 per step from 2.2, and is first below 0 at step 5.
        let (step, said) = why("x + 0*log(x) + y^2", 0.5, [2.2, 1.0]);
        assert_eq!((step, said.as_str()), (5, "left the formula's domain at step 5"));
        assert_eq!(why("log(x) + y^2", 0.1, [-1.0, 1.0]).1, "starts outside of the formula's domain");
        assert!(why("1/x", 0.1, [0.0, 1.0]).1.starts_with("starts outside"));
        assert_eq!(why("x^0.3 + y^2", 0.1, [0.0, 1.0]).1, "the formula has no finite slope at step 0");
        // A run that blows up is explained as before.
        assert_eq!(why("½(x^2 + 20y^2)", 0.115, [-4.0, 2.0]).1, "α λmax = 2.3 > 2 along b");
        assert!(why("x^4 + y^4", 1.0, [-4.0, 2.0]).1.starts_with("α λmax"));
    }

    #[test]
    fn what_was_searched_for_is_called_found() {
        let outcome = typed("x^2 + y^2", 0.25, [2.0, 1.0]);
        assert!(matches!(outcome, Outcome::Converged { place: Place::LowestFound, .. }), "{outcome:?}");
    }

    #[test]
    fn divergence_is_explained() {
        let Outcome::Diverged { step, why } = of(&sgd("bowl", 0.046, [-4.0, 2.0], 300)) else { unreachable!() };
        // |1 - 2.3|^k > 1000 first at k = 27, slightly later for the total loss.
        assert!((26..30).contains(&step), "{step}");
        assert_eq!(why.as_deref(), Some("α λmax = 2.3 > 2 along b"));
    }
}
