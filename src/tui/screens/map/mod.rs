//! Screen 4: the plane of two values of the selected run, and the run at the selected point.

mod cells;
mod legend;
mod panel;

use ratatui::buffer::Buffer;

use super::plot::Plot;
use super::{chart, timeline};
use crate::tui::frame_cache::FrameCache;
use crate::tui::layout::Layout;
use crate::tui::model::Model;
use crate::tui::screen::Screen;

pub use panel::{hit, slide_to};

/// Draws the screen.
pub fn draw(buffer: &mut Buffer, model: &Model, cache: &FrameCache, layout: &Layout) {
    legend::title(buffer, model, layout);
    cells::draw(buffer, model, cache, layout);
    legend::ticks(buffer, model, layout);
    legend::legend(buffer, model, cache, layout);
    if layout.field.height > 0 {
        Plot::of_one(model, layout.field, model.selected).draw(buffer, model, cache);
    }
    panel::draw(buffer, model, cache, layout);
    chart::draw(buffer, model, cache, layout);
    if layout.timeline.width > 0 {
        timeline::draw(buffer, model, layout);
    }
}

/// Returns the point of the plane at a cell of the window, on the values' own scales, if the cell is on the map.
pub fn place_at(model: &Model, layout: &Layout, x: u16, y: u16) -> Option<[f64; 2]> {
    let area = layout.map;
    if model.screen != Screen::Map || !area.contains(ratatui::layout::Position { x, y }) {
        return None;
    }
    let share = |at: u16, from: u16, size: u16| (f64::from(at - from) + 0.5) / f64::from(size.max(1));
    let (right, down) = (share(x, area.x, area.width), share(y, area.y, area.height));
    let [[x0, x1], [y0, y1]] = model.map.extent;
    Some([x0 + (x1 - x0) * right, y1 - (y1 - y0) * down])
}

/// The cell of a point of the plane, if it is in view.
fn cell_of(model: &Model, layout: &Layout, at: [f64; 2]) -> Option<(u16, u16)> {
    let area = layout.map;
    let [[x0, x1], [y0, y1]] = model.map.extent;
    let (right, down) = ((at[0] - x0) / (x1 - x0), (y1 - at[1]) / (y1 - y0));
    // Clamp rounding errors at the edge.
    let cell = |share: f64, size: u16| {
        let size = f64::from(size);
        let place = (share * size).floor();
        let near = (-1e-6..=1.0 + 1e-6).contains(&share);
        near.then(|| place.clamp(0.0, (size - 1.0).max(0.0)) as u16)
    };
    Some((area.x + cell(right, area.width)?, area.y + cell(down, area.height)?))
}
