//! Newton's method: a yardstick that uses the exact curvature.

use super::Kind;
use super::describe::{ALPHA, Description, OFF_ON, Suggestion, Switch};
use super::explain::{Inner, Line, inside, per_axis};
use super::memory::Memory;
use super::number::{Pair, quotient};
use super::rule::{Given, Here, Rule, Theory};
use crate::math::parameter::{Parameter, Scale};
use crate::math::surface::Surface;

/// θ <- θ - α(H+μI)⁻¹g, with the exact Hessian H: on a quadratic, one step with α = 1 reaches the minimum. It is attracted to any
/// point of zero gradient, saddles and maxima included; with `saddle_free` the eigenvalues are replaced by their absolute values
/// (Dauphin et al. 2014, arXiv 1406.2572).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Newton {
    /// Fraction of the full Newton step.
    pub alpha: f64,
    /// μ: damping added to the curvature (Levenberg 1944).
    pub damping: f64,
    /// True if eigenvalues are replaced by their absolute values.
    pub saddle_free: bool,
}

pub(super) static DESCRIPTION: Description = Description {
    name: "newton",
    title: "Newton's method, a yardstick",
    equation: |values| match (values.on(0), values.hyper(1) == 0.0) {
        (false, true) => vec!["d = H⁻¹g", "θ ← θ - αd"],
        (false, false) => vec!["d = (H+μI)⁻¹g", "θ ← θ - αd"],
        (true, true) => vec!["d = |H|⁻¹g", "θ ← θ - αd"],
        (true, false) => vec!["d = (|H|+μI)⁻¹g", "θ ← θ - αd"],
    },
    source: "Newton 1669; Levenberg 1944; Dauphin et al. 2014",
    hypers: &[
        Parameter { title: "share of the step", default: 1.0, ..ALPHA },
        Parameter {
            name: "damping",
            symbol: "μ",
            title: "added to the curvature",
            default: 0.0,
            low: 0.0,
            high: 1e100,
            open: false,
            slider: (1e-4, 1e4),
            scale: Scale::Log,
        },
    ],
    switches: &[Switch { name: "saddle_free", title: "curvature by its size", choices: OFF_ON, default: |_| 0 }],
    overrides: &[],
    decoupled: false,
    libraries: &[],
    // The full Newton step.
    suggestion: Suggestion::Own(1.0),
    kind: Kind::Newton,
};

/// A symmetric 2 x 2 matrix: ww, wb, bb.
type Symmetric = [f64; 3];

impl Newton {
    /// The matrix whose inverse multiplies the gradient: H, or |H| = √(H²), plus the damping. The root of a 2 x 2 matrix M with
    /// determinant d and trace t is (M + √d I) / √(t + 2√d) (Cayley-Hamilton).
    fn divisor(&self, [ww, wb, bb]: Symmetric) -> Symmetric {
        if !self.saddle_free {
            return [ww + self.damping, wb, bb + self.damping];
        }
        // det H² = (det H)², and the trace of H² is the sum of all squared entries.
        let determinant = (ww * bb - wb * wb).abs();
        let root = (ww * ww + wb * wb * 2.0 + bb * bb + determinant * 2.0).sqrt();
        let square = [ww * ww + wb * wb, wb * (ww + bb), wb * wb + bb * bb];
        let over = |x: f64| quotient(x, root);
        [over(square[0] + determinant) + self.damping, over(square[1]), over(square[2] + determinant) + self.damping]
    }

    /// -α M⁻¹ g.
    fn solved(&self, [ww, wb, bb]: Symmetric, g: Pair) -> Pair {
        let determinant = ww * bb - wb * wb;
        let solve = |x: f64| -quotient(x * self.alpha, determinant);
        [solve(bb * g[0] - wb * g[1]), solve(ww * g[1] - wb * g[0])]
    }
}

impl Newton {
    /// True if the divisor is singular to rounding where the Hessian is (ww, wb, bb): if its determinant, a difference of two products,
    /// is less than their rounding error. Two entries and their product are rounded to half a unit in the last place each; an entry is
    /// itself a sum of a few such terms.
    pub fn is_singular(&self, hessian: [f64; 3]) -> bool {
        let [ww, wb, bb] = self.divisor(hessian);
        let products = [ww * bb, wb * wb];
        (products[0] - products[1]).abs() <= 4.0 * f64::EPSILON * (products[0].abs() + products[1])
    }
}

impl Rule for Newton {
    const KEEPS: u8 = 0;
    const SWITCHES: usize = DESCRIPTION.switches.len();

    fn build(given: Given) -> Self {
        Self { alpha: given.hyper(0), damping: given.hyper(1), saddle_free: given.on(0) }
    }
    /// Zero: without a surface there is no curvature.
    fn step(&self, _: Pair, _: &mut Memory) -> Pair {
        [0.0; 2]
    }
    fn alpha(&self) -> f64 {
        self.alpha
    }
    fn with_alpha(self, alpha: f64) -> Self {
        Self { alpha, ..self }
    }
}

impl Theory for Newton {
    fn step_at(&self, surface: &Surface, at: Pair, g: Pair, _: &mut Memory) -> Pair {
        // With zero gradient it stays put, even where the curvature is singular.
        if g == [0.0; 2] {
            return [0.0; 2];
        }
        let h = surface.hessian(at);
        self.solved(self.divisor([h[(0, 0)], h[(0, 1)], h[(1, 1)]]), g)
    }
    /// None: along every axis the curvature is divided by itself.
    fn stability_limit(&self) -> Option<f64> {
        None
    }
    fn inner(&self, here: &Here, _: &Memory) -> Inner {
        let h = here.surface.hessian(here.at);
        let [ww, wb, bb] = self.divisor([h[(0, 0)], h[(0, 1)], h[(1, 1)]]);
        let whole = Self { alpha: 1.0, ..*self }.solved([ww, wb, bb], here.gradient).map(|x| -x);
        let row = |a: f64, b: f64| format!("{} {}", inside(a), inside(b));
        let name = match (self.saddle_free, self.damping == 0.0) {
            (false, true) => "H⁻¹g",
            (false, false) => "(H+μI)⁻¹g",
            (true, true) => "|H|⁻¹g",
            (true, false) => "(|H|+μI)⁻¹g",
        };
        let numbers = [format!("H = {}", row(ww, wb)), row(wb, bb)];
        Inner {
            lines: vec![Line { left: "d =", right: name.to_owned(), numbers, value: whole }],
            velocity: Some(("d", whole)),
            step: "-αd".to_owned(),
            numbers: per_axis(|i| format!("-{}·{}", inside(self.alpha), inside(whole[i]))),
            ..Inner::default()
        }
    }
    /// On a quadratic the whole error shrinks by 1-α, whatever the curvature.
    fn rate(&self, _: f64) -> Option<f64> {
        (self.damping == 0.0 && !self.saddle_free).then_some((1.0 - self.alpha).abs())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows at x₀ + 0, 1, 2, 3 give the Hessian [x₀² + 3x₀ + 3.5, x₀ + 1.5; 1], whose determinant, the variance, is 1.25: it is lost
    /// once it is smaller than the rounding error of x₀².
    #[test]
    fn a_variance_that_rounding_swallows_is_singular() {
        let newton = Newton { alpha: 1.0, damping: 0.0, saddle_free: false };
        let at = |x: f64| [x * x + 3.0 * x + 3.5, x + 1.5, 1.0];
        for (x, singular) in [(0.0, false), (1e3, false), (1e6, false), (1e8, true), (1.7e12, true)] {
            assert_eq!(newton.is_singular(at(x)), singular, "{x}");
        }
        // An exactly flat direction is singular; damping removes that.
        assert!(newton.is_singular([2.0, 2.0, 2.0]) && newton.is_singular([0.0, 0.0, 1.0]));
        assert!(!Newton { damping: 1e-3, ..newton }.is_singular([2.0, 2.0, 2.0]));
        // A saddle is not singular, and neither is a merely elongated surface.
        assert!(!newton.is_singular([2.0, 0.0, -2.0]) && !newton.is_singular([1.0, 0.0, 1e-30]));
    }
}
