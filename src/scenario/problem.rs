//! The problem to minimize: a catalogue surface, a typed formula, or the loss of a regression on data.

use std::sync::Arc;

use crate::math::data::{Choice, DataError, Model, Sample, Table};
use crate::math::surface::expression::FormulaError;
use crate::math::surface::{CATALOGUE, Entry, Expression, Rows, Surface};

/// A surface and its origin.
#[derive(Clone, Debug)]
pub enum Problem {
    /// A surface from the catalogue.
    Formula {
        /// Catalogue entry.
        entry: &'static Entry,
        /// Values of its parameters.
        values: Vec<f64>,
        /// The surface itself.
        surface: Arc<Surface>,
    },
    /// A typed formula.
    Typed {
        /// The formula with its parameters.
        expression: Arc<Expression>,
        /// Values of its parameters.
        values: Vec<f64>,
        /// The surface itself.
        surface: Arc<Surface>,
    },
    /// A regression.
    Data {
        /// The table, from a file or built in.
        table: Arc<Table>,
        /// The requested columns.
        choice: Choice,
        /// The rows in use.
        sample: Arc<Sample>,
        /// The surface itself.
        surface: Arc<Surface>,
    },
}

impl PartialEq for Problem {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Problem::Formula { entry: a, values: x, .. }, Problem::Formula { entry: b, values: y, .. }) => {
                a.name == b.name && x == y
            }
            (Problem::Typed { expression: a, values: x, .. }, Problem::Typed { expression: b, values: y, .. }) => {
                (Arc::ptr_eq(a, b) || a == b) && x == y
            }
            (Problem::Data { surface: a, .. }, Problem::Data { surface: b, .. }) => Arc::ptr_eq(a, b) || a == b,
            _ => false,
        }
    }
}

impl Problem {
    /// A catalogue surface with the given parameter values (defaults for those missing).
    pub fn formula(entry: &'static Entry, values: &[f64]) -> Self {
        let surface = Surface::from_entry(entry, values);
        Problem::Formula { entry, values: surface.values().to_vec(), surface: Arc::new(surface) }
    }

    /// A formula with given parameter values.
    fn with_values(expression: Arc<Expression>, values: Vec<f64>) -> Self {
        let surface = Arc::new(Surface::typed(&expression, &values));
        Problem::Typed { expression, values, surface }
    }

    /// A typed formula with the ranges of its parameters, such as `a=0.1..10` or `a=0.1..10:2`.
    ///
    /// # Errors
    /// If the formula or a range cannot be parsed (see [`Expression::parse`]), or the formula has no value anywhere in
    /// its domain.
    pub fn typed<S: AsRef<str>>(text: &str, ranges: &[S]) -> Result<Self, FormulaError> {
        let expression = Arc::new(Expression::parse(text, ranges)?);
        let values = expression.defaults();
        let problem = Self::with_values(expression, values);
        let surface = problem.surface();
        if !surface.value(surface.start()).is_finite() {
            return Err(FormulaError::nowhere(&surface.domain()));
        }
        Ok(problem)
    }

    /// The elongated bowl.
    pub fn bowl() -> Self {
        // The bowl is the catalogue's first entry; a test checks that.
        static BOWL: &Entry = &CATALOGUE[0];
        Self::formula(BOWL, &[])
    }

    /// A regression on columns of a table.
    ///
    /// # Errors
    /// If the columns do not exist or are unsuitable; see [`Table::sample`].
    pub fn data(table: impl Into<Arc<Table>>, choice: Choice) -> Result<Self, DataError> {
        let table = table.into();
        let sample = table.sample(&choice)?;
        let rows = Arc::new(Rows { x: sample.x.clone(), y: sample.y.clone() });
        let surface = match sample.model {
            Model::Linear => Surface::linear(table.source(), rows),
            Model::Logistic => Surface::logistic(table.source(), rows),
        };
        // The loss is a sum of squares: it overflows for values near the limit of an f64.
        let [w, b] = surface.domain().size();
        let start = surface.start();
        let (loss, [gw, gb]) = surface.gradient(start);
        if ![w, b, w * w, b * b, start[0], start[1], loss, gw, gb].iter().all(|x| x.is_finite()) {
            return Err(table.too_large(&sample));
        }
        Ok(Problem::Data { table, choice, sample: Arc::new(sample), surface: Arc::new(surface) })
    }

    /// The surface.
    pub fn surface(&self) -> &Arc<Surface> {
        match self {
            Problem::Formula { surface, .. } | Problem::Typed { surface, .. } | Problem::Data { surface, .. } => {
                surface
            }
        }
    }

    /// The rows of a regression; `None` for a formula.
    pub fn sample(&self) -> Option<&Arc<Sample>> {
        match self {
            Problem::Data { sample, .. } => Some(sample),
            Problem::Formula { .. } | Problem::Typed { .. } => None,
        }
    }

    /// One line on anything skipped or guessed while reading the data; `None` if there is nothing to report.
    pub fn notes(&self) -> Option<String> {
        let sample = self.sample().filter(|sample| !sample.notes.is_empty())?;
        Some(format!("{}: {}", self.name(), sample.notes.join("; ")))
    }

    /// Number of rows of data; 0 for a formula.
    pub fn rows(&self) -> usize {
        self.sample().map_or(0, |s| s.x.len())
    }

    /// The same regression on standardized columns; `None` if they already are, if they have zero variance, or for a
    /// formula.
    pub fn standardized(&self) -> Option<Self> {
        let Problem::Data { table, choice, .. } = self else { return None };
        let again = Choice { standardize: true, ..choice.clone() };
        Self::data(table.clone(), again).ok().filter(|_| !choice.standardize)
    }

    /// The display name: a surface's, or a file's without its directories.
    pub fn name(&self) -> &str {
        match self {
            Problem::Formula { entry, .. } => entry.name,
            Problem::Typed { surface, .. } => surface.name(),
            Problem::Data { table, .. } => table.title(),
        }
    }

    /// The same problem with one parameter changed; `None` for data, which has none.
    pub fn with_value(&self, index: usize, value: f64) -> Option<Self> {
        let changed = |values: &[f64]| {
            let mut values = values.to_vec();
            *values.get_mut(index)? = value;
            Some(values)
        };
        match self {
            Problem::Formula { entry, values, .. } => Some(Self::formula(entry, &changed(values)?)),
            Problem::Typed { expression, values, .. } => Some(Self::with_values(expression.clone(), changed(values)?)),
            Problem::Data { .. } => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_surface_is_the_bowl() {
        assert_eq!(Problem::bowl().name(), "bowl");
        assert_eq!(Problem::bowl().surface().condition_number(), Some(50.0));
    }
}
