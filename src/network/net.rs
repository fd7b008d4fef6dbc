//! Description of a deep net before training.

use thiserror::Error;

use super::activation::Activation;
use super::scheme::Scheme;
use crate::math::parameter::{Parameter, Scale};

/// Number of layers.
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
/// Units per layer.
pub const WIDTH: Parameter = Parameter {
    name: "width",
    symbol: "n",
    title: "units per layer",
    default: 64.0,
    high: 4096.0,
    slider: (1.0, 1024.0),
    ..DEPTH
};
/// Number of samples.
pub const BATCH: Parameter = Parameter {
    name: "batch",
    symbol: "B",
    title: "samples",
    default: 32.0,
    high: 4096.0,
    slider: (1.0, 1024.0),
    ..DEPTH
};

/// Number of nets to average. A deep net deviates far from theory: its mean square is a product of one factor per layer, each off by about
/// √(5/n) under ReLU, so that over L layers the mean square has relative variance e^(5L/n) - 1. For 256 nets of 20 layers of 64 units it is
/// 1/256 of that: a standard deviation off by 12 % is two standard errors.
pub const NETS: Parameter = Parameter {
    name: "nets",
    symbol: "K",
    title: "nets",
    default: 256.0,
    high: 10_000.0,
    slider: (1.0, 1000.0),
    ..DEPTH
};

/// Default budget for averaging, in multiplications: about a second's worth.
const WORK: f64 = (1_u64 << 32) as f64;
/// Cost of drawing a weight, in multiplications.
pub(super) const DRAWN: usize = 64;

/// Maximum number of slopes kept, layers x units x samples: 256 MiB, together with the weights of rotations. Two matrices of a layer's size
/// and a block of weights come on top.
pub const VALUES: usize = 1 << 25;

/// A net before training.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Net {
    /// Initialization scheme of the weights.
    pub scheme: Scheme,
    /// Activation of the units.
    pub activation: Activation,
    /// Number of layers.
    pub depth: usize,
    /// Units per layer.
    pub width: usize,
    /// Number of samples.
    pub batch: usize,
    /// Seed of weights and inputs.
    pub seed: u64,
    /// Number of such nets to average, each with its own weights and inputs.
    pub nets: usize,
}

/// An invalid net.
#[derive(Clone, Debug, Error, PartialEq)]
pub enum NetError {
    /// A size is out of range.
    #[error("{name}={value} is out of range; {range}")]
    Size {
        /// Name of the size.
        name: &'static str,
        /// The value given.
        value: usize,
        /// The valid range.
        range: String,
    },
    /// The net needs too much memory.
    #[error("{depth} layers x {width} units x {batch} samples are {} values; at most {VALUES}: try batch {}", depth * width * batch, (VALUES / (depth * width)).max(1))]
    Memory {
        /// Number of layers.
        depth: usize,
        /// Units per layer.
        width: usize,
        /// Number of samples.
        batch: usize,
    },
}

impl Net {
    /// The default number of nets to average: [`NETS`], fewer if the nets are large.
    pub fn suggested_nets(depth: usize, width: usize, batch: usize) -> usize {
        let one = depth as f64 * (width as f64).powi(2) * 2.0 * (batch + DRAWN) as f64;
        (WORK / one).clamp(1.0, NETS.default) as usize
    }

    /// Checks that the net can be built.
    ///
    /// # Errors
    /// If a size is out of range, or the net needs more memory than [`VALUES`].
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
