//! Values of the averages screen, in the order in which the keys cycle through them.

use std::sync::Arc;

use crate::averages::{LENGTH, NOISE, Reading, SERIES};
use crate::math::data::Column;
use crate::math::number::tidy;
use crate::math::parameter::Parameter;
use crate::scenario::SEED;
use crate::scenario::smooth::{Setup, Source};
use crate::tui::bench::{Control, Owned};

/// A value of the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// β.
    Beta,
    /// A β to compare with, by index.
    Other(usize),
    /// Bias correction: divide the average by the sum of its weights.
    Correction,
    /// The quantity that β weights.
    Reading,
    /// The averaged series.
    Series,
    /// Number of generated values.
    Length,
    /// Noise of the generated values.
    Noise,
    /// Seed of the noise.
    Seed,
}

/// All values of the screen.
#[derive(Clone, Debug, PartialEq)]
pub struct Values {
    /// The series and β.
    pub setup: Setup,
    /// Compared βs, in the same reading.
    pub others: Vec<f64>,
    /// True if the average is divided by the sum of its weights.
    pub corrected: bool,
    /// An opened column, kept so that it can be chosen again.
    column: Option<Arc<Column>>,
}

/// Maximum number of compared βs: each needs a color and a marker.
pub const MOST_OTHERS: usize = 3;

impl Default for Values {
    fn default() -> Self {
        Self { setup: Setup::default(), others: vec![0.8, 0.98], corrected: true, column: None }
    }
}

impl Values {
    /// The values in order.
    pub fn parts(&self) -> Vec<Part> {
        let mut parts = vec![Part::Beta];
        parts.extend((0..self.others.len()).map(Part::Other));
        parts.extend([Part::Correction, Part::Reading, Part::Series]);
        if self.setup.kind().is_some() {
            parts.extend([Part::Length, Part::Noise, Part::Seed]);
        }
        parts
    }

    /// The value at an index.
    pub fn part(&self, place: usize) -> Option<Part> {
        self.parts().get(place).copied()
    }

    /// Name of the series.
    pub fn name(&self) -> &str {
        match &self.setup.source {
            Source::Kind(kind) => kind.name,
            Source::Column(column) => &column.name,
        }
    }

    /// Averages the given column.
    pub fn take(&mut self, column: Arc<Column>) {
        self.setup.source = Source::Column(column.clone());
        self.column = Some(column);
    }

    /// Resets everything to its default; an opened column can still be chosen.
    pub fn reset(&mut self) {
        *self = Self { column: self.column.take(), ..Self::default() };
    }

    /// Switches the reading of every β: β and 1-β swap roles, the numbers stay.
    pub fn swap_reading(&mut self) {
        self.setup.reading = self.setup.reading.other();
        // A value the other reading does not allow becomes the nearest one it does.
        let parameter = self.setup.reading.beta();
        for beta in self.others.iter_mut().chain([&mut self.setup.beta]) {
            *beta = parameter.clamp(*beta);
        }
    }

    fn read(&mut self, other: bool) {
        if other {
            self.swap_reading();
        }
    }

    /// Replaces every β with 1-β.
    pub fn mirror(&mut self) {
        let parameter = self.setup.reading.beta();
        for beta in self.others.iter_mut().chain([&mut self.setup.beta]) {
            *beta = parameter.clamp(tidy(1.0 - *beta, 13));
        }
    }

    /// Keeps the current β for comparison, dropping the oldest if there are too many.
    pub fn keep(&mut self) {
        if self.others.contains(&self.setup.beta) {
            return;
        }
        if self.others.len() >= MOST_OTHERS {
            self.others.remove(0);
        }
        self.others.push(self.setup.beta);
    }

    /// The parameter of β and of the compared ones.
    fn beta(&self) -> Parameter {
        *self.setup.reading.beta()
    }
}

/// Symbols of the compared βs.
const SUBSCRIPTS: [&str; MOST_OTHERS] = ["β₂", "β₃", "β₄"];

impl Owned for Values {
    fn controls(&self) -> Vec<Control> {
        let words =
            |title, words: &[&str]| Control::Words { title, choices: words.iter().map(|w| (*w).to_owned()).collect() };
        let noise = self.setup.kind().map_or(NOISE.default, |kind| kind.noise);
        let control = |part: &Part| match part {
            Part::Beta => Control::Number(self.beta()),
            Part::Other(i) => Control::Number(Parameter {
                symbol: SUBSCRIPTS.get(*i).copied().unwrap_or("β"),
                title: "compared",
                ..self.beta()
            }),
            Part::Correction => words("bias correction", &["off", "on"]),
            Part::Reading => words("reading", &Reading::ALL.map(|(_, name)| name)),
            Part::Series => {
                let mut names: Vec<String> = SERIES.iter().map(|kind| kind.name.to_owned()).collect();
                names.extend(self.column.as_ref().map(|column| column.name.clone()));
                Control::Words { title: "series", choices: names }
            }
            Part::Length => Control::Number(LENGTH),
            Part::Noise => Control::Number(Parameter { default: noise, ..NOISE }),
            Part::Seed => Control::Number(SEED),
        };
        self.parts().iter().map(control).collect()
    }

    fn get(&self, place: usize) -> f64 {
        match self.part(place) {
            Some(Part::Beta) => self.setup.beta,
            Some(Part::Other(i)) => self.others.get(i).copied().unwrap_or(0.0),
            Some(Part::Correction) => f64::from(u8::from(self.corrected)),
            Some(Part::Reading) => Reading::ALL.iter().position(|(r, _)| *r == self.setup.reading).unwrap_or(0) as f64,
            Some(Part::Series) => {
                let kind = self.setup.kind();
                SERIES.iter().position(|k| kind.is_some_and(|kind| std::ptr::eq(k, kind))).unwrap_or(SERIES.len())
                    as f64
            }
            Some(Part::Length) => self.setup.length as f64,
            Some(Part::Noise) => self.setup.noise().unwrap_or(0.0),
            Some(Part::Seed) => self.setup.seed as f64,
            None => 0.0,
        }
    }

    fn set(&mut self, place: usize, value: f64) {
        match self.part(place) {
            Some(Part::Beta) => self.setup.beta = value,
            Some(Part::Other(i)) => self.others.iter_mut().skip(i).take(1).for_each(|beta| *beta = value),
            Some(Part::Correction) => self.corrected = value != 0.0,
            Some(Part::Reading) => {
                let other =
                    Reading::ALL.get(value as usize).map(|(reading, _)| *reading) == Some(self.setup.reading.other());
                self.read(other);
            }
            Some(Part::Series) => match (SERIES.get(value as usize), &self.column) {
                (Some(kind), _) => {
                    // Noise that suited the previous series may drown this one.
                    (self.setup.source, self.setup.noise) = (Source::Kind(kind), None);
                }
                (None, Some(column)) => self.setup.source = Source::Column(column.clone()),
                (None, None) => {}
            },
            Some(Part::Length) => self.setup.length = value as usize,
            Some(Part::Noise) => self.setup.noise = Some(value),
            Some(Part::Seed) => self.setup.seed = value as u64,
            None => {}
        }
    }

    fn untouched(&self, place: usize) -> bool {
        let default = Self::default();
        match self.part(place) {
            Some(Part::Noise) => self.setup.noise.is_none(),
            Some(Part::Other(i)) => self.others.get(i) == default.others.get(i),
            Some(part) => {
                default.parts().iter().position(|p| *p == part).is_some_and(|p| default.get(p) == self.get(place))
            }
            None => true,
        }
    }
}
