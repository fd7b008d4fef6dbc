//! A range of values of a hyperparameter or of a surface parameter.

use crate::math::nearest::nearest;
use crate::math::parameter::{Parameter, Scale};
use crate::scenario::spec::{SpecError, number};
use crate::scenario::{Run, Scenario};

/// The value that an axis varies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slot {
    /// A hyperparameter of the run, by its index in the description (its own, then the run options).
    Hyper(usize),
    /// A parameter of the surface, by index.
    Surface(usize),
}

impl Slot {
    /// Every possible axis for a run of a scenario, with its parameter.
    pub fn all(scenario: &Scenario, run: &Run) -> Vec<(Slot, Parameter)> {
        let own = run.description().all_hypers().enumerate().map(|(i, p)| (Slot::Hyper(i), *p));
        let surface = scenario.surface();
        own.chain(surface.parameters().iter().enumerate().map(|(i, p)| (Slot::Surface(i), *p))).collect()
    }

    /// The parameter, if the run or the surface has it.
    pub fn parameter(self, scenario: &Scenario, run: &Run) -> Option<Parameter> {
        match self {
            Slot::Hyper(i) => run.description().hyper(i).copied(),
            Slot::Surface(i) => scenario.surface().parameters().get(i).copied(),
        }
    }
}

/// Maps a value to its parameter's own scale, where equal steps look equal: log x, or -log(1 - x), or x itself.
pub fn to_scale(scale: Scale, value: f64) -> f64 {
    match scale {
        Scale::Log | Scale::LogInteger => libm::log(value.max(f64::MIN_POSITIVE)),
        Scale::OneMinusLog => -libm::log1p(-value),
        Scale::Linear(_) | Scale::Integer => value,
    }
}

/// Maps a position on a parameter's own scale back to a value, the inverse of [`to_scale`].
pub fn from_scale(scale: Scale, place: f64) -> f64 {
    match scale {
        Scale::Log | Scale::LogInteger => libm::exp(place),
        Scale::OneMinusLog => -libm::expm1(-place),
        Scale::Linear(_) | Scale::Integer => place,
    }
}

/// A range of values, both ends included.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Axis {
    /// The value that varies.
    pub slot: Slot,
    /// Its parameter.
    pub parameter: Parameter,
    /// The first value.
    pub low: f64,
    /// The last value.
    pub high: f64,
    /// Number of values, at least 2.
    pub count: usize,
    /// True if they are evenly spaced on the parameter's own scale rather than linearly.
    pub own_scale: bool,
}

/// Most values on an axis.
pub const MOST: usize = 1_000_000;

impl Axis {
    /// Parses an axis from `NAME=LO..HI:N[:log]`; `flag` is the option it was given to.
    ///
    /// # Errors
    /// If there is no such value, or the range is empty, reversed, outside the parameter's range, or has fewer than two cells.
    pub fn from_spec(flag: &str, spec: &str, scenario: &Scenario, run: &Run) -> Result<Self, SpecError> {
        let other = |line: String| SpecError::Other(format!("{flag} {spec}: {line}"));
        let form = "write NAME=LO..HI:N or NAME=LO..HI:N:log, such as alpha=0.001..1:40:log";
        let (name, range) = spec.split_once('=').ok_or_else(|| other(form.to_owned()))?;
        let name = name.trim();
        let all = Slot::all(scenario, run);
        let Some((slot, parameter)) = all.iter().find(|(_, p)| p.name == name).copied() else {
            let names: Vec<&str> = all.iter().map(|(_, p)| p.name).collect();
            let hint = match nearest(name, names.iter().copied()) {
                Some(meant) => format!("did you mean '{meant}'?"),
                None => format!("there are {}", names.join(", ")),
            };
            let owner = format!("{} on {}", run.description().name, scenario.problem.name());
            return Err(other(format!("{owner} has no '{name}'; {hint}")));
        };
        scenario.idle(run, name).map_or(Ok(()), |line| Err(other(line)))?;
        let (low, rest) = range.split_once("..").ok_or_else(|| other(form.to_owned()))?;
        let mut parts = rest.split(':');
        let (Some(high), Some(count)) = (parts.next(), parts.next()) else { return Err(other(form.to_owned())) };
        let own_scale = match (parts.next(), parts.next()) {
            (None, _) => false,
            (Some(word), None) if word.trim() == "log" => true,
            (Some(word), _) => {
                return Err(other(format!("':{word}' is not known; only :log may follow the number of cells")));
            }
        };
        let value = |text: &str| number(&format!("{flag} {name}"), &parameter, text.trim());
        let (low, high) = (value(low)?, value(high)?);
        let count: usize =
            count.trim().parse().map_err(|_| other(format!("'{count}' is no number of cells; {form}")))?;
        let axis = Self { slot, parameter, low, high, count, own_scale };
        axis.check().map_err(other)?;
        Ok(axis)
    }

    fn check(&self) -> Result<(), String> {
        let Self { low, high, count, .. } = self;
        let name = self.parameter.name;
        if low == high {
            return Err(format!("the range is empty; give two ends that differ, such as {name}={low}..{}", high + 1.0));
        }
        if low > high {
            return Err(format!("the range runs backwards; write {name}={high}..{low}"));
        }
        if *count < 2 {
            let cells = if *count == 1 { "1 cell is" } else { "0 cells are" };
            return Err(format!("{cells} too few; an axis has both of its ends, so at least 2"));
        }
        if *count > MOST {
            return Err(format!("{count} cells are too many; at most {MOST} along an axis"));
        }
        if self.own_scale && *low <= 0.0 && matches!(self.parameter.scale, Scale::Log | Scale::LogInteger) {
            return Err("0 has no logarithm; begin above it, or leave :log out".to_owned());
        }
        let whole = matches!(self.parameter.scale, Scale::Integer | Scale::LogInteger);
        if whole && (high - low) < (*count - 1) as f64 {
            return Err(format!("{name} is a whole number; there are only {} from {low} to {high}", high - low + 1.0));
        }
        Ok(())
    }

    /// The value of cell `index`, counting from 0.
    pub fn value(&self, index: usize) -> f64 {
        let last = self.count.saturating_sub(1);
        if index == 0 {
            return self.low;
        }
        if index >= last {
            return self.high;
        }
        let share = index as f64 / last as f64;
        let scale = if self.own_scale { self.parameter.scale } else { Scale::Linear(1.0) };
        let (low, high) = (to_scale(scale, self.low), to_scale(scale, self.high));
        let value = from_scale(scale, low + (high - low) * share).clamp(self.low, self.high);
        match self.parameter.scale {
            Scale::Integer | Scale::LogInteger => value.round(),
            _ => value,
        }
    }

    /// All values in ascending order.
    pub fn values(&self) -> Vec<f64> {
        (0..self.count).map(|i| self.value(i)).collect()
    }
}
