//! Adam, and the parts it shares with its variants.

use super::Kind;
use super::describe::{
    ALPHA, BETA1, BETA2, BIAS_CORRECTION, Convention, Description, EPS, EPS_HAT, EPS_IN_SQRT, EVERYWHERE, Suggestion,
    Values,
};
use super::explain::{Inner, Line, bracketed, inside, mixed, per_axis, scale_names};
use super::memory::Memory;
use super::number::{Pair, both, complement, mix, quotient, root, squared};
use super::rule::{Given, Here, Rule, Theory, keeps};

/// Momentum and RMSprop combined, each average corrected for its start at zero: V̂ = V/(1-β1ᵗ), Ŝ = S/(1-β2ᵗ),
/// θ <- θ - αV̂/√(Ŝ+ε) (Kingma & Ba 2015, with ε outside the root).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Adam {
    /// Learning rate.
    pub alpha: f64,
    /// Decay rate of the velocity.
    pub beta1: f64,
    /// Decay rate of the squared gradients.
    pub beta2: f64,
    /// Added to the denominator for numerical stability.
    pub eps: f64,
    /// True if V and S are bias-corrected.
    pub bias_correction: bool,
    /// True for √(S+ε), false for √S + ε.
    pub eps_in_sqrt: bool,
    /// True if ε is added before S is corrected.
    pub eps_hat: bool,
    /// Replaces S with the largest S so far, raw or corrected.
    pub largest: Option<Largest>,
}

/// The form of S that the running maximum is taken over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Largest {
    /// S as it is; the maximum is corrected afterward.
    Raw,
    /// S after bias correction.
    Corrected,
}

pub(super) static DESCRIPTION: Description = Description {
    name: "adam",
    title: "Adam",
    equation,
    source: "Kingma & Ba 2015, arXiv 1412.6980",
    hypers: &[ALPHA, BETA1, BETA2, EPS],
    switches: &[BIAS_CORRECTION, EPS_IN_SQRT, EPS_HAT],
    overrides: &[(Convention::Keras, "eps", 1e-7)],
    decoupled: false,
    libraries: EVERYWHERE,
    suggestion: Suggestion::Reach(0.05),
    kind: Kind::Adam,
};

/// Adam's equations: bias correction is switch 0, ε under the root 1, ε before the correction 2.
pub(super) fn equation(values: &Values) -> Vec<&'static str> {
    let mut lines = vec!["V ← β₁V + (1-β₁)g", "S ← β₂S + (1-β₂)g²"];
    match (values.on(0), values.on(1), values.on(2)) {
        (true, inside, false) => {
            lines.extend(["V̂ = V/(1-β₁ᵗ)", "Ŝ = S/(1-β₂ᵗ)"]);
            lines.push(if inside { "θ ← θ - α V̂/√(Ŝ+ε)" } else { "θ ← θ - α V̂/(√Ŝ+ε)" });
        }
        (true, inside, true) => {
            lines.push("V̂ = V √(1-β₂ᵗ)/(1-β₁ᵗ)");
            lines.push(if inside { "θ ← θ - α V̂/√(S+ε)" } else { "θ ← θ - α V̂/(√S+ε)" });
        }
        (false, true, _) => lines.push("θ ← θ - α V/√(S+ε)"),
        (false, false, _) => lines.push("θ ← θ - α V/(√S+ε)"),
    }
    lines
}

impl Rule for Adam {
    const KEEPS: u8 = keeps::VELOCITY | keeps::SQUARES | keeps::THIRD | keeps::POWERS;
    const SWITCHES: usize = DESCRIPTION.switches.len();

    fn build(given: Given) -> Self {
        Self {
            alpha: given.hyper(0),
            beta1: given.hyper(1),
            beta2: given.hyper(2),
            eps: given.hyper(3),
            bias_correction: given.on(0),
            eps_in_sqrt: given.on(1),
            eps_hat: given.on(2),
            largest: None,
        }
    }
    #[inline(always)]
    fn step(&self, g: Pair, memory: &mut Memory) -> Pair {
        memory.velocity = mix(self.beta1, memory.velocity, complement(self.beta1), g);
        memory.squares = mix(self.beta2, memory.squares, complement(self.beta2), squared(g));
        memory.power1 *= self.beta1;
        memory.power2 *= self.beta2;
        let gain = if self.bias_correction { self.alpha / complement(memory.power1) } else { self.alpha };
        let scale = if self.largest.is_none() && !self.eps_hat {
            // The common path, kept free of everything else.
            let share = if self.bias_correction { complement(memory.power2) } else { 1.0 };
            memory.squares.map(|s| root(s / share, self.eps, self.eps_in_sqrt))
        } else {
            let (third, scale) = self.unusual(*memory);
            memory.third = third;
            scale
        };
        both(memory.velocity, scale, |v, scale| -quotient(v * gain, scale))
    }
    fn alpha(&self) -> f64 {
        self.alpha
    }
    fn with_alpha(self, alpha: f64) -> Self {
        Self { alpha, ..self }
    }
    #[inline(always)]
    fn preconditioner(&self, memory: &Memory) -> Pair {
        let squares = if self.largest.is_some() { memory.third } else { memory.squares };
        let share = complement(memory.power2);
        let corrected = self.bias_correction && self.largest != Some(Largest::Corrected);
        if corrected && self.eps_hat {
            return squares.map(|s| root(s, self.eps, self.eps_in_sqrt) / share.sqrt());
        }
        squares.map(|s| root(if corrected { s / share } else { s }, self.eps, self.eps_in_sqrt))
    }
}

impl Adam {
    /// The largest S so far, and the divisor of the step.
    #[inline(never)]
    fn unusual(&self, mut memory: Memory) -> (Pair, Pair) {
        if let Some(largest) = self.largest {
            let share = complement(memory.power2);
            memory.third = both(memory.third, memory.squares, |most, s| {
                most.max(if largest == Largest::Corrected { s / share } else { s })
            });
        }
        (memory.third, self.preconditioner(&memory))
    }
}

/// The update lines of Adam's two averages.
pub(super) fn averages(beta1: f64, beta2: f64, before: &Memory, after: &Memory, g: Pair) -> Vec<Line> {
    vec![
        Line {
            left: "V ←",
            right: "β₁V + (1-β₁)g".to_owned(),
            numbers: mixed(beta1, 1.0 - beta1, before.velocity, g),
            value: after.velocity,
        },
        Line {
            left: "S ←",
            right: "β₂S + (1-β₂)g²".to_owned(),
            numbers: mixed(beta2, 1.0 - beta2, before.squares, squared(g)),
            value: after.squares,
        },
    ]
}

/// A line that divides both components of `x` by `share`.
pub(super) fn division(left: &'static str, right: &str, x: Pair, share: f64) -> Line {
    let numbers = per_axis(|i| format!("{}/{}", inside(x[i]), inside(share)));
    let value = if share > 0.0 { x.map(|x| x / share) } else { x };
    Line { left, right: right.to_owned(), numbers, value }
}

/// `-α V̂/root` with its numbers.
pub(super) fn quotient_step(
    alpha: f64,
    symbol: &str,
    velocity: Pair,
    root: &str,
    scale: Pair,
) -> (String, [String; 2]) {
    let numbers = per_axis(|i| format!("-{}·{}/{}", inside(alpha), inside(velocity[i]), inside(scale[i])));
    (format!("-α{symbol}/{}", bracketed(root)), numbers)
}

impl Theory for Adam {
    /// Momentum on the surface as seen through the frozen preconditioner (Cohen et al. 2022, arXiv 2207.14484).
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
        let shares = [1.0 - after.power1, 1.0 - after.power2];
        let mut velocity = after.velocity;
        let mut squares = after.squares;
        let mut symbol = "V";
        let hat = self.bias_correction && self.eps_hat;
        if hat {
            // The divisor is √S+ε itself; both corrections are in V̂.
            let factor = shares[1].sqrt() / shares[0];
            velocity = velocity.map(|v| v * factor);
            let numbers = per_axis(|i| format!("{}·{}", inside(after.velocity[i]), inside(factor)));
            let right = "V √(1-β₂ᵗ)/(1-β₁ᵗ)".to_owned();
            lines.push(Line { left: "V̂ =", right, numbers, value: velocity });
            symbol = "V̂";
        } else if self.bias_correction {
            let line = division("V̂ =", "V/(1-β₁ᵗ)", velocity, shares[0]);
            velocity = line.value;
            lines.push(line);
            symbol = "V̂";
        }
        let maximum = |right: &str, x: Pair| {
            let numbers = per_axis(|i| format!("max({}, {})", inside(before.third[i]), inside(x[i])));
            Line { left: "M ←", right: right.to_owned(), numbers, value: after.third }
        };
        if self.largest == Some(Largest::Raw) {
            lines.push(maximum("max(M, S)", squares));
            squares = after.third;
        }
        if self.bias_correction && !hat {
            let of = if self.largest == Some(Largest::Raw) { "M/(1-β₂ᵗ)" } else { "S/(1-β₂ᵗ)" };
            let line = division("Ŝ =", of, squares, shares[1]);
            squares = line.value;
            lines.push(line);
        }
        if self.largest == Some(Largest::Corrected) {
            lines.push(maximum(if self.bias_correction { "max(M, Ŝ)" } else { "max(M, S)" }, squares));
        }
        let (root, rate) = match (self.largest, hat, self.bias_correction) {
            (None, hat, corrected) => scale_names(corrected && !hat, self.eps_in_sqrt),
            (Some(Largest::Raw), false, true) => scale_names(true, self.eps_in_sqrt),
            _ if self.eps_in_sqrt => ("√(M+ε)", "α/√(M+ε)"),
            _ => ("√M+ε", "α/(√M+ε)"),
        };
        let scale = self.preconditioner(&after);
        let scale = if hat { scale.map(|s| s * shares[1].sqrt()) } else { scale };
        let (step, numbers) = quotient_step(self.alpha, symbol, velocity, root, scale);
        Inner { lines, velocity: Some((symbol, velocity)), scale: Some((root, rate, scale)), step, numbers }
    }
}
