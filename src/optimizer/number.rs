//! Arithmetic on both axes, and helpers for update rules.

/// A value per axis, w and b.
pub type Pair<T = f64> = [T; 2];

/// a/b, and 0 for 0/0: with ε = 0 an axis that never had a gradient does not move.
#[inline(always)]
pub fn quotient(a: f64, b: f64) -> f64 {
    if a == 0.0 { 0.0 } else { a / b }
}

/// 1 - x.
#[inline(always)]
pub fn complement(x: f64) -> f64 {
    1.0 - x
}

/// x, or zero if its absolute value is below `tiny`.
#[inline(always)]
pub fn flushed(x: f64, tiny: f64) -> f64 {
    if x.abs() < tiny { 0.0 } else { x }
}

/// Applies `f` to each axis of two pairs.
#[inline(always)]
pub fn both<A: Copy, B: Copy, C>(a: Pair<A>, b: Pair<B>, f: impl Fn(A, B) -> C) -> Pair<C> {
    [f(a[0], b[0]), f(a[1], b[1])]
}

/// βA + γB on each axis.
#[inline(always)]
pub fn mix(beta: f64, a: Pair, gain: f64, b: Pair) -> Pair {
    both(a, b, |a, b| a * beta + b * gain)
}

/// x² on each axis.
#[inline(always)]
pub fn squared(x: Pair) -> Pair {
    x.map(|x| x * x)
}

/// -x on each axis.
#[inline(always)]
pub fn negated(x: Pair) -> Pair {
    x.map(|x| -x)
}

/// √S with ε under the root or outside it.
#[inline(always)]
pub fn root(s: f64, eps: f64, eps_in_sqrt: bool) -> f64 {
    if eps_in_sqrt { (s + eps).sqrt() } else { s.sqrt() + eps }
}
