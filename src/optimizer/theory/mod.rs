//! Theoretical predictions, to compare with measurements.

mod rate;
mod recursion;

pub use rate::{gradient_descent, heavy_ball, measured, nesterov};
pub use recursion::{Best, Recursion, Regime, best_gradient_descent, best_heavy_ball, best_nesterov};
