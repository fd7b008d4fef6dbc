//! Figures, independent of any output device: colors, bands of loss, ticks, the sampled field, bodies and the camera.

pub mod bands;
pub mod basins;
pub mod camera;
pub mod color;
pub mod cut;
pub mod field;
pub mod heat;
pub mod isolines;
pub mod relief;
pub mod ticks;

pub use bands::{Bands, HOLE};
pub use camera::Camera;
pub use color::Rgb;
pub use cut::Cut;
pub use field::Field;
pub use isolines::Isolines;
pub use relief::Relief;
