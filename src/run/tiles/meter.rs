//! Measurement of a map's runs, whether walked individually or in a tile.

use super::super::verdict::{Criterion, Outside};
use super::super::{Observe, Plan, Record, Stretch, observe};
use super::{Cell, Question, Status};

/// Runs one cell of any plan by itself.
pub fn cell(plan: &Plan, question: Question) -> Cell {
    let mut single = Single {
        criterion: Criterion::new(&plan.surface, question.tolerance),
        rated: question.rate.then(|| plan.steps.div_ceil(2)),
        rounding: plan.surface.rounding(),
        slope: Slope::default(),
        outside: Outside::default(),
        cell: Cell::default(),
    };
    observe(plan, &mut single);
    let Single { slope, outside, mut cell, .. } = single;
    (cell.status, cell.step) = outside.verdict(plan.steps);
    cell.rate = slope.rate().filter(|_| question.rate && cell.status != Status::Diverged);
    cell
}

/// Slope of a logarithm, by least squares.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Slope {
    n: f64,
    x: f64,
    y: f64,
    xx: f64,
    xy: f64,
}

impl Slope {
    /// Adds the excess loss at a step, unless it is below rounding error.
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

    /// exp of the slope; `None` from fewer than eight losses.
    pub(super) fn rate(&self) -> Option<f64> {
        let spread = self.n * self.xx - self.x * self.x;
        (self.n >= 8.0 && spread > 0.0).then(|| libm::exp((self.n * self.xy - self.x * self.y) / spread))
    }
}

/// Measures a single run the way a tile measures its lanes.
struct Single {
    criterion: Criterion,
    /// The step from which the rate is measured, if it is.
    rated: Option<usize>,
    rounding: f64,
    slope: Slope,
    outside: Outside,
    cell: Cell,
}

impl Observe for Single {
    fn steps(&mut self, stretch: Stretch) {
        for (t, record, gradient) in stretch.steps() {
            self.outside.note(&self.criterion, t, record.loss, gradient);
            if self.rated.is_some_and(|from| t >= from) {
                self.slope.add(t, record.loss - self.criterion.base, self.rounding);
            }
        }
        if let Some(record) = stretch.records.last() {
            (self.cell.loss, self.cell.at) = (record.loss, record.at);
        }
    }

    fn left(&mut self, step: usize, record: &Record) {
        self.outside.left = Some(step);
        (self.cell.loss, self.cell.at) = (record.loss, record.at);
    }
}
