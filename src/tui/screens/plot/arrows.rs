//! Arrows at the heads: the direction of the negative gradient, the velocity, and the resulting step. Also the piece of path between
//! a step and a head that is moving to the next.

use ratatui::buffer::Buffer;
use ratatui::style::{Modifier, Style};

use super::Plot;
use crate::draw::raster::{Layer, braille};
use crate::tui::model::Model;
use crate::tui::theme::Theme;

/// The quantity an arrow shows.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Gradient,
    Velocity,
    Step,
}

impl Kind {
    fn label(self) -> &'static str {
        match self {
            Kind::Gradient => "-g",
            Kind::Velocity => "-V",
            Kind::Step => "Δ",
        }
    }

    /// The selected run's arrows are identified by color and label, the others' by their run's color.
    fn style(self, theme: &Theme, run: usize, selected: bool) -> Style {
        match self {
            Kind::Gradient if selected => theme.normal(),
            Kind::Gradient => theme.dim(),
            Kind::Velocity => Style::new().fg(theme.run(run)),
            Kind::Step if selected => theme.bright(),
            Kind::Step => Style::new().fg(theme.run(run)).add_modifier(Modifier::BOLD),
        }
    }
}

pub(super) fn draw(buffer: &mut Buffer, model: &Model, plot: &Plot) {
    let size = (usize::from(plot.pane.area.width), usize::from(plot.pane.area.height));
    let moving = plot.runs.iter().any(|run| model.moving_head(*run) != model.head(*run));
    if !moving && !model.arrows {
        return;
    }
    let mut layer = Layer::new(size.0, size.1);
    for run in &plot.runs {
        if let (Some(from), Some(to)) = (model.head(*run), model.moving_head(*run).filter(|_| !model.gone(*run)))
            && from != to
        {
            layer.line(plot.pane.dots(from), plot.pane.dots(to), 0, true);
            paint(buffer, plot, &layer, Style::new().fg(model.theme.run(*run)));
            layer.reset(size.0, size.1);
        }
    }
    for run in plot.runs.iter().filter(|run| model.arrows && (!model.solo || **run == model.selected)) {
        arrows(buffer, model, plot, *run, &mut layer);
    }
}

fn arrows(buffer: &mut Buffer, model: &Model, plot: &Plot, run: usize, layer: &mut Layer) {
    let Some(entry) = model.paths.entry(run).filter(|_| !model.gone(run)) else { return };
    let Some(told) = entry.explain(model.player.cursor) else { return };
    let Some(head) = model.head(run) else { return };
    let from = plot.pane.dots(head);
    let [cell_w, cell_b] = plot.pane.cell();
    let longest = (f64::from(plot.pane.area.width) * 2.0).min(f64::from(plot.pane.area.height) * 4.0) * 0.3;
    let first = entry.trajectory().records().first().map(|r| r.gradient);
    let of = |name: &str| told.quantities.iter().find(|q| q.name == name).map(|q| q.value);
    let kinds = [
        (Kind::Gradient, of("gradient").map(|g| g.map(|x| -x))),
        (Kind::Velocity, of("velocity").map(|v| v.map(|x| -x))),
        (Kind::Step, of("step")),
    ];
    let mut taken: Vec<(u16, u16)> = Vec::new();
    let mut labels = Vec::new();
    for (kind, vector) in kinds {
        let Some(vector) = vector.filter(|v| v.iter().all(|x| x.is_finite())) else { continue };
        // In dots: directions are as seen on the screen. Different kinds have different units, so each length is the square root of
        // its ratio to the longest of its kind, which keeps short ones readable.
        let (dx, dy) = (vector[0] / cell_w * 2.0, -vector[1] / cell_b * 4.0);
        let norm = dx.hypot(dy);
        if norm == 0.0 || !norm.is_finite() {
            continue;
        }
        let most = match kind {
            Kind::Step => longest,
            // The first gradient is almost always among the longest.
            _ => first.map_or(norm, |g| (g[0] / cell_w * 2.0).hypot(g[1] / cell_b * 4.0)),
        };
        let length = longest * (norm / most.max(f64::MIN_POSITIVE)).sqrt().clamp(0.3, 1.0);
        let to = [from[0] + dx / norm * length, from[1] + dy / norm * length];
        layer.reset(usize::from(plot.pane.area.width), usize::from(plot.pane.area.height));
        layer.line(from, to, 0, kind == Kind::Step && run == model.selected);
        let style = kind.style(&model.theme, run, run == model.selected);
        paint(buffer, plot, layer, style);
        let tip = ((to[0] / 2.0).floor(), (to[1] / 4.0).floor());
        if tip.0 < 0.0
            || tip.1 < 0.0
            || tip.0 >= f64::from(plot.pane.area.width)
            || tip.1 >= f64::from(plot.pane.area.height)
        {
            continue;
        }
        let (x, y) = (plot.pane.area.x + tip.0 as u16, plot.pane.area.y + tip.1 as u16);
        if let Some(cell) = buffer.cell_mut((x, y)) {
            cell.set_char(head_glyph(dx, dy)).set_style(style.add_modifier(Modifier::BOLD));
        }
        if run == model.selected {
            labels.push((kind.label(), (x, y), dx < 0.0, style));
        }
    }
    // Over the arrows.
    for (text, at, left, style) in labels {
        label(buffer, plot, text, at, left, style, &mut taken);
    }
}

/// Writes a label beside an arrow's tip, on the side it points to, unless that would overlap another label.
fn label(
    buffer: &mut Buffer,
    plot: &Plot,
    text: &str,
    (x, y): (u16, u16),
    left: bool,
    style: Style,
    taken: &mut Vec<(u16, u16)>,
) {
    let wide = text.chars().count() as u16;
    let from = if left { x.checked_sub(wide + 1) } else { Some(x + 2) };
    let Some(from) = from.filter(|f| *f >= plot.pane.area.x && f + wide <= plot.pane.area.right()) else { return };
    if taken.iter().any(|(tx, ty)| *ty == y && tx.abs_diff(from) < 3) {
        return;
    }
    taken.push((from, y));
    for (i, c) in text.chars().enumerate() {
        if let Some(cell) = buffer.cell_mut((from + i as u16, y)) {
            cell.set_char(c).set_style(style);
        }
    }
}

/// Paints dots over the existing cells, keeping their background.
fn paint(buffer: &mut Buffer, plot: &Plot, layer: &Layer, style: Style) {
    let columns = usize::from(plot.pane.area.width).max(1);
    for (index, dots) in layer.dots().iter().enumerate().filter(|(_, dots)| **dots != 0) {
        let (x, y) = (plot.pane.area.x + (index % columns) as u16, plot.pane.area.y + (index / columns) as u16);
        if let Some(cell) = buffer.cell_mut((x, y)) {
            cell.set_char(braille::glyph(*dots)).set_style(style);
        }
    }
}

/// The arrowhead for a direction on the screen, x to the right and y down.
fn head_glyph(dx: f64, dy: f64) -> char {
    const ROUND: [char; 8] = ['→', '↘', '↓', '↙', '←', '↖', '↑', '↗'];
    // Cells are twice as tall as wide, and hold 4 x 2 dots: an eighth of a turn in dots is one on the screen.
    let eighth = (dy.atan2(dx) / std::f64::consts::FRAC_PI_4).round() as i64;
    ROUND.get(eighth.rem_euclid(8) as usize).copied().unwrap_or('→')
}
