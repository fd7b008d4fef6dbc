//! The values of a scenario that keys and sliders change, in one order: the run's hyperparameters and switches, the
//! surface's parameters, the run's options, then the rest of the scenario's settings.

use super::spec::{self, SpecError};
use super::{NOISE, Resolved, Run, SEED, STEPS, Scenario, TOLERANCE};
use crate::math::number::plain;
use crate::math::parameter::{Gauge, Parameter, Scale};
use crate::optimizer::{Convention, EXTRA_HYPERS, EXTRA_SWITCHES, SCHEDULE_PARAMETERS, matters};

/// A value that can be changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dial {
    /// A hyperparameter of the run.
    Hyper(usize),
    /// A switch of the run.
    Switch(usize),
    /// Noise of this run alone.
    RunNoise,
    /// Batch of this run alone.
    RunBatch,
    /// Convention of this run alone.
    RunConvention,
    /// A parameter of the surface.
    Surface(usize),
    /// Noise for every run without its own.
    Noise,
    /// Batch for every run without its own.
    Batch,
    /// The number of steps.
    Steps,
    /// The tolerance for convergence.
    Tolerance,
    /// The seed.
    Seed,
    /// Form and defaults for every run without its own.
    Convention,
}

/// A dial of a run, changed or read at a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Knob {
    /// Index of the run.
    pub run: usize,
    /// The dial.
    pub dial: Dial,
    /// The step at which hyperparameters are read, and from which a change applies unless it rewrites the whole path.
    pub step: usize,
    /// True if a change of a hyperparameter applies from that step on only.
    pub onward: bool,
}

impl Knob {
    /// A dial that rewrites the whole path.
    pub fn new(run: usize, dial: Dial) -> Self {
        Self { run, dial, step: 0, onward: false }
    }
}

/// The display of a dial.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// Symbol, such as α; a switch's name.
    pub symbol: String,
    /// A title of a few words.
    pub title: &'static str,
    /// The value.
    pub value: String,
    /// The slider, if there is one.
    pub gauge: Option<Gauge>,
    /// True if it is still a default, a suggestion, or inherited from the scenario.
    pub untouched: bool,
    /// The factors of an active schedule of α, from the first step to the last.
    pub curve: Option<[f64; CURVE]>,
}

/// Points in a schedule's thumbnail curve.
pub const CURVE: usize = 10;

impl Dial {
    /// True if it belongs to the selected run rather than to the scenario.
    pub fn of_run(self) -> bool {
        use Dial::*;
        matches!(self, Hyper(_) | Switch(_) | RunNoise | RunBatch | RunConvention)
    }
}

/// The batch as a number of rows, out of `rows`.
const fn batch_parameter(rows: usize) -> Parameter {
    Parameter {
        name: "batch",
        symbol: "n",
        title: "batch",
        default: rows as f64,
        low: 1.0,
        high: rows as f64,
        open: false,
        slider: (1.0, rows as f64),
        scale: Scale::LogInteger,
    }
}

impl Scenario {
    /// The dials of a run and the scenario, in the order in which keys step through them: the run's rule, the surface and its
    /// gradients, the run's options, the rest.
    pub fn dials(&self, run: usize) -> Vec<Dial> {
        let mut dials = Vec::new();
        let data = self.problem.rows() > 0;
        if let Some(run) = self.runs.get(run) {
            let description = run.description();
            let (own, own_switches) = (description.hypers.len(), description.switches.len());
            dials.extend((0..own).map(Dial::Hyper));
            dials.extend((0..own_switches).map(Dial::Switch));
        }
        dials.extend((0..self.surface().parameters().len()).map(Dial::Surface));
        dials.push(Dial::Noise);
        dials.extend(data.then_some(Dial::Batch));
        // Options are changed less often than the surface.
        if let Some(run) = self.runs.get(run) {
            let description = run.description();
            dials.extend(self.option_dials(run, description.hypers.len(), description.switches.len()));
            dials.extend([Dial::RunConvention, Dial::RunNoise]);
            dials.extend(data.then_some(Dial::RunBatch));
        }
        dials.extend([Dial::Steps, Dial::Tolerance, Dial::Seed, Dial::Convention]);
        dials
    }

    /// The dials of a run's options that currently have an effect; a schedule's parameters follow the schedule.
    fn option_dials(&self, run: &Run, own: usize, own_switches: usize) -> Vec<Dial> {
        let (description, convention) = (run.description(), self.convention_of(run));
        let value = |i: usize| {
            let given = run.hypers.get(i).copied().flatten();
            let later = run.changes.iter().filter(|c| c.hyper == i).map(|c| c.value).fold(0.0, f64::max);
            given.unwrap_or_else(|| description.default_hyper(i, convention)).max(later)
        };
        let of = |name: &str| description.all_hypers().position(|h| h.name == name).map(value);
        let choice = |name: &str| {
            let place = description.all_switches().position(|s| s.name == name)?;
            Some(run.switches.get(place).copied().flatten().unwrap_or(description.default_switch(place, convention)))
        };
        let schedule = choice("schedule").unwrap_or(0);
        let shown = |name: &str| matters(name, of, schedule);
        let switches = || {
            EXTRA_SWITCHES
                .iter()
                .enumerate()
                .filter(|(_, s)| shown(s.name))
                .map(|(i, _)| Dial::Switch(own_switches + i))
        };
        let hypers =
            EXTRA_HYPERS.iter().enumerate().filter(|(_, h)| shown(h.name)).map(|(i, h)| (Dial::Hyper(own + i), h));
        let (of_schedule, others): (Vec<_>, Vec<_>) =
            hypers.partition(|(_, h)| SCHEDULE_PARAMETERS.iter().any(|p| p.name == h.name));
        let mut dials: Vec<Dial> = switches().skip(usize::from(shown("decay"))).collect();
        dials.extend(of_schedule.into_iter().map(|(dial, _)| dial));
        dials.extend(others.into_iter().map(|(dial, _)| dial));
        dials.extend(switches().take(usize::from(shown("decay"))));
        dials
    }

    /// The parameter of a numeric dial.
    fn parameter(&self, run: usize, dial: Dial) -> Option<Parameter> {
        match dial {
            Dial::Hyper(i) => self.runs.get(run)?.description().hyper(i).copied(),
            Dial::Surface(i) => self.surface().parameters().get(i).copied(),
            Dial::Noise | Dial::RunNoise => Some(NOISE),
            Dial::Batch | Dial::RunBatch => Some(batch_parameter(self.problem.rows())),
            Dial::Steps => Some(STEPS),
            Dial::Tolerance => Some(TOLERANCE),
            Dial::Seed => Some(SEED),
            Dial::Switch(_) | Dial::RunConvention | Dial::Convention => None,
        }
    }

    /// Description of the values that may be typed for a dial.
    pub fn allowed(&self, knob: Knob) -> Option<String> {
        if let Some(parameter) = self.parameter(knob.run, knob.dial) {
            return Some(parameter.range_text());
        }
        match knob.dial {
            Dial::Switch(i) => {
                let switch = self.runs.get(knob.run)?.description().switch(i)?;
                Some(format!("{}: {}", switch.name, switch.choices.join(", ")))
            }
            _ => Some(Convention::ALL.map(|(_, name)| name).join(", ")),
        }
    }

    /// The value of a numeric dial.
    pub fn number(&self, knob: Knob, resolved: Option<&Resolved>) -> Option<f64> {
        let Knob { run, dial, step, .. } = knob;
        let rows = self.problem.rows() as f64;
        let own = self.runs.get(run);
        let batch = |b: Option<usize>| b.map_or(rows, |n| n as f64);
        match dial {
            Dial::Hyper(i) => match resolved {
                Some(resolved) => resolved.values_at(step).hypers.get(i).copied(),
                None => self.resolve(own?).values_at(step).hypers.get(i).copied(),
            },
            Dial::Surface(i) => self.surface().values().get(i).copied(),
            Dial::Noise => Some(self.noise),
            Dial::RunNoise => Some(own?.noise.unwrap_or(self.noise)),
            Dial::Batch => Some(batch(self.batch)),
            Dial::RunBatch => Some(batch(own?.batch.unwrap_or(self.batch))),
            Dial::Steps => Some(self.steps as f64),
            Dial::Tolerance => Some(self.tolerance),
            Dial::Seed => Some(self.seed as f64),
            Dial::Switch(_) | Dial::RunConvention | Dial::Convention => None,
        }
    }

    /// The display of a dial; `resolved` is the run's, if the caller has it.
    pub fn reading(&self, knob: Knob, resolved: Option<&Resolved>) -> Option<Reading> {
        let Knob { run, dial, step, .. } = knob;
        let own = self.runs.get(run);
        if let Some(parameter) = self.parameter(run, dial) {
            let number = self.number(knob, resolved)?;
            let everything = matches!(dial, Dial::Batch | Dial::RunBatch) && number == parameter.high;
            let value = match parameter.scale {
                _ if everything => format!("all {}", plain(number)),
                Scale::OneMinusLog => format!("{:.3}", number).parse().map_or_else(
                    |_: std::num::ParseFloatError| plain(number),
                    |rounded: f64| if rounded == number { format!("{number:.3}") } else { plain(number) },
                ),
                _ => plain(number),
            };
            let untouched = match dial {
                Dial::Hyper(i) => {
                    let changed = own?.changes.iter().any(|c| c.hyper == i && c.step <= step);
                    !changed && own?.hypers.get(i).is_some_and(Option::is_none)
                }
                Dial::RunNoise => own?.noise.is_none(),
                Dial::RunBatch => own?.batch.is_none(),
                _ => number == parameter.default,
            };
            return Some(Reading {
                symbol: parameter.symbol.to_owned(),
                title: match dial {
                    Dial::RunNoise => "own noise",
                    Dial::RunBatch => "own batch",
                    Dial::Hyper(0) if untouched => "suggested rate",
                    _ => parameter.title,
                },
                value,
                gauge: Some(Gauge {
                    parameter,
                    value: number,
                    anchor: match dial {
                        Dial::Hyper(0) => resolved.and_then(|r| r.suggestion).unwrap_or(number),
                        _ => parameter.default,
                    },
                }),
                untouched,
                curve: None,
            });
        }
        let mut curve = None;
        let (title, value, untouched) = match dial {
            Dial::Switch(i) => {
                let run = own?;
                let switch = run.description().switch(i)?;
                let given = run.switches.get(i).copied().flatten();
                let index = given.unwrap_or(run.description().default_switch(i, self.convention_of(run)));
                let choice = switch.choices.get(index).copied()?;
                let word = match choice {
                    "true" => "on",
                    "false" => "off",
                    other => other,
                };
                if switch.name == "schedule" && index > 0 {
                    let resolved = resolved.map_or_else(|| self.resolve(run).plan, |r| r.plan.clone());
                    let schedule = resolved.update_at(step).extras.schedule;
                    let last = self.steps.saturating_sub(1);
                    curve = Some(std::array::from_fn(|i| schedule.factor(last * i / (CURVE - 1), self.steps)));
                }
                (switch.title, word.to_owned(), given.is_none())
            }
            Dial::RunConvention => {
                let run = own?;
                let name = self.convention_of(run).name().to_owned();
                ("own convention", name, run.convention.is_none())
            }
            _ => ("convention", self.convention.name().to_owned(), self.convention == Convention::default()),
        };
        Some(Reading { symbol: String::new(), title, value, gauge: None, untouched, curve })
    }

    /// Changes a dial by key presses; a switch moves to its next or previous choice.
    pub fn nudge(&mut self, knob: Knob, presses: i32, fine: bool) {
        let Knob { run, dial, .. } = knob;
        let turned =
            |index: usize, count: usize| (index as i64 + i64::from(presses)).rem_euclid(count.max(1) as i64) as usize;
        match dial {
            Dial::Switch(i) => {
                let convention = self.runs.get(run).map_or(self.convention, |r| self.convention_of(r));
                let Some(run) = self.runs.get_mut(run) else { return };
                let Some(switch) = run.description().switch(i) else { return };
                if let Some(slot) = run.switches.get_mut(i) {
                    let now = slot.unwrap_or(run.optimizer.0.default_switch(i, convention));
                    *slot = Some(turned(now, switch.choices.len()));
                }
            }
            Dial::RunConvention => {
                // The scenario's own comes first, then the conventions by name.
                let Some(run) = self.runs.get_mut(run) else { return };
                let all = Convention::ALL;
                let now = run.convention.and_then(|c| all.iter().position(|(x, _)| *x == c)).map_or(0, |i| i + 1);
                let next = turned(now, all.len() + 1);
                run.convention = next.checked_sub(1).and_then(|i| all.get(i)).map(|(c, _)| *c);
            }
            Dial::Convention => {
                let all = Convention::ALL;
                let now = all.iter().position(|(c, _)| *c == self.convention).unwrap_or(0);
                if let Some((next, _)) = all.get(turned(now, all.len())) {
                    self.convention = *next;
                }
            }
            _ => {
                let Some(parameter) = self.parameter(run, dial) else { return };
                let Some(now) = self.number(knob, None) else { return };
                self.put(knob, parameter.nudge(now, presses, fine));
            }
        }
    }

    /// Sets a numeric dial to a value, if it is allowed.
    pub fn set(&mut self, knob: Knob, value: f64) {
        if self.parameter(knob.run, knob.dial).is_some_and(|p| p.allows(value)) {
            self.put(knob, value);
        }
    }

    /// Sets a dial from typed text.
    ///
    /// # Errors
    /// If the text is not a valid value; the message says which values are.
    pub fn type_in(&mut self, knob: Knob, text: &str) -> Result<(), SpecError> {
        let Knob { run, dial, .. } = knob;
        let text = text.trim();
        let rows = self.problem.rows();
        match dial {
            Dial::Switch(i) => {
                let Some(run) = self.runs.get_mut(run) else { return Ok(()) };
                let Some(switch) = run.description().switch(i) else { return Ok(()) };
                let word = match text {
                    "on" => "true",
                    "off" => "false",
                    other => other,
                };
                let index = spec::choice(run.description().name, switch, word)?;
                if let Some(slot) = run.switches.get_mut(i) {
                    *slot = Some(index);
                }
            }
            Dial::RunConvention => {
                let convention = spec::convention(text)?;
                if let Some(run) = self.runs.get_mut(run) {
                    run.convention = Some(convention);
                }
            }
            Dial::Convention => self.convention = spec::convention(text)?,
            Dial::Batch | Dial::RunBatch => {
                let text = if text == "all" { "full" } else { text };
                let value = spec::batch("batch", text, rows)?;
                self.put(knob, value.map_or(rows as f64, |n| n as f64));
            }
            _ => {
                if let Some(parameter) = self.parameter(run, dial) {
                    let value = spec::number(parameter.title, &parameter, text)?;
                    self.put(knob, value);
                }
            }
        }
        Ok(())
    }

    fn put(&mut self, knob: Knob, value: f64) {
        let Knob { run, dial, step, onward } = knob;
        let rows = self.problem.rows();
        let batch = || ((value as usize) < rows).then_some(value as usize);
        match dial {
            Dial::Surface(i) => {
                if let Some(problem) = self.problem.with_value(i, value) {
                    self.problem = problem;
                }
            }
            Dial::Noise => self.noise = value,
            Dial::Batch => self.batch = batch(),
            Dial::Steps => self.steps = value as usize,
            Dial::Tolerance => self.tolerance = value,
            Dial::Seed => self.seed = value as u64,
            Dial::Hyper(_) | Dial::RunNoise | Dial::RunBatch => {
                let Some(run) = self.runs.get_mut(run) else { return };
                match dial {
                    Dial::Hyper(i) => run.set_from(if onward { step } else { 0 }, i, value),
                    Dial::RunNoise => run.noise = Some(value),
                    _ => run.batch = Some(batch()),
                }
            }
            Dial::Switch(_) | Dial::RunConvention | Dial::Convention => {}
        }
    }

    /// Resets the run's values to their defaults; its name stays.
    pub fn reset(&mut self, run: usize) {
        if let Some(run) = self.runs.get_mut(run) {
            *run = Run { label: run.label.take(), ..Run::new(run.description()) };
        }
    }
}

#[cfg(test)]
mod tests;
