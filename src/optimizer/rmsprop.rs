//! RMSprop.

use nalgebra::Vector2;

use super::explain::{Inner, Line, inside, mixed, per_axis};
use super::{ALPHA, AnyRule, Convention, DECAY, Description, EPS, EPS_IN_SQRT, Memory, Rule, Suggestion, root};
use crate::parameter::Parameter;

/// S <- βS + (1-β)g², θ <- θ - αg/√(S+ε): a step of about α on every axis, steep or flat (Tieleman & Hinton 2012).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rmsprop {
    /// Learning rate.
    pub alpha: f64,
    /// Share of the squares that survives a step.
    pub beta: f64,
    /// Against division by zero.
    pub eps: f64,
    /// √(S+ε) rather than √S + ε.
    pub eps_in_sqrt: bool,
}

pub(super) static DESCRIPTION: Description = Description {
    name: "rmsprop",
    title: "RMSprop",
    equation: |values| vec!["S ← βS + (1-β)g²", if values.on(0) { "θ ← θ - α g/√(S+ε)" } else { "θ ← θ - α g/(√S+ε)" }],
    source: "Tieleman & Hinton 2012, lecture 6.5",
    hypers: &[ALPHA, Parameter { title: "decay of squares", ..DECAY }, EPS],
    switches: &[EPS_IN_SQRT],
    overrides: &[(Convention::Pytorch, "beta", 0.99)],
    suggestion: Suggestion::Reach(0.028),
    build: |values| {
        AnyRule::Rmsprop(Rmsprop {
            alpha: values.hyper(0),
            beta: values.hyper(1),
            eps: values.hyper(2),
            eps_in_sqrt: values.on(0),
        })
    },
};

impl Rule for Rmsprop {
    #[inline(always)]
    fn step(&self, g: Vector2<f64>, memory: &mut Memory) -> Vector2<f64> {
        memory.squares = memory.squares * self.beta + g.component_mul(&g) * (1.0 - self.beta);
        let scale = self.preconditioner(memory);
        -g.zip_map(&scale, |g, scale| quotient(self.alpha * g, scale))
    }
    fn alpha(&self) -> f64 {
        self.alpha
    }
    fn inner(&self, g: Vector2<f64>, before: &Memory) -> Inner {
        let mut memory = *before;
        let _ = self.step(g, &mut memory);
        let scale = self.preconditioner(&memory);
        let numbers = mixed(self.beta, 1.0 - self.beta, before.squares, g.component_mul(&g));
        let (root, rate) = scale_names(false, self.eps_in_sqrt);
        Inner {
            lines: vec![Line { left: "S ←", right: "βS + (1-β)g²".to_owned(), numbers, value: memory.squares }],
            scale: Some((root, rate, scale)),
            step: format!("-αg/{}", bracketed(root)),
            numbers: per_axis(|i| format!("-{}·{}/{}", inside(self.alpha), inside(g[i]), inside(scale[i]))),
            ..Inner::default()
        }
    }
    /// Gradient descent on the surface seen through the frozen preconditioner.
    fn stability_limit(&self) -> f64 {
        2.0
    }
    fn is_preconditioned(&self) -> bool {
        true
    }
    #[inline(always)]
    fn preconditioner(&self, memory: &Memory) -> Vector2<f64> {
        memory.squares.map(|s| root(s, self.eps, self.eps_in_sqrt))
    }
}

/// What an axis is divided by, and its rate, in symbols.
pub(super) fn scale_names(corrected: bool, eps_in_sqrt: bool) -> (&'static str, &'static str) {
    match (corrected, eps_in_sqrt) {
        (false, true) => ("√(S+ε)", "α/√(S+ε)"),
        (false, false) => ("√S+ε", "α/(√S+ε)"),
        (true, true) => ("√(Ŝ+ε)", "α/√(Ŝ+ε)"),
        (true, false) => ("√Ŝ+ε", "α/(√Ŝ+ε)"),
    }
}

/// A divisor, in brackets if it is a sum.
pub(super) fn bracketed(divisor: &str) -> String {
    if divisor.ends_with(')') { divisor.to_owned() } else { format!("({divisor})") }
}

/// a/b, and 0 for 0/0: with ε = 0 an axis that never had a gradient does not move.
#[inline(always)]
pub(super) fn quotient(a: f64, b: f64) -> f64 {
    if a == 0.0 { 0.0 } else { a / b }
}
