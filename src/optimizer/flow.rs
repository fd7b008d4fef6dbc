//! Gradient flow: the limit of gradient descent as the step size goes to zero.

use super::Kind;
use super::describe::{ALPHA, Description, Suggestion};
use super::explain::{Inner, inside, per_axis};
use super::memory::Memory;
use super::number::Pair;
use super::rule::{Given, Here, Rule, Theory};
use crate::math::parameter::Parameter;
use crate::math::surface::{Formula, Jet, Real, Surface, Visit};

/// θ' = -∇f(θ), integrated over time α per step: the limit of n steps of gradient descent at α/n. It always uses the
/// exact gradient, regardless of the other runs' noise or batch.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Flow {
    /// Integration time per step.
    pub alpha: f64,
}

pub(super) static DESCRIPTION: Description = Description {
    name: "gradient-flow",
    title: "gradient flow, a yardstick",
    equation: |_| vec!["θ ← θ(t+α), θ' = -∇f(θ)"],
    source: "Cauchy 1847; solved by Deuflhard 1985",
    hypers: &[Parameter { title: "time per step", ..ALPHA }],
    switches: &[],
    overrides: &[],
    decoupled: false,
    libraries: &[],
    // The same time per step as a stable gradient descent, so the two can be compared step by step.
    suggestion: Suggestion::Curvature(0.94),
    kind: Kind::Flow,
};

/// Error tolerance of a substep, relative to max(1, |θ|).
const TOLERANCE: f64 = 1e-11;
/// Most substeps per step; beyond that the flow has run away.
const PIECES: usize = 20_000;
/// Most columns of the extrapolation table.
const COLUMNS: usize = 9;

impl Rule for Flow {
    const KEEPS: u8 = 0;
    const SWITCHES: usize = DESCRIPTION.switches.len();

    fn build(given: Given) -> Self {
        Self { alpha: given.hyper(0) }
    }
    /// Zero: without a surface there is nothing to integrate.
    fn step(&self, _: Pair, _: &mut Memory) -> Pair {
        [0.0; 2]
    }
    fn alpha(&self) -> f64 {
        self.alpha
    }
    fn with_alpha(self, alpha: f64) -> Self {
        Self { alpha }
    }
}

/// Reasons why a flow cannot be integrated to the end of its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Trouble {
    /// The force reverses abruptly.
    Kink,
    /// It becomes unbounded in finite time.
    Runaway,
    /// It would need more than the allowed substeps.
    Pieces,
}

/// A flow this many times max(1, |start|) from 0, with ever shorter substeps, counts as a runaway.
const AWAY: f64 = 1e9;

impl Flow {
    /// The reason why the flow from `from` cannot be integrated over its time, in words; `None` if it can.
    pub fn trouble(&self, surface: &Surface, from: Pair) -> Option<&'static str> {
        struct OnFormula(Pair, f64);
        impl Visit for OnFormula {
            type Output = Option<Trouble>;
            fn visit<F: Formula>(self, formula: &F) -> Option<Trouble> {
                flow(formula, self.0, self.1).err()
            }
        }
        surface.shape().visit(OnFormula(from, self.alpha)).map(|trouble| match trouble {
            Trouble::Kink => "meets a kink",
            Trouble::Runaway => "runs off to infinity",
            Trouble::Pieces => "would take more than 20,000 pieces",
        })
    }
}

/// The displacement after some time: substeps of linearly implicit Euler, extrapolated to their limit (SEULEX, Deuflhard 1985;
/// Hairer & Wanner, Solving Ordinary Differential Equations II, section IV.9). It uses the exact Hessian, so that a steep wall does
/// not need tiny substeps. A flow that reaches the tip of a kink rests there.
fn flow<F: Formula>(formula: &F, from: Pair, time: f64) -> Result<Pair, Trouble> {
    let force = |at: Pair| formula.at(Jet::w(at[0]), Jet::b(at[1])).gradient().map(|g| -g);
    let away = |at: Pair| length(at).is_nan() || length(at) > AWAY * f64::max(length(from), 1.0);
    let (mut at, mut left, mut piece) = (from, time, time);
    let mut turns = 0;
    for _ in 0..PIECES {
        let pull = force(at);
        // Less time than the rounding error of the total counts as none; with zero force there is nothing to integrate.
        if left <= time * f64::EPSILON || pull == [0.0; 2] {
            return Ok(minus(at, from));
        }
        let [ww, wb, bb] = curvature(formula, at);
        // Where it curves down, an Euler step of 1/|λ| is singular: substeps stay clear of it.
        let low = 0.5 * (ww + bb) - (0.5 * (ww - bb)).hypot(wb);
        piece = piece.min(left).min(if low < 0.0 { -0.5 / low } else { f64::INFINITY });
        let (next, columns, size) = extrapolated(force, [ww, wb, bb], at, piece);
        let (step, push) = (minus(next, at), force(next));
        // A force that reverses within one substep has passed a kink.
        let turned = push[0] * step[0] + push[1] * step[1] < 0.0 && length(push) > 0.5 * length(pull);
        let tiny = length(step) <= 1e-10 * f64::max(length(at), 1.0);
        if size <= 1.0 && turned && tiny && length([pull[0] + push[0], pull[1] + push[1]]) <= 0.1 * length(pull) {
            return Ok(minus(at, from));
        }
        // NaN is not a small error. This close to rest, rounding alone may reverse the force.
        if size <= 1.0 && (tiny || !turned) {
            (at, left) = (next, left - piece);
            turns += usize::from(turned);
            // Few columns were enough: a longer substep costs no more.
            let longer = [4.0, 4.0, 4.0, 4.0, 4.0, 4.0, 1.5, 1.5, 1.0, 1.0].get(columns).copied().unwrap_or(1.0);
            piece *= (0.9 * longer * libm::pow(size.max(1e-12), -1.0 / columns as f64)).clamp(0.5, 4.0);
            continue;
        }
        piece *= 0.3;
        // The surface limits the substep, not the remaining time: it is too short once it moves nothing.
        let moves = piece * length(pull);
        if moves.is_nan() || moves <= f64::EPSILON * length(at) {
            return Err(if away(at) { Trouble::Runaway } else { Trouble::Kink });
        }
    }
    // At rest it would have finished: a force that keeps reversing is that of a kink.
    Err(if away(at) {
        Trouble::Runaway
    } else if turns > PIECES / 100 {
        Trouble::Kink
    } else {
        Trouble::Pieces
    })
}

/// The end of a substep, the columns it took, and its error in units of the tolerance.
fn extrapolated(force: impl Fn(Pair) -> Pair, [ww, wb, bb]: [f64; 3], at: Pair, piece: f64) -> (Pair, usize, f64) {
    let mut last = [[0.0; 2]; COLUMNS];
    let (mut best, mut size) = (at, f64::NAN);
    for count in 1..=COLUMNS {
        let h = piece / count as f64;
        let (a, b, d) = (1.0 + h * ww, h * wb, 1.0 + h * bb);
        let determinant = a * d - b * b;
        let mut end = at;
        for _ in 0..count {
            let [x, y] = force(end).map(|f| h * f);
            end = [end[0] + (d * x - b * y) / determinant, end[1] + (a * y - b * x) / determinant];
        }
        // Aitken-Neville: each column removes one more power of h from the error.
        let mut row = last;
        let mut before = end;
        row[0] = end;
        for k in 1..count {
            let ratio = count as f64 / (count - k) as f64 - 1.0;
            before = row[k - 1];
            row[k] = std::array::from_fn(|i| before[i] + (before[i] - last[k - 1][i]) / ratio);
        }
        best = row[count - 1];
        last = row;
        if count > 2 {
            let error = minus(best, before);
            let relative = |i: usize| (error[i] / f64::max(at[i].abs(), 1.0)).abs() / TOLERANCE;
            // `greatest` propagates NaN.
            size = relative(0).greatest(relative(1));
            if size <= 1.0 || !size.is_finite() {
                return (best, count, size);
            }
        }
    }
    (best, COLUMNS, size)
}

/// The Hessian: ww, wb, bb.
fn curvature<F: Formula>(formula: &F, at: Pair) -> [f64; 3] {
    let [dw, db] = formula.at(Jet::w(Jet::w(at[0])), Jet::b(Jet::b(at[1]))).gradient();
    let ([ww, wb], [_, bb]) = (dw.gradient(), db.gradient());
    [ww, wb, bb]
}

fn minus(a: Pair, b: Pair) -> Pair {
    [a[0] - b[0], a[1] - b[1]]
}

fn length([x, y]: Pair) -> f64 {
    x.hypot(y)
}

impl Theory for Flow {
    fn step_at(&self, surface: &Surface, at: Pair, _: Pair, _: &mut Memory) -> Pair {
        struct From(Pair, f64);
        impl Visit for From {
            type Output = Pair;
            fn visit<F: Formula>(self, formula: &F) -> Pair {
                flow(formula, self.0, self.1).unwrap_or([f64::NAN; 2])
            }
        }
        surface.shape().visit(From(at, self.alpha))
    }
    /// None: any time is stable.
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
    use crate::math::surface::{Bowl, GoldsteinPrice, Rosenbrock, Saddle};

    fn followed<F: Formula>(formula: &F, from: Pair, time: f64) -> Pair {
        flow(formula, from, time).unwrap()
    }

    #[test]
    fn on_the_bowl_it_decays_exponentially_however_steep() {
        for (kappa, time) in [(1.0, 0.5), (20.0, 0.1), (2000.0, 0.3)] {
            let at = followed(&Bowl { kappa }, [-4.0, 2.0], time);
            let want = [-4.0 * (-time).exp() + 4.0, 2.0 * (-kappa * time).exp() - 2.0];
            for axis in 0..2 {
                // Some hundred substeps with an error of 1e-11 each.
                assert!((at[axis] - want[axis]).abs() < 5e-9, "{kappa}: {at:?} {want:?}");
            }
        }
    }

    /// w' = -2w, b' = 2b. With a step of 1 the first matrix is singular along b: I/(γh) - J = 2 - 2.
    #[test]
    fn on_a_saddle_it_leaves_exponentially() {
        for time in [0.25, 1.0, 2.0, 5.0] {
            let at = followed(&Saddle, [1.0, 0.5], time);
            let (w, b) = (1.0 + at[0], 0.5 + at[1]);
            let want = [(-2.0 * time).exp(), 0.5 * (2.0 * time).exp()];
            // Errors grow with b.
            assert!((w - want[0]).abs() < 1e-9 && (b / want[1] - 1.0).abs() < 1e-8, "{time}: {w} {b} {want:?}");
        }
    }

    #[test]
    fn it_follows_the_valley_to_its_end() {
        for time in [0.5, 3.0, 30.0] {
            let mut at = [-1.4, 2.4];
            for _ in 0..(60.0 / time) as usize {
                let step = followed(&Rosenbrock, at, time);
                at = [at[0] + step[0], at[1] + step[1]];
            }
            // The slowest curvature at the minimum is .4: e^(-.4·60) is 4e-11.
            assert!(at.iter().all(|x| (x - 1.0).abs() < 1e-8), "{time}: {at:?}");
        }
    }

    /// The flow descends a cone at speed 1; at the tip it comes to rest and stays.
    #[test]
    fn at_the_tip_of_a_cone_it_rests() {
        struct Cone;
        impl Formula for Cone {
            fn at<T: Real>(&self, w: T, b: T) -> T {
                (w.square() + b.square()).sqrt()
            }
        }
        for (time, want) in [(2.0, [1.8, 2.4]), (7.0, [0.0, 0.0])] {
            let at = followed(&Cone, [3.0, 4.0], time);
            // It stops within 1e-10 of the tip.
            assert!((0..2).all(|i| ([3.0, 4.0][i] + at[i] - want[i]).abs() < 2e-10), "{time}: {at:?}");
        }
        assert_eq!(flow(&Cone, [0.0, 0.0], 1.0), Ok([0.0, 0.0]));
    }

    /// Ten thousand small steps of gradient descent, extrapolated (Richardson), end at the same place.
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
        let got = followed(&Rosenbrock, [-1.2, 1.7], 0.01);
        for axis in 0..2 {
            let limit = 2.0 * fine[axis] - coarse[axis] - [-1.2, 1.7][axis];
            // The remaining extrapolation error is second order in 1e-6.
            assert!((got[axis] - limit).abs() < 1e-7, "{got:?} {limit}");
        }
    }

    /// A time of 1e10 is 1e15 times the longest first substep. It ends at the same place as many short times.
    #[test]
    fn the_longest_time_ends_in_the_minimum() {
        let from = [-1.2, -1.7];
        let mut at = from;
        for _ in 0..2000 {
            let step = followed(&GoldsteinPrice, at, 0.01);
            at = [at[0] + step[0], at[1] + step[1]];
        }
        let g = GoldsteinPrice.at(Jet::w(at[0]), Jet::b(at[1])).gradient();
        assert!(length(g) < 1e-6, "{at:?} {g:?}");
        for time in [1e3, 1e10, 1e100] {
            let step = followed(&GoldsteinPrice, from, time);
            assert!(length(minus([from[0] + step[0], from[1] + step[1]], at)) < 1e-8, "{time}: {step:?} {at:?}");
        }
    }

    /// Each trouble, on an example solved by hand: w' = w² has w = 1/(1-t), infinite at t = 1; |w| + b² pulls back and forth at w = 0.
    #[test]
    fn trouble_is_told_apart() {
        struct Cube;
        impl Formula for Cube {
            fn at<T: Real>(&self, w: T, b: T) -> T {
                w.powi(3) * (-1.0 / 3.0) + b.half_square()
            }
        }
        let half = followed(&Cube, [1.0, 0.0], 0.5);
        assert!((half[0] - 1.0).abs() < 1e-8, "{half:?}");
        assert_eq!(flow(&Cube, [1.0, 0.0], 2.0), Err(Trouble::Runaway));
        struct Crease;
        impl Formula for Crease {
            fn at<T: Real>(&self, w: T, b: T) -> T {
                w.abs() + b.half_square()
            }
        }
        assert_eq!(flow(&Crease, [1.0, 1.0], 2.0), Err(Trouble::Kink));
    }
}
