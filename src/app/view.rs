//! A frame: the screen, its lines, and what lies over it. Nothing is changed by drawing.

use std::num::NonZeroU16;

use ratatui::buffer::{Buffer, CellDiffOption};
use ratatui::layout::Rect;

use super::layout::{LEAST, Layout};
use super::model::Model;
use super::stage::Stage;
use super::{chrome, overlays, pen, screens};

/// Draws everything; returns where the text cursor belongs, if a text is being typed.
pub fn draw(buffer: &mut Buffer, model: &Model, stage: &Stage) -> Option<(u16, u16)> {
    let all = buffer.area;
    blank(buffer, model);
    let Some(layout) = Layout::new(all.width, all.height) else {
        too_small(buffer, model, all);
        return None;
    };
    screens::race::draw(buffer, model, stage, &layout);
    chrome::header(buffer, model, &layout);
    chrome::hints(buffer, model, &layout);
    overlays::draw(buffer, model)
}

/// Gives every cell the page's colours. Nearly every character here is one column wide, and the diff need not look that up
/// (which takes half of its time); the pen takes it back where a text has wider ones.
fn blank(buffer: &mut Buffer, model: &Model) {
    let page = model.theme.page();
    let (fg, bg) = (page.fg.unwrap_or_default(), page.bg.unwrap_or_default());
    for cell in &mut buffer.content {
        (cell.fg, cell.bg) = (fg, bg);
        cell.set_diff_option(CellDiffOption::ForcedWidth(NonZeroU16::MIN));
    }
}

fn too_small(buffer: &mut Buffer, model: &Model, all: Rect) {
    let text = format!("ravine needs {} x {} cells; this window has {} x {}", LEAST.0, LEAST.1, all.width, all.height);
    for (row, line) in pen::wrap(&text, all.width).iter().enumerate() {
        pen::left(buffer, all, 0, row as u16, line, model.theme.normal());
    }
}
