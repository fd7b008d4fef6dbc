//! Loss over steps on a logarithmic axis, as dots.

use super::Layer;
use crate::run::Record;

/// The parameters that curves are drawn for.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct CurvesKey {
    /// Width in cells.
    pub columns: usize,
    /// Height in cells.
    pub rows: usize,
    /// The last step, at the right edge.
    pub steps: usize,
    /// The minimum loss, if known: the curves show the loss above it.
    pub least: Option<f64>,
}

/// The curves of all runs on a common scale.
#[derive(Clone, Debug, Default)]
pub struct Curves {
    key: CurvesKey,
    /// Identity, length and visibility of each run's path when its curve was drawn.
    paths: Vec<(u64, usize, bool)>,
    layers: Vec<Layer>,
    /// Lowest and highest decade shown.
    range: (i32, i32),
    base: f64,
}

/// Maximum number of decades shown, counted from the top.
const DECADES: i32 = 8;

impl Curves {
    /// Updates the curves to paths given as (identity, records, visible). Does nothing if nothing has changed.
    pub fn update<'a>(
        &mut self,
        key: CurvesKey,
        paths: impl Iterator<Item = (u64, &'a [Record], bool)> + Clone,
    ) -> bool {
        let now = paths.clone().map(|(path, records, visible)| (path, records.len(), visible));
        if self.key == key && self.paths.iter().copied().eq(now.clone()) {
            return false;
        }
        let before = (self.key, self.range, self.base);
        let drawn = std::mem::replace(&mut self.paths, now.collect());
        self.key = key;
        let visible = || paths.clone().filter(|(_, _, visible)| *visible);
        // Without a known minimum, a run that falls forever must not set the scale: use the lowest loss of a magnitude comparable to
        // the start's.
        let first = visible().filter_map(|(_, r, _)| r.first()).map(|r| r.loss.abs()).fold(1.0, f64::max);
        let losses = || visible().flat_map(|(_, r, _)| r).map(|r| r.loss).filter(|l| *l >= -10.0 * first);
        self.base = key.least.unwrap_or_else(|| losses().fold(f64::INFINITY, f64::min));
        let above = |r: &Record| r.loss - self.base;
        // A diverging run must not flatten the others into a line.
        let start = visible().filter_map(|(_, r, _)| r.first()).map(above).fold(0.0, f64::max);
        let (mut low, mut high) = (f64::INFINITY, 0.0_f64);
        for (_, records, _) in visible() {
            for e in records.iter().map(above).filter(|e| *e > 0.0 && e.is_finite()) {
                low = low.min(e);
                high = high.max(e);
            }
        }
        let high = if start > 0.0 { high.min(start * 100.0) } else { high };
        let top = if high > 0.0 { high.log10().ceil() as i32 } else { 1 };
        let bottom = if low.is_finite() { low.log10().floor() as i32 } else { top - 1 };
        self.range = (bottom.max(top - DECADES).min(top - 1), top);
        self.layers.resize_with(self.paths.len(), Layer::default);
        self.layers.truncate(self.paths.len());
        let mut layers = std::mem::take(&mut self.layers);
        let same_scale = before == (self.key, self.range, self.base);
        for (i, (layer, (_, records, visible))) in layers.iter_mut().zip(paths).enumerate() {
            // On an unchanged scale, only the curves of changed paths are redrawn.
            if same_scale && drawn.get(i) == self.paths.get(i) {
                continue;
            }
            layer.reset(key.columns, key.rows);
            if visible {
                self.draw(layer, records);
            }
        }
        self.layers = layers;
        true
    }

    /// The row of dots of a loss; `None` if it is outside the picture.
    pub fn row(&self, loss: f64) -> Option<usize> {
        let above = loss - self.base;
        let (low, high) = self.range;
        let level = if above > 0.0 { above.log10() } else { return None };
        (level >= f64::from(low) && level <= f64::from(high)).then(|| self.height(above) as usize)
    }

    /// The fractional row of dots of a loss above the base.
    fn height(&self, above: f64) -> f64 {
        let (low, high) = self.range;
        let dots = (self.key.rows * 4).saturating_sub(1) as f64;
        // At or below the base there is no logarithm: such a run has arrived and is drawn at the bottom.
        let level = if above > 0.0 { above.log10() } else { f64::from(low) };
        let share = (f64::from(high) - level) / f64::from(high - low);
        (share * dots).clamp(0.0, dots)
    }

    fn draw(&self, layer: &mut Layer, records: &[Record]) {
        let wide = (self.key.columns * 2).saturating_sub(1) as f64;
        let x = |step: usize| step as f64 / self.key.steps.max(1) as f64 * wide;
        let mut last: Option<[f64; 2]> = None;
        let mut step = 0;
        while let Some(record) = records.get(step) {
            // All steps that share a column of dots: their range, and their last value.
            let column = x(step).floor();
            let first = record.loss - self.base;
            let (mut low, mut high, mut end) = (first, first, first);
            let from = step;
            while let Some(record) = records.get(step).filter(|_| x(step).floor() == column) {
                end = record.loss - self.base;
                low = low.min(end);
                high = high.max(end);
                step += 1;
            }
            if !end.is_finite() {
                return;
            }
            let here = [column + 0.5, self.height(first) + 0.5];
            if let Some(last) = last {
                layer.line(last, here, from as u32, false);
            }
            if step > from + 1 {
                layer.line(
                    [column + 0.5, self.height(high) + 0.5],
                    [column + 0.5, self.height(low) + 0.5],
                    from as u32,
                    false,
                );
            } else {
                layer.dot(column as i32, here[1] as i32, from as u32);
            }
            last = Some([column + 0.5, self.height(end) + 0.5]);
        }
    }

    /// The dots of each run.
    pub fn layers(&self) -> &[Layer] {
        &self.layers
    }

    /// Decades with their rows of cells, from the top, at most one per row and none too close together.
    pub fn decades(&self) -> Vec<(i32, usize)> {
        let (low, high) = self.range;
        let every = [1, 2, 4, 8]
            .into_iter()
            .find(|n| (high - low) as usize / n < self.key.rows.div_ceil(2).max(2))
            .unwrap_or(8) as i32;
        let mut found: Vec<(i32, usize)> = Vec::new();
        for decade in (low..=high).rev().filter(|d| d % every == 0) {
            let row = (self.height(10f64.powi(decade)) / 4.0) as usize;
            if found.last().is_none_or(|(_, last)| row > last + 1) {
                found.push((decade, row));
            }
        }
        found
    }

    /// Returns true if the curves show the loss itself rather than its excess over a nonzero minimum.
    pub fn is_loss(&self) -> bool {
        self.base == 0.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn records(losses: impl Iterator<Item = f64>) -> Vec<Record> {
        losses.map(|loss| Record { at: [0.0; 2], loss, gradient: [0.0; 2] }).collect()
    }

    #[test]
    fn a_geometric_fall_is_a_straight_line() {
        let path = records((0..=80).map(|t| 10f64.powf(-f64::from(t) / 20.0)));
        let mut curves = Curves::default();
        let key = CurvesKey { columns: 40, rows: 10, steps: 80, least: Some(0.0) };
        assert!(curves.update(key, [(1, &path[..], true)].into_iter()));
        assert!(!curves.update(key, [(1, &path[..], true)].into_iter()));
        assert_eq!(curves.range, (-4, 0));
        for step in [0, 20, 40, 60, 80] {
            let (column, row) = ((f64::from(step) / 80.0 * 79.0) as usize / 2, f64::from(step) / 80.0 * 39.0);
            let index = row as usize / 4 * 40 + column;
            assert_ne!(curves.layers()[0].cell(index).0, 0, "{step}");
        }
        assert_eq!(curves.decades().first(), Some(&(0, 0)));
    }

    #[test]
    fn runs_that_arrive_or_leave_do_not_spoil_the_scale() {
        let arrived = records((0..50).map(|t| if t < 5 { 1.0 } else { 0.0 }));
        let gone = records((0..20).map(|t| 10f64.powi(t)).chain([f64::INFINITY]));
        let mut curves = Curves::default();
        let key = CurvesKey { columns: 30, rows: 6, steps: 50, least: Some(0.0) };
        curves.update(key, [(1, &arrived[..], true), (2, &gone[..], true)].into_iter());
        assert_eq!(curves.range.1, 2);
        assert!(curves.layers().iter().all(|l| l.dots().iter().any(|d| *d != 0)));
    }
}
