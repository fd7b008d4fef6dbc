//! Screen 4.
//!
//! ```text
//! header                                            surface
//!  β title                              ┌── field: the run ──┐
//!    ┌──────────── map ────────────┐    └────────────────────┘
//!    │                             │      panel: values, checks
//!    │                             │
//!    └─────────────────────────────┘    loss ───── chart ─────
//!      ticks                            ▶ ━━━━━━┃── timeline ──
//!      legend                             0    26
//! hints
//! ```
//!
//! Drop order, first to last: blank rows, the chart, the second line of the legend, the field, the legend, ticks, the
//! panel; the map goes last.

use ratatui::layout::Rect;

use super::{Layout, beside, gutter};

impl Layout {
    pub(super) fn map(width: u16, height: u16) -> Self {
        let (mut layout, top, end) = Self::frame(width, height);
        let gutter = gutter(width);
        let blank = u16::from(layout.roomy);
        // The right column: its plots and sliders, and a gutter for the chart's labels.
        let (side, margin) = match width {
            0..64 => (0, 1),
            64..100 => (30, 1),
            100..180 => (46, 2),
            _ => (76, 2),
        };
        let gap = if side == 0 { 0 } else { 6 };
        let columns = width.saturating_sub(gutter + side + margin + gap);
        let title = u16::from(height >= 8);
        let ticks = u16::from(height >= 10);
        let legend = match height {
            0..14 => 0,
            14..20 => 1,
            _ => 2,
        };
        let timeline = if side == 0 && height >= 12 { 1 } else { 0 };
        let rows = (end - top).saturating_sub(title + ticks + legend + timeline + blank * u16::from(legend > 0));
        layout.map_title = Rect::new(gutter, top, columns, title);
        layout.map = Rect::new(gutter, top + title, columns, rows);
        layout.b_ticks = beside(layout.map);
        layout.w_ticks = Rect::new(gutter, layout.map.bottom(), columns, ticks);
        layout.map_legend =
            Rect::new(gutter, layout.map.bottom() + ticks + blank * u16::from(legend > 0), columns, legend);
        if side == 0 {
            if timeline > 0 {
                layout.timeline = Rect::new(gutter, end - 1, columns, 1);
                layout.speed = beside(layout.timeline);
            }
            return layout;
        }
        let x = gutter + columns + gap;
        let below = layout.with_timeline(x, side, end, height >= 12);
        let room = below.saturating_sub(top);
        // An odd number of rows, so that the center of the field is the center of a row.
        let field = match room {
            0..12 => 0,
            _ => (room / 3).min(side / 3) | 1,
        };
        let chart = if room >= 26 { room / 7 } else { 0 };
        layout.field = Rect::new(x, top + u16::from(field > 0 && blank > 0), side, field);
        let from = layout.field.bottom().max(top) + u16::from(field > 0);
        layout.chart = Rect::new(x, below - chart, side, chart);
        layout.chart_ticks = Rect::new(x.saturating_sub(gap), below - chart, gap - 1, chart);
        layout.speed = Rect::new(x.saturating_sub(gap), layout.timeline.y, gap - 1, 1);
        let until = below - chart - u16::from(chart > 0);
        layout.panel = Rect::new(x, from, side, until.saturating_sub(from));
        layout
    }
}
