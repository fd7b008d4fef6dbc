//! A one-word verdict on the fate of a signal.

use super::signal::Layer;
use super::statistics::Spread;

/// The change of a standard deviation from one end of the net to the other.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Verdict {
    /// The last standard deviation over the first; NaN if there is no signal to start with, or only one layer.
    pub factor: f64,
}

/// Factors up to this count as no change.
const KEEPS: f64 = 2.0;
/// Factors up to this may be due to chance and depth: even in a net that keeps its signal the gradient grows with √L.
const DRIFTS: f64 = 10.0;
/// Factors beyond this mean that the signal has vanished or exploded.
const GONE: f64 = 1000.0;

impl Verdict {
    /// The change of the activations, from the first layer to the last.
    pub fn forward(layers: &[Layer]) -> Self {
        let [first, .., last] = layers else { return Self { factor: f64::NAN } };
        Self::between(&first.activation, &last.activation)
    }

    /// The change of the gradient, from the last layer back to the first.
    pub fn backward(layers: &[Layer]) -> Self {
        let [first, .., last] = layers else { return Self { factor: f64::NAN } };
        // Activations that are no longer finite have no gradient.
        if last.gradient.is_some() && !last.activation.std.is_finite() {
            return Self { factor: f64::INFINITY };
        }
        match (&last.gradient, &first.gradient) {
            (Some(from), Some(to)) => Self::between(from, to),
            _ => Self { factor: f64::NAN },
        }
    }

    fn between(from: &Spread, to: &Spread) -> Self {
        // Over one sample equal units have a standard deviation of 0, and yet they grow.
        let [from, to] = if from.std == 0.0 { [from.rms, to.rms] } else { [from.std, to.std] };
        Self {
            factor: match (from, to) {
                // A signal that overflows has exploded wherever it started; one that is 0 has vanished.
                (from, to) if !from.is_finite() || !to.is_finite() => f64::INFINITY,
                (0.0, 0.0) => 0.0,
                (from, to) => to / from,
            },
        }
    }

    /// The verdict: `vanishes`, `fades`, `drifts`, `keeps`, `grows`, `explodes`; `unknown` before the signal has arrived.
    pub fn name(self) -> &'static str {
        match self.factor {
            f if f.is_nan() => "unknown",
            f if f < 1.0 / GONE => "vanishes",
            f if f < 1.0 / DRIFTS => "fades",
            f if (1.0 / KEEPS..=KEEPS).contains(&f) => "keeps",
            f if f <= DRIFTS => "drifts",
            f if f <= GONE => "grows",
            _ => "explodes",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_for_every_factor() {
        let spread = |std: f64| Spread { std, rms: std, ..Spread::of(&[]) };
        let word = |from, to| Verdict::between(&spread(from), &spread(to)).name();
        assert_eq!([word(1.0, 1e-4), word(1.0, 0.02), word(1.0, 0.3)], ["vanishes", "fades", "drifts"]);
        assert_eq!([word(1.0, 0.6), word(1.0, 1.9), word(1.0, 7.5)], ["keeps", "keeps", "drifts"]);
        assert_eq!([word(1.0, 20.0), word(1.0, 1e9), word(1.0, f64::NAN)], ["grows", "explodes", "explodes"]);
        assert_eq!([word(0.0, 0.0), word(f64::INFINITY, f64::NAN)], ["vanishes", "explodes"]);
        assert_eq!(Verdict::forward(&[]).name(), "unknown");
        // One sample of equal units: standard deviation 0, and a mean that grows by a factor of 3 per layer.
        let equal = |x: f64| Spread::of(&[x, x, x]);
        assert_eq!(Verdict::between(&equal(-2.0), &equal(-6.0)).factor, 3.0);
        assert_eq!(Verdict::between(&equal(0.0), &equal(0.0)).name(), "vanishes");
    }
}
