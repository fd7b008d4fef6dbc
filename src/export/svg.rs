//! Cells as a picture that looks the same everywhere.

use std::collections::BTreeMap;
use std::fmt::Write;

use ratatui::buffer::Buffer;
use ratatui::style::Modifier;
use unicode_width::UnicodeWidthStr;

use super::shapes::{self, HEIGHT, WIDTH, number};
use super::{Page, Rgb, colours, row};

/// A run of text of one style.
struct Text {
    column: u16,
    row: u16,
    content: String,
    width: usize,
    style: (Rgb, Modifier),
}

/// An SVG of the cells. Blocks, dots and marks are shapes; only words are text, each stretched to its columns.
pub fn svg(buffer: &Buffer, page: &Page, title: &str) -> String {
    let (columns, rows) = (buffer.area.width, buffer.area.height);
    let (width, height) = (f64::from(columns) * WIDTH, f64::from(rows) * HEIGHT);
    let mut grounds: BTreeMap<Rgb, String> = BTreeMap::new();
    let mut figures: BTreeMap<Rgb, String> = BTreeMap::new();
    let mut texts: Vec<Text> = Vec::new();
    backgrounds(buffer, page, &mut grounds);
    for y in 0..rows {
        let mut open = false;
        for (x, cell) in row(buffer, buffer.area.top() + y) {
            let (fg, _) = colours(cell, page);
            let symbol = cell.symbol();
            let mut characters = symbol.chars().filter(|c| !c.is_control());
            let shape = match (characters.next(), characters.next()) {
                (Some(glyph), None) => {
                    let path = figures.entry(fg).or_default();
                    shapes::draw(path, glyph, f64::from(x) * WIDTH, f64::from(y) * HEIGHT)
                }
                _ => false,
            };
            if shape || symbol == " " {
                // One space inside a line of words belongs to it; more end it.
                open = open && !shape && extend(&mut texts, " ", 1, None);
                continue;
            }
            let style = (fg, cell.modifier & (Modifier::BOLD | Modifier::DIM | Modifier::ITALIC));
            let content: String = symbol.chars().filter(|c| !c.is_control()).collect();
            if !(open && extend(&mut texts, &content, symbol.width(), Some(style))) {
                texts.push(Text { column: x, row: y, content, width: symbol.width(), style });
            }
            open = true;
        }
    }
    let mut out = String::new();
    let (w, h) = (number(width), number(height));
    // Writing into a String cannot fail.
    let _ = write!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {w} {h}\" width=\"{w}\" height=\"{h}\" \
         font-family=\"ui-monospace,'JetBrains Mono','DejaVu Sans Mono',Menlo,Consolas,monospace\" font-size=\"14\">\n\
         <title>{}</title>\n<rect width=\"{w}\" height=\"{h}\" fill=\"{}\"/>\n",
        escaped(title),
        hex(page.background),
    );
    for (colour, path) in &grounds {
        let _ = writeln!(out, "<path fill=\"{}\" shape-rendering=\"crispEdges\" d=\"{path}\"/>", hex(*colour));
    }
    for (colour, path) in figures.iter().filter(|(_, path)| !path.is_empty()) {
        let _ = writeln!(out, "<path fill=\"{}\" d=\"{path}\"/>", hex(*colour));
    }
    for text in &texts {
        write_text(&mut out, text);
    }
    out.push_str("</svg>\n");
    out
}

/// Adds to the last run of text, if it has the same style (any, for a space) and nothing but one space at its end.
fn extend(texts: &mut [Text], content: &str, width: usize, style: Option<(Rgb, Modifier)>) -> bool {
    let Some(last) = texts.last_mut() else { return false };
    let fits = match style {
        Some(style) => last.style == style,
        None => !last.content.ends_with(' '),
    };
    if fits {
        last.content.push_str(content);
        last.width += width;
    }
    fits
}

/// Rectangles of one background: runs of cells, each as many rows high as the same run goes down.
fn backgrounds(buffer: &Buffer, page: &Page, grounds: &mut BTreeMap<Rgb, String>) {
    // Runs that are still growing downwards: (first column, columns, colour) with the row they began at.
    let mut open: BTreeMap<(u16, u16, Rgb), u16> = BTreeMap::new();
    let mut close = |(x, columns, colour): (u16, u16, Rgb), from: u16, to: u16| {
        let path = grounds.entry(colour).or_default();
        let (w, h) = (number(f64::from(columns) * WIDTH), number(f64::from(to - from) * HEIGHT));
        let (x, y) = (number(f64::from(x) * WIDTH), number(f64::from(from) * HEIGHT));
        let _ = write!(path, "M{x} {y}h{w}v{h}h-{w}z");
    };
    for y in 0..=buffer.area.height {
        let mut runs: Vec<(u16, u16, Rgb)> = Vec::new();
        if y < buffer.area.height {
            for x in 0..buffer.area.width {
                let Some(cell) = buffer.cell((buffer.area.left() + x, buffer.area.top() + y)) else { continue };
                let (_, ground) = colours(cell, page);
                match runs.last_mut() {
                    Some((from, columns, colour)) if *colour == ground && *from + *columns == x => *columns += 1,
                    _ => runs.push((x, 1, ground)),
                }
            }
            runs.retain(|(_, _, colour)| *colour != page.background);
        }
        let ended: Vec<_> = open.iter().filter(|(run, _)| !runs.contains(run)).map(|(run, y)| (*run, *y)).collect();
        for (run, from) in ended {
            open.remove(&run);
            close(run, from, y);
        }
        for run in runs {
            open.entry(run).or_insert(y);
        }
    }
}

fn write_text(out: &mut String, text: &Text) {
    let content = text.content.trim_end();
    let width = text.width - (text.content.width() - content.width());
    let (x, y) = (number(f64::from(text.column) * WIDTH), number(f64::from(text.row) * HEIGHT + 14.6));
    let length = number(width as f64 * WIDTH);
    let (colour, modifier) = text.style;
    let mut style = String::new();
    for (flag, attribute) in [
        (Modifier::BOLD, " font-weight=\"bold\""),
        (Modifier::DIM, " opacity=\"0.6\""),
        (Modifier::ITALIC, " font-style=\"italic\""),
    ] {
        if modifier.contains(flag) {
            style.push_str(attribute);
        }
    }
    let _ = writeln!(
        out,
        "<text x=\"{x}\" y=\"{y}\" textLength=\"{length}\" fill=\"{}\"{style} xml:space=\"preserve\">{}</text>",
        hex(colour),
        escaped(content)
    );
}

fn hex((r, g, b): Rgb) -> String {
    format!("#{r:02x}{g:02x}{b:02x}")
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui::layout::Rect;
    use ratatui::style::{Color, Style};

    const PAGE: Page = Page { foreground: (200, 200, 200), background: (0, 0, 0) };

    #[test]
    fn backgrounds_merge_and_words_stay_whole() {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 8, 2));
        buffer.set_style(Rect::new(0, 0, 4, 2), Style::new().bg(Color::Rgb(16, 32, 48)));
        buffer.set_string(0, 0, "a <b", Style::new().fg(Color::Rgb(255, 0, 0)));
        buffer.set_string(0, 1, "▄", Style::new().fg(Color::Rgb(1, 1, 1)));
        let picture = svg(&buffer, &PAGE, "t & u");
        assert!(picture.contains("<path fill=\"#102030\" shape-rendering=\"crispEdges\" d=\"M0 0h36v40h-36z\"/>"));
        assert!(picture.contains(">a &lt;b</text>") && picture.contains("textLength=\"36\""), "{picture}");
        assert!(picture.contains("<path fill=\"#010101\" d=\"M0 30h9v10h-9z\"/>"), "{picture}");
        assert!(picture.contains("<title>t &amp; u</title>"));
    }

    #[test]
    fn every_tag_that_opens_closes() {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 20, 3));
        buffer.set_string(0, 0, "● ▲ \"x\" & 漢字 ⣿", Style::new().add_modifier(Modifier::BOLD));
        for buffer in [buffer, Buffer::empty(Rect::default()), Buffer::empty(Rect::new(0, 0, 1, 1))] {
            let picture = svg(&buffer, &PAGE, "x");
            let opened = picture.matches("<text").count();
            assert_eq!(opened, picture.matches("</text>").count());
            assert_eq!(picture.matches('<').count(), picture.matches('>').count());
            assert!(picture.starts_with("<svg ") && picture.ends_with("</svg>\n"));
        }
    }
}
