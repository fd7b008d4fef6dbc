//! Training of the small net: the whole trajectory, and the net at the cursor.

use super::values::Values;
use crate::network::symmetry::{Setup, Symmetry};
use crate::network::{Kind, SCHEMES, Scheme};

/// Last training step.
pub const LAST: usize = 3000;
/// Steps per slice of work.
const PIECE: usize = 100;

/// A training run, and one from random weights for comparison.
#[derive(Debug, Default)]
pub struct Learning {
    setup: Option<Setup>,
    net: Option<Symmetry>,
    random: Option<Symmetry>,
    /// The net at the cursor.
    at: Option<Symmetry>,
}

impl Learning {
    /// Starts over if the setup has changed.
    pub fn follow(&mut self, values: &Values) {
        let setup = values.setup(values.scheme(), values.epsilon);
        if self.setup.as_ref() == Some(&setup) {
            return;
        }
        let glorot = SCHEMES.iter().find(|s| s.kind == Kind::GlorotNormal).map(Scheme::of);
        self.random = glorot.and_then(|scheme| Symmetry::new(&values.setup(scheme, 0.0)).ok());
        self.net = Symmetry::new(&setup).ok();
        self.at = self.net.clone();
        self.setup = Some(setup);
    }

    /// Continues training and moves the net to the cursor until `enough` returns true. Returns true if anything is new.
    pub fn work(&mut self, cursor: usize, mut enough: impl FnMut() -> bool) -> bool {
        let mut new = false;
        while self.busy() {
            for net in [&mut self.net, &mut self.random].into_iter().flatten() {
                net.advance(PIECE.min(LAST + 1 - net.step().min(LAST + 1)));
            }
            new = true;
            if enough() {
                break;
            }
        }
        if let (Some(at), Some(setup)) = (&mut self.at, &self.setup) {
            if at.step() > cursor
                && let Ok(first) = Symmetry::new(setup)
            {
                *at = first;
            }
            if at.step() < cursor {
                at.advance(cursor - at.step());
                new = true;
            }
        }
        new
    }

    /// Returns true if training is not finished.
    pub fn busy(&self) -> bool {
        [&self.net, &self.random].into_iter().flatten().any(|net| net.step() <= LAST)
    }

    /// The furthest step the cursor may move to.
    pub fn reach(&self) -> usize {
        self.net.as_ref().map_or(0, |net| net.step().saturating_sub(1)).min(LAST)
    }

    /// The net, with the losses of all steps so far.
    pub fn net(&self) -> Option<&Symmetry> {
        self.net.as_ref()
    }

    /// The same for the net with random weights.
    pub fn random(&self) -> Option<&Symmetry> {
        self.random.as_ref()
    }

    /// The net at the cursor.
    pub fn at(&self) -> Option<&Symmetry> {
        self.at.as_ref()
    }
}
