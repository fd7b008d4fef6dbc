//! A piece of the screen that shows a part of the plane.

use ratatui::layout::Rect;

use crate::draw::raster::trail::to_dots;
use crate::math::surface::{Domain, Point};

/// Cells, and the part of the plane that they show.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pane {
    /// Its cells.
    pub area: Rect,
    /// Its part of the plane.
    pub view: Domain,
}

impl Pane {
    /// A point of the plane in dots from the corner.
    pub fn dots(&self, at: Point) -> [f64; 2] {
        to_dots(self.view, (usize::from(self.area.width), usize::from(self.area.height)), at)
    }

    /// The cell of a point of the plane, if it is in view.
    pub fn cell_of(&self, at: Point) -> Option<(u16, u16)> {
        let [x, y] = self.dots(at);
        let (column, row) = ((x / 2.0).floor(), (y / 4.0).floor());
        let area = self.area;
        let inside = column >= 0.0 && row >= 0.0 && column < f64::from(area.width) && row < f64::from(area.height);
        inside.then(|| (area.x + column as u16, area.y + row as u16))
    }

    /// The point of the plane in the middle of a cell.
    pub fn point_at(&self, column: u16, row: u16) -> Point {
        let ([width, height], area) = (self.view.size(), self.area);
        let x = (f64::from(column.saturating_sub(area.x)) + 0.5) / f64::from(area.width.max(1));
        let y = (f64::from(row.saturating_sub(area.y)) + 0.5) / f64::from(area.height.max(1));
        [self.view.w[0] + x * width, self.view.b[1] - y * height]
    }

    /// What a cell is wide and high in the plane.
    pub fn cell(&self) -> [f64; 2] {
        let [width, height] = self.view.size();
        [width / f64::from(self.area.width.max(1)), height / f64::from(self.area.height.max(1))]
    }
}
