//! Screen 3: the surface in perspective, the paths lying on it, the contour plot as its shadow on the floor beneath.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::{plot, timeline};
use crate::app::layout::Layout;
use crate::app::model::Model;
use crate::app::pen;
use crate::app::stage::Stage;
use crate::app::theme::Theme;
use crate::number::short;

/// Draws the screen.
pub fn draw(buffer: &mut Buffer, model: &Model, stage: &Stage, layout: &Layout) {
    plot::legend(buffer, model, stage, layout.legend);
    runs(buffer, model, layout);
    timeline::draw(buffer, model, layout);
}

/// The corner with the runs: a row each.
fn corner(model: &Model, layout: &Layout) -> Rect {
    let area = layout.field;
    if area.width < 40 || area.height < 8 {
        return Rect::default();
    }
    let rows = (model.shown_runs().len() as u16).min(area.height / 2);
    Rect::new(area.x + 2, area.y + u16::from(layout.roomy), if area.width < 100 { 20 } else { 24 }, rows)
}

/// The run whose row stands at a cell of the window.
pub fn row_at(model: &Model, layout: &Layout, x: u16, y: u16) -> Option<usize> {
    let area = corner(model, layout);
    let inside = area.contains(ratatui::layout::Position { x, y });
    inside.then(|| model.shown_runs().get(usize::from(y - area.y)).copied()).flatten()
}

fn runs(buffer: &mut Buffer, model: &Model, layout: &Layout) {
    let (theme, area) = (&model.theme, corner(model, layout));
    let names = model.scenario.names();
    for (row, run) in model.shown_runs().into_iter().enumerate().take(usize::from(area.height)) {
        let selected = run == model.selected;
        let style = if selected { theme.bright() } else { theme.normal() };
        let loss = match model.lab.entry(run) {
            _ if model.gone(run) => "diverged".to_owned(),
            Some(entry) => entry.trajectory().at(model.cursor).map_or("…".to_owned(), |r| short(r.loss)),
            None => String::new(),
        };
        let row = row as u16;
        pen::left(buffer, area, 0, row, &Theme::mark(run).to_string(), Style::new().fg(theme.run(run)));
        let name = names.get(run).map_or("", String::as_str);
        let end = pen::left(buffer, area, 2, row, &pen::cut(name, area.width.saturating_sub(12)), style);
        pen::right(buffer, area, end + 1, row, &loss, if model.gone(run) { theme.warning() } else { style });
    }
}
