//! Terminal colors as sRGB, with xterm's values.

use ratatui::style::Color;

/// Red, green and blue.
pub type Rgb = (u8, u8, u8);

/// The 16 named colors, by number.
const NAMED: [Rgb; 16] = [
    (0x00, 0x00, 0x00),
    (0xcd, 0x00, 0x00),
    (0x00, 0xcd, 0x00),
    (0xcd, 0xcd, 0x00),
    (0x00, 0x00, 0xee),
    (0xcd, 0x00, 0xcd),
    (0x00, 0xcd, 0xcd),
    (0xe5, 0xe5, 0xe5),
    (0x7f, 0x7f, 0x7f),
    (0xff, 0x00, 0x00),
    (0x00, 0xff, 0x00),
    (0xff, 0xff, 0x00),
    (0x5c, 0x5c, 0xff),
    (0xff, 0x00, 0xff),
    (0x00, 0xff, 0xff),
    (0xff, 0xff, 0xff),
];

/// A color as sRGB; `None` for the page's.
pub fn rgb(color: Color) -> Option<Rgb> {
    let index = match color {
        Color::Reset => return None,
        Color::Rgb(r, g, b) => return Some((r, g, b)),
        Color::Indexed(index) => index,
        Color::Black => 0,
        Color::Red => 1,
        Color::Green => 2,
        Color::Yellow => 3,
        Color::Blue => 4,
        Color::Magenta => 5,
        Color::Cyan => 6,
        Color::Gray => 7,
        Color::DarkGray => 8,
        Color::LightRed => 9,
        Color::LightGreen => 10,
        Color::LightYellow => 11,
        Color::LightBlue => 12,
        Color::LightMagenta => 13,
        Color::LightCyan => 14,
        Color::White => 15,
    };
    Some(indexed(index))
}

/// One of the 256 colors: the 16 named ones, a cube of 6 x 6 x 6, 24 grays.
fn indexed(index: u8) -> Rgb {
    if let Some(named) = NAMED.get(usize::from(index)) {
        return *named;
    }
    if let Some(gray) = index.checked_sub(232) {
        let level = 8 + 10 * gray;
        return (level, level, level);
    }
    let level = |sixth: u8| if sixth == 0 { 0 } else { 55 + 40 * sixth };
    let cube = index - 16;
    (level(cube / 36), level(cube / 6 % 6), level(cube % 6))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_colors_are_those_of_xterm() {
        assert_eq!(rgb(Color::Reset), None);
        assert_eq!(rgb(Color::Rgb(1, 2, 3)), Some((1, 2, 3)));
        assert_eq!(rgb(Color::LightBlue), Some((0x5c, 0x5c, 0xff)));
        assert_eq!(rgb(Color::Indexed(12)), rgb(Color::LightBlue));
        assert_eq!(rgb(Color::Gray), Some((0xe5, 0xe5, 0xe5)));
        assert_eq!(rgb(Color::White), rgb(Color::Indexed(15)));
        for (index, want) in [
            (16, 0x000000),
            (17, 0x00005f),
            (86, 0x5fffd7),
            (141, 0xaf87ff),
            (209, 0xff875f),
            (221, 0xffd75f),
            (231, 0xffffff),
            (232, 0x080808),
            (238, 0x444444),
            (255, 0xeeeeee),
        ] {
            let (r, g, b) = indexed(index);
            assert_eq!(u32::from(r) << 16 | u32::from(g) << 8 | u32::from(b), want, "{index}");
        }
    }
}
