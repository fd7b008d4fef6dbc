//! A scenario holds everything that paths depend on: surface, gradient source, start, runs, seed, number of steps.
//! Together with a cursor it is the entire state.

mod batches;
mod command_line;
mod dial;
mod idle;
pub mod net;
mod options;
mod preset;
mod problem;
pub mod smooth;
mod spec;
pub mod starts;
pub mod suggest;
pub mod sweep;
pub mod tuning;

use std::sync::Arc;

use crate::math::gradient::Source;
use crate::math::parameter::{Parameter, Scale};
use crate::math::surface::{Point, Surface};
use crate::optimizer::{Convention, Description, Update, Values, named};
use crate::run::Plan;

pub(crate) use command_line::quoted;
pub use dial::{Dial, Knob, Reading};
pub use options::{Options, OptionsError, parse_start};
pub use preset::Preset;
pub use problem::Problem;
pub use spec::SpecError;
pub(crate) use spec::number;

/// Most runs in a scenario: as many as there are distinguishable shapes and colors.
pub const MAX_RUNS: usize = 8;

/// The number of steps.
pub const STEPS: Parameter = Parameter {
    name: "steps",
    symbol: "T",
    title: "steps",
    default: 300.0,
    low: 1.0,
    high: 1e6,
    open: false,
    slider: (10.0, 1e5),
    scale: Scale::LogInteger,
};
/// The seed of noise and batches.
pub const SEED: Parameter = Parameter {
    name: "seed",
    symbol: "#",
    title: "seed",
    default: 0.0,
    low: 0.0,
    // Integers are exact in an f64 up to here.
    high: 9_007_199_254_740_991.0,
    open: false,
    slider: (0.0, 20.0),
    scale: Scale::Integer,
};
/// The tolerance for convergence.
pub const TOLERANCE: Parameter = Parameter {
    name: "tolerance",
    symbol: "τ",
    title: "tolerance",
    default: 1e-6,
    low: 1e-300,
    high: 1e6,
    open: false,
    slider: (1e-12, 1.0),
    scale: Scale::Log,
};
/// The standard deviation of the noise on each gradient component.
pub const NOISE: Parameter = Parameter {
    name: "noise",
    symbol: "σ",
    title: "noise",
    default: 0.0,
    low: 0.0,
    high: 1e12,
    open: false,
    slider: (1e-2, 1e2),
    scale: Scale::Log,
};

/// Note on a run whose βᵗ is not its library's; see [`Scenario::parts_from_library`].
pub const PRODUCT: &str = "βᵗ is Πβ";

/// One optimizer in a scenario. `None` means not set: the convention's default, the scenario's value, or a suggestion.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    /// The optimizer.
    pub optimizer: Registered,
    /// Its hyperparameters, in the description's order.
    pub hypers: Vec<Option<f64>>,
    /// Its switches, as indices into their choices, in the description's order.
    pub switches: Vec<Option<usize>>,
    /// Values that change mid-run, by step.
    pub changes: Vec<ChangePoint>,
    /// Mini-batch size of this run; `Some(None)` is the full batch.
    pub batch: Option<Option<usize>>,
    /// Noise of this run.
    pub noise: Option<f64>,
    /// Convention of this run.
    pub convention: Option<Convention>,
    /// Label of this run.
    pub label: Option<String>,
    /// True if it is left out of the plots; it is simulated all the same.
    pub hidden: bool,
}

/// A mid-run change of a hyperparameter.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ChangePoint {
    /// The first step whose update uses the new value, at least 1.
    pub step: usize,
    /// Index of the hyperparameter, in the description's order.
    pub hyper: usize,
    /// The new value.
    pub value: f64,
}

/// A registered optimizer; two are equal if their names are.
#[derive(Clone, Copy, Debug)]
pub struct Registered(pub &'static Description);

impl PartialEq for Registered {
    fn eq(&self, other: &Self) -> bool {
        self.0.name == other.0.name
    }
}

impl Run {
    /// A run with nothing set.
    pub fn new(description: &'static Description) -> Self {
        Self {
            optimizer: Registered(description),
            hypers: vec![None; description.all_hypers().count()],
            switches: vec![None; description.all_switches().count()],
            changes: Vec::new(),
            batch: None,
            noise: None,
            convention: None,
            label: None,
            hidden: false,
        }
    }

    /// The optimizer's description.
    pub fn description(&self) -> &'static Description {
        self.optimizer.0
    }

    /// Sets a hyperparameter from the update of a step on, discarding any later changes; from step 0 on it applies to the
    /// whole path.
    pub fn set_from(&mut self, step: usize, hyper: usize, value: f64) {
        self.changes.retain(|c| c.hyper != hyper || c.step < step);
        if step == 0 {
            if let Some(slot) = self.hypers.get_mut(hyper) {
                *slot = Some(value);
            }
            return;
        }
        self.changes.push(ChangePoint { step, hyper, value });
        self.changes.sort_by_key(|c| (c.step, c.hyper));
    }
}

/// Everything that paths depend on.
#[derive(Clone, Debug, PartialEq)]
pub struct Scenario {
    /// The surface, or the data it is fitted to.
    pub problem: Problem,
    /// The runs, 1 to [`MAX_RUNS`].
    pub runs: Vec<Run>,
    /// Form and defaults for runs without a convention of their own.
    pub convention: Convention,
    /// The point of step 0; `None` for the surface's own suggestion.
    pub start: Option<Point>,
    /// The last step.
    pub steps: usize,
    /// The seed of noise and batches.
    pub seed: u64,
    /// The tolerance for convergence.
    pub tolerance: f64,
    /// Rows per gradient; `None` for all.
    pub batch: Option<usize>,
    /// Standard deviation of the noise on each gradient component.
    pub noise: f64,
}

/// A run with all values resolved.
#[derive(Clone, Debug)]
pub struct Resolved {
    /// Its values at step 0.
    pub values: Values,
    /// Its values from later steps on, in ascending order.
    pub later: Vec<(usize, Values)>,
    /// True if α is a suggestion.
    pub suggested: bool,
    /// The suggested α, if it has been computed: it takes a search.
    pub suggestion: Option<f64>,
    /// The values that α is suggested for; see [`Description::basis`].
    pub basis: Values,
    /// The plan to simulate.
    pub plan: Plan,
}

impl Resolved {
    /// The values used for the update from a step to the next.
    pub fn values_at(&self, step: usize) -> &Values {
        self.later.iter().rev().find(|(from, _)| *from <= step).map_or(&self.values, |(_, values)| values)
    }
}

impl Default for Scenario {
    /// The four optimizers of the notes on the elongated bowl.
    fn default() -> Self {
        Self::on(Problem::bowl())
    }
}

impl Scenario {
    /// The four optimizers of the notes on a given problem, with nothing set.
    pub fn on(problem: Problem) -> Self {
        let runs = ["sgd", "momentum", "rmsprop", "adam"].into_iter().filter_map(named).map(Run::new).collect();
        Self {
            problem,
            runs,
            convention: Convention::Notes,
            start: None,
            steps: STEPS.default as usize,
            seed: SEED.default as u64,
            tolerance: TOLERANCE.default,
            batch: None,
            noise: NOISE.default,
        }
    }

    /// The surface.
    pub fn surface(&self) -> &Arc<Surface> {
        self.problem.surface()
    }

    /// The start of every run.
    pub fn start(&self) -> Point {
        self.start.unwrap_or_else(|| self.surface().start())
    }

    /// The name of each run: its label, or else its optimizer's name; repeats are numbered. Labels take precedence over
    /// generated names.
    pub fn names(&self) -> Vec<String> {
        let mut names: Vec<Option<String>> = vec![None; self.runs.len()];
        for labelled in [true, false] {
            for (i, run) in self.runs.iter().enumerate().filter(|(_, run)| run.label.is_some() == labelled) {
                let base = run.label.clone().unwrap_or_else(|| run.description().name.to_owned());
                let numbered = (2..).map(|count| format!("{base}-{count}"));
                let free =
                    std::iter::once(base.clone()).chain(numbered).find(|name| !names.contains(&Some(name.clone())));
                if let Some(slot) = names.get_mut(i) {
                    *slot = free;
                }
            }
        }
        names.into_iter().map(Option::unwrap_or_default).collect()
    }

    /// The convention in effect for a run.
    pub fn convention_of(&self, run: &Run) -> Convention {
        run.convention.unwrap_or(self.convention)
    }

    /// True if a run's βᵗ differs from that of its convention's library. If β changes mid-run, βᵗ here is the product of all
    /// β so far, which is the exact correction for the averages; a library raises the new β to the power of t.
    pub fn parts_from_library(&self, run: &Run) -> bool {
        let is_beta = |hyper: usize| run.description().hyper(hyper).is_some_and(|h| h.name.starts_with("beta"));
        self.convention_of(run) != Convention::Notes
            && run.changes.iter().any(|change| is_beta(change.hyper))
            && Update::equation(run.description(), &self.resolve(run).values).iter().any(|line| line.contains('ᵗ'))
    }

    /// The gradient source of a run.
    pub fn source_of(&self, run: &Run) -> Source {
        let batch = run.batch.unwrap_or(self.batch).filter(|&n| n < self.problem.rows());
        Source { batch, noise: run.noise.unwrap_or(self.noise) }
    }

    /// Resolves a run: fills in defaults, and suggests α if it is not set.
    pub fn resolve(&self, run: &Run) -> Resolved {
        let description = run.description();
        let mut values = description.defaults(self.convention_of(run));
        for (slot, given) in values.hypers.iter_mut().zip(&run.hypers) {
            *slot = given.unwrap_or(*slot);
        }
        for (slot, given) in values.switches.iter_mut().zip(&run.switches) {
            *slot = given.unwrap_or(*slot);
        }
        let suggested = run.hypers.first().is_some_and(Option::is_none);
        let basis = description.basis(self.convention_of(run), &values.switches);
        let suggestion = suggested.then(|| self.suggestion(run, &basis));
        if let (Some(alpha), Some(slot)) = (suggestion, values.hypers.first_mut()) {
            *slot = alpha;
        }
        let mut later: Vec<(usize, Values)> = Vec::new();
        for change in &run.changes {
            let mut next = later.last().map_or(&values, |(_, values)| values).clone();
            if let Some(slot) = next.hypers.get_mut(change.hyper) {
                *slot = change.value;
            }
            // Several values may change at the same step.
            match later.last_mut() {
                Some((step, last)) if *step == change.step => *last = next,
                _ => later.push((change.step, next)),
            }
        }
        let plan = Plan {
            surface: self.surface().clone(),
            rows: self.problem.rows(),
            update: Update::build(description, &values),
            later: later.iter().map(|(step, values)| (*step, Update::build(description, values))).collect(),
            source: self.source_of(run),
            seed: self.seed,
            start: self.start(),
            steps: self.steps,
        };
        Resolved { values, later, suggested, suggestion, basis, plan }
    }

    /// The α suggested for a run, even if it has one of its own; `basis` is that of [`Resolved`].
    pub fn suggestion(&self, run: &Run, basis: &Values) -> f64 {
        suggest::alpha(self.surface(), self.start(), run.description(), basis)
    }

    /// Every run with all values resolved.
    pub fn resolved(&self) -> Vec<Resolved> {
        self.runs.iter().map(|run| self.resolve(run)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repeated_names_are_numbered() {
        let mut scenario = Scenario::default();
        let mut copy = scenario.runs[1].clone();
        scenario.runs.push(copy.clone());
        copy.label = Some("mine".into());
        scenario.runs.extend([copy.clone(), copy]);
        let names = scenario.names();
        assert_eq!(names, ["sgd", "momentum", "rmsprop", "adam", "momentum-2", "mine", "mine-2"]);
        scenario.runs[6].label = Some("momentum-2".into());
        assert_eq!(scenario.names()[4..], ["momentum-3", "mine", "momentum-2"]);
    }

    #[test]
    fn the_pytorch_convention_changes_forms_and_defaults() {
        let scenario = Scenario { convention: Convention::Pytorch, ..Scenario::default() };
        let of = |i: usize| scenario.resolve(&scenario.runs[i]).values;
        assert_eq!(of(1).switches[..2], [1, 0]);
        assert_eq!(of(1).hypers[1], 0.9);
        assert_eq!(of(2).hypers[1], 0.99);
        assert_eq!(of(3).switches[..2], [1, 0]);
    }
}
