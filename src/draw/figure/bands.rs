//! Maps losses to bands, by one rule for every surface.

use crate::math::number::tidy;
use crate::math::surface::{Domain, Surface};

/// The band of a point where a surface has no value: a hole in its field.
pub const HOLE: u8 = u8::MAX;

/// Ascending thresholds between bands of loss, in the loss's own units: finding a value's band takes no logarithm.
#[derive(Clone, Debug, PartialEq)]
pub struct Bands {
    thresholds: Vec<f64>,
    /// The minimum loss, above which thresholds are round.
    base: f64,
}

impl Bands {
    /// Computes `count` bands for the part of a surface in a viewport. They have equal widths in u = log(1+(f-fmin)/s) /
    /// log(1+(ftop-fmin)/s), where s is the 6 % quantile of f-fmin in view and ftop the 97 % quantile of f. Without a known minimum,
    /// fmin is the least value in view. Edges are rounded to two significant digits above fmin, for use in a legend.
    pub fn of(surface: &Surface, view: Domain, count: usize) -> Self {
        const ACROSS: usize = 40;
        const DOWN: usize = 30;
        let [width, height] = view.size();
        let mut values = Vec::with_capacity(ACROSS * DOWN);
        let mut row = [0.0; ACROSS];
        let dw = width / ACROSS as f64;
        for j in 0..DOWN {
            let b = view.b[0] + height * (j as f64 + 0.5) / DOWN as f64;
            surface.row(view.w[0] + 0.5 * dw, dw, b, &mut row);
            values.extend(row.iter().copied().filter(|v| v.is_finite()));
        }
        values.sort_by(f64::total_cmp);
        if values.is_empty() {
            return Self { thresholds: Vec::new(), base: 0.0 };
        }
        let quantile = |q: f64| values.get((q * values.len() as f64) as usize).copied().unwrap_or(1.0);
        let lowest = values.first().copied().unwrap_or(0.0);
        // A minimum far below everything in view would put the whole view in one band.
        let least = surface.least().filter(|least| *least <= lowest).unwrap_or(lowest);
        let top = quantile(0.97) - least;
        let scale = (quantile(0.06) - least).max(top * 1e-9);
        if !(top > 0.0 && top.is_finite()) {
            return Self { thresholds: Vec::new(), base: least };
        }
        let range = (top / scale).ln_1p();
        let threshold = |k: usize| least + tidy(scale * (range * k as f64 / count as f64).exp_m1(), 2);
        Self { thresholds: (1..count).map(threshold).collect(), base: least }
    }

    /// Returns the band of a loss, 0 being the lowest; [`HOLE`] if it is not finite.
    #[inline]
    pub fn band(&self, loss: f64) -> u8 {
        if !loss.is_finite() {
            return HOLE;
        }
        self.thresholds.partition_point(|t| *t <= loss) as u8
    }

    /// Returns a band with the losses it spans: from the first, inclusive, to the second, exclusive. `None` for a hole.
    pub fn span(&self, band: u8) -> (u8, f64, f64) {
        if band == HOLE {
            return (HOLE, f64::NAN, f64::NAN);
        }
        let edge = |i: usize, otherwise: f64| self.thresholds.get(i).copied().unwrap_or(otherwise);
        let low = if band == 0 { f64::MIN } else { edge(usize::from(band) - 1, f64::MIN) };
        (band, low, edge(usize::from(band), f64::INFINITY))
    }

    /// The number of bands.
    pub fn count(&self) -> usize {
        self.thresholds.len() + 1
    }

    /// The losses at the edges relative to the minimum loss, ascending.
    pub fn heights(&self) -> impl Iterator<Item = f64> + '_ {
        self.thresholds.iter().map(|t| t - self.base)
    }

    /// The minimum loss, relative to which heights are measured.
    pub fn base(&self) -> f64 {
        self.base
    }

    /// Returns true if the heights are the losses themselves.
    pub fn is_loss(&self) -> bool {
        self.base == 0.0
    }

    /// The losses at the edges, ascending.
    pub fn thresholds(&self) -> &[f64] {
        &self.thresholds
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::surface::CATALOGUE;

    #[test]
    fn every_surface_shows_all_its_bands() {
        for entry in CATALOGUE {
            let surface = Surface::from_entry(entry, &[]);
            let bands = Bands::of(&surface, surface.domain(), 10);
            assert_eq!(bands.count(), 10, "{}", entry.name);
            assert!(bands.thresholds().windows(2).all(|t| t[0] < t[1]), "{}", entry.name);
            let mut seen = [0; 10];
            let mut row = [0.0; 64];
            let [width, height] = surface.domain().size();
            for j in 0..64 {
                let b = surface.domain().b[0] + height * f64::from(j) / 63.0;
                surface.row(surface.domain().w[0], width / 63.0, b, &mut row);
                for v in row {
                    seen[usize::from(bands.band(v))] += 1;
                }
            }
            let shown = seen.iter().filter(|n| **n > 0).count();
            assert!(shown >= 9, "{} {seen:?}", entry.name);
        }
    }

    #[test]
    fn what_is_not_finite_lies_in_no_band() {
        let surface = Surface::named("bowl", &[]).unwrap_or_else(|| unreachable!());
        let bands = Bands::of(&surface, surface.domain(), 10);
        for value in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            assert_eq!(bands.band(value), HOLE);
            for band in [0, 4, 9, HOLE] {
                let (_, low, high) = bands.span(band);
                assert!(!(low <= value && value < high), "{band} {value}");
            }
        }
        assert_eq!((bands.band(f64::MIN), bands.band(f64::MAX)), (0, 9));
    }

    /// On a surface with holes and poles, the bands are those of the finite values.
    #[test]
    fn holes_and_poles_leave_the_bands_to_the_rest() {
        use crate::math::surface::Expression;
        for text in ["log(x)^2 + y^2", "sqrt(16 - x^2 - y^2)", "1/x + y^2", "log(x)*y^2 + x", "tan(x) + y^2"] {
            let expression = Expression::parse(text, &[] as &[&str]).unwrap_or_else(|e| unreachable!("{e}"));
            let surface = Surface::typed(&expression, &[]);
            let bands = Bands::of(&surface, surface.domain(), 10);
            let mut seen = [0; 10];
            let mut row = [0.0; 60];
            for j in 0..60 {
                surface.row(-4.95, 0.167, -4.9 + 0.167 * f64::from(j), &mut row);
                for band in row.iter().map(|v| bands.band(*v)).filter(|band| *band != HOLE) {
                    seen[usize::from(band)] += 1;
                }
            }
            let most = seen.iter().max().copied().unwrap_or(0);
            assert!(seen.iter().filter(|n| **n > 0).count() >= 8, "{text} {seen:?}");
            assert!(most * 5 < 3 * seen.iter().sum::<i32>(), "{text} {seen:?}");
        }
        let nowhere = Expression::parse("log(-1-x^2)", &[] as &[&str]).unwrap_or_else(|e| unreachable!("{e}"));
        let surface = Surface::typed(&nowhere, &[]);
        assert_eq!(Bands::of(&surface, surface.domain(), 10).count(), 1);
    }
}
