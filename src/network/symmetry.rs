//! Symmetry breaking: units that start equal stay equal, whatever trains them, so weights start random.
//!
//! A net of two inputs, one layer of H hidden units and one output learns XOR, whose four samples are the whole data set: y = c + (1/H)·Σ
//! v_j·f(w_j·x + b_j), loss ½·mean((y - t)²). The output is the mean of its units, and a unit's step uses H times the loss's gradient, as
//! in a mean-field net (Mei, Montanari & Nguyen 2018, arXiv 1804.06561). Thus H equal units act as one unit at every step, under every
//! rule, and the single-unit net alongside has the same function, the same steps and the same learning rate.
//!
//! Whatever exact arithmetic keeps equal stays equal to the last bit. Units: the mean of equal numbers is that number (`mean`). Inputs: XOR
//! is symmetric in its inputs, so units whose incoming weights start equal keep them equal; each sample is first added to its mirror image
//! (`mirrored`), where terms cancel to exactly 0 without rounding. A rule that divides by the magnitude of past gradients would turn such a
//! rounding error into full steps.

use nalgebra::DMatrix;
use rand::rngs::ChaCha8Rng;
use rand::{RngExt, SeedableRng};
use rand_distr::StandardNormal;
use thiserror::Error;

use super::activation::Activation;
use super::draw::Draw;
use super::scheme::Scheme;
use crate::math::number::beyond_rounding;
use crate::math::surface::Real;
use crate::optimizer::{AnyRule, Description, Kind, Memory, Values};

/// Inputs and target of each sample; its mirror image, with both inputs negated, is at the same position from the other end.
pub const SAMPLES: [([f64; 2], f64); 4] =
    [([-1.0, -1.0], 0.0), ([-1.0, 1.0], 1.0), ([1.0, -1.0], 1.0), ([1.0, 1.0], 0.0)];
/// Maximum number of hidden units.
pub const MAX_UNITS: usize = 64;
/// Maximum number of steps, since their losses are kept.
pub const MAX_STEPS: usize = 100_000;
/// Threshold beyond which two units that differ by it in a weight have parted.
pub const PARTED: f64 = 0.1;
/// Steps between flushes of values that have decayed to nothing; see [`Memory::flush`].
const FLUSH: usize = 64;
/// First stream of the draws for ε.
const BREAK: u64 = 1 << 42;

/// Setup of a training run.
#[derive(Clone, Debug, PartialEq)]
pub struct Setup {
    /// Number of hidden units H, from 1 to [`MAX_UNITS`].
    pub units: usize,
    /// Activation of the hidden units; the output is linear.
    pub activation: Activation,
    /// Initialization scheme of both layers' weights; biases are 0.
    pub scheme: Scheme,
    /// Standard deviation of the normal noise added to the hidden units' weights to break the symmetry; 0 for none.
    pub epsilon: f64,
    /// Seed of weights and ε.
    pub seed: u64,
    /// The optimizer.
    pub optimizer: Kind,
    /// Hyperparameters of the optimizer.
    pub values: Values,
}

/// An invalid setup.
#[derive(Clone, Debug, Error, PartialEq)]
pub enum SetupError {
    /// The number of units is out of range.
    #[error("{0} hidden units are out of range; 1 <= units <= {MAX_UNITS}")]
    Units(usize),
    /// The optimizer needs more of a surface than its gradient.
    #[error("{0} needs the curvature of a surface, which a net does not give it; choose another optimizer")]
    Rule(&'static str),
}

/// Returns true if an optimizer can train a net: all but those that need the curvature of a surface (Newton) or follow it themselves
/// (gradient flow).
pub fn trains(description: &Description) -> bool {
    !matches!(description.kind, Kind::Newton | Kind::Flow)
}

/// A hidden unit: two incoming weights, bias, outgoing weight.
pub type Unit = [f64; 4];

/// A net with its optimizer state. Rules act on each parameter separately; they are given two at a time, as on a surface.
#[derive(Clone, Debug)]
struct Trained {
    activation: Activation,
    units: Vec<Unit>,
    bias: f64,
    gradients: Vec<Unit>,
    memory: Vec<[Memory; 2]>,
    of_bias: Memory,
}

impl Trained {
    fn new(activation: Activation, units: Vec<Unit>, rule: &AnyRule) -> Self {
        let count = units.len();
        Self {
            activation,
            units,
            bias: 0.0,
            gradients: vec![[0.0; 4]; count],
            memory: vec![[rule.start(); 2]; count],
            of_bias: rule.start(),
        }
    }

    /// The output for an input.
    fn output(&self, input: [f64; 2]) -> f64 {
        self.bias + mean(self.units.iter().map(|unit| unit[3] * self.at(unit, input).0))
    }

    /// A unit's activation for an input, and its slope.
    fn at(&self, [w0, w1, b, _]: &Unit, [x0, x1]: [f64; 2]) -> (f64, f64) {
        self.activation.at(w0 * x0 + w1 * x1 + b)
    }

    /// Output error on each sample.
    fn errors(&self) -> [f64; SAMPLES.len()] {
        SAMPLES.map(|(input, target)| self.output(input) - target)
    }

    /// Contribution of each sample to H times the loss's gradient at a unit.
    fn parts(&self, unit: &Unit, errors: &[f64; SAMPLES.len()]) -> [[f64; SAMPLES.len()]; 4] {
        let mut parts = [[0.0; SAMPLES.len()]; 4];
        for (i, ((input, _), error)) in SAMPLES.iter().zip(errors).enumerate() {
            let (y, slope) = self.at(unit, *input);
            let error = error / SAMPLES.len() as f64;
            let back = error * unit[3] * slope;
            for (part, x) in parts.iter_mut().zip([back * input[0], back * input[1], back, error * y]) {
                part[i] = x;
            }
        }
        parts
    }

    /// The loss and its gradient at the output bias; H times the gradient at each unit is stored in `gradients`.
    fn slope(&mut self) -> (f64, f64) {
        let (errors, share) = (self.errors(), SAMPLES.len() as f64);
        let mut gradients = std::mem::take(&mut self.gradients);
        for (unit, gradient) in self.units.iter().zip(&mut gradients) {
            *gradient = self.parts(unit, &errors).map(mirrored);
        }
        self.gradients = gradients;
        (0.5 * mirrored(errors.map(|e| e * e / share)), mirrored(errors.map(|e| e / share)))
    }

    /// Performs one step; returns the loss before it.
    fn step(&mut self, rule: &AnyRule, flush: bool) -> f64 {
        let (loss, of_bias) = self.slope();
        for ((unit, g), [first, second]) in self.units.iter_mut().zip(&self.gradients).zip(&mut self.memory) {
            let [d0, d1] = rule.step([g[0], g[1]], first);
            let [d2, d3] = rule.step([g[2], g[3]], second);
            *unit = [unit[0] + d0, unit[1] + d1, unit[2] + d2, unit[3] + d3];
            if flush {
                first.flush();
                second.flush();
            }
        }
        self.bias += rule.step([of_bias, 0.0], &mut self.of_bias)[0];
        if flush {
            self.of_bias.flush();
        }
        loss
    }
}

/// A net in training, alongside a single-unit net that starts as the first of its units.
#[derive(Clone, Debug)]
pub struct Symmetry {
    setup: Setup,
    rule: AnyRule,
    net: Trained,
    single: Trained,
    losses: Vec<f64>,
    single_losses: Vec<f64>,
    apart: Vec<f64>,
}

impl Symmetry {
    /// Creates both nets, before the first step.
    ///
    /// # Errors
    /// If the number of units is out of range, or the optimizer needs a surface.
    pub fn new(setup: &Setup) -> Result<Self, SetupError> {
        if !(1..=MAX_UNITS).contains(&setup.units) {
            return Err(SetupError::Units(setup.units));
        }
        if let Some(d) = crate::optimizer::OPTIMIZERS.iter().find(|d| d.kind == setup.optimizer && !trains(d)) {
            return Err(SetupError::Rule(d.name));
        }
        let rule = AnyRule::build(setup.optimizer, &setup.values.hypers, &setup.values.switches);
        let units: Vec<Unit> = (0..setup.units).map(|unit| first_weights(setup, unit)).collect();
        let single = units.first().copied().into_iter().collect();
        Ok(Self {
            rule,
            net: Trained::new(setup.activation, units, &rule),
            single: Trained::new(setup.activation, single, &rule),
            setup: setup.clone(),
            losses: Vec::new(),
            single_losses: Vec::new(),
            apart: Vec::new(),
        })
    }

    /// The setup of the run.
    pub fn setup(&self) -> &Setup {
        &self.setup
    }

    /// Trains for `steps` more steps, up to [`MAX_STEPS`] in total; a step of H units takes roughly H·100 ns.
    pub fn advance(&mut self, steps: usize) {
        for _ in 0..steps.min(MAX_STEPS - self.step()) {
            let flush = self.step() % FLUSH == FLUSH - 1;
            self.apart.push(self.furthest());
            self.losses.push(self.net.step(&self.rule, flush));
            self.single_losses.push(self.single.step(&self.rule, flush));
        }
    }

    /// Number of steps taken.
    pub fn step(&self) -> usize {
        self.losses.len()
    }

    /// The loss before each step.
    pub fn losses(&self) -> &[f64] {
        &self.losses
    }

    /// The loss of the single-unit net before each step.
    pub fn single_losses(&self) -> &[f64] {
        &self.single_losses
    }

    /// The largest difference in a weight between two units, before each step.
    pub fn apart(&self) -> &[f64] {
        &self.apart
    }

    /// The current losses of the net and of the single-unit net.
    pub fn loss(&self) -> [f64; 2] {
        [&self.net, &self.single].map(|net| net.clone().slope().0)
    }

    /// The current hidden units: two incoming weights, bias, outgoing weight.
    pub fn units(&self) -> &[Unit] {
        &self.net.units
    }

    /// The loss's gradient at each current hidden unit; 0 where the samples cancel to within rounding. A step uses H times it.
    pub fn gradients(&self) -> Vec<Unit> {
        let (errors, count) = (self.net.errors(), self.net.units.len() as f64);
        let sum = |part: [f64; SAMPLES.len()]| {
            let size = part.iter().map(|x| x.abs()).sum();
            beyond_rounding(mirrored(part), size) / count
        };
        self.net.units.iter().map(|unit| self.net.parts(unit, &errors).map(sum)).collect()
    }

    /// The output's bias.
    pub fn output_bias(&self) -> f64 {
        self.net.bias
    }

    /// The output for an input; 0 if it is within the rounding error of the terms it sums.
    pub fn output(&self, input: [f64; 2]) -> f64 {
        let count = self.net.units.len() as f64;
        let size = |unit: &Unit| (unit[3] * self.net.at(unit, input).0).abs() / count;
        let size = self.net.bias.abs() + self.net.units.iter().map(size).sum::<f64>();
        beyond_rounding(self.net.output(input), size)
    }

    /// The largest difference in a weight or bias between units i and j (H x H): exactly 0 if they are the same.
    pub fn differences(&self) -> DMatrix<f64> {
        let of = |i: usize| self.net.units.get(i).copied().unwrap_or_default();
        DMatrix::from_fn(self.net.units.len(), self.net.units.len(), |i, j| difference(&of(i), &of(j)))
    }

    /// The largest of the [`Self::differences`].
    pub fn furthest(&self) -> f64 {
        // The largest difference between two units is that between the extremes of one weight.
        let range = |k: usize| {
            let of = |u: &Unit| u.get(k).copied().unwrap_or(0.0);
            let low = self.net.units.iter().map(of).fold(f64::INFINITY, Real::least);
            self.net.units.iter().map(of).fold(f64::NEG_INFINITY, Real::greatest) - low
        };
        // A net that has diverged does not have equal units: NaN stays NaN.
        (0..4).map(range).fold(0.0, Real::greatest)
    }

    /// Number of units that are not bit-identical to another.
    pub fn distinct(&self) -> usize {
        let mut bits: Vec<[u64; 4]> = self.net.units.iter().map(|u| u.map(f64::to_bits)).collect();
        bits.sort_unstable();
        bits.dedup();
        bits.len()
    }

    /// The first step at which two units differed by at least `threshold` (such as [`PARTED`]) in a weight.
    pub fn parted_at(&self, threshold: f64) -> Option<usize> {
        self.apart.iter().position(|d| *d >= threshold)
    }
}

/// The mean; for equal numbers exactly that number, however many there are, since only differences are summed.
fn mean(numbers: impl ExactSizeIterator<Item = f64>) -> f64 {
    let count = numbers.len() as f64;
    let mut first = None;
    // Two equal infinities have no difference.
    let off = |x: f64, first: f64| if x == first { 0.0 } else { x - first };
    let off: f64 = numbers.map(|x| off(x, *first.get_or_insert(x))).sum();
    first.unwrap_or(0.0) + off / count
}

/// Sums the contributions of the [`SAMPLES`], mirror images first.
fn mirrored([a, b, c, d]: [f64; SAMPLES.len()]) -> f64 {
    (a + d) + (b + c)
}

fn difference(a: &Unit, b: &Unit) -> f64 {
    a.iter().zip(b).map(|(a, b)| (a - b).abs()).fold(0.0, Real::greatest)
}

/// Initial weights of a unit: the scheme's weights between 2 and H units, between H and 1, and ε.
fn first_weights(setup: &Setup, unit: usize) -> Unit {
    // A rotation needs as many units as there are inputs: units come in pairs, each with its own rotation.
    let (mut incoming, mut outgoing) = ([0.0; 2], vec![0.0; setup.units]);
    Draw::new(setup.scheme, setup.seed, setup.units).unit(1 + unit / 2 * 2, unit % 2, &mut incoming);
    Draw::new(setup.scheme, setup.seed, 1).unit(2, 0, &mut outgoing);
    let mut rng = ChaCha8Rng::seed_from_u64(setup.seed);
    rng.set_stream(BREAK + unit as u64);
    // The output is a mean: the weight of a sum becomes H times as large.
    let out = outgoing.get(unit).copied().unwrap_or(0.0);
    let mut moved = |w: f64| w + setup.epsilon * rng.sample::<f64, _>(StandardNormal);
    let [w0, w1] = incoming.map(&mut moved);
    let out = if setup.scheme.constant().is_some() { out } else { out * setup.units as f64 };
    let parts = [w0, w1, 0.0, out];
    // With ε = 0, keep every bit, including the sign of a zero.
    if setup.epsilon == 0.0 { [incoming[0], incoming[1], 0.0, out] } else { parts }
}

#[cfg(test)]
mod tests;
