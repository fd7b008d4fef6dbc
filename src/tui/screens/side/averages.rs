//! The averages of the selected run's first steps, raw and bias-corrected.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::math::number::short;
use crate::optimizer::Explanation;
use crate::tui::model::Model;
use crate::tui::text;

/// The value of a column at a step, if the rule has it.
type Value<'a> = &'a dyn Fn(&Explanation) -> Option<f64>;

/// Draws a row per step for b, the steep axis; the step that led to the cursor is bright.
pub(super) fn draw(buffer: &mut Buffer, model: &Model, area: Rect) {
    let theme = &model.theme;
    let Some(entry) = model.paths.entry(model.selected).filter(|_| area.height >= 2) else { return };
    let alpha = entry.resolved().values.hypers.first().copied().unwrap_or(f64::NAN);
    let line = |told: &Explanation, left: &str| told.lines.iter().find(|l| l.left == left).map(|l| l.value[1]);
    // A title, and a short form for tight spaces.
    let columns: [([&str; 2], Value); 6] = [
        (["g"; 2], &|told| line(told, "g =")),
        (["V"; 2], &|told| line(told, "V ←")),
        (["V/(1-β₁ᵗ)", "V̂"], &|told| line(told, "V̂ =")),
        (["S"; 2], &|told| line(told, "S ←")),
        (["S/(1-β₂ᵗ)", "Ŝ"], &|told| line(told, "Ŝ =")),
        (["step/α"; 2], &|told| Some(told.lines.last()?.value[1] / alpha)),
    ];
    let name = model.scenario.names().get(model.selected).cloned().unwrap_or_default();
    let label = format!("{name}, along b");
    let first = text::width(&label).clamp(10, 24);
    let wide = area.width.saturating_sub(first) / columns.len() as u16;
    let ends = |i: usize| first + wide * (i as u16 + 1);
    let ends_at = |buffer: &mut Buffer, i: usize, row: u16, text: &str, style| {
        let text = text::cut(text, wide.saturating_sub(1));
        text::left(buffer, area, ends(i).saturating_sub(text::width(&text)), row, &text, style);
    };
    text::left(buffer, area, 0, 0, &text::cut(&label, first), theme.normal());
    for (i, ([title, brief], _)) in columns.iter().enumerate() {
        let title = if text::width(title) < wide { title } else { brief };
        ends_at(buffer, i, 0, title, theme.dim());
    }
    let rows = usize::from(area.height - 1);
    // The first steps, or the last ones up to the cursor.
    let from = model.player.cursor.saturating_sub(rows.saturating_sub(1));
    for row in 0..rows {
        let step = from + row;
        let Some(told) = entry.explain(step) else { break };
        // The step that led to the cursor; at the start, the upcoming one.
        let here = step == model.player.cursor.saturating_sub(1);
        let style = if here { theme.bright() } else { theme.dim() };
        text::left(buffer, area, 0, 1 + row as u16, &format!("t = {}", step + 1), style);
        for (i, (_, value)) in columns.iter().enumerate() {
            let text = value(&told).map_or("—".to_owned(), short);
            ends_at(buffer, i, 1 + row as u16, &text, style);
        }
    }
}
