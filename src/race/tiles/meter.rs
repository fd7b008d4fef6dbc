//! How a run of a map is measured, whether it is walked by itself or in a tile.

use super::super::outcome::EXCESS;
use super::super::{Plan, watch};
use super::{Cell, Question, Status};
use crate::surface::Point;

/// One cell, run by itself, of any plan.
pub fn cell(plan: &Plan, question: Question) -> Cell {
    let least = plan.surface.least();
    let mut single = Single {
        question,
        steps: plan.steps,
        base: least.unwrap_or(0.0),
        rounding: plan.surface.rounding(),
        // Without a known minimum no loss is low: none is less than nothing away.
        band: if least.is_some() { question.tolerance } else { -1.0 },
        ceiling: f64::MAX,
        slope: Slope::default(),
        outside: Outside::default(),
        cell: Cell::default(),
    };
    watch::watch(plan, &mut single);
    let Single { slope, outside, mut cell, .. } = single;
    (cell.status, cell.step) = outside.verdict(plan.steps);
    cell.rate = slope.rate().filter(|_| question.rate && cell.status != Status::Diverged);
    cell
}

/// The slope of a logarithm, by least squares.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Slope {
    n: f64,
    x: f64,
    y: f64,
    xx: f64,
    xy: f64,
}

impl Slope {
    /// Takes the loss above the least one at a step, unless it is no more than rounding.
    #[inline]
    pub(super) fn add(&mut self, t: usize, above: f64, rounding: f64) {
        if above > rounding && above.is_finite() {
            let (x, y) = (t as f64, libm::log(above));
            self.n += 1.0;
            self.x += x;
            self.y += y;
            self.xx += x * x;
            self.xy += x * y;
        }
    }

    /// exp of the slope; nothing from fewer than eight losses.
    pub(super) fn rate(&self) -> Option<f64> {
        let spread = self.n * self.xx - self.x * self.x;
        (self.n >= 8.0 && spread > 0.0).then(|| libm::exp((self.n * self.xy - self.x * self.y) / spread))
    }
}

/// When a run was last outside of what counts as converged, and when it left the numbers.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Outside {
    /// The step at which it left the numbers.
    pub(super) left: Option<usize>,
    /// The last step outside of the tolerance by its loss.
    pub(super) high: Option<usize>,
    /// The last step outside of it by its gradient.
    pub(super) steep: Option<usize>,
}

impl Outside {
    /// Status and step of a run of so many steps.
    pub(super) fn verdict(self, steps: usize) -> (Status, usize) {
        let inside = |outside: Option<usize>| Some(outside.map_or(0, |t| t + 1)).filter(|t| *t <= steps);
        match (self.left, inside(self.high), inside(self.steep)) {
            (Some(t), _, _) => (Status::Diverged, t),
            (None, Some(a), Some(b)) => (Status::Converged, a.min(b)),
            (None, Some(t), None) | (None, None, Some(t)) => (Status::Converged, t),
            (None, None, None) => (Status::Running, steps),
        }
    }
}

/// What a single run is measured by, as a tile measures its lanes.
struct Single {
    question: Question,
    steps: usize,
    base: f64,
    rounding: f64,
    band: f64,
    ceiling: f64,
    slope: Slope,
    outside: Outside,
    cell: Cell,
}

impl watch::Watcher for Single {
    fn step(&mut self, t: usize, at: Point, loss: f64, g: Point) -> bool {
        if t == 0 {
            self.ceiling = (EXCESS * f64::max(loss.abs(), 1.0)).min(f64::MAX);
        }
        (self.cell.loss, self.cell.at) = (loss, at);
        let Question { tolerance, rate } = self.question;
        if !((loss.abs() <= self.ceiling) & at[0].is_finite() & at[1].is_finite()) {
            self.outside.left = Some(t);
            return false;
        }
        let (low, flat) = ((loss - self.base).abs() <= self.band, g[0] * g[0] + g[1] * g[1] < tolerance * tolerance);
        self.outside.high = if low { self.outside.high } else { Some(t) };
        self.outside.steep = if flat { self.outside.steep } else { Some(t) };
        if rate && 2 * t >= self.steps {
            self.slope.add(t, loss - self.base, self.rounding);
        }
        true
    }
}
