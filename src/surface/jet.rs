//! Exact derivatives: a number that carries its partial derivatives along.

use std::ops::{Add, Mul, Neg, Sub};

use super::real::Real;

/// A value with its partial derivatives with respect to w and b (forward-mode differentiation).
///
/// `None` is a derivative that is zero by construction. After inlining the compiler knows which ones these are, so
/// a bowl's gradient costs what it costs by hand; a plain 0.0 would have to be multiplied and added, since 0·x is
/// not 0 for every x. `Jet<Jet<f64>>` carries second derivatives.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Jet<T> {
    /// The value.
    pub value: T,
    /// ∂/∂w, `None` for zero.
    pub dw: Option<T>,
    /// ∂/∂b, `None` for zero.
    pub db: Option<T>,
}

impl<T: Real> Jet<T> {
    /// The variable w at `value`.
    #[inline(always)]
    pub fn w(value: T) -> Self {
        Self { value, dw: Some(T::constant(1.0)), db: None }
    }

    /// The variable b at `value`.
    #[inline(always)]
    pub fn b(value: T) -> Self {
        Self { value, dw: None, db: Some(T::constant(1.0)) }
    }

    /// f(self), given f's value and derivative here (the chain rule).
    #[inline(always)]
    fn chain(self, value: T, slope: T) -> Self {
        Self { value, dw: self.dw.map(|d| d * slope), db: self.db.map(|d| d * slope) }
    }

    /// The partial derivatives, zeros filled in.
    #[inline(always)]
    pub fn gradient(self) -> [T; 2] {
        let zero = || T::constant(0.0);
        [self.dw.unwrap_or_else(zero), self.db.unwrap_or_else(zero)]
    }
}

#[inline(always)]
fn sum<T: Add<Output = T>>(a: Option<T>, b: Option<T>) -> Option<T> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a + b),
        (Some(a), None) => Some(a),
        (None, b) => b,
    }
}

impl<T: Real> Add for Jet<T> {
    type Output = Self;
    #[inline(always)]
    fn add(self, other: Self) -> Self {
        Self { value: self.value + other.value, dw: sum(self.dw, other.dw), db: sum(self.db, other.db) }
    }
}

impl<T: Real> Neg for Jet<T> {
    type Output = Self;
    #[inline(always)]
    fn neg(self) -> Self {
        Self { value: -self.value, dw: self.dw.map(|d| -d), db: self.db.map(|d| -d) }
    }
}

impl<T: Real> Sub for Jet<T> {
    type Output = Self;
    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        self + -other
    }
}

impl<T: Real> Mul for Jet<T> {
    type Output = Self;
    #[inline(always)]
    fn mul(self, other: Self) -> Self {
        let partial = |a: Option<T>, b: Option<T>| sum(a.map(|a| a * other.value), b.map(|b| b * self.value));
        Self { value: self.value * other.value, dw: partial(self.dw, other.dw), db: partial(self.db, other.db) }
    }
}

impl<T: Real> Add<f64> for Jet<T> {
    type Output = Self;
    #[inline(always)]
    fn add(self, other: f64) -> Self {
        Self { value: self.value + other, ..self }
    }
}

impl<T: Real> Sub<f64> for Jet<T> {
    type Output = Self;
    #[inline(always)]
    fn sub(self, other: f64) -> Self {
        Self { value: self.value - other, ..self }
    }
}

impl<T: Real> Mul<f64> for Jet<T> {
    type Output = Self;
    #[inline(always)]
    fn mul(self, other: f64) -> Self {
        Self { value: self.value * other, dw: self.dw.map(|d| d * other), db: self.db.map(|d| d * other) }
    }
}

impl<T: Real> Real for Jet<T> {
    #[inline(always)]
    fn constant(value: f64) -> Self {
        Self { value: T::constant(value), dw: None, db: None }
    }
    #[inline(always)]
    fn value(self) -> f64 {
        self.value.value()
    }
    #[inline(always)]
    fn half_square(self) -> Self {
        self.chain(self.value.half_square(), self.value)
    }
    #[inline(always)]
    fn square(self) -> Self {
        self.chain(self.value.square(), self.value * 2.0)
    }
    #[inline(always)]
    fn sqrt(self) -> Self {
        let root = self.value.sqrt();
        let slope = if root.value() == 0.0 { T::constant(0.0) } else { root.recip() * 0.5 };
        self.chain(root, slope)
    }
    #[inline(always)]
    fn recip(self) -> Self {
        let inverse = self.value.recip();
        self.chain(inverse, -inverse.square())
    }
    #[inline]
    fn sin(self) -> Self {
        self.chain(self.value.sin(), self.value.cos())
    }
    #[inline]
    fn cos(self) -> Self {
        self.chain(self.value.cos(), -self.value.sin())
    }
    #[inline]
    fn exp(self) -> Self {
        let e = self.value.exp();
        self.chain(e, e)
    }
    #[inline]
    fn softplus(self) -> (Self, Self) {
        let (value, slope) = self.value.softplus();
        (self.chain(value, slope), self.chain(slope, slope * (-slope + 1.0)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// f, f_w, f_b, f_ww, f_wb, f_bb of a formula at a point.
    fn all<F: Fn(Jet<Jet<f64>>, Jet<Jet<f64>>) -> Jet<Jet<f64>>>(f: F, w: f64, b: f64) -> [f64; 6] {
        let y = f(Jet::w(Jet::w(w)), Jet::b(Jet::b(b)));
        let [gw, gb] = y.gradient();
        [y.value(), gw.value, gb.value, gw.gradient()[0], gw.gradient()[1], gb.gradient()[1]]
    }

    #[test]
    fn second_derivatives_of_closed_forms() {
        let (w, b) = (0.7_f64, -1.3_f64);
        let got = all(|w, b| w.square() * b.powi(3) + w * 2.0, w, b);
        let want = [
            w * w * b.powi(3) + 2.0 * w,
            2.0 * w * b.powi(3) + 2.0,
            3.0 * w * w * b * b,
            2.0 * b.powi(3),
            6.0 * w * b * b,
            6.0 * w * w * b,
        ];
        for (g, w) in got.iter().zip(want) {
            assert!((g - w).abs() < 1e-14, "{got:?} {want:?}");
        }
    }

    #[test]
    fn roots_and_transcendentals() {
        let (w, b) = (1.4_f64, 0.3_f64);
        let got = all(|w, b| (w * b).sin() + (w.square() + b.square()).sqrt(), w, b);
        let r = w.hypot(b);
        let (s, c) = (w * b).sin_cos();
        let want = [
            s + r,
            b * c + w / r,
            w * c + b / r,
            -b * b * s + b * b / r.powi(3),
            c - w * b * s - w * b / r.powi(3),
            -w * w * s + w * w / r.powi(3),
        ];
        for (g, w) in got.iter().zip(want) {
            assert!((g - w).abs() < 1e-14, "{got:?} {want:?}");
        }
    }

    #[test]
    fn a_root_at_zero_has_slope_zero_by_choice() {
        let y = (Jet::w(0.0).square() + Jet::b(0.0).square()).sqrt();
        assert_eq!((y.value, y.gradient()), (0.0, [0.0, 0.0]));
    }
}
