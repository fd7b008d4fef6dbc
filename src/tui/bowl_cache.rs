//! Drawing cache of the bowl screen: the solid, its rendering and the paths on it.

use std::sync::Arc;

use ratatui::layout::Rect;

use super::model::Model;
use crate::draw::figure::relief::PEAK;
use crate::draw::figure::{Bands, Cut, Field, Relief};
use crate::draw::raster::solid::{Course, Look, dots};
use crate::draw::raster::{Layer, Solid};
use crate::math::surface::{Domain, Point, Surface};

/// Lattice on which a solid is sampled, in cells of two intervals each way: fine enough for the ripples of the catalog.
pub const LATTICE: (usize, usize) = (64, 48);

/// Cached renderings of a solid.
#[derive(Debug, Default)]
pub struct BowlCache {
    relief: Relief,
    solid: Solid,
    courses: Vec<Course>,
    /// The axes on the floor, as dots.
    axes: Layer,
    /// Positions of the axis labels: w, then b, each with the point in world coordinates and the value there.
    ends: [Option<([f32; 3], f64)>; 2],
    cut: Option<(Key, Cut)>,
    /// The cut the solid was made from.
    shown: Option<Cut>,
}

/// Inputs of a cut.
#[derive(Clone, Debug)]
struct Key {
    surface: Arc<Surface>,
    view: Domain,
    start: Point,
    bands: Bands,
}

impl BowlCache {
    /// The part of the plane under the solid, and its rim.
    pub fn cut(&mut self, model: &Model, bands: &Bands) -> Cut {
        let (surface, view, start) = (model.scenario.surface(), model.view, model.scenario.start());
        let same = |key: &Key| {
            (key.view, key.start, &key.bands) == (view, start, bands)
                && (Arc::ptr_eq(&key.surface, surface) || key.surface == *surface)
        };
        if let Some((_, cut)) = self.cut.as_ref().filter(|(key, _)| same(key)) {
            return *cut;
        }
        let cut = Cut::of(surface, view, bands, start);
        self.cut = Some((Key { surface: surface.clone(), view, start, bands: bands.clone() }, cut));
        cut
    }

    /// Updates everything from the model; `resampled` says that the field has changed.
    pub fn update(&mut self, model: &Model, field: &Field, bands: &Bands, area: Rect, resampled: bool) {
        let cut = self.cut(model, bands);
        let changed = resampled || self.shown != Some(cut);
        if changed {
            self.relief.update(field, cut, bands);
            self.shown = Some(cut);
        }
        let look = Look {
            turn: model.orbit.turn,
            tilt: model.orbit.tilt,
            zoom: model.orbit.zoom,
            size: (usize::from(area.width), usize::from(area.height)),
            aspect: model.cell_aspect,
            tier: model.tier,
        };
        if self.solid.update(&self.relief, look, changed) {
            self.lay_axes(cut.region);
        }
        self.courses.resize_with(model.scenario.runs.len(), Course::default);
        for (index, (course, entry)) in self.courses.iter_mut().zip(model.paths.entries()).enumerate() {
            let path = (entry.path(), entry.trajectory().records());
            course.update(path, model.player.cursor, &self.relief, &self.solid, index == model.selected);
        }
    }

    /// Draws the axes, through 0 where that is in view.
    fn lay_axes(&mut self, view: Domain) {
        const PIECES: usize = 400;
        /// Distance of an axis label beyond the end of the axis, as a fraction of the axis length.
        const BEYOND: f64 = 0.035;
        let (columns, rows) = self.solid.size();
        self.axes.reset(columns, rows);
        let through = |[low, high]: [f64; 2]| 0.0_f64.clamp(low, high);
        let floor = self.relief.floor();
        for (axis, range) in [view.w, view.b].into_iter().enumerate() {
            let along = |t: f64| {
                let x = range[0] + (range[1] - range[0]) * t;
                let point = if axis == 0 { [x, through(view.b)] } else { [through(view.w), x] };
                let [i, j] = self.relief.nodes_of(point);
                [i as f32, j as f32]
            };
            let mut on_floor: Option<(f64, f64)> = None;
            for piece in 0..=PIECES {
                let t = piece as f64 / PIECES as f64;
                let node = along(t);
                if !self.relief.height(node).is_some_and(|(_, on)| on) {
                    continue;
                }
                on_floor = Some((on_floor.map_or(t, |(from, _)| from), t));
                let Some(camera) = self.solid.camera() else { return };
                let [x, y, near] = camera.project(self.relief.lift(node, floor));
                if self.solid.canvas().shows(x, y, near) && piece % 2 == 0 {
                    let [x, y] = dots(x, y);
                    self.axes.dot(x, y, 0);
                }
            }
            let Some(slot) = self.ends.get_mut(axis) else { continue };
            // At the positive end, or at the other one if the first is hidden.
            let ends = on_floor.map_or([(1.0, 0.0); 2], |(from, to)| [(to, BEYOND), (from, -BEYOND)]);
            *slot = ends
                .into_iter()
                .map(|(t, beyond)| (self.relief.lift(along(t + beyond), floor), range[0] + (range[1] - range[0]) * t))
                .find(|(place, _)| self.solid.place(*place).is_some_and(|(_, seen)| seen));
        }
    }

    /// The cell where a point of the plane appears, on the solid or on the floor, and true if nothing hides it.
    pub fn spot(&self, at: Point, on_body: bool) -> Option<((usize, usize), bool)> {
        let [i, j] = self.relief.nodes_of(at);
        let node = [i as f32, j as f32];
        let (height, _) = self.relief.height(node)?;
        let z = if on_body { self.relief.z(height.min(PEAK)) } else { self.relief.floor() };
        self.solid.place(self.relief.lift(node, z))
    }

    /// The axes on the floor.
    pub fn axes(&self) -> &Layer {
        &self.axes
    }

    /// Positions of the axis labels and the values there: w, then b; `None` for an axis that is not visible.
    pub fn ends(&self) -> [Option<([f32; 3], f64)>; 2] {
        self.ends
    }

    /// The solid.
    pub fn relief(&self) -> &Relief {
        &self.relief
    }

    /// Its rendering.
    pub fn solid(&self) -> &Solid {
        &self.solid
    }

    /// The runs' paths on it, in run order.
    pub fn courses(&self) -> &[Course] {
        &self.courses
    }
}
