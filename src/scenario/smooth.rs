//! The settings of an exponential average, and the command line that reproduces its numbers.

use std::sync::Arc;

use super::{SEED, quoted};
use crate::averages::{Average, Gaps, Kind, LENGTH, Reading, SERIES, Series, Weights, average_over, generated};
use crate::math::data::Column;
use crate::math::number::plain;

/// The source of the values to be averaged.
#[derive(Clone, Debug)]
pub enum Source {
    /// A generated series.
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

/// A series and its average's settings.
#[derive(Clone, Debug, PartialEq)]
pub struct Setup {
    /// The source of the values.
    pub source: Source,
    /// Number of generated values.
    pub length: usize,
    /// Standard deviation of the noise on them; `None` for the series kind's default.
    pub noise: Option<f64>,
    /// The seed of the noise.
    pub seed: u64,
    /// β.
    pub beta: f64,
    /// The meaning of β.
    pub reading: Reading,
    /// Handling of rows without a value in a column.
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
    /// The kind of series; `None` for a column.
    pub fn kind(&self) -> Option<&'static Kind> {
        match self.source {
            Source::Kind(kind) => Some(kind),
            Source::Column(_) => None,
        }
    }

    /// The standard deviation of the noise; unknown for a column.
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

    /// Number of values.
    pub fn count(&self) -> usize {
        match &self.source {
            Source::Kind(_) => self.length,
            Source::Column(column) => column.values.len(),
        }
    }

    /// The weights of the old average and the new value.
    pub fn weights(&self) -> Weights {
        self.reading.weights(self.beta)
    }

    /// The average of the series.
    pub fn average(&self, series: &Series) -> Average {
        self.average_with(series, self.weights())
    }

    /// The average of the series with other weights.
    pub fn average_with(&self, series: &Series, weights: Weights) -> Average {
        let places = match (&self.source, self.gaps) {
            (Source::Column(column), Gaps::Age) => column.places.as_slice(),
            _ => &[],
        };
        average_over(&series.observed, places, weights)
    }

    /// The step of a value: its index in the series, or its row in the table. Both count from 1.
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
            // A value that begins like an option would be parsed as one.
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
