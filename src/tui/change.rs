//! Changes of the scenario and the selection.

use super::history::Change;
use super::model::Model;

/// Selects a run.
pub(super) fn select(model: &mut Model, run: usize) {
    // Keep the same value selected if the other run has it.
    let chosen = model.chosen();
    model.selected = run;
    let dials = model.dials();
    model.dial = dials.iter().position(|d| Some(*d) == chosen).unwrap_or(0);
    model.history.settle();
}

/// Changes the scenario, records the old one for undo, and resimulates the paths that changed.
pub(super) fn change(model: &mut Model, change: Change, with: impl FnOnce(&mut Model)) {
    let before = model.scenario.clone();
    with(model);
    if model.scenario != before {
        model.history.record(&before, change);
        follow(model);
    }
}

/// Updates everything derived from the scenario.
pub(super) fn follow(model: &mut Model) {
    model.paths.update(&model.scenario);
    model.player.cursor = model.player.cursor.min(model.scenario.steps);
    model.selected = model.selected.min(model.scenario.runs.len().saturating_sub(1));
    model.dial = model.dial.min(model.dials().len().saturating_sub(1));
}
