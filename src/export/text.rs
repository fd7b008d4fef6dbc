//! Cells as plain text.

use ratatui::buffer::Buffer;

/// The rows as lines, without spaces at their ends. Nothing but the characters is left.
pub fn text(buffer: &Buffer) -> String {
    let mut out = String::new();
    for y in buffer.area.top()..buffer.area.bottom() {
        let line: String = super::row(buffer, y).map(|(_, cell)| cell.symbol()).collect();
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui::layout::Rect;
    use ratatui::style::Style;

    #[test]
    fn lines_without_their_tails_and_wide_characters_once() {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 6, 2));
        buffer.set_string(0, 0, "a漢b", Style::new());
        assert_eq!(text(&buffer), "a漢b\n\n");
        assert_eq!(text(&Buffer::empty(Rect::default())), "");
    }
}
