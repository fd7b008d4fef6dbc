//! What a run that has neither converged nor diverged is doing, since when, and why where theory knows.
//!
//! Each verdict is a rule over a window of a path: the last quarter of its steps, 12 at least and 100 at most. It holds
//! *since* the start of the earliest window from which on it has held in every one (windows overlap by half).

use super::curvature::{along, sharpness};
use super::{Plan, Record, Trajectory};
use crate::number::{short, told_from};
use crate::surface::{Point, Surface, eigenvalues};

/// What a run is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doing {
    /// It comes back: after some steps, a third of the window at most, it is where it was, to a fiftieth of the way that it
    /// goes about; and the way gets no smaller.
    Cycling {
        /// After so many steps.
        period: usize,
    },
    /// It goes to and fro by steps that are about α long, whatever the gradient is: as far as a rule that divides by the
    /// gradient's size can come down with a constant α.
    Striding,
    /// At least half of its steps turn by more than a right angle.
    Oscillating,
    /// Its loss changes by less than a hundredth of what it has fallen in all, near a place without a gradient from which the
    /// surface curves down on one side.
    AtSaddle,
    /// Its loss above the least one falls by less than a tenth over the window.
    Crawling,
    /// It was within the tolerance for a while, and is not any more.
    Left {
        /// The first such step.
        from: usize,
        /// The last.
        to: usize,
    },
    /// Its gradients are random, and its mean loss above the least one is the same in both halves of the window, to a
    /// factor of two.
    Hovering,
}

impl Doing {
    /// In a word or two.
    pub fn name(self) -> String {
        match self {
            Doing::Cycling { period } => format!("cycling, period {period}"),
            Doing::Striding => "hovering at ±α/2".to_owned(),
            Doing::Oscillating => "oscillating".to_owned(),
            Doing::AtSaddle => "stuck at a saddle".to_owned(),
            Doing::Crawling => "crawling".to_owned(),
            Doing::Left { from, to } => format!("within tolerance from step {from} to {to}, then left"),
            Doing::Hovering => "hovering in the noise".to_owned(),
        }
    }
}

/// A verdict on a run that is still on its way.
#[derive(Clone, Debug, PartialEq)]
pub struct Habit {
    /// What it does.
    pub doing: Doing,
    /// From which step on.
    pub since: usize,
    /// Why, where theory has a reason.
    pub why: Option<String>,
}

impl Habit {
    /// The verdict in a line: `oscillating since step 12: α λmax = 1.88 > 1 along b`.
    pub fn line(&self) -> String {
        let why = self.why.as_ref().map_or(String::new(), |why| format!(": {why}"));
        if let Doing::Left { .. } = self.doing {
            return self.doing.name() + &why;
        }
        format!("{} since step {}{why}", self.doing.name(), self.since)
    }
}

/// Least and most steps of a window.
const WINDOW: (usize, usize) = (12, 100);
/// At most so many windows are looked back.
const BACK: usize = 400;

/// What a path is doing at its end; nothing if it is too short to tell, or just on its way.
pub fn habit(plan: &Plan, path: &Trajectory) -> Option<Habit> {
    let records = path.records();
    let last = path.last_step();
    let window = (last / 4).clamp(WINDOW.0, WINDOW.1);
    if last < window + 1 {
        return None;
    }
    let view = View { plan, records, least: least(plan, records) };
    let from = last - window;
    let doing = view.doing(from, last)?;
    let mut since = from;
    for _ in 0..BACK {
        let Some(earlier) = since.checked_sub(window / 2) else { break };
        let same = |found: Doing| std::mem::discriminant(&found) == std::mem::discriminant(&doing);
        if !view.doing(earlier, earlier + window).is_some_and(same) {
            break;
        }
        since = earlier;
    }
    Some(Habit { doing, since, why: view.why(doing, path) })
}

/// The least loss that is known, or seen.
fn least(plan: &Plan, records: &[Record]) -> f64 {
    plan.surface.least().unwrap_or_else(|| records.iter().map(|r| r.loss).fold(f64::INFINITY, f64::min))
}

fn norm([x, y]: Point) -> f64 {
    x.hypot(y)
}

struct View<'a> {
    plan: &'a Plan,
    records: &'a [Record],
    least: f64,
}

impl View<'_> {
    /// What holds in the window of steps `from..=to`.
    fn doing(&self, from: usize, to: usize) -> Option<Doing> {
        let part = self.records.get(from..=to)?;
        if !self.plan.source.is_exact() {
            return self.hovers(part).then_some(Doing::Hovering);
        }
        if self.strides(part, from) {
            return Some(Doing::Striding);
        }
        if self.at_saddle(part) {
            return Some(Doing::AtSaddle);
        }
        if let Some(period) = cycle(part) {
            return Some(Doing::Cycling { period });
        }
        if oscillates(part) {
            return Some(Doing::Oscillating);
        }
        self.crawls(part).then_some(Doing::Crawling)
    }

    fn hovers(&self, part: &[Record]) -> bool {
        let mean = |half: &[Record]| half.iter().map(|r| r.loss - self.least).sum::<f64>() / half.len().max(1) as f64;
        let (first, second) = part.split_at(part.len() / 2);
        let (a, b) = (mean(first), mean(second));
        b > 0.0 && a <= 2.0 * b && b <= 2.0 * a
    }

    fn at_saddle(&self, part: &[Record]) -> bool {
        let (Some(start), Some(first), Some(last)) = (self.records.first(), part.first(), part.last()) else {
            return false;
        };
        let still = (first.loss - last.loss).abs() <= 0.01 * (start.loss - last.loss).abs();
        // What jumps about is nowhere.
        let [width, height] = self.plan.surface.domain().size();
        let here = extent(part) <= NEAR * width.hypot(height);
        still && here && saddle_near(&self.plan.surface, last.at)
    }

    /// Whether at least half of the steps turn back, and most are as long as α on their longer axis, to a fifth.
    fn strides(&self, part: &[Record], from: usize) -> bool {
        // About a minimum the loss stays what it is; where it falls for ever the run is on its way.
        if !oscillates(part) || !self.hovers(part) {
            return false;
        }
        let steps = part
            .windows(2)
            .enumerate()
            .map(|(i, w)| (from + i, (w[1].at[0] - w[0].at[0]).abs().max((w[1].at[1] - w[0].at[1]).abs())));
        let as_alpha = |&(t, length): &(usize, f64)| {
            let rule = self.plan.update_at(t).rule;
            rule.is_normalized() && (length / self.plan.alpha_at(t) - 1.0).abs() < 0.2
        };
        4 * steps.filter(as_alpha).count() >= 3 * part.len().saturating_sub(1)
    }

    fn crawls(&self, part: &[Record]) -> bool {
        let above = |r: Option<&Record>| r.map_or(f64::NAN, |r| r.loss - self.least);
        let (before, after) = (above(part.first()), above(part.last()));
        after > 0.0 && after <= before && after > 0.9 * before
    }

    /// The reason that theory has.
    fn why(&self, doing: Doing, path: &Trajectory) -> Option<String> {
        let last = self.records.last()?;
        let (plan, step) = (self.plan, path.last_step());
        let hessian = plan.surface.hessian(last.at);
        match doing {
            Doing::AtSaddle => {
                let [low, _] = eigenvalues(&hessian)?;
                Some(format!("it curves down, λ = {}, along {}", short(low), along(&hessian, low)))
            }
            Doing::Striding => {
                let half = 0.5 * plan.alpha_at(step);
                Some(format!("its steps stay α long, ±α/2 = ±{}; a falling α helps", short(half)))
            }
            Doing::Oscillating | Doing::Cycling { .. } => {
                // A cycle meets another curvature at every step: the steepest of it is what throws the run back.
                let back = if let Doing::Cycling { period } = doing { period } else { 1 };
                let at = |step: usize| {
                    let update = plan.theory_at(step);
                    let (sharpness, axis) = sharpness(plan, path, step)?;
                    let (used, limit) = (update.used(plan.alpha_at(step), sharpness)?, update.rule.stability_limit()?);
                    Some((used, limit, axis, update.product_name()))
                };
                let steps = (step + 1).saturating_sub(back)..=step;
                let (used, limit, axis, name) = steps.filter_map(at).max_by(|a, b| a.0.total_cmp(&b.0))?;
                let product = told_from(used * limit, limit);
                match doing {
                    // What does not get smaller is not explained by a product below the limit.
                    Doing::Cycling { .. } => {
                        (used > 1.0).then(|| format!("{name} reaches {product}, above {}, along {axis}", short(limit)))
                    }
                    _ if used > 1.0 => Some(format!("{name} = {product}, above {}, along {axis}", short(limit))),
                    // From half of the limit on a step without momentum, whose limit is 2, goes past the middle.
                    _ => (used > 0.5 && limit <= 2.0)
                        .then(|| format!("{name} = {product} of at most {} along {axis}", short(limit))),
                }
            }
            Doing::Crawling => {
                let [low, _] = plan.surface.eigenvalues(last.at)?;
                // A falling α is nothing at the last step: the middle of the window tells.
                let step = step.saturating_sub((step / 4).clamp(WINDOW.0, WINDOW.1) / 2);
                let product = plan.alpha_at(step) * low;
                let plain = !plan.update_at(step).rule.is_preconditioned();
                (plain && product > 0.0 && product < 0.05)
                    .then(|| format!("α λmin = {} along {}", short(product), along(&hessian, low)))
            }
            Doing::Hovering | Doing::Left { .. } => None,
        }
    }
}

/// How near a saddle is, as a share of the domain's diagonal.
const NEAR: f64 = 0.01;

/// Whether Newton's steps from a place lead to a saddle nearby: a place without a gradient, from which the surface curves down, or
/// that is flat and curves down on the way there.
fn saddle_near(surface: &Surface, from: Point) -> bool {
    let curves_down = |at: Point| {
        let [low, high] = eigenvalues(&surface.hessian(at))?;
        let nothing = 1e-6 * low.abs().max(high.abs());
        (low.abs() > nothing).then_some(low < 0.0)
    };
    // What is flat at the place itself is told on the way to it: a saddle of three valleys.
    let is_saddle = |end: Point| {
        let [here, there] = [from, end].map(|at| surface.hessian(at).norm());
        curves_down(end).filter(|_| there > 1e-6 * here).or_else(|| curves_down(from)).unwrap_or(false)
    };
    let [width, height] = surface.domain().size();
    let reach = NEAR * width.hypot(height);
    let mut at = from;
    // Such a one is come to by halves.
    for _ in 0..60 {
        let (h, (_, [gw, gb])) = (surface.hessian(at), surface.gradient(at));
        if gw == 0.0 && gb == 0.0 {
            return is_saddle(at);
        }
        let determinant = h[(0, 0)] * h[(1, 1)] - h[(0, 1)] * h[(1, 0)];
        let step = [h[(0, 1)] * gb - h[(1, 1)] * gw, h[(1, 0)] * gw - h[(0, 0)] * gb].map(|x| x / determinant);
        at = [at[0] + step[0], at[1] + step[1]];
        let away = norm([at[0] - from[0], at[1] - from[1]]);
        if away.is_nan() || away > reach {
            return false;
        }
        if norm(step) <= 1e-9 * reach {
            return is_saddle(at);
        }
    }
    false
}

/// Whether at least half of the steps turn by more than a right angle.
fn oscillates(part: &[Record]) -> bool {
    let steps: Vec<Point> = part.windows(2).map(|w| [w[1].at[0] - w[0].at[0], w[1].at[1] - w[0].at[1]]).collect();
    let turns = steps.windows(2).filter(|s| s[0][0] * s[1][0] + s[0][1] * s[1][1] < 0.0).count();
    2 * turns >= steps.len().saturating_sub(1).max(1)
}

/// The diagonal of the rectangle around some points.
fn extent(points: &[Record]) -> f64 {
    let of = |axis: usize| {
        let (low, high) =
            points.iter().map(|r| r.at[axis]).fold((f64::MAX, f64::MIN), |(l, h), x| (l.min(x), h.max(x)));
        high - low
    };
    of(0).hypot(of(1))
}

/// The period after which a path is where it was.
fn cycle(part: &[Record]) -> Option<usize> {
    let (first, second) = part.split_at(part.len() / 2);
    let (a, b) = (extent(first), extent(second));
    let size = part.iter().map(|r| norm(r.at)).fold(0.0, f64::max);
    if !(b > 1e-9 * (1.0 + size) && b > 0.95 * a && b < 1.05 * a) {
        return None;
    }
    (2..=part.len() / 3).find(|&period| {
        let pairs = part.iter().zip(part.iter().skip(period));
        pairs.clone().all(|(x, y)| norm([x.at[0] - y.at[0], x.at[1] - y.at[1]]) <= 0.02 * b)
    })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::gradient::Source;
    use crate::optimizer::{AnyRule, Convention, Lion, OPTIMIZERS, Sgd, Update};
    use crate::race::simulate;
    use crate::surface::Surface;

    fn plan(surface: &str, rule: AnyRule, start: Point, steps: usize) -> Plan {
        Plan {
            surface: Arc::new(Surface::named(surface, &[]).unwrap_or_else(|| unreachable!())),
            rows: 0,
            update: Update { rule, ..Update::build(OPTIMIZERS[0], &OPTIMIZERS[0].defaults(Convention::Notes)) },
            later: Vec::new(),
            source: Source::default(),
            seed: 0,
            start,
            steps,
        }
    }

    fn sgd(alpha: f64) -> AnyRule {
        AnyRule::Sgd(Sgd { alpha })
    }

    fn of(plan: &Plan) -> Option<Habit> {
        habit(plan, &simulate(plan))
    }

    #[test]
    fn a_step_past_the_middle_oscillates_from_the_start() {
        // αλ = 1.96 along b: the error is multiplied by -.96 a step.
        let found = of(&plan("bowl", sgd(0.0392), [0.0, 2.0], 60)).unwrap_or_else(|| unreachable!());
        assert_eq!((found.doing, found.since), (Doing::Oscillating, 3));
        assert_eq!(found.why.as_deref(), Some("α λmax = 1.96 of at most 2 along b"));
    }

    #[test]
    fn small_steps_crawl() {
        let found = of(&plan("bowl", sgd(0.0001), [-4.0, 0.0], 200)).unwrap_or_else(|| unreachable!());
        // (1 - 1e-4)^100 squared is .98: less than a tenth lost in any window.
        assert_eq!((found.doing, found.since), (Doing::Crawling, 0));
        assert_eq!(found.why.as_deref(), Some("α λmin = 1e-4 along w"));
    }

    #[test]
    fn a_saddle_holds_what_comes_down_its_ridge() {
        let found = of(&plan("saddle", sgd(0.1), [1.0, 0.0], 40)).unwrap_or_else(|| unreachable!());
        assert_eq!(found.doing, Doing::AtSaddle);
        // The gradient 2·.8^k is a hundredth of the first one from k = 21 on, and the loss .64^k has stopped falling.
        assert!((9..=29).contains(&found.since), "{found:?}");
        assert_eq!(found.why.as_deref(), Some("it curves down, λ = -2, along b"));
    }

    /// Rosenbrock's function has one place without a gradient, its minimum; but it curves down on one side of its valley.
    #[test]
    fn no_saddle_is_seen_where_there_is_none() {
        let rosenbrock = Surface::named("rosenbrock", &[]).unwrap_or_else(|| unreachable!());
        for i in 0..40 {
            for j in 0..40 {
                let at = [-2.0 + 0.1 * f64::from(i), -1.0 + 0.1 * f64::from(j)];
                assert!(!saddle_near(&rosenbrock, at), "{at:?}");
            }
        }
        let monkey = Surface::named("monkey-saddle", &[]).unwrap_or_else(|| unreachable!());
        assert!(saddle_near(&monkey, [1e-3, 1e-3]) && !saddle_near(&monkey, [0.5, 0.5]));
        let himmelblau = Surface::named("himmelblau", &[]).unwrap_or_else(|| unreachable!());
        // Of its four saddles one is at (.08668, 2.88425); (3, 2) is a minimum.
        assert!(saddle_near(&himmelblau, [0.1, 2.9]) && !saddle_near(&himmelblau, [3.0, 2.0]));
    }

    #[test]
    fn steps_that_stay_as_long_as_alpha_hover() {
        // Lion comes to rest between ±α/2 with steps of α.
        let lion = AnyRule::Lion(Lion { alpha: 0.1, beta1: 0.0, beta2: 0.0 });
        let found = of(&plan("bowl", lion, [-1.05, 0.55], 120)).unwrap_or_else(|| unreachable!());
        assert_eq!(found.doing, Doing::Striding);
        // 1.05 takes ten steps and a half.
        assert!(found.since <= 30, "{found:?}");
        assert_eq!(found.why.as_deref(), Some("its steps stay α long, ±α/2 = ±0.05; a falling α helps"));
    }

    /// What jumps about a minimum is at no saddle, however the surface curves where it happens to be.
    #[test]
    fn jumps_are_at_no_saddle() {
        use crate::scenario::{Ground, Run, Scenario};
        for (surface, spec) in [
            ("levy13", "rmsprop"),
            ("levy13", "nadam"),
            ("levy13", "lion"),
            ("ackley", "lion"),
            ("beale", "lion:schedule=cosine"),
            ("beale", "lion:schedule=warmup-cosine"),
        ] {
            for steps in [150, 250, 300, 350, 400] {
                let ground = Ground::from_spec(surface).unwrap();
                let scenario = Scenario { steps, runs: vec![Run::from_spec(spec, 0).unwrap()], ..Scenario::on(ground) };
                let found = of(&scenario.resolved()[0].plan);
                let saddle = found.as_ref().is_some_and(|h| h.doing == Doing::AtSaddle);
                assert!(!saddle, "{surface} {spec} {steps}: {found:?}");
            }
        }
    }

    /// A product below the limit is no reason for a rule that has a velocity, and none of a falling α's last step.
    #[test]
    fn what_is_no_reason_is_not_given() {
        use crate::scenario::{Ground, Run, Scenario};
        let why = |surface: &str, spec: &str, steps: usize| {
            let ground = Ground::from_spec(surface).unwrap();
            let scenario = Scenario { steps, runs: vec![Run::from_spec(spec, 0).unwrap()], ..Scenario::on(ground) };
            of(&scenario.resolved()[0].plan).and_then(|h| h.why).unwrap_or_default()
        };
        assert!(!why("rosenbrock", "adam", 2100).contains("of at most"));
        let crawling = why("rosenbrock", "sgd:schedule=cosine", 300);
        assert!(!crawling.contains("= 0 ") && !crawling.contains("= -"), "{crawling}");
    }

    #[test]
    fn noise_keeps_a_run_hovering() {
        let noisy = Plan { source: Source { batch: None, noise: 1.0 }, ..plan("bowl", sgd(0.02), [-4.0, 2.0], 400) };
        let found = of(&noisy).unwrap_or_else(|| unreachable!());
        assert_eq!(found.doing, Doing::Hovering);
    }

    #[test]
    fn a_run_on_its_way_does_nothing_of_the_kind() {
        assert_eq!(of(&plan("bowl", sgd(0.04), [-4.0, 0.0], 60)), None);
        assert_eq!(of(&plan("bowl", sgd(0.04), [-4.0, 0.0], 5)), None);
    }
}
