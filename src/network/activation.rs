//! Activation functions and their slopes.

/// What a unit does to its weighted sum.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Activation {
    /// z.
    Linear,
    /// max(0, z); its slope at 0 is 0, as in PyTorch.
    Relu,
    /// z above 0, [`LEAK`]·z below.
    LeakyRelu,
    /// The hyperbolic tangent.
    Tanh,
    /// 1/(1 + e⁻ᶻ).
    Sigmoid,
    /// z·Φ(z) with the normal distribution's Φ, not an approximation of it (Hendrycks & Gimpel 2016, arXiv 1606.08415).
    Gelu,
}

/// The slope of leaky ReLU below 0: the default of PyTorch (Maas et al. 2013 have the same).
pub const LEAK: f64 = 0.01;

/// Every activation with its name on the command line.
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

    /// The activation of a name.
    pub fn named(name: &str) -> Option<Self> {
        ACTIVATIONS.iter().find(|(_, n)| *n == name).map(|(a, _)| *a)
    }

    /// f(z) and f'(z). Functions are libm's: the same numbers on every machine.
    #[inline]
    pub fn at(self, z: f64) -> (f64, f64) {
        match self {
            Activation::Linear => (z, 1.0),
            // A sum that is no number stays visible: `max` would make it 0.
            Activation::Relu => (if z < 0.0 { 0.0 } else { z }, if z > 0.0 { 1.0 } else { 0.0 }),
            Activation::LeakyRelu => (if z < 0.0 { z * LEAK } else { z }, if z > 0.0 { 1.0 } else { LEAK }),
            Activation::Tanh => {
                let y = libm::tanh(z);
                (y, 1.0 - y * y)
            }
            Activation::Sigmoid => {
                // e to a negative number alone: it does not overflow, and the slope keeps its figures on both sides.
                let e = libm::exp(-z.abs());
                let small = e / (1.0 + e);
                (if z < 0.0 { small } else { 1.0 / (1.0 + e) }, small / (1.0 + e))
            }
            Activation::Gelu => {
                let share = 0.5 * libm::erfc(-z * std::f64::consts::FRAC_1_SQRT_2);
                let density = libm::exp(-0.5 * z * z) * NORMAL_PEAK;
                // At infinity 0·∞ would be no number.
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

    /// The greatest slope that it has: a chain of them passes back at most its power. GELU's is at z = √2.
    pub fn steepest(self) -> f64 {
        match self {
            Activation::Sigmoid => 0.25,
            Activation::Gelu => self.slope(std::f64::consts::SQRT_2),
            _ => 1.0,
        }
    }

    /// Whether it levels off on both sides, so that a unit can be saturated.
    pub fn saturates(self) -> bool {
        matches!(self, Activation::Tanh | Activation::Sigmoid)
    }
}

/// 1/√(2π).
pub(super) const NORMAL_PEAK: f64 = 0.398_942_280_401_432_7;

#[cfg(test)]
mod tests {
    use super::*;

    /// Central differences with h = 1e-6 are off by h²/6·f''' and by the rounding 1e-16/h: 1e-9 covers both.
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
