//! A path that is looked at while it is walked, and not kept: for searches, which walk many.

use super::engine::{given, moved, settle};
use super::{Plan, Runner};
use crate::gradient::Draws;
use crate::optimizer::{Memory, Pair, Theory, VisitRule};
use crate::surface::{Formula, Jet, Point, Visit};

/// What is told of a step: its number, the place, the loss there, the exact gradient.
pub trait Watcher {
    /// Takes a step; says whether to go on.
    fn step(&mut self, t: usize, at: Point, loss: f64, gradient: Point) -> bool;
}

/// Walks a plan from step 0 to its last until the watcher has seen enough.
pub fn watch<W: Watcher>(plan: &Plan, watcher: &mut W) {
    if plan.later.is_empty() {
        plan.surface.shape().visit(OnFormula(plan, watcher));
    } else {
        in_stretches(plan, watcher);
    }
}

/// Walks a plan whose values change on the way, as every run is walked.
fn in_stretches<W: Watcher>(plan: &Plan, watcher: &mut W) {
    const STRETCH: usize = 256;
    let (mut runner, mut seen) = (Runner::new(plan.clone()), 0);
    while !runner.done() {
        runner.advance(STRETCH);
        for record in runner.trajectory().records().iter().skip(seen) {
            let exact = if plan.source.is_exact() { record.gradient } else { plan.surface.gradient(record.at).1 };
            if !watcher.step(seen, record.at, record.loss, exact) {
                return;
            }
            seen += 1;
        }
    }
}

struct OnFormula<'a, W>(&'a Plan, &'a mut W);
struct OnRule<'a, F, W>(&'a Plan, &'a F, &'a mut W);

impl<W: Watcher> Visit for OnFormula<'_, W> {
    type Output = ();
    fn visit<F: Formula>(self, formula: &F) {
        self.0.update.rule.visit(OnRule(self.0, formula, self.1));
    }
}

impl<F: Formula, W: Watcher> VisitRule for OnRule<'_, F, W> {
    type Output = ();
    fn visit<R: Theory>(self, rule: &R) {
        let OnRule(plan, formula, watcher) = self;
        let extras = &plan.update.extras;
        let plain = |_, at, g, memory: &mut Memory| rule.step_on(formula, at, g, memory);
        // As in the engine: a loop for the plain way, another for all that is not.
        let (exact, none) = (plan.source.is_exact(), extras.are_none());
        if exact && none {
            return walked(plan, formula, rule.start(), |_, _, gradient| gradient, plain, watcher);
        }
        let mut draws = Draws::new(plan.seed, if exact { 0 } else { plan.rows });
        let source = |t, at, gradient| if exact { gradient } else { given(formula, plan, &mut draws, t, at, gradient) };
        let step = |t, at, g, memory: &mut Memory| match none {
            true => plain(t, at, g, memory),
            false => extras.step((rule, formula), (t, plan.steps), at, g, memory),
        };
        walked(plan, formula, rule.start(), source, step, watcher);
    }
}

#[inline(always)]
fn walked<F: Formula, W: Watcher>(
    plan: &Plan,
    formula: &F,
    mut memory: Memory,
    mut source: impl FnMut(usize, Point, Point) -> Point,
    step: impl Fn(usize, Point, Point, &mut Memory) -> Pair,
    watcher: &mut W,
) {
    let mut at = plan.start;
    for t in 0..=plan.steps {
        settle(t, &mut at, &mut memory);
        let jet = formula.at(Jet::w(at[0]), Jet::b(at[1]));
        let exact = jet.gradient();
        if !watcher.step(t, at, jet.value, exact) || t == plan.steps {
            return;
        }
        at = moved(at, step(t, at, source(t, at, exact), &mut memory));
    }
}
