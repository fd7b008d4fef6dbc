//! Curves of any magnitude by layer or step, on a logarithmic axis.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::draw::figure::ticks;
use crate::draw::raster::{Layer, Tier, braille};
use crate::tui::model::Model;
use crate::tui::text;

/// Line style of a curve.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Stroke {
    /// Without gaps.
    #[default]
    Solid,
    /// As points: theory, or a reference curve.
    Dotted,
    /// In every other cell, so that an identical curve beneath stays visible.
    Dashed,
}

/// A curve.
#[derive(Default)]
pub(super) struct Curve {
    /// Base-10 logarithms, from the left edge to the right; NaN leaves a gap.
    pub(super) heights: Vec<f64>,
    pub(super) style: Style,
    pub(super) stroke: Stroke,
    /// The mark at its last point in the picture, which identifies it without colors.
    pub(super) mark: Option<char>,
}

/// Minimum height of a chart, in rows, at which the first row is reserved for text.
const TITLED: u16 = 5;

/// Splits off a row for title and legend from a chart and its labels, if there is room for one.
pub(super) fn under_title(area: Rect, labels: Rect) -> (Rect, Rect, Option<Rect>) {
    if area.height < TITLED {
        return (area, labels, None);
    }
    let below = |rect: Rect| Rect { y: rect.y + 1, height: rect.height.saturating_sub(1), ..rect };
    (below(area), below(labels), Some(Rect { height: 1, ..area }))
}

/// The base-10 logarithm of a magnitude.
pub(super) fn log(x: f64) -> f64 {
    x.abs().log10()
}

/// The range of some curves in whole decades, at most `most` of them around `middle`.
pub(super) fn range(curves: &[Curve], middle: f64, most: f64) -> [f64; 2] {
    let all = || curves.iter().flat_map(|c| &c.heights).copied().filter(|x| x.is_finite());
    let low = all().fold(f64::INFINITY, f64::min).max(middle - most);
    let high = all().fold(f64::NEG_INFINITY, f64::max).min(middle + most);
    if low > high {
        return [middle - 1.0, middle + 1.0];
    }
    // Snap to an edge that is almost reached.
    let (low, high) = ((low + 1e-9).floor(), (high - 1e-9).ceil());
    [low, high.max(low + 1.0)]
}

/// The row of cells at a height.
pub(super) fn row(area: Rect, [low, high]: [f64; 2], height: f64) -> Option<u16> {
    let share = (high - height) / (high - low);
    (0.0..=1.0).contains(&share).then(|| (share * f64::from(area.height.saturating_sub(1))).round() as u16)
}

/// Draws labeled decades, a cursor at a fraction of the width, and curves.
pub(super) fn draw(
    buffer: &mut Buffer,
    model: &Model,
    (area, labels): (Rect, Rect),
    range: [f64; 2],
    curves: &[Curve],
    cursor: f64,
) {
    frame(buffer, model, (area, labels), range, cursor);
    lines(buffer, area, range, curves);
}

/// Draws labeled decades and a cursor at a fraction of the width.
pub(super) fn frame(buffer: &mut Buffer, model: &Model, (area, labels): (Rect, Rect), range: [f64; 2], cursor: f64) {
    if area.height == 0 || area.width == 0 {
        return;
    }
    decades(buffer, model, (area, labels), range);
    let x = (cursor.clamp(0.0, 1.0) * f64::from(area.width - 1)).round() as usize;
    for y in 0..area.height {
        if let Some(cell) = text::row(buffer, area, y).get_mut(x) {
            cell.set_char('│').set_style(model.theme.dim());
        }
    }
}

/// Draws curves.
pub(super) fn lines(buffer: &mut Buffer, area: Rect, range: [f64; 2], curves: &[Curve]) {
    if area.height == 0 || area.width == 0 {
        return;
    }
    let (columns, rows) = (usize::from(area.width), usize::from(area.height));
    let mut layer = Layer::default();
    let [low, high] = range;
    for curve in curves {
        layer.reset(columns, rows);
        let last = curve.heights.len().saturating_sub(1).max(1) as f64;
        let dots = |(i, height): (usize, f64)| {
            let down = (high - height) / (high - low) * (4.0 * rows as f64 - 1.0);
            [i as f64 / last * (2.0 * columns as f64 - 1.0), down]
        };
        let mut before: Option<[f64; 2]> = None;
        let mut end: Option<[f64; 2]> = None;
        for (i, height) in curve.heights.iter().copied().enumerate() {
            // 0 lies below every number, infinity above: clamp far outside the range.
            let height = height.clamp(2.0 * low - high, 2.0 * high - low);
            if height.is_nan() {
                before = None;
                continue;
            }
            let [x, y] = dots((i, height));
            let here = [x + 0.5, y + 0.5];
            match before {
                Some(from) => layer.line(from, here, 0, curve.stroke != Stroke::Dotted),
                None => layer.dot(here[0] as i32, here[1] as i32, 0),
            }
            before = Some(here);
            end = if (low..=high).contains(&height) { before } else { end };
        }
        let mask = match curve.stroke {
            Stroke::Dotted => braille::bit(0, 0) | braille::bit(0, 1) | braille::bit(0, 2) | braille::bit(0, 3),
            _ => u8::MAX,
        };
        for index in braille::dotted(&[layer.dots()]) {
            let Some(dots) = layer.dots().get(index).map(|dots| dots & mask).filter(|dots| *dots != 0) else {
                continue;
            };
            if curve.stroke == Stroke::Dashed && (index % columns) % 4 < 2 {
                continue;
            }
            if let Some(cell) = text::row(buffer, area, (index / columns) as u16).get_mut(index % columns) {
                cell.set_char(braille::glyph(dots)).set_style(curve.style);
            }
        }
        if let (Some(mark), Some([x, y])) = (curve.mark, end)
            && let Some(cell) = text::row(buffer, area, (y / 4.0) as u16).get_mut((x / 2.0) as usize)
        {
            cell.set_char(mark).set_style(curve.style);
        }
    }
}

/// Draws lines at decades, as many as fit.
fn decades(buffer: &mut Buffer, model: &Model, (area, labels): (Rect, Rect), [low, high]: [f64; 2]) {
    let theme = &model.theme;
    let most = f64::from((area.height / 2).max(1));
    let every =
        [1, 2, 5, 10, 20, 50, 100, 200].into_iter().find(|n| (high - low) / f64::from(*n) <= most).unwrap_or(200);
    let mut taken: Option<u16> = None;
    for decade in (low as i32..=high as i32).rev().filter(|d| d % every == 0) {
        let Some(y) = row(area, [low, high], f64::from(decade)) else { continue };
        for cell in text::row(buffer, area, y) {
            cell.set_char('┈').set_style(theme.grid());
        }
        if taken.is_none_or(|t| y > t + 1) {
            let text = if model.tier == Tier::Ascii { format!("1e{decade}") } else { ticks::decade(decade) };
            text::right(buffer, labels, 0, y, &text, theme.dim());
            taken = Some(y);
        }
    }
}
