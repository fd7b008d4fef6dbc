//! Update rules that describe themselves.
//!
//! Each optimizer is one file: its [`Description`] (hyperparameters, switches, equation, source), its [`Rule`],
//! and its [`Theory`]. To add one, write such a file and add one line to the registry below; sliders, command line,
//! `ravine list` and help follow.

mod adadelta;
mod adagrad;
mod adam;
mod adamax;
mod adamw;
mod amsgrad;
mod describe;
mod explain;
mod extras;
mod flow;
mod linear;
mod lion;
mod memory;
mod momentum;
mod nadam;
mod nesterov;
mod newton;
mod number;
mod radam;
mod rmsprop;
mod rule;
mod schedule;
mod sgd;
mod switch;
#[cfg(test)]
mod tests;
pub mod theory;
mod update;

pub use adadelta::Adadelta;
pub use adagrad::Adagrad;
pub use adam::{Adam, Largest};
pub use adamax::Adamax;
pub use adamw::AdamW;
pub use amsgrad::Amsgrad;
pub use describe::{Description, Suggestion, Values};
pub use explain::{Explanation, Line, Quantity};
pub use extras::{EXTRA_HYPERS, EXTRA_SWITCHES, Extras, matters};
pub use flow::Flow;
pub use lion::Lion;
pub use memory::{Memory, TINY};
pub use momentum::Momentum;
pub use nadam::Nadam;
pub use nesterov::Nesterov;
pub use newton::Newton;
pub use number::{Pair, flushed};
pub use radam::Radam;
pub use rmsprop::Rmsprop;
pub use rule::{Given, Here, Rule, Theory, VisitRule, keeps};
pub use schedule::{PARAMETERS as SCHEDULE_PARAMETERS, Plan as SchedulePlan, SCHEDULES, Schedule};
pub use sgd::Sgd;
pub use switch::{Convention, OFF_ON, Switch};
pub use update::Update;

/// Defines the enum of all rules, its dispatch, and the registry.
macro_rules! registry {
    ($($name:ident: $module:ident),* $(,)?) => {
        /// The kind of an update rule.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[allow(missing_docs)]
        pub enum Kind { $($name),* }

        /// One of the update rules.
        #[derive(Clone, Copy, Debug, PartialEq)]
        #[allow(missing_docs)]
        pub enum AnyRule { $($name($name)),* }

        impl AnyRule {
            /// Builds the rule of a kind from its values, in its description's order.
            pub fn build(kind: Kind, hypers: &[f64], switches: &[usize]) -> Self {
                let given = Given { hypers, switches };
                match kind { $(Kind::$name => AnyRule::$name(Rule::build(given))),* }
            }

            /// See [`Rule::start`].
            pub fn start(&self) -> Memory {
                match self { $(AnyRule::$name(rule) => rule.start()),* }
            }

            /// See [`Rule::step`].
            #[inline]
            pub fn step(&self, g: Pair, memory: &mut Memory) -> Pair {
                match self { $(AnyRule::$name(rule) => rule.step(g, memory)),* }
            }

            /// See [`Rule::alpha`].
            pub fn alpha(&self) -> f64 {
                match self { $(AnyRule::$name(rule) => rule.alpha()),* }
            }

            /// See [`Rule::with_alpha`].
            pub fn with_alpha(&self, alpha: f64) -> Self {
                match self { $(AnyRule::$name(rule) => AnyRule::$name(rule.with_alpha(alpha))),* }
            }

            /// See [`Rule::preconditioner`].
            pub fn preconditioner(&self, memory: &Memory) -> Pair {
                match self { $(AnyRule::$name(rule) => rule.preconditioner(memory)),* }
            }
        }

        impl AnyRule {
            /// Calls `visitor` with the concrete rule.
            #[inline]
            pub fn visit<V: VisitRule>(&self, visitor: V) -> V::Output {
                match self { $(AnyRule::$name(rule) => visitor.visit(rule)),* }
            }

            /// See [`Theory::step_at`].
            #[inline]
            pub fn step_at(&self, surface: &crate::math::surface::Surface, at: Pair, g: Pair, memory: &mut Memory) -> Pair {
                match self { $(AnyRule::$name(rule) => rule.step_at(surface, at, g, memory)),* }
            }

            /// See [`Theory::at_step`].
            pub fn at_step(&self, step: usize) -> Self {
                match self { $(AnyRule::$name(rule) => AnyRule::$name(rule.at_step(step))),* }
            }

            /// See [`Theory::stability_limit`].
            pub fn stability_limit(&self) -> Option<f64> {
                match self { $(AnyRule::$name(rule) => rule.stability_limit()),* }
            }

            /// See [`Theory::is_preconditioned`].
            pub fn is_preconditioned(&self) -> bool {
                match self { $(AnyRule::$name(rule) => rule.is_preconditioned()),* }
            }

            /// See [`Theory::is_normalized`].
            pub fn is_normalized(&self) -> bool {
                match self { $(AnyRule::$name(rule) => rule.is_normalized()),* }
            }

            /// See [`Theory::rate`].
            pub fn rate(&self, lambda: f64) -> Option<f64> {
                match self { $(AnyRule::$name(rule) => rule.rate(lambda)),* }
            }

            /// See [`Theory::noise`].
            pub fn noise(&self) -> Option<[f64; 2]> {
                match self { $(AnyRule::$name(rule) => rule.noise()),* }
            }
            /// See [`Theory::best`].
            pub fn best(&self, low: f64, high: f64) -> Option<crate::optimizer::theory::Best> {
                match self { $(AnyRule::$name(rule) => rule.best(low, high)),* }
            }
            /// See [`Theory::recursion`].
            pub fn recursion(&self, lambda: f64) -> Option<crate::optimizer::theory::Recursion> {
                match self { $(AnyRule::$name(rule) => rule.recursion(lambda)),* }
            }

            /// See [`Theory::explain`].
            pub fn explain(&self, here: &Here, before: &Memory) -> Explanation {
                match self { $(AnyRule::$name(rule) => rule.explain(here, before)),* }
            }
        }

        /// Every optimizer, in the picker's order.
        pub static OPTIMIZERS: &[&Description] = &[$(&$module::DESCRIPTION),*];
    };
}

registry! {
    Sgd: sgd,
    Momentum: momentum,
    Nesterov: nesterov,
    Adagrad: adagrad,
    Rmsprop: rmsprop,
    Adadelta: adadelta,
    Adam: adam,
    AdamW: adamw,
    Amsgrad: amsgrad,
    Nadam: nadam,
    Radam: radam,
    Adamax: adamax,
    Lion: lion,
    Newton: newton,
    Flow: flow,
}

/// Looks up an optimizer by name.
pub fn named(name: &str) -> Option<&'static Description> {
    OPTIMIZERS.iter().find(|o| o.name == name).copied()
}
