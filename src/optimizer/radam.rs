//! RAdam.

use super::Kind;
use super::adam::{averages, division};
use super::describe::{ALPHA, BETA1, BETA2, Convention, Description, EPS, EPS_HAT, Suggestion, Switch};
use super::explain::{Inner, Line, inside, per_axis};
use super::memory::Memory;
use super::number::{Pair, both, complement, mix, quotient, squared};
use super::rmsprop::per;
use super::rule::{Given, Here, Rule, Theory};
use crate::math::parameter::{Parameter, Scale};

/// Adam that divides only once S is reliable: with ρ∞ = 2/(1-β2) - 1 and ρ = ρ∞ - 2tβ2ᵗ/(1-β2ᵗ), the step is
/// αV̂ until ρ exceeds a threshold, then αrV̂/√Ŝ with r² = (ρ-4)(ρ-2)ρ∞ / ((ρ∞-4)(ρ∞-2)ρ) (Liu et al. 2020, arXiv
/// 1908.03265; their threshold is 4, the libraries' 5).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Radam {
    /// Learning rate.
    pub alpha: f64,
    /// Decay rate of the velocity.
    pub beta1: f64,
    /// Decay rate of the squared gradients.
    pub beta2: f64,
    /// Added to the denominator for numerical stability.
    pub eps: f64,
    /// Threshold of ρ above which the step is divided.
    pub threshold: f64,
    /// True if ε is added before S is corrected.
    pub eps_hat: bool,
}

pub(super) static DESCRIPTION: Description = Description {
    name: "radam",
    title: "rectified Adam",
    equation: |values| {
        let last = if values.on(0) {
            "θ ← θ - α r V̂√(1-β₂ᵗ)/(√S+ε)"
        } else {
            "θ ← θ - α r V̂/(√Ŝ+ε)"
        };
        let mut lines = vec!["V ← β₁V + (1-β₁)g", "S ← β₂S + (1-β₂)g²", "V̂ = V/(1-β₁ᵗ)", "ρ = ρ∞ - 2tβ₂ᵗ/(1-β₂ᵗ)"];
        lines.push(last);
        lines
    },
    source: "Liu et al. 2020, arXiv 1908.03265",
    hypers: &[
        ALPHA,
        BETA1,
        BETA2,
        EPS,
        Parameter {
            name: "threshold",
            symbol: "ρ₀",
            title: "ρ from which it divides",
            default: 5.0,
            low: 4.0,
            high: 1e6,
            open: false,
            slider: (4.0, 100.0),
            scale: Scale::Log,
        },
    ],
    switches: &[Switch { default: |c| usize::from(c != Convention::Optax), ..EPS_HAT }],
    overrides: &[(Convention::Notes, "threshold", 4.0), (Convention::Keras, "threshold", 4.0)],
    decoupled: false,
    libraries: &[Convention::Pytorch, Convention::Optax],
    suggestion: Suggestion::Reach(0.05),
    kind: Kind::Radam,
};

impl Radam {
    /// ρ and ρ∞ after a step.
    #[inline(always)]
    fn trust(&self, memory: &Memory) -> [f64; 2] {
        let most = 2.0 / complement(self.beta2) - 1.0;
        let lost = memory.count * memory.power2 * 2.0 / complement(memory.power2);
        [most - lost, most]
    }

    /// The rectifier r.
    #[inline(always)]
    fn rectifier(rho: f64, most: f64) -> f64 {
        ((rho - 4.0) * (rho - 2.0) * most / ((most - 4.0) * (most - 2.0) * rho)).sqrt()
    }
}

impl Rule for Radam {
    const SWITCHES: usize = DESCRIPTION.switches.len();

    fn build(given: Given) -> Self {
        Self {
            alpha: given.hyper(0),
            beta1: given.hyper(1),
            beta2: given.hyper(2),
            eps: given.hyper(3),
            threshold: given.hyper(4),
            eps_hat: given.on(0),
        }
    }
    #[inline(always)]
    fn step(&self, g: Pair, memory: &mut Memory) -> Pair {
        memory.velocity = mix(self.beta1, memory.velocity, complement(self.beta1), g);
        memory.squares = mix(self.beta2, memory.squares, complement(self.beta2), squared(g));
        memory.power1 *= self.beta1;
        memory.power2 *= self.beta2;
        memory.count += 1.0;
        let gain = self.alpha / complement(memory.power1);
        both(memory.velocity, self.preconditioner(memory), |v, scale| -quotient(v * gain, scale))
    }
    fn alpha(&self) -> f64 {
        self.alpha
    }
    fn with_alpha(self, alpha: f64) -> Self {
        Self { alpha, ..self }
    }
    /// 1 until ρ exceeds the threshold, then √Ŝ/r.
    #[inline(always)]
    fn preconditioner(&self, memory: &Memory) -> Pair {
        let [rho, most] = self.trust(memory);
        let rectifier = Self::rectifier(rho, most);
        let share = complement(memory.power2);
        memory.squares.map(|s| {
            let root = if self.eps_hat { (s.sqrt() + self.eps) / share.sqrt() } else { (s / share).sqrt() + self.eps };
            if rho > self.threshold { root / rectifier } else { 1.0 }
        })
    }
}

impl Theory for Radam {
    /// Adam's, once the step is divided.
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
        let line = division("V̂ =", "V/(1-β₁ᵗ)", after.velocity, 1.0 - after.power1);
        let velocity = line.value;
        lines.push(line);
        let [rho, most] = self.trust(&after);
        let divides = rho > self.threshold;
        let mut numbers = [format!("ρ∞ {}", inside(most)), String::new()];
        if divides {
            numbers[1] = format!("r = {}", inside(Self::rectifier(rho, most)));
        } else {
            numbers[1] = format!("below {}: no division", inside(self.threshold));
        }
        lines
            .push(Line { left: "ρ =", right: "ρ∞ - 2tβ₂ᵗ/(1-β₂ᵗ)".to_owned(), numbers, value: [rho; 2] });
        let scale = self.preconditioner(&after);
        let (root, rate) = if divides { ("√Ŝ/r", "α r/√Ŝ") } else { ("1", "α") };
        let step = match (divides, self.eps_hat) {
            (false, _) => "-αV̂",
            (true, true) => "-α r V̂√(1-β₂ᵗ)/(√S+ε)",
            (true, false) => "-α r V̂/(√Ŝ+ε)",
        };
        let numbers = per_axis(|i| format!("-{}·{}/{}", inside(self.alpha), inside(velocity[i]), inside(scale[i])));
        let ahead = per(here.step(self, before), scale, self.alpha);
        Inner {
            lines, velocity: Some(("V̂", ahead)), scale: Some((root, rate, scale)), step: step.to_owned(), numbers
        }
    }
}
