//! User-written formulas: `x^4 - 3*x*y + sin(y)^2`, with named parameters. A formula is parsed once into nodes; with values for its
//! parameters it becomes a tape, which is evaluated on numbers, jets, or rows of a field.

mod error;
mod evaluation;
mod graph;
mod lexer;
mod operation;
mod parser;
mod range;
mod survey;
mod tape;
#[cfg(test)]
mod tests;
mod words;

pub use error::{FormulaError, Part};
pub use parser::{DEEPEST, LONGEST};
pub(super) use survey::survey;
pub use tape::Tape;

use error::Mistake;
use parser::Node;

use crate::math::parameter::Parameter;

/// Maximum number of parameters of a formula.
pub const MOST_PARAMETERS: usize = 8;

/// A parsed formula.
#[derive(Clone, Debug, PartialEq)]
pub struct Expression {
    text: String,
    nodes: Vec<Node>,
    parameters: Vec<Parameter>,
}

impl Expression {
    /// Parses a formula and the ranges of its parameters, such as `a=0.1..10` or `a=0.1..10:2`.
    ///
    /// # Errors
    /// If the formula or a range is malformed, a name is unknown or ambiguous, or a parameter is unused. The error gives the position, the
    /// problem and a fix.
    pub fn parse<S: AsRef<str>>(text: &str, ranges: &[S]) -> Result<Self, FormulaError> {
        let mut parameters: Vec<Parameter> = Vec::new();
        for (place, range) in ranges.iter().enumerate() {
            let range = range.as_ref();
            let wrong = |mistake: Mistake| mistake.of(Part::Parameter(place), range);
            if place >= MOST_PARAMETERS {
                let line = format!("a formula has at most {MOST_PARAMETERS} parameters");
                return Err(wrong(Mistake::new(0, line)));
            }
            let parameter = range::parse(range).map_err(wrong)?.parameter();
            if parameters.iter().any(|p| p.name == parameter.name) {
                let line = format!("{} is given twice; keep one", parameter.name);
                return Err(wrong(Mistake::new(0, line)));
            }
            parameters.push(parameter);
        }
        let names: Vec<&str> = parameters.iter().map(|p| p.name).collect();
        let nodes = parser::parse(text, &names).map_err(|mistake| mistake.of(Part::Formula, text))?;
        for (place, name) in names.iter().enumerate() {
            if !nodes.contains(&Node::Parameter(place)) {
                let line = format!("{name} is not in the formula; use it there, or leave it out");
                let range = ranges.get(place).map_or("", AsRef::as_ref);
                return Err(Mistake::new(0, line).of(Part::Parameter(place), range));
            }
        }
        // It is displayed, and printed as part of a command: on one line.
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        Ok(Self { text, nodes, parameters })
    }

    /// The formula as written, on one line.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The parameters; their defaults are the initial values.
    pub fn parameters(&self) -> &[Parameter] {
        &self.parameters
    }

    /// The initial parameter values.
    pub fn defaults(&self) -> Vec<f64> {
        self.parameters.iter().map(|p| p.default).collect()
    }

    /// Compiles the formula for given parameter values, in order.
    pub fn tape(&self, values: &[f64]) -> Tape {
        Tape::of(&self.nodes, values)
    }
}
