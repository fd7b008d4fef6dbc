//! The samples of a picture: triangles with a depth buffer, then the floor wherever nothing is in front of it.

use super::Look;
use crate::draw::figure::{Camera, Relief};

/// Columns of samples per cell.
pub const ACROSS: usize = 4;
/// Rows of samples per cell.
pub const DOWN: usize = 6;

/// Number of light levels.
pub const LIGHTS: u8 = 16;

/// The object a sample shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Face {
    /// Nothing.
    #[default]
    Page,
    /// The floor.
    Floor,
    /// The body from above.
    Inner,
    /// The body from below.
    Outer,
}

/// The appearance of a sample: object, band and light.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Material {
    /// The object it shows.
    pub face: Face,
    /// Its band of loss.
    pub band: u8,
    /// From 0 in the shade to 16 in full light.
    pub light: u8,
}

/// Direction of the light relative to the viewer: from the left, from behind the viewer, from above.
const LIGHT: [f32; 3] = [-0.52, -0.32, 0.79];
/// Light of the outer face, which is in the shade.
const SHADE: f32 = 0.45;
/// Depth tolerance for hiding: paths on the body must not sink into its facets.
const LIFT: f32 = 0.012;

#[derive(Clone, Copy, Debug, Default)]
struct Sample {
    near: f32,
    material: Material,
}

/// A node as seen by the camera.
#[derive(Clone, Copy, Debug, Default)]
struct Corner {
    x: f32,
    y: f32,
    near: f32,
    height: f32,
    light: f32,
}

impl Corner {
    fn between(self, other: Self, t: f32) -> Self {
        let mix = |a: f32, b: f32| a + (b - a) * t;
        Self {
            x: mix(self.x, other.x),
            y: mix(self.y, other.y),
            near: mix(self.near, other.near),
            height: mix(self.height, other.height),
            light: mix(self.light, other.light),
        }
    }
}

/// The samples.
#[derive(Clone, Debug, Default)]
pub struct Canvas {
    width: usize,
    height: usize,
    samples: Vec<Sample>,
    corners: Vec<Corner>,
}

impl Canvas {
    /// Draws a body; returns the camera, fitted to show all of it.
    pub(super) fn draw(&mut self, relief: &Relief, look: &Look) -> Camera {
        (self.width, self.height) = (look.size.0 * ACROSS, look.size.1 * DOWN);
        self.samples.clear();
        self.samples.resize(self.width * self.height, Sample::default());
        let camera = self.see(relief, look);
        self.body(relief);
        self.floor(relief, &camera);
        camera
    }

    /// Places every node in the picture, which the body and its shadow fill.
    fn see(&mut self, relief: &Relief, look: &Look) -> Camera {
        let camera = Camera::new(look.turn, look.tilt);
        let light = camera.turned_back(LIGHT);
        let (across, _) = relief.size();
        let floor = relief.floor();
        self.corners.clear();
        let (mut low, mut high) = ([f32::INFINITY; 2], [f32::NEG_INFINITY; 2]);
        let nodes = relief.heights().iter().zip(relief.normals()).zip(relief.outside());
        for (node, ((height, normal), outside)) in nodes.enumerate() {
            // A node that is cut off counts only as the end of an edge that the rim cuts.
            let height = if *outside { height.min(1e3) } else { *height };
            let place = relief.place(node % across, node / across, relief.z(height));
            let [x, y, near] = camera.project(place);
            let lit = light.iter().zip(normal).map(|(l, n)| l * n).sum();
            self.corners.push(Corner { x, y, near, height, light: lit });
            if !outside {
                let [fx, fy, _] = camera.project([place[0], place[1], floor]);
                low = [low[0].min(x).min(fx), low[1].min(y).min(fy)];
                high = [high[0].max(x).max(fx), high[1].max(y).max(fy)];
            }
        }
        if low[0] > high[0] {
            (low, high) = ([-1.0; 2], [1.0; 2]);
        }
        // A sample has the width and height of a part of a cell.
        let aspect = look.aspect as f32 * ACROSS as f32 / DOWN as f32;
        // A small margin on all sides.
        let air = [2.0 * ACROSS as f32, 0.5 * DOWN as f32];
        let size = [self.width as f32 - 2.0 * air[0], self.height as f32 - 2.0 * air[1]].map(|s| s.max(1.0));
        let fitted = camera.fitted(low, high, size, aspect, look.zoom as f32).moved(air);
        for corner in &mut self.corners {
            [corner.x, corner.y] = fitted.placed([corner.x, corner.y]);
        }
        fitted
    }

    /// The triangles of the lattice, cut at the rim.
    fn body(&mut self, relief: &Relief) {
        let (across, down) = relief.size();
        let outside = relief.outside();
        let corners = std::mem::take(&mut self.corners);
        for j in 1..down {
            for i in 1..across {
                let at = [(j - 1) * across + i - 1, (j - 1) * across + i, j * across + i - 1, j * across + i];
                let out = at.map(|n| outside.get(n).copied().unwrap_or(true));
                if out == [true; 4] {
                    continue;
                }
                let [a, b, c, d] = at.map(|n| corners.get(n).copied().unwrap_or_default());
                if out == [false; 4] {
                    self.triangle(relief, [a, c, b]);
                    self.triangle(relief, [b, c, d]);
                } else {
                    self.cut(relief, [(a, out[0]), (c, out[2]), (b, out[1])]);
                    self.cut(relief, [(b, out[1]), (c, out[2]), (d, out[3])]);
                }
            }
        }
        self.corners = corners;
    }

    /// Draws the part of a triangle below the rim, if a corner of it is cut off.
    fn cut(&mut self, relief: &Relief, corners: [(Corner, bool); 3]) {
        let mut kept: [Corner; 4] = [Corner::default(); 4];
        let mut count = 0;
        let mut keep = |corner: Corner| {
            if let Some(slot) = kept.get_mut(count) {
                *slot = corner;
                count += 1;
            }
        };
        for k in 0..3 {
            let ((a, a_out), (b, b_out)) = (corners[k], corners[(k + 1) % 3]);
            if !a_out {
                keep(a);
            }
            if a_out != b_out {
                let t = (1.0 - a.height) / (b.height - a.height);
                keep(a.between(b, if t.is_finite() { t.clamp(0.0, 1.0) } else { 0.0 }));
            }
        }
        let [a, b, c, d] = kept;
        if count >= 3 {
            self.triangle(relief, [a, b, c]);
        }
        if count == 4 {
            self.triangle(relief, [a, c, d]);
        }
    }

    /// Fills the samples of a triangle that are not covered by anything nearer. Corners are counterclockwise as seen from above.
    fn triangle(&mut self, relief: &Relief, [a, b, c]: [Corner; 3]) {
        let (ux, uy, vx, vy) = (b.x - a.x, b.y - a.y, c.x - a.x, c.y - a.y);
        let area = ux * vy - uy * vx;
        if area == 0.0 || !area.is_finite() {
            return;
        }
        // The picture's y axis points down, so triangles seen from above are clockwise there.
        let inner = area < 0.0;
        let range = |a: f32, b: f32, c: f32, most: usize| {
            // Samples are taken at their centers.
            let from = (a.min(b).min(c) - 0.5).ceil().max(0.0);
            let to = (a.max(b).max(c) - 0.5).floor().min(most as f32 - 1.0);
            (from, to)
        };
        let ((x0, x1), (y0, y1)) = (range(a.x, b.x, c.x, self.width), range(a.y, b.y, c.y, self.height));
        if x1 < x0 || y1 < y0 {
            return;
        }
        // Barycentric weights of b and c at a sample, and their increments across and down.
        let inverse = 1.0 / area;
        let (b_dx, b_dy) = (vy * inverse, -vx * inverse);
        let (c_dx, c_dy) = (-uy * inverse, ux * inverse);
        let (px, py) = (x0 + 0.5 - a.x, y0 + 0.5 - a.y);
        let (mut b_row, mut c_row) = (px * b_dx + py * b_dy, px * c_dx + py * c_dy);
        let (near_b, near_c) = (b.near - a.near, c.near - a.near);
        let (height_b, height_c) = (b.height - a.height, c.height - a.height);
        let (light_b, light_c) = (b.light - a.light, c.light - a.light);
        // Adjacent triangles share edges: a sample on one belongs to both rather than to neither.
        const EDGE: f32 = -1e-4;
        for y in y0 as usize..=y1 as usize {
            let (mut s, mut t) = (b_row, c_row);
            let from = y * self.width;
            let row = self.samples.get_mut(from + x0 as usize..=from + x1 as usize).unwrap_or(&mut []);
            for sample in row {
                if s >= EDGE && t >= EDGE && s + t <= 1.0 - EDGE {
                    let near = a.near + near_b * s + near_c * t;
                    if near > sample.near {
                        let height = a.height + height_b * s + height_c * t;
                        let light = a.light + light_b * s + light_c * t;
                        let (face, lit) = if inner { (Face::Inner, light) } else { (Face::Outer, -light * SHADE) };
                        let light = (0.25 + 0.75 * lit).clamp(0.0, 1.0) * f32::from(LIGHTS) + 0.5;
                        let material = Material { face, band: relief.band(height), light: light as u8 };
                        *sample = Sample { near, material };
                    }
                }
                s += b_dx;
                t += c_dx;
            }
            b_row += b_dy;
            c_row += c_dy;
        }
    }

    /// Draws the floor under the body wherever nothing else is, at its intersection with each row of the picture.
    fn floor(&mut self, relief: &Relief, camera: &Camera) {
        let floor = relief.floor();
        for (y, row) in self.samples.chunks_mut(self.width.max(1)).enumerate() {
            let Some((from, step)) = camera.level(y as f32 + 0.5, floor) else { continue };
            let start = relief.nodes_at([from[0] + 0.5 * step[0], from[1] + 0.5 * step[1]]);
            let next = relief.nodes_at([from[0] + 1.5 * step[0], from[1] + 1.5 * step[1]]);
            let (di, dj) = (next[0] - start[0], next[1] - start[1]);
            for (x, sample) in row.iter_mut().enumerate() {
                if sample.near > 0.0 {
                    continue;
                }
                let at = [start[0] + di * x as f32, start[1] + dj * x as f32];
                if let Some((height, true)) = relief.height(at) {
                    sample.material = Material { face: Face::Floor, band: relief.band(height), light: LIGHTS };
                }
            }
        }
    }

    /// Samples in each direction.
    pub fn size(&self) -> (usize, usize) {
        (self.width, self.height)
    }

    /// Returns the appearance of a sample.
    #[inline]
    pub fn material(&self, x: usize, y: usize) -> Material {
        if x >= self.width {
            return Material::default();
        }
        self.samples.get(y * self.width + x).map_or(Material::default(), |s| s.material)
    }

    /// The samples of a row.
    pub(super) fn row(&self, y: usize, from: usize, count: usize) -> impl Iterator<Item = Material> + '_ {
        let row = self.samples.get(y * self.width + from..y * self.width + from + count).unwrap_or(&[]);
        row.iter().map(|s| s.material)
    }

    /// Returns true if a point on the body's inner face or the floor, at nearness `near`, is visible at a position in the picture.
    #[inline]
    pub fn shows(&self, x: f32, y: f32, near: f32) -> bool {
        if !(x >= 0.0 && y >= 0.0 && x < self.width as f32 && y < self.height as f32) {
            return false;
        }
        let Some(sample) = self.samples.get(y as usize * self.width + x as usize) else { return false };
        // A point in the body is hidden by the very surface it lies on if that is seen from below.
        let lift = if sample.material.face == Face::Outer { -LIFT } else { LIFT };
        sample.near <= near + lift
    }
}
