//! The symmetry: the hidden units' weights, the distance between each pair, and the losses of the network, of a single unit, and of a
//! network with random initialization.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Modifier;

use super::ink;
use super::plot::{self, Curve, Stroke, log};
use crate::math::number::{beyond_rounding, figures};
use crate::network::symmetry::{PARTED, Symmetry, Unit};
use crate::tui::init::LAST;
use crate::tui::layout::Layout;
use crate::tui::model::Model;
use crate::tui::text;
use crate::tui::theme::Theme;

/// Runs whose colors the single-unit and the randomly initialized network borrow.
pub(super) const ONE: usize = 6;
pub(super) const RANDOM: usize = 7;

/// Draws the part.
pub(super) fn draw(buffer: &mut Buffer, model: &Model, layout: &Layout) {
    let (theme, area) = (&model.theme, layout.field);
    let Some(net) = model.init.learning.at() else {
        text::left(buffer, area, 0, 0, "this optimizer does not train nets", theme.warning());
        return;
    };
    let count = net.units().len() as u16;
    // Below the units there is room for their distance by step; if the units are identical, for the reason.
    let rows = (count + 1).min(area.height);
    let rest = area.height - rows;
    let apart = if rest >= 5 { rest - 1 } else { 0 };
    // Four numbers per unit, then the matrix with two columns per pair.
    let (table, gap) = if area.width < 60 { (27.min(area.width), 1) } else { (34, 4) };
    if apart > 0 {
        let area = Rect { y: area.bottom() - apart, height: apart, ..area };
        let never = model.init.learning.net().is_some_and(|net| net.apart().iter().all(|d| *d == 0.0));
        if never && count > 1 {
            let part = Rect { width: table, ..area };
            numbers(buffer, theme, part, ["∂w₁", "∂w₂", "∂b", "∂v"].map(str::to_owned), &net.gradients());
            let beside = Rect { x: area.x + table + gap, width: area.width.saturating_sub(table + gap), ..area };
            let room = Rect { y: beside.y + 1, height: apart - 1, width: beside.width.min(46), ..beside };
            let whole = format!(
                "∂L/∂w of each unit. Equal units get equal gradients, and take equal steps: exactly 0 lies between them at every \
                 step. Steps use {count}·∂L/∂w, to undo the mean's 1/{count}: α is independent of the width."
            );
            let words = [
                whole.as_str(),
                "∂L/∂w of each unit. Equal units get equal ones: exactly 0 lies between them at every step.",
                "∂L/∂w of each unit: equal for equal units.",
                "∂L/∂w: all equal",
            ];
            longest(buffer, theme, room, &words);
        } else {
            let labels = Rect { y: area.y, height: apart, ..layout.b_ticks };
            difference(buffer, model, (area, labels));
        }
    }
    let area = Rect { height: area.height - apart - u16::from(apart > 0), ..area };
    let units: Vec<Unit> = net.units().iter().map(|unit| beside_its_sum(*unit)).collect();
    numbers(buffer, theme, Rect { width: table, ..area }, ["w₁", "w₂", "b", "v"].map(str::to_owned), &units);
    let right = area.width.saturating_sub(table + gap);
    if right >= 2 * count.min(6) {
        matrix(buffer, model, Rect { x: area.x + table + gap, width: right, ..area }, net);
    }
    losses(buffer, model, layout);
}

/// A unit for display: terms of its sum w·x + b (inputs are ±1) below the rounding error of the others become 0.
fn beside_its_sum([w1, w2, b, v]: Unit) -> Unit {
    let size = w1.abs() + w2.abs() + b.abs();
    let [w1, w2, b] = [w1, w2, b].map(|part| beyond_rounding(part, size));
    [w1, w2, b, v]
}

/// Draws the first text that fits, if any.
fn longest(buffer: &mut Buffer, theme: &Theme, area: Rect, texts: &[&str]) {
    let mut folded = texts.iter().map(|text| text::wrap(text, area.width));
    let fits = |lines: &Vec<String>| {
        lines.len() <= usize::from(area.height) && lines.iter().all(|line| text::width(line) <= area.width)
    };
    for (y, line) in (0..).zip(folded.find(fits).unwrap_or_default()) {
        text::left(buffer, area, 0, y, &line, theme.dim());
    }
}

/// Draws a row per unit: its two incoming weights, its bias and its outgoing weight.
fn numbers(buffer: &mut Buffer, theme: &Theme, area: Rect, names: [String; 4], units: &[Unit]) {
    let wide = area.width.saturating_sub(3) / 4;
    text::left(buffer, area, 0, 0, "unit", theme.dim());
    for (i, name) in (0..).zip(&names) {
        text::right(buffer, Rect { width: (3 + wide * (i + 1)).min(area.width), ..area }, 4, 0, name, theme.dim());
    }
    let rows = usize::from(area.height.saturating_sub(1));
    for (y, (place, unit)) in (1..area.height).zip(units.iter().enumerate()) {
        if usize::from(y) == rows && place + 1 < units.len() {
            text::left(buffer, area, 0, y, &format!("… {} more", units.len() - place), theme.dim());
            break;
        }
        text::right(buffer, Rect { width: 2, ..area }, 0, y, &(place + 1).to_string(), theme.dim());
        for (i, weight) in (0..).zip(unit) {
            // Equal weights look alike: those that differ from the first unit's stand out.
            let differs =
                units.first().is_some_and(|first| first.get(i).map(|w| w.to_bits()) != Some(weight.to_bits()));
            let style = if differs { theme.bright() } else { theme.normal() };
            let part = Rect { width: (3 + wide * (i as u16 + 1)).min(area.width), ..area };
            text::right(buffer, part, 3 + wide * i as u16, y, &in_columns(*weight, wide.saturating_sub(1)), style);
        }
    }
}

/// Formats a number with as many digits as fit, three at most.
fn in_columns(number: f64, room: u16) -> String {
    let forms = [3, 2, 1].map(|count| figures(number, count));
    match forms.iter().find(|form| text::width(form) <= room) {
        Some(form) if number.is_finite() => form.clone(),
        _ if number.abs() < 1e-2 => "≈0".to_owned(),
        _ => text::cut(if number.is_finite() { &forms[2] } else { "none" }, room),
    }
}

/// Draws the distance between each pair of units: exact zeros as points, differences shaded by their logarithm.
fn matrix(buffer: &mut Buffer, model: &Model, area: Rect, net: &Symmetry) {
    const SHADES: [char; 4] = ['░', '▒', '▓', '█'];
    let theme = &model.theme;
    let differences = net.differences();
    let count = differences.nrows();
    let shown = count.min(usize::from(area.height.saturating_sub(1))).min(usize::from(area.width / 2));
    let title = match (area.width < 31, shown < count) {
        (_, true) => format!("differences, {shown} of {count}"),
        (true, false) => "differences".to_owned(),
        (false, false) => "largest difference of each pair".to_owned(),
    };
    text::left(buffer, area, 0, 0, &text::cut(&title, area.width), theme.dim());
    for i in 0..shown {
        for j in 0..shown {
            let difference = differences.get((i, j)).copied().unwrap_or(0.0);
            let (text, style) = match difference {
                0.0 => ("· ".to_owned(), theme.dim()),
                d if d.is_nan() => ("? ".to_owned(), theme.warning()),
                d => {
                    // From a difference in the last bit (1e-16) to 1, in four shades.
                    let share = ((d.log10() + 16.0) / 16.0).clamp(0.0, 0.999);
                    let glyph = SHADES.get((share * 4.0) as usize).copied().unwrap_or('█');
                    (format!("{glyph}{glyph}"), ink(theme, model.init.values().selected))
                }
            };
            text::left(buffer, area, 2 * j as u16, 1 + i as u16, &text, style);
        }
    }
    let x = 2 * shown as u16 + 3;
    let notes = ["·  exactly 0", "░  below 1e-12", "▒  below 1e-8", "▓  below 1e-4", "█  above"];
    if area.width >= x + 15 {
        for (y, text) in (1..area.height).zip(notes) {
            text::left(buffer, area, x, y, text, theme.dim());
        }
    }
}

/// Draws the largest difference between any two units by step: a straight line means a constant growth factor per step.
fn difference(buffer: &mut Buffer, model: &Model, (area, labels): (Rect, Rect)) {
    let theme = &model.theme;
    let Some(net) = model.init.learning.net() else { return };
    let curve = Curve {
        heights: points(area, net.apart()),
        style: ink(theme, model.init.values().selected).add_modifier(Modifier::BOLD),
        stroke: Stroke::Solid,
        mark: None,
    };
    let parted = Curve { heights: vec![log(PARTED); 2], style: theme.dim(), stroke: Stroke::Dotted, mark: None };
    let never = net.apart().iter().all(|d| *d == 0.0);
    let range = plot::range(std::slice::from_ref(&curve), -8.0, 10.0);
    let range = if never { [-16.0, 0.0] } else { range };
    let share = model.init.steps.cursor as f64 / LAST as f64;
    plot::draw(buffer, model, (area, labels), range, &[parted, curve], share);
    text::right(buffer, labels, 0, 0, "apart", theme.normal());
    let text = if never { " exactly 0 at every step " } else { " largest difference of two units " };
    text::left(buffer, area, 1, 0, text, theme.dim());
}

/// Logarithms of a per-step series, thinned to one point per column of dots.
fn points(area: Rect, numbers: &[f64]) -> Vec<f64> {
    let points = 2 * usize::from(area.width).max(2);
    (0..points).map(|i| numbers.get(i * LAST / (points - 1)).map_or(f64::NAN, |x| log(*x))).collect()
}

/// Draws the three losses by step.
fn losses(buffer: &mut Buffer, model: &Model, layout: &Layout) {
    let theme = &model.theme;
    let (area, labels, legend) = plot::under_title(layout.chart, layout.chart_ticks);
    if area.height < 2 {
        return;
    }
    let (learning, selected) = (&model.init.learning, model.init.values().selected);
    let heights = |losses: &[f64]| points(area, losses);
    let mut curves = Vec::new();
    if let Some(random) = learning.random() {
        curves.push(Curve {
            heights: heights(random.losses()),
            style: ink(theme, RANDOM),
            stroke: Stroke::Solid,
            mark: Some(Theme::mark(RANDOM)),
        });
    }
    if let Some(net) = learning.net() {
        let style = ink(theme, selected).add_modifier(Modifier::BOLD);
        curves.push(Curve {
            heights: heights(net.losses()),
            style,
            stroke: Stroke::Solid,
            mark: Some(Theme::mark(selected)),
        });
        curves.push(Curve {
            heights: heights(net.single_losses()),
            style: ink(theme, ONE),
            stroke: Stroke::Dashed,
            mark: Some(Theme::mark(ONE)),
        });
    }
    let range = plot::range(&curves, 0.0, 12.0);
    let share = model.init.steps.cursor as f64 / LAST as f64;
    plot::draw(buffer, model, (area, labels), range, &curves, share);
    text::right(buffer, layout.chart_ticks, 0, 0, "loss", theme.normal());
    // Without a row of its own the legend would cover the curves; the panel has it too.
    let Some(area) = legend else { return };
    // The most important name comes first in case space is short.
    let mut x = area.width;
    let keys: [(&str, usize); 3] = [("this net", selected), ("one unit", ONE), ("at random", RANDOM)];
    for (text, run) in keys {
        let wide = text::width(text) + 4;
        if x < wide {
            break;
        }
        x -= wide;
        let end = text::left(buffer, area, x, 0, &Theme::mark(run).to_string(), ink(theme, run));
        text::left(buffer, area, end + 1, 0, text, ink(theme, run));
    }
}
