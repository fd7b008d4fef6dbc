//! The loss that noise keeps a run from going below: what theory predicts, and what was measured.

use super::{Plan, Trajectory};
use crate::math::surface::Minimum;

/// Where a run under noise settles.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Floor {
    /// The mean loss that theory predicts.
    pub predicted: f64,
    /// The mean loss of the steps from `from` on.
    pub measured: f64,
    /// The middle of the run.
    pub from: usize,
}

/// The floor of a run under noise of one standard deviation: E(loss) - loss at the minimum = ½ Σ λ·Var, over the eigenvalues of
/// the Hessian, Var being that of the error along each ([`crate::optimizer::theory::Recursion::variance`]). On a quadratic it is exact;
/// elsewhere the Hessian at the minimum nearest to the run's end stands for the surface, if it is smooth there. Nothing for mini-batches, whose noise
/// hangs on the place; for rules whose steps are not linear in the gradient; for runs with options, or that have left.
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
        // 200,000 steps of correlation times of at most 40 steps each: some 5,000 independent ones, whose mean of a χ² with one
        // degree of freedom is off by √(2/5000) = .02 at one standard error; five of them are allowed.
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
        // A quadratic whose axes are turned, and a minimum that is not at 0: the same, and the loss there is added.
        for (ground, spec) in [("rotated-bowl", "momentum:alpha=0.05"), ("styblinski-tang", "momentum:alpha=0.01")] {
            let found = of(ground, spec, 0.5, 200_000).unwrap_or_else(|| panic!("{ground}"));
            let least = Problem::from_spec(ground).unwrap().surface().least().unwrap();
            let ratio = (found.measured - least) / (found.predicted - least);
            // The second is not a quadratic: over the spread of this noise its curvature changes by a hundredth.
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
