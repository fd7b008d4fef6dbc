//! Series to smooth: a signal plus noise, as functions of seed and step.

use crate::math::gradient::Draws;
use crate::math::parameter::{Parameter, Scale};

/// A kind of series.
#[derive(Debug)]
pub struct Kind {
    /// The name on the command line.
    pub name: &'static str,
    /// Formula of the signal, for display.
    pub formula: &'static str,
    /// Short description of its purpose.
    pub about: &'static str,
    /// Name of a step, such as `day`.
    pub step: &'static str,
    /// Default standard deviation of the noise.
    pub noise: f64,
    /// The signal at step t, from 1; a random walk is made of draws instead.
    signal: fn(f64) -> f64,
    /// Standard deviation of the signal's own random steps.
    wander: f64,
}

const fn steady(name: &'static str, formula: &'static str, about: &'static str) -> Kind {
    Kind { name, formula, about, step: "step", noise: 1.0, signal: |_| 0.0, wander: 0.0 }
}

/// Length of a season, in days.
const SEASON: f64 = 150.0;

/// All kinds of series.
pub static SERIES: &[Kind] = &[
    Kind {
        step: "day",
        noise: 3.0,
        signal: |t| 14.0 + 9.0 * (std::f64::consts::TAU * (t - 40.0) / SEASON).sin(),
        ..steady("temperature", "14 + 9 sin(2π(t-40)/150)", "daily means over a 150-day season: the average lags")
    },
    Kind { noise: 2.0, signal: |_| 10.0, ..steady("constant", "10", "a noisy level: shows the bias at the start") },
    Kind {
        signal: |t| if ((t - 1.0) / 60.0).floor() % 2.0 == 0.0 { 2.0 } else { 8.0 },
        noise: 0.5,
        ..steady("step", "2 or 8, every 60 steps", "jumps: k steps later it is 1-β^k of the way")
    },
    Kind {
        signal: |t| 5.0 + 4.0 * (std::f64::consts::TAU * t / 40.0).sin(),
        ..steady("sine", "5 + 4 sin(2πt/40)", "a wave: its average is smaller and lags")
    },
    Kind {
        noise: 2.0,
        wander: 0.5,
        ..steady("walk", "10 and a step of N(0, 0.5) each time", "a noisy random walk: β near .78 is best (Muth 1960)")
    },
    Kind {
        signal: |t| 1.0 + if t % 2.0 == 0.0 { -4.0 } else { 4.0 },
        ..steady("gradient", "1 ± 4, alternating", "a ravine: a slope, and a zig-zag that averages out")
    },
];

/// Looks up a kind by name.
pub fn named(name: &str) -> Option<&'static Kind> {
    SERIES.iter().find(|kind| kind.name == name)
}

/// Number of values of a series.
pub const LENGTH: Parameter = Parameter {
    name: "length",
    symbol: "",
    title: "length",
    default: 120.0,
    low: 2.0,
    high: 1e6,
    open: false,
    slider: (20.0, 2000.0),
    scale: Scale::LogInteger,
};

/// Standard deviation of the noise on each value.
pub const NOISE: Parameter = Parameter {
    name: "noise",
    symbol: "σ",
    title: "noise",
    default: 1.0,
    low: 0.0,
    high: 1e12,
    open: false,
    slider: (0.05, 20.0),
    scale: Scale::Log,
};

/// A series: values at steps 1, 2, ….
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Series {
    /// The observed values.
    pub observed: Vec<f64>,
    /// The signal without noise if it is known; otherwise empty.
    pub signal: Vec<f64>,
}

/// Generates a series. The noise and the random walk's step at t are functions of (seed, t) only.
pub fn generated(kind: &Kind, length: usize, noise: f64, seed: u64) -> Series {
    let mut draws = Draws::new(seed, 0);
    let mut series = Series { observed: Vec::with_capacity(length), signal: Vec::with_capacity(length) };
    let mut level = 10.0;
    for t in 1..=length {
        let [on_value, of_level] = draws.normal(t);
        let signal = if kind.wander > 0.0 { level } else { (kind.signal)(t as f64) };
        level += kind.wander * of_level;
        series.signal.push(signal);
        series.observed.push(signal + noise * on_value);
    }
    series
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_series_goes_on_as_it_began_and_noise_is_added_to_a_known_signal() {
        for kind in SERIES {
            let (short, long) = (generated(kind, 50, kind.noise, 7), generated(kind, 200, kind.noise, 7));
            assert_eq!(short.observed, long.observed[..50], "{}", kind.name);
            assert_ne!(generated(kind, 50, kind.noise, 8).observed, short.observed, "{}", kind.name);
            let quiet = generated(kind, 50, 0.0, 7);
            assert_eq!(quiet.observed, quiet.signal);
            assert_eq!(quiet.signal, short.signal);
            assert!(NOISE.allows(kind.noise) && named(kind.name).is_some_and(|k| std::ptr::eq(k, kind)));
        }
    }

    /// Of all averages of the random walk, β = .78 has the smallest error in estimating the level: Muth's gain K satisfies K²/(1-K) =
    /// (0.5/2)².
    #[test]
    fn the_walk_has_a_best_beta() {
        let series = named("walk").map(|kind| generated(kind, 100_000, kind.noise, 1)).unwrap_or_default();
        let missed = |beta: f64| -> f64 {
            let weights = crate::averages::Reading::Momentum.weights(beta);
            let averaged = crate::averages::average(&series.observed, weights).corrected;
            averaged.iter().zip(&series.signal).map(|(a, level)| (a - level).powi(2)).sum()
        };
        for other in [0.6, 0.72, 0.84, 0.9] {
            assert!(missed(0.78) < missed(other), "{other}");
        }
    }

    /// 20,000 draws: the mean within 4 standard errors, and the same for the variance (relative error √(2/n)).
    #[test]
    fn noise_has_the_deviation_that_is_asked_for() {
        let series = generated(&SERIES[1], 20_000, 2.0, 3);
        let noise: Vec<f64> = series.observed.iter().zip(&series.signal).map(|(y, s)| y - s).collect();
        let mean = noise.iter().sum::<f64>() / 20_000.0;
        let variance = noise.iter().map(|n| n * n).sum::<f64>() / 20_000.0;
        assert!(mean.abs() < 4.0 * 2.0 / 20_000_f64.sqrt(), "{mean}");
        assert!((variance / 4.0 - 1.0).abs() < 4.0 * (2.0 / 20_000_f64).sqrt(), "{variance}");
    }
}
