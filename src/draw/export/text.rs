//! Export without colors.

use ratatui::buffer::Buffer;

use super::glyphs;

/// Returns the characters of a buffer: its rows without trailing spaces, each ending in a line feed.
pub fn text(buffer: &Buffer) -> String {
    let mut out = String::with_capacity(buffer.content.len() * 2);
    for row in 0..buffer.area.height {
        let start = out.len();
        for glyph in glyphs(buffer, row) {
            if glyph.is_blank() {
                out.extend(std::iter::repeat_n(' ', usize::from(glyph.width)));
            } else {
                out.push_str(glyph.symbol);
            }
        }
        let end = out.get(start..).map_or(start, |line| start + line.trim_end_matches(' ').len());
        out.truncate(end);
        out.push('\n');
    }
    out
}
