//! AdaMax.

use super::Kind;
use super::adam::{averages, division, quotient_step};
use super::describe::{ALPHA, BETA1, BETA2, Convention, Description, EPS, EVERYWHERE, OFF_ON, Suggestion, Switch};
use super::explain::{Inner, Line, inside, per_axis};
use super::memory::Memory;
use super::number::{Pair, both, complement, mix, quotient};
use super::rule::{Given, Here, Rule, Theory, keeps};

/// Adam with a decaying maximum of the gradients in place of the root of an average: U <- max(β2U, abs(g)),
/// θ <- θ - αV̂/U (Kingma & Ba 2015, section 7.1).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Adamax {
    /// Learning rate.
    pub alpha: f64,
    /// Decay rate of the velocity.
    pub beta1: f64,
    /// Decay rate of the maximum.
    pub beta2: f64,
    /// Added to the denominator for numerical stability.
    pub eps: f64,
    /// True if ε is added to the gradient inside the maximum.
    pub eps_in_max: bool,
}

pub(super) static DESCRIPTION: Description = Description {
    name: "adamax",
    title: "AdaMax",
    equation: |values| {
        let (most, last) = match values.on(0) {
            true => ("U ← max(β₂U, |g|+ε)", "θ ← θ - α V̂/U"),
            false => ("U ← max(β₂U, |g|)", "θ ← θ - α V̂/(U+ε)"),
        };
        vec!["V ← β₁V + (1-β₁)g", most, "V̂ = V/(1-β₁ᵗ)", last]
    },
    source: "Kingma & Ba 2015, section 7.1",
    hypers: &[ALPHA, BETA1, BETA2, EPS],
    switches: &[Switch {
        name: "eps_in_max",
        title: "ε in the maximum",
        choices: OFF_ON,
        default: |c| usize::from(matches!(c, Convention::Pytorch | Convention::Optax)),
    }],
    overrides: &[(Convention::Keras, "eps", 1e-7)],
    decoupled: false,
    libraries: EVERYWHERE,
    suggestion: Suggestion::Reach(0.05),
    kind: Kind::Adamax,
};

impl Rule for Adamax {
    const KEEPS: u8 = keeps::VELOCITY | keeps::SQUARES | keeps::POWERS;
    const SWITCHES: usize = DESCRIPTION.switches.len();

    fn build(given: Given) -> Self {
        Self {
            alpha: given.hyper(0),
            beta1: given.hyper(1),
            beta2: given.hyper(2),
            eps: given.hyper(3),
            eps_in_max: given.on(0),
        }
    }
    #[inline(always)]
    fn step(&self, g: Pair, memory: &mut Memory) -> Pair {
        memory.velocity = mix(self.beta1, memory.velocity, complement(self.beta1), g);
        memory.power1 *= self.beta1;
        memory.squares = both(memory.squares, g, |u, g| {
            let size = if self.eps_in_max { g.abs() + self.eps } else { g.abs() };
            (u * self.beta2).max(size)
        });
        let gain = self.alpha / complement(memory.power1);
        both(memory.velocity, self.preconditioner(memory), |v, scale| -quotient(v * gain, scale))
    }
    fn alpha(&self) -> f64 {
        self.alpha
    }
    fn with_alpha(self, alpha: f64) -> Self {
        Self { alpha, ..self }
    }
    #[inline(always)]
    fn preconditioner(&self, memory: &Memory) -> Pair {
        memory.squares.map(|u| if self.eps_in_max { u } else { u + self.eps })
    }
}

impl Theory for Adamax {
    /// The same as Adam's.
    fn stability_limit(&self) -> Option<f64> {
        Some((2.0 + 2.0 * self.beta1) / (1.0 - self.beta1))
    }
    fn is_preconditioned(&self) -> bool {
        true
    }
    fn recursion(&self, lambda: f64) -> Option<crate::optimizer::theory::Recursion> {
        Some(crate::optimizer::theory::Recursion::heavy_ball(self.alpha * (1.0 - self.beta1), self.beta1, lambda))
    }
    fn inner(&self, here: &Here, before: &Memory) -> Inner {
        let after = here.after(self, before);
        let mut lines = averages(self.beta1, self.beta2, before, &after, here.gradient);
        lines.truncate(1);
        let right = if self.eps_in_max { "max(β₂U, |g|+ε)" } else { "max(β₂U, |g|)" };
        let numbers = per_axis(|i| {
            format!("max({}, {})", inside(self.beta2 * before.squares[i]), inside(here.gradient[i].abs()))
        });
        lines.push(Line { left: "U ←", right: right.to_owned(), numbers, value: after.squares });
        let line = division("V̂ =", "V/(1-β₁ᵗ)", after.velocity, 1.0 - after.power1);
        let velocity = line.value;
        lines.push(line);
        let scale = self.preconditioner(&after);
        let (root, rate) = if self.eps_in_max { ("U", "α/U") } else { ("U+ε", "α/(U+ε)") };
        let (step, numbers) = quotient_step(self.alpha, "V̂", velocity, root, scale);
        Inner { lines, velocity: Some(("V̂", velocity)), scale: Some((root, rate, scale)), step, numbers }
    }
}
