//! The check table: theory's predictions next to measurements at the cursor.

use crate::math::number::{short, told_from};
use crate::optimizer::theory::measured;
use crate::run::sharpness;
use crate::tui::model::Model;

/// A line: name, prediction, measurement, and agreement where it can be decided.
#[derive(Debug, PartialEq)]
pub struct Check {
    /// The quantity compared.
    pub name: &'static str,
    /// Theory's prediction; `—` if it makes none.
    pub theory: String,
    /// The value measured on the path.
    pub measured: String,
    /// True if the measurement agrees; `None` if undecided.
    pub holds: Option<bool>,
}

/// Maximum number of steps over which a rate is measured.
const WINDOW: usize = 400;

/// Returns the lines for the selected run at the cursor, and the α of the stability limit before scheduling, for its slider.
pub fn checks(model: &Model) -> (Vec<Check>, Option<f64>) {
    let Some(entry) = model.paths.entry(model.selected) else { return (Vec::new(), None) };
    let (plan, path) = (&entry.resolved().plan, entry.trajectory());
    let mut lines = Vec::new();
    let update = plan.theory_at(model.player.cursor);
    let alpha = plan.alpha_at(model.player.cursor);
    let mut alpha_limit = None;
    let product = sharpness(plan, path, model.player.cursor)
        .and_then(|(sharpness, _)| Some((update.used(alpha, sharpness)?, update.rule.stability_limit()?)));
    if let Some((used, limit)) = product {
        // The product is proportional to α; the slider shows the α before scheduling.
        alpha_limit = (used > 0.0 && alpha > 0.0).then(|| update.rule.alpha() / used);
        lines.push(Check {
            name: update.product_name(),
            theory: format!("<{}", short(limit)),
            measured: told_from(used * limit, limit),
            holds: Some(used < 1.0),
        });
    }
    let surface = &plan.surface;
    if let Some(least) = surface.least() {
        let until = model.player.cursor.min(path.last_step());
        // Steps before a change were made with other values and say nothing about the current ones.
        let changed = plan.later.iter().map(|(step, _)| *step).filter(|step| *step <= until).max().unwrap_or(0);
        let from = ((changed + until) / 2).max(until.saturating_sub(WINDOW));
        let losses = path.records().iter().take(until + 1).skip(from).map(|r| r.loss - least);
        // After the run has come to rest there is nothing left to measure but rounding errors.
        let got = measured(losses.take_while(|l| *l > surface.rounding()));
        let rests = path.at(until).is_some_and(|r| r.loss - least <= surface.rounding());
        let predicted = surface
            .is_quadratic()
            .then(|| surface.eigenvalues(model.scenario.start()))
            .flatten()
            .filter(|_| plan.source.is_exact())
            .and_then(|[low, high]| Some(update.rate(low)?.max(update.rate(high)?)));
        lines.push(Check {
            name: "rate",
            theory: predicted.map_or("—".to_owned(), short),
            measured: got.map_or(if rests { "at rest" } else { "—" }.to_owned(), short),
            // An oscillating loss has no steady rate over a few steps: do not report a disagreement there.
            holds: predicted.zip(got).map(|(p, g)| (p - g).abs() < 0.02).filter(|holds| *holds || until - from >= 100),
        });
    }
    (lines, alpha_limit)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{Problem, Run, Scenario};
    use crate::tui::theme::{Depth, Mode, Scheme};

    fn at(ground: &str, spec: &str, (steps, cursor): (usize, usize)) -> (Vec<Check>, Option<f64>) {
        let ground = Problem::from_spec(ground).unwrap_or_else(|e| unreachable!("{e}"));
        let run = Run::from_spec(spec, 0).unwrap_or_else(|e| unreachable!("{e}"));
        let scenario = Scenario { runs: vec![run], steps, ..Scenario::on(ground) };
        let mut model = Model::new(scenario, Scheme::of(Mode::Dark), Depth::True, (120, 40));
        model.paths.work(|| false);
        model.player.cursor = cursor;
        checks(&model)
    }

    /// α at step 12 is 0.12 of the slider's: the limit 2/20 appears at 0.1/0.12 on the slider.
    #[test]
    fn the_mark_is_in_the_sliders_units() {
        let (_, limit) = at("bowl:kappa=20", "sgd:alpha=0.3,schedule=warmup-cosine,warmup=100", (300, 12));
        assert!((limit.unwrap_or(f64::NAN) - 0.1 / 0.12).abs() < 1e-12, "{limit:?}");
        let (_, limit) = at("bowl:kappa=20", "sgd:alpha=0.03,alpha@10=0.05", (300, 12));
        assert!((limit.unwrap_or(f64::NAN) - 0.1).abs() < 1e-12, "{limit:?}");
    }

    #[test]
    fn nadams_limit_is_that_of_the_step() {
        let (lines, _) = at("bowl", "nadam:alpha=0.01,convention=pytorch", (1200, 1000));
        assert_eq!(lines[0].theory, "<3.93");
    }

    /// Damped Newton on a quadratic: the distance halves every step, down to the last bits of w and b.
    #[test]
    fn a_rate_is_measured_while_there_is_one() {
        let rate = |cursor| {
            let lines = at("booth", "newton:alpha=0.5", (400, cursor)).0;
            lines.into_iter().find(|c| c.name == "rate").map(|c| c.measured).unwrap_or_default()
        };
        assert!((rate(30).parse::<f64>().unwrap_or(f64::NAN) - 0.5).abs() < 0.02, "{}", rate(30));
        assert_eq!(rate(400), "at rest");
    }
}
