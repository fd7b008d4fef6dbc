//! What drawing keeps from frame to frame: the sampled field, the trails, the curves. Everything here can be made anew
//! from the model; it is kept so that nothing is drawn that did not change.

use std::sync::Arc;

use super::layout::Layout;
use super::model::{Model, Screen};
use crate::figure::{Bands, Field};
use crate::race::metrics::Odometer;
use crate::raster::chart::{Curves, CurvesKey};
use crate::raster::{Contours, Tier, Trail};
use crate::surface::{Domain, Surface};

/// The sampled field and what it was sampled from.
#[derive(Debug)]
struct Ground {
    surface: Arc<Surface>,
    view: Domain,
    count: usize,
    lines: bool,
    tier: Tier,
    size: (usize, usize),
    field: Field,
    bands: Bands,
}

/// Kept pictures.
#[derive(Debug, Default)]
pub struct Stage {
    ground: Option<Ground>,
    contours: Contours,
    trails: Vec<Trail>,
    curves: Curves,
    odometers: Vec<Odometer>,
}

impl Stage {
    /// Brings the kept pictures up to the model. `hurry` asks, between pieces of about 0.1 ms, whether time is up; a field
    /// that is not done then is shown coarsely and goes on at the next call.
    pub fn update(&mut self, model: &Model, mut hurry: impl FnMut() -> bool) {
        let Some(layout) = Layout::of(model, model.size) else { return };
        let size = (usize::from(layout.field.width), usize::from(layout.field.height));
        let view = model.view_in(layout.field);
        self.sample(model, view, size, &mut hurry);
        self.trails.resize_with(model.scenario.runs.len(), Trail::default);
        let narrow = layout.field.width < 70;
        for (index, (trail, entry)) in self.trails.iter_mut().zip(model.lab.entries()).enumerate() {
            let wide = match model.screen {
                Screen::Side => layout.field.width >= 60,
                _ => !narrow || index == model.selected,
            };
            let records = entry.trajectory().records();
            trail.update(entry.path(), records, model.cursor, view, size, wide);
        }
        self.odometers.resize_with(model.scenario.runs.len(), Odometer::default);
        for (odometer, entry) in self.odometers.iter_mut().zip(model.lab.entries()) {
            odometer.update(entry.path(), entry.trajectory().records(), model.cursor);
        }
        let key = CurvesKey {
            columns: usize::from(layout.chart.width),
            rows: usize::from(layout.chart.height),
            steps: model.scenario.steps,
            least: model.scenario.surface().least(),
        };
        let paths = model
            .lab
            .entries()
            .iter()
            .zip(&model.scenario.runs)
            .map(|(e, run)| (e.path(), e.trajectory().records(), !run.hidden));
        self.curves.update(key, paths);
    }

    fn sample(&mut self, model: &Model, view: Domain, size: (usize, usize), hurry: &mut impl FnMut() -> bool) {
        let surface = model.scenario.surface();
        let count = model.theme.band_count();
        let same_surface = |g: &Ground| Arc::ptr_eq(&g.surface, surface) || g.surface == *surface;
        let lines = !model.theme.fills();
        let tier = model.tier;
        let last = self.ground.take().filter(|g| (g.count, g.lines, g.tier) == (count, lines, tier) && same_surface(g));
        // While the view only moves, the bands stay where they are: a field that breathes is no map.
        let frozen = last.as_ref().filter(|g| same_extent(g.view, view)).map(|g| g.bands.clone());
        let current = last.filter(|g| (g.view, g.size) == (view, size));
        let known = current.is_some();
        let mut ground = current.unwrap_or_else(|| Ground {
            surface: surface.clone(),
            view,
            count,
            lines,
            tier,
            size,
            field: Field::new(view, size.0, size.1),
            bands: frozen.unwrap_or_else(|| Bands::of(surface, view, count)),
        });
        if known && ground.field.done() {
            self.ground = Some(ground);
            return;
        }
        let mut rows = 0;
        // At least a coarse picture, however slow the surface.
        while !ground.field.done() && (rows < 4 || !hurry()) {
            ground.field.sample_row(surface);
            rows += 1;
        }
        ground.field.fill_gaps();
        self.contours.update(&ground.field, &ground.bands, tier, lines);
        self.ground = Some(ground);
    }

    /// Whether the field is not fully sampled yet.
    pub fn busy(&self) -> bool {
        self.ground.as_ref().is_some_and(|g| !g.field.done())
    }

    /// The field's cells.
    pub fn contours(&self) -> &Contours {
        &self.contours
    }

    /// The field's bands.
    pub fn bands(&self) -> Option<&Bands> {
        self.ground.as_ref().map(|g| &g.bands)
    }

    /// The runs' trails, in their order.
    pub fn trails(&self) -> &[Trail] {
        &self.trails
    }

    /// The runs' lengths and zig-zags up to the cursor.
    pub fn odometers(&self) -> &[Odometer] {
        &self.odometers
    }

    /// The runs' loss curves.
    pub fn curves(&self) -> &Curves {
        &self.curves
    }
}

/// Whether two views are equally large, to rounding.
fn same_extent(a: Domain, b: Domain) -> bool {
    let ([aw, ah], [bw, bh]) = (a.size(), b.size());
    (aw - bw).abs() <= 1e-9 * aw && (ah - bh).abs() <= 1e-9 * ah
}
