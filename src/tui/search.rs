//! Hyperparameter search over the runs, in slices between key presses.

use crate::math::number::short;
use crate::run::tune::{Metric, Starts};
use crate::scenario::Scenario;
use crate::scenario::tuning::{Budget, Tuning};

/// Small enough to finish in a moment on a formula; `ravine tune` takes any budget.
const BUDGET: Budget = Budget { trials: 100, starts: Starts::Spread(9), metric: Metric::Area };

/// A search in progress.
#[derive(Clone, Debug)]
pub struct Search {
    scenario: Scenario,
    tuning: Tuning,
    jobs: Vec<(usize, usize)>,
    done: usize,
}

impl Search {
    /// Creates a search over α and the decay rates of every run, whatever their current values.
    ///
    /// # Errors
    /// A message if the search would be too large.
    pub fn new(scenario: &Scenario) -> Result<Self, String> {
        let mut free = scenario.clone();
        for run in &mut free.runs {
            let own = run.description().hypers.len();
            for (hyper, slot) in run.description().hypers.iter().zip(run.hypers.iter_mut().take(own)) {
                // Free the hyperparameters the search tunes; ε and the like keep their values.
                if hyper.name == "alpha" || matches!(hyper.scale, crate::math::parameter::Scale::OneMinusLog) {
                    *slot = None;
                }
            }
            run.changes.clear();
        }
        let tuning = Tuning::new(&free, BUDGET).map_err(|e| e.to_string())?;
        let jobs = tuning.jobs().collect();
        Ok(Self { scenario: scenario.clone(), tuning, jobs, done: 0 })
    }

    /// Returns true if the search is for this scenario.
    pub fn is_for(&self, scenario: &Scenario) -> bool {
        self.scenario == *scenario
    }

    /// Runs trials until `enough` returns true; returns true if all are done.
    pub fn work(&mut self, mut enough: impl FnMut() -> bool) -> bool {
        while let Some((run, trial)) = self.jobs.get(self.done).copied() {
            let score = self.tuning.score(run, trial);
            self.tuning.take(run, score);
            self.done += 1;
            if enough() {
                break;
            }
        }
        self.done >= self.jobs.len()
    }

    /// Progress message.
    pub fn message(&self) -> String {
        let percent = 100 * self.done / self.jobs.len().max(1);
        format!(
            "finding the best values: {percent}%, {} trials for each run, 9 starts each; Esc gives up",
            BUDGET.trials
        )
    }

    /// The scenario with the values found, and the ranking in one line.
    pub fn found(&self) -> (Scenario, String) {
        let found = self.tuning.report();
        let names = self.scenario.names();
        let name = |place: usize| names.get(place).map_or("", String::as_str);
        let clear = found.first().and_then(|f| f.lead).is_some_and(|lead| lead.is_clear());
        let ranks: Vec<String> =
            found.iter().map(|f| format!("{} {}", name(f.place), short(f.scores.mean()))).collect();
        let doubt = if clear { "" } else { "; the lead is not significant" };
        let said = format!("log10 loss on fresh starts (lower is better): {}{doubt}; u undoes", ranks.join(", "));
        (self.tuning.tuned(&found), said)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn in_pieces_or_at_once_it_finds_the_same() {
        let scenario = Scenario { steps: 40, ..Scenario::default() };
        let run = |pieces: bool| {
            let mut search = Search::new(&scenario).unwrap_or_else(|e| unreachable!("{e}"));
            let mut calls = 0;
            while !search.work(|| pieces) {
                calls += 1;
            }
            assert_eq!(calls > 300, pieces);
            search.found()
        };
        let (whole, said) = run(false);
        assert_eq!(run(true).0, whole);
        assert_ne!(whole, scenario);
        assert!(["sgd", "momentum", "rmsprop", "adam"].iter().all(|name| said.contains(name)), "{said}");
    }
}
