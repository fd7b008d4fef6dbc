//! Undo and redo of scenarios; holding a key is one change.

use crate::scenario::{Dial, Scenario};

/// Maximum number of undo steps.
const LIMIT: usize = 200;

/// Subject of a change; consecutive changes of the same subject merge into one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// A value of a run or the scenario.
    Dial(usize, Dial),
    /// The starting point.
    Start,
    /// A change that is complete in itself.
    Single,
}

/// Undo and redo stacks.
#[derive(Debug, Default)]
pub struct History {
    undo: Vec<Scenario>,
    redo: Vec<Scenario>,
    last: Option<Change>,
}

impl History {
    /// Records `before`, the scenario before a change, unless the change continues the last one.
    pub fn record(&mut self, before: &Scenario, change: Change) {
        if self.last == Some(change) && change != Change::Single {
            return;
        }
        if self.undo.len() == LIMIT {
            self.undo.remove(0);
        }
        self.undo.push(before.clone());
        self.redo.clear();
        self.last = Some(change);
    }

    /// Ends the current undo step.
    pub fn settle(&mut self) {
        self.last = None;
    }

    /// Returns the scenario before the last change, given the present one.
    pub fn undo(&mut self, present: &Scenario) -> Option<Scenario> {
        self.last = None;
        let before = self.undo.pop()?;
        self.redo.push(present.clone());
        Some(before)
    }

    /// Returns the scenario that was last undone, given the present one.
    pub fn redo(&mut self, present: &Scenario) -> Option<Scenario> {
        self.last = None;
        let after = self.redo.pop()?;
        self.undo.push(present.clone());
        Some(after)
    }
}
