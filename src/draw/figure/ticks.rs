//! Ticks at round numbers, and number formatting for their labels.

use crate::math::number::{short, tidy, without_zeros};
use crate::math::parameter::Scale;

/// Returns at most `most` ticks between `low` and `high`, at multiples of 1, 2 or 5 times a power of ten.
pub fn nice(low: f64, high: f64, most: usize) -> Vec<f64> {
    let range = high - low;
    if !(range > 0.0 && range.is_finite()) || most == 0 {
        return Vec::new();
    }
    let step = nice_step(range / most as f64);
    let first = (low / step).ceil();
    // Integer multiples of the step, so that 0 is 0 and not 1e-17.
    (0..=most).map(|i| (first + i as f64) * step).filter(|x| *x <= high + 1e-9 * step).collect()
}

/// Returns at most `most` ticks of a value on its own scale: 1, 2, 5 times powers of ten of the value, or of 1-β for a decay rate;
/// evenly spaced if the range is too narrow for these.
pub fn scaled(scale: Scale, low: f64, high: f64, most: usize) -> Vec<f64> {
    let powers = |low: f64, high: f64, leads: &[f64]| -> Vec<f64> {
        let (from, to) = (low.log10().floor(), high.log10().ceil());
        if !(from.is_finite() && to.is_finite()) || to - from > 700.0 {
            return Vec::new();
        }
        let exponents = (from as i32)..=(to as i32);
        exponents.flat_map(|e| leads.iter().map(move |lead| tidy(lead * 10f64.powi(e), 3))).collect()
    };
    for leads in [&[1.0, 2.0, 5.0][..], &[1.0]] {
        let mut found: Vec<f64> = match scale {
            Scale::Log | Scale::LogInteger => powers(low.max(f64::MIN_POSITIVE), high, leads),
            Scale::OneMinusLog => powers(1.0 - high, 1.0 - low, leads).iter().map(|gap| tidy(1.0 - gap, 13)).collect(),
            Scale::Linear(_) | Scale::Integer => return nice(low, high, most),
        };
        found.retain(|x| (low..=high).contains(x));
        found.sort_by(f64::total_cmp);
        if found.len() < 2 {
            return nice(low, high, most);
        }
        if found.len() <= most {
            return found;
        }
        if leads.len() == 1 {
            let every = found.len().div_ceil(most.max(1));
            return found.into_iter().step_by(every).collect();
        }
    }
    Vec::new()
}

/// Formats a tick of a value on its own scale: `.99`, `0.01`, `1e-5`.
pub fn scaled_label(value: f64) -> String {
    let text = crate::math::number::figures(value, 6);
    text.strip_prefix("0.").map(|rest| format!(".{rest}")).unwrap_or(text)
}

/// The smallest of 1, 2, 5, 10, … that is at least `x`.
fn nice_step(x: f64) -> f64 {
    let power = 10f64.powf(x.log10().floor());
    let lead = x / power;
    // Tolerates numbers such as 0.2 that are a hair too large.
    let nice = [1.0, 2.0, 5.0].into_iter().find(|n| lead <= n * (1.0 + 1e-9)).unwrap_or(10.0);
    nice * power
}

/// Formats a tick's label with no more digits than the tick spacing needs.
pub fn label(value: f64, step: f64) -> String {
    if value == 0.0 {
        return "0".to_owned();
    }
    if value.abs() >= 1e5 || (value.abs() < 1e-3 && step < 1e-3) {
        return short(value);
    }
    let decimals = (-step.abs().log10().floor()).clamp(0.0, 9.0) as usize;
    without_zeros(&format!("{value:.decimals$}")).to_owned()
}

/// Formats an integer power of 10 as a tick label: `10⁻²`, `1`, `10`, `10⁶`.
pub fn decade(exponent: i32) -> String {
    match exponent {
        0 => "1".to_owned(),
        1 => "10".to_owned(),
        _ => format!("10{}", superscript(exponent)),
    }
}

fn superscript(n: i32) -> String {
    n.to_string()
        .chars()
        .map(|c| match c {
            '-' => '⁻',
            '1' => '¹',
            '2' => '²',
            '3' => '³',
            '4' => '⁴',
            '5' => '⁵',
            '6' => '⁶',
            '7' => '⁷',
            '8' => '⁸',
            '9' => '⁹',
            _ => '⁰',
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_nice_and_inside() {
        assert_eq!(nice(-5.0, 5.0, 11), [-5.0, -4.0, -3.0, -2.0, -1.0, 0.0, 1.0, 2.0, 3.0, 4.0, 5.0]);
        assert_eq!(nice(-2.5, 2.5, 6), [-2.0, -1.0, 0.0, 1.0, 2.0]);
        assert_eq!(nice(0.0, 0.31, 4), [0.0, 0.1, 0.2, 0.30000000000000004]);
        assert!(nice(1.0, 1.0, 5).is_empty() && nice(f64::NAN, 1.0, 5).is_empty());
    }

    #[test]
    fn ticks_on_their_own_scale() {
        assert_eq!(scaled(Scale::Log, 0.01, 1.0, 7), [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0]);
        assert_eq!(scaled(Scale::Log, 0.01, 1.0, 6), [0.01, 0.1, 1.0]);
        assert_eq!(scaled(Scale::OneMinusLog, 0.0, 0.99, 8), [0.0, 0.5, 0.8, 0.9, 0.95, 0.98, 0.99]);
        assert_eq!(scaled(Scale::OneMinusLog, 0.0, 0.999, 4), [0.0, 0.9, 0.99, 0.999]);
        assert_eq!(scaled(Scale::Log, 0.31, 0.34, 4), [0.31, 0.32, 0.33, 0.34]);
        assert_eq!(scaled_label(0.99), ".99");
    }

    #[test]
    fn labels_are_short() {
        assert_eq!(label(0.30000000000000004, 0.1), "0.3");
        assert_eq!(label(-4.0, 2.0), "-4");
        assert_eq!(label(2.5, 0.5), "2.5");
        assert_eq!(label(-6000.0, 2000.0), "-6000");
        assert_eq!(decade(-2), "10⁻²");
    }
}
