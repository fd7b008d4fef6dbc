//! Self-describing values: a hyperparameter of an optimizer, a parameter of a surface, a scenario's seed.
//!
//! Sliders, the command line, `ravine list` and the help are all generated from these.

mod gauge;

use crate::math::number::{plain, tidy};

pub use gauge::{Gauge, Span};

/// The scale of a slider and the size of one key press on it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Scale {
    /// Linear; one press adds the given amount.
    Linear(f64),
    /// Logarithmic; twenty presses are a factor of ten.
    Log,
    /// Logarithmic in 1 - x, for decay rates: .9, .99, .999 are evenly spaced, and 0 is at the left end.
    OneMinusLog,
    /// Integers on a logarithmic scale: 1, 2, 3, … 10, 11, …; a press always moves by at least one.
    LogInteger,
    /// Integers, one at a time.
    Integer,
}

/// A named value with its range, default and scale.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Parameter {
    /// Name on the command line, in files and in code.
    pub name: &'static str,
    /// Symbol on the screen, such as α.
    pub symbol: &'static str,
    /// Short description.
    pub title: &'static str,
    /// Default value.
    pub default: f64,
    /// Smallest value allowed.
    pub low: f64,
    /// Largest value allowed, or the exclusive upper bound if `open`.
    pub high: f64,
    /// True if `high` itself is excluded.
    pub open: bool,
    /// Ends of the slider; values outside are drawn at its ends.
    pub slider: (f64, f64),
    /// Scale of the slider and of key presses.
    pub scale: Scale,
}

impl Parameter {
    /// Returns true if `value` is finite and within the range.
    pub fn allows(&self, value: f64) -> bool {
        let whole = matches!(self.scale, Scale::Integer | Scale::LogInteger);
        value.is_finite()
            && value >= self.low
            && (value < self.high || (!self.open && value == self.high))
            && (!whole || value.fract() == 0.0)
    }

    /// The range as text, such as `0 <= beta < 1`.
    pub fn range_text(&self) -> String {
        let above = if self.open { "<" } else { "<=" };
        let kind = match self.scale {
            Scale::Integer | Scale::LogInteger => ", a whole number",
            _ => "",
        };
        // The largest integer that is exact.
        let (above, high) = match self.high {
            9_007_199_254_740_991.0 => ("<", "2^53".to_owned()),
            high => (above, plain(high)),
        };
        format!("{} <= {} {above} {high}{kind}", plain(self.low), self.name)
    }

    /// Returns true if 0, which has no logarithm, is allowed and means "off".
    fn may_be_off(&self) -> bool {
        self.low == 0.0
    }

    /// Returns the value after `presses` key presses (negative to decrease); a `fine` press is a tenth of one.
    pub fn nudge(&self, value: f64, presses: i32, fine: bool) -> f64 {
        let steps = f64::from(presses) * if fine { 0.1 } else { 1.0 };
        let digits = if fine { 4 } else { 3 };
        let moved = match self.scale {
            Scale::Linear(step) => tidy(((value + steps * step) / (step * 0.01)).round() * (step * 0.01), 12),
            Scale::Integer => value + f64::from(presses),
            Scale::LogInteger => {
                let up = value * 10f64.powf(steps / 10.0);
                let whole = tidy(up, 2).round();
                if presses > 0 { whole.max(value + 1.0) } else { whole.min(value - 1.0) }
            }
            // Steps from 0 to the slider's left end, and back to 0 below it.
            Scale::Log if self.may_be_off() && value == 0.0 && presses > 0 => self.slider.0,
            Scale::Log if self.may_be_off() && value <= self.slider.0 && presses < 0 => 0.0,
            Scale::Log => {
                let from = value.max(if self.may_be_off() { self.slider.0 } else { f64::MIN_POSITIVE });
                let moved = tidy(from * 10f64.powf(steps / 20.0), digits);
                // Only 0 lies below the slider; a step that gets there by rounding alone stops at the left end.
                match self.may_be_off() && moved < self.slider.0 {
                    true if moved < 0.99 * self.slider.0 => 0.0,
                    true => self.slider.0,
                    false => moved,
                }
            }
            Scale::OneMinusLog => one_minus(tidy((1.0 - value) * 10f64.powf(-steps / 10.0), digits)),
        };
        self.clamp(moved)
    }

    /// Clamps `value` to the allowed range; NaN becomes the default.
    pub fn clamp(&self, value: f64) -> f64 {
        let top = match self.scale {
            // The largest decay rate that differs from 1 in its first dozen digits.
            Scale::OneMinusLog if self.open => 1.0 - 1e-12,
            _ => self.high,
        };
        if value.is_nan() { self.default } else { value.clamp(self.low, top) }
    }
}

/// 1 - x without the binary rounding tail (1 - 0.1 is 0.9, not 0.90000000000000002).
fn one_minus(x: f64) -> f64 {
    tidy(1.0 - x, 13)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALPHA: Parameter = Parameter {
        name: "alpha",
        symbol: "α",
        title: "learning rate",
        default: 0.1,
        low: 1e-12,
        high: 1e6,
        open: false,
        slider: (1e-5, 10.0),
        scale: Scale::Log,
    };
    const BETA: Parameter = Parameter {
        name: "beta",
        symbol: "β",
        title: "decay",
        default: 0.9,
        low: 0.0,
        high: 1.0,
        open: true,
        slider: (0.0, 0.9999),
        scale: Scale::OneMinusLog,
    };

    #[test]
    fn twenty_presses_are_a_decade() {
        let mut alpha = 0.01;
        for _ in 0..20 {
            alpha = ALPHA.nudge(alpha, 1, false);
        }
        // Rounding to three digits costs at most half a unit of the third digit per press.
        assert!((alpha / 0.1 - 1.0).abs() < 0.02, "{alpha}");
    }

    #[test]
    fn decay_rates_walk_in_one_minus_beta_and_stop_short_of_one() {
        let mut beta = 0.9;
        for _ in 0..10 {
            beta = BETA.nudge(beta, 1, false);
        }
        assert!((beta - 0.99).abs() < 2e-4, "{beta}");
        for _ in 0..500 {
            beta = BETA.nudge(beta, 1, false);
            assert!(BETA.allows(beta), "{beta}");
        }
        assert_eq!(BETA.nudge(0.0, -1, false), 0.0);
    }

    /// Parameters without a 0 continue below the slider as well.
    #[test]
    fn a_press_is_the_same_factor_everywhere() {
        assert_eq!(ALPHA.nudge(1e-9, -1, false), 8.91e-10);
        assert_eq!(ALPHA.nudge(1e-9, 1, false), 1.12e-9);
    }

    #[test]
    fn ranges() {
        assert!(BETA.allows(0.0) && !BETA.allows(1.0) && !BETA.allows(-0.1) && !BETA.allows(f64::NAN));
        assert_eq!(BETA.range_text(), "0 <= beta < 1");
    }
}
