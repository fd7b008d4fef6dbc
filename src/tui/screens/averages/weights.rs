//! The weights as bars under the series: the newest value's under the cursor, older ones to its left.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::{faint, ink};
use crate::math::number::{figures, short};
use crate::tui::layout::Layout;
use crate::tui::model::Model;
use crate::tui::screens::timeline::column;
use crate::tui::text;

const EIGHTHS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// Draws the bars, the bracket under the window, and the sum of the weights.
pub(super) fn draw(buffer: &mut Buffer, model: &Model, layout: &Layout) {
    let (theme, smoothing) = (&model.theme, &model.smoothing);
    let weights = smoothing.values().setup.weights();
    let (t, (start, end)) = (smoothing.player.cursor, smoothing.view());
    let shown = (end - start).max(1) as f64;
    // The last row holds the bracket.
    let area = Rect { height: layout.chart.height - 1, ..layout.chart };
    let cursor = column(model, area, t);
    let window = weights.window();
    let run = ink(smoothing.values().corrected);
    let columns = f64::from(area.width.saturating_sub(1)).max(1.0);
    // Age of the value at a column; fractional, since a column may cover less than a step.
    let age = |x: u16| (f64::from(cursor) - f64::from(x)) / columns * shown;
    let height = |x: u16| {
        let age = age(x);
        let exists = age < t as f64 - 0.5;
        if exists { weights.past.powf(age) } else { 0.0 }
    };
    let levels = f64::from(area.height) * 8.0;
    // Start of the window; nothing precedes the first value.
    let first = t as f64 - window + 1.0;
    let from = ((first - start as f64).max(1.0 - start as f64).max(0.0) / shown * columns)
        .round()
        .min(f64::from(cursor)) as u16;
    for row in 0..area.height {
        let below = f64::from(area.height - 1 - row) * 8.0;
        for (x, cell) in text::row(buffer, area, row).iter_mut().enumerate() {
            let x = x as u16;
            if x > cursor {
                if row + 1 == area.height {
                    cell.set_char('▁').set_style(theme.grid());
                }
                continue;
            }
            let level = (height(x) * levels).round() - below;
            let place = if level >= 8.0 {
                Some(7)
            } else if level >= 1.0 {
                Some(level as usize - 1)
            } else {
                None
            };
            let style = if x >= from { Style::new().fg(theme.run(run)) } else { faint(theme, run) };
            match place.and_then(|place| EIGHTHS.get(place)) {
                Some(glyph) => drop(cell.set_char(*glyph).set_style(style)),
                None if row + 1 == area.height => drop(cell.set_char('▁').set_style(theme.grid())),
                None => {}
            }
        }
    }
    text::right(buffer, layout.chart_ticks, 0, 0, &brief(weights.new), theme.dim());
    if area.height >= 3 {
        text::right(buffer, layout.chart_ticks, 0, 1, "wᵢ", theme.normal());
    }
    text::right(buffer, layout.chart_ticks, 0, area.height - 1, "0", theme.dim());
    bracket(buffer, model, layout, (from, cursor), first >= 1.0 && first >= start as f64);
    // Free rows above the bars at a column.
    let clear = |x: u16| area.height.saturating_sub((height(x) * f64::from(area.height)).ceil() as u16);
    caption(buffer, model, area, cursor, &clear);
}

/// Draws a bracket from the oldest value in the window to the cursor, open on the left if the series is shorter than the window.
fn bracket(buffer: &mut Buffer, model: &Model, layout: &Layout, (from, cursor): (u16, u16), whole: bool) {
    let style = model.theme.normal();
    for (x, cell) in text::row(buffer, layout.chart, layout.chart.height - 1).iter_mut().enumerate() {
        let x = x as u16;
        if (from..=cursor).contains(&x) {
            let glyph = match x {
                _ if from == cursor => '┴',
                x if x == cursor => '┘',
                x if x == from && whole => '└',
                x if x == from => '╶',
                _ => '─',
            };
            cell.set_char(glyph).set_style(style);
        }
    }
}

/// Captions the bars, to their right if there is room; otherwise over the low bars on the left, in as many rows as are free.
fn caption(buffer: &mut Buffer, model: &Model, area: Rect, cursor: u16, clear: &dyn Fn(u16) -> u16) {
    let (theme, smoothing) = (&model.theme, &model.smoothing);
    let weights = smoothing.values().setup.weights();
    let t = smoothing.player.cursor;
    let window = weights.window();
    let inside = figures(100.0 * weights.sum((window.round() as usize).min(t)), 3);
    let (sum, past) = (figures(weights.sum(t), 4), figures(weights.past, 4));
    // Each line in full, and a short form for tight spaces.
    let lines = [
        (format!("window {}", short(window)), format!("window {}", short(window)), theme.bright()),
        (format!("{inside}% of the weight"), format!("{inside}% inside"), theme.normal()),
        (format!("sum {sum} = 1-{past}^{t}"), format!("sum {sum}"), theme.normal()),
        (format!("{} at first, ×{past}", brief(weights.new)), String::new(), theme.dim()),
    ];
    let wide =
        |brief: bool| lines.iter().map(|line| text::width(if brief { &line.1 } else { &line.0 })).max().unwrap_or(0);
    let right = area.width.saturating_sub(cursor + 3);
    let (x, brief, rows) = if right >= wide(false) {
        (cursor + 2, false, area.height)
    } else if right >= wide(true) {
        (cursor + 2, true, area.height)
    } else {
        let brief = cursor < wide(false) + 1;
        (0, brief, clear(wide(brief).min(cursor)).max(1))
    };
    for (row, line) in (0..rows.min(area.height.saturating_sub(1))).zip(&lines) {
        let text = if brief { &line.1 } else { &line.0 };
        let end = text::left(buffer, area, x, row, text, line.2);
        // A bar right after the text would look like a letter.
        if let Some(cell) = text::row(buffer, area, row).get_mut(usize::from(end)).filter(|_| x == 0 && end < cursor) {
            cell.set_char(' ');
        }
    }
}

/// Formats a weight without its leading zero.
fn brief(weight: f64) -> String {
    let text = figures(weight, 3);
    text.strip_prefix("0.").map(|rest| format!(".{rest}")).unwrap_or(text)
}
