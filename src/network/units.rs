//! Work on some units of a layer: loops that become vector instructions, for the CPU at hand, chosen when the program runs.
//!
//! What is summed is summed unit by unit, so that it does not depend on who does which units.

use super::activation::Activation;
use super::statistics::Moments;

/// A unit-sample is saturated where its slope is below this share of the steepest: |tanh| > 0.975.
pub const SATURATED: f64 = 0.05;

/// What is measured of a unit as it passes by.
#[derive(Clone, Copy, Debug)]
pub(super) struct Unit {
    weights: Tally,
    /// Of its activations; on the way back of its gradients.
    pub(super) moments: Moments,
    /// Whether its slope is 0 on all samples.
    pub(super) dead: bool,
    /// On how many samples its slope is below [`SATURATED`] of the steepest.
    pub(super) flat: usize,
}

impl Unit {
    /// Nothing yet.
    pub(super) const NEW: Self = Self { weights: Tally::NONE, moments: Moments::NONE, dead: false, flat: 0 };
}

/// Units on the way forward whose weighted sums are made.
pub(super) struct Forward<'a> {
    pub(super) activation: Activation,
    pub(super) batch: usize,
    /// Incoming weights, unit by unit.
    pub(super) weights: &'a [f64],
    /// Sums (sample by sample, unit by unit) that become activations.
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

    /// A loop of its own for each activation.
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

/// Units on the way back at which all of the gradient has arrived.
pub(super) struct Back<'a> {
    pub(super) batch: usize,
    /// The gradient at their activations, which becomes that at their sums.
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
            // Nothing passes a slope of 0, not even what has overflowed.
            values.iter_mut().zip(slopes).for_each(|(g, s)| *g = if *s == 0.0 { 0.0 } else { *g * s });
            unit.moments = Moments::of(values, 1.0);
        }
    }
}

/// Spread of a unit's weights, and a mark of them.
#[derive(Clone, Copy, Debug)]
struct Tally {
    count: f64,
    /// The first weight, from which the others are counted, so that equal ones have a spread of exactly 0.
    first: f64,
    sum: f64,
    square: f64,
    /// A quarter of it for each fourth of the weights: units that differ in one weight share it once in 2⁶⁴ times.
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

    /// Of the weights of both, counted from the first one's first.
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

/// Standard deviation of a layer's weights, and how many of its units have weights of their own.
pub(super) fn weights(units: &[Unit], marks: &mut Vec<[u64; 4]>) -> (f64, usize) {
    let all = units.iter().map(|unit| unit.weights).fold(Tally::NONE, Tally::join);
    let mean = all.sum / all.count;
    marks.clear();
    marks.extend(units.iter().map(|unit| unit.weights.mark));
    marks.sort_unstable();
    marks.dedup();
    ((all.square / all.count - mean * mean).max(0.0).sqrt(), marks.len())
}

/// Moments of all units' numbers.
pub(super) fn moments(units: &[Unit]) -> Moments {
    units.iter().map(|unit| unit.moments).fold(Moments::NONE, Moments::join)
}
