//! Colors and characters in XML syntax.

use std::fmt::Write as _;

use super::palette::Rgb;

/// A color and its opacity in percent.
pub type Ink = (Rgb, u8);

/// Writes a color as a `fill` or `stroke` attribute.
pub fn write_ink(paint: &str, (rgb, percent): Ink, out: &mut String) {
    let _ = write!(out, "{paint}=\"");
    hex(rgb, out);
    out.push('"');
    if percent < 100 {
        let _ = write!(out, " opacity=\".{percent:02}\"");
    }
}

/// Writes `#rrggbb`, or `#rgb` if equivalent.
pub fn hex((r, g, b): Rgb, out: &mut String) {
    let _ = if [r, g, b].iter().all(|c| c % 17 == 0) {
        write!(out, "#{:x}{:x}{:x}", r / 17, g / 17, b / 17)
    } else {
        write!(out, "#{r:02x}{g:02x}{b:02x}")
    };
}

/// Escapes text for XML; characters that are invalid in XML are replaced.
pub fn escape(text: &str, out: &mut String) {
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\t' | '\n' => out.push(' '),
            '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            c if c.is_control() => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
}
