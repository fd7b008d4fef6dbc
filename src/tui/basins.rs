//! The basins of the selected run: which place of rest each start of the plot reaches. What is asked for, and what drawing keeps.

use std::sync::Arc;

use super::screen::Screen;
use crate::draw::figure::basins::{Fate, Rests, Shares};
use crate::jobs::{Job, Plane};
use crate::math::surface::{Domain, Point};
use crate::run::tiles::Question;
use crate::scenario::Scenario;
use crate::scenario::starts::Starts;

/// What is computed of them.
#[derive(Debug, Default)]
pub struct Basins {
    /// Whether they are shown.
    pub on: bool,
    /// The cells, two across and two down a cell of the terminal; the first row is the top one.
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
    /// Whether a screen shows them.
    pub fn on_screen(screen: Screen) -> bool {
        matches!(screen, Screen::Race | Screen::Map)
    }

    /// Has the cells computed of a view, if they are not: so many starts across and down.
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

/// What drawing keeps of them.
#[derive(Debug, Default)]
pub struct Shown {
    seen: Option<(u64, usize)>,
    rests: Option<Rests>,
    fates: Vec<Fate>,
    shares: Shares,
    columns: usize,
}

impl Shown {
    /// Brings it up to the scenario's cells.
    pub fn update(&mut self, plane: &Plane, scenario: &Scenario) {
        let surface = scenario.surface();
        let now = Some((plane.version(), scenario.steps));
        if self.seen == now {
            return;
        }
        self.seen = now;
        // Places keep their numbers, and with them their colors, as long as the surface is the same.
        let old = self.rests.take().filter(|r| Arc::ptr_eq(r.surface(), surface) || r.surface() == surface);
        let mut rests = old.unwrap_or_else(|| Rests::of(surface.clone()));
        rests.fates(plane.cells(), &mut self.fates);
        self.rests = Some(rests);
        self.shares = Shares::of(&self.fates);
        self.columns = plane.size().0;
    }

    /// What became of a quarter of a cell, by its column and row among twice as many as there are cells.
    pub fn fate(&self, column: usize, row: usize) -> Option<Fate> {
        self.fates.get(row * self.columns + column).copied().filter(|_| column < self.columns)
    }

    /// The places of rest.
    pub fn places(&self) -> &[Point] {
        self.rests.as_ref().map_or(&[], Rests::places)
    }

    /// How much of the plot comes to each.
    pub fn shares(&self) -> &Shares {
        &self.shares
    }
}
