//! Gradient descent with momentum.

use super::describe::{ALPHA, ALPHA_INSIDE, DECAY, Description, EVERYWHERE, FORM, Suggestion};
use super::explain::{Inner, Line, inside, mixed, per_axis};
use super::memory::Memory;
use super::number::{Pair, complement, mix, negated};
use super::rule::{Given, Here, Rule, Theory, keeps};
use super::{Kind, theory};
use crate::math::parameter::Parameter;

/// V <- βV + (1-β)g, θ <- θ - αV: the notes' momentum, an exponential average of gradients. With
/// `form=heavy-ball` V <- βV + g, as in PyTorch (Polyak 1964; Sutskever et al. 2013).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Momentum {
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
    name: "momentum",
    title: "momentum",
    equation: |values| match (values.on(0), values.on(1)) {
        (false, false) => vec!["V ← βV + (1-β)g", "θ ← θ - αV"],
        (true, false) => vec!["V ← βV + g", "θ ← θ - αV"],
        (false, true) => vec!["V ← βV + α(1-β)g", "θ ← θ - V"],
        (true, true) => vec!["V ← βV + αg", "θ ← θ - V"],
    },
    source: "Polyak 1964; Sutskever et al. 2013",
    hypers: &[ALPHA, Parameter { title: "momentum", ..DECAY }],
    switches: &[FORM, ALPHA_INSIDE],
    overrides: &[],
    decoupled: false,
    libraries: EVERYWHERE,
    // A tenth of the limit: at β = .9, αλ is 4, so that the velocity swings across the valley floor and rolls along it.
    suggestion: Suggestion::Curvature(0.105),
    kind: Kind::Momentum,
};

/// Weight of a new gradient in a velocity with decay `beta`: 1-β in an average, 1 in a sum.
pub(super) fn gain(beta: f64, heavy_ball: bool) -> f64 {
    if heavy_ball { 1.0 } else { complement(beta) }
}

impl Rule for Momentum {
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
        if self.alpha_inside { negated(memory.velocity) } else { memory.velocity.map(|v| -(v * self.alpha)) }
    }
    fn alpha(&self) -> f64 {
        self.alpha
    }
    fn with_alpha(self, alpha: f64) -> Self {
        Self { alpha, ..self }
    }
}

/// The update line of a velocity.
pub(super) fn velocity_line(beta: f64, (gain, alpha): (f64, Option<f64>), old: Pair, g: Pair, value: Pair) -> Line {
    let right = match (gain == 1.0, alpha.is_some()) {
        (true, false) => "βV + g",
        (false, false) => "βV + (1-β)g",
        (true, true) => "βV + αg",
        (false, true) => "βV + α(1-β)g",
    };
    let numbers = mixed(beta, gain * alpha.unwrap_or(1.0), old, g);
    Line { left: "V ←", right: right.to_owned(), numbers, value }
}

impl Theory for Momentum {
    /// Heavy ball: αλ < 2(1+β); as an average, with α(1-β) in place of α.
    fn stability_limit(&self) -> Option<f64> {
        Some(2.0 * (1.0 + self.beta) / self.gain)
    }
    fn recursion(&self, lambda: f64) -> Option<crate::optimizer::theory::Recursion> {
        Some(crate::optimizer::theory::Recursion::heavy_ball(self.alpha * self.gain, self.beta, lambda))
    }
    fn noise(&self) -> Option<[f64; 2]> {
        Some([self.alpha * self.gain, 0.0])
    }
    fn best(&self, low: f64, high: f64) -> Option<crate::optimizer::theory::Best> {
        Some(crate::optimizer::theory::best_heavy_ball(low, high))
    }
    fn inner(&self, here: &Here, before: &Memory) -> Inner {
        let velocity = here.after(self, before).velocity;
        let alpha = self.alpha_inside.then_some(self.alpha);
        let line = velocity_line(self.beta, (self.gain, alpha), before.velocity, here.gradient, velocity);
        let (step, numbers) = match self.alpha_inside {
            true => ("-V", per_axis(|i| format!("-{}", inside(velocity[i])))),
            false => ("-αV", per_axis(|i| format!("-{}·{}", inside(self.alpha), inside(velocity[i])))),
        };
        let whole = if self.alpha_inside { velocity.map(|v| v / self.alpha) } else { velocity };
        Inner { lines: vec![line], velocity: Some(("V", whole)), step: step.to_owned(), numbers, ..Inner::default() }
    }
    fn rate(&self, lambda: f64) -> Option<f64> {
        Some(theory::heavy_ball(self.alpha * self.gain, self.beta, lambda))
    }
}
