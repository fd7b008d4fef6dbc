//! Screen 3: the surface in perspective with the paths on it, and the contour plot as its shadow on the floor below.

mod picture;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::{plot, timeline};
use crate::draw::figure::relief::Rule;
use crate::math::number::{figures, short};
use crate::tui::frame_cache::FrameCache;
use crate::tui::layout::Layout;
use crate::tui::model::Model;
use crate::tui::text;
use crate::tui::theme::Theme;

/// Draws the screen.
pub fn draw(buffer: &mut Buffer, model: &Model, cache: &FrameCache, layout: &Layout) {
    picture::draw(buffer, model, cache.bowl(), layout.field);
    plot::legend(buffer, model, cache, layout.legend);
    facts(buffer, model, cache, layout);
    runs(buffer, model, layout);
    timeline::draw(buffer, model, layout);
}

/// The corner that lists the runs, one per row.
fn corner(model: &Model, layout: &Layout) -> Rect {
    let area = layout.field;
    if area.width < 40 || area.height < 8 {
        return Rect::default();
    }
    let rows = (model.shown_runs().len() as u16).min(area.height / 2);
    Rect::new(area.x + 2, area.y + u16::from(layout.roomy), if area.width < 100 { 20 } else { 24 }, rows)
}

/// Returns the run whose row is at a cell of the window.
pub fn row_at(model: &Model, layout: &Layout, x: u16, y: u16) -> Option<usize> {
    let area = corner(model, layout);
    let inside = area.contains(ratatui::layout::Position { x, y });
    inside.then(|| model.shown_runs().get(usize::from(y - area.y)).copied()).flatten()
}

/// Draws the camera angles and the loss-to-height rule in the lower right corner.
fn facts(buffer: &mut Buffer, model: &Model, cache: &FrameCache, layout: &Layout) {
    let (theme, area) = (&model.theme, layout.field);
    if area.width < 60 || area.height < 14 {
        return;
    }
    let (orbit, relief) = (model.orbit, cache.bowl().relief());
    let mut facts = vec![
        ("turn", format!("{:.0}°", orbit.turn)),
        ("tilt", format!("{:.0}°", orbit.tilt)),
        ("height", if relief.rule() == Rule::Log { "log loss" } else { "loss" }.to_owned()),
    ];
    if orbit.zoom != 1.0 {
        facts.insert(2, ("zoom", format!("×{}", figures(orbit.zoom, 2))));
    }
    if (relief.stretch() - 1.0).abs() > 0.02 {
        facts.push(("b drawn", format!("×{}", figures(relief.stretch(), 2))));
    }
    let rows = facts.len() as u16;
    let corner = Rect::new(area.right() - 18, area.bottom() - rows, 17, rows);
    for (row, (name, value)) in facts.iter().enumerate() {
        text::left(buffer, corner, 7 - text::width(name), row as u16, name, theme.dim());
        text::right(buffer, corner, 8, row as u16, value, theme.normal());
    }
}

fn runs(buffer: &mut Buffer, model: &Model, layout: &Layout) {
    let (theme, area) = (&model.theme, corner(model, layout));
    let names = model.scenario.names();
    for (row, run) in model.shown_runs().into_iter().enumerate().take(usize::from(area.height)) {
        let selected = run == model.selected;
        let style = if selected { theme.bright() } else { theme.normal() };
        let loss = match model.paths.entry(run) {
            _ if model.gone(run) => "diverged".to_owned(),
            Some(entry) => entry.trajectory().at(model.player.cursor).map_or("…".to_owned(), |r| short(r.loss)),
            None => String::new(),
        };
        let row = row as u16;
        text::left(buffer, area, 0, row, &Theme::mark(run).to_string(), Style::new().fg(theme.run(run)));
        let name = names.get(run).map_or("", String::as_str);
        let end = text::left(buffer, area, 2, row, &text::cut(name, area.width.saturating_sub(12)), style);
        text::right(buffer, area, end + 1, row, &loss, if model.gone(run) { theme.warning() } else { style });
    }
}
