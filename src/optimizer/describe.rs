//! Optimizers as data: what can be set on one, its defaults, its equation, its source.

use super::extras::{EXTRA_HYPERS, EXTRA_SWITCHES};
pub use super::switch::{Convention, OFF_ON, Switch};
use super::{AnyRule, Kind};
use crate::math::parameter::{Parameter, Scale};

/// How a first α is found for a surface; see [`crate::scenario::suggest`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Suggestion {
    /// This share of the stability limit at the largest curvature at the start.
    Curvature(f64),
    /// This share of the viewport's shorter side a step, for rules whose steps are about α long.
    Reach(f64),
    /// This value, for rules whose α has no unit; made smaller where its path leaves the view.
    Fixed(f64),
    /// This value, wherever it leads: the rule's own.
    Own(f64),
}

/// Values of an optimizer's hyperparameters and switches, in its description's order, the options of every run behind
/// them.
#[derive(Clone, Debug, PartialEq)]
pub struct Values {
    /// One value a hyperparameter.
    pub hypers: Vec<f64>,
    /// One index a switch, into its choices.
    pub switches: Vec<usize>,
}

impl Values {
    /// A hyperparameter by its place.
    pub(super) fn hyper(&self, index: usize) -> f64 {
        self.hypers.get(index).copied().unwrap_or(f64::NAN)
    }
    /// Whether a switch has its second choice.
    pub(super) fn on(&self, index: usize) -> bool {
        self.switches.get(index).copied() == Some(1)
    }
}

/// An optimizer as data.
#[derive(Debug)]
pub struct Description {
    /// The name on the command line.
    pub name: &'static str,
    /// What it is in a few words.
    pub title: &'static str,
    /// The rule in the notes' notation, one line an assignment, for the given values.
    pub equation: fn(&Values) -> Vec<&'static str>,
    /// Where the rule comes from.
    pub source: &'static str,
    /// Its hyperparameters; the first is always α.
    pub hypers: &'static [Parameter],
    /// Its switches.
    pub switches: &'static [Switch],
    /// Defaults that differ from `hypers` (or from those of every run's options) under a convention.
    pub overrides: &'static [(Convention, &'static str, f64)],
    /// Whether weight decay is decoupled from the gradient unless it is said otherwise.
    pub decoupled: bool,
    /// Conventions whose library has this rule; for the others the paper's form stands in.
    pub libraries: &'static [Convention],
    /// How a first α is found.
    pub suggestion: Suggestion,
    /// Which rule it makes.
    pub kind: Kind,
}

impl Description {
    /// All hyperparameters: its own, then those that every run has.
    pub fn all_hypers(&self) -> impl Iterator<Item = &'static Parameter> {
        self.hypers.iter().chain(EXTRA_HYPERS)
    }

    /// All switches: its own, then those that every run has.
    pub fn all_switches(&self) -> impl Iterator<Item = &'static Switch> {
        self.switches.iter().chain(EXTRA_SWITCHES)
    }

    /// One of all hyperparameters.
    pub fn hyper(&self, index: usize) -> Option<&'static Parameter> {
        self.all_hypers().nth(index)
    }

    /// One of all switches.
    pub fn switch(&self, index: usize) -> Option<&'static Switch> {
        self.all_switches().nth(index)
    }

    /// The default of hyperparameter `index` under a convention (for α, the value when nothing suggests another).
    pub fn default_hyper(&self, index: usize, convention: Convention) -> f64 {
        let Some(hyper) = self.hyper(index) else { return f64::NAN };
        self.overrides
            .iter()
            .find(|(c, name, _)| *c == convention && *name == hyper.name)
            .map_or(hyper.default, |o| o.2)
    }

    /// The choice of switch `index` under a convention.
    pub fn default_switch(&self, index: usize, convention: Convention) -> usize {
        let Some(switch) = self.switch(index) else { return 0 };
        if switch.name == super::extras::DECAY_SWITCH && self.decoupled { 1 } else { (switch.default)(convention) }
    }

    /// All defaults under a convention.
    pub fn defaults(&self, convention: Convention) -> Values {
        Values {
            hypers: (0..self.all_hypers().count()).map(|i| self.default_hyper(i, convention)).collect(),
            switches: (0..self.all_switches().count()).map(|i| self.default_switch(i, convention)).collect(),
        }
    }

    /// The values that a suggested α is found with: the defaults of a convention, in the form that `switches` name. A form
    /// changes what α means (PyTorch's velocity is 1/(1-β) times the notes'); nothing else does.
    pub fn basis(&self, convention: Convention, switches: &[usize]) -> Values {
        let mut values = self.defaults(convention);
        for ((slot, given), switch) in values.switches.iter_mut().zip(switches).zip(self.all_switches()) {
            if switch.name == FORM.name {
                *slot = *given;
            }
        }
        values
    }

    /// The rule with the given values.
    pub fn build(&self, values: &Values) -> AnyRule {
        AnyRule::build(self.kind, &values.hypers, &values.switches)
    }

    /// Whether a convention's library has this rule; if not, it takes the paper's form.
    pub fn in_library(&self, convention: Convention) -> bool {
        self.libraries.contains(&convention)
    }
}

/// The libraries that have a rule: all of them.
pub(super) const EVERYWHERE: &[Convention] = &[Convention::Pytorch, Convention::Keras, Convention::Optax];

/// The learning rate, the same for every rule.
pub(super) const ALPHA: Parameter = Parameter {
    name: "alpha",
    symbol: "α",
    title: "learning rate",
    default: 0.1,
    // As wide as the curvatures of other people's data are; a raw time stamp squared is 1e18.
    low: 1e-100,
    high: 1e100,
    open: false,
    slider: (1e-5, 1e2),
    scale: Scale::Log,
};

/// A decay rate, with its name, symbol and default to be filled in.
pub(super) const DECAY: Parameter = Parameter {
    name: "beta",
    symbol: "β",
    title: "decay",
    default: 0.9,
    low: 0.0,
    high: 1.0,
    open: true,
    slider: (0.0, 0.9999),
    scale: Scale::OneMinusLog,
};

/// β₁ of Adam and its relatives.
pub(super) const BETA1: Parameter = Parameter { name: "beta1", symbol: "β₁", title: "momentum", ..DECAY };

/// β₂ of Adam and its relatives.
pub(super) const BETA2: Parameter =
    Parameter { name: "beta2", symbol: "β₂", title: "second moment", default: 0.999, ..DECAY };

/// The small number that keeps a division from dividing by zero.
pub(super) const EPS: Parameter = Parameter {
    name: "eps",
    symbol: "ε",
    title: "against division by 0",
    default: 1e-8,
    low: 0.0,
    high: 1e3,
    open: false,
    slider: (1e-12, 1.0),
    scale: Scale::Log,
};

/// Whether ε stands under the root, as in the notes.
pub(super) const EPS_IN_SQRT: Switch = Switch {
    name: "eps_in_sqrt",
    title: "ε under the root",
    choices: OFF_ON,
    default: |convention| usize::from(convention == Convention::Notes),
};

/// Whether the velocity is an average or a sum.
pub(super) const FORM: Switch = Switch {
    name: "form",
    title: "velocity is",
    choices: &["ema", "heavy-ball"],
    default: |convention| usize::from(convention != Convention::Notes),
};

/// Whether α is in the velocity, so that a change of it acts by and by.
pub(super) const ALPHA_INSIDE: Switch = Switch {
    name: "alpha_inside",
    title: "α in the velocity",
    choices: OFF_ON,
    default: |convention| usize::from(convention == Convention::Keras),
};

/// Whether V and S are corrected for their start at zero.
pub(super) const BIAS_CORRECTION: Switch =
    Switch { name: "bias_correction", title: "bias correction", choices: OFF_ON, default: |_| 1 };

/// Whether ε is added before S is corrected (the ε̂ of Adam's paper, section 2).
pub(super) const EPS_HAT: Switch = Switch {
    name: "eps_hat",
    title: "ε not corrected",
    choices: OFF_ON,
    default: |convention| usize::from(convention == Convention::Keras),
};
