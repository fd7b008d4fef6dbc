//! State of the map: its axes, the visible part of the plane, and the cells.

mod point;
mod theory;
mod update;

use std::sync::Arc;

use crate::draw::figure::heat::Metric;
use crate::jobs::{Job, Plane};
use crate::math::number::tidy;
use crate::math::parameter::{Parameter, Scale};
use crate::run::tiles::Question;
use crate::scenario::sweep::{Slot, Sweep, from_scale, to_scale};
use crate::scenario::{Dial, Run, Scenario, suggest};

pub use point::point;
pub use theory::{Curvatures, Curve, best, curves, ground};
pub(super) use update::{update, zoom};

/// The plane of two values, with its computed cells.
#[derive(Debug)]
pub struct Map {
    /// Values on the x- and y-axis.
    pub slots: [Slot; 2],
    /// The visible part, on the values' own scales: x, then y; low, then high.
    pub extent: [[f64; 2]; 2],
    /// Metric shown for each cell.
    pub metric: Metric,
    /// The cells, 2×2 per terminal cell; the first row is at the top.
    pub plane: Plane,
    /// Inputs of the cells.
    asked: Option<Asked>,
    /// The optimizer and problem for which the axes and extent were chosen.
    chosen_for: Option<(&'static str, String)>,
}

#[derive(Debug)]
struct Asked {
    sweep: Sweep,
    extent: [[f64; 2]; 2],
    size: (usize, usize),
    question: Question,
}

impl Default for Map {
    fn default() -> Self {
        Self {
            slots: [Slot::Hyper(0), Slot::Hyper(1)],
            extent: [[0.0, 1.0]; 2],
            metric: Metric::Steps,
            plane: Plane::default(),
            asked: None,
            chosen_for: None,
        }
    }
}

/// Decades of α shown on either side of the suggested value.
const DECADES: f64 = 1.6;

impl Map {
    /// Parameters of both axes.
    pub fn parameters(&self, scenario: &Scenario, run: usize) -> Option<[Parameter; 2]> {
        let run = scenario.runs.get(run)?;
        let [across, up] = self.slots.map(|slot| slot.parameter(scenario, run));
        Some([across?, up?])
    }

    /// Puts the next available value on an axis (0 for x, 1 for y).
    pub fn turn_axis(&mut self, scenario: &Scenario, run: usize, axis: usize) {
        let Some(one) = scenario.runs.get(run) else { return };
        let all = Slot::all(scenario, one);
        let own = one.description().hypers.len();
        // Values of disabled options would show nothing.
        let offered: Vec<Slot> = all
            .iter()
            .map(|(slot, _)| *slot)
            .filter(|slot| match slot {
                Slot::Hyper(i) => *i < own || one.hypers.get(*i).is_some_and(Option::is_some),
                Slot::Surface(_) => true,
            })
            .collect();
        let (Some(now), Some(other)) = (self.slots.get(axis), self.slots.get(1 - axis.min(1))) else { return };
        let place = offered.iter().position(|slot| slot == now).unwrap_or(0);
        let next = offered.iter().cycle().skip(place + 1).take(offered.len()).find(|slot| *slot != other);
        if let (Some(next), Some(slot)) = (next.copied(), self.slots.get_mut(axis)) {
            *slot = next;
            self.fit(scenario, run, [axis == 0, axis == 1]);
        }
    }

    /// Resets axes and extent if the optimizer or the problem has changed.
    pub fn follow(&mut self, scenario: &Scenario, run: usize) {
        let Some(one) = scenario.runs.get(run) else { return };
        let now = (one.description().name, scenario.problem.name().to_owned());
        let valid = self.parameters(scenario, run).is_some();
        if valid && self.chosen_for.as_ref() == Some(&now) {
            return;
        }
        self.chosen_for = Some(now);
        self.slots = usual(scenario, one);
        self.fit(scenario, run, [true; 2]);
    }

    /// Resets the extent of the given axes to its default.
    pub fn fit(&mut self, scenario: &Scenario, run: usize, axes: [bool; 2]) {
        let Some(parameters) = self.parameters(scenario, run) else { return };
        let Some(one) = scenario.runs.get(run) else { return };
        for (axis, parameter) in parameters.iter().enumerate().filter(|(axis, _)| axes.get(*axis) == Some(&true)) {
            let (Some(slot), Some(extent)) = (self.slots.get(axis), self.extent.get_mut(axis)) else { continue };
            *extent = range(scenario, one, *slot, parameter);
        }
    }

    /// Zooms in (or out) around a point of the plane, by notches.
    pub fn zoom(&mut self, parameters: [Parameter; 2], notches: i32, about: [f64; 2]) {
        let factor = 1.25f64.powi(-notches);
        for ((extent, parameter), about) in self.extent.iter_mut().zip(parameters).zip(about) {
            let next = extent.map(|x| about + (x - about) * factor);
            let wide = next[1] - next[0];
            // Any narrower, and neighboring cells would be the same number.
            if wide > 1e-9 * next[0].abs().max(next[1].abs()).max(1e-3) && wide < 1e3 {
                *extent = inside(parameter, next);
            }
        }
    }

    /// Pans by fractions of the visible part.
    pub fn pan(&mut self, parameters: [Parameter; 2], by: [f64; 2]) {
        for ((extent, parameter), by) in self.extent.iter_mut().zip(parameters).zip(by) {
            let wide = extent[1] - extent[0];
            *extent = inside(parameter, extent.map(|x| x + by * wide));
        }
    }

    /// Starts computing the visible part at `size` cells across and down, unless it is done or under way.
    pub fn want(&mut self, scenario: &Scenario, run: usize, size: (usize, usize)) {
        if size.0 == 0 || size.1 == 0 {
            return;
        }
        let Ok(sweep) = Sweep::new(scenario, run, self.slots) else { return };
        let question = Question { tolerance: scenario.tolerance, rate: self.metric == Metric::Rate };
        let extent = self.extent;
        let same = |a: &Asked| {
            a.extent == extent
                && a.size == size
                && a.question.tolerance == question.tolerance
                && (a.question.rate || !question.rate)
                && a.sweep.same_plane(&sweep)
        };
        if self.asked.as_ref().is_some_and(same) {
            return;
        }
        let Some(parameters) = self.parameters(scenario, run) else { return };
        let (job_sweep, (columns, rows)) = (sweep.clone(), size);
        let job: Job = Arc::new(move |row, wanted, cells| {
            let at = |axis: usize, share: f64| {
                let (extent, parameter) = (extent[axis & 1], &parameters[axis & 1]);
                let value = from_scale(parameter.scale, extent[0] + (extent[1] - extent[0]) * share);
                parameter.clamp(value)
            };
            let xs: Vec<f64> = wanted.iter().map(|c| at(0, (*c as f64 + 0.5) / columns as f64)).collect();
            job_sweep.line(&xs, at(1, 1.0 - (row as f64 + 0.5) / rows as f64), question, cells);
        });
        let cost = scenario.steps as f64 * scenario.surface().cost() as f64;
        self.plane.start(size.0, size.1, cost, &job);
        self.asked = Some(Asked { sweep, extent, size, question });
    }

    /// The value at a position on an axis, rounded to the precision that steps of `step` can resolve.
    pub fn value(parameter: &Parameter, place: f64, step: f64) -> f64 {
        let raw = from_scale(parameter.scale, place);
        let digits = (1.3 - step.abs().max(1e-15).log10()).ceil().clamp(2.0, 15.0) as usize;
        let value = match parameter.scale {
            Scale::OneMinusLog => tidy(1.0 - tidy(1.0 - raw, digits), 15),
            Scale::Linear(_) | Scale::Integer => {
                let unit = 10f64.powf((step / 2.0).log10().floor());
                tidy((raw / unit).round() * unit, 12)
            }
            _ => tidy(raw, digits),
        };
        parameter.clamp(if matches!(parameter.scale, Scale::Integer | Scale::LogInteger) {
            value.round()
        } else {
            value
        })
    }
}

/// Default axes of a run: α on x; on y a momentum, else a parameter of the surface, else the run's next value.
fn usual(scenario: &Scenario, run: &Run) -> [Slot; 2] {
    let hypers = run.description().hypers;
    let named = |names: &[&str]| names.iter().find_map(|name| hypers.iter().position(|h| h.name == *name));
    let up = match named(&["beta", "beta1"]) {
        Some(i) => Slot::Hyper(i),
        None if !scenario.surface().parameters().is_empty() => Slot::Surface(0),
        None if hypers.len() > 1 => Slot::Hyper(1),
        None => {
            let decay = run.description().all_hypers().position(|h| h.name == "weight_decay");
            Slot::Hyper(decay.unwrap_or(hypers.len()))
        }
    };
    [Slot::Hyper(0), up]
}

/// Default range of an axis, on its own scale.
fn range(scenario: &Scenario, run: &Run, slot: Slot, parameter: &Parameter) -> [f64; 2] {
    if slot == Slot::Hyper(0) && parameter.scale == Scale::Log {
        let untouched = Run::new(run.description());
        let values = run.description().defaults(scenario.convention_of(run));
        let middle = suggest::alpha(scenario.surface(), scenario.start(), untouched.description(), &values);
        let half = DECADES * std::f64::consts::LN_10;
        let middle = to_scale(parameter.scale, middle);
        return [middle - half, middle + half];
    }
    let (low, high) = match parameter.scale {
        // Above .995 most runs do not finish within a few hundred steps; second moments go further.
        Scale::OneMinusLog if parameter.default <= 0.99 => (parameter.slider.0, 0.995),
        Scale::Log => (parameter.slider.0.max(f64::MIN_POSITIVE), parameter.slider.1),
        _ => parameter.slider,
    };
    [to_scale(parameter.scale, low), to_scale(parameter.scale, high)]
}

/// Shifts a range to where its parameter is defined.
fn inside(parameter: Parameter, [low, high]: [f64; 2]) -> [f64; 2] {
    let least = match parameter.scale {
        Scale::Log | Scale::LogInteger => to_scale(parameter.scale, parameter.low.max(1e-100)),
        _ => to_scale(parameter.scale, parameter.low),
    };
    let most = match parameter.scale {
        Scale::OneMinusLog => 27.0,
        _ => to_scale(parameter.scale, parameter.high),
    };
    let wide = (high - low).min(most - least);
    // Not `clamp`: rounding may swap the bounds.
    let low = low.min(most - wide).max(least);
    [low, low + wide]
}

/// The dial for the value of an axis.
pub fn dial(slot: Slot) -> Dial {
    match slot {
        Slot::Hyper(i) => Dial::Hyper(i),
        Slot::Surface(i) => Dial::Surface(i),
    }
}
