//! Activation functions and their derivatives.

/// An activation function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Activation {
    /// z.
    Linear,
    /// max(0, z); its slope at 0 is 0, as in PyTorch.
    Relu,
    /// z for z > 0, [`LEAK`]·z otherwise.
    LeakyRelu,
    /// Hyperbolic tangent.
    Tanh,
    /// 1/(1 + e⁻ᶻ).
    Sigmoid,
    /// z·Φ(z) with the exact normal CDF Φ, not an approximation (Hendrycks & Gimpel 2016, arXiv 1606.08415).
    Gelu,
}

/// Slope of leaky ReLU below 0: the default of PyTorch (also in Maas et al. 2013).
pub const LEAK: f64 = 0.01;

/// All activations with their names on the command line.
pub const ACTIVATIONS: [(Activation, &str); 6] = [
    (Activation::Linear, "linear"),
    (Activation::Relu, "relu"),
    (Activation::LeakyRelu, "leaky-relu"),
    (Activation::Tanh, "tanh"),
    (Activation::Sigmoid, "sigmoid"),
    (Activation::Gelu, "gelu"),
];

impl Activation {
    /// The name on the command line.
    pub fn name(self) -> &'static str {
        ACTIVATIONS.iter().find(|(a, _)| *a == self).map_or("", |(_, name)| name)
    }

    /// Looks up an activation by name.
    pub fn named(name: &str) -> Option<Self> {
        ACTIVATIONS.iter().find(|(_, n)| *n == name).map(|(a, _)| *a)
    }

    /// f(z) and f'(z). Uses libm or [`tanh`], for the same results on every machine.
    #[inline(always)]
    pub fn at(self, z: f64) -> (f64, f64) {
        match self {
            Activation::Linear => (z, 1.0),
            // Propagate NaN: `max` would turn it into 0.
            Activation::Relu => (
                if z < 0.0 { 0.0 } else { z },
                if z > 0.0 {
                    1.0
                } else if z <= 0.0 {
                    0.0
                } else {
                    z
                },
            ),
            Activation::LeakyRelu => (if z < 0.0 { z * LEAK } else { z }, if z > 0.0 { 1.0 } else { LEAK }),
            Activation::Tanh => tanh(z),
            Activation::Sigmoid => {
                // Exponentiate negative numbers only: it cannot overflow, and the slope stays accurate on both sides.
                let e = libm::exp(-z.abs());
                let small = e / (1.0 + e);
                (if z < 0.0 { small } else { 1.0 / (1.0 + e) }, small / (1.0 + e))
            }
            Activation::Gelu => {
                let share = 0.5 * libm::erfc(-z * std::f64::consts::FRAC_1_SQRT_2);
                let density = libm::exp(-0.5 * z * z) * NORMAL_PEAK;
                // At infinity, 0·∞ would be NaN.
                if z.is_infinite() { (z.max(0.0), share) } else { (z * share, share + z * density) }
            }
        }
    }

    /// f(z).
    pub fn value(self, z: f64) -> f64 {
        self.at(z).0
    }

    /// f'(z).
    pub fn slope(self, z: f64) -> f64 {
        self.at(z).1
    }

    /// The maximum slope: backpropagation through a chain multiplies by at most its power. GELU's is at z = √2.
    pub fn steepest(self) -> f64 {
        match self {
            Activation::Sigmoid => 0.25,
            Activation::Gelu => self.slope(std::f64::consts::SQRT_2),
            _ => 1.0,
        }
    }

    /// Returns true if it levels off on both sides, so that a unit can saturate.
    pub fn saturates(self) -> bool {
        matches!(self, Activation::Tanh | Activation::Sigmoid)
    }
}

/// The hyperbolic tangent and its slope, branch-free so that it vectorizes: (e²ᶻ-1)/(e²ᶻ+1), within three ulps, and 4e²ᶻ/(e²ᶻ+1)², which
/// stays accurate where 1-tanh² cancels; beyond |z| = 354.5 it stays at 5e-308. e²ᶻ-1 = 2ᵏ·(eʳ-1) + (2ᵏ-1), |r| <= ½·ln 2, and eʳ-1 by its
/// Taylor series, whose first omitted term is 1e-17 of it.
#[inline(always)]
pub fn tanh(z: f64) -> (f64, f64) {
    /// 1/n! from n = 13 to 2.
    const SERIES: [f64; 12] = [
        1.0 / 6_227_020_800.0,
        1.0 / 479_001_600.0,
        1.0 / 39_916_800.0,
        1.0 / 3_628_800.0,
        1.0 / 362_880.0,
        1.0 / 40_320.0,
        1.0 / 5_040.0,
        1.0 / 720.0,
        1.0 / 120.0,
        1.0 / 24.0,
        1.0 / 6.0,
        0.5,
    ];
    /// ln 2 in two parts, the first with trailing zeros, so that k times it is exact (as in fdlibm).
    const LN2: [f64; 2] = [6.931_471_803_691_238e-1, 1.908_214_929_270_587_7e-10];
    /// A number of this magnitude has no fractional bits: adding it rounds, and leaves the integer in the low bits.
    const WHOLE: f64 = 6_755_399_441_055_744.0;
    // Beyond this e²ᶻ would overflow; a comparison with NaN is false.
    let twice = if z.abs() > 354.5 { 709.0 } else { 2.0 * z.abs() };
    let shifted = twice * std::f64::consts::LOG2_E + WHOLE;
    let k = shifted - WHOLE;
    let power = f64::from_bits(shifted.to_bits().wrapping_add(1023) << 52);
    let r = twice - k * LN2[0] - k * LN2[1];
    let series = SERIES.iter().fold(0.0, |sum, c| sum * r + c);
    let less = power * (r + r * r * series) + (power - 1.0);
    // Near 1, compute the complement, which has the significant digits.
    let near = twice > 1.1;
    let part = if near { 2.0 } else { less } / (less + 2.0);
    let share = 1.0 / (less + 2.0);
    ((if near { 1.0 - part } else { part }).copysign(z), 4.0 * share * (1.0 - share))
}

/// 1/√(2π).
pub(super) const NORMAL_PEAK: f64 = 0.398_942_280_401_432_7;

#[cfg(test)]
mod tests {
    use super::*;

    /// Central differences with h = 1e-6 have error h²/6·f''' plus rounding 1e-16/h: 1e-9 covers both.
    #[test]
    fn slopes_are_those_of_finite_differences() {
        for (f, name) in ACTIVATIONS {
            for i in -80..=80 {
                let z = f64::from(i) * 0.1 + 0.03;
                let h = 1e-6;
                let slope = (f.value(z + h) - f.value(z - h)) / (2.0 * h);
                assert!((slope - f.slope(z)).abs() < 1e-9, "{name} at {z}: {slope} {}", f.slope(z));
                assert!(f.slope(z) <= f.steepest() + 1e-15, "{name} at {z}");
            }
        }
    }

    /// Compared with libm, which is itself off by one ulp; slopes compared with 1/cosh², off by a few ulps.
    #[test]
    fn tanh_has_all_its_figures() {
        let near = |z: f64| {
            let (got, want) = (tanh(z).0, libm::tanh(z));
            assert!((got - want).abs() <= 4.0 * (want.abs().next_up() - want.abs()), "{z}: {got} {want}");
        };
        for i in -200_000..=200_000 {
            let z = f64::from(i) * 1.1e-4;
            near(z);
            near(libm::exp(-z.abs() * 30.0) * z);
            let (slope, want) = (tanh(16.0 * z).1, libm::cosh(16.0 * z).powi(-2));
            assert!((slope / want - 1.0).abs() < 3e-15 * (1.0 + 16.0 * z.abs()), "{z}: {slope} {want}");
        }
        assert_eq!([tanh(f64::INFINITY).0, tanh(-1e300).0, tanh(5e-324).0], [1.0, -1.0, 5e-324]);
        assert_eq!(tanh(0.0), (0.0, 1.0));
        assert!(tanh(-0.0).0.is_sign_negative() && tanh(f64::NAN).0.is_nan() && tanh(f64::NAN).1.is_nan());
    }

    #[test]
    fn known_values() {
        assert_eq!(Activation::Relu.at(0.0), (0.0, 0.0));
        assert_eq!(Activation::Sigmoid.at(0.0), (0.5, 0.25));
        assert_eq!(Activation::Tanh.at(0.0), (0.0, 1.0));
        assert_eq!(Activation::Gelu.at(0.0), (0.0, 0.5));
        // Φ(1) from tables.
        assert!((Activation::Gelu.value(1.0) - 0.841_344_746_068_543).abs() < 1e-15);
        for (f, _) in ACTIVATIONS {
            assert!(f.value(f64::NAN).is_nan());
            assert!(!f.value(f64::INFINITY).is_nan() && !f.value(f64::NEG_INFINITY).is_nan());
        }
    }
}
