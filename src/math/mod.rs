//! The mathematics: loss surfaces and user-written formulas with exact derivatives, data tables and the losses over them, gradient sources,
//! self-describing parameters, and number formatting.

pub mod data;
pub mod gradient;
pub mod nearest;
pub mod number;
pub mod parameter;
pub mod surface;
