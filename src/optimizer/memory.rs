//! What an optimizer remembers from step to step.

use super::number::{Pair, flushed};

/// Below this a coordinate or a velocity counts as zero; see [`Memory::flush`].
pub const TINY: f64 = 1e-150;

/// The state of a rule. Every rule uses the parts that it names; the others stay as they are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Memory {
    /// V: the average, or sum, of gradients, per axis.
    pub velocity: Pair,
    /// S: the average, or sum, of squared gradients, per axis.
    pub squares: Pair,
    /// What else a rule keeps per axis: a largest S, an average of steps, an average gradient.
    pub third: Pair,
    /// β1ᵗ, kept as a running product.
    pub power1: f64,
    /// β2ᵗ, likewise.
    pub power2: f64,
    /// How many steps there were.
    pub count: f64,
}

impl Default for Memory {
    fn default() -> Self {
        Self { velocity: [0.0; 2], squares: [0.0; 2], third: [0.0; 2], power1: 1.0, power2: 1.0, count: 0.0 }
    }
}

impl Memory {
    /// Ends decays before they reach denormal numbers, which cost a hundred times as much to compute with and
    /// which nobody can see. Squares may go as far below as the gradients' squares do.
    #[inline(always)]
    pub fn flush(&mut self) {
        self.velocity = self.velocity.map(|x| flushed(x, TINY));
        self.squares = self.squares.map(|x| flushed(x, TINY * TINY));
        self.third = self.third.map(|x| flushed(x, TINY * TINY));
        self.power1 = flushed(self.power1, TINY);
        self.power2 = flushed(self.power2, TINY);
    }
}
