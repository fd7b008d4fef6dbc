//! The loss chart, aligned with the timeline.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::timeline::column;
use crate::draw::figure::ticks;
use crate::draw::raster::{Tier, braille};
use crate::math::number::short;
use crate::tui::frame_cache::FrameCache;
use crate::tui::layout::Layout;
use crate::tui::model::Model;
use crate::tui::screen::Screen;
use crate::tui::text;

/// Draws the curves.
pub(super) fn draw(buffer: &mut Buffer, model: &Model, cache: &FrameCache, layout: &Layout) {
    let (theme, area) = (&model.theme, layout.chart);
    if area.height == 0 {
        return;
    }
    let curves = cache.curves();
    let decades = curves.decades();
    let ascii = model.tier == Tier::Ascii;
    for (decade, row) in &decades {
        let row = *row as u16;
        for cell in text::row(buffer, area, row) {
            cell.set_char('┈').set_style(theme.grid());
        }
        // The title shares the first row with the top decade.
        if row > 0 {
            text::right(
                buffer,
                layout.chart_ticks,
                0,
                row,
                &(if ascii { format!("1e{decade}") } else { ticks::decade(*decade) }),
                theme.dim(),
            );
        }
    }
    text::right(buffer, layout.chart_ticks, 0, 0, "loss", theme.normal());
    let cursor = usize::from(column(model, area, model.player.cursor));
    let shown = |run: &usize| {
        let hidden = model.scenario.runs.get(*run).is_none_or(|r| r.hidden);
        !hidden && (!(model.solo || model.screen == Screen::Map) || *run == model.selected)
    };
    let runs: Vec<(usize, &[u8])> =
        curves.layers().iter().enumerate().filter(|(run, _)| shown(run)).map(|(run, l)| (run, l.dots())).collect();
    let width = usize::from(area.width);
    let note = !curves.is_loss();
    for row in 0..area.height {
        for (x, cell) in text::row(buffer, area, row).iter_mut().enumerate() {
            let index = usize::from(row) * width + x;
            match curve_at(&runs, index, x, model.selected) {
                Some((run, dots)) => {
                    cell.fg = if x <= cursor { theme.run(run) } else { theme.future(run) };
                    cell.set_char(braille::glyph(dots));
                }
                None if x == cursor => {
                    cell.set_char('│').set_style(theme.dim());
                }
                None => {}
            }
        }
    }
    if note {
        // The note explains the axis: if there is no free spot, it goes over the curves.
        let note = if model.scenario.surface().least().is_some() { MINIMUM } else { LOWEST };
        let corner = (area.width.saturating_sub(text::width(note)), 0);
        let (x, row) = free_place(buffer, area, text::width(note)).unwrap_or(corner);
        text::left(buffer, area, x, row, note, theme.dim());
    }
    floors(buffer, model, cache, layout);
}

/// Draws the selected run's noise floor: a dashed line as predicted by theory, a solid one as measured over the second half.
fn floors(buffer: &mut Buffer, model: &Model, cache: &FrameCache, layout: &Layout) {
    let (theme, area) = (&model.theme, layout.chart);
    let Some(floor) = model.paths.entry(model.selected).and_then(|e| e.floor()) else { return };
    let from = column(model, area, floor.from);
    let mut line = |loss: f64, (from, to): (u16, u16), glyph: char, style: Style| {
        let Some(dot) = cache.curves().row(loss) else { return };
        let row = dot / 4;
        for x in from..to {
            let Some(cell) = text::row(buffer, area, row as u16).get_mut(usize::from(x)) else { continue };
            cell.set_char(glyph).set_style(style);
        }
    };
    // If both share a row, the measured line wins.
    let row = |loss: f64| cache.curves().row(loss).map(|dot| dot / 4);
    let to = if row(floor.measured) == row(floor.predicted) { from } else { area.width };
    line(floor.measured, (from, area.width), '━', Style::new().fg(theme.run(model.selected)));
    line(floor.predicted, (0, to), '╌', theme.bright());
    let text = format!(" floor {} predicted, {} measured", short(floor.predicted), short(floor.measured));
    let wide = text::width(&text);
    if let Some((x, row)) = free_place(buffer, area, wide) {
        text::left(buffer, area, x, row, &text, theme.dim());
    }
}

/// Finds a free spot for a text of the given width: as high as no curve interferes, then as far right as possible.
fn free_place(buffer: &Buffer, area: Rect, wide: u16) -> Option<(u16, u16)> {
    let is_free = |x: u16, row: u16| {
        let cell = buffer.cell((area.x + x, area.y + row));
        cell.is_some_and(|cell| matches!(cell.symbol(), " " | "┈"))
    };
    let last = area.width.checked_sub(wide)?;
    (0..area.height).find_map(|row| {
        // Scan from the right; each occupied column moves the text to its left.
        let mut x = last;
        loop {
            match (x..x + wide).rev().find(|x| !is_free(*x, row)) {
                None => return Some((x, row)),
                Some(taken) => x = taken.checked_sub(wide)?,
            }
        }
    })
}

/// Axis note if the minimum loss is known and nonzero.
const MINIMUM: &str = " above the minimum";
/// Axis note if no minimum loss is known.
const LOWEST: &str = " above the lowest reached";

/// The run whose dots a cell of the chart shows: the selected one, otherwise the runs alternate by column.
#[inline]
fn curve_at(runs: &[(usize, &[u8])], index: usize, column: usize, selected: usize) -> Option<(usize, u8)> {
    let mut count = 0;
    for (run, dots) in runs {
        let dots = dots.get(index).copied().unwrap_or(0);
        if dots != 0 && *run == selected {
            return Some((*run, dots));
        }
        count += usize::from(dots != 0);
    }
    if count == 0 {
        return None;
    }
    let mut here = runs.iter().map(|(run, dots)| (*run, dots.get(index).copied().unwrap_or(0))).filter(|d| d.1 != 0);
    here.nth(column % count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stand_where_no_curve_runs() {
        let area = Rect::new(2, 1, 30, 4);
        let mut buffer = Buffer::empty(Rect::new(0, 0, 34, 6));
        for x in 0..30 {
            // A curve in the first row and in the right half of the second; the third row holds only grid lines.
            text::left(&mut buffer, area, x, 0, "⠉", Style::new());
            text::left(&mut buffer, area, x, 1, if x < 15 { " " } else { "⠒" }, Style::new());
            text::left(&mut buffer, area, x, 2, "┈", Style::new());
        }
        assert_eq!(free_place(&buffer, area, 12), Some((3, 1)));
        assert_eq!(free_place(&buffer, area, 20), Some((10, 2)));
        assert_eq!(free_place(&buffer, area, 31), None);
        let full = Rect { height: 1, ..area };
        assert_eq!(free_place(&buffer, full, 3), None);
    }
}
