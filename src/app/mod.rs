//! The interactive program: model, actions, keys, screens, the terminal.

pub mod action;
mod chrome;
mod history;
pub mod keymap;
pub mod layout;
pub mod model;
mod overlays;
mod pen;
pub mod picker;
pub mod screens;
pub mod stage;
pub mod theme;
pub mod update;
pub mod view;

pub use action::Action;
pub use model::Model;
pub use stage::Stage;
