//! Stepping through the engine, beside bare loops of the same arithmetic written by hand.

#![allow(missing_docs, clippy::unwrap_used)]

mod support;

use std::hint::black_box;
use std::sync::Arc;

use ravine::math::gradient::Source;
use ravine::math::surface::Surface;
use ravine::optimizer::{Convention, Update, named};
use ravine::run::{Observe, Plan, Stretch, observe, simulate};

const STEPS: usize = 100_000;
const START: [f64; 2] = [-1.2, 1.6];

/// What the engine does every 64 steps, and at the same bounds.
fn flush(x: &mut f64, tiny: f64) {
    if x.abs() < tiny {
        *x = 0.0;
    }
}

fn plan(surface: &str, rule: &str, alpha: f64) -> Plan {
    let description = named(rule).unwrap();
    let mut values = description.defaults(Convention::Notes);
    values.hypers[0] = alpha;
    Plan {
        later: Vec::new(),
        surface: Arc::new(Surface::named(surface, &[]).unwrap()),
        rows: 0,
        update: Update::build(description, &values),
        source: Source::default(),
        seed: 0,
        start: START,
        steps: STEPS,
    }
}

/// The last place of a walk that is not kept.
fn walk(plan: &Plan) -> [f64; 2] {
    struct Last([f64; 2]);
    impl Observe for Last {
        fn steps(&mut self, stretch: Stretch) {
            self.0 = stretch.records.last().map_or(self.0, |record| record.at);
        }
    }
    let mut last = Last(plan.start);
    observe(plan, &mut last);
    last.0
}

// Loss and gradient, by hand.

#[inline(always)]
fn bowl(w: f64, b: f64) -> (f64, f64, f64) {
    (0.5 * w * w + 0.5 * b * b * 20.0, w, 20.0 * b)
}
#[inline(always)]
fn rosenbrock(w: f64, b: f64) -> (f64, f64, f64) {
    let (u, v) = (1.0 - w, b - w * w);
    (u * u + 100.0 * v * v, -2.0 * u - 400.0 * w * v, 200.0 * v)
}
#[inline(always)]
fn himmelblau(w: f64, b: f64) -> (f64, f64, f64) {
    let (u, v) = (w * w + b - 11.0, w + b * b - 7.0);
    (u * u + v * v, 4.0 * w * u + 2.0 * v, 2.0 * u + 4.0 * b * v)
}

/// One rule as a bare loop; `record` is called with (w, b, loss, gw, gb) at every step.
macro_rules! bare {
    ($name:ident, |$g:ident, $v:ident, $s:ident, $p:ident, $alpha:ident| $step:expr) => {
        #[inline(always)]
        fn $name(
            slope: impl Fn(f64, f64) -> (f64, f64, f64),
            $alpha: f64,
            mut record: impl FnMut([f64; 5]) -> bool,
        ) -> [f64; 2] {
            let [mut w, mut b] = START;
            let (mut vw, mut vb, mut sw, mut sb, mut $p) = (0.0_f64, 0.0_f64, 0.0_f64, 0.0_f64, [1.0_f64; 2]);
            for t in 0..STEPS {
                if t % 64 == 0 && t > 0 {
                    [&mut w, &mut b, &mut vw, &mut vb].into_iter().for_each(|x| flush(x, 1e-150));
                    [&mut sw, &mut sb].into_iter().for_each(|x| flush(x, 1e-300));
                    $p.iter_mut().for_each(|x| flush(x, 1e-150));
                }
                let (loss, gw, gb) = slope(w, b);
                if record([w, b, loss, gw, gb]) {
                    break;
                }
                $p = [$p[0] * 0.9, $p[1] * 0.999];
                let axis = |$g: f64, $v: &mut f64, $s: &mut f64| -> f64 { $step };
                w -= axis(gw, &mut vw, &mut sw);
                b -= axis(gb, &mut vb, &mut sb);
            }
            [w, b]
        }
    };
}

bare!(bare_sgd, |g, _v, _s, _p, alpha| g * alpha);
bare!(bare_momentum, |g, v, _s, _p, alpha| {
    *v = *v * 0.9 + g * (1.0 - 0.9);
    *v * alpha
});
bare!(bare_rmsprop, |g, _v, s, _p, alpha| {
    *s = *s * 0.9 + g * g * (1.0 - 0.9);
    alpha * g / (*s + 1e-8).sqrt()
});
bare!(bare_adam, |g, v, s, p, alpha| {
    *v = *v * 0.9 + g * (1.0 - 0.9);
    *s = *s * 0.999 + g * g * (1.0 - 0.999);
    *v * (alpha / (1.0 - p[0])) / (*s / (1.0 - p[1]) + 1e-8).sqrt()
});

/// Both sides keep this of every step.
#[derive(Clone, Copy)]
#[allow(dead_code)] // written, like the engine's record, and read by nobody here
struct Row {
    at: [f64; 2],
    loss: f64,
    gradient: [f64; 2],
}

#[inline(always)]
fn keep(rows: &mut Vec<Row>, [w, b, loss, gw, gb]: [f64; 5]) -> bool {
    rows.push(Row { at: [w, b], loss, gradient: [gw, gb] });
    loss.is_nan() || loss.abs() > 1e9 || !w.is_finite() || !b.is_finite()
}

macro_rules! both {
    ($surface:ident, $rule:literal, $bare:ident, $alpha:expr) => {{
        let plan = plan(stringify!($surface), $rule, $alpha);
        let alpha = black_box($alpha);
        let ours = walk(&plan);
        let theirs = $bare($surface, alpha, |_| false);
        let near = |a: f64, b: f64| (a - b).abs() <= 1e-6 * a.abs().max(1.0);
        assert!(near(ours[0], theirs[0]) && near(ours[1], theirs[1]), "{} {ours:?} {theirs:?}", $rule);
        let units = STEPS as f64;
        let name = format!("{} on {}", $rule, stringify!($surface));
        support::compare(
            &format!("{name}, a step"),
            units,
            1.25,
            || {
                black_box(walk(black_box(&plan)));
            },
            || {
                black_box($bare($surface, black_box(alpha), |_| false));
            },
        );
        support::compare(
            &format!("{name}, a step kept"),
            units,
            1.5,
            || {
                black_box(simulate(black_box(&plan)));
            },
            || {
                let mut rows: Vec<Row> = Vec::with_capacity(STEPS + 1);
                black_box($bare($surface, black_box(alpha), |row| keep(&mut rows, row)));
                black_box(rows);
            },
        );
    }};
}

fn main() {
    both!(bowl, "sgd", bare_sgd, 1e-4);
    both!(bowl, "momentum", bare_momentum, 1e-4);
    both!(bowl, "rmsprop", bare_rmsprop, 1e-5);
    both!(bowl, "adam", bare_adam, 1e-5);
    both!(rosenbrock, "momentum", bare_momentum, 1e-5);
    both!(rosenbrock, "adam", bare_adam, 1e-5);
    both!(himmelblau, "momentum", bare_momentum, 1e-5);
    both!(himmelblau, "adam", bare_adam, 1e-5);
}
