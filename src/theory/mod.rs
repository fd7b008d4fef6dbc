//! What theory predicts, beside what is measured.

mod rate;

pub use rate::{gradient_descent, heavy_ball, measured, nesterov};
