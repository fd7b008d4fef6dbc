//! Basins of attraction of the selected run: the rest point that each start in the plot reaches. Holds both the request
//! and the drawing cache.

use std::sync::Arc;

use super::screen::Screen;
use crate::draw::figure::basins::{Fate, Rests, Shares};
use crate::jobs::{Job, Plane};
use crate::math::surface::{Domain, Point};
use crate::run::tiles::Question;
use crate::scenario::Scenario;
use crate::scenario::starts::Starts;

/// Basins and their computed cells.
#[derive(Debug, Default)]
pub struct Basins {
    /// True if they are shown.
    pub on: bool,
    /// The cells, 2×2 per terminal cell; the first row is at the top.
    pub plane: Plane,
    asked: Option<Asked>,
}

#[derive(Debug)]
struct Asked {
    starts: Starts,
    view: Domain,
    size: (usize, usize),
    tolerance: f64,
}

impl Basins {
    /// Returns true if a screen shows them.
    pub fn on_screen(screen: Screen) -> bool {
        matches!(screen, Screen::Race | Screen::Map)
    }

    /// Starts computing the cells of a view, at `size` starts across and down, unless it is done or under way.
    pub fn want(&mut self, scenario: &Scenario, run: usize, view: Domain, size: (usize, usize)) {
        let tolerance = scenario.tolerance;
        let Some(starts) = Starts::new(scenario, run).filter(|_| size.0 > 0 && size.1 > 0) else {
            return;
        };
        let same =
            |a: &Asked| a.view == view && a.size == size && a.tolerance == tolerance && a.starts.same_plane(&starts);
        if self.asked.as_ref().is_some_and(same) {
            return;
        }
        let (of_job, (columns, rows)) = (starts.clone(), size);
        let job: Job = Arc::new(move |row, wanted, cells| {
            let [width, height] = view.size();
            let b = view.b[1] - height * (row as f64 + 0.5) / rows as f64;
            let at = |column: &usize| [view.w[0] + width * (*column as f64 + 0.5) / columns as f64, b];
            of_job.cells(wanted.iter().map(at), Question { tolerance, rate: false }, cells);
        });
        let cost = scenario.steps as f64 * scenario.surface().cost() as f64;
        self.plane.start(size.0, size.1, cost, &job);
        self.asked = Some(Asked { starts, view, size, tolerance });
    }
}

/// Drawing cache of the basins.
#[derive(Debug, Default)]
pub struct Shown {
    seen: Option<(u64, usize)>,
    rests: Option<Rests>,
    fates: Vec<Fate>,
    shares: Shares,
    columns: usize,
}

impl Shown {
    /// Updates the cache from the computed cells.
    pub fn update(&mut self, plane: &Plane, scenario: &Scenario) {
        let surface = scenario.surface();
        let now = Some((plane.version(), scenario.steps));
        if self.seen == now {
            return;
        }
        self.seen = now;
        // Rest points keep their indices, and thus their colors, as long as the surface is the same.
        let old = self.rests.take().filter(|r| Arc::ptr_eq(r.surface(), surface) || r.surface() == surface);
        let mut rests = old.unwrap_or_else(|| Rests::of(surface.clone()));
        rests.fates(plane.cells(), &mut self.fates);
        self.rests = Some(rests);
        self.shares = Shares::of(&self.fates);
        self.columns = plane.size().0;
    }

    /// Outcome for a quarter of a cell, by column and row on a grid twice as fine as the cells.
    pub fn fate(&self, column: usize, row: usize) -> Option<Fate> {
        self.fates.get(row * self.columns + column).copied().filter(|_| column < self.columns)
    }

    /// The rest points.
    pub fn places(&self) -> &[Point] {
        self.rests.as_ref().map_or(&[], Rests::places)
    }

    /// Share of the plot that reaches each rest point.
    pub fn shares(&self) -> &Shares {
        &self.shares
    }
}
