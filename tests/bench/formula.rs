//! A field of 400 x 200 losses of a typed formula, beside the same formula written in Rust; then a gradient, a Hessian, and
//! the reading of a formula.

#![allow(missing_docs, clippy::unwrap_used)]

mod support;

use std::hint::black_box;

use libm::{cos, exp, sin};
use ravine::math::surface::{Expression, Formula, Jet, Real, Surface};

const SIZE: (usize, usize) = (400, 200);

/// Fills a field by rows, from the left and from below.
fn field(out: &mut [f64], mut row: impl FnMut(f64, f64, f64, &mut [f64])) {
    for (j, slots) in out.chunks_mut(SIZE.0).enumerate() {
        let b = -5.0 + 10.0 * j as f64 / (SIZE.1 - 1) as f64;
        row(-5.0, 10.0 / (SIZE.0 - 1) as f64, b, slots);
    }
}

/// A typed formula beside `written`, which says the same.
fn beside(text: &str, bound: f64, written: impl Fn(f64, f64) -> f64) {
    let tape = Expression::parse(text, &[] as &[&str]).unwrap().tape(&[]);
    let (mut ours, mut theirs) = (vec![0.0; SIZE.0 * SIZE.1], vec![0.0; SIZE.0 * SIZE.1]);
    support::compare(
        text,
        (SIZE.0 * SIZE.1) as f64,
        bound,
        || field(black_box(&mut ours), |w0, dw, b, out| tape.row(w0, dw, b, out)),
        || {
            field(black_box(&mut theirs), |w0, dw, b, out| {
                for (i, slot) in out.iter_mut().enumerate() {
                    *slot = written(w0 + dw * i as f64, b);
                }
            });
        },
    );
    let close = |a: &f64, b: &f64| (a - b).abs() <= 1e-13 * b.abs().max(1.0);
    assert!(ours.iter().zip(&theirs).all(|(a, b)| close(a, b)), "{text}");
}

/// Uses a number, so that nobody leaves its computation out.
fn keep(value: f64) {
    let _ = black_box(value);
}

fn derivatives(text: &str, written: impl Formula) {
    let tape = Expression::parse(text, &[] as &[&str]).unwrap().tape(&[]);
    let points: Vec<[f64; 2]> = (0..1000).map(|i| [0.003 * f64::from(i) - 1.5, 0.7 - 0.001 * f64::from(i)]).collect();
    let sum = |of: &dyn Fn([f64; 2]) -> f64| keep(points.iter().map(|at| of(black_box(*at))).sum());
    let gradient = |f: Jet<f64>| f.gradient().iter().sum::<f64>();
    support::compare(
        &format!("  gradient of {text}"),
        1000.0,
        10.0,
        || sum(&|[w, b]| gradient(tape.at(Jet::w(w), Jet::b(b)))),
        || sum(&|[w, b]| gradient(written.at(Jet::w(w), Jet::b(b)))),
    );
    let hessian = |f: Jet<Jet<f64>>| f.gradient().map(gradient).iter().sum::<f64>();
    let (w, b) = (|[w, _]: [f64; 2]| Jet::w(Jet::w(w)), |[_, b]: [f64; 2]| Jet::b(Jet::b(b)));
    support::compare(
        &format!("  Hessian of {text}"),
        1000.0,
        10.0,
        || sum(&|at| hessian(tape.at(w(at), b(at)))),
        || sum(&|at| hessian(written.at(w(at), b(at)))),
    );
}

/// sin(x)·cos(y) + exp(-x²-y²), as a compiled surface has it.
struct Waves;
impl Formula for Waves {
    fn at<T: Real>(&self, w: T, b: T) -> T {
        w.sin() * b.cos() + (-w.square() - b.square()).exp()
    }
}

fn main() {
    beside("sin(x)*cos(y) + exp(-x^2-y^2)", 2.0, |x, y| sin(x) * cos(y) + exp(-x * x - y * y));
    beside("sin(x*y) + exp(-(x-y)^2) - cos(x+y)", 2.0, |x, y| sin(x * y) + exp(-(x - y) * (x - y)) - cos(x + y));
    beside("exp(sin(3x+y)) * exp(-0.1*(x^2+y^2))", 2.0, |x, y| exp(sin(3.0 * x + y)) * exp(-0.1 * (x * x + y * y)));
    beside("x^4 - 3*x*y + sin(y)^2", 2.0, |x, y| x * x * (x * x) - 3.0 * x * y + sin(y) * sin(y));
    // A bare polynomial stays in the processor's registers when it is compiled.
    beside("(1-x)^2 + 100*(y-x^2)^2", 5.0, |x, y| {
        let valley = y - x * x;
        (1.0 - x) * (1.0 - x) + 100.0 * (valley * valley)
    });
    derivatives("sin(x)*cos(y) + exp(-x^2-y^2)", Waves);
    // What a press on a parameter's slider costs beside the paths: the tape, and the search for minima and start.
    let text = "a*sin(x)*cos(y) + exp(-x^2-y^2) + 0.1*(x^2+y^2)";
    let expression = Expression::parse(text, &["a=0.1..10"]).unwrap();
    support::compare(
        "reading a formula, beside its survey",
        1.0,
        1.0,
        || drop(black_box(Expression::parse(text, &["a=0.1..10"]))),
        || drop(black_box(Surface::typed(&expression, &[1.5]))),
    );
}
