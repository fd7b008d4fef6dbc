//! RAdam.

use super::Kind;
use super::adam::{averages, division};
use super::describe::{ALPHA, BETA1, BETA2, Convention, Description, EPS, EPS_HAT, Suggestion, Switch};
use super::explain::{Inner, Line, inside, per_axis};
use super::memory::Memory;
use super::number::{Number, Pair, both, mix, squared};
use super::rmsprop::per;
use super::rule::{Given, Here, Rule, Theory};
use crate::parameter::{Parameter, Scale};

/// Adam that divides only when S has seen enough to be trusted: with ρ∞ = 2/(1-β2) - 1 and ρ = ρ∞ - 2tβ2ᵗ/(1-β2ᵗ), the step is
/// αV̂ until ρ is above a threshold, then αrV̂/√Ŝ with r² = (ρ-4)(ρ-2)ρ∞ / ((ρ∞-4)(ρ∞-2)ρ) (Liu et al. 2020, arXiv
/// 1908.03265; their threshold is 4, the libraries' 5).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Radam<T = f64> {
    /// Learning rate.
    pub alpha: T,
    /// Share of the velocity that survives a step.
    pub beta1: T,
    /// Share of the squares that survives a step.
    pub beta2: T,
    /// Against division by zero.
    pub eps: T,
    /// The ρ above which the step is divided.
    pub threshold: T,
    /// Whether ε is added before S is corrected.
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

impl<T: Number> Radam<T> {
    /// ρ and ρ∞ after a step.
    #[inline(always)]
    fn trust(&self, memory: &Memory<T>) -> [T; 2] {
        let most = T::constant(2.0) / self.beta2.complement() - 1.0;
        let lost = memory.count * memory.power2 * 2.0 / memory.power2.complement();
        [most - lost, most]
    }

    /// The rectifier r.
    #[inline(always)]
    fn rectifier(rho: T, most: T) -> T {
        ((rho - 4.0) * (rho - 2.0) * most / ((most - 4.0) * (most - 2.0) * rho)).sqrt()
    }
}

impl<T: Number> Rule<T> for Radam<T> {
    const SWITCHES: usize = DESCRIPTION.switches.len();

    fn build(given: Given<T>) -> Self {
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
    fn step(&self, g: Pair<T>, memory: &mut Memory<T>) -> Pair<T> {
        memory.velocity = mix(self.beta1, memory.velocity, self.beta1.complement(), g);
        memory.squares = mix(self.beta2, memory.squares, self.beta2.complement(), squared(g));
        memory.power1 = memory.power1 * self.beta1;
        memory.power2 = memory.power2 * self.beta2;
        memory.count = memory.count + 1.0;
        let gain = self.alpha / memory.power1.complement();
        both(memory.velocity, self.preconditioner(memory), |v, scale| -(v * gain).quotient(scale))
    }
    fn alpha(&self) -> T {
        self.alpha
    }
    fn with_alpha(self, alpha: T) -> Self {
        Self { alpha, ..self }
    }
    /// 1 until ρ is above the threshold, then √Ŝ/r.
    #[inline(always)]
    fn preconditioner(&self, memory: &Memory<T>) -> Pair<T> {
        let [rho, most] = self.trust(memory);
        let rectifier = Self::rectifier(rho, most);
        let share = memory.power2.complement();
        memory.squares.map(|s| {
            let root = if self.eps_hat { (s.sqrt() + self.eps) / share.sqrt() } else { (s / share).sqrt() + self.eps };
            rho.if_above(self.threshold, root / rectifier, T::constant(1.0))
        })
    }
}

impl Theory for Radam {
    /// Adam's, once it divides.
    fn stability_limit(&self) -> Option<f64> {
        Some((2.0 + 2.0 * self.beta1) / (1.0 - self.beta1))
    }
    fn is_preconditioned(&self) -> bool {
        true
    }
    fn recursion(&self, lambda: f64) -> Option<crate::theory::Recursion> {
        Some(crate::theory::Recursion::heavy_ball(self.alpha * (1.0 - self.beta1), self.beta1, lambda))
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
