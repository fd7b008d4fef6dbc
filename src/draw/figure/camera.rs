//! A camera orbiting a body: projects world coordinates to a picture, in perspective, and maps back to a level plane.
//!
//! Before the camera turns, the world has x to the right, y away and z up; the body is centered at the origin, with a radius of about
//! 1.2.

/// Distance of the camera from the origin: close enough for visible perspective.
const DISTANCE: f32 = 5.0;

/// A camera with its placement in a picture.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Camera {
    turn: [f32; 2],
    tilt: [f32; 2],
    /// Picture units per world unit, horizontal and vertical.
    scale: [f32; 2],
    /// The point where the view axis meets the picture.
    center: [f32; 2],
}

impl Camera {
    /// A camera turned about the vertical axis and raised above the floor, in degrees, with a picture in world units.
    pub fn new(turn: f64, tilt: f64) -> Self {
        let sin_cos = |degrees: f64| {
            let (sin, cos) = degrees.to_radians().sin_cos();
            [sin as f32, cos as f32]
        };
        Self { turn: sin_cos(turn), tilt: sin_cos(tilt), scale: [1.0; 2], center: [0.0; 2] }
    }

    /// Fits the rectangle `low` to `high` of the picture (as given by [`Self::project`] of the unfitted camera) into `size`, scaled
    /// by `zoom`; `aspect` is the height-to-width ratio of a picture unit.
    pub fn fitted(mut self, low: [f32; 2], high: [f32; 2], size: [f32; 2], aspect: f32, zoom: f32) -> Self {
        let across = size[0] / (high[0] - low[0]).max(1e-6);
        let down = size[1] * aspect / (high[1] - low[1]).max(1e-6);
        let scale = across.min(down) * zoom;
        self.scale = [scale, scale / aspect];
        self.center = std::array::from_fn(|i| 0.5 * size[i] - 0.5 * (low[i] + high[i]) * self.scale[i]);
        self
    }

    /// Translates the picture.
    pub fn moved(mut self, [x, y]: [f32; 2]) -> Self {
        self.center = [self.center[0] + x, self.center[1] + y];
        self
    }

    /// Maps a point of the unfitted camera's picture to this one's.
    #[inline]
    pub fn placed(&self, [x, y]: [f32; 2]) -> [f32; 2] {
        [self.center[0] + x * self.scale[0], self.center[1] + y * self.scale[1]]
    }

    /// Projects a point to the picture, x to the right and y down, with its nearness: larger is nearer, and linear over the picture
    /// of a plane.
    #[inline]
    pub fn project(&self, [x, y, z]: [f32; 3]) -> [f32; 3] {
        let [across, away] = self.turned([x, y]);
        let [sin, cos] = self.tilt;
        let (up, towards) = (z * cos + away * sin, z * sin - away * cos);
        let near = DISTANCE / (DISTANCE - towards);
        [self.center[0] + across * near * self.scale[0], self.center[1] - up * near * self.scale[1], near]
    }

    /// The points of the level plane at height `z` that are visible in row `y` of the picture: the point at x = 0, and the offset
    /// from one picture unit to the next. `None` if the row is at or above the horizon.
    pub fn level(&self, y: f32, z: f32) -> Option<([f32; 2], [f32; 2])> {
        let [sin, cos] = self.tilt;
        let up = (self.center[1] - y) / self.scale[1];
        // up = (z cos + away sin) near, with near = D / (D - z sin + away cos), solved for `away`.
        let below = DISTANCE * sin - up * cos;
        if below <= 1e-6 {
            return None;
        }
        let away = (up * (DISTANCE - z * sin) - DISTANCE * z * cos) / below;
        let depth = DISTANCE - z * sin + away * cos;
        if depth <= 1e-6 {
            return None;
        }
        let unit = depth / DISTANCE / self.scale[0];
        let back = |across: f32, away: f32| {
            let [sin, cos] = self.turn;
            [across * cos + away * sin, away * cos - across * sin]
        };
        Some((back(-self.center[0] * unit, away), back(unit, 0.0)))
    }

    /// Converts a direction that turns with the camera to world coordinates: right, away and up relative to the floor in view.
    pub fn turned_back(&self, [across, away, up]: [f32; 3]) -> [f32; 3] {
        let [sin, cos] = self.turn;
        [across * cos + away * sin, away * cos - across * sin, up]
    }

    #[inline]
    fn turned(&self, [x, y]: [f32; 2]) -> [f32; 2] {
        let [sin, cos] = self.turn;
        [x * cos - y * sin, y * cos + x * sin]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_above_is_above_and_what_is_near_is_larger() {
        let camera = Camera::new(30.0, 40.0);
        let [_, low, _] = camera.project([0.0; 3]);
        let [_, high, _] = camera.project([0.0, 0.0, 0.5]);
        assert!(high < low);
        let camera = Camera::new(0.0, 40.0);
        let (near, far) = (camera.project([0.5, -1.0, 0.0]), camera.project([0.5, 1.0, 0.0]));
        assert!(near[2] > far[2] && near[0] > far[0] && near[1] > far[1]);
        // From straight above there is no perspective on the floor through the origin.
        let above = Camera::new(0.0, 90.0).project([0.3, 0.4, 0.0]);
        assert!((above[0] - 0.3).abs() < 1e-6 && (above[1] + 0.4).abs() < 1e-6);
    }

    #[test]
    fn a_row_of_the_floor_is_where_the_floor_is_seen() {
        for (turn, tilt) in [(24.0, 44.0), (200.0, 15.0), (90.0, 84.0)] {
            let camera = Camera::new(turn, tilt).fitted([-1.3, -0.9], [1.2, 1.1], [400.0, 160.0], 2.0, 1.3);
            for point in [[0.3, -0.2, -0.4], [-0.9, 0.8, -0.4], [0.0, 0.0, 0.25]] {
                let [x, y, _] = camera.project(point);
                let Some((from, step)) = camera.level(y, point[2]) else { panic!("{turn} {tilt}") };
                let back = [from[0] + step[0] * x, from[1] + step[1] * x];
                // Single precision over a few hundred units.
                assert!((back[0] - point[0]).abs() < 1e-4 && (back[1] - point[1]).abs() < 1e-4, "{back:?} {point:?}");
            }
        }
        assert!(Camera::new(0.0, 12.0).level(-2.0, -0.4).is_none());
    }

    #[test]
    fn the_picture_is_fitted() {
        let camera = Camera::new(24.0, 44.0);
        let corners = [[-1.0, -0.6, 0.0], [1.0, -0.6, 0.0], [1.0, 0.6, 0.0], [-1.0, 0.6, 0.7]];
        let bounds = corners.map(|c| camera.project(c));
        let low = [0, 1].map(|i| bounds.iter().map(|p| p[i]).fold(f32::INFINITY, f32::min));
        let high = [0, 1].map(|i| bounds.iter().map(|p| p[i]).fold(f32::NEG_INFINITY, f32::max));
        let fitted = camera.fitted(low, high, [400.0, 160.0], 1.0, 1.0);
        let placed = corners.map(|c| fitted.project(c));
        let range = |i: usize| {
            placed.iter().map(|p| p[i]).fold((f32::INFINITY, f32::NEG_INFINITY), |(a, b), x| (a.min(x), b.max(x)))
        };
        let ((x0, x1), (y0, y1)) = (range(0), range(1));
        assert!(x0 >= -0.01 && x1 <= 400.01 && y0 >= -0.01 && y1 <= 160.01);
        assert!((x1 - x0 - 400.0).abs() < 0.1 || (y1 - y0 - 160.0).abs() < 0.1);
        assert!((x0 + x1 - 400.0).abs() < 0.1 && (y0 + y1 - 160.0).abs() < 0.1);
    }
}
