//! A run's row in the list: mark, name, loss, and status.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::math::number::short;
use crate::run::{Behavior, Outcome, Place};
use crate::tui::model::Model;
use crate::tui::screens::words;
use crate::tui::text;
use crate::tui::theme::Theme;

/// Draws the row in one line or two.
pub(super) fn run_row(buffer: &mut Buffer, model: &Model, area: Rect, run: usize, name: &str, row: u16, height: u16) {
    let theme = &model.theme;
    let selected = run == model.selected;
    let hidden = model.scenario.runs.get(run).is_some_and(|r| r.hidden);
    if selected {
        let outer = Rect { x: area.x.saturating_sub(2), width: area.width + 3, ..area };
        text::tint(buffer, outer, row, height, theme.selected());
        for y in row..row + height {
            if let Some(cell) = buffer.cell_mut((area.x.saturating_sub(2), area.y + y)) {
                cell.set_char('▐').set_fg(theme.run(run));
            }
        }
    }
    let mark = if hidden { '·' } else { Theme::mark(run) };
    text::left(buffer, area, 0, row, &mark.to_string(), Style::new().fg(theme.run(run)));
    let style = match (selected, hidden) {
        (_, true) => theme.dim(),
        (true, _) => theme.bright(),
        _ => theme.normal(),
    };
    let entry = model.paths.entry(run);
    let (value, warn) = match entry {
        Some(_) if model.gone(run) => ("diverged".to_owned(), true),
        Some(e) => (e.trajectory().at(model.player.cursor).map_or("…".to_owned(), |r| short(r.loss)), false),
        None => (String::new(), false),
    };
    let room = area.width.saturating_sub(text::width(&value) + 3);
    text::left(buffer, area, 2, row, &text::cut(name, room), style);
    let value_style = match (warn, hidden) {
        (true, _) => theme.warning(),
        (_, true) => theme.dim(),
        _ => style,
    };
    text::right(buffer, area, 2, row, &value, value_style);
    let (sign, note, style) = match entry.and_then(|e| e.outcome()) {
        Some(Outcome::Converged { step, place }) if *step <= model.player.cursor => match place {
            Place::GlobalMinimum | Place::LowestFound => ("✓", format!("✓ at {step}"), theme.good()),
            // Converged, but not to the global minimum.
            Place::LocalMinimum => ("·", format!("local at {step}"), theme.normal()),
            Place::Saddle => ("·", format!("saddle at {step}"), theme.normal()),
            Place::Plateau => ("·", format!("plateau at {step}"), theme.normal()),
        },
        Some(Outcome::Diverged { step, .. }) if *step <= model.player.cursor => {
            ("", format!("at {step}"), theme.warning())
        }
        Some(Outcome::Running(Some(habit))) if habit.since <= model.player.cursor => {
            let word = match habit.doing {
                Behavior::Cycling { .. } => "cycling",
                Behavior::Oscillating => "oscillating",
                Behavior::AtSaddle => "at a saddle",
                Behavior::Crawling => "crawling",
                Behavior::Hovering | Behavior::Striding | Behavior::AtKink => "hovering",
                Behavior::Standing => "stands still",
                Behavior::Left { to, .. } => &format!("left at {}", to + 1),
            };
            ("", word.to_owned(), theme.dim())
        }
        _ => ("", String::new(), theme.dim()),
    };
    if height < 2 {
        // In one line, the sign of a converged run goes before its loss.
        let at = area.width.saturating_sub(text::width(&value) + 2);
        text::left(buffer, area, at, row, sign, style);
        return;
    }
    text::right(buffer, area, 0, row + 1, &note, style);
    let room = area.width.saturating_sub(text::width(&note) + 3);
    text::left(buffer, area, 2, row + 1, &text::cut(&words::values(model, run).join("  "), room), theme.dim());
}
