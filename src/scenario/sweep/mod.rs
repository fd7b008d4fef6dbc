//! A plane of runs that differ in two values: the cells of `ravine sweep` and of the map.

mod axis;
#[cfg(test)]
mod tests;

pub use axis::{Axis, Slot, from_scale, to_scale};

use super::spec::SpecError;
use super::{Resolved, Scenario};
use crate::run::Plan;
use crate::run::tiles::{self, Cell, Lane, Question};

/// Most cells in a sweep.
pub const MOST_CELLS: f64 = 1e7;
/// Most steps in a sweep.
pub const MOST_STEPS: f64 = 1e12;

/// A run of a scenario with two of its values left free.
#[derive(Clone, Debug)]
pub struct Sweep {
    scenario: Scenario,
    run: usize,
    slots: [Slot; 2],
    base: Resolved,
    plain: bool,
}

impl Sweep {
    /// A sweep of a run, with `slots[0]` varying across and `slots[1]` up. An α that is neither set nor varied is suggested
    /// once and then fixed.
    ///
    /// # Errors
    /// If there is no such run, or both slots are the same.
    pub fn new(scenario: &Scenario, run: usize, slots: [Slot; 2]) -> Result<Self, SpecError> {
        if slots[0] == slots[1] {
            return Err(SpecError::Other("both axes move the same value; give two that differ".to_owned()));
        }
        let mut scenario = scenario.clone();
        let one = scenario.runs.get(run).ok_or_else(|| SpecError::Other("there is no such run".to_owned()))?;
        let mut one = one.clone();
        // Varied values are set to a placeholder, so that none is suggested for them and sweeps over the same plane compare equal.
        for slot in slots {
            if let (Slot::Hyper(i), Some(parameter)) = (slot, slot.parameter(&scenario, &one))
                && let Some(value) = one.hypers.get_mut(i)
            {
                *value = Some(parameter.default);
            }
        }
        let base = scenario.resolve(&one);
        if let (Some(slot), Some(alpha)) = (one.hypers.first_mut(), base.values.hypers.first()) {
            *slot = Some(*alpha);
        }
        let own = one.description().hypers.len();
        let inside = slots.iter().all(|slot| match slot {
            Slot::Hyper(i) => *i < own,
            Slot::Surface(_) => true,
        });
        let plain = inside && tiles::is_plain(&base.plan);
        if let Some(slot) = scenario.runs.get_mut(run) {
            *slot = one;
        }
        Ok(Self { scenario, run, slots, base, plain })
    }

    /// The run with all values resolved except the varied ones.
    pub fn base(&self) -> &Resolved {
        &self.base
    }

    /// The values that vary across and up.
    pub fn slots(&self) -> [Slot; 2] {
        self.slots
    }

    /// The scenario of one cell: the run alone, with both values set.
    pub fn scenario_at(&self, values: [f64; 2]) -> Scenario {
        let mut scenario = self.scenario.clone();
        let mut run = scenario.runs.get(self.run).cloned();
        for (slot, value) in self.slots.into_iter().zip(values) {
            match slot {
                Slot::Hyper(i) => {
                    if let Some(slot) = run.as_mut().and_then(|r| r.hypers.get_mut(i)) {
                        *slot = Some(value);
                    }
                }
                Slot::Surface(i) => {
                    scenario.problem = scenario.problem.with_value(i, value).unwrap_or(scenario.problem)
                }
            }
        }
        scenario.runs = run.into_iter().collect();
        scenario
    }

    /// The plan of one cell, as in `ravine run`.
    pub fn plan_at(&self, values: [f64; 2]) -> Option<Plan> {
        let scenario = self.scenario_at(values);
        scenario.runs.first().map(|run| scenario.resolve(run).plan)
    }

    /// Computes the cells at the values `xs` across, all at the value `y` up.
    pub fn line(&self, xs: &[f64], y: f64, question: Question, out: &mut [Cell]) {
        match self.slots {
            [Slot::Hyper(x), up] if self.plain => {
                let plan = match up {
                    Slot::Surface(_) => self.plan_at([xs.first().copied().unwrap_or(f64::NAN), y]),
                    Slot::Hyper(_) => None,
                };
                let plan = plan.as_ref().unwrap_or(&self.base.plan);
                let own = self.own();
                let mut lane = Lane::of(plan.start, self.base.values.hypers.get(..own).unwrap_or(&[]));
                if let Slot::Hyper(i) = up {
                    lane.set(i, y);
                }
                let lanes: Vec<Lane> = xs.iter().map(|value| lane.with(x, *value)).collect();
                tiles::cells(plan, &self.base.values.switches, &lanes, question, out);
            }
            _ => {
                for (x, cell) in xs.iter().zip(out) {
                    if let Some(plan) = self.plan_at([*x, y]) {
                        *cell = tiles::cell(&plan, question);
                    }
                }
            }
        }
    }

    fn own(&self) -> usize {
        self.scenario.runs.get(self.run).map_or(0, |run| run.description().hypers.len())
    }

    /// True if both sweeps give the same cells at the same values.
    pub fn same_plane(&self, other: &Self) -> bool {
        self.slots == other.slots
            && self.base.plan.same_path(&other.base.plan)
            && self.base.plan.steps == other.base.plan.steps
            && self.base.values == other.base.values
    }
}

/// Checks that a sweep of this many cells and steps is feasible.
///
/// # Errors
/// If it is not; the message says why.
pub fn affordable(columns: usize, rows: usize, steps: usize) -> Result<(), SpecError> {
    let cells = columns as f64 * rows as f64;
    if cells > MOST_CELLS {
        return Err(SpecError::Other(format!("{columns} x {rows} cells are too many; at most 1e7 in all")));
    }
    if cells * steps as f64 > MOST_STEPS {
        let line = format!("{columns} x {rows} cells x {steps} steps are too many; at most 1e12 steps in all");
        return Err(SpecError::Other(line));
    }
    Ok(())
}
