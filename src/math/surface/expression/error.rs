//! What is wrong with a formula: where, what, and what would be right.

use std::fmt;

use crate::math::number::plain;
use crate::math::surface::Domain;

/// Which text a mistake is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The formula.
    Formula,
    /// The range of a parameter, by its place.
    Parameter(usize),
}

/// A mistake in a formula or in the range of a parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormulaError {
    /// Which text it is in.
    pub part: Part,
    /// Where it is, in characters from the start of that text.
    pub at: usize,
    /// What is wrong, and what would be right.
    pub message: String,
    /// A name that nothing is known of, and that could be a parameter's.
    pub unknown: Option<String>,
}

impl FormulaError {
    /// Of a formula that has no value anywhere in its domain.
    pub fn nowhere(domain: &Domain) -> Self {
        let [low, high] = domain.w.map(plain);
        let message = format!(
            "the formula has no value anywhere from {low} to {high}: it asks for the logarithm or the root of a negative \
             number there, or divides by 0"
        );
        Self { part: Part::Formula, at: 0, message, unknown: None }
    }
}

impl fmt::Display for FormulaError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "column {}: {}", self.at + 1, self.message)
    }
}

impl std::error::Error for FormulaError {}

/// A mistake at a place in bytes, before it is known which text it is in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Mistake {
    pub at: usize,
    pub message: String,
    pub unknown: Option<String>,
}

impl Mistake {
    pub fn new(at: usize, message: impl Into<String>) -> Self {
        Self { at, message: message.into(), unknown: None }
    }

    /// The same, as a mistake in `text`.
    pub fn of(self, part: Part, text: &str) -> FormulaError {
        let at = text.char_indices().take_while(|(byte, _)| *byte < self.at).count();
        FormulaError { part, at, message: self.message, unknown: self.unknown }
    }
}

/// The most characters of a name or a number that are shown.
pub(super) const SHOWN: usize = 24;

/// A piece of a formula that fits into a line.
pub(super) fn shortened(piece: &str) -> String {
    match piece.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", piece.get(..end).unwrap_or("")),
        None => piece.to_owned(),
    }
}
