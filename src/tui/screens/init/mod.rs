//! Screen 6: the initialization of a network's weights, in three parts.

mod chain;
mod panel;
mod plot;
mod signal;
mod symmetry;

use ratatui::buffer::Buffer;
use ratatui::layout::Position;
use ratatui::style::Style;

use super::{question, timeline};
use crate::tui::init::{Part, answer, question as asked};
use crate::tui::layout::Layout;
use crate::tui::model::Model;
use crate::tui::text;
use crate::tui::theme::Theme;

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
    let init = &model.init;
    question::draw(buffer, model, layout, asked(init), init.answered.then(|| answer(init)));
}

/// Draws the tabs of the parts, the active one bright.
fn tabs(buffer: &mut Buffer, model: &Model, layout: &Layout) {
    let (theme, area) = (&model.theme, layout.map_title);
    if area.height == 0 {
        return;
    }
    let mut x = 0;
    for (part, name) in Part::ALL {
        let style = if part == model.init.part() { theme.bright() } else { theme.dim() };
        x = text::left(buffer, area, x, 0, name, style) + 2;
    }
    // The longest description that fits.
    let abouts = match model.init.part() {
        Part::Signal => {
            let (shown, count) = (signal::columns(model, layout), model.init.values().schemes.len());
            let histograms =
                format!("histograms from -{0} to {0}; back in units of the last layer's std", signal::REACH);
            let part = match (shown.first(), shown.last()) {
                (Some((first, _)), Some((last, _))) if shown.len() < count => {
                    format!("‹ {}-{} of {count} ›", first + 1, last + 1)
                }
                _ => String::new(),
            };
            let brief = format!("histograms ±{}", signal::REACH);
            [format!("{histograms}  {part}"), format!("{brief}  {part}"), part]
        }
        Part::Chain => ["one unit per layer: y = w^L x".to_owned(), "y = w^L x".to_owned(), String::new()],
        Part::Symmetry => {
            let output = "inputs ±1, y = b₀ + mean(v·g(w·x + b))";
            [format!("{output}, L = ½·mean((y-t)²)"), output.to_owned(), "y = b₀ + mean(v·g)".to_owned()]
        }
    };
    let about = abouts.iter().map(|about| about.trim_end()).find(|about| x + text::width(about) <= area.width);
    text::right(buffer, area, x, 0, about.unwrap_or_default(), theme.dim());
}

/// The color of a scheme.
fn ink(theme: &Theme, place: usize) -> Style {
    Style::new().fg(theme.run(place))
}

/// Returns the scheme whose column or name is at a cell of the window.
pub fn scheme_at(model: &Model, layout: &Layout, x: u16, y: u16) -> Option<usize> {
    if model.init.part() != Part::Signal || !layout.field.contains(Position { x, y }) {
        return None;
    }
    signal::columns(model, layout).into_iter().find(|(_, area)| area.contains(Position { x, y })).map(|(i, _)| i)
}
