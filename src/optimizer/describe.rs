//! Optimizers as data: hyperparameters, switches, defaults, equation, source.

use super::extras::{EXTRA_HYPERS, EXTRA_SWITCHES};
pub use super::switch::{Convention, OFF_ON, Switch};
use super::{AnyRule, Kind};
use crate::math::parameter::{Parameter, Scale};

/// The method by which a first α is found for a surface; see [`crate::scenario::suggest`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Suggestion {
    /// This share of the stability limit at the largest curvature at the start.
    Curvature(f64),
    /// This share of the viewport's shorter side per step, for rules whose steps are about α long.
    Reach(f64),
    /// This value, for rules whose α has no unit; reduced if the path leaves the view.
    Fixed(f64),
    /// This value wherever it leads: the rule's canonical α.
    Own(f64),
}

/// Values of an optimizer's hyperparameters and switches, in its description's order, followed by the options of every
/// run.
#[derive(Clone, Debug, PartialEq)]
pub struct Values {
    /// One value per hyperparameter.
    pub hypers: Vec<f64>,
    /// One index per switch, into its choices.
    pub switches: Vec<usize>,
}

impl Values {
    /// The value of a hyperparameter, by index.
    pub(super) fn hyper(&self, index: usize) -> f64 {
        self.hypers.get(index).copied().unwrap_or(f64::NAN)
    }
    /// True if a switch is on its second choice.
    pub(super) fn on(&self, index: usize) -> bool {
        self.switches.get(index).copied() == Some(1)
    }
}

/// An optimizer as data.
#[derive(Debug)]
pub struct Description {
    /// The name on the command line.
    pub name: &'static str,
    /// A title of a few words.
    pub title: &'static str,
    /// The rule in the notes' notation, one line per assignment, for the given values.
    pub equation: fn(&Values) -> Vec<&'static str>,
    /// The source of the rule.
    pub source: &'static str,
    /// Its hyperparameters; the first is always α.
    pub hypers: &'static [Parameter],
    /// Its switches.
    pub switches: &'static [Switch],
    /// Defaults that differ from those of `hypers` (or of the run options) under a convention.
    pub overrides: &'static [(Convention, &'static str, f64)],
    /// True if weight decay is decoupled from the gradient by default.
    pub decoupled: bool,
    /// Conventions whose library has this rule; the others fall back to the paper's form.
    pub libraries: &'static [Convention],
    /// The method by which a first α is found.
    pub suggestion: Suggestion,
    /// The rule it builds.
    pub kind: Kind,
}

impl Description {
    /// All hyperparameters: its own, then the run options.
    pub fn all_hypers(&self) -> impl Iterator<Item = &'static Parameter> {
        self.hypers.iter().chain(EXTRA_HYPERS)
    }

    /// All switches: its own, then the run options.
    pub fn all_switches(&self) -> impl Iterator<Item = &'static Switch> {
        self.switches.iter().chain(EXTRA_SWITCHES)
    }

    /// The hyperparameter at `index` among all of them.
    pub fn hyper(&self, index: usize) -> Option<&'static Parameter> {
        self.all_hypers().nth(index)
    }

    /// The switch at `index` among all of them.
    pub fn switch(&self, index: usize) -> Option<&'static Switch> {
        self.all_switches().nth(index)
    }

    /// The default of hyperparameter `index` under a convention (for α, the value used when none is suggested).
    pub fn default_hyper(&self, index: usize, convention: Convention) -> f64 {
        let Some(hyper) = self.hyper(index) else { return f64::NAN };
        self.overrides
            .iter()
            .find(|(c, name, _)| *c == convention && *name == hyper.name)
            .map_or(hyper.default, |o| o.2)
    }

    /// The default choice of switch `index` under a convention.
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

    /// The values used to suggest α: a convention's defaults, in the form that `switches` select. The form
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

    /// True if a convention's library has this rule; if not, the paper's form is used.
    pub fn in_library(&self, convention: Convention) -> bool {
        self.libraries.contains(&convention)
    }
}

/// All libraries, for rules that every one of them has.
pub(super) const EVERYWHERE: &[Convention] = &[Convention::Pytorch, Convention::Keras, Convention::Optax];

/// The learning rate; common to all rules.
pub(super) const ALPHA: Parameter = Parameter {
    name: "alpha",
    symbol: "α",
    title: "learning rate",
    default: 0.1,
    // As wide as the curvatures of users' data: a raw time stamp squared is 1e18.
    low: 1e-100,
    high: 1e100,
    open: false,
    slider: (1e-5, 1e2),
    scale: Scale::Log,
};

/// Template of a decay rate; name, symbol and default are overridden.
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

/// β₁ of Adam and its variants.
pub(super) const BETA1: Parameter = Parameter { name: "beta1", symbol: "β₁", title: "momentum", ..DECAY };

/// β₂ of Adam and its variants.
pub(super) const BETA2: Parameter =
    Parameter { name: "beta2", symbol: "β₂", title: "second moment", default: 0.999, ..DECAY };

/// The stabilizer that prevents division by zero.
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

/// ε under the root, as in the notes, or outside it.
pub(super) const EPS_IN_SQRT: Switch = Switch {
    name: "eps_in_sqrt",
    title: "ε under the root",
    choices: OFF_ON,
    default: |convention| usize::from(convention == Convention::Notes),
};

/// Velocity as an average or as a sum.
pub(super) const FORM: Switch = Switch {
    name: "form",
    title: "velocity is",
    choices: &["ema", "heavy-ball"],
    default: |convention| usize::from(convention != Convention::Notes),
};

/// α inside the velocity, so that a change of α takes effect gradually.
pub(super) const ALPHA_INSIDE: Switch = Switch {
    name: "alpha_inside",
    title: "α in the velocity",
    choices: OFF_ON,
    default: |convention| usize::from(convention == Convention::Keras),
};

/// Bias correction of V and S for their start at zero.
pub(super) const BIAS_CORRECTION: Switch =
    Switch { name: "bias_correction", title: "bias correction", choices: OFF_ON, default: |_| 1 };

/// ε added before S is corrected (the ε̂ of Adam's paper, section 2).
pub(super) const EPS_HAT: Switch = Switch {
    name: "eps_hat",
    title: "ε not corrected",
    choices: OFF_ON,
    default: |convention| usize::from(convention == Convention::Keras),
};
