//! Lines of equal value through a lattice of samples, by marching squares (Lorensen and Cline 1987, in two dimensions).
//!
//! Each node is assigned to its band once. A cell whose four corners share a band has no line in it; such cells are skipped eight at
//! a time, and in other cells only the levels between the corners' bands are examined.

/// A straight segment of a line, in lattice intervals from the first node: across, then down.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Segment {
    /// The index of its level.
    pub level: usize,
    /// The start point.
    pub from: [f32; 2],
    /// The end point.
    pub to: [f32; 2],
}

/// The lines through a lattice.
#[derive(Clone, Debug, Default)]
pub struct Isolines {
    segments: Vec<Segment>,
    bands: Vec<u8>,
}

/// Maximum number of levels; additional ones are ignored.
pub const MOST_LEVELS: usize = u8::MAX as usize;

/// The pairs of cell edges that a line connects, by the set of corners at or above the level: 1 top left, 2 top right, 4 bottom
/// right, 8 bottom left. Edges: 0 top, 1 right, 2 bottom, 3 left; 4 for none.
const EDGES: [[(u8, u8); 2]; 16] = {
    const NO: (u8, u8) = (4, 4);
    [
        [NO, NO],
        [(3, 0), NO],
        [(0, 1), NO],
        [(3, 1), NO],
        [(1, 2), NO],
        // A saddle with a low center: the lines go around the high corners.
        [(3, 0), (1, 2)],
        [(0, 2), NO],
        [(3, 2), NO],
        [(2, 3), NO],
        [(2, 0), NO],
        [(0, 1), (2, 3)],
        [(2, 1), NO],
        [(1, 3), NO],
        [(1, 0), NO],
        [(0, 3), NO],
        [NO, NO],
    ]
};

impl Isolines {
    /// Finds the lines of `values` (row-major, `across` per row) at the ascending `levels`. A value equal to a level counts as above
    /// it; NaN is above everything.
    pub fn update(&mut self, values: &[f64], across: usize, levels: &[f64]) {
        self.segments.clear();
        let levels = levels.get(..MOST_LEVELS).unwrap_or(levels);
        if across < 2 || levels.is_empty() {
            return;
        }
        self.band(values, levels);
        let bands = std::mem::take(&mut self.bands);
        let rows = bands.chunks_exact(across).zip(values.chunks_exact(across));
        for (y, ((above, upper), (below, lower))) in rows.clone().zip(rows.skip(1)).enumerate() {
            let mut x = 0;
            while x + 1 < across {
                if let Some(skipped) = even(above, below, x) {
                    x += skipped;
                    continue;
                }
                if let (Some([a, b]), Some([d, c])) = (above.get(x..x + 2), below.get(x..x + 2)) {
                    let (least, most) = ((*a).min(*b).min(*c).min(*d), (*a).max(*b).max(*c).max(*d));
                    if least < most
                        && let (Some([va, vb]), Some([vd, vc])) = (upper.get(x..x + 2), lower.get(x..x + 2))
                    {
                        self.cell([x as f32, y as f32], [*va, *vb, *vc, *vd], [*a, *b, *c, *d], least..most, levels);
                    }
                }
                x += 1;
            }
        }
        self.bands = bands;
    }

    /// Computes the band of every node: the number of levels it is not below.
    fn band(&mut self, values: &[f64], levels: &[f64]) {
        let edge = |band: usize| match band.checked_sub(1) {
            None => f64::NEG_INFINITY,
            Some(band) => levels.get(band).copied().unwrap_or(f64::INFINITY),
        };
        self.bands.clear();
        self.bands.reserve(values.len());
        let (mut band, mut low, mut high) = (0, f64::NEG_INFINITY, edge(1));
        self.bands.extend(values.iter().map(|value| {
            // Neighbors mostly share a band.
            if !(low <= *value && *value < high) {
                // "Not below" rather than "at least", since NaN is not below.
                band = levels.partition_point(|level| value.partial_cmp(level).is_none_or(std::cmp::Ordering::is_ge));
                (low, high) = (edge(band), edge(band + 1));
            }
            band as u8
        }));
    }

    /// Finds the lines in a cell: corners clockwise from the top left.
    fn cell(
        &mut self,
        [x, y]: [f32; 2],
        values: [f64; 4],
        bands: [u8; 4],
        between: std::ops::Range<u8>,
        levels: &[f64],
    ) {
        let [a, b, c, d] = values;
        for level in between {
            let place = usize::from(level);
            let Some(value) = levels.get(place).copied() else { continue };
            let case = bands.iter().enumerate().fold(0, |case, (i, band)| case | usize::from(*band > level) << i);
            let share = |from: f64, to: f64| {
                let share = ((value - from) / (to - from)) as f32;
                // If a value is NaN or infinite, the line goes through the middle.
                if share.is_finite() { share } else { 0.5 }
            };
            let point = |edge: u8| match edge {
                0 => [x + share(a, b), y],
                1 => [x + 1.0, y + share(b, c)],
                2 => [x + share(d, c), y + 1.0],
                _ => [x, y + share(a, d)],
            };
            // A saddle: the value at the center decides which corners are connected.
            let high_middle = matches!(case, 5 | 10) && 0.25 * (a + b + c + d) >= value;
            let case = if high_middle { 15 - case } else { case };
            for (from, to) in EDGES.get(case).into_iter().flatten().take_while(|pair| pair.0 < 4) {
                self.segments.push(Segment { level: place, from: point(*from), to: point(*to) });
            }
        }
    }

    /// The segments, cell by cell.
    pub fn segments(&self) -> &[Segment] {
        &self.segments
    }
}

/// The number of cells from `x` on that can be skipped because nine nodes above and nine below share a band; `None` if fewer than
/// eight.
#[inline]
fn even(above: &[u8], below: &[u8], x: usize) -> Option<usize> {
    const WORD: usize = 8;
    let word = |row: &[u8], from: usize| -> Option<u64> {
        row.get(from..from + WORD).and_then(|w| w.try_into().ok()).map(u64::from_le_bytes)
    };
    let (upper, lower) = (word(above, x)?, word(below, x)?);
    // The same shifted by one node: then all nine are equal.
    (upper == lower && upper == word(above, x + 1)? && lower == word(below, x + 1)?).then_some(WORD)
}
