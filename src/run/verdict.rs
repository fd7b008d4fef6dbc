//! Definitions of "converged" and "diverged", shared by paths, maps, searches and tables.
//!
//! A run has *diverged* when its loss exceeds a million times max(1, abs(its first loss)), or is no longer finite, or its position
//! is not. It has *converged* at step k when from k to its last step the loss is within the tolerance of the least known loss, or,
//! whatever the least loss is, the norm of the exact gradient is below the tolerance: local minima, saddles and plateaus count too.
//! A run that leaves again has not converged.

use crate::math::surface::{Point, Surface};

/// A run has diverged when its loss exceeds this many times max(1, its first loss).
const EXCESS: f64 = 1e6;

/// The absolute loss beyond which a run has diverged, given its first loss.
#[inline(always)]
pub(super) fn ceiling(first: f64) -> f64 {
    // An infinite loss exceeds any ceiling; `f64::max` of NaN and 1 is 1.
    (EXCESS * f64::max(first.abs(), 1.0)).min(f64::MAX)
}

/// The status of a run at its end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Status {
    /// It stayed within the tolerance.
    Converged,
    /// It neither converged nor diverged.
    #[default]
    Running,
    /// It diverged.
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

/// The criteria of convergence at a step.
#[derive(Clone, Copy, Debug)]
pub(super) struct Criterion {
    /// The least known loss, or 0.
    pub base: f64,
    /// Distance from `base` within which a loss is low; negative without a known minimum, so that none is.
    pub band: f64,
    /// Squared gradient norm below which a point is flat; squared because tiles have no time for square roots.
    pub flat: f64,
}

impl Criterion {
    pub fn new(surface: &Surface, tolerance: f64) -> Self {
        let least = surface.least();
        let band = if least.is_some() { tolerance } else { -1.0 };
        Self { base: least.unwrap_or(0.0), band, flat: tolerance * tolerance }
    }

    /// True if a loss is the least one to within the tolerance.
    #[inline(always)]
    pub fn is_low(&self, loss: f64) -> bool {
        (loss - self.base).abs() <= self.band
    }

    /// True if a point with this exact gradient is flat.
    #[inline(always)]
    pub fn is_flat(&self, [gw, gb]: Point) -> bool {
        gw * gw + gb * gb < self.flat
    }
}

/// The last steps outside the criteria of convergence, and the step at which a run diverged.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Outside {
    /// The step at which it diverged.
    pub left: Option<usize>,
    /// The last step outside the tolerance by loss.
    pub high: Option<usize>,
    /// The last step outside the tolerance by gradient.
    pub steep: Option<usize>,
}

impl Outside {
    /// Records a step.
    #[inline(always)]
    pub fn note(&mut self, criterion: &Criterion, t: usize, loss: f64, gradient: Point) {
        self.high = if criterion.is_low(loss) { self.high } else { Some(t) };
        self.steep = if criterion.is_flat(gradient) { self.steep } else { Some(t) };
    }

    /// The steps from which a run of `steps` steps has been low, and flat, to its end.
    pub fn since(self, steps: usize) -> [Option<usize>; 2] {
        [self.high, self.steep].map(|outside| Some(outside.map_or(0, |t| t + 1)).filter(|t| *t <= steps))
    }

    /// The status of a run of `steps` steps, and the step at which it converged or diverged, or its last.
    pub fn verdict(self, steps: usize) -> (Status, usize) {
        match (self.left, self.since(steps)) {
            (Some(t), _) => (Status::Diverged, t),
            (None, [Some(a), Some(b)]) => (Status::Converged, a.min(b)),
            (None, [Some(t), None] | [None, Some(t)]) => (Status::Converged, t),
            (None, [None, None]) => (Status::Running, steps),
        }
    }
}
