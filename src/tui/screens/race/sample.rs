//! The data of a regression, with the selected run's line or curve at the cursor.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Modifier;

use crate::draw::raster::{Layer, braille};
use crate::math::data::{Model as Fit, Sample};
use crate::math::number::short;
use crate::math::surface::Real;
use crate::tui::model::Model;
use crate::tui::text;

/// Minimum number of rows worth showing the panel in.
pub const LEAST: u16 = 6;

/// Draws the data into `area`: a title, the plot, the names of the axes.
pub fn draw(buffer: &mut Buffer, model: &Model, area: Rect) {
    let Some(sample) = model.scenario.problem.sample().filter(|_| area.height >= LEAST) else { return };
    let theme = &model.theme;
    let head = model.head(model.selected).filter(|_| !model.gone(model.selected));
    let facts = facts(sample, head, area.width.saturating_sub(LEAST_NAME));
    let title = text::cut(&sample.target, area.width.saturating_sub(text::width(&facts) + 2));
    text::left(buffer, area, 0, 0, &title, theme.dim());
    text::right(buffer, area, text::width(&title) + 1, 0, &facts, theme.dim());
    let plot = Rect { y: area.y + 1, height: area.height - 2, ..area };
    let (x, y) = (range(&sample.x, 0.03), range(&sample.y, 0.08));
    let mut points = Layer::new(usize::from(plot.width), usize::from(plot.height));
    let mut curve = points.clone();
    let (across, down) = (f64::from(plot.width) * 2.0 - 1.0, f64::from(plot.height) * 4.0 - 1.0);
    let dots = |px: f64, py: f64| [(px - x[0]) / (x[1] - x[0]) * across, (y[1] - py) / (y[1] - y[0]) * down];
    for (px, py) in sample.x.iter().zip(&sample.y) {
        let [dx, dy] = dots(*px, *py);
        points.dot(dx as i32, dy as i32, 0);
    }
    if let Some([w, b]) = head {
        let value = |px: f64| match sample.model {
            Fit::Linear => w * px + b,
            Fit::Logistic => (w * px + b).softplus().1,
        };
        let pieces = if sample.model == Fit::Linear { 1 } else { usize::from(plot.width) };
        let at = |i: usize| {
            let px = x[0] + (x[1] - x[0]) * i as f64 / pieces as f64;
            let [dx, dy] = dots(px, value(px));
            [dx + 0.5, dy + 0.5]
        };
        for i in 0..pieces {
            curve.line(at(i), at(i + 1), 0, true);
        }
    }
    for (index, (dot, line)) in points.dots().iter().zip(curve.dots()).enumerate() {
        let (set, style) = match (dot, line) {
            (0, 0) => continue,
            (_, 0) => (*dot, theme.dim()),
            _ => (*line, theme.normal().fg(theme.run(model.selected)).add_modifier(Modifier::BOLD)),
        };
        let (cx, cy) = (index % usize::from(plot.width), index / usize::from(plot.width));
        if let Some(cell) = buffer.cell_mut((plot.x + cx as u16, plot.y + cy as u16)) {
            cell.set_char(braille::glyph(set)).set_style(style);
        }
    }
    let last = area.height - 1;
    let note = match (sample.is_standardized(), sample.skipped) {
        (true, 0) => "standardized".to_owned(),
        (true, skipped) => format!("standardized, {skipped} skipped"),
        (false, 0) => ends(sample),
        (false, skipped) => format!("{skipped} skipped"),
    };
    text::left(buffer, area, 0, last, &text::cut(&sample.feature, area.width), theme.dim());
    text::right(buffer, area, text::width(&sample.feature) + 2, last, &note, theme.dim());
}

/// Minimum width of the target's name next to the facts.
const LEAST_NAME: u16 = 10;

/// The run's goodness of fit and the number of rows; shortened in a narrow panel.
fn facts(sample: &Sample, head: Option<[f64; 2]>, width: u16) -> String {
    let rows = format!("n = {}", sample.x.len());
    let mut facts: Vec<String> =
        head.map(|at| sample.fit(at).named()).into_iter().flatten().fold(vec![rows], |mut facts, (name, value)| {
            facts.insert(facts.len() - 1, format!("{name} {}", value.map_or("—".to_owned(), short)));
            facts
        });
    // The row count is dropped first, then the facts before it.
    while facts.len() > 1 && text::width(&facts.join("  ")) > width {
        facts.pop();
    }
    facts.join("  ")
}

/// The range of the feature.
fn ends(sample: &Sample) -> String {
    let [low, high] = range(&sample.x, 0.0);
    format!("{} … {}", short(low), short(high))
}

/// Minimum and maximum with a margin, never empty.
fn range(values: &[f64], margin: f64) -> [f64; 2] {
    let low = values.iter().copied().fold(f64::INFINITY, f64::min);
    let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let pad = if high > low { (high - low) * margin } else { 0.5 };
    [low - pad, high + pad]
}
