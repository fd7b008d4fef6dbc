//! RMSprop.

use super::Kind;
use super::describe::{
    ALPHA, ALPHA_INSIDE, Convention, DECAY, Description, EPS, EPS_IN_SQRT, EVERYWHERE, OFF_ON, Suggestion, Switch,
};
use super::explain::{Inner, Line, bracketed, inside, mixed, per_axis, scale_names};
use super::memory::Memory;
use super::number::{Pair, both, complement, mix, quotient, root, squared};
use super::rule::{Given, Here, Rule, Theory, keeps};
use crate::math::parameter::Parameter;

/// S <- βS + (1-β)g², θ <- θ - αg/√(S+ε): a step of about α on every axis, steep or flat (Tieleman & Hinton 2012). The centered
/// form (Graves 2013) subtracts the squared mean from S; momentum, if any, acts on the quotients.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rmsprop {
    /// Learning rate.
    pub alpha: f64,
    /// Decay rate of the squared gradients.
    pub beta: f64,
    /// Added to the denominator for numerical stability.
    pub eps: f64,
    /// Decay rate of the velocity of quotients.
    pub momentum: f64,
    /// True for √(S+ε), false for √S + ε.
    pub eps_in_sqrt: bool,
    /// True if the square of the average gradient is subtracted from S.
    pub centered: bool,
    /// True if the velocity includes α, as in Keras and optax.
    pub alpha_inside: bool,
}

pub(super) static DESCRIPTION: Description = Description {
    name: "rmsprop",
    title: "RMSprop",
    equation: |values| {
        let mut lines = vec!["S ← βS + (1-β)g²"];
        let scale = match (values.on(0), values.on(1)) {
            (true, false) => ["B ← μB + g/√(S+ε)", "B ← μB + αg/√(S+ε)", "θ ← θ - α g/√(S+ε)"],
            (false, false) => ["B ← μB + g/(√S+ε)", "B ← μB + αg/(√S+ε)", "θ ← θ - α g/(√S+ε)"],
            (true, true) => ["B ← μB + g/√(S-M²+ε)", "B ← μB + αg/√(S-M²+ε)", "θ ← θ - α g/√(S-M²+ε)"],
            (false, true) => ["B ← μB + g/(√(S-M²)+ε)", "B ← μB + αg/(√(S-M²)+ε)", "θ ← θ - α g/(√(S-M²)+ε)"],
        };
        if values.on(1) {
            lines.push("M ← βM + (1-β)g");
        }
        match (values.hyper(3) == 0.0, values.on(2)) {
            (true, _) => lines.push(scale[2]),
            (false, true) => lines.extend([scale[1], "θ ← θ - B"]),
            (false, false) => lines.extend([scale[0], "θ ← θ - αB"]),
        }
        lines
    },
    source: "Tieleman & Hinton 2012, lecture 6.5; Graves 2013",
    hypers: &[
        ALPHA,
        Parameter { title: "decay of squares", ..DECAY },
        EPS,
        Parameter { name: "momentum", symbol: "μ", title: "momentum", default: 0.0, ..DECAY },
    ],
    switches: &[
        Switch { default: |c| usize::from(c != Convention::Pytorch), ..EPS_IN_SQRT },
        Switch { name: "centered", title: "centered", choices: OFF_ON, default: |_| 0 },
        Switch { default: |c| usize::from(matches!(c, Convention::Keras | Convention::Optax)), ..ALPHA_INSIDE },
    ],
    overrides: &[(Convention::Pytorch, "beta", 0.99), (Convention::Keras, "eps", 1e-7)],
    decoupled: false,
    libraries: EVERYWHERE,
    suggestion: Suggestion::Reach(0.028),
    kind: Kind::Rmsprop,
};

impl Rule for Rmsprop {
    const KEEPS: u8 = keeps::VELOCITY | keeps::SQUARES | keeps::THIRD;
    const SWITCHES: usize = DESCRIPTION.switches.len();

    fn build(given: Given) -> Self {
        Self {
            alpha: given.hyper(0),
            beta: given.hyper(1),
            eps: given.hyper(2),
            momentum: given.hyper(3),
            eps_in_sqrt: given.on(0),
            centered: given.on(1),
            alpha_inside: given.on(2),
        }
    }
    #[inline(always)]
    fn step(&self, g: Pair, memory: &mut Memory) -> Pair {
        memory.squares = mix(self.beta, memory.squares, complement(self.beta), squared(g));
        if !self.centered && self.momentum == 0.0 {
            // The common path: without momentum the velocity is the quotient itself, to the bit.
            let scale = memory.squares.map(|s| root(s, self.eps, self.eps_in_sqrt));
            return both(g, scale, |g, scale| match self.alpha_inside {
                true => -quotient(g * self.alpha, scale),
                false => -(quotient(g, scale) * self.alpha),
            });
        }
        if self.centered {
            memory.third = mix(self.beta, memory.third, complement(self.beta), g);
        }
        let scale = self.preconditioner(memory);
        let gain = if self.alpha_inside { self.alpha } else { 1.0 };
        memory.velocity =
            both(memory.velocity, both(g, scale, |g, s| quotient(g * gain, s)), |v, q| v * self.momentum + q);
        if self.alpha_inside { memory.velocity.map(|v| -v) } else { memory.velocity.map(|v| -(v * self.alpha)) }
    }
    fn alpha(&self) -> f64 {
        self.alpha
    }
    fn with_alpha(self, alpha: f64) -> Self {
        Self { alpha, ..self }
    }
    #[inline(always)]
    fn preconditioner(&self, memory: &Memory) -> Pair {
        if self.centered {
            // Rounding may make the variance slightly negative.
            let variance = both(memory.squares, memory.third, |s, m| (s - m * m).max(0.0));
            variance.map(|s| root(s, self.eps, self.eps_in_sqrt))
        } else {
            memory.squares.map(|s| root(s, self.eps, self.eps_in_sqrt))
        }
    }
}

impl Theory for Rmsprop {
    /// Heavy ball on the surface as seen through the frozen preconditioner; gradient descent without momentum.
    fn stability_limit(&self) -> Option<f64> {
        Some(2.0 * (1.0 + self.momentum))
    }
    fn is_preconditioned(&self) -> bool {
        true
    }
    fn recursion(&self, lambda: f64) -> Option<crate::optimizer::theory::Recursion> {
        Some(crate::optimizer::theory::Recursion::heavy_ball(self.alpha, self.momentum, lambda))
    }
    fn inner(&self, here: &Here, before: &Memory) -> Inner {
        let after = here.after(self, before);
        let (g, scale, rest) = (here.gradient, self.preconditioner(&after), 1.0 - self.beta);
        let (root, rate) = match (self.centered, self.eps_in_sqrt) {
            (false, inside) => scale_names(false, inside),
            (true, true) => ("√(S-M²+ε)", "α/√(S-M²+ε)"),
            (true, false) => ("√(S-M²)+ε", "α/(√(S-M²)+ε)"),
        };
        let squares = mixed(self.beta, rest, before.squares, squared(g));
        let mut lines =
            vec![Line { left: "S ←", right: "βS + (1-β)g²".to_owned(), numbers: squares, value: after.squares }];
        if self.centered {
            let numbers = mixed(self.beta, rest, before.third, g);
            lines.push(Line { left: "M ←", right: "βM + (1-β)g".to_owned(), numbers, value: after.third });
        }
        let quotient = per_axis(|i| format!("{}/{}", inside(g[i]), inside(scale[i])));
        if self.momentum == 0.0 {
            let numbers = quotient.map(|q| format!("-{}·{q}", inside(self.alpha)));
            return Inner {
                lines,
                scale: Some((root, rate, scale)),
                step: format!("-αg/{}", bracketed(root)),
                numbers,
                ..Inner::default()
            };
        }
        let (share, alpha) = if self.alpha_inside { ("α", inside(self.alpha) + "·") } else { ("", String::new()) };
        let numbers =
            per_axis(|i| format!("{}·{}+{alpha}{}", inside(self.momentum), inside(before.velocity[i]), quotient[i]));
        lines.push(Line {
            left: "B ←",
            right: format!("μB + {share}g/{}", bracketed(root)),
            numbers,
            value: after.velocity,
        });
        let step = if self.alpha_inside { "-B" } else { "-αB" };
        let numbers = per_axis(|i| match self.alpha_inside {
            true => format!("-{}", inside(after.velocity[i])),
            false => format!("-{}·{}", inside(self.alpha), inside(after.velocity[i])),
        });
        // The velocity in the gradient's units, so that rate times velocity is the step.
        let velocity = per(here.step(self, before), scale, self.alpha);
        Inner {
            lines,
            velocity: Some(("B", velocity)),
            scale: Some((root, rate, scale)),
            step: step.to_owned(),
            numbers,
        }
    }
}

/// The vector that, multiplied by -α/scale, makes up `step`.
pub(super) fn per(step: Pair, scale: Pair, alpha: f64) -> Pair {
    both(step, scale, |step, scale| -step * scale / alpha)
}
