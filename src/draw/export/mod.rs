//! A rendered buffer as a file: plain text, text with colors for a terminal, or a picture for a page.
//!
//! All three read a buffer in the same way: `glyphs` walks a row, a wide character takes two columns, and anything that cannot be
//! shown in a cell (control characters, half of a wide character) is replaced.

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

/// The colors of the page, used for cells whose own color is `Color::Reset`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    /// Text color.
    pub foreground: (u8, u8, u8),
    /// Background color.
    pub background: (u8, u8, u8),
}

/// The contents of one cell, or of two if wide.
struct Glyph<'a> {
    /// Column, counted from the left edge of the buffer.
    column: u16,
    /// Width in columns, at least 1.
    width: u16,
    /// The text; a space if empty.
    symbol: &'a str,
    /// Its style.
    cell: &'a Cell,
}

impl Glyph<'_> {
    /// True if only the background is visible.
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

/// A symbol that fits into the remaining room of a row, and its width.
fn fitting(symbol: &str, room: u16) -> (&str, u16) {
    // Fast path for nearly all symbols.
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
