//! Parses text typed into a list as a formula.

use super::picker::Item;
use crate::math::surface::Expression;
use crate::math::surface::expression::{FormulaError, Part};

/// Error in a formula that is being typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slip {
    /// Position, in characters of the typed text.
    pub at: usize,
    /// Message: what is wrong and what would be accepted.
    pub line: String,
}

/// Parses the typed text as a formula, optionally followed by the ranges of its parameters, separated by semicolons.
pub fn read(typed: &str) -> Result<Item, Slip> {
    let text = typed.split(';').next().unwrap_or("");
    // Each range with the number of characters before it. A trailing semicolon is ignored.
    let mut before = text.chars().count() + 1;
    let mut ranges = Vec::new();
    for range in typed.split(';').skip(1) {
        ranges.extend((!range.trim().is_empty()).then_some((before, range)));
        before += range.chars().count() + 1;
    }
    let texts: Vec<&str> = ranges.iter().map(|(_, range)| *range).collect();
    match Expression::parse(text, &texts) {
        Ok(expression) => Ok(Item::Formula {
            text: expression.text().to_owned(),
            name: format!("formula: {}", expression.text()),
            ranges: texts.into_iter().map(|range| range.trim().to_owned()).collect(),
        }),
        Err(FormulaError { part, at, message, unknown }) => {
            let before = match part {
                Part::Formula => 0,
                Part::Parameter(place) => ranges.get(place).map_or(0, |(before, _)| *before),
            };
            let hint = unknown.map(|name| format!("; for a parameter add its range: ; {name}=0.1..10"));
            Err(Slip { at: before + at, line: message + &hint.unwrap_or_default() })
        }
    }
}
