//! Options of every run, independent of its rule: clipping, weight decay, a schedule for α.

use super::number::Pair;
use super::schedule::{self, CYCLE, PARAMETERS, Plan, SCHEDULES};
use super::switch::{Convention, OFF_ON, Switch};
use crate::math::parameter::{Parameter, Scale};

/// The name of the switch between coupled and decoupled decay.
pub(super) const DECAY_SWITCH: &str = "decay";

const WEIGHT_DECAY: Parameter = Parameter {
    name: "weight_decay",
    symbol: "λ",
    title: "weight decay",
    default: 0.0,
    low: 0.0,
    high: 1e6,
    open: false,
    slider: (1e-5, 10.0),
    scale: Scale::Log,
};

/// Numeric options: three of their own, then the schedules' parameters.
pub static EXTRA_HYPERS: &[Parameter] = &{
    let mut all = [WEIGHT_DECAY; 3 + PARAMETERS.len()];
    all[1] = Parameter {
        name: "clip_norm",
        symbol: "gₙ",
        title: "clip norm",
        high: 1e100,
        slider: (1e-2, 1e3),
        ..WEIGHT_DECAY
    };
    all[2] = Parameter { name: "clip_value", symbol: "gᵢ", title: "clip value", ..all[1] };
    let mut i = 0;
    while i < PARAMETERS.len() {
        all[3 + i] = PARAMETERS[i];
        i += 1;
    }
    all
};

const NAMES: [&str; 7] = {
    let mut names = [""; 7];
    let mut i = 0;
    while i < names.len() {
        names[i] = SCHEDULES[i].name;
        i += 1;
    }
    names
};

/// Options with named choices.
pub static EXTRA_SWITCHES: &[Switch] = &[
    Switch {
        name: DECAY_SWITCH,
        title: "weight decay is",
        choices: &["coupled", "decoupled"],
        default: |convention| usize::from(convention == Convention::Keras),
    },
    Switch { name: "schedule", title: "schedule of α", choices: &NAMES, default: |_| 0 },
    Switch {
        name: CYCLE,
        title: "one-cycle as in",
        choices: &["pytorch", "optax"],
        default: |convention| usize::from(convention == Convention::Optax),
    },
];

/// True if an option has an effect given the others, and so a place among the sliders: the kind of decay needs
/// decay, a schedule's parameters and form need that schedule.
pub fn matters(name: &str, value_of: impl Fn(&str) -> Option<f64>, schedule: usize) -> bool {
    if name == DECAY_SWITCH {
        return value_of("weight_decay").is_some_and(|decay| decay > 0.0);
    }
    if name == CYCLE {
        return SCHEDULES.get(schedule).is_some_and(|s| s.name == "one-cycle");
    }
    if PARAMETERS.iter().any(|p| p.name == name) {
        return SCHEDULES.get(schedule).is_some_and(|s| s.parameters.contains(&name));
    }
    true
}

/// The options of a run.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Extras {
    /// λ: weight decay; 0 for none.
    pub weight_decay: f64,
    /// Largest Euclidean norm of a gradient; 0 for no limit.
    pub clip_norm: f64,
    /// Largest absolute value of a gradient component; 0 for no limit.
    pub clip_value: f64,
    /// True if decay bypasses the gradient (θ <- θ - αλθ), false if it is part of it (g <- g + λθ).
    pub decoupled: bool,
    /// Schedule of α.
    pub schedule: Plan,
}

impl Extras {
    /// Builds the options from the tails of all hyperparameters and switches.
    pub fn build(hypers: &[f64], switches: &[usize]) -> Self {
        let of = |i: usize| hypers.get(i).copied().unwrap_or(0.0);
        let choice = |i: usize| switches.get(i).copied().unwrap_or(0);
        Self {
            weight_decay: of(0),
            clip_norm: of(1),
            clip_value: of(2),
            decoupled: choice(0) == 1,
            schedule: Plan::new(choice(1), std::array::from_fn(|i| of(3 + i))).with_cycle(choice(2)),
        }
    }

    /// True if no option is set.
    pub fn are_none(&self) -> bool {
        [self.weight_decay, self.clip_norm, self.clip_value].iter().all(|x| *x == 0.0) && self.schedule.is_constant()
    }

    /// True if gradients are clipped.
    pub fn clips(&self) -> bool {
        self.clip_norm > 0.0 || self.clip_value > 0.0
    }

    /// True if the path depends on the total number of steps.
    pub fn know_the_end(&self) -> bool {
        self.schedule.schedule().knows_the_end
    }

    /// The gradient passed to the rule: clipped by value, then by norm, then with coupled decay.
    #[inline]
    pub fn gradient(&self, at: Pair, g: Pair) -> Pair {
        let mut g = g;
        if self.clip_value > 0.0 {
            g = g.map(|x| x.clamp(-self.clip_value, self.clip_value));
        }
        let norm = g[0].hypot(g[1]);
        if self.clip_norm > 0.0 && norm > self.clip_norm {
            g = g.map(|x| x / norm * self.clip_norm);
        }
        if self.weight_decay > 0.0 && !self.decoupled {
            g = [g[0] + self.weight_decay * at[0], g[1] + self.weight_decay * at[1]];
        }
        g
    }

    /// α at update `t` of `steps`.
    pub fn alpha(&self, alpha: f64, t: usize, steps: usize) -> f64 {
        if self.schedule.is_constant() { alpha } else { alpha * self.schedule.factor(t, steps) }
    }
}

const _: () = assert!(NAMES.len() == SCHEDULES.len() && OFF_ON.len() == 2 && schedule::PARAMETERS.len() == 9);
