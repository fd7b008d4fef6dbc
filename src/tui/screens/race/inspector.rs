//! The inspector: the selected run's update rule, line by line with the numbers of the step after the cursor, and its quantities as
//! bars, per axis.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};

use super::row::run_row;
use crate::math::number::figures;
use crate::optimizer::{Explanation, Quantity};
use crate::scenario::PRODUCT;
use crate::tui::layout::Layout;
use crate::tui::model::Model;
use crate::tui::screens::slider::{Form, Manner, Slider, slider_rows};
use crate::tui::screens::words;
use crate::tui::text;
use crate::tui::theme::{Depth, Theme};

/// Allocation of the panel's rows.
struct Share {
    runs: bool,
    dial: bool,
    numbers: bool,
    bars: bool,
    /// Rows per bar.
    tall: u16,
    /// Blank rows between parts.
    gap: u16,
}

impl Share {
    /// Allocates the rule first, then the bars, the selected value, the runs, the numbers in the lines, and blank rows.
    fn of(room: u16, runs: u16, told: &Explanation) -> Self {
        let (lines, bars) = (told.lines.len() as u16 + 1, told.quantities.len() as u16);
        // A name, a title, the lines.
        let mut used = 2 + lines;
        let mut take = |rows: u16| {
            let fits = used + rows <= room;
            used += if fits { rows } else { 0 };
            fits
        };
        let bars_fit = take(bars + 1);
        let dial = take(1);
        let runs = take(runs + 1);
        let numbers = take(lines - 2);
        let gap = u16::from(take(4));
        let tall = if take(bars) { 2 } else { 1 };
        Self { runs, dial, numbers, bars: bars_fit, tall, gap }
    }
}

/// Draws the inspector into the panel.
pub(super) fn draw(buffer: &mut Buffer, model: &Model, layout: &Layout) {
    let (theme, area) = (&model.theme, layout.panel);
    let Some(entry) = model.paths.entry(model.selected) else { return };
    let names = model.scenario.names();
    let name = names.get(model.selected).map_or("", String::as_str);
    let mark = Theme::mark(model.selected).to_string();
    let own = Style::new().fg(theme.run(model.selected));
    let Some(told) = entry.explain(model.player.cursor) else {
        text::left(buffer, area, 0, 0, &mark, own);
        let text = format!("{name}: no step from here; its path ends at step {}", entry.trajectory().last_step());
        for (row, line) in text::wrap(&text, area.width.saturating_sub(2)).iter().enumerate() {
            text::left(buffer, area, 2, row as u16, line, theme.normal());
        }
        return;
    };
    let share = Share::of(area.height, names.len() as u16, &told);
    let mut y = 0;
    if share.runs {
        for (run, name) in names.iter().enumerate() {
            run_row(buffer, model, area, run, name, y, 1);
            y += 1;
        }
        y += 1;
    }
    text::left(buffer, area, 0, y, &mark, own);
    let end = text::left(buffer, area, 2, y, &text::cut(name, area.width.saturating_sub(2)), theme.bright());
    let values = words::values(model, model.selected).join("  ");
    let values = text::cut(&values, area.width.saturating_sub(end + 2));
    text::right(buffer, area, end + 2, y, &values, theme.dim());
    y += 1;
    if share.dial {
        let resolved = Some(entry.resolved());
        if let Some(dial) = model.chosen()
            && let Some(reading) = model.scenario.reading(model.knob(dial), resolved)
        {
            let slider = Slider { reading: &reading, manner: Manner::of(model, dial), chosen: true, limit: None };
            slider_rows(buffer, model, area, &slider, y, Form::One);
        }
        y += 1;
    }
    y += share.gap;
    y = rule(buffer, model, area, y, &told, &share) + share.gap;
    if share.bars {
        bars(buffer, model, area, y, &told.quantities, share.tall);
    }
}

/// Below this width there is no room for the right-hand sides.
const NARROW: u16 = 34;

/// Width of a result, including a leading blank.
fn result_width(area: Rect) -> u16 {
    match area.width {
        0..NARROW => 7,
        NARROW..44 => 9,
        _ => 10,
    }
}

/// End columns of the results for w and b.
fn columns(area: Rect) -> [u16; 2] {
    [area.width.saturating_sub(result_width(area)), area.width]
}

/// Formats a number with as many digits as leave a leading blank in `columns`: four at most.
fn within(value: f64, columns: u16) -> String {
    let forms = [four(value), figures(value, 3), figures(value, 2)];
    forms.into_iter().find(|form| text::width(form) < columns).unwrap_or_else(|| figures(value, 1))
}

fn ends_at(buffer: &mut Buffer, area: Rect, column: u16, row: u16, text: &str, style: Style) {
    text::left(buffer, area, column.saturating_sub(text::width(text)), row, text, style);
}

fn rule(buffer: &mut Buffer, model: &Model, area: Rect, from: u16, told: &Explanation, share: &Share) -> u16 {
    let theme = &model.theme;
    let [w, b] = columns(area);
    let mut y = from;
    let end = text::left(buffer, area, 0, y, "rule", theme.dim());
    let narrow = area.width < NARROW;
    let number = |value: f64| within(value, result_width(area));
    let title = format!("step {} → {}", model.player.cursor, model.player.cursor + 1);
    let run = model.scenario.runs.get(model.selected);
    let parts = run.is_some_and(|run| model.scenario.parts_from_library(run));
    // The note matters more than the step, which the timeline also shows.
    let noted = format!("{title}, {PRODUCT}");
    let room = w.saturating_sub(end + 4);
    let title = match parts {
        true if text::width(&noted) <= room => noted,
        true => PRODUCT.to_owned(),
        false if narrow => String::new(),
        false => title,
    };
    text::left(buffer, area, end + 2, y, &title, theme.normal());
    ends_at(buffer, area, w, y, "w", theme.dim());
    ends_at(buffer, area, b, y, "b", theme.dim());
    y += 1 + share.gap;
    let next = model
        .head(model.selected)
        .zip(told.lines.last())
        .map(|(at, last)| [at[0] + last.value[0], at[1] + last.value[1]]);
    let count = told.lines.len();
    for (i, line) in told.lines.iter().enumerate() {
        // The last line is the step itself.
        let last = i + 1 == count;
        let style =
            if last { Style::new().fg(theme.run(model.selected)).add_modifier(Modifier::BOLD) } else { theme.normal() };
        text::left(buffer, area, 0, y, &(i + 1).to_string(), theme.dim());
        text::left(
            buffer,
            area,
            2,
            y,
            // Text that does not fit beside the numbers is cut rather than overwritten.
            &if narrow {
                line.left.to_owned()
            } else {
                let room = w.saturating_sub(text::width(&number(line.value[0])) + 3);
                text::cut(&format!("{} {}", line.left, line.right), room)
            },
            if last { theme.bright() } else { theme.normal() },
        );
        for (axis, column) in [(0, w), (1, b)] {
            ends_at(buffer, area, column, y, &number(line.value[axis]), style);
        }
        y += 1;
        if share.numbers && !line.numbers[0].is_empty() {
            let half = area.width / 2 - 1;
            for (axis, at) in [(0, 2), (1, 2 + half)] {
                let text = format!("{} {}", if axis == 0 { "w" } else { "b" }, line.numbers[axis]);
                text::left(buffer, area, at, y, &text::cut(&text, half.saturating_sub(1)), theme.dim());
            }
            y += 1;
        }
    }
    text::left(buffer, area, 0, y, &(count + 1).to_string(), theme.dim());
    text::left(buffer, area, 2, y, if narrow { "θ ←" } else { "θ ← θ + Δ" }, theme.normal());
    if let Some(next) = next {
        for (axis, column) in [(0, w), (1, b)] {
            ends_at(buffer, area, column, y, &number(next[axis]), theme.normal());
        }
    }
    y + 1
}

fn four(value: f64) -> String {
    figures(value, if value.abs() < 1e-3 || value.abs() >= 1e5 { 3 } else { 4 })
}

fn bars(buffer: &mut Buffer, model: &Model, area: Rect, from: u16, quantities: &[Quantity], tall: u16) {
    let theme = &model.theme;
    let label = if area.width < 44 { 12 } else { 15 };
    let gap = 2;
    let wide = area.width.saturating_sub(label + gap) / 2;
    let places = [label, label + wide + gap];
    text::left(buffer, area, 0, from, "per axis", theme.dim());
    for (name, x) in ["w", "b"].into_iter().zip(places) {
        text::left(buffer, area, x + wide / 2, from, name, theme.dim());
    }
    for (i, quantity) in quantities.iter().enumerate() {
        let y = from + 1 + i as u16 * tall;
        let last = i + 1 == quantities.len();
        let end = text::left(buffer, area, 0, y, quantity.name, theme.normal());
        // The symbol, if there is room for all of it.
        let room = label.saturating_sub(end + 2);
        let symbol = if text::width(quantity.symbol) <= room { quantity.symbol } else { "" };
        text::left(buffer, area, end + 1, y, symbol, theme.dim());
        let most = quantity.value[0].abs().max(quantity.value[1].abs());
        for (axis, x) in places.into_iter().enumerate() {
            let value = quantity.value[axis];
            let share = if most > 0.0 && most.is_finite() { value / most } else { 0.0 };
            // The number goes beside the bar, or under it.
            let text = within(value, if tall > 1 { wide } else { 9 });
            let room = if tall > 1 { wide } else { wide.saturating_sub(9) };
            bar(buffer, model, Rect { x: area.x + x, width: room, ..area }, y, share, quantity.signed, last);
            if tall > 1 {
                text::left(buffer, area, x, y + 1, &text, theme.dim());
            } else {
                ends_at(buffer, area, x + wide, y, &text, theme.dim());
            }
        }
    }
}

/// Draws a bar of half cells on a tint: from the middle if signed, otherwise from the left.
fn bar(buffer: &mut Buffer, model: &Model, area: Rect, row: u16, share: f64, signed: bool, strong: bool) {
    let theme = &model.theme;
    let halves = i32::from(area.width) * 2;
    let color = if strong { theme.run(model.selected) } else { theme.muted(model.selected) };
    let (from, to) = if signed {
        let middle = halves / 2;
        let end = middle + (share * f64::from(middle)).round() as i32;
        (middle.min(end), middle.max(end))
    } else {
        (0, (share * f64::from(halves)).round() as i32)
    };
    for (x, cell) in text::row(buffer, area, row).iter_mut().enumerate() {
        let (left, right) = (2 * x as i32, 2 * x as i32 + 1);
        let glyph = match ((from..to).contains(&left), (from..to).contains(&right)) {
            (true, true) => '█',
            (true, false) => '▌',
            (false, true) => '▐',
            (false, false) if signed && left == halves / 2 => '▏',
            (false, false) if matches!(theme.depth, Depth::Sixteen | Depth::None) => '·',
            (false, false) => ' ',
        };
        let style = if matches!(glyph, '·' | '▏') { theme.dim() } else { Style::new().fg(color) };
        cell.set_char(glyph).set_style(style.bg(theme.selected()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Adjacent numbers are separated by a blank in a panel of any width, whatever their magnitude.
    #[test]
    fn results_do_not_run_together() {
        for width in [20, 33, 34, 43, 44, 76] {
            let room = result_width(Rect::new(0, 0, width, 1));
            for exponent in -99..99 {
                for value in [-4.5678f64, 3.25, -9.996, 1.0] {
                    let text = within(value * 10f64.powi(exponent), room);
                    assert!(text::width(&text) < room, "{text} in {room}");
                }
            }
        }
        assert_eq!(
            [within(-0.34567, 9), within(-4.567e-10, 9), within(-4.567e-10, 7)],
            ["-0.3457", "-4.6e-10", "-5e-10"]
        );
    }
}
