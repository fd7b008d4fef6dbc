//! AMSGrad.

use super::Kind;
use super::adam::{self, Adam, Largest};
use super::describe::{BIAS_CORRECTION, Convention, Description, EPS_HAT, EPS_IN_SQRT, Switch};
use super::explain::Inner;
use super::memory::Memory;
use super::number::Pair;
use super::rule::{Given, Here, Rule, Theory, keeps};

/// Adam with the largest S so far in place of S, so that rates never grow (Reddi, Kale & Kumar 2018, without bias correction).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Amsgrad(Adam);

pub(super) static DESCRIPTION: Description = Description {
    name: "amsgrad",
    title: "AMSGrad",
    equation: |values| {
        let corrected = values.on(0);
        // As in `build`.
        let raw = !values.on(3) || !corrected;
        let hat = values.on(2) && raw && corrected;
        let mut seen = values.clone();
        if let Some(slot) = seen.switches.get_mut(2) {
            *slot = usize::from(hat);
        }
        let mut lines = adam::equation(&seen);
        let line = if raw || !corrected || hat { "M ← max(M, S)" } else { "M ← max(M, Ŝ)" };
        let last = lines.len().saturating_sub(1);
        // Before Ŝ if the maximum is over S, after it if over Ŝ.
        let place = if raw && corrected && !hat { last.saturating_sub(1) } else { last };
        lines.insert(place, line);
        if raw && corrected && !hat {
            if let Some(slot) = lines.get_mut(place + 1) {
                *slot = "Ŝ = M/(1-β₂ᵗ)";
            }
        } else if let Some(slot) = lines.last_mut() {
            *slot = match (corrected, values.on(1)) {
                (true, true) => "θ ← θ - α V̂/√(M+ε)",
                (true, false) => "θ ← θ - α V̂/(√M+ε)",
                (false, true) => "θ ← θ - α V/√(M+ε)",
                (false, false) => "θ ← θ - α V/(√M+ε)",
            };
        }
        lines
    },
    source: "Reddi, Kale & Kumar 2018, arXiv 1904.09237",
    switches: &[
        Switch { default: |c| usize::from(c != Convention::Notes), ..BIAS_CORRECTION },
        Switch { default: |_| 0, ..EPS_IN_SQRT },
        EPS_HAT,
        Switch {
            name: "max_of",
            title: "the largest of",
            choices: &["raw", "corrected"],
            default: |c| usize::from(c == Convention::Optax),
        },
    ],
    kind: Kind::Amsgrad,
    ..adam::DESCRIPTION
};

impl Rule for Amsgrad {
    const KEEPS: u8 = keeps::VELOCITY | keeps::SQUARES | keeps::THIRD | keeps::POWERS;
    const SWITCHES: usize = DESCRIPTION.switches.len();

    fn build(given: Given) -> Self {
        let largest = if given.on(3) { Largest::Corrected } else { Largest::Raw };
        let adam = Adam::build(given);
        // Without bias correction the two are the same.
        let largest = if adam.bias_correction { largest } else { Largest::Raw };
        // If the maximum is over the corrected S, there is no later correction for ε to come before.
        let eps_hat = adam.eps_hat && largest == Largest::Raw;
        Self(Adam { largest: Some(largest), eps_hat, ..adam })
    }
    #[inline(always)]
    fn step(&self, g: Pair, memory: &mut Memory) -> Pair {
        self.0.step(g, memory)
    }
    fn alpha(&self) -> f64 {
        self.0.alpha
    }
    fn with_alpha(self, alpha: f64) -> Self {
        Self(self.0.with_alpha(alpha))
    }
    #[inline(always)]
    fn preconditioner(&self, memory: &Memory) -> Pair {
        self.0.preconditioner(memory)
    }
}

impl Theory for Amsgrad {
    fn stability_limit(&self) -> Option<f64> {
        self.0.stability_limit()
    }
    fn is_preconditioned(&self) -> bool {
        true
    }
    fn recursion(&self, lambda: f64) -> Option<crate::optimizer::theory::Recursion> {
        self.0.recursion(lambda)
    }
    fn inner(&self, here: &Here, before: &Memory) -> Inner {
        self.0.inner(here, before)
    }
}
