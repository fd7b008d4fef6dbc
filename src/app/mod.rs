//! The interactive program: model, actions, keys, screens, the terminal.

pub mod action;
mod ascii;
pub mod averages;
pub mod basins;
pub mod bench;
mod body;
mod choose;
mod chrome;
mod graph;
pub mod heat;
mod history;
pub mod init;
pub mod input;
pub mod keymap;
pub mod layout;
pub mod line;
pub mod map;
pub mod model;
mod orbit;
mod overlays;
mod pen;
pub mod picker;
pub mod player;
pub mod run;
pub mod screen;
pub mod screens;
pub mod search;
pub mod session;
mod sight;
pub mod stage;
pub mod theme;
pub mod update;
pub mod view;

pub use action::Action;
pub use model::Model;
pub use stage::Stage;
