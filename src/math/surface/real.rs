//! The number types that formulas are generic over.

use std::ops::{Add, Mul, Neg, Sub};

/// A real number: `f64` for values, [`Jet`](super::Jet) of a `Real` for derivatives.
///
/// Constants stand on the right (`x * 2.0`), since Rust cannot express the bound `f64: Mul<Self>` here. Transcendental functions come from
/// the `libm` crate, not the platform, so that a path is bit-identical on every machine.
pub trait Real:
    Copy
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Neg<Output = Self>
    + Add<f64, Output = Self>
    + Sub<f64, Output = Self>
    + Mul<f64, Output = Self>
{
    /// A constant.
    fn constant(value: f64) -> Self;
    /// The value, without derivatives.
    fn value(self) -> f64;
    /// ½x²: the quadratic whose derivative is x itself, with no intermediate rounding.
    fn half_square(self) -> Self;
    /// Square root. Its slope at 0 is infinite; if the argument also has slope 0, as in a norm, the slope is taken as 0. Second derivatives
    /// do not exist there.
    fn sqrt(self) -> Self;
    /// 1/x.
    fn recip(self) -> Self;
    /// The quotient, rounded once.
    fn over(self, divisor: Self) -> Self;
    /// Sine, in radians.
    fn sin(self) -> Self;
    /// Cosine, in radians.
    fn cos(self) -> Self;
    /// Tangent, in radians.
    fn tan(self) -> Self;
    /// Arcsine.
    fn asin(self) -> Self;
    /// Arccosine.
    fn acos(self) -> Self;
    /// Arctangent.
    fn atan(self) -> Self;
    /// Hyperbolic sine.
    fn sinh(self) -> Self;
    /// Hyperbolic cosine.
    fn cosh(self) -> Self;
    /// Hyperbolic tangent.
    fn tanh(self) -> Self;
    /// Exponential.
    fn exp(self) -> Self;
    /// Natural logarithm.
    fn ln(self) -> Self;
    /// Base-10 logarithm.
    fn log10(self) -> Self;
    /// Base-2 logarithm.
    fn log2(self) -> Self;
    /// Absolute value. At 0 the derivative is taken as 0, and second derivatives do not exist.
    fn abs(self) -> Self;
    /// 1 for positive numbers, -1 for negative ones, 0 for 0; the derivative is 0, and NaN at the jump at 0.
    fn sign(self) -> Self;
    /// The smaller of two; NaN if either is. In a tie, the first with its derivatives; second derivatives are NaN where the two branches
    /// differ.
    fn least(self, other: Self) -> Self;
    /// The larger of two; NaN if either is. Ties are handled as in [`Real::least`].
    fn greatest(self, other: Self) -> Self;
    /// Power with a constant exponent.
    fn powf(self, exponent: f64) -> Self;
    /// Power.
    fn pow(self, exponent: Self) -> Self;
    /// Returns `value` in place of this number, at a point without a derivative: derivatives are NaN for every variable it depends on.
    fn kinked(self, value: f64) -> Self;
    /// Returns this number, which is known to vanish with its first two derivatives where `other` is 0, whatever its terms suggest.
    fn flat_at_zero(self, other: Self) -> Self;
    /// Returns this number, with NaN derivatives unless the other has the same value and derivatives.
    fn agreeing(self, other: Self) -> Self;
    /// log(1 + eˣ) and its derivative, the logistic function 1 / (1 + e⁻ˣ), and the same two of -x, without overflow and accurate in both
    /// tails, from one exponential and one logarithm.
    fn softplus_both(self) -> [(Self, Self); 2];

    /// log(1 + eˣ) and its derivative, the logistic function.
    #[inline]
    fn softplus(self) -> (Self, Self) {
        let [up, _] = self.softplus_both();
        up
    }

    /// x².
    #[inline(always)]
    fn square(self) -> Self {
        self * self
    }

    /// xⁿ by repeated squaring, always in the same order of multiplications.
    #[inline(always)]
    fn powi(self, exponent: u32) -> Self {
        let mut result = Self::constant(1.0);
        let mut base = self;
        let mut rest = exponent;
        while rest > 0 {
            if rest & 1 == 1 {
                result = result * base;
            }
            rest >>= 1;
            if rest > 0 {
                base = base * base;
            }
        }
        result
    }
}

impl Real for f64 {
    #[inline(always)]
    fn constant(value: f64) -> Self {
        value
    }
    #[inline(always)]
    fn value(self) -> f64 {
        self
    }
    #[inline(always)]
    fn kinked(self, value: f64) -> Self {
        value
    }
    #[inline(always)]
    fn flat_at_zero(self, _: Self) -> Self {
        self
    }
    #[inline(always)]
    fn agreeing(self, _: Self) -> Self {
        self
    }
    #[inline(always)]
    fn half_square(self) -> Self {
        0.5 * self * self
    }
    #[inline(always)]
    fn sqrt(self) -> Self {
        f64::sqrt(self)
    }
    #[inline(always)]
    fn recip(self) -> Self {
        1.0 / self
    }
    #[inline(always)]
    fn over(self, divisor: Self) -> Self {
        self / divisor
    }
    #[inline]
    fn sin(self) -> Self {
        libm::sin(self)
    }
    #[inline]
    fn cos(self) -> Self {
        libm::cos(self)
    }
    #[inline]
    fn tan(self) -> Self {
        libm::tan(self)
    }
    #[inline]
    fn asin(self) -> Self {
        libm::asin(self)
    }
    #[inline]
    fn acos(self) -> Self {
        libm::acos(self)
    }
    #[inline]
    fn atan(self) -> Self {
        libm::atan(self)
    }
    #[inline]
    fn sinh(self) -> Self {
        libm::sinh(self)
    }
    #[inline]
    fn cosh(self) -> Self {
        libm::cosh(self)
    }
    #[inline]
    fn tanh(self) -> Self {
        libm::tanh(self)
    }
    #[inline]
    fn exp(self) -> Self {
        libm::exp(self)
    }
    #[inline]
    fn ln(self) -> Self {
        libm::log(self)
    }
    #[inline]
    fn log10(self) -> Self {
        libm::log10(self)
    }
    #[inline]
    fn log2(self) -> Self {
        libm::log2(self)
    }
    #[inline(always)]
    fn abs(self) -> Self {
        f64::abs(self)
    }
    #[inline(always)]
    fn sign(self) -> Self {
        // NaN has no sign.
        if self > 0.0 {
            1.0
        } else if self < 0.0 {
            -1.0
        } else {
            self.abs()
        }
    }
    #[inline(always)]
    fn least(self, other: Self) -> Self {
        if other < self || other.is_nan() { other } else { self }
    }
    #[inline(always)]
    fn greatest(self, other: Self) -> Self {
        if other > self || other.is_nan() { other } else { self }
    }
    #[inline]
    fn powf(self, exponent: f64) -> Self {
        libm::pow(self, exponent)
    }
    #[inline]
    fn pow(self, exponent: Self) -> Self {
        libm::pow(self, exponent)
    }
    #[inline]
    fn softplus_both(self) -> [(Self, Self); 2] {
        let e = libm::exp(-self.abs());
        let rest = libm::log1p(e);
        let (large, small) = (1.0 / (1.0 + e), e / (1.0 + e));
        let [up, down] = if self >= 0.0 { [large, small] } else { [small, large] };
        [(self.max(0.0) + rest, up), ((-self).max(0.0) + rest, down)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn powers_by_squaring_are_exact_on_small_integers() {
        for base in -5..=5 {
            for n in 0..12u32 {
                assert_eq!(Real::powi(f64::from(base), n), (i64::from(base)).pow(n) as f64);
            }
        }
    }

    #[test]
    fn what_is_no_number_is_neither_hidden_nor_chosen() {
        for (a, b) in [(f64::NAN, 1.0), (1.0, f64::NAN)] {
            assert!(a.least(b).is_nan() && a.greatest(b).is_nan());
        }
        assert_eq!((1.0_f64.least(2.0), 1.0_f64.greatest(2.0)), (1.0, 2.0));
        assert_eq!([-3.0_f64, 0.0, 5.0].map(Real::sign), [-1.0, 0.0, 1.0]);
        assert!(f64::NAN.sign().is_nan());
    }

    #[test]
    fn softplus_and_logistic_survive_both_tails() {
        assert_eq!(800.0_f64.softplus(), (800.0, 1.0));
        assert_eq!((-800.0_f64).softplus(), (0.0, 0.0));
        assert_eq!(0.0_f64.softplus(), (std::f64::consts::LN_2, 0.5));
        for x in [-800.0_f64, -3.0, 0.25, 40.0, 800.0] {
            assert_eq!(x.softplus_both(), [x.softplus(), (-x).softplus()]);
        }
        // e^-40 is far below the last bit of 1 and must not be lost.
        assert!(((-40.0_f64).softplus().0 / libm::exp(-40.0) - 1.0).abs() < 1e-15);
    }
}
