//! Simulations that record their path.

use super::walk::Walk;
use super::{CHECKPOINT, Plan, Trajectory};

/// A resumable simulation, so that a long one need not block the caller.
#[derive(Debug)]
pub struct Runner {
    plan: Plan,
    trajectory: Trajectory,
    walk: Walk,
}

impl Runner {
    /// A simulation of `plan`, not yet started.
    pub fn new(plan: Plan) -> Self {
        let walk = Walk::new(&plan);
        Self { plan, trajectory: Trajectory::default(), walk }
    }

    /// Returns true if nothing is left to simulate.
    pub fn done(&self) -> bool {
        self.walk.done(&self.plan)
    }

    /// Simulates at most `count` more steps.
    pub fn advance(&mut self, count: usize) {
        let Self { plan, trajectory, walk } = self;
        let until = walk.next().saturating_add(count).min(plan.steps + 1);
        trajectory.records.reserve(until.saturating_sub(walk.next()));
        while walk.next() < until && !walk.done(plan) {
            if walk.next().is_multiple_of(CHECKPOINT) {
                trajectory.checkpoints.push(walk.memory());
            }
            let checkpoint = (walk.next() / CHECKPOINT + 1) * CHECKPOINT;
            walk.advance(plan, checkpoint.min(until), &mut trajectory.records);
        }
        trajectory.escape = walk.escape();
    }

    /// Extends or shortens the path when only the number of steps has changed.
    pub fn resize(&mut self, steps: usize) {
        if steps < self.trajectory.last_step() {
            // Extending it again would need the state at the cut: restart instead.
            *self = Self::new(Plan { steps, ..self.plan.clone() });
        } else {
            self.plan.steps = steps;
        }
    }

    /// The plan being simulated.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// Consumes the runner and returns its path.
    pub fn into_trajectory(self) -> Trajectory {
        self.trajectory
    }

    /// The path so far.
    pub fn trajectory(&self) -> &Trajectory {
        &self.trajectory
    }
}

/// Simulates the whole path of a plan.
pub fn simulate(plan: &Plan) -> Trajectory {
    let mut runner = Runner::new(plan.clone());
    runner.advance(plan.steps + 1);
    runner.trajectory
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::walk::{FLUSH, remember};
    use super::super::{Escape, Observe, Record, Stretch, observe};
    use super::*;
    use crate::math::gradient::Source;
    use crate::math::surface::Surface;
    use crate::optimizer::{Convention, OPTIMIZERS, Update};

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
        // Up to the change it equals the path without one.
        assert_eq!(simulate(&plan(1, 0.1)).records()[..51], path.records()[..51]);
    }

    /// Records everything that an observer is shown.
    #[derive(Default)]
    struct Seen {
        records: Vec<Record>,
        exact: Vec<[f64; 2]>,
    }

    impl Observe for Seen {
        fn steps(&mut self, stretch: Stretch) {
            for (t, record, exact) in stretch.steps() {
                assert_eq!(t, self.records.len());
                self.records.push(*record);
                self.exact.push(exact);
            }
        }
    }

    #[test]
    fn in_pieces_or_whole_or_observed_the_path_is_the_same() {
        for optimizer in 0..OPTIMIZERS.len() {
            for noise in [0.0, 0.5] {
                let plan = Plan { source: Source { batch: None, noise }, ..plan(optimizer, 0.05) };
                let whole = simulate(&plan);
                let mut runner = Runner::new(plan.clone());
                while !runner.done() {
                    runner.advance(37);
                }
                assert_eq!(runner.trajectory().records(), whole.records());
                let mut seen = Seen::default();
                observe(&plan, &mut seen);
                assert_eq!(seen.records, whole.records());
                for (record, exact) in seen.records.iter().zip(&seen.exact) {
                    assert_eq!(*exact, plan.surface.gradient(record.at).1);
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
            // One flush interval per axis: αλ = 1 along b drops sixteen digits per step.
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
