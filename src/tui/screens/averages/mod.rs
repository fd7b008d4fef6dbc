//! Screen 5: a noisy series, its exponential moving average, the weights behind it, and the notes' questions about it.

mod panel;
mod series;
mod unrolled;
mod weights;

use ratatui::buffer::Buffer;
use ratatui::style::{Modifier, Style};

use super::{question, timeline};
use crate::tui::averages::{QUESTIONS, answer};
use crate::tui::frame_cache::FrameCache;
use crate::tui::layout::Layout;
use crate::tui::model::Model;
use crate::tui::theme::{Depth, Theme};

pub use panel::{hit, slide_to};

/// The run whose color and shape the corrected average borrows: momentum, since this is momentum's average.
const CORRECTED: usize = 1;
/// The run whose color and shape the uncorrected average borrows.
const RAW: usize = 2;
/// The runs whose colors and shapes the compared averages borrow.
const OTHERS: [usize; 3] = [3, 0, 4];

/// The run whose color and shape an average borrows.
fn ink(corrected: bool) -> usize {
    if corrected { CORRECTED } else { RAW }
}

/// Style of the part of a curve after the cursor, and of bars with little weight.
fn faint(theme: &Theme, run: usize) -> Style {
    let style = Style::new().fg(theme.future(run));
    if theme.depth == Depth::None { style.add_modifier(Modifier::DIM) } else { style }
}

/// Draws the screen.
pub fn draw(buffer: &mut Buffer, model: &Model, cache: &FrameCache, layout: &Layout) {
    if layout.field.height > 0 {
        series::draw(buffer, model, cache, layout);
    }
    if layout.chart.height > 0 {
        weights::draw(buffer, model, layout);
    }
    timeline::draw(buffer, model, layout);
    if layout.panel.width > 0 {
        if layout.inspecting { unrolled::draw(buffer, model, layout) } else { panel::draw(buffer, model, layout) }
    }
    let smoothing = &model.smoothing;
    let asked = QUESTIONS.get(smoothing.question).copied().unwrap_or_default();
    question::draw(buffer, model, layout, asked, smoothing.answered.then(|| answer(smoothing)));
}
