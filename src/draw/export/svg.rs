//! A picture for a page or a slide.
//!
//! Cells become vector shapes where possible, so that the picture does not depend on a font's glyphs: only letters, digits and the
//! like are text, with an explicit length for each run. Everything of one color is a single path, with adjacent shapes merged.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use ratatui::buffer::Buffer;
use ratatui::style::Modifier;

use super::ink::{Ink, escape, hex, write_ink};
use super::lettering::Lettering;
use super::palette;
use super::shapes::{self, HEIGHT, Pen, Shape, Tile, WIDTH};
use super::{Glyph, Page, glyphs, paths};

/// Opacity of a dim color, in percent.
const DIM: u8 = 60;

/// Subdivisions of a cell in which rectangles are measured.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Grid {
    Cells,
    Eighths,
    Sextants,
}

/// All elements of the picture, grouped by shared attributes.
#[derive(Default)]
struct Picture {
    tiles: BTreeMap<(Grid, Ink), Vec<Tile>>,
    lines: BTreeMap<(Ink, Pen), Vec<Tile>>,
    curves: BTreeMap<Ink, String>,
    dots: BTreeMap<Ink, Vec<(i32, i32)>>,
    marks: BTreeMap<Ink, String>,
    text: Lettering,
}

/// Renders a buffer as a standalone SVG document, with a title for screen readers. Deterministic: the same buffer always gives the
/// same document. A cell is 9 x 20 pixels.
pub fn svg(buffer: &Buffer, page: &Page, title: &str) -> String {
    let mut picture = Picture::default();
    for row in 0..buffer.area.height {
        for glyph in glyphs(buffer, row) {
            picture.add(&glyph, row, page);
        }
    }
    let (width, height) = (WIDTH * i32::from(buffer.area.width), HEIGHT * i32::from(buffer.area.height));
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" \
         height=\"{height}\" role=\"img\">\n<title>"
    );
    escape(title, &mut out);
    let _ = write!(out, "</title>\n<rect width=\"{width}\" height=\"{height}\" fill=\"");
    hex(page.background, &mut out);
    out.push_str("\"/>\n");
    picture.write(&mut out);
    out.push_str("</svg>\n");
    out
}

impl Picture {
    /// Adds the contents of a cell.
    fn add(&mut self, glyph: &Glyph, row: u16, page: &Page) {
        let modifier = glyph.cell.modifier;
        let mut fore = palette::rgb(glyph.cell.fg).unwrap_or(page.foreground);
        let mut back = palette::rgb(glyph.cell.bg).unwrap_or(page.background);
        if modifier.contains(Modifier::REVERSED) {
            std::mem::swap(&mut fore, &mut back);
        }
        let share = if modifier.contains(Modifier::DIM) { DIM } else { 100 };
        let shape = shapes::shape(glyph.symbol);
        let mut seen = !glyph.is_blank() && fore != back;
        if seen && share == 100 && shape == Some(Shape::Full(100)) {
            // Merges with the background of its neighbors.
            back = fore;
            seen = false;
        }
        let (column, line) = (i32::from(glyph.column), i32::from(row));
        if back != page.background {
            let tile = Tile { y: line, x: column, w: i32::from(glyph.width), h: 1 };
            self.tiles.entry((Grid::Cells, (back, 100))).or_default().push(tile);
        }
        match shape {
            _ if !seen => {}
            Some(shape) => self.add_shape(shape, column, line, (fore, share)),
            None => self.text.add(glyph, row, (fore, share)),
        }
    }

    fn add_shape(&mut self, shape: Shape, column: i32, row: i32, ink: Ink) {
        let (left, top) = (WIDTH * column, HEIGHT * row);
        let placed = |t: Tile, w: i32, h: i32| Tile { x: t.x + w * column, y: t.y + h * row, ..t };
        match shape {
            Shape::Full(percent) => {
                let ink = (ink.0, (u16::from(ink.1) * u16::from(percent) / 100) as u8);
                let tile = Tile { y: 8 * row, x: 8 * column, w: 8, h: 8 };
                self.tiles.entry((Grid::Eighths, ink)).or_default().push(tile);
            }
            Shape::Bar(tile) => self.tiles.entry((Grid::Eighths, ink)).or_default().push(placed(tile, 8, 8)),
            Shape::Mosaic(rows, set) => {
                let (grid, w, h) = if rows == 3 { (Grid::Sextants, 1, 1) } else { (Grid::Eighths, 4, 4) };
                let tiles = self.tiles.entry((grid, ink)).or_default();
                for bit in (0..2 * rows).filter(|bit| set >> bit & 1 == 1) {
                    let tile = Tile { y: bit / 2 * h, x: bit % 2 * w, w, h };
                    tiles.push(placed(tile, 2 * w, rows * h));
                }
            }
            Shape::Dots(set) => {
                // The upper six dots are numbered downward, the last two were added later.
                const PLACES: [(i32, i32); 8] = [(0, 0), (1, 0), (2, 0), (0, 1), (1, 1), (2, 1), (3, 0), (3, 1)];
                let dots = self.dots.entry(ink).or_default();
                for (bit, (y, x)) in PLACES.into_iter().enumerate() {
                    if set >> bit & 1 == 1 {
                        dots.push((4 * row + y, 2 * column + x));
                    }
                }
            }
            Shape::Arms(arms) => {
                for (thickness, tile) in shapes::strokes(arms) {
                    let pen = Pen { thickness, dashes: 0, down: false };
                    self.lines.entry((ink, pen)).or_default().push(placed(tile, 10 * WIDTH, 10 * HEIGHT));
                }
            }
            Shape::Dashes(pen) => {
                let (y, x) = if pen.down { (0, 45) } else { (95, 0) };
                let (w, h) = if pen.down { (0, 10 * HEIGHT) } else { (10 * WIDTH, 0) };
                let tile = placed(Tile { y, x, w, h }, 10 * WIDTH, 10 * HEIGHT);
                self.lines.entry((ink, pen)).or_default().push(tile);
            }
            Shape::Curve(data) => {
                let _ = write!(self.curves.entry(ink).or_default(), "M{left} {top}{data}");
            }
            Shape::Mark(data) => {
                let _ = write!(self.marks.entry(ink).or_default(), "M{left} {top}{data}");
            }
        }
    }

    /// Writes everything, from back to front.
    fn write(mut self, out: &mut String) {
        for (grid, scale) in [(Grid::Cells, "9 20"), (Grid::Eighths, "1.125 2.5"), (Grid::Sextants, "4.5 6.6666667")] {
            let of_grid = self.tiles.iter_mut().filter(|((g, _), _)| *g == grid);
            let group = format!("shape-rendering=\"crispEdges\" transform=\"scale({scale})\"");
            write_group(out, &group, of_grid, |((_, ink), tiles), out| {
                paths::join(tiles);
                path("fill", *ink, "", out, |out| paths::rectangles(tiles, out));
            });
        }
        write_group(out, "fill=\"none\"", self.lines.iter_mut(), |((ink, pen), tiles), out| {
            paths::join(tiles);
            path("stroke", *ink, &dashes(*pen), out, |out| paths::lines(tiles, out));
        });
        write_group(out, "fill=\"none\"", self.curves.iter(), |(ink, data), out| {
            path("stroke", *ink, "", out, |out| out.push_str(data));
        });
        let round = "fill=\"none\" stroke-width=\"2.4\" stroke-linecap=\"round\"";
        write_group(out, round, self.dots.iter_mut(), |(ink, dots), out| {
            dots.sort_unstable();
            path("stroke", *ink, "", out, |out| paths::dots(dots, out));
        });
        write_group(out, "stroke=\"none\"", self.marks.iter(), |(ink, data), out| {
            path("fill", *ink, "", out, |out| out.push_str(data));
        });
        self.text.write(out);
    }
}

/// Writes a group, unless it is empty.
fn write_group<T>(out: &mut String, attributes: &str, items: impl Iterator<Item = T>, each: impl Fn(T, &mut String)) {
    let start = out.len();
    let _ = writeln!(out, "<g {attributes}>");
    let empty = out.len();
    for item in items {
        each(item, out);
    }
    if out.len() == empty { out.truncate(start) } else { out.push_str("</g>\n") }
}

/// Writes a path that is filled or stroked.
fn path(paint: &str, ink: Ink, attributes: &str, out: &mut String, data: impl Fn(&mut String)) {
    out.push_str("<path ");
    write_ink(paint, ink, out);
    out.push_str(attributes);
    out.push_str(" d=\"");
    data(out);
    out.push_str("\"/>\n");
}

/// Thickness and dashes, as attributes.
fn dashes(pen: Pen) -> String {
    // Dash, gap, and the offset of the cell's start within the pattern: in the middle of a gap.
    let pattern = match (pen.dashes, pen.down) {
        (2, false) => ("3 1.5", "3.75"),
        (3, false) => ("2 1", "2.5"),
        (4, false) => ("1.5 .75", "1.875"),
        (2, true) => ("7 3", "8.5"),
        (3, true) => ("4.6667 2", "5.6667"),
        (4, true) => ("3 2", "4"),
        _ => ("", ""),
    };
    let mut out = String::new();
    if pen.thickness > 1 {
        let _ = write!(out, " stroke-width=\"{}\"", pen.thickness);
    }
    if pen.dashes > 0 {
        let _ = write!(out, " stroke-dasharray=\"{}\" stroke-dashoffset=\"{}\"", pattern.0, pattern.1);
    }
    out
}
