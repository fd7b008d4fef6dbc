//! A word for what becomes of a signal.

use super::signal::Layer;

/// What becomes of a spread from one end of the net to the other.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Verdict {
    /// The last spread over the first; not a number where nothing sets out.
    pub factor: f64,
}

/// A factor that is still no change to speak of: the gradient of even a net that keeps its signal grows with √L.
const KEEPS: f64 = 10.0;
/// A factor beyond which nothing is left, or everything is lost.
const GONE: f64 = 1000.0;

impl Verdict {
    /// Of the activations, from the first layer to the last one.
    pub fn forward(layers: &[Layer]) -> Self {
        Self::between(layers.first().map(|l| l.activation.std), layers.last().map(|l| l.activation.std))
    }

    /// Of the gradient, from the last layer back to the first one.
    pub fn backward(layers: &[Layer]) -> Self {
        let of = |layer: &Layer| layer.gradient.as_ref().map(|g| g.std);
        // Of what is no number any more there is no gradient.
        if layers.last().is_some_and(|l| l.gradient.is_some() && !l.activation.std.is_finite()) {
            return Self { factor: f64::INFINITY };
        }
        Self::between(layers.last().and_then(of), layers.first().and_then(of))
    }

    fn between(from: Option<f64>, to: Option<f64>) -> Self {
        match (from, to) {
            // A signal that is too large for a number has exploded wherever it began; one that is 0 has vanished.
            (Some(from), Some(to)) if !from.is_finite() || !to.is_finite() => Self { factor: f64::INFINITY },
            (Some(0.0), Some(0.0)) => Self { factor: 0.0 },
            (Some(from), Some(to)) => Self { factor: to / from },
            _ => Self { factor: f64::NAN },
        }
    }

    /// The word: `vanishes`, `fades`, `keeps`, `grows`, `explodes`; `unknown` before the signal has been there.
    pub fn name(self) -> &'static str {
        match self.factor {
            f if f.is_nan() => "unknown",
            f if f < 1.0 / GONE => "vanishes",
            f if f < 1.0 / KEEPS => "fades",
            f if f <= KEEPS => "keeps",
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
        let word = |from, to| Verdict::between(Some(from), Some(to)).name();
        assert_eq!([word(1.0, 1e-4), word(1.0, 0.02), word(1.0, 0.3)], ["vanishes", "fades", "keeps"]);
        assert_eq!([word(1.0, 20.0), word(1.0, 1e9), word(1.0, f64::NAN)], ["grows", "explodes", "explodes"]);
        assert_eq!([word(0.0, 0.0), word(f64::INFINITY, f64::NAN)], ["vanishes", "explodes"]);
        assert_eq!(Verdict::forward(&[]).name(), "unknown");
    }
}
