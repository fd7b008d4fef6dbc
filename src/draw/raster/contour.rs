//! A sampled field as cells: each lies in one band, or has an edge in it.

use super::Layer;
use super::blocks::{self, ACROSS, DOWN, Mask, Tier};
use crate::draw::figure::{Bands, Field, HOLE, Isolines};

/// One cell of the field.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cell {
    /// Its character: a space, or a block glyph at an edge.
    pub glyph: char,
    /// The band of the background.
    pub ground: u8,
    /// The band of the glyph; the same as `ground` in a cell without an edge.
    pub figure: u8,
    /// Braille dots along the bands' edges, if requested.
    pub line: u8,
}

impl Cell {
    /// Returns true if a band ends in this cell.
    pub fn has_edge(self) -> bool {
        self.glyph != ' '
    }

    /// Returns true if the surface has no value in part of this cell.
    pub fn has_hole(self) -> bool {
        self.ground == HOLE || self.figure == HOLE
    }
}

/// The field as cells, row by row from the top.
#[derive(Clone, Debug, Default)]
pub struct Contours {
    cells: Vec<Cell>,
    columns: usize,
    isolines: Isolines,
    lines: Layer,
}

/// Draw every n-th edge as a line in a plot with this many rows: paths need room between lines.
pub fn line_stride(rows: usize) -> usize {
    match rows {
        0..7 => 3,
        7..12 => 2,
        _ => 1,
    }
}

impl Contours {
    /// Creates the cells of a field, filled or (`lines`) with dots along the edges too.
    pub fn new(field: &Field, bands: &Bands, tier: Tier, lines: bool) -> Self {
        let mut contours = Self::default();
        contours.update(field, bands, tier, lines);
        contours
    }

    /// Rebuilds the cells from a field.
    pub fn update(&mut self, field: &Field, bands: &Bands, tier: Tier, lines: bool) {
        let (columns, rows) = field.size();
        self.columns = columns;
        self.cells.clear();
        self.cells.reserve(columns * rows);
        let (nodes, across) = field.nodes();
        // Compute each node's band once; a cell reads nine of them.
        let mut node_bands: Vec<u8> = Vec::with_capacity(nodes.len());
        let mut last = bands.span(0);
        for value in nodes {
            // Neighbors mostly share a band.
            if !(last.1 <= *value && *value < last.2) {
                last = bands.span(bands.band(*value));
            }
            node_bands.push(last.0);
        }
        for row in 0..rows {
            let line = |j: usize| node_bands.get((2 * row + j) * across..(2 * row + j + 1) * across).unwrap_or(&[]);
            let (top, middle, bottom) = (line(0), line(1), line(2));
            for column in 0..columns {
                let (mut least, mut most) = (u8::MAX, 0);
                for line in [top, middle, bottom] {
                    for band in line.iter().skip(2 * column).take(3) {
                        (least, most) = (least.min(*band), most.max(*band));
                    }
                }
                self.cells.push(if least >= most {
                    Cell { glyph: ' ', ground: most, figure: most, line: 0 }
                } else if most == HOLE {
                    border(&field.cell(column, row), bands, tier)
                } else {
                    edge(&field.cell(column, row), (least, most), bands, tier)
                });
            }
        }
        if lines {
            self.trace(field, bands);
        }
    }

    /// Draws the edges between bands as lines of dots.
    fn trace(&mut self, field: &Field, bands: &Bands) {
        let (columns, rows) = field.size();
        let (nodes, across) = field.nodes();
        self.isolines.update(nodes, across, bands.thresholds());
        self.lines.reset(columns, rows);
        // Two intervals per cell in each direction correspond to two dots across and four down.
        let dots = |[x, y]: [f32; 2]| [f64::from(x), 2.0 * f64::from(y)];
        let every = line_stride(rows);
        for segment in self.isolines.segments().iter().filter(|s| s.level % every == every - 1) {
            self.lines.line(dots(segment.from), dots(segment.to), 0, false);
        }
        for (cell, dots) in self.cells.iter_mut().zip(self.lines.dots()) {
            cell.line = *dots;
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

    /// Rows of cells.
    pub fn rows(&self) -> usize {
        self.cells.len().checked_div(self.columns).unwrap_or(0)
    }

    /// Columns of cells.
    pub fn columns(&self) -> usize {
        self.columns
    }
}

/// A cell with an edge: its 8 x 12 samples, interpolated between the nodes, its two representative bands, and the glyph that
/// separates them best.
fn edge(nodes: &[[f64; 3]; 3], (least, most): (u8, u8), bands: &Bands, tier: Tier) -> Cell {
    let mut samples = [[0.0_f64; ACROSS]; DOWN];
    for (y, line) in samples.iter_mut().enumerate() {
        let (j, v) = (y / HALF_DOWN, between(y % HALF_DOWN, HALF_DOWN));
        // The three nodes of this row, then eight samples between them.
        let [a, b, c]: [f64; 3] = std::array::from_fn(|i| nodes[j][i] + (nodes[j + 1][i] - nodes[j][i]) * v);
        let (left, right) = line.split_at_mut(HALF_ACROSS);
        for (x, (l, r)) in left.iter_mut().zip(right).enumerate() {
            let u = between(x, HALF_ACROSS);
            (*l, *r) = (a + (b - a) * u, b + (c - b) * u);
        }
    }
    let many = most > least + 1;
    let Parts { low, high, from: parted, mean } = match many {
        true => parts(&samples, bands),
        false => Parts { low: least, high: most, from: most, mean: most },
    };
    let threshold = bands.thresholds().get(usize::from(parted).wrapping_sub(1)).copied().unwrap_or(f64::INFINITY);
    let mut set: Mask = 0;
    for (y, values) in samples.iter().enumerate() {
        let below = values.map(|value| value < threshold);
        let bits = below.iter().enumerate().fold(0_u8, |bits, (x, below)| bits | u8::from(!below) << x);
        set |= Mask::from(bits) << (y * ACROSS);
    }
    let (glyph, exchanged) = blocks::fit(set, tier);
    let (figure, ground) = if exchanged { (low, high) } else { (high, low) };
    if glyph == ' ' {
        // No glyph separates it: with many bands, use their mean.
        let ground = if many { mean } else { ground };
        return Cell { glyph, ground, figure: ground, line: 0 };
    }
    Cell { glyph, ground, figure, line: 0 }
}

/// A cell at the border of a hole: the samples inside the hole, and the most common band of the others. A sample takes the value of
/// its nearest node.
fn border(nodes: &[[f64; 3]; 3], bands: &Bands, tier: Tier) -> Cell {
    let mut set: Mask = 0;
    let mut counts = [0_u32; MOST];
    for y in 0..DOWN {
        for x in 0..ACROSS {
            // The middle node is the nearest in half of the cell.
            let (i, j) = ((x + HALF_ACROSS / 2) / HALF_ACROSS, (y + HALF_DOWN / 2) / HALF_DOWN);
            let band = bands.band(nodes[j.min(2)][i.min(2)]);
            if band == HOLE {
                set |= 1 << (y * ACROSS + x);
            } else if let Some(count) = counts.get_mut(usize::from(band)) {
                *count += 1;
            }
        }
    }
    let band = (0..MOST).rev().max_by_key(|band| counts[*band]).unwrap_or(0) as u8;
    let (glyph, exchanged) = blocks::fit(set, tier);
    let (figure, ground) = if exchanged { (band, HOLE) } else { (HOLE, band) };
    Cell { glyph, ground, figure: if glyph == ' ' { ground } else { figure }, line: 0 }
}

/// Maximum number of bands distinguished in a cell.
const MOST: usize = 32;

/// The two parts of a cell: the mean band of each, the lowest band of the high part, and the overall mean.
struct Parts {
    low: u8,
    high: u8,
    from: u8,
    mean: u8,
}

/// Splits a cell crossed by more than two bands, as in small plots, at the threshold that best separates the two parts (Otsu 1979).
fn parts(samples: &[[f64; ACROSS]; DOWN], bands: &Bands) -> Parts {
    let mut counts = [0_usize; MOST];
    for value in samples.as_flattened() {
        counts[usize::from(bands.band(*value)).min(MOST - 1)] += 1;
    }
    let all = counts.iter().sum::<usize>();
    let weighed = counts.iter().enumerate().map(|(band, count)| band * count).sum::<usize>();
    let mut best = (0.0, [0, 0, 0]);
    let (mut below, mut sum) = (0, 0);
    for (band, count) in counts.iter().enumerate() {
        (below, sum) = (below + count, sum + band * count);
        let above = all - below;
        if below == 0 || above == 0 {
            continue;
        }
        let (low, high) = (sum as f64 / below as f64, (weighed - sum) as f64 / above as f64);
        let apart = below as f64 * above as f64 * (high - low) * (high - low);
        if apart > best.0 {
            best = (apart, [low.round() as usize, high.round() as usize, band + 1]);
        }
    }
    let [low, high, from] = best.1.map(|band| band.min(MOST - 1) as u8);
    Parts { low, high, from, mean: (weighed as f64 / all.max(1) as f64).round() as u8 }
}

/// Samples between two neighboring nodes.
const HALF_ACROSS: usize = ACROSS / 2;
const HALF_DOWN: usize = DOWN / 2;

/// The position of a sample's center between its two nodes, with `count` samples between them.
const fn between(sample: usize, count: usize) -> f64 {
    (sample as f64 + 0.5) / count as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::surface::Surface;

    /// In a plot of five rows a row spans several bands: upward from the middle, the bands rise monotonically.
    #[test]
    fn small_plots_stay_smooth() {
        let surface = Surface::named("bowl", &[]).unwrap_or_else(|| unreachable!());
        let bands = Bands::of(&surface, surface.domain(), 10);
        for (columns, rows) in [(35, 5), (31, 7), (70, 9)] {
            let mut field = Field::new(surface.domain(), columns, rows);
            while !field.done() {
                field.sample_row(&surface);
            }
            let contours = Contours::new(&field, &bands, Tier::Quadrant, false);
            // Whatever a cell shows is close to the mean of the bands that cross it.
            let [width, height] = surface.domain().size();
            let at = |column: f64, row: f64| {
                let (w, b) = (column / columns as f64, row / rows as f64);
                [surface.domain().w[0] + width * w, surface.domain().b[1] - height * b]
            };
            for row in 0..rows {
                for column in 0..columns {
                    let cell = contours.get(column, row).unwrap_or_default();
                    let inside = (0..100).map(|i| (f64::from(i % 10) / 10.0 + 0.05, f64::from(i / 10) / 10.0 + 0.05));
                    let bands = inside.map(|(x, y)| bands.band(surface.value(at(column as f64 + x, row as f64 + y))));
                    let mean = bands.map(f64::from).sum::<f64>() / 100.0;
                    let (low, high) = (cell.ground.min(cell.figure), cell.ground.max(cell.figure));
                    let within = f64::from(low) - 0.6 <= mean && mean <= f64::from(high) + 0.6;
                    assert!(within, "{columns}x{rows} {column} {row}: {cell:?} {mean}");
                }
            }
        }
    }

    #[test]
    fn the_bowls_cells_are_symmetric_and_rise_outwards() {
        let surface = Surface::named("bowl", &[50.0]).unwrap_or_else(|| unreachable!());
        let bands = Bands::of(&surface, surface.domain(), 10);
        let mut field = Field::new(surface.domain(), 41, 21);
        while !field.done() {
            field.sample_row(&surface);
        }
        let contours = Contours::new(&field, &bands, Tier::Quadrant, true);
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
        // Along the axis every band's edge is crossed once on each side, by a nearly vertical line. Only the lowest bands reach it:
        // ½w² is at most 12.5 there, and 62.5 in the corners.
        let edges = bands.thresholds().iter().filter(|t| **t < surface.value([5.0, 0.0])).count();
        let crossings = (0..41).filter(|c| contours.get(*c, 10).is_some_and(|cell| cell.line != 0)).count();
        assert!(edges >= 3 && (2 * edges..=4 * edges).contains(&crossings), "{crossings} {edges}");
    }

    /// A surface symmetric about an axis is drawn symmetrically, in any character set, and however many bands cross a cell.
    #[test]
    fn mirror_images_are_mirrored() {
        let bowls = [1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 1000.0].map(|kappa| ("bowl", vec![kappa]));
        let others = ["rastrigin", "ackley", "griewank", "saddle"].map(|name| (name, Vec::new()));
        for (name, values) in bowls.into_iter().chain(others) {
            let surface = Surface::named(name, &values).unwrap();
            let bands = Bands::of(&surface, surface.domain(), 10);
            for (columns, rows) in [(41, 21), (40, 20), (35, 5), (31, 7), (120, 40)] {
                let mut field = Field::new(surface.domain(), columns, rows);
                while !field.done() {
                    field.sample_row(&surface);
                }
                for (tier, _) in Tier::ALL {
                    let contours = Contours::new(&field, &bands, tier, false);
                    let seen = |column, row| {
                        let cell = contours.get(column, row).unwrap();
                        (cell.ground.min(cell.figure), cell.ground.max(cell.figure), cell.has_edge())
                    };
                    for (row, column) in (0..rows).flat_map(|row| (0..columns / 2).map(move |column| (row, column))) {
                        let (left, right) = (seen(column, row), seen(columns - 1 - column, row));
                        assert_eq!(left, right, "{name} {values:?} {columns}x{rows} {tier:?} {column} {row}");
                    }
                }
            }
        }
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

    #[test]
    fn a_hole_is_cut_out_where_it_is() {
        use crate::math::surface::{Domain, Expression};
        let expression = Expression::parse("sqrt(x) + y^2", &[] as &[&str]).unwrap_or_else(|e| unreachable!("{e}"));
        let surface = Surface::typed(&expression, &[]);
        let bands = Bands::of(&surface, surface.domain(), 10);
        // The border, w = 0, lies between the nodes of a cell, then on the border of two.
        for (columns, part) in [(41, 20), (40, 20)] {
            let mut field = Field::new(Domain { w: [-5.0, 5.0], b: [-5.0, 5.0] }, columns, 21);
            while !field.done() {
                field.sample_row(&surface);
            }
            let contours = Contours::new(&field, &bands, Tier::Quadrant, false);
            for (i, cell) in contours.cells().iter().enumerate() {
                let column = i % columns;
                assert_eq!(
                    cell.ground == HOLE && cell.figure == HOLE,
                    column < part - usize::from(columns == 40),
                    "{i}"
                );
                assert_eq!(cell.has_hole(), column < part + usize::from(columns == 41), "{i}");
            }
        }
    }
}
