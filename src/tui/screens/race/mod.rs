//! Screen 1: all runs on one contour plot.

mod check;
mod inspector;
mod panel;
mod plan;
mod row;
mod sample;

use ratatui::buffer::Buffer;

use super::plot::{self, Plot};
use super::{chart, timeline};
use crate::tui::frame_cache::FrameCache;
use crate::tui::layout::Layout;
use crate::tui::model::Model;

pub(super) use check::{Check, checks};
pub(super) use panel::check_table;
pub(super) use plan::value_on_row;
pub use plan::{Hit, hit, slide_to};

/// Draws the screen.
pub fn draw(buffer: &mut Buffer, model: &Model, cache: &FrameCache, layout: &Layout) {
    if layout.field.height > 0 {
        let plot = Plot::of_all(model, layout.field);
        plot.draw(buffer, model, cache);
        plot::b_ticks(buffer, model, &plot, layout.b_ticks);
        plot::w_ticks(buffer, model, &plot, layout.w_ticks);
        plot::legend(buffer, model, cache, layout.legend);
    }
    chart::draw(buffer, model, cache, layout);
    timeline::draw(buffer, model, layout);
    panel::draw(buffer, model, layout);
}
