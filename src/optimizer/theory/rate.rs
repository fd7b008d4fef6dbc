//! Convergence rate, the error's contraction factor per step: predicted on a quadratic, and measured on a path.

use super::recursion::Recursion;

/// Gradient descent's factor along an eigenvector: |1 - αλ|.
pub fn gradient_descent(alpha: f64, lambda: f64) -> f64 {
    (1.0 - alpha * lambda).abs()
}

/// Heavy ball's factor, for z <- βz + g, θ <- θ - αz: the larger root of σ² - (1-αλ+β)σ + β; √β where the roots
/// are complex (Polyak 1964; Goh 2017, "Why Momentum Really Works").
pub fn heavy_ball(alpha: f64, beta: f64, lambda: f64) -> f64 {
    Recursion::heavy_ball(alpha, beta, lambda).rate()
}

/// Nesterov's factor, for V <- βV + g, θ <- θ - α(g + βV): the larger root of σ² - (1+β)(1-αλ)σ + β(1-αλ); the
/// square root of its constant term where the roots are complex (Lessard, Recht & Packard 2016).
pub fn nesterov(alpha: f64, beta: f64, lambda: f64) -> f64 {
    Recursion::nesterov(alpha, beta, lambda).rate()
}

/// The contraction factor per step of the distance to the minimum, from excess losses, which go with its square: a
/// least-squares fit to the slope of their logarithms. `None` if fewer than eight of them are positive.
pub fn measured(above: impl Iterator<Item = f64>) -> Option<f64> {
    let (mut n, mut sx, mut sy, mut sxx, mut sxy) = (0.0, 0.0, 0.0, 0.0, 0.0);
    for (i, loss) in above.enumerate() {
        if loss > 0.0 && loss.is_finite() {
            let (x, y) = (i as f64, loss.ln());
            n += 1.0;
            sx += x;
            sy += y;
            sxx += x * x;
            sxy += x * y;
        }
    }
    let spread = n * sxx - sx * sx;
    (n >= 8.0 && spread > 0.0).then(|| (0.5 * (n * sxy - sx * sy) / spread).exp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_examples() {
        // λ = 1 and 100: at its best α gradient descent has rate .9802, heavy ball .8182.
        let alpha = 2.0 / 101.0;
        let gd = gradient_descent(alpha, 1.0).max(gradient_descent(alpha, 100.0));
        assert!((gd - 0.9802).abs() < 1e-4);
        let (alpha, beta) = ((2.0 / 11.0_f64).powi(2), (9.0 / 11.0_f64).powi(2));
        let hb = heavy_ball(alpha, beta, 1.0).max(heavy_ball(alpha, beta, 100.0));
        assert!((hb - 0.8182).abs() < 1e-4, "{hb}");
    }

    /// Each prediction against a simulation of the recursion over many steps.
    #[test]
    fn predictions_are_what_happens() {
        for (alpha, beta, lambda) in [(0.1, 0.0, 1.0), (0.05, 0.9, 20.0), (0.01, 0.5, 3.0), (0.3, 0.2, 6.0)] {
            let (mut z, mut x) = (0.0, 1.0_f64);
            let path: Vec<f64> = (0..400)
                .map(|_| {
                    z = beta * z + lambda * x;
                    x -= alpha * z;
                    0.5 * x * x
                })
                .collect();
            let got = measured(path.iter().copied()).unwrap_or(0.0);
            let want = heavy_ball(alpha, beta, lambda);
            // Complex roots oscillate about the slope; 400 steps average that to within a thousandth.
            assert!((got - want).abs() < 2e-3, "{alpha} {beta} {lambda}: {got} {want}");
            if beta == 0.0 {
                assert!((gradient_descent(alpha, lambda) - want).abs() < 1e-15);
            }
        }
    }
}
