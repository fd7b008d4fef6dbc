//! The sheet as PNG, from a pixel buffer.

use font8x8::UnicodeFonts;

use super::{Anchor, Canvas};
use crate::draw::figure::Rgb;

/// Pixels, row by row, three bytes each.
pub struct Png {
    width: usize,
    height: usize,
    bytes: Vec<u8>,
}

/// A character is 8 pixels wide, and each of its 8 rows is drawn twice.
const WIDE: usize = 8;
const TALL: usize = 16;

impl Png {
    /// An empty page.
    pub fn new([width, height]: [usize; 2], page: Rgb) -> Self {
        let pixel = [page.0, page.1, page.2];
        Self { width, height, bytes: pixel.repeat(width * height) }
    }

    fn dot(&mut self, x: usize, y: usize, rgb: Rgb) {
        if x < self.width && y < self.height {
            let at = 3 * (y * self.width + x);
            if let Some(pixel) = self.bytes.get_mut(at..at + 3) {
                pixel.copy_from_slice(&[rgb.0, rgb.1, rgb.2]);
            }
        }
    }

    /// Returns the complete file, with the command line in its comment.
    ///
    /// # Errors
    /// A one-line message if encoding fails.
    pub fn finish(self, command: &str) -> Result<Vec<u8>, String> {
        let mut file = Vec::new();
        let fault = |e: png::EncodingError| format!("PNG: {e}");
        let mut encoder = png::Encoder::new(&mut file, self.width as u32, self.height as u32);
        encoder.set_color(png::ColorType::Rgb);
        encoder.set_depth(png::BitDepth::Eight);
        encoder.add_itxt_chunk("Comment".to_owned(), command.to_owned()).map_err(fault)?;
        let mut writer = encoder.write_header().map_err(fault)?;
        writer.write_image_data(&self.bytes).map_err(fault)?;
        writer.finish().map_err(fault)?;
        Ok(file)
    }
}

/// The rows of a character; a question mark if the fonts lack it.
fn rows(c: char) -> [u8; 8] {
    let known =
        font8x8::BASIC_FONTS.get(c).or_else(|| font8x8::LATIN_FONTS.get(c)).or_else(|| font8x8::GREEK_FONTS.get(c));
    // The last row of exponents, as used in formulas.
    let plain = match c {
        '⁴' => '4',
        '⁶' => '6',
        'κ' => 'k',
        '₁' => '1',
        '₂' => '2',
        '·' | '∙' => '.',
        '−' => '-',
        _ => '?',
    };
    known.or_else(|| font8x8::BASIC_FONTS.get(plain)).unwrap_or_default()
}

impl Canvas for Png {
    fn rect(&mut self, x: f64, y: f64, width: f64, height: f64, rgb: Rgb) {
        let range =
            |from: f64, length: f64| (from.max(0.0).round() as usize)..((from + length).max(0.0).round() as usize);
        for y in range(y, height) {
            for x in range(x, width) {
                self.dot(x, y, rgb);
            }
        }
    }

    fn text(&mut self, x: f64, y: f64, anchor: Anchor, text: &str, rgb: Rgb) {
        let length = (text.chars().count() * WIDE) as f64;
        let from = match anchor {
            Anchor::Start => x,
            Anchor::Middle => x - length / 2.0,
            Anchor::End => x - length,
        };
        let (from, top) = (from.max(0.0) as usize, (y - TALL as f64 / 2.0).max(0.0) as usize);
        for (i, c) in text.chars().enumerate() {
            for (row, bits) in rows(c).into_iter().enumerate() {
                for column in (0..WIDE).filter(|column| bits >> column & 1 == 1) {
                    for twice in 0..2 {
                        self.dot(from + i * WIDE + column, top + 2 * row + twice, rgb);
                    }
                }
            }
        }
    }
}
