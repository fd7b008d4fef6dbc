//! A rendered buffer, written out: as plain text, as text with colors for a terminal, as a picture for a page.
//!
//! All three see a buffer in the same way: `glyphs` walks a row, a wide character takes two columns, and whatever
//! could not stand in a cell (control characters, half of a wide character) is replaced by something that can.

mod ansi;
pub mod heat;
mod ink;
mod lettering;
pub(crate) mod palette;
mod paths;
mod shapes;
mod svg;
mod text;

#[cfg(test)]
mod tests;

use ratatui::buffer::{Buffer, Cell};
use ratatui::style::Modifier;
use unicode_width::UnicodeWidthStr;

pub use ansi::ansi;
pub use svg::svg;
pub use text::text;

/// The colors of the page: what a cell has whose own color is `Color::Reset`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    /// Of text.
    pub foreground: (u8, u8, u8),
    /// Behind it.
    pub background: (u8, u8, u8),
}

/// What stands in one cell, or in two if it is wide.
struct Glyph<'a> {
    /// Counted from the left edge of the buffer.
    column: u16,
    /// How many columns it takes, at least 1.
    width: u16,
    /// What is written there; a space if nothing is.
    symbol: &'a str,
    /// Its style.
    cell: &'a Cell,
}

impl Glyph<'_> {
    /// Whether there is nothing to see but its background.
    fn is_blank(&self) -> bool {
        let ruled = Modifier::UNDERLINED | Modifier::CROSSED_OUT;
        self.cell.modifier.contains(Modifier::HIDDEN)
            || (matches!(self.symbol, " " | "\u{a0}" | "\u{2800}" | "\u{3000}")
                && !self.cell.modifier.intersects(ruled))
    }
}

/// A row of a buffer, the first being 0, from left to right.
fn glyphs(buffer: &Buffer, row: u16) -> impl Iterator<Item = Glyph<'_>> {
    let area = buffer.area;
    let mut column = 0;
    std::iter::from_fn(move || {
        let room = area.width.checked_sub(column).filter(|room| *room > 0)?;
        let cell = buffer.cell((area.x.checked_add(column)?, area.y.checked_add(row)?))?;
        let (symbol, width) = fitting(cell.symbol(), room);
        let glyph = Glyph { column, width, symbol, cell };
        column += width;
        Some(glyph)
    })
}

/// A symbol that can be written into a row with this much room, and its width.
fn fitting(symbol: &str, room: u16) -> (&str, u16) {
    // Nearly all of them.
    if let [b' '..=b'~'] = symbol.as_bytes() {
        return (symbol, 1);
    }
    if symbol.chars().any(char::is_control) {
        return ("\u{fffd}", 1);
    }
    match u16::try_from(symbol.width()) {
        Ok(width) if (1..=room).contains(&width) => (symbol, width),
        _ => (" ", 1),
    }
}
