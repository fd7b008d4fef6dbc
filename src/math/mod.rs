//! The mathematics: loss surfaces and typed formulas with exact derivatives, data tables and the losses over them, where gradients
//! come from, and how values describe and write themselves.

pub mod data;
pub mod gradient;
pub mod nearest;
pub mod number;
pub mod parameter;
pub mod surface;
