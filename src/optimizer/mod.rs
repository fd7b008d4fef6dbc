//! Update rules that describe themselves.
//!
//! Each optimizer is one file: its [`Description`] (hyperparameters, switches, equation, source) and its [`Rule`].
//! A new one is such a file and one line in the registry below; sliders, command line, `ravine list` and help follow.

mod adam;
mod explain;
mod momentum;
mod rmsprop;
mod sgd;

use nalgebra::Vector2;

use crate::parameter::{Parameter, Scale};
use explain::Inner;

pub use adam::Adam;
pub use explain::{Explanation, Line, Quantity};
pub use momentum::Momentum;
pub use rmsprop::Rmsprop;
pub use sgd::Sgd;

/// What an optimizer remembers from step to step. Every rule uses the parts that it names in its description.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Memory {
    /// V: the average, or sum, of gradients, per axis.
    pub velocity: Vector2<f64>,
    /// S: the average of squared gradients, per axis.
    pub squares: Vector2<f64>,
    /// β1ᵗ, kept as a running product.
    pub power1: f64,
    /// β2ᵗ, likewise.
    pub power2: f64,
}

impl Default for Memory {
    fn default() -> Self {
        Self { velocity: Vector2::zeros(), squares: Vector2::zeros(), power1: 1.0, power2: 1.0 }
    }
}

/// Below this a coordinate or a velocity counts as zero; see [`Memory::flush`].
pub const TINY: f64 = 1e-150;

/// A value that has decayed out of sight becomes exactly zero.
#[inline(always)]
pub fn flushed(x: f64, tiny: f64) -> f64 {
    if x.abs() < tiny { 0.0 } else { x }
}

impl Memory {
    /// Ends decays before they reach denormal numbers, which cost a hundred times as much to compute with and
    /// which nobody can see. Squares may go as far below as the gradients' squares do.
    #[inline(always)]
    pub fn flush(&mut self) {
        self.velocity = self.velocity.map(|x| flushed(x, TINY));
        self.squares = self.squares.map(|x| flushed(x, TINY * TINY));
        self.power1 = flushed(self.power1, TINY);
        self.power2 = flushed(self.power2, TINY);
    }
}

/// One update rule with its hyperparameters.
pub trait Rule: Copy {
    /// The displacement of (w, b) for gradient `g`; updates `memory`, which is all zeros and ones before step 1.
    fn step(&self, g: Vector2<f64>, memory: &mut Memory) -> Vector2<f64>;

    /// The learning rate α.
    fn alpha(&self) -> f64;

    /// The product α·λ above which an eigenvalue λ of the (preconditioned) Hessian makes the rule diverge.
    fn stability_limit(&self) -> f64;

    /// The factor that the error along an eigenvector λ of a quadratic shrinks by, a step, where theory knows it.
    fn rate(&self, lambda: f64) -> Option<f64> {
        let _ = lambda;
        None
    }

    /// Whether the rule divides by a preconditioner.
    fn is_preconditioned(&self) -> bool {
        false
    }

    /// What step the rule makes of gradient `g`, line by line with numbers; `before` is its memory before the step.
    fn inner(&self, g: Vector2<f64>, before: &Memory) -> Inner;

    /// P, by whose entries the rule divides each axis, as it stands after a step; ones for a rule that does not.
    fn preconditioner(&self, memory: &Memory) -> Vector2<f64> {
        let _ = memory;
        Vector2::new(1.0, 1.0)
    }
}

/// Something to be done with a rule whose type is known.
pub trait VisitRule {
    /// What comes out.
    type Output;
    /// Does it.
    fn visit<R: Rule>(self, rule: &R) -> Self::Output;
}

/// Whose form and defaults a rule takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Convention {
    /// The lecture notes: momentum as an average, ε under the root.
    #[default]
    Notes,
    /// PyTorch: momentum as a sum (heavy ball), ε beside the root.
    Pytorch,
}

impl Convention {
    /// Every convention with its name.
    pub const ALL: [(Convention, &'static str); 2] = [(Convention::Notes, "notes"), (Convention::Pytorch, "pytorch")];

    /// The name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Convention::Notes => "notes",
            Convention::Pytorch => "pytorch",
        }
    }
}

/// A setting with named choices.
#[derive(Clone, Copy, Debug)]
pub struct Switch {
    /// The name on the command line.
    pub name: &'static str,
    /// A few words that say what it is.
    pub title: &'static str,
    /// What may be chosen.
    pub choices: &'static [&'static str],
    /// Which choice a convention makes.
    pub default: fn(Convention) -> usize,
}

/// `false` and `true`, the choices of a switch that is on or off.
pub const OFF_ON: &[&str] = &["false", "true"];

/// How a first α is found for a surface; see [`crate::scenario::suggest`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Suggestion {
    /// This share of the stability limit at the largest curvature at the start.
    Curvature(f64),
    /// This share of the viewport's shorter side a step, for rules whose steps are about α long.
    Reach(f64),
}

/// Values of an optimizer's hyperparameters and switches, in its description's order.
#[derive(Clone, Debug, PartialEq)]
pub struct Values {
    /// One value a hyperparameter.
    pub hypers: Vec<f64>,
    /// One index a switch, into its choices.
    pub switches: Vec<usize>,
}

impl Values {
    fn hyper(&self, index: usize) -> f64 {
        self.hypers.get(index).copied().unwrap_or(f64::NAN)
    }
    fn on(&self, index: usize) -> bool {
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
    /// Defaults that differ from `hypers` under a convention.
    pub overrides: &'static [(Convention, &'static str, f64)],
    /// How a first α is found.
    pub suggestion: Suggestion,
    /// Makes the rule.
    pub build: fn(&Values) -> AnyRule,
}

impl Description {
    /// The default of hyperparameter `index` under a convention (for α, the value when nothing suggests another).
    pub fn default_hyper(&self, index: usize, convention: Convention) -> f64 {
        let Some(hyper) = self.hypers.get(index) else { return f64::NAN };
        self.overrides
            .iter()
            .find(|(c, name, _)| *c == convention && *name == hyper.name)
            .map_or(hyper.default, |o| o.2)
    }

    /// All defaults under a convention.
    pub fn defaults(&self, convention: Convention) -> Values {
        Values {
            hypers: (0..self.hypers.len()).map(|i| self.default_hyper(i, convention)).collect(),
            switches: self.switches.iter().map(|s| (s.default)(convention)).collect(),
        }
    }
}

/// Makes the enum of all rules, its dispatch, and the registry.
macro_rules! registry {
    ($($name:ident: $module:ident),* $(,)?) => {
        /// One of the update rules.
        #[derive(Clone, Copy, Debug, PartialEq)]
        #[allow(missing_docs)]
        pub enum AnyRule { $($name($name)),* }

        impl AnyRule {
            /// Calls `visitor` with the rule itself.
            #[inline]
            pub fn visit<V: VisitRule>(&self, visitor: V) -> V::Output {
                match self { $(AnyRule::$name(rule) => visitor.visit(rule)),* }
            }

            /// See [`Rule::step`].
            #[inline]
            pub fn step(&self, g: Vector2<f64>, memory: &mut Memory) -> Vector2<f64> {
                match self { $(AnyRule::$name(rule) => rule.step(g, memory)),* }
            }

            /// See [`Rule::alpha`].
            pub fn alpha(&self) -> f64 {
                match self { $(AnyRule::$name(rule) => rule.alpha()),* }
            }

            /// See [`Rule::stability_limit`].
            pub fn stability_limit(&self) -> f64 {
                match self { $(AnyRule::$name(rule) => rule.stability_limit()),* }
            }

            /// See [`Rule::is_preconditioned`].
            pub fn is_preconditioned(&self) -> bool {
                match self { $(AnyRule::$name(rule) => rule.is_preconditioned()),* }
            }

            /// See [`Rule::rate`].
            pub fn rate(&self, lambda: f64) -> Option<f64> {
                match self { $(AnyRule::$name(rule) => rule.rate(lambda)),* }
            }

            /// The step that the rule makes of gradient `g`, explained; `before` is its memory before the step.
            pub fn explain(&self, g: Vector2<f64>, before: &Memory) -> Explanation {
                let mut memory = *before;
                let step = self.step(g, &mut memory);
                match self { $(AnyRule::$name(rule) => rule.inner(g, before).explained(g, rule.alpha(), step)),* }
            }

            /// See [`Rule::preconditioner`].
            pub fn preconditioner(&self, memory: &Memory) -> Vector2<f64> {
                match self { $(AnyRule::$name(rule) => rule.preconditioner(memory)),* }
            }
        }

        /// Every optimizer, in the order of the picker.
        pub static OPTIMIZERS: &[&Description] = &[$(&$module::DESCRIPTION),*];
    };
}

registry! {
    Sgd: sgd,
    Momentum: momentum,
    Rmsprop: rmsprop,
    Adam: adam,
}

/// An optimizer by name.
pub fn named(name: &str) -> Option<&'static Description> {
    OPTIMIZERS.iter().find(|o| o.name == name).copied()
}

/// The learning rate, the same for every rule.
const ALPHA: Parameter = Parameter {
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
const DECAY: Parameter = Parameter {
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

/// The small number that keeps a division from dividing by zero.
const EPS: Parameter = Parameter {
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

/// Whether ε stands under the root.
const EPS_IN_SQRT: Switch = Switch {
    name: "eps_in_sqrt",
    title: "ε under the root",
    choices: OFF_ON,
    default: |convention| usize::from(convention == Convention::Notes),
};

/// √S with ε under the root or beside it.
#[inline(always)]
fn root(s: f64, eps: f64, eps_in_sqrt: bool) -> f64 {
    if eps_in_sqrt { (s + eps).sqrt() } else { s.sqrt() + eps }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn descriptions_are_consistent() {
        for optimizer in OPTIMIZERS {
            assert_eq!(optimizer.hypers.first().map(|h| h.name), Some("alpha"), "{}", optimizer.name);
            for (convention, _) in Convention::ALL {
                let values = optimizer.defaults(convention);
                for (hyper, value) in optimizer.hypers.iter().zip(&values.hypers) {
                    assert!(hyper.allows(*value), "{} {}", optimizer.name, hyper.name);
                }
                for (switch, index) in optimizer.switches.iter().zip(&values.switches) {
                    assert!(*index < switch.choices.len());
                }
                assert!(!(optimizer.equation)(&values).is_empty());
                assert_eq!((optimizer.build)(&values).alpha(), values.hypers[0]);
            }
            for (_, name, _) in optimizer.overrides {
                assert!(optimizer.hypers.iter().any(|h| h.name == *name), "{} {name}", optimizer.name);
            }
        }
    }

    /// What the inspector shows is what the step does: V, S and Δ are those of the rule itself.
    #[test]
    fn explanations_say_what_the_step_does() {
        let g = Vector2::new(0.3, -7.0);
        for optimizer in OPTIMIZERS {
            let mut choices = vec![optimizer.defaults(Convention::Notes)];
            for (i, switch) in optimizer.switches.iter().enumerate() {
                for index in 0..switch.choices.len() {
                    let mut values = optimizer.defaults(Convention::Notes);
                    values.switches[i] = index;
                    choices.push(values);
                }
            }
            for values in choices {
                let rule = (optimizer.build)(&values);
                let mut memory = Memory::default();
                for _ in 0..3 {
                    let _ = rule.step(g * 0.5, &mut memory);
                }
                let told = rule.explain(g, &memory);
                let step = rule.step(g, &mut memory);
                assert_eq!(told.lines.last().map(|l| (l.left, l.value)), Some(("Δ =", step)), "{}", optimizer.name);
                for line in &told.lines {
                    match line.left {
                        "V ←" => assert_eq!(line.value, memory.velocity),
                        "S ←" => assert_eq!(line.value, memory.squares),
                        _ => {}
                    }
                    assert!(line.left == "g =" || line.numbers.iter().all(|n| !n.is_empty()), "{line:?}");
                }
                // As many lines as the equation has, and the gradient's own.
                assert_eq!(told.lines.len(), (optimizer.equation)(&values).len() + 1, "{}", optimizer.name);
                // The step is the rate times what it is applied to.
                let of = |name: &str| told.quantities.iter().find(|q| q.name == name).map(|q| q.value);
                let force = of("velocity").or(of("gradient")).unwrap_or_default();
                let rate = of("rate").unwrap_or_default();
                for axis in 0..2 {
                    // Products in another order differ by a few roundings.
                    assert!((step[axis] + rate[axis] * force[axis]).abs() <= 1e-14 * step[axis].abs());
                }
            }
        }
    }

    #[test]
    fn decays_end_in_zero_before_they_become_denormal() {
        let mut memory =
            Memory { velocity: Vector2::new(1e-151, 1.0), squares: Vector2::new(1e-301, 1e-299), ..Memory::default() };
        memory.flush();
        assert_eq!((memory.velocity.x, memory.velocity.y), (0.0, 1.0));
        assert_eq!((memory.squares.x, memory.squares.y), (0.0, 1e-299));
    }
}
