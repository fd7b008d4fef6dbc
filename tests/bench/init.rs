//! A signal through a deep net and back, on as many threads as there are cores, beside nalgebra's bare products of the same
//! matrices, which are made on one. `RAYON_NUM_THREADS=1` compares one with one.

#![allow(missing_docs, clippy::unwrap_used)]

mod support;

use std::hint::black_box;

use nalgebra::DMatrix;
use ravine::network::{Activation, Net, Scheme, Signal};

const DEPTH: usize = 50;
const WIDTH: usize = 256;
const BATCH: usize = 256;

fn main() {
    let weights = DMatrix::from_fn(WIDTH, WIDTH, |i, j| ((i * 31 + j * 17) as f64).sin() / 16.0);
    let turned = weights.transpose();
    let inputs = DMatrix::from_fn(BATCH, WIDTH, |i, j| ((i * 7 + j * 13) as f64).cos());
    let mut products = DMatrix::zeros(BATCH, WIDTH);
    for (scheme, activation) in
        [("he-normal", Activation::Relu), ("glorot-uniform", Activation::Relu), ("glorot-normal", Activation::Tanh)]
    {
        let net = Net {
            scheme: Scheme::named(scheme).unwrap(),
            activation,
            depth: DEPTH,
            width: WIDTH,
            batch: BATCH,
            seed: 0,
            nets: 1,
        };
        support::compare(
            &format!("{scheme}, {}, {DEPTH} x {WIDTH} x {BATCH}", activation.name()),
            1.0,
            1.5,
            || {
                let mut signal = Signal::new(&net).unwrap();
                signal.finish();
                black_box(signal.layers());
            },
            || {
                // A product a layer forward, and one back for all layers but the first.
                for _ in 0..DEPTH {
                    products.gemm(1.0, black_box(&inputs), black_box(&weights), 0.0);
                }
                for _ in 1..DEPTH {
                    products.gemm(1.0, black_box(&inputs), black_box(&turned), 0.0);
                }
                black_box(&products);
            },
        );
    }
}
