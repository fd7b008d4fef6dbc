//! Screen 1: all runs on one contour plot.

mod chart;
mod check;
mod field;
mod panel;
mod plan;
mod sample;
mod slider;

use ratatui::buffer::Buffer;

use crate::app::layout::Layout;
use crate::app::model::Model;
use crate::app::stage::Stage;

pub use chart::step_at;
pub use field::{cell_of, point_at};
pub use plan::{Hit, hit, slide_to};

/// Draws the screen.
pub fn draw(buffer: &mut Buffer, model: &Model, stage: &Stage, layout: &Layout) {
    field::draw(buffer, model, stage, layout);
    chart::draw(buffer, model, stage, layout);
    panel::draw(buffer, model, layout);
}
