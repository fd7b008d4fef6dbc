//! Two-color glyphs: finds the best match for a cell with an edge in it.

use ratatui::symbols::pixel::{OCTANTS, SEXTANTS};

/// Character sets for pictures; each tier includes the ones before it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tier {
    /// ASCII alone.
    Ascii,
    /// Half blocks.
    Half,
    /// Eighths and quadrants, supported by nearly every font.
    #[default]
    Quadrant,
    /// Two by three parts (Unicode 13).
    Sextant,
    /// Two by four parts (Unicode 16).
    Octant,
}

impl Tier {
    /// Every tier with its name on the command line.
    pub const ALL: [(Tier, &'static str); 5] = [
        (Tier::Ascii, "ascii"),
        (Tier::Half, "half"),
        (Tier::Quadrant, "quadrant"),
        (Tier::Sextant, "sextant"),
        (Tier::Octant, "octant"),
    ];
}

/// Sample columns of a cell.
pub const ACROSS: usize = 8;
/// Sample rows of a cell.
pub const DOWN: usize = 12;

/// A set of the 8 x 12 samples of a cell, bit `8·row + column`, row 0 at the top.
pub type Mask = u128;

/// Every sample.
pub const FULL: Mask = (1 << (ACROSS * DOWN)) - 1;

/// Half blocks, eighths and quadrants, supported by every terminal font. In the order used by [`fit`].
const GLYPHS: &[char] = &[
    '▁', '▂', '▃', '▄', '▅', '▆', '▇', '▏', '▎', '▍', '▌', '▋', '▊', '▉', '▖', '▗', '▘', '▝', '▚', '▞', '▙', '▛', '▜',
    '▟',
];

/// The samples that a glyph covers.
const fn mask(glyph: char) -> Mask {
    let mut set: Mask = 0;
    let mut row = 0;
    while row < DOWN {
        let mut column = 0;
        while column < ACROSS {
            if covers(glyph, column, row) {
                set |= 1 << (row * ACROSS + column);
            }
            column += 1;
        }
        row += 1;
    }
    set
}

const fn covers(glyph: char, column: usize, row: usize) -> bool {
    let code = glyph as usize;
    let (left, top) = (column < ACROSS / 2, row < DOWN / 2);
    match glyph {
        // Lower eighths: k eighths of 12 rows, decided at the middle of each row.
        '▁'..='▇' => (2 * (DOWN - row) - 1) * 8 < 2 * DOWN * (code - '▁' as usize + 1),
        // Left eighths, from seven (▉) down to one (▏).
        '▉'..='▏' => column < ('▏' as usize - code + 1) * ACROSS / 8,
        '▖' => left && !top,
        '▗' => !left && !top,
        '▘' => left && top,
        '▝' => !left && top,
        '▚' => left == top,
        '▞' => left != top,
        '▙' => left || !top,
        '▛' => left || top,
        '▜' => !left || top,
        '▟' => !left || !top,
        _ => false,
    }
}

/// Number of rows covered by a lower block of 1 to 7 eighths.
const LOWER: [usize; 7] = [1, 3, 4, 6, 7, 9, 10];

/// The bits of a byte as eight bytes of 0 or 1: adding these counts all columns at once.
static SPREAD: [u64; 256] = {
    let mut spread = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        let mut bit = 0;
        while bit < 8 {
            spread[byte] |= ((byte as u64 >> bit) & 1) << (8 * bit);
            bit += 1;
        }
        byte += 1;
    }
    spread
};

/// The sum of four bytes, each small.
const fn four(bytes: u32) -> u32 {
    bytes.wrapping_mul(0x0101_0101) >> 24
}

/// Counts the samples of a set inside each glyph, in the order of [`GLYPHS`]: from the sums over rows, columns and quadrants, which
/// every glyph is composed of.
fn inside(set: Mask) -> [u32; GLYPHS.len()] {
    let mut below = [0; DOWN + 1];
    let mut halves = [0_u64; 2];
    for (i, bits) in set.to_le_bytes().into_iter().take(DOWN).rev().enumerate() {
        let columns = SPREAD[usize::from(bits)];
        below[i + 1] = below[i] + four(columns as u32) + four((columns >> 32) as u32);
        halves[usize::from(i < DOWN / 2)] += columns;
    }
    let mut counts = [0; GLYPHS.len()];
    for (count, rows) in counts.iter_mut().zip(LOWER) {
        *count = below[rows];
    }
    let [upper, lower] = halves;
    let mut left = 0;
    for (count, column) in counts.iter_mut().skip(7).zip((upper + lower).to_le_bytes()).take(7) {
        left += u32::from(column);
        *count = left;
    }
    let [tl, tr, bl, br] = [upper, upper >> 32, lower, lower >> 32].map(|half| four(half as u32));
    let quadrants = [bl, br, tl, tr, tl + br, tr + bl, tl + bl + br, tl + tr + bl, tl + tr + br, tr + bl + br];
    for (count, sum) in counts.iter_mut().skip(14).zip(quadrants) {
        *count = sum;
    }
    counts
}

/// Number of samples covered by each glyph.
static AREAS: [u32; GLYPHS.len()] = {
    let mut areas = [0; GLYPHS.len()];
    let mut i = 0;
    while i < GLYPHS.len() {
        areas[i] = mask(GLYPHS[i]).count_ones();
        i += 1;
    }
    areas
};

/// Counts the samples of a set in each part of a grid of two columns and `ROWS` rows, row by row.
fn parts<const ROWS: usize>(set: Mask) -> [[u32; 2]; ROWS] {
    let bytes = set.to_le_bytes();
    std::array::from_fn(|part| {
        let rows = bytes.iter().skip(part * DOWN / ROWS).take(DOWN / ROWS);
        let columns = rows.fold(0, |sum, bits| sum + SPREAD[usize::from(*bits)]);
        [four(columns as u32), four((columns >> 32) as u32)]
    })
}

/// The parts of a grid that are mostly in the set, as bits in the order of [`parts`], and the number of mismatched samples.
fn mosaic<const ROWS: usize>(set: Mask) -> (usize, u32) {
    let most = (ACROSS * DOWN / (2 * ROWS)) as u32;
    let (mut bits, mut missed) = (0, 0);
    for (i, inside) in parts::<ROWS>(set).as_flattened().iter().enumerate() {
        let on = 2 * inside > most;
        bits |= usize::from(on) << i;
        missed += if on { most - inside } else { *inside };
    }
    (bits, missed)
}

/// The glyph of a tier whose foreground best matches `set`; true if foreground and background are swapped. A space represents an
/// (almost) empty set and, if swapped, an almost full one.
pub fn fit(set: Mask, tier: Tier) -> (char, bool) {
    if tier <= Tier::Half {
        return plain_fit(set, tier);
    }
    let (glyph, exchanged, differing) = basic_fit(set);
    let finer = match tier {
        Tier::Sextant => Some((mosaic::<3>(set), &SEXTANTS[..])),
        Tier::Octant => Some((mosaic::<4>(set), &OCTANTS[..])),
        _ => None,
    };
    match finer.and_then(|((bits, missed), table)| Some((missed, *table.get(bits)?))) {
        // A full block is a swapped space.
        Some((missed, '█')) if missed < differing => (' ', true),
        Some((missed, finer)) if missed < differing => (finer, false),
        _ => (glyph, exchanged),
    }
}

/// The glyphs of a tier for cells whose quarters are of two kinds.
#[derive(Clone, Copy, Debug)]
pub struct Quarters([(char, bool); 16]);

impl Quarters {
    /// Builds the table for a tier.
    pub fn new(tier: Tier) -> Self {
        Self(std::array::from_fn(|bits| fit(quarters(bits), tier)))
    }

    /// The glyph whose foreground is the given set of quarters (top left, top right, bottom left, bottom right); true if foreground
    /// and background are swapped.
    pub fn glyph(&self, set: [bool; 4]) -> (char, bool) {
        let bits = set.iter().enumerate().fold(0, |bits, (i, set)| bits | usize::from(*set) << i);
        self.0.get(bits).copied().unwrap_or((' ', false))
    }
}

/// The samples of a cell whose quarters are given by bits: 1 top left, 2 top right, 4 bottom left, 8 bottom right.
fn quarters(bits: usize) -> Mask {
    let mut mask: Mask = 0;
    for y in 0..DOWN {
        for x in 0..ACROSS {
            let quarter = usize::from(x >= ACROSS / 2) + 2 * usize::from(y >= DOWN / 2);
            if bits >> quarter & 1 == 1 {
                mask |= 1 << (y * ACROSS + x);
            }
        }
    }
    mask
}

/// Best match with half blocks at most.
fn plain_fit(set: Mask, tier: Tier) -> (char, bool) {
    const ALL: u32 = (ACROSS * DOWN) as u32;
    let total = set.count_ones();
    let mut choices = vec![(total, ' ', false), (ALL - total, ' ', true)];
    if tier == Tier::Half {
        for glyph in ['▄', '▌'] {
            let differing = (set ^ mask(glyph)).count_ones();
            choices.extend([(differing, glyph, false), (ALL - differing, glyph, true)]);
        }
    }
    choices.into_iter().min_by_key(|c| c.0).map_or((' ', false), |(_, glyph, exchanged)| (glyph, exchanged))
}

/// Best match with eighths and quadrants, and the number of mismatched samples.
fn basic_fit(set: Mask) -> (char, bool, u32) {
    const ALL: u32 = (ACROSS * DOWN) as u32;
    let inside = inside(set);
    let total = inside[6] + (set & 0xffff).count_ones();
    // The difference in the high bits, the choice's number in the low ones (twice the glyph's, plus one if swapped): the minimum is
    // found without a branch.
    let mut best = (total << 8).min((ALL - total) << 8 | 1);
    for (i, (area, inside)) in AREAS.iter().zip(inside).enumerate() {
        // In the set but not in the glyph, plus in the glyph but not in the set.
        let differing = total + area - 2 * inside;
        let number = 2 * (i as u32 + 1);
        best = best.min(differing << 8 | number).min((ALL - differing) << 8 | (number + 1));
    }
    let number = best & 0xff;
    let glyph = (number as usize / 2).checked_sub(1).and_then(|i| GLYPHS.get(i)).copied().unwrap_or(' ');
    (glyph, number % 2 == 1, best >> 8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_glyph_fits_itself_and_its_inverse() {
        for glyph in GLYPHS {
            let wanted = mask(*glyph);
            for wanted in [wanted, FULL ^ wanted] {
                let (found, exchanged) = fit(wanted, Tier::Quadrant);
                let got = if exchanged { FULL ^ mask(found) } else { mask(found) };
                assert_eq!(got, wanted, "{glyph} {found} {exchanged}");
            }
        }
        for (tier, _) in Tier::ALL {
            assert_eq!(fit(0, tier), (' ', false));
            assert_eq!(fit(FULL, tier), (' ', true));
        }
    }

    /// Every sextant and octant is found for its own set, and a finer tier never fits worse.
    #[test]
    fn finer_tiers_fit_better() {
        let grid = |bits: usize, rows: usize| -> Mask {
            let part = |row: usize, column: usize| row * rows / DOWN * 2 + column * 2 / ACROSS;
            let on = |row: usize, column: usize| bits >> part(row, column) & 1 == 1;
            (0..DOWN * ACROSS).filter(|i| on(i / ACROSS, i % ACROSS)).fold(0, |set, i| set | 1 << i)
        };
        for (tier, rows, table) in [(Tier::Sextant, 3, &SEXTANTS[..]), (Tier::Octant, 4, &OCTANTS[..])] {
            for (bits, glyph) in table.iter().enumerate().skip(1).take(table.len() - 2) {
                let (found, exchanged) = fit(grid(bits, rows), tier);
                // Halves, quadrants and eighths are in both tables and may be found swapped.
                let known = GLYPHS.contains(&found);
                assert!(found == *glyph && !exchanged || known, "{bits} {glyph} {found}");
                if known {
                    let set = if exchanged { FULL ^ mask(found) } else { mask(found) };
                    assert_eq!(set, grid(bits, rows), "{glyph}");
                }
            }
        }
        assert_eq!(fit(mask('▄'), Tier::Half), ('▄', false));
        assert_eq!(fit(FULL ^ mask('▌'), Tier::Half), ('▌', true));
        assert_eq!(fit(mask('▄') & mask('▌'), Tier::Ascii).0, ' ');
    }

    #[test]
    fn sums_count_what_masks_count() {
        let mut set: Mask = 0x1234_5678_9abc_def0_1357_9bdf;
        for _ in 0..200 {
            set = (set.wrapping_mul(6_364_136_223_846_793_005) + 1_442_695_040_888_963_407) & FULL;
            for (glyph, got) in GLYPHS.iter().zip(inside(set)) {
                assert_eq!(got, (set & mask(*glyph)).count_ones(), "{glyph}");
            }
        }
    }

    #[test]
    fn masks_have_the_size_their_names_say() {
        for (glyph, samples) in [('▄', 48), ('▌', 48), ('▘', 24), ('▟', 72), ('▏', 12), ('▉', 84), ('▆', 72)]
        {
            assert_eq!(mask(glyph).count_ones(), samples, "{glyph}");
        }
    }
}
