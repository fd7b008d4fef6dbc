//! Exponential moving averages of a series: the average itself, its weights, and their theory.
//!
//! ŷ_t = past·ŷ_{t-1} + new·y_t with new + past = 1 and ŷ_0 = 0, for t from 1 (Brown 1956). Unrolled, ŷ_t = Σ new·past^i y_{t-i} over i
//! from 0 to t-1. Which of the two weights is called β is a matter of [`Reading`].

mod measured;
mod series;
mod unrolled;

use crate::math::parameter::{Parameter, Scale};

pub use measured::{Measured, left, noise_left, zigzag_left};
pub use series::{Kind, LENGTH, NOISE, SERIES, Series, generated, named};
pub use unrolled::{Term, Unrolled, unrolled};

/// The convention for which of the two weights is β. Each reading mirrors the other, with β and 1-β swapped.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Reading {
    /// ŷ ← βŷ + (1-β)y: β on the old value, as in momentum and Adam.
    #[default]
    Momentum,
    /// ŷ ← βy + (1-β)ŷ: β on the new value, as in the notes.
    Notes,
}

/// β on the old value: [0, 1).
const ON_OLD: Parameter = Parameter {
    name: "beta",
    symbol: "β",
    title: "weight of the past",
    default: 0.95,
    low: 0.0,
    high: 1.0,
    open: true,
    slider: (0.0, 0.999),
    scale: Scale::OneMinusLog,
};

/// β on the new value: (0, 1].
const ON_NEW: Parameter = Parameter {
    title: "weight of the new",
    default: 0.05,
    // The least weight whose mirror still differs from 1, to match the range of the other reading.
    low: 1e-12,
    open: false,
    slider: (0.001, 1.0),
    scale: Scale::Log,
    ..ON_OLD
};

impl Reading {
    /// Both readings with their names on the command line.
    pub const ALL: [(Reading, &'static str); 2] = [(Reading::Momentum, "momentum"), (Reading::Notes, "notes")];

    /// The name on the command line.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(r, _)| *r == self).map_or("", |(_, name)| name)
    }

    /// The other reading.
    pub fn other(self) -> Self {
        match self {
            Reading::Momentum => Reading::Notes,
            Reading::Notes => Reading::Momentum,
        }
    }

    /// The parameter β with its range: on the old value from 0 to below 1, on the new one from above 0 to 1. (With β = 1 on the old value,
    /// or 0 on the new one, the average would never leave 0.)
    pub fn beta(self) -> &'static Parameter {
        match self {
            Reading::Momentum => &ON_OLD,
            Reading::Notes => &ON_NEW,
        }
    }

    /// The recursion in the notes' notation.
    pub fn formula(self) -> &'static str {
        match self {
            Reading::Momentum => "ŷ ← βŷ + (1-β)y",
            Reading::Notes => "ŷ ← βy + (1-β)ŷ",
        }
    }

    /// The two weights for a β of this reading.
    pub fn weights(self, beta: f64) -> Weights {
        match self {
            Reading::Momentum => Weights { new: 1.0 - beta, past: beta },
            Reading::Notes => Weights { new: beta, past: 1.0 - beta },
        }
    }
}

/// Weights of the new value and of the past average; they sum to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Weights {
    /// Weight of y, above 0.
    pub new: f64,
    /// Weight of ŷ, below 1.
    pub past: f64,
}

impl Weights {
    /// The weight of the value `age` steps back, new·past^age.
    pub fn at(&self, age: usize) -> f64 {
        self.new * power(self.past, age)
    }

    /// The sum of the newest `count` weights, 1 - past^count; also the bias-correction divisor of an average that started at 0 `count`
    /// steps ago.
    pub fn sum(&self, count: usize) -> f64 {
        1.0 - power(self.past, count)
    }

    /// The weights from the newest on, each `past` times the one before, until they are too small to change a sum.
    pub fn iter(&self) -> impl Iterator<Item = f64> + use<> {
        let Weights { new, past } = *self;
        let negligible = f64::EPSILON * f64::EPSILON * new;
        std::iter::successors(Some(new), move |weight| Some(weight * past))
            .take_while(move |weight| *weight > negligible)
    }

    /// The newest `count` weights summed one by one, for comparison with [`Weights::sum`].
    pub fn added(&self, count: usize) -> f64 {
        self.iter().take(count).sum()
    }

    /// Σ new·past^i y_{t-i} over the values up to step `t` (from 1): the recursion in closed form.
    pub fn of(&self, series: &[f64], t: usize) -> f64 {
        let newest_first = series.get(..t).unwrap_or(series).iter().rev();
        self.iter().zip(newest_first).map(|(weight, y)| weight * y).sum()
    }

    /// The effective window in steps, 1/new; the mean age of the values in it is one less (Brown 1963).
    pub fn window(&self) -> f64 {
        1.0 / self.new
    }

    /// The variance of the average of independent noise over that of the noise, new/(1 + past): Σ (new·past^i)² over all i.
    pub fn variance_ratio(&self) -> f64 {
        self.new / (1.0 + self.past)
    }

    /// The gain at the highest frequency, for a component that changes sign at every step: Σ new·past^i (-1)^i = new/(1 + past), the same
    /// number.
    pub fn alternating(&self) -> f64 {
        self.variance_ratio()
    }
}

/// `x` to a non-negative integer power; 0 to the 0 is 1. The same on every machine, which `powf` does not guarantee.
fn power(x: f64, exponent: usize) -> f64 {
    let (mut result, mut square, mut left) = (1.0, x, exponent);
    while left > 0 {
        if left & 1 == 1 {
            result *= square;
        }
        square *= square;
        left >>= 1;
    }
    result
}

/// An exponential moving average of a series, step by step.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Average {
    /// ŷ_1, ŷ_2, …, starting from ŷ_0 = 0.
    pub raw: Vec<f64>,
    /// Bias-corrected: divided by 1 - past^t, the sum of the weights so far (Kingma and Ba 2015, section 3).
    pub corrected: Vec<f64>,
}

/// Treatment of missing values.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Gaps {
    /// Ignore gaps: the next value follows the last as if they were neighbors (pandas: `ignore_na=True`).
    #[default]
    Skip,
    /// Age over gaps: the weights of older values decay there, too (pandas: `ignore_na=False`).
    Age,
}

impl Gaps {
    /// Both options with their names on the command line.
    pub const ALL: [(Gaps, &'static str); 2] = [(Gaps::Skip, "skip"), (Gaps::Age, "age")];

    /// The name on the command line.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(g, _)| *g == self).map_or("", |(_, name)| name)
    }
}

/// The exponential moving average of `series`.
pub fn average(series: &[f64], weights: Weights) -> Average {
    average_over(series, &[], weights)
}

/// The exponential moving average of values at ascending places from 1: the weights of older values decay across places without a value.
/// Without places, the values are neighbors.
pub fn average_over(series: &[f64], places: &[usize], weights: Weights) -> Average {
    let Weights { new, past } = weights;
    let mut last = 0;
    let mut places = places.iter();
    let mut average = Average { raw: Vec::with_capacity(series.len()), corrected: Vec::with_capacity(series.len()) };
    // Sum the weights by the same recursion, so that no power of a number near 1 is subtracted from 1.
    let (mut mean, mut sum) = (0.0, 0.0);
    let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
    for &y in series {
        let place = places.next().copied().unwrap_or(last + 1);
        if place > last + 1 {
            let aged = power(past, place - last - 1);
            (mean, sum) = (mean * aged, sum * aged);
        }
        last = place;
        mean = past * mean + new * y;
        sum = past * sum + new;
        (low, high) = (low.min(y), high.max(y));
        average.raw.push(mean);
        // A weighted mean lies within the range of its values; keep rounding from leaving it and the quotient from overflowing.
        average.corrected.push((mean / sum).max(low).min(high));
    }
    average
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A series without a pattern, from a linear congruential generator.
    fn jumble(length: usize) -> Vec<f64> {
        let mut state = 12345_u64;
        let mut next = || {
            state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            (state >> 11) as f64 / (1_u64 << 53) as f64 * 20.0 - 7.0
        };
        (0..length).map(|_| next()).collect()
    }

    const BETAS: [f64; 7] = [0.0, 0.1, 0.5, 0.9, 0.95, 0.99, 0.999];

    #[test]
    fn the_recursion_is_the_weighted_sum() {
        let y = jumble(300);
        for beta in BETAS {
            let weights = Reading::Momentum.weights(beta);
            let average = average(&y, weights);
            for t in [1, 2, 3, 10, 100, 300] {
                let sum: f64 = (0..t).map(|i| weights.at(i) * y[t - 1 - i]).sum();
                // 300 terms of size 10, each rounded: a few hundred half units in the last place of 10.
                assert!((average.raw[t - 1] - sum).abs() < 1e-12, "{beta} {t}");
                assert!((weights.of(&y, t) - sum).abs() < 1e-12, "{beta} {t}");
                let all: f64 = (0..t).map(|i| weights.at(i)).sum();
                // A product of up to 300 factors, each rounded.
                assert!((weights.added(t) - all).abs() < 1e-13, "{beta} {t}");
                assert!((all - weights.sum(t)).abs() < 1e-13, "{beta} {t}");
                assert!((average.corrected[t - 1] - sum / all).abs() < 1e-11, "{beta} {t}");
            }
        }
    }

    /// The weight of the past is the exact complement if β has no digits beyond those of 1; then the mirror has the same bits.
    #[test]
    fn the_readings_are_each_others_mirror() {
        let y = jumble(500);
        for beta in BETAS {
            let (ours, theirs) = (Reading::Momentum.weights(beta), Reading::Notes.weights(1.0 - beta));
            let (a, b) = (average(&y, ours), average(&y, theirs));
            if beta >= 0.5 || beta == 0.0 {
                // 1-β is exact there (Sterbenz), so both readings multiply by the same two numbers.
                assert_eq!(a, b, "{beta}");
            } else {
                // Below, 1-β is rounded once: 1e-16 of β, times values of at most 13, over the few steps it remembers.
                assert!(a.raw.iter().zip(&b.raw).all(|(a, b)| (a - b).abs() < 1e-14), "{beta}");
            }
        }
    }

    #[test]
    fn a_constant_is_its_own_corrected_average_and_underestimated_by_the_sum_of_weights() {
        for (level, beta) in [(10.0, 0.95), (-3.7, 0.999), (f64::MAX, 0.9), (5e-324, 0.99)] {
            let weights = Reading::Momentum.weights(beta);
            let average = average(&[level; 200], weights);
            assert!(average.corrected.iter().all(|c| *c == level), "{level}");
            if level.abs() == 10.0 {
                for (i, raw) in average.raw.iter().enumerate() {
                    assert!((raw / level - weights.sum(i + 1)).abs() < 1e-14);
                }
            }
        }
    }

    #[test]
    fn closed_forms_of_the_weights() {
        for beta in BETAS {
            let weights = Reading::Momentum.weights(beta);
            let many = 60_000;
            let sum: f64 = (0..many).map(|i| weights.at(i)).sum();
            let squares: f64 = (0..many).map(|i| weights.at(i).powi(2)).sum();
            let signed: f64 = (0..many).map(|i| weights.at(i) * if i % 2 == 0 { 1.0 } else { -1.0 }).sum();
            let age: f64 = (0..many).map(|i| weights.at(i) * i as f64).sum();
            // Geometric series, truncated at terms below 1e-26; sums of 60,000 rounded terms.
            assert!((sum - 1.0).abs() < 1e-12, "{beta}");
            assert!((squares - weights.variance_ratio()).abs() < 1e-12, "{beta}");
            assert!((signed - weights.alternating()).abs() < 1e-12, "{beta}");
            assert!((age + 1.0 - weights.window()).abs() < 1e-9 * weights.window(), "{beta}");
        }
    }

    #[test]
    fn ranges_exclude_what_would_never_leave_zero() {
        assert!(ON_OLD.allows(0.0) && !ON_OLD.allows(1.0) && !ON_OLD.allows(-0.1));
        assert!(ON_NEW.allows(1.0) && !ON_NEW.allows(0.0) && !ON_NEW.allows(1.1));
        assert_eq!(average(&[1.0, 2.0], Reading::Notes.weights(1.0)).raw, [1.0, 2.0]);
        assert_eq!(average(&[1.0, 2.0], Reading::Momentum.weights(0.0)).corrected, [1.0, 2.0]);
    }
}
