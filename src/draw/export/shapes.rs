//! Shapes of block elements, braille, lines and marks, so that a picture of them needs no font.
//!
//! Lengths are pixels of a 9 x 20 cell unless noted otherwise. Lines and marks lie on an axis half a pixel above the middle: a line
//! one pixel wide there covers exactly one row of pixels, and capitals are centered there too.

use ratatui::symbols::pixel::OCTANTS;

/// Width of a cell.
pub const WIDTH: i32 = 9;
/// Height of a cell.
pub const HEIGHT: i32 = 20;

/// A rectangle, in units of the caller's choice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Tile {
    pub y: i32,
    pub x: i32,
    pub w: i32,
    pub h: i32,
}

/// Line style: solid, or a number of dashes per cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pen {
    /// Thickness in pixels.
    pub thickness: u8,
    /// Dashes per cell, 0 for a solid line.
    pub dashes: u8,
    /// True if the dashes run vertically.
    pub down: bool,
}

/// The shape of a character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// The whole cell, at a percentage of the color.
    Full(u8),
    /// Part of the cell, in eighths of its width and height.
    Bar(Tile),
    /// Two columns of n rows, with the filled parts as bits: bit 0 top left, bit 1 top right, and so on downward.
    Mosaic(i32, u8),
    /// Two columns of four dots, as bits of U+2800.
    Dots(u8),
    /// Arms from the center up, right, down and left, two bits each from the lowest: 0 none, 1 light, 2 heavy.
    Arms(u8),
    /// A dashed line across the cell.
    Dashes(Pen),
    /// A curve or a diagonal one pixel wide, as path data starting at the corner of the cell.
    Curve(&'static str),
    /// A filled outline, as path data starting at the corner of the cell.
    Mark(&'static str),
}

/// The arms of U+2500 to U+257F. None for dashed, double, round or diagonal characters.
const ARMS: [u8; 128] = [
    0x44, 0x88, 0x11, 0x22, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x14, 0x18, 0x24, 0x28, //
    0x50, 0x90, 0x60, 0xa0, 0x05, 0x09, 0x06, 0x0a, 0x41, 0x81, 0x42, 0x82, 0x15, 0x19, 0x16, 0x25, //
    0x26, 0x1a, 0x29, 0x2a, 0x51, 0x91, 0x52, 0x61, 0x62, 0x92, 0xa1, 0xa2, 0x54, 0x94, 0x58, 0x98, //
    0x64, 0xa4, 0x68, 0xa8, 0x45, 0x85, 0x49, 0x89, 0x46, 0x86, 0x4a, 0x8a, 0x55, 0x95, 0x59, 0x99, //
    0x56, 0x65, 0x66, 0x96, 0x5a, 0xa5, 0x69, 0x9a, 0xa9, 0xa6, 0x6a, 0xaa, 0x00, 0x00, 0x00, 0x00, //
    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, //
    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, //
    0x00, 0x00, 0x00, 0x00, 0x40, 0x01, 0x04, 0x10, 0x80, 0x02, 0x08, 0x20, 0x48, 0x21, 0x84, 0x12, //
];

/// The shape of a symbol; `None` if it is text.
pub fn shape(symbol: &str) -> Option<Shape> {
    let mut characters = symbol.chars();
    let character = characters.next()?;
    if character.is_ascii() || characters.next().is_some() {
        return None;
    }
    let code = u32::from(character);
    let low = code as u8;
    Some(match code {
        0x2500..=0x257f => return line(character),
        0x2580..=0x259f => block(low),
        0x2800..=0x28ff => Shape::Dots(low),
        0x1fb00..=0x1fb3b => Shape::Mosaic(3, sextants(low)),
        0x1cd00..=0x1cde5 | 0x1cea0..=0x1ceab | 0x1fb82..=0x1fb85 | 0x1fbe6..=0x1fbe7 => {
            Shape::Mosaic(4, OCTANTS.iter().position(|c| *c == character)? as u8)
        }
        _ => return mark(character),
    })
}

fn bar(x: i32, y: i32, w: i32, h: i32) -> Shape {
    Shape::Bar(Tile { y, x, w, h })
}

/// U+2580 to U+259F, by their low byte.
fn block(low: u8) -> Shape {
    let eighths = i32::from(low & 0xf);
    match low {
        0x80 => bar(0, 0, 8, 4),
        0x88 => Shape::Full(100),
        0x81..=0x87 => bar(0, 8 - eighths, 8, eighths),
        0x89..=0x8f => bar(0, 0, 16 - eighths, 8),
        0x90 => bar(4, 0, 4, 8),
        0x91 => Shape::Full(25),
        0x92 => Shape::Full(50),
        0x93 => Shape::Full(75),
        0x94 => bar(0, 0, 8, 1),
        0x95 => bar(7, 0, 1, 8),
        0x96 => Shape::Mosaic(2, 0b0100),
        0x97 => Shape::Mosaic(2, 0b1000),
        0x98 => Shape::Mosaic(2, 0b0001),
        0x99 => Shape::Mosaic(2, 0b1101),
        0x9a => Shape::Mosaic(2, 0b1001),
        0x9b => Shape::Mosaic(2, 0b0111),
        0x9c => Shape::Mosaic(2, 0b1011),
        0x9d => Shape::Mosaic(2, 0b0010),
        0x9e => Shape::Mosaic(2, 0b0110),
        _ => Shape::Mosaic(2, 0b1110),
    }
}

/// The pattern of U+1FB00 to U+1FB3B, which omit the empty one, the full one and the two halves.
fn sextants(low: u8) -> u8 {
    let pattern = low + 1;
    pattern + u8::from(pattern > 20) + u8::from(pattern > 40)
}

/// U+2500 to U+257F.
fn line(character: char) -> Option<Shape> {
    let dashes = |thickness, dashes, down| Some(Shape::Dashes(Pen { thickness, dashes, down }));
    match character {
        '┄' => dashes(1, 3, false),
        '┅' => dashes(3, 3, false),
        '┆' => dashes(1, 3, true),
        '┇' => dashes(3, 3, true),
        '┈' => dashes(1, 4, false),
        '┉' => dashes(3, 4, false),
        '┊' => dashes(1, 4, true),
        '┋' => dashes(3, 4, true),
        '╌' => dashes(1, 2, false),
        '╍' => dashes(3, 2, false),
        '╎' => dashes(1, 2, true),
        '╏' => dashes(3, 2, true),
        '╭' => Some(Shape::Curve("m4.5 20v-6q0-4.5 4.5-4.5")),
        '╮' => Some(Shape::Curve("m4.5 20v-6q0-4.5-4.5-4.5")),
        '╯' => Some(Shape::Curve("m4.5 0v5q0 4.5-4.5 4.5")),
        '╰' => Some(Shape::Curve("m4.5 0v5q0 4.5 4.5 4.5")),
        '╱' => Some(Shape::Curve("m0 20l9-20")),
        '╲' => Some(Shape::Curve("l9 20")),
        '╳' => Some(Shape::Curve("l9 20m-9 0l9-20")),
        _ => {
            let arms = ARMS.get(u32::from(character) as usize - 0x2500).copied().unwrap_or(0);
            (arms != 0).then_some(Shape::Arms(arms))
        }
    }
}

fn mark(character: char) -> Option<Shape> {
    Some(Shape::Mark(match character {
        '●' => "m.2 9.5a4.3 4.3 0 1 0 8.6 0a4.3 4.3 0 1 0-8.6 0z",
        '○' => "m.5 9.5a4 4 0 1 0 8 0a4 4 0 1 0-8 0zm1.3 0a2.7 2.7 0 1 1 5.4 0a2.7 2.7 0 1 1-5.4 0z",
        '■' => "m.5 5.5h8v8h-8z",
        '◆' => "m4.5 4.5l4.5 5-4.5 5-4.5-5z",
        '‖' => "m2.2 5h1.4v9h-1.4zm3.2 0h1.4v9h-1.4z",
        '▲' => "m4.5 5l4.5 8.5h-9z",
        '▼' => "m0 5.5h9l-4.5 8.5z",
        '◀' => "m0 9.5l8.5-4.5v9z",
        '▶' => "m.5 5l8.5 4.5-8.5 4.5z",
        '★' => "m4.5 4.5l1.2 3.6h3.8l-3.1 2.2 1.2 3.7-3.1-2.3-3.1 2.3 1.2-3.7-3.1-2.2h3.8z",
        _ => return None,
    }))
}

/// The lines that make up arms: thickness, and a rectangle in tenths of a pixel with one extent equal to 0.
pub fn strokes(arms: u8) -> impl Iterator<Item = (u8, Tile)> {
    const X: i32 = 45;
    const Y: i32 = 95;
    let [up, right, down, left] = [0, 2, 4, 6].map(|shift| (arms >> shift) & 3);
    // Horizontal arms reach to the far side of the vertical ones, so that corners are filled.
    let over = [0, 5, 15].get(usize::from(up.max(down))).copied().unwrap_or(0);
    let across = |x: i32, end: i32| Tile { y: Y, x, w: end - x, h: 0 };
    let along = |y: i32, end: i32| Tile { y, x: X, w: 0, h: end - y };
    let pair = |first: u8, second: u8, whole: Tile, halves: [Tile; 2]| {
        let [one, other] = halves;
        if first == second { [(first, whole), (0, whole)] } else { [(first, one), (second, other)] }
    };
    let horizontal = pair(left, right, across(0, 10 * WIDTH), [across(0, X + over), across(X - over, 10 * WIDTH)]);
    let vertical = pair(up, down, along(0, 10 * HEIGHT), [along(0, Y), along(Y, 10 * HEIGHT)]);
    horizontal
        .into_iter()
        .chain(vertical)
        .filter_map(|(weight, tile)| (weight > 0).then_some((if weight == 1 { 1 } else { 3 }, tile)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_blocks_cover_what_their_names_say() {
        assert_eq!(shape("▀"), Some(bar(0, 0, 8, 4)));
        assert_eq!(shape("▁"), Some(bar(0, 7, 8, 1)));
        assert_eq!(shape("▆"), Some(bar(0, 2, 8, 6)));
        assert_eq!(shape("▉"), Some(bar(0, 0, 7, 8)));
        assert_eq!(shape("▏"), Some(bar(0, 0, 1, 8)));
        assert_eq!(shape("▌"), Some(bar(0, 0, 4, 8)));
        assert_eq!(shape("▒"), Some(Shape::Full(50)));
        // Pairs of complements.
        for (one, other) in [("▖", "▜"), ("▗", "▛"), ("▘", "▟"), ("▝", "▙"), ("▚", "▞")] {
            match (shape(one), shape(other)) {
                (Some(Shape::Mosaic(2, a)), Some(Shape::Mosaic(2, b))) => assert_eq!(a ^ b, 0b1111, "{one} {other}"),
                other => unreachable!("{other:?}"),
            }
        }
        assert_eq!(shape("▞"), Some(Shape::Mosaic(2, 0b0110)));
    }

    #[test]
    fn sextants_are_all_patterns_but_four() {
        let patterns: Vec<u8> = (0..=0x3b).map(sextants).collect();
        let want: Vec<u8> = (1..63).filter(|p| ![0b010101, 0b101010].contains(p)).collect();
        assert_eq!(patterns, want);
        assert_eq!(shape("\u{1fb39}"), Some(Shape::Mosaic(3, 0b111100)));
    }

    #[test]
    fn lines_join() {
        let of = |symbol: &str| match shape(symbol) {
            Some(Shape::Arms(arms)) => strokes(arms).collect::<Vec<_>>(),
            other => unreachable!("{symbol} {other:?}"),
        };
        let tile = |x, y, w, h| Tile { y, x, w, h };
        assert_eq!(of("─"), [(1, tile(0, 95, 90, 0))]);
        assert_eq!(of("┃"), [(3, tile(45, 0, 0, 200))]);
        assert_eq!(of("┼"), [(1, tile(0, 95, 90, 0)), (1, tile(45, 0, 0, 200))]);
        assert_eq!(of("┤"), [(1, tile(0, 95, 50, 0)), (1, tile(45, 0, 0, 200))]);
        assert_eq!(of("┏"), [(3, tile(30, 95, 60, 0)), (3, tile(45, 95, 0, 105))]);
        assert_eq!(of("╼"), [(1, tile(0, 95, 45, 0)), (3, tile(45, 95, 45, 0))]);
    }

    #[test]
    fn all_else_is_text() {
        for symbol in ["a", " ", "β", "²", "═", "→", "✓", "▶\u{fe0f}", "", "字"] {
            assert_eq!(shape(symbol), None, "{symbol}");
        }
        assert_eq!(shape("⣿"), Some(Shape::Dots(255)));
    }
}
