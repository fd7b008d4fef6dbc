//! Many runs side by side: the cells of a map, stepped in tiles of lanes.
//!
//! A step of a tile is two loops over plain arrays, one with the formula inlined and one with the rule; the compiler
//! vectorizes them, and the variant for the CPU at hand is chosen at run time. The arithmetic is that of a single run,
//! operation by operation (nothing is fused), so that a cell's numbers equal those of the single run to the bit.

mod meter;
#[cfg(test)]
mod tests;

use super::verdict::{Criterion, Outside, ceiling};
use super::walk::FLUSH;
use super::{Plan, Status};
use crate::math::surface::{Formula, Jet, Point, Visit};
use crate::optimizer::{AnyRule, Given, Memory, Rule, TINY, Theory, VisitRule, flushed, keeps};
use meter::Slope;

pub use meter::cell;

/// Runs per tile: enough for a step's loops to be long, few enough for their arrays to stay in the L1 cache.
pub const LANES: usize = 128;
/// Most hyperparameters that a rule may have of its own.
const HYPERS: usize = 8;

/// The result of a cell's run.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Cell {
    /// Its outcome.
    pub status: Status,
    /// The step at which it converged or diverged; the last one otherwise.
    pub step: usize,
    /// The loss at the last step.
    pub loss: f64,
    /// The last position.
    pub at: Point,
    /// exp of the slope of log(excess loss) over the second half of the run, if requested; `None` for a run that was at rest
    /// by then.
    pub rate: Option<f64>,
}

/// Settings for a batch of cells.
#[derive(Clone, Copy, Debug)]
pub struct Question {
    /// The tolerance for convergence.
    pub tolerance: f64,
    /// True if rates are requested; they cost a logarithm per step.
    pub rate: bool,
}

/// A run of a batch: its start, and its rule's hyperparameters.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lane {
    /// The point of step 0.
    pub start: Point,
    /// Hyperparameters in the description's order.
    pub hypers: [f64; HYPERS],
}

impl Lane {
    /// A lane with the given start and hyperparameters.
    pub fn of(start: Point, hypers: &[f64]) -> Self {
        let mut all = [0.0; HYPERS];
        for (slot, value) in all.iter_mut().zip(hypers) {
            *slot = *value;
        }
        Self { start, hypers: all }
    }

    /// Sets a hyperparameter.
    pub fn set(&mut self, hyper: usize, value: f64) {
        if let Some(slot) = self.hypers.get_mut(hyper) {
            *slot = value;
        }
    }

    /// The same lane with a different value of a hyperparameter.
    pub fn with(mut self, hyper: usize, value: f64) -> Self {
        self.set(hyper, value);
        self
    }
}

/// Computes the cells of runs of one plan that differ in their starts and hyperparameters; `switches` are the rule's own.
/// The plan's gradients must be exact, and its run without options: see [`is_plain`].
pub fn cells(plan: &Plan, switches: &[usize], lanes: &[Lane], question: Question, out: &mut [Cell]) {
    let mut tile = Box::new(Tile::default());
    for (lanes, out) in lanes.chunks(LANES).zip(out.chunks_mut(LANES)) {
        walk(&mut tile, &Job { plan, switches, lanes, question }, out);
    }
}

/// True if a plan can be run in tiles: exact gradients, no options, no mid-run changes, and a rule that uses only the
/// gradient.
pub fn is_plain(plan: &Plan) -> bool {
    let own = matches!(plan.update.rule, AnyRule::Newton(_) | AnyRule::Flow(_));
    !own && plan.source.is_exact() && plan.update.extras.are_none() && plan.later.is_empty()
}

struct Job<'a> {
    plan: &'a Plan,
    switches: &'a [usize],
    lanes: &'a [Lane],
    question: Question,
}

/// One number per lane.
type Row = [f64; LANES];

/// The state of a tile. Its rows are aligned to cache lines, so that no vector straddles two of them.
#[repr(align(64))]
struct Tile {
    at: [Row; 2],
    gradient: [Row; 2],
    loss: Row,
    velocity: [Row; 2],
    squares: [Row; 2],
    third: [Row; 2],
    power1: Row,
    power2: Row,
    count: Row,
    hypers: [Row; HYPERS],
    ceiling: Row,
    /// The step at which a lane diverged; -1 until then. The lane stays where it diverged, and so does its loss.
    left: Row,
    /// The last step outside the tolerance, by loss and by gradient; -1 for none.
    high: Row,
    steep: Row,
}

impl Default for Tile {
    fn default() -> Self {
        let (zero, two) = ([0.0; LANES], [[0.0; LANES]; 2]);
        Self {
            at: two,
            gradient: two,
            loss: zero,
            velocity: two,
            squares: two,
            third: two,
            power1: zero,
            power2: zero,
            count: zero,
            hypers: [zero; HYPERS],
            ceiling: zero,
            left: zero,
            high: zero,
            steep: zero,
        }
    }
}

/// Walks all lanes of a tile.
fn walk(tile: &mut Tile, job: &Job, out: &mut [Cell]) {
    let Job { plan, switches, lanes, question } = *job;
    plan.update.rule.visit(Begin(tile, lanes, switches));
    let arch = pulp::Arch::new();
    let criterion = Criterion::new(&plan.surface, question.tolerance);
    let rounding = plan.surface.rounding();
    let mut slopes = [Slope::default(); LANES];
    let count = if plan.surface.cost() > 1 { lanes.len() } else { LANES };
    for t in 0..=plan.steps {
        if t.is_multiple_of(FLUSH) && t > 0 {
            tile.flush();
        }
        plan.surface.shape().visit(Slopes(arch, tile, count));
        // The last step is measured, but no step is taken from it.
        let watch = Watch { now: t as f64, criterion };
        if t == 0 {
            tile.begin();
        }
        if t == plan.steps {
            arch.dispatch(Look(tile, watch));
        } else {
            plan.update.rule.visit(Step(arch, tile, switches, watch));
        }
        if question.rate && 2 * t >= plan.steps {
            for ((slope, loss), left) in slopes.iter_mut().zip(&tile.loss).zip(&tile.left) {
                if *left < 0.0 {
                    slope.add(t, loss - criterion.base, rounding);
                }
            }
        }
        // Stop once every lane has diverged.
        if t % 16 == 15 && tile.left.iter().all(|left| *left >= 0.0) {
            break;
        }
    }
    for (i, cell) in out.iter_mut().enumerate().take(lanes.len()) {
        let slope = slopes.get(i).and_then(Slope::rate).filter(|_| question.rate);
        *cell = tile.cell(i, plan.steps, slope);
    }
}

/// Selects `yes` or `no` without the branch that the compiler would emit for a choice between a new value and the old one.
#[inline(always)]
fn pick(condition: bool, yes: f64, no: f64) -> f64 {
    let mask = u64::from(condition).wrapping_neg();
    f64::from_bits((yes.to_bits() & mask) | (no.to_bits() & !mask))
}

/// Places the lanes at their starts.
struct Begin<'a>(&'a mut Tile, &'a [Lane], &'a [usize]);

impl VisitRule for Begin<'_> {
    type Output = ();
    fn visit<R: Theory>(self, _: &R) {
        let Begin(tile, lanes, switches) = self;
        let none = [-1.0; LANES];
        *tile = Tile { left: none, high: none, steep: none, ..Tile::default() };
        let (power1, power2) = ([1.0; LANES], [1.0; LANES]);
        (tile.power1, tile.power2) = (power1, power2);
        // The last tile of a batch is padded with copies of its last lane.
        let last = lanes.last().copied();
        // Padding lanes do not hold up the others.
        for left in tile.left.iter_mut().skip(lanes.len()) {
            *left = 0.0;
        }
        for i in 0..LANES {
            let Some(lane) = lanes.get(i).copied().or(last) else { continue };
            for (row, value) in tile.hypers.iter_mut().zip(lane.hypers) {
                row[i] = value;
            }
            let memory = R::build(Given { hypers: &lane.hypers, switches }).start();
            for axis in 0..2 {
                tile.at[axis][i] = lane.start[axis];
                tile.velocity[axis][i] = memory.velocity[axis];
                tile.squares[axis][i] = memory.squares[axis];
                tile.third[axis][i] = memory.third[axis];
            }
        }
    }
}

/// Computes losses and gradients of all lanes.
struct Slopes<'a>(pulp::Arch, &'a mut Tile, usize);

impl Visit for Slopes<'_> {
    type Output = ();
    fn visit<F: Formula>(self, formula: &F) {
        struct Loop<'a, F>(&'a mut Tile, &'a F);
        struct Few<'a, F>(&'a mut Tile, &'a F, usize);
        impl<F: Formula> pulp::NullaryFnOnce for Loop<'_, F> {
            type Output = ();
            #[inline(always)]
            fn call(self) {
                let Loop(Tile { at: [w, b], loss, gradient: [gw, gb], .. }, formula) = self;
                for i in 0..LANES {
                    let jet = formula.at(Jet::w(w[i]), Jet::b(b[i]));
                    (loss[i], [gw[i], gb[i]]) = (jet.value, jet.gradient());
                }
            }
        }
        impl<F: Formula> pulp::NullaryFnOnce for Few<'_, F> {
            type Output = ();
            #[inline(always)]
            fn call(self) {
                let Few(Tile { at: [w, b], loss, gradient: [gw, gb], .. }, formula, count) = self;
                for i in 0..count.min(LANES) {
                    let jet = formula.at(Jet::w(w[i]), Jet::b(b[i]));
                    (loss[i], [gw[i], gb[i]]) = (jet.value, jet.gradient());
                }
            }
        }
        // Full tiles are vectorized; a partial one skips its empty lanes, which matters for formulas that are slow to evaluate.
        match self.2 {
            LANES => self.0.dispatch(Loop(self.1, formula)),
            count => self.0.dispatch(Few(self.1, formula, count)),
        }
    }
}

/// The criteria that a lane is measured by at a step.
#[derive(Clone, Copy)]
struct Watch {
    now: f64,
    criterion: Criterion,
}

/// The measurements of a lane, and its ceiling.
struct Noted<'a> {
    ceiling: f64,
    left: &'a mut f64,
    high: &'a mut f64,
    steep: &'a mut f64,
}

impl Watch {
    /// Records the state of a lane; returns true if it is still running.
    #[inline(always)]
    fn note(self, at: Point, g: Point, loss: f64, lane: Noted) -> bool {
        let Watch { now, criterion } = self;
        // Comparisons with NaN are false; 0·x is 0 only if x is finite.
        let finite = at[0] * 0.0 + at[1] * 0.0 == 0.0;
        let stays = (*lane.left < 0.0) & (loss.abs() <= lane.ceiling) & finite;
        *lane.left = pick(stays | (*lane.left >= 0.0), *lane.left, now);
        *lane.high = pick(criterion.is_low(loss), *lane.high, now);
        *lane.steep = pick(criterion.is_flat(g), *lane.steep, now);
        stays
    }
}

/// Records the state of all lanes.
struct Look<'a>(&'a mut Tile, Watch);

impl pulp::NullaryFnOnce for Look<'_> {
    type Output = ();
    #[inline(always)]
    fn call(self) {
        let Look(tile, watch) = self;
        let Tile { at: [w, b], gradient: [gw, gb], loss, ceiling, left, high, steep, .. } = tile;
        for i in 0..LANES {
            let noted = Noted { ceiling: ceiling[i], left: &mut left[i], high: &mut high[i], steep: &mut steep[i] };
            watch.note([w[i], b[i]], [gw[i], gb[i]], loss[i], noted);
        }
    }
}

/// Records the state of all lanes, and moves those still running by a step of their rule.
struct Step<'a>(pulp::Arch, &'a mut Tile, &'a [usize], Watch);

impl VisitRule for Step<'_> {
    type Output = ();
    fn visit<R: Theory>(self, _: &R) {
        let Step(arch, tile, switches, watch) = self;
        // Each combination of the rule's own switches has a loop of its own, free of branches.
        let bits = (0..R::SWITCHES).fold(0, |bits, k| bits | usize::from(switches.get(k) == Some(&1)) << k);
        macro_rules! settings {
            ($($bits:literal)*) => {
                match bits {
                    // Combinations that the rule does not have are not compiled.
                    $($bits if const { $bits >> R::SWITCHES == 0 } => {
                        arch.dispatch(Loop::<R, $bits>(tile, watch, std::marker::PhantomData));
                    })*
                    _ => {}
                }
            };
        }
        settings!(0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15);
    }
}

struct Loop<'a, R, const SWITCHES: usize>(&'a mut Tile, Watch, std::marker::PhantomData<R>);

impl<R: Rule, const SWITCHES: usize> pulp::NullaryFnOnce for Loop<'_, R, SWITCHES> {
    type Output = ();
    #[inline(always)]
    fn call(self) {
        let (tile, watch) = (self.0, self.1);
        let switches = [SWITCHES & 1, SWITCHES >> 1 & 1, SWITCHES >> 2 & 1, SWITCHES >> 3 & 1];
        let Tile { at: [w, b], velocity, squares, third, power1, power2, count, hypers, .. } = tile;
        let Tile { gradient: [gw, gb], loss, ceiling, left, high, steep, .. } = tile;
        for i in 0..LANES {
            let given: [f64; HYPERS] = std::array::from_fn(|h| hypers[h][i]);
            let rule = R::build(Given { hypers: &given, switches: &switches });
            let mut memory = Memory {
                velocity: [velocity[0][i], velocity[1][i]],
                squares: [squares[0][i], squares[1][i]],
                third: [third[0][i], third[1][i]],
                power1: power1[i],
                power2: power2[i],
                count: count[i],
            };
            let noted = Noted { ceiling: ceiling[i], left: &mut left[i], high: &mut high[i], steep: &mut steep[i] };
            let alive = watch.note([w[i], b[i]], [gw[i], gb[i]], loss[i], noted);
            let by = rule.step([gw[i], gb[i]], &mut memory);
            w[i] = pick(alive, w[i] + by[0], w[i]);
            b[i] = pick(alive, b[i] + by[1], b[i]);
            // Only the fields that the rule uses are written back; the conditions are constants.
            if R::KEEPS & keeps::VELOCITY != 0 {
                [velocity[0][i], velocity[1][i]] = memory.velocity;
            }
            if R::KEEPS & keeps::SQUARES != 0 {
                [squares[0][i], squares[1][i]] = memory.squares;
            }
            if R::KEEPS & keeps::THIRD != 0 {
                [third[0][i], third[1][i]] = memory.third;
            }
            if R::KEEPS & keeps::POWERS != 0 {
                (power1[i], power2[i]) = (memory.power1, memory.power2);
            }
            if R::KEEPS & keeps::COUNT != 0 {
                count[i] = memory.count;
            }
        }
    }
}

impl Tile {
    /// Sets the ceilings from the losses at the start.
    fn begin(&mut self) {
        for (bound, loss) in self.ceiling.iter_mut().zip(&self.loss) {
            *bound = ceiling(*loss);
        }
    }

    fn flush(&mut self) {
        for axis in 0..2 {
            // Diverged lanes stay as they are.
            for (x, left) in self.at[axis].iter_mut().zip(&self.left) {
                *x = pick(*left < 0.0, flushed(*x, TINY), *x);
            }
            self.velocity[axis] = self.velocity[axis].map(|x| flushed(x, TINY));
            for row in [&mut self.squares[axis], &mut self.third[axis]] {
                *row = row.map(|x| flushed(x, TINY * TINY));
            }
        }
        self.power1 = self.power1.map(|x| flushed(x, TINY));
        self.power2 = self.power2.map(|x| flushed(x, TINY));
    }

    fn cell(&self, i: usize, steps: usize, rate: Option<f64>) -> Cell {
        let at = [self.at[0][i], self.at[1][i]];
        let step = |row: &Row| (row[i] >= 0.0).then_some(row[i] as usize);
        let left = step(&self.left);
        let outside = Outside { left, high: step(&self.high), steep: step(&self.steep) };
        let (status, step) = outside.verdict(steps);
        let mut cell = Cell { status, step, loss: self.loss[i], at, ..Cell::default() };
        cell.rate = rate.filter(|_| cell.status != Status::Diverged);
        cell
    }
}
