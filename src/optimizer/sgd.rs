//! Gradient descent.

use nalgebra::Vector2;

use super::explain::{Inner, inside, per_axis};
use super::{ALPHA, AnyRule, Description, Memory, Rule, Suggestion};
use crate::theory;

/// θ <- θ - αg, the notes' "normal GD"; stochastic when its gradients are (Robbins & Monro 1951).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sgd {
    /// Learning rate.
    pub alpha: f64,
}

pub(super) static DESCRIPTION: Description = Description {
    name: "sgd",
    title: "gradient descent",
    equation: |_| vec!["θ ← θ - αg"],
    source: "Cauchy 1847; Robbins & Monro 1951",
    hypers: &[ALPHA],
    switches: &[],
    overrides: &[],
    // αλ = 1.88: every step overshoots the ravine's floor and lands a little lower on the other side.
    suggestion: Suggestion::Curvature(0.94),
    build: |values| AnyRule::Sgd(Sgd { alpha: values.hyper(0) }),
};

impl Rule for Sgd {
    #[inline(always)]
    fn step(&self, g: Vector2<f64>, _: &mut Memory) -> Vector2<f64> {
        -(g * self.alpha)
    }
    fn alpha(&self) -> f64 {
        self.alpha
    }
    /// αλ < 2: the error along an eigenvector is multiplied by 1 - αλ.
    fn stability_limit(&self) -> f64 {
        2.0
    }
    fn inner(&self, g: Vector2<f64>, _: &Memory) -> Inner {
        let numbers = per_axis(|i| format!("-{}·{}", inside(self.alpha), inside(g[i])));
        Inner { step: "-αg".to_owned(), numbers, ..Inner::default() }
    }
    fn rate(&self, lambda: f64) -> Option<f64> {
        Some(theory::gradient_descent(self.alpha, lambda))
    }
}
