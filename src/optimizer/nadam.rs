//! NAdam.

use super::Kind;
use super::adam::{averages, division, quotient_step};
use super::describe::{
    ALPHA, BETA1, BETA2, Convention, Description, EPS, EPS_IN_SQRT, EVERYWHERE, OFF_ON, Suggestion, Switch,
};
use super::explain::{Inner, Line, inside, per_axis, scale_names};
use super::memory::Memory;
use super::number::{Pair, both, complement, mix, quotient, root, squared};
use super::rmsprop::per;
use super::rule::{Given, Here, Rule, Theory, keeps};
use crate::math::parameter::{Parameter, Scale};

/// Adam with Nesterov momentum: V̂ = μ' V/(1-Πμ') + (1-μ) g/(1-Πμ), where μ is β1 warmed up,
/// μ_t = β1 (1 - ½·.96^{tψ}), Πμ the product of all μ so far, and μ' the next step's μ (Dozat 2016).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Nadam {
    /// Learning rate.
    pub alpha: f64,
    /// Decay rate of the velocity.
    pub beta1: f64,
    /// Decay rate of the squared gradients.
    pub beta2: f64,
    /// Added to the denominator for numerical stability.
    pub eps: f64,
    /// .96^ψ: the factor per step by which the distance of μ from β1 shrinks.
    pub cooling: f64,
    /// True if μ warms up; otherwise it is β1 from the start.
    pub warming: bool,
    /// True for √(S+ε), false for √S + ε.
    pub eps_in_sqrt: bool,
    /// The step, from 0, that theory is evaluated at; it determines μ.
    pub now: usize,
}

pub(super) static DESCRIPTION: Description = Description {
    name: "nadam",
    title: "NAdam",
    equation: |values| {
        let last = if values.on(1) { "θ ← θ - α V̂/√(Ŝ+ε)" } else { "θ ← θ - α V̂/(√Ŝ+ε)" };
        let ahead = if values.on(0) {
            "V̂ = μ'V/(1-Πμ') + (1-μ)g/(1-Πμ)"
        } else {
            "V̂ = β₁V/(1-β₁ᵗ⁺¹) + (1-β₁)g/(1-β₁ᵗ)"
        };
        vec!["V ← β₁V + (1-β₁)g", "S ← β₂S + (1-β₂)g²", ahead, "Ŝ = S/(1-β₂ᵗ)", last]
    },
    source: "Dozat 2016",
    hypers: &[
        ALPHA,
        BETA1,
        BETA2,
        EPS,
        Parameter {
            name: "momentum_decay",
            symbol: "ψ",
            title: "how fast μ warms up",
            default: 0.004,
            low: 0.0,
            high: 100.0,
            open: false,
            slider: (1e-4, 10.0),
            scale: Scale::Log,
        },
    ],
    switches: &[
        Switch {
            name: "warming",
            title: "μ warms up",
            choices: OFF_ON,
            default: |c| usize::from(c != Convention::Optax),
        },
        Switch { default: |_| 0, ..EPS_IN_SQRT },
    ],
    overrides: &[(Convention::Keras, "eps", 1e-7), (Convention::Keras, "momentum_decay", 1.0)],
    decoupled: false,
    libraries: EVERYWHERE,
    suggestion: Suggestion::Reach(0.05),
    kind: Kind::Nadam,
};

impl Nadam {
    /// μ for a given value of .96^{tψ}, `cold`.
    #[inline(always)]
    fn mu(&self, cold: f64) -> f64 {
        if self.warming { self.beta1 * (cold * -0.5 + 1.0) } else { self.beta1 }
    }

    /// μ at the step that theory is evaluated at.
    fn mu_now(&self) -> f64 {
        self.mu(libm::exp(libm::log(self.cooling) * (self.now as f64 + 1.0)))
    }

    /// The weights of V and of the gradient in V̂ after a step.
    #[inline(always)]
    fn shares(&self, memory: &Memory) -> [f64; 2] {
        let [product, cold] = memory.third;
        let (mu, next) = (self.mu(cold), self.mu(cold * self.cooling));
        [next / complement(product * next), complement(mu) / complement(product)]
    }
}

impl Rule for Nadam {
    const KEEPS: u8 = keeps::VELOCITY | keeps::SQUARES | keeps::THIRD | keeps::POWERS;
    const SWITCHES: usize = DESCRIPTION.switches.len();

    fn build(given: Given) -> Self {
        Self {
            alpha: given.hyper(0),
            beta1: given.hyper(1),
            beta2: given.hyper(2),
            eps: given.hyper(3),
            // .96^ψ = exp(ψ log .96).
            cooling: libm::exp(given.hyper(4) * -0.040_821_994_520_255_166),
            warming: given.on(0),
            eps_in_sqrt: given.on(1),
            now: 0,
        }
    }
    /// `third` holds Πμ and .96^{tψ} rather than a quantity per axis.
    fn start(&self) -> Memory {
        Memory { third: [1.0; 2], ..Memory::default() }
    }
    #[inline(always)]
    fn step(&self, g: Pair, memory: &mut Memory) -> Pair {
        memory.velocity = mix(self.beta1, memory.velocity, complement(self.beta1), g);
        memory.squares = mix(self.beta2, memory.squares, complement(self.beta2), squared(g));
        memory.power2 *= self.beta2;
        let cold = memory.third[1] * self.cooling;
        memory.third = [memory.third[0] * self.mu(cold), cold];
        let [of_v, of_g] = self.shares(memory);
        let ahead = both(memory.velocity, g, |v, g| v * of_v + g * of_g);
        both(ahead, self.preconditioner(memory), |v, scale| -quotient(v * self.alpha, scale))
    }
    fn alpha(&self) -> f64 {
        self.alpha
    }
    fn with_alpha(self, alpha: f64) -> Self {
        Self { alpha, ..self }
    }
    #[inline(always)]
    fn preconditioner(&self, memory: &Memory) -> Pair {
        let share = complement(memory.power2);
        memory.squares.map(|s| root(s / share, self.eps, self.eps_in_sqrt))
    }
}

impl Theory for Nadam {
    /// On the surface as seen through the frozen preconditioner, for an error that flips sign at every step at constant size: V is then
    /// (1-β)/(1+β) of the gradient, and V̂ = μV + (1-μ)g. With μ = β it is Nesterov's limit.
    fn stability_limit(&self) -> Option<f64> {
        let (beta, mu) = (self.beta1, self.mu_now());
        Some(2.0 / (mu * (1.0 - beta) / (1.0 + beta) + 1.0 - mu))
    }
    fn at_step(self, step: usize) -> Self {
        Self { now: step, ..self }
    }
    fn is_preconditioned(&self) -> bool {
        true
    }
    fn recursion(&self, lambda: f64) -> Option<crate::optimizer::theory::Recursion> {
        Some(crate::optimizer::theory::Recursion::lookahead(self.alpha, self.beta1, self.mu_now(), lambda))
    }
    fn inner(&self, here: &Here, before: &Memory) -> Inner {
        let after = here.after(self, before);
        let g = here.gradient;
        let mut lines = averages(self.beta1, self.beta2, before, &after, g);
        let [of_v, of_g] = self.shares(&after);
        let scale = self.preconditioner(&after);
        let ahead = per(here.step(self, before), scale, self.alpha);
        let numbers =
            per_axis(|i| format!("{}·{}+{}·{}", inside(of_v), inside(after.velocity[i]), inside(of_g), inside(g[i])));
        let right = if self.warming {
            "μ'V/(1-Πμ') + (1-μ)g/(1-Πμ)"
        } else {
            "β₁V/(1-β₁ᵗ⁺¹) + (1-β₁)g/(1-β₁ᵗ)"
        };
        lines.push(Line { left: "V̂ =", right: right.to_owned(), numbers, value: ahead });
        lines.push(division("Ŝ =", "S/(1-β₂ᵗ)", after.squares, 1.0 - after.power2));
        let (root, rate) = scale_names(true, self.eps_in_sqrt);
        let (step, numbers) = quotient_step(self.alpha, "V̂", ahead, root, scale);
        Inner { lines, velocity: Some(("V̂", ahead)), scale: Some((root, rate, scale)), step, numbers }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::optimizer::{AnyRule, Convention};

    fn nadam(alpha: f64, step: usize) -> Nadam {
        let mut hypers = DESCRIPTION.defaults(Convention::Notes).hypers;
        hypers[0] = alpha;
        let AnyRule::Nadam(rule) = AnyRule::build(Kind::Nadam, &hypers, &[1, 0]) else { unreachable!() };
        rule.at_step(step)
    }

    /// The recursion of V and V̂ with the step's μ held fixed, along an eigenvector of curvature 1.
    fn walked(alpha: f64, mu: f64, beta: f64, steps: usize) -> f64 {
        let (mut v, mut x) = (0.0, 1.0_f64);
        for _ in 0..steps {
            v = beta * v + (1.0 - beta) * x;
            x -= alpha * (mu * v + (1.0 - mu) * x);
        }
        x.abs()
    }

    #[test]
    fn the_limit_is_that_of_the_steps_own_momentum() {
        // μ = .9(1 - ½·.96^(.004·1001)) is .518 at step 1000: 2/(.518·.1/1.9 + .482).
        let limit = |step| nadam(0.1, step).stability_limit().unwrap_or(f64::NAN);
        assert!((limit(1000) - 3.93).abs() < 5e-3, "{}", limit(1000));
        // Once μ is warmed up it is Nesterov's.
        assert!((limit(10_000_000) - 3.8 / (2.8 * 0.1)).abs() < 1e-9);
        for step in [0, 10, 1000, 5000, 100_000] {
            let mu = 0.9 * (1.0 - 0.5 * 0.96_f64.powf(0.004 * (step as f64 + 1.0)));
            // 2,000 steps at 1 % below the limit shrink the error; at 1 % above it they blow it up.
            let (below, above) = (walked(0.99 * limit(step), mu, 0.9, 2000), walked(1.01 * limit(step), mu, 0.9, 2000));
            assert!(below < 1e-3 && above > 1e3, "{step}: {below} {above}");
            let rate = nadam(0.5 * limit(step), step).recursion(1.0).map_or(f64::NAN, |r| r.rate());
            let at = |steps| walked(0.5 * limit(step), mu, 0.9, steps);
            let got = (at(400) / at(100)).powf(1.0 / 300.0);
            // The oscillation is sampled at another phase: a factor of a few over 300 steps.
            assert!((got - rate).abs() < 0.02, "{step}: {got} {rate}");
        }
    }
}
