//! Kernels over some units of a layer: loops that vectorize, dispatched at run time for the CPU at hand.
//!
//! Sums are per unit, so they do not depend on how units are divided among threads.

use super::activation::Activation;
use super::statistics::Moments;

/// A unit-sample is saturated if its slope is below this share of the maximum: |tanh| > 0.975.
pub const SATURATED: f64 = 0.05;

/// Measurements of a unit as it is processed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Unit {
    weights: Tally,
    /// Moments of its activations; in the backward pass, of its gradients.
    pub(super) moments: Moments,
    /// True if its slope is 0 on all samples.
    pub(super) dead: bool,
    /// Number of samples on which its slope is below [`SATURATED`] of the maximum.
    pub(super) flat: usize,
}

impl Unit {
    /// Nothing measured yet.
    pub(super) const NEW: Self = Self { weights: Tally::NONE, moments: Moments::NONE, dead: false, flat: 0 };
}

/// Units in the forward pass whose weighted sums are ready.
pub(super) struct Forward<'a> {
    pub(super) activation: Activation,
    pub(super) batch: usize,
    /// Incoming weights, unit by unit.
    pub(super) weights: &'a [f64],
    /// Sums, sample by sample, unit by unit, replaced by activations.
    pub(super) values: &'a mut [f64],
    pub(super) slopes: &'a mut [f64],
    pub(super) units: &'a mut [Unit],
}

impl Forward<'_> {
    #[inline(always)]
    fn each(self, f: impl Fn(f64) -> (f64, f64)) {
        let low = SATURATED * self.activation.steepest();
        let inputs = self.weights.len() / self.units.len().max(1);
        let columns = self.values.chunks_mut(self.batch).zip(self.slopes.chunks_mut(self.batch));
        for ((unit, weights), (values, slopes)) in self.units.iter_mut().zip(self.weights.chunks(inputs)).zip(columns) {
            for (value, slope) in values.iter_mut().zip(slopes.iter_mut()) {
                (*value, *slope) = f(*value);
            }
            unit.weights = Tally::of(weights);
            unit.moments = Moments::of(values, 1.0);
            unit.dead = slopes.iter().all(|s| *s == 0.0);
            if self.activation.saturates() {
                unit.flat = slopes.iter().filter(|s| **s < low).count();
            }
        }
    }
}

impl pulp::NullaryFnOnce for Forward<'_> {
    type Output = ();

    /// A separate loop for each activation.
    #[inline(always)]
    fn call(self) {
        match self.activation {
            Activation::Linear => self.each(|z| Activation::Linear.at(z)),
            Activation::Relu => self.each(|z| Activation::Relu.at(z)),
            Activation::LeakyRelu => self.each(|z| Activation::LeakyRelu.at(z)),
            Activation::Tanh => self.each(|z| Activation::Tanh.at(z)),
            Activation::Sigmoid => self.each(|z| Activation::Sigmoid.at(z)),
            Activation::Gelu => self.each(|z| Activation::Gelu.at(z)),
        }
    }
}

/// Units in the backward pass whose gradient is complete.
pub(super) struct Back<'a> {
    pub(super) batch: usize,
    /// The gradient at their activations, replaced by that at their sums.
    pub(super) values: &'a mut [f64],
    pub(super) slopes: &'a [f64],
    pub(super) units: &'a mut [Unit],
}

impl pulp::NullaryFnOnce for Back<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let columns = self.values.chunks_mut(self.batch).zip(self.slopes.chunks(self.batch));
        for (unit, (values, slopes)) in self.units.iter_mut().zip(columns) {
            // A slope of 0 blocks everything, even an overflowed gradient.
            values.iter_mut().zip(slopes).for_each(|(g, s)| *g = if *s == 0.0 { 0.0 } else { *g * s });
            unit.moments = Moments::of(values, 1.0);
        }
    }
}

/// Statistics of a unit's weights, and a hash of them.
#[derive(Clone, Copy, Debug)]
struct Tally {
    count: f64,
    /// The first weight, subtracted from the others, so that equal weights have a standard deviation of exactly 0.
    first: f64,
    sum: f64,
    square: f64,
    /// A quarter of the hash for each fourth of the weights: units that differ in one weight collide with probability 2⁻⁶⁴.
    mark: [u64; 4],
}

impl Tally {
    const NONE: Self = Self { count: 0.0, first: 0.0, sum: 0.0, square: 0.0, mark: [0; 4] };

    #[inline(always)]
    fn of(weights: &[f64]) -> Self {
        let first = weights.first().copied().unwrap_or(0.0);
        let mut mark = [0xcbf2_9ce4_8422_2325_u64, 0x9e37_79b9_7f4a_7c15, 0xc2b2_ae3d_27d4_eb4f, 0x1656_67b1_9e37_79f9];
        let (mut sum, mut square) = ([0.0; 4], [0.0; 4]);
        let mut add = |i: usize, w: f64| {
            mark[i] = (mark[i] ^ w.to_bits()).wrapping_mul(0x9fb2_1c65_1e98_df25).rotate_left(29);
            let off = w - first;
            sum[i] += off;
            square[i] += off * off;
        };
        let (fours, rest) = weights.as_chunks::<4>();
        for four in fours {
            (0..4).for_each(|i| add(i, four[i]));
        }
        rest.iter().enumerate().for_each(|(i, w)| add(i, *w));
        Self { count: weights.len() as f64, first, sum: sum.iter().sum(), square: square.iter().sum(), mark }
    }

    /// Merges two tallies, relative to the first one's first weight.
    fn join(self, other: Self) -> Self {
        if self.count == 0.0 {
            return other;
        }
        let off = other.first - self.first;
        Self {
            count: self.count + other.count,
            sum: self.sum + other.sum + off * other.count,
            square: self.square + other.square + off * (2.0 * other.sum + off * other.count),
            ..self
        }
    }
}

/// Standard deviation of a layer's weights, and the number of units with distinct weights.
pub(super) fn weights(units: &[Unit], marks: &mut Vec<[u64; 4]>) -> (f64, usize) {
    let all = units.iter().map(|unit| unit.weights).fold(Tally::NONE, Tally::join);
    let mean = all.sum / all.count;
    marks.clear();
    marks.extend(units.iter().map(|unit| unit.weights.mark));
    marks.sort_unstable();
    marks.dedup();
    ((all.square / all.count - mean * mean).max(0.0).sqrt(), marks.len())
}

/// Moments over all units.
pub(super) fn moments(units: &[Unit]) -> Moments {
    units.iter().map(|unit| unit.moments).fold(Moments::NONE, Moments::join)
}
