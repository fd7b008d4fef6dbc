//! The check table: what theory predicts beside what is measured, at the cursor.

use crate::app::model::Model;
use crate::number::{short, told_from};
use crate::race::sharpness;
use crate::theory::measured;

/// One line: name, prediction, measurement, and whether it holds where that can be told.
#[derive(Debug, PartialEq)]
pub struct Check {
    /// What is compared.
    pub name: &'static str,
    /// What theory says; `—` where it says nothing.
    pub theory: String,
    /// What the path says.
    pub measured: String,
    /// Whether the measurement agrees.
    pub holds: Option<bool>,
}

/// Steps that a rate is measured over at most.
const WINDOW: usize = 400;

/// The lines for the selected run at the cursor, and the α at which the limit lies, for its slider.
pub fn checks(model: &Model) -> (Vec<Check>, Option<f64>) {
    let Some(entry) = model.lab.entry(model.selected) else { return (Vec::new(), None) };
    let (plan, path) = (&entry.resolved().plan, entry.trajectory());
    let mut lines = Vec::new();
    let update = plan.update_at(model.player.cursor);
    let alpha = plan.alpha_at(model.player.cursor);
    let mut alpha_limit = None;
    let product = sharpness(plan, path, model.player.cursor)
        .and_then(|(sharpness, _)| Some((update.used(alpha, sharpness)?, update.rule.stability_limit()?)));
    if let Some((used, limit)) = product {
        // All of it goes with α.
        alpha_limit = (used > 0.0 && alpha > 0.0).then(|| alpha / used);
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
        // What other values did before a change says nothing about these.
        let changed = plan.later.iter().map(|(step, _)| *step).filter(|step| *step <= until).max().unwrap_or(0);
        let from = ((changed + until) / 2).max(until.saturating_sub(WINDOW));
        let losses = path.records().iter().take(until + 1).skip(from).map(|r| r.loss - least);
        // Below a rounding error of the loss there is nothing to measure.
        let floor = f64::EPSILON * least.abs().max(f64::MIN_POSITIVE);
        let got = measured(losses.filter(|l| *l > floor));
        let predicted = surface
            .is_quadratic()
            .then(|| surface.eigenvalues(model.scenario.start()))
            .flatten()
            .filter(|_| plan.source.is_exact())
            .and_then(|[low, high]| Some(update.rate(low)?.max(update.rate(high)?)));
        lines.push(Check {
            name: "rate",
            theory: predicted.map_or("—".to_owned(), short),
            measured: got.map_or("—".to_owned(), short),
            // What swings has no steady rate over a few steps: nothing is said against theory there.
            holds: predicted.zip(got).map(|(p, g)| (p - g).abs() < 0.02).filter(|holds| *holds || until - from >= 100),
        });
    }
    (lines, alpha_limit)
}
