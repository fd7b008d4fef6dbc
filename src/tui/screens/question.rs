//! The notes' question at the bottom of a screen, with its answer on a key press.

use ratatui::buffer::Buffer;

use crate::tui::layout::Layout;
use crate::tui::model::Model;
use crate::tui::text;

/// Draws a question, with its answer if shown.
pub(super) fn draw(buffer: &mut Buffer, model: &Model, layout: &Layout, asked: &str, answer: Option<String>) {
    let (theme, area) = (&model.theme, layout.question);
    if area.height == 0 {
        return;
    }
    let end = text::left(buffer, area, 0, 0, "?", theme.bright());
    let key = if answer.is_some() { "Q next" } else { "Q answer" };
    let room = area.width.saturating_sub(end + text::width(key) + 3);
    text::left(buffer, area, end + 1, 0, &text::cut(asked, room), theme.bright());
    text::right(buffer, area, end + 2, 0, key, theme.dim());
    let lines = text::wrap(&answer.unwrap_or_default(), area.width);
    let rows = usize::from(area.height - 1);
    for (i, line) in lines.iter().enumerate().take(rows) {
        text::left(buffer, area, 0, i as u16 + 1, line, theme.normal());
        // Mark an answer that is cut off.
        if i + 1 == rows && rows < lines.len() {
            text::left(buffer, area, text::width(line).min(area.width - 1), i as u16 + 1, "…", theme.normal());
        }
    }
}
