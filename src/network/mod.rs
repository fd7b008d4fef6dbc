//! Weight initialization and its effect on a network.
//!
//! [`Signal`] sends a batch forward through a deep net and its gradient back, layer by layer; an [`Ensemble`] is the mean of several;
//! [`theory`] predicts the standard deviations; [`chain`] is the same in one dimension; [`symmetry`] trains units that start equal.

pub mod activation;
pub mod chain;
mod draw;
mod ensemble;
mod net;
pub mod scheme;
pub mod signal;
pub mod statistics;
pub mod symmetry;
pub mod theory;
mod units;
pub mod verdict;

pub use activation::{ACTIVATIONS, Activation};
pub use chain::Chain;
pub use draw::Draw;
pub use ensemble::Ensemble;
pub use net::{Net, NetError};
pub use scheme::{Kind, SCHEMES, Scheme};
pub use signal::{Layer, Signal};
pub use statistics::{BINS, Spread};
pub use symmetry::{Setup, Symmetry};
