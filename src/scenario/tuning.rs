//! Search for each run's best values, on an equal budget; see [`crate::run::tune`] for the scoring.

use super::{Run, Scenario, spec::SpecError};
use crate::math::number::tidy;
use crate::math::parameter::{Parameter, Scale};
use crate::math::surface::Point;
use crate::run::metrics::distance_left;
use crate::run::tune::{Lead, Metric, Scores, Starts, scores, shift, spread, way};

/// Settings of a tuning.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Budget {
    /// Trials per optimizer.
    pub trials: usize,
    /// The starts of every trial.
    pub starts: Starts,
    /// The metric to be scored.
    pub metric: Metric,
}

/// A hyperparameter included in the search.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Searched {
    hyper: usize,
    /// Its parameter.
    pub parameter: Parameter,
    /// The smallest and the largest value tried.
    pub range: [f64; 2],
}

impl Searched {
    /// The value at a fraction of its range, on its own scale; three significant digits.
    fn at(&self, share: f64) -> f64 {
        let [low, high] = self.range;
        let between = |a: f64, b: f64| libm::exp(libm::log(a) + (libm::log(b) - libm::log(a)) * share);
        let value = match self.parameter.scale {
            Scale::OneMinusLog => tidy(1.0 - tidy(between(1.0 - low, 1.0 - high), 2), 6),
            _ => tidy(between(low, high), 3),
        };
        self.parameter.clamp(value)
    }
}

/// Decades of α searched below and above the suggestion. An α that is stable only because the run is turned back in time does
/// not belong in a comparison: ten times the suggestion is bold enough.
const DECADES: [f64; 2] = [3.0, 1.0];

/// The longest path allowed, in multiples of the start's distance from the minimum. A run that rushes about the minimum may be
/// near it by chance when it is scored; it has not learned to come to rest.
const DETOUR: f64 = 5.0;

/// The result of a trial.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Trial {
    /// Mean score; lower is better.
    pub score: f64,
    /// 0, or the excess of its path from the scenario's own start over five times that start's distance from the minimum:
    /// such a trial is chosen only if all others stray further.
    pub strays: f64,
}

impl Trial {
    const NONE: Self = Self { score: f64::INFINITY, strays: f64::INFINITY };

    fn order(&self, other: &Self) -> std::cmp::Ordering {
        self.strays.total_cmp(&other.strays).then(self.score.total_cmp(&other.score))
    }
}

/// One run's search.
#[derive(Clone, Debug)]
pub struct Search {
    run: Run,
    /// The searched hyperparameters; values that were set stay fixed.
    pub searched: Vec<Searched>,
    shift: Vec<f64>,
    /// The trials so far.
    tried: Vec<Trial>,
}

/// A tuning in progress: settings, and results so far.
#[derive(Clone, Debug)]
pub struct Tuning {
    scenario: Scenario,
    budget: Budget,
    starts: Vec<Point>,
    fresh: Vec<Point>,
    searches: Vec<Search>,
}

/// The result for one optimizer.
#[derive(Clone, Debug)]
pub struct Found {
    /// Its index among the scenario's runs.
    pub place: usize,
    /// The run with the best values found.
    pub run: Run,
    /// Its mean score during tuning.
    pub tuned: f64,
    /// Its scores on starts that it was not tuned on.
    pub scores: Scores,
    /// Its lead over the next one.
    pub lead: Option<Lead>,
}

impl Tuning {
    /// Sets up a tuning of a scenario's runs.
    ///
    /// # Errors
    /// If the budget is empty, or more than a machine does in a day.
    pub fn new(scenario: &Scenario, budget: Budget) -> Result<Self, SpecError> {
        let count = match budget.starts {
            Starts::Spread(count) => count,
            Starts::Lattice(across, down) => across.saturating_mul(down),
        };
        let wrong = |line: String| Err(SpecError::Other(line));
        if budget.trials == 0 || count == 0 {
            return wrong("a tuning of no trials, or of no starts, finds nothing; give 1 or more of each".to_owned());
        }
        let steps = (budget.trials as f64) * count as f64 * (scenario.steps * scenario.runs.len()) as f64;
        if steps > 1e12 || count > 1_000_000 {
            return wrong(format!(
                "{} trials x {count} starts x {} steps x {} runs are too many; at most 1e12 steps in all",
                budget.trials,
                scenario.steps,
                scenario.runs.len()
            ));
        }
        let (domain, own, seed) = (scenario.surface().domain(), scenario.start(), scenario.seed);
        let points = |set| budget.starts.points(domain, own, seed, set);
        let search = |run: &Run| {
            let searched = searched(scenario, run);
            // The same points of the unit cube for all, as far as their dimensions match.
            Search { run: run.clone(), shift: shift(seed, searched.len()), searched, tried: Vec::new() }
        };
        let searches = scenario.runs.iter().map(search).collect();
        Ok(Self { scenario: scenario.clone(), budget, starts: points(0), fresh: points(1), searches })
    }

    /// The settings.
    pub fn budget(&self) -> Budget {
        self.budget
    }

    /// Each run's search.
    pub fn searches(&self) -> &[Search] {
        &self.searches
    }

    /// All jobs, as (run, trial).
    pub fn jobs(&self) -> impl Iterator<Item = (usize, usize)> + '_ {
        let trials = move |run: usize| {
            // If nothing is searched, one trial is enough.
            let trials =
                if self.searches.get(run).is_some_and(|s| s.searched.is_empty()) { 1 } else { self.budget.trials };
            (0..trials).map(move |trial| (run, trial))
        };
        // The runs take turns, so that a search stopped early is still fair.
        let mut all: Vec<(usize, usize)> = (0..self.searches.len()).flat_map(trials).collect();
        all.sort_by_key(|(run, trial)| (*trial, *run));
        all.into_iter()
    }

    /// The run of a trial: the first as it stands, with its suggested α, the others with quasi-random values.
    pub fn candidate(&self, run: usize, trial: usize) -> Option<Run> {
        let search = self.searches.get(run)?;
        let mut candidate = search.run.clone();
        let suggested = self.scenario.resolve(&search.run).values;
        for (d, searched) in search.searched.iter().enumerate() {
            let value = match trial.checked_sub(1) {
                None => suggested.hypers.get(searched.hyper).copied(),
                Some(i) => Some(searched.at(spread(i, d, search.searched.len(), &search.shift))),
            };
            if let Some(slot) = candidate.hypers.get_mut(searched.hyper) {
                *slot = value;
            }
        }
        Some(candidate)
    }

    /// Scores a trial.
    pub fn score(&self, run: usize, trial: usize) -> Trial {
        let Some(run) = self.candidate(run, trial) else { return Trial::NONE };
        let plan = self.scenario.resolve(&run).plan;
        let score = scores(&plan, &self.starts, self.budget.metric, self.scenario.tolerance).mean();
        let allowed = distance_left(&plan.surface, plan.start).map_or(f64::INFINITY, |far| DETOUR * far);
        // From the minimum itself any path is a detour.
        let strays = if allowed > 0.0 { (way(&plan) - allowed).max(0.0) } else { 0.0 };
        Trial { score, strays }
    }

    fn scores(&self, run: &Run, starts: &[Point]) -> Scores {
        let plan = self.scenario.resolve(run).plan;
        scores(&plan, starts, self.budget.metric, self.scenario.tolerance)
    }

    /// Records the next trial of a run.
    pub fn take(&mut self, run: usize, trial: Trial) {
        if let Some(search) = self.searches.get_mut(run) {
            search.tried.push(trial);
        }
    }

    /// The best of each run, compared on fresh starts, best first.
    pub fn report(&self) -> Vec<Found> {
        let mut found: Vec<Found> = (0..self.searches.len()).filter_map(|place| self.best(place)).collect();
        found.sort_by(|a, b| a.scores.mean().total_cmp(&b.scores.mean()));
        for i in 1..found.len() {
            if let Some([first, second]) = found.get_mut(i - 1..=i) {
                first.lead = Some(Lead::of(&first.scores, &second.scores, self.scenario.seed));
            }
        }
        found
    }

    fn best(&self, place: usize) -> Option<Found> {
        let search = self.searches.get(place)?;
        let (trial, best) = search.tried.iter().enumerate().min_by(|a, b| a.1.order(b.1))?;
        let tuned = best.score;
        let run = self.candidate(place, trial)?;
        let scores = self.scores(&run, &self.fresh);
        Some(Found { place, run, tuned, scores, lead: None })
    }

    /// The scenario with the values found, in its own order.
    pub fn tuned(&self, found: &[Found]) -> Scenario {
        let mut scenario = self.scenario.clone();
        for one in found {
            if let Some(slot) = scenario.runs.get_mut(one.place) {
                *slot = one.run.clone();
            }
        }
        scenario
    }
}

/// The searched hyperparameters of a run: α from a thousandth to ten times its suggestion, and the active decay rates, by the
/// logarithm of 1 - β; never a value that was set.
fn searched(scenario: &Scenario, run: &Run) -> Vec<Searched> {
    let description = run.description();
    let suggested = scenario.resolve(run).values.hypers.first().copied().unwrap_or(0.1);
    let mut found = Vec::new();
    for (hyper, parameter) in description.hypers.iter().enumerate() {
        if run.hypers.get(hyper).is_some_and(Option::is_some) || run.changes.iter().any(|c| c.hyper == hyper) {
            continue;
        }
        let range = match (hyper, parameter.scale) {
            (0, _) => [suggested * libm::pow(10.0, -DECADES[0]), suggested * libm::pow(10.0, DECADES[1])],
            (_, Scale::OneMinusLog) if parameter.default >= 0.99 => [0.9, 0.9999],
            (_, Scale::OneMinusLog) if parameter.default > 0.0 => [0.0, 0.999],
            _ => continue,
        };
        found.push(Searched { hyper, parameter: *parameter, range });
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::simulate;

    fn tuned(trials: usize, metric: Metric) -> (Tuning, Vec<Found>) {
        let scenario = Scenario { steps: 100, ..Scenario::default() };
        let budget = Budget { trials, starts: Starts::Spread(5), metric };
        let mut tuning = Tuning::new(&scenario, budget).unwrap_or_else(|e| unreachable!("{e}"));
        for (run, trial) in tuning.jobs().collect::<Vec<_>>() {
            let score = tuning.score(run, trial);
            tuning.take(run, score);
        }
        let found = tuning.report();
        (tuning, found)
    }

    #[test]
    fn every_run_gets_the_same_budget_and_is_no_worse_than_its_suggestion() {
        let (tuning, found) = tuned(40, Metric::Area);
        assert_eq!(tuning.jobs().count(), 160);
        for (place, search) in tuning.searches().iter().enumerate() {
            assert_eq!(search.tried.len(), 40);
            let best = found.iter().find(|f| f.place == place).map_or(f64::NAN, |f| f.tuned);
            // A suggestion whose path is too long is not a candidate.
            assert!(best <= search.tried[0].score || search.tried[0].strays > 0.0, "{place}");
        }
        let ranks: Vec<f64> = found.iter().map(|f| f.scores.mean()).collect();
        assert!(ranks.windows(2).all(|w| w[0] <= w[1]));
        assert!(found[..3].iter().all(|f| f.lead.is_some()) && found[3].lead.is_none());
    }

    /// On a quadratic the optimum is known: gradient descent's rate is at best (κ-1)/(κ+1) = .905 per step, and a search comes
    /// near its α = 2/(1+κ).
    #[test]
    fn gradient_descent_finds_the_step_that_theory_has() {
        let scenario = Scenario { steps: 200, runs: vec![Scenario::default().runs[0].clone()], ..Scenario::default() };
        let budget = Budget { trials: 300, starts: Starts::Lattice(3, 3), metric: Metric::Loss };
        let mut tuning = Tuning::new(&scenario, budget).unwrap_or_else(|e| unreachable!("{e}"));
        for (run, trial) in tuning.jobs().collect::<Vec<_>>() {
            let score = tuning.score(run, trial);
            tuning.take(run, score);
        }
        let alpha = tuning.report()[0].run.hypers[0].unwrap_or(f64::NAN);
        // The bound on path length is what keeps it below 2/51. Up to there a larger α is better: the error along w, (1-α)^200,
        // outweighs that along b. With q = 50α-1 the path from (4.2, 1.2) is V = 1.2(1+q)/(1-q) long along b and 4.2 along w, so
        // between V and V + 4.2 in all, of which 5√(4.2²+1.2²) = 21.84 are allowed: q is at most .896, and .873 is certainly allowed.
        let allowed = DETOUR * 4.2_f64.hypot(1.2);
        // V = v solved for α: q = (v-1.2)/(v+1.2).
        let alpha_of = |v: f64| (1.0 + (v - 1.2) / (v + 1.2)) / 50.0;
        let (most, surely) = (alpha_of(allowed), alpha_of(allowed - 4.2));
        assert!((most * 25.5 - 0.967).abs() < 1e-3 && (surely * 25.5 - 0.955).abs() < 1e-3, "{most} {surely}");
        // Of 300 points the widest gap is φ⁻¹¹ of the four decades (multiples of the golden ratio, Fibonacci's 233 to 377): 4.7 %.
        let gap = 10_f64.powf(4.0 * 0.5_f64.mul_add(5_f64.sqrt(), -0.5).powi(11));
        assert!(alpha <= most && alpha >= surely / gap, "{} <= {alpha} <= {most}", surely / gap);
    }

    /// Search results make reasonable races: α is at most ten times the suggestion, and paths are at most five times
    /// as long as the start's distance from the minimum.
    #[test]
    fn what_is_found_stays_within_reason() {
        for name in ["bowl", "rosenbrock", "himmelblau"] {
            let problem = crate::scenario::Problem::from_spec(name).unwrap();
            let scenario = Scenario { steps: 200, ..Scenario::on(problem) };
            let budget = Budget { trials: 60, starts: Starts::Spread(3), metric: Metric::Area };
            let mut tuning = Tuning::new(&scenario, budget).unwrap();
            for (run, trial) in tuning.jobs().collect::<Vec<_>>() {
                let score = tuning.score(run, trial);
                tuning.take(run, score);
            }
            let far = distance_left(scenario.surface(), scenario.start()).unwrap();
            let suggested = scenario.resolved();
            for (found, before) in tuning.tuned(&tuning.report()).resolved().iter().zip(&suggested) {
                let (alpha, first) = (found.values.hypers[0], before.values.hypers[0]);
                assert!(alpha <= 10.01 * first, "{name}: {alpha} {first}");
                assert!(way(&found.plan) <= DETOUR * far, "{name} {}: {}", alpha, way(&found.plan) / far);
            }
        }
    }

    #[test]
    fn the_result_is_a_race_with_those_numbers() {
        let (tuning, found) = tuned(20, Metric::Loss);
        let scenario = tuning.tuned(&found);
        for (resolved, place) in scenario.resolved().iter().zip(0..) {
            let one = found.iter().find(|f| f.place == place).unwrap_or_else(|| unreachable!());
            assert_eq!(resolved.values.hypers[0], one.run.hypers[0].unwrap_or(f64::NAN));
            assert!(simulate(&resolved.plan).records().len() > 1);
        }
    }

    #[test]
    fn what_is_set_stays_and_budgets_are_bounded() {
        let run = Run::from_spec("adam:alpha=0.1,beta1=0.8", 0).unwrap_or_else(|e| unreachable!("{e}"));
        let scenario = Scenario { runs: vec![run], ..Scenario::default() };
        let budget = |trials, starts| Budget { trials, starts, metric: Metric::Area };
        let tuning = Tuning::new(&scenario, budget(3, Starts::Spread(2))).unwrap_or_else(|e| unreachable!("{e}"));
        let names: Vec<&str> = tuning.searches()[0].searched.iter().map(|s| s.parameter.name).collect();
        assert_eq!(names, ["beta2"]);
        assert_eq!(tuning.candidate(0, 2).map(|r| r.hypers[0]), Some(Some(0.1)));
        for wrong in
            [budget(0, Starts::Spread(2)), budget(1, Starts::Lattice(0, 4)), budget(1 << 40, Starts::Spread(9))]
        {
            assert!(Tuning::new(&scenario, wrong).is_err());
        }
    }
}
