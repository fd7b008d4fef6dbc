//! Learning-rate schedules: α_t = α·s(t), for update t = 0, 1, … of a run of T steps.

use crate::math::parameter::{Parameter, Scale};

/// The name of the switch that selects the library of the one-cycle form.
pub(super) const CYCLE: &str = "cycle";

/// s at update t of T, given a lookup of parameter values by name.
type Factor = fn(&dyn Fn(&str) -> f64, f64, f64) -> f64;

/// A schedule as data.
#[derive(Debug)]
pub struct Schedule {
    /// The name on the command line.
    pub name: &'static str,
    /// s(t) as a formula.
    pub formula: &'static str,
    /// The names of its parameters among [`PARAMETERS`].
    pub parameters: &'static [&'static str],
    /// True if s depends on the number of steps.
    pub knows_the_end: bool,
    /// s at update `t` of `steps`, from its parameters' values.
    factor: Factor,
}

/// The schedules, constant first.
pub static SCHEDULES: &[Schedule] = &[
    Schedule { name: "constant", formula: "1", parameters: &[], knows_the_end: false, factor: |_, _, _| 1.0 },
    Schedule {
        name: "step",
        formula: "drop^⌊t/every⌋",
        parameters: &["drop", "every"],
        knows_the_end: false,
        factor: |of, t, _| libm::pow(of("drop"), (t / of("every")).floor()),
    },
    Schedule {
        name: "exponential",
        formula: "gamma^t",
        parameters: &["gamma"],
        knows_the_end: false,
        factor: |of, t, _| libm::pow(of("gamma"), t),
    },
    Schedule {
        name: "inverse",
        formula: "1/(1+k·t)",
        parameters: &["k"],
        knows_the_end: false,
        factor: |of, t, _| 1.0 / (1.0 + of("k") * t),
    },
    Schedule {
        name: "cosine",
        formula: "floor + (1-floor)·½(1+cos πt/T)",
        parameters: &["floor"],
        knows_the_end: true,
        factor: |of, t, steps| cosine(1.0, of("floor"), t / steps),
    },
    Schedule {
        name: "warmup-cosine",
        formula: "t/warmup, then a cosine to floor",
        parameters: &["warmup", "floor"],
        knows_the_end: true,
        factor: |of, t, steps| {
            let warmup = of("warmup");
            if t < warmup { t / warmup } else { cosine(1.0, of("floor"), (t - warmup) / (steps - warmup).max(1.0)) }
        },
    },
    Schedule {
        name: "one-cycle",
        formula: "1/div up to 1 and down to 1/(div·final_div), by cosines",
        parameters: &["rise", "div", "final_div"],
        knows_the_end: true,
        factor: |of, t, steps| {
            let first = 1.0 / of("div");
            // PyTorch reaches its last value at the last update, optax one update after it; their peaks are offset likewise.
            let (top, last) = match of(CYCLE) == 1.0 {
                false => (of("rise") * steps - 1.0, steps - 1.0),
                true => ((of("rise") * steps).floor(), steps),
            };
            if t <= top {
                cosine(first, 1.0, if top > 0.0 { t / top } else { 1.0 })
            } else {
                cosine(1.0, first / of("final_div"), (t - top) / (last - top))
            }
        },
    },
];

impl Schedule {
    /// s(t) with the symbols shown on screen.
    pub fn in_symbols(&self) -> String {
        let mut named: Vec<&Parameter> = PARAMETERS.iter().filter(|p| self.parameters.contains(&p.name)).collect();
        // Longest first: one name may contain another.
        named.sort_by_key(|p| std::cmp::Reverse(p.name.len()));
        named.iter().fold(self.formula.to_owned(), |text, p| text.replace(p.name, p.symbol))
    }
}

/// Interpolates along half a cosine; `share` is the progress from 0 to 1.
fn cosine(from: f64, to: f64, share: f64) -> f64 {
    to + (from - to) * 0.5 * (1.0 + libm::cos(std::f64::consts::PI * share.clamp(0.0, 1.0)))
}

const SHARE: Parameter = Parameter {
    name: "floor",
    symbol: "f",
    title: "α's share at the end",
    default: 0.0,
    low: 0.0,
    high: 1.0,
    open: false,
    slider: (0.0, 1.0),
    scale: Scale::Linear(0.05),
};

const TIMES: Parameter = Parameter { low: 1.0, high: 1e12, slider: (1.0, 1e6), scale: Scale::Log, ..SHARE };

/// The parameters of all schedules.
pub const PARAMETERS: [Parameter; 9] = [
    Parameter { name: "drop", symbol: "d", title: "factor at a drop", default: 0.5, ..SHARE },
    Parameter {
        name: "every",
        symbol: "n",
        title: "steps between drops",
        default: 100.0,
        high: 1e6,
        slider: (1.0, 1e4),
        scale: Scale::LogInteger,
        ..TIMES
    },
    Parameter {
        name: "gamma",
        symbol: "γ",
        title: "factor per step",
        default: 0.99,
        slider: (0.0, 0.9999),
        scale: Scale::OneMinusLog,
        ..SHARE
    },
    Parameter {
        name: "k",
        symbol: "k",
        title: "α/(1+kt)",
        default: 0.01,
        high: 1e6,
        slider: (1e-4, 1e2),
        scale: Scale::Log,
        ..SHARE
    },
    SHARE,
    Parameter {
        name: "warmup",
        symbol: "t₀",
        title: "steps of warm-up",
        default: 30.0,
        low: 0.0,
        high: 1e6,
        slider: (1.0, 1e4),
        scale: Scale::LogInteger,
        ..SHARE
    },
    Parameter { name: "rise", symbol: "r", title: "share of the rise", default: 0.3, ..SHARE },
    Parameter { name: "div", symbol: "÷₀", title: "α over the first", default: 25.0, ..TIMES },
    Parameter { name: "final_div", symbol: "÷₁", title: "first over the last", default: 1e4, ..TIMES },
];

/// A schedule with its parameter values.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Plan {
    /// Index into [`SCHEDULES`].
    kind: usize,
    /// The values of [`PARAMETERS`].
    values: [f64; PARAMETERS.len()],
    /// The form of one-cycle: a choice of the [`CYCLE`] switch.
    cycle: usize,
}

impl Plan {
    /// The schedule at index `kind`, with the values of all [`PARAMETERS`].
    pub fn new(kind: usize, values: [f64; PARAMETERS.len()]) -> Self {
        Self { kind, values, cycle: 0 }
    }

    /// The same with the one-cycle of another library: 0 for PyTorch's, 1 for optax's.
    pub fn with_cycle(self, cycle: usize) -> Self {
        Self { cycle, ..self }
    }

    /// The schedule itself.
    pub fn schedule(&self) -> &'static Schedule {
        SCHEDULES.get(self.kind).unwrap_or(&SCHEDULES[0])
    }

    /// True if α is constant.
    pub fn is_constant(&self) -> bool {
        self.kind == 0
    }

    /// s at update `t` of a run of `steps`.
    pub fn factor(&self, t: usize, steps: usize) -> f64 {
        let of = |name: &str| {
            if name == CYCLE {
                return self.cycle as f64;
            }
            let place = PARAMETERS.iter().position(|p| p.name == name);
            place.and_then(|i| self.values.get(i)).copied().unwrap_or(f64::NAN)
        };
        (self.schedule().factor)(&of, t as f64, steps.max(1) as f64)
    }

    /// The name and length of a phase that is at least as long as a run of `steps`, if any.
    pub fn overrun(&self, steps: usize) -> Option<(&'static str, f64)> {
        ["warmup"].into_iter().filter(|name| self.schedule().parameters.contains(name)).find_map(|name| {
            let place = PARAMETERS.iter().position(|p| p.name == name)?;
            let length = self.values.get(place).copied()?;
            (length >= steps as f64).then_some((name, length))
        })
    }
}
