//! Why weights start random: units that begin equal stay equal, whatever trains them.
//!
//! A net of two inputs, one layer of H hidden units and one output learns exclusive or, whose four samples are all there are:
//! y = c + (1/H)·Σ v_j·f(w_j·x + b_j), loss ½·mean((y - t)²). The output is the mean of its units, and a unit's step is made of H
//! times the loss's gradient, as in a mean-field net (Mei, Montanari & Nguyen 2018, arXiv 1804.06561). So H equal units are one
//! unit step by step, under every rule, and the net of one unit beside it has the same function, makes the same steps and has the
//! same learning rate.
//!
//! What exact arithmetic keeps equal stays equal to the last bit. Units: the mean of equal numbers is that number
//! (`mean`). Inputs: exclusive or does not care which input is which, so that units whose incoming weights begin equal keep them
//! equal; each sample is added to its mirror image first (`mirrored`), where what cancels leaves 0 and no rounding. A rule that
//! divides by the size of past gradients would make whole steps of such a rounding.

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

/// Inputs and target of each sample; the mirror image of one, both inputs turned over, stands as far from the other end.
pub const SAMPLES: [([f64; 2], f64); 4] =
    [([-1.0, -1.0], 0.0), ([-1.0, 1.0], 1.0), ([1.0, -1.0], 1.0), ([1.0, 1.0], 0.0)];
/// The most hidden units.
pub const MAX_UNITS: usize = 64;
/// The most steps: their losses are kept.
pub const MAX_STEPS: usize = 100_000;
/// Units that differ by this much in a weight have parted.
pub const PARTED: f64 = 0.1;
/// Steps between two flushes of what has decayed to nothing; see [`Memory::flush`].
const FLUSH: usize = 64;
/// The stream of ε's draws.
const BREAK: u64 = 1 << 42;

/// What is trained.
#[derive(Clone, Debug, PartialEq)]
pub struct Setup {
    /// H, from 1 to [`MAX_UNITS`].
    pub units: usize,
    /// What the hidden units do; the output is linear.
    pub activation: Activation,
    /// Weights of both layers before the first step; biases are 0.
    pub scheme: Scheme,
    /// The size of the normal numbers that are added to the hidden units' weights, to tell them apart; 0 for none.
    pub epsilon: f64,
    /// The seed of weights and ε.
    pub seed: u64,
    /// The optimizer.
    pub optimizer: Kind,
    /// Its values.
    pub values: Values,
}

/// Why a net is not trained.
#[derive(Clone, Debug, Error, PartialEq)]
pub enum SetupError {
    /// Number of units.
    #[error("{0} hidden units are out of range; 1 <= units <= {MAX_UNITS}")]
    Units(usize),
    /// A rule that asks a surface for more than its gradient.
    #[error("{0} needs the curvature of a surface, which a net does not give it; choose another optimizer")]
    Rule(&'static str),
}

/// Whether an optimizer can train a net: all but those that ask a surface for its curvature (Newton) or follow it by themselves
/// (gradient flow).
pub fn trains(description: &Description) -> bool {
    !matches!(description.kind, Kind::Newton | Kind::Flow)
}

/// A hidden unit: its two incoming weights, its bias, its outgoing weight.
pub type Unit = [f64; 4];

/// A net with what its optimizer remembers. Rules act on each parameter by itself; they are given two at a time, as on a surface.
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

    /// What each sample's output is off by.
    fn errors(&self) -> [f64; SAMPLES.len()] {
        SAMPLES.map(|(input, target)| self.output(input) - target)
    }

    /// What each sample gives to H times the loss's gradient at a unit.
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

    /// Loss and its gradient at the output bias; H times that at each unit is left in `gradients`.
    fn slope(&mut self) -> (f64, f64) {
        let (errors, share) = (self.errors(), SAMPLES.len() as f64);
        let mut gradients = std::mem::take(&mut self.gradients);
        for (unit, gradient) in self.units.iter().zip(&mut gradients) {
            *gradient = self.parts(unit, &errors).map(mirrored);
        }
        self.gradients = gradients;
        (0.5 * mirrored(errors.map(|e| e * e / share)), mirrored(errors.map(|e| e / share)))
    }

    /// One step; the loss before it.
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

/// A net in training, and a net of one unit beside it that starts as the first of its units.
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
    /// Before the first step.
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

    /// What is trained.
    pub fn setup(&self) -> &Setup {
        &self.setup
    }

    /// Trains `steps` steps more, at most to [`MAX_STEPS`]; a step of H units is some H·100 ns.
    pub fn advance(&mut self, steps: usize) {
        for _ in 0..steps.min(MAX_STEPS - self.step()) {
            let flush = self.step() % FLUSH == FLUSH - 1;
            self.apart.push(self.furthest());
            self.losses.push(self.net.step(&self.rule, flush));
            self.single_losses.push(self.single.step(&self.rule, flush));
        }
    }

    /// How many steps there were.
    pub fn step(&self) -> usize {
        self.losses.len()
    }

    /// The loss before each step.
    pub fn losses(&self) -> &[f64] {
        &self.losses
    }

    /// The loss of the net of one unit before each step.
    pub fn single_losses(&self) -> &[f64] {
        &self.single_losses
    }

    /// Before each step, the most by which two units differed in a weight.
    pub fn apart(&self) -> &[f64] {
        &self.apart
    }

    /// The loss as it stands now, and that of the net of one unit.
    pub fn loss(&self) -> [f64; 2] {
        [&self.net, &self.single].map(|net| net.clone().slope().0)
    }

    /// The hidden units as they are now: two incoming weights, bias, outgoing weight.
    pub fn units(&self) -> &[Unit] {
        &self.net.units
    }

    /// The loss's gradient at each hidden unit as it is now; 0 where the samples cancel but for their rounding. A step is made of H
    /// times it.
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

    /// The output for an input; 0 where it is no more than the rounding of the terms that it is the sum of.
    pub fn output(&self, input: [f64; 2]) -> f64 {
        let count = self.net.units.len() as f64;
        let size = |unit: &Unit| (unit[3] * self.net.at(unit, input).0).abs() / count;
        let size = self.net.bias.abs() + self.net.units.iter().map(size).sum::<f64>();
        beyond_rounding(self.net.output(input), size)
    }

    /// The most by which units i and j differ in a weight or bias (H x H): exactly 0 where they are the same unit.
    pub fn differences(&self) -> DMatrix<f64> {
        let of = |i: usize| self.net.units.get(i).copied().unwrap_or_default();
        DMatrix::from_fn(self.net.units.len(), self.net.units.len(), |i, j| difference(&of(i), &of(j)))
    }

    /// The greatest of the [`Self::differences`].
    pub fn furthest(&self) -> f64 {
        // The greatest difference of two is that of the extremes of one weight.
        let range = |k: usize| {
            let of = |u: &Unit| u.get(k).copied().unwrap_or(0.0);
            let low = self.net.units.iter().map(of).fold(f64::INFINITY, Real::least);
            self.net.units.iter().map(of).fold(f64::NEG_INFINITY, Real::greatest) - low
        };
        // A net that has blown up is not one whose units are equal: NaN stays NaN.
        (0..4).map(range).fold(0.0, Real::greatest)
    }

    /// How many units differ in a bit.
    pub fn distinct(&self) -> usize {
        let mut bits: Vec<[u64; 4]> = self.net.units.iter().map(|u| u.map(f64::to_bits)).collect();
        bits.sort_unstable();
        bits.dedup();
        bits.len()
    }

    /// The first step at which two units differed by `threshold` ([`PARTED`], say) in a weight.
    pub fn parted_at(&self, threshold: f64) -> Option<usize> {
        self.apart.iter().position(|d| *d >= threshold)
    }
}

/// The mean of some numbers; of equal ones exactly that number, however many there are: only what they differ by is summed.
fn mean(numbers: impl ExactSizeIterator<Item = f64>) -> f64 {
    let count = numbers.len() as f64;
    let mut first = None;
    // Of two infinite ones there is no difference.
    let off = |x: f64, first: f64| if x == first { 0.0 } else { x - first };
    let off: f64 = numbers.map(|x| off(x, *first.get_or_insert(x))).sum();
    first.unwrap_or(0.0) + off / count
}

/// The sum of what each of the [`SAMPLES`] gives, mirror images first.
fn mirrored([a, b, c, d]: [f64; SAMPLES.len()]) -> f64 {
    (a + d) + (b + c)
}

fn difference(a: &Unit, b: &Unit) -> f64 {
    a.iter().zip(b).map(|(a, b)| (a - b).abs()).fold(0.0, Real::greatest)
}

/// A unit before the first step: its scheme's weights between 2 and H units, between H and 1, and ε.
fn first_weights(setup: &Setup, unit: usize) -> Unit {
    // A rotation exists among as many units as there are inputs: units come in pairs, each a rotation of its own.
    let (mut incoming, mut outgoing) = ([0.0; 2], vec![0.0; setup.units]);
    Draw::new(setup.scheme, setup.seed, setup.units).unit(1 + unit / 2 * 2, unit % 2, &mut incoming);
    Draw::new(setup.scheme, setup.seed, 1).unit(2, 0, &mut outgoing);
    let mut rng = ChaCha8Rng::seed_from_u64(setup.seed);
    rng.set_stream(BREAK + unit as u64);
    // The output is a mean: a weight of a sum is H times as large there.
    let out = outgoing.get(unit).copied().unwrap_or(0.0);
    let mut moved = |w: f64| w + setup.epsilon * rng.sample::<f64, _>(StandardNormal);
    let [w0, w1] = incoming.map(&mut moved);
    let out = if setup.scheme.constant().is_some() { out } else { out * setup.units as f64 };
    let parts = [w0, w1, 0.0, out];
    // ε = 0 leaves a zero its sign, and every bit.
    if setup.epsilon == 0.0 { [incoming[0], incoming[1], 0.0, out] } else { parts }
}

#[cfg(test)]
mod tests;
