//! Adam.

use nalgebra::Vector2;

use super::explain::{Inner, Line, inside, mixed, per_axis};
use super::rmsprop::{bracketed, quotient, scale_names};
use super::{ALPHA, AnyRule, DECAY, Description, EPS, EPS_IN_SQRT, Memory, OFF_ON, Rule, Suggestion, Switch, root};
use crate::parameter::Parameter;

/// Momentum and RMSprop in one, each average corrected for its start at zero: V̂ = V/(1-β1ᵗ), Ŝ = S/(1-β2ᵗ),
/// θ <- θ - αV̂/√(Ŝ+ε) (Kingma & Ba 2015, where ε stands beside the root).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Adam {
    /// Learning rate.
    pub alpha: f64,
    /// Share of the velocity that survives a step.
    pub beta1: f64,
    /// Share of the squares that survives a step.
    pub beta2: f64,
    /// Against division by zero.
    pub eps: f64,
    /// Whether V and S are corrected.
    pub bias_correction: bool,
    /// √(S+ε) rather than √S + ε.
    pub eps_in_sqrt: bool,
}

pub(super) static DESCRIPTION: Description = Description {
    name: "adam",
    title: "Adam",
    equation: |values| {
        let mut lines = vec!["V ← β₁V + (1-β₁)g", "S ← β₂S + (1-β₂)g²"];
        match (values.on(0), values.on(1)) {
            (true, inside) => {
                lines.extend(["V̂ = V/(1-β₁ᵗ)", "Ŝ = S/(1-β₂ᵗ)"]);
                lines.push(if inside { "θ ← θ - α V̂/√(Ŝ+ε)" } else { "θ ← θ - α V̂/(√Ŝ+ε)" });
            }
            (false, true) => lines.push("θ ← θ - α V/√(S+ε)"),
            (false, false) => lines.push("θ ← θ - α V/(√S+ε)"),
        }
        lines
    },
    source: "Kingma & Ba 2015, arXiv 1412.6980",
    hypers: &[
        ALPHA,
        Parameter { name: "beta1", symbol: "β₁", title: "momentum", ..DECAY },
        Parameter { name: "beta2", symbol: "β₂", title: "second moment", default: 0.999, ..DECAY },
        EPS,
    ],
    switches: &[
        Switch { name: "bias_correction", title: "bias correction", choices: OFF_ON, default: |_| 1 },
        EPS_IN_SQRT,
    ],
    overrides: &[],
    suggestion: Suggestion::Reach(0.05),
    build: |values| {
        AnyRule::Adam(Adam {
            alpha: values.hyper(0),
            beta1: values.hyper(1),
            beta2: values.hyper(2),
            eps: values.hyper(3),
            bias_correction: values.on(0),
            eps_in_sqrt: values.on(1),
        })
    },
};

impl Rule for Adam {
    #[inline(always)]
    fn step(&self, g: Vector2<f64>, memory: &mut Memory) -> Vector2<f64> {
        memory.velocity = memory.velocity * self.beta1 + g * (1.0 - self.beta1);
        memory.squares = memory.squares * self.beta2 + g.component_mul(&g) * (1.0 - self.beta2);
        memory.power1 *= self.beta1;
        memory.power2 *= self.beta2;
        let scale = self.preconditioner(memory);
        let gain = if self.bias_correction { self.alpha / (1.0 - memory.power1) } else { self.alpha };
        -memory.velocity.zip_map(&scale, |v, scale| quotient(v * gain, scale))
    }
    fn alpha(&self) -> f64 {
        self.alpha
    }
    fn inner(&self, g: Vector2<f64>, before: &Memory) -> Inner {
        let mut memory = *before;
        let _ = self.step(g, &mut memory);
        let (mut velocity, mut squares) = (memory.velocity, memory.squares);
        let mut lines = vec![
            Line {
                left: "V ←",
                right: "β₁V + (1-β₁)g".to_owned(),
                numbers: mixed(self.beta1, 1.0 - self.beta1, before.velocity, g),
                value: velocity,
            },
            Line {
                left: "S ←",
                right: "β₂S + (1-β₂)g²".to_owned(),
                numbers: mixed(self.beta2, 1.0 - self.beta2, before.squares, g.component_mul(&g)),
                value: squares,
            },
        ];
        if self.bias_correction {
            let shares = [1.0 - memory.power1, 1.0 - memory.power2];
            let over = |x: Vector2<f64>, share: f64| per_axis(|i| format!("{}/{}", inside(x[i]), inside(share)));
            let corrected = |x: Vector2<f64>, share: f64| if share > 0.0 { x / share } else { x };
            let numbers = [over(velocity, shares[0]), over(squares, shares[1])];
            (velocity, squares) = (corrected(velocity, shares[0]), corrected(squares, shares[1]));
            let [of_v, of_s] = numbers;
            lines.push(Line { left: "V̂ =", right: "V/(1-β₁ᵗ)".to_owned(), numbers: of_v, value: velocity });
            lines.push(Line { left: "Ŝ =", right: "S/(1-β₂ᵗ)".to_owned(), numbers: of_s, value: squares });
        }
        let scale = self.preconditioner(&memory);
        let symbol = if self.bias_correction { "V̂" } else { "V" };
        let (root, rate) = scale_names(self.bias_correction, self.eps_in_sqrt);
        Inner {
            lines,
            velocity: Some((symbol, velocity)),
            scale: Some((root, rate, scale)),
            step: format!("-α{symbol}/{}", bracketed(root)),
            numbers: per_axis(|i| format!("-{}·{}/{}", inside(self.alpha), inside(velocity[i]), inside(scale[i]))),
        }
    }
    /// Momentum on the surface seen through the frozen preconditioner (Cohen et al. 2022, arXiv 2207.14484).
    fn stability_limit(&self) -> f64 {
        (2.0 + 2.0 * self.beta1) / (1.0 - self.beta1)
    }
    fn is_preconditioned(&self) -> bool {
        true
    }
    #[inline(always)]
    fn preconditioner(&self, memory: &Memory) -> Vector2<f64> {
        let share = if self.bias_correction { 1.0 - memory.power2 } else { 1.0 };
        memory.squares.map(|s| root(s / share, self.eps, self.eps_in_sqrt))
    }
}
