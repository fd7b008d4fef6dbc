//! Drawing code that is independent of optimizers and of the terminal program: figures computed from numbers, dots and cells, files.

pub mod export;
pub mod figure;
pub mod raster;
