//! The table under the plots: a row per run, with the best of each column marked.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::math::number::short;
use crate::run::metrics::distance_left;
use crate::run::{Outcome, Place};
use crate::tui::frame_cache::FrameCache;
use crate::tui::layout::Layout;
use crate::tui::model::Model;
use crate::tui::text;
use crate::tui::theme::Theme;

/// Minimum widths of names and of each measure.
const NAME: u16 = 14;
const LEAST: u16 = 11;

/// Width of the name column: the longest name, as far as the measures leave room.
fn name_width(names: &[String], measures: usize, area: Rect) -> u16 {
    let longest = names.iter().map(|name| text::width(name) + 3).max().unwrap_or(NAME);
    longest.min(area.width.saturating_sub(LEAST * measures as u16)).max(NAME)
}

/// A measure: its name, a one-word name, and its value for each run; lower is better.
struct Measure {
    name: String,
    short: &'static str,
    values: Vec<Option<f64>>,
    /// Runs eligible for the best value. A run that has not reached the minimum has the shortest path, and a run that stands still
    /// never turns: path measures are compared only among runs that arrived.
    judged: Vec<bool>,
}

impl Measure {
    /// The lowest value among eligible runs; `None` if all of them display the same digits, since a difference nobody can read has no
    /// winner.
    fn best(&self) -> Option<f64> {
        let judged = || {
            let values = self.values.iter().zip(&self.judged).filter(|(_, judged)| **judged);
            values.filter_map(|(value, _)| *value).filter(|v| v.is_finite())
        };
        judged().min_by(f64::total_cmp).filter(|best| judged().any(|v| short(v) != short(*best)))
    }
}

/// True if a run has reached the global minimum, or the lowest one found, at the cursor.
fn arrived(model: &Model, run: usize) -> bool {
    let outcome = model.paths.entry(run).and_then(|e| e.outcome());
    matches!(
        outcome,
        Some(Outcome::Converged { step, place: Place::GlobalMinimum | Place::LowestFound })
            if *step <= model.player.cursor
    )
}

fn measures(model: &Model, cache: &FrameCache, runs: &[usize]) -> Vec<Measure> {
    let among =
        |name: &str, short: &'static str, judged: &dyn Fn(usize) -> bool, value: &dyn Fn(usize) -> Option<f64>| {
            let alive = |run: &usize| if model.gone(*run) { None } else { value(*run) };
            let judged = runs.iter().map(|run| judged(*run)).collect();
            Measure { name: name.to_owned(), short, values: runs.iter().map(alive).collect(), judged }
        };
    let of =
        |name: &str, short: &'static str, value: &dyn Fn(usize) -> Option<f64>| among(name, short, &|_| true, value);
    let way = |name: &str, short: &'static str, value: &dyn Fn(usize) -> Option<f64>| {
        among(name, short, &|run| arrived(model, run), value)
    };
    let odometer = |run: usize| cache.odometers().get(run).copied().unwrap_or_default();
    vec![
        of("loss now", "loss", &|run| Some(model.paths.entry(run)?.trajectory().at(model.player.cursor)?.loss)),
        of(&format!("steps to {}", short(model.scenario.tolerance)), "steps", &|run| match model
            .paths
            .entry(run)?
            .outcome()
        {
            // Only convergence to the intended place counts.
            Some(Outcome::Converged { step, place: Place::GlobalMinimum | Place::LowestFound }) => Some(*step as f64),
            _ => None,
        }),
        of("distance left", "to go", &|run| distance_left(model.scenario.surface(), model.head(run)?)),
        way("path length", "length", &|run| Some(odometer(run).length)),
        way("zig-zags", "zig-zags", &|run| Some(odometer(run).zigzags as f64)),
    ]
}

/// Text for a missing value: in the steps column, the reason.
fn absent(model: &Model, run: usize, column: usize) -> String {
    let Some(outcome) = model.paths.entry(run).and_then(|e| e.outcome()).filter(|_| column == 1) else {
        return "—".to_owned();
    };
    match outcome {
        Outcome::Converged { place: Place::LocalMinimum, .. } => "local min".to_owned(),
        Outcome::Converged { place: Place::Saddle, .. } => "saddle".to_owned(),
        Outcome::Converged { place: Place::Plateau, .. } => "plateau".to_owned(),
        Outcome::Diverged { .. } => "diverged".to_owned(),
        _ => "—".to_owned(),
    }
}

/// The runs that the table has rows for: all, or those around the selected one.
fn rows(model: &Model, area: Rect) -> (u16, Vec<usize>) {
    let shown = model.shown_runs();
    // A blank under the title if there is room.
    let first = if usize::from(area.height) >= shown.len() + 2 { 2 } else { 1 };
    let room = usize::from(area.height.saturating_sub(first));
    let place = shown.iter().position(|r| *r == model.selected).unwrap_or(0);
    let from = (place + 1).saturating_sub(room);
    (first, shown.into_iter().skip(from).take(room).collect())
}

/// Draws the table.
pub(super) fn draw(buffer: &mut Buffer, model: &Model, cache: &FrameCache, area: Rect) {
    let theme = &model.theme;
    if area.height < 2 {
        return;
    }
    let runs = model.shown_runs();
    let mut measures = measures(model, cache, &runs);
    // Measures are dropped from the right if there is no room; the loss stays.
    let count = ((area.width.saturating_sub(NAME)) / LEAST).clamp(1, measures.len() as u16);
    measures.truncate(usize::from(count));
    let names = model.scenario.names();
    let name_width = name_width(&names, measures.len(), area);
    let wide = area.width.saturating_sub(name_width) / count;
    let ends = |column: usize| name_width + wide * (column as u16 + 1);
    let (first, shown) = rows(model, area);
    let at_step = format!("at step {}", model.player.cursor);
    text::left(buffer, area, 0, 0, &text::cut(&at_step, name_width - 1), theme.dim());
    for (column, measure) in measures.iter().enumerate() {
        let text = if text::width(&measure.name) + 3 <= wide { measure.name.as_str() } else { measure.short };
        text::left(buffer, area, ends(column).saturating_sub(text::width(text)), 0, text, theme.dim());
        let best = measure.best();
        for (i, run) in shown.iter().enumerate() {
            let row = first + i as u16;
            let value = runs.iter().position(|r| r == run).and_then(|p| measure.values.get(p)).copied().flatten();
            let text = value.map_or_else(|| absent(model, *run, column), short);
            let judged = runs.iter().position(|r| r == run).and_then(|p| measure.judged.get(p)).copied();
            let wins = judged == Some(true) && best.is_some_and(|best| text == short(best));
            let from = ends(column).saturating_sub(text::width(&text));
            text::left(buffer, area, from, row, &text, if wins { theme.bright() } else { theme.dim() });
            if wins {
                let mark = Theme::mark(*run).to_string();
                text::left(buffer, area, from.saturating_sub(2), row, &mark, Style::new().fg(theme.run(*run)));
            }
        }
    }
    for (i, run) in shown.iter().enumerate() {
        let row = first + i as u16;
        text::left(buffer, area, 0, row, &Theme::mark(*run).to_string(), Style::new().fg(theme.run(*run)));
        let name = text::cut(names.get(*run).map_or("", String::as_str), name_width - 3);
        let style = if *run == model.selected { theme.bright() } else { theme.normal() };
        text::left(buffer, area, 2, row, &name, style);
    }
}

/// Returns the run whose table row is at a cell of the window.
pub fn row_at(model: &Model, layout: &Layout, x: u16, y: u16) -> Option<usize> {
    let area = layout.table;
    if model.averages || !area.contains(ratatui::layout::Position { x, y }) {
        return None;
    }
    let (first, shown) = rows(model, area);
    shown.get(usize::from((y - area.y).checked_sub(first)?)).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_those_who_went_the_way_are_judged_by_it() {
        let measure = |values: [f64; 3], judged: [bool; 3]| Measure {
            name: String::new(),
            short: "",
            values: values.map(Some).to_vec(),
            judged: judged.to_vec(),
        };
        assert_eq!(measure([1.0, 5.0, 7.0], [false, true, true]).best(), Some(5.0));
        assert_eq!(measure([1.0, 5.0, 7.0], [false; 3]).best(), None);
        assert_eq!(measure([5.0, 5.0, 7.0], [true, true, false]).best(), None);
        assert_eq!(measure([f64::INFINITY, 5.0, 7.0], [true; 3]).best(), Some(5.0));
    }
}
