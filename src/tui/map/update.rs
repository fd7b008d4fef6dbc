//! Applies actions on the map screen that differ from the other screens.

use super::{Map, dial, point};
use crate::math::number::{plain, tidy};
use crate::math::parameter::Scale;
use crate::scenario::sweep::from_scale;
use crate::scenario::{Knob, Scenario};
use crate::tui::action::{Action, Effect};
use crate::tui::change::change;
use crate::tui::history::Change;
use crate::tui::layout::Layout;
use crate::tui::model::{Model, Overlay};

/// Applies an action; `None` if it works the same on every screen.
pub(in crate::tui) fn update(model: &mut Model, action: Action) -> Option<Effect> {
    match action {
        Action::Axis(axis) => {
            let Model { map, scenario, selected, .. } = model;
            let before = map.slots;
            map.turn_axis(scenario, *selected, axis);
            if let Some([x, y]) = map.parameters(scenario, *selected) {
                let alone = "; nothing else can move here: options that are off are no axes";
                let alone = if map.slots == before { alone } else { "" };
                model.message = Some(format!("across {}, up {}{alone}", x.name, y.name));
            }
        }
        Action::Metric => {
            model.map.metric = model.map.metric.next();
            model.message = Some(format!("the map shows {}", model.map.metric.about()));
        }
        Action::Place(right, up) => {
            let layout = Layout::of(model, model.size).unwrap_or_default();
            let Some(point) = point(model) else { return Some(Effect::None) };
            let [across, down] = [layout.map.width, layout.map.height].map(|cells| f64::from(cells.max(1)));
            let [x, y] = model.map.extent.map(|[low, high]| high - low);
            place(model, [point[0] + f64::from(right) * x / across, point[1] + f64::from(up) * y / down]);
        }
        Action::PlaceAt(at) => place(model, at),
        Action::Onward => {
            model.message =
                Some("a point of the map is a whole path: its values act from the first step on".to_owned());
        }
        Action::Isolines => {
            model.isolines = !model.isolines;
            let lines = if model.isolines { "of every class" } else { "of the costs that the legend names" };
            model.message = Some(format!("lines of equal cost, {lines}"));
        }
        Action::Zoom(by) => {
            if let Some(at) = point(model) {
                zoom(model, by, at);
            }
        }
        Action::Pan(right, up) => {
            if let Some(parameters) = model.map.parameters(&model.scenario, model.selected) {
                model.map.pan(parameters, [f64::from(right) / 8.0, f64::from(up) / 8.0]);
            }
        }
        Action::FitPaths => {
            model.message = Some("Z shows the usual part of the map; the paths are fitted on screen 1".to_owned());
        }
        Action::FitSurface => {
            let Model { map, scenario, selected, .. } = model;
            map.fit(scenario, *selected, [true; 2]);
        }
        Action::Command => {
            let line = command_line(model)?;
            model.overlay = Overlay::Command(line.clone());
            return Some(Effect::Copy(line));
        }
        _ => return None,
    }
    Some(Effect::None)
}

/// The sweep command that computes what the map shows.
fn command_line(model: &Model) -> Option<String> {
    let run = model.scenario.runs.get(model.selected)?;
    let alone = Scenario { runs: vec![run.clone()], ..model.scenario.clone() };
    let parameters = model.map.parameters(&model.scenario, model.selected)?;
    let axis = |axis: usize, option: &str, count: usize| {
        let (parameter, [low, high]) = (parameters.get(axis)?, model.map.extent.get(axis)?);
        // Three digits: of 1-β for a decay rate, of the value itself otherwise.
        let end = |x: f64| match parameter.scale {
            Scale::OneMinusLog => tidy(1.0 - tidy(1.0 - from_scale(parameter.scale, x), 3), 12),
            scale => tidy(from_scale(scale, x), 3),
        };
        let [low, high] = [*low, *high].map(|x| plain(parameter.clamp(end(x))));
        let log = if matches!(parameter.scale, Scale::Linear(_) | Scale::Integer) { "" } else { ":log" };
        Some(format!("--{option} {}={low}..{high}:{count}{log}", parameter.name))
    };
    let (x, y) = (axis(0, "x", 60)?, axis(1, "y", 40)?);
    let scenario = alone.command_line().replacen("ravine", "ravine sweep", 1);
    Some(format!("{scenario} {x} {y} --metric {}", model.map.metric.name()))
}

/// Moves the map's point, as an ordinary change of the run or the surface.
fn place(model: &mut Model, at: [f64; 2]) {
    let layout = Layout::of(model, model.size).unwrap_or_default();
    let Some(parameters) = model.map.parameters(&model.scenario, model.selected) else { return };
    let (slots, extent, run) = (model.map.slots, model.map.extent, model.selected);
    change(model, Change::Dial(run, dial(slots[0])), |m| {
        for (axis, cells) in [layout.map.width, layout.map.height].into_iter().enumerate() {
            let [low, high] = extent[axis & 1];
            let step = (high - low) / f64::from(cells.max(1));
            let value = Map::value(&parameters[axis & 1], at[axis & 1], step);
            m.scenario.set(Knob::new(run, dial(slots[axis & 1])), value);
        }
    });
}

/// Zooms the map around one of its points.
pub(in crate::tui) fn zoom(model: &mut Model, by: i32, at: [f64; 2]) {
    if let Some(parameters) = model.map.parameters(&model.scenario, model.selected) {
        model.map.zoom(parameters, by, at);
    }
}
