//! Path metrics, up to a step.

use super::Record;
use crate::math::surface::{Point, Surface};

/// Length and zig-zags of a path, updated incrementally as the cursor advances.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Odometer {
    path: u64,
    step: usize,
    /// Length of the path, in units of the plane.
    pub length: f64,
    /// Number of steps that turn by more than a right angle.
    pub zigzags: usize,
}

impl Odometer {
    /// Updates the counts to a step of a path; `path` is a number that changes whenever the records do other than by growing.
    pub fn update(&mut self, path: u64, records: &[Record], step: usize) {
        let step = step.min(records.len().saturating_sub(1));
        if path != self.path || step < self.step {
            *self = Self { path, ..Self::default() };
        }
        for t in self.step + 1..=step {
            let at = |t: usize| records.get(t).map_or([f64::NAN; 2], |r| r.at);
            let (here, last) = (at(t), at(t - 1));
            let (dx, dy) = (here[0] - last[0], here[1] - last[1]);
            self.length += dx.hypot(dy);
            if let Some(before) = t.checked_sub(2).map(at) {
                let turned = (last[0] - before[0]) * dx + (last[1] - before[1]) * dy < 0.0;
                // A run at rest jitters in its last digits.
                let moves = dx.hypot(dy) > 4.0 * f64::EPSILON * here[0].hypot(here[1]);
                self.zigzags += usize::from(turned && moves);
            }
        }
        self.step = step;
    }
}

/// The distance from a point to the nearest known global minimum, or to the nearest minimum if none is global; `None` if
/// no minimum is known.
pub fn distance_left(surface: &Surface, at: Point) -> Option<f64> {
    let distance = |w: f64, b: f64| (at[0] - w).hypot(at[1] - b);
    let nearest = |global: bool| {
        let minima = surface.minima().iter().filter(|m| m.global || !global);
        minima.map(|m| distance(m.w, m.b)).min_by(f64::total_cmp)
    };
    nearest(true).or_else(|| nearest(false))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn records(points: &[Point]) -> Vec<Record> {
        points.iter().map(|at| Record { at: *at, loss: 0.0, gradient: [0.0; 2] }).collect()
    }

    #[test]
    fn rounding_is_no_turning() {
        let path: Vec<Point> = (0..20).map(|t| [1.0 + f64::from(t % 2) * f64::EPSILON, 0.5]).collect();
        let mut odometer = Odometer::default();
        odometer.update(1, &records(&path), 19);
        assert_eq!(odometer.zigzags, 0);
    }

    #[test]
    fn length_and_turns_of_a_known_path() {
        // 3-4-5, straight on, back, a right angle.
        let path = records(&[[0.0, 0.0], [3.0, 4.0], [6.0, 8.0], [3.0, 4.0], [7.0, 1.0]]);
        let mut odometer = Odometer::default();
        odometer.update(1, &path, 4);
        assert_eq!((odometer.length, odometer.zigzags), (20.0, 1));
        odometer.update(1, &path, 1);
        assert_eq!((odometer.length, odometer.zigzags), (5.0, 0));
        odometer.update(1, &path, 3);
        assert_eq!((odometer.length, odometer.zigzags), (15.0, 1));
        odometer.update(2, &path[..1], 9);
        assert_eq!((odometer.length, odometer.zigzags), (0.0, 0));
    }

    #[test]
    fn sgd_zigzags_across_a_ravine_at_every_step() {
        // b is multiplied by 1 - 0.095·20 = -0.9 and w by .905 per step: eventually every step turns back.
        let points: Vec<Point> = (0..20).map(|t| [0.05 * 0.905f64.powi(t), 2.0 * (-0.9f64).powi(t)]).collect();
        let mut odometer = Odometer::default();
        odometer.update(1, &records(&points), 19);
        assert_eq!(odometer.zigzags, 18);
    }

    #[test]
    fn the_nearest_global_minimum_counts() {
        let surface = |name: &str| Surface::named(name, &[]).unwrap_or_else(|| unreachable!());
        assert_eq!(distance_left(&surface("bowl"), [3.0, 4.0]), Some(5.0));
        assert_eq!(distance_left(&surface("himmelblau"), [3.0, 5.0]), Some(3.0));
        assert_eq!(distance_left(&surface("saddle"), [3.0, 5.0]), None);
        let wells = distance_left(&surface("two-wells"), [0.9, 0.0]).unwrap_or(0.0);
        assert!(wells > 1.8, "{wells}");
    }
}
