//! The timeline and the step numbers, shared by every screen with a cursor.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::draw::figure::ticks;
use crate::tui::layout::Layout;
use crate::tui::model::Model;
use crate::tui::screen::Screen;
use crate::tui::text;
use crate::tui::theme::Theme;

/// The column of a step on the axis.
pub(super) fn column(model: &Model, area: Rect, step: usize) -> u16 {
    let last = f64::from(area.width.saturating_sub(1));
    let (from, to) = model.timeline();
    (step.saturating_sub(from) as f64 / to.saturating_sub(from).max(1) as f64 * last).round().min(last) as u16
}

/// The step at a column of the axis.
pub fn step_at(model: &Model, area: Rect, x: u16) -> usize {
    let last = f64::from(area.width.saturating_sub(1)).max(1.0);
    let (from, to) = model.timeline();
    from + (f64::from(x.saturating_sub(area.x)) / last * to.saturating_sub(from) as f64).round() as usize
}

/// Draws the timeline, the speed and the step numbers.
pub(super) fn draw(buffer: &mut Buffer, model: &Model, layout: &Layout) {
    let (theme, area) = (&model.theme, layout.timeline);
    let cursor = column(model, area, model.shown().cursor);
    for (x, cell) in text::row(buffer, area, 0).iter_mut().enumerate() {
        let (glyph, style) = match x.cmp(&usize::from(cursor)) {
            std::cmp::Ordering::Less => ('━', theme.normal()),
            std::cmp::Ordering::Equal => ('┃', theme.bright()),
            std::cmp::Ordering::Greater => ('─', theme.dim()),
        };
        cell.set_char(glyph).set_style(style);
    }
    if !matches!(model.screen, Screen::Averages | Screen::Init) {
        changes(buffer, model, area, cursor);
    }
    let sign = if model.shown().playing { "▶" } else { "‖" };
    let text = format!("{sign} {}", model.shown().speed_text());
    if !text::right(buffer, layout.speed, 0, 0, &text, theme.normal()) {
        text::left(buffer, layout.speed, 0, 0, sign, theme.normal());
    }
    numbers(buffer, model, layout.steps, cursor);
}

/// Marks changes of values along the way with the run's mark, the selected run's over the others.
fn changes(buffer: &mut Buffer, model: &Model, area: Rect, cursor: u16) {
    let runs = model.shown_runs();
    let others = runs.iter().filter(|run| **run != model.selected);
    for run in others.chain(runs.iter().filter(|run| **run == model.selected)) {
        let Some(spec) = model.scenario.runs.get(*run) else { continue };
        for change in spec.changes.iter().filter(|c| c.step <= model.scenario.steps) {
            let x = column(model, area, change.step);
            if let Some(cell) = text::row(buffer, area, 0).get_mut(usize::from(x)).filter(|_| x != cursor) {
                cell.set_char(Theme::mark(*run)).set_fg(model.theme.run(*run));
            }
        }
    }
}

fn numbers(buffer: &mut Buffer, model: &Model, line: Rect, cursor: u16) {
    if line.height == 0 {
        return;
    }
    let theme = &model.theme;
    let now = model.shown().cursor.to_string();
    let (from_step, last) = model.timeline();
    let (from, to) = text::centered(buffer, line, cursor, 0, &now, theme.bright());
    let mut marks = ticks::nice(from_step as f64, last as f64, usize::from(line.width / 10).clamp(1, 12));
    marks.retain(|m| m.fract() == 0.0);
    marks.push(last as f64);
    let mut taken = vec![(from, to)];
    // The last step first, so that a tick close to it gives way.
    for mark in marks.iter().rev() {
        let text = mark.to_string();
        let at = text::center(line.width, column(model, line, *mark as usize), text::width(&text));
        let span = (at, at + text::width(&text));
        if taken.iter().all(|(a, b)| span.1 < *a || *b < span.0) {
            text::left(buffer, line, at, 0, &text, theme.dim());
            taken.push(span);
        }
    }
}
