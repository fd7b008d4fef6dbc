//! A run's path on a body and on the floor under it, as dots, cached between frames.

use super::Solid;
use super::canvas::{ACROSS, DOWN};
use crate::draw::figure::Relief;
use crate::draw::figure::relief::PEAK;
use crate::draw::raster::Layer;
use crate::draw::raster::braille::clip;
use crate::math::surface::Point;
use crate::run::Record;

/// The path of a run: its visible part on the body, its hidden part, and its shadow on the floor.
#[derive(Clone, Debug, Default)]
pub struct Course {
    seen: Layer,
    hidden: Layer,
    shadow: Layer,
    shown: Option<Shown>,
}

/// A course's layers.
pub struct Seen<'a> {
    /// Visible.
    pub seen: &'a Layer,
    /// Hidden behind something.
    pub hidden: &'a Layer,
    /// On the floor, visible.
    pub shadow: &'a Layer,
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct Shown {
    path: u64,
    picture: u64,
    wide: bool,
    /// Steps drawn.
    steps: usize,
}

/// Dots per cell, across and down.
const DOTS: [f32; 2] = [2.0, 4.0];

impl Course {
    /// Updates the layers to a path and a cursor; `path` as in [`super::super::Trail::update`]. Returns the number of segments drawn.
    pub fn update(
        &mut self,
        (path, records): (u64, &[Record]),
        step: usize,
        relief: &Relief,
        solid: &Solid,
        wide: bool,
    ) -> usize {
        let step = step.min(records.len().saturating_sub(1));
        let fresh = Shown { path, picture: solid.picture(), wide, steps: 0 };
        let from = match self.shown {
            Some(shown) if (Shown { steps: 0, ..shown }) == fresh && shown.steps <= step => shown.steps,
            _ => {
                let (columns, rows) = solid.size();
                for layer in [&mut self.seen, &mut self.hidden, &mut self.shadow] {
                    layer.reset(columns, rows);
                }
                0
            }
        };
        let mut last = None;
        let mut drawn = 0;
        for (i, record) in records.iter().enumerate().take(step + 1).skip(from) {
            if let Some(last) = last.replace(record.at).filter(|last| *last != record.at) {
                self.segment(relief, solid, [last, record.at], i as u32, wide);
                drawn += 1;
            }
        }
        self.shown = Some(Shown { steps: step, ..fresh });
        drawn
    }

    /// The layers.
    pub fn layers(&self) -> Seen<'_> {
        Seen { seen: &self.seen, hidden: &self.hidden, shadow: &self.shadow }
    }

    /// Draws a step: a straight line in the plane that follows the body's heights.
    fn segment(&mut self, relief: &Relief, solid: &Solid, [from, to]: [Point; 2], step: u32, wide: bool) {
        let (across, down) = relief.size();
        let size = [across.saturating_sub(1) as f64, down.saturating_sub(1) as f64];
        let Some((from, to)) = clip(relief.nodes_of(from), relief.nodes_of(to), size) else { return };
        let Some(camera) = solid.camera() else { return };
        let (di, dj) = (to[0] - from[0], to[1] - from[1]);
        // One piece per facet along the way.
        let pieces = di.abs().max(dj.abs()).ceil().clamp(1.0, 512.0) as usize;
        let floor = relief.floor();
        let at = |k: usize| {
            let t = k as f64 / pieces as f64;
            let node = [(from[0] + di * t) as f32, (from[1] + dj * t) as f32];
            // There is no surface beyond the rim; a path continues at the rim's height.
            let height = relief.height(node).map_or(1.0, |(height, _)| height.min(PEAK));
            [camera.project(relief.lift(node, relief.z(height))), camera.project(relief.lift(node, floor))].map(to_dots)
        };
        let mut last = at(0);
        for k in 1..=pieces {
            let next = at(k);
            self.stroke(solid, last[0], next[0], step, wide, true);
            self.stroke(solid, last[1], next[1], step, false, false);
            last = next;
        }
    }

    /// Draws a straight stroke in the picture, dot by dot, each in the layer it belongs to.
    fn stroke(&mut self, solid: &Solid, from: [f32; 3], to: [f32; 3], step: u32, wide: bool, on_body: bool) {
        let (dx, dy, dn) = (to[0] - from[0], to[1] - from[1], to[2] - from[2]);
        let count = dx.abs().max(dy.abs()).ceil().max(1.0);
        if count.is_nan() || count >= 10_000.0 {
            return;
        }
        let beside = if dx.abs() > dy.abs() { (0, 1) } else { (1, 0) };
        for k in 0..=count as u32 {
            let t = k as f32 / count;
            let (x, y, near) = (from[0] + dx * t, from[1] + dy * t, from[2] + dn * t);
            let (column, row) = (x.floor() as i32, y.floor() as i32);
            let sample = (x / DOTS[0] * ACROSS as f32, y / DOTS[1] * DOWN as f32);
            let seen = solid.canvas().shows(sample.0, sample.1, near);
            match (on_body, seen) {
                (true, true) => {
                    self.seen.dot(column, row, step);
                    if wide {
                        self.seen.dot(column + beside.0, row + beside.1, step);
                    }
                }
                // Every other dot of the hidden part.
                (true, false) if (column + row) & 1 == 0 => self.hidden.dot(column, row, step),
                (false, true) => self.shadow.dot(column, row, step),
                _ => {}
            }
        }
    }
}

/// Converts samples to dots.
fn to_dots([x, y, near]: [f32; 3]) -> [f32; 3] {
    [x / ACROSS as f32 * DOTS[0], y / DOWN as f32 * DOTS[1], near]
}
