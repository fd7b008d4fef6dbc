//! One file or folder per screen, and parts shared by several of them.

pub mod averages;
pub mod bowl;
mod chart;
mod explain;
pub mod init;
pub mod map;
mod plot;
mod question;
pub mod race;
pub mod side;
mod slider;
mod timeline;
mod words;

use ratatui::buffer::Buffer;

use super::frame_cache::FrameCache;
use super::layout::Layout;
use super::model::Model;
use super::questions;
use super::screen::Screen;

pub use plot::{Plot, plot_at};
pub use timeline::step_at;

/// Returns the run whose row or name is at a cell of the window, outside the race's panel.
pub fn run_at(model: &Model, layout: &Layout, x: u16, y: u16) -> Option<usize> {
    match model.screen {
        Screen::Race => None,
        Screen::Side => side::row_at(model, layout, x, y).or_else(|| side::title_at(layout, x, y)),
        Screen::Bowl => bowl::row_at(model, layout, x, y),
        Screen::Map | Screen::Averages => None,
        Screen::Init => init::scheme_at(model, layout, x, y),
    }
}

/// Returns the panel element at a cell of the window.
pub fn hit(model: &Model, layout: &Layout, x: u16, y: u16) -> Option<race::Hit> {
    match model.screen {
        Screen::Averages => averages::hit(model, layout, x, y),
        Screen::Init => init::hit(model, layout, x, y),
        Screen::Map => map::hit(model, layout, x, y),
        _ => race::hit(model, layout, x, y),
    }
}

/// Returns the slider value at a column of the window.
pub fn slide_to(model: &Model, layout: &Layout, place: usize, x: u16) -> Option<f64> {
    match model.screen {
        Screen::Averages => averages::slide_to(model, layout, place, x),
        Screen::Init => init::slide_to(model, layout, place, x),
        Screen::Map => map::slide_to(model, layout, place, x),
        _ => race::slide_to(model, layout, place, x),
    }
}

/// Draws the current screen.
pub fn draw(buffer: &mut Buffer, model: &Model, cache: &FrameCache, layout: &Layout) {
    match model.screen {
        Screen::Race => race::draw(buffer, model, cache, layout),
        Screen::Side => side::draw(buffer, model, cache, layout),
        Screen::Bowl => bowl::draw(buffer, model, cache, layout),
        Screen::Averages => averages::draw(buffer, model, cache, layout),
        Screen::Init => init::draw(buffer, model, layout),
        Screen::Map => map::draw(buffer, model, cache, layout),
    }
    if let Some(asked) = questions::shown(model) {
        question::draw(buffer, model, layout, &asked.words(), asked.answer(model));
    }
}
