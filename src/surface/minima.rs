//! Finding minima to the last bit: the table has seven digits, a tolerance of 1e-12 needs more.

use super::{Formula, Jet, Minimum, Point, Shape, Surface, Visit, hessian};

/// A minimum of the table, moved to where the gradient vanishes by a few Newton steps. Where the surface is not
/// smooth, or a step would not help, the table's digits stay.
pub(super) fn refined(surface: &Surface, minimum: Minimum) -> Minimum {
    let mut at = [minimum.w, minimum.b];
    let size = |g: Point| g[0].hypot(g[1]);
    let mut slope = size(surface.gradient(at).1);
    for _ in 0..20 {
        let Some(step) = newton_step(surface.shape(), at) else { break };
        let next = [at[0] + step[0], at[1] + step[1]];
        let next_slope = size(surface.gradient(next).1);
        // A parameter may have moved the minimum (michalewicz's m), but not to another valley.
        let near = (next[0] - minimum.w).hypot(next[1] - minimum.b) < 0.2;
        if !(next_slope < slope && near) {
            break;
        }
        (at, slope) = (next, next_slope);
    }
    Minimum { w: at[0], b: at[1], loss: surface.value(at), ..minimum }
}

/// The minimum of a convex surface that has one, by damped Newton steps from 0; `None` if it is too far for numbers.
pub(super) fn convex(shape: &Shape) -> Option<Point> {
    let mut at = [0.0, 0.0];
    let mut loss = value(shape, at);
    for _ in 0..200 {
        let step = newton_step(shape, at)?;
        let mut share = 1.0;
        let next = loop {
            let next = [at[0] + share * step[0], at[1] + share * step[1]];
            let lower = value(shape, next);
            if lower < loss {
                loss = lower;
                break Some(next);
            }
            share *= 0.5;
            if share < 1e-9 {
                break None;
            }
        };
        match next {
            Some(next) => at = next,
            // No step lowers the loss any more: this is the minimum, to rounding.
            None => break,
        }
    }
    // The loss is flat to rounding long before the slope is: steps that still grow shorter are followed to the last bit.
    let mut length = f64::INFINITY;
    while let Some(step) = newton_step(shape, at) {
        let next = step[0].hypot(step[1]);
        if next.is_nan() || next >= length {
            break;
        }
        at = [at[0] + step[0], at[1] + step[1]];
        length = next;
    }
    at.iter().all(|x| x.is_finite()).then_some(at)
}

fn value(shape: &Shape, p: Point) -> f64 {
    struct Value(Point);
    impl Visit for Value {
        type Output = f64;
        fn visit<F: Formula>(self, formula: &F) -> f64 {
            formula.at(self.0[0], self.0[1])
        }
    }
    shape.visit(Value(p))
}

/// -H⁻¹g, if H is positive definite.
pub(super) fn newton_step(shape: &Shape, at: Point) -> Option<Point> {
    struct Slope(Point);
    impl Visit for Slope {
        type Output = Point;
        fn visit<F: Formula>(self, formula: &F) -> Point {
            formula.at(Jet::w(self.0[0]), Jet::b(self.0[1])).gradient()
        }
    }
    let g = shape.visit(Slope(at));
    let h = hessian(shape, at);
    let determinant = h[(0, 0)] * h[(1, 1)] - h[(0, 1)] * h[(0, 1)];
    if !(determinant > 0.0 && h[(0, 0)] > 0.0 && determinant.is_finite()) {
        return None;
    }
    Some([-(h[(1, 1)] * g[0] - h[(0, 1)] * g[1]) / determinant, -(h[(0, 0)] * g[1] - h[(0, 1)] * g[0]) / determinant])
}
