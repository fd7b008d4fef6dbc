//! ravine: a laboratory for first-order optimizers.
//!
//! The floors, each resting only on those below it: the mathematics ([`surface`], [`optimizer`], [`gradient`],
//! [`data`], [`smoothing`], [`network`]), what is simulated ([`scenario`], [`race`], [`theory`]), what is drawn ([`figure`], [`raster`],
//! [`export`]), the interactive program ([`app`]), the command line ([`cli`]).

pub mod app;
pub mod atlas;
pub mod cli;
pub mod data;
pub mod export;
pub mod figure;
pub mod file;
pub mod gradient;
pub mod lab;
pub mod nearest;
pub mod network;
pub mod number;
pub mod optimizer;
pub mod parameter;
pub mod race;
pub mod raster;
pub mod scenario;
pub mod smoothing;
pub mod surface;
pub mod theory;
