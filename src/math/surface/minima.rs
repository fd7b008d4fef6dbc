//! Refines minima to the last bit: the table has seven digits, a tolerance of 1e-12 needs more.

use super::{Formula, Jet, Minimum, Point, Real, Shape, Surface, Visit, eigenvalues, hessian};

/// Moves a minimum of the table to where the gradient vanishes, by a few Newton steps. Where the surface is not smooth, or a step would not
/// help, the table's digits stay.
pub(super) fn refined(surface: &Surface, minimum: Minimum) -> Minimum {
    let mut at = [minimum.w, minimum.b];
    let size = |g: Point| g[0].hypot(g[1]);
    let mut slope = size(surface.gradient(at).1);
    for _ in 0..20 {
        let Some(step) = newton_step(surface.shape(), at) else { break };
        let next = [at[0] + step[0], at[1] + step[1]];
        let next_slope = size(surface.gradient(next).1);
        // A parameter may have moved the minimum (michalewicz's m), but not into another valley.
        let near = (next[0] - minimum.w).hypot(next[1] - minimum.b) < 0.2;
        if !(next_slope < slope && near) {
            break;
        }
        (at, slope) = (next, next_slope);
    }
    Minimum { w: at[0], b: at[1], loss: surface.value(at), ..minimum }
}

/// The minimum of a convex surface that has one, by damped Newton steps from 0; `None` if it lies beyond the range of f64.
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
            // No step lowers the loss further: this is the minimum, to rounding.
            None => break,
        }
    }
    // The loss is flat to rounding long before the slope is: keep stepping, down to the last bit, while the steps shrink.
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

/// The Newton step -H⁻¹g, if H is positive definite.
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

/// The rounding error of a surface's loss above its least known value: that of the sums that make up a loss, and that of w and b, whose
/// last bits no step can set.
pub(super) fn rounding(surface: &Surface) -> f64 {
    let Some(minimum) = surface.minima.iter().find(|m| m.global) else { return 0.0 };
    let (at, size) = ([minimum.w, minimum.b], surface.domain.size());
    let h = surface.hessian(at);
    let last = f64::EPSILON * minimum.loss.abs();
    let Some([low, high]) = eigenvalues(&h) else { return last };
    // This close to the minimum the loss is quadratic; any deviation is rounding.
    let noise = |[i, j]: [f64; 2]| {
        let [x, y] = [1e-9 * size[0] * i, 1e-9 * size[1] * j];
        let quadratic = 0.5 * (h[(0, 0)] * x * x + 2.0 * h[(0, 1)] * x * y + h[(1, 1)] * y * y);
        (surface.value([at[0] + x, at[1] + y]) - minimum.loss - quadratic).abs()
    };
    let around = [[1.0, 0.0], [0.0, 1.0], [-1.0, 0.0], [0.0, -1.0], [0.7, 0.7], [-0.7, 0.7], [0.4, -0.9], [-0.9, -0.4]];
    let noise = around.map(noise).into_iter().fold(0.0, Real::greatest);
    // Rounding of the gradient displaces its zero, most of all along the flattest direction.
    let bit = 4.0 * f64::EPSILON * at[0].hypot(at[1]);
    let placing = if low > 0.0 { 0.5 * high * (high / low) * bit * bit } else { 0.0 };
    let found = last + 4.0 * noise + placing;
    if found.is_finite() { found } else { last }
}

/// Returns true if a surface is smooth at a minimum, judged by the gradients around it: if smooth, they differ a sixteenth as much at a
/// sixteenth of the distance; at a kink the difference stays.
pub(super) fn is_smooth(surface: &Surface, at: Point) -> bool {
    const NEAR: f64 = 1e-6;
    const RATIO: f64 = 16.0;
    let size = surface.domain.size();
    [[1.0, 0.0], [0.0, 1.0], [0.7, 0.7], [0.7, -0.7]].into_iter().all(|way| {
        let jump = |share: f64| {
            let slope = |sign: f64| surface.gradient([0, 1].map(|i| at[i] + sign * share * size[i] * way[i])).1;
            let ([w1, b1], [w0, b0]) = (slope(1.0), slope(-1.0));
            ((w1 - w0) * size[0]).hypot((b1 - b0) * size[1])
        };
        let near = jump(NEAR / RATIO);
        // Between 1/16, smooth, and 1, a kink; anything below a billionth of the surrounding slopes is rounding.
        near <= jump(NEAR) * 2.0 / RATIO || near <= 1e-9 * jump(0.05)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::surface::Expression;

    fn typed(text: &str) -> Surface {
        let expression = Expression::parse(text, &[] as &[&str]).unwrap_or_else(|e| unreachable!("{e}"));
        Surface::typed(&expression, &[])
    }

    #[test]
    fn a_kink_has_no_condition_number() {
        for text in [
            "abs(x) + y^2",
            "abs(x - 0.1234567) + abs(y + 1.7654321)",
            "sqrt((x - 0.3)^2 + (y - pi/10)^2)",
            "sqrt(x^2 + 20*y^2)",
            "(x^2 + y^2)^0.75",
            "max(x, -x) + 3*y^2",
            "max(x^2, y^2) + x^2 + y^2",
            "x*abs(x) + 3*x^2 + y^2",
            "abs(x)^1.5 + y^2",
        ] {
            let surface = typed(text);
            assert!(!surface.minima().is_empty(), "{text}");
            assert_eq!((surface.condition_number(), surface.is_kinked()), (None, true), "{text}");
        }
        let ackley = Surface::named("ackley", &[]).unwrap_or_else(|| unreachable!());
        assert_eq!((ackley.condition_number(), ackley.is_kinked()), (None, true));
        let dent = ackley.hessian([0.0, 0.0]);
        assert!(dent[(0, 0)].is_nan() && ackley.hessian([0.5, 0.25]).iter().all(|x| x.is_finite()));
    }

    #[test]
    fn what_is_smooth_keeps_its_condition_number() {
        for (text, kappa) in [
            ("x^2 + 20*y^2", 20.0),
            ("abs(x)^2 + 3*y^2", 3.0),
            ("sqrt(1 + x^2 + 4*y^2)", 4.0),
            ("(x - 0.1234567)^2 + 5*(y - pi/10)^2 + 1000", 5.0),
            ("1e6*(x^2 + 3*y^2)", 3.0),
            ("1e-6*(x^2 + 3*y^2)", 3.0),
            ("cosh(x) + cosh(3*y)", 9.0),
            // |x|³ has no curvature at 0, and neither do |x|⁵, |x|^2.5 and |x|·x².
            ("abs(x)^3 + x^2 + 5*y^2", 5.0),
            ("abs(x - 1)^3 + (x - 1)^2 + 3*abs(y)^5 + 2*y^2", 2.0),
            ("abs(x)^2.5 + abs(y)*y^2 + x^2 + 7*y^2", 7.0),
            ("abs(x)^3 + y^2", f64::INFINITY),
            // What is exact is no rounding, however far apart or small; one flat direction is flat.
            ("1e16*x^2 + y^2", 1e16),
            ("x^2 + 1e-17*y^2", 1e17),
            ("1e-200*(x^2 + 3*y^2)", 3.0),
            ("(x + y)^2", f64::INFINITY),
        ] {
            let surface = typed(text);
            let found = surface.condition_number().unwrap_or(f64::NAN);
            // The location is found to limited precision.
            assert!(found == kappa || (found / kappa - 1.0).abs() < 1e-6, "{text}: {found}");
        }
        // Away from its center it has its usual curvature: 6|x|.
        let cube = typed("abs(x)^3 + y^2").hessian([-0.5, 0.0]);
        assert!((cube[(0, 0)] - 3.0).abs() < 1e-14 && cube[(1, 1)] == 2.0, "{cube}");
        for entry in crate::math::surface::CATALOGUE.iter().filter(|e| !e.minima.is_empty() && e.name != "ackley") {
            assert!(!Surface::from_entry(entry, &[]).is_kinked(), "{}", entry.name);
        }
    }

    #[test]
    fn rounding_is_that_of_the_terms() {
        let of = |name: &str| Surface::named(name, &[]).unwrap_or_else(|| unreachable!()).rounding();
        // ½(w² + κb²) is exact all the way down to 0.
        assert!(of("bowl") < 1e-25, "{}", of("bowl"));
        // 20 + Σ(x² - 10 cos 2πx): an ulp of 20 is 3.6e-15.
        assert!((1e-15..1e-13).contains(&of("rastrigin")), "{}", of("rastrigin"));
        // At (1, 1), flat to 2,500.
        assert!((1e-30..1e-20).contains(&of("rosenbrock")), "{}", of("rosenbrock"));
    }
}
