//! A plane of runs that differ in their start: the cells of basins of attraction.

use super::{Resolved, Scenario};
use crate::math::surface::Point;
use crate::run::tiles::{self, Cell, Lane, Question};

/// A run of a scenario with its start left free. An α that is not set is the one suggested for the scenario's own start.
#[derive(Clone, Debug)]
pub struct Starts {
    base: Resolved,
    plain: bool,
}

impl Starts {
    /// Takes a run of a scenario; `None` if there is no such run.
    pub fn new(scenario: &Scenario, run: usize) -> Option<Self> {
        let mut base = scenario.resolve(scenario.runs.get(run)?);
        // Planes are equal regardless of the scenario's own start.
        base.plan.start = [0.0; 2];
        let own = base.values.hypers.len().min(scenario.runs.get(run)?.description().hypers.len());
        let plain = tiles::is_plain(&base.plan);
        base.values.hypers.truncate(own);
        Some(Self { base, plain })
    }

    /// Computes the cells of runs from the given starts.
    pub fn cells(&self, starts: impl Iterator<Item = Point>, question: Question, out: &mut [Cell]) {
        let Resolved { plan, values, .. } = &self.base;
        if self.plain {
            let lanes: Vec<Lane> = starts.map(|start| Lane::of(start, &values.hypers)).collect();
            tiles::cells(plan, &values.switches, &lanes, question, out);
            return;
        }
        let mut plan = plan.clone();
        for (start, cell) in starts.zip(out) {
            plan.start = start;
            *cell = tiles::cell(&plan, question);
        }
    }

    /// True if both give the same cells for the same starts.
    pub fn same_plane(&self, other: &Self) -> bool {
        self.base.plan.same_path(&other.base.plan) && self.base.plan.steps == other.base.plan.steps
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::{Outcome, outcome, simulate};
    use crate::scenario::{Problem, Run};

    #[test]
    fn a_start_s_cell_is_the_run_from_there() {
        let problem = |name: &str| Problem::from_spec(name).unwrap();
        let mut scenario = Scenario::on(problem("himmelblau"));
        let specs = ["adam:alpha=0.3", "sgd:alpha=0.01,noise=1", "rmsprop:weight_decay=0.01"];
        scenario.runs = specs.into_iter().map(|spec| Run::from_spec(spec, 0).unwrap()).collect();
        let question = Question { tolerance: scenario.tolerance, rate: false };
        let starts: Vec<Point> =
            (0..70).map(|i| [-5.0 + f64::from(i) / 7.0, f64::from(i * 37 % 70) / 7.0 - 5.0]).collect();
        for run in 0..scenario.runs.len() {
            let plane = Starts::new(&scenario, run).unwrap();
            let mut cells = vec![Cell::default(); starts.len()];
            plane.cells(starts.iter().copied(), question, &mut cells);
            // A suggested α depends on the start: here it is that of the scenario's own.
            let plan = scenario.resolve(&scenario.runs[run]).plan;
            for (start, cell) in starts.iter().zip(&cells) {
                let plan = crate::run::Plan { start: *start, ..plan.clone() };
                let path = simulate(&plan);
                let last = path.records().last().unwrap();
                assert_eq!((cell.at, cell.loss), (last.at, last.loss), "run {run} from {start:?}");
                match outcome(&plan, &path, scenario.tolerance) {
                    Outcome::Converged { step, .. } | Outcome::Diverged { step, .. } => assert_eq!(cell.step, step),
                    Outcome::Running(_) => assert_eq!(cell.step, scenario.steps),
                }
            }
        }
    }
}
