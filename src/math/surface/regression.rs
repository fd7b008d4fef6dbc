//! Loss surfaces of one-feature regressions: the loss of the line (or logistic curve) w·x + b over a sample.

use std::sync::Arc;

use super::{Formula, real::Real};

/// The data of a regression.
#[derive(Clone, Debug, PartialEq)]
pub struct Rows {
    /// The feature, one value per row.
    pub x: Vec<f64>,
    /// The target, as long as `x`; 0 or 1 for a logistic regression.
    pub y: Vec<f64>,
}

impl Rows {
    fn pairs(&self) -> impl Iterator<Item = (f64, f64)> + '_ {
        self.x.iter().copied().zip(self.y.iter().copied())
    }

    fn batch<'a>(&'a self, rows: &'a [u32]) -> impl Iterator<Item = (f64, f64)> + 'a {
        rows.iter().filter_map(|&row| Some((*self.x.get(row as usize)?, *self.y.get(row as usize)?)))
    }
}

/// Half the mean squared error of y ≈ w·x + b.
///
/// Expanded about its minimum, which the normal equations give in closed form: the loss is the least one plus
/// ½[var(x)·(w-w*)² + ((w-w*)·x̄ + (b-b*))²]. This equals the mean over the rows, costs the same for ten rows as for ten million,
/// and has no cancellation near the minimum.
#[derive(Clone, Debug, PartialEq)]
pub struct LinearLoss {
    rows: Arc<Rows>,
    mean_x: f64,
    var_x: f64,
    best: [f64; 2],
    least: f64,
}

impl LinearLoss {
    /// Computes the loss over `rows`.
    pub fn new(rows: Arc<Rows>) -> Self {
        let n = rows.x.len().max(1) as f64;
        let (mean_x, var_x) = mean_and_variance(rows.x.iter().map(|x| (*x, 1.0)));
        let (mean_y, _) = mean_and_variance(rows.y.iter().map(|y| (*y, 1.0)));
        // Deviations from the means, also centered on the first values: the mean of timestamps is itself rounded.
        let around = |values: &[f64]| -> Vec<f64> {
            let origin = values.first().copied().unwrap_or(0.0);
            let mean = values.iter().map(|v| v - origin).sum::<f64>() / n;
            values.iter().map(|v| v - origin - mean).collect()
        };
        let (dx, dy) = (around(&rows.x), around(&rows.y));
        let pairs = || dx.iter().zip(&dy);
        let cov = pairs().map(|(x, y)| x * y).sum::<f64>() / n;
        // A constant feature leaves w undetermined: 0 is as good as any.
        let slope = if var_x > 0.0 { cov / var_x } else { 0.0 };
        let offset = mean_y - slope * mean_x;
        let least = 0.5 * pairs().map(|(x, y)| (y - slope * x).powi(2)).sum::<f64>() / n;
        Self { rows, mean_x, var_x, best: [slope, offset], least }
    }

    /// The least-squares solution (w, b).
    pub fn best(&self) -> [f64; 2] {
        self.best
    }

    /// Returns true if the feature varies; otherwise w is undetermined.
    pub fn varies(&self) -> bool {
        self.var_x > 0.0
    }

    /// The eigenvalues of the Hessian, which is constant.
    pub fn curvatures(&self) -> [f64; 2] {
        curvatures(1.0, self.mean_x, self.var_x)
    }
}

/// Weighted mean and variance. Values are centered on the first: for numbers that differ only in their last digits, such as timestamps in
/// milliseconds, the differences are exact.
fn mean_and_variance(values: impl Iterator<Item = (f64, f64)> + Clone) -> (f64, f64) {
    let Some((origin, _)) = values.clone().next() else { return (0.0, 0.0) };
    let weight: f64 = values.clone().map(|(_, weight)| weight).sum();
    let mean = values.clone().map(|(x, weight)| weight * (x - origin)).sum::<f64>() / weight;
    let variance = values.map(|(x, weight)| weight * (x - origin - mean).powi(2)).sum::<f64>() / weight;
    (origin + mean, variance)
}

/// The eigenvalues, in ascending order, of Σ p·(x, 1)(x, 1)ᵀ, where the weights p sum to `weight` and give x this mean and variance: the
/// determinant is weight²·variance, so nothing is subtracted, however far x is from 0.
fn curvatures(weight: f64, mean: f64, variance: f64) -> [f64; 2] {
    let (ww, bb) = (mean * mean + variance, 1.0);
    let high = 0.5 * (ww + bb) + (0.5 * (ww - bb)).hypot(mean);
    [weight * variance / high, weight * high]
}

impl Formula for LinearLoss {
    #[inline(always)]
    fn at<T: Real>(&self, w: T, b: T) -> T {
        let (dw, db) = (w - self.best[0], b - self.best[1]);
        dw.half_square() * self.var_x + (dw * self.mean_x + db).half_square() + self.least
    }

    fn batch_gradient(&self, rows: &[u32], w: f64, b: f64) -> [f64; 2] {
        let mut sum = [0.0; 2];
        for (x, y) in self.rows.batch(rows) {
            let error = w * x + b - y;
            sum[0] += error * x;
            sum[1] += error;
        }
        sum.map(|s| s / rows.len().max(1) as f64)
    }
}

/// The reason a logistic loss has no minimum.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Separation {
    /// Only one class is present: the more confident the curve, the lower the loss.
    OneClass,
    /// A threshold in x separates the classes completely.
    Complete,
    /// A threshold separates the classes except for rows exactly on it.
    Quasi,
}

impl Separation {
    /// Describes the separation, for a feature of this name.
    pub fn words(self, feature: &str) -> String {
        match self {
            Separation::OneClass => "all rows are of one class".to_owned(),
            Separation::Complete => format!("a threshold in {feature} separates the classes"),
            Separation::Quasi => format!("a threshold in {feature} separates the classes, rows exactly on it aside"),
        }
    }
}

/// Mean cross-entropy of P(y = 1) = logistic(w·x + b).
#[derive(Clone, Debug, PartialEq)]
pub struct LogisticLoss {
    rows: Arc<Rows>,
    /// Rows with the same x share a logarithm: (x, share of all rows with y = 0, with y = 1).
    groups: Vec<(f64, f64, f64)>,
}

impl LogisticLoss {
    /// Computes the loss over `rows`, whose `y` are 0 or 1.
    pub fn new(rows: Arc<Rows>) -> Self {
        let mut sorted: Vec<(f64, f64)> = rows.pairs().collect();
        sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
        let share = 1.0 / sorted.len().max(1) as f64;
        let mut groups: Vec<(f64, f64, f64)> = Vec::new();
        for (x, y) in sorted {
            match groups.last_mut() {
                Some(last) if last.0 == x => {
                    last.1 += share * (1.0 - y);
                    last.2 += share * y;
                }
                _ => groups.push((x, share * (1.0 - y), share * y)),
            }
        }
        Self { rows, groups }
    }

    /// The reason there is no minimum; `None` if there is one. If a threshold in x separates the classes, apart from rows exactly on it, a
    /// steeper curve is always better. If x does not vary there is no threshold, only a level.
    pub fn separation(&self) -> Option<Separation> {
        let range = |class: fn(&(f64, f64, f64)) -> f64| {
            let mut of = self.groups.iter().filter(move |group| class(group) > 0.0).map(|group| group.0);
            let first = of.next()?;
            Some((first, of.next_back().unwrap_or(first)))
        };
        let (Some(zeros), Some(ones)) = (range(|g| g.1), range(|g| g.2)) else { return Some(Separation::OneClass) };
        // The groups are sorted by x.
        if self.groups.len() == 1 || zeros.1 > ones.0 && ones.1 > zeros.0 {
            None
        } else if zeros.1 < ones.0 || ones.1 < zeros.0 {
            Some(Separation::Complete)
        } else {
            Some(Separation::Quasi)
        }
    }

    /// The minimizer (w, b), if there is one: by Newton's method on x standardized to mean 0 and standard deviation 1, where it is best
    /// conditioned.
    pub fn best(&self) -> Option<[f64; 2]> {
        if self.separation().is_some() {
            return None;
        }
        let share = |group: &(f64, f64, f64)| (group.0, group.1 + group.2);
        let (mean, variance) = mean_and_variance(self.groups.iter().map(share));
        if self.groups.len() == 1 {
            let (_, zeros, ones) = self.groups.first()?;
            return Some([0.0, (ones / zeros).ln()]);
        }
        let sd = variance.sqrt();
        let groups = self.groups.iter().map(|(x, zeros, ones)| ((x - mean) / sd, *zeros, *ones)).collect();
        let scaled = Self { rows: self.rows.clone(), groups };
        let [w, b] = super::minima::convex(&super::Shape::Logistic(scaled))?;
        Some([w / sd, b - w / sd * mean])
    }

    /// The eigenvalues of the Hessian at a point: rows are weighted by P(1-P).
    pub fn curvatures(&self, [w, b]: [f64; 2]) -> [f64; 2] {
        let weighed = self.groups.iter().map(|(x, zeros, ones)| {
            let p = (w * x + b).softplus().1;
            (*x, (zeros + ones) * p * (1.0 - p))
        });
        let weight: f64 = weighed.clone().map(|(_, weight)| weight).sum();
        if weight > 0.0 {
            let (mean, variance) = mean_and_variance(weighed);
            curvatures(weight, mean, variance)
        } else {
            [0.0, 0.0]
        }
    }

    /// Number of terms per evaluation.
    pub fn terms(&self) -> usize {
        self.groups.len()
    }
}

impl Formula for LogisticLoss {
    // Inlined into loops compiled for the CPU at hand, it is three times as fast.
    #[inline(always)]
    fn at<T: Real>(&self, w: T, b: T) -> T {
        let mut sum = T::constant(0.0);
        for &(x, zeros, ones) in &self.groups {
            let z = w * x + b;
            let [up, down] = z.softplus_both();
            if zeros > 0.0 {
                sum = sum + up.0 * zeros;
            }
            if ones > 0.0 {
                sum = sum + down.0 * ones;
            }
        }
        sum
    }

    fn batch_gradient(&self, rows: &[u32], w: f64, b: f64) -> [f64; 2] {
        let mut sum = [0.0; 2];
        for (x, y) in self.rows.batch(rows) {
            let error = (w * x + b).softplus().1 - y;
            sum[0] += error * x;
            sum[1] += error;
        }
        sum.map(|s| s / rows.len().max(1) as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::super::Surface;
    use super::*;

    fn rows() -> Arc<Rows> {
        let x: Vec<f64> = (0..40).map(|i| f64::from(i % 13) * 0.7 - 3.0).collect();
        let y = x.iter().enumerate().map(|(i, x)| 2.0 * x - 1.0 + (i as f64 * 1.7).sin()).collect();
        Arc::new(Rows { x, y })
    }

    fn classes() -> Arc<Rows> {
        let rows = rows();
        let y = rows.y.iter().enumerate().map(|(i, y)| f64::from(u8::from(*y > 0.0 || i % 7 == 0))).collect();
        Arc::new(Rows { x: rows.x.clone(), y })
    }

    #[test]
    fn the_closed_form_is_the_mean_over_the_rows() {
        let rows = rows();
        let loss = LinearLoss::new(rows.clone());
        for (w, b) in [(0.0, 0.0), (2.0, -1.0), (-3.5, 8.0), (100.0, -50.0)] {
            let n = rows.x.len() as f64;
            let direct = rows.pairs().map(|(x, y)| 0.5 * (w * x + b - y) * (w * x + b - y)).sum::<f64>() / n;
            let got: f64 = loss.at(w, b);
            // Forty additions of rounded terms: a few tens of ulps.
            assert!((got - direct).abs() <= 1e-13 * direct.abs(), "{got} {direct}");
        }
    }

    #[test]
    fn a_batch_of_all_rows_is_the_full_gradient() {
        let all: Vec<u32> = (0..40).collect();
        for surface in [Surface::linear("line", rows()), Surface::logistic("curve", classes())] {
            for (w, b) in [(0.3, -0.2), (-2.0, 1.5)] {
                let (_, full) = surface.gradient([w, b]);
                let batch = surface.batch_gradient(&all, [w, b]);
                for axis in 0..2 {
                    assert!((full[axis] - batch[axis]).abs() < 1e-12, "{full:?} {batch:?}");
                }
            }
        }
    }

    #[test]
    fn cross_entropy_against_its_definition() {
        let rows = classes();
        let loss = LogisticLoss::new(rows.clone());
        let (w, b) = (0.8, -0.4);
        let direct: f64 = rows
            .pairs()
            .map(|(x, y)| {
                let p = 1.0 / (1.0 + (-(w * x + b)).exp());
                -(y * p.ln() + (1.0 - y) * (1.0 - p).ln())
            })
            .sum::<f64>()
            / rows.x.len() as f64;
        let got: f64 = loss.at(w, b);
        assert!((got - direct).abs() < 1e-14, "{got} {direct}");
        assert_eq!(loss.terms(), 13);
    }

    fn with(x: Vec<f64>, y: &[f64]) -> Arc<Rows> {
        Arc::new(Rows { x, y: y.to_vec() })
    }

    /// κ to 120 digits from mpmath 1.3, from the sums Σx², Σx of exact integers.
    #[test]
    fn condition_numbers_of_lines_against_mpmath() {
        let ms = |count: i32, apart: f64| (0..count).map(|i| 1.7e12 + apart * f64::from(i)).collect::<Vec<f64>>();
        for (x, kappa) in [
            (ms(5, 60_000.0), 1.1600142164222627e39),
            (ms(4, 1.0), 6.681_680_000_023_582e48),
            (vec![2001.0, 2002.0, 2003.0, 2004.0], 12_864_134_536_055.8),
            (vec![1e15, 1e15 + 1.0, 1e15 + 2.0], 1.500_000_000_000_006e60),
        ] {
            let y = vec![0.5; x.len()];
            let got = Surface::linear("line", with(x, &y)).condition_number().unwrap();
            // Mean and variance are accurate to a few ulps, and κ is the fourth power of their quotient.
            assert!((got / kappa - 1.0).abs() < 1e-13, "{got:e} {kappa:e}");
        }
    }

    /// As above; w and b by Newton's method in the same arithmetic.
    #[test]
    fn logistic_minima_far_from_zero_against_mpmath() {
        let x = (0..6).map(|i| 1.7e12 + 60_000.0 * f64::from(i)).collect();
        let surface = Surface::logistic("curve", with(x, &[0.0, 0.0, 1.0, 0.0, 1.0, 1.0]));
        let minimum = surface.minima()[0];
        assert!((minimum.w / 2.023_379_309_752_367e-5 - 1.0).abs() < 1e-9, "{minimum:?}");
        assert!((minimum.b / -34_397_451.300_859_205 - 1.0).abs() < 1e-9, "{minimum:?}");
        // w·x is 3.4e7, of which 1e-8 is rounding: P is off by as much.
        let kappa = surface.condition_number().unwrap();
        assert!((kappa / 1.514_724_975_668_638_8e39 - 1.0).abs() < 1e-6, "{kappa:e}");
        let near = Surface::logistic("curve", with((1..9).map(f64::from).collect(), &[0., 0., 0., 1., 0., 1., 1., 1.]));
        assert!((near.minima()[0].w - 1.2822934116202717).abs() < 1e-9, "{near:?}");
        assert!((near.condition_number().unwrap() - 300.074973485505).abs() < 1e-6);
    }

    /// Each case by hand: a threshold with all zeros on one side and all ones on the other, apart from rows on it.
    #[test]
    fn a_logistic_loss_has_a_minimum_unless_a_threshold_separates_the_classes() {
        use Separation::{Complete, OneClass, Quasi};
        let cases: [(&[f64], &[f64], Option<Separation>); 13] = [
            (&[0., 1., 2., 3.], &[0., 1., 0., 1.], None),
            (&[0., 1., 2., 3.], &[0., 0., 1., 1.], Some(Complete)),
            (&[0., 1., 2., 3.], &[1., 1., 0., 0.], Some(Complete)),
            (&[0., 1., 1.], &[0., 0., 1.], Some(Quasi)),
            (&[0., 1., 1.], &[1., 0., 1.], Some(Quasi)),
            (&[0., 1., 1., 2.], &[0., 0., 1., 1.], Some(Quasi)),
            (&[0., 1., 1., 2.], &[0., 0., 1., 0.], None),
            (&[0., 0., 1., 1.], &[0., 1., 0., 1.], None),
            (&[0., 1.], &[0., 0.], Some(OneClass)),
            (&[0., 1.], &[1., 1.], Some(OneClass)),
            (&[0., 1.], &[0., 1.], Some(Complete)),
            (&[2., 2., 2.], &[0., 1., 1.], None),
            (&[2., 2.], &[1., 1.], Some(OneClass)),
        ];
        for (x, y, separation) in cases {
            let has = separation.is_none();
            let surface = Surface::logistic("curve", with(x.to_vec(), y));
            assert_eq!((surface.separation(), surface.falls_forever()), (separation, !has), "{x:?} {y:?}");
            assert_eq!(
                (surface.minima().len(), surface.condition_number().is_some()),
                (usize::from(has), has),
                "{x:?} {y:?}"
            );
            if let Some(minimum) = surface.minima().first() {
                // The slope is nothing but rounding.
                let (_, [gw, gb]) = surface.gradient([minimum.w, minimum.b]);
                assert!(gw.hypot(gb) < 1e-9, "{x:?} {y:?}: {gw} {gb}");
            }
        }
    }
}
