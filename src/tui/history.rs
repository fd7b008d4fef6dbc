//! Undo and redo of scenarios; a held key is one change.

use crate::scenario::{Dial, Scenario};

/// How many changes can be undone.
const LIMIT: usize = 200;

/// What changed, so that changes of the same thing in a row count as one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// A value of a run or the scenario.
    Dial(usize, Dial),
    /// The start.
    Start,
    /// Anything that is done at once.
    Single,
}

/// Scenarios before and after.
#[derive(Debug, Default)]
pub struct History {
    undo: Vec<Scenario>,
    redo: Vec<Scenario>,
    last: Option<Change>,
}

impl History {
    /// Remembers `before`, the scenario as it was before a change, unless the change goes on with the last one.
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

    /// Ends the current change: what follows is another one.
    pub fn settle(&mut self) {
        self.last = None;
    }

    /// The scenario before the last change, given the present one.
    pub fn undo(&mut self, present: &Scenario) -> Option<Scenario> {
        self.last = None;
        let before = self.undo.pop()?;
        self.redo.push(present.clone());
        Some(before)
    }

    /// The scenario after the change that was undone last.
    pub fn redo(&mut self, present: &Scenario) -> Option<Scenario> {
        self.last = None;
        let after = self.redo.pop()?;
        self.undo.push(present.clone());
        Some(after)
    }
}
