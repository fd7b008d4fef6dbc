//! The error recursion along one eigenvector of a quadratic: e' = sum·e - product·(e one step earlier).

/// The characteristic polynomial σ² - sum·σ + product of an update rule along an eigenvector.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Recursion {
    /// Sum of the roots.
    pub sum: f64,
    /// Product of the roots.
    pub product: f64,
}

/// The kind of motion of the error along an eigenvector (Goh 2017, "Why Momentum Really Works").
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Regime {
    /// Real roots, the larger one positive: the error decays without changing sign.
    Monotone,
    /// Both roots zero: the error vanishes at once.
    OneStep,
    /// Real roots, the larger one negative: the error changes sign at every step.
    Oscillating,
    /// Complex roots: the error oscillates.
    Ripples,
    /// A root on or outside the unit circle: the error does not decay.
    Divergent,
}

impl Regime {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Regime::Monotone => "monotone",
            Regime::OneStep => "one-step",
            Regime::Oscillating => "oscillating",
            Regime::Ripples => "circling in",
            Regime::Divergent => "divergent",
        }
    }
}

impl Recursion {
    /// Gradient descent: σ = 1 - αλ.
    pub fn gradient_descent(alpha: f64, lambda: f64) -> Self {
        Self { sum: 1.0 - alpha * lambda, product: 0.0 }
    }

    /// Heavy ball, z <- βz + g, θ <- θ - αz (Polyak 1964). The average V <- βV + (1-β)g is the same with α(1-β).
    pub fn heavy_ball(alpha: f64, beta: f64, lambda: f64) -> Self {
        Self { sum: 1.0 - alpha * lambda + beta, product: beta }
    }

    /// Nesterov's method in the same form, θ <- θ - α(g + βz) (Lessard, Recht & Packard 2016).
    pub fn nesterov(alpha: f64, beta: f64, lambda: f64) -> Self {
        let kept = 1.0 - alpha * lambda;
        Self { sum: (1.0 + beta) * kept, product: beta * kept }
    }

    /// NAdam's V <- βV + (1-β)g, θ <- θ - α(μV + (1-μ)g): Nesterov's as an average if μ = β.
    pub fn lookahead(alpha: f64, beta: f64, mu: f64, lambda: f64) -> Self {
        let product = alpha * lambda;
        Self { sum: 1.0 + beta - product * (1.0 - mu * beta), product: beta * (1.0 - product * (1.0 - mu)) }
    }

    /// Positive for real roots, zero where they coincide (critical damping).
    pub fn discriminant(self) -> f64 {
        self.sum * self.sum - 4.0 * self.product
    }

    /// The spectral radius: the error's asymptotic contraction factor per step.
    pub fn rate(self) -> f64 {
        let discriminant = self.discriminant();
        if discriminant < 0.0 { self.product.sqrt() } else { 0.5 * (self.sum.abs() + discriminant.sqrt()) }
    }

    /// The regime of the motion.
    pub fn regime(self) -> Regime {
        let rate = self.rate();
        if rate.is_nan() || rate >= 1.0 {
            Regime::Divergent
        } else if rate < 1e-7 {
            Regime::OneStep
        } else if self.discriminant() < 0.0 {
            Regime::Ripples
        } else if self.sum < 0.0 {
            Regime::Oscillating
        } else {
            Regime::Monotone
        }
    }

    /// The stationary variance of the error when every gradient has noise of variance `noise`, which enters its own step
    /// with the factor `enters` (α for heavy ball, α(1+β) for Nesterov) and the next one with `later` (0; -αβ): that of an ARMA(2,1)
    /// process. `None` if there is no stationary state.
    pub fn variance(self, noise: f64, enters: f64, later: f64) -> Option<f64> {
        if self.regime() == Regime::Divergent {
            return None;
        }
        // x[t] = φ1 x[t-1] + φ2 x[t-2] + e[t] + θ e[t-1] (Box & Jenkins, section 3.4).
        let (a, b) = (self.sum, -self.product);
        let theta = if enters == 0.0 { 0.0 } else { later / enters };
        let variance = noise * enters * enters;
        let (c0, c1) = (1.0 + theta * theta + theta * a, theta);
        // γ0 = aγ1 + bγ2 + c0, γ1 = aγ0 + bγ1 + c1, γ2 = aγ1 + bγ0, all in units of the noise variance.
        let lag = 1.0 - b;
        let found = (c0 + (a + a * b) * c1 / lag) / (1.0 - b * b - (a + a * b) * a / lag);
        (found.is_finite() && found >= 0.0).then_some(found * variance)
    }
}

/// The optimal values of a method on a quadratic, and the resulting rate.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Best {
    /// α.
    pub alpha: f64,
    /// β, for heavy ball.
    pub beta: f64,
    /// The contraction factor per step.
    pub rate: f64,
}

/// Gradient descent: α = 2/(λ1+λn).
pub fn best_gradient_descent(low: f64, high: f64) -> Best {
    Best { alpha: 2.0 / (low + high), beta: 0.0, rate: (high - low) / (high + low) }
}

/// Heavy ball: α = (2/(√λ1+√λn))², β = ((√λn-√λ1)/(√λn+√λ1))² (Polyak 1964).
pub fn best_heavy_ball(low: f64, high: f64) -> Best {
    let (low, high) = (low.sqrt(), high.sqrt());
    let rate = (high - low) / (high + low);
    Best { alpha: (2.0 / (low + high)).powi(2), beta: rate * rate, rate }
}

/// Nesterov's method: α = 4/(3λn+λ1), β = (√(3κ+1)-2)/(√(3κ+1)+2) (Lessard, Recht & Packard 2016).
pub fn best_nesterov(low: f64, high: f64) -> Best {
    let root = (3.0 * high / low + 1.0).sqrt();
    Best { alpha: 4.0 / (3.0 * high + low), beta: (root - 2.0) / (root + 2.0), rate: 1.0 - 2.0 / root }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::{RngExt, SeedableRng, rngs::ChaCha8Rng};

    /// True if a simulated recursion grows: |e| after many steps from a mixture of both roots.
    fn grows(method: usize, alpha: f64, beta: f64, lambda: f64) -> bool {
        let (mut z, mut x) = (0.3, 1.0_f64);
        for _ in 0..4000 {
            let g = lambda * x;
            z = beta * z + g;
            x -= alpha * if method == 2 { g + beta * z } else { z };
            if x.abs() > 1e12 {
                return true;
            }
        }
        x.abs() > 1e-6
    }

    /// 10,000 random (α, β, λ): where prediction and simulation disagree, the rate is within .01 of 1, where 4,000 steps are too few
    /// to tell growth from decay (.99^4000 is 3e-18, 1.01^4000 2e17).
    #[test]
    fn predicted_and_measured_stability_agree() {
        let mut rng = ChaCha8Rng::seed_from_u64(5);
        let mut close = 0;
        for i in 0..10_000 {
            let method = i % 3;
            let lambda = 10f64.powf(rng.random_range(-2.0..3.0));
            let beta = if method == 0 { 0.0 } else { 1.0 - 10f64.powf(rng.random_range(-2.0..0.0)) };
            // Near the limit, the hard case.
            let limit = match method {
                2 => (2.0 + 2.0 * beta) / (1.0 + 2.0 * beta),
                _ => 2.0 * (1.0 + beta),
            };
            let alpha = limit / lambda * 10f64.powf(rng.random_range(-1.0..0.5));
            let recursion = match method {
                0 => Recursion::gradient_descent(alpha, lambda),
                1 => Recursion::heavy_ball(alpha, beta, lambda),
                _ => Recursion::nesterov(alpha, beta, lambda),
            };
            // The roots and the closed-form limit agree.
            assert_eq!(
                recursion.regime() == Regime::Divergent,
                alpha * lambda >= limit,
                "{method} {alpha} {beta} {lambda}"
            );
            if (recursion.regime() == Regime::Divergent) != grows(method, alpha, beta, lambda) {
                assert!(
                    (recursion.rate() - 1.0).abs() < 0.01,
                    "{method} {alpha} {beta} {lambda}: {}",
                    recursion.rate()
                );
                close += 1;
            }
        }
        assert!(close < 200, "{close}");
    }

    #[test]
    fn the_best_values_are_the_best() {
        for (low, high) in [(1.0, 20.0), (1.0, 100.0), (0.5, 3.0)] {
            let worst = |of: &dyn Fn(f64) -> Recursion| of(low).rate().max(of(high).rate());
            let around = |x: f64| [0.97 * x, x, 1.03 * x];
            type Method = fn(f64, f64, f64) -> Recursion;
            let cases: [(Best, Method); 3] = [
                (best_gradient_descent(low, high), |a, _, l| Recursion::gradient_descent(a, l)),
                (best_heavy_ball(low, high), Recursion::heavy_ball),
                (best_nesterov(low, high), Recursion::nesterov),
            ];
            for (best, of) in cases {
                let rate = worst(&|l| of(best.alpha, best.beta, l));
                // Rounding moves a double root by the square root of an ulp.
                assert!((rate - best.rate).abs() < 1e-6, "{best:?} {rate}");
                for alpha in around(best.alpha) {
                    for beta in around(best.beta) {
                        assert!(worst(&|l| of(alpha, beta, l)) >= rate - 1e-6);
                    }
                }
            }
        }
    }

    #[test]
    fn the_five_regimes() {
        let of = |alpha, beta| Recursion::heavy_ball(alpha, beta, 1.0).regime();
        assert_eq!(of(0.5, 0.0), Regime::Monotone);
        assert_eq!(of(1.0, 0.0), Regime::OneStep);
        assert_eq!(of(1.5, 0.0), Regime::Oscillating);
        assert_eq!(of(0.5, 0.9), Regime::Ripples);
        assert_eq!(of(2.1, 0.0), Regime::Divergent);
        // Critical damping, β = (1-√(αλ))²: both roots are 1-√(αλ).
        let critical = Recursion::heavy_ball(0.25, 0.25, 1.0);
        assert!(critical.discriminant().abs() < 1e-15 && (critical.rate() - 0.5).abs() < 1e-9);
    }

    /// The closed form of heavy ball's floor, against simulations of a million noisy steps: their variance scatters by about 1 % where
    /// the correlation time is a hundred steps.
    #[test]
    fn noise_settles_where_it_is_predicted() {
        let mut rng = ChaCha8Rng::seed_from_u64(9);
        for (method, alpha, beta, lambda) in
            [(1, 0.1, 0.9, 1.0), (1, 0.02, 0.5, 20.0), (2, 0.03, 0.8, 10.0), (2, 0.1, 0.9, 1.0)]
        {
            let (recursion, later) = match method {
                1 => (Recursion::heavy_ball(alpha, beta, lambda), 0.0),
                _ => (Recursion::nesterov(alpha, beta, lambda), beta / (1.0 + beta)),
            };
            let enters = if method == 2 { alpha * (1.0 + beta) } else { alpha };
            let want = recursion.variance(1.0, enters, -later * enters).unwrap_or(f64::NAN);
            if method == 1 {
                let closed = alpha * (1.0 + beta) / (lambda * (1.0 - beta) * (2.0 * (1.0 + beta) - alpha * lambda));
                assert!((want / closed - 1.0).abs() < 1e-12, "{want} {closed}");
            }
            let (mut z, mut x, mut sum) = (0.0, 0.0, 0.0);
            let steps = 1_000_000;
            for _ in 0..steps {
                // Uniform noise of variance 1: the floor does not depend on its shape.
                let g = lambda * x + rng.random_range(-1.0..1.0) * 3f64.sqrt();
                z = beta * z + g;
                x -= alpha * if method == 2 { g + beta * z } else { z };
                sum += x * x;
            }
            let got = sum / f64::from(steps);
            assert!((got / want - 1.0).abs() < 0.05, "{method} {alpha} {beta} {lambda}: {got} {want}");
        }
    }
}
