//! The notes' chain: its value, its gradient and the contribution of the slopes by layer, within the bounds of number formats.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};

use super::plot::{self, Curve, Stroke, log};
use crate::network::chain::{FORMATS, Format, Link};
use crate::network::{Activation, Chain};
use crate::tui::layout::Layout;
use crate::tui::model::Model;
use crate::tui::text;
use crate::tui::theme::Theme;

/// Runs whose colors the curves borrow.
const VALUE: usize = 1;
const GRADIENT: usize = 0;
const SLOPES: usize = 3;

/// The three curves and their names, for the panel.
pub(super) const CURVES: [(&str, usize); 3] =
    [("value  y", VALUE), ("gradient dy/dx", GRADIENT), ("slopes  Πg'", SLOPES)];

/// The value that each curve shows of a link.
pub(super) fn numbers(link: &Link) -> [f64; 3] {
    [link.value, link.gradient, link.slopes]
}

/// Draws the chart.
pub(super) fn draw(buffer: &mut Buffer, model: &Model, layout: &Layout) {
    let (theme, area) = (&model.theme, layout.field);
    if area.height < 2 || area.width < 4 {
        return;
    }
    let values = model.init.values();
    let depth = values.depth;
    let links = model.init.chain().forward(depth);
    let of = |place: usize| {
        // Layer 0 is the input, where every value is 1.
        let heights =
            std::iter::once(0.0).chain(links.iter().map(|l| log(numbers(l).get(place).copied().unwrap_or(f64::NAN))));
        heights.collect::<Vec<f64>>()
    };
    let linear = |weight: f64| {
        let chain = Chain { weight, activation: Activation::Linear, input: 1.0 };
        std::iter::once(0.0).chain(chain.forward(depth).iter().map(|l| log(l.value))).collect::<Vec<f64>>()
    };
    let own = |place: usize, run: usize, stroke: Stroke| Curve {
        heights: of(place),
        style: Style::new().fg(theme.run(run)).add_modifier(Modifier::BOLD),
        stroke,
        mark: Some(Theme::mark(run)),
    };
    // The notes' two cases stay in the picture for comparison.
    let notes =
        [1.1, 0.8].map(|w| Curve { heights: linear(w), style: theme.dim(), stroke: Stroke::Dotted, mark: None });
    let [up, down] = notes;
    // Without an activation, value and gradient coincide: draw both visibly.
    let solid = [own(2, SLOPES, Stroke::Solid), own(0, VALUE, Stroke::Solid)];
    let [slopes, value] = solid;
    let curves = [up, down, slopes, value, own(1, GRADIENT, Stroke::Dashed)];
    let range = plot::range(&curves, 0.0, 340.0);
    let share = model.init.layers.cursor as f64 / depth.max(1) as f64;
    plot::frame(buffer, model, (area, layout.b_ticks), range, share);
    let ends: Vec<(u16, String)> = FORMATS
        .iter()
        .flat_map(ends)
        .filter_map(|(height, text)| Some((plot::row(area, range, height)?, format!(" {text} "))))
        .collect();
    for (y, _) in &ends {
        for cell in text::row(buffer, area, *y) {
            cell.set_char('╌').set_style(theme.warning());
        }
    }
    plot::lines(buffer, area, range, &curves);
    for (y, text) in &ends {
        text::left(buffer, area, 2, *y, text, theme.warning());
    }
    for (curve, name) in curves.iter().zip(["1.1^L", "0.8^L"]) {
        let height = curve.heights.last().copied().unwrap_or(f64::NAN);
        if let Some(y) = plot::row(area, range, height) {
            let y = if y == 0 { 1 } else { y - 1 };
            // Left of the marks at the ends.
            let beside = Rect { width: area.width.saturating_sub(2), ..area };
            text::right(buffer, beside, area.width.saturating_sub(8), y.min(area.height - 1), name, theme.dim());
        }
    }
    text::right(buffer, layout.b_ticks, 0, 0, "size", theme.normal());
}

/// The bounds of a format: base-10 logarithms with their labels.
fn ends(format: &Format) -> [(f64, String); 2] {
    let decades = |exponent: i32| f64::from(exponent) * std::f64::consts::LOG10_2;
    [
        (decades(format.highest + 1), format!("{} overflows", format.name)),
        (decades(format.lowest - format.fraction - 1), format!("{} is 0", format.name)),
    ]
}
