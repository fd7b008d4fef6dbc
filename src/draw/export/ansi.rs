//! Export with colors, for a terminal or for `less -R`.

use std::fmt::Write as _;

use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};

use super::{Glyph, glyphs};

/// The SGR codes that turn on the modifiers.
const CODES: [(Modifier, u8); 9] = [
    (Modifier::BOLD, 1),
    (Modifier::DIM, 2),
    (Modifier::ITALIC, 3),
    (Modifier::UNDERLINED, 4),
    (Modifier::SLOW_BLINK, 5),
    (Modifier::RAPID_BLINK, 6),
    (Modifier::REVERSED, 7),
    (Modifier::HIDDEN, 8),
    (Modifier::CROSSED_OUT, 9),
];

/// Renders a buffer for a terminal: its rows, without invisible trailing cells, with SGR codes wherever the style changes. Every row
/// ends with a reset and a line feed, so rows are independent.
pub fn ansi(buffer: &Buffer) -> String {
    let mut out = String::with_capacity(buffer.content.len() * 4);
    for row in 0..buffer.area.height {
        let end = glyphs(buffer, row).filter(|g| !is_bare(g)).map(|g| g.column + g.width).last().unwrap_or(0);
        let mut pen = Pen::default();
        for glyph in glyphs(buffer, row).take_while(|g| g.column < end) {
            pen.change(Pen::of(glyph.cell), &mut out);
            out.push_str(glyph.symbol);
        }
        out.push_str("\x1b[0m\n");
    }
    out
}

/// True if a terminal would look the same without this cell.
fn is_bare(glyph: &Glyph) -> bool {
    glyph.is_blank() && glyph.cell.bg == Color::Reset && !glyph.cell.modifier.contains(Modifier::REVERSED)
}

/// The current style.
#[derive(Clone, Copy, Default, PartialEq)]
struct Pen {
    foreground: Color,
    background: Color,
    modifier: Modifier,
}

impl Pen {
    fn of(cell: &Cell) -> Self {
        Self { foreground: cell.fg, background: cell.bg, modifier: cell.modifier }
    }

    /// Writes the codes that switch to the next style.
    fn change(&mut self, next: Self, out: &mut String) {
        if *self == next {
            return;
        }
        out.push_str("\x1b[");
        // Modifiers are reset all together: bold and dim share their reset code.
        if !next.modifier.contains(self.modifier) {
            out.push_str("0;");
            *self = Self::default();
        }
        for (modifier, code) in CODES {
            if next.modifier.contains(modifier) && !self.modifier.contains(modifier) {
                let _ = write!(out, "{code};");
            }
        }
        if next.foreground != self.foreground {
            color(next.foreground, 0, out);
        }
        if next.background != self.background {
            color(next.background, 10, out);
        }
        // Replaces the last semicolon.
        out.pop();
        out.push('m');
        *self = next;
    }
}

/// Writes the code of a color and a semicolon; `plus` is 0 for the foreground and 10 for the background.
fn color(color: Color, plus: u8, out: &mut String) {
    let code = match color {
        Color::Reset => 39,
        Color::Black => 30,
        Color::Red => 31,
        Color::Green => 32,
        Color::Yellow => 33,
        Color::Blue => 34,
        Color::Magenta => 35,
        Color::Cyan => 36,
        Color::Gray => 37,
        Color::DarkGray => 90,
        Color::LightRed => 91,
        Color::LightGreen => 92,
        Color::LightYellow => 93,
        Color::LightBlue => 94,
        Color::LightMagenta => 95,
        Color::LightCyan => 96,
        Color::White => 97,
        Color::Indexed(_) | Color::Rgb(..) => 38,
    } + plus;
    let _ = match color {
        Color::Indexed(index) => write!(out, "{code};5;{index};"),
        Color::Rgb(r, g, b) => write!(out, "{code};2;{r};{g};{b};"),
        _ => write!(out, "{code};"),
    };
}
