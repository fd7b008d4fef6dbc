//! Drawing cache of the map: classes of its cells, and theoretical lines as dots.

use super::layout::Layout;
use super::map::{self, Curvatures};
use super::model::Model;
use crate::draw::figure::Isolines;
use crate::draw::figure::heat::{Class, LABELLED, LEVELS, Metric, Scale, best};
use crate::draw::raster::Layer;
use crate::optimizer::Values;
use crate::scenario::sweep::Slot;

/// A theoretical line as dots over the map's cells.
#[derive(Debug)]
pub struct Line {
    /// Name in the legend.
    pub name: &'static str,
    /// True if it is the stability limit.
    pub limit: bool,
    /// The dots.
    pub layer: Layer,
}

/// Inputs of the lines.
#[derive(Debug, PartialEq)]
struct Drawn {
    slots: [Slot; 2],
    extent: [[f64; 2]; 2],
    size: (u16, u16),
    eigenvalues: [f64; 2],
    values: Values,
    step: usize,
    name: &'static str,
}

/// Cached picture of the map.
#[derive(Debug, Default)]
pub struct Heat {
    counted: Option<(u64, Metric, usize, Option<f64>, bool)>,
    scale: Option<Scale>,
    classes: Vec<Class>,
    best: Option<usize>,
    drawn: Option<Drawn>,
    lines: Vec<Line>,
    heights: Vec<f64>,
    isolines: Isolines,
    equal: Layer,
    ground: Option<Curvatures>,
}

impl Heat {
    /// Updates the picture from the model.
    pub fn update(&mut self, model: &Model, layout: &Layout) {
        let (plane, least) = (&model.map.plane, model.scenario.surface().least());
        let now = (plane.version(), model.map.metric, model.scenario.steps, least, model.isolines);
        if self.counted != Some(now) {
            let scale = Scale::of(plane.cells().iter(), model.map.metric, model.scenario.steps, least);
            self.classes.clear();
            self.classes.extend(plane.cells().iter().map(|cell| scale.class(cell)));
            self.best = best(plane.cells(), model.map.metric, least);
            self.heights.clear();
            self.heights.extend(plane.cells().iter().map(|cell| scale.height(cell)));
            self.equal_cost(plane.size(), model.isolines);
            (self.scale, self.counted) = (Some(scale), Some(now));
        }
        self.theory(model, layout);
    }

    /// Draws cost contours at the legend's labels, or at every class, and around cells without a cost.
    fn equal_cost(&mut self, (across, down): (usize, usize), all: bool) {
        let every = if all { 1 } else { LABELLED };
        // The last level lies just below the end of the scale, so that its line follows the edge of cells without a cost.
        let levels = (every..=LEVELS).step_by(every).map(|l| if l == LEVELS { l as f64 - 1e-6 } else { l as f64 });
        self.isolines.update(&self.heights, across, &levels.collect::<Vec<f64>>());
        self.equal.reset(across / 2, down / 2);
        // A sample is at the center of a block one dot wide and two dots high.
        let dots = |[x, y]: [f32; 2]| [f64::from(x) + 0.5, 2.0 * f64::from(y) + 1.0];
        for segment in self.isolines.segments() {
            self.equal.line(dots(segment.from), dots(segment.to), 0, false);
        }
    }

    fn theory(&mut self, model: &Model, layout: &Layout) {
        self.ground = map::ground(model);
        let (Some(ground), Some(entry), Some(run)) =
            (&self.ground, model.paths.entry(model.selected), model.scenario.runs.get(model.selected))
        else {
            self.lines.clear();
            self.drawn = None;
            return;
        };
        // Values on the axes do not affect the lines.
        let mut values = entry.resolved().values_at(model.player.cursor).clone();
        for slot in model.map.slots {
            if let Slot::Hyper(i) = slot
                && let Some(value) = values.hypers.get_mut(i)
            {
                *value = 0.0;
            }
        }
        let moved = model.map.slots.iter().any(|slot| matches!(slot, Slot::Surface(_)));
        let drawn = Drawn {
            slots: model.map.slots,
            extent: model.map.extent,
            size: (layout.map.width, layout.map.height),
            eigenvalues: if moved { [0.0; 2] } else { ground.eigenvalues },
            values,
            // Under warmup the limit depends on the step.
            step: if ground.frozen { model.player.cursor } else { 0 },
            name: run.description().name,
        };
        if self.drawn.as_ref() == Some(&drawn) {
            return;
        }
        let (columns, rows) = (usize::from(layout.map.width), usize::from(layout.map.height));
        let (across, down) = (2 * columns + 1, 2 * rows + 1);
        let mut isolines = Isolines::default();
        let line = |curve: map::Curve| {
            isolines.update(&curve.nodes, across, &[0.0]);
            let mut layer = Layer::new(columns, rows);
            // Two intervals per cell each way are two dots across and four down.
            let dots = |[x, y]: [f32; 2]| [f64::from(x), 2.0 * f64::from(y)];
            for segment in isolines.segments() {
                layer.line(dots(segment.from), dots(segment.to), 0, curve.limit);
            }
            Line { name: curve.name, limit: curve.limit, layer }
        };
        self.lines = map::curves(model, ground, across, down).into_iter().map(line).collect();
        self.drawn = Some(drawn);
    }

    /// The class of a quarter of a cell, by its index in a grid twice as fine as the cells.
    pub fn class(&self, index: usize) -> Option<Class> {
        self.classes.get(index).copied()
    }

    /// Cost contours, as dots.
    pub fn equal(&self) -> &Layer {
        &self.equal
    }

    /// The scale of the classes.
    pub fn scale(&self) -> Option<&Scale> {
        self.scale.as_ref()
    }

    /// Index of the best quarter of a cell.
    pub fn best(&self) -> Option<usize> {
        self.best
    }

    /// The theoretical lines.
    pub fn lines(&self) -> &[Line] {
        &self.lines
    }

    /// The eigenvalues the theory is based on.
    pub fn ground(&self) -> Option<&Curvatures> {
        self.ground.as_ref()
    }
}
