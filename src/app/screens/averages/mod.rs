//! Screen 5: a noisy series and its exponential average, the weights that make it, and the notes' questions about it.

mod panel;
mod series;
mod unrolled;
mod weights;

use ratatui::buffer::Buffer;
use ratatui::style::{Modifier, Style};

use super::timeline;
use crate::app::averages::{QUESTIONS, answer};
use crate::app::layout::Layout;
use crate::app::model::Model;
use crate::app::pen;
use crate::app::stage::Stage;
use crate::app::theme::{Depth, Theme};

pub use panel::{hit, slide_to};

/// The run whose colour and shape the corrected average has: momentum's, since it is momentum's average.
const CORRECTED: usize = 1;
/// That of the uncorrected one.
const RAW: usize = 2;
/// Those of the compared ones.
const OTHERS: [usize; 3] = [3, 0, 4];

/// Whose colour and shape an average has.
fn ink(corrected: bool) -> usize {
    if corrected { CORRECTED } else { RAW }
}

/// What is still to come of a curve, or weighs little of the bars.
fn faint(theme: &Theme, run: usize) -> Style {
    let style = Style::new().fg(theme.future(run));
    if theme.depth == Depth::None { style.add_modifier(Modifier::DIM) } else { style }
}

/// Draws the screen.
pub fn draw(buffer: &mut Buffer, model: &Model, stage: &Stage, layout: &Layout) {
    if layout.field.height > 0 {
        series::draw(buffer, model, stage, layout);
    }
    if layout.chart.height > 0 {
        weights::draw(buffer, model, layout);
    }
    timeline::draw(buffer, model, layout);
    if layout.panel.width > 0 {
        if layout.inspecting { unrolled::draw(buffer, model, layout) } else { panel::draw(buffer, model, layout) }
    }
    question(buffer, model, layout);
}

/// The notes' question, and the answer behind a key.
fn question(buffer: &mut Buffer, model: &Model, layout: &Layout) {
    let (theme, area, smoothing) = (&model.theme, layout.question, &model.smoothing);
    if area.height == 0 {
        return;
    }
    let end = pen::left(buffer, area, 0, 0, "?", theme.bright());
    let asked = QUESTIONS.get(smoothing.question).copied().unwrap_or_default();
    let key = if smoothing.answered { "Q next" } else { "Q answer" };
    let room = area.width.saturating_sub(end + pen::width(key) + 3);
    pen::left(buffer, area, end + 1, 0, &pen::cut(asked, room), theme.bright());
    pen::right(buffer, area, end + 2, 0, key, theme.dim());
    if smoothing.answered {
        for (i, line) in (1..area.height).zip(pen::wrap(&answer(smoothing), area.width)) {
            pen::left(buffer, area, 0, i, &line, theme.normal());
        }
    }
}
