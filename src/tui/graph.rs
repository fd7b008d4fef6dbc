//! Dots of a series and its averages, cached between frames.

use ratatui::layout::Rect;

use super::averages::Smoothing;
use crate::draw::raster::Layer;

/// Inputs of the dots.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Key {
    version: u64,
    size: (u16, u16),
    view: (usize, usize),
}

/// Dots of each layer of the picture, on one scale.
#[derive(Debug, Default)]
pub struct Graph {
    key: Option<Key>,
    observed: Layer,
    signal: Layer,
    /// The average, uncorrected and corrected, each two dots wide and one dot wide.
    averages: [[Layer; 2]; 2],
    /// The compared averages, uncorrected and corrected.
    others: Vec<[Layer; 2]>,
    range: [f64; 2],
}

/// Margin above and below the curves, as a fraction of their range.
const MARGIN: f64 = 0.05;

impl Graph {
    /// Updates the dots for an area of cells, if anything has changed.
    pub fn update(&mut self, smoothing: &Smoothing, area: Rect) {
        let key = Key { version: smoothing.version(), size: (area.width, area.height), view: smoothing.view() };
        let Some(found) = smoothing.found().filter(|_| self.key != Some(key)) else { return };
        self.key = Some(key);
        let curves = [&found.average.raw, &found.average.corrected];
        // The average starts at 0, which is shown; compared averages that are far off are clipped.
        let values = found.series.observed.iter().chain(curves[0]).chain([&0.0]);
        let (low, high) = values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), x| (low.min(*x), high.max(*x)));
        let margin = MARGIN * (high - low).max(1e-12 * high.abs()).max(f64::MIN_POSITIVE);
        self.range = [low - margin, high + margin];
        let (columns, rows) = (usize::from(area.width), usize::from(area.height));
        let (first, last) = key.view;
        let shown = last - first;
        let place = |t: usize, y: f64, range: [f64; 2]| {
            let column = (t as f64 - first as f64) / shown.max(1) as f64 * columns.saturating_sub(1) as f64;
            [2.0 * column + 0.99, share(y, range) * (rows * 4).saturating_sub(1) as f64]
        };
        let range = self.range;
        let curve = |layer: &mut Layer, values: &[f64], start: Option<f64>, wide: bool| {
            layer.reset(columns, rows);
            let mut before = start.filter(|_| first == 0).map(|y| place(0, y, range));
            // Start at the value before the first visible one, since the line to it enters from there.
            for (i, y) in values.iter().enumerate().take(last).skip(first.saturating_sub(1)) {
                let here = place(i + 1, *y, range);
                layer.line(before.unwrap_or(here), here, 0, wide);
                before = Some(here);
            }
        };
        for (kind, (layers, values)) in self.averages.iter_mut().zip(curves).enumerate() {
            let start = (kind == 0).then_some(0.0);
            for (wide, layer) in layers.iter_mut().enumerate() {
                curve(layer, values, start, wide == 0);
            }
        }
        self.others.resize_with(found.others.len(), Default::default);
        for (layers, average) in self.others.iter_mut().zip(&found.others) {
            curve(&mut layers[0], &average.raw, Some(0.0), false);
            curve(&mut layers[1], &average.corrected, None, false);
        }
        curve(&mut self.signal, &found.series.signal, None, false);
        self.observed.reset(columns, rows);
        let large = shown <= 3 * columns;
        for (i, y) in found.series.observed.iter().enumerate().take(last).skip(first.saturating_sub(1)) {
            let [x, y] = place(i + 1, *y, range);
            let (x, y) = (x as i32, y as i32);
            self.observed.dot(x, y, 0);
            if large {
                // The other column of the same cell, so that a point stays within its step.
                [(x ^ 1, y), (x, y + 1), (x ^ 1, y + 1)].into_iter().for_each(|(x, y)| self.observed.dot(x, y, 0));
            }
        }
    }

    /// Minimum and maximum of the shown values.
    pub fn range(&self) -> [f64; 2] {
        self.range
    }

    /// The observed values.
    pub fn observed(&self) -> &Layer {
        &self.observed
    }

    /// The series without noise.
    pub fn signal(&self) -> &Layer {
        &self.signal
    }

    /// The average, corrected or not, two dots wide or one.
    pub fn average(&self, corrected: bool, wide: bool) -> &Layer {
        &self.averages[usize::from(corrected)][usize::from(!wide)]
    }

    /// The compared averages, corrected or not.
    pub fn others(&self, corrected: bool) -> impl Iterator<Item = &Layer> {
        self.others.iter().map(move |layers| &layers[usize::from(corrected)])
    }
}

/// Position of a value within a range, from 0 at the top to 1 at the bottom.
fn share(value: f64, [low, high]: [f64; 2]) -> f64 {
    ((high - value) / (high - low).max(f64::MIN_POSITIVE)).clamp(-4.0, 5.0)
}

/// The row of cells, out of `rows` over a range, that contains a value; `None` if it is outside the range.
pub fn row(value: f64, range: [f64; 2], rows: u16) -> Option<u16> {
    let dot = share(value, range) * (f64::from(rows) * 4.0 - 1.0);
    (dot >= 0.0).then_some((dot / 4.0) as u16).filter(|row| *row < rows)
}
