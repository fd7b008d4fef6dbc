//! Short descriptions of a run's values and gradient source, shared by several screens.

use crate::math::number::figures;
use crate::tui::model::Model;

/// Formats a number without its leading zero.
pub(super) fn brief(value: f64) -> String {
    let text = figures(value, 4);
    text.strip_prefix("0.").map(|rest| format!(".{rest}")).unwrap_or(text)
}

/// A run's values at the cursor, `α .25  β₁ .9`: α, then values set by hand, then defaults if there is room.
pub(super) fn values(model: &Model, run: usize) -> Vec<String> {
    let (Some(spec), Some(entry)) = (model.scenario.runs.get(run), model.paths.entry(run)) else { return Vec::new() };
    let description = spec.description();
    let values = entry.resolved().values_at(model.player.cursor);
    let (mut first, mut rest) = (Vec::new(), Vec::new());
    for (i, (hyper, value)) in description.all_hypers().zip(&values.hypers).enumerate() {
        let own = i < description.hypers.len();
        let set = spec.hypers.get(i).is_some_and(Option::is_some) || spec.changes.iter().any(|c| c.hyper == i);
        let word = || format!("{} {}", hyper.symbol, brief(*value));
        if i == 0 || (set && hyper.name != "eps") {
            first.push(word());
        } else if own && hyper.name != "eps" && *value != 0.0 {
            rest.push(word());
        }
    }
    for (switch, given) in description.all_switches().zip(&spec.switches) {
        let choice = given.and_then(|i| switch.choices.get(i)).copied();
        first.extend(choice.map(|choice| match (switch.name, choice) {
            ("bias_correction", "true") => "corrected".to_owned(),
            ("bias_correction", _) => "uncorrected".to_owned(),
            (_, "true") => format!("with {}", switch.title),
            (_, "false") => format!("no {}", switch.title),
            (_, other) => other.to_owned(),
        }));
    }
    let convention = spec.convention.map(|c| c.name()).filter(|name| spec.label.as_deref() != Some(name));
    first.extend(convention.map(str::to_owned));
    first.extend(spec.noise.map(|noise| format!("σ {}", brief(noise))));
    // If runs have their own batch sizes, that comparison comes first.
    if let Some([whole, ..]) = batch(model, run) {
        first.insert(0, whole);
    }
    first.extend(rest);
    first
}

/// A run's own batch size, from long to short form; `None` if it has none of its own.
pub(super) fn batch(model: &Model, run: usize) -> Option<[String; 3]> {
    Some(match model.scenario.runs.get(run)?.batch? {
        Some(n) => [format!("batch {n}"), format!("n={n}"), n.to_string()],
        None => {
            let n = model.scenario.problem.rows();
            ["full batch".to_owned(), format!("n={n}"), n.to_string()]
        }
    })
}

/// Describes the gradients a run is given.
pub(super) fn source(model: &Model, run: usize) -> String {
    let spec = model.scenario.runs.get(run);
    let source = spec.map(|r| model.scenario.source_of(r)).unwrap_or_default();
    match (source.batch, source.noise > 0.0) {
        (Some(1), _) => "single sample".to_owned(),
        (Some(n), _) => format!("mini-batch of {n}"),
        (None, true) => "noisy gradient".to_owned(),
        (None, false) if model.scenario.problem.rows() > 0 => "full batch".to_owned(),
        (None, false) => "exact gradient".to_owned(),
    }
}
