//! Lines of equal value, beside a plain loop and beside geometry.

#![allow(clippy::unwrap_used)]

#[path = "bench/support/plain.rs"]
mod plain;

use std::collections::HashMap;

use proptest::prelude::*;
use ravine::draw::figure::Isolines;

type Piece = (usize, [[u32; 2]; 2]);

/// A piece without a direction, so that two can be compared.
fn undirected(level: usize, from: [f32; 2], to: [f32; 2]) -> Piece {
    let mut ends = [from, to].map(|p| p.map(f32::to_bits));
    ends.sort();
    (level, ends)
}

fn found(values: &[f64], across: usize, levels: &[f64]) -> Vec<Piece> {
    let mut lines = Isolines::default();
    lines.update(values, across, levels);
    let mut pieces: Vec<Piece> = lines.segments().iter().map(|s| undirected(s.level, s.from, s.to)).collect();
    pieces.sort();
    pieces
}

fn lattice(across: usize, down: usize, of: impl Fn(f64, f64) -> f64) -> Vec<f64> {
    let at = |i: usize, n: usize| 2.0 * i as f64 / (n - 1) as f64 - 1.0;
    (0..down).flat_map(|j| (0..across).map(move |i| (i, j))).map(|(i, j)| of(at(i, across), at(j, down))).collect()
}

#[test]
fn circles_are_round_and_closed() {
    let (across, down) = (201, 201);
    let values = lattice(across, down, |x, y| x * x + y * y);
    let levels = [0.04, 0.25, 0.64];
    let mut lines = Isolines::default();
    lines.update(&values, across, &levels);
    for (level, value) in levels.iter().enumerate() {
        let radius = value.sqrt() * 100.0;
        let pieces = || lines.segments().iter().filter(move |s| s.level == level);
        let length: f64 = pieces().map(|s| f64::from((s.to[0] - s.from[0]).hypot(s.to[1] - s.from[1]))).sum();
        // A polygon with sides of about one interval is shorter than its circle by 1/(24 r²), which is less than 1e-4;
        // interpolating a square of the radius linearly moves its corners by up to 1/(8 r).
        let round = std::f64::consts::TAU * radius;
        assert!((length / round - 1.0).abs() < 0.13 / radius + 1e-4, "{value}: {length} {round}");
        for piece in pieces() {
            for [x, y] in [piece.from, piece.to] {
                let r = f64::from((x - 100.0).hypot(y - 100.0));
                assert!((r - radius).abs() < 0.13 / radius + 1e-4 * radius, "{r} {radius}");
            }
        }
    }
    // A closed line has no loose ends: every end is that of two pieces, or of more where the line goes through a node.
    let mut ends: HashMap<(usize, [u32; 2]), usize> = HashMap::new();
    for s in lines.segments() {
        for end in [s.from, s.to] {
            *ends.entry((s.level, end.map(f32::to_bits))).or_default() += 1;
        }
    }
    assert!(!ends.is_empty() && ends.values().all(|n| n % 2 == 0));
}

#[test]
fn a_saddle_is_parted_by_its_middle() {
    // High at two opposite corners; the middle is 0.5.
    let values = [1.0, 0.0, 0.0, 1.0];
    let ends = |level: f64| found(&values, 2, &[level]);
    // Below the middle the high corners are joined, and the lines cut off the low ones; above it they are not.
    let corner = |x: f32, y: f32| {
        move |p: &Piece| p.1.iter().all(|e| (f32::from_bits(e[0]) - x).abs() + (f32::from_bits(e[1]) - y).abs() < 0.6)
    };
    assert!(ends(0.4).iter().any(corner(1.0, 0.0)) && ends(0.4).iter().any(corner(0.0, 1.0)));
    assert!(ends(0.6).iter().any(corner(0.0, 0.0)) && ends(0.6).iter().any(corner(1.0, 1.0)));
}

#[test]
fn odd_values_are_no_trouble() {
    let mut lines = Isolines::default();
    for values in [vec![f64::NAN; 9], vec![f64::INFINITY; 9], vec![f64::NEG_INFINITY; 9]] {
        lines.update(&values, 3, &[0.0, 1.0]);
        assert!(lines.segments().is_empty());
    }
    lines.update(&[0.0, f64::NAN, 0.0, f64::INFINITY], 2, &[0.5, 2.0]);
    assert!(!lines.segments().is_empty());
    assert!(lines.segments().iter().all(|s| s.from.iter().chain(&s.to).all(|x| (0.0..=1.0).contains(x))));
    for (values, across, levels) in [(&[][..], 0, &[1.0][..]), (&[1.0], 1, &[1.0]), (&[1.0, 2.0], 2, &[])] {
        lines.update(values, across, levels);
        assert!(lines.segments().is_empty());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// The same pieces as a plain loop finds, to the bit, on rough lattices and on even ones.
    #[test]
    fn the_plain_loop_finds_the_same(
        across in 2_usize..40,
        down in 2_usize..12,
        rough in proptest::collection::vec(-3_i8..=3, 480),
        slope in -0.3..0.3_f64,
        mut levels in proptest::collection::vec(-4.0..4.0_f64, 1..6),
    ) {
        levels.sort_by(f64::total_cmp);
        for share in [0.0, 0.05, 1.0] {
            let node = |i: usize| slope * ((i % across) as f64 + 0.5) + share * f64::from(rough[i]);
            let values: Vec<f64> = (0..across * down).map(node).collect();
            let mut pieces = Vec::new();
            plain::lines(&values, across, &levels, &mut pieces);
            let mut plain: Vec<Piece> = pieces.into_iter().map(|(l, a, b)| undirected(l, a, b)).collect();
            plain.sort();
            prop_assert_eq!(found(&values, across, &levels), plain);
        }
    }
}
