//! Figures as terminal cells: bands as block glyphs on background colors, paths and curves as braille.

pub mod blocks;
pub mod braille;
pub mod chart;
pub mod contour;
pub mod solid;
pub mod trail;

pub use blocks::Tier;
pub use braille::Layer;
pub use contour::Contours;
pub use solid::Solid;
pub use trail::Trail;
