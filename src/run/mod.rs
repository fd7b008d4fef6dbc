//! Simulation, a pure function from a [`Plan`] to a [`Trajectory`]: no clock, no terminal, no shared state.

pub mod cache;
mod curvature;
mod diagnosis;
mod floor;
pub mod metrics;
mod outcome;
mod runner;
mod saddle;
pub mod tiles;
pub mod tune;
mod verdict;
mod walk;

use std::sync::Arc;

use crate::math::gradient::Source;
use crate::math::surface::{Point, Surface};
use crate::optimizer::{Memory, Update};

pub use curvature::sharpness;
pub use diagnosis::{Behavior, Diagnosis, diagnose};
pub use floor::{Floor, floor};
pub use outcome::{Outcome, Place, outcome};
pub use runner::{Runner, simulate};
pub use verdict::Status;
pub use walk::{Observe, Stretch, Walk, observe};

/// Everything that a path depends on.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// The loss.
    pub surface: Arc<Surface>,
    /// Rows of data, 0 if there are none.
    pub rows: usize,
    /// The update rule with its values and options, from step 0 on.
    pub update: Update,
    /// Updates with other values, each from a given step on; ascending.
    pub later: Vec<(usize, Update)>,
    /// Source of the gradients.
    pub source: Source,
    /// The seed of noise and batches.
    pub seed: u64,
    /// The point of step 0.
    pub start: Point,
    /// The last step.
    pub steps: usize,
}

impl Plan {
    /// The update from step `step` to the next.
    pub fn update_at(&self, step: usize) -> &Update {
        self.later.iter().rev().find(|(from, _)| *from <= step).map_or(&self.update, |(_, update)| update)
    }

    /// The same update as theory sees it at that step.
    pub fn theory_at(&self, step: usize) -> Update {
        self.update_at(step).at_step(step)
    }

    /// α of the update from step `step` to the next.
    pub fn alpha_at(&self, step: usize) -> f64 {
        self.update_at(step).alpha_at(step, self.steps)
    }

    /// The step at which the values of `step` are replaced, if any.
    pub fn update_until(&self, step: usize) -> Option<usize> {
        self.later.iter().map(|(from, _)| *from).find(|from| *from > step)
    }

    /// True if the path depends on the number of steps, as with a schedule that ends with the run.
    fn knows_its_end(&self) -> bool {
        self.update.extras.know_the_end() || self.later.iter().any(|(_, update)| update.extras.know_the_end())
    }

    /// True if both plans describe the same path except for its length.
    pub fn same_path(&self, other: &Plan) -> bool {
        // Equal surfaces are nearly always the same object; comparing ten thousand rows is the fallback.
        (Arc::ptr_eq(&self.surface, &other.surface) || self.surface == other.surface)
            && (self.rows, self.update, self.source, self.seed, self.start)
                == (other.rows, other.update, other.source, other.seed, other.start)
            && self.later == other.later
            && (self.steps == other.steps || !self.knows_its_end())
    }
}

/// The record of one step, a row of `ravine run --format csv`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Record {
    /// Position, w and b.
    pub at: Point,
    /// The full loss there.
    pub loss: f64,
    /// The gradient passed to the optimizer there.
    pub gradient: Point,
}

/// The way in which a run diverged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Escape {
    /// A coordinate or the loss is not finite.
    NotFinite,
    /// abs(loss) > 1e6·max(1, abs(loss at the start)).
    Loss,
}

/// Memory is kept once in this many steps; the steps in between are replayed from the recorded gradients.
pub const CHECKPOINT: usize = 256;

/// A path: one record per step, from step 0 on.
#[derive(Clone, Debug, Default)]
pub struct Trajectory {
    records: Vec<Record>,
    checkpoints: Vec<Memory>,
    escape: Option<Escape>,
}

impl Trajectory {
    /// The records; the last one of a diverged run is where it diverged.
    pub fn records(&self) -> &[Record] {
        &self.records
    }

    /// The record at a step, or the last one before it.
    pub fn at(&self, step: usize) -> Option<&Record> {
        self.records.get(step).or(self.records.last())
    }

    /// The last step.
    pub fn last_step(&self) -> usize {
        self.records.len().saturating_sub(1)
    }

    /// The step at which the run diverged, and how; `None` if it did not.
    pub fn diverged(&self) -> Option<(usize, Escape)> {
        self.escape.map(|escape| (self.last_step(), escape))
    }

    /// The memory at step `step`, after the gradient of step `step - 1`.
    pub fn memory(&self, plan: &Plan, step: usize) -> Memory {
        let step = step.min(self.last_step());
        let start = || plan.update.rule.start();
        let mut memory = self.checkpoints.get(step / CHECKPOINT).copied().unwrap_or_else(start);
        for (t, record) in self.records.iter().enumerate().take(step).skip(step / CHECKPOINT * CHECKPOINT) {
            walk::remember(plan, t, record, &mut memory);
        }
        memory
    }
}
