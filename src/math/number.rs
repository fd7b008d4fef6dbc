//! Number formatting: round-trip and to a few significant figures.

/// Rounds `value` to `digits` significant decimal digits.
pub fn tidy(value: f64, digits: usize) -> f64 {
    if value == 0.0 || !value.is_finite() {
        return value;
    }
    format!("{value:.*e}", digits.saturating_sub(1)).parse().unwrap_or(value)
}

/// Formats a number as a person would type it: `0.001`, `20`, `1e-8`. Short, and reads back to the same f64.
pub fn plain(value: f64) -> String {
    let size = value.abs();
    if value == 0.0 || (1e-4..1e8).contains(&size) || !value.is_finite() {
        format!("{value}")
    } else {
        format!("{value:e}")
    }
}

/// Formats a number with at most `digits` significant figures, as short as possible: `0.0943`, `12300`, `4.1e-7`.
pub fn figures(value: f64, digits: usize) -> String {
    if value.is_nan() {
        return "nan".to_owned();
    }
    if value.is_infinite() {
        return if value > 0.0 { "inf" } else { "-inf" }.to_owned();
    }
    if value == 0.0 {
        return "0".to_owned();
    }
    // Round first; the exponent is that of the rounded number.
    let scientific = format!("{value:.*e}", digits.saturating_sub(1));
    let exponent: i32 = scientific.split('e').nth(1).and_then(|e| e.parse().ok()).unwrap_or(0);
    if (-3..5).contains(&exponent) {
        let decimals = (digits as i32 - 1 - exponent).max(0) as usize;
        // More digits before the point than figures requested: pad the rounded number with zeros.
        if exponent >= digits as i32 {
            return tidy(value, digits).to_string();
        }
        return without_zeros(&format!("{value:.decimals$}")).to_owned();
    }
    match scientific.split_once('e') {
        Some((mantissa, exponent)) => format!("{}e{exponent}", without_zeros(mantissa)),
        None => scientific,
    }
}

/// Strips trailing zeros from a decimal fraction.
pub fn without_zeros(text: &str) -> &str {
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { text }
}

/// [`figures`] for a factor in a product: negative numbers are parenthesized.
pub fn factor(value: f64, digits: usize) -> String {
    let text = figures(value, digits);
    if text.starts_with('-') { format!("({text})") } else { text }
}

/// [`figures`] with three significant figures.
pub fn short(value: f64) -> String {
    figures(value, 3)
}

/// Returns `value`, the result of sums and products of numbers of magnitude `size`, or 0 if it is within rounding error: about eight ulps
/// of `size`.
pub fn beyond_rounding(value: f64, size: f64) -> f64 {
    if value.abs() <= 8.0 * f64::EPSILON * size { 0.0 } else { value }
}

/// Formats a value with three figures, or as many more as it takes to distinguish it from `other`.
pub fn told_from(value: f64, other: f64) -> String {
    let enough = (3..17).find(|digits| value == other || figures(value, *digits) != figures(other, *digits));
    figures(value, enough.unwrap_or(17))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_typed_shortly() {
        for (value, text) in [(0.001, "0.001"), (20.0, "20"), (1e-8, "1e-8"), (1e300, "1e300"), (-0.25, "-0.25")] {
            assert_eq!(plain(value), text);
            assert_eq!(text.parse::<f64>().ok(), Some(value));
        }
    }

    /// The residue of a sum that cancels counts as 0; a number that is small in its own right does not.
    #[test]
    fn what_rounding_leaves_is_nothing() {
        let left = (0.1 + 0.2) - 0.3;
        assert!(left != 0.0 && beyond_rounding(left, 0.3) == 0.0);
        assert_eq!(beyond_rounding(1e-17, 1e-17), 1e-17);
        assert_eq!(beyond_rounding(1e-12, 1.0), 1e-12);
        assert!(beyond_rounding(f64::NAN, 1.0).is_nan() && beyond_rounding(f64::INFINITY, 1.0).is_infinite());
        assert_eq!((beyond_rounding(0.0, 0.0), beyond_rounding(-3.0, f64::NAN)), (0.0, -3.0));
    }

    #[test]
    fn figures_that_tell_apart() {
        assert_eq!([told_from(1.5, 2.0), told_from(1.99993, 2.0), told_from(2.0, 2.0)], ["1.5", "1.9999", "2"]);
    }

    #[test]
    fn figures_are_few() {
        assert_eq!(short(0.094321), "0.0943");
        assert_eq!(short(0.213), "0.213");
        assert_eq!(short(5.0), "5");
        assert_eq!(short(4.123e-7), "4.12e-7");
        assert_eq!(short(1.5e9), "1.5e9");
        assert_eq!(short(99999.0), "1e5");
        assert_eq!(short(12345.0), "12300");
        assert_eq!(short(-0.00099996), "-0.001");
        assert_eq!(short(0.00012345), "1.23e-4");
        assert_eq!(figures(1.0 / 3.0, 5), "0.33333");
        assert_eq!((factor(-3.018, 3), factor(3.018, 3)), ("(-3.02)".to_owned(), "3.02".to_owned()));
    }
}
