//! Ranges of a formula's parameters, as in `a=0.1..10`, or `a=0.1..10:2` with an initial value.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use super::error::{Mistake, shortened};
use super::{lexer, words};
use crate::math::number::{plain, tidy};
use crate::math::parameter::{Parameter, Scale};

/// Maximum length of a parameter's name, in characters.
const LONGEST_NAME: usize = 12;
/// Maximum length of a range, in bytes.
const LONGEST: usize = 200;

/// A range as requested.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Range {
    pub name: String,
    pub low: f64,
    pub high: f64,
    pub value: f64,
}

/// Parses `name=low..high` or `name=low..high:value`.
pub(super) fn parse(text: &str) -> Result<Range, Mistake> {
    const RIGHT: &str = "write it as a=0.1..10, or a=0.1..10:2 for the value to begin with";
    if text.len() > LONGEST {
        return Err(Mistake::new(LONGEST, format!("a range is no longer than {LONGEST} bytes; {RIGHT}")));
    }
    let Some((name, range)) = text.split_once('=') else {
        return Err(Mistake::new(text.len(), format!("the range is missing; {RIGHT}")));
    };
    let start = name.len() - name.trim_start().len();
    let name = name.trim();
    if let Err(line) = check_name(name) {
        return Err(Mistake::new(start, line));
    }
    let from = text.len() - range.len();
    let Some((low, rest)) = range.split_once("..") else {
        return Err(Mistake::new(from, format!("the range has no '..'; {RIGHT}")));
    };
    let (high, value) = match rest.split_once(':') {
        Some((high, value)) => (high, Some(value)),
        None => (rest, None),
    };
    let at_high = text.len() - rest.len();
    let low_value = number(low, from, &format!("a lowest value goes before '..', as in {name}=0.1..10"))?;
    let high_value = number(high, at_high, &format!("a highest value goes after '..', as in {name}=0.1..10"))?;
    if low_value > high_value {
        let (low, high) = (plain(low_value), plain(high_value));
        return Err(Mistake::new(from, format!("the range is reversed; write {name}={high}..{low}")));
    }
    if low_value == high_value {
        let line = format!("the range is empty; write a highest value above {} after '..'", plain(low_value));
        return Err(Mistake::new(from, line));
    }
    if !(high_value - low_value).is_finite() {
        return Err(Mistake::new(from, "the range is wider than numbers reach; at most 1.7e308"));
    }
    let middle = middle(low_value, high_value);
    let value = match value {
        None => middle,
        Some(text_value) => {
            let at = text.len() - text_value.len();
            let value = number(text_value, at, &format!("a value goes after ':', as in {name}={range}"))?;
            if !(low_value..=high_value).contains(&value) {
                let (low, high) = (plain(low_value), plain(high_value));
                return Err(Mistake::new(at, format!("{} is out of range; {low} <= {name} <= {high}", plain(value))));
            }
            value
        }
    };
    Ok(Range { name: name.to_owned(), low: low_value, high: high_value, value })
}

fn check_name(name: &str) -> Result<(), String> {
    if name.is_empty() {
        return Err("the parameter has no name; write it as a=0.1..10".to_owned());
    }
    let good = name.chars().next().is_some_and(lexer::begins_name) && name.chars().all(lexer::in_name);
    if !good {
        return Err("a parameter's name begins with a letter and has letters, digits and _ only".to_owned());
    }
    if name.chars().count() > LONGEST_NAME {
        return Err(format!("a parameter's name has at most {LONGEST_NAME} letters"));
    }
    match words::kind(name) {
        Some(kind) => Err(format!("{name} is {kind} already; give the parameter another name")),
        None => Ok(()),
    }
}

fn number(text: &str, at: usize, missing: &str) -> Result<f64, Mistake> {
    let (at, text) = (at + text.len() - text.trim_start().len(), text.trim());
    match text.parse::<f64>() {
        Ok(value) if value.is_finite() => Ok(value),
        Ok(_) => Err(Mistake::new(
            at,
            format!("{} is not finite; a range ends at numbers, such as 0.1..10", shortened(text)),
        )),
        Err(_) if text.is_empty() => Err(Mistake::new(at, missing)),
        Err(_) => Err(Mistake::new(at, format!("'{}' is not a number; {missing}", shortened(text)))),
    }
}

/// Returns true if a range spans at least a decade of positive numbers, and so is logarithmic.
fn spans_decades(low: f64, high: f64) -> bool {
    low > 0.0 && high / low >= 10.0
}

/// The middle of a range to three figures: the geometric mean if it spans decades.
fn middle(low: f64, high: f64) -> f64 {
    let middle =
        if spans_decades(low, high) { (low.ln() * 0.5 + high.ln() * 0.5).exp() } else { low * 0.5 + high * 0.5 };
    // In a narrow range far from 0, three figures may fall outside or on an end.
    let short = tidy(middle, 3);
    if low < short && short < high { short } else { middle.clamp(low, high) }
}

impl Range {
    /// Converts the range to a parameter for sliders and the command line.
    pub fn parameter(&self) -> Parameter {
        let name = kept(&self.name);
        Parameter {
            name,
            symbol: name,
            title: "parameter",
            default: self.value,
            low: self.low,
            high: self.high,
            open: false,
            slider: (self.low, self.high),
            scale: if spans_decades(self.low, self.high) {
                Scale::Log
            } else {
                Scale::Linear(step(self.low, self.high))
            },
        }
    }
}

/// A round number of about a fortieth of a range.
fn step(low: f64, high: f64) -> f64 {
    let fine = (high - low) / 40.0;
    let unit = 10f64.powf(fine.log10().floor());
    let factor = [1.0, 2.0, 5.0].into_iter().rev().find(|factor| factor * unit <= fine * 1.000_001).unwrap_or(1.0);
    let step = tidy(factor * unit, 1);
    // The range is narrower than f64 resolves.
    if step.is_normal() { step } else { f64::MIN_POSITIVE }
}

/// Interns a name for the lifetime of the program, since parameter descriptions are static everywhere else. Each name is stored once, and
/// names are short.
fn kept(name: &str) -> &'static str {
    static NAMES: Mutex<BTreeSet<&'static str>> = Mutex::new(BTreeSet::new());
    let mut names = NAMES.lock().unwrap_or_else(PoisonError::into_inner);
    match names.get(name) {
        Some(known) => known,
        None => {
            let name: &'static str = Box::leak(name.to_owned().into_boxed_str());
            names.insert(name);
            name
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Range {
        parse(text).unwrap_or_else(|e| unreachable!("{text}: {e:?}"))
    }

    #[test]
    fn a_range_has_a_middle_and_a_scale() {
        for (text, value) in [
            ("a=0.1..10", 1.0),
            ("a=1..1000", 31.6),
            ("a=0..10", 5.0),
            ("a=-3..1", -1.0),
            ("a=2..4", 3.0),
            (" a = 0.1 .. 10 : 2 ", 2.0),
            ("a=-1e-3..1e-3:0", 0.0),
            ("a=1000000..1000001", 1_000_000.5),
        ] {
            assert_eq!(read(text).value, value, "{text}");
        }
        assert_eq!(read("a=0.1..10").parameter().scale, Scale::Log);
        assert_eq!(read("a=0..10").parameter().scale, Scale::Linear(0.2));
        assert_eq!(read("kappa=-1..1").parameter().range_text(), "-1 <= kappa <= 1");
    }

    #[test]
    fn sliders_reach_both_ends_of_any_range() {
        for text in ["a=0.1..10", "a=-1e300..1e300", "a=0..1e-300", "a=5..5.000001", "a=1e-300..1e300", "a=-7..-3"] {
            let parameter = read(text).parameter();
            assert!(parameter.allows(parameter.default), "{text}");
            for position in [0.0, 0.3, 1.0] {
                let value = parameter.default;
                let slider = crate::math::parameter::Gauge { parameter, value, anchor: value }.span(1000);
                assert!(parameter.allows(slider.at(position)), "{text} {position}");
            }
            for (presses, end) in [(-1, parameter.low), (1, parameter.high)] {
                let mut value = parameter.default;
                for _ in 0..20_000 {
                    value = parameter.nudge(value, presses, false);
                    assert!(parameter.allows(value), "{text} {value}");
                }
                assert_eq!(value, end, "{text}");
            }
        }
    }

    #[test]
    fn the_same_name_is_kept_once() {
        let (a, b) = (read("same=0..1").parameter(), read("same=0..2").parameter());
        assert!(std::ptr::eq(a.name, b.name));
    }
}
