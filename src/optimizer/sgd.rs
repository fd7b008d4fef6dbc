//! Gradient descent.

use super::describe::{ALPHA, Description, EVERYWHERE, Suggestion};
use super::explain::{Inner, inside, per_axis};
use super::memory::Memory;
use super::number::Pair;
use super::rule::{Given, Here, Rule, Theory};
use super::{Kind, theory};

/// θ <- θ - αg, the notes' "normal GD"; stochastic if its gradients are (Robbins & Monro 1951).
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
    decoupled: false,
    libraries: EVERYWHERE,
    // αλ = 1.8: every step overshoots the floor of the ravine and lands a little lower on the other side.
    suggestion: Suggestion::Curvature(0.9),
    kind: Kind::Sgd,
};

impl Rule for Sgd {
    const KEEPS: u8 = 0;
    const SWITCHES: usize = DESCRIPTION.switches.len();

    fn build(given: Given) -> Self {
        Self { alpha: given.hyper(0) }
    }
    #[inline(always)]
    fn step(&self, g: Pair, _: &mut Memory) -> Pair {
        g.map(|g| -(g * self.alpha))
    }
    fn alpha(&self) -> f64 {
        self.alpha
    }
    fn with_alpha(self, alpha: f64) -> Self {
        Self { alpha }
    }
}

impl Theory for Sgd {
    /// αλ < 2: the error along an eigenvector is multiplied by 1 - αλ.
    fn stability_limit(&self) -> Option<f64> {
        Some(2.0)
    }
    fn recursion(&self, lambda: f64) -> Option<crate::optimizer::theory::Recursion> {
        Some(crate::optimizer::theory::Recursion::gradient_descent(self.alpha, lambda))
    }
    fn noise(&self) -> Option<[f64; 2]> {
        Some([self.alpha, 0.0])
    }
    fn best(&self, low: f64, high: f64) -> Option<crate::optimizer::theory::Best> {
        Some(crate::optimizer::theory::best_gradient_descent(low, high))
    }
    fn inner(&self, here: &Here, _: &Memory) -> Inner {
        let numbers = per_axis(|i| format!("-{}·{}", inside(self.alpha), inside(here.gradient[i])));
        Inner { step: "-αg".to_owned(), numbers, ..Inner::default() }
    }
    fn rate(&self, lambda: f64) -> Option<f64> {
        Some(theory::gradient_descent(self.alpha, lambda))
    }
}
