//! ravine: a laboratory for first-order optimizers.
//!
//! The floors, each resting only on those below it: the mathematics ([`math`]: surfaces, formulas, data), update rules
//! ([`optimizer`]), moving averages ([`averages`]), deep nets ([`network`]); what is asked ([`scenario`]) and what happens ([`run`]);
//! pictures ([`draw`]); the interactive program ([`tui`]) and the command line ([`cli`]).

pub mod averages;
pub mod cli;
pub mod draw;
pub mod jobs;
pub mod math;
pub mod network;
pub mod optimizer;
pub mod run;
pub mod scenario;
pub mod tui;
