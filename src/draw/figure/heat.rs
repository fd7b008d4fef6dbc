//! A plane of cells classified by cost: the contents of a map, independent of any output device.

use super::color::Rgb;
use crate::run::Status;
use crate::run::tiles::Cell;

/// Number of cost classes, the cheapest first.
pub const LEVELS: usize = 12;

/// Every n-th class has its lower edge labeled in the legend and a line along it.
pub const LABELLED: usize = 3;

/// The metric of a map.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Metric {
    /// Steps until convergence.
    #[default]
    Steps,
    /// The loss at the end.
    Loss,
    /// The factor per step of the loss above the minimum.
    Rate,
}

impl Metric {
    /// All metrics.
    pub const ALL: [Metric; 3] = [Metric::Steps, Metric::Loss, Metric::Rate];

    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Metric::Steps => "steps",
            Metric::Loss => "loss",
            Metric::Rate => "rate",
        }
    }

    /// A short description.
    pub fn about(self) -> &'static str {
        match self {
            Metric::Steps => "the steps to the tolerance",
            Metric::Loss => "the loss at the last step",
            Metric::Rate => "the loss factor per step",
        }
    }

    /// The metric with a name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|m| m.name() == name)
    }

    /// The next metric, cyclically.
    pub fn next(self) -> Self {
        match self {
            Metric::Steps => Metric::Loss,
            Metric::Loss => Metric::Rate,
            Metric::Rate => Metric::Steps,
        }
    }

    /// The cost of a cell, which is lower for better cells and suitable for equal division; `None` if it has none.
    fn cost(self, cell: &Cell, least: Option<f64>) -> Option<f64> {
        match (self, cell.status) {
            (_, Status::Diverged) => None,
            (Metric::Steps, Status::Converged) => Some((cell.step.max(1) as f64).ln()),
            (Metric::Steps, Status::Running) => None,
            // Without a known minimum there is no logarithm of the excess loss.
            (Metric::Loss, _) => Some(match least {
                Some(least) => (cell.loss - least).max(FLOOR).log10(),
                None => cell.loss,
            }),
            // The number of steps per factor of e, since rates crowd just below 1.
            (Metric::Rate, status) => match cell.rate {
                Some(rate) if rate < 1.0 => Some((-1.0 / rate.max(f64::MIN_POSITIVE).ln()).ln()),
                None if status == Status::Converged => Some(QUICK),
                _ => None,
            },
        }
    }

    /// The metric's value for a cost.
    fn value(self, cost: f64, least: Option<f64>) -> f64 {
        match self {
            Metric::Steps => cost.exp(),
            Metric::Loss => least.map_or(cost, |_| 10f64.powf(cost)),
            Metric::Rate => (-1.0 / cost.exp()).exp(),
        }
    }
}

/// Losses closer to the minimum than this count as equal to it.
const FLOOR: f64 = 1e-30;
/// The cost of a rate too fast to be fitted: a factor of 10 per step.
const QUICK: f64 = -0.834;

/// The color of a class; the best stand out most: bright on a dark page, strong on a light one. `warning` and `page` are the
/// theme's.
pub fn color(class: Class, dark: bool, page: Rgb, warning: Rgb) -> Rgb {
    let u = match class {
        Class::Level(level) => f64::from(level) / LEVELS as f64,
        Class::Slow => 1.0,
        Class::Diverged => return warning.over(page, if dark { 0.16 } else { 0.22 }),
    };
    let bend = u.powf(0.8);
    match dark {
        true => Rgb::oklch(0.86 - 0.64 * bend, 0.10 - 0.045 * u, 150.0 + 130.0 * u),
        false => Rgb::oklch(0.46 + 0.48 * bend, 0.11 - 0.09 * u, 160.0 + 80.0 * u),
    }
}

/// The class of a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// Cost class, 0 to [`LEVELS`] - 1.
    Level(u8),
    /// Did not converge in time.
    Slow,
    /// Diverged.
    Diverged,
}

/// Maps cells to classes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scale {
    metric: Metric,
    least: Option<f64>,
    low: f64,
    high: f64,
}

impl Scale {
    /// Computes the scale for some cells of runs of `steps` steps over a surface whose minimum loss is `least`, if known.
    pub fn of<'a>(cells: impl Iterator<Item = &'a Cell>, metric: Metric, steps: usize, least: Option<f64>) -> Self {
        let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
        for cost in cells.filter_map(|cell| metric.cost(cell, least)).filter(|c| c.is_finite()) {
            (low, high) = (low.min(cost), high.max(cost));
        }
        if low > high {
            (low, high) = (0.0, 1.0);
        }
        match metric {
            // From a round number below the best to the last step: the colors stay stable while a value changes.
            Metric::Steps => {
                low = round_below(low.exp()).ln();
                high = (steps.max(2) as f64).ln();
            }
            Metric::Loss if least.is_some() => {
                low = low.floor();
                high = high.ceil().min(low + 24.0);
            }
            Metric::Rate => {
                low = round_below(low.exp()).ln();
                high = high.min((10.0 * steps.max(2) as f64).ln());
            }
            Metric::Loss => {}
        }
        Self { metric, least, low, high: high.max(low + 1e-9) }
    }

    /// The metric shown.
    pub fn metric(&self) -> Metric {
        self.metric
    }

    /// The class of a cell.
    pub fn class(&self, cell: &Cell) -> Class {
        if cell.status == Status::Diverged {
            return Class::Diverged;
        }
        match self.metric.cost(cell, self.least) {
            Some(cost) => {
                let share = (cost - self.low) / (self.high - self.low);
                Class::Level((share * LEVELS as f64).clamp(0.0, LEVELS as f64 - 1.0) as u8)
            }
            None => Class::Slow,
        }
    }

    /// The cost of a cell in levels, for lines of equal cost; infinite if it has none.
    pub fn height(&self, cell: &Cell) -> f64 {
        let cost = if cell.status == Status::Diverged { None } else { self.metric.cost(cell, self.least) };
        cost.map_or(f64::INFINITY, |cost| (cost - self.low) / (self.high - self.low) * LEVELS as f64)
    }

    /// The value at the lower edge of a level; for `LEVELS`, the upper end.
    pub fn edge(&self, level: usize) -> f64 {
        let cost = self.low + (self.high - self.low) * level as f64 / LEVELS as f64;
        self.metric.value(cost, self.least)
    }
}

/// The largest 1, 2 or 5 times a power of ten that is at most `x`.
fn round_below(x: f64) -> f64 {
    let power = 10f64.powf(x.log10().floor());
    [5.0, 2.0].into_iter().map(|lead| lead * power).find(|round| *round <= x * (1.0 + 1e-9)).unwrap_or(power)
}

/// The index of the best of some cells.
pub fn best(cells: &[Cell], metric: Metric, least: Option<f64>) -> Option<usize> {
    let cost = |cell: &Cell| metric.cost(cell, least).filter(|c| c.is_finite());
    let all = cells.iter().enumerate().filter_map(|(i, cell)| Some((i, cost(cell)?, cell.loss)));
    all.min_by(|a, b| a.1.total_cmp(&b.1).then(a.2.total_cmp(&b.2))).map(|(i, ..)| i)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(status: Status, step: usize, loss: f64, rate: Option<f64>) -> Cell {
        Cell { status, step, loss, rate, ..Cell::default() }
    }

    #[test]
    fn classes_rise_with_the_cost_and_name_what_is_none() {
        let steps = [12, 30, 100, 250].map(|s| cell(Status::Converged, s, 0.0, Some(0.9)));
        let scale = Scale::of(steps.iter(), Metric::Steps, 300, Some(0.0));
        let levels = steps.map(|c| scale.class(&c));
        assert!(levels.windows(2).all(|w| w[0] < w[1]), "{levels:?}");
        assert_eq!(scale.class(&cell(Status::Running, 300, 1.0, None)), Class::Slow);
        assert_eq!(scale.class(&cell(Status::Diverged, 3, 1e9, None)), Class::Diverged);
        // Its first edge is a round number, its last the last step.
        assert!((scale.edge(0) - 10.0).abs() < 1e-9 && (scale.edge(LEVELS) - 300.0).abs() < 1e-9);
        assert_eq!(best(&steps, Metric::Steps, Some(0.0)), Some(0));
    }

    #[test]
    fn losses_and_rates() {
        let cells = [1e-12, 1e-3, 2.0].map(|l| cell(Status::Running, 300, l, Some(1.0 - l / 4.0)));
        let scale = Scale::of(cells.iter(), Metric::Loss, 300, Some(0.0));
        assert_eq!(scale.class(&cells[0]), Class::Level(0));
        assert_eq!(scale.class(&cells[2]), Class::Level(11));
        // Without a known minimum there is no logarithm, and a loss may be negative.
        let deep = [-5.0, 0.0, 5.0].map(|l| cell(Status::Running, 300, l, None));
        let scale = Scale::of(deep.iter(), Metric::Loss, 300, None);
        assert_eq!((scale.class(&deep[0]), scale.class(&deep[2])), (Class::Level(0), Class::Level(11)));
        let rates = [0.5, 0.9, 0.999, 1.2].map(|r| cell(Status::Running, 300, 1.0, Some(r)));
        let scale = Scale::of(rates.iter(), Metric::Rate, 300, Some(0.0));
        let classes = rates.map(|c| scale.class(&c));
        assert!(classes.windows(2).all(|w| w[0] < w[1]) && classes[3] == Class::Slow, "{classes:?}");
    }
}
