//! Gradient descent with momentum.

use nalgebra::Vector2;

use super::explain::{Inner, Line, inside, mixed, per_axis};
use super::{ALPHA, AnyRule, Convention, DECAY, Description, Memory, Rule, Suggestion, Switch};
use crate::parameter::Parameter;
use crate::theory;

/// V <- βV + (1-β)g, θ <- θ - αV: the notes' momentum, an exponential average of gradients. With
/// `form=heavy-ball` V <- βV + g, as in PyTorch (Polyak 1964; Sutskever et al. 2013).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Momentum {
    /// Learning rate.
    pub alpha: f64,
    /// Share of the velocity that survives a step.
    pub beta: f64,
    /// What a new gradient is multiplied by: 1-β as an average, 1 as a heavy ball.
    pub gain: f64,
}

pub(super) static DESCRIPTION: Description = Description {
    name: "momentum",
    title: "momentum",
    equation: |values| vec![if values.on(0) { "V ← βV + g" } else { "V ← βV + (1-β)g" }, "θ ← θ - αV"],
    source: "Polyak 1964; Sutskever et al. 2013",
    hypers: &[ALPHA, Parameter { title: "momentum", ..DECAY }],
    switches: &[Switch {
        name: "form",
        title: "velocity is",
        choices: &["ema", "heavy-ball"],
        default: |convention| usize::from(convention == Convention::Pytorch),
    }],
    overrides: &[],
    // A tenth of the limit: at β = .9 αλ is 4, so that the velocity swings across the floor and rolls along it.
    suggestion: Suggestion::Curvature(0.105),
    build: |values| {
        let beta = values.hyper(1);
        let gain = if values.on(0) { 1.0 } else { 1.0 - beta };
        AnyRule::Momentum(Momentum { alpha: values.hyper(0), beta, gain })
    },
};

impl Rule for Momentum {
    #[inline(always)]
    fn step(&self, g: Vector2<f64>, memory: &mut Memory) -> Vector2<f64> {
        memory.velocity = memory.velocity * self.beta + g * self.gain;
        -(memory.velocity * self.alpha)
    }
    fn alpha(&self) -> f64 {
        self.alpha
    }
    /// Heavy ball: αλ < 2(1+β); as an average α(1-β) takes α's place.
    fn stability_limit(&self) -> f64 {
        2.0 * (1.0 + self.beta) / self.gain
    }
    fn inner(&self, g: Vector2<f64>, before: &Memory) -> Inner {
        let mut memory = *before;
        let _ = self.step(g, &mut memory);
        let velocity = memory.velocity;
        let right = if self.gain == 1.0 { "βV + g" } else { "βV + (1-β)g" };
        let numbers = mixed(self.beta, self.gain, before.velocity, g);
        Inner {
            lines: vec![Line { left: "V ←", right: right.to_owned(), numbers, value: velocity }],
            velocity: Some(("V", velocity)),
            step: "-αV".to_owned(),
            numbers: per_axis(|i| format!("-{}·{}", inside(self.alpha), inside(velocity[i]))),
            ..Inner::default()
        }
    }
    fn rate(&self, lambda: f64) -> Option<f64> {
        Some(theory::heavy_ball(self.alpha * self.gain, self.beta, lambda))
    }
}
