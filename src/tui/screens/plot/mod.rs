//! A contour plot with paths on it: the race has one, the side-by-side screen one per run.

mod arrows;
mod axes;
mod basins;
mod cells;
mod legend;
mod marks;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::tui::basins::Basins;
use crate::tui::frame_cache::FrameCache;
use crate::tui::layout::Layout;
use crate::tui::model::Model;
use crate::tui::pane::Pane;
use crate::tui::screen::Screen;

pub use axes::{b_ticks, w_ticks};
pub use legend::legend;

/// The location of a plot, its part of the plane, and its runs.
#[derive(Clone, Debug)]
pub struct Plot {
    /// Its cells and its part of the plane.
    pub pane: Pane,
    /// Its runs in drawing order.
    pub runs: Vec<usize>,
}

impl Plot {
    /// The plot of all shown runs, the selected one last.
    pub fn of_all(model: &Model, area: Rect) -> Self {
        let mut runs = model.shown_runs();
        runs.sort_by_key(|run| *run == model.selected);
        if !model.solo && model.scenario.runs.get(model.selected).is_some_and(|r| r.hidden) {
            runs.retain(|run| *run != model.selected);
        }
        Self { pane: Pane { area, view: model.view_in(area) }, runs }
    }

    /// The plot of one run.
    pub fn of_one(model: &Model, area: Rect, run: usize) -> Self {
        Self { pane: Pane { area, view: model.view_in(area) }, runs: vec![run] }
    }

    /// Draws field, paths and marks.
    pub fn draw(&self, buffer: &mut Buffer, model: &Model, cache: &FrameCache) {
        if shows_basins(model) {
            basins::draw(buffer, model, cache, self);
        } else {
            cells::draw(buffer, model, cache, self);
        }
        arrows::draw(buffer, model, self);
        marks::draw(buffer, model, cache, self);
    }
}

/// True if plots show the selected run's basins as their background.
fn shows_basins(model: &Model) -> bool {
    model.basins.on && Basins::on_screen(model.screen)
}

/// Returns the plot at a cell of the window, if there is one.
pub fn plot_at(model: &Model, layout: &Layout, x: u16, y: u16) -> Option<Plot> {
    let at = ratatui::layout::Position { x, y };
    match model.screen {
        Screen::Race => layout.field.contains(at).then(|| Plot::of_all(model, layout.field)),
        Screen::Side => {
            let found = layout.plots.iter().find(|(_, area)| area.contains(at));
            found.map(|(run, area)| Plot::of_one(model, area, run))
        }
        Screen::Map => layout.field.contains(at).then(|| Plot::of_one(model, layout.field, model.selected)),
        Screen::Bowl | Screen::Averages | Screen::Init => None,
    }
}
