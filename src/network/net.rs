//! What a deep net before any training is.

use thiserror::Error;

use super::activation::Activation;
use super::scheme::Scheme;
use crate::math::parameter::{Parameter, Scale};

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
    title: "units per layer",
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
    default: 32.0,
    high: 4096.0,
    slider: (1.0, 1024.0),
    ..DEPTH
};

/// Nets that are averaged. A deep one strays far from theory: its mean square is a product of a factor a layer, each off by about √(5/n) under ReLU, so that over L layers the spread's own mean square has the relative variance e^(5L/n) - 1. Of 256 nets of 20 layers of 64
/// units it is 1/256 of that: a spread off by 12 % is two standard errors.
pub const NETS: Parameter = Parameter {
    name: "nets",
    symbol: "K",
    title: "nets",
    default: 256.0,
    high: 10_000.0,
    slider: (1.0, 1000.0),
    ..DEPTH
};

/// Multiplications of nets that are averaged unless more is asked for, about: a second's.
const WORK: f64 = (1_u64 << 32) as f64;
/// A weight is drawn in the time of so many multiplications.
pub(super) const DRAWN: usize = 64;

/// The most slopes that are kept, layers x units x samples: 256 MiB of them, together with the weights of rotations. Besides there
/// are two matrices of a layer's size, and a block of weights.
pub const VALUES: usize = 1 << 25;

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
    /// How many such nets are averaged, each with weights and inputs of its own.
    pub nets: usize,
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
    /// So many nets as are averaged where nothing else is asked for: [`NETS`], fewer of nets that are large.
    pub fn suggested_nets(depth: usize, width: usize, batch: usize) -> usize {
        let one = depth as f64 * (width as f64).powi(2) * 2.0 * (batch + DRAWN) as f64;
        (WORK / one).clamp(1.0, NETS.default) as usize
    }

    /// Whether it can be built.
    ///
    /// # Errors
    /// If a size is out of its range, or the net needs more memory than [`VALUES`].
    pub fn check(&self) -> Result<(), NetError> {
        let sizes = [(DEPTH, self.depth), (WIDTH, self.width), (BATCH, self.batch), (NETS, self.nets)];
        for (parameter, value) in sizes {
            if !parameter.allows(value as f64) {
                return Err(NetError::Size { name: parameter.name, value, range: parameter.range_text() });
            }
        }
        let Net { depth, width, batch, .. } = *self;
        if depth * width * batch > VALUES { Err(NetError::Memory { depth, width, batch }) } else { Ok(()) }
    }
}
