//! Lion.

use super::Kind;
use super::describe::{ALPHA, BETA1, BETA2, Convention, Description, Suggestion};
use super::explain::{Inner, Line, inside, mixed, per_axis};
use super::memory::Memory;
use super::number::{Pair, complement, mix};
use super::rule::{Given, Here, Rule, Theory, keeps};
use crate::math::parameter::Parameter;
use crate::math::surface::Real;

/// θ <- θ - α·sign(β1V + (1-β1)g), then V <- β2V + (1-β2)g: every step has length α along each axis that has a gradient (Chen
/// et al. 2023, arXiv 2302.06675, found by program search). Its decay is decoupled.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lion {
    /// Learning rate: the length of a step.
    pub alpha: f64,
    /// Weight of the velocity inside the sign.
    pub beta1: f64,
    /// Decay rate of the velocity.
    pub beta2: f64,
}

pub(super) static DESCRIPTION: Description = Description {
    name: "lion",
    title: "Lion",
    equation: |_| vec!["C = β₁V + (1-β₁)g", "V ← β₂V + (1-β₂)g", "θ ← θ - α sign(C)"],
    source: "Chen et al. 2023, arXiv 2302.06675",
    hypers: &[ALPHA, BETA1, Parameter { title: "decay of V", default: 0.99, ..BETA2 }],
    switches: &[],
    overrides: &[(Convention::Optax, "weight_decay", 1e-3)],
    decoupled: true,
    libraries: &[Convention::Keras, Convention::Optax],
    // Its steps never shrink: at rest it hops back and forth by α.
    suggestion: Suggestion::Reach(0.02),
    kind: Kind::Lion,
};

impl Rule for Lion {
    const KEEPS: u8 = keeps::VELOCITY;
    const SWITCHES: usize = DESCRIPTION.switches.len();

    fn build(given: Given) -> Self {
        Self { alpha: given.hyper(0), beta1: given.hyper(1), beta2: given.hyper(2) }
    }
    #[inline(always)]
    fn step(&self, g: Pair, memory: &mut Memory) -> Pair {
        let ahead = mix(self.beta1, memory.velocity, complement(self.beta1), g);
        memory.velocity = mix(self.beta2, memory.velocity, complement(self.beta2), g);
        ahead.map(|c| -(c.sign() * self.alpha))
    }
    fn alpha(&self) -> f64 {
        self.alpha
    }
    fn with_alpha(self, alpha: f64) -> Self {
        Self { alpha, ..self }
    }
}

impl Theory for Lion {
    /// None: a sign has no slope, so curvature says nothing.
    fn stability_limit(&self) -> Option<f64> {
        None
    }
    fn is_normalized(&self) -> bool {
        true
    }
    fn inner(&self, here: &Here, before: &Memory) -> Inner {
        let after = here.after(self, before);
        let (g, v) = (here.gradient, before.velocity);
        let ahead = mix(self.beta1, v, 1.0 - self.beta1, g);
        let line = |left, right: &str, numbers, value| Line { left, right: right.to_owned(), numbers, value };
        Inner {
            lines: vec![
                line("C =", "β₁V + (1-β₁)g", mixed(self.beta1, 1.0 - self.beta1, v, g), ahead),
                line("V ←", "β₂V + (1-β₂)g", mixed(self.beta2, 1.0 - self.beta2, v, g), after.velocity),
            ],
            velocity: Some(("sign(C)", ahead.map(Real::sign))),
            step: "-α sign(C)".to_owned(),
            numbers: per_axis(|i| format!("-{}·{}", inside(self.alpha), inside(ahead[i].sign()))),
            ..Inner::default()
        }
    }
}
