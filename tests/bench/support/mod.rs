//! Timing two things in turn, so that a machine whose speed drifts drifts for both.

use std::time::Instant;

/// Rounds of A, B, A, B, …
const ROUNDS: usize = 31;

fn seconds(work: &mut impl FnMut()) -> f64 {
    let from = Instant::now();
    work();
    from.elapsed().as_secs_f64()
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

/// Times `ours` and `yardstick` in turn and prints the medians, a unit of which there are `units` in one go, and the median
/// of the ratios beside its bound. Nothing is asserted: a time on a busy machine proves nothing.
pub fn compare(name: &str, units: f64, bound: f64, mut ours: impl FnMut(), mut yardstick: impl FnMut()) {
    for _ in 0..3 {
        ours();
        yardstick();
    }
    let (mut a, mut b, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let (x, y) = (seconds(&mut ours), seconds(&mut yardstick));
        a.push(x / units);
        b.push(y / units);
        ratios.push(x / y);
    }
    println!(
        "{name:44} {:>10}  yardstick {:>10}  ratio {:5.2}  (at most {bound})",
        show(median(a)),
        show(median(b)),
        median(ratios)
    );
}

/// A time in the unit that fits it.
pub fn show(seconds: f64) -> String {
    match seconds {
        s if s < 1e-6 => format!("{:.2} ns", s * 1e9),
        s if s < 1e-3 => format!("{:.1} µs", s * 1e6),
        s => format!("{:.2} ms", s * 1e3),
    }
}
