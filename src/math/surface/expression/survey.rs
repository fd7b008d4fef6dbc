//! Surveys an unknown formula: its minima in the domain, and an instructive starting point.

use std::f64::consts::TAU;

use crate::math::number::tidy;
use crate::math::surface::{Domain, Minimum, Point, Surface, eigenvalues, minima};

/// Approximate budget of operations for the whole search: ten milliseconds.
const BUDGET: usize = 1_500_000;
/// Samples along each side of the domain, at least and at most.
const SIDES: (usize, usize) = (16, 60);
/// Maximum number of hollows to search: a plateau is full of them.
const MOST_HOLLOWS: usize = 240;
/// Maximum number of minima.
const MOST: usize = 24;

/// Samples of the domain, at cell centers.
struct Samples {
    domain: Domain,
    side: usize,
    values: Vec<f64>,
    /// The finite samples in ascending order.
    sorted: Vec<f64>,
}

impl Samples {
    fn of(surface: &Surface, domain: Domain) -> Self {
        let side = ((BUDGET / 4 / surface.cost()) as f64).sqrt() as usize;
        let side = side.clamp(SIDES.0, SIDES.1);
        let [width, height] = domain.size().map(|size| size / side as f64);
        let mut values = vec![0.0; side * side];
        for (row, slots) in values.chunks_mut(side).enumerate() {
            let b = domain.b[0] + height * (row as f64 + 0.5);
            surface.row(domain.w[0] + 0.5 * width, width, b, slots);
        }
        let mut sorted: Vec<f64> = values.iter().copied().filter(|value| value.is_finite()).collect();
        sorted.sort_unstable_by(f64::total_cmp);
        Self { domain, side, values, sorted }
    }

    fn quantile(&self, share: f64) -> Option<f64> {
        self.sorted.get((share * self.sorted.len() as f64) as usize).or(self.sorted.last()).copied()
    }

    fn at(&self, column: usize, row: usize) -> Option<f64> {
        (column < self.side).then(|| self.values.get(row * self.side + column).copied()).flatten()
    }

    fn place(&self, column: usize, row: usize) -> Point {
        let [width, height] = self.domain.size().map(|size| size / self.side as f64);
        [self.domain.w[0] + width * (column as f64 + 0.5), self.domain.b[0] + height * (row as f64 + 0.5)]
    }

    /// Samples with no lower neighbor, lowest first.
    fn hollows(&self) -> Vec<Point> {
        let mut found: Vec<(f64, Point)> = Vec::new();
        for row in 0..self.side {
            for column in 0..self.side {
                let Some(here) = self.at(column, row).filter(|value| value.is_finite()) else { continue };
                let around = (row.saturating_sub(1)..=row + 1)
                    .flat_map(|j| (column.saturating_sub(1)..=column + 1).map(move |i| (i, j)));
                if around.filter_map(|(i, j)| self.at(i, j)).all(|value| value.is_nan() || value >= here) {
                    found.push((here, self.place(column, row)));
                }
            }
        }
        found.sort_by(|a, b| a.0.total_cmp(&b.0));
        found.into_iter().map(|(_, place)| place).collect()
    }
}

/// The minima inside the domain, lowest first, and a starting point. The lowest is considered global if nothing lower was found, neither on
/// the border nor far outside; if the formula keeps falling, none is global.
pub(in crate::math::surface) fn survey(surface: &Surface, domain: Domain) -> (Vec<Minimum>, Point) {
    let samples = Samples::of(surface, domain);
    let mut found: Vec<(Minimum, bool)> = Vec::new();
    let size = domain.size();
    let apart = |a: Point, b: Point| ((a[0] - b[0]) / size[0]).hypot((a[1] - b[1]) / size[1]);
    let mut left = BUDGET;
    for from in samples.hollows().into_iter().take(MOST_HOLLOWS) {
        if found.len() >= MOST || left == 0 {
            break;
        }
        let Some((at, strict)) = settled(surface, &samples, from, &mut left) else { continue };
        let loss = surface.value(at);
        let minimum = Minimum { w: at[0], b: at[1], loss, global: false };
        // For a valley with a level floor, keep only the point nearest the center.
        let same_floor = |(m, was_strict): &&mut (Minimum, bool)| {
            !strict && !*was_strict && (m.loss - loss).abs() <= 1e-9 * loss.abs().max(1.0)
        };
        if let Some((known, _)) = found.iter_mut().find(same_floor) {
            if apart(at, domain.center()) < apart([known.w, known.b], domain.center()) {
                *known = minimum;
            }
        } else if !found.iter().any(|(m, _)| apart([m.w, m.b], at) < 1e-4) {
            found.push((minimum, strict));
        }
    }
    let mut found: Vec<Minimum> = found.into_iter().map(|(minimum, _)| minimum).collect();
    found.sort_by(|a, b| a.loss.total_cmp(&b.loss));
    if let Some(least) = found.first().map(|m| m.loss) {
        let rounding = 1e-9 * least.abs().max(1.0);
        if !falls_below(surface, &samples, least - rounding) {
            for minimum in &mut found {
                minimum.global = minimum.loss <= least + rounding;
            }
        }
    }
    let start = start(surface, &samples, &found);
    (found, start)
}

/// Descends from a hollow to its minimum; also returns whether it is strict, with everything around it higher. `None` if the descent leaves
/// the domain or does not converge.
fn settled(surface: &Surface, samples: &Samples, from: Point, left: &mut usize) -> Option<(Point, bool)> {
    /// Cost of a step, a Hessian and gradients, in evaluations.
    const STEP: usize = 30;
    /// Slopes that drop by less than this share of the range across the domain count as zero.
    const FLAT: f64 = 1e-10;
    let size = samples.domain.size();
    let cell = size.map(|size| size / samples.side as f64);
    let range = samples.quantile(1.0)? - samples.quantile(0.0)?;
    let slope = |at: Point| {
        let (loss, [gw, gb]) = surface.gradient(at);
        (loss, [gw, gb], (gw * size[0]).hypot(gb * size[1]))
    };
    let (mut at, (mut loss, mut gradient, mut steepness)) = (from, slope(from));
    for _ in 0..80 {
        *left = left.saturating_sub(STEP * surface.cost());
        if *left == 0 || steepness == 0.0 || !steepness.is_finite() {
            break;
        }
        // A Newton step where the curvature is positive, otherwise one cell downhill.
        let downhill = || [0, 1].map(|axis| -gradient[axis] * size[axis] * cell[axis] / steepness);
        let step = minima::newton_step(surface.shape(), at).unwrap_or_else(downhill);
        let long = (step[0] / cell[0]).hypot(step[1] / cell[1]);
        let mut share = if long > 3.0 { 3.0 / long } else { 1.0 };
        let better = loop {
            let next = [at[0] + share * step[0], at[1] + share * step[1]];
            let (lower, next_gradient, next_steepness) = slope(next);
            // Near the end the loss no longer changes; the slope decides.
            let level = lower <= loss + 1e-14 * loss.abs() && next_steepness < steepness;
            if lower < loss || level {
                break Some((next, (lower, next_gradient, next_steepness)));
            }
            share *= 0.5;
            if share < 1e-6 {
                break None;
            }
        };
        let Some((next, values)) = better else { break };
        (at, (loss, gradient, steepness)) = (next, values);
    }
    // At a kink the slope does not vanish: judge by the values.
    if steepness > FLAT * range.max(f64::MIN_POSITIVE) || !steepness.is_finite() {
        at = lowest_near(surface, at, cell);
    }
    let at = rounded(surface, at, size);
    let inside = samples.domain.scaled(1.0 - 1e-6).contains(at);
    (inside && is_hollow(surface, at, size, range)).then(|| (at, is_strict(surface, at)))
}

/// Returns true if everything around a point is at least as high, and rises with distance.
fn is_hollow(surface: &Surface, at: Point, size: Point, range: f64) -> bool {
    let here = surface.value(at);
    // Rounding error of the loss.
    let rounding = 1e-13 * here.abs().max(1e-3 * range);
    let rise = |share: f64| {
        let around = ring(surface, at, size.map(|size| share * size));
        let numbers = here.is_finite() && around.iter().all(|value| !value.is_nan());
        let low = around.iter().copied().fold(f64::INFINITY, f64::min) - here;
        let high = around.iter().copied().fold(f64::NEG_INFINITY, f64::max) - here;
        (numbers && low >= -rounding).then_some(high)
    };
    // Start with the smallest ring on which a difference is visible.
    for share in [1e-4, 1e-3, 1e-2] {
        match rise(share) {
            None => return false,
            // At a pole the next ring is as much higher as this one: not a minimum, however low.
            Some(high) if high > rounding => return rise(2.0 * share).is_none_or(|next| next > 1.1 * high),
            Some(_) => {}
        }
    }
    false
}

/// Returns true if a minimum is isolated rather than part of a level valley.
fn is_strict(surface: &Surface, at: Point) -> bool {
    eigenvalues(&surface.hessian(at)).is_none_or(|[low, high]| low > 1e-9 * high)
}

/// The values on a small ellipse.
fn ring(surface: &Surface, at: Point, radius: Point) -> [f64; 16] {
    std::array::from_fn(|i| {
        let angle = TAU * (i as f64 + 0.25) / 16.0;
        surface.value([at[0] + radius[0] * angle.cos(), at[1] + radius[1] * angle.sin()])
    })
}

/// The lowest point near `at`, by pattern search along axes and diagonals; the step is halved when no direction helps.
fn lowest_near(surface: &Surface, mut at: Point, mut step: Point) -> Point {
    let mut loss = surface.value(at);
    for _ in 0..200 {
        let around = (-1..=1).flat_map(|i| (-1..=1).map(move |j| [f64::from(i), f64::from(j)]));
        let lower = around
            .map(|[i, j]| [at[0] + i * step[0], at[1] + j * step[1]])
            .map(|place| (surface.value(place), place))
            .filter(|(value, _)| *value < loss)
            .min_by(|a, b| a.0.total_cmp(&b.0));
        match lower {
            Some((value, place)) => (loss, at) = (value, place),
            None => step = step.map(|step| 0.5 * step),
        }
        if step[0].abs() < f64::EPSILON * at[0].abs().max(1e-12) {
            break;
        }
    }
    at
}

/// Rounds a point to round numbers if that is no higher: a search ends at 0.99999999999.
fn rounded(surface: &Surface, at: Point, size: Point) -> Point {
    let round = |axis: usize| {
        let unit = 10f64.powf((1e-7 * size[axis]).log10().floor());
        // Adding 0.0 drops the sign of a negative zero.
        let value = tidy((at[axis] / unit).round() * unit, 12) + 0.0;
        if value.is_finite() { value } else { at[axis] }
    };
    // Nor is a flat bottom left for a nearby round number: its slope decides.
    let height = |at: Point| {
        let (loss, [gw, gb]) = surface.gradient(at);
        (loss, (gw * size[0]).hypot(gb * size[1]))
    };
    let lower = |a: Point, b: Point| {
        let ((loss, slope), (its_loss, its_slope)) = (height(a), height(b));
        if its_loss < loss || its_loss == loss && its_slope <= slope { b } else { a }
    };
    // One coordinate may be round while the other is not.
    let (w, b) = (round(0), round(1));
    [[w, b], [w, at[1]], [at[0], b]].into_iter().fold(at, lower)
}

/// Returns true if a lower loss exists among the samples, on the border, or far outside the domain.
fn falls_below(surface: &Surface, samples: &Samples, loss: f64) -> bool {
    const AROUND: usize = 32;
    let (domain, center) = (samples.domain, samples.domain.center());
    let half = domain.size().map(|size| 0.5 * size);
    let on_border = (0..=AROUND).flat_map(|i| {
        let share = 2.0 * i as f64 / AROUND as f64 - 1.0;
        [[share, -1.0], [share, 1.0], [-1.0, share], [1.0, share]]
    });
    let far = [1.5, 3.0, 10.0, 100.0, 1e4].into_iter().flat_map(|distance| {
        (0..AROUND).map(move |i| {
            let angle = TAU * i as f64 / AROUND as f64;
            [distance * angle.cos(), distance * angle.sin()]
        })
    });
    let mut places = on_border.chain(far).map(|[x, y]| [center[0] + x * half[0], center[1] + y * half[1]]);
    samples.quantile(0.0).is_some_and(|least| least < loss) || places.any(|place| surface.value(place) < loss)
}

/// An instructive starting point: on a slope, away from the minima, and well inside the region where the formula is defined.
fn start(surface: &Surface, samples: &Samples, minima: &[Minimum]) -> Point {
    /// Directions from the center, none along an axis or a diagonal.
    const WAYS: [Point; 8] = [
        [-0.84, 0.62],
        [0.84, -0.62],
        [-0.62, -0.84],
        [0.62, 0.84],
        [0.84, 0.62],
        [-0.84, -0.62],
        [-0.62, 0.84],
        [0.62, -0.84],
    ];
    const SHARES: [f64; 4] = [1.0, 0.7, 0.45, 0.2];
    let (domain, center) = (samples.domain, samples.domain.center());
    let size = domain.size();
    let places = || {
        SHARES.into_iter().flat_map(move |share| {
            WAYS.into_iter().map(move |[x, y]| {
                let along = |axis: usize, part: f64| tidy(center[axis] + 0.5 * size[axis] * part * share, 2);
                [along(0, x), along(1, y)]
            })
        })
    };
    let (low, high) = (samples.quantile(0.05).unwrap_or(0.0), samples.quantile(0.95).unwrap_or(0.0));
    let has_a_value = |at: &Point| {
        let (loss, [gw, gb]) = surface.gradient(*at);
        loss.is_finite() && gw.is_finite() && gb.is_finite()
    };
    let has_a_slope = |at: &Point| {
        let (_, [gw, gb]) = surface.gradient(*at);
        has_a_value(at) && (gw * size[0]).hypot(gb * size[1]) > 0.05 * (high - low)
    };
    let has_room = |at: &Point| ring(surface, *at, size.map(|s| 0.05 * s)).iter().all(|value| value.is_finite());
    let is_away = |at: &Point| minima.iter().all(|m| ((m.w - at[0]) / size[0]).hypot((m.b - at[1]) / size[1]) > 0.12);
    let (quarter, peak) = (samples.quantile(0.3), samples.quantile(0.9));
    let is_on_the_way = |at: &Point| {
        let loss = surface.value(*at);
        quarter.is_none_or(|quarter| loss >= quarter) && peak.is_none_or(|peak| loss <= peak)
    };
    let best = places().find(|at| has_a_slope(at) && has_room(at) && is_away(at) && is_on_the_way(at));
    let good = || places().find(|at| has_a_slope(at) && has_room(at) && is_away(at));
    let fair = || places().find(|at| has_a_slope(at) && is_away(at));
    let any = || {
        let nodes = (0..samples.side).flat_map(|row| (0..samples.side).map(move |column| (column, row)));
        places().chain(nodes.map(|(column, row)| samples.place(column, row))).find(has_a_value)
    };
    best.or_else(good).or_else(fair).or_else(any).unwrap_or(center)
}
