//! Lines of equal value through a lattice of samples, by marching squares (Lorensen and Cline 1987, in two dimensions).
//!
//! Every node is put into its band once. A cell whose four corners share a band has no line in it; eight such cells are
//! passed over at a time, and only the levels between the corners' bands are looked at in the others.

/// A straight piece of a line, in intervals of the lattice from its first node: across, then down.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Segment {
    /// The place of its level among the levels.
    pub level: usize,
    /// One end.
    pub from: [f32; 2],
    /// The other.
    pub to: [f32; 2],
}

/// The lines through a lattice.
#[derive(Clone, Debug, Default)]
pub struct Isolines {
    segments: Vec<Segment>,
    bands: Vec<u8>,
}

/// Most levels that are told apart; the others are left out.
pub const MOST_LEVELS: usize = u8::MAX as usize;

/// The edges of a cell that a line goes between, by which corners are at the level or above: 1 top left, 2 top right,
/// 4 bottom right, 8 bottom left. Edges: 0 top, 1 right, 2 bottom, 3 left; 4 for none.
const EDGES: [[(u8, u8); 2]; 16] = {
    const NO: (u8, u8) = (4, 4);
    [
        [NO, NO],
        [(3, 0), NO],
        [(0, 1), NO],
        [(3, 1), NO],
        [(1, 2), NO],
        // A saddle with a low middle: the lines go round the high corners.
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
    /// Finds the lines of `values` (row by row, `across` a row) at `levels`, which ascend. A value at a level counts as above
    /// it; what is no number is above everything.
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

    /// The band of every node: how many levels it is not below.
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
                // Not below, rather than at least: no number is not below.
                band = levels.partition_point(|level| value.partial_cmp(level).is_none_or(std::cmp::Ordering::is_ge));
                (low, high) = (edge(band), edge(band + 1));
            }
            band as u8
        }));
    }

    /// The lines in a cell: corners from the top left with the clock.
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
                // Where a value is no number, or out of reach, the line is in the middle.
                if share.is_finite() { share } else { 0.5 }
            };
            let point = |edge: u8| match edge {
                0 => [x + share(a, b), y],
                1 => [x + 1.0, y + share(b, c)],
                2 => [x + share(d, c), y + 1.0],
                _ => [x, y + share(a, d)],
            };
            // A saddle: whether the middle is high decides which corners belong together.
            let high_middle = matches!(case, 5 | 10) && 0.25 * (a + b + c + d) >= value;
            let case = if high_middle { 15 - case } else { case };
            for (from, to) in EDGES.get(case).into_iter().flatten().take_while(|pair| pair.0 < 4) {
                self.segments.push(Segment { level: place, from: point(*from), to: point(*to) });
            }
        }
    }

    /// The pieces, cell by cell.
    pub fn segments(&self) -> &[Segment] {
        &self.segments
    }
}

/// How many cells from `x` on can be passed over since nine nodes above and nine below share a band; `None` if not even
/// eight.
#[inline]
fn even(above: &[u8], below: &[u8], x: usize) -> Option<usize> {
    const WORD: usize = 8;
    let word = |row: &[u8], from: usize| -> Option<u64> {
        row.get(from..from + WORD).and_then(|w| w.try_into().ok()).map(u64::from_le_bytes)
    };
    let (upper, lower) = (word(above, x)?, word(below, x)?);
    // The same one node on: then all nine are the same.
    (upper == lower && upper == word(above, x + 1)? && lower == word(below, x + 1)?).then_some(WORD)
}
