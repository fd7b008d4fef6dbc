//! The sheet as SVG.

use std::fmt::Write as _;

use super::{Anchor, Canvas};
use crate::draw::export::ink::{escape, hex};
use crate::draw::figure::Rgb;

/// A document under construction.
pub struct Svg(String);

impl Svg {
    /// An empty page, with a title for screen readers.
    pub fn new([width, height]: [usize; 2], page: Rgb, title: &str) -> Self {
        let mut out = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" \
             role=\"img\" font-family=\"ui-monospace,'DejaVu Sans Mono',Menlo,Consolas,monospace\" font-size=\"15\">\n<title>"
        );
        escape(title, &mut out);
        let _ = write!(out, "</title>\n<rect width=\"{width}\" height=\"{height}\" fill=\"");
        hex((page.0, page.1, page.2), &mut out);
        out.push_str("\"/>\n");
        Self(out)
    }

    /// Returns the complete file.
    pub fn finish(mut self) -> Vec<u8> {
        self.0.push_str("</svg>\n");
        self.0.into_bytes()
    }
}

impl Canvas for Svg {
    fn rect(&mut self, x: f64, y: f64, width: f64, height: f64, rgb: Rgb) {
        let _ = write!(
            self.0,
            "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" shape-rendering=\"crispEdges\" fill=\""
        );
        hex((rgb.0, rgb.1, rgb.2), &mut self.0);
        self.0.push_str("\"/>\n");
    }

    fn text(&mut self, x: f64, y: f64, anchor: Anchor, text: &str, rgb: Rgb) {
        let anchor = match anchor {
            Anchor::Start => "start",
            Anchor::Middle => "middle",
            Anchor::End => "end",
        };
        let _ = write!(self.0, "<text x=\"{x:.1}\" y=\"{:.1}\" text-anchor=\"{anchor}\" fill=\"", y + 5.0);
        hex((rgb.0, rgb.1, rgb.2), &mut self.0);
        self.0.push_str("\">");
        escape(text, &mut self.0);
        self.0.push_str("</text>\n");
    }
}
