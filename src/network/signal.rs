//! Forward pass of a batch through a deep net, and backward pass of the loss's gradient.
//!
//! All layers have the same width, inputs included, biases are 0, and every layer has the activation, the last one included. The loss is
//! ½·mean(y²) over samples and outputs. Weights are drawn on demand, one block of units at a time. The slopes of the forward pass are kept,
//! and the rotations of as many layers as fit; other weights are drawn again for the backward pass.
//!
//! Weights and inputs are bit-identical everywhere; matrix products sum in an order that depends on the processor, so derived results agree
//! to about 12 figures. They do not depend on the number of threads: each unit is summed on its own.

use nalgebra::{DMatrix, DMatrixView, DMatrixViewMut};
use rayon::prelude::*;

use super::draw::{self, Draw};
use super::net::DRAWN;
pub use super::net::{BATCH, DEPTH, NETS, Net, NetError, VALUES, WIDTH};
use super::scheme::Kind;
use super::statistics::{Spread, root_mean_square};
use super::theory::{Predicted, predict};
pub use super::units::SATURATED;
use super::units::{self, Back, Forward, Unit};

/// Approximate maximum of multiplications per piece of work: a few milliseconds.
const PIECE: usize = 1 << 25;
/// Number of multiplications below which a second thread is not worth waking.
const SMALL: usize = 1 << 20;
/// Number of weights that fit into a core's own cache.
const CACHED: usize = 1 << 17;
/// Minimum number of units per thread, since each thread first packs the whole other matrix for itself.
const FEW: usize = 32;

/// Measurements of a layer.
#[derive(Clone, Debug, PartialEq)]
pub struct Layer {
    /// Standard deviation of its weights.
    pub weight_std: f64,
    /// Number of units whose incoming weights are not bit-identical to those of an earlier unit.
    pub distinct_units: usize,
    /// Statistics of its activations, over units and samples.
    pub activation: Spread,
    /// Share of dead units: their slope is 0 on all samples, so they pass no gradient.
    pub dead_fraction: f64,
    /// Share of unit-samples whose slope is below [`SATURATED`] of the maximum; `None` for activations that do not level off on both sides.
    pub saturated_fraction: Option<f64>,
    /// Gradient of the loss with respect to its pre-activations, over units and samples; `None` until the backward pass has reached it.
    pub gradient: Option<Spread>,
}

/// Writes the weights of unit `unit` (from 0) of layer `layer` (from 1) into a slice as long as its inputs.
pub type Weights = dyn Fn(usize, usize, &mut [f64]) + Send + Sync;

enum Origin {
    Drawn(Draw),
    Given(Box<Weights>),
}

impl Origin {
    /// Computes what the units of a layer share.
    fn prepare(&mut self, layer: usize, inputs: usize) {
        if let Self::Drawn(draw) = self {
            draw.prepare(layer, inputs);
        }
    }

    /// Writes the weights of consecutive units from `unit` on.
    fn draw(&self, layer: usize, unit: usize, weights: &mut [f64], inputs: usize) {
        for (i, weights) in weights.chunks_mut(inputs).enumerate() {
            match self {
                Self::Drawn(draw) => draw.prepared(layer, unit + i, weights),
                Self::Given(given) => given(layer, unit + i, weights),
            }
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Place {
    /// The units of layer `layer` (from 1) from `unit` on are next in the forward pass.
    Forward {
        layer: usize,
        unit: usize,
    },
    /// The gradient of layer `layer` still lacks the units from `unit` on of the layer above.
    Back {
        layer: usize,
        unit: usize,
    },
    Done,
}

/// A forward and backward pass in progress; each [`Signal::advance`] is a piece of work of a few milliseconds.
pub struct Signal {
    net: Net,
    origin: Origin,
    place: Place,
    /// Units per piece.
    block: usize,
    /// Input of the current layer (batch x width), one unit per column: activations; in the backward pass, the gradient at its sums.
    inputs: DMatrix<f64>,
    /// Output of the current layer: its activations; in the backward pass, the gradient of the layer below.
    outputs: DMatrix<f64>,
    /// Slopes of the layers so far, laid out like the outputs.
    slopes: Vec<f64>,
    /// Incoming weights, unit by unit: of the current block, and of the layers that are kept.
    weights: Vec<f64>,
    /// Number of layers whose weights are kept, starting at the second: no gradient passes through the first.
    kept: usize,
    units: Vec<Unit>,
    marks: Vec<[u64; 4]>,
    layers: Vec<Layer>,
    predicted: Vec<Predicted>,
}

impl Signal {
    /// Starts before the first layer of the first net, with standard normal inputs.
    ///
    /// # Errors
    /// As for [`Net::check`].
    pub fn new(net: &Net) -> Result<Self, NetError> {
        Self::of(net, 0)
    }

    /// The same for one of the seed's nets, 0 for the first.
    ///
    /// # Errors
    /// As for [`Net::check`].
    pub fn of(net: &Net, number: usize) -> Result<Self, NetError> {
        net.check()?;
        let mut inputs = DMatrix::zeros(net.batch, net.width);
        for (unit, mut column) in inputs.column_iter_mut().enumerate() {
            draw::inputs(net.seed, number, unit, column.as_mut_slice());
        }
        Ok(Self::with(net, inputs, Origin::Drawn(Draw::new(net.scheme, net.seed, net.width).net(number))))
    }

    /// Starts with custom inputs (samples x units) and weights; predictions are those of the net's scheme.
    ///
    /// # Errors
    /// As for [`Net::check`], with the batch size of the inputs, or if the inputs do not match the net's width.
    pub fn given(net: &Net, inputs: DMatrix<f64>, weights: Box<Weights>) -> Result<Self, NetError> {
        let net = Net { batch: inputs.nrows(), width: inputs.ncols(), ..*net };
        net.check()?;
        Ok(Self::with(&net, inputs, Origin::Given(weights)))
    }

    fn with(net: &Net, inputs: DMatrix<f64>, origin: Origin) -> Self {
        let (n, b) = (net.width, net.batch);
        // A column of a rotation costs as much as two rows of samples do in the product.
        let work = match net.scheme.kind() {
            Kind::Orthogonal => n * (b + 16 * n),
            _ => n * b,
        };
        let block = (PIECE / work.max(1)).clamp(8, 256).min(n);
        let slopes = net.depth * n * b;
        // Redrawing numbers is as fast as touching fresh memory; only rotations, which are expensive, are kept as far as they fit, and nets
        // that are small.
        let room = if net.scheme.kind() == Kind::Orthogonal { VALUES.saturating_sub(slopes) } else { CACHED };
        let kept = (room / (n * n)).min(net.depth - 1);
        Self {
            net: *net,
            origin,
            place: Place::Forward { layer: 1, unit: 0 },
            block,
            inputs,
            outputs: DMatrix::zeros(b, n),
            slopes: Vec::with_capacity(slopes),
            weights: Vec::with_capacity((kept * n + block) * n),
            kept,
            units: vec![Unit::NEW; n],
            marks: Vec::with_capacity(n),
            layers: Vec::with_capacity(net.depth),
            predicted: predict(net),
        }
    }

    /// The net.
    pub fn net(&self) -> &Net {
        &self.net
    }

    /// Returns true if both passes are finished.
    pub fn done(&self) -> bool {
        self.place == Place::Done
    }

    /// Progress from 0 to 1.
    pub fn progress(&self) -> f64 {
        let (depth, part) = (self.net.depth as f64, |unit: usize| unit as f64 / self.net.width as f64);
        match self.place {
            Place::Forward { layer, unit } => ((layer - 1) as f64 + part(unit)) / (2.0 * depth),
            Place::Back { layer, unit } => 0.5 + (depth - layer as f64 + part(unit)) / (2.0 * depth),
            Place::Done => 1.0,
        }
    }

    /// The layers that the signal has passed, in order; gradients appear from the last one back.
    pub fn layers(&self) -> &[Layer] {
        &self.layers
    }

    /// Theoretical predictions for all layers, available from the start.
    pub fn predicted(&self) -> &[Predicted] {
        &self.predicted
    }

    /// The output (samples x units) when the forward pass has just finished; otherwise `None`.
    pub fn output(&self) -> Option<&DMatrix<f64>> {
        (self.place == Place::Back { layer: self.net.depth, unit: 0 }).then_some(&self.inputs)
    }

    /// The layer most recently finished in the backward pass, and the gradient (samples x units) at its pre-activations.
    pub fn gradient(&self) -> Option<(usize, &DMatrix<f64>)> {
        match self.place {
            Place::Back { layer, unit: 0 } if layer < self.net.depth => Some((layer + 1, &self.inputs)),
            Place::Done => Some((1, &self.inputs)),
            _ => None,
        }
    }

    /// Performs the next piece of work, if any is left: a block of units of one layer.
    pub fn advance(&mut self) {
        match self.place {
            Place::Forward { layer, unit } => self.forward(layer, unit),
            Place::Back { layer, unit } => self.back(layer, unit),
            Place::Done => {}
        }
    }

    /// Performs all remaining work.
    pub fn finish(&mut self) {
        // Run inside the thread pool, so that its threads need not be woken for each piece.
        rayon::scope(|_| {
            while !self.done() {
                self.advance();
            }
        });
    }

    /// Units per thread, out of `count` units of a layer.
    fn share(&self, count: usize) -> usize {
        let Net { width, batch, .. } = self.net;
        let threads = if count * width * (batch + DRAWN) < SMALL { 1 } else { rayon::current_num_threads() };
        count.div_ceil(threads).next_multiple_of(8).max(FEW)
    }

    /// Offset of a unit's weights, if they are kept.
    fn kept(&self, layer: usize, unit: usize) -> Option<usize> {
        let Net { width, .. } = self.net;
        (2..2 + self.kept).contains(&layer).then(|| (self.block + (layer - 2) * width + unit) * width)
    }

    fn forward(&mut self, layer: usize, unit: usize) {
        let Net { width: n, batch: b, activation, .. } = self.net;
        let count = self.block.min(n - unit);
        let (share, at) = (self.share(count), self.kept(layer, unit).unwrap_or(0));
        let slopes = ((layer - 1) * n + unit) * b;
        self.slopes.resize(slopes + count * b, 0.0);
        self.weights.resize(self.weights.len().max(at + count * n), 0.0);
        self.origin.prepare(layer, n);
        let (origin, inputs) = (&self.origin, &self.inputs);
        let weights = self.weights[at..at + count * n].par_chunks_mut(share * n);
        let values = self.outputs.as_mut_slice()[unit * b..(unit + count) * b].par_chunks_mut(share * b);
        let slopes = self.slopes[slopes..slopes + count * b].par_chunks_mut(share * b);
        let units = self.units[unit..unit + count].par_chunks_mut(share);
        weights.zip(values).zip(slopes.zip(units)).enumerate().for_each(|(i, ((weights, values), (slopes, units)))| {
            origin.draw(layer, unit + i * share, weights, n);
            let incoming = DMatrixView::from_slice(weights, n, units.len());
            DMatrixViewMut::from_slice(values, b, units.len()).gemm(1.0, inputs, &incoming, 0.0);
            pulp::Arch::new().dispatch(Forward { activation, batch: b, weights, values, slopes, units });
        });
        if unit + count < n {
            self.place = Place::Forward { layer, unit: unit + count };
            return;
        }
        let (weight_std, distinct_units) = units::weights(&self.units, &mut self.marks);
        let share_of = |part: usize, whole: usize| part as f64 / whole as f64;
        let flat = || share_of(self.units.iter().map(|unit| unit.flat).sum(), n * b);
        self.layers.push(Layer {
            weight_std,
            distinct_units,
            activation: Spread::with(units::moments(&self.units), self.outputs.as_slice()),
            dead_fraction: share_of(self.units.iter().filter(|unit| unit.dead).count(), n),
            saturated_fraction: activation.saturates().then(flat),
            gradient: None,
        });
        std::mem::swap(&mut self.inputs, &mut self.outputs);
        self.place = match layer < self.net.depth {
            true => Place::Forward { layer: layer + 1, unit: 0 },
            false => Place::Back { layer, unit: 0 },
        };
    }

    fn back(&mut self, layer: usize, unit: usize) {
        let Net { width: n, batch: b, depth, .. } = self.net;
        let top = layer == depth;
        let count = if top { n } else { self.block.min(n - unit) };
        let last = unit + count == n;
        let kept = self.kept(layer + 1, unit);
        if top {
            // The loss ½·mean(y²) has the gradient y/(samples·outputs).
            std::mem::swap(&mut self.inputs, &mut self.outputs);
            self.outputs /= (n * b) as f64;
        } else if kept.is_none() {
            let share = self.share(count);
            self.origin.prepare(layer + 1, n);
            let origin = &self.origin;
            let pieces = self.weights[..count * n].par_chunks_mut(share * n).enumerate();
            pieces.for_each(|(i, weights)| origin.draw(layer + 1, unit + i * share, weights, n));
        }
        let share = self.share(n);
        let (inputs, weights, at) = (&self.inputs, &self.weights, kept.unwrap_or(0));
        let values = self.outputs.as_mut_slice().par_chunks_mut(share * b);
        let slopes = self.slopes[(layer - 1) * n * b..layer * n * b].par_chunks(share * b);
        let units = self.units.par_chunks_mut(share);
        values.zip(slopes.zip(units)).enumerate().for_each(|(i, (values, (slopes, units)))| {
            if !top {
                // Stride n to the next unit's weight, 1 to the next input's: the transposed matrix.
                let turned = &weights[at + i * share..at + count * n];
                let turned = DMatrixView::from_slice_with_strides(turned, count, units.len(), n, 1);
                // The first block overwrites, the others accumulate.
                let before = if unit == 0 { 0.0 } else { 1.0 };
                let mut values = DMatrixViewMut::from_slice(values, b, units.len());
                values.gemm(1.0, &inputs.columns(unit, count), &turned, before);
            }
            if last {
                pulp::Arch::new().dispatch(Back { batch: b, values, slopes, units });
            }
        });
        if !last {
            self.place = Place::Back { layer, unit: unit + count };
            return;
        }
        if let Some(measured) = self.layers.get_mut(layer - 1) {
            measured.gradient = Some(Spread::with(units::moments(&self.units), self.outputs.as_slice()));
        }
        std::mem::swap(&mut self.inputs, &mut self.outputs);
        self.place = if layer > 1 { Place::Back { layer: layer - 1, unit: 0 } } else { Place::Done };
    }
}

impl Layer {
    /// Merges the same layer of another net, when `count` nets are merged already. Standard deviations are within each net, about its own
    /// mean, and are combined as root mean squares. The number of distinct units is the minimum.
    pub(super) fn pool(&mut self, other: &Self, count: usize) {
        let share = 1.0 / (count + 1) as f64;
        // Equal shares stay the same to the last bit.
        let mean = |a: f64, b: f64| a + (b - a) * share;
        self.weight_std = root_mean_square([self.weight_std, other.weight_std], share);
        self.distinct_units = self.distinct_units.min(other.distinct_units);
        self.activation.pool(&other.activation, share);
        self.dead_fraction = mean(self.dead_fraction, other.dead_fraction);
        self.saturated_fraction = self.saturated_fraction.zip(other.saturated_fraction).map(|(a, b)| mean(a, b));
        if let (Some(own), Some(other)) = (&mut self.gradient, &other.gradient) {
            own.pool(other, share);
        }
    }
}

#[cfg(test)]
mod tests;
