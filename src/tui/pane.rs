//! A rectangle of the screen that shows a part of the plane.

use ratatui::layout::Rect;

use crate::draw::raster::trail::to_dots;
use crate::math::surface::{Domain, Point};

/// A rectangle of cells and the part of the plane it shows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pane {
    /// The cells.
    pub area: Rect,
    /// The part of the plane.
    pub view: Domain,
}

impl Pane {
    /// Converts a point of the plane to dots from the corner.
    pub fn dots(&self, at: Point) -> [f64; 2] {
        to_dots(self.view, (usize::from(self.area.width), usize::from(self.area.height)), at)
    }

    /// The cell that contains a point of the plane, if it is in view.
    pub fn cell_of(&self, at: Point) -> Option<(u16, u16)> {
        let [x, y] = self.dots(at);
        let (column, row) = ((x / 2.0).floor(), (y / 4.0).floor());
        let area = self.area;
        let inside = column >= 0.0 && row >= 0.0 && column < f64::from(area.width) && row < f64::from(area.height);
        inside.then(|| (area.x + column as u16, area.y + row as u16))
    }

    /// The point of the plane at the center of a cell.
    pub fn point_at(&self, column: u16, row: u16) -> Point {
        let ([width, height], area) = (self.view.size(), self.area);
        let x = (f64::from(column.saturating_sub(area.x)) + 0.5) / f64::from(area.width.max(1));
        let y = (f64::from(row.saturating_sub(area.y)) + 0.5) / f64::from(area.height.max(1));
        [self.view.w[0] + x * width, self.view.b[1] - y * height]
    }

    /// Width and height of a cell in the plane.
    pub fn cell(&self) -> [f64; 2] {
        let [width, height] = self.view.size();
        [width / f64::from(self.area.width.max(1)), height / f64::from(self.area.height.max(1))]
    }
}
