//! The noise floor, the loss that noise keeps a run above: predicted by theory, and measured.

use super::{Plan, Trajectory};
use crate::math::surface::Minimum;

/// The stationary loss of a run under noise.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Floor {
    /// Mean loss predicted by theory.
    pub predicted: f64,
    /// Mean loss over the steps from `from` on.
    pub measured: f64,
    /// The middle of the run.
    pub from: usize,
}

/// The floor of a run under noise of one standard deviation: E(loss) - loss at the minimum = ½ Σ λ·Var, over the eigenvalues of
/// the Hessian, with Var that of the error along each ([`crate::optimizer::theory::Recursion::variance`]). It is exact on a
/// quadratic; elsewhere the Hessian at the minimum nearest to the run's end stands for the surface, if it is smooth there. `None`
/// for mini-batches, whose noise depends on the position; for rules whose steps are not linear in the gradient; and for runs with
/// options, or that have left.
pub fn floor(plan: &Plan, path: &Trajectory) -> Option<Floor> {
    let quiet = plan.source.batch.is_some() || plan.source.noise <= 0.0;
    if quiet || !plan.update.extras.are_none() || !plan.later.is_empty() || path.diverged().is_some() {
        return None;
    }
    let (surface, rule) = (&plan.surface, &plan.update.rule);
    let end = path.records().last()?.at;
    let distance = |m: &&Minimum| (m.w - end[0]).powi(2) + (m.b - end[1]).powi(2);
    let minimum = surface.minima().iter().min_by(|a, b| distance(a).total_cmp(&distance(b)))?;
    let [enters, later] = rule.noise()?;
    let noise = plan.source.noise * plan.source.noise;
    let mut above = 0.0;
    for lambda in surface.curvatures(minimum)? {
        above += 0.5 * lambda * rule.recursion(lambda)?.variance(noise, enters, later).filter(|_| lambda > 0.0)?;
    }
    let from = path.last_step() / 2;
    let losses = path.records().get(from..)?;
    let measured = losses.iter().map(|r| r.loss).sum::<f64>() / losses.len().max(1) as f64;
    Some(Floor { predicted: minimum.loss + above, measured, from })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::simulate;
    use crate::scenario::{Problem, Run, Scenario};

    fn of(ground: &str, spec: &str, noise: f64, steps: usize) -> Option<Floor> {
        let mut scenario = Scenario::on(Problem::from_spec(ground).unwrap());
        (scenario.noise, scenario.steps) = (noise, steps);
        scenario.runs = vec![Run::from_spec(spec, 0).unwrap()];
        let plan = scenario.resolve(&scenario.runs[0]).plan;
        floor(&plan, &simulate(&plan))
    }

    #[test]
    fn what_is_predicted_is_measured() {
        // 200,000 steps with correlation times of at most 40 steps: some 5,000 independent samples, whose mean of a χ² with one
        // degree of freedom has a standard error of √(2/5000) = .02; five of these are allowed.
        for spec in [
            "sgd:alpha=0.05",
            "momentum:alpha=0.5,beta=0.9",
            "momentum:alpha=0.05,beta=0.8,form=heavy-ball",
            "nesterov:alpha=0.02,beta=0.5,form=heavy-ball",
            "nesterov:alpha=0.02,beta=0.9",
        ] {
            let found = of("bowl:kappa=20", spec, 1.0, 200_000).unwrap_or_else(|| panic!("{spec}"));
            assert!((found.measured / found.predicted - 1.0).abs() < 0.1, "{spec}: {found:?}");
        }
        // A quadratic with rotated axes, and a minimum away from 0: the same, plus the loss at the minimum.
        for (ground, spec) in [("rotated-bowl", "momentum:alpha=0.05"), ("styblinski-tang", "momentum:alpha=0.01")] {
            let found = of(ground, spec, 0.5, 200_000).unwrap_or_else(|| panic!("{ground}"));
            let least = Problem::from_spec(ground).unwrap().surface().least().unwrap();
            let ratio = (found.measured - least) / (found.predicted - least);
            // The second is not a quadratic: over this noise's standard deviation its curvature changes by a hundredth.
            assert!((ratio - 1.0).abs() < 0.1, "{ground}: {found:?} {ratio}");
        }
    }

    #[test]
    fn nothing_is_said_where_theory_is_silent() {
        assert_eq!(of("bowl", "sgd:alpha=0.05", 0.0, 100), None);
        assert_eq!(of("bowl", "adam:alpha=0.05", 1.0, 100), None);
        assert_eq!(of("bowl", "sgd:alpha=0.05,weight_decay=0.1", 1.0, 100), None);
        assert_eq!(of("bowl", "sgd:alpha=0.2", 1.0, 1000), None);
        assert_eq!(of("saddle", "sgd:alpha=0.05", 1.0, 10), None);
        // A funnel's tip has no curvature.
        assert_eq!(of("ackley", "sgd:alpha=0.01", 0.1, 1000), None);
    }
}
