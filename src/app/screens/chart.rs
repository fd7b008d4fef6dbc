//! The loss chart, on the timeline's axis.

use ratatui::buffer::Buffer;
use ratatui::style::Style;

use super::timeline::column;
use crate::app::layout::Layout;
use crate::app::model::Model;
use crate::app::pen;
use crate::app::screen::Screen;
use crate::app::stage::Stage;
use crate::figure::ticks;
use crate::number::short;
use crate::raster::{Tier, braille};

/// Draws the curves.
pub(super) fn draw(buffer: &mut Buffer, model: &Model, stage: &Stage, layout: &Layout) {
    let (theme, area) = (&model.theme, layout.chart);
    if area.height == 0 {
        return;
    }
    let curves = stage.curves();
    let decades = curves.decades();
    let ascii = model.tier == Tier::Ascii;
    for (decade, row) in &decades {
        let row = *row as u16;
        for cell in pen::row(buffer, area, row) {
            cell.set_char('┈').set_style(theme.grid());
        }
        // The title stands in the first row, which the top decade shares.
        if row > 0 {
            pen::right(
                buffer,
                layout.chart_ticks,
                0,
                row,
                &(if ascii { format!("1e{decade}") } else { ticks::decade(*decade) }),
                theme.dim(),
            );
        }
    }
    pen::right(buffer, layout.chart_ticks, 0, 0, "loss", theme.normal());
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
        for (x, cell) in pen::row(buffer, area, row).iter_mut().enumerate() {
            let index = usize::from(row) * width + x;
            match curve_at(&runs, index, x, model.selected) {
                Some((run, dots)) => {
                    cell.fg = if x <= cursor { theme.run(run) } else { theme.future(run) };
                    cell.set_char(braille::glyph(dots));
                }
                None if x == cursor && !(row == 0 && note && x + usize::from(NOTE_WIDTH) >= width) => {
                    cell.set_char('│').set_style(theme.dim());
                }
                None => {}
            }
        }
    }
    if note {
        pen::right(buffer, area, 0, 0, NOTE, theme.dim());
    }
    floors(buffer, model, stage, layout);
}

/// Where noise keeps the selected run: a broken line that theory predicts, a whole one that was measured over the second half.
fn floors(buffer: &mut Buffer, model: &Model, stage: &Stage, layout: &Layout) {
    let (theme, area) = (&model.theme, layout.chart);
    let Some(floor) = model.lab.entry(model.selected).and_then(|e| e.floor()) else { return };
    let from = column(model, area, floor.from);
    let mut line = |loss: f64, (from, to): (u16, u16), glyph: char, style: Style| {
        let Some(dot) = stage.curves().row(loss) else { return };
        let row = dot / 4;
        for x in from..to {
            let Some(cell) = pen::row(buffer, area, row as u16).get_mut(usize::from(x)) else { continue };
            cell.set_char(glyph).set_style(style);
        }
    };
    // In one row the one gives way to the other where that was measured.
    let row = |loss: f64| stage.curves().row(loss).map(|dot| dot / 4);
    let to = if row(floor.measured) == row(floor.predicted) { from } else { area.width };
    line(floor.measured, (from, area.width), '━', Style::new().fg(theme.run(model.selected)));
    line(floor.predicted, (0, to), '╌', theme.bright());
    let text = format!(" floor {} predicted, {} measured", short(floor.predicted), short(floor.measured));
    // It stands in the first row, which the curves have left by then.
    let room = area.width.saturating_sub(if stage.curves().is_loss() { 0 } else { NOTE_WIDTH });
    if pen::width(&text) + 8 <= room {
        let at = room - pen::width(&text);
        pen::left(buffer, area, at, 0, &text, theme.dim());
    }
}

/// What the chart shows where the least loss is not 0.
const NOTE: &str = " above the least";
const NOTE_WIDTH: u16 = 16;

/// The run whose dots a cell of the chart shows: the selected one, or else they take turns by column.
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
