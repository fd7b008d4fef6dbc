//! Update rules with the numbers of one step filled in.

use super::number::Pair;
use crate::math::number::figures;

/// One assignment of a rule: symbols, this step's numbers, and the result, per axis (w, b).
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// The left-hand side with its sign: `V ←`, `Δ =`.
    pub left: &'static str,
    /// The right-hand side in the field's notation.
    pub right: String,
    /// The right-hand side with numbers in place of symbols.
    pub numbers: [String; 2],
    /// The result.
    pub value: Pair,
}

/// A per-axis quantity of a step, for comparing the axes.
#[derive(Clone, Debug, PartialEq)]
pub struct Quantity {
    /// Name in words.
    pub name: &'static str,
    /// Symbol in the rule's notation.
    pub symbol: &'static str,
    /// Value per axis.
    pub value: Pair,
    /// True if it has a direction.
    pub signed: bool,
}

/// A step explained.
#[derive(Clone, Debug, PartialEq)]
pub struct Explanation {
    /// The rule line by line, from the gradient to the displacement Δ.
    pub lines: Vec<Line>,
    /// Gradient, velocity, scale, rate, step, as far as the rule has them.
    pub quantities: Vec<Quantity>,
}

/// The part of an explanation between gradient and displacement.
#[derive(Debug, Default)]
pub struct Inner {
    /// The rule's assignments between g and Δ.
    pub(super) lines: Vec<Line>,
    /// V as the step uses it, corrected or not.
    pub(super) velocity: Option<(&'static str, Pair)>,
    /// The divisor of each axis.
    pub(super) scale: Option<(&'static str, &'static str, Pair)>,
    /// Δ in symbols.
    pub(super) step: String,
    /// Δ with numbers.
    pub(super) numbers: [String; 2],
}

impl Inner {
    /// The full explanation, for gradient `g`, learning rate `alpha` and displacement `step`.
    pub(super) fn explained(self, g: Pair, alpha: f64, step: Pair) -> Explanation {
        let gradient =
            Line { left: "g =", right: "∇f(w, b)".to_owned(), numbers: [String::new(), String::new()], value: g };
        let displacement = Line { left: "Δ =", right: self.step, numbers: self.numbers, value: step };
        let mut lines = vec![gradient];
        lines.extend(self.lines);
        lines.push(displacement);
        let mut quantities = vec![Quantity { name: "gradient", symbol: "g", value: g, signed: true }];
        if let Some((symbol, value)) = self.velocity {
            quantities.push(Quantity { name: "velocity", symbol, value, signed: true });
        }
        match self.scale {
            Some((symbol, rate, value)) => {
                quantities.push(Quantity { name: "scale", symbol, value, signed: false });
                let value = value.map(|s| if s > 0.0 { alpha / s } else { 0.0 });
                quantities.push(Quantity { name: "rate", symbol: rate, value, signed: false });
            }
            None => {
                let value = [alpha; 2];
                quantities.push(Quantity { name: "rate", symbol: "α", value, signed: false });
            }
        }
        quantities.push(Quantity { name: "step", symbol: "Δ", value: step, signed: true });
        Explanation { lines, quantities }
    }
}

/// A number for use in a formula: three significant digits, no zero before the decimal point.
pub(super) fn inside(x: f64) -> String {
    let text = figures(x, 3);
    match text.strip_prefix("0.") {
        Some(rest) => format!(".{rest}"),
        None => match text.strip_prefix("-0.") {
            Some(rest) => format!("-.{rest}"),
            None => text,
        },
    }
}

/// Symbols of an axis's divisor and rate.
pub(super) fn scale_names(corrected: bool, eps_in_sqrt: bool) -> (&'static str, &'static str) {
    match (corrected, eps_in_sqrt) {
        (false, true) => ("√(S+ε)", "α/√(S+ε)"),
        (false, false) => ("√S+ε", "α/(√S+ε)"),
        (true, true) => ("√(Ŝ+ε)", "α/√(Ŝ+ε)"),
        (true, false) => ("√Ŝ+ε", "α/(√Ŝ+ε)"),
    }
}

/// A divisor, parenthesized if it is a sum.
pub(super) fn bracketed(divisor: &str) -> String {
    if divisor.ends_with(')') || !divisor.contains('+') { divisor.to_owned() } else { format!("({divisor})") }
}

/// Text for each axis.
pub(super) fn per_axis(text: impl Fn(usize) -> String) -> [String; 2] {
    [text(0), text(1)]
}

/// `βA + (1-β)B` with numbers.
pub(super) fn mixed(beta: f64, gain: f64, old: Pair, new: Pair) -> [String; 2] {
    per_axis(|i| {
        let part = |share: f64, x: f64| {
            let sign = if x < 0.0 { "-" } else { "" };
            let x = inside(x.abs());
            if share == 1.0 { format!("{sign}{x}") } else { format!("{sign}{}·{x}", inside(share)) }
        };
        // A minus sign needs no plus before it.
        let new = part(gain, new[i]);
        let plus = if new.starts_with('-') { "" } else { "+" };
        format!("{}{plus}{new}", part(beta, old[i]))
    })
}
