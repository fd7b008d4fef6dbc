//! Gradient flow: where gradient descent goes with steps that are too small to see.

use super::Kind;
use super::describe::{ALPHA, Description, Suggestion};
use super::explain::{Inner, inside, per_axis};
use super::memory::Memory;
use super::number::{Number, Pair};
use super::rule::{Given, Here, Rule, Theory};
use crate::parameter::Parameter;
use crate::surface::{Formula, Jet};

/// θ' = -∇f(θ), solved for a time α a step: the limit of gradient descent with α/n and n steps. It always takes the exact
/// gradient, whatever noise or batch the others have.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Flow<T = f64> {
    /// The time that a step takes.
    pub alpha: T,
}

pub(super) static DESCRIPTION: Description = Description {
    name: "gradient-flow",
    title: "gradient flow, a yardstick",
    equation: |_| vec!["θ ← θ(t+α), θ' = -∇f(θ)"],
    source: "Cauchy 1847; solved by Kaps & Rentrop 1979",
    hypers: &[Parameter { title: "time a step", ..ALPHA }],
    switches: &[],
    overrides: &[],
    decoupled: false,
    libraries: &[],
    // The time of a stable gradient descent: the two can be compared step by step.
    suggestion: Suggestion::Curvature(0.94),
    kind: Kind::Flow,
};

/// The error of a piece of the way, relative to max(1, |θ|), that the piece is cut in two for.
const TOLERANCE: f64 = 1e-11;
/// Most pieces of a step; beyond that the flow has run away.
const PIECES: usize = 20_000;

impl<T: Number> Rule<T> for Flow<T> {
    const KEEPS: u8 = 0;

    fn build(given: Given<T>) -> Self {
        Self { alpha: given.hyper(0) }
    }
    /// Without a surface there is nowhere to flow.
    fn step(&self, _: Pair<T>, _: &mut Memory<T>) -> Pair<T> {
        [T::constant(0.0); 2]
    }
    fn step_on<F: Formula>(&self, formula: &F, at: Pair<T>, _: Pair<T>, _: &mut Memory<T>) -> Pair<T> {
        T::each(at, self.alpha, |at, time| flow(formula, at, time))
    }
    fn alpha(&self) -> T {
        self.alpha
    }
    fn with_alpha(self, alpha: T) -> Self {
        Self { alpha }
    }
}

/// The displacement after some time, by the Rosenbrock method of order 4 with an error estimate of order 3 of Kaps and
/// Rentrop with Shampine's parameters (Press et al., Numerical Recipes, section 16.6): it takes the exact Hessian, so that a
/// steep wall does not need tiny pieces.
fn flow<F: Formula>(formula: &F, from: Pair, time: f64) -> Pair {
    let force = |at: Pair| formula.at(Jet::w(at[0]), Jet::b(at[1])).gradient().map(|g| -g);
    let (mut at, mut done) = (from, 0.0);
    let mut piece = time;
    for _ in 0..PIECES {
        if done >= time {
            break;
        }
        piece = piece.min(time - done);
        let [dw, db] = formula.at(Jet::w(Jet::w(at[0])), Jet::b(Jet::b(at[1]))).gradient();
        let ([ww, wb], [_, bb]) = (dw.gradient(), db.gradient());
        // I/(γh) - J, where J is -H.
        let (a, b, d) = (2.0 / piece + ww, wb, 2.0 / piece + bb);
        let determinant = a * d - b * b;
        let solve = |v: Pair| [(d * v[0] - b * v[1]) / determinant, (a * v[1] - b * v[0]) / determinant];
        let sum = |terms: &[(f64, Pair)]| {
            terms.iter().fold([0.0; 2], |s, (share, v)| [s[0] + share * v[0], s[1] + share * v[1]])
        };
        let plus = |v: Pair| [at[0] + v[0], at[1] + v[1]];
        let g1 = solve(force(at));
        let second = force(plus(sum(&[(2.0, g1)])));
        let g2 = solve(sum(&[(1.0, second), (-8.0 / piece, g1)]));
        let third = force(plus(sum(&[(48.0 / 25.0, g1), (6.0 / 25.0, g2)])));
        let g3 = solve(sum(&[(1.0, third), (372.0 / 25.0 / piece, g1), (2.4 / piece, g2)]));
        let g4 =
            solve(sum(&[(1.0, third), (-112.0 / 125.0 / piece, g1), (-54.0 / 125.0 / piece, g2), (-0.4 / piece, g3)]));
        let step = sum(&[(19.0 / 9.0, g1), (0.5, g2), (25.0 / 108.0, g3), (125.0 / 108.0, g4)]);
        let error = sum(&[(17.0 / 54.0, g1), (7.0 / 36.0, g2), (125.0 / 108.0, g4)]);
        let size = (0..2).map(|i| (error[i] / at[i].abs().max(1.0)).abs()).fold(0.0, f64::max) / TOLERANCE;
        if size <= 1.0 {
            at = plus(step);
            done += piece;
            piece *= (0.9 * libm::pow(size.max(1e-6), -0.25)).min(4.0);
        } else if size.is_finite() {
            piece *= (0.9 * libm::pow(size, -1.0 / 3.0)).max(0.1);
        } else {
            piece *= 0.1;
        }
        if piece < time * 1e-14 {
            return [f64::NAN; 2];
        }
    }
    if done < time { [f64::NAN; 2] } else { [at[0] - from[0], at[1] - from[1]] }
}

impl Theory for Flow {
    /// Every time is stable.
    fn stability_limit(&self) -> Option<f64> {
        None
    }
    fn inner(&self, here: &Here, before: &Memory) -> Inner {
        let step = here.step(self, before);
        let mean = step.map(|x| -x / self.alpha);
        Inner {
            velocity: Some(("mean ∇f", mean)),
            step: "∫ -∇f dt".to_owned(),
            numbers: per_axis(|i| format!("-{}·{}", inside(self.alpha), inside(mean[i]))),
            ..Inner::default()
        }
    }
    /// e^(-αλ).
    fn rate(&self, lambda: f64) -> Option<f64> {
        Some((-self.alpha * lambda).exp())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::surface::{Bowl, Rosenbrock};

    #[test]
    fn on_the_bowl_it_decays_exponentially_however_steep() {
        for (kappa, time) in [(1.0, 0.5), (20.0, 0.1), (2000.0, 0.3)] {
            let at = flow(&Bowl { kappa }, [-4.0, 2.0], time);
            let want = [-4.0 * (-time).exp() + 4.0, 2.0 * (-kappa * time).exp() - 2.0];
            for axis in 0..2 {
                // Some hundred pieces of 1e-11 each.
                assert!((at[axis] - want[axis]).abs() < 5e-9, "{kappa}: {at:?} {want:?}");
            }
        }
    }

    /// Ten thousand small steps of gradient descent, extrapolated (Richardson), come to the same place.
    #[test]
    fn it_is_the_limit_of_small_steps() {
        let descend = |n: u32| {
            let mut at = [-1.2, 1.7];
            for _ in 0..n {
                let g = Rosenbrock.at(Jet::w(at[0]), Jet::b(at[1])).gradient();
                at = [at[0] - 0.01 / f64::from(n) * g[0], at[1] - 0.01 / f64::from(n) * g[1]];
            }
            at
        };
        let (coarse, fine) = (descend(10_000), descend(20_000));
        let got = flow(&Rosenbrock, [-1.2, 1.7], 0.01);
        for axis in 0..2 {
            let limit = 2.0 * fine[axis] - coarse[axis] - [-1.2, 1.7][axis];
            // What is left of the extrapolation is of second order in 1e-6.
            assert!((got[axis] - limit).abs() < 1e-7, "{got:?} {limit}");
        }
    }
}
