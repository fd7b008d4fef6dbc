//! What an update rule is.

use super::explain::{Explanation, Inner};
use super::memory::Memory;
use super::number::Pair;
use crate::math::surface::Surface;
use crate::optimizer::theory::{Best, Recursion};

/// What a rule is made from: hyperparameters and switches in its description's order.
#[derive(Clone, Copy, Debug)]
pub struct Given<'a> {
    /// One value a hyperparameter.
    pub hypers: &'a [f64],
    /// One index a switch, into its choices.
    pub switches: &'a [usize],
}

impl Given<'_> {
    /// A hyperparameter by its place.
    pub fn hyper(&self, index: usize) -> f64 {
        self.hypers.get(index).copied().unwrap_or(f64::NAN)
    }
    /// Whether a switch has its second choice.
    pub fn on(&self, index: usize) -> bool {
        self.switches.get(index).copied() == Some(1)
    }
}

/// The parts of a memory that a rule keeps, as bits.
pub mod keeps {
    /// V.
    pub const VELOCITY: u8 = 1;
    /// S.
    pub const SQUARES: u8 = 2;
    /// The third quantity per axis.
    pub const THIRD: u8 = 4;
    /// β1ᵗ and β2ᵗ.
    pub const POWERS: u8 = 8;
    /// The number of steps.
    pub const COUNT: u8 = 16;
    /// All of them.
    pub const ALL: u8 = 31;
}

/// One update rule with its hyperparameters.
pub trait Rule: Copy {
    /// What of the memory it writes: where many runs are stepped side by side the rest is not touched.
    const KEEPS: u8 = keeps::ALL;
    /// How many switches it has: where many runs are stepped side by side each setting of them has a loop of its own.
    const SWITCHES: usize;

    /// The rule with the given values.
    fn build(given: Given) -> Self;

    /// What it remembers before the first step.
    fn start(&self) -> Memory {
        Memory::default()
    }

    /// The displacement of (w, b) for gradient `g`; updates `memory`.
    fn step(&self, g: Pair, memory: &mut Memory) -> Pair;

    /// The learning rate α.
    fn alpha(&self) -> f64;

    /// The same rule with another learning rate.
    fn with_alpha(self, alpha: f64) -> Self;

    /// P, by whose entries the rule divides each axis, as it stands after a step; ones for a rule that does not.
    #[inline(always)]
    fn preconditioner(&self, memory: &Memory) -> Pair {
        let _ = memory;
        [1.0; 2]
    }
}

/// What is known about a rule.
pub trait Theory: Rule {
    /// The displacement from a place on a surface, as [`Rule::step`] has it; a rule that goes by more than the gradient looks
    /// around there.
    #[inline(always)]
    fn step_at(&self, surface: &Surface, at: Pair, g: Pair, memory: &mut Memory) -> Pair {
        let _ = (surface, at);
        self.step(g, memory)
    }

    /// The product α·λ above which an eigenvalue λ of the (preconditioned) Hessian makes the rule diverge, where theory
    /// has one.
    fn stability_limit(&self) -> Option<f64>;

    /// The rule as theory sees it at a step, from 0 on: what warms up has come so far.
    fn at_step(self, step: usize) -> Self {
        let _ = step;
        self
    }

    /// The factor that the error along an eigenvector λ of a quadratic shrinks by, a step, where theory knows it.
    fn rate(&self, lambda: f64) -> Option<f64> {
        let _ = lambda;
        None
    }

    /// What a step does to the error along an eigenvector λ of the (preconditioned) Hessian, the preconditioner being frozen.
    fn recursion(&self, lambda: f64) -> Option<Recursion> {
        let _ = lambda;
        None
    }

    /// By what factor a gradient's noise enters the step it is made for, and what of it the next one takes besides: -1 times the
    /// weights of the moving average in the rule's difference equation; where its steps are linear in the gradient.
    fn noise(&self) -> Option<[f64; 2]> {
        None
    }

    /// The best values on a quadratic with eigenvalues from `low` to `high`, α being that of a velocity that sums its gradients,
    /// where theory knows them.
    fn best(&self, low: f64, high: f64) -> Option<Best> {
        let _ = (low, high);
        None
    }

    /// Whether the rule divides by a preconditioner.
    fn is_preconditioned(&self) -> bool {
        false
    }

    /// Whether the rule takes the gradient's size out of its steps, so that they may stay about α long where the gradient is
    /// small.
    fn is_normalized(&self) -> bool {
        self.is_preconditioned()
    }

    /// What step the rule makes here, line by line with numbers; `before` is its memory before the step.
    fn inner(&self, here: &Here, before: &Memory) -> Inner;

    /// The step that the rule makes here, explained.
    fn explain(&self, here: &Here, before: &Memory) -> Explanation {
        self.inner(here, before).explained(here.gradient, self.alpha(), here.step(self, before))
    }
}

/// Something to be done with a rule whose type is known.
pub trait VisitRule {
    /// What comes out.
    type Output;
    /// Does it.
    fn visit<R: Theory>(self, rule: &R) -> Self::Output;
}

/// Where a step is made from.
#[derive(Clone, Copy, Debug)]
pub struct Here<'a> {
    /// The place, w and b.
    pub at: Pair,
    /// The gradient that the rule is given.
    pub gradient: Pair,
    /// What it walks on.
    pub surface: &'a Surface,
}

impl Here<'_> {
    /// The displacement that a rule makes here.
    pub fn step<R: Theory>(&self, rule: &R, before: &Memory) -> Pair {
        rule.step_at(self.surface, self.at, self.gradient, &mut { *before })
    }

    /// What a rule remembers after its step from here.
    pub fn after<R: Theory>(&self, rule: &R, before: &Memory) -> Memory {
        let mut memory = *before;
        let _ = rule.step_at(self.surface, self.at, self.gradient, &mut memory);
        memory
    }
}
