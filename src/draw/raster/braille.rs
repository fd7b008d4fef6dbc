//! Dots, 2 x 4 per cell, and lines made of them.

/// The bit of a braille dot in a cell, by column (0, 1) and row (0 to 3).
#[inline]
pub const fn bit(column: usize, row: usize) -> u8 {
    const BITS: [[u8; 2]; 4] = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]];
    BITS[row & 3][column & 1]
}

/// The character of a set of dots.
pub fn glyph(dots: u8) -> char {
    char::from_u32(0x2800 + u32::from(dots)).unwrap_or(' ')
}

/// Line style.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pen {
    /// One dot wide.
    Fine,
    /// Two dots wide, side by side across the line's direction; one where the run's own older strokes are, so that a dense zigzag
    /// stays readable.
    Wide,
    /// Every other dot.
    Dotted,
}

impl From<bool> for Pen {
    fn from(wide: bool) -> Self {
        if wide { Pen::Wide } else { Pen::Fine }
    }
}

/// Cells of dots, each with the latest step that touched it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Layer {
    columns: usize,
    rows: usize,
    dots: Vec<u8>,
    /// 1 + the latest step drawn in a cell; 0 for none.
    stamps: Vec<u32>,
}

impl Layer {
    /// An empty layer of `columns` x `rows` cells.
    pub fn new(columns: usize, rows: usize) -> Self {
        Self { columns, rows, dots: vec![0; columns * rows], stamps: vec![0; columns * rows] }
    }

    /// Removes all dots and sets a new size.
    pub fn reset(&mut self, columns: usize, rows: usize) {
        (self.columns, self.rows) = (columns, rows);
        self.dots.clear();
        self.dots.resize(columns * rows, 0);
        self.stamps.clear();
        self.stamps.resize(columns * rows, 0);
    }

    /// Returns the dots of a cell and 1 + its latest step.
    #[inline]
    pub fn cell(&self, index: usize) -> (u8, u32) {
        (self.dots.get(index).copied().unwrap_or(0), self.stamps.get(index).copied().unwrap_or(0))
    }

    /// Dots of all cells, row by row.
    pub fn dots(&self) -> &[u8] {
        &self.dots
    }

    /// 1 + the latest step of every cell, 0 for none.
    pub fn stamps(&self) -> &[u32] {
        &self.stamps
    }

    /// The cell that contains a dot, if any.
    #[inline]
    fn index(&self, x: i32, y: i32) -> Option<usize> {
        // As unsigned numbers, negative coordinates are too large as well.
        let (column, row) = ((x >> 1) as u32 as usize, (y >> 2) as u32 as usize);
        (column < self.columns && row < self.rows).then(|| row * self.columns + column)
    }

    /// Sets one dot; coordinates outside are ignored.
    #[inline]
    pub fn dot(&mut self, x: i32, y: i32, step: u32) {
        let Some(index) = self.index(x, y) else { return };
        if let (Some(dots), Some(stamp)) = (self.dots.get_mut(index), self.stamps.get_mut(index)) {
            *dots |= bit((x & 1) as usize, (y & 3) as usize);
            *stamp = step + 1;
        }
    }

    /// True if an older stroke of the same run already covers the dot.
    #[inline]
    fn crossed(&self, x: i32, y: i32, step: u32) -> bool {
        let stamp = self.index(x, y).and_then(|index| self.stamps.get(index));
        stamp.is_some_and(|s| *s > 0 && *s < step)
    }

    /// Draws a line at `step` between two points in dots (may be fractional; clipped).
    pub fn line(&mut self, from: [f64; 2], to: [f64; 2], step: u32, pen: impl Into<Pen>) {
        let pen = pen.into();
        let size = [self.columns as f64 * 2.0, self.rows as f64 * 4.0];
        let Some((from, to)) = clip(from, to, size) else { return };
        let (dx, dy) = (to[0] - from[0], to[1] - from[1]);
        let count = dx.abs().max(dy.abs()).ceil().max(1.0);
        let (wide, flat) = (pen == Pen::Wide, dx.abs() > dy.abs());
        let beside = if flat { (0, 1) } else { (1, 0) };
        // Fixed-point numbers with 32 fractional bits: a layer is less than 2^31 dots wide.
        const ONE: f64 = 4_294_967_296.0;
        let (mut x, mut y) = ((from[0] * ONE) as i64, (from[1] * ONE) as i64);
        let (sx, sy) = ((dx / count * ONE) as i64, (dy / count * ONE) as i64);
        for _ in 0..=count as u32 {
            let (px, py) = ((x >> 32) as i32, (y >> 32) as i32);
            (x, y) = (x + sx, y + sy);
            // By position rather than count, so that strokes of a dot or less also make a dotted line.
            if pen == Pen::Dotted && (if flat { px } else { py }) & 1 != 0 {
                continue;
            }
            // Decide on the width before this stroke's own dots are set.
            let crossed = wide && self.crossed(px, py, step);
            self.dot(px, py, step);
            if wide && !crossed && !self.crossed(px + beside.0, py + beside.1, step) {
                self.dot(px + beside.0, py + beside.1, step);
            }
        }
    }
}

/// The cells in which some layer has a dot, scanned eight at a time.
pub fn dotted(layers: &[&[u8]]) -> impl Iterator<Item = usize> {
    const WORD: usize = size_of::<u64>();
    let count = layers.iter().map(|dots| dots.len()).max().unwrap_or(0);
    (0..count).step_by(WORD).flat_map(move |from| {
        let word = |dots: &[u8]| match dots.get(from..from + WORD).and_then(|w| w.try_into().ok()) {
            Some(word) => u64::from_le_bytes(word),
            // The remaining cells, fewer than a word.
            None => dots.get(from..).unwrap_or(&[]).iter().rev().fold(0, |word, dots| word << 8 | u64::from(*dots)),
        };
        let word = layers.iter().fold(0, |all, dots| all | word(dots));
        let cells = if word == 0 { 0..0 } else { 0..WORD };
        cells.filter(move |i| word >> (8 * i) & 0xff != 0).map(move |i| from + i)
    })
}

/// Clips a segment to the rectangle from (0, 0) to `size` (Liang and Barsky 1984); `None` if it is entirely outside.
pub fn clip(from: [f64; 2], to: [f64; 2], size: [f64; 2]) -> Option<([f64; 2], [f64; 2])> {
    if !from.iter().chain(&to).all(|x| x.is_finite()) {
        return None;
    }
    let (mut enter, mut leave) = (0.0_f64, 1.0_f64);
    for axis in 0..2 {
        let d = to[axis] - from[axis];
        for (p, q) in [(-d, from[axis]), (d, size[axis] - from[axis])] {
            if p == 0.0 {
                if q < 0.0 {
                    return None;
                }
            } else if p < 0.0 {
                enter = enter.max(q / p);
            } else {
                leave = leave.min(q / p);
            }
        }
    }
    if enter > leave {
        return None;
    }
    let at = |t: f64| [from[0] + (to[0] - from[0]) * t, from[1] + (to[1] - from[1]) * t];
    Some((at(enter), at(leave)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(layer: &Layer) -> Vec<String> {
        layer.dots.chunks(layer.columns).map(|row| row.iter().map(|d| glyph(*d)).collect()).collect()
    }

    #[test]
    fn lines_thin_and_wide() {
        let mut layer = Layer::new(4, 1);
        layer.line([0.0, 0.0], [7.5, 0.0], 0, false);
        assert_eq!(text(&layer), ["⠉⠉⠉⠉"]);
        layer.reset(4, 1);
        layer.line([0.0, 0.0], [7.5, 0.0], 0, true);
        assert_eq!(text(&layer), ["⠛⠛⠛⠛"]);
        layer.reset(2, 2);
        layer.line([0.0, 0.0], [3.9, 7.9], 0, false);
        assert_eq!(layer.cell(0).1, 1);
        assert_eq!(layer.cell(1), (0, 0));
    }

    #[test]
    fn cells_with_dots_are_found() {
        let (mut a, mut b) = (vec![0_u8; 21], vec![0_u8; 21]);
        for i in [0, 7, 8, 15] {
            a[i] = 1;
        }
        for i in [7, 16, 20] {
            b[i] = 0x80;
        }
        assert_eq!(dotted(&[&a, &b]).collect::<Vec<_>>(), [0, 7, 8, 15, 16, 20]);
        assert_eq!(dotted(&[&a[..3], &b]).collect::<Vec<_>>(), [0, 7, 16, 20]);
        assert_eq!(dotted(&[]).count(), 0);
    }

    #[test]
    fn far_away_points_are_clipped_and_cost_nothing() {
        let mut layer = Layer::new(3, 2);
        layer.line([-1e9, 3.0], [1e9, 3.0], 5, false);
        assert_eq!(text(&layer)[0], "⣀⣀⣀");
        layer.reset(3, 2);
        layer.line([-1e9, -1e9], [-5.0, -5.0], 1, true);
        layer.line([f64::NAN, 0.0], [1.0, 1.0], 1, true);
        layer.line([0.0, 0.0], [f64::INFINITY, 1.0], 1, true);
        assert!(layer.dots.iter().all(|d| *d == 0));
    }
}
