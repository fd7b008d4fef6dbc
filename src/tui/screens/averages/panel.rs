//! The panel beside the series: β and the other values, the two readings, the curves at the cursor, theory next to measurement.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

use super::{OTHERS, ink};
use crate::averages::{Average, Reading};
use crate::math::number::{factor, figures, plain, short, tidy};
use crate::tui::averages::Part;
use crate::tui::layout::Layout;
use crate::tui::model::Model;
use crate::tui::screens::race::{Check, Hit, check_table};
use crate::tui::screens::slider::{Form, Manner, Slider, slider_rows, value_at};
use crate::tui::text;
use crate::tui::theme::Theme;

/// The layout of the panel, in rows from its top.
#[derive(Debug, Default)]
struct Plan {
    title: bool,
    /// Index among the values, row, form.
    values: Vec<(usize, u16, Form)>,
    readings: Option<u16>,
    curves: Option<u16>,
    /// True if the bias correction is shown under the curves.
    bias: bool,
    step: Option<u16>,
    check: Option<u16>,
}

/// Lays out the panel: the most important parts get their rows first, the rest folds away.
fn plan(model: &Model, layout: &Layout) -> Plan {
    let room = layout.panel.height;
    let values = model.smoothing.values();
    let (blank, title) = (u16::from(layout.roomy), 2 * u16::from(layout.roomy));
    let count = (values.parts().len() as u16).min(room.saturating_sub(title));
    let mut free = room.saturating_sub(title + count);
    let mut take = |rows: u16| {
        let fits = rows <= free;
        free -= if fits { rows } else { 0 };
        fits
    };
    // Observed, corrected, uncorrected and compared curves, under a title.
    let curves = 4 + values.others.len() as u16;
    let check = 1 + blank + checks(model, layout).len() as u16;
    let has_curves = take(curves + blank);
    let has_check = take(check + blank);
    let has_readings = take(3 + blank);
    let tall = layout.roomy && take(2);
    let bias = has_curves && take(1);
    // The same height at every step, so that nothing moves during playback.
    let lines = if layout.panel.width >= 40 { 1 } else { 2 };
    let has_step = take(1 + lines + blank);
    let mut plan = Plan { title: layout.roomy, bias, ..Plan::default() };
    let mut y = title;
    // If not all values fit, a window around the selected one.
    let first = (model.smoothing.bench.chosen() as u16).saturating_sub(count.saturating_sub(1));
    for place in first..first + count {
        let form = if place == 0 && tall { Form::Three } else { Form::One };
        plan.values.push((usize::from(place), y, form));
        y += form.rows();
    }
    let mut part = |there: bool, rows: u16| {
        there.then(|| {
            let at = y + blank;
            y = at + rows;
            at
        })
    };
    plan.readings = part(has_readings, 3);
    plan.curves = part(has_curves, curves + u16::from(bias));
    plan.step = part(has_step, 1 + lines);
    plan.check = part(has_check, check);
    plan
}

/// Draws the panel.
pub(super) fn draw(buffer: &mut Buffer, model: &Model, layout: &Layout) {
    let (theme, area) = (&model.theme, layout.panel);
    let plan = plan(model, layout);
    if plan.title {
        text::left(buffer, area, 0, 0, "exponential average", theme.dim());
    }
    for (place, row, form) in &plan.values {
        value(buffer, model, area, *place, *row, *form);
    }
    if let Some(row) = plan.readings {
        readings(buffer, model, area, row);
    }
    if let Some(row) = plan.curves {
        curves(buffer, model, area, row, plan.bias);
    }
    if let (Some(row), Some(text)) = (plan.step, step(model)) {
        text::left(buffer, area, 0, row, "this step", theme.dim());
        text::right(buffer, area, 10, row, "now + before", theme.dim());
        for (y, line) in (row + 1..area.height).zip(text::wrap(&text, area.width)).take(2) {
            text::left(buffer, area, 0, y, &line.replace('\u{a0}', " "), theme.normal());
        }
    }
    if let Some(row) = plan.check {
        check_table(buffer, model, area, &checks(model, layout), row, layout.roomy);
    }
}

fn manner(model: &Model, place: usize) -> Manner {
    let values = model.smoothing.values();
    let run = match values.part(place) {
        Some(Part::Beta) => Some(ink(values.corrected)),
        Some(Part::Other(i)) => OTHERS.get(i).copied(),
        _ => None,
    };
    let symbol = matches!(values.part(place), Some(Part::Beta | Part::Other(_)));
    Manner { run, symbol, suggested: false }
}

fn value(buffer: &mut Buffer, model: &Model, area: Rect, place: usize, row: u16, form: Form) {
    let bench = &model.smoothing.bench;
    if let Some(reading) = bench.reading(place) {
        let slider =
            Slider { reading: &reading, manner: manner(model, place), chosen: place == bench.chosen(), limit: None };
        slider_rows(buffer, model, area, &slider, row, form);
    }
}

/// Draws both readings: marks the active one, and shows where the other gives the same curve.
fn readings(buffer: &mut Buffer, model: &Model, area: Rect, row: u16) {
    let theme = &model.theme;
    let setup = &model.smoothing.values().setup;
    for (i, (reading, name)) in (0..).zip(Reading::ALL) {
        let on = reading == setup.reading;
        let style = if on { theme.bright() } else { theme.dim() };
        let end = text::left(buffer, area, 0, row + i, if on { "●" } else { "○" }, style);
        let end = text::left(buffer, area, end + 1, row + i, reading.formula(), style);
        text::right(buffer, area, end + 1, row + i, name, theme.dim());
    }
    let mirror = format!("the same curve at β = {}", plain(tidy(1.0 - setup.beta, 13)));
    text::left(buffer, area, 2, row + 2, &text::cut(&mirror, area.width - 2), theme.dim());
}

/// Draws each curve's mark with its value at the cursor.
fn curves(buffer: &mut Buffer, model: &Model, area: Rect, row: u16, bias: bool) {
    let (theme, smoothing) = (&model.theme, &model.smoothing);
    let values = smoothing.values();
    let Some(found) = smoothing.found() else { return };
    let t = smoothing.player.cursor;
    text::left(buffer, area, 0, row, "curves", theme.dim());
    text::right(buffer, area, 7, row, &format!("at {}", smoothing.at()), theme.dim());
    let value = |average: &Average, corrected: bool| {
        let values = if corrected { &average.corrected } else { &average.raw };
        values.get(t.saturating_sub(1)).copied().unwrap_or(f64::NAN)
    };
    let mut line = |y: u16, mark: (char, Style), name: &str, value: f64, on: bool| {
        let style = if on { theme.bright() } else { theme.normal() };
        text::left(buffer, area, 0, y, &mark.0.to_string(), mark.1);
        let end = text::left(buffer, area, 2, y, name, style);
        text::right(buffer, area, end + 1, y, &figures(value, 4), style);
    };
    let observed = found.series.observed.get(t.saturating_sub(1)).copied().unwrap_or(f64::NAN);
    line(row + 1, ('⠶', theme.normal()), "observed", observed, false);
    let of = |run: usize| (Theme::mark(run), Style::new().fg(theme.run(run)));
    let mut y = row + 2;
    for corrected in [false, true] {
        let name = if corrected { "corrected" } else { "uncorrected" };
        line(y, of(ink(corrected)), name, value(&found.average, corrected), corrected == values.corrected);
        y += 1;
        // The bias correction goes between the two curves it connects.
        if bias && !corrected {
            let weights = values.setup.weights();
            let text = format!("÷ (1-{}^{t})", figures(weights.past, 4));
            line(y, (' ', theme.dim()), &text, weights.sum(t), false);
            y += 1;
        }
    }
    for ((run, average), beta) in OTHERS.into_iter().zip(&found.others).zip(&values.others) {
        line(y, of(run), &format!("β = {}", plain(*beta)), value(average, values.corrected), false);
        y += 1;
    }
}

/// The step at the cursor in numbers: the current value and the one before it.
fn step(model: &Model) -> Option<String> {
    let smoothing = &model.smoothing;
    let (found, at) = (smoothing.found()?, smoothing.player.cursor.saturating_sub(1));
    let weights = smoothing.values().setup.weights();
    let of = |values: &[f64], at: usize| values.get(at).copied().unwrap_or(0.0);
    let now = of(&found.series.observed, at);
    // ŷ₀ = 0.
    let before = at.checked_sub(1).map_or(0.0, |at| of(&found.average.raw, at));
    let [new, past, sum] = [weights.new, weights.past, of(&found.average.raw, at)].map(short);
    Some(format!("{new}·{} + {past}·{} =\u{a0}{sum}", factor(now, 3), factor(before, 3)))
}

/// Checks of the average: theory next to measurement.
fn checks(model: &Model, layout: &Layout) -> Vec<Check> {
    let smoothing = &model.smoothing;
    let Some(found) = smoothing.found() else { return Vec::new() };
    let (weights, t) = (smoothing.values().setup.weights(), smoothing.player.cursor);
    let mut checks = Vec::new();
    // Full names if there is room.
    let name = |full, brief| if layout.panel.width >= 50 { full } else { brief };
    let ratio = weights.variance_ratio();
    checks.push(Check {
        name: name("σ² left, whole series", "σ² left"),
        theory: short(ratio),
        // In a data column, there is no telling which part is noise.
        measured: match (found.measured, found.series.signal.is_empty()) {
            (Some(measured), _) if layout.panel.width >= 40 && measured.error > 0.0 => {
                format!("{} ±{}", short(measured.ratio), figures(measured.error, 1))
            }
            (Some(measured), _) => short(measured.ratio),
            (None, true) => "unknown".to_owned(),
            (None, false) => "no noise".to_owned(),
        },
        holds: found.measured.and_then(|m| m.agrees(ratio)),
    });
    // Measured noise is itself random: the standard error goes below.
    if let Some(measured) = found.measured.filter(|m| m.error > 0.0) {
        checks.push(Check {
            name: name("  standard errors off", "  std. errors off"),
            theory: String::new(),
            measured: figures(measured.errors_off(ratio), 2),
            holds: None,
        });
    }
    if let Some(zigzag) = found.zigzag {
        let theory = weights.alternating();
        checks.push(Check {
            name: name("height left of the zig-zag", "zig-zag"),
            theory: short(theory),
            measured: short(zigzag),
            // Compared to the digits shown: a short series still contains some of the initial transient.
            holds: Some((zigzag - theory).abs() < 1e-3 * theory),
        });
    }
    let inside = (weights.window().round() as usize).min(t);
    let mut compare = |name: &'static str, theory: f64, measured: f64, tolerance: f64| {
        let holds = Some((theory - measured).abs() <= tolerance);
        checks.push(Check { name, theory: short(theory), measured: short(measured), holds });
    };
    compare(name("weight in the window", "in window"), weights.sum(inside), weights.added(inside), 1e-9);
    compare(name("sum of the weights", "sum"), weights.sum(t), weights.added(t), 1e-9);
    // The line between the curves shows this too.
    if layout.panel.width < 32 {
        return checks;
    }
    // The recursion's result divided by the directly computed weighted mean of the same values.
    let series = &found.series.observed;
    let mean = weights.of(series, t) / weights.added(t);
    if let Some(raw) = found.average.raw.get(t.saturating_sub(1)).filter(|_| mean != 0.0) {
        let largest = series.iter().take(t).fold(0.0, |high: f64, y| high.max(y.abs()));
        compare(name("uncorrected / mean", "bias"), weights.sum(t), raw / mean, 1e-9 * largest / mean.abs());
    }
    checks
}

/// Returns the element at a cell of the window.
pub fn hit(model: &Model, layout: &Layout, x: u16, y: u16) -> Option<Hit> {
    let area = layout.panel;
    if layout.inspecting || !area.contains(Position { x, y }) {
        return None;
    }
    let row = y - area.y;
    let plan = plan(model, layout);
    if plan.readings.is_some_and(|from| (from..from + 2).contains(&row)) {
        let place = model.smoothing.values().parts().iter().position(|part| *part == Part::Reading)?;
        return Some(Hit::Dial(place, None));
    }
    let (place, ..) = plan.values.iter().find(|(_, from, form)| (*from..from + form.rows()).contains(&row))?;
    Some(Hit::Dial(*place, slide_to(model, layout, *place, x)))
}

/// Returns the slider value at a column of the window, clamped to the slider's range.
pub fn slide_to(model: &Model, layout: &Layout, place: usize, x: u16) -> Option<f64> {
    let plan = plan(model, layout);
    let (.., form) = plan.values.iter().find(|(p, ..)| *p == place)?;
    let reading = model.smoothing.bench.reading(place)?;
    value_at(&reading, manner(model, place), *form, layout.panel, x)
}
