//! The notes' three drawings of gradient descent, on data: full batch, mini-batches, single rows; plus momentum on
//! mini-batches. All share the same α, so that only the batch size differs.

use super::{Problem, Run, Scenario};
use crate::math::data::{Choice, Model, Table};
use crate::math::number::{plain, tidy};
use crate::math::surface::{Domain, Point};
use crate::optimizer::named;

/// The table to open if there is no data.
const DATA: &str = "iris";
/// Fewest and most steps of the comparison; data that would need more is standardized first.
const STEPS: (usize, usize) = (100, 8000);
/// Natural log of the factor by which plain descent shrinks the distance along the flattest direction.
const FOLDS: f64 = 4.0;

/// Settings of a descent that suits every batch size on given data.
struct Descent {
    alpha: f64,
    steps: usize,
    start: Point,
    view: Domain,
}

impl Descent {
    /// Derives the settings; `None` if the loss has no minimum, or it would take too many steps.
    ///
    /// α is the inverse of the steepest single row's curvature, x²+1 (a quarter of that for a logistic loss), so that no row can make
    /// a run diverge. The start is twice the scatter of a single-row gradient from the minimum along the flat direction, and four
    /// times along the steep one, so that both scatter and progress are visible: for residuals of variance σ² the gradients of
    /// single rows have the covariance σ²H, and along an eigenvector a distance of σ/√λ raises the loss by ½σ².
    fn of(problem: &Problem) -> Option<Self> {
        let (sample, surface) = (problem.sample()?, problem.surface());
        let best = surface.minima().first().map(|m| [m.w, m.b])?;
        let hessian = surface.hessian(best);
        let [low, high] = surface.eigenvalues(best)?;
        let steepest = sample.x.iter().map(|x| x * x + 1.0).fold(0.0, f64::max);
        let (steepest, spread) = match sample.model {
            Model::Linear => (steepest, (2.0 * surface.least()?).sqrt()),
            // The Fisher information is the Hessian: σ is 1.
            Model::Logistic => (0.25 * steepest, 1.0),
        };
        let alpha = tidy(1.0 / steepest, 2);
        let steps = (FOLDS / (alpha * low)).ceil();
        if !(low > 0.0 && steps <= STEPS.1 as f64) {
            return None;
        }
        // The eigenvector of the steep direction is (h01, λ - h00), up to scale.
        let (across, along) = (hessian[(0, 1)], high - hessian[(0, 0)]);
        let length = across.hypot(along);
        let steep = if length > 1e-12 * high { [across / length, along / length] } else { [1.0, 0.0] };
        // b decreases along the path, so that the paths come in from above.
        let sign = if steep[1] < 0.0 { -1.0 } else { 1.0 };
        let steep = steep.map(|x| sign * x);
        let flat = if steep[0] > 0.0 { [-steep[1], steep[0]] } else { [steep[1], -steep[0]] };
        // Data on a line has no scatter: fall back to the surface's own start.
        let own = surface.start();
        let (far, high_up) = if surface.least()? > surface.rounding() {
            (2.0 * spread / low.sqrt(), 4.0 * spread / high.sqrt())
        } else {
            let reach = [own[0] - best[0], own[1] - best[1]];
            let on = |v: Point| (reach[0] * v[0] + reach[1] * v[1]).abs();
            (on(flat), on(steep))
        };
        let at = |f: f64, s: f64| [best[0] + f * flat[0] + s * steep[0], best[1] + f * flat[1] + s * steep[1]];
        let start = at(far, high_up).map(|x| tidy(x, 4));
        let view = around(&[start, best, at(far, -0.5 * high_up), at(-0.3 * far, 0.0), at(0.0, -0.5 * high_up)]);
        Some(Self { alpha, steps: (steps as usize).max(STEPS.0), start, view })
    }
}

/// The rows of a mini-batch: a tenth of all, more if there are few. The mean gradient of m of n rows has (n-m)/(n-1)/m of the
/// variance of one row's (sampling without replacement): at most a sixth, or the two could not be told apart.
fn few(rows: usize) -> usize {
    let told_apart = (6 * rows).div_ceil(rows + 5);
    (rows / 3).min(8).max(rows / 10).max(told_apart).clamp(2, 32).min(rows.saturating_sub(1).max(1))
}

/// The bounding box of some points, with a margin.
fn around(points: &[Point]) -> Domain {
    let range = |axis: usize| {
        let of = points.iter().map(|p| p[axis]);
        let (low, high) = (of.clone().fold(f64::INFINITY, f64::min), of.fold(f64::NEG_INFINITY, f64::max));
        let margin = 0.08 * (high - low);
        [low - margin, high + margin]
    };
    Domain { w: range(0), b: range(1) }
}

impl Scenario {
    /// Sets up the comparison; returns a description, and the part of the plane that shows it.
    pub(super) fn compare_batches(&mut self) -> Result<(String, Option<Domain>), String> {
        let mut about = String::new();
        if self.problem.rows() == 0 {
            let table = Table::load(DATA).map_err(|e| e.to_string())?;
            self.problem = Problem::data(table, Choice::default()).map_err(|e| e.to_string())?;
            self.start = None;
        }
        let rows = self.problem.rows();
        if rows < 3 {
            return Err(format!("{rows} rows are too few to compare batches; at least 3 are needed"));
        }
        let mut descent = Descent::of(&self.problem);
        if descent.is_none()
            && let Some(standardized) = self.problem.standardized()
        {
            about = "standardized, or it would take too many steps; ".to_owned();
            descent = Descent::of(&standardized);
            self.problem = standardized;
        }
        let view = descent.as_ref().map(|d| d.view);
        let Descent { alpha, steps, start, .. } = match descent {
            Some(descent) => descent,
            // A loss without a minimum falls forever: the usual start and steps show that.
            None => {
                about.push_str(match self.problem.surface().minima() {
                    [] => "no minimum: the paths run on; ",
                    _ => "too flat along one direction to come to the minimum; ",
                });
                let start = self.problem.surface().start();
                let curvature = self.problem.surface().eigenvalues(start).map_or(1.0, |[_, high]| high);
                Descent { alpha: tidy(0.5 / curvature, 2), steps: self.steps, start, view: self.surface().domain() }
            }
        };
        let few = few(rows);
        let (Some(sgd), Some(momentum)) = (named("sgd"), named("momentum")) else {
            return Err("there is no sgd to compare".to_owned());
        };
        let with = |description: &'static crate::optimizer::Description, batch: Option<usize>, label: &str| {
            let mut run = Run { batch: Some(batch), label: Some(label.to_owned()), ..Run::new(description) };
            if let Some(slot) = run.hypers.first_mut() {
                *slot = Some(alpha);
            }
            // An average of gradients is as long as a gradient, so the same α is a fair one.
            let form = description.all_switches().position(|s| s.name == "form");
            if let Some(slot) = form.and_then(|i| run.switches.get_mut(i)) {
                *slot = (self.convention != crate::optimizer::Convention::Notes).then_some(0);
            }
            run
        };
        self.runs = vec![
            with(sgd, None, "batch"),
            with(sgd, Some(few), "mini-batch"),
            with(sgd, Some(1), "stochastic"),
            with(momentum, Some(few), "momentum"),
        ];
        (self.batch, self.noise) = (None, 0.0);
        (self.steps, self.start) = (steps, Some(start));
        Ok((format!("{about}{rows} rows per step, {few}, or 1; momentum on {few}; α = {} for all", plain(alpha)), view))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::data::Dialect;
    use crate::run::simulate;

    /// For each run, the final distance from the minimum relative to the initial one, and the path length relative to that of
    /// the full batch.
    fn measured(scenario: &Scenario) -> Vec<(f64, f64)> {
        let best = scenario.surface().minima()[0];
        let away = |at: Point| (at[0] - best.w).hypot(at[1] - best.b);
        let paths: Vec<_> = scenario.resolved().iter().map(|r| simulate(&r.plan)).collect();
        let length = |path: &crate::run::Trajectory| {
            let steps = path.records().windows(2);
            steps.map(|s| (s[1].at[0] - s[0].at[0]).hypot(s[1].at[1] - s[0].at[1])).sum::<f64>()
        };
        let whole = length(&paths[0]);
        paths
            .iter()
            .map(|p| (away(p.records().last().unwrap().at) / away(scenario.start()), length(p) / whole))
            .collect()
    }

    #[test]
    fn the_three_drawings_come_near_and_differ() {
        let elongated = Table::parse(
            "elongated.csv",
            "hours,score\n1,52\n2,55\n2.5,61\n3,60\n4,66\n5,71\n5.5,70\n6,77\n7,79\n8,88\n".as_bytes(),
            &Dialect::default(),
        );
        let elongated = Problem::data(elongated.unwrap(), Choice::default()).unwrap();
        let penguins = Problem::data(Table::load("penguins").unwrap(), Choice::default()).unwrap();
        let gentoo = Choice {
            target: Some("species=Gentoo".to_owned()),
            feature: Some("bill_depth_mm".to_owned()),
            standardize: true,
            model: None,
        };
        let gentoo = Problem::data(Table::load("penguins").unwrap(), gentoo).unwrap();
        for problem in [Problem::bowl(), elongated, penguins, gentoo] {
            for seed in 0..3 {
                let mut scenario = Scenario { seed, ..Scenario::on(problem.clone()) };
                let (said, view) = scenario.compare_batches().unwrap();
                assert_eq!(scenario.names(), ["batch", "mini-batch", "stochastic", "momentum"]);
                assert!(view.is_some_and(|v| v.contains(scenario.start())), "{said}");
                let alphas: Vec<f64> = scenario.resolved().iter().map(|r| r.values.hypers[0]).collect();
                assert!(alphas.iter().all(|a| *a == alphas[0]));
                let [batch, mini, single, momentum] = measured(&scenario)[..] else { unreachable!() };
                // All come close: plain descent to e⁻⁴, noisy ones to within a quarter of the distance.
                assert!(
                    batch.0 < 0.05 && mini.0 < 0.15 && single.0 < 0.25 && momentum.0 < 0.1,
                    "{said}: {batch:?} {mini:?} {single:?} {momentum:?}"
                );
                // Smooth, wobbling, wild. A row's gradient is at least √6 = 2.4 times as noisy as a mini-batch's; the distance to the
                // minimum, common to both, and the swings across the valley leave a path more than 1.5 times as long.
                assert!(mini.1 > 1.05 && single.1 > 1.5 * mini.1, "{said}: {mini:?} {single:?}");
            }
        }
    }

    #[test]
    fn a_mini_batch_has_a_sixth_of_the_variance_at_most() {
        for n in 5..2000 {
            let m = few(n) as f64;
            let share = (n as f64 - m) / (n as f64 - 1.0) / m;
            assert!(share <= 1.0 / 6.0 + 1e-12 && few(n) < n, "{n}: {m} {share}");
        }
        assert_eq!([3, 4, 10, 150, 342, 5000].map(few), [2, 3, 4, 15, 32, 32]);
    }

    #[test]
    fn what_cannot_be_compared_says_why() {
        let two = Table::parse("two.csv", "x,y\n1,2\n2,3\n".as_bytes(), &Dialect::default()).unwrap();
        let mut scenario = Scenario::on(Problem::data(two, Choice::default()).unwrap());
        assert_eq!(
            scenario.compare_batches().unwrap_err(),
            "2 rows are too few to compare batches; at least 3 are needed"
        );
        // Classes separated by a threshold have no minimum; the comparison still runs.
        let apart = Table::parse("apart.csv", "x,y\n1,0\n2,0\n3,1\n4,1\n".as_bytes(), &Dialect::default()).unwrap();
        let choice = Choice { model: Some(Model::Logistic), ..Choice::default() };
        let mut scenario = Scenario::on(Problem::data(apart, choice).unwrap());
        let (said, view) = scenario.compare_batches().unwrap();
        assert!(said.contains("no minimum") && view.is_none(), "{said}");
        assert!(scenario.resolved().iter().all(|r| simulate(&r.plan).diverged().is_none()));
    }
}
