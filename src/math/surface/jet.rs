//! Exact derivatives by forward-mode differentiation: numbers that carry their partial derivatives.

use std::f64::consts::{LOG2_E, LOG10_E};
use std::ops::{Add, Mul, Neg, Sub};

use super::real::Real;

/// A value with its partial derivatives with respect to w and b (forward-mode differentiation).
///
/// `None` is a derivative that is zero by construction. After inlining the compiler knows which ones these are, so a bowl's gradient costs
/// no more than by hand; a plain 0.0 would have to be multiplied and added, since 0·x is not 0 for every x. `Jet<Jet<f64>>` carries second
/// derivatives.
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

    /// f(self), given f's value and derivative at self (the chain rule).
    #[inline(always)]
    fn chain(self, value: T, slope: T) -> Self {
        Self { value, dw: self.dw.map(|d| d * slope), db: self.db.map(|d| d * slope) }
    }

    /// f(self) where f's slope is infinite. A component with derivative 0 keeps derivative 0, the minimum-norm gradient at the tip of a
    /// cone. There are no second derivatives.
    #[inline]
    fn chain_steep(self, value: T, slope: f64) -> Self {
        let steep = self.value.kinked(slope);
        let partial = |d: T| if d.value() == 0.0 { self.value.kinked(0.0) } else { d * steep };
        Self { value, dw: self.dw.map(partial), db: self.db.map(partial) }
    }

    /// f(self), given f's value and derivative at self, which may be infinite.
    #[inline]
    fn chain_or_steep(self, value: T, slope: T) -> Self {
        if slope.value().is_infinite() && value.value().is_finite() {
            self.chain_steep(value, slope.value())
        } else {
            self.chain(value, slope)
        }
    }

    /// Returns self, chosen between two equal values; derivatives on which the two disagree are marked as kinked.
    #[inline]
    fn at_a_tie(self, other: Self) -> Self {
        let zero = || T::constant(0.0);
        let partial = |a: Option<T>, b: Option<T>| {
            (a.is_some() || b.is_some()).then(|| a.unwrap_or_else(zero).agreeing(b.unwrap_or_else(zero)))
        };
        Self { value: self.value, dw: partial(self.dw, other.dw), db: partial(self.db, other.db) }
    }

    /// f(self, other), given f's value and its derivatives with respect to each argument. A derivative that is not needed is not computed:
    /// it may be NaN where the other one is not.
    #[inline(always)]
    fn chain_both(self, other: Self, value: T, by_self: impl Fn() -> T, by_other: impl Fn() -> T) -> Self {
        let varies = |jet: &Self| jet.dw.is_some() || jet.db.is_some();
        let by_self = if varies(&self) { by_self() } else { T::constant(0.0) };
        let by_other = if varies(&other) { by_other() } else { T::constant(0.0) };
        let partial = |a: Option<T>, b: Option<T>| sum(a.map(|a| a * by_self), b.map(|b| b * by_other));
        Self { value, dw: partial(self.dw, other.dw), db: partial(self.db, other.db) }
    }

    /// The partial derivatives, with zeros filled in.
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
    #[inline]
    fn kinked(self, value: f64) -> Self {
        let none = |_| T::constant(f64::NAN);
        Self { value: T::constant(value), dw: self.dw.map(none), db: self.db.map(none) }
    }
    #[inline]
    fn flat_at_zero(self, other: Self) -> Self {
        if other.value() == 0.0 { Self { value: self.value, dw: None, db: None } } else { self }
    }
    #[inline]
    fn agreeing(self, other: Self) -> Self {
        let values = |jet: &Self| (jet.value(), jet.gradient().map(T::value));
        if values(&self) == values(&other) {
            return self;
        }
        let none = Some(T::constant(f64::NAN));
        Self { value: self.value, dw: none, db: none }
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
        if root.value() == 0.0 { self.chain_steep(root, f64::INFINITY) } else { self.chain(root, root.recip() * 0.5) }
    }
    #[inline(always)]
    fn recip(self) -> Self {
        let inverse = self.value.recip();
        self.chain(inverse, -inverse.square())
    }
    #[inline]
    fn over(self, divisor: Self) -> Self {
        let value = self.value.over(divisor.value);
        // (a/b)' = (a' - (a/b) b')/b
        let partial = |a: Option<T>, b: Option<T>| sum(a, b.map(|b| -(value * b))).map(|d| d.over(divisor.value));
        Self { value, dw: partial(self.dw, divisor.dw), db: partial(self.db, divisor.db) }
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
    fn tan(self) -> Self {
        let tan = self.value.tan();
        self.chain(tan, tan.square() + 1.0)
    }
    #[inline]
    fn asin(self) -> Self {
        self.chain_or_steep(self.value.asin(), (-self.value.square() + 1.0).sqrt().recip())
    }
    #[inline]
    fn acos(self) -> Self {
        self.chain_or_steep(self.value.acos(), -(-self.value.square() + 1.0).sqrt().recip())
    }
    #[inline]
    fn atan(self) -> Self {
        self.chain(self.value.atan(), (self.value.square() + 1.0).recip())
    }
    #[inline]
    fn sinh(self) -> Self {
        self.chain(self.value.sinh(), self.value.cosh())
    }
    #[inline]
    fn cosh(self) -> Self {
        self.chain(self.value.cosh(), self.value.sinh())
    }
    #[inline]
    fn tanh(self) -> Self {
        // 1/cosh² rather than 1 - tanh², which cancels far from 0.
        self.chain(self.value.tanh(), self.value.cosh().recip().square())
    }
    #[inline]
    fn ln(self) -> Self {
        self.chain(self.value.ln(), self.value.recip())
    }
    #[inline]
    fn log10(self) -> Self {
        self.chain(self.value.log10(), self.value.recip() * LOG10_E)
    }
    #[inline]
    fn log2(self) -> Self {
        self.chain(self.value.log2(), self.value.recip() * LOG2_E)
    }
    #[inline]
    fn abs(self) -> Self {
        self.chain(self.value.abs(), self.value.sign())
    }
    #[inline]
    fn sign(self) -> Self {
        let value = self.value.sign();
        if value.value() == 0.0 { self.kinked(0.0) } else { Self { value, dw: None, db: None } }
    }
    #[inline]
    fn least(self, other: Self) -> Self {
        let (a, b) = (self.value(), other.value());
        if a == b {
            self.at_a_tie(other)
        } else if b < a || b.is_nan() {
            other
        } else {
            self
        }
    }
    #[inline]
    fn greatest(self, other: Self) -> Self {
        let (a, b) = (self.value(), other.value());
        if a == b {
            self.at_a_tie(other)
        } else if b > a || b.is_nan() {
            other
        } else {
            self
        }
    }
    #[inline]
    fn powf(self, exponent: f64) -> Self {
        self.chain_or_steep(self.value.powf(exponent), self.value.powf(exponent - 1.0) * exponent)
    }
    #[inline]
    fn pow(self, exponent: Self) -> Self {
        let value = self.value.pow(exponent.value);
        let by_base = || self.value.pow(exponent.value - 1.0) * exponent.value;
        // 0^y stays 0 for positive y, although 0 has no logarithm.
        let flat = self.value.value() == 0.0 && exponent.value.value() > 0.0;
        let by_exponent = || if flat { T::constant(0.0) } else { value * self.value.ln() };
        self.chain_both(exponent, value, by_base, by_exponent)
    }
    #[inline]
    fn exp(self) -> Self {
        let e = self.value.exp();
        self.chain(e, e)
    }
    #[inline]
    fn softplus_both(self) -> [(Self, Self); 2] {
        let [(up, p), (down, q)] = self.value.softplus_both();
        [(self.chain(up, p), self.chain(p, p * (-p + 1.0))), (self.chain(down, -q), self.chain(q, -(q * (-q + 1.0))))]
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
    fn a_root_at_zero_is_as_steep_as_it_is() {
        let y = (Jet::w(0.0).square() + Jet::b(0.0).square()).sqrt();
        assert_eq!((y.value, y.gradient()), (0.0, [0.0, 0.0]));
        // x - √x has slope 1 - 1/(2√x): -∞ at 0.
        let y = Jet::w(0.0) - Jet::w(0.0).sqrt();
        assert_eq!((y.value, y.gradient()), (0.0, [f64::NEG_INFINITY, 0.0]));
        let y = Jet::w(0.0).powf(0.3) + Jet::w(1.0).acos();
        assert!(y.dw.is_some_and(f64::is_nan), "∞ - ∞");
        assert_eq!((Jet::w(1.0).asin().dw, Jet::w(1.0).acos().dw), (Some(f64::INFINITY), Some(f64::NEG_INFINITY)));
    }

    /// At a kink the slope is the chosen one and the second derivatives do not exist; elsewhere they do.
    #[test]
    fn kinks_have_no_second_derivatives() {
        type Two = fn(Jet<Jet<f64>>, Jet<Jet<f64>>) -> Jet<Jet<f64>>;
        let kinked: [(&str, Two); 7] = [
            ("|w| + b²", |w, b| w.abs() + b.square()),
            ("√(w²+b²)", |w, b| (w.square() + b.square()).sqrt()),
            ("(w²+b²)^.75", |w, b| (w.square() + b.square()).powf(0.75)),
            ("√(w²) + b²", |w, b| w.square().sqrt() + b.square()),
            ("max(w, -w) + b²", |w, b| w.greatest(-w) + b.square()),
            ("min(w², b²)", |w, b| w.square().least(b.square())),
            ("w·|w| + b²", |w, b| w * w.abs() + b.square()),
        ];
        for (name, formula) in kinked {
            let at_kink = all(formula, 0.0, 0.0);
            assert!(at_kink[1].is_finite() && at_kink[2] == 0.0, "{name}: {at_kink:?}");
            assert!(at_kink[3].is_nan(), "{name}: {at_kink:?}");
            assert!(all(formula, 0.5, 0.25).iter().all(|x| x.is_finite()), "{name}");
        }
        // Merely touching a kink is smooth: r³ = (w²+b²)^1.5, and a maximum of equals.
        assert_eq!(all(|w, b| (w.square() + b.square()).powf(1.5), 0.0, 0.0), [0.0; 6]);
        assert_eq!(all(|w, _| w.square().greatest(w.square()), 0.0, 0.0)[3], 2.0);
        // A direction that does not cross the kink keeps its curvature.
        assert_eq!(all(|w, b| w.abs() + b.square(), 0.0, 0.0)[5], 2.0);
    }

    /// f, f', f'' of a univariate function, along w.
    fn along(f: impl Fn(Jet<Jet<f64>>) -> Jet<Jet<f64>>, x: f64) -> [f64; 3] {
        let [value, first, .., second, _, _] = all(|w, _| f(w), x, 0.0);
        [value, first, second]
    }

    type Closed = fn(f64) -> [f64; 3];
    type Function = fn(Jet<Jet<f64>>) -> Jet<Jet<f64>>;

    #[test]
    fn functions_of_one_variable_against_closed_forms() {
        let cases: &[(&str, Function, Closed, &[f64])] = &[
            ("tan", Real::tan, |x| [x.tan(), x.cos().powi(-2), 2.0 * x.tan() * x.cos().powi(-2)], &[-1.2, 0.0, 0.7]),
            (
                "asin",
                Real::asin,
                |x| [x.asin(), (1.0 - x * x).powf(-0.5), x * (1.0 - x * x).powf(-1.5)],
                &[-0.9, 0.0, 0.4],
            ),
            (
                "acos",
                Real::acos,
                |x| [x.acos(), -(1.0 - x * x).powf(-0.5), -x * (1.0 - x * x).powf(-1.5)],
                &[-0.9, 0.0, 0.4],
            ),
            (
                "atan",
                Real::atan,
                |x| [x.atan(), 1.0 / (1.0 + x * x), -2.0 * x / (1.0 + x * x).powi(2)],
                &[-3.0, 0.0, 0.4],
            ),
            ("sinh", Real::sinh, |x| [x.sinh(), x.cosh(), x.sinh()], &[-3.0, 0.0, 0.4]),
            ("cosh", Real::cosh, |x| [x.cosh(), x.sinh(), x.cosh()], &[-3.0, 0.0, 0.4]),
            (
                "tanh",
                Real::tanh,
                |x| [x.tanh(), x.cosh().powi(-2), -2.0 * x.tanh() * x.cosh().powi(-2)],
                &[-20.0, -3.0, 0.0, 0.4],
            ),
            ("ln", Real::ln, |x| [x.ln(), 1.0 / x, -1.0 / (x * x)], &[0.01, 1.0, 40.0]),
            (
                "log10",
                Real::log10,
                |x| [x.log10(), 1.0 / (x * 10f64.ln()), -1.0 / (x * x * 10f64.ln())],
                &[0.01, 1.0, 1000.0],
            ),
            (
                "log2",
                Real::log2,
                |x| [x.log2(), 1.0 / (x * 2f64.ln()), -1.0 / (x * x * 2f64.ln())],
                &[0.01, 1.0, 1024.0],
            ),
            ("abs", Real::abs, |x| [x.abs(), x.signum(), 0.0], &[-2.0, 3.0]),
            ("sign", Real::sign, |x| [x.signum(), 0.0, 0.0], &[-2.0, 3.0]),
            ("powf", |x| x.powf(2.5), |x| [x.powf(2.5), 2.5 * x.powf(1.5), 3.75 * x.powf(0.5)], &[0.0, 0.3, 7.0]),
            ("powf", |x| x.powf(-3.0), |x| [x.powi(-3), -3.0 * x.powi(-4), 12.0 * x.powi(-5)], &[-2.0, 0.3, 7.0]),
        ];
        for (name, function, closed, points) in cases {
            for x in *points {
                let (got, want) = (along(function, *x), closed(*x));
                for (g, w) in got.iter().zip(want) {
                    // A few roundings, both here and in the closed form.
                    assert!((g - w).abs() <= 8e-15 * w.abs().max(1e-3), "{name}({x}): {got:?} {want:?}");
                }
            }
        }
    }

    #[test]
    fn functions_of_two_variables_against_closed_forms() {
        let (w, b) = (1.7_f64, -0.6_f64);
        let p = w.powf(b);
        let l = w.ln();
        let power = [p, b * p / w, p * l, b * (b - 1.0) * p / (w * w), p / w * (1.0 + b * l), p * l * l];
        let quotient = [w / b, 1.0 / b, -w / (b * b), 0.0, -1.0 / (b * b), 2.0 * w / b.powi(3)];
        for (got, want) in [(all(|w, b| w.pow(b), w, b), power), (all(|w, b| w.over(b), w, b), quotient)] {
            for (g, w) in got.iter().zip(want) {
                assert!((g - w).abs() < 2e-14, "{got:?} {want:?}");
            }
        }
        assert_eq!(all(|w, b| w.least(b), w, b), [b, 0.0, 1.0, 0.0, 0.0, 0.0]);
        assert_eq!(all(|w, b| w.greatest(b), w, b), [w, 1.0, 0.0, 0.0, 0.0, 0.0]);
        assert!(all(|w, b| w.least(b.ln()), w, b)[0].is_nan());
    }

    /// A power with a constant exponent takes no logarithm of its base, which may be negative or 0.
    #[test]
    fn powers_of_negative_numbers_and_of_zero() {
        let cube = |w: Jet<Jet<f64>>, _| w.pow(Jet::constant(3.0));
        assert_eq!(all(cube, -2.0, 0.0), [-8.0, 12.0, 0.0, -12.0, 0.0, 0.0]);
        assert_eq!(all(|w, b| w.pow(b), 0.0, 2.0)[..3], [0.0, 0.0, 0.0]);
        assert!(all(|w, b| w.pow(b), -2.0, 0.5)[0].is_nan());
    }
}
