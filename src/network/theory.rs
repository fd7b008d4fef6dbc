//! Predicted standard deviations in each layer of an infinitely wide net at initialization.
//!
//! Forward: sums of many independent weights are normal, so the variance of the pre-activations follows the recursion q ← n·σ²·E(f(z)²), z
//! ~ N(0, q) (Poole et al. 2016, arXiv 1606.05340; He et al. 2015 for ReLU).
//!
//! Backward: the loss ½·mean(y²) sends the output back through the same weights that produced it, so the usual assumption that the gradient
//! is independent of them fails (for a linear net it misses a factor √(L-l+1), the Fuss-Catalan moments of a product of normal matrices).
//! Given z = Wh, W is z·hᵀ/|h|² plus an independent remainder; hence the gradient at the activations is c·f(z) + ξ with ξ normal and
//! independent: c = E(zδ)/E(h²) and Var ξ = n·σ²·E(δ²) of the layer above. This is exact in the limit (the conditioning argument of Bayati
//! & Montanari 2011; Yang 2020, arXiv 2009.10685). A rotation preserves the length of δ instead: Var ξ = E(δ²) - c²·E(h²).
//!
//! All units of a constant net are a single unit, which theory follows exactly: a chain of numbers that starts with the sum of the inputs.
//! If a standard deviation over all inputs is dominated by inputs so rare that hardly any batch contains one, theory makes no prediction.

use super::activation::{Activation, LEAK, NORMAL_PEAK};
use super::net::Net;
use super::scheme::Kind;

/// Theoretical prediction for a layer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Predicted {
    /// Standard deviation of a weight.
    pub weight_std: f64,
    /// Mean of the activations, over units and samples.
    pub activation_mean: f64,
    /// Their standard deviation.
    pub activation_std: f64,
    /// Standard deviation of the loss's gradient at the pre-activations.
    pub gradient_std: f64,
}

/// Expectations over z ~ N(0, q).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Moments {
    /// E f.
    pub mean: f64,
    /// E f².
    pub square: f64,
    /// E f² - (E f)², summed about f(0) so that a small value stays accurate.
    pub variance: f64,
    /// E f'².
    pub slope_square: f64,
    /// E f²f'².
    pub both_square: f64,
    /// E f·f'.
    pub both: f64,
    /// E z·f·f'.
    pub lean: f64,
}

/// Range of the quadrature, in standard deviations: the tails beyond hold 1e-19 of the normal distribution.
const REACH: f64 = 9.0;
/// Finest detail about 0 that is resolved: beyond it, squares would leave the range of f64.
const FINEST: f64 = 1e-150;

/// Standard normal nodes and weights, for a function that is smooth except for details about 0 at all scales down to `detail` standard
/// deviations: the trapezoidal rule with step `step` in u, x = detail·sinh(u). Nodes are spaced evenly within `detail` of 0 and
/// logarithmically beyond, so that all scales are resolved equally. If f is analytic except for imaginary arguments beyond i·detail, as
/// tanh and sigmoid are, it is analytic in u within π/2 of the real line, and the normal density is bounded within π/4: the error is about
/// exp(-π²/(2·step)) (Trefethen & Weideman 2014, theorem 5.1).
fn points(detail: f64, step: f64) -> impl Iterator<Item = (f64, f64)> {
    let detail = if detail > FINEST { detail.min(1.0) } else { FINEST };
    let count = (libm::asinh(REACH / detail) / step).ceil() as i32;
    (-count..=count).map(move |i| {
        let u = f64::from(i) * step;
        let x = detail * libm::sinh(u);
        (x, libm::exp(-0.5 * x * x) * NORMAL_PEAK * detail * libm::cosh(u) * step)
    })
}

impl Moments {
    /// Moments of an activation: in closed form if it is linear on both sides of 0, otherwise by quadrature.
    pub fn of(activation: Activation, q: f64) -> Self {
        let sides = |leak: f64| {
            let both = 0.5 * (1.0 + leak * leak);
            let mean = (1.0 - leak) * (q / (2.0 * std::f64::consts::PI)).sqrt();
            Self {
                mean,
                square: q * both,
                variance: q * both - mean * mean,
                slope_square: both,
                both_square: 0.5 * q * (1.0 + leak.powi(4)),
                both: (1.0 + leak) * mean,
                lean: q * both,
            }
        };
        match activation {
            Activation::Linear => sides(1.0),
            // The slope at 0, which is 0, matters when nothing arrives.
            Activation::Relu if q == 0.0 => Self { slope_square: 0.0, ..sides(0.0) },
            Activation::Relu => sides(0.0),
            Activation::LeakyRelu if q == 0.0 => Self { slope_square: LEAK * LEAK, ..sides(LEAK) },
            Activation::LeakyRelu => sides(LEAK),
            Activation::Tanh | Activation::Sigmoid | Activation::Gelu => Self::by_quadrature(activation, q),
        }
    }

    fn by_quadrature(activation: Activation, q: f64) -> Self {
        let (spread, center) = (q.sqrt(), activation.value(0.0));
        let (mut off, mut off_square) = (0.0, 0.0);
        let mut m =
            Self { mean: 0.0, square: 0.0, variance: 0.0, slope_square: 0.0, both_square: 0.0, both: 0.0, lean: 0.0 };
        for (x, weight) in points(spread.recip(), 0.125) {
            let z = spread * x;
            let (y, slope) = activation.at(z);
            off += weight * (y - center);
            off_square += weight * (y - center) * (y - center);
            m.square += weight * y * y;
            m.slope_square += weight * slope * slope;
            m.both_square += weight * y * y * slope * slope;
            m.both += weight * y * slope;
            m.lean += weight * z * y * slope;
        }
        m.mean = center + off;
        m.variance = (off_square - off * off).max(0.0);
        m
    }
}

/// Predictions for each layer of a net, in order. Cost: a few hundred evaluations of the activation per layer.
pub fn predict(net: &Net) -> Vec<Predicted> {
    match net.scheme.constant() {
        Some(value) => constant(net, value),
        None => random(net),
    }
}

/// Clamps negative rounding errors to 0; NaN stays NaN, where `max` would hide it.
fn positive(x: f64) -> f64 {
    if x < 0.0 { 0.0 } else { x }
}

fn random(net: &Net) -> Vec<Predicted> {
    let n = net.width as f64;
    let weight_std = net.scheme.weight_std(net.width, net.width);
    let gain = n * weight_std * weight_std;
    let mut square = 1.0;
    let layers: Vec<(f64, Moments)> = (0..net.depth)
        .map(|_| {
            let q = gain * square;
            let moments = Moments::of(net.activation, q);
            square = moments.square;
            (q, moments)
        })
        .collect();
    let mut predicted = Vec::with_capacity(net.depth);
    let (mut c, mut rest) = (1.0, 0.0);
    for (place, (_, m)) in layers.iter().enumerate().rev() {
        let delta = c * c * m.both_square + rest * m.slope_square;
        let lean = c * m.lean;
        // ξ has zero mean: the gradient's mean comes from the component along the activations.
        let mean = c * m.both;
        predicted.push(Predicted {
            weight_std,
            activation_mean: m.mean,
            activation_std: m.variance.sqrt(),
            gradient_std: positive(delta - mean * mean).sqrt() / (n * net.batch as f64),
        });
        // Mean square of the input from the layer below: E h² of its activations. If nothing was sent, nothing comes back.
        let below = place.checked_sub(1).and_then(|p| layers.get(p)).map_or(1.0, |(_, m)| m.square);
        c = if below > 0.0 { lean / below } else { 0.0 };
        rest = match net.scheme.kind() {
            Kind::Orthogonal => positive(delta - c * c * below),
            _ => gain * delta,
        };
    }
    predicted.reverse();
    predicted
}

fn constant(net: &Net, value: f64) -> Vec<Predicted> {
    let n = net.width as f64;
    // The first unit's sum, for inputs whose own sum is one standard deviation.
    let first = value * n.sqrt();
    // Activation and gradient of each layer, for a sum of inputs of `x` standard deviations.
    let walk = |x: f64, path: &mut Vec<[f64; 2]>| {
        let mut z = first * x;
        path.clear();
        for _ in 0..net.depth {
            let (y, slope) = net.activation.at(z);
            path.push([y, slope]);
            z = value * n * y;
        }
        let mut back = path.last().map_or(0.0, |[y, _]| *y);
        for [_, slope] in path.iter_mut().rev() {
            *slope *= back;
            back = value * n * *slope;
        }
    };
    let path = |x: f64| {
        let mut path = Vec::with_capacity(net.depth);
        walk(x, &mut path);
        path
    };
    // Sum deviations from the path of 0, so that small standard deviations stay accurate.
    let center = path(0.0);
    let mut sums = vec![[Sum::default(); 2]; net.depth];
    if matches!(net.activation, Activation::Linear | Activation::Relu | Activation::LeakyRelu) {
        // On either side of 0 everything is proportional to |x|, whose mean over one side is 1/√(2π) and mean square ½.
        let (up, down) = (path(1.0), path(-1.0));
        for ((up, down), sums) in up.iter().zip(&down).zip(&mut sums) {
            for ((up, down), sum) in up.iter().zip(down).zip(sums) {
                *sum = Sum { mean: NORMAL_PEAK * (up + down), square: 0.5 * (up * up + down * down), rare: 0.0 };
            }
        }
    } else {
        // The amplification of the first sum before it levels off sets the scale of the details near 0.
        let steepness = value.abs() * n * net.activation.steepest();
        let detail = (first.abs() * steepness.max(1.0).powi(net.depth as i32 - 1)).max(1.0).recip();
        // On average, all nets together have one sample closer to 0 than this.
        let near = (2.0 * NORMAL_PEAK * (net.batch * net.nets) as f64).recip();
        let mut path = Vec::with_capacity(net.depth);
        for (x, weight) in points(detail, 0.25) {
            walk(x, &mut path);
            for ((at, center), sums) in path.iter().zip(&center).zip(&mut sums) {
                for ((at, center), sum) in at.iter().zip(center).zip(sums) {
                    sum.add(at - center, weight, x.abs() < near);
                }
            }
        }
    }
    let layer = |(center, [values, gradients]): (&[f64; 2], [Sum; 2])| Predicted {
        weight_std: 0.0,
        activation_mean: center[0] + values.mean,
        activation_std: values.std(),
        gradient_std: gradients.std() / (n * net.batch as f64),
    };
    center.iter().zip(sums).map(layer).collect()
}

/// Mean and mean square over all inputs, and the part of the latter due to rare ones.
#[derive(Clone, Copy, Debug, Default)]
struct Sum {
    mean: f64,
    square: f64,
    rare: f64,
}

impl Sum {
    fn add(&mut self, x: f64, weight: f64, rare: bool) {
        self.mean += weight * x;
        self.square += weight * x * x;
        if rare {
            self.rare += weight * x * x;
        }
    }

    /// Standard deviation; NaN if rare inputs make up more than a tenth of the mean square.
    fn std(self) -> f64 {
        if self.rare > 0.1 * self.square { f64::NAN } else { positive(self.square - self.mean * self.mean).sqrt() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::{ACTIVATIONS, Scheme};

    /// Compared with plain trapezoidal sums fine enough to resolve z: 64 points per unit of z, 18 standard deviations wide. Their own error
    /// is below 1e-13 for smooth functions (tanh's strip is π/2: exp(-2π·64·π/2)), and 1/(12·64²) of it for a kink.
    #[test]
    fn moments_are_those_of_a_fine_sum() {
        let fine = |f: Activation, q: f64| {
            let spread = q.sqrt();
            let count = (9.0 * 64.0 * spread.max(1.0)) as i32;
            let dx = 9.0 / f64::from(count);
            let mut m = [0.0; 7];
            for i in -count..=count {
                let x = f64::from(i) * dx;
                let weight = libm::exp(-0.5 * x * x) * NORMAL_PEAK * dx;
                // At a kink both sides count half.
                for x in [x - 1e-12, x + 1e-12] {
                    let (y, slope) = f.at(spread * x);
                    let (off, both) = (y - f.value(0.0), y * slope);
                    let terms = [y, y * y, slope * slope, both * both, both, spread * x * both, off * off];
                    m.iter_mut().zip(terms).for_each(|(m, x)| *m += 0.5 * weight * x);
                }
            }
            let off = m[0] - f.value(0.0);
            m[6] -= off * off;
            m
        };
        for q in [1e-4, 0.01, 1.0, 30.0, 1e3, 1e5] {
            for (f, name) in ACTIVATIONS {
                let m = Moments::of(f, q);
                let got = [m.mean, m.square, m.slope_square, m.both_square, m.both, m.lean, m.variance];
                let kinked = [Activation::Relu, Activation::LeakyRelu].contains(&f);
                for (i, (got, want)) in got.into_iter().zip(fine(f, q)).enumerate() {
                    // A mean squared slope at a kink depends on how the point at the kink is counted.
                    let within = if kinked { 3e-4 } else { 1e-9 };
                    assert!((got - want).abs() <= within * want.abs() + 1e-13, "{name} q={q} {i}: {got} {want}");
                }
            }
        }
        // By Stein's lemma E[z·Φ(z)] = q/√(2π(1+q)).
        for q in [0.1_f64, 1.0, 10.0, 1e8] {
            let gelu = q / (2.0 * std::f64::consts::PI * (1.0 + q)).sqrt();
            assert!((Moments::of(Activation::Gelu, q).mean - gelu).abs() < 1e-12 * gelu);
        }
        // Steep activations are steps: E tanh² is 1 minus the mass within the step, and E tanh'² is ∫(1-tanh²)² over it, 4/3 of the
        // density.
        let m = Moments::of(Activation::Tanh, 1e12);
        assert!((1.0 - m.square - 2e-6 * NORMAL_PEAK).abs() < 1e-11);
        assert!((m.slope_square / (4.0 / 3.0 * 1e-6 * NORMAL_PEAK) - 1.0).abs() < 1e-9);
    }

    /// Two layers of a constant tanh net by another integral, over the first sum, which levels off thirty times earlier than the second:
    /// the reference has 2e6 points.
    #[test]
    fn a_constant_net_has_details_of_every_size() {
        let (n, value) = (64.0_f64, 0.75_f64);
        let net =
            Net { scheme: Scheme::named("constant").unwrap(), batch: 100_000, ..net("zeros", Activation::Tanh, 2, 64) };
        let got = predict(&net);
        let mut square = [0.0; 2];
        let dx = 9e-6;
        for i in -1_000_000..=1_000_000 {
            let x = f64::from(i) * dx;
            let (y1, s1) = Activation::Tanh.at(value * n.sqrt() * x);
            let (y2, s2) = Activation::Tanh.at(value * n * y1);
            let weight = libm::exp(-0.5 * x * x) * NORMAL_PEAK * dx;
            let top = y2 * s2;
            square[1] += weight * top * top;
            square[0] += weight * (value * n * top * s1).powi(2);
        }
        for (got, square) in got.iter().zip(square) {
            let want = square.sqrt() / (n * 1e5);
            assert!((got.gradient_std / want - 1.0).abs() < 1e-6, "{} {want}", got.gradient_std);
        }
        // A batch of sixteen has less than one of the samples that dominate it.
        let few = predict(&Net { batch: 16, ..net });
        assert!(few.iter().all(|p| p.gradient_std.is_nan() && p.activation_std > 0.9));
    }

    fn net(scheme: &str, activation: Activation, depth: usize, width: usize) -> Net {
        let scheme = Scheme::named(scheme).unwrap_or(Scheme::of(&crate::network::SCHEMES[0]));
        Net { scheme, activation, depth, width, batch: 1, seed: 0, nets: 1 }
    }

    #[test]
    fn the_known_factors_a_layer() {
        let ratio = |scheme: &str, activation| {
            let p = predict(&net(scheme, activation, 9, 100));
            (p[8].activation_std / p[7].activation_std).powi(2)
        };
        assert!((ratio("he-normal", Activation::Relu) - 1.0).abs() < 1e-12);
        assert!((ratio("glorot-uniform", Activation::Relu) - 0.5).abs() < 1e-12);
        assert!((ratio("pytorch", Activation::Relu) - 1.0 / 6.0).abs() < 1e-12);
        assert!((ratio("normal", Activation::Relu) - 50.0).abs() < 1e-9);
        assert!((ratio("orthogonal", Activation::Linear) - 1.0).abs() < 1e-12);
    }

    /// A linear net's gradient at layer l of L is √(L-l+1) times the output: the Fuss-Catalan moments.
    #[test]
    fn a_gradient_comes_back_through_the_weights_that_made_it() {
        let p = predict(&net("lecun-normal", Activation::Linear, 10, 50));
        for (l, p) in p.iter().enumerate() {
            assert!((p.gradient_std * 50.0 - ((10 - l) as f64).sqrt()).abs() < 1e-12);
        }
        let p = predict(&net("orthogonal", Activation::Linear, 10, 50));
        assert!(p.iter().all(|p| (p.gradient_std * 50.0 - 1.0).abs() < 1e-12));
    }
}
