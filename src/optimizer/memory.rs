//! What an optimizer remembers from step to step.

use super::number::{Number, Pair};

/// Below this a coordinate or a velocity counts as zero; see [`Memory::flush`].
pub const TINY: f64 = 1e-150;

/// The state of a rule. Every rule uses the parts that it names; the others stay as they are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Memory<T = f64> {
    /// V: the average, or sum, of gradients, per axis.
    pub velocity: Pair<T>,
    /// S: the average, or sum, of squared gradients, per axis.
    pub squares: Pair<T>,
    /// What else a rule keeps per axis: a largest S, an average of steps, an average gradient.
    pub third: Pair<T>,
    /// β1ᵗ, kept as a running product.
    pub power1: T,
    /// β2ᵗ, likewise.
    pub power2: T,
    /// How many steps there were.
    pub count: T,
}

impl<T: Number> Default for Memory<T> {
    fn default() -> Self {
        let (zero, one) = (T::constant(0.0), T::constant(1.0));
        Self { velocity: [zero; 2], squares: [zero; 2], third: [zero; 2], power1: one, power2: one, count: zero }
    }
}

impl<T: Number> Memory<T> {
    /// Ends decays before they reach denormal numbers, which cost a hundred times as much to compute with and
    /// which nobody can see. Squares may go as far below as the gradients' squares do.
    #[inline(always)]
    pub fn flush(&mut self) {
        self.velocity = self.velocity.map(|x| x.flushed(TINY));
        self.squares = self.squares.map(|x| x.flushed(TINY * TINY));
        self.third = self.third.map(|x| x.flushed(TINY * TINY));
        self.power1 = self.power1.flushed(TINY);
        self.power2 = self.power2.flushed(TINY);
    }
}
