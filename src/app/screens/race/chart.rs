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
    let title = "loss";
    for (decade, row) in curves.decades() {
        let row = row as u16;
        for x in 0..area.width {
            pen::left(buffer, area, x, row, "┈", theme.grid());
        }
        // The title stands in the first row, which the top decade shares.
        let label = if row == 0 { title.to_owned() } else { ticks::decade(decade) };
        let style = if row == 0 { theme.normal() } else { theme.dim() };
        pen::right(buffer, layout.chart_ticks, 0, row, &label, style);
    }
    if !curves.decades().iter().any(|(_, row)| *row == 0) {
        pen::right(buffer, layout.chart_ticks, 0, 0, title, theme.normal());
    }
    if !curves.is_loss() {
        pen::right(buffer, area, 0, 0, " above the least", theme.dim());
    }
    let cursor = column(model, area, model.cursor);
    for y in 0..area.height {
        pen::left(buffer, area, cursor, y, "│", theme.dim());
    }
    let shown = |run: &usize| {
        let hidden = model.scenario.runs.get(*run).is_none_or(|r| r.hidden);
        !hidden && (!model.solo || *run == model.selected)
    };
    let runs: Vec<usize> = (0..curves.layers().len()).filter(shown).collect();
    let width = usize::from(area.width);
    for index in 0..width * usize::from(area.height) {
        let dots = |run: usize| curves.layers().get(run).map_or(0, |l| l.cell(index).0);
        let x = (index % width) as u16;
        // The selected run wins its cells; where others meet they take turns by column.
        let here = runs.iter().copied().filter(|r| dots(*r) != 0);
        let run = if runs.contains(&model.selected) && dots(model.selected) != 0 {
            model.selected
        } else {
            let count = here.clone().count();
            match (count > 0).then(|| here.clone().nth(usize::from(x) % count.max(1))).flatten() {
                Some(run) => run,
                None => continue,
            }
        };
        let colour = if x <= cursor { theme.run(run) } else { theme.future(run) };
        if let Some(cell) = buffer.cell_mut((area.x + x, area.y + (index / width) as u16)) {
            cell.set_char(braille::glyph(dots(run))).set_fg(colour);
        }
    }
}

fn timeline(buffer: &mut Buffer, model: &Model, layout: &Layout) {
    let (theme, area) = (&model.theme, layout.timeline);
    let cursor = column(model, area, model.cursor);
    for x in 0..area.width {
        let (glyph, style) = match x.cmp(&cursor) {
            std::cmp::Ordering::Less => ("━", theme.normal()),
            std::cmp::Ordering::Equal => ("┃", theme.bright()),
            std::cmp::Ordering::Greater => ("─", theme.dim()),
        };
        pen::left(buffer, area, x, 0, glyph, style);
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
