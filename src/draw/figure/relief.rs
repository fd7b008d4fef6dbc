//! A sampled field as a body in space: heights over its lattice, cut off at a level of loss so that the rim is a contour.

use crate::draw::figure::{Bands, Cut, Field};
use crate::math::surface::{Domain, Point};

/// The mapping from loss to height.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Rule {
    /// Proportional.
    #[default]
    Linear,
    /// log(1 + f/s) of the loss f above the minimum, with the same s as the bands.
    Log,
}

/// Minimum ratio of the footprint's shorter side to the longer one; stretched when drawn if necessary.
const LEAST_SIDE: f64 = 0.55;
/// Height of the rim above the lowest point, if the longer side of the footprint is 2.
pub const TALL: f32 = 0.52;
/// Distance of the floor below the lowest point: a constant, plus a fraction of the footprint's shorter half, so that enough of it is
/// visible in front of the body.
const GAP: [f32; 2] = [0.25, 0.35];
/// Islands smaller than this fraction of the body are dropped.
const ISLAND: f64 = 0.02;
/// Peaks above the rim that the rim does not cut off are drawn up to this height, relative to the rim's.
pub const PEAK: f32 = 1.12;
/// The height of a node where the surface has no value.
const NOTHING: f32 = f32::MAX;
/// Height steps in the table of bands.
const STEPS: usize = 2048;

/// The body.
#[derive(Clone, Debug, Default)]
pub struct Relief {
    across: usize,
    down: usize,
    view: Domain,
    half: [f32; 2],
    rule: Rule,
    /// The losses at height 0 and at the rim, and the scale of the logarithm.
    least: f64,
    top: f64,
    scale: f64,
    /// By node, 0 for the lowest and 1 at the rim.
    heights: Vec<f32>,
    /// True for nodes that are cut off: above the rim and connected to the border by such nodes.
    outside: Vec<bool>,
    /// Unit normals by node, pointing up.
    normals: Vec<[f32; 3]>,
    /// The band at every height.
    bands: Vec<u8>,
}

impl Relief {
    /// Rebuilds the body from a field over its part of the plane.
    pub fn update(&mut self, field: &Field, cut: Cut, bands: &Bands) {
        let view = cut.region;
        let (nodes, across) = field.nodes();
        (self.across, self.down, self.view) = (across, nodes.len() / across.max(1), view);
        let [width, height] = view.size();
        let ratio = (height / width).clamp(LEAST_SIDE, 1.0 / LEAST_SIDE);
        self.half = if ratio <= 1.0 { [1.0, ratio as f32] } else { [(1.0 / ratio) as f32, 1.0] };
        self.measure(nodes, cut.rim);
        let mut heights = std::mem::take(&mut self.heights);
        heights.clear();
        heights.extend(nodes.iter().map(|loss| self.height_of(*loss)));
        self.heights = heights;
        self.cut();
        for (height, outside) in self.heights.iter_mut().zip(&self.outside) {
            if !outside {
                *height = height.min(PEAK);
            }
        }
        self.stand();
        let edges: Vec<f32> = bands.thresholds().iter().map(|t| self.height_of(*t)).collect();
        let band = |step: usize| {
            let height = (step as f32 + 0.5) / STEPS as f32 * PEAK;
            edges.partition_point(|edge| *edge <= height) as u8
        };
        self.bands.clear();
        self.bands.extend((0..STEPS).map(band));
    }

    /// Finds the range of losses, and the rule that shows most of them.
    fn measure(&mut self, nodes: &[f64], rim: f64) {
        /// If the median height is below this, most of the body is flat.
        const FLAT: f64 = 0.2;
        let mut sorted: Vec<f64> = nodes.iter().copied().filter(|v| v.is_finite()).collect();
        sorted.sort_unstable_by(f64::total_cmp);
        let quantile = |q: f64| sorted.get((q * sorted.len() as f64) as usize).copied().unwrap_or(0.0);
        self.least = quantile(0.0);
        let highest = sorted.last().copied().unwrap_or(0.0);
        let top = rim.min(highest);
        // A plateau with a pit in it has no rim below the plateau.
        let most = sorted.partition_point(|v| *v <= top) * 2 > sorted.len();
        let top = if most { top } else { highest };
        self.top = if top > self.least { top } else { self.least + 1.0 };
        let range = self.top - self.least;
        self.scale = (quantile(0.06) - self.least).clamp(range * 1e-9, range);
        let kept = sorted.partition_point(|v| *v <= self.top);
        let median = sorted.get(kept / 2).copied().unwrap_or(self.least);
        self.rule = if (median - self.least) / range < FLAT { Rule::Log } else { Rule::Linear };
    }

    /// The height of a loss: 0 for the lowest in view, 1 at the rim.
    fn height_of(&self, loss: f64) -> f32 {
        if !loss.is_finite() {
            return NOTHING;
        }
        let above = loss - self.least;
        let share = match self.rule {
            Rule::Linear => above / (self.top - self.least),
            Rule::Log => (above / self.scale).max(0.0).ln_1p() / ((self.top - self.least) / self.scale).ln_1p(),
        };
        if share.is_nan() { NOTHING } else { share.clamp(0.0, 1e6) as f32 }
    }

    /// Finds the nodes to cut off: from the border inward as long as they are above the rim; nodes without a value; and islands.
    fn cut(&mut self) {
        let (across, down) = (self.across, self.down);
        let heights = &self.heights;
        let high = |node: usize| heights.get(node).is_some_and(|h| *h > 1.0);
        let mut outside = std::mem::take(&mut self.outside);
        outside.clear();
        outside.resize(heights.len(), false);
        let border = (0..across)
            .flat_map(|i| [i, (down.saturating_sub(1)) * across + i])
            .chain((0..down).flat_map(|j| [j * across, j * across + across.saturating_sub(1)]));
        flood((across, down), border.filter(|node| high(*node)).collect(), &mut outside, high);
        for (outside, height) in outside.iter_mut().zip(heights) {
            *outside |= *height == NOTHING;
        }
        // Connected parts.
        let kept = outside.iter().filter(|o| !**o).count();
        let mut known = outside.clone();
        for node in 0..heights.len() {
            if known.get(node) != Some(&false) {
                continue;
            }
            let part = flood((across, down), vec![node], &mut known, |n| outside.get(n) == Some(&false));
            if (part.len() as f64) < ISLAND * kept as f64 {
                for node in part {
                    if let Some(outside) = outside.get_mut(node) {
                        *outside = true;
                    }
                }
            }
        }
        self.outside = outside;
    }

    /// Computes normals by central differences of the drawn heights.
    fn stand(&mut self) {
        let (across, down) = (self.across, self.down);
        let (dx, dy) = (2.0 * self.half[0] / across.max(2) as f32, 2.0 * self.half[1] / down.max(2) as f32);
        self.normals.clear();
        for j in 0..down {
            for i in 0..across {
                let here = self.heights.get(j * across + i).copied().unwrap_or(0.0);
                // Next to a hole, continue at the same height.
                let at = |i: usize, j: usize| {
                    let height = self.heights.get(j * across + i).copied().unwrap_or(0.0);
                    (if height == NOTHING { here } else { height }).min(1.5) * TALL
                };
                let (left, right) = (i.saturating_sub(1), (i + 1).min(across - 1));
                let (top, bottom) = (j.saturating_sub(1), (j + 1).min(down - 1));
                let slope_x = (at(right, j) - at(left, j)) / (dx * (right - left).max(1) as f32);
                // Row 0 is the largest b.
                let slope_y = (at(i, top) - at(i, bottom)) / (dy * (bottom - top).max(1) as f32);
                let length = (slope_x * slope_x + slope_y * slope_y + 1.0).sqrt();
                self.normals.push([-slope_x / length, -slope_y / length, 1.0 / length]);
            }
        }
    }

    /// Nodes per row, and number of rows.
    pub fn size(&self) -> (usize, usize) {
        (self.across, self.down)
    }

    /// The rule that maps losses to heights.
    pub fn rule(&self) -> Rule {
        self.rule
    }

    /// The loss at the rim.
    pub fn rim(&self) -> f64 {
        self.top
    }

    /// The scale of b relative to w in the drawing.
    pub fn stretch(&self) -> f64 {
        let [width, height] = self.view.size();
        f64::from(self.half[1] / self.half[0]) * width / height
    }

    /// Heights by node, row by row from the largest b: 0 the lowest, 1 the rim.
    pub fn heights(&self) -> &[f32] {
        &self.heights
    }

    /// True for nodes that are cut off.
    pub fn outside(&self) -> &[bool] {
        &self.outside
    }

    /// Normals by node.
    pub fn normals(&self) -> &[[f32; 3]] {
        &self.normals
    }

    /// A node's position in the world, at a given height.
    #[inline]
    pub fn place(&self, i: usize, j: usize, z: f32) -> [f32; 3] {
        let u = i as f32 / (self.across.max(2) - 1) as f32;
        let v = j as f32 / (self.down.max(2) - 1) as f32;
        [(2.0 * u - 1.0) * self.half[0], (1.0 - 2.0 * v) * self.half[1], z]
    }

    /// Converts a height relative to the rim to world units: the body's middle is at 0.
    #[inline]
    pub fn z(&self, height: f32) -> f32 {
        height * TALL - 0.5 * (TALL - self.gap())
    }

    /// The floor's height in world units.
    pub fn floor(&self) -> f32 {
        self.z(0.0) - self.gap()
    }

    fn gap(&self) -> f32 {
        GAP[0] + GAP[1] * self.half[0].min(self.half[1])
    }

    /// A point of the plane in node coordinates: from the left, and from the top.
    pub fn nodes_of(&self, [w, b]: Point) -> [f64; 2] {
        let [width, height] = self.view.size();
        let (across, down) = (self.across.max(2) - 1, self.down.max(2) - 1);
        [(w - self.view.w[0]) / width * across as f64, (self.view.b[1] - b) / height * down as f64]
    }

    /// A point in node coordinates, at a height, in the world.
    #[inline]
    pub fn lift(&self, [i, j]: [f32; 2], z: f32) -> [f32; 3] {
        let (u, v) = (i / (self.across.max(2) - 1) as f32, j / (self.down.max(2) - 1) as f32);
        [(2.0 * u - 1.0) * self.half[0], (1.0 - 2.0 * v) * self.half[1], z]
    }

    /// World x and y in node coordinates.
    #[inline]
    pub fn nodes_at(&self, [x, y]: [f32; 2]) -> [f32; 2] {
        let (u, v) = (0.5 * (x / self.half[0] + 1.0), 0.5 * (1.0 - y / self.half[1]));
        [u * (self.across.max(2) - 1) as f32, v * (self.down.max(2) - 1) as f32]
    }

    /// The height at a point in node coordinates, interpolated between the four nodes around it; true if it is on the body. `None`
    /// outside the lattice.
    #[inline]
    pub fn height(&self, [i, j]: [f32; 2]) -> Option<(f32, bool)> {
        if !(i >= 0.0 && j >= 0.0 && i <= (self.across - 1) as f32 && j <= (self.down - 1) as f32) {
            return None;
        }
        let (x, y) = ((i as usize).min(self.across - 2), (j as usize).min(self.down - 2));
        let (u, v) = (i - x as f32, j - y as f32);
        let from = y * self.across + x;
        let (top, bottom) = (self.heights.get(from..from + 2)?, self.heights.get(from + self.across..)?.get(..2)?);
        let ([a, b], [c, d]) = (top, bottom) else { return None };
        if [a, b, c, d].contains(&&NOTHING) {
            let row = if v >= 0.5 { [c, d] } else { [a, b] };
            let height = *if u >= 0.5 { row[1] } else { row[0] };
            return Some((height, height <= PEAK));
        }
        // Nodes that are cut off may be very high; only the location of the rim matters.
        let [a, b, c, d] = [a, b, c, d].map(|h| h.min(4.0));
        let (upper, lower) = (a + (b - a) * u, c + (d - c) * u);
        let height = upper + (lower - upper) * v;
        let kept = |di: bool, dj: bool| {
            let node = (y + usize::from(dj)) * self.across + x + usize::from(di);
            self.outside.get(node) == Some(&false)
        };
        let on = if height > 1.0 {
            kept(u >= 0.5, v >= 0.5)
        } else {
            kept(false, false) || kept(true, false) || kept(false, true) || kept(true, true)
        };
        Some((height, on))
    }

    /// The band of a height.
    #[inline]
    pub fn band(&self, height: f32) -> u8 {
        let step = (height * (STEPS as f32 / PEAK)) as usize;
        self.bands.get(step.min(STEPS - 1)).copied().unwrap_or(0)
    }
}

/// Marks all nodes connected to `waiting` by nodes that satisfy the predicate; returns the newly marked ones.
fn flood(
    (across, down): (usize, usize),
    mut waiting: Vec<usize>,
    marked: &mut [bool],
    belongs: impl Fn(usize) -> bool,
) -> Vec<usize> {
    let mut found = Vec::new();
    while let Some(node) = waiting.pop() {
        let Some(mark) = marked.get_mut(node).filter(|m| !**m && belongs(node)) else { continue };
        *mark = true;
        found.push(node);
        let (i, j) = (node % across, node / across);
        for y in j.saturating_sub(1)..=(j + 1).min(down - 1) {
            waiting.extend((i.saturating_sub(1)..=(i + 1).min(across - 1)).map(|x| y * across + x));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::surface::{CATALOGUE, Surface};

    fn relief(name: &str) -> (Relief, Surface, Bands) {
        body(Surface::named(name, &[]).unwrap_or_else(|| unreachable!()))
    }

    fn body(surface: Surface) -> (Relief, Surface, Bands) {
        let view = surface.domain();
        let bands = Bands::of(&surface, view, 10);
        let cut = Cut::of(&surface, view, &bands, surface.start());
        let mut field = Field::new(cut.region, 64, 48);
        while !field.done() {
            field.sample_row(&surface);
        }
        let mut relief = Relief::default();
        relief.update(&field, cut, &bands);
        (relief, surface, bands)
    }

    #[test]
    fn every_surface_has_a_body_that_shows_its_shape() {
        for entry in CATALOGUE {
            let (relief, surface, _) = relief(entry.name);
            let kept: Vec<f32> =
                relief.heights.iter().zip(&relief.outside).filter(|(_, o)| !**o).map(|(h, _)| *h).collect();
            assert!(kept.len() * 4 > relief.heights.len(), "{}: most of it is cut off", entry.name);
            let mut sorted = kept.clone();
            sorted.sort_by(f32::total_cmp);
            let spread = sorted[sorted.len() * 9 / 10] - sorted[sorted.len() / 10];
            // Easom is a plateau with a pit, and drawn as one.
            assert!(spread > 0.15 || entry.name == "easom", "{}: flat, {spread}", entry.name);
            assert!(kept.iter().all(|h| (0.0..=PEAK).contains(h)), "{}", entry.name);
            // The start is on it.
            let [i, j] = relief.nodes_of(surface.start());
            let (height, on) = relief.height([i as f32, j as f32]).unwrap_or((9.0, false));
            assert!(on && height <= 1.05, "{} {height}", entry.name);
        }
    }

    #[test]
    fn the_bowl_is_a_paraboloid_and_rosenbrock_needs_a_logarithm() {
        let (bowl, surface, bands) = relief("bowl");
        assert_eq!(bowl.rule(), Rule::Linear);
        let (rosenbrock, ..) = relief("rosenbrock");
        assert_eq!(rosenbrock.rule(), Rule::Log);
        // Heights correspond to losses, and bands to those of the losses, up to part of a step due to the mesh's facets.
        for point in [[1.0, 0.5], [-3.0, 1.2], [0.0, 0.0], [4.0, -0.7]] {
            let [i, j] = bowl.nodes_of(point);
            let (height, on) = bowl.height([i as f32, j as f32]).unwrap_or_default();
            let wanted = surface.value(point) / bowl.rim();
            assert!(on && (f64::from(height) - wanted).abs() < 2e-3, "{height} {wanted}");
            assert_eq!(bowl.band(wanted as f32), bands.band(surface.value(point)));
        }
        // Normals are perpendicular to the slopes: at the bottom up, on the left wall to the right.
        let (across, down) = bowl.size();
        let at = |i: usize, j: usize| bowl.normals[j * across + i];
        let bottom = at(across / 2, down / 2);
        assert!(bottom[2] > 0.999);
        assert!(at(across / 4, down / 2)[0] > 0.01 && at(across / 2, down / 4)[1] < -0.01);
        let [width, height] = bowl.view.size();
        assert!((bowl.stretch() - 0.55 * width / height).abs() < 1e-6, "{}", bowl.stretch());
    }

    #[test]
    fn peaks_inside_are_no_holes_and_the_rim_is_one_contour() {
        let (relief, ..) = relief("rastrigin");
        let (across, down) = relief.size();
        let inner = (down / 4..3 * down / 4).flat_map(|j| (across / 4..3 * across / 4).map(move |i| j * across + i));
        assert!(inner.clone().all(|node| !relief.outside[node]));
        // No crumbs next to it.
        let mut marked = relief.outside.clone();
        let first = relief.outside.iter().position(|o| !o).unwrap_or(0);
        flood(relief.size(), vec![first], &mut marked, |n| !relief.outside[n]);
        assert!(marked.iter().all(|m| *m));
        let (bowl, ..) = self::relief("bowl");
        for (height, outside) in bowl.heights.iter().zip(&bowl.outside) {
            assert_eq!(*height > 1.0, *outside);
        }
    }

    #[test]
    fn a_hole_stays_a_hole_and_its_border_stands_as_it_is() {
        use crate::math::surface::Expression;
        let expression = Expression::parse("log(x)^2 + y^2", &[] as &[&str]).unwrap_or_else(|e| unreachable!("{e}"));
        let (relief, ..) = body(Surface::typed(&expression, &[]));
        for point in [[-0.1, 0.0], [-3.0, 2.0]] {
            let [i, j] = relief.nodes_of(point);
            assert!(!relief.height([i as f32, j as f32]).is_some_and(|(_, on)| on), "{point:?}");
        }
        let [i, j] = relief.nodes_of([1.0, 0.0]);
        assert!(relief.height([i as f32, j as f32]).is_some_and(|(height, on)| on && height < 0.05));
        assert!(relief.normals.iter().flatten().all(|n| n.is_finite()));
        assert!(relief.heights.iter().zip(&relief.outside).all(|(h, o)| *o || *h <= PEAK));
    }

    #[test]
    fn what_is_no_number_is_cut_off() {
        let surface = Surface::named("bowl", &[]).unwrap_or_else(|| unreachable!());
        let view = Domain { w: [-1e200, 1e200], b: [-1e200, 1e200] };
        let bands = Bands::of(&surface, view, 10);
        let mut field = Field::new(view, 8, 8);
        while !field.done() {
            field.sample_row(&surface);
        }
        let mut relief = Relief::default();
        relief.update(&field, Cut { region: view, rim: f64::NAN }, &bands);
        assert!(relief.heights.iter().all(|h| h.is_finite()));
        assert!(relief.normals.iter().flatten().all(|n| n.is_finite()));
    }
}
