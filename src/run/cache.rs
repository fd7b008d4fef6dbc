//! Cache of a scenario's paths: only runs that changed are simulated again, and a long simulation is done in
//! pieces.

use std::sync::Arc;

use crate::math::surface::Point;
use crate::optimizer::Explanation;
use crate::run::{Floor, Outcome, Runner, Trajectory, floor, outcome};
use crate::scenario::{Resolved, Run, Scenario};

/// A run with its path.
#[derive(Debug)]
pub struct Entry {
    run: Run,
    resolved: Resolved,
    runner: Runner,
    tolerance: f64,
    outcome: Option<Outcome>,
    floor: Option<Floor>,
    path: u64,
}

impl Entry {
    /// The run with all values resolved.
    pub fn resolved(&self) -> &Resolved {
        &self.resolved
    }
    /// The path so far.
    pub fn trajectory(&self) -> &Trajectory {
        self.runner.trajectory()
    }
    /// The outcome; `None` while the run is being simulated.
    pub fn outcome(&self) -> Option<&Outcome> {
        self.outcome.as_ref()
    }
    /// The noise floor, if theory has one; `None` while the run is being simulated.
    pub fn floor(&self) -> Option<&Floor> {
        self.floor.as_ref().filter(|_| self.outcome.is_some())
    }
    /// The update from a step to the next, with its numbers; `None` if the path does not reach that far.
    pub fn explain(&self, step: usize) -> Option<Explanation> {
        let (plan, path) = (&self.resolved.plan, self.runner.trajectory());
        let record = path.records().get(step)?;
        let memory = path.memory(plan, step);
        Some(plan.update_at(step).explain(&plan.surface, (step, plan.steps), record.at, record.gradient, &memory))
    }
    /// A number that changes whenever the path does other than by growing.
    pub fn path(&self) -> u64 {
        self.path
    }
}

/// The paths of a scenario.
#[derive(Debug, Default)]
pub struct PathCache {
    entries: Vec<Entry>,
    paths: u64,
    suggested_at: Option<(Arc<crate::math::surface::Surface>, Point)>,
}

impl PathCache {
    /// Switches to a scenario: runs with an unchanged plan keep their paths, the others restart. Returns the number of runs
    /// that restarted. Nothing is simulated yet.
    pub fn update(&mut self, scenario: &Scenario) -> usize {
        let place = (scenario.surface().clone(), scenario.start());
        let same_place = self.suggested_at.as_ref().is_some_and(|(s, p)| Arc::ptr_eq(s, &place.0) && *p == place.1);
        self.suggested_at = Some(place);
        let mut old: Vec<Option<Entry>> = std::mem::take(&mut self.entries).into_iter().map(Some).collect();
        let mut anew = 0;
        for (index, run) in scenario.runs.iter().enumerate() {
            let resolved = self.resolve(scenario, run, old.get(index), same_place);
            // Its own entry first; then any other, for runs that moved up after a removal.
            let found = std::iter::once(index).chain(0..old.len()).find(|i| {
                old.get(*i).and_then(Option::as_ref).is_some_and(|e| e.runner.plan().same_path(&resolved.plan))
            });
            let entry = match found.and_then(|i| old.get_mut(i)).and_then(Option::take) {
                Some(mut entry) => {
                    if entry.runner.plan().steps != resolved.plan.steps {
                        if resolved.plan.steps < entry.runner.trajectory().last_step() {
                            self.paths += 1;
                            entry.path = self.paths;
                        }
                        entry.runner.resize(resolved.plan.steps);
                        entry.outcome = None;
                    }
                    if entry.tolerance != scenario.tolerance {
                        entry.tolerance = scenario.tolerance;
                        entry.outcome = None;
                    }
                    Entry { run: run.clone(), resolved, ..entry }
                }
                None => {
                    anew += 1;
                    self.paths += 1;
                    Entry {
                        run: run.clone(),
                        runner: Runner::new(resolved.plan.clone()),
                        resolved,
                        tolerance: scenario.tolerance,
                        outcome: None,
                        floor: None,
                        path: self.paths,
                    }
                }
            };
            self.entries.push(entry);
        }
        anew
    }

    /// Resolves a run, including the α suggested for it even if it has its own; the search for α is not repeated if nothing it
    /// depends on has changed.
    fn resolve(&self, scenario: &Scenario, run: &Run, old: Option<&Option<Entry>>, same_place: bool) -> Resolved {
        let old = old.and_then(Option::as_ref).filter(|old| same_place && old.run.optimizer == run.optimizer);
        let suggested = run.hypers.first().is_some_and(Option::is_none);
        let mut known = run.clone();
        if let (true, Some(old), Some(slot)) = (suggested, old, known.hypers.first_mut()) {
            // With the known α filled in, no search is needed; it is valid as long as the basis is the same.
            *slot = old.resolved.suggestion;
        }
        let resolved = scenario.resolve(&known);
        match old.filter(|old| old.resolved.basis == resolved.basis) {
            Some(old) => Resolved { suggested, suggestion: old.resolved.suggestion, ..resolved },
            None if suggested => scenario.resolve(run),
            None => Resolved { suggestion: Some(scenario.suggestion(run, &resolved.basis)), ..resolved },
        }
    }

    /// Simulates until everything is done or `enough` returns true (called after every piece of about a millisecond).
    /// Returns true if anything was done.
    pub fn work(&mut self, mut enough: impl FnMut() -> bool) -> bool {
        let mut worked = false;
        // The runs take turns, so that all of them show something early on.
        while self.busy() {
            for entry in &mut self.entries {
                if entry.outcome.is_some() {
                    continue;
                }
                worked = true;
                let plan = entry.runner.plan();
                let terms = plan.surface.cost() + plan.source.batch.unwrap_or(0);
                entry.runner.advance((40_000 / (terms + 3)).max(1));
                if entry.runner.done() {
                    let plan = entry.runner.plan();
                    entry.floor = floor(plan, entry.runner.trajectory());
                    entry.outcome = Some(outcome(plan, entry.runner.trajectory(), entry.tolerance));
                }
                if enough() {
                    return worked;
                }
            }
        }
        worked
    }

    /// True if anything is left to simulate.
    pub fn busy(&self) -> bool {
        self.entries.iter().any(|e| e.outcome.is_none())
    }

    /// The runs, in the scenario's order.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// One run.
    pub fn entry(&self, index: usize) -> Option<&Entry> {
        self.entries.get(index)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::simulate;
    use crate::scenario::{Dial, Knob};

    fn done(scenario: &Scenario) -> PathCache {
        let mut cache = PathCache::default();
        cache.update(scenario);
        cache.work(|| false);
        cache
    }

    #[test]
    fn only_what_changed_is_simulated_again() {
        let mut scenario = Scenario::default();
        let mut cache = PathCache::default();
        assert_eq!(cache.update(&scenario), 4);
        cache.work(|| false);
        assert_eq!(cache.update(&scenario), 0);
        assert!(!cache.busy());
        scenario.nudge(Knob::new(3, Dial::Hyper(1)), 1, false);
        assert_eq!(cache.update(&scenario), 1);
        scenario.nudge(Knob::new(3, Dial::Surface(0)), 1, false);
        assert_eq!(cache.update(&scenario), 4);
        cache.work(|| false);
        scenario.runs.remove(0);
        assert_eq!(cache.update(&scenario), 0);
        scenario.nudge(Knob::new(0, Dial::Tolerance), 1, false);
        assert_eq!(cache.update(&scenario), 0);
        assert!(cache.busy());
    }

    #[test]
    fn what_is_kept_is_what_a_fresh_lab_would_have() {
        let mut scenario = Scenario::default();
        let mut cache = done(&scenario);
        for (run, dial, presses) in [
            (0, Dial::Hyper(0), 2),
            (1, Dial::Hyper(1), -3),
            (1, Dial::Surface(0), 4),
            (2, Dial::Steps, 3),
            (2, Dial::Noise, 2),
            (3, Dial::Switch(0), 1),
            (3, Dial::Convention, 1),
            (1, Dial::Steps, -5),
            (1, Dial::RunConvention, 1),
            (1, Dial::Seed, 1),
        ] {
            scenario.nudge(Knob::new(run, dial), presses, false);
            cache.update(&scenario);
            cache.work(|| false);
            for (entry, resolved) in cache.entries().iter().zip(scenario.resolved()) {
                assert_eq!(entry.resolved().values, resolved.values, "{dial:?}");
                assert_eq!(entry.trajectory().records(), simulate(&resolved.plan).records(), "{dial:?}");
            }
        }
    }
}
