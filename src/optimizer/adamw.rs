//! Adam with decoupled weight decay.

use super::Kind;
use super::adam::{self, Adam};
use super::describe::{Convention, Description};

/// Adam with the parameters decayed directly rather than through the gradient, so that the decay is not divided
/// by √S: θ <- θ - αλθ (Loshchilov & Hutter 2019, arXiv 1711.05101). Weight decay is an option of every run; here it
/// is on by default.
pub type AdamW = Adam;

pub(super) static DESCRIPTION: Description = Description {
    name: "adamw",
    title: "Adam with decoupled weight decay",
    source: "Loshchilov & Hutter 2019, arXiv 1711.05101",
    overrides: &[
        (Convention::Notes, "weight_decay", 0.01),
        (Convention::Pytorch, "weight_decay", 0.01),
        (Convention::Keras, "weight_decay", 0.004),
        (Convention::Optax, "weight_decay", 1e-4),
        (Convention::Keras, "eps", 1e-7),
    ],
    decoupled: true,
    kind: Kind::AdamW,
    ..adam::DESCRIPTION
};
