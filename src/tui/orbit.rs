//! How the bowl is looked at.

/// Degrees a second at which the bowl turns by itself.
const SPIN: f64 = 24.0;

/// Least and greatest tilt.
pub const TILTS: (f64, f64) = (12.0, 84.0);
/// Least and greatest zoom.
pub const ZOOMS: (f64, f64) = (0.4, 6.0);

/// How the bowl is looked at.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Orbit {
    /// Degrees about the upright axis.
    pub turn: f64,
    /// Degrees above the floor.
    pub tilt: f64,
    /// 1 shows the whole.
    pub zoom: f64,
}

impl Default for Orbit {
    fn default() -> Self {
        Self { turn: 24.0, tilt: 50.0, zoom: 1.0 }
    }
}

impl Orbit {
    /// Turns by notches of 6 degrees, and tilts by notches of 4.
    pub fn turn_by(&mut self, right: f64, up: f64) {
        self.turn = (self.turn + 6.0 * right).rem_euclid(360.0);
        self.tilt = (self.tilt + 4.0 * up).clamp(TILTS.0, TILTS.1);
    }

    /// Turns by itself for some seconds.
    pub fn spin(&mut self, seconds: f64) {
        self.turn = (self.turn + seconds * SPIN).rem_euclid(360.0);
    }

    /// Comes nearer, by notches.
    pub fn zoom_by(&mut self, notches: i32) {
        self.zoom = (self.zoom * 1.15f64.powi(notches)).clamp(ZOOMS.0, ZOOMS.1);
    }
}
