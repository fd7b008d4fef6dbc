//! State of screen 5: a series, its exponential average, a cursor, and the current one of the notes' questions.

mod question;
mod update;
mod values;

use std::sync::Arc;

use super::bench::Bench;
use super::player::Player;
use crate::averages::{Average, Measured, Series, noise_left, zigzag_left};
use crate::math::data::Column;

pub use question::{QUESTIONS, answer};
#[cfg(test)]
pub(super) use update::elsewhere;
pub(super) use update::{open, update};
pub use values::{Part, Values};

/// State of the averages screen.
#[derive(Debug)]
pub struct Smoothing {
    /// The screen's values.
    pub bench: Bench<Values>,
    /// The cursor, on steps from 1 to the last.
    pub player: Player,
    /// True if the recursion is shown unrolled.
    pub unrolled: bool,
    /// True if the series without noise is drawn, too.
    pub signal: bool,
    /// Number of visible steps, unless all are.
    span: Option<usize>,
    /// Index of the notes' question asked.
    pub question: usize,
    /// True if the answer is shown.
    pub answered: bool,
    /// The last result, with its inputs.
    found: Option<(Values, Arc<Found>)>,
    /// Counts results, to tell one from another.
    version: u64,
}

/// Fewest steps worth showing.
const LEAST_SHOWN: usize = 12;
/// Rows of a longer column shown at first.
const MOST_SHOWN: usize = 480;

impl Default for Smoothing {
    fn default() -> Self {
        Self {
            bench: Bench::default(),
            player: Player::at(86),
            unrolled: false,
            signal: false,
            span: None,
            question: 0,
            answered: false,
            found: None,
            version: 0,
        }
    }
}

/// Results computed from the values.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Found {
    /// The series.
    pub series: Series,
    /// Its average.
    pub average: Average,
    /// Its average for each compared β.
    pub others: Vec<Average>,
    /// The fraction of the noise variance left in the average, if the noise is known.
    pub measured: Option<Measured>,
    /// The fraction of the zig-zag's height left in the average, if the series has one.
    pub zigzag: Option<f64>,
}

impl Found {
    fn of(values: &Values) -> Self {
        let series = values.setup.series();
        let weights = values.setup.weights();
        let zigzag = values.setup.kind().filter(|kind| kind.name == "gradient");
        Self {
            average: values.setup.average(&series),
            others: values
                .others
                .iter()
                .map(|beta| values.setup.average_with(&series, values.setup.reading.weights(*beta)))
                .collect(),
            measured: noise_left(&series, weights).filter(|_| !series.signal.is_empty()),
            zigzag: zigzag.and_then(|_| zigzag_left(&series.signal, weights)),
            series,
        }
    }
}

impl Smoothing {
    /// Recomputes the results if the values have changed.
    pub fn refresh(&mut self) {
        let values = self.bench.values();
        if self.found.as_ref().is_none_or(|(known, _)| known != values) {
            self.found = Some((values.clone(), Arc::new(Found::of(values))));
            self.version += 1;
        }
        self.player.cursor = self.player.cursor.clamp(1, self.last());
    }

    /// The results, if the screen has been shown.
    pub fn found(&self) -> Option<&Found> {
        self.found.as_ref().map(|(_, found)| found.as_ref())
    }

    /// First and last visible step: all, or a window around the cursor that moves by half of its length at a time.
    pub fn view(&self) -> (usize, usize) {
        let last = self.last();
        let Some(span) = self.span.filter(|span| *span < last) else { return (0, last) };
        let half = (span / 2).max(1);
        let from = self.player.cursor.saturating_sub(half / 2) / half * half;
        let from = from.min(last - span);
        (from, from + span)
    }

    /// Zooms in (or out) by notches; `None` shows all steps.
    pub fn zoom(&mut self, notches: Option<i32>) {
        let last = self.last();
        let shown = self.span.unwrap_or(last).min(last);
        self.span = notches.map(|by| (shown as f64 * 1.5f64.powi(-by)).round() as usize);
        self.span = self.span.map(|span| span.max(LEAST_SHOWN)).filter(|span| *span < last);
    }

    /// Version number of the result.
    pub fn version(&self) -> u64 {
        self.version
    }

    /// Returns the values.
    pub fn values(&self) -> &Values {
        self.bench.values()
    }

    /// Number of steps of the series.
    pub fn last(&self) -> usize {
        self.values().setup.count()
    }

    /// Name of a step of the series.
    pub fn step(&self) -> &'static str {
        self.values().setup.kind().map_or("row", |kind| kind.step)
    }

    /// Formats the cursor's step. Rows without a value keep their numbers, so that the third value may be on row 4.
    pub fn at(&self) -> String {
        let (t, step) = (self.player.cursor, self.step());
        match self.values().setup.place(t) {
            place if place == t => format!("{step} {t}"),
            place => format!("{step} {place}, value {t}"),
        }
    }

    /// Name of the series.
    pub fn name(&self) -> &str {
        self.values().name()
    }

    /// Averages the given column from now on.
    pub fn take(&mut self, column: Column) {
        let column = Arc::new(column);
        self.bench.settle();
        self.bench.change(None, |values| values.take(column));
        self.refresh();
        self.player.seek(self.last());
        self.span = (self.last() > MOST_SHOWN).then_some(MOST_SHOWN);
    }
}
