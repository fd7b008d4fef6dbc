//! The loss chart, the timeline, and the step numbers, all on one axis.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::app::layout::Layout;
use crate::app::model::Model;
use crate::app::pen;
use crate::app::stage::Stage;
use crate::figure::ticks;
use crate::raster::braille;

/// Chart and timeline.
pub fn draw(buffer: &mut Buffer, model: &Model, stage: &Stage, layout: &Layout) {
    if layout.chart.height > 0 {
        curves(buffer, model, stage, layout);
    }
    timeline(buffer, model, layout);
}

/// The column of a step on the axis.
fn column(model: &Model, area: Rect, step: usize) -> u16 {
    let last = f64::from(area.width.saturating_sub(1));
    (step as f64 / model.scenario.steps.max(1) as f64 * last).round() as u16
}

/// The step at a column of the axis.
pub fn step_at(model: &Model, area: Rect, x: u16) -> usize {
    let last = f64::from(area.width.saturating_sub(1)).max(1.0);
    (f64::from(x.saturating_sub(area.x)) / last * model.scenario.steps as f64).round() as usize
}

fn curves(buffer: &mut Buffer, model: &Model, stage: &Stage, layout: &Layout) {
    let (theme, area) = (&model.theme, layout.chart);
    let curves = stage.curves();
    let decades = curves.decades();
    for (decade, row) in &decades {
        let row = *row as u16;
        for cell in pen::row(buffer, area, row) {
            cell.set_char('┈').set_style(theme.grid());
        }
        // The title stands in the first row, which the top decade shares.
        if row > 0 {
            pen::right(buffer, layout.chart_ticks, 0, row, &ticks::decade(*decade), theme.dim());
        }
    }
    pen::right(buffer, layout.chart_ticks, 0, 0, "loss", theme.normal());
    if !curves.is_loss() {
        pen::right(buffer, area, 0, 0, " above the least", theme.dim());
    }
    let cursor = usize::from(column(model, area, model.cursor));
    let shown = |run: &usize| {
        let hidden = model.scenario.runs.get(*run).is_none_or(|r| r.hidden);
        !hidden && (!model.solo || *run == model.selected)
    };
    let runs: Vec<(usize, &[u8])> =
        curves.layers().iter().enumerate().filter(|(run, _)| shown(run)).map(|(run, l)| (run, l.dots())).collect();
    let width = usize::from(area.width);
    for row in 0..area.height {
        for (x, cell) in pen::row(buffer, area, row).iter_mut().enumerate() {
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
}

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

fn timeline(buffer: &mut Buffer, model: &Model, layout: &Layout) {
    let (theme, area) = (&model.theme, layout.timeline);
    let cursor = column(model, area, model.cursor);
    for (x, cell) in pen::row(buffer, area, 0).iter_mut().enumerate() {
        let (glyph, style) = match x.cmp(&usize::from(cursor)) {
            std::cmp::Ordering::Less => ('━', theme.normal()),
            std::cmp::Ordering::Equal => ('┃', theme.bright()),
            std::cmp::Ordering::Greater => ('─', theme.dim()),
        };
        cell.set_char(glyph).set_style(style);
    }
    let sign = if model.playing { "▶" } else { "‖" };
    let text = format!("{sign} {}", model.speed_text());
    if !pen::right(buffer, layout.speed, 0, 0, &text, theme.normal()) {
        pen::left(buffer, layout.speed, 0, 0, sign, theme.normal());
    }
    let line = layout.steps;
    if line.height == 0 {
        return;
    }
    let now = model.cursor.to_string();
    let (from, to) = pen::centred(buffer, line, cursor, 0, &now, theme.bright());
    let steps = model.scenario.steps;
    let mut marks = ticks::nice(0.0, steps as f64, usize::from(line.width / 10).clamp(1, 12));
    marks.retain(|m| m.fract() == 0.0);
    marks.push(steps as f64);
    let mut taken = vec![(from, to)];
    // The last step first, so that a tick close to it gives way.
    for mark in marks.iter().rev() {
        let text = mark.to_string();
        let at = pen::centre(line.width, column(model, line, *mark as usize), pen::width(&text));
        let span = (at, at + pen::width(&text));
        if taken.iter().all(|(a, b)| span.1 < *a || *b < span.0) {
            pen::left(buffer, line, at, 0, &text, theme.dim());
            taken.push(span);
        }
    }
}
