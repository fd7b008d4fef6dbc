//! What "converged" and "diverged" mean: one definition for paths, maps, searches and tables.
//!
//! A run has *diverged* when its loss is beyond a million times max(1, abs(its first)), or a number of it is not finite. It has
//! *converged* at step k when from k to its last step the loss is within the tolerance of the least known loss, or, whatever
//! the least loss is, the norm of the exact gradient is below the tolerance: at a local minimum, a saddle or a plateau too. A
//! run that leaves again has not.

use crate::math::surface::{Point, Surface};

/// A run has diverged when its loss is beyond this many times max(1, its first).
const EXCESS: f64 = 1e6;

/// The size of a loss beyond which a run has diverged, from its first.
#[inline(always)]
pub(super) fn ceiling(first: f64) -> f64 {
    // An infinite loss is above any ceiling; the greater of NaN and 1 is 1.
    (EXCESS * f64::max(first.abs(), 1.0)).min(f64::MAX)
}

/// How a run came out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Status {
    /// It stayed within the tolerance.
    Converged,
    /// Neither.
    #[default]
    Running,
    /// It left the numbers.
    Diverged,
}

impl Status {
    /// Its name in files.
    pub fn name(self) -> &'static str {
        match self {
            Status::Converged => "converged",
            Status::Running => "running",
            Status::Diverged => "diverged",
        }
    }
}

/// What is within the tolerance at a step.
#[derive(Clone, Copy, Debug)]
pub(super) struct Criterion {
    /// The least known loss, or 0.
    pub base: f64,
    /// How far from it a loss is low: without a known minimum none is, as none is less than nothing away.
    pub band: f64,
    /// The square of the gradient's norm below which a place is flat. Squares, as many runs side by side have no time for roots.
    pub flat: f64,
}

impl Criterion {
    pub fn new(surface: &Surface, tolerance: f64) -> Self {
        let least = surface.least();
        let band = if least.is_some() { tolerance } else { -1.0 };
        Self { base: least.unwrap_or(0.0), band, flat: tolerance * tolerance }
    }

    /// Whether a loss is the least one, as far as the tolerance goes.
    #[inline(always)]
    pub fn is_low(&self, loss: f64) -> bool {
        (loss - self.base).abs() <= self.band
    }

    /// Whether a place with this exact gradient is flat.
    #[inline(always)]
    pub fn is_flat(&self, [gw, gb]: Point) -> bool {
        gw * gw + gb * gb < self.flat
    }
}

/// When a run was last outside of what counts as converged, and when it left the numbers.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Outside {
    /// The step at which it left the numbers.
    pub left: Option<usize>,
    /// The last step outside of the tolerance by its loss.
    pub high: Option<usize>,
    /// The last step outside of it by its gradient.
    pub steep: Option<usize>,
}

impl Outside {
    /// Takes a step.
    #[inline(always)]
    pub fn note(&mut self, criterion: &Criterion, t: usize, loss: f64, gradient: Point) {
        self.high = if criterion.is_low(loss) { self.high } else { Some(t) };
        self.steep = if criterion.is_flat(gradient) { self.steep } else { Some(t) };
    }

    /// The steps from which a run of so many has been low, and flat, to its end.
    pub fn since(self, steps: usize) -> [Option<usize>; 2] {
        [self.high, self.steep].map(|outside| Some(outside.map_or(0, |t| t + 1)).filter(|t| *t <= steps))
    }

    /// Status of a run of so many steps; the step at which it converged or diverged, or its last.
    pub fn verdict(self, steps: usize) -> (Status, usize) {
        match (self.left, self.since(steps)) {
            (Some(t), _) => (Status::Diverged, t),
            (None, [Some(a), Some(b)]) => (Status::Converged, a.min(b)),
            (None, [Some(t), None] | [None, Some(t)]) => (Status::Converged, t),
            (None, [None, None]) => (Status::Running, steps),
        }
    }
}
