//! Draws a frame: the screen, its chrome and overlays. Drawing never changes the model.

use std::num::NonZeroU16;

use ratatui::buffer::{Buffer, Cell, CellDiffOption};
use ratatui::layout::Rect;

use super::frame_cache::FrameCache;
use super::layout::{LEAST, Layout};
use super::model::Model;
use super::screen::Screen;
use super::{ascii, chrome, overlays, screens, text};
use crate::draw::raster::Tier;

/// Single-width character.
const ONE: CellDiffOption = CellDiffOption::ForcedWidth(NonZeroU16::MIN);

/// Draws everything; returns the position of the text cursor if text is being typed.
pub fn draw(buffer: &mut Buffer, model: &Model, cache: &FrameCache) -> Option<(u16, u16)> {
    let all = buffer.area;
    let layout = Layout::of(model, (all.width, all.height));
    let is_filled = matches!(model.screen, Screen::Race | Screen::Bowl | Screen::Map);
    let filled = layout.filter(|_| is_filled).map_or(Rect::default(), |l| l.field);
    blank(buffer, model, filled);
    let Some(layout) = layout else {
        too_small(buffer, model, all);
        return None;
    };
    screens::draw(buffer, model, cache, &layout);
    chrome::header(buffer, model, &layout);
    chrome::hints(buffer, model, &layout);
    let cursor = overlays::draw(buffer, model);
    if model.tier == Tier::Ascii {
        ascii::respell(buffer);
    }
    cursor
}

/// Resets every cell to the page colors, except for a filled field, which has its own. Nearly every character here is
/// single-width, so the diff need not look up widths (which takes half of its time); text drawing undoes this for wider characters.
fn blank(buffer: &mut Buffer, model: &Model, field: Rect) {
    let page = model.theme.page();
    let (fg, bg) = (page.fg.unwrap_or_default(), page.bg.unwrap_or_default());
    let all = buffer.area;
    let blank = |cells: &mut [Cell]| {
        for cell in cells {
            (cell.fg, cell.bg) = (fg, bg);
            cell.set_diff_option(ONE);
        }
    };
    for y in 0..all.height {
        let cells = text::row(buffer, all, y);
        if model.theme.fills() && (field.top()..field.bottom()).contains(&y) {
            let (left, rest) = cells.split_at_mut(usize::from(field.left()));
            let (middle, right) = rest.split_at_mut(usize::from(field.width));
            for cell in middle {
                cell.set_diff_option(ONE);
            }
            blank(left);
            blank(right);
        } else {
            blank(cells);
        }
    }
}

fn too_small(buffer: &mut Buffer, model: &Model, all: Rect) {
    let text = format!("ravine needs {} x {} cells; this window has {} x {}", LEAST.0, LEAST.1, all.width, all.height);
    for (row, line) in text::wrap(&text, all.width).iter().enumerate() {
        text::left(buffer, all, 0, row as u16, line, model.theme.normal());
    }
}
