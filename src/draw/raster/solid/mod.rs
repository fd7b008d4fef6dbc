//! A body in perspective as terminal cells: its inner and outer face and the floor beneath, with hidden surface removal, and paths
//! that lie on it.

mod canvas;
mod cells;
mod paths;

pub use canvas::{Canvas, Face, Material};
pub use cells::SolidCell;
pub use paths::{Course, Seen};

use super::Tier;
use crate::draw::figure::{Camera, Relief};

/// The dot at a position in the picture.
pub fn dots(x: f32, y: f32) -> [i32; 2] {
    [(x * 2.0 / canvas::ACROSS as f32).floor() as i32, (y * 4.0 / canvas::DOWN as f32).floor() as i32]
}

/// The camera settings and the format of the picture.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Look {
    /// Rotation about the vertical axis, in degrees.
    pub turn: f64,
    /// Elevation above the floor, in degrees.
    pub tilt: f64,
    /// Zoom; 1 shows the whole body.
    pub zoom: f64,
    /// Columns and rows of cells.
    pub size: (usize, usize),
    /// Height-to-width ratio of a cell.
    pub aspect: f64,
    /// The character set.
    pub tier: Tier,
}

/// The picture of a body.
#[derive(Clone, Debug, Default)]
pub struct Solid {
    look: Option<Look>,
    camera: Option<Camera>,
    canvas: Canvas,
    cells: Vec<SolidCell>,
    /// A number that changes with every picture.
    picture: u64,
}

impl Solid {
    /// Redraws the body if the look has changed or `changed` is true. Returns true if it was drawn.
    pub fn update(&mut self, relief: &Relief, look: Look, changed: bool) -> bool {
        if self.look == Some(look) && !changed {
            return false;
        }
        self.look = Some(look);
        self.picture += 1;
        let camera = self.canvas.draw(relief, &look);
        self.camera = Some(camera);
        cells::update(&mut self.cells, &self.canvas, look.tier);
        true
    }

    /// The cells, row by row.
    pub fn cells(&self) -> &[SolidCell] {
        &self.cells
    }

    /// The camera, with its place in a picture of 4 x 6 samples per cell.
    pub fn camera(&self) -> Option<&Camera> {
        self.camera.as_ref()
    }

    /// Its samples.
    pub fn canvas(&self) -> &Canvas {
        &self.canvas
    }

    /// A number that changes with every picture.
    pub fn picture(&self) -> u64 {
        self.picture
    }

    /// The size in cells.
    pub fn size(&self) -> (usize, usize) {
        self.look.map_or((0, 0), |look| look.size)
    }

    /// The cell in which a point of the world is projected; true if nothing hides it.
    pub fn place(&self, point: [f32; 3]) -> Option<((usize, usize), bool)> {
        let [x, y, near] = self.camera?.project(point);
        let cell = (x / canvas::ACROSS as f32, y / canvas::DOWN as f32);
        let (columns, rows) = self.size();
        let inside = cell.0 >= 0.0 && cell.1 >= 0.0 && cell.0 < columns as f32 && cell.1 < rows as f32;
        inside.then(|| ((cell.0 as usize, cell.1 as usize), self.canvas.shows(x, y, near)))
    }
}
