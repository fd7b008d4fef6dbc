//! A fair comparison: every optimizer gets the same number of trials over its hyperparameters, on the same starts, and the best
//! of each are compared on starts that none of them was tuned on.

use super::verdict::{Criterion, Outside, ceiling};
use super::{Observe, Plan, Record, Status, Stretch, observe};
use crate::math::surface::{Domain, Point, Surface};

/// The metric that a run is scored by; lower is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Metric {
    /// Area under the log-loss curve: the mean over the steps of log10 of the loss above the minimum.
    #[default]
    Area,
    /// log10 of the loss above the minimum at the last step.
    Loss,
    /// Steps to reach the tolerance; twice the number of steps if it is not reached.
    Steps,
}

impl Metric {
    /// Every metric.
    pub const ALL: [Metric; 3] = [Metric::Area, Metric::Loss, Metric::Steps];

    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Metric::Area => "area",
            Metric::Loss => "loss",
            Metric::Steps => "steps",
        }
    }

    /// A description for a surface, which need not have a minimum, or a known one.
    pub fn about(self, surface: &Surface) -> String {
        let (loss, end) = match surface.least() {
            Some(_) => ("loss above the minimum", "tolerance, at a local minimum too"),
            None if surface.falls_forever() => ("loss, which has no minimum", "tolerance, by the gradient"),
            None => ("|loss|, as no minimum is known", "tolerance, by the gradient"),
        };
        match self {
            Metric::Area => format!("mean over the steps of log10({loss})"),
            Metric::Loss => format!("log10({loss}) at the last step"),
            Metric::Steps => format!("steps to the {end}; twice the run's if it is not reached"),
        }
    }
}

/// Starts of the scored runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Starts {
    /// This many points spread quasi-randomly over the domain; the first is the scenario's own start.
    Spread(usize),
    /// The centers of the cells of a lattice over the domain: across, down.
    Lattice(usize, usize),
}

impl Starts {
    /// The points in a domain. `set` 0 is for tuning, 1 for the comparison; a lattice is shifted by half a cell between
    /// them.
    pub fn points(self, domain: Domain, own: Point, seed: u64, set: u64) -> Vec<Point> {
        // A surface is steepest at the edge of its domain: the starts keep away from it.
        let inner = domain.scaled(0.9);
        let at = |u: [f64; 2]| {
            [inner.w[0] + (inner.w[1] - inner.w[0]) * u[0], inner.b[0] + (inner.b[1] - inner.b[0]) * u[1]]
        };
        match self {
            Starts::Spread(count) => {
                let shift = shift(seed ^ (set << 32), 2);
                let own = (set == 0).then_some(own);
                let others = (0..count).map(|i| at(std::array::from_fn(|d| spread(i, d, 2, &shift))));
                own.into_iter().chain(others).take(count).collect()
            }
            Starts::Lattice(across, down) => {
                let offset = if set == 0 { 0.25 } else { 0.75 };
                let place = move |i: usize, n: usize| (i as f64 + offset) / n as f64;
                let cells = (0..down).flat_map(move |j| (0..across).map(move |i| (i, j)));
                cells.map(|(i, j)| at([place(i, across), place(j, down)])).collect()
            }
        }
    }
}

/// Term `i` of an additive recurrence in `dims` dimensions, along dimension `d`: multiples of powers of the inverse of the
/// root of x^(d+1) = x + 1, shifted (Roberts 2018, "The unreasonable effectiveness of quasirandom sequences").
pub fn spread(i: usize, d: usize, dims: usize, shift: &[f64]) -> f64 {
    let mut root = 2.0_f64;
    for _ in 0..40 {
        root = libm::pow(1.0 + root, 1.0 / (dims as f64 + 1.0));
    }
    let step = libm::pow(1.0 / root, d as f64 + 1.0);
    let x = shift.get(d).copied().unwrap_or(0.5) + step * (i as f64 + 1.0);
    x - x.floor()
}

/// A random shift of a quasi-random sequence, by seed.
pub fn shift(seed: u64, dims: usize) -> Vec<f64> {
    use rand::{RngExt, SeedableRng, rngs::ChaCha8Rng};
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    rng.set_stream(STREAM);
    (0..dims).map(|_| rng.random::<f64>()).collect()
}

/// The random stream of the searches, distinct from those of noise and shuffles.
const STREAM: u64 = u64::MAX;

/// The scores of a plan from every start, and how many of its runs converged or diverged.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scores {
    /// One score per start.
    pub each: Vec<f64>,
    /// Number of runs that converged.
    pub reached: usize,
    /// Number of runs that diverged.
    pub diverged: usize,
}

impl Scores {
    /// The mean score.
    pub fn mean(&self) -> f64 {
        self.each.iter().sum::<f64>() / self.each.len().max(1) as f64
    }

    /// The standard error of the mean.
    pub fn error(&self) -> f64 {
        let n = self.each.len() as f64;
        let mean = self.mean();
        (self.each.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / (n - 1.0).max(1.0) / n.max(1.0)).sqrt()
    }
}

/// Scores a plan from every start; start `i` has its own noise and batches, the same for every plan.
pub fn scores(plan: &Plan, starts: &[Point], metric: Metric, tolerance: f64) -> Scores {
    let mut all = Scores::default();
    for (i, start) in starts.iter().enumerate() {
        let plan = Plan { start: *start, seed: plan.seed.wrapping_add(i as u64), ..plan.clone() };
        let mut meter = Meter::new(&plan, metric, tolerance);
        observe(&plan, &mut meter);
        let (score, status) = meter.finished();
        all.each.push(score);
        all.reached += usize::from(status == Status::Converged);
        all.diverged += usize::from(status == Status::Diverged);
    }
    all
}

/// The length of a plan's path, in units of the plane; infinite if it diverges.
pub fn way(plan: &Plan) -> f64 {
    struct Way {
        last: Point,
        length: f64,
    }
    impl Observe for Way {
        fn steps(&mut self, stretch: Stretch) {
            for Record { at, .. } in stretch.records {
                self.length += (at[0] - self.last[0]).hypot(at[1] - self.last[1]);
                self.last = *at;
            }
        }
        fn left(&mut self, _: usize, _: &Record) {
            self.length = f64::INFINITY;
        }
    }
    let mut way = Way { last: plan.start, length: 0.0 };
    observe(plan, &mut way);
    way.length
}

/// Excess losses below this share of max(1, the first) do not improve the score.
const FLOOR: f64 = 1e-16;
/// Number of losses multiplied together before taking a logarithm; their product stays within the range of an f64.
const TOGETHER: u32 = 8;

struct Meter {
    metric: Metric,
    criterion: Criterion,
    steps: usize,
    first: f64,
    floor: f64,
    /// Sum of log10 of the losses so far, and the product of those not yet included.
    sum: f64,
    product: f64,
    pending: u32,
    last: f64,
    outside: Outside,
    seen: usize,
}

impl Meter {
    fn new(plan: &Plan, metric: Metric, tolerance: f64) -> Self {
        Self {
            metric,
            criterion: Criterion::new(&plan.surface, tolerance),
            steps: plan.steps,
            first: 0.0,
            floor: 0.0,
            sum: 0.0,
            product: 1.0,
            pending: 0,
            last: f64::NAN,
            outside: Outside::default(),
            seen: 0,
        }
    }

    fn settle(&mut self) {
        self.sum += libm::log10(self.product);
        (self.product, self.pending) = (1.0, 0);
    }

    /// The score, and the outcome of the run.
    fn finished(&mut self) -> (f64, Status) {
        self.settle();
        // A run that diverged counts as if it had stayed at its ceiling.
        let worst = libm::log10(ceiling(self.first));
        let left = (self.steps + 1 - self.seen.min(self.steps + 1)) as f64;
        let (status, step) = self.outside.verdict(self.steps);
        let score = match (self.metric, status) {
            (Metric::Area, _) => (self.sum + left * worst) / (self.steps + 1) as f64,
            (Metric::Loss, Status::Diverged) => worst,
            (Metric::Loss, _) => libm::log10(self.last),
            (Metric::Steps, Status::Converged) => step as f64,
            (Metric::Steps, _) => 2.0 * self.steps as f64,
        };
        (score, status)
    }
}

impl Observe for Meter {
    fn steps(&mut self, stretch: Stretch) {
        for (t, record, gradient) in stretch.steps() {
            // Below the least known loss, or if none is known, use the absolute difference.
            let above = (record.loss - self.criterion.base).abs();
            if t == 0 {
                self.first = above;
                self.floor = FLOOR * above.max(1.0);
            }
            let above = above.max(self.floor);
            self.outside.note(&self.criterion, t, record.loss, gradient);
            if self.metric == Metric::Area {
                self.product *= above;
                self.pending += 1;
                if self.pending == TOGETHER {
                    self.settle();
                }
            }
            self.last = above;
            self.seen = t + 1;
        }
    }

    fn left(&mut self, step: usize, record: &Record) {
        if step == 0 {
            self.first = (record.loss - self.criterion.base).abs();
        }
        self.outside.left = Some(step);
    }
}

/// Comparison of two sets of scores on the same starts, the better first: the mean difference, its 95 % bootstrap interval
/// over starts (Efron 1979), and the number of starts on which the first is better.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lead {
    /// Mean difference, positive if the first is better.
    pub mean: f64,
    /// The 95 % interval of the mean difference.
    pub interval: [f64; 2],
    /// Number of starts on which the first is better.
    pub better: usize,
}

impl Lead {
    /// True if the interval excludes zero in favor of the first.
    pub fn is_clear(&self) -> bool {
        self.interval[0] > 0.0
    }

    /// Compares two sets of scores.
    pub fn of(first: &Scores, second: &Scores, seed: u64) -> Self {
        use rand::{RngExt, SeedableRng, rngs::ChaCha8Rng};
        const DRAWS: usize = 2000;
        let differences: Vec<f64> = first.each.iter().zip(&second.each).map(|(a, b)| b - a).collect();
        let n = differences.len().max(1);
        let mean = differences.iter().sum::<f64>() / n as f64;
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        rng.set_stream(STREAM - 1);
        let mut means: Vec<f64> = (0..DRAWS)
            .map(|_| {
                let drawn = (0..n).map(|_| differences.get(rng.random_range(0..n)).copied().unwrap_or(0.0));
                drawn.sum::<f64>() / n as f64
            })
            .collect();
        means.sort_by(f64::total_cmp);
        let at = |share: f64| means.get((share * DRAWS as f64) as usize).copied().unwrap_or(mean);
        Self { mean, interval: [at(0.025), at(0.975)], better: differences.iter().filter(|d| **d > 0.0).count() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::{Outcome, outcome, simulate};
    use crate::scenario::Scenario;

    /// The meter agrees with the whole path, by every metric.
    #[test]
    fn scores_are_those_of_the_path() {
        let scenario = Scenario { noise: 0.0, ..Scenario::default() };
        for resolved in scenario.resolved() {
            let plan = resolved.plan;
            let path = simulate(&plan);
            let of = |metric| scores(&plan, &[plan.start], metric, 1e-6).each[0];
            let logs = path.records().iter().map(|r| r.loss.max(FLOOR * path.records()[0].loss).log10());
            let area = logs.clone().sum::<f64>() / 301.0;
            // Products of eight and sums of logarithms round differently.
            assert!((of(Metric::Area) - area).abs() < 1e-12, "{} {area}", of(Metric::Area));
            assert!((of(Metric::Loss) - logs.clone().next_back().unwrap_or(0.0)).abs() < 1e-12);
            let steps = match outcome(&plan, &path, 1e-6) {
                Outcome::Converged { step, .. } => step as f64,
                _ => 600.0,
            };
            assert_eq!(of(Metric::Steps), steps);
        }
    }

    #[test]
    fn starts_are_spread_evenly_and_by_seed() {
        let domain = Domain { w: [-1.0, 1.0], b: [0.0, 4.0] };
        let points = Starts::Spread(64).points(domain, [0.5, 0.5], 3, 0);
        assert_eq!((points.len(), points[0]), (64, [0.5, 0.5]));
        assert!(points.iter().all(|p| domain.contains(*p)));
        // Every quarter of the domain has about a quarter of them.
        for (left, low) in [(true, true), (true, false), (false, true), (false, false)] {
            let count = points.iter().filter(|p| (p[0] < 0.0) == left && (p[1] < 2.0) == low).count();
            assert!((12..=20).contains(&count), "{count}");
        }
        assert_ne!(points, Starts::Spread(64).points(domain, [0.5, 0.5], 4, 0));
        assert_ne!(points[1..], Starts::Spread(64).points(domain, [0.5, 0.5], 3, 1)[1..]);
        let lattice = Starts::Lattice(3, 2).points(domain, [0.5, 0.5], 3, 0);
        assert_eq!(lattice.len(), 6);
        assert!((lattice[1][0] - lattice[0][0] - 0.6).abs() < 1e-12 && lattice[1][1] == lattice[0][1]);
    }

    #[test]
    fn a_lead_is_clear_where_the_starts_agree() {
        let scores = |shift: f64, wobble: f64| Scores {
            each: (0..25).map(|i| shift + wobble * f64::from(i * 7 % 25 - 12)).collect(),
            ..Scores::default()
        };
        let clear = Lead::of(&scores(0.0, 0.1), &scores(1.0, 0.1), 0);
        assert!(clear.is_clear() && clear.better == 25 && (clear.mean - 1.0).abs() < 1e-12);
        let unclear = Lead::of(&scores(0.0, 0.0), &scores(0.1, 1.0), 0);
        assert!(!unclear.is_clear() && unclear.interval[0] < 0.0 && unclear.interval[1] > 0.0);
    }
}
