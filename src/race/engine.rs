//! Stepping a rule down a surface. Formula and rule are known to the compiler inside the loop, so both are inlined.

use super::outcome::EXCESS;
use super::{CHECKPOINT, Escape, Plan, Record, Trajectory};
use crate::gradient::Draws;
use crate::optimizer::{Memory, Number, Pair, TINY, Theory, Update, VisitRule};
use crate::surface::{Formula, Jet, Point, Visit};

/// Decayed values are set to zero once in this many steps; see [`Memory::flush`].
const FLUSH: usize = 64;

/// Whether decayed values are flushed before step `t`.
#[inline(always)]
fn flushes(t: usize) -> bool {
    t.is_multiple_of(FLUSH) && t > 0
}

/// What step `t` did to the memory, from its record.
pub(super) fn remember(plan: &Plan, t: usize, record: &Record, memory: &mut Memory) {
    if flushes(t) {
        memory.flush();
    }
    plan.update_at(t).remember((t, plan.steps), record.at, record.gradient, memory);
}

/// Flushes what has decayed out of sight, place and memory at once, so that neither revives the other.
#[inline(always)]
pub(super) fn settle(t: usize, at: &mut Point, memory: &mut Memory) {
    if flushes(t) {
        *at = at.map(|x| x.flushed(TINY));
        memory.flush();
    }
}

#[inline(always)]
pub(super) fn moved(at: Point, by: Pair) -> Point {
    [at[0] + by[0], at[1] + by[1]]
}

/// A simulation that can stop and go on, so that a long one need not block anybody.
#[derive(Debug)]
pub struct Runner {
    plan: Plan,
    trajectory: Trajectory,
    state: State,
    draws: Draws,
}

#[derive(Clone, Copy, Debug)]
struct State {
    at: Point,
    memory: Memory,
    /// abs(loss) beyond which a run counts as diverged; known after step 0.
    ceiling: f64,
    done: bool,
}

impl Runner {
    /// A simulation of `plan`, nothing simulated yet.
    pub fn new(plan: Plan) -> Self {
        let memory = plan.update.rule.start();
        let state = State { at: plan.start, memory, ceiling: f64::INFINITY, done: false };
        let draws = Draws::new(plan.seed, plan.rows);
        Self { plan, trajectory: Trajectory::default(), state, draws }
    }

    /// Whether nothing is left to simulate.
    pub fn done(&self) -> bool {
        self.state.done || self.trajectory.records.len() > self.plan.steps
    }

    /// Simulates at most `count` steps more.
    pub fn advance(&mut self, count: usize) {
        if self.done() {
            return;
        }
        let until = (self.trajectory.records.len() + count).min(self.plan.steps + 1);
        self.trajectory.records.reserve(until - self.trajectory.records.len());
        // A stretch of steps with the same values after the other.
        while self.trajectory.records.len() < until && !self.state.done {
            let from = self.trajectory.records.len();
            let job = Job {
                update: self.plan.update_at(from),
                plan: &self.plan,
                state: &mut self.state,
                trajectory: &mut self.trajectory,
                draws: &mut self.draws,
                until: self.plan.update_until(from).map_or(until, |end| end.min(until)),
            };
            self.plan.surface.shape().visit(job);
        }
    }

    /// Makes the path longer, or cuts its end off, when only the number of steps has changed.
    pub fn resize(&mut self, steps: usize) {
        if steps < self.trajectory.last_step() {
            // Cutting and growing again would need the state at the cut: simulate anew then.
            *self = Self::new(Plan { steps, ..self.plan.clone() });
        } else {
            self.plan.steps = steps;
        }
    }

    /// What is being simulated.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// The path, when it is all that is wanted.
    pub fn into_trajectory(self) -> Trajectory {
        self.trajectory
    }

    /// The path so far.
    pub fn trajectory(&self) -> &Trajectory {
        &self.trajectory
    }
}

struct Job<'a> {
    update: &'a Update,
    plan: &'a Plan,
    state: &'a mut State,
    trajectory: &'a mut Trajectory,
    draws: &'a mut Draws,
    until: usize,
}

impl Visit for Job<'_> {
    type Output = ();
    fn visit<F: Formula>(self, formula: &F) {
        let update = self.update;
        update.rule.visit(FormulaJob { job: self, formula });
    }
}

struct FormulaJob<'a, F> {
    job: Job<'a>,
    formula: &'a F,
}

impl<F: Formula> VisitRule for FormulaJob<'_, F> {
    type Output = ();
    fn visit<R: Theory>(self, rule: &R) {
        let Job { update, plan, state, trajectory, draws, until } = self.job;
        let formula = self.formula;
        let way = Way { formula, state, trajectory, until };
        // The plain way is worth a loop of its own: nothing is asked in it that has been answered already. What else there is
        // shares another, as every loop is made for each rule on each surface.
        let plain = |_, at, g, memory: &mut Memory| rule.step_on(formula, at, g, memory);
        let (exact, none) = (plan.source.is_exact(), update.extras.are_none());
        if exact && none {
            return run(way, |_, _, gradient| gradient, plain);
        }
        let source = |t, at, gradient| if exact { gradient } else { given(formula, plan, draws, t, at, gradient) };
        run(way, source, |t, at, g, memory: &mut Memory| match none {
            true => plain(t, at, g, memory),
            false => update.extras.step((rule, formula), (t, plan.steps), at, g, memory),
        });
    }
}

/// The gradient of step `t` from a source that is not exact.
#[inline(never)]
pub(super) fn given<F: Formula>(
    formula: &F,
    plan: &Plan,
    draws: &mut Draws,
    t: usize,
    at: Point,
    exact: Point,
) -> Point {
    let mut gradient = match plan.source.batch {
        Some(size) => formula.batch_gradient(draws.batch(t, size), at[0], at[1]),
        None => exact,
    };
    if plan.source.noise > 0.0 {
        let [x, y] = draws.normal(t);
        gradient[0] += plan.source.noise * x;
        gradient[1] += plan.source.noise * y;
    }
    gradient
}

/// A path being walked.
struct Way<'a, F> {
    formula: &'a F,
    state: &'a mut State,
    trajectory: &'a mut Trajectory,
    until: usize,
}

#[inline(always)]
fn run<F: Formula>(
    Way { formula, state: outer, trajectory, until }: Way<F>,
    mut source: impl FnMut(usize, Point, Point) -> Point,
    step: impl Fn(usize, Point, Point, &mut Memory) -> Pair,
) {
    // Local copies: the compiler keeps them in registers.
    let mut state = *outer;
    for t in trajectory.records.len()..until {
        if t.is_multiple_of(CHECKPOINT) {
            trajectory.checkpoints.push(state.memory);
        }
        settle(t, &mut state.at, &mut state.memory);
        let jet = formula.at(Jet::w(state.at[0]), Jet::b(state.at[1]));
        let gradient = source(t, state.at, jet.gradient());
        trajectory.records.push(Record { at: state.at, loss: jet.value, gradient });
        if t == 0 {
            // An infinite loss is above any ceiling.
            state.ceiling = (EXCESS * jet.value.abs().max(1.0)).min(f64::MAX);
        }
        // A comparison with NaN is false, so that a loss that is no number ends the run too.
        let stays = jet.value.abs() <= state.ceiling && state.at[0].is_finite() && state.at[1].is_finite();
        if !stays {
            trajectory.escape = Some(if jet.value.is_finite() && state.at.iter().all(|x| x.is_finite()) {
                Escape::Loss
            } else {
                Escape::NotFinite
            });
            state.done = true;
            break;
        }
        state.at = moved(state.at, step(t, state.at, gradient, &mut state.memory));
    }
    *outer = state;
}

/// The whole path of a plan.
pub fn simulate(plan: &Plan) -> Trajectory {
    let mut runner = Runner::new(plan.clone());
    runner.advance(plan.steps + 1);
    runner.trajectory
}

/// Where a plan with exact gradients and one set of values ends, without keeping the way: the engine of benchmarks.
pub fn walk(plan: &Plan) -> Point {
    struct Walk<'a>(&'a Plan);
    struct Inner<'a, F>(&'a Plan, &'a F);
    impl Visit for Walk<'_> {
        type Output = Point;
        fn visit<F: Formula>(self, formula: &F) -> Point {
            self.0.update.rule.visit(Inner(self.0, formula))
        }
    }
    impl<F: Formula> VisitRule for Inner<'_, F> {
        type Output = Point;
        fn visit<R: Theory>(self, rule: &R) -> Point {
            let Inner(plan, formula) = self;
            let extras = &plan.update.extras;
            if extras.are_none() {
                return walked(plan, formula, rule.start(), |_, at, g, memory| rule.step_on(formula, at, g, memory));
            }
            let time = |t| (t, plan.steps);
            walked(plan, formula, rule.start(), |t, at, g, memory| extras.step((rule, formula), time(t), at, g, memory))
        }
    }
    plan.surface.shape().visit(Walk(plan))
}

#[inline(always)]
fn walked<F: Formula>(
    plan: &Plan,
    formula: &F,
    mut memory: Memory,
    step: impl Fn(usize, Point, Point, &mut Memory) -> Pair,
) -> Point {
    let mut at = plan.start;
    for t in 0..plan.steps {
        settle(t, &mut at, &mut memory);
        let gradient = formula.at(Jet::w(at[0]), Jet::b(at[1])).gradient();
        at = moved(at, step(t, at, gradient, &mut memory));
    }
    settle(plan.steps, &mut at, &mut memory);
    at
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::gradient::Source;
    use crate::optimizer::{Convention, OPTIMIZERS};
    use crate::surface::Surface;

    fn plan(optimizer: usize, alpha: f64) -> Plan {
        let description = OPTIMIZERS[optimizer];
        let mut values = description.defaults(Convention::Notes);
        values.hypers[0] = alpha;
        let surface = Surface::named("bowl", &[20.0]).unwrap_or_else(|| unreachable!());
        Plan {
            surface: Arc::new(surface),
            rows: 0,
            update: Update::build(description, &values),
            source: Source::default(),
            seed: 0,
            start: [-4.0, 2.0],
            later: Vec::new(),
            steps: 1000,
        }
    }

    #[test]
    fn sgd_on_the_bowl_is_a_geometric_series() {
        let path = simulate(&plan(0, 0.05));
        assert_eq!(path.records().len(), 1001);
        for (t, record) in path.records().iter().enumerate().take(200) {
            let want = [-4.0 * 0.95f64.powi(t as i32), if t == 0 { 2.0 } else { 0.0 }];
            // Each step rounds a few times.
            assert!((record.at[0] / want[0] - 1.0).abs() < 1e-15 * (4 * t + 1) as f64);
            assert!((record.at[1] - want[1]).abs() < 1e-15);
        }
    }

    /// (1 - α₁)^50 (1 - α₂)^(t - 50) along w, whose curvature is 1; and V is carried over when momentum's β changes.
    #[test]
    fn a_rule_that_changes_on_the_way_acts_from_that_step_on() {
        let with = |optimizer: usize, alpha: f64, beta: f64| {
            let mut values = OPTIMIZERS[optimizer].defaults(Convention::Notes);
            values.hypers[0] = alpha;
            if let Some(slot) = values.hypers.get_mut(1) {
                *slot = beta;
            }
            Update::build(OPTIMIZERS[optimizer], &values)
        };
        let changing = Plan { later: vec![(50, with(0, 0.01, 0.0))], ..plan(0, 0.05) };
        let path = simulate(&changing);
        for (t, record) in path.records().iter().enumerate().take(200) {
            let want = -4.0 * 0.95f64.powi(t.min(50) as i32) * 0.99f64.powi(t.saturating_sub(50) as i32);
            assert!((record.at[0] / want - 1.0).abs() < 1e-15 * (4 * t + 1) as f64, "{t}");
        }
        let changing = Plan { later: vec![(50, with(1, 0.1, 0.5)), (600, with(1, 0.05, 0.5))], ..plan(1, 0.1) };
        let path = simulate(&changing);
        let mut runner = Runner::new(changing.clone());
        while !runner.done() {
            runner.advance(37);
        }
        assert_eq!(runner.trajectory().records(), path.records());
        let (before, after) = (path.memory(&changing, 50).velocity, path.memory(&changing, 51).velocity);
        let g = path.records()[50].gradient;
        assert_eq!(after, std::array::from_fn(|i| before[i] * 0.5 + g[i] * 0.5));
        // Up to the change it is the path without one.
        assert_eq!(simulate(&plan(1, 0.1)).records()[..51], path.records()[..51]);
    }

    #[test]
    fn in_pieces_or_whole_or_without_record_the_path_is_the_same() {
        for optimizer in 0..OPTIMIZERS.len() {
            for noise in [0.0, 0.5] {
                let plan = Plan { source: Source { batch: None, noise }, ..plan(optimizer, 0.05) };
                let whole = simulate(&plan);
                let mut runner = Runner::new(plan.clone());
                while !runner.done() {
                    runner.advance(37);
                }
                assert_eq!(runner.trajectory().records(), whole.records());
                if noise == 0.0 {
                    assert_eq!(Some(walk(&plan)), whole.records().last().map(|r| r.at));
                }
            }
        }
    }

    #[test]
    fn memory_replayed_from_the_records_is_the_memory_it_had() {
        for optimizer in 0..OPTIMIZERS.len() {
            let plan = plan(optimizer, 0.05);
            let path = simulate(&plan);
            let mut memory = plan.update.rule.start();
            for t in 0..900 {
                if [0, 1, 255, 256, 257, 700].contains(&t) {
                    assert_eq!(path.memory(&plan, t), memory, "{optimizer} {t}");
                }
                remember(&plan, t, &path.records()[t], &mut memory);
            }
        }
    }

    #[test]
    fn a_diverging_run_ends_where_it_left() {
        let path = simulate(&plan(0, 0.2));
        let (step, escape) = path.diverged().unwrap_or_else(|| unreachable!());
        assert_eq!(escape, Escape::Loss);
        assert_eq!(path.records().len(), step + 1);
        let start = path.records()[0].loss;
        assert!(path.records()[step].loss > 1e6 * start && path.records()[step - 1].loss <= 1e6 * start);
    }

    #[test]
    fn a_long_run_does_not_stay_among_denormal_numbers() {
        for optimizer in 0..OPTIMIZERS.len() {
            let path = simulate(&Plan { steps: 100_000, ..plan(optimizer, 0.05) });
            let slow = path.records().iter().filter(|r| r.at.iter().any(|x| x.is_subnormal())).count();
            // One flush interval for each axis: αλ = 1 along b falls by sixteen digits a step.
            assert!(slow <= 2 * FLUSH, "{slow}");
            let memory = path.checkpoints.last().copied().unwrap_or_default();
            for x in memory.velocity.iter().chain(memory.squares.iter()) {
                assert!(!x.is_subnormal());
            }
        }
    }

    #[test]
    fn equal_sources_see_equal_noise() {
        let noisy = |optimizer, alpha| Plan { source: Source { batch: None, noise: 1.0 }, ..plan(optimizer, alpha) };
        let exact = |r: &Record| [r.at[0], 20.0 * r.at[1]];
        let (a, b) = (simulate(&noisy(0, 0.01)), simulate(&noisy(6, 0.3)));
        for (x, y) in a.records().iter().zip(b.records()) {
            for axis in 0..2 {
                let (nx, ny) = (x.gradient[axis] - exact(x)[axis], y.gradient[axis] - exact(y)[axis]);
                assert!((nx - ny).abs() < 1e-13, "{nx} {ny}");
            }
        }
    }
}
