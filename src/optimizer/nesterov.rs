//! Nesterov's momentum.

use super::describe::{ALPHA, ALPHA_INSIDE, DECAY, Description, EVERYWHERE, FORM, Suggestion, Switch};
use super::explain::{Inner, inside, per_axis};
use super::memory::Memory;
use super::momentum::{gain, velocity_line};
use super::number::{Pair, both, mix, negated};
use super::rule::{Given, Here, Rule, Theory, keeps};
use super::{Kind, theory};
use crate::math::parameter::Parameter;

/// V <- βV + g, θ <- θ - α(g + βV): momentum with a look ahead (Nesterov 1983, in the form of
/// Sutskever et al. 2013, section 2, rewritten for the point at which the gradient is taken).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Nesterov {
    /// Learning rate.
    pub alpha: f64,
    /// Decay rate of the velocity.
    pub beta: f64,
    /// Weight of a new gradient: 1-β as an average, 1 as a heavy ball.
    pub gain: f64,
    /// True if the velocity includes α, as in Keras.
    pub alpha_inside: bool,
}

pub(super) static DESCRIPTION: Description = Description {
    name: "nesterov",
    title: "Nesterov momentum",
    equation: |values| match (values.on(0), values.on(1)) {
        (false, false) => vec!["V ← βV + (1-β)g", "θ ← θ - α((1-β)g + βV)"],
        (true, false) => vec!["V ← βV + g", "θ ← θ - α(g + βV)"],
        (false, true) => vec!["V ← βV + α(1-β)g", "θ ← θ - (α(1-β)g + βV)"],
        (true, true) => vec!["V ← βV + αg", "θ ← θ - (αg + βV)"],
    },
    source: "Nesterov 1983; Sutskever et al. 2013",
    hypers: &[ALPHA, Parameter { title: "momentum", ..DECAY }],
    // The notes do not cover it; the paper's form is a sum.
    switches: &[Switch { default: |_| 1, ..FORM }, ALPHA_INSIDE],
    overrides: &[],
    decoupled: false,
    libraries: EVERYWHERE,
    // At β = .9 the limit is 1.36/λ: a third of it still oscillates, but less than a heavy ball.
    suggestion: Suggestion::Curvature(0.3),
    kind: Kind::Nesterov,
};

impl Rule for Nesterov {
    const KEEPS: u8 = keeps::VELOCITY;
    const SWITCHES: usize = DESCRIPTION.switches.len();

    fn build(given: Given) -> Self {
        let beta = given.hyper(1);
        Self { alpha: given.hyper(0), beta, gain: gain(beta, given.on(0)), alpha_inside: given.on(1) }
    }
    #[inline(always)]
    fn step(&self, g: Pair, memory: &mut Memory) -> Pair {
        let gain = if self.alpha_inside { self.gain * self.alpha } else { self.gain };
        memory.velocity = mix(self.beta, memory.velocity, gain, g);
        let ahead = both(g, memory.velocity, |g, v| g * gain + v * self.beta);
        if self.alpha_inside { negated(ahead) } else { ahead.map(|x| -(x * self.alpha)) }
    }
    fn alpha(&self) -> f64 {
        self.alpha
    }
    fn with_alpha(self, alpha: f64) -> Self {
        Self { alpha, ..self }
    }
}

impl Theory for Nesterov {
    /// αλ < (2+2β)/(1+2β) as a heavy ball; as an average, with α(1-β) in place of α.
    fn stability_limit(&self) -> Option<f64> {
        Some((2.0 + 2.0 * self.beta) / (1.0 + 2.0 * self.beta) / self.gain)
    }
    fn recursion(&self, lambda: f64) -> Option<crate::optimizer::theory::Recursion> {
        Some(crate::optimizer::theory::Recursion::nesterov(self.alpha * self.gain, self.beta, lambda))
    }
    fn noise(&self) -> Option<[f64; 2]> {
        // θ' - θ - β(θ - θ before) = -α((1+β)g - β·g before).
        let alpha = self.alpha * self.gain;
        Some([alpha * (1.0 + self.beta), -alpha * self.beta])
    }
    fn best(&self, low: f64, high: f64) -> Option<crate::optimizer::theory::Best> {
        Some(crate::optimizer::theory::best_nesterov(low, high))
    }
    fn inner(&self, here: &Here, before: &Memory) -> Inner {
        let velocity = here.after(self, before).velocity;
        let inside_alpha = self.alpha_inside.then_some(self.alpha);
        let line = velocity_line(self.beta, (self.gain, inside_alpha), before.velocity, here.gradient, velocity);
        let share = if self.gain == 1.0 { "" } else { "(1-β)" };
        let (step, factor) = match self.alpha_inside {
            true => (format!("-(α{share}g + βV)"), self.gain * self.alpha),
            false => (format!("-α({share}g + βV)"), self.gain),
        };
        let numbers = per_axis(|i| {
            let sum = format!(
                "({}·{}+{}·{})",
                inside(factor),
                inside(here.gradient[i]),
                inside(self.beta),
                inside(velocity[i])
            );
            if self.alpha_inside { format!("-{sum}") } else { format!("-{}{sum}", inside(self.alpha)) }
        });
        // The vector that α multiplies.
        let ahead = here.step(self, before).map(|x| -x / self.alpha);
        Inner { lines: vec![line], velocity: Some(("g+βV", ahead)), step, numbers, ..Inner::default() }
    }
    fn rate(&self, lambda: f64) -> Option<f64> {
        Some(theory::nesterov(self.alpha * self.gain, self.beta, lambda))
    }
}
