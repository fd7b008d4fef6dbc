//! Adagrad.

use super::Kind;
use super::describe::{ALPHA, Convention, Description, EPS, EPS_IN_SQRT, EVERYWHERE, Suggestion, Switch};
use super::explain::{Inner, Line, bracketed, inside, mixed, per_axis, scale_names};
use super::memory::Memory;
use super::number::{Pair, both, quotient, root, squared};
use super::rule::{Given, Here, Rule, Theory, keeps};
use crate::math::parameter::Parameter;

/// S <- S + g², θ <- θ - αg/(√S+ε): a learning rate per axis, set by its past gradients, that never grows
/// (Duchi, Hazan & Singer 2011, with a diagonal matrix).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Adagrad {
    /// Learning rate.
    pub alpha: f64,
    /// Added to the denominator for numerical stability.
    pub eps: f64,
    /// Initial value of S.
    pub initial: f64,
    /// True for √(S+ε), false for √S + ε.
    pub eps_in_sqrt: bool,
}

/// ε under the root or, as in PyTorch and the paper, outside it.
const UNDER: Switch =
    Switch { default: |c| usize::from(matches!(c, Convention::Keras | Convention::Optax)), ..EPS_IN_SQRT };

pub(super) static DESCRIPTION: Description = Description {
    name: "adagrad",
    title: "Adagrad",
    equation: |values| vec!["S ← S + g²", if values.on(0) { "θ ← θ - α g/√(S+ε)" } else { "θ ← θ - α g/(√S+ε)" }],
    source: "Duchi, Hazan & Singer 2011",
    hypers: &[
        ALPHA,
        EPS,
        Parameter {
            name: "initial", symbol: "S₀", title: "S at the start", default: 0.0, slider: (1e-4, 1e2), ..EPS
        },
    ],
    switches: &[UNDER],
    overrides: &[
        (Convention::Pytorch, "eps", 1e-10),
        (Convention::Keras, "eps", 1e-7),
        (Convention::Keras, "initial", 0.1),
        (Convention::Optax, "eps", 1e-7),
        (Convention::Optax, "initial", 0.1),
    ],
    decoupled: false,
    libraries: EVERYWHERE,
    // Its steps shrink like 1/√t, so the first must be long.
    suggestion: Suggestion::Reach(0.16),
    kind: Kind::Adagrad,
};

impl Rule for Adagrad {
    const KEEPS: u8 = keeps::SQUARES;
    const SWITCHES: usize = DESCRIPTION.switches.len();

    fn build(given: Given) -> Self {
        Self { alpha: given.hyper(0), eps: given.hyper(1), initial: given.hyper(2), eps_in_sqrt: given.on(0) }
    }
    fn start(&self) -> Memory {
        Memory { squares: [self.initial; 2], ..Memory::default() }
    }
    #[inline(always)]
    fn step(&self, g: Pair, memory: &mut Memory) -> Pair {
        memory.squares = both(memory.squares, squared(g), |s, g| s + g);
        both(g, self.preconditioner(memory), |g, scale| -quotient(g * self.alpha, scale))
    }
    fn alpha(&self) -> f64 {
        self.alpha
    }
    fn with_alpha(self, alpha: f64) -> Self {
        Self { alpha, ..self }
    }
    #[inline(always)]
    fn preconditioner(&self, memory: &Memory) -> Pair {
        memory.squares.map(|s| root(s, self.eps, self.eps_in_sqrt))
    }
}

impl Theory for Adagrad {
    /// Gradient descent on the surface as seen through the frozen preconditioner.
    fn stability_limit(&self) -> Option<f64> {
        Some(2.0)
    }
    fn is_preconditioned(&self) -> bool {
        true
    }
    fn recursion(&self, lambda: f64) -> Option<crate::optimizer::theory::Recursion> {
        Some(crate::optimizer::theory::Recursion::gradient_descent(self.alpha, lambda))
    }
    fn inner(&self, here: &Here, before: &Memory) -> Inner {
        let after = here.after(self, before);
        let (g, scale) = (here.gradient, self.preconditioner(&after));
        let numbers = mixed(1.0, 1.0, before.squares, squared(g));
        let (root, rate) = scale_names(false, self.eps_in_sqrt);
        Inner {
            lines: vec![Line { left: "S ←", right: "S + g²".to_owned(), numbers, value: after.squares }],
            scale: Some((root, rate, scale)),
            step: format!("-αg/{}", bracketed(root)),
            numbers: per_axis(|i| format!("-{}·{}/{}", inside(self.alpha), inside(g[i]), inside(scale[i]))),
            ..Inner::default()
        }
    }
}
