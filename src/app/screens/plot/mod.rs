//! A contour plot with paths on it: the race has one, the side-by-side screen one a run.

mod arrows;
mod axes;
mod basins;
mod cells;
mod legend;
mod marks;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::app::basins::Basins;
use crate::app::layout::Layout;
use crate::app::model::Model;
use crate::app::screen::Screen;
use crate::app::stage::Stage;
use crate::raster::trail::to_dots;
use crate::surface::{Domain, Point};

pub use axes::{b_ticks, w_ticks};
pub use legend::legend;

/// Where a plot stands, what part of the plane it shows, and whose paths.
#[derive(Clone, Debug)]
pub struct Plot {
    /// Its cells.
    pub area: Rect,
    /// Its part of the plane.
    pub view: Domain,
    /// Its runs in the order in which they are drawn.
    pub runs: Vec<usize>,
}

impl Plot {
    /// The plot of all shown runs, the selected one last.
    pub fn of_all(model: &Model, area: Rect) -> Self {
        let mut runs = model.shown_runs();
        runs.sort_by_key(|run| *run == model.selected);
        if model.scenario.runs.get(model.selected).is_some_and(|r| r.hidden) {
            runs.retain(|run| *run != model.selected);
        }
        Self { area, view: model.view_in(area), runs }
    }

    /// The plot of one run.
    pub fn of_one(model: &Model, area: Rect, run: usize) -> Self {
        Self { area, view: model.view_in(area), runs: vec![run] }
    }

    /// Draws field, paths and marks.
    pub fn draw(&self, buffer: &mut Buffer, model: &Model, stage: &Stage) {
        if shows_basins(model) {
            basins::draw(buffer, model, stage, self);
        } else {
            cells::draw(buffer, model, stage, self);
        }
        arrows::draw(buffer, model, self);
        marks::draw(buffer, model, stage, self);
    }

    /// A point of the plane in dots from the plot's corner.
    pub fn dots(&self, at: Point) -> [f64; 2] {
        to_dots(self.view, (usize::from(self.area.width), usize::from(self.area.height)), at)
    }

    /// The cell of a point of the plane, if it is in view.
    pub fn cell_of(&self, at: Point) -> Option<(u16, u16)> {
        let [x, y] = self.dots(at);
        let (column, row) = ((x / 2.0).floor(), (y / 4.0).floor());
        let area = self.area;
        let inside = column >= 0.0 && row >= 0.0 && column < f64::from(area.width) && row < f64::from(area.height);
        inside.then(|| (area.x + column as u16, area.y + row as u16))
    }

    /// The point of the plane in the middle of a cell.
    pub fn point_at(&self, column: u16, row: u16) -> Point {
        let ([width, height], area) = (self.view.size(), self.area);
        let x = (f64::from(column.saturating_sub(area.x)) + 0.5) / f64::from(area.width.max(1));
        let y = (f64::from(row.saturating_sub(area.y)) + 0.5) / f64::from(area.height.max(1));
        [self.view.w[0] + x * width, self.view.b[1] - y * height]
    }

    /// What a cell is wide and high in the plane.
    pub fn cell(&self) -> [f64; 2] {
        let [width, height] = self.view.size();
        [width / f64::from(self.area.width.max(1)), height / f64::from(self.area.height.max(1))]
    }
}

/// Whether plots have the selected run's basins for their ground.
fn shows_basins(model: &Model) -> bool {
    model.basins.on && Basins::on_screen(model.screen)
}

/// The plot at a cell of the window, if there is one.
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
