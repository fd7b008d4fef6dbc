//! A batch on its way forward through a deep net, and the loss's gradient on its way back.
//!
//! All layers are of one width, the inputs too, biases are 0, and every layer has the activation, the last one as well. The loss
//! is ½·mean(y²) over samples and outputs. Weights are drawn when they are wanted, a block of units at a time, forward and again
//! on the way back; of the way forward only the slopes are kept (see [`VALUES`]).
//!
//! Weights and inputs are the same bits everywhere; products of matrices add in an order that depends on the processor, so that
//! what follows from them agrees to some 12 figures.

use nalgebra::DMatrix;
use thiserror::Error;

use super::activation::Activation;
use super::draw::{self, Draw};
use super::scheme::{Kind, Scheme};
use super::statistics::Spread;
use super::theory::{Predicted, predict};
use crate::parameter::{Parameter, Scale};

/// The number of layers.
pub const DEPTH: Parameter = Parameter {
    name: "depth",
    symbol: "L",
    title: "layers",
    default: 20.0,
    low: 1.0,
    high: 1000.0,
    open: false,
    slider: (1.0, 100.0),
    scale: Scale::LogInteger,
};
/// Units a layer.
pub const WIDTH: Parameter = Parameter {
    name: "width",
    symbol: "n",
    title: "units a layer",
    default: 64.0,
    high: 4096.0,
    slider: (1.0, 1024.0),
    ..DEPTH
};
/// Samples.
pub const BATCH: Parameter = Parameter {
    name: "batch",
    symbol: "B",
    title: "samples",
    default: 128.0,
    high: 4096.0,
    slider: (1.0, 1024.0),
    ..DEPTH
};

/// The most slopes that are kept, layers x units x samples: 256 MiB of them. Besides these there are four matrices of a layer's size.
pub const VALUES: usize = 1 << 25;
/// Multiplications that one piece of work has at most, about: some milliseconds.
const PIECE: usize = 1 << 25;
/// A unit-sample is saturated where its slope is below this share of the steepest: |tanh| > 0.975.
pub const SATURATED: f64 = 0.05;

/// A net before any training.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Net {
    /// What its weights are.
    pub scheme: Scheme,
    /// What its units do.
    pub activation: Activation,
    /// Layers.
    pub depth: usize,
    /// Units a layer.
    pub width: usize,
    /// Samples.
    pub batch: usize,
    /// The seed of weights and inputs.
    pub seed: u64,
}

/// Why a net is not built.
#[derive(Clone, Debug, Error, PartialEq)]
pub enum NetError {
    /// One of its sizes.
    #[error("{name}={value} is out of range; {range}")]
    Size {
        /// Whose.
        name: &'static str,
        /// What was asked for.
        value: usize,
        /// What would be right.
        range: String,
    },
    /// All of them together.
    #[error("{depth} layers x {width} units x {batch} samples are {} values; at most {VALUES}: try batch {}", depth * width * batch, (VALUES / (depth * width)).max(1))]
    Memory {
        /// Layers.
        depth: usize,
        /// Units.
        width: usize,
        /// Samples.
        batch: usize,
    },
}

impl Net {
    /// Whether it can be built.
    ///
    /// # Errors
    /// If a size is out of its range, or the net needs more memory than [`VALUES`].
    pub fn check(&self) -> Result<(), NetError> {
        for (parameter, value) in [(DEPTH, self.depth), (WIDTH, self.width), (BATCH, self.batch)] {
            if !parameter.allows(value as f64) {
                return Err(NetError::Size { name: parameter.name, value, range: parameter.range_text() });
            }
        }
        let Net { depth, width, batch, .. } = *self;
        if depth * width * batch > VALUES { Err(NetError::Memory { depth, width, batch }) } else { Ok(()) }
    }
}

/// A layer as it was measured.
#[derive(Clone, Debug, PartialEq)]
pub struct Layer {
    /// Standard deviation of its weights.
    pub weight_std: f64,
    /// How many of its units have incoming weights that differ in a bit from those of the units before them.
    pub distinct_units: usize,
    /// Its activations, over units and samples.
    pub activation: Spread,
    /// Share of units that pass no gradient on any sample: their slope is 0 on all of them.
    pub dead_fraction: f64,
    /// Share of unit-samples whose slope is below [`SATURATED`] of the steepest; `None` where the activation does not level off on
    /// both sides.
    pub saturated_fraction: Option<f64>,
    /// The loss's gradient with respect to its pre-activations, over units and samples; `None` until the way back has got here.
    pub gradient: Option<Spread>,
}

/// Weights of unit `unit` (from 0) of layer `layer` (from 1), written into a slice of the length of its inputs.
pub type Weights = dyn Fn(usize, usize, &mut [f64]) + Send + Sync;

enum Origin {
    Drawn(Draw),
    Given(Box<Weights>),
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Place {
    /// Units from `unit` on of layer `layer` (from 1) wait to be summed.
    Forward {
        layer: usize,
        unit: usize,
    },
    /// The gradient of layer `layer` waits for the units from `unit` on of the layer above.
    Back {
        layer: usize,
        unit: usize,
    },
    Done,
}

/// A signal on its way; each [`Signal::advance`] is a piece of work of some milliseconds.
pub struct Signal {
    net: Net,
    origin: Origin,
    place: Place,
    /// Units a piece.
    block: usize,
    /// Activations (batch x width), a unit a column; on the way back the gradient that arrives.
    activations: DMatrix<f64>,
    /// Sums (batch x width); on the way back the gradient of the layer above.
    sums: DMatrix<f64>,
    slopes: Vec<DMatrix<f64>>,
    /// Incoming weights of a block, a unit a column, and the same a unit a row.
    weights: DMatrix<f64>,
    turned: DMatrix<f64>,
    tally: Tally,
    layers: Vec<Layer>,
    predicted: Vec<Predicted>,
}

impl Signal {
    /// A signal in front of the first layer: standard normal inputs.
    ///
    /// # Errors
    /// As [`Net::check`].
    pub fn new(net: &Net) -> Result<Self, NetError> {
        net.check()?;
        let mut inputs = DMatrix::zeros(net.batch, net.width);
        for (unit, mut column) in inputs.column_iter_mut().enumerate() {
            draw::inputs(net.seed, unit, column.as_mut_slice());
        }
        Ok(Self::with(net, inputs, Origin::Drawn(Draw::new(net.scheme, net.seed, net.width))))
    }

    /// A signal with inputs (samples x units) and weights of one's own; predictions are those of the net's scheme.
    ///
    /// # Errors
    /// As [`Net::check`], the batch being that of the inputs, and if these are not of the net's width.
    pub fn given(net: &Net, inputs: DMatrix<f64>, weights: Box<Weights>) -> Result<Self, NetError> {
        let net = Net { batch: inputs.nrows(), width: inputs.ncols(), ..*net };
        net.check()?;
        Ok(Self::with(&net, inputs, Origin::Given(weights)))
    }

    fn with(net: &Net, activations: DMatrix<f64>, origin: Origin) -> Self {
        let (n, b) = (net.width, net.batch);
        // A column of a rotation costs as much as two rows of samples do in the product.
        let work = match net.scheme.kind() {
            Kind::Orthogonal => n * (b + 16 * n),
            _ => n * b,
        };
        let block = (PIECE / work.max(1)).clamp(8, 256).min(n);
        Self {
            net: *net,
            origin,
            place: Place::Forward { layer: 1, unit: 0 },
            block,
            activations,
            sums: DMatrix::zeros(b, n),
            slopes: Vec::with_capacity(net.depth),
            weights: DMatrix::zeros(n, block),
            turned: DMatrix::zeros(block, n),
            tally: Tally::default(),
            layers: Vec::with_capacity(net.depth),
            predicted: predict(net),
        }
    }

    /// The net.
    pub fn net(&self) -> &Net {
        &self.net
    }

    /// Whether it has been all the way forward and back.
    pub fn done(&self) -> bool {
        self.place == Place::Done
    }

    /// How much of the way it has made, from 0 to 1.
    pub fn progress(&self) -> f64 {
        let (depth, part) = (self.net.depth as f64, |unit: usize| unit as f64 / self.net.width as f64);
        match self.place {
            Place::Forward { layer, unit } => ((layer - 1) as f64 + part(unit)) / (2.0 * depth),
            Place::Back { layer, unit } => 0.5 + (depth - layer as f64 + part(unit)) / (2.0 * depth),
            Place::Done => 1.0,
        }
    }

    /// The layers that the signal has passed, the first first; gradients appear from the last one back.
    pub fn layers(&self) -> &[Layer] {
        &self.layers
    }

    /// What theory expects of each layer, of all of them from the beginning.
    pub fn predicted(&self) -> &[Predicted] {
        &self.predicted
    }

    /// The output (samples x units) when the signal has just arrived there, `None` before and on the way back.
    pub fn output(&self) -> Option<&DMatrix<f64>> {
        (self.place == Place::Back { layer: self.net.depth, unit: 0 }).then_some(&self.activations)
    }

    /// The gradient (samples x units) at the pre-activations of the layer that has just been finished on the way back.
    pub fn gradient(&self) -> Option<(usize, &DMatrix<f64>)> {
        match self.place {
            Place::Back { layer, unit: 0 } if layer < self.net.depth => Some((layer + 1, &self.sums)),
            Place::Done => Some((1, &self.sums)),
            _ => None,
        }
    }

    /// Does the next piece of work, if any is left: a block of units of one layer.
    pub fn advance(&mut self) {
        match self.place {
            Place::Forward { layer, unit } => self.forward(layer, unit),
            Place::Back { layer, unit } => self.back(layer, unit),
            Place::Done => {}
        }
    }

    /// Does all the work that is left.
    pub fn finish(&mut self) {
        while !self.done() {
            self.advance();
        }
    }

    /// Draws the weights of units `unit` to `unit + count` of a layer.
    fn draw(&mut self, layer: usize, unit: usize, count: usize) {
        for (i, mut column) in self.weights.column_iter_mut().take(count).enumerate() {
            match &mut self.origin {
                Origin::Drawn(draw) => draw.unit(layer, unit + i, column.as_mut_slice()),
                Origin::Given(weights) => weights(layer, unit + i, column.as_mut_slice()),
            }
        }
    }

    fn forward(&mut self, layer: usize, unit: usize) {
        let n = self.net.width;
        let count = self.block.min(n - unit);
        self.draw(layer, unit, count);
        for column in self.weights.column_iter().take(count) {
            self.tally.add(column.as_slice());
        }
        self.sums.columns_mut(unit, count).gemm(1.0, &self.activations, &self.weights.columns(0, count), 0.0);
        if unit + count < n {
            self.place = Place::Forward { layer, unit: unit + count };
            return;
        }
        let mut slopes = DMatrix::zeros(self.net.batch, n);
        apply(self.net.activation, self.sums.as_slice(), self.activations.as_mut_slice(), slopes.as_mut_slice());
        let dead = slopes.column_iter().filter(|column| column.iter().all(|s| *s == 0.0)).count();
        let low = SATURATED * self.net.activation.steepest();
        let flat = || slopes.iter().filter(|s| **s < low).count() as f64 / slopes.len() as f64;
        let (weight_std, distinct_units) = self.tally.take();
        self.layers.push(Layer {
            weight_std,
            distinct_units,
            activation: Spread::of(self.activations.as_slice()),
            dead_fraction: dead as f64 / n as f64,
            saturated_fraction: self.net.activation.saturates().then(flat),
            gradient: None,
        });
        self.slopes.push(slopes);
        self.place = match layer < self.net.depth {
            true => Place::Forward { layer: layer + 1, unit: 0 },
            false => Place::Back { layer, unit: 0 },
        };
    }

    fn back(&mut self, layer: usize, unit: usize) {
        let n = self.net.width;
        if layer == self.net.depth {
            // The loss ½·mean(y²) has the gradient y/(samples·outputs).
            self.activations /= (n * self.net.batch) as f64;
        } else {
            let count = self.block.min(n - unit);
            self.draw(layer + 1, unit, count);
            let weights = self.weights.columns(0, count);
            let mut turned = self.turned.rows_mut(0, count);
            weights.transpose_to(&mut turned);
            // The first block writes, the others add.
            let before = if unit == 0 { 0.0 } else { 1.0 };
            self.activations.gemm(1.0, &self.sums.columns(unit, count), &self.turned.rows(0, count), before);
            if unit + count < n {
                self.place = Place::Back { layer, unit: unit + count };
                return;
            }
        }
        let (Some(slopes), Some(measured)) = (self.slopes.get(layer - 1), self.layers.get_mut(layer - 1)) else {
            self.place = Place::Done;
            return;
        };
        let parts = self.sums.iter_mut().zip(self.activations.iter()).zip(slopes.iter());
        // Nothing passes a slope of 0, not even what has overflowed.
        parts.for_each(|((d, g), s)| *d = if *s == 0.0 { 0.0 } else { g * s });
        measured.gradient = Some(Spread::of(self.sums.as_slice()));
        self.place = if layer > 1 { Place::Back { layer: layer - 1, unit: 0 } } else { Place::Done };
    }
}

/// Values and slopes of sums; a loop of its own for each activation.
fn apply(activation: Activation, sums: &[f64], values: &mut [f64], slopes: &mut [f64]) {
    #[inline(always)]
    fn each(sums: &[f64], values: &mut [f64], slopes: &mut [f64], f: impl Fn(f64) -> (f64, f64)) {
        for ((z, y), s) in sums.iter().zip(values).zip(slopes) {
            (*y, *s) = f(*z);
        }
    }
    match activation {
        Activation::Linear => each(sums, values, slopes, |z| Activation::Linear.at(z)),
        Activation::Relu => each(sums, values, slopes, |z| Activation::Relu.at(z)),
        Activation::LeakyRelu => each(sums, values, slopes, |z| Activation::LeakyRelu.at(z)),
        Activation::Tanh => each(sums, values, slopes, |z| Activation::Tanh.at(z)),
        Activation::Sigmoid => each(sums, values, slopes, |z| Activation::Sigmoid.at(z)),
        Activation::Gelu => each(sums, values, slopes, |z| Activation::Gelu.at(z)),
    }
}

/// Spread and number of distinct units of the weights that pass by.
#[derive(Clone, Debug, Default)]
struct Tally {
    /// The first weight, from which the others are counted, so that equal ones have a spread of exactly 0.
    first: Option<f64>,
    count: f64,
    sum: f64,
    square: f64,
    /// 128 bits of each unit's weights: two different units share them once in 10³⁸.
    units: Vec<[u64; 2]>,
}

impl Tally {
    fn add(&mut self, weights: &[f64]) {
        let first = *self.first.get_or_insert(weights.first().copied().unwrap_or(0.0));
        let mut mark = [0xcbf2_9ce4_8422_2325_u64, 0x9e37_79b9_7f4a_7c15];
        let (mut sum, mut square) = (0.0, 0.0);
        for w in weights {
            let (bits, off) = (w.to_bits(), w - first);
            mark[0] = (mark[0] ^ bits).wrapping_mul(0x9fb2_1c65_1e98_df25).rotate_left(29);
            mark[1] = (mark[1].rotate_left(23) ^ bits).wrapping_mul(0xd6e8_feb8_6659_fd93);
            sum += off;
            square += off * off;
        }
        self.count += weights.len() as f64;
        self.sum += sum;
        self.square += square;
        self.units.push(mark);
    }

    /// Standard deviation and number of distinct units; begins anew.
    fn take(&mut self) -> (f64, usize) {
        let mean = self.sum / self.count;
        let std = (self.square / self.count - mean * mean).max(0.0).sqrt();
        self.units.sort_unstable();
        self.units.dedup();
        let distinct = self.units.len();
        let mut units = std::mem::take(&mut self.units);
        units.clear();
        *self = Self { units, ..Self::default() };
        (std, distinct)
    }
}

#[cfg(test)]
mod tests;
