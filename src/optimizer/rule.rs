//! Traits of an update rule: its step, and its theory.

use super::explain::{Explanation, Inner};
use super::memory::Memory;
use super::number::Pair;
use crate::math::surface::Surface;
use crate::optimizer::theory::{Best, Recursion};

/// Values a rule is built from: hyperparameters and switches, in its description's order.
#[derive(Clone, Copy, Debug)]
pub struct Given<'a> {
    /// One value per hyperparameter.
    pub hypers: &'a [f64],
    /// One index per switch, into its choices.
    pub switches: &'a [usize],
}

impl Given<'_> {
    /// The value of a hyperparameter, by index.
    pub fn hyper(&self, index: usize) -> f64 {
        self.hypers.get(index).copied().unwrap_or(f64::NAN)
    }
    /// True if a switch is on its second choice.
    pub fn on(&self, index: usize) -> bool {
        self.switches.get(index).copied() == Some(1)
    }
}

/// The parts of a [`Memory`] that a rule uses, as bits.
pub mod keeps {
    /// V.
    pub const VELOCITY: u8 = 1;
    /// S.
    pub const SQUARES: u8 = 2;
    /// The third per-axis quantity.
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
    /// The parts of the memory it writes; when many runs are stepped side by side the rest is left alone.
    const KEEPS: u8 = keeps::ALL;
    /// Number of its switches; when many runs are stepped side by side each combination of them gets its own loop.
    const SWITCHES: usize;

    /// Builds the rule from the given values.
    fn build(given: Given) -> Self;

    /// The memory before the first step.
    fn start(&self) -> Memory {
        Memory::default()
    }

    /// The displacement of (w, b) for gradient `g`; updates `memory`.
    fn step(&self, g: Pair, memory: &mut Memory) -> Pair;

    /// The learning rate α.
    fn alpha(&self) -> f64;

    /// The same rule with another learning rate.
    fn with_alpha(self, alpha: f64) -> Self;

    /// P, whose entries divide each axis, as of the end of a step; ones for a rule without a preconditioner.
    #[inline(always)]
    fn preconditioner(&self, memory: &Memory) -> Pair {
        let _ = memory;
        [1.0; 2]
    }
}

/// Theoretical properties of a rule.
pub trait Theory: Rule {
    /// The displacement from a point on a surface; [`Rule::step`] unless the rule uses more than the gradient, such as the
    /// Hessian there.
    #[inline(always)]
    fn step_at(&self, surface: &Surface, at: Pair, g: Pair, memory: &mut Memory) -> Pair {
        let _ = (surface, at);
        self.step(g, memory)
    }

    /// The product α·λ above which an eigenvalue λ of the (preconditioned) Hessian makes the rule diverge, if theory
    /// gives one.
    fn stability_limit(&self) -> Option<f64>;

    /// The rule as theory sees it at a given step, from 0, with its warm-up at that point.
    fn at_step(self, step: usize) -> Self {
        let _ = step;
        self
    }

    /// The contraction factor per step of the error along an eigenvector of a quadratic with eigenvalue λ, where known.
    fn rate(&self, lambda: f64) -> Option<f64> {
        let _ = lambda;
        None
    }

    /// The error recursion along an eigenvector of the (preconditioned) Hessian, with the preconditioner frozen.
    fn recursion(&self, lambda: f64) -> Option<Recursion> {
        let _ = lambda;
        None
    }

    /// The factors by which a gradient's noise enters its own step and the next one: -1 times the
    /// moving-average weights in the rule's difference equation. `None` unless its steps are linear in the gradient.
    fn noise(&self) -> Option<[f64; 2]> {
        None
    }

    /// The optimal values on a quadratic with eigenvalues from `low` to `high`, where known; α is that of a velocity that sums its
    /// gradients.
    fn best(&self, low: f64, high: f64) -> Option<Best> {
        let _ = (low, high);
        None
    }

    /// True if the rule divides by a preconditioner.
    fn is_preconditioned(&self) -> bool {
        false
    }

    /// True if the rule normalizes the gradient, so that its steps may stay about α long where the gradient is
    /// small.
    fn is_normalized(&self) -> bool {
        self.is_preconditioned()
    }

    /// The step from `here`, line by line with numbers; `before` is the memory before the step.
    fn inner(&self, here: &Here, before: &Memory) -> Inner;

    /// The step from `here`, explained.
    fn explain(&self, here: &Here, before: &Memory) -> Explanation {
        self.inner(here, before).explained(here.gradient, self.alpha(), here.step(self, before))
    }
}

/// A visitor of a rule whose type is known.
pub trait VisitRule {
    /// The result.
    type Output;
    /// Visits a rule.
    fn visit<R: Theory>(self, rule: &R) -> Self::Output;
}

/// The point a step is made from.
#[derive(Clone, Copy, Debug)]
pub struct Here<'a> {
    /// Position, w and b.
    pub at: Pair,
    /// The gradient passed to the rule.
    pub gradient: Pair,
    /// The surface being descended.
    pub surface: &'a Surface,
}

impl Here<'_> {
    /// The displacement of a rule's step from here.
    pub fn step<R: Theory>(&self, rule: &R, before: &Memory) -> Pair {
        rule.step_at(self.surface, self.at, self.gradient, &mut { *before })
    }

    /// A rule's memory after its step from here.
    pub fn after<R: Theory>(&self, rule: &R, before: &Memory) -> Memory {
        let mut memory = *before;
        let _ = rule.step_at(self.surface, self.at, self.gradient, &mut memory);
        memory
    }
}
