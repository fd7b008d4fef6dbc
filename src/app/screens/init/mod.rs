//! Screen 6: how the weights of a net begin, in three parts.

mod chain;
mod panel;
mod plot;
mod signal;
mod symmetry;

use ratatui::buffer::Buffer;
use ratatui::layout::Position;
use ratatui::style::Style;

use super::timeline;
use crate::app::init::{Part, answer, question};
use crate::app::layout::Layout;
use crate::app::model::Model;
use crate::app::pen;
use crate::app::theme::Theme;

pub use panel::{hit, slide_to};

/// Draws the screen.
pub fn draw(buffer: &mut Buffer, model: &Model, layout: &Layout) {
    tabs(buffer, model, layout);
    match model.init.part() {
        Part::Signal => signal::draw(buffer, model, layout),
        Part::Chain => chain::draw(buffer, model, layout),
        Part::Symmetry => symmetry::draw(buffer, model, layout),
    }
    timeline::draw(buffer, model, layout);
    if layout.panel.width > 0 {
        panel::draw(buffer, model, layout);
    }
    asked(buffer, model, layout);
}

/// The parts, the one that is shown bright.
fn tabs(buffer: &mut Buffer, model: &Model, layout: &Layout) {
    let (theme, area) = (&model.theme, layout.map_title);
    if area.height == 0 {
        return;
    }
    let mut x = 0;
    for (part, name) in Part::ALL {
        let style = if part == model.init.part() { theme.bright() } else { theme.dim() };
        x = pen::left(buffer, area, x, 0, name, style) + 2;
    }
    let about = match model.init.part() {
        Part::Signal => "a batch goes forward, its gradient back",
        Part::Chain => "one unit a layer: y = w^L x",
        Part::Symmetry => "learning exclusive or",
    };
    pen::right(buffer, area, x, 0, about, theme.dim());
}

/// The notes' question, and the answer behind a key.
fn asked(buffer: &mut Buffer, model: &Model, layout: &Layout) {
    let (theme, area, init) = (&model.theme, layout.question, &model.init);
    if area.height == 0 {
        return;
    }
    let end = pen::left(buffer, area, 0, 0, "?", theme.bright());
    let key = if init.answered { "Q next" } else { "Q answer" };
    let room = area.width.saturating_sub(end + pen::width(key) + 3);
    pen::left(buffer, area, end + 1, 0, &pen::cut(question(init), room), theme.bright());
    pen::right(buffer, area, end + 2, 0, key, theme.dim());
    if init.answered {
        for (i, line) in (1..area.height).zip(pen::wrap(&answer(init), area.width)) {
            pen::left(buffer, area, 0, i, &line, theme.normal());
        }
    }
}

/// The colour of a scheme.
fn ink(theme: &Theme, place: usize) -> Style {
    Style::new().fg(theme.run(place))
}

/// The scheme whose column, or name, stands at a cell of the window.
pub fn scheme_at(model: &Model, layout: &Layout, x: u16, y: u16) -> Option<usize> {
    if model.init.part() != Part::Signal || !layout.field.contains(Position { x, y }) {
        return None;
    }
    signal::columns(model, layout).into_iter().find(|(_, area)| area.contains(Position { x, y })).map(|(i, _)| i)
}
