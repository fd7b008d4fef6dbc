//! Formula errors: the place, the problem, and a fix.

use std::fmt;

use crate::math::number::plain;
use crate::math::surface::Domain;

/// The text that contains a mistake.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The formula.
    Formula,
    /// The range of a parameter, by index.
    Parameter(usize),
}

/// A mistake in a formula or in the range of a parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormulaError {
    /// The text that contains the mistake.
    pub part: Part,
    /// Position of the mistake, in characters from the start of that text.
    pub at: usize,
    /// The problem and its fix.
    pub message: String,
    /// An unknown name that could be that of a parameter.
    pub unknown: Option<String>,
}

impl FormulaError {
    /// The error for a formula that is undefined throughout its domain.
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

/// A mistake at a byte offset, before it is known which text it is in.
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

    /// Converts it to a mistake in `text`.
    pub fn of(self, part: Part, text: &str) -> FormulaError {
        let at = text.char_indices().take_while(|(byte, _)| *byte < self.at).count();
        FormulaError { part, at, message: self.message, unknown: self.unknown }
    }
}

/// Maximum number of characters of a name or number to show.
pub(super) const SHOWN: usize = 24;

/// Truncates a piece of a formula to fit into a line.
pub(super) fn shortened(piece: &str) -> String {
    match piece.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", piece.get(..end).unwrap_or("")),
        None => piece.to_owned(),
    }
}
