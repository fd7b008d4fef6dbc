//! A run's values and source in few words, as several screens say them.

use crate::app::model::Model;
use crate::number::figures;

/// A number without its zero before the point.
pub(super) fn brief(value: f64) -> String {
    let text = figures(value, 4);
    text.strip_prefix("0.").map(|rest| format!(".{rest}")).unwrap_or(text)
}

/// A run's values at the cursor: `α .25  β₁ .9`, and what it has of its own before them.
pub(super) fn values(model: &Model, run: usize) -> Vec<String> {
    let (Some(spec), Some(entry)) = (model.scenario.runs.get(run), model.lab.entry(run)) else { return Vec::new() };
    let mut parts = Vec::new();
    let convention = spec.convention.map(|c| c.name()).filter(|name| spec.label.as_deref() != Some(name));
    parts.extend(convention.map(str::to_owned));
    parts.extend(spec.noise.map(|noise| format!("σ {}", brief(noise))));
    match spec.batch {
        Some(Some(n)) => parts.push(format!("batch {n}")),
        Some(None) => parts.push("full batch".to_owned()),
        None => {}
    }
    for (switch, given) in spec.description().switches.iter().zip(&spec.switches) {
        // What was set by hand is part of what the run is.
        let choice = given.and_then(|i| switch.choices.get(i)).copied();
        parts.extend(choice.map(|choice| match choice {
            "true" => format!("with {}", switch.title),
            "false" => format!("no {}", switch.title),
            other => other.to_owned(),
        }));
    }
    let values = entry.resolved().values_at(model.cursor);
    let hypers = spec.description().hypers.iter().zip(&values.hypers).filter(|(h, _)| h.name != "eps");
    parts.extend(hypers.map(|(h, v)| format!("{} {}", h.symbol, brief(*v))));
    parts
}

/// What gradients the run is given.
pub(super) fn source(model: &Model, run: usize) -> String {
    let spec = model.scenario.runs.get(run);
    let source = spec.map(|r| model.scenario.source_of(r)).unwrap_or_default();
    match (source.batch, source.noise > 0.0) {
        (Some(1), _) => "single sample".to_owned(),
        (Some(n), _) => format!("mini-batch of {n}"),
        (None, true) => "noisy gradient".to_owned(),
        (None, false) if model.scenario.ground.rows() > 0 => "full batch".to_owned(),
        (None, false) => "exact gradient".to_owned(),
    }
}
