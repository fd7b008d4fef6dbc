//! Path data: compact encodings of many rectangles, lines and dots.

use std::fmt::Write as _;

use super::shapes::Tile;

/// Spacing of braille dots, in tenths of a pixel.
const DOTS: (i32, i32) = (45, 50);
/// Position of the first dot, shifted by half the stroke's length of a tenth of a pixel.
const FIRST_DOT: (i32, i32) = (22, 25);

/// Merges rectangles of one color wherever two form a larger one, first along rows, then along columns.
pub fn join(tiles: &mut Vec<Tile>) {
    tiles.sort_unstable_by_key(|t| (t.y, t.h, t.x));
    tiles.dedup_by(|next, kept| {
        let joins = (next.y, next.h, next.x) == (kept.y, kept.h, kept.x + kept.w);
        if joins {
            kept.w += next.w;
        }
        joins
    });
    tiles.sort_unstable_by_key(|t| (t.x, t.w, t.y));
    tiles.dedup_by(|next, kept| {
        let joins = (next.x, next.w, next.y) == (kept.x, kept.w, kept.y + kept.h);
        if joins {
            kept.h += next.h;
        }
        joins
    });
    tiles.sort_unstable();
}

/// Rectangles, for filling.
pub fn rectangles(tiles: &[Tile], out: &mut String) {
    for Tile { x, y, w, h } in tiles {
        let _ = write!(out, "M{x} {y}h{w}v{h}H{x}");
    }
}

/// Rectangles of zero width or height, in tenths of a pixel, for stroking.
pub fn lines(tiles: &[Tile], out: &mut String) {
    for tile in tiles {
        out.push('M');
        pair(tile.x, tile.y, out);
        out.push(if tile.h == 0 { 'h' } else { 'v' });
        tenths(tile.w + tile.h, out);
    }
}

/// Dots by row and column, counted from the corner of the picture, for stroking with round caps.
pub fn dots(dots: &[(i32, i32)], out: &mut String) {
    let mut last = None;
    for (row, column) in dots.iter().copied() {
        match last {
            None => {
                out.push('M');
                pair(FIRST_DOT.0 + DOTS.0 * column, FIRST_DOT.1 + DOTS.1 * row, out);
            }
            Some((y, x)) => {
                out.push('m');
                pair(DOTS.0 * (column - x) - 1, DOTS.1 * (row - y), out);
            }
        }
        // A zero-length stroke works in browsers, but not everywhere.
        out.push_str("h.1");
        last = Some((row, column));
    }
}

/// Two numbers, in tenths.
fn pair(x: i32, y: i32, out: &mut String) {
    tenths(x, out);
    if y >= 0 {
        out.push(' ');
    }
    tenths(y, out);
}

/// Formats a number of tenths as a decimal, in its shortest form.
fn tenths(number: i32, out: &mut String) {
    let (whole, tenth) = (number.unsigned_abs() / 10, number.unsigned_abs() % 10);
    if number < 0 {
        out.push('-');
    }
    let _ = match (whole, tenth) {
        (whole, 0) => write!(out, "{whole}"),
        (0, tenth) => write!(out, ".{tenth}"),
        (whole, tenth) => write!(out, "{whole}.{tenth}"),
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tile(x: i32, y: i32, w: i32, h: i32) -> Tile {
        Tile { y, x, w, h }
    }

    fn written(write: impl Fn(&mut String)) -> String {
        let mut out = String::new();
        write(&mut out);
        out
    }

    #[test]
    fn rectangles_join_along_rows_and_columns() {
        // A block of 3 x 2 with one more below its left, and a separate one.
        let mut tiles: Vec<Tile> =
            [(2, 0), (0, 0), (1, 1), (1, 0), (0, 1), (2, 1), (0, 2), (4, 0)].map(|(x, y)| tile(x, y, 1, 1)).to_vec();
        join(&mut tiles);
        assert_eq!(tiles, [tile(0, 0, 3, 2), tile(4, 0, 1, 1), tile(0, 2, 1, 1)]);
        assert_eq!(written(|out| rectangles(&tiles, out)), "M0 0h3v2H0M4 0h1v1H4M0 2h1v1H0");
    }

    #[test]
    fn lines_join_too() {
        let mut tiles = vec![tile(90, 95, 90, 0), tile(45, 200, 0, 200), tile(0, 95, 90, 0), tile(45, 0, 0, 200)];
        join(&mut tiles);
        assert_eq!(written(|out| lines(&tiles, out)), "M4.5 0v40M0 9.5h18");
    }

    #[test]
    fn dots_follow_each_other() {
        assert_eq!(written(|out| dots(&[(0, 0), (0, 1), (1, 0)], out)), "M2.2 2.5h.1m4.4 0h.1m-4.6 5h.1");
        assert_eq!(written(|out| dots(&[], out)), "");
    }

    #[test]
    fn numbers_are_short() {
        for (number, want) in [(0, "0"), (5, ".5"), (-5, "-.5"), (10, "1"), (-123, "-12.3")] {
            assert_eq!(written(|out| tenths(number, out)), want);
        }
    }
}
