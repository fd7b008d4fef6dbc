//! Detection of runs held up by a saddle.

use super::Record;
use super::diagnosis::STILL;
use crate::math::surface::{Point, Surface, eigenvalues};

/// True if all points of a window lie near one saddle, within a tenth of the start's distance from it, and Newton's method
/// leads to it from each of them; a run that jumps about is not held.
pub(super) fn holds(surface: &Surface, start: Point, part: &[Record]) -> bool {
    let Some(saddle) = part.last().and_then(|last| saddle_near(surface, last.at)) else { return false };
    // Near a stationary point the loss goes as the square of the distance: a hundredth of the one is a tenth of the other.
    let reach = STILL.sqrt() * distance(start, saddle);
    part.iter().all(|record| {
        distance(record.at, saddle) <= reach
            && saddle_near(surface, record.at).is_some_and(|other| distance(saddle, other) <= 4.0 * same(surface))
    })
}

fn distance(a: Point, b: Point) -> f64 {
    (a[0] - b[0]).hypot(a[1] - b[1])
}

/// Distance below which two points are the same: half of a float's digits, relative to the domain.
fn same(surface: &Surface) -> f64 {
    let [width, height] = surface.domain().size();
    f64::EPSILON.sqrt() * width.hypot(height)
}

/// The saddle that Newton's method leads to from a point, if it is near: a stationary point from which the surface curves down,
/// or that is flat and curves down on the way there.
///
/// Near means that each step is at most half as long as the one before. This is what Kantorovich's theorem gives for Newton's method
/// where the Hessian changes so little, over twice the first step, that a stationary point must be within reach; and
/// steps toward a degenerate one, such as a monkey saddle, are exactly that long.
fn saddle_near(surface: &Surface, from: Point) -> Option<Point> {
    let same = same(surface);
    let (mut at, mut most) = (from, f64::INFINITY);
    // Enough halvings to converge from any distance.
    for _ in 0..64 {
        let (h, (_, [gw, gb])) = (surface.hessian(at), surface.gradient(at));
        if gw == 0.0 && gb == 0.0 {
            return Some(at).filter(|end| is_saddle(surface, from, *end));
        }
        let determinant = h[(0, 0)] * h[(1, 1)] - h[(0, 1)] * h[(1, 0)];
        let step = [h[(0, 1)] * gb - h[(1, 1)] * gw, h[(1, 0)] * gw - h[(0, 0)] * gb].map(|x| x / determinant);
        let length = step[0].hypot(step[1]);
        // NaN does not count as near.
        if length.is_nan() || length > most {
            return None;
        }
        at = [at[0] + step[0], at[1] + step[1]];
        if length <= same {
            return Some(at).filter(|end| is_saddle(surface, from, *end));
        }
        // Up to rounding.
        most = 0.5 * length + same;
    }
    None
}

/// True if the surface curves down at a stationary point or, if it is flat there, on the way to it.
fn is_saddle(surface: &Surface, from: Point, end: Point) -> bool {
    let curves_down = |at: Point| {
        let [low, high] = eigenvalues(&surface.hessian(at))?;
        let nothing = 1e-6 * low.abs().max(high.abs());
        (low.abs() > nothing).then_some(low < 0.0)
    };
    let [here, there] = [from, end].map(|at| surface.hessian(at).norm());
    curves_down(end).filter(|_| there > 1e-6 * here).or_else(|| curves_down(from)).unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(name: &str) -> Surface {
        Surface::named(name, &[]).unwrap()
    }

    /// Rosenbrock's function has one stationary point, its minimum; but it curves down on one side of its valley.
    #[test]
    fn no_saddle_is_seen_where_there_is_none() {
        let rosenbrock = named("rosenbrock");
        for i in 0..40 {
            for j in 0..40 {
                let at = [-2.0 + 0.1 * f64::from(i), -1.0 + 0.1 * f64::from(j)];
                assert_eq!(saddle_near(&rosenbrock, at), None, "{at:?}");
            }
        }
        assert_eq!(saddle_near(&named("himmelblau"), [3.0, 2.0]), None);
    }

    /// One of Himmelblau's four saddles is at (.0866775046, 2.8842547012), from solving ∇f = 0 with mpmath; its basin of guaranteed
    /// Newton convergence is small.
    #[test]
    fn a_saddle_is_found_from_nearby() {
        let himmelblau = named("himmelblau");
        let found = saddle_near(&himmelblau, [0.1, 2.9]).unwrap();
        assert!(distance(found, [0.086_677_504_555, 2.884_254_701_175]) < 1e-11, "{found:?}");
        assert_eq!(saddle_near(&himmelblau, [2.0, 2.0]), None);
        // A degenerate saddle, to which each step covers half of the remaining distance.
        let found = saddle_near(&named("monkey-saddle"), [1e-3, 1e-3]).unwrap();
        assert!(distance(found, [0.0, 0.0]) < 1e-6, "{found:?}");
    }

    /// On w² - b² Newton's method leads to the saddle from anywhere: only the start's distance says how near a point is.
    #[test]
    fn near_is_a_tenth_of_the_way() {
        let saddle = named("saddle");
        let at = |w: f64| Record { at: [w, 0.0], loss: w * w, gradient: [2.0 * w, 0.0] };
        assert!(holds(&saddle, [1.0, 0.0], &[at(0.099), at(0.05)]));
        assert!(!holds(&saddle, [1.0, 0.0], &[at(0.101), at(0.05)]));
        assert!(!holds(&saddle, [1.0, 0.0], &[at(0.5), at(0.5)]));
        assert!(!holds(&saddle, [1.0, 0.0], &[]));
    }
}
