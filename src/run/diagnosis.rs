//! Diagnosis of a run that has neither converged nor diverged: its behavior, since when, and why if theory has a reason.
//!
//! Each verdict is a rule over a window of a path: the last quarter of its steps, at least 12 and at most 100. It holds
//! *since* the start of the earliest window from which on it has held in every one (windows overlap by half).

use super::curvature::{along, sharpness, singular};
use super::{Plan, Record, Trajectory, saddle};
use crate::math::number::{short, told_from};
use crate::math::surface::{Point, eigenvalues};

/// The behavior of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Behavior {
    /// It returns: after at most a third of the window's steps it is back, to within a fiftieth of the extent of its
    /// motion; and the motion does not shrink.
    Cycling {
        /// Number of steps per cycle.
        period: usize,
    },
    /// It goes back and forth by steps about α long, whatever the gradient: as close as a rule that normalizes the
    /// gradient can get with a constant α.
    Striding,
    /// It goes back and forth about a kink that is the global minimum: its mean excess loss is the same in both halves of the
    /// window, to a factor of two, and its path is at least three times as long as its extent.
    AtKink,
    /// At least half of its steps turn by more than a right angle.
    Oscillating,
    /// Its loss changes by less than a hundredth of its total decrease, even scaled up to the largest α, and it is near a
    /// stationary point with a direction of negative curvature: within a tenth of the start's distance from it.
    AtSaddle,
    /// Its excess loss falls by less than a tenth over the window.
    Crawling,
    /// Its last steps, at least two, have not moved it by a single bit.
    Standing,
    /// It was within the tolerance for a while, and no longer is.
    Left {
        /// The first such step.
        from: usize,
        /// The last.
        to: usize,
    },
    /// Its gradients are random, and its mean excess loss is the same in both halves of the window, to a
    /// factor of two.
    Hovering,
}

impl Behavior {
    /// In a word or two.
    pub fn name(self) -> String {
        match self {
            Behavior::Cycling { period } => format!("cycling, period {period}"),
            Behavior::Striding => "hovering at ±α/2".to_owned(),
            Behavior::AtKink => "hovering at a kink".to_owned(),
            Behavior::Standing => "standing still".to_owned(),
            Behavior::Oscillating => "oscillating".to_owned(),
            Behavior::AtSaddle => "stuck at a saddle".to_owned(),
            Behavior::Crawling => "crawling".to_owned(),
            Behavior::Left { from, to } => format!("within tolerance from step {from} to {to}, then left"),
            Behavior::Hovering => "hovering in the noise".to_owned(),
        }
    }
}

/// A verdict on a run that is still in progress.
#[derive(Clone, Debug, PartialEq)]
pub struct Diagnosis {
    /// The behavior.
    pub doing: Behavior,
    /// The step it began at.
    pub since: usize,
    /// The reason, if theory has one.
    pub why: Option<String>,
}

impl Diagnosis {
    /// The verdict in a line: `oscillating since step 12: α λmax = 1.88 > 1 along b`.
    pub fn line(&self) -> String {
        let why = self.why.as_ref().map_or(String::new(), |why| format!(": {why}"));
        if let Behavior::Left { .. } = self.doing {
            return self.doing.name() + &why;
        }
        format!("{} since step {}{why}", self.doing.name(), self.since)
    }
}

/// Largest change in loss over a window, relative to the total decrease, for a run to count as still.
pub(super) const STILL: f64 = 0.01;
/// Fewest and most steps in a window.
const WINDOW: (usize, usize) = (12, 100);
/// Most windows to look back over.
const BACK: usize = 400;

/// Diagnoses the end of a path; `None` if it is too short to tell, or simply making progress.
pub fn diagnose(plan: &Plan, path: &Trajectory) -> Option<Diagnosis> {
    let records = path.records();
    let last = path.last_step();
    let view = View { plan, records, least: least(plan, records) };
    if let Some(since) = stands(records) {
        return Some(Diagnosis { doing: Behavior::Standing, since, why: view.why(Behavior::Standing, path) });
    }
    let window = (last / 4).clamp(WINDOW.0, WINDOW.1);
    if last < window + 1 {
        return None;
    }
    let from = last - window;
    let doing = view.doing(from, last)?;
    let mut since = from;
    for _ in 0..BACK {
        let Some(earlier) = since.checked_sub(window / 2) else { break };
        let same = |found: Behavior| std::mem::discriminant(&found) == std::mem::discriminant(&doing);
        if !view.doing(earlier, earlier + window).is_some_and(same) {
            break;
        }
        since = earlier;
    }
    Some(Diagnosis { doing, since, why: view.why(doing, path) })
}

/// The step since which a run has not moved, if at least two steps, or all there are, have not.
fn stands(records: &[Record]) -> Option<usize> {
    let (last, end) = (records.last()?, records.len() - 1);
    let since = records.iter().rposition(|r| r.at != last.at).map_or(0, |t| t + 1);
    (since < end && end - since >= end.min(2)).then_some(since)
}

/// The least known loss, or the least seen.
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
    /// The behavior within the window of steps `from..=to`.
    fn doing(&self, from: usize, to: usize) -> Option<Behavior> {
        let part = self.records.get(from..=to)?;
        if !self.plan.source.is_exact() {
            return self.hovers(part).then_some(Behavior::Hovering);
        }
        if self.strides(part, from) {
            return Some(Behavior::Striding);
        }
        if self.at_kink(part) {
            return Some(Behavior::AtKink);
        }
        if self.at_saddle(part, from) {
            return Some(Behavior::AtSaddle);
        }
        if let Some(period) = cycle(part) {
            return Some(Behavior::Cycling { period });
        }
        if oscillates(part) {
            return Some(Behavior::Oscillating);
        }
        self.crawls(part).then_some(Behavior::Crawling)
    }

    fn hovers(&self, part: &[Record]) -> bool {
        let mean = |half: &[Record]| half.iter().map(|r| r.loss - self.least).sum::<f64>() / half.len().max(1) as f64;
        let (first, second) = part.split_at(part.len() / 2);
        let (a, b) = (mean(first), mean(second));
        b > 0.0 && a <= 2.0 * b && b <= 2.0 * a
    }

    fn at_kink(&self, part: &[Record]) -> bool {
        let surface = &self.plan.surface;
        let (Some(last), Some(kink)) = (part.last(), surface.minima().iter().find(|m| m.global)) else { return false };
        let about = extent(part);
        let way: f64 = part.windows(2).map(|w| norm([w[1].at[0] - w[0].at[0], w[1].at[1] - w[0].at[1]])).sum();
        let near = norm([last.at[0] - kink.w, last.at[1] - kink.b]) <= about;
        // Checking for kinks is slowest, so it comes last.
        near && way >= 3.0 * about && self.hovers(part) && surface.is_kinked()
    }

    fn at_saddle(&self, part: &[Record], from: usize) -> bool {
        let (Some(start), Some(first), Some(last)) = (self.records.first(), part.first(), part.last()) else {
            return false;
        };
        let (change, fallen) = ((first.loss - last.loss).abs(), (start.loss - last.loss).abs());
        if change > STILL * fallen {
            return false;
        }
        // A run that is still only because α is small is not held by a saddle: scale the change up to the largest α.
        let (plan, steps) = (self.plan, part.len().saturating_sub(1));
        let mean = (from..from + steps).map(|t| plan.alpha_at(t)).sum::<f64>() / steps.max(1) as f64;
        let updates = std::iter::once(&plan.update).chain(plan.later.iter().map(|(_, update)| update));
        let most = updates.map(|update| update.rule.alpha()).fold(0.0, f64::max);
        change * (most / mean) <= STILL * fallen && saddle::holds(&plan.surface, start.at, part)
    }

    /// True if at least half of the steps turn back, and most are α long along their longer axis, to within a fifth.
    fn strides(&self, part: &[Record], from: usize) -> bool {
        // About a minimum the mean loss is steady; a loss that keeps falling means progress.
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

    /// The displacement that a step was meant to make.
    fn tried(&self, step: usize, path: &Trajectory) -> Option<Point> {
        let (plan, record) = (self.plan, self.records.get(step)?);
        let mut memory = path.memory(plan, step);
        let time = (step, plan.steps);
        Some(plan.update_at(step).step(&plan.surface, time, record.at, record.gradient, &mut memory))
    }

    /// The reason for a behavior, if theory has one.
    fn why(&self, doing: Behavior, path: &Trajectory) -> Option<String> {
        let last = self.records.last()?;
        let (plan, step) = (self.plan, path.last_step());
        if let Some(line) = singular(plan, step, last.at) {
            return Some(line);
        }
        let hessian = plan.surface.hessian(last.at);
        match doing {
            Behavior::AtKink => Some("the slope does not fade there, nor do the steps; a falling α helps".to_owned()),
            Behavior::Standing if plan.alpha_at(step.saturating_sub(1)) == 0.0 => Some("α is 0".to_owned()),
            Behavior::Standing => {
                let [w, b] = self.tried(step.checked_sub(1)?, path)?;
                (w != 0.0 || b != 0.0).then(|| "its steps are smaller than the last digit of w and b".to_owned())
            }
            Behavior::AtSaddle => {
                let [low, _] = eigenvalues(&hessian)?;
                Some(format!("it curves down, λ = {}, along {}", short(low), along(&hessian, low)))
            }
            Behavior::Striding => {
                let half = 0.5 * plan.alpha_at(step);
                Some(format!("its steps stay α long, ±α/2 = ±{}; a falling α helps", short(half)))
            }
            Behavior::Oscillating | Behavior::Cycling { .. } => {
                // A cycle meets another curvature at every step: the largest one is what throws the run back.
                let back = if let Behavior::Cycling { period } = doing { period } else { 1 };
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
                    // A product below the limit does not explain motion that does not shrink.
                    Behavior::Cycling { .. } => {
                        (used > 1.0).then(|| format!("{name} reaches {product}, above {}, along {axis}", short(limit)))
                    }
                    _ if used > 1.0 => Some(format!("{name} = {product}, above {}, along {axis}", short(limit))),
                    // Without momentum the limit is 2, and from half of it on a step overshoots the middle.
                    _ => (used > 0.5 && limit <= 2.0)
                        .then(|| format!("{name} = {product} of at most {} along {axis}", short(limit))),
                }
            }
            Behavior::Crawling => {
                let [low, _] = plan.surface.eigenvalues(last.at)?;
                // A decaying α is zero by the last step: use the middle of the window.
                let step = step.saturating_sub((step / 4).clamp(WINDOW.0, WINDOW.1) / 2);
                let product = plan.alpha_at(step) * low;
                let plain = !plan.update_at(step).rule.is_preconditioned();
                (plain && product > 0.0 && product < 0.05)
                    .then(|| format!("α λmin = {} along {}", short(product), along(&hessian, low)))
            }
            Behavior::Hovering | Behavior::Left { .. } => None,
        }
    }
}

/// True if at least half of the steps turn by more than a right angle.
fn oscillates(part: &[Record]) -> bool {
    let steps: Vec<Point> = part.windows(2).map(|w| [w[1].at[0] - w[0].at[0], w[1].at[1] - w[0].at[1]]).collect();
    let turns = steps.windows(2).filter(|s| s[0][0] * s[1][0] + s[0][1] * s[1][1] < 0.0).count();
    2 * turns >= steps.len().saturating_sub(1).max(1)
}

/// The diagonal of the bounding box of some points.
fn extent(points: &[Record]) -> f64 {
    let of = |axis: usize| {
        let (low, high) =
            points.iter().map(|r| r.at[axis]).fold((f64::MAX, f64::MIN), |(l, h), x| (l.min(x), h.max(x)));
        high - low
    };
    of(0).hypot(of(1))
}

/// The period of a path that returns to where it was.
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
mod tests;
