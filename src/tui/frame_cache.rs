//! Drawing cache kept from frame to frame: the sampled field, the trails, the curves. All of it can be rebuilt from the
//! model; it is kept so that nothing unchanged is drawn again.

use std::sync::Arc;

use super::basins::Shown;
use super::bowl_cache::{BowlCache, LATTICE};
use super::graph::Graph;
use super::heat::Heat;
use super::layout::Layout;
use super::model::Model;
use super::screen::Screen;
use crate::draw::figure::{Bands, Field};
use crate::draw::raster::chart::{Curves, CurvesKey};
use crate::draw::raster::{Contours, Tier, Trail};
use crate::math::number::figures;
use crate::math::surface::{Domain, Surface};
use crate::run::metrics::Odometer;

/// The sampled field and its inputs.
#[derive(Debug)]
struct Sampled {
    surface: Arc<Surface>,
    view: Domain,
    lines: bool,
    tier: Tier,
    size: (usize, usize),
    field: Field,
}

/// Loss bands and their inputs.
#[derive(Debug)]
struct Scale {
    surface: Arc<Surface>,
    view: Domain,
    count: usize,
    bands: Bands,
    /// Short labels of the band edges.
    edges: Vec<String>,
}

/// Everything cached between frames.
#[derive(Debug, Default)]
pub struct FrameCache {
    ground: Option<Sampled>,
    /// True if the field must be resampled whatever it shows.
    stale: bool,
    scale: Option<Scale>,
    contours: Contours,
    trails: Vec<Trail>,
    curves: Curves,
    odometers: Vec<Odometer>,
    body: BowlCache,
    heat: Heat,
    basins: Shown,
    graph: Graph,
}

impl FrameCache {
    /// Updates the cache from the model. `hurry` is polled about every 0.1 ms of work and returns true when time is up;
    /// a field that is not finished by then is shown coarsely and continued at the next call.
    pub fn update(&mut self, model: &Model, mut hurry: impl FnMut() -> bool) {
        let Some(layout) = Layout::of(model, model.size) else { return };
        if model.screen == Screen::Init {
            return;
        }
        if model.screen == Screen::Averages {
            self.graph.update(&model.smoothing, layout.field);
            return;
        }
        self.scale(model, if model.screen == Screen::Bowl { model.view } else { model.view_in(layout.field) });
        if model.screen == Screen::Bowl {
            let Some(scale) = &self.scale else { return };
            let cut = self.body.cut(model, &scale.bands);
            let resampled = self.sample(model, cut.region, LATTICE, &mut hurry);
            if let (Some(ground), Some(scale)) = (&self.ground, &self.scale) {
                self.body.update(model, &ground.field, &scale.bands, layout.field, resampled);
            }
            return;
        }
        if model.screen == Screen::Map {
            self.heat.update(model, &layout);
        }
        if model.basins.on {
            self.basins.update(&model.basins.plane, &model.scenario);
        }
        let size = (usize::from(layout.field.width), usize::from(layout.field.height));
        let view = model.view_in(layout.field);
        let rescaled = self.sample(model, view, size, &mut hurry);
        if let (Some(ground), Some(scale), true) = (&self.ground, &self.scale, rescaled) {
            self.contours.update(&ground.field, &scale.bands, ground.tier, ground.lines);
        }
        self.trails.resize_with(model.scenario.runs.len(), Trail::default);
        for (index, (trail, entry)) in self.trails.iter_mut().zip(model.paths.entries()).enumerate() {
            let wide = match model.screen {
                Screen::Side => layout.field.width >= 60,
                // The selected run's path stands out.
                _ => index == model.selected,
            };
            let records = entry.trajectory().records();
            trail.update(entry.path(), records, model.player.cursor, view, size, wide);
        }
        self.odometers.resize_with(model.scenario.runs.len(), Odometer::default);
        for (odometer, entry) in self.odometers.iter_mut().zip(model.paths.entries()) {
            odometer.update(entry.path(), entry.trajectory().records(), model.player.cursor);
        }
        let key = CurvesKey {
            columns: usize::from(layout.chart.width),
            rows: usize::from(layout.chart.height),
            steps: model.scenario.steps,
            least: model.scenario.surface().least(),
        };
        let paths = model
            .paths
            .entries()
            .iter()
            .zip(&model.scenario.runs)
            .map(|(e, run)| (e.path(), e.trajectory().records(), !run.hidden));
        self.curves.update(key, paths);
    }

    /// Computes the loss bands for a view of the surface. Panning keeps them, since colors that shift would make the map unreadable.
    fn scale(&mut self, model: &Model, view: Domain) {
        let (surface, count) = (model.scenario.surface(), model.theme.band_count());
        let keeps = |s: &Scale| {
            s.count == count && same_extent(s.view, view) && (Arc::ptr_eq(&s.surface, surface) || s.surface == *surface)
        };
        if self.scale.as_ref().is_some_and(keeps) {
            return;
        }
        let bands = Bands::of(surface, view, count);
        let edges = if bands.is_loss() {
            bands.heights().map(|height| without_zero(figures(height, 2))).collect()
        } else {
            named(bands.thresholds())
        };
        self.scale = Some(Scale { surface: surface.clone(), view, count, bands, edges });
        // Anything made with other bands must be redone.
        self.stale = true;
    }

    /// Samples the field as far as time allows; returns true if anything about it is new.
    fn sample(&mut self, model: &Model, view: Domain, size: (usize, usize), hurry: &mut impl FnMut() -> bool) -> bool {
        let surface = model.scenario.surface();
        let (lines, tier) = (model.isolines || !model.theme.fills(), model.tier);
        let same = |g: &Sampled| {
            (g.lines, g.tier, g.view, g.size) == (lines, tier, view, size)
                && (Arc::ptr_eq(&g.surface, surface) || g.surface == *surface)
        };
        let old = self.ground.take();
        let known = old.as_ref().is_some_and(same) && !self.stale;
        self.stale = false;
        let mut ground = match old {
            Some(ground) if known => ground,
            old => {
                let mut field = old.map_or_else(|| Field::new(view, 0, 0), |old| old.field);
                field.restart(view, size.0, size.1);
                Sampled { surface: surface.clone(), view, lines, tier, size, field }
            }
        };
        if known && ground.field.done() {
            self.ground = Some(ground);
            return false;
        }
        let mut rows = 0;
        // At least a coarse picture, however slow the surface is.
        while !ground.field.done() && (rows < 4 || !hurry()) {
            ground.field.sample_row(surface);
            rows += 1;
        }
        ground.field.fill_gaps();
        self.ground = Some(ground);
        true
    }

    /// Returns true if the field is not fully sampled yet.
    pub fn busy(&self) -> bool {
        self.ground.as_ref().is_some_and(|g| !g.field.done())
    }

    /// The contours of the field.
    pub fn contours(&self) -> &Contours {
        &self.contours
    }

    /// The loss bands.
    pub fn bands(&self) -> Option<&Bands> {
        self.scale.as_ref().map(|s| &s.bands)
    }

    /// Short labels of the band edges, as heights above the minimum loss.
    pub fn edges(&self) -> &[String] {
        self.scale.as_ref().map_or(&[], |s| &s.edges)
    }

    /// The runs' trails, in run order.
    pub fn trails(&self) -> &[Trail] {
        &self.trails
    }

    /// The runs' path lengths and zig-zag counts up to the cursor.
    pub fn odometers(&self) -> &[Odometer] {
        &self.odometers
    }

    /// The bowl, with the paths on it.
    pub fn bowl(&self) -> &BowlCache {
        &self.body
    }

    /// The map's classes and theoretical lines.
    pub fn heat(&self) -> &Heat {
        &self.heat
    }

    /// The basins.
    pub fn basins(&self) -> &Shown {
        &self.basins
    }

    /// The series and its averages.
    pub fn graph(&self) -> &Graph {
        &self.graph
    }

    /// The runs' loss curves.
    pub fn curves(&self) -> &Curves {
        &self.curves
    }
}

/// Formats losses with just enough digits to tell neighbors apart.
fn named(losses: &[f64]) -> Vec<String> {
    let with = |digits: usize| -> Vec<String> {
        losses.iter().map(|loss| figures(*loss, digits).replace("-0.", "-.")).map(without_zero).collect()
    };
    let differ = |texts: &[String]| texts.windows(2).all(|pair| pair[0] != pair[1]);
    (2..7).map(with).find(|texts| differ(texts)).unwrap_or_else(|| with(7))
}

/// `.86` for `0.86`.
fn without_zero(text: String) -> String {
    text.strip_prefix("0.").map(|rest| format!(".{rest}")).unwrap_or(text)
}

/// Returns true if two views have the same size, up to rounding.
fn same_extent(a: Domain, b: Domain) -> bool {
    let ([aw, ah], [bw, bh]) = (a.size(), b.size());
    (aw - bw).abs() <= 1e-9 * aw && (ah - bh).abs() <= 1e-9 * ah
}
