//! What spread to expect in a layer, of a net that is infinitely wide, before it is built.
//!
//! Forward: sums of many independent weights are normal, so the variance of the pre-activations follows the recursion
//! q ← n·σ²·E(f(z)²), z ~ N(0, q) (Poole et al. 2016, arXiv 1606.05340; He et al. 2015 for ReLU).
//!
//! Backward: the loss ½·mean(y²) hands the output back through the very weights that made it, so the usual assumption that the
//! gradient is independent of them fails (for a linear net it misses a factor √(L-l+1), the Fuss-Catalan moments of a product
//! of normal matrices). Given z = Wh, W is z·hᵀ/|h|² and an independent rest; hence the gradient at the activations is
//! c·f(z) + ξ with ξ normal and independent: c = E(zδ)/E(h²) and Var ξ = n·σ²·E(δ²) of the layer above. This is exact in the
//! limit (the conditioning argument of Bayati & Montanari 2011; Yang 2020, arXiv 2009.10685). For a rotation it is the length
//! of δ that is kept: Var ξ = E(δ²) - c²·E(h²).
//!
//! All units of a constant net are one unit, which theory follows exactly: a chain of numbers that begins with the sum of the
//! inputs.

use super::activation::{Activation, LEAK, NORMAL_PEAK};
use super::net::Net;
use super::scheme::Kind;

/// What theory expects of a layer.
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

/// Means over z ~ N(0, q).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Moments {
    /// E f.
    pub mean: f64,
    /// E f².
    pub square: f64,
    /// E f² - (E f)², summed about f(0) so that a small one keeps its figures.
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

/// Half the range of the quadrature, in standard deviations: beyond lies 1e-15 of the normal distribution.
const REACH: f64 = 8.0;
/// Points a standard deviation.
const FINENESS: f64 = 32.0;

/// Standard normal points with their weights. The trapezoidal rule converges exponentially for smooth functions (Trefethen &
/// Weideman 2014), and keeps its accuracy for steep ones, where Gauss-Hermite's few points near 0 do not.
fn points() -> impl Iterator<Item = (f64, f64)> {
    let count = (REACH * FINENESS) as i32;
    (-count..=count).map(|i| {
        let x = f64::from(i) / FINENESS;
        (x, libm::exp(-0.5 * x * x) * NORMAL_PEAK / FINENESS)
    })
}

impl Moments {
    /// Of an activation: in closed form for what is linear on both sides of 0, else by quadrature.
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
            // A slope of 0 at 0 matters when nothing arrives.
            Activation::Relu if q == 0.0 => Self { slope_square: 0.0, ..sides(0.0) },
            Activation::Relu => sides(0.0),
            Activation::LeakyRelu if q == 0.0 => Self { slope_square: LEAK * LEAK, ..sides(LEAK) },
            Activation::LeakyRelu => sides(LEAK),
            Activation::Tanh | Activation::Sigmoid | Activation::Gelu => Self::by_quadrature(activation, q),
        }
    }

    fn by_quadrature(activation: Activation, q: f64) -> Self {
        let (spread, centre) = (q.sqrt(), activation.value(0.0));
        let (mut off, mut off_square) = (0.0, 0.0);
        let mut m =
            Self { mean: 0.0, square: 0.0, variance: 0.0, slope_square: 0.0, both_square: 0.0, both: 0.0, lean: 0.0 };
        for (x, weight) in points() {
            let z = spread * x;
            let (y, slope) = activation.at(z);
            off += weight * (y - centre);
            off_square += weight * (y - centre) * (y - centre);
            m.square += weight * y * y;
            m.slope_square += weight * slope * slope;
            m.both_square += weight * y * y * slope * slope;
            m.both += weight * y * slope;
            m.lean += weight * z * y * slope;
        }
        m.mean = centre + off;
        m.variance = (off_square - off * off).max(0.0);
        m
    }
}

/// What to expect of each layer of a net, the first first. Work: a few hundred evaluations of the activation a layer.
pub fn predict(net: &Net) -> Vec<Predicted> {
    match net.scheme.constant() {
        Some(value) => constant(net, value),
        None => random(net),
    }
}

/// What rounding has made negative is 0; what is no number stays none, where `max` would hide it.
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
        // ξ has no mean: what the gradient has comes from the part along the activations.
        let mean = c * m.both;
        predicted.push(Predicted {
            weight_std,
            activation_mean: m.mean,
            activation_std: m.variance.sqrt(),
            gradient_std: positive(delta - mean * mean).sqrt() / (n * net.batch as f64),
        });
        // What arrives at the layer below: E h² of its activations. Where nothing was sent nothing comes back.
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
    // Activation and gradient of each layer, for a sum of inputs of `x` standard deviations.
    let path = |x: f64| {
        let mut z = value * n.sqrt() * x;
        let mut path: Vec<[f64; 2]> = Vec::with_capacity(net.depth);
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
        path
    };
    // Sums are made about the path from 0, so that small spreads keep their figures.
    let centre = path(0.0);
    let mut sums = vec![[[0.0; 2]; 2]; net.depth];
    for (x, weight) in points() {
        for ((at, centre), sums) in path(x).iter().zip(&centre).zip(&mut sums) {
            for ((at, centre), [mean, square]) in at.iter().zip(centre).zip(sums) {
                let off = at - centre;
                *mean += weight * off;
                *square += weight * off * off;
            }
        }
    }
    let std = |[mean, square]: [f64; 2]| (square - mean * mean).max(0.0).sqrt();
    let layer = |(centre, [values, gradients]): (&[f64; 2], [[f64; 2]; 2])| Predicted {
        weight_std: 0.0,
        activation_mean: centre[0] + values[0],
        activation_std: std(values),
        gradient_std: std(gradients) / (n * net.batch as f64),
    };
    centre.iter().zip(sums).map(layer).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::{ACTIVATIONS, Scheme};

    /// The quadrature meets the closed forms where there are any: kinks at 0 are points of it, and cost h².
    #[test]
    fn closed_forms_and_quadrature_agree() {
        for q in [0.01, 1.0, 30.0] {
            for (f, name) in ACTIVATIONS.iter().take(3) {
                let (a, b) = (Moments::of(*f, q), Moments::by_quadrature(*f, q));
                for (x, y) in [
                    (a.mean, b.mean),
                    (a.square, b.square),
                    (a.lean, b.lean),
                    (a.both_square, b.both_square),
                    (a.both, b.both),
                ] {
                    assert!((x - y).abs() <= 3e-4 * x.abs().max(1e-3), "{name} q={q}: {a:?} {b:?}");
                }
            }
        }
        // E[Φ(z)] = ½, and by symmetry E[sigmoid] = ½; E[z·Φ(z)] = q/√(2π(1+q)) by Stein's lemma.
        for q in [0.1_f64, 1.0, 10.0] {
            assert!((Moments::of(Activation::Sigmoid, q).mean - 0.5).abs() < 1e-14);
            let gelu = q / (2.0 * std::f64::consts::PI * (1.0 + q)).sqrt();
            assert!((Moments::of(Activation::Gelu, q).mean - gelu).abs() < 1e-12 * gelu.max(1.0));
        }
    }

    fn net(scheme: &str, activation: Activation, depth: usize, width: usize) -> Net {
        let scheme = Scheme::named(scheme).unwrap_or(Scheme::of(&crate::network::SCHEMES[0]));
        Net { scheme, activation, depth, width, batch: 1, seed: 0 }
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
