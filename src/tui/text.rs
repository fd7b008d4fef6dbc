//! Writing text into a buffer, clipped to a rectangle.

use ratatui::buffer::{Buffer, Cell, CellDiffOption};
use ratatui::layout::Rect;
use ratatui::style::{Color, Style};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Width of a text in columns.
pub fn width(text: &str) -> u16 {
    if text.is_ascii() { text.len() as u16 } else { text.width() as u16 }
}

/// The cells of one row of an area in the buffer; empty if the row is outside.
pub fn row(buffer: &mut Buffer, area: Rect, row: u16) -> &mut [Cell] {
    let area = area.intersection(buffer.area);
    if row >= area.height {
        return &mut [];
    }
    let from = usize::from(area.y + row) * usize::from(buffer.area.width) + usize::from(area.x);
    buffer.content.get_mut(from..from + usize::from(area.width)).unwrap_or(&mut [])
}

fn row_from(buffer: &mut Buffer, area: Rect, column: u16, line: u16) -> &mut [Cell] {
    row(buffer, area, line).get_mut(usize::from(column)..).unwrap_or(&mut [])
}

/// Writes `text` at a column and row of `area` (relative to its corner), cut at the area's right edge. Returns the
/// column after it.
pub fn left(buffer: &mut Buffer, area: Rect, column: u16, row: u16, text: &str, style: Style) -> u16 {
    let area = area.intersection(buffer.area);
    if row >= area.height || column >= area.width {
        return column;
    }
    // Nearly all text here consists of single-width characters, which need no segmentation.
    if text.is_ascii() || text.chars().all(|c| c.width() == Some(1)) {
        let mut end = column;
        for (cell, c) in row_from(buffer, area, column, row).iter_mut().zip(text.chars()) {
            cell.set_char(c).set_style(style);
            end += 1;
        }
        return end;
    }
    let room = usize::from(area.width - column);
    let (x, _) = buffer.set_stringn(area.x + column, area.y + row, text, room, style);
    for column in area.x + column..x {
        if let Some(cell) = buffer.cell_mut((column, area.y + row)) {
            cell.set_diff_option(CellDiffOption::None);
        }
    }
    x - area.x
}

/// Writes `text` right-aligned in the area; does nothing if it would not fit after column `from`.
pub fn right(buffer: &mut Buffer, area: Rect, from: u16, row: u16, text: &str, style: Style) -> bool {
    let width = width(text);
    if from + width > area.width {
        return false;
    }
    left(buffer, area, area.width - width, row, text, style);
    true
}

/// Writes `text` centered on a column of the area, shifted to stay inside. Returns the columns it occupies.
pub fn centered(buffer: &mut Buffer, area: Rect, column: u16, row: u16, text: &str, style: Style) -> (u16, u16) {
    let from = center(area.width, column, width(text));
    left(buffer, area, from, row, text, style);
    (from, from + width(text))
}

/// First column of a text of `width` columns, centered on `column` and shifted to stay inside `room`.
pub fn center(room: u16, column: u16, width: u16) -> u16 {
    column.saturating_sub(width / 2).min(room.saturating_sub(width))
}

/// Sets the background color of rows of an area.
pub fn tint(buffer: &mut Buffer, area: Rect, row: u16, height: u16, ground: Color) {
    let rows = Rect { y: area.y + row.min(area.height), height: height.min(area.height.saturating_sub(row)), ..area };
    buffer.set_style(rows, Style::new().bg(ground));
}

/// Truncates a text to `room` columns, with `…` where something is missing.
pub fn cut(text: &str, room: u16) -> String {
    if width(text) <= room {
        return text.to_owned();
    }
    let mut kept = String::new();
    for c in text.chars() {
        if width(&kept) + width(c.encode_utf8(&mut [0; 4])) + 1 > room {
            break;
        }
        kept.push(c);
    }
    if room > 0 {
        kept.push('…');
    }
    kept
}

/// Wraps a text to lines of at most `room` columns at spaces; words longer than a line are split.
pub fn wrap(text: &str, room: u16) -> Vec<String> {
    let room = room.max(1);
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let mut word = word;
        loop {
            let line = lines.last().map_or(0, |l| width(l));
            let gap = u16::from(line > 0);
            if line + gap + width(word) <= room {
                if let Some(last) = lines.last_mut() {
                    if gap > 0 {
                        last.push(' ');
                    }
                    last.push_str(word);
                }
                break;
            }
            if line > 0 {
                lines.push(String::new());
                continue;
            }
            let mut at = 0;
            for (i, c) in word.char_indices() {
                if width(&word[..i + c.len_utf8()]) > room {
                    break;
                }
                at = i + c.len_utf8();
            }
            let (head, rest) = word.split_at(at.max(word.chars().next().map_or(0, char::len_utf8)));
            if let Some(last) = lines.last_mut() {
                last.push_str(head);
            }
            if rest.is_empty() {
                break;
            }
            lines.push(String::new());
            word = rest;
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_cut_and_wrapped() {
        assert_eq!(cut("momentum", 8), "momentum");
        assert_eq!(cut("momentum", 5), "mome…");
        assert_eq!(wrap("one two three", 7), ["one two", "three"]);
        assert_eq!(wrap("abcdefghij k", 4), ["abcd", "efgh", "ij k"]);
    }
}
