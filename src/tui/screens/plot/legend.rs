//! The key to the bands: a bar of their colors, with the loss at their edges.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::draw::raster::contour::line_stride;
use crate::tui::frame_cache::FrameCache;
use crate::tui::model::Model;
use crate::tui::screen::Screen;
use crate::tui::text;

/// Draws the legend into the row `line`; its name goes in the gutter to the left.
pub fn legend(buffer: &mut Buffer, model: &Model, cache: &FrameCache, line: Rect) {
    if super::shows_basins(model) {
        if line.height > 0 {
            super::basins::legend(buffer, model, cache, line);
        }
        return;
    }
    let Some(bands) = cache.bands().filter(|b| b.count() > 1) else { return };
    if line.height == 0 {
        return;
    }
    let theme = &model.theme;
    let edges = cache.edges();
    let gutter = Rect::new(0, line.y, line.x.saturating_sub(1), 1);
    text::right(buffer, gutter, 0, 0, "loss", theme.normal());
    if !theme.fills() {
        // On the bowl's screen the field has different lines than a plot of the same size.
        let every = if model.screen == Screen::Bowl { 1 } else { line_stride(cache.contours().rows()) };
        let drawn: Vec<&str> = edges.iter().skip(every - 1).step_by(every).map(String::as_str).collect();
        let text = format!("lines at {}", drawn.join("  "));
        text::left(buffer, line, 0, 0, &text::cut(&text, line.width), theme.dim());
        return;
    }
    // In the perspective view the bands are shaded.
    let on = |band: usize| match model.screen {
        Screen::Bowl => theme.on_body(band as u8),
        _ => theme.on_band(band as u8),
    };
    // The first column of each band: equal widths, to within a column.
    let first = |band: usize| (band * usize::from(line.width) / bands.count()) as u16;
    for (column, cell) in text::row(buffer, line, 0).iter_mut().enumerate() {
        let band = (0..bands.count()).rev().find(|b| usize::from(first(*b)) <= column).unwrap_or(0);
        cell.bg = on(band).bg.unwrap_or_default();
    }
    // The loss at an edge is written to the right of it if the next label leaves room.
    let mut free = 0;
    for (band, text) in edges.iter().enumerate() {
        let band = band + 1;
        let (from, until) = (first(band), first(band + 1));
        let wide = text::width(text);
        if from >= free && from + wide <= line.width {
            // A label may extend over the next band's swatch if enough of that remains to show its color.
            let inside = wide < until - from;
            text::left(buffer, line, from, 0, text, on(band));
            free = if inside { until } else { from + wide + 1 };
        }
    }
}
