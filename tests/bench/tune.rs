//! A tuning of four optimizers, beside a bare parallel loop of the same steps.

#![allow(missing_docs, clippy::unwrap_used)]

mod support;

use std::hint::black_box;

use ravine::run::tune::{Metric, Starts};
use ravine::scenario::Scenario;
use ravine::scenario::tuning::{Budget, Tuning};
use rayon::prelude::*;

const TRIALS: usize = 200;
const STEPS: usize = 500;

/// Bare loops of the four rules on the bowl, from one start; each gives its last loss, and stops where it has blown up.
macro_rules! bare {
    ($name:ident, |$g:ident, $v:ident, $s:ident, $p:ident, $a:ident, $b1:ident, $b2:ident| $step:expr) => {
        fn $name([$a, $b1, $b2]: [f64; 3], [mut w, mut b]: [f64; 2]) -> f64 {
            let (mut vw, mut vb, mut sw, mut sb, mut $p) = (0.0_f64, 0.0_f64, 0.0_f64, 0.0_f64, [1.0_f64; 2]);
            let mut loss = 0.0;
            let first = 0.5 * w * w + 10.0 * b * b;
            for t in 0..=STEPS {
                if t % 64 == 0 && t > 0 {
                    for x in [&mut w, &mut b, &mut vw, &mut vb, &mut sw, &mut sb] {
                        if x.abs() < 1e-150 {
                            *x = 0.0;
                        }
                    }
                }
                let (gw, gb) = (w, 20.0 * b);
                loss = 0.5 * w * w + 10.0 * b * b;
                if loss.is_nan() || loss > 1e6 * first {
                    break;
                }
                $p = [$p[0] * $b1, $p[1] * $b2];
                let axis = |$g: f64, $v: &mut f64, $s: &mut f64| -> f64 { $step };
                w -= axis(gw, &mut vw, &mut sw);
                b -= axis(gb, &mut vb, &mut sb);
            }
            loss
        }
    };
}

bare!(sgd, |g, _v, _s, _p, a, _b1, _b2| g * a);
bare!(momentum, |g, v, _s, _p, a, b1, _b2| {
    *v = *v * b1 + g * (1.0 - b1);
    *v * a
});
bare!(rmsprop, |g, _v, s, _p, a, b1, _b2| {
    *s = *s * b1 + g * g * (1.0 - b1);
    a * g / (*s + 1e-8).sqrt()
});
bare!(adam, |g, v, s, p, a, b1, b2| {
    *v = *v * b1 + g * (1.0 - b1);
    *s = *s * b2 + g * g * (1.0 - b2);
    *v * (a / (1.0 - p[0])) / (*s / (1.0 - p[1]) + 1e-8).sqrt()
});

fn main() {
    let scenario = Scenario { steps: STEPS, ..Scenario::default() };
    for (name, metric) in [("loss", Metric::Loss), ("area", Metric::Area), ("steps", Metric::Steps)] {
        let budget = Budget { trials: TRIALS, starts: Starts::Spread(25), metric };
        let tuning = Tuning::new(&scenario, budget).unwrap();
        let jobs: Vec<(usize, usize)> = tuning.jobs().collect();
        let starts = Starts::Spread(25).points(scenario.surface().domain(), scenario.start(), 0, 0);
        // The same values, so that the same runs blow up.
        let values: Vec<(usize, [f64; 3])> = jobs
            .iter()
            .map(|(run, trial)| {
                let candidate = tuning.candidate(*run, *trial).unwrap();
                let of = |i: usize| candidate.hypers.get(i).copied().flatten().unwrap_or(0.9);
                (*run, [of(0), of(1), of(2)])
            })
            .collect();
        let rules = [sgd, momentum, rmsprop, adam];
        support::compare(
            &format!("tune by {name}, 4 x {TRIALS} x 25 x {STEPS} steps"),
            1.0,
            2.0,
            || {
                let scores: Vec<ravine::scenario::tuning::Trial> =
                    jobs.par_iter().map(|(run, trial)| tuning.score(*run, *trial)).collect();
                black_box(scores);
            },
            || {
                let scores: Vec<f64> = values
                    .par_iter()
                    .map(|(run, values)| starts.iter().map(|start| rules[*run](*values, *start)).sum())
                    .collect();
                black_box(scores);
            },
        );
    }
}
