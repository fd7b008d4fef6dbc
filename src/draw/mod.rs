//! Drawing that knows nothing of optimizers or of a terminal program: figures computed from numbers, dots and cells, files.

pub mod export;
pub mod figure;
pub mod raster;
