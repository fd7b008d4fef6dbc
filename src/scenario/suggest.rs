//! A first α for every optimizer on every surface: large enough to show something, small enough to stay in view.

use std::sync::Arc;

use crate::math::gradient::Source;
use crate::math::number::tidy;
use crate::math::surface::{Domain, Point, Surface, eigenvalues};
use crate::optimizer::{Description, Suggestion, Update, Values};
use crate::run::{Plan, Record, Trajectory, simulate};

/// Number of steps to try a suggestion over.
const TRIAL: usize = 300;

/// A learning rate for `description` from `start`: derived from the curvature or the size of the viewport, then reduced until
/// the path with exact gradients stays finite and in view. Rounded to two significant digits.
///
/// `basis` is the result of [`Description::basis`], whose α is ignored: the rule's default values, regardless of the run's own β, ε
/// or schedule. Changing β must not change α too, or the effect of β alone could not be seen.
pub fn alpha(surface: &Arc<Surface>, start: Point, description: &Description, basis: &Values) -> f64 {
    let domain = surface.domain();
    let [width, height] = domain.size();
    let side = width.min(height);
    let with = |alpha: f64| {
        let mut values = basis.clone();
        if let Some(slot) = values.hypers.first_mut() {
            *slot = alpha;
        }
        Update::build(description, &values)
    };
    let (loss, gradient) = surface.gradient(start);
    let slope = gradient[0].hypot(gradient[1]);
    let first = match description.suggestion {
        Suggestion::Reach(share) => share * side,
        Suggestion::Own(alpha) => return alpha,
        Suggestion::Fixed(alpha) => alpha,
        Suggestion::Curvature(share) => {
            let limit = with(1.0).rule.stability_limit().unwrap_or(2.0);
            // The curvature at the start or at a minimum, whichever is larger.
            let rests = surface.minima().iter().map(|m| [m.w, m.b]);
            let curvature = rests.chain([start]).map(|at| curvature(surface, at)).fold(0.0, f64::max);
            let stable = share * limit / curvature;
            // Where the surface is nearly flat or straight, the first steps must still stay in view.
            let reach = 0.7 * side * (limit / 2.0) / slope;
            if stable < reach || !reach.is_finite() { stable } else { reach }
        }
    };
    let allowed = |alpha: f64| description.hypers.first().map_or(alpha, |h| h.clamp(alpha));
    let mut alpha = allowed(if first.is_finite() && first > 0.0 { tidy(first, 2) } else { tidy(0.01 * side, 2) });
    // On a costly surface, or with no finite loss to descend, skip the trial runs.
    if surface.cost() * TRIAL > 100_000 || !loss.is_finite() {
        return alpha;
    }
    // At a kink no constant α comes to rest: steps stay α times the slope long, and the run hovers at that distance. There α is
    // reduced until it hovers low, if the run gets there at all.
    let kinked = surface.is_kinked();
    let mut kept: Option<(f64, f64)> = None;
    for _ in 0..40 {
        let plan = Plan {
            later: Vec::new(),
            surface: surface.clone(),
            rows: 0,
            update: with(alpha),
            source: Source::default(),
            seed: 0,
            start,
            steps: TRIAL,
        };
        let path = simulate(&plan);
        if stays(&plan, &path, domain) {
            let height = if kinked { hovering(surface, &path) } else { 0.0 };
            // A hundredth of the start's height counts as low.
            if height <= 0.01 {
                return alpha;
            }
            if kept.is_none_or(|(_, lowest)| height < lowest) {
                kept = Some((alpha, height));
            }
        }
        alpha = allowed(tidy(alpha * 0.8, 2));
    }
    kept.map_or(alpha, |(alpha, _)| alpha)
}

/// Greatest height above the minimum over the last quarter of a path, relative to the start's height; infinite if no minimum is
/// known.
fn hovering(surface: &Surface, path: &Trajectory) -> f64 {
    let records = path.records();
    let height = |record: &Record| record.loss - surface.least().unwrap_or(f64::NAN);
    let last = records.get(records.len() - records.len() / 4..).unwrap_or_default();
    let highest = last.iter().map(height).fold(0.0, f64::max);
    let share = records.first().map_or(f64::NAN, |first| highest / height(first));
    if share.is_finite() { share } else { f64::INFINITY }
}

/// The largest absolute curvature at a point; 0 where the surface is not smooth.
fn curvature(surface: &Surface, at: Point) -> f64 {
    eigenvalues(&surface.hessian(at)).map_or(0.0, |[low, high]| low.abs().max(high.abs()))
}

/// True if a path stays finite and, if there is a minimum to stay at, near the viewport.
fn stays(plan: &Plan, path: &Trajectory, domain: Domain) -> bool {
    let view = domain.scaled(1.1);
    // Every path leaves a saddle eventually; it should at least be seen leaving.
    let watched = if plan.surface.least().is_none() { 20 } else { TRIAL };
    let left = path.records().iter().position(|r| !view.contains(r.at)).filter(|_| view.contains(plan.start));
    path.diverged().is_none() && left.is_none_or(|step| step > watched)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::surface::CATALOGUE;
    use crate::scenario::{Problem, Scenario};

    #[test]
    fn the_bowl_gets_the_values_that_the_notes_picture_shows() {
        let alphas: Vec<f64> = Scenario::default().resolved().iter().map(|r| r.values.hypers[0]).collect();
        assert_eq!(alphas, [0.036, 0.08, 0.14, 0.25]);
    }

    /// The lessons on β rely on this: β, ε, decay, clipping and schedules do not affect a suggested α; the form of the velocity,
    /// which changes what α means, and the convention do.
    #[test]
    fn only_the_form_and_the_convention_move_a_suggestion() {
        use crate::scenario::Run;
        for surface in ["bowl", "rosenbrock", "beale"] {
            let scenario = Scenario::on(Problem::from_spec(surface).unwrap());
            let alpha = |spec: &str| scenario.resolve(&Run::from_spec(spec, 0).unwrap()).values.hypers[0];
            for (plain, turned) in [
                (
                    "momentum",
                    vec!["beta=0", "beta=0.5", "beta=0.975", "beta=0.999", "weight_decay=1", "schedule=cosine"],
                ),
                ("rmsprop", vec!["beta=0", "beta=0.99", "eps=0.1", "momentum=0.9", "centered=true"]),
                ("adam", vec!["beta1=0", "beta1=0.99", "beta2=0.9", "bias_correction=false", "clip_norm=1"]),
                ("nesterov", vec!["beta=0", "beta=0.99"]),
            ] {
                for spec in turned {
                    assert_eq!(alpha(plain), alpha(&format!("{plain}:{spec}")), "{surface} {plain} {spec}");
                }
            }
            // At β = .9 a sum of gradients is ten times their average.
            let ratio = alpha("momentum") / alpha("momentum:form=heavy-ball");
            assert!((9.0..11.5).contains(&ratio), "{surface} {ratio}");
        }
    }

    /// A cone's slope is 1 everywhere: a run with constant α hovers within α of its tip, and says so.
    #[test]
    fn at_a_kink_a_run_arrives_hovers_low_and_says_why() {
        use crate::run::{Outcome, outcome};
        for (text, optimizer) in [
            ("sqrt(x^2 + y^2)", "sgd"),
            ("sqrt(x^2 + y^2)", "momentum"),
            ("abs(x) + abs(y)", "sgd"),
            ("abs(x) + abs(y)", "momentum"),
            ("abs(x) + y^2", "sgd"),
            ("sqrt(x^2 + 50*y^2)", "momentum"),
        ] {
            let problem = Problem::typed(text, &[] as &[&str]).unwrap();
            let run = crate::scenario::Run::from_spec(optimizer, 0).unwrap();
            let scenario = Scenario { runs: vec![run], ..Scenario::on(problem) };
            let plan = scenario.resolved()[0].plan.clone();
            let path = simulate(&plan);
            let first = path.records()[0].loss;
            assert!(path.records()[225..].iter().all(|r| r.loss <= 0.01 * first), "{text} {optimizer}");
            let Outcome::Running(Some(habit)) = outcome(&plan, &path, 1e-6) else { unreachable!("{text} {optimizer}") };
            assert!(habit.line().starts_with("hovering at a kink since step "), "{text} {optimizer}: {}", habit.line());
            // The suggested remedy works: a decaying α.
            let run = crate::scenario::Run::from_spec(&format!("{optimizer}:schedule=cosine"), 0).unwrap();
            let falling = Scenario { runs: vec![run], ..scenario };
            let end = simulate(&falling.resolved()[0].plan).records().last().unwrap().loss;
            assert!(end < 0.1 * path.records().last().unwrap().loss.max(1e-3 * first), "{text} {optimizer} {end}");
        }
    }

    /// Every choice in the picker opens with at least three finite, visibly different runs.
    #[test]
    fn every_surface_opens_with_something_to_see() {
        for entry in CATALOGUE {
            let scenario = Scenario::on(Problem::formula(entry, &[]));
            assert!(different(&scenario) >= 3, "{}", entry.name);
        }
    }

    #[test]
    fn formulas_open_with_something_to_see() {
        for text in [
            "x^2 + y^2",
            "x^2 + 10y^2",
            "x^4 - 3*x*y + sin(y)^2",
            "sin(x)*cos(y) + 0.1*(x^2+y^2)",
            "log(x)*y^2 + x",
            "log(x)^2 + log(y)^2",
            "log(x) + y^2",
            "tan(x) + y^2",
            "(1-x)^2 + 100(y-x^2)^2",
            "-exp(-x^2-y^2)",
            "abs(x) + 3abs(y)",
            "sqrt(1 + x^2 + 4y^2)",
            "x^2 - y^2",
            "exp(x) + exp(-x) + y^2",
            "1e6*(x^2 + 3y^2)",
            "1e-6*(x^2 + 3y^2)",
            "x*exp(-x^2-y^2)",
            "-sqrt(36 - x^2 - y^2)",
            "1/(x^2+y^2) + x^2",
            "max(x^2, y^2) + x*y/2",
        ] {
            let problem = Problem::typed(text, &[] as &[&str]).unwrap_or_else(|e| unreachable!("{e}"));
            let count = different(&Scenario::on(problem));
            assert!(count >= 3, "{text}: {count}");
        }
    }

    #[test]
    fn every_data_set_opens_with_something_to_see() {
        use crate::math::data::{Choice, Table};
        let table = Table::load("penguins").unwrap_or_else(|e| unreachable!("{e}"));
        for (feature, target, standardize) in [
            ("flipper_length_mm", "body_mass_g", false),
            ("flipper_length_mm", "body_mass_g", true),
            ("flipper_length_mm", "species=Gentoo", true),
            ("bill_depth_mm", "sex", true),
            ("bill_length_mm", "bill_depth_mm", true),
        ] {
            let choice =
                Choice { feature: Some(feature.into()), target: Some(target.into()), model: None, standardize };
            let problem = Problem::data(table.clone(), choice).unwrap_or_else(|e| unreachable!("{e}"));
            assert!(different(&Scenario::on(problem)) >= 3, "{target} by {feature}");
        }
    }

    /// The number of runs that are finite, move, and differ from each other by a thirtieth of the viewport somewhere.
    fn different(scenario: &Scenario) -> usize {
        let [width, height] = scenario.surface().domain().size();
        let paths: Vec<_> = scenario.resolved().iter().map(|r| simulate(&r.plan)).collect();
        let apart = |a: Point, b: Point| ((a[0] - b[0]) / width).hypot((a[1] - b[1]) / height);
        let mut kept: Vec<&crate::run::Trajectory> = Vec::new();
        for path in &paths {
            let finite = path.diverged().is_none();
            let reach = path.records().iter().take(200).map(|r| apart(r.at, scenario.start())).fold(0.0, f64::max);
            let differs = kept.iter().all(|other| {
                path.records().iter().zip(other.records()).take(200).any(|(x, y)| apart(x.at, y.at) > 1.0 / 30.0)
            });
            if finite && reach > 1.0 / 15.0 && differs {
                kept.push(path);
            }
        }
        kept.len()
    }
}
