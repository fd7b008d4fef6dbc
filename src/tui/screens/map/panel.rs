//! The panel beside the map: the values on its axes, theory at its point, and the best point in view.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::draw::figure::heat::Metric;
use crate::math::number::short;
use crate::run::Status;
use crate::run::tiles::Cell;
use crate::scenario::Dial;
use crate::scenario::sweep::from_scale;
use crate::tui::frame_cache::FrameCache;
use crate::tui::layout::Layout;
use crate::tui::map;
use crate::tui::model::Model;
use crate::tui::screens::explain;
use crate::tui::screens::race::{self, Hit, checks, value_on_row};
use crate::tui::screens::slider::{self, Form};
use crate::tui::text;

/// The layout of the panel, in rows from its top.
struct Plan {
    /// Indices of the dials, one row each, from row 0.
    dials: Vec<usize>,
    /// Explanation of the selected value, and its first row.
    words: Option<(Vec<String>, u16)>,
    check: Option<u16>,
    regimes: Option<u16>,
    best: Option<u16>,
}

fn plan(model: &Model, layout: &Layout) -> Plan {
    let room = layout.panel.height;
    let all = model.dials();
    // The values on the axes come first, then as many of the others around the selected one as fit.
    let axes: Vec<usize> =
        model.map.slots.iter().filter_map(|slot| all.iter().position(|d| *d == map::dial(*slot))).collect();
    let check = if room >= 8 { 4 } else { 0 };
    let regimes = if room >= 10 { 4 } else { 0 };
    let best = if room >= 13 { 3 } else { 0 };
    let others: Vec<usize> = (0..all.len()).filter(|i| !axes.contains(i)).collect();
    let chosen = others.iter().position(|i| *i == model.dial);
    // The selected value is always shown.
    let fixed = axes.len() + usize::from(chosen.is_some());
    let rows = |best: u16| usize::from(room.saturating_sub(check + regimes + best));
    let best = if rows(best) < fixed { 0 } else { best };
    // Its explanation comes before dials that are not on the axes.
    let free = rows(best).saturating_sub(fixed);
    let told = explain::lines(model, layout.panel.width, Form::One, |lines| lines <= free);
    let mut dials = axes.clone();
    let others_shown = (free - told.len() + usize::from(chosen.is_some())).min(others.len());
    let from = chosen.map_or(0, |place| place.saturating_sub(others_shown / 2)).min(others.len() - others_shown);
    dials.extend(others.iter().skip(from).take(others_shown));
    dials.truncate(usize::from(room).max(1));
    let mut y = dials.len() as u16;
    let mut part = |height: u16| {
        (height > 0).then(|| {
            let at = y + 1;
            y += height;
            at
        })
    };
    let words = part(told.len() as u16).map(|at| (told, at - 1));
    Plan { check: part(check), regimes: part(regimes), best: part(best), dials, words }
}

/// Draws the panel.
pub(super) fn draw(buffer: &mut Buffer, model: &Model, cache: &FrameCache, layout: &Layout) {
    let area = layout.panel;
    if area.width == 0 || area.height == 0 {
        return;
    }
    let plan = plan(model, layout);
    let (lines, limit) = checks(model);
    let dials = model.dials();
    for (row, place) in plan.dials.iter().enumerate() {
        if let Some(dial) = dials.get(*place) {
            let limit = limit.filter(|_| *dial == Dial::Hyper(0));
            slider::one_row(buffer, model, area, (*place, *dial), limit, row as u16);
        }
    }
    if let Some((words, row)) = &plan.words {
        for (i, line) in words.iter().enumerate() {
            text::left(buffer, area, 0, row + i as u16, line, model.theme.dim());
        }
    }
    if let Some(row) = plan.check {
        race::check_table(buffer, model, area, &lines, row, false);
    }
    if let Some(row) = plan.regimes {
        regimes(buffer, model, cache, area, row);
    }
    if let Some(row) = plan.best {
        best(buffer, model, cache, area, row);
    }
}

/// Draws the kind of motion that theory predicts at the point, along the flattest and the steepest direction.
fn regimes(buffer: &mut Buffer, model: &Model, cache: &FrameCache, area: Rect, row: u16) {
    let theme = &model.theme;
    let (Some(ground), Some(entry)) = (cache.heat().ground(), model.paths.entry(model.selected)) else {
        let scheduled =
            model.paths.entry(model.selected).is_some_and(|e| !e.resolved().plan.update.extras.schedule.is_constant());
        let text = if scheduled { "theory: α is not constant" } else { "theory: no minimum to go by here" };
        text::left(buffer, area, 0, row, text, theme.dim());
        return;
    };
    text::left(buffer, area, 0, row, "motion at the point", theme.dim());
    text::right(buffer, area, 20, row, ground.place, theme.dim());
    let update = entry.resolved().plan.theory_at(model.player.cursor);
    let [low, high] = ground.eigenvalues;
    let sides = if ground.frozen { vec![("steepest", high)] } else { vec![("flattest", low), ("steepest", high)] };
    for (i, (name, lambda)) in sides.into_iter().enumerate() {
        let row = row + 1 + i as u16;
        let symbol = match (ground.frozen, update.extras.weight_decay > 0.0 && !update.extras.decoupled) {
            (true, _) => "λ of H/√S",
            (false, true) => "λ + decay",
            (false, false) => "λ",
        };
        let end = text::left(buffer, area, 0, row, name, theme.normal());
        let end = text::left(buffer, area, end + 1, row, &format!("{symbol} {}", short(lambda)), theme.dim()) + 1;
        let word = update.recursion(lambda).map_or("—", |r| r.regime().name());
        let style = if word == "divergent" { theme.warning() } else { theme.bright() };
        text::right(buffer, area, end, row, word, style);
    }
}

/// Draws the best cell in view, and theory's.
fn best(buffer: &mut Buffer, model: &Model, cache: &FrameCache, area: Rect, row: u16) {
    let theme = &model.theme;
    let Some([across, up]) = model.map.parameters(&model.scenario, model.selected) else { return };
    let (columns, rows) = model.map.plane.size();
    let end = text::left(buffer, area, 0, row, "× best in view", theme.normal());
    let Some((place, cell)) = cache.heat().best().and_then(|i| Some((i, model.map.plane.cells().get(i)?))) else {
        // If no run converges, suggest the loss metric: every run has a loss.
        let more = model.map.metric == Metric::Steps
            && text::right(buffer, area, end + 1, row, "none gets there; M: the loss", theme.dim());
        if !more {
            text::right(buffer, area, end + 1, row, "none", theme.dim());
        }
        return;
    };
    let [[x0, x1], [y0, y1]] = model.map.extent;
    let share = |i: usize, count: usize| (i as f64 + 0.5) / count.max(1) as f64;
    let x = from_scale(across.scale, x0 + (x1 - x0) * share(place % columns.max(1), columns));
    let y = from_scale(up.scale, y1 - (y1 - y0) * share(place / columns.max(1), rows));
    let text =
        format!("{}  {} {}  {} {}", measure(model.map.metric, cell), across.symbol, short(x), up.symbol, short(y));
    text::right(buffer, area, end + 1, row, &text, theme.normal());
    if let Some(best) = cache.heat().ground().and_then(|ground| map::best(model, ground)) {
        let end = text::left(buffer, area, 0, row + 1, "◇ theory's best", theme.normal());
        let run = model.scenario.runs.get(model.selected);
        let remembers = run.is_some_and(|run| run.description().hypers.iter().any(|h| h.name == "beta"));
        let beta = if remembers { format!("  β {}", short(best.beta)) } else { String::new() };
        // The loss is quadratic: it shrinks by the square of the distance's factor.
        let rate = match model.map.metric {
            Metric::Rate => format!("×{}  ", short(best.rate * best.rate)),
            _ => format!("rate {}  ", short(best.rate)),
        };
        let text = format!("α {}{beta}", short(best.alpha));
        if !text::right(buffer, area, end + 1, row + 1, &format!("{rate}{text}"), theme.normal()) {
            text::right(buffer, area, end + 1, row + 1, &text, theme.normal());
        }
    }
}

/// The result of a cell, in words.
fn measure(metric: Metric, cell: &Cell) -> String {
    match metric {
        Metric::Steps if cell.status == Status::Converged => format!("{} steps", cell.step),
        Metric::Rate => cell.rate.map_or("—".to_owned(), |r| format!("×{}", short(r))),
        _ => format!("loss {}", short(cell.loss)),
    }
}

/// Returns the element at a cell of the window.
pub fn hit(model: &Model, layout: &Layout, x: u16, y: u16) -> Option<Hit> {
    let area = layout.panel;
    if !area.contains(ratatui::layout::Position { x, y }) {
        return None;
    }
    let place = *plan(model, layout).dials.get(usize::from(y - area.y))?;
    Some(Hit::Dial(place, value_on_row(model, layout, place, x)))
}

/// Returns the slider value at a column of the window.
pub fn slide_to(model: &Model, layout: &Layout, place: usize, x: u16) -> Option<f64> {
    value_on_row(model, layout, place, x)
}
