//! The simulation loop: a plan's rule stepped down its surface, stretch by stretch.
//!
//! Recorded paths, scores of a search and cells of a map all come from [`Walk::advance`]. Code that needs a walk's numbers but not
//! its path observes it in stretches ([`Observe`]); so the loop, which is compiled for every rule on every surface, is compiled
//! only once.

use super::verdict::ceiling;
use super::{Escape, Plan, Record};
use crate::math::gradient::Draws;
use crate::math::surface::{Formula, Jet, Point, Surface, Visit};
use crate::optimizer::{Memory, Pair, TINY, Theory, Update, VisitRule, flushed};

/// Decayed values are zeroed once in this many steps; see [`Memory::flush`].
pub(super) const FLUSH: usize = 64;

/// Steps shown to an observer at once: their records stay in the L1 cache.
const STRETCH: usize = 256;

/// True if decayed values are flushed before step `t`.
#[inline(always)]
fn flushes(t: usize) -> bool {
    t.is_multiple_of(FLUSH) && t > 0
}

/// Flushes decayed values of position and memory together, so that neither revives the other.
#[inline(always)]
fn settle(t: usize, at: &mut Point, memory: &mut Memory) {
    if flushes(t) {
        *at = at.map(|x| flushed(x, TINY));
        memory.flush();
    }
}

/// Replays the effect of step `t` on the memory, from its record.
pub(super) fn remember(plan: &Plan, t: usize, record: &Record, memory: &mut Memory) {
    if flushes(t) {
        memory.flush();
    }
    plan.update_at(t).remember((t, plan.steps), record.at, record.gradient, memory);
}

#[inline(always)]
fn moved(at: Point, by: Pair) -> Point {
    [at[0] + by[0], at[1] + by[1]]
}

/// A resumable walk. It holds its current state, and nothing of the path so far.
#[derive(Debug)]
pub struct Walk {
    state: State,
    draws: Draws,
    /// The exact gradients of the last stretch, if the rule was given others.
    exact: Vec<Point>,
}

#[derive(Clone, Copy, Debug)]
struct State {
    /// The next step, and the position it is made from.
    next: usize,
    at: Point,
    memory: Memory,
    /// abs(loss) beyond which a run counts as diverged; known after step 0.
    ceiling: f64,
    escape: Option<Escape>,
}

impl State {
    /// Registers the loss of the next step; returns true if the walk continues from it.
    #[inline(always)]
    fn stays(&mut self, loss: f64) -> bool {
        if self.next == 0 {
            self.ceiling = ceiling(loss);
        }
        self.next += 1;
        // Comparisons with NaN are false, so that a NaN loss ends the run too.
        loss.abs() <= self.ceiling && self.at[0].is_finite() && self.at[1].is_finite()
    }

    fn leave(&mut self, loss: f64) {
        let finite = loss.is_finite() && self.at.iter().all(|x| x.is_finite());
        self.escape = Some(if finite { Escape::Loss } else { Escape::NotFinite });
    }
}

impl Walk {
    /// A walk at the start of a plan.
    pub fn new(plan: &Plan) -> Self {
        let memory = plan.update.rule.start();
        let state = State { next: 0, at: plan.start, memory, ceiling: f64::INFINITY, escape: None };
        Self { state, draws: Draws::new(plan.seed, plan.rows), exact: Vec::new() }
    }

    /// True if the plan has no step left, or the run has diverged.
    pub fn done(&self, plan: &Plan) -> bool {
        self.state.escape.is_some() || self.state.next > plan.steps
    }

    /// The next step.
    pub fn next(&self) -> usize {
        self.state.next
    }

    /// The memory before the next step.
    pub fn memory(&self) -> Memory {
        self.state.memory
    }

    /// The way in which the run diverged, at the last step walked; `None` if it did not.
    pub fn escape(&self) -> Option<Escape> {
        self.state.escape
    }

    /// Advances until step `until` is next, the plan ends or the run diverges. Appends one record per step.
    pub fn advance(&mut self, plan: &Plan, until: usize, records: &mut Vec<Record>) {
        let until = until.min(plan.steps + 1);
        self.exact.clear();
        records.reserve(until.saturating_sub(self.state.next));
        // One stretch of steps with the same values after another.
        while self.state.next < until && self.state.escape.is_none() {
            let (update, end) = (plan.update_at(self.state.next), plan.update_until(self.state.next));
            let until = end.map_or(until, |end| end.min(until));
            if plan.source.is_exact() && update.extras.are_none() {
                let state = &mut self.state;
                plan.surface.shape().visit(OnSurface { surface: &plan.surface, update, state, until, records });
            } else {
                self.advance_with_options(plan, update, until, records);
            }
        }
    }

    /// The same with the options of a run: noise, batches, clipping, decay, a schedule. Their cost hides that of dispatching
    /// on rule and surface at every step.
    fn advance_with_options(&mut self, plan: &Plan, update: &Update, until: usize, records: &mut Vec<Record>) {
        let Self { state, draws, exact } = self;
        for t in state.next..until {
            settle(t, &mut state.at, &mut state.memory);
            let (loss, slope) = plan.surface.gradient(state.at);
            let gradient = given(plan, draws, t, state.at, slope);
            records.push(Record { at: state.at, loss, gradient });
            exact.push(slope);
            if !state.stays(loss) {
                return state.leave(loss);
            }
            let by = update.step(&plan.surface, (t, plan.steps), state.at, gradient, &mut state.memory);
            state.at = moved(state.at, by);
        }
    }
}

/// The gradient of step `t` as the plan's source gives it.
fn given(plan: &Plan, draws: &mut Draws, t: usize, at: Point, exact: Point) -> Point {
    let mut gradient = match plan.source.batch {
        Some(size) => plan.surface.batch_gradient(draws.batch(t, size), at),
        None => exact,
    };
    if plan.source.noise > 0.0 {
        let [x, y] = draws.normal(t);
        gradient[0] += plan.source.noise * x;
        gradient[1] += plan.source.noise * y;
    }
    gradient
}

/// A stretch with only a rule and a surface, without options.
struct OnSurface<'a> {
    surface: &'a Surface,
    update: &'a Update,
    state: &'a mut State,
    until: usize,
    records: &'a mut Vec<Record>,
}

impl Visit for OnSurface<'_> {
    type Output = ();
    fn visit<F: Formula>(self, formula: &F) {
        self.update.rule.visit(OnFormula(self, formula));
    }
}

struct OnFormula<'a, F>(OnSurface<'a>, &'a F);

impl<F: Formula> VisitRule for OnFormula<'_, F> {
    type Output = ();
    /// Formula and rule are known to the compiler here, so both are inlined.
    fn visit<R: Theory>(self, rule: &R) {
        let OnFormula(OnSurface { surface, state: outer, until, records, .. }, formula) = self;
        // A local copy, which the compiler keeps in registers.
        let mut state = *outer;
        for t in state.next..until {
            settle(t, &mut state.at, &mut state.memory);
            let jet = formula.at(Jet::w(state.at[0]), Jet::b(state.at[1]));
            let (loss, gradient) = (jet.value, jet.gradient());
            records.push(Record { at: state.at, loss, gradient });
            if !state.stays(loss) {
                state.leave(loss);
                break;
            }
            state.at = moved(state.at, rule.step_at(surface, state.at, gradient, &mut state.memory));
        }
        *outer = state;
    }
}

/// Consecutive steps of a walk.
#[derive(Clone, Copy, Debug)]
pub struct Stretch<'a> {
    /// The first step.
    pub first: usize,
    /// One record per step.
    pub records: &'a [Record],
    exact: &'a [Point],
}

impl<'a> Stretch<'a> {
    /// Each step's number, its record, and the exact gradient there, whatever gradient the rule was given.
    pub fn steps(self) -> impl Iterator<Item = (usize, &'a Record, Point)> {
        let exact = move |i: usize, record: &Record| self.exact.get(i).copied().unwrap_or(record.gradient);
        self.records.iter().enumerate().map(move |(i, record)| (self.first + i, record, exact(i, record)))
    }
}

/// An observer of a walk that is not recorded.
pub trait Observe {
    /// Receives the next steps, all of them before any divergence.
    fn steps(&mut self, stretch: Stretch<'_>);

    /// Receives the step at which the run diverged, after which there are no more.
    fn left(&mut self, step: usize, record: &Record) {
        let _ = (step, record);
    }
}

/// Walks a plan from step 0 to its last step, or to where it diverges.
pub fn observe(plan: &Plan, observer: &mut dyn Observe) {
    let mut walk = Walk::new(plan);
    let mut records = Vec::with_capacity(STRETCH.min(plan.steps + 1));
    while !walk.done(plan) {
        let first = walk.next();
        records.clear();
        walk.advance(plan, first + STRETCH, &mut records);
        let out = walk.escape().and_then(|_| records.pop());
        observer.steps(Stretch { first, records: &records, exact: &walk.exact });
        if let Some(record) = out {
            observer.left(first + records.len(), &record);
        }
    }
}
