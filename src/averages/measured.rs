//! Noise reduction of an average, measured for comparison with theory.

use super::{Series, Weights, average};

/// A measurement with its standard error.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Measured {
    /// The measured ratio.
    pub ratio: f64,
    /// Its standard error, from theory.
    pub error: f64,
}

impl Measured {
    /// Deviation from `theory` in standard errors; 0 if they agree to rounding.
    pub fn errors_off(&self, theory: f64) -> f64 {
        let off = (self.ratio - theory).abs();
        if off <= 1e-9 * theory.abs() { 0.0 } else { off / self.error }
    }

    /// Compares the measurement with `theory`: `Some(true)` within one standard error, `Some(false)` beyond three (as one correct
    /// measurement in 370 is), and `None` in between.
    pub fn agrees(&self, theory: f64) -> Option<bool> {
        match self.errors_off(theory) {
            off if off <= 1.0 => Some(true),
            off if off <= 3.0 => None,
            _ => Some(false),
        }
    }
}

/// The variance of the averaged noise over that of the noise itself, for a series whose signal is known; `None` without noise.
///
/// The average starts at 0, so at step t its variance is only 1 - past^(2t) of its limit: both sides are summed over all steps, and the
/// result is the ratio of the sums. Its error follows from Gaussian fourth moments: over n steps Σv² has relative variance
/// 2(1+β²)/(n(1-β²)) (Bartlett 1946), Σn² has 2/n, and since both come from the same noise their covariance subtracts 4/n. What remains is
/// 4β²/(n(1-β²)), which is 0 at β = 0.
pub fn noise_left(series: &Series, weights: Weights) -> Option<Measured> {
    let noise: Vec<f64> = series.observed.iter().zip(&series.signal).map(|(y, signal)| y - signal).collect();
    let mean_square = noise.iter().map(|n| n * n).sum::<f64>() / noise.len().max(1) as f64;
    let past = weights.past * weights.past;
    // Σ (1 - past^(2t)): the equivalent number of steps at full variance.
    let mut full = 0.0;
    let mut begun = 0.0;
    for _ in &noise {
        begun = past * begun + (1.0 - past);
        full += begun;
    }
    let averaged: f64 = average(&noise, weights).raw.iter().map(|x| x * x).sum();
    let ratio = averaged / (full * mean_square);
    let error = weights.variance_ratio() * (4.0 * past / (full * (1.0 - past))).sqrt();
    ratio.is_finite().then_some(Measured { ratio, error })
}

/// Values at the end of a series used to measure its zig-zag.
const ENDS: usize = 8;

/// The amplitude of the averaged zig-zag over that of the series itself, at the end of both: the last eight values are differenced
/// repeatedly down to a single number, divided by 2 to the number of times. Each differencing doubles a component that changes sign at
/// every step and removes a constant; the transient of the average's start, β^(t-8), also shrinks by a factor ((1-β)/2)^7: below 1e-4 of it
/// at β = .5, below 1e-9 at .9.
pub fn zigzag_left(signal: &[f64], weights: Weights) -> Option<f64> {
    let height = |values: &[f64]| -> f64 {
        let mut ends = values.get(values.len().saturating_sub(ENDS)..).unwrap_or(&[]).to_vec();
        while ends.len() > 1 {
            ends = ends.windows(2).map(|pair| 0.5 * (pair[1] - pair[0])).collect();
        }
        ends.first().map_or(f64::NAN, |height| height.abs())
    };
    let smooth = average(signal, weights);
    let ratio = height(&smooth.raw) / height(signal);
    (signal.len() > ENDS && ratio.is_finite()).then_some(ratio)
}

/// The variance of an average of independent noise at step t over that of the noise, without and with bias correction: Σ (new·past^i)² over
/// i < t, and the same over (1-past^t)².
pub fn left(weights: Weights, t: usize) -> [f64; 2] {
    let squared = Weights { new: 1.0 - weights.past * weights.past, past: weights.past * weights.past };
    let raw = weights.variance_ratio() * squared.sum(t);
    [raw, raw / weights.sum(t).powi(2)]
}

#[cfg(test)]
mod tests {
    use super::super::{Reading, SERIES, generated, named};
    use super::*;

    /// Over many seeds the measured ratio must scatter around the prediction as its error says. Over 400 seeds the mean of the scaled
    /// deviations has standard error .05, and their standard deviation .035; allow four of these, and half as much again for the mean: a
    /// ratio of two sums is itself biased by O(1/n).
    #[test]
    fn the_variance_ratio_scatters_as_is_predicted() {
        for beta in [0.1, 0.3, 0.5, 0.9, 0.95] {
            let weights = Reading::Momentum.weights(beta);
            let scaled: Vec<f64> = (0..400)
                .filter_map(|seed| noise_left(&generated(&SERIES[1], 4000, 2.0, seed), weights))
                .map(|m| (m.ratio - weights.variance_ratio()) / m.error)
                .collect();
            let n = scaled.len() as f64;
            let mean = scaled.iter().sum::<f64>() / n;
            let spread = (scaled.iter().map(|z| (z - mean).powi(2)).sum::<f64>() / n).sqrt();
            assert!(
                scaled.len() == 400 && mean.abs() < 0.3 && (spread - 1.0).abs() < 0.14,
                "{beta}: {mean} ± {spread}"
            );
        }
    }

    /// 100,000 steps at β = .9: 10,000 independent values, an error of 1.4 %; allow three of these.
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
    fn how_far_off_a_measurement_is() {
        let measured = Measured { ratio: 0.5, error: 0.1 };
        let of = |theory: f64| (measured.errors_off(theory).round(), measured.agrees(theory));
        assert_eq!([of(0.5), of(0.44)], [(0.0, Some(true)), (1.0, Some(true))]);
        assert_eq!([of(0.7), of(0.1)], [(2.0, None), (4.0, Some(false))]);
        assert_eq!(Measured { ratio: 1.0, error: 0.0 }.agrees(1.0), Some(true));
        assert_eq!(Measured { ratio: 1.0, error: 0.0 }.agrees(1.1), Some(false));
    }

    #[test]
    fn without_noise_there_is_nothing_to_measure() {
        let series = generated(&SERIES[0], 100, 0.0, 0);
        assert_eq!(noise_left(&series, Reading::Momentum.weights(0.9)), None);
        let noisy = generated(&SERIES[0], 100, 1.0, 0);
        let all = noise_left(&noisy, Reading::Momentum.weights(0.0));
        assert!(all.is_some_and(|m| (m.ratio - 1.0).abs() < 1e-12 && m.agrees(1.0) == Some(true)));
    }

    /// The zig-zag of 4 keeps (1-β)/(1+β) of its amplitude, on a series of any length: the transient either has decayed, β^300 below 1e-13
    /// at .9, or is removed by the differencing, 1e-3·.5^32/4^7 at .5 after 40 steps.
    #[test]
    fn a_zigzag_shrinks_to_the_alternating_gain() {
        let kind = named("gradient").unwrap_or(&SERIES[0]);
        for (beta, length) in
            [(0.0, 300), (0.5, 300), (0.9, 300), (0.0, 20), (0.5, 40), (0.98, 20), (0.992, 120), (0.999, 40)]
        {
            let weights = Reading::Momentum.weights(beta);
            let series = generated(kind, length, 0.0, 0);
            let left = zigzag_left(&series.signal, weights).unwrap_or(f64::NAN);
            assert!((left / weights.alternating() - 1.0).abs() < 1e-10, "{beta}, {length}: {left}");
        }
        for beta in [0.0, 0.5, 0.9] {
            // A constant component survives: the mean of the last two averages is the slope.
            let smooth = average(&generated(kind, 300, 0.0, 0).signal, Reading::Momentum.weights(beta)).raw;
            let middle = 0.5 * (smooth[298] + smooth[299]);
            assert!((middle - 1.0).abs() < 1e-12, "{beta}: {middle}");
        }
        assert_eq!(zigzag_left(&[1.0, 2.0, 1.0], Reading::Momentum.weights(0.5)), None);
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
