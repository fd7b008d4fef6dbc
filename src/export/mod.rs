//! Other ways out for a screen's cells: plain text, text with escape codes, SVG.

mod ansi;
mod shapes;
mod svg;
mod text;

use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};
use unicode_width::UnicodeWidthStr;

pub use ansi::ansi;
pub use svg::svg;
pub use text::text;

/// A colour as red, green, blue.
pub type Rgb = (u8, u8, u8);

/// The page's colours, for cells that leave theirs to the terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    /// Text.
    pub foreground: Rgb,
    /// What lies behind it.
    pub background: Rgb,
}

/// The cells of a row with their columns, without those that a wide character covers.
fn row(buffer: &Buffer, y: u16) -> impl Iterator<Item = (u16, &Cell)> {
    let mut covered = 0;
    (buffer.area.left()..buffer.area.right()).filter_map(move |x| {
        let cell = buffer.cell((x, y))?;
        if covered > 0 {
            covered -= 1;
            return None;
        }
        covered = cell.symbol().width().saturating_sub(1);
        Some((x - buffer.area.left(), cell))
    })
}

/// A cell's colours on a page, reversed if the cell is.
fn colours(cell: &Cell, page: &Page) -> (Rgb, Rgb) {
    let (fg, bg) = (rgb(cell.fg).unwrap_or(page.foreground), rgb(cell.bg).unwrap_or(page.background));
    if cell.modifier.contains(Modifier::REVERSED) { (bg, fg) } else { (fg, bg) }
}

/// The 16 named colours as xterm shows them.
const NAMED: [Rgb; 16] = [
    (0, 0, 0),
    (205, 0, 0),
    (0, 205, 0),
    (205, 205, 0),
    (0, 0, 238),
    (205, 0, 205),
    (0, 205, 205),
    (229, 229, 229),
    (127, 127, 127),
    (255, 0, 0),
    (0, 255, 0),
    (255, 255, 0),
    (92, 92, 255),
    (255, 0, 255),
    (0, 255, 255),
    (255, 255, 255),
];

/// The place of a named colour among the 16.
fn index_of(color: Color) -> Option<u8> {
    use Color::*;
    let names = [
        Black,
        Red,
        Green,
        Yellow,
        Blue,
        Magenta,
        Cyan,
        Gray,
        DarkGray,
        LightRed,
        LightGreen,
        LightYellow,
        LightBlue,
        LightMagenta,
        LightCyan,
        White,
    ];
    names.iter().position(|c| *c == color).map(|i| i as u8)
}

/// A colour as xterm shows it; `None` for the terminal's own.
fn rgb(color: Color) -> Option<Rgb> {
    let cube = |i: u8| if i == 0 { 0 } else { 55 + 40 * i };
    let indexed = |i: u8| match i {
        0..16 => NAMED.get(usize::from(i)).copied().unwrap_or((0, 0, 0)),
        16..232 => (cube((i - 16) / 36), cube((i - 16) / 6 % 6), cube((i - 16) % 6)),
        _ => (8 + 10 * (i - 232), 8 + 10 * (i - 232), 8 + 10 * (i - 232)),
    };
    match color {
        Color::Reset => None,
        Color::Rgb(r, g, b) => Some((r, g, b)),
        Color::Indexed(i) => Some(indexed(i)),
        named => index_of(named).map(indexed),
    }
}
