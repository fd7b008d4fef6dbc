//! Values owned by a screen rather than the scenario, but selected, turned, slid, typed and undone in the same way.
//!
//! A screen describes its values ([`Owned`]); the bench holds them, the selection and the undo history.

use crate::math::nearest::nearest;
use crate::math::number::plain;
use crate::math::parameter::{Gauge, Parameter, Scale};
use crate::scenario::Reading;

/// Kind and range of a value.
#[derive(Clone, Debug, PartialEq)]
pub enum Control {
    /// A number with its range and scale.
    Number(Parameter),
    /// One of several words; the value is the index of the word.
    Words {
        /// Short title.
        title: &'static str,
        /// Available words.
        choices: Vec<String>,
    },
}

/// Values that describe themselves.
pub trait Owned: Clone + PartialEq + Default {
    /// Controls of the values, in the order in which the keys cycle through them.
    fn controls(&self) -> Vec<Control>;
    /// The value at an index: a number, or the index of a word.
    fn get(&self, place: usize) -> f64;
    /// Sets a value that its control allows.
    fn set(&mut self, place: usize, value: f64);
    /// Returns true if the value at an index is still the default.
    fn untouched(&self, place: usize) -> bool {
        self.get(place) == Self::default().get(place)
    }
}

/// Maximum number of undo steps.
const LIMIT: usize = 200;

/// A screen's values, the selection and the undo history.
#[derive(Clone, Debug)]
pub struct Bench<V> {
    values: V,
    chosen: usize,
    undo: Vec<V>,
    redo: Vec<V>,
    /// Index of the last change, as long as further changes of it merge into the same undo step.
    last: Option<usize>,
}

impl<V: Owned> Default for Bench<V> {
    fn default() -> Self {
        Self { values: V::default(), chosen: 0, undo: Vec::new(), redo: Vec::new(), last: None }
    }
}

impl<V: Owned> Bench<V> {
    /// Returns the values.
    pub fn values(&self) -> &V {
        &self.values
    }

    /// Index of the selected value.
    pub fn chosen(&self) -> usize {
        self.chosen
    }

    /// Selects the value at an index.
    pub fn choose(&mut self, place: usize) {
        self.chosen = place.min(self.values.controls().len().saturating_sub(1));
    }

    /// Selects the next (or previous) value, wrapping around.
    pub fn step(&mut self, by: i32) {
        let count = self.values.controls().len().max(1) as i64;
        self.chosen = (self.chosen as i64 + i64::from(by)).rem_euclid(count) as usize;
    }

    /// Changes the values and records the old ones. Consecutive changes at the same index are one undo step; changes
    /// without an index (`None`) are always separate.
    pub fn change(&mut self, place: Option<usize>, with: impl FnOnce(&mut V)) {
        let before = self.values.clone();
        with(&mut self.values);
        if self.values == before {
            return;
        }
        if place.is_none() || self.last != place {
            if self.undo.len() == LIMIT {
                self.undo.remove(0);
            }
            self.undo.push(before);
            self.redo.clear();
        }
        self.last = place;
        self.choose(self.chosen);
    }

    /// Ends the current undo step.
    pub fn settle(&mut self) {
        self.last = None;
    }

    /// Undoes the last change; returns false if there was none.
    pub fn undo(&mut self) -> bool {
        Self::swap(&mut self.values, &mut self.undo, &mut self.redo, &mut self.last)
    }

    /// Redoes the last undone change; returns false if there was none.
    pub fn redo(&mut self) -> bool {
        Self::swap(&mut self.values, &mut self.redo, &mut self.undo, &mut self.last)
    }

    fn swap(values: &mut V, from: &mut Vec<V>, to: &mut Vec<V>, last: &mut Option<usize>) -> bool {
        *last = None;
        let Some(found) = from.pop() else { return false };
        to.push(std::mem::replace(values, found));
        true
    }

    /// Increases (or decreases) the value at an index by key presses; words wrap around.
    pub fn turn(&mut self, place: usize, presses: i32, fine: bool) {
        let value = self.values.get(place);
        let next = match self.values.controls().get(place) {
            Some(Control::Number(parameter)) => parameter.nudge(value, presses, fine),
            Some(Control::Words { choices, .. }) => {
                (value as i64 + i64::from(presses)).rem_euclid(choices.len().max(1) as i64) as f64
            }
            None => return,
        };
        self.change(Some(place), |values| values.set(place, next));
    }

    /// Sets the number at an index, if its control allows the value.
    pub fn put(&mut self, place: usize, value: f64) {
        if let Some(Control::Number(parameter)) = self.values.controls().get(place)
            && parameter.allows(value)
        {
            self.change(Some(place), |values| values.set(place, value));
        }
    }

    /// Sets the value at an index from text.
    ///
    /// # Errors
    /// A message that says what is wrong and what would be accepted.
    pub fn type_in(&mut self, place: usize, text: &str) -> Result<(), String> {
        let text = text.trim();
        let next = match self.values.controls().get(place) {
            Some(Control::Number(parameter)) => match text.parse::<f64>() {
                Ok(value) if parameter.allows(value) => value,
                Ok(_) => return Err(format!("{text} is out of range; {}", parameter.range_text())),
                Err(_) => return Err(format!("'{text}' is not a number; {}", parameter.range_text())),
            },
            Some(Control::Words { choices, .. }) => {
                let named = choices.iter().position(|choice| choice == text);
                let meant = || nearest(text, choices.iter().map(String::as_str));
                let found = named.or_else(|| choices.iter().position(|choice| Some(choice.as_str()) == meant()));
                match found {
                    Some(found) => found as f64,
                    None => return Err(format!("'{text}' is not one of {}", choices.join(", "))),
                }
            }
            None => return Ok(()),
        };
        self.change(None, |values| values.set(place, next));
        Ok(())
    }

    /// Accepted input for the value at an index.
    pub fn allowed(&self, place: usize) -> String {
        match self.values.controls().get(place) {
            Some(Control::Number(parameter)) => parameter.range_text(),
            Some(Control::Words { choices, .. }) => choices.join(", "),
            None => String::new(),
        }
    }

    /// The displayed form of the value at an index.
    pub fn reading(&self, place: usize) -> Option<Reading> {
        let value = self.values.get(place);
        let untouched = self.values.untouched(place);
        Some(match self.values.controls().into_iter().nth(place)? {
            Control::Number(parameter) => Reading {
                symbol: parameter.symbol.to_owned(),
                title: parameter.title,
                value: plain(value),
                // A seed's position among all seeds means nothing.
                gauge: (parameter.scale != Scale::Integer).then_some(Gauge {
                    parameter,
                    value,
                    anchor: parameter.default,
                }),
                untouched,
                curve: None,
            },
            Control::Words { title, choices } => Reading {
                symbol: String::new(),
                title,
                value: choices.into_iter().nth(value as usize).unwrap_or_default(),
                gauge: None,
                untouched,
                curve: None,
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Clone, Debug, Default, PartialEq)]
    struct Two {
        noise: f64,
        word: usize,
    }

    impl Owned for Two {
        fn controls(&self) -> Vec<Control> {
            let choices = ["off", "on"].map(str::to_owned).to_vec();
            vec![Control::Number(crate::averages::NOISE), Control::Words { title: "switch", choices }]
        }
        fn get(&self, place: usize) -> f64 {
            if place == 0 { self.noise } else { self.word as f64 }
        }
        fn set(&mut self, place: usize, value: f64) {
            if place == 0 { self.noise = value } else { self.word = value as usize }
        }
    }

    #[test]
    fn a_held_key_is_one_change_and_words_go_around() {
        let mut bench = Bench::<Two>::default();
        for _ in 0..5 {
            bench.turn(0, 1, false);
        }
        let raised = bench.values().noise;
        assert!(raised > 0.0);
        bench.turn(1, 3, false);
        assert_eq!(bench.values().word, 1);
        assert!(bench.undo() && bench.values().word == 0 && bench.values().noise == raised);
        assert!(bench.undo() && *bench.values() == Two::default() && !bench.undo());
        assert!(bench.redo() && bench.redo() && !bench.redo());
        assert_eq!(*bench.values(), Two { noise: raised, word: 1 });
    }

    #[test]
    fn what_is_typed_is_checked() {
        let mut bench = Bench::<Two>::default();
        assert_eq!(bench.type_in(0, " 2.5 "), Ok(()));
        assert_eq!(bench.reading(0).map(|r| (r.value, r.untouched)), Some(("2.5".to_owned(), false)));
        assert!(bench.type_in(0, "-1").is_err_and(|line| line.contains("0 <= noise")));
        assert!(bench.type_in(0, "much").is_err_and(|line| line.contains("not a number")));
        assert_eq!(bench.type_in(1, "on"), Ok(()));
        assert!(bench.type_in(1, "perhaps").is_err_and(|line| line.contains("off, on")));
        bench.step(-1);
        assert_eq!(bench.chosen(), 1);
        bench.put(0, 20.0);
        assert_eq!(bench.values().noise, 20.0);
        bench.put(0, -1.0);
        assert_eq!(bench.values().noise, 20.0);
    }
}
