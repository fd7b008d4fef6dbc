//! What is drawn, free of any device: colours, bands of loss, ticks, the sampled field.

pub mod bands;
pub mod colour;
pub mod field;
pub mod ticks;

pub use bands::Bands;
pub use colour::Rgb;
pub use field::Field;
