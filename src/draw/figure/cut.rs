//! The part of a surface shown as a body: a basin up to a level of loss, in full if it does not extend far beyond the view.

use crate::draw::figure::Bands;
use crate::math::surface::{Domain, Point, Surface};

/// A part of the plane, and the loss at which the body over it is cut off.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cut {
    /// The part of the plane.
    pub region: Domain,
    /// The loss at its rim.
    pub rim: f64,
}

/// Samples in each direction.
const COUNT: usize = 48;
/// Size of the examined region relative to the view.
const AROUND: f64 = 2.4;

impl Cut {
    /// Computes the cut around a view for runs that start at `start`. Its rim is an edge of the bands, high enough to contain the
    /// start; if that edge is not closed near the view, a level slightly above the start. If neither is closed, the body ends at the
    /// view's own border.
    pub fn of(surface: &Surface, view: Domain, bands: &Bands, start: Point) -> Self {
        // Puts the start slightly below the rim.
        let loss = bands.base() + 1.05 * (surface.value(start) - bands.base());
        let edges = bands.thresholds();
        let high = edges.iter().skip(edges.len() * 2 / 3).copied();
        let loss_itself = Some(loss).filter(|l| l.is_finite());
        let edge = high.clone().find(|edge| *edge >= loss).or(loss_itself).or(high.last());
        let Some(edge) = edge else { return Self { region: view, rim: f64::INFINITY } };
        let (cut, closed) = Self::at(surface, view, edge);
        let other = loss_itself.filter(|_| !closed).map(|loss| Self::at(surface, view, loss));
        other.filter(|(_, closed)| *closed).map_or(cut, |(cut, _)| cut)
    }

    /// The cut with its rim at a loss; true if the rim is closed near the view.
    fn at(surface: &Surface, view: Domain, rim: f64) -> (Self, bool) {
        let wide = view.scaled(AROUND);
        let [width, height] = wide.size();
        let (dw, db) = (width / (COUNT - 1) as f64, height / (COUNT - 1) as f64);
        let mut inside = [[false; COUNT]; COUNT];
        let mut waiting = Vec::new();
        for (j, line) in inside.iter_mut().enumerate() {
            let b = wide.b[0] + db * j as f64;
            let mut losses = [0.0; COUNT];
            surface.row(wide.w[0], dw, b, &mut losses);
            for (i, (loss, inside)) in losses.into_iter().zip(line).enumerate() {
                *inside = loss.is_finite() && loss <= rim;
                if *inside && view.contains([wide.w[0] + dw * i as f64, b]) {
                    waiting.push((i, j));
                }
            }
        }
        // Everything connected to the part in view.
        let mut reached = [[false; COUNT]; COUNT];
        let (mut low, mut high) = ([COUNT; 2], [0; 2]);
        while let Some((i, j)) = waiting.pop() {
            let is_inside = inside.get(j).and_then(|line| line.get(i)) == Some(&true);
            let Some(reached) = reached.get_mut(j).and_then(|line| line.get_mut(i)).filter(|r| is_inside && !**r)
            else {
                continue;
            };
            *reached = true;
            low = [low[0].min(i), low[1].min(j)];
            high = [high[0].max(i), high[1].max(j)];
            waiting.extend([(i + 1, j), (i.wrapping_sub(1), j), (i, j + 1), (i, j.wrapping_sub(1))]);
        }
        // The rim lies within one sample of the outermost inside one.
        let side = |axis: usize, own: [f64; 2], from: f64, step: f64| {
            let (low, high) = (low[axis], high[axis]);
            let [below, above] = [from + step * (low as f64 - 1.0), from + step * (high as f64 + 1.0)];
            [
                if low > 0 && low < COUNT { below } else { own[0] },
                if high > 0 && high < COUNT - 1 { above } else { own[1] },
            ]
        };
        let region = Domain { w: side(0, view.w, wide.w[0], dw), b: side(1, view.b, wide.b[0], db) };
        let closed = low.iter().all(|low| (1..COUNT).contains(low)) && high.iter().all(|high| *high < COUNT - 1);
        (Self { region, rim }, closed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::surface::CATALOGUE;

    fn cut(name: &str, bands: usize) -> (Cut, Surface) {
        let surface = Surface::named(name, &[]).unwrap_or_else(|| unreachable!());
        let bands = Bands::of(&surface, surface.domain(), bands);
        (Cut::of(&surface, surface.domain(), &bands, surface.start()), surface)
    }

    #[test]
    fn the_bowls_rim_is_an_ellipse_that_fits_in() {
        // For any number of bands a theme has.
        for bands in 4..=12 {
            let (cut, _) = cut("bowl", bands);
            // ½(w² + 50 b²) = rim at w = √(2 rim) and b = √(rim / 25); a sample is 0.5 of w wide and 0.25 of b.
            let (w, b) = ((2.0 * cut.rim).sqrt(), (cut.rim / 25.0).sqrt());
            for (side, reach, sample) in [(cut.region.w, w, 0.52), (cut.region.b, b, 0.26)] {
                assert!(side[0] <= -reach && side[0] > -reach - 2.0 * sample, "{bands}: {side:?} {reach}");
                assert!(side[1] >= reach && side[1] < reach + 2.0 * sample, "{bands}: {side:?} {reach}");
            }
        }
    }

    #[test]
    fn every_cut_holds_the_start_and_is_not_much_larger_than_the_view() {
        for entry in CATALOGUE {
            let (cut, surface) = cut(entry.name, 10);
            assert!(cut.region.contains(surface.start()), "{} {cut:?}", entry.name);
            assert!(surface.value(surface.start()) <= cut.rim, "{}", entry.name);
            let ([w, b], [vw, vb]) = (cut.region.size(), surface.domain().size());
            assert!(w > 0.1 * vw && w < 2.6 * vw && b > 0.1 * vb && b < 2.6 * vb, "{} {cut:?}", entry.name);
        }
        // It descends on two sides, so there is no rim, and the body ends at the view.
        let (saddle, surface) = cut("saddle", 10);
        assert_eq!(saddle.region.b, surface.domain().b);
    }
}
