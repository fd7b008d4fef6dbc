//! Basins of attraction: the rest point that each start of a plane reaches, and how soon; independent of any output device.

use std::sync::Arc;

use super::color::Rgb;
use crate::math::surface::{Point, Surface, eigenvalues};
use crate::run::Status;
use crate::run::tiles::Cell;

/// Shades of a basin: the first for the fastest runs, the last for runs that came near and have not settled.
pub const SHADES: usize = 8;
/// Maximum number of distinct rest points.
const MOST: usize = 250;
/// End points closer together than this fraction of the surface's usual view count as one.
const NEAR: f64 = 0.02;

/// Hues of basins, reused cyclically by the rest points.
pub const HUES: usize = 12;

/// The colors of basins by hue and shade, chosen so that paths stand out: dark on a dark page, light on a light one. Adjacent numbers
/// have distant hues. For a palette of `few` colors they are stronger.
pub fn colors(dark: bool, few: bool) -> [[Rgb; SHADES]; HUES] {
    const TURNS: [f64; HUES] = [7.0, 1.0, 4.5, 10.0, 8.5, 2.5, 5.5, 11.0, 0.0, 6.2, 3.3, 9.2];
    // From the soonest to the latest, and one step further for runs that have not settled.
    let [(l0, c0), (l1, c1)] = match (dark, few) {
        (true, false) => [(0.385, 0.09), (0.255, 0.055)],
        (false, false) => [(0.85, 0.09), (0.945, 0.03)],
        // Among few colors, weak ones all map to the same gray.
        (true, true) => [(0.385, 0.15), (0.28, 0.13)],
        (false, true) => [(0.85, 0.14), (0.93, 0.08)],
    };
    TURNS.map(|turn| {
        std::array::from_fn(|shade| {
            let share = shade as f64 / (SHADES - 1) as f64;
            Rgb::oklch(l0 + (l1 - l0) * share, c0 + (c1 - c0) * share, 30.0 * turn)
        })
    })
}

/// The outcome of a start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Fate {
    /// Reached a rest point, by number, with a shade below [`SHADES`]: the sooner, the lower.
    Rest(u8, u8),
    /// Still moving, and not near any rest point.
    #[default]
    Moving,
    /// Diverged.
    Diverged,
}

/// The known rest points of a surface: its minima, then those found by runs.
#[derive(Clone, Debug)]
pub struct Rests {
    surface: Arc<Surface>,
    places: Vec<Point>,
    near: f64,
}

impl Rests {
    /// Creates the list from the minima that the surface itself knows.
    pub fn of(surface: Arc<Surface>) -> Self {
        let [width, height] = surface.domain().size();
        let places: Vec<Point> = surface.minima().iter().take(MOST).map(|m| [m.w, m.b]).collect();
        Self { places, near: NEAR * width.min(height), surface }
    }

    /// The surface they lie on.
    pub fn surface(&self) -> &Arc<Surface> {
        &self.surface
    }

    /// The rest points, by number.
    pub fn places(&self) -> &[Point] {
        &self.places
    }

    /// The nearest rest point, if it is near enough.
    fn nearest(&self, at: Point) -> Option<u8> {
        let distance = |p: &Point| (p[0] - at[0]).powi(2) + (p[1] - at[1]).powi(2);
        let all = self.places.iter().enumerate().map(|(i, p)| (i, distance(p)));
        let (i, d) = all.min_by(|a, b| a.1.total_cmp(&b.1))?;
        (d <= self.near * self.near).then_some(i as u8)
    }

    /// The minimum that Newton's method reaches from a point, if it is near: where a run that has not settled will settle.
    fn minimum_near(&self, from: Point) -> Option<Point> {
        let mut at = from;
        for _ in 0..8 {
            let (h, (_, g)) = (self.surface.hessian(at), self.surface.gradient(at));
            eigenvalues(&h).filter(|[low, _]| *low > 0.0)?;
            let determinant = h[(0, 0)] * h[(1, 1)] - h[(0, 1)] * h[(1, 0)];
            let step = [h[(0, 1)] * g[1] - h[(1, 1)] * g[0], h[(1, 0)] * g[0] - h[(0, 0)] * g[1]];
            let step = step.map(|x| x / determinant);
            at = [at[0] + step[0], at[1] + step[1]];
            let far = (at[0] - from[0]).hypot(at[1] - from[1]);
            if far.is_nan() || far > self.near {
                return None;
            }
            if step[0].hypot(step[1]) <= 1e-6 * self.near {
                return Some(at);
            }
        }
        None
    }

    /// The number of the rest point that a run has reached or is near. An unknown one is added.
    fn place(&mut self, cell: &Cell) -> Option<u8> {
        if let Some(known) = self.nearest(cell.at) {
            return Some(known);
        }
        let new = match (self.minimum_near(cell.at), cell.status) {
            (Some(minimum), _) => minimum,
            // Converged where the surface does not curve upward: on a saddle or a plateau.
            (None, Status::Converged) => cell.at,
            (None, _) => return None,
        };
        if let Some(known) = self.nearest(new) {
            return Some(known);
        }
        (self.places.len() < MOST).then(|| {
            self.places.push(new);
            (self.places.len() - 1) as u8
        })
    }

    /// Computes the outcomes of the starts of some cells.
    pub fn fates(&mut self, cells: &[Cell], out: &mut Vec<Fate>) {
        // Shades are equal ratios of step counts. The fastest and the slowest twentieth do not set the scale: the fastest include
        // starts at a rest point.
        let settled = cells.iter().filter(|c| c.status == Status::Converged).map(|c| c.step.max(1));
        let mut settled: Vec<usize> = settled.collect();
        let mut at = |share: f64| {
            let place = ((settled.len().max(1) - 1) as f64 * share) as usize;
            let count = settled.len();
            if count == 0 { 1.0 } else { *settled.select_nth_unstable(place.min(count - 1)).1 as f64 }
        };
        let first = at(0.05).ln();
        let range = (at(0.95).ln() - first).max(0.4);
        let shade = |step: usize| {
            let share = ((step.max(1) as f64).ln() - first) / range;
            (share * (SHADES - 1) as f64).clamp(0.0, (SHADES - 2) as f64) as u8
        };
        out.clear();
        out.extend(cells.iter().map(|cell| match cell.status {
            Status::Diverged => Fate::Diverged,
            status => match self.place(cell) {
                Some(place) if status == Status::Converged => Fate::Rest(place, shade(cell.step)),
                Some(place) => Fate::Rest(place, SHADES as u8 - 1),
                None => Fate::Moving,
            },
        }));
    }
}

/// The share of a plane for each rest point, largest first, and for the other outcomes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Shares {
    /// Rest points with their shares.
    pub rests: Vec<(u8, f64)>,
    /// The share that is still moving.
    pub moving: f64,
    /// The share that diverged.
    pub diverged: f64,
}

impl Shares {
    /// Computes the shares of a plane.
    pub fn of(fates: &[Fate]) -> Self {
        let mut counts = [0usize; 256];
        let (mut moving, mut diverged) = (0usize, 0usize);
        for fate in fates {
            match fate {
                Fate::Rest(place, _) => counts[usize::from(*place)] += 1,
                Fate::Moving => moving += 1,
                Fate::Diverged => diverged += 1,
            }
        }
        let share = |count: usize| count as f64 / fates.len().max(1) as f64;
        let found = counts.iter().enumerate().filter(|(_, n)| **n > 0).map(|(i, n)| (i as u8, share(*n)));
        let mut rests: Vec<(u8, f64)> = found.collect();
        rests.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        Self { rests, moving: share(moving), diverged: share(diverged) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::Problem;

    fn cell(status: Status, step: usize, at: Point) -> Cell {
        Cell { status, step, at, ..Cell::default() }
    }

    #[test]
    fn ends_belong_to_the_nearest_place_and_new_ones_are_found() {
        let ground = Problem::from_spec("himmelblau").unwrap_or_else(|e| unreachable!("{e}"));
        let mut rests = Rests::of(ground.surface().clone());
        assert_eq!(rests.places().len(), 4);
        let (converged, running) = (Status::Converged, Status::Running);
        let cells = [
            cell(converged, 300, [3.0, 2.0]),
            cell(converged, 12, [3.0, 2.0]),
            cell(running, 300, [3.01, 2.0]),
            cell(running, 300, [0.0, 0.0]),
            cell(Status::Diverged, 7, [3.0, 2.0]),
            // A saddle that a run came to rest on, twice.
            cell(converged, 300, [0.0867, 2.8843]),
            cell(converged, 300, [0.0868, 2.8843]),
        ];
        let (mut fates, last) = (Vec::new(), SHADES as u8 - 1);
        rests.fates(&cells, &mut fates);
        let saddle = Fate::Rest(4, last - 1);
        let wanted = [Fate::Rest(0, last - 1), Fate::Rest(0, 0), Fate::Rest(0, last), Fate::Moving, Fate::Diverged];
        assert_eq!(fates, [&wanted[..], &[saddle, saddle]].concat());
        assert_eq!(rests.places().len(), 5);
    }

    #[test]
    fn a_minimum_that_the_surface_does_not_know_is_found_by_those_on_their_way_to_it() {
        let ground = Problem::from_spec("rastrigin").unwrap_or_else(|e| unreachable!("{e}"));
        let mut rests = Rests::of(ground.surface().clone());
        let mut fates = Vec::new();
        let ends = [[1.99, 0.99], [1.985, 1.0]].map(|at| cell(Status::Running, 300, at));
        rests.fates(&ends, &mut fates);
        assert_eq!(fates, [Fate::Rest(1, SHADES as u8 - 1); 2]);
        let found = rests.places()[1];
        let (_, slope) = ground.surface().gradient(found);
        assert!(slope[0].hypot(slope[1]) < 1e-2, "{found:?} {slope:?}");
    }

    #[test]
    fn shares_add_up() {
        let fates = [Fate::Rest(1, 0), Fate::Rest(1, 3), Fate::Rest(0, 0), Fate::Moving, Fate::Diverged];
        let shares = Shares::of(&fates);
        assert_eq!(shares.rests, [(1, 0.4), (0, 0.2)]);
        assert_eq!((shares.moving, shares.diverged), (0.2, 0.2));
        assert_eq!(Shares::of(&[]), Shares::default());
    }
}
