//! The notes' question at the foot of a screen, and its answer behind a key.

use ratatui::buffer::Buffer;

use crate::app::layout::Layout;
use crate::app::model::Model;
use crate::app::pen;

/// Draws a question, with its answer if that is shown.
pub(super) fn draw(buffer: &mut Buffer, model: &Model, layout: &Layout, asked: &str, answer: Option<String>) {
    let (theme, area) = (&model.theme, layout.question);
    if area.height == 0 {
        return;
    }
    let end = pen::left(buffer, area, 0, 0, "?", theme.bright());
    let key = if answer.is_some() { "Q next" } else { "Q answer" };
    let room = area.width.saturating_sub(end + pen::width(key) + 3);
    pen::left(buffer, area, end + 1, 0, &pen::cut(asked, room), theme.bright());
    pen::right(buffer, area, end + 2, 0, key, theme.dim());
    for (i, line) in (1..area.height).zip(pen::wrap(&answer.unwrap_or_default(), area.width)) {
        pen::left(buffer, area, 0, i, &line, theme.normal());
    }
}
