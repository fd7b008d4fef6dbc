//! A sampled field as cells: each lies in one band, or has an edge in it.

use super::blocks::{self, ACROSS, DOWN, Mask};
use crate::figure::{Bands, Field};

/// One cell of the field.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cell {
    /// What stands in it: a space, or a block glyph at an edge.
    pub glyph: char,
    /// The band of the background.
    pub ground: u8,
    /// The band of the glyph; the same as `ground` in a cell without an edge.
    pub figure: u8,
    /// Braille dots along the edges, for terminals that have no colours to fill with.
    pub line: u8,
}

impl Cell {
    /// Whether a band ends in this cell.
    pub fn has_edge(self) -> bool {
        self.glyph != ' '
    }
}

/// The field as cells, row by row from the top.
#[derive(Clone, Debug, Default)]
pub struct Contours {
    cells: Vec<Cell>,
    columns: usize,
}

impl Contours {
    /// The cells of a field.
    pub fn new(field: &Field, bands: &Bands) -> Self {
        let mut contours = Self::default();
        contours.update(field, bands);
        contours
    }

    /// Makes these the cells of a field, without allocating if the size is the same.
    pub fn update(&mut self, field: &Field, bands: &Bands) {
        let (columns, rows) = field.size();
        self.columns = columns;
        self.cells.clear();
        self.cells.reserve(columns * rows);
        let (nodes, across) = field.nodes();
        // The band of every node once; a cell looks at nine of them.
        let node_bands: Vec<u8> = nodes.iter().map(|v| bands.band(*v)).collect();
        for row in 0..rows {
            let line = |j: usize| node_bands.get((2 * row + j) * across..).unwrap_or(&[]);
            let (top, middle, bottom) = (line(0), line(1), line(2));
            for column in 0..columns {
                let at = 2 * column..2 * column + 3;
                let first = top.get(2 * column).copied().unwrap_or(0);
                let whole = [top, middle, bottom]
                    .iter()
                    .all(|line| line.get(at.clone()).is_some_and(|three| three.iter().all(|b| *b == first)));
                self.cells.push(if whole {
                    Cell { glyph: ' ', ground: first, figure: first, line: 0 }
                } else {
                    edge(&field.cell(column, row), bands)
                });
            }
        }
    }

    /// All cells, row by row.
    pub fn cells(&self) -> &[Cell] {
        &self.cells
    }

    /// The cell at a column and row.
    pub fn get(&self, column: usize, row: usize) -> Option<Cell> {
        (column < self.columns).then(|| self.cells.get(row * self.columns + column).copied()).flatten()
    }

    /// Columns of cells.
    pub fn columns(&self) -> usize {
        self.columns
    }
}

/// A cell with an edge: its 8 x 12 samples, interpolated between the nodes, the two commonest bands among them, and
/// the glyph that parts them best.
fn edge(nodes: &[[f64; 3]; 3], bands: &Bands) -> Cell {
    let mut samples = [[0_u8; ACROSS]; DOWN];
    let mut counts = [0_u8; 256];
    for (y, line) in samples.iter_mut().enumerate() {
        let (j, v) = half(y, DOWN);
        for (x, sample) in line.iter_mut().enumerate() {
            let (i, u) = half(x, ACROSS);
            let top = nodes[j][i] + (nodes[j][i + 1] - nodes[j][i]) * u;
            let bottom = nodes[j + 1][i] + (nodes[j + 1][i + 1] - nodes[j + 1][i]) * u;
            *sample = bands.band(top + (bottom - top) * v);
            counts[usize::from(*sample)] += 1;
        }
    }
    let commonest =
        |not: Option<u8>| (0..=255_u8).filter(|b| Some(*b) != not).max_by_key(|b| counts[usize::from(*b)]).unwrap_or(0);
    let first = commonest(None);
    let second = commonest(Some(first));
    if counts[usize::from(second)] == 0 {
        return Cell { glyph: ' ', ground: first, figure: first, line: 0 };
    }
    let (low, high) = (first.min(second), first.max(second));
    let mut set: Mask = 0;
    for (y, line) in samples.iter().enumerate() {
        for (x, sample) in line.iter().enumerate() {
            if *sample >= high {
                set |= 1 << (y * ACROSS + x);
            }
        }
    }
    let (glyph, exchanged) = blocks::fit(set);
    let (figure, ground) = if exchanged { (low, high) } else { (high, low) };
    let line = dots(&samples);
    if glyph == ' ' {
        return Cell { glyph, ground, figure: ground, line };
    }
    Cell { glyph, ground, figure, line }
}

/// Which half of a cell the middle of a sample lies in, and where between that half's nodes.
fn half(sample: usize, of: usize) -> (usize, f64) {
    let at = 2.0 * (sample as f64 + 0.5) / of as f64;
    if at < 1.0 { (0, at) } else { (1, at - 1.0) }
}

/// The braille dots (2 x 4 of them) at whose right or lower side the band changes.
fn dots(samples: &[[u8; ACROSS]; DOWN]) -> u8 {
    let mut set = 0;
    for row in 0..4 {
        for column in 0..2 {
            let (x, y) = (column * 4 + 2, row * 3 + 1);
            let here = samples[y][x];
            let right = samples[y][(x + 4).min(ACROSS - 1)];
            let below = samples[(y + 3).min(DOWN - 1)][x];
            if here != right || here != below {
                set |= super::braille::bit(column, row);
            }
        }
    }
    set
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::surface::Surface;

    #[test]
    fn the_bowls_cells_are_symmetric_and_rise_outwards() {
        let surface = Surface::named("bowl", &[]).unwrap_or_else(|| unreachable!());
        let bands = Bands::of(&surface, surface.domain(), 10);
        let mut field = Field::new(surface.domain(), 41, 21);
        while !field.done() {
            field.sample_row(&surface);
        }
        let contours = Contours::new(&field, &bands);
        assert_eq!(contours.cells().len(), 41 * 21);
        let band = |c, r| contours.get(c, r).map(|c| c.ground.min(c.figure)).unwrap_or(99);
        for r in 0..21 {
            for c in 0..41 {
                assert_eq!(band(c, r), band(40 - c, r), "{c} {r}");
                if c > 20 {
                    assert!(band(c, r) >= band(c - 1, r));
                }
            }
        }
        assert_eq!(band(20, 10), 0);
        assert!(contours.cells().iter().any(|c| c.has_edge() && c.line != 0));
    }

    #[test]
    fn an_unfinished_field_is_whole_and_a_finished_one_the_same_in_any_order() {
        let surface = Surface::named("himmelblau", &[]).unwrap_or_else(|| unreachable!());
        let mut field = Field::new(surface.domain(), 20, 15);
        for _ in 0..4 {
            field.sample_row(&surface);
        }
        field.fill_gaps();
        assert!(!field.done());
        assert!(field.nodes().0.iter().all(|v| *v != 0.0));
        while !field.done() {
            field.sample_row(&surface);
            field.fill_gaps();
        }
        let (nodes, across) = field.nodes();
        let at = |i: usize, j: usize| surface.value([-5.0 + 10.0 * i as f64 / 40.0, 5.0 - 10.0 * j as f64 / 30.0]);
        for (k, v) in nodes.iter().enumerate() {
            let want = at(k % across, k / across);
            assert!((v - want).abs() <= 1e-9 * want.abs().max(1.0));
        }
    }
}
