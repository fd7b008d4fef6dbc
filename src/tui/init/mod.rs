//! State of screen 6: weight initialization. Three parts share scheme, activation, depth and seed: the signal through a
//! deep net, the notes' chain of weights, and the symmetry of equal weights, which training cannot break.

mod learning;
mod question;
mod queue;
mod signals;
mod update;
mod values;

use super::bench::Bench;
use super::player::{Course, Player};
use crate::network::Chain;
use crate::network::signal::DEPTH;
use crate::scenario::net::command_line;

pub use learning::{LAST, Learning};
pub use question::{answer, base, loss_text, question};
pub use signals::{Pass, Signals};
#[cfg(test)]
pub(super) use update::elsewhere;
pub(super) use update::{idle, update};
pub use values::{Part, Slot, Values};

/// State of the initialization screen.
#[derive(Debug)]
pub struct Init {
    /// The screen's values.
    pub bench: Bench<Values>,
    /// The current layer, from 1.
    pub layers: Player,
    /// The current training step.
    pub steps: Player,
    /// The signals, one per scheme.
    pub signals: Signals,
    /// Training of the small net.
    pub learning: Learning,
    /// Index of the part's question asked.
    pub question: usize,
    /// True if the answer is shown.
    pub answered: bool,
    /// The previous depth, to keep a cursor on the last layer there.
    depth: usize,
}

impl Default for Init {
    fn default() -> Self {
        Self {
            bench: Bench::default(),
            layers: Player::at(DEPTH.default as usize).with_speed(-2),
            steps: Player::at(0).with_speed(4),
            signals: Signals::default(),
            learning: Learning::default(),
            question: 0,
            answered: false,
            depth: DEPTH.default as usize,
        }
    }
}

impl Init {
    /// Returns the values.
    pub fn values(&self) -> &Values {
        self.bench.values()
    }

    /// The current part.
    pub fn part(&self) -> Part {
        self.values().part
    }

    /// The cursor of the current part.
    pub fn player(&self) -> &Player {
        if self.part() == Part::Symmetry { &self.steps } else { &self.layers }
    }

    /// The cursor of the current part, mutable.
    pub fn player_mut(&mut self) -> &mut Player {
        if self.part() == Part::Symmetry { &mut self.steps } else { &mut self.layers }
    }

    /// Range of the cursor.
    pub fn course(&self) -> Course {
        match self.part() {
            Part::Symmetry => Course { first: 0, reach: self.learning.reach(), last: LAST },
            _ => Course::of(1, self.values().depth),
        }
    }

    /// First and last position of the timeline.
    pub fn view(&self) -> (usize, usize) {
        match self.part() {
            Part::Signal => (1, self.values().depth.max(2)),
            // The input is layer 0.
            Part::Chain => (0, self.values().depth),
            Part::Symmetry => (0, LAST),
        }
    }

    /// The chain of weights.
    pub fn chain(&self) -> Chain {
        let values = self.values();
        Chain { weight: values.weight, activation: values.activation, input: 1.0 }
    }

    /// Updates the cursors and the training from the values.
    pub fn refresh(&mut self) {
        let depth = self.values().depth;
        if depth != self.depth && self.layers.cursor >= self.depth {
            self.layers.cursor = depth;
        }
        self.depth = depth;
        self.layers.cursor = self.layers.cursor.clamp(1, depth);
        self.learning.follow(self.bench.values());
    }

    /// Computes the current part; `enough` is polled every millisecond or so. Returns true if anything is new.
    pub fn work(&mut self, enough: impl FnMut() -> bool) -> bool {
        self.refresh();
        match self.part() {
            Part::Signal => {
                let values = self.bench.values();
                self.signals.ask(&values.nets(), values.selected);
                self.signals.work()
            }
            Part::Chain => false,
            Part::Symmetry => self.learning.work(self.steps.cursor, enough),
        }
    }

    /// Computes the current part to the end before it returns.
    pub fn finish(&mut self) {
        loop {
            self.work(|| false);
            match self.busy() {
                (false, false) => break,
                // Other cores are working on it.
                _ => std::thread::sleep(std::time::Duration::from_millis(1)),
            }
        }
    }

    /// The command line that prints the selected scheme's layers.
    pub fn command_line(&self) -> String {
        let values = self.values();
        values.nets().get(values.selected).map(command_line).unwrap_or_default()
    }

    /// Returns whether a computation is in progress on other cores, and whether one is on this core.
    pub fn busy(&self) -> (bool, bool) {
        match self.part() {
            Part::Signal => (self.signals.busy(), false),
            Part::Chain => (false, false),
            Part::Symmetry => (false, self.learning.busy()),
        }
    }
}
