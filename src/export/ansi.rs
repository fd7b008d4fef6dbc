//! Cells as text with escape codes, for `cat` in a terminal.

use std::fmt::Write;

use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};

/// The rows as lines with colours and attributes, each code only where something changes, each line ending reset.
pub fn ansi(buffer: &Buffer) -> String {
    let mut out = String::new();
    for y in buffer.area.top()..buffer.area.bottom() {
        let mut last = (Color::Reset, Color::Reset, Modifier::empty());
        for (_, cell) in super::row(buffer, y) {
            let now = (cell.fg, cell.bg, cell.modifier);
            if now != last {
                codes(&mut out, cell);
                last = now;
            }
            out.push_str(cell.symbol());
        }
        out.push_str("\x1b[0m\n");
    }
    out
}

/// A reset and everything that a cell has.
fn codes(out: &mut String, cell: &Cell) {
    out.push_str("\x1b[0");
    for (modifier, code) in [
        (Modifier::BOLD, 1),
        (Modifier::DIM, 2),
        (Modifier::ITALIC, 3),
        (Modifier::UNDERLINED, 4),
        (Modifier::REVERSED, 7),
        (Modifier::CROSSED_OUT, 9),
    ] {
        if cell.modifier.contains(modifier) {
            let _ = write!(out, ";{code}");
        }
    }
    colour(out, cell.fg, 30);
    colour(out, cell.bg, 40);
    out.push('m');
}

fn colour(out: &mut String, color: Color, base: u8) {
    // Writing into a String cannot fail.
    let _ = match color {
        Color::Reset => Ok(()),
        Color::Rgb(r, g, b) => write!(out, ";{};2;{r};{g};{b}", base + 8),
        Color::Indexed(i) => write!(out, ";{};5;{i}", base + 8),
        named => match super::index_of(named) {
            Some(i @ 0..8) => write!(out, ";{}", base + i),
            Some(i) => write!(out, ";{}", base + 52 + i),
            None => Ok(()),
        },
    };
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui::layout::Rect;
    use ratatui::style::Style;

    /// A terminal that reads it back shows the same cells.
    #[test]
    fn a_terminal_shows_the_same_cells() {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 12, 3));
        let bold = Style::new().fg(Color::Rgb(1, 2, 3)).bg(Color::Indexed(238)).add_modifier(Modifier::BOLD);
        buffer.set_string(0, 0, "ab", bold);
        buffer.set_string(2, 0, "漢", Style::new().fg(Color::LightRed).add_modifier(Modifier::REVERSED));
        buffer.set_string(0, 1, "plain ⣿▄", Style::new().bg(Color::Blue));
        let mut parser =
            vt100::Parser::new(std::num::NonZeroU16::new(3).unwrap(), std::num::NonZeroU16::new(12).unwrap(), 0);
        parser.process(ansi(&buffer).trim_end_matches('\n').replace('\n', "\r\n").as_bytes());
        let screen = parser.screen();
        for y in 0..3 {
            for x in 0..12 {
                let (want, got) = (&buffer[(x, y)], screen.cell(y, x).unwrap());
                if got.is_wide_continuation() {
                    continue;
                }
                let text = if got.contents().is_empty() { " " } else { got.contents() };
                assert_eq!(want.symbol(), text, "{x} {y}");
                let colour = |c: vt100::Color| match c {
                    vt100::Color::Default => None,
                    vt100::Color::Idx(i) => super::super::rgb(Color::Indexed(i)),
                    vt100::Color::Rgb(r, g, b) => Some((r, g, b)),
                };
                assert_eq!(super::super::rgb(want.fg), colour(got.fgcolor()), "{x} {y}");
                assert_eq!(super::super::rgb(want.bg), colour(got.bgcolor()), "{x} {y}");
                assert_eq!(want.modifier.contains(Modifier::BOLD), got.bold());
                assert_eq!(want.modifier.contains(Modifier::REVERSED), got.inverse());
            }
        }
    }
}
