//! A sweep as a picture of its own: cells colored by class, axes, a legend; as SVG or PNG.

mod png;
mod svg;

use std::path::Path;

use crate::draw::figure::Rgb;
use crate::draw::figure::heat::{Class, LEVELS, Metric, Scale, best, color};
use crate::draw::figure::ticks;
use crate::math::number::{plain, short};
use crate::math::parameter::Scale as Spread;
use crate::run::tiles::Cell;
use crate::scenario::sweep::{Axis, to_scale};

/// A file format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Picture {
    /// Vector graphics.
    Svg,
    /// Raster graphics.
    Png,
}

impl Picture {
    /// Returns the format for a file's extension.
    ///
    /// # Errors
    /// A one-line message, prefixed with `given`, for any other extension.
    pub fn of(path: &Path, given: &str) -> Result<Self, String> {
        let ending = path.extension().and_then(|e| e.to_str()).map(str::to_ascii_lowercase);
        match ending.as_deref() {
            Some("svg") => Ok(Picture::Svg),
            Some("png") => Ok(Picture::Png),
            _ => Err(format!("{given}: give a file that ends in .svg or .png")),
        }
    }
}

/// The contents of a picture.
pub struct Sheet<'a> {
    /// Row by row, the first at the bottom.
    pub cells: &'a [Cell],
    /// Horizontal and vertical.
    pub axes: [&'a Axis; 2],
    /// The metric shown.
    pub metric: Metric,
    /// The last step.
    pub steps: usize,
    /// The minimum loss of the surface, if known.
    pub least: Option<f64>,
    /// The convergence tolerance.
    pub tolerance: f64,
    /// The run.
    pub title: String,
    /// The problem it runs on.
    pub problem: String,
    /// The command line that reproduces the picture.
    pub command: String,
    /// The colors of the page, of text, of dim text, and of warnings.
    pub inks: [Rgb; 4],
    /// True if the page is dark.
    pub dark: bool,
}

/// Horizontal anchor of a text.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Anchor {
    Start,
    Middle,
    End,
}

/// The drawing surface of a picture, in pixels from the top left corner.
trait Canvas {
    fn rect(&mut self, x: f64, y: f64, width: f64, height: f64, rgb: Rgb);
    /// Draws text 16 pixels high, vertically centered at `y`.
    fn text(&mut self, x: f64, y: f64, anchor: Anchor, text: &str, rgb: Rgb);
}

/// Approximate size of the plot.
const PLOT: [f64; 2] = [720.0, 520.0];
const LEFT: f64 = 90.0;
const TOP: f64 = 64.0;
const RIGHT: f64 = 40.0;
const BOTTOM: f64 = 150.0;

/// Draws a sheet and returns the bytes of the file.
///
/// # Errors
/// A one-line message if the picture cannot be encoded.
pub fn draw(picture: Picture, sheet: &Sheet) -> Result<Vec<u8>, String> {
    let [across, up] = sheet.axes.map(|axis| axis.count.max(1) as f64);
    // A whole number of pixels per cell, so that all are the same size.
    let cell = [(PLOT[0] / across).ceil().max(1.0), (PLOT[1] / up).ceil().max(1.0)];
    let plot = [cell[0] * across, cell[1] * up];
    let size = [(LEFT + plot[0] + RIGHT) as usize, (TOP + plot[1] + BOTTOM) as usize];
    let [page, ..] = sheet.inks;
    match picture {
        Picture::Svg => {
            let mut canvas = svg::Svg::new(size, page, &sheet.command);
            compose(&mut canvas, sheet, cell, plot);
            Ok(canvas.finish())
        }
        Picture::Png => {
            let mut canvas = png::Png::new(size, page);
            compose(&mut canvas, sheet, cell, plot);
            canvas.finish(&sheet.command)
        }
    }
}

fn compose(canvas: &mut impl Canvas, sheet: &Sheet, cell: [f64; 2], plot: [f64; 2]) {
    let [page, words, dim, warning] = sheet.inks;
    let scale = Scale::of(sheet.cells.iter(), sheet.metric, sheet.steps, sheet.least);
    let of = |class: Class| color(class, sheet.dark, page, warning);
    let columns = sheet.axes[0].count.max(1);
    let bottom = TOP + plot[1];
    for (j, line) in sheet.cells.chunks(columns).enumerate() {
        let y = bottom - (j + 1) as f64 * cell[1];
        // Adjacent cells of the same class form one rectangle.
        let mut from = 0;
        for i in 1..=line.len() {
            let class = line.get(from).map(|c| scale.class(c));
            if i < line.len() && line.get(i).map(|c| scale.class(c)) == class {
                continue;
            }
            if let Some(class) = class {
                canvas.rect(LEFT + from as f64 * cell[0], y, (i - from) as f64 * cell[0], cell[1], of(class));
                if class == Class::Diverged {
                    hatch(
                        canvas,
                        [LEFT + from as f64 * cell[0], y, (i - from) as f64 * cell[0], cell[1]],
                        warning.over(page, 0.4),
                    );
                }
            }
            from = i;
        }
    }
    canvas.text(LEFT, 22.0, Anchor::Start, &format!("{}: {}", sheet.title, meaning(sheet)), words);
    canvas.text(LEFT, 44.0, Anchor::Start, &sheet.problem, dim);
    axes(canvas, sheet, cell, plot, [words, dim]);
    if let Some(place) = best(sheet.cells, sheet.metric, sheet.least) {
        let (i, j) = ((place % columns) as f64 + 0.5, (place / columns) as f64 + 0.5);
        canvas.text(LEFT + i * cell[0], bottom - j * cell[1], Anchor::Middle, "x", page);
        let values = [sheet.axes[0].value(place % columns), sheet.axes[1].value(place / columns)];
        let named = sheet.axes.iter().zip(values).map(|(a, v)| format!("{} {}", a.parameter.name, short(v)));
        let text = format!("x best: {}", named.collect::<Vec<_>>().join(", "));
        canvas.text(LEFT + plot[0], bottom + 48.0, Anchor::End, &text, words);
    }
    legend(canvas, &scale, plot, &of, [words, dim]);
}

/// The meaning of the colors.
fn meaning(sheet: &Sheet) -> String {
    match sheet.metric {
        Metric::Steps => format!("steps until within {}", plain(sheet.tolerance)),
        Metric::Loss => format!("loss at step {}", sheet.steps),
        Metric::Rate => "factor of the loss a step, over the second half".to_owned(),
    }
}

/// Hatches diverged cells, to be recognizable without color. The strokes lie on a single lattice over the whole picture.
fn hatch(canvas: &mut impl Canvas, [x, y, width, height]: [f64; 4], rgb: Rgb) {
    let (mut row, end) = ((y / 8.0).ceil() as i64, y + height);
    while (row * 8) as f64 + 2.0 <= end {
        let mut column = ((x / 16.0).ceil()) as i64;
        while (column * 16) as f64 + 2.0 <= x + width {
            if (row + column) % 2 == 0 {
                canvas.rect((column * 16) as f64, (row * 8) as f64, 2.0, 2.0, rgb);
            }
            column += 1;
        }
        row += 1;
    }
}

fn axes(canvas: &mut impl Canvas, sheet: &Sheet, cell: [f64; 2], plot: [f64; 2], [words, dim]: [Rgb; 2]) {
    let bottom = TOP + plot[1];
    for (k, axis) in sheet.axes.into_iter().enumerate() {
        let spread = if axis.own_scale { axis.parameter.scale } else { Spread::Linear(1.0) };
        let (low, high) = (to_scale(spread, axis.low), to_scale(spread, axis.high));
        let length = cell[k] * (axis.count - 1) as f64;
        for value in ticks::scaled(spread, axis.low, axis.high, if k == 0 { 8 } else { 9 }) {
            let place = cell[k] / 2.0 + (to_scale(spread, value) - low) / (high - low) * length;
            let label = ticks::scaled_label(value);
            if k == 0 {
                canvas.rect(LEFT + place - 0.5, bottom, 1.0, 5.0, dim);
                canvas.text(LEFT + place, bottom + 18.0, Anchor::Middle, &label, dim);
            } else {
                canvas.rect(LEFT - 5.0, bottom - place - 0.5, 5.0, 1.0, dim);
                canvas.text(LEFT - 10.0, bottom - place, Anchor::End, &label, dim);
            }
        }
        match k {
            0 => canvas.text(LEFT, bottom + 48.0, Anchor::Start, &format!("across: {}", axis.parameter.name), words),
            _ => canvas.text(LEFT + plot[0], 44.0, Anchor::End, &format!("up: {}", axis.parameter.name), words),
        }
    }
}

fn legend(canvas: &mut impl Canvas, scale: &Scale, plot: [f64; 2], of: &impl Fn(Class) -> Rgb, [words, dim]: [Rgb; 2]) {
    let y = TOP + plot[1] + 76.0;
    let swatch = ((plot[0] - 260.0) / LEVELS as f64).max(16.0);
    for level in 0..LEVELS {
        let x = LEFT + swatch * level as f64;
        canvas.rect(x, y, swatch, 18.0, of(Class::Level(level as u8)));
        if level % 3 == 0 {
            canvas.text(x, y + 34.0, Anchor::Start, &short(scale.edge(level)), dim);
        }
    }
    let x = LEFT + swatch * LEVELS as f64 + 24.0;
    for (i, (class, name)) in [(Class::Slow, "not converged"), (Class::Diverged, "diverged")].into_iter().enumerate() {
        let y = y + 26.0 * i as f64;
        canvas.rect(x, y, 28.0, 18.0, of(class));
        if class == Class::Diverged {
            hatch(canvas, [x, y, 28.0, 18.0], words);
        }
        canvas.text(x + 38.0, y + 9.0, Anchor::Start, name, words);
    }
}
