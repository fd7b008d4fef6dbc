//! The parts of a picture that remain text.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use ratatui::style::Modifier;

use super::Glyph;
use super::ink::{Ink, escape, write_ink};
use super::shapes::{HEIGHT, WIDTH};

/// Distance of the baseline from the top of a cell.
const BASELINE: i32 = 15;
/// Characters of a monospaced font are about three fifths as wide as the font size.
const FONT_SIZE: i32 = 15;
/// Font stack.
const FONTS: &str = "ui-monospace,'JetBrains Mono','DejaVu Sans Mono',Menlo,Consolas,monospace";

/// Color and face of text.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Face {
    ink: Ink,
    modifier: u16,
}

/// A contiguous piece of text.
struct Run {
    row: u16,
    column: u16,
    columns: u16,
    /// Columns per character. Only runs of plain ASCII are sure to use a single font; other characters get runs of their own, so that
    /// they do not shift them.
    width: u16,
    ascii: bool,
    text: String,
}

/// All text of a picture, grouped by face.
#[derive(Default)]
pub struct Lettering(BTreeMap<Face, Vec<Run>>);

impl Lettering {
    /// Adds a character.
    pub fn add(&mut self, glyph: &Glyph, row: u16, ink: Ink) {
        let faces = Modifier::BOLD | Modifier::ITALIC | Modifier::UNDERLINED | Modifier::CROSSED_OUT;
        let modifier = glyph.cell.modifier & faces;
        let runs = self.0.entry(Face { ink, modifier: modifier.bits() }).or_default();
        let ruled = modifier.intersects(Modifier::UNDERLINED | Modifier::CROSSED_OUT);
        let ascii = glyph.symbol.is_ascii();
        // A single space stays in the run, unless it has visible styling.
        let room = u16::from(!ruled && ascii);
        if let Some(run) = runs.last_mut()
            && (run.row, run.ascii, run.width) == (row, ascii, glyph.width)
            && glyph.column <= run.column + run.columns + room
        {
            let gap = glyph.column.saturating_sub(run.column + run.columns);
            if gap > 0 {
                run.text.push(' ');
            }
            run.text.push_str(glyph.symbol);
            run.columns += gap + glyph.width;
            return;
        }
        let (column, columns, text) = (glyph.column, glyph.width, glyph.symbol.to_owned());
        runs.push(Run { row, column, columns, width: glyph.width, ascii, text });
    }

    /// Writes all text.
    pub fn write(&self, out: &mut String) {
        if self.0.is_empty() {
            return;
        }
        let _ = writeln!(
            out,
            "<g font-family=\"{FONTS}\" font-size=\"{FONT_SIZE}\" xml:space=\"preserve\" \
             style=\"white-space:pre;font-variant-ligatures:none\">"
        );
        for (face, runs) in &self.0 {
            face.write(runs, out);
        }
        out.push_str("</g>\n");
    }
}

impl Face {
    /// Writes all runs of this face.
    fn write(self, runs: &[Run], out: &mut String) {
        let modifier = Modifier::from_bits_truncate(self.modifier);
        out.push_str("<g ");
        write_ink("fill", self.ink, out);
        if modifier.contains(Modifier::BOLD) {
            out.push_str(" font-weight=\"bold\"");
        }
        if modifier.contains(Modifier::ITALIC) {
            out.push_str(" font-style=\"italic\"");
        }
        let under = if modifier.contains(Modifier::UNDERLINED) { "underline" } else { "" };
        let through = if modifier.contains(Modifier::CROSSED_OUT) { "line-through" } else { "" };
        // Not inherited, so it cannot be set on the group.
        let rule = format!("{under} {through}");
        let rule = match rule.trim() {
            "" => String::new(),
            rule => format!(" text-decoration=\"{rule}\""),
        };
        out.push_str(">\n");
        for run in runs {
            let (x, y) = (WIDTH * i32::from(run.column), HEIGHT * i32::from(run.row) + BASELINE);
            let length = WIDTH * i32::from(run.columns);
            let _ = write!(out, "<text x=\"{x}\" y=\"{y}\" textLength=\"{length}\"{rule}>");
            escape(&run.text, out);
            out.push_str("</text>\n");
        }
        out.push_str("</g>\n");
    }
}
