//! Everything that an exponential average depends on, and the command line that gives the same numbers.

use std::sync::Arc;

use super::{SEED, quoted};
use crate::averages::{Average, Gaps, Kind, LENGTH, Reading, SERIES, Series, Weights, average_over, generated};
use crate::math::data::Column;
use crate::math::number::plain;

/// What is averaged.
#[derive(Clone, Debug)]
pub enum Source {
    /// A series of a kind.
    Kind(&'static Kind),
    /// A column of a table.
    Column(Arc<Column>),
}

impl PartialEq for Source {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Source::Kind(a), Source::Kind(b)) => std::ptr::eq(*a, *b),
            (Source::Column(a), Source::Column(b)) => Arc::ptr_eq(a, b) || a == b,
            _ => false,
        }
    }
}

/// A series and a β.
#[derive(Clone, Debug, PartialEq)]
pub struct Setup {
    /// What is averaged.
    pub source: Source,
    /// How many values are generated.
    pub length: usize,
    /// The standard deviation of the noise on them; `None` for that of the kind.
    pub noise: Option<f64>,
    /// The seed of the noise.
    pub seed: u64,
    /// β.
    pub beta: f64,
    /// What β means.
    pub reading: Reading,
    /// What becomes of the average where a row of a column has no value.
    pub gaps: Gaps,
}

impl Default for Setup {
    fn default() -> Self {
        let reading = Reading::default();
        Self {
            source: Source::Kind(&SERIES[0]),
            length: LENGTH.default as usize,
            noise: None,
            seed: SEED.default as u64,
            beta: reading.beta().default,
            reading,
            gaps: Gaps::default(),
        }
    }
}

impl Setup {
    /// The kind of series, unless it is a column.
    pub fn kind(&self) -> Option<&'static Kind> {
        match self.source {
            Source::Kind(kind) => Some(kind),
            Source::Column(_) => None,
        }
    }

    /// The standard deviation of the noise; nothing is known of a column's.
    pub fn noise(&self) -> Option<f64> {
        self.kind().map(|kind| self.noise.unwrap_or(kind.noise))
    }

    /// The values.
    pub fn series(&self) -> Series {
        match &self.source {
            Source::Kind(kind) => generated(kind, self.length, self.noise.unwrap_or(kind.noise), self.seed),
            Source::Column(column) => Series { observed: column.values.clone(), signal: Vec::new() },
        }
    }

    /// How many values there are.
    pub fn count(&self) -> usize {
        match &self.source {
            Source::Kind(_) => self.length,
            Source::Column(column) => column.values.len(),
        }
    }

    /// The two weights.
    pub fn weights(&self) -> Weights {
        self.reading.weights(self.beta)
    }

    /// The average of the values.
    pub fn average(&self, series: &Series) -> Average {
        self.average_with(series, self.weights())
    }

    /// The average of the values by other weights.
    pub fn average_with(&self, series: &Series, weights: Weights) -> Average {
        let places = match (&self.source, self.gaps) {
            (Source::Column(column), Gaps::Age) => column.places.as_slice(),
            _ => &[],
        };
        average_over(&series.observed, places, weights)
    }

    /// The step of a value: its place in the series, or the row of a column that it stands in. Both count from 1.
    pub fn place(&self, index: usize) -> usize {
        match &self.source {
            Source::Kind(_) => index,
            Source::Column(column) => column.places.get(index.saturating_sub(1)).copied().unwrap_or(index),
        }
    }

    /// The command that prints these numbers, quoted for a shell.
    pub fn command_line(&self) -> String {
        let mut words = vec!["ravine smooth --beta".to_owned(), plain(self.beta)];
        let mut option = |name: &str, value: &str| {
            let value = quoted(value);
            // What begins like an option would be taken for one.
            words.push(if value.starts_with('-') && value != "-" {
                format!("{name}={value}")
            } else {
                format!("{name} {value}")
            });
        };
        match &self.source {
            Source::Kind(kind) => {
                option("--series", kind.name);
                option("--length", &self.length.to_string());
                option("--seed", &self.seed.to_string());
                if let Some(noise) = self.noise.filter(|noise| *noise != kind.noise) {
                    option("--noise", &plain(noise));
                }
            }
            Source::Column(column) => {
                option("--data", &column.file);
                for (name, value) in column.dialect.options() {
                    option(name, &value);
                }
                option("--column", &column.name);
                if self.gaps != Gaps::default() {
                    option("--gaps", self.gaps.name());
                }
            }
        }
        if self.reading != Reading::default() {
            option("--reading", self.reading.name());
        }
        words.join(" ")
    }
}
