//! The run's own point on the map.

use crate::scenario::sweep::{Slot, to_scale};
use crate::tui::model::Model;

/// The run's own point on the map, on both axes' scales.
pub fn point(model: &Model) -> Option<[f64; 2]> {
    let parameters = model.map.parameters(&model.scenario, model.selected)?;
    let resolved = model.paths.entry(model.selected)?.resolved();
    let value = |slot: Slot| match slot {
        Slot::Hyper(i) => resolved.values.hypers.get(i).copied(),
        Slot::Surface(i) => model.scenario.surface().values().get(i).copied(),
    };
    let [across, up] = model.map.slots.map(value);
    Some([to_scale(parameters[0].scale, across?), to_scale(parameters[1].scale, up?)])
}
