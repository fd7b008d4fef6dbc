//! A map of 200 x 100 cells, 500 steps each, beside plain loops with the same stopping rule: a scalar one, and a
//! structure of arrays that the compiler turns into vectors for this CPU.

#![allow(missing_docs, clippy::unwrap_used)]

mod support;

use std::hint::black_box;

use ravine::optimizer::Convention;
use ravine::run::Plan;
use ravine::run::tiles::{Cell, LANES, Lane, Question, cells};
use ravine::scenario::Scenario;

const STEPS: usize = 500;
/// Lanes of the yardstick's tiles: with 64 it is faster than with 128.
const TILE: usize = 64;
const ACROSS: usize = 200;
const DOWN: usize = 100;
const START: [f64; 2] = [-4.2, 1.6];

/// α by β, logarithmic, as a map has them.
fn grid(across: usize, down: usize) -> Vec<[f64; 2]> {
    let at = |i: usize, n: usize| i as f64 / (n - 1) as f64;
    (0..down)
        .flat_map(|j| (0..across).map(move |i| (i, j)))
        .map(|(i, j)| [10f64.powf(-3.0 + 3.5 * at(i, across)), 1.0 - 10f64.powf(-2.0 * at(j, down))])
        .collect()
}

/// The last steps outside of the tolerance, by loss and by gradient, or that at which the run blew up.
#[derive(Clone, Copy, Default)]
struct Out {
    outside: f64,
    steep: f64,
    left: f64,
}

/// One cell after the other.
macro_rules! scalar {
    ($name:ident, |$g:ident, $v:ident, $s:ident, $p1:ident, $p2:ident, $a:ident, $beta:ident| $step:expr) => {
        fn $name(cells: &[[f64; 2]], out: &mut [Out]) {
            for ([$a, $beta], out) in cells.iter().copied().zip(out) {
                let [mut w, mut b] = START;
                let (mut vw, mut vb, mut sw, mut sb, mut $p1, mut $p2) =
                    (0.0_f64, 0.0_f64, 0.0_f64, 0.0_f64, 1.0_f64, 1.0_f64);
                let ceiling = 1e6 * (0.5 * w * w + 0.5 * b * b * 20.0);
                *out = Out { outside: -1.0, steep: -1.0, left: -1.0 };
                for t in 0..=STEPS {
                    if t % 64 == 0 && t > 0 {
                        for x in [&mut w, &mut b, &mut vw, &mut vb] {
                            *x = if x.abs() < 1e-150 { 0.0 } else { *x };
                        }
                    }
                    let (gw, gb) = (w, 20.0 * b);
                    let loss = 0.5 * w * w + 0.5 * b * b * 20.0;
                    if loss.is_nan() || loss > ceiling {
                        out.left = t as f64;
                        break;
                    }
                    if loss > 1e-6 {
                        out.outside = t as f64;
                    }
                    if gw * gw + gb * gb >= 1e-12 {
                        out.steep = t as f64;
                    }
                    $p1 *= $beta;
                    $p2 *= 0.999;
                    let axis = |$g: f64, $v: &mut f64, $s: &mut f64| -> f64 { $step };
                    w -= axis(gw, &mut vw, &mut sw);
                    b -= axis(gb, &mut vb, &mut sb);
                }
            }
        }
    };
}

/// Tiles of arrays; the loop over the lanes is for the compiler to turn into vectors.
macro_rules! arrays {
    ($name:ident, $tile:ident, |$g:ident, $v:ident, $s:ident, $p1:ident, $p2:ident, $a:ident, $beta:ident| $step:expr) => {
        struct $name<'a>(&'a [[f64; 2]], &'a mut [Out]);
        impl pulp::NullaryFnOnce for $name<'_> {
            type Output = ();
            #[inline(always)]
            fn call(self) {
                for (cells, out) in self.0.chunks(TILE).zip(self.1.chunks_mut(TILE)) {
                    let of = |i: usize, k: usize| cells.get(i).map_or(0.0, |c| c[k]);
                    let alphas: [f64; TILE] = std::array::from_fn(|i| of(i, 0));
                    let betas: [f64; TILE] = std::array::from_fn(|i| of(i, 1));
                    let (mut w, mut b) = ([START[0]; TILE], [START[1]; TILE]);
                    let (mut vw, mut vb) = ([0.0_f64; TILE], [0.0_f64; TILE]);
                    let (mut sw, mut sb) = ([0.0_f64; TILE], [0.0_f64; TILE]);
                    let mut powers = ([1.0_f64; TILE], [1.0_f64; TILE]);
                    let mut outside = [-1.0_f64; TILE];
                    let mut steep = [-1.0_f64; TILE];
                    let mut left = [-1.0_f64; TILE];
                    let ceiling = 1e6 * (0.5 * START[0] * START[0] + 0.5 * START[1] * START[1] * 20.0);
                    for t in 0..=STEPS {
                        if t % 64 == 0 && t > 0 {
                            for row in [&mut w, &mut b, &mut vw, &mut vb] {
                                for x in row.iter_mut() {
                                    *x = if x.abs() < 1e-150 { 0.0 } else { *x };
                                }
                            }
                        }
                        let now = t as f64;
                        for i in 0..TILE {
                            let ($a, $beta) = (alphas[i], betas[i]);
                            let (gw, gb) = (w[i], 20.0 * b[i]);
                            let loss = 0.5 * w[i] * w[i] + 0.5 * b[i] * b[i] * 20.0;
                            let alive = (left[i] < 0.0) & (loss <= ceiling);
                            left[i] = if (left[i] < 0.0) & !alive { now } else { left[i] };
                            outside[i] = if loss > 1e-6 { now } else { outside[i] };
                            steep[i] = if gw * gw + gb * gb >= 1e-12 { now } else { steep[i] };
                            let ($p1, $p2) = (powers.0[i] * $beta, powers.1[i] * 0.999);
                            (powers.0[i], powers.1[i]) = ($p1, $p2);
                            let axis = |$g: f64, $v: &mut f64, $s: &mut f64| -> f64 { $step };
                            let (dw, db) = (axis(gw, &mut vw[i], &mut sw[i]), axis(gb, &mut vb[i], &mut sb[i]));
                            w[i] = if alive { w[i] - dw } else { w[i] };
                            b[i] = if alive { b[i] - db } else { b[i] };
                        }
                        if t % 16 == 15 && left.iter().all(|l| *l >= 0.0) {
                            break;
                        }
                    }
                    for (i, out) in out.iter_mut().enumerate() {
                        *out = Out { outside: outside[i], steep: steep[i], left: left[i] };
                    }
                }
            }
        }
        fn $tile(cells: &[[f64; 2]], out: &mut [Out]) {
            pulp::Arch::new().dispatch($name(cells, out));
        }
    };
}

scalar!(momentum_scalar, |g, v, _s, _p1, _p2, a, beta| {
    *v = *v * beta + g * (1.0 - beta);
    *v * a
});
arrays!(Momentum, momentum_arrays, |g, v, _s, _p1, _p2, a, beta| {
    *v = *v * beta + g * (1.0 - beta);
    *v * a
});
scalar!(adam_scalar, |g, v, s, p1, p2, a, beta| {
    *v = *v * beta + g * (1.0 - beta);
    *s = *s * 0.999 + g * g * (1.0 - 0.999);
    *v * (a / (1.0 - p1)) / (*s / (1.0 - p2) + 1e-8).sqrt()
});
arrays!(Adam, adam_arrays, |g, v, s, p1, p2, a, beta| {
    *v = *v * beta + g * (1.0 - beta);
    *s = *s * 0.999 + g * g * (1.0 - 0.999);
    *v * (a / (1.0 - p1)) / (*s / (1.0 - p2) + 1e-8).sqrt()
});

struct Map {
    plan: Plan,
    switches: Vec<usize>,
    lanes: Vec<Lane>,
}

impl Map {
    fn new(run: usize, grid: &[[f64; 2]], steps: usize) -> Self {
        let scenario = Scenario { steps, ..Scenario::default() };
        let plan = scenario.resolved().remove(run).plan;
        let values = scenario.runs[run].description().defaults(Convention::Notes);
        let lane = |[alpha, beta]: [f64; 2]| {
            let mut hypers = values.hypers.clone();
            (hypers[0], hypers[1]) = (alpha, beta);
            Lane::of(START, &hypers)
        };
        Self { plan, switches: values.switches, lanes: grid.iter().copied().map(lane).collect() }
    }

    fn draw(&self, threads: usize, out: &mut [Cell]) {
        let question = Question { tolerance: 1e-6, rate: false };
        if threads == 1 {
            return cells(&self.plan, &self.switches, &self.lanes, question, out);
        }
        use rayon::prelude::*;
        self.lanes
            .par_chunks(8 * LANES)
            .zip(out.par_chunks_mut(8 * LANES))
            .for_each(|(lanes, out)| cells(&self.plan, &self.switches, lanes, question, out));
    }
}

fn in_parallel(threads: usize, of: fn(&[[f64; 2]], &mut [Out]), grid: &[[f64; 2]], out: &mut [Out]) {
    if threads == 1 {
        return of(grid, out);
    }
    use rayon::prelude::*;
    grid.par_chunks(8 * LANES).zip(out.par_chunks_mut(8 * LANES)).for_each(|(grid, out)| of(grid, out));
}

type Yardstick = fn(&[[f64; 2]], &mut [Out]);

fn main() {
    let grid = grid(ACROSS, DOWN);
    let rules: [(&str, usize, Yardstick, Yardstick); 2] =
        [("momentum", 1, momentum_scalar, momentum_arrays), ("adam", 3, adam_scalar, adam_arrays)];
    for (name, run, scalar, arrays) in rules {
        let map = Map::new(run, &grid, STEPS);
        let mut ours = vec![Cell::default(); grid.len()];
        let mut theirs = vec![Out::default(); grid.len()];
        for threads in [1, 2] {
            for (yardstick, of, bound) in [("scalar", scalar, 1.0), ("arrays", arrays, 1.5)] {
                support::compare(
                    &format!("{name}, {threads} threads, beside {yardstick}"),
                    1.0,
                    bound,
                    || map.draw(threads, black_box(&mut ours)),
                    || in_parallel(threads, of, black_box(&grid), &mut theirs),
                );
            }
        }
        // Both are the same map: where the yardstick's run has left, ours has.
        let same =
            ours.iter().zip(&theirs).filter(|(a, b)| (a.status == ravine::run::Status::Diverged) == (b.left >= 0.0));
        println!("    cells of the same status: {} of {}", same.count(), grid.len());
        let settled = |out: &Out| out.left < 0.0 && out.outside.min(out.steep) < STEPS as f64;
        let theirs = theirs.iter().filter(|out| settled(out)).count();
        let ours = ours.iter().filter(|cell| cell.status == ravine::run::Status::Converged).count();
        println!("    converged: {ours} and {theirs}");
    }
    // Time grows with cells and with steps, and with nothing else.
    for (across, down, steps) in
        [(20, 10, 500), (200, 10, 500), (200, 100, 500), (200, 100, 50), (200, 100, 5000), (1000, 200, 500)]
    {
        let map = Map::new(1, &self::grid(across, down), steps);
        let mut ours = vec![Cell::default(); across * down];
        let mut times: Vec<f64> = (0..5)
            .map(|_| {
                let from = std::time::Instant::now();
                map.draw(1, black_box(&mut ours));
                from.elapsed().as_secs_f64()
            })
            .collect();
        times.sort_by(f64::total_cmp);
        let each = times[2] / (across * down * steps) as f64;
        println!(
            "{:44} {:>10}  {} a cell and step",
            format!("    {across} x {down} cells, {steps} steps"),
            support::show(times[2]),
            support::show(each)
        );
    }
}
