//! A surface sampled over a viewport, row by row, so that a slow one fills in while the program stays responsive.

use crate::math::surface::{Domain, Surface};

/// Losses at the nodes of a lattice, with two intervals per cell in each direction. Row 0 is the top (the largest b).
#[derive(Clone, Debug)]
pub struct Field {
    view: Domain,
    across: usize,
    down: usize,
    values: Vec<f64>,
    /// The rows still to be sampled, last first.
    waiting: Vec<usize>,
    /// True for sampled rows; the others copy the nearest sampled one.
    sampled: Vec<bool>,
}

impl Field {
    /// An empty field of `columns` x `rows` cells.
    pub fn new(view: Domain, columns: usize, rows: usize) -> Self {
        let mut field = Self { view, across: 0, down: 0, values: Vec::new(), waiting: Vec::new(), sampled: Vec::new() };
        field.restart(view, columns, rows);
        field
    }

    /// Restarts with another view or surface, reusing the field's allocations.
    pub fn restart(&mut self, view: Domain, columns: usize, rows: usize) {
        (self.view, self.across, self.down) = (view, 2 * columns + 1, 2 * rows + 1);
        // Every value is written before it is read: by its own sample, or by the nearest one.
        self.values.resize(self.across * self.down, 0.0);
        self.sampled.clear();
        self.sampled.resize(self.down, false);
        // Coarse first: every 16th row, then the 8ths between, and so on.
        self.waiting.clear();
        let mut stride = 16;
        while stride >= 1 {
            self.waiting.extend((0..self.down).step_by(stride).filter(|r| stride == 16 || r % (2 * stride) != 0));
            stride /= 2;
        }
        self.waiting.reverse();
    }

    /// Returns true if every row is sampled.
    pub fn done(&self) -> bool {
        self.waiting.is_empty()
    }

    /// Samples the next row.
    pub fn sample_row(&mut self, surface: &Surface) {
        let Some(row) = self.waiting.pop() else { return };
        let [width, height] = self.view.size();
        let b = self.view.b[1] - height * row as f64 / (self.down - 1) as f64;
        let from = row * self.across;
        if let Some(slots) = self.values.get_mut(from..from + self.across) {
            surface.row(self.view.w[0], width / (self.across - 1) as f64, b, slots);
        }
        if let Some(flag) = self.sampled.get_mut(row) {
            *flag = true;
        }
    }

    /// Fills rows not yet sampled with the nearest sampled one, so that the first picture is complete.
    pub fn fill_gaps(&mut self) {
        for row in 0..self.down {
            if self.sampled.get(row) == Some(&true) {
                continue;
            }
            let has = |r: usize| self.sampled.get(r) == Some(&true);
            let near = (1..self.down)
                .find_map(|d| row.checked_sub(d).filter(|r| has(*r)).or(Some(row + d).filter(|r| has(*r))));
            if let Some(near) = near {
                self.values.copy_within(near * self.across..(near + 1) * self.across, row * self.across);
            }
        }
    }

    /// The 3 x 3 nodes of a cell, row by row.
    pub fn cell(&self, column: usize, row: usize) -> [[f64; 3]; 3] {
        std::array::from_fn(|j| {
            let from = (2 * row + j) * self.across + 2 * column;
            match self.values.get(from..from + 3) {
                Some([a, b, c]) => [*a, *b, *c],
                _ => [0.0; 3],
            }
        })
    }

    /// Returns all nodes, row by row from the top, and the number of nodes per row.
    pub fn nodes(&self) -> (&[f64], usize) {
        (&self.values, self.across)
    }

    /// Returns the size in cells.
    pub fn size(&self) -> (usize, usize) {
        (self.across / 2, self.down / 2)
    }
}
