//! Tests of all three exports on the same buffers.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier, Style};

use super::*;

const PAGE: Page = Page { foreground: (0xb9, 0xc0, 0xcc), background: (0x0d, 0x10, 0x15) };

fn empty(width: u16, height: u16) -> Buffer {
    Buffer::empty(Rect::new(0, 0, width, height))
}

fn line(symbols: &str, style: impl Into<Style>) -> Buffer {
    let mut buffer = empty(symbols.width() as u16, 1);
    buffer.set_string(0, 0, symbols, style);
    buffer
}

fn terminal(rows: u16, columns: u16) -> vt100::Parser {
    let size = |n| std::num::NonZero::new(n).unwrap_or(std::num::NonZero::<u16>::MIN);
    vt100::Parser::new(size(rows), size(columns), 0)
}

/// The contents of the root element, after the page.
fn inside(buffer: &Buffer) -> String {
    let document = svg(buffer, &PAGE, "t");
    let body = document.split_once("#0d1015\"/>\n").and_then(|(_, rest)| rest.strip_suffix("</svg>\n"));
    body.unwrap_or_else(|| unreachable!("{document}")).to_owned()
}

/// Bands of background, edges, braille, text and marks in many colors, about as busy as screens get.
fn busy(width: u16, height: u16) -> Buffer {
    let mut buffer = Buffer::empty(Rect::new(3, 7, width, height));
    let edges: Vec<char> = "▁▂▃▄▅▆▇▏▎▍▌▋▊▉▖▗▘▝▚▞▙▛▜▟".chars().collect();
    for (i, cell) in buffer.content.iter_mut().enumerate() {
        let (x, y) = ((i % usize::from(width)) as f64, (i / usize::from(width)) as f64);
        let r = (x - 50.0).powi(2) / 400.0 + (y - 16.0).powi(2) / 60.0;
        let band = r.sqrt() * 3.0;
        let level = |b: f64| Color::Rgb(14 + b as u8, 13 + (4.5 * b) as u8, 31 + (4.0 * b) as u8);
        cell.set_bg(level(band.floor()));
        if band.fract() < 0.25 {
            cell.set_char(edges[i * 7 % edges.len()]).set_fg(level(band.floor() + 1.0));
        }
        if (x - 2.0 * y).abs() < 4.0 || (x - 100.0 + 2.0 * y).abs() < 4.0 {
            let dots = char::from_u32(0x2801 + (i as u32 * 37) % 254).unwrap_or('⣿');
            cell.set_char(dots).set_fg(Color::Rgb(160 + x as u8 / 2, 157, 255 - y as u8));
        }
        if x >= 84.0 {
            cell.reset();
            cell.set_char(char::from(b' ' + (i * 31 % 95) as u8));
            match i % 11 {
                0..4 => cell.set_style(Style::new().fg(Color::Indexed((i % 256) as u8)).bold()),
                4..6 => cell.set_style(Style::new().fg(Color::LightRed).bg(Color::Blue).italic()),
                6 => cell.set_style(Style::new().dim().underlined()),
                7 => cell.set_style(Style::new().reversed()),
                8 => cell.set_style(Style::new().fg(Color::DarkGray).dim().bold()),
                _ => cell,
            };
        }
    }
    buffer
}

#[test]
fn nothing_comes_out_of_nothing() {
    for (width, height) in [(0, 0), (0, 3), (3, 0)] {
        let buffer = empty(width, height);
        assert_eq!(text(&buffer).trim_end_matches('\n'), "");
        assert_eq!(ansi(&buffer), "\x1b[0m\n".repeat(usize::from(height)));
        assert_eq!(inside(&buffer), "");
        assert!(roxmltree::Document::parse(&svg(&buffer, &PAGE, "")).is_ok());
    }
}

#[test]
fn one_cell() {
    let blank = empty(1, 1);
    assert_eq!((text(&blank), ansi(&blank), inside(&blank)), ("\n".into(), "\x1b[0m\n".into(), String::new()));
    let buffer = line("&", Style::new().fg(Color::Red).bold());
    assert_eq!(text(&buffer), "&\n");
    assert_eq!(ansi(&buffer), "\x1b[1;31m&\x1b[0m\n");
    let want =
        "<g fill=\"#cd0000\" font-weight=\"bold\">\n<text x=\"0\" y=\"15\" textLength=\"9\">&amp;</text>\n</g>\n";
    assert!(inside(&buffer).contains(want), "{}", inside(&buffer));
}

#[test]
fn rows_are_trimmed_and_kept() {
    let mut buffer = empty(6, 3);
    buffer.set_string(1, 0, "a b", Style::new());
    buffer.set_string(0, 2, "⠀c⠀", Style::new().fg(Color::Green));
    assert_eq!(text(&buffer), " a b\n\n c\n");
    assert_eq!(ansi(&buffer), " a b\x1b[0m\n\x1b[0m\n\x1b[32m⠀c\x1b[0m\n");
}

#[test]
fn codes_are_written_where_something_changes() {
    let mut buffer = empty(12, 1);
    buffer.set_string(0, 0, "ab", Style::new().fg(Color::Rgb(1, 2, 3)));
    buffer.set_string(2, 0, "cd", Style::new().fg(Color::Rgb(1, 2, 3)).bg(Color::Indexed(200)));
    buffer.set_string(4, 0, "e", Style::new().bg(Color::Indexed(200)).bold().dim());
    buffer.set_string(5, 0, "f", Style::new().bg(Color::LightCyan).bold());
    buffer.set_string(6, 0, "  ", Style::new().reversed());
    assert_eq!(ansi(&buffer), "\x1b[38;2;1;2;3mab\x1b[48;5;200mcd\x1b[1;2;39me\x1b[0;1;106mf\x1b[0;7m  \x1b[0m\n");
}

#[test]
fn a_terminal_shows_what_was_in_the_buffer() {
    let mut buffer = busy(120, 40);
    buffer.set_string(90, 9, "字wide字", Style::new().fg(Color::Cyan).bg(Color::Rgb(9, 8, 7)).underlined());
    let area = buffer.area;
    let mut terminal = terminal(area.height + 1, area.width);
    terminal.process(ansi(&buffer).replace('\n', "\r\n").as_bytes());
    let color = |color: Color| match color {
        Color::Reset => vt100::Color::Default,
        Color::Rgb(r, g, b) => vt100::Color::Rgb(r, g, b),
        Color::Indexed(index) => vt100::Color::Idx(index),
        Color::LightRed => vt100::Color::Idx(9),
        Color::Blue => vt100::Color::Idx(4),
        Color::DarkGray => vt100::Color::Idx(8),
        Color::Cyan => vt100::Color::Idx(6),
        other => unreachable!("{other}"),
    };
    for row in 0..area.height {
        for glyph in glyphs(&buffer, row) {
            let Some(shown) = terminal.screen().cell(row, glyph.column) else { unreachable!() };
            let (cell, place) = (glyph.cell, (row, glyph.column));
            let contents = if shown.has_contents() { shown.contents() } else { " " };
            assert_eq!(contents, glyph.symbol, "{place:?}");
            assert_eq!(shown.is_wide(), glyph.width == 2, "{place:?}");
            assert_eq!(shown.bgcolor(), color(cell.bg), "{place:?}");
            if glyph.is_blank() && !shown.has_contents() {
                continue; // Trimmed: the foreground is not seen.
            }
            assert_eq!(shown.fgcolor(), color(cell.fg), "{place:?}");
            let has = |modifier| cell.modifier.contains(modifier);
            // This terminal has either bold or dim, whichever came last.
            assert_eq!(shown.bold(), has(Modifier::BOLD) && !has(Modifier::DIM), "{place:?}");
            assert_eq!(shown.dim(), has(Modifier::DIM), "{place:?}");
            assert_eq!(shown.italic(), has(Modifier::ITALIC), "{place:?}");
            assert_eq!(shown.underline(), has(Modifier::UNDERLINED), "{place:?}");
            assert_eq!(shown.inverse(), has(Modifier::REVERSED), "{place:?}");
        }
    }
}

#[test]
fn all_sixteen_colors_have_their_codes() {
    use Color::*;
    let named = [
        Black,
        Red,
        Green,
        Yellow,
        Blue,
        Magenta,
        Cyan,
        Gray,
        DarkGray,
        LightRed,
        LightGreen,
        LightYellow,
        LightBlue,
        LightMagenta,
        LightCyan,
        White,
    ];
    for (index, color) in (0..).zip(named) {
        let mut terminal = terminal(2, 2);
        terminal.process(ansi(&line("x", Style::new().fg(color).bg(color))).as_bytes());
        let Some(cell) = terminal.screen().cell(0, 0) else { unreachable!() };
        assert_eq!((cell.fgcolor(), cell.bgcolor()), (vt100::Color::Idx(index), vt100::Color::Idx(index)));
        assert_eq!(palette::rgb(color), palette::rgb(Indexed(index)));
    }
}

#[test]
fn wide_and_odd_symbols_keep_the_columns() {
    let mut buffer = empty(8, 1);
    buffer.set_string(0, 0, "字a字", Style::new().bg(Color::Rgb(1, 1, 1)));
    // Cells hidden by a wide character are skipped, and so are characters that do not fit or have no width.
    buffer[(1, 0)].set_symbol("x");
    buffer[(5, 0)].set_symbol("\u{200b}");
    buffer[(6, 0)].set_symbol("\x1b");
    buffer[(7, 0)].set_symbol("字");
    assert_eq!(text(&buffer), "字a字 \u{fffd}\n");
    assert_eq!(ansi(&buffer), "\x1b[48;2;1;1;1m字a字\x1b[49m \u{fffd}\x1b[0m\n");
    let inside = inside(&buffer);
    assert!(inside.contains("M0 0h5v1H0"), "{inside}");
    let text = |x: u16, columns: u16, text: &str| {
        inside.contains(&format!("<text x=\"{x}\" y=\"15\" textLength=\"{}\">{text}</text>", 9 * columns))
    };
    assert!(text(0, 2, "字") && text(18, 1, "a") && text(27, 2, "字") && text(54, 1, "\u{fffd}"), "{inside}");
}

#[test]
fn a_combining_accent_stays_on_its_letter() {
    let buffer = line("e\u{301}x", Style::new());
    assert_eq!(text(&buffer), "e\u{301}x\n");
    assert!(inside(&buffer).contains("textLength=\"9\">e\u{301}</text>"));
}

#[test]
fn pictures_of_small_things() {
    let red = Style::new().fg(Color::Rgb(255, 0, 0));
    let crisp = |scale: &str, d: &str| {
        format!(
            "<g shape-rendering=\"crispEdges\" transform=\"scale({scale})\">\n<path fill=\"#f00\" d=\"{d}\"/>\n</g>\n"
        )
    };
    assert_eq!(inside(&line("██", red)), crisp("9 20", "M0 0h2v1H0"));
    assert_eq!(inside(&line("  ", Style::new().bg(Color::LightRed))), crisp("9 20", "M0 0h2v1H0"));
    assert_eq!(inside(&line(" ", red.reversed())), crisp("9 20", "M0 0h1v1H0"));
    assert_eq!(inside(&line("▄▄", red)), crisp("1.125 2.5", "M0 4h16v4H0"));
    assert_eq!(inside(&line("▐▙", red)), crisp("1.125 2.5", "M4 0h4v8H4M8 0h4v4H8M8 4h8v4H8"));
    assert_eq!(inside(&line("\u{1fb39}", red)), crisp("4.5 6.6666667", "M0 1h2v2H0"));
    assert_eq!(
        inside(&line("⠛", red)),
        "<g fill=\"none\" stroke-width=\"2.4\" stroke-linecap=\"round\">\n\
         <path stroke=\"#f00\" d=\"M2.2 2.5h.1m4.4 0h.1m-4.6 5h.1m4.4 0h.1\"/>\n</g>\n"
    );
    assert_eq!(
        inside(&line("━━┈┈", red)),
        "<g fill=\"none\">\n\
         <path stroke=\"#f00\" stroke-dasharray=\"1.5 .75\" stroke-dashoffset=\"1.875\" d=\"M18 9.5h18\"/>\n\
         <path stroke=\"#f00\" stroke-width=\"3\" d=\"M0 9.5h18\"/>\n</g>\n"
    );
    assert_eq!(
        inside(&line(" ■", red.dim())),
        "<g stroke=\"none\">\n<path fill=\"#f00\" opacity=\".60\" d=\"M9 0m.5 5.5h8v8h-8z\"/>\n</g>\n"
    );
    assert_eq!(inside(&line("x⣿█", red.add_modifier(Modifier::HIDDEN))), "");
}

#[test]
fn a_reversed_page_is_the_other_way_round() {
    let inside = inside(&line("x", Style::new().reversed()));
    assert!(inside.contains("<path fill=\"#b9c0cc\" d=\"M0 0h1v1H0\"/>"), "{inside}");
    assert!(inside.contains("<g fill=\"#0d1015\">"), "{inside}");
}

#[test]
fn lines_under_text_do_not_stop_at_spaces() {
    let want = "<text x=\"0\" y=\"15\" textLength=\"45\" text-decoration=\"underline line-through\">a   b</text>";
    let inside = inside(&line("a   b", Style::new().underlined().crossed_out().italic()));
    assert!(inside.contains(want) && inside.contains("font-style=\"italic\""), "{inside}");
}

#[test]
fn runs_of_text_part_where_a_font_might() {
    let mut buffer = empty(20, 1);
    buffer.set_string(0, 0, "a <b  ββ .9", Style::new());
    let text = inside(&buffer);
    let runs: Vec<&str> = text.lines().filter(|l| l.starts_with("<text")).collect();
    assert_eq!(
        runs,
        [
            "<text x=\"0\" y=\"15\" textLength=\"36\">a &lt;b</text>",
            "<text x=\"54\" y=\"15\" textLength=\"18\">ββ</text>",
            "<text x=\"81\" y=\"15\" textLength=\"18\">.9</text>",
        ]
    );
}

#[test]
fn a_busy_screen_is_a_small_well_formed_picture() {
    let buffer = busy(120, 40);
    let document = svg(&buffer, &PAGE, "a < b & \"c\"\u{1}\u{ffff}");
    assert!(document.len() < 150_000, "{}", document.len());
    assert_eq!(document, svg(&buffer.clone(), &PAGE, "a < b & \"c\"\u{1}\u{ffff}"));
    let parsed = roxmltree::Document::parse(&document).unwrap_or_else(|error| unreachable!("{error}"));
    let root = parsed.root_element();
    assert_eq!(root.attribute("viewBox"), Some("0 0 1080 800"));
    let title = root.first_element_child().and_then(|title| title.text());
    assert_eq!(title, Some("a < b & \"c\"\u{fffd}\u{fffd}"));
    // All letters are present and in place.
    let mut letters = vec![vec![' '; 120]; 40];
    for node in parsed.descendants().filter(|n| n.has_tag_name("text")) {
        let number = |name| node.attribute(name).and_then(|v| v.parse::<usize>().ok()).unwrap_or(usize::MAX);
        let (x, y, text) = (number("x") / 9, (number("y") - 15) / 20, node.text().unwrap_or(""));
        assert_eq!(text.width() * 9, number("textLength"));
        for (place, letter) in letters[y][x..].iter_mut().zip(text.chars()).filter(|(_, c)| *c != ' ') {
            *place = letter;
        }
    }
    for (row, letters) in (0..).zip(letters) {
        for glyph in glyphs(&buffer, row).filter(|g| !g.is_blank() && shapes::shape(g.symbol).is_none()) {
            assert_eq!(letters[usize::from(glyph.column)].to_string(), glyph.symbol);
        }
    }
}
