//! Optimizer state carried from step to step.

use super::number::{Pair, flushed};

/// Coordinates and velocities below this count as zero; see [`Memory::flush`].
pub const TINY: f64 = 1e-150;

/// The state of a rule. A rule uses only the fields it needs; the others keep their initial values.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Memory {
    /// V: the average, or sum, of gradients, per axis.
    pub velocity: Pair,
    /// S: the average, or sum, of squared gradients, per axis.
    pub squares: Pair,
    /// A rule's third per-axis quantity: a largest S, an average of steps, an average gradient.
    pub third: Pair,
    /// β1ᵗ, kept as a running product.
    pub power1: f64,
    /// β2ᵗ, likewise.
    pub power2: f64,
    /// Number of steps taken.
    pub count: f64,
}

impl Default for Memory {
    fn default() -> Self {
        Self { velocity: [0.0; 2], squares: [0.0; 2], third: [0.0; 2], power1: 1.0, power2: 1.0, count: 0.0 }
    }
}

impl Memory {
    /// Zeroes decayed values before they become denormal numbers, which are a hundred times as slow to compute with and
    /// invisible anyway. Squares have a threshold of their own, that of a squared gradient.
    #[inline(always)]
    pub fn flush(&mut self) {
        self.velocity = self.velocity.map(|x| flushed(x, TINY));
        self.squares = self.squares.map(|x| flushed(x, TINY * TINY));
        self.third = self.third.map(|x| flushed(x, TINY * TINY));
        self.power1 = flushed(self.power1, TINY);
        self.power2 = flushed(self.power2, TINY);
    }
}
