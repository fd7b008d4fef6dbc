//! The signal: a column per scheme with a histogram per layer, forward and backward; below, all standard deviations by layer next to
//! theory's.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};

use super::ink;
use super::plot::{self, Curve, Stroke, log};
use crate::math::number::{plain, short};
use crate::network::statistics::{BINS, Spread};
use crate::network::verdict::Verdict;
use crate::network::{Kind, Layer, Scheme};
use crate::tui::init::Pass;
use crate::tui::layout::Layout;
use crate::tui::model::Model;
use crate::tui::text;
use crate::tui::theme::{Depth, Theme};

/// Minimum number of columns per scheme.
const LEAST: u16 = 17;
/// Range of a histogram on either side, in standard units.
pub(super) const REACH: f64 = 4.0;
/// Decades shown on either side of the middle, at most: enough to tell a stable signal from a vanishing one. The selected scheme is
/// shown in full; others may leave the chart.
const LARGEST: f64 = 6.0;

/// The visible schemes, each with its part of the field: as many as fit around the selected one.
pub(super) fn columns(model: &Model, layout: &Layout) -> Vec<(usize, Rect)> {
    let (area, values) = (layout.field, model.init.values());
    let count = values.schemes.len();
    let fit = usize::from((area.width + 2) / (LEAST + 2)).clamp(1, count.max(1));
    let from = (values.selected + 1).saturating_sub(fit).min(count - fit.min(count));
    let wide = (area.width + 2) / fit as u16;
    (0..fit).map(|i| (from + i, Rect { x: area.x + i as u16 * wide, width: wide.saturating_sub(2), ..area })).collect()
}

/// Draws the part.
pub(super) fn draw(buffer: &mut Buffer, model: &Model, layout: &Layout) {
    let area = layout.field;
    if area.height == 0 || area.width == 0 {
        return;
    }
    let ways = ways(model, area.height);
    let labels = layout.b_ticks;
    for way in &ways {
        text::right(buffer, labels, 0, way.title, if way.back { "back" } else { "fwd" }, model.theme.normal());
        let mut taken: Option<u16> = None;
        for (layer, y, height) in &way.places {
            let line = y + height - 1;
            if taken.is_none_or(|t| line > t) {
                let on = layer + 1 == model.init.layers.cursor;
                let style = if on { model.theme.bright() } else { model.theme.dim() };
                text::right(buffer, labels, 0, line, &(layer + 1).to_string(), style);
                taken = Some(line);
            }
        }
    }
    for (place, area) in columns(model, layout) {
        column(buffer, model, area, place, &ways);
    }
    spreads(buffer, model, layout);
}

/// One direction through the network, in rows of the field.
struct Way {
    back: bool,
    /// Row of the verdict on the signal: the name's own row if only one direction fits.
    title: u16,
    /// Placement of the visible layers: layer from 0, first row, height.
    places: Vec<(usize, u16, u16)>,
}

/// Below this many rows only the forward pass is shown; the chart beneath has both.
const BOTH: u16 = 10;

fn ways(model: &Model, height: u16) -> Vec<Way> {
    let depth = model.init.values().depth;
    let way = |back: bool, title: u16, room: u16| {
        let tall = if room as usize >= 2 * depth { 2 } else { 1 };
        let count = usize::from(room / tall).min(depth);
        // If there are more layers than rows, the first and the last are always shown.
        let layer = |i: usize| if count < 2 { depth - 1 } else { (i * (depth - 1) + (count - 1) / 2) / (count - 1) };
        let places = (0..count).map(|i| (layer(i), title + 1 + i as u16 * tall, tall)).collect();
        Way { back, title, places }
    };
    if height < BOTH {
        return vec![way(false, 0, height.saturating_sub(1))];
    }
    // A name, and a title per direction.
    let room = height - 3;
    let ahead = room.div_ceil(2);
    vec![way(false, 1, ahead), way(true, 2 + ahead, room / 2)]
}

/// Shortens a scheme's name to its column, keeping it distinguishable from similar ones.
pub(super) fn name(scheme: Scheme, room: u16) -> String {
    let (description, value) = (scheme.description(), plain(scheme.value));
    let bare = description.name.replace("-normal", "").replace("-uniform", " unif").replace("keras-he", "keras he");
    let forms = match scheme.kind() {
        Kind::Normal => vec![scheme.title(), format!("N(0, {value})"), format!("σ={value}")],
        Kind::Uniform => vec![scheme.title(), format!("U(-{value}, {value})"), format!("U(±{value})")],
        Kind::Constant => vec![scheme.title(), format!("all {value}"), format!("c={value}")],
        _ => vec![scheme.title(), bare.clone()],
    };
    let fits = forms.iter().find(|form| text::width(form) <= room);
    fits.cloned().unwrap_or_else(|| text::cut(forms.last().unwrap_or(&bare), room))
}

fn verdict_style(theme: &Theme, word: &str) -> Style {
    match word {
        "keeps" => theme.good(),
        "explodes" | "grows" => theme.warning(),
        _ => theme.dim(),
    }
}

/// Draws the fate of a signal as a word and a factor, right-aligned in the rest of a row. A signal that is 0 throughout has no
/// factor.
fn verdict(buffer: &mut Buffer, theme: &Theme, area: Rect, row: u16, verdict: Verdict, is_zero: bool) {
    let word = verdict.name();
    if word == "unknown" {
        return;
    }
    let whole = match verdict.factor {
        _ if is_zero => "0 in all layers".to_owned(),
        0.0 => format!("{word} to 0"),
        factor => format!("{word} ×{}", short(factor)),
    };
    let word = if is_zero { "all 0" } else { word };
    let fits = verdict.factor.is_finite() && text::width(&whole) <= area.width;
    text::right(buffer, area, 0, row, if fits { &whole } else { word }, verdict_style(theme, verdict.name()));
}

fn column(buffer: &mut Buffer, model: &Model, area: Rect, place: usize, ways: &[Way]) {
    let (theme, values) = (&model.theme, model.init.values());
    let Some(scheme) = values.schemes.get(place) else { return };
    let selected = place == values.selected;
    let pass = model.init.signals.pass(place);
    // Results for other values do not apply.
    let layers: &[Layer] = pass.filter(|p| !p.stale).map_or(&[], |p| &p.layers);
    let forward = Verdict::forward(layers);
    text::left(buffer, area, 0, 0, &Theme::mark(place).to_string(), ink(theme, place));
    let shared = ways.iter().any(|way| way.title == 0);
    let taken = if shared { text::width(forward.name()) + 1 } else { 0 };
    let style = if selected { theme.bright() } else { theme.normal() };
    let end = text::left(buffer, area, 2, 0, &name(*scheme, area.width.saturating_sub(taken + 2)), style);
    if selected && theme.depth != Depth::None {
        text::tint(buffer, area, 0, 1, theme.selected());
    }
    if pass.is_some_and(|p| p.stale) {
        text::left(buffer, area, 2, 1, "computing", theme.dim());
    }
    if let Some(error) = pass.and_then(|p| p.error.as_ref()) {
        for (i, line) in (2..area.height).zip(text::wrap(error, area.width)) {
            text::left(buffer, area, 0, i, &line, theme.warning());
        }
        return;
    }
    // Eight characters per number, preceded by a blank.
    let bars = Rect { width: area.width.saturating_sub(9), ..area };
    let unit = layers.last().and_then(|l| l.gradient.as_ref()).map_or(1.0, |g| g.std);
    for way in ways {
        let room = Rect { x: area.x + if shared { end + 1 } else { 0 }, ..area };
        let room = Rect { width: area.right().saturating_sub(room.x), ..room };
        let is_zero = |layer: &Layer| match &layer.gradient {
            Some(gradient) if way.back => gradient.rms == 0.0,
            _ => !way.back && layer.activation.rms == 0.0,
        };
        let what = if way.back { Verdict::backward(layers) } else { forward };
        verdict(buffer, theme, room, way.title, what, !layers.is_empty() && layers.iter().all(is_zero));
        for (layer, y, height) in &way.places {
            let known = layers.get(*layer);
            let spread = if way.back { known.and_then(|l| l.gradient.as_ref()) } else { known.map(|l| &l.activation) };
            let (Some(spread), unit) = (spread, if way.back { unit } else { 1.0 }) else { continue };
            ridge(buffer, model, bars, (place, selected), spread, unit, (*y, *height));
            // The gradient at the last layer is the unit of the others.
            let own = way.back && layer + 1 == layers.len();
            number(buffer, model, area, spread.std, (!own).then_some(unit), *y + height - 1, *layer);
        }
    }
}

/// Draws a standard deviation, colored by its ratio to the unit unless it is the unit itself.
fn number(buffer: &mut Buffer, model: &Model, area: Rect, std: f64, unit: Option<f64>, y: u16, layer: usize) {
    let theme = &model.theme;
    let style = match unit.map(|unit| (std / unit).abs()) {
        None => theme.normal(),
        Some(r) if !r.is_finite() || r > 20.0 => theme.warning(),
        Some(r) if r < 0.05 => theme.dim(),
        Some(_) => theme.good(),
    };
    let on = layer + 1 == model.init.layers.cursor;
    let style = if on { style.add_modifier(Modifier::BOLD) } else { style };
    text::right(buffer, area, 0, y, &short(std), style);
}

/// Draws a histogram in one or two rows, from -4 to 4 units, as densities: narrow distributions are tall.
fn ridge(
    buffer: &mut Buffer,
    model: &Model,
    area: Rect,
    (place, selected): (usize, bool),
    spread: &Spread,
    unit: f64,
    (y, height): (u16, u16),
) {
    const EIGHTHS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    let theme = &model.theme;
    let style = match selected {
        true => ink(theme, place),
        false => Style::new().fg(theme.muted(place)),
    };
    let wide = usize::from(area.width).max(1);
    let density = rebin(spread, unit, wide);
    let levels = f64::from(height) * 8.0;
    for (x, share) in density.iter().enumerate() {
        // A normal distribution with a standard deviation of one unit peaks at a density of 0.4: two thirds of the height.
        let per_unit = share * wide as f64 / (2.0 * REACH);
        let level = (per_unit / 0.6 * levels).round().min(levels);
        let level = if *share > 0.0 { level.max(1.0) } else { level };
        for part in 0..height {
            let rest = level - f64::from(height - 1 - part) * 8.0;
            let Some(cell) = text::row(buffer, area, y + part).get_mut(x) else { continue };
            if rest >= 1.0 {
                cell.set_char(EIGHTHS.get((rest as usize).clamp(1, 8) - 1).copied().unwrap_or('█')).set_style(style);
            } else if part + 1 == height {
                cell.set_char('▁').set_style(theme.grid());
            }
        }
    }
}

/// The fraction of a distribution in each of `wide` equal intervals from -[`REACH`] to [`REACH`] units, assuming uniform density
/// within a bin.
fn rebin(spread: &Spread, unit: f64, wide: usize) -> Vec<f64> {
    let mut shares = vec![0.0; wide];
    let total: f64 = spread.histogram.iter().map(|n| f64::from(*n)).sum();
    if total == 0.0 {
        return shares;
    }
    let scale = wide as f64 / (2.0 * REACH * unit);
    let at = |x: f64| x * scale + 0.5 * wide as f64;
    let bin = (spread.greatest - spread.least) / BINS as f64;
    for (i, count) in spread.histogram.iter().enumerate().filter(|(_, n)| **n > 0) {
        let (from, to) = match bin > 0.0 {
            true => (at(spread.least + bin * i as f64), at(spread.least + bin * (i + 1) as f64)),
            false => (at(spread.least), at(spread.least)),
        };
        let share = f64::from(*count) / total;
        let first = from.floor();
        if to <= first + 1.0 || to - from < 1e-9 {
            if let Some(sum) = shares.get_mut(first as usize).filter(|_| first >= 0.0) {
                *sum += share;
            }
            continue;
        }
        let mut x = first.max(0.0);
        while x < to && x < wide as f64 {
            let inside = (to.min(x + 1.0) - from.max(x)).max(0.0);
            if let Some(sum) = shares.get_mut(x as usize) {
                *sum += share * inside / (to - from);
            }
            x += 1.0;
        }
    }
    shares
}

/// Draws all standard deviations by layer: forward on the left, backward on the right, with theory's dotted next to them.
fn spreads(buffer: &mut Buffer, model: &Model, layout: &Layout) {
    let (theme, area) = (&model.theme, layout.chart);
    if area.height < 2 {
        return;
    }
    let values = model.init.values();
    let gap = 8;
    let half = area.width.saturating_sub(gap) / 2;
    let parts = [
        (Rect { width: half, ..area }, layout.chart_ticks),
        (
            Rect { x: area.x + half + gap, width: area.width - half - gap, ..area },
            Rect { x: area.x + half, width: gap - 1, ..area },
        ),
    ];
    let share = (model.init.layers.cursor as f64 - 1.0) / (values.depth.max(2) - 1) as f64;
    for (way, (area, labels)) in parts.into_iter().enumerate() {
        let mut curves = Vec::new();
        // The selected scheme is drawn last, over the others.
        let mut order: Vec<usize> = (0..values.schemes.len()).collect();
        order.sort_by_key(|i| *i == values.selected);
        let curve = |pass: &Pass, predicted: bool| -> Vec<f64> {
            let known = |i: usize| {
                let layer = pass.layers.get(i)?;
                Some(if way == 0 { layer.activation.std } else { layer.gradient.as_ref()?.std })
            };
            let theory =
                |i: usize| pass.predicted.get(i).map(|p| if way == 0 { p.activation_std } else { p.gradient_std });
            (0..values.depth).map(|i| if predicted { theory(i) } else { known(i) }.map_or(f64::NAN, log)).collect()
        };
        for place in order {
            let Some(pass) = model.init.signals.pass(place).filter(|pass| !pass.stale) else { continue };
            let style = match place == values.selected {
                true => ink(theme, place).add_modifier(Modifier::BOLD),
                false => Style::new().fg(theme.muted(place)),
            };
            curves.push(Curve {
                heights: curve(pass, true),
                style: Style::new().fg(theme.future(place)),
                stroke: Stroke::Dotted,
                mark: None,
            });
            curves.push(Curve {
                heights: curve(pass, false),
                style,
                stroke: Stroke::Solid,
                mark: Some(Theme::mark(place)),
            });
        }
        let middle = if way == 0 { 0.0 } else { -log((values.width * values.batch) as f64) };
        let own = curves.iter().rev().take(2).flat_map(|c| &c.heights).copied().filter(|x| x.is_finite());
        let reach = own.map(|height| (height - middle).abs()).fold(LARGEST, f64::max);
        let range = plot::range(&curves, middle, reach);
        let (area, labels, title) = plot::under_title(area, labels);
        // Each half shows all layers, unlike the timeline below, so their numbers get a row of their own.
        let axis = u16::from(area.height >= 5);
        let (area, labels) = (shorter(area, axis), shorter(labels, axis));
        plot::draw(buffer, model, (area, labels), range, &curves, share);
        if axis > 0 {
            let row = Rect { y: area.bottom(), height: 1, ..area };
            text::left(buffer, row, 0, 0, "layer 1", theme.dim());
            text::right(buffer, row, 8, 0, &values.depth.to_string(), theme.dim());
        }
        let Some(title) = title else { continue };
        let end = text::left(buffer, title, 1, 0, if way == 0 { "std" } else { "gradient std" }, theme.normal());
        let keys = ["⠒⠒ measured  ⠂⠂ theory", "⠂⠂ theory"];
        if let Some(key) = keys.into_iter().find(|key| end + text::width(key) + 2 <= title.width) {
            text::right(buffer, title, end + 2, 0, key, theme.dim());
        }
    }
}

/// An area without its last rows.
fn shorter(area: Rect, rows: u16) -> Rect {
    Rect { height: area.height - rows.min(area.height), ..area }
}
