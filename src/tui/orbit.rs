//! Camera of the bowl.

/// Rotation speed of the bowl, in degrees per second.
const SPIN: f64 = 24.0;

/// Minimum and maximum tilt.
pub const TILTS: (f64, f64) = (12.0, 84.0);
/// Minimum and maximum zoom.
pub const ZOOMS: (f64, f64) = (0.4, 6.0);

/// Camera angles and zoom.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Orbit {
    /// Rotation around the vertical axis, in degrees.
    pub turn: f64,
    /// Elevation above the floor, in degrees.
    pub tilt: f64,
    /// Zoom factor; 1 shows the whole bowl.
    pub zoom: f64,
}

impl Default for Orbit {
    fn default() -> Self {
        Self { turn: 24.0, tilt: 50.0, zoom: 1.0 }
    }
}

impl Orbit {
    /// Rotates by notches of 6 degrees and tilts by notches of 4.
    pub fn turn_by(&mut self, right: f64, up: f64) {
        self.turn = (self.turn + 6.0 * right).rem_euclid(360.0);
        self.tilt = (self.tilt + 4.0 * up).clamp(TILTS.0, TILTS.1);
    }

    /// Rotates for some seconds at the automatic speed.
    pub fn spin(&mut self, seconds: f64) {
        self.turn = (self.turn + seconds * SPIN).rem_euclid(360.0);
    }

    /// Zooms in by notches.
    pub fn zoom_by(&mut self, notches: i32) {
        self.zoom = (self.zoom * 1.15f64.powi(notches)).clamp(ZOOMS.0, ZOOMS.1);
    }
}
