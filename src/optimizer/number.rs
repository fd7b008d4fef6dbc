//! The numbers that an update rule may be written in.

use std::ops::Div;

use crate::surface::Real;

/// A real number as an update rule sees it. There is one implementation, `f64`: maps of many runs came to need no other, since
/// the compiler makes vectors of loops over it. What a rule decides is asked for here all the same, so that none of it is a
/// branch in those loops.
pub trait Number: Real + Div<Output = Self> + Default + std::fmt::Debug + PartialEq {
    /// The larger of two; the other one where one is no number.
    fn max(self, other: Self) -> Self;
    /// The smaller of two; the other one where one is no number.
    fn min(self, other: Self) -> Self;
    /// `yes` where the number is above `than`, else `no`.
    fn if_above(self, than: Self, yes: Self, no: Self) -> Self;
    /// Zero in place of what is smaller in size than `tiny`.
    fn flushed(self, tiny: f64) -> Self;

    /// a/b, and 0 for 0/0: with ε = 0 an axis that never had a gradient does not move.
    fn quotient(self, by: Self) -> Self;

    /// 1 - x.
    #[inline(always)]
    fn complement(self) -> Self {
        -self + 1.0
    }
}

impl Number for f64 {
    #[inline(always)]
    fn max(self, other: Self) -> Self {
        f64::max(self, other)
    }
    #[inline(always)]
    fn min(self, other: Self) -> Self {
        f64::min(self, other)
    }
    #[inline(always)]
    fn if_above(self, than: Self, yes: Self, no: Self) -> Self {
        if self > than { yes } else { no }
    }
    #[inline(always)]
    fn flushed(self, tiny: f64) -> Self {
        if f64::abs(self) < tiny { 0.0 } else { self }
    }
    #[inline(always)]
    fn quotient(self, by: Self) -> Self {
        if self == 0.0 { 0.0 } else { self / by }
    }
}

/// Something of each axis, w and b.
pub type Pair<T = f64> = [T; 2];

/// `f` of each axis of two pairs.
#[inline(always)]
pub fn both<A: Copy, B: Copy, C>(a: Pair<A>, b: Pair<B>, f: impl Fn(A, B) -> C) -> Pair<C> {
    [f(a[0], b[0]), f(a[1], b[1])]
}

/// βA + γB on each axis.
#[inline(always)]
pub fn mix<T: Number>(beta: T, a: Pair<T>, gain: T, b: Pair<T>) -> Pair<T> {
    both(a, b, |a, b| a * beta + b * gain)
}

/// x² on each axis.
#[inline(always)]
pub fn squared<T: Number>(x: Pair<T>) -> Pair<T> {
    x.map(|x| x * x)
}

/// -x on each axis.
#[inline(always)]
pub fn negated<T: Number>(x: Pair<T>) -> Pair<T> {
    x.map(|x| -x)
}

/// √S with ε under the root or beside it.
#[inline(always)]
pub fn root<T: Number>(s: T, eps: T, eps_in_sqrt: bool) -> T {
    if eps_in_sqrt { (s + eps).sqrt() } else { s.sqrt() + eps }
}
