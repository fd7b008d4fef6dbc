//! Isolines on a lattice of 320 x 200 at 15 levels, beside a plain marching-squares loop.

#![allow(missing_docs, clippy::unwrap_used)]

#[path = "support/plain.rs"]
mod plain;
mod support;

use std::hint::black_box;

use ravine::draw::figure::{Bands, Isolines};
use ravine::math::surface::Surface;

fn main() {
    const SIZE: (usize, usize) = (320, 200);
    for name in ["bowl", "rosenbrock", "himmelblau", "rastrigin"] {
        let surface = Surface::named(name, &[]).unwrap();
        let view = surface.domain();
        let [width, height] = view.size();
        let mut values = vec![0.0; SIZE.0 * SIZE.1];
        for (j, row) in values.chunks_mut(SIZE.0).enumerate() {
            let b = view.b[1] - height * j as f64 / (SIZE.1 - 1) as f64;
            surface.row(view.w[0], width / (SIZE.0 - 1) as f64, b, row);
        }
        let bands = Bands::of(&surface, view, 16);
        let levels = bands.thresholds();
        assert_eq!(levels.len(), 15);
        let (mut lines, mut pieces) = (Isolines::default(), Vec::new());
        support::compare(
            &format!("isolines of {name}, 320 x 200 at 15 levels"),
            1.0,
            0.7,
            || lines.update(black_box(&values), SIZE.0, levels),
            || plain::lines(black_box(&values), SIZE.0, levels, &mut pieces),
        );
        assert_eq!(lines.segments().len(), pieces.len());
    }
}
