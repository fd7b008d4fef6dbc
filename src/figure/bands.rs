//! From loss to band, by one rule for every surface.

use crate::number::tidy;
use crate::surface::{Domain, Surface};

/// Thresholds between bands of loss, ascending, in the loss's own units: telling a value's band takes no logarithm.
#[derive(Clone, Debug, PartialEq)]
pub struct Bands {
    thresholds: Vec<f64>,
    /// The least loss, above which thresholds are round.
    base: f64,
}

impl Bands {
    /// `count` bands for what a viewport shows of a surface: with u = log(1+(f-fmin)/s) / log(1+(ftop-fmin)/s), where
    /// s is the 6 % quantile of f-fmin in view and ftop its 97 % quantile, they are equally wide in u. Without a known
    /// minimum fmin is the least value in view. Edges are rounded to two figures above fmin, so that a legend can name them.
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
        let quantile = |q: f64| values.get((q * values.len() as f64) as usize).copied().unwrap_or(1.0);
        let lowest = values.first().copied().unwrap_or(0.0);
        // A minimum far below everything in view would leave the view in one band.
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

    /// The band of a loss, 0 the lowest. A loss that is no number lies in the highest.
    #[inline]
    pub fn band(&self, loss: f64) -> u8 {
        if loss.is_nan() {
            return self.thresholds.len() as u8;
        }
        self.thresholds.partition_point(|t| *t <= loss) as u8
    }

    /// A band with the losses it lies between: from the first on, below the second.
    pub fn span(&self, band: u8) -> (u8, f64, f64) {
        let edge = |i: usize, otherwise: f64| self.thresholds.get(i).copied().unwrap_or(otherwise);
        let low = if band == 0 { f64::NEG_INFINITY } else { edge(usize::from(band) - 1, f64::NEG_INFINITY) };
        (band, low, edge(usize::from(band), f64::INFINITY))
    }

    /// How many bands there are.
    pub fn count(&self) -> usize {
        self.thresholds.len() + 1
    }

    /// The losses at the edges above the least loss, ascending.
    pub fn heights(&self) -> impl Iterator<Item = f64> + '_ {
        self.thresholds.iter().map(|t| t - self.base)
    }

    /// The least loss, above which heights are counted.
    pub fn base(&self) -> f64 {
        self.base
    }

    /// Whether the heights are the losses themselves.
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
    use crate::surface::CATALOGUE;

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
}
