//! Two-colour glyphs: which one looks most like a cell with an edge in it.

/// Sample columns of a cell.
pub const ACROSS: usize = 8;
/// Sample rows of a cell.
pub const DOWN: usize = 12;

/// A set of the 8 x 12 samples of a cell, bit `8·row + column`, row 0 at the top.
pub type Mask = u128;

/// Every sample.
pub const FULL: Mask = (1 << (ACROSS * DOWN)) - 1;

/// Half blocks, eighths and quadrants: what every terminal font has.
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
        // Lower eighths: k eighths of 12 rows, by the middle of each row.
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

static MASKS: [Mask; GLYPHS.len()] = {
    let mut masks = [0; GLYPHS.len()];
    let mut i = 0;
    while i < GLYPHS.len() {
        masks[i] = mask(GLYPHS[i]);
        i += 1;
    }
    masks
};

/// The glyph whose foreground looks most like `set`, and whether foreground and background are exchanged. A space
/// stands for an (almost) empty set, and exchanged for an almost full one.
pub fn fit(set: Mask) -> (char, bool) {
    let mut best = (set.count_ones(), ' ', false);
    let all = ACROSS as u32 * DOWN as u32;
    let mut consider = |differing: u32, glyph: char, exchanged: bool| {
        if differing < best.0 {
            best = (differing, glyph, exchanged);
        }
    };
    consider(all - set.count_ones(), ' ', true);
    for (glyph, mask) in GLYPHS.iter().zip(&MASKS) {
        let differing = (set ^ mask).count_ones();
        consider(differing, *glyph, false);
        consider(all - differing, *glyph, true);
    }
    (best.1, best.2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_glyph_fits_itself_and_its_inverse() {
        for (glyph, mask) in GLYPHS.iter().zip(&MASKS) {
            let (found, exchanged) = fit(*mask);
            let same = |g: char, x: bool| if x { FULL ^ super::mask(g) } else { super::mask(g) };
            assert_eq!(same(found, exchanged), *mask, "{glyph} {found} {exchanged}");
        }
        assert_eq!(fit(0), (' ', false));
        assert_eq!(fit(FULL), (' ', true));
    }

    #[test]
    fn masks_have_the_size_their_names_say() {
        for (glyph, samples) in [('▄', 48), ('▌', 48), ('▘', 24), ('▟', 72), ('▏', 12), ('▉', 84), ('▆', 72)]
        {
            assert_eq!(mask(glyph).count_ones(), samples, "{glyph}");
        }
    }
}
