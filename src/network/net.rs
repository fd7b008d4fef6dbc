//! What a deep net before any training is.

use thiserror::Error;

use super::activation::Activation;
use super::scheme::Scheme;
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
