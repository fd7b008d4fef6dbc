//! Ticks at round numbers that never collide.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::Plot;
use crate::draw::figure::ticks;
use crate::tui::model::Model;
use crate::tui::text;

/// Draws labels of b in the columns of `rows`, beside the plot.
pub fn b_ticks(buffer: &mut Buffer, model: &Model, plot: &Plot, rows: Rect) {
    let (theme, view) = (&model.theme, plot.pane.view);
    if rows.width == 0 {
        return;
    }
    // At most one label every second row; the first row holds the axis's name.
    let most = usize::from(plot.pane.area.height / 2).clamp(1, 9);
    let marks = ticks::nice(view.b[0], view.b[1], most);
    let step = distance(&marks);
    let mut taken = vec![0];
    text::right(buffer, rows, 0, 0, "b", theme.normal());
    for value in &marks {
        let Some((_, y)) = plot.pane.cell_of([view.w[0], *value]) else { continue };
        let row = y - plot.pane.area.y;
        let text = ticks::label(*value, step);
        if !taken.contains(&row) && text::right(buffer, rows, 0, row, &text, theme.dim()) {
            taken.push(row);
        }
    }
}

/// Draws labels of w in the row `line` under the plot, separated by gaps, with the axis's name at the right end.
pub fn w_ticks(buffer: &mut Buffer, model: &Model, plot: &Plot, line: Rect) {
    let (theme, view) = (&model.theme, plot.pane.view);
    if line.height == 0 {
        return;
    }
    let end = line.width.saturating_sub(1);
    text::left(buffer, line, end, 0, "w", theme.normal());
    let marks = ticks::nice(view.w[0], view.w[1], usize::from(line.width / 7).clamp(2, 12));
    let step = distance(&marks);
    let mut free = 0;
    for value in &marks {
        let Some((x, _)) = plot.pane.cell_of([*value, view.b[1]]) else { continue };
        let text = ticks::label(*value, step);
        let from = text::center(line.width, x - plot.pane.area.x, text::width(&text));
        if from >= free && from + text::width(&text) < end {
            free = text::left(buffer, line, from, 0, &text, theme.dim()) + 1;
        }
    }
}

fn distance(marks: &[f64]) -> f64 {
    match marks {
        [a, b, ..] => b - a,
        _ => 1.0,
    }
}
