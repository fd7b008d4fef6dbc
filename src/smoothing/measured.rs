//! What an average leaves of the noise: measured, to stand beside what theory says.

use super::{Series, Weights, average};

/// A measurement with its standard error.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Measured {
    /// The ratio that was found.
    pub ratio: f64,
    /// Its standard error: how far off chance alone takes it, as theory has it.
    pub error: f64,
}

impl Measured {
    /// Whether it agrees with `theory` within two standard errors (19 of 20 right measurements do), or to rounding.
    pub fn agrees(&self, theory: f64) -> bool {
        (self.ratio - theory).abs() <= (2.0 * self.error).max(1e-9 * theory.abs())
    }
}

/// The variance of the averaged noise over that of the noise itself, from a series whose signal is known; nothing where there
/// is no noise.
///
/// The average begins at 0, so that at step t its variance is only 1 - past^(2t) of its last one: both sides are summed over all
/// steps, and the ratio is of the sums. The average remembers: n of its values are worth n(1-β²)/(1+β²) independent ones for a
/// variance (Bartlett 1946), and a variance from m values has the relative error √(2/m).
pub fn noise_left(series: &Series, weights: Weights) -> Option<Measured> {
    let noise: Vec<f64> = series.observed.iter().zip(&series.signal).map(|(y, signal)| y - signal).collect();
    let mean_square = noise.iter().map(|n| n * n).sum::<f64>() / noise.len().max(1) as f64;
    let past = weights.past * weights.past;
    // 1 - past^(2t), summed: steps at full variance that the average is worth.
    let mut full = 0.0;
    let mut begun = 0.0;
    for _ in &noise {
        begun = past * begun + (1.0 - past);
        full += begun;
    }
    let averaged: f64 = average(&noise, weights).raw.iter().map(|x| x * x).sum();
    let ratio = averaged / (full * mean_square);
    let independent = full * (1.0 - past) / (1.0 + past);
    // Of β = 0 both are the same numbers, and nothing is left to chance.
    let error = if weights.past == 0.0 { 0.0 } else { ratio_error(weights, independent) };
    ratio.is_finite().then_some(Measured { ratio, error })
}

fn ratio_error(weights: Weights, independent: f64) -> f64 {
    weights.variance_ratio() * (2.0 / independent.max(1.0)).sqrt()
}

/// The height of the averaged zig-zag over that of the series itself, over the last `steps` steps up to t: of a series and its
/// average, the mean of the differences from step to step, with alternating sign. What is slow drops out of both.
pub fn zigzag_left(signal: &[f64], weights: Weights) -> Option<f64> {
    let height = |values: &[f64]| -> f64 {
        let ends = values.get(values.len().saturating_sub(8)..).unwrap_or(&[]);
        let signed =
            ends.windows(2).enumerate().map(|(i, pair)| (pair[1] - pair[0]) * if i % 2 == 0 { 1.0 } else { -1.0 });
        signed.sum::<f64>().abs()
    };
    let smooth = average(signal, weights);
    let ratio = height(&smooth.raw) / height(signal);
    ratio.is_finite().then_some(ratio)
}

/// Of what an average of independent noise is made, at step t: its variance over the noise's, uncorrected and corrected for the
/// start. Σ (new·past^i)² over i < t, and the same over (1-past^t)².
pub fn left(weights: Weights, t: usize) -> [f64; 2] {
    let squared = Weights { new: 1.0 - weights.past * weights.past, past: weights.past * weights.past };
    let raw = weights.variance_ratio() * squared.sum(t);
    [raw, raw / weights.sum(t).powi(2)]
}

#[cfg(test)]
mod tests {
    use super::super::{Reading, SERIES, generated, named};
    use super::*;

    /// Over many seeds the measured ratio must scatter as its error says: 19 of 20 within two errors. Of 200 seeds, between 180 and
    /// 199 (five standard deviations of the count are 15).
    #[test]
    fn the_variance_ratio_is_what_is_predicted() {
        for beta in [0.5, 0.9, 0.95] {
            let weights = Reading::Momentum.weights(beta);
            let inside = (0..200)
                .filter(|seed| {
                    let series = generated(&SERIES[1], 2000, 2.0, *seed);
                    noise_left(&series, weights).is_some_and(|m| m.agrees(weights.variance_ratio()))
                })
                .count();
            assert!((180..200).contains(&inside), "{beta}: {inside}");
        }
    }

    /// 100,000 steps at β = .9: 10,000 independent values, 1.4 % of error; three of these.
    #[test]
    fn on_a_long_series_it_is_close() {
        for kind in SERIES {
            let weights = Reading::Momentum.weights(0.9);
            let series = generated(kind, 100_000, kind.noise, 11);
            let ratio = noise_left(&series, weights).map_or(0.0, |m| m.ratio);
            assert!((ratio / weights.variance_ratio() - 1.0).abs() < 0.045, "{}: {ratio}", kind.name);
        }
    }

    #[test]
    fn without_noise_there_is_nothing_to_measure() {
        let series = generated(&SERIES[0], 100, 0.0, 0);
        assert_eq!(noise_left(&series, Reading::Momentum.weights(0.9)), None);
        let noisy = generated(&SERIES[0], 100, 1.0, 0);
        let all = noise_left(&noisy, Reading::Momentum.weights(0.0));
        assert!(all.is_some_and(|m| (m.ratio - 1.0).abs() < 1e-12 && m.agrees(1.0)));
    }

    /// The zig-zag of 4 keeps (1-β)/(1+β) of its height once the start is forgotten: β^300 is below 1e-13 at .9.
    #[test]
    fn a_zigzag_shrinks_to_the_alternating_gain() {
        let kind = named("gradient").unwrap_or(&SERIES[0]);
        for beta in [0.0, 0.5, 0.9] {
            let weights = Reading::Momentum.weights(beta);
            let series = generated(kind, 300, 0.0, 0);
            let left = zigzag_left(&series.signal, weights).unwrap_or(f64::NAN);
            assert!((left - weights.alternating()).abs() < 1e-12, "{beta}: {left}");
            // What stays, stays: the mean of the last two averages is the slope.
            let smooth = average(&series.signal, weights).raw;
            let middle = 0.5 * (smooth[298] + smooth[299]);
            assert!((middle - 1.0).abs() < 1e-12, "{beta}: {middle}");
        }
    }

    #[test]
    fn variance_at_a_step_is_the_sum_of_squared_weights() {
        for (beta, t) in [(0.9, 1), (0.9, 10), (0.99, 200), (0.0, 3)] {
            let weights = Reading::Momentum.weights(beta);
            let squares: f64 = (0..t).map(|i| weights.at(i).powi(2)).sum();
            let sum: f64 = (0..t).map(|i| weights.at(i)).sum();
            let [raw, corrected] = left(weights, t);
            assert!((raw - squares).abs() < 1e-14 && (corrected - squares / sum.powi(2)).abs() < 1e-12, "{beta} {t}");
        }
    }
}
