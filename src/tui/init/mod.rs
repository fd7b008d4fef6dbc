//! Screen 6's state: how a net begins. Three parts that share scheme, activation, depth and seed: the signal through a deep net, the
//! notes' chain of weights, and what equal weights never learn.

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

/// Everything of the screen.
#[derive(Debug)]
pub struct Init {
    /// Its values.
    pub bench: Bench<Values>,
    /// The layer that is looked at, from 1.
    pub layers: Player,
    /// The step of the training that is looked at.
    pub steps: Player,
    /// A signal for each scheme.
    pub signals: Signals,
    /// The small net that is trained.
    pub learning: Learning,
    /// Which of the part's questions is asked.
    pub question: usize,
    /// Whether its answer is shown.
    pub answered: bool,
    /// The depth as it was: a cursor on the last layer stays there.
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
    /// The values.
    pub fn values(&self) -> &Values {
        self.bench.values()
    }

    /// The part that is shown.
    pub fn part(&self) -> Part {
        self.values().part
    }

    /// The cursor of the part.
    pub fn player(&self) -> &Player {
        if self.part() == Part::Symmetry { &self.steps } else { &self.layers }
    }

    /// The same, to be moved.
    pub fn player_mut(&mut self) -> &mut Player {
        if self.part() == Part::Symmetry { &mut self.steps } else { &mut self.layers }
    }

    /// Where the cursor may be.
    pub fn course(&self) -> Course {
        match self.part() {
            Part::Symmetry => Course { first: 0, reach: self.learning.reach(), last: LAST },
            _ => Course::of(1, self.values().depth),
        }
    }

    /// The first and the last place of the timeline.
    pub fn view(&self) -> (usize, usize) {
        match self.part() {
            Part::Signal => (1, self.values().depth.max(2)),
            // The input is layer 0.
            Part::Chain => (0, self.values().depth),
            Part::Symmetry => (0, LAST),
        }
    }

    /// The chain.
    pub fn chain(&self) -> Chain {
        let values = self.values();
        Chain { weight: values.weight, activation: values.activation, input: 1.0 }
    }

    /// Brings the cursors and what is trained up to the values.
    pub fn refresh(&mut self) {
        let depth = self.values().depth;
        if depth != self.depth && self.layers.cursor >= self.depth {
            self.layers.cursor = depth;
        }
        self.depth = depth;
        self.layers.cursor = self.layers.cursor.clamp(1, depth);
        self.learning.follow(self.bench.values());
    }

    /// Has the part that is shown computed; `enough` is asked every millisecond or so. Returns whether anything is new.
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

    /// Has everything of the part computed before it returns.
    pub fn finish(&mut self) {
        loop {
            self.work(|| false);
            match self.busy() {
                (false, false) => break,
                // Other cores are at it.
                _ => std::thread::sleep(std::time::Duration::from_millis(1)),
            }
        }
    }

    /// The command line that prints the selected scheme's layers.
    pub fn command_line(&self) -> String {
        let values = self.values();
        values.nets().get(values.selected).map(command_line).unwrap_or_default()
    }

    /// Whether something is still being computed, on other cores, or here.
    pub fn busy(&self) -> (bool, bool) {
        match self.part() {
            Part::Signal => (self.signals.busy(), false),
            Part::Chain => (false, false),
            Part::Symmetry => (false, self.learning.busy()),
        }
    }
}
