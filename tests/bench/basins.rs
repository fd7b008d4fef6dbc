//! A picture of basins: 100 x 100 starts of Adam on Himmelblau, 300 steps each, beside a plain structure of arrays with the same
//! stopping rule that the compiler turns into vectors for this CPU; and what a coarse map costs on a curved valley and on data.

#![allow(missing_docs, clippy::unwrap_used)]

mod support;

use std::hint::black_box;

use ravine::run::Status;
use ravine::run::tiles::{Cell, Question};
use ravine::scenario::starts::Starts;
use ravine::scenario::sweep::{Slot, Sweep};
use ravine::scenario::{Options, Run, Scenario};

const STEPS: usize = 300;
/// Lanes of the yardstick's tiles: with 64 it is faster than with 128.
const TILE: usize = 64;
const SIDE: usize = 100;
const ALPHA: f64 = 0.3;

fn starts() -> Vec<[f64; 2]> {
    let at = |i: usize| -5.0 + 10.0 * (i as f64 + 0.5) / SIDE as f64;
    (0..SIDE).flat_map(|j| (0..SIDE).map(move |i| [at(i), at(j)])).collect()
}

/// The last steps outside of the tolerance, by loss and by gradient, the step at which the run blew up, its last place.
#[derive(Clone, Copy, Default)]
struct Out {
    high: f64,
    steep: f64,
    left: f64,
    at: [f64; 2],
}

struct Plain<'a>(&'a [[f64; 2]], &'a mut [Out]);

impl pulp::NullaryFnOnce for Plain<'_> {
    type Output = ();
    #[inline(always)]
    fn call(self) {
        for (starts, out) in self.0.chunks(TILE).zip(self.1.chunks_mut(TILE)) {
            let of = |i: usize, k: usize| starts.get(i).map_or(0.0, |c| c[k]);
            let mut w: [f64; TILE] = std::array::from_fn(|i| of(i, 0));
            let mut b: [f64; TILE] = std::array::from_fn(|i| of(i, 1));
            let (mut vw, mut vb) = ([0.0_f64; TILE], [0.0_f64; TILE]);
            let (mut sw, mut sb) = ([0.0_f64; TILE], [0.0_f64; TILE]);
            let (mut high, mut steep, mut left) = ([-1.0_f64; TILE], [-1.0_f64; TILE], [-1.0_f64; TILE]);
            let mut ceiling = [0.0_f64; TILE];
            let (mut p1, mut p2) = (1.0, 1.0);
            for t in 0..=STEPS {
                let now = t as f64;
                p1 *= 0.9;
                p2 *= 0.999;
                for i in 0..TILE {
                    let (c, d) = (w[i] * w[i] + b[i] - 11.0, w[i] + b[i] * b[i] - 7.0);
                    let loss = c * c + d * d;
                    let (gw, gb) = (4.0 * w[i] * c + 2.0 * d, 2.0 * c + 4.0 * b[i] * d);
                    ceiling[i] = if t == 0 { 1e6 * loss.max(1.0) } else { ceiling[i] };
                    let alive = (left[i] < 0.0) & (loss <= ceiling[i]);
                    left[i] = if (left[i] < 0.0) & !alive { now } else { left[i] };
                    high[i] = if loss > 1e-6 { now } else { high[i] };
                    steep[i] = if gw * gw + gb * gb >= 1e-12 { now } else { steep[i] };
                    let axis = |g: f64, v: &mut f64, s: &mut f64| -> f64 {
                        *v = *v * 0.9 + g * (1.0 - 0.9);
                        *s = *s * 0.999 + g * g * (1.0 - 0.999);
                        *v * (ALPHA / (1.0 - p1)) / (*s / (1.0 - p2) + 1e-8).sqrt()
                    };
                    let (dw, db) = (axis(gw, &mut vw[i], &mut sw[i]), axis(gb, &mut vb[i], &mut sb[i]));
                    let moves = alive & (t < STEPS);
                    w[i] = if moves { w[i] - dw } else { w[i] };
                    b[i] = if moves { b[i] - db } else { b[i] };
                }
            }
            for (i, out) in out.iter_mut().enumerate() {
                *out = Out { high: high[i], steep: steep[i], left: left[i], at: [w[i], b[i]] };
            }
        }
    }
}

fn main() {
    let options = Options {
        surface: Some("himmelblau".into()),
        optimizers: vec![format!("adam:alpha={ALPHA}")],
        ..Options::default()
    };
    let plane = Starts::new(&options.scenario().unwrap(), 0).unwrap();
    let starts = starts();
    let mut ours = vec![Cell::default(); starts.len()];
    let mut theirs = vec![Out::default(); starts.len()];
    let question = Question { tolerance: 1e-6, rate: false };
    support::compare(
        "100 x 100 basins of adam, 1 thread",
        1.0,
        1.5,
        || plane.cells(black_box(&starts).iter().copied(), question, &mut ours),
        || pulp::Arch::new().dispatch(Plain(black_box(&starts), &mut theirs)),
    );
    let near = |a: &Cell, b: &Out| (a.at[0] - b.at[0]).hypot(a.at[1] - b.at[1]) < 1e-3;
    let settled = theirs.iter().filter(|out| out.left < 0.0 && out.high.min(out.steep) < STEPS as f64).count();
    let ours_settled = ours.iter().filter(|cell| cell.status == Status::Converged).count();
    println!("    settled: {ours_settled} and {settled}");
    println!("    the same ends: {} of {}", ours.iter().zip(&theirs).filter(|(a, b)| near(a, b)).count(), starts.len());
    coarse("rosenbrock", &Options { surface: Some("rosenbrock".into()), ..Options::default() });
    coarse("333 rows of data", &Options { data: Some("penguins".into()), ..Options::default() });
    let classes = Options {
        data: Some("penguins".into()),
        feature: Some("flipper_length_mm".into()),
        target: Some("species=Gentoo".into()),
        model: Some("logistic".into()),
        standardize: true,
        ..Options::default()
    };
    coarse("333 rows of classes", &classes);
}

/// What the first picture of a map costs on a core: every eighth row and column of 130 x 64, or every 32nd of a loss of many terms.
fn coarse(name: &str, options: &Options) {
    let mut scenario: Scenario = options.scenario().unwrap();
    let terms = scenario.surface().cost();
    let (columns, rows) = if terms > 50 { (5, 2) } else { (17, 8) };
    for spec in ["momentum", "adam"] {
        scenario.runs = vec![Run::from_spec(spec, scenario.problem.rows()).unwrap()];
        let sweep = Sweep::new(&scenario, 0, [Slot::Hyper(0), Slot::Hyper(1)]).unwrap();
        let alphas: Vec<f64> = (0..columns).map(|i| 10f64.powf(-3.0 + 3.0 * f64::from(i) / 16.0)).collect();
        let mut cells = vec![Cell::default(); alphas.len()];
        let question = Question { tolerance: 1e-6, rate: false };
        let mut times: Vec<f64> = (0..9)
            .map(|_| {
                let from = std::time::Instant::now();
                for row in 0..rows {
                    sweep.line(&alphas, f64::from(row) / 8.5, question, black_box(&mut cells));
                }
                from.elapsed().as_secs_f64()
            })
            .collect();
        times.sort_by(f64::total_cmp);
        let size = format!("{columns} x {rows} cells, {} steps, {terms} terms", scenario.steps);
        println!("    {name}, {spec}: a first map of {size}: {}", support::show(times[4]));
    }
}
