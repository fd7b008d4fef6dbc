//! Screen 1.
//!
//! ```text
//! header                                            surface
//!  b ┌─────────────── field ───────────────┐  runs
//!    │                                     │  values
//!    └─────────────────────────────────────┘
//!      w ticks                                check
//!      legend                                 data
//!  loss ───────────── chart ────────────────
//!  ▶ ━━━━━━━━━━━━━━━┃────── timeline ───────
//!     0            26  step numbers
//! hints
//! ```
//!
//! Drop order, first to last: update rule and data in the panel, the runs' second lines, captions of sliders, blank
//! rows, the other screens' names, the check table, the legend, the chart, the panel, step numbers, hints, w ticks; the
//! field goes last.

use ratatui::layout::Rect;

use super::{Layout, beside, gutter};

impl Layout {
    pub(super) fn race(width: u16, height: u16, inspector: bool) -> Self {
        let (mut layout, top, end) = Self::frame(width, height);
        let blank = u16::from(layout.roomy);
        let panel_width = match (width, inspector) {
            (0..64, _) => 0,
            (64..100, false) => 24,
            (64..100, true) => 38,
            (100..180, false) => 32,
            (_, true) => 48,
            _ => 50,
        };
        let margin = if width < 100 { 1 } else { 2 };
        let gap = if width < 100 { 3 } else { 4 };
        let gutter = gutter(width);
        let right = if panel_width == 0 { width - 1 } else { width - margin - panel_width - gap };
        let columns = right.saturating_sub(gutter);
        // From the bottom up: step numbers, timeline, chart, legend, w ticks; the field takes the rest.
        let below = layout.with_timeline(gutter, columns, end, height >= 12);
        let ticks = u16::from(height >= 9);
        let legend = u16::from(height >= 18);
        let chart = match height {
            0..16 => 0,
            16..20 => height / 4,
            20..32 => height / 4 - 1,
            _ => (f32::from(height) * 0.22).round() as u16,
        };
        let mut rows = below.saturating_sub(top + chart + legend + ticks);
        // An odd number of rows, so that the center of the field is the center of a row; the spare row goes to the chart.
        let spare = u16::from(rows % 2 == 0 && rows > 1);
        rows -= spare;
        let chart = if chart > 0 { chart + spare } else { 0 };
        layout.field = Rect::new(gutter, top, columns, rows);
        layout.b_ticks = beside(layout.field);
        layout.w_ticks = Rect::new(gutter, top + rows, columns, ticks);
        layout.legend = Rect::new(gutter, top + rows + ticks, columns, legend);
        layout.chart = Rect::new(gutter, below - chart, columns, chart);
        layout.chart_ticks = beside(layout.chart);
        if panel_width > 0 {
            let bottom = end - u16::from(layout.hints.height == 0 && blank > 0);
            layout.panel = Rect::new(width - margin - panel_width, top, panel_width, bottom.saturating_sub(top));
        } else if inspector {
            // Without room beside the field, the inspector takes its place.
            layout.panel = Rect::new(1, top, width - 2, below.saturating_sub(top));
            for folded in [&mut layout.field, &mut layout.b_ticks, &mut layout.w_ticks, &mut layout.legend] {
                *folded = Rect::default();
            }
            (layout.chart, layout.chart_ticks) = (Rect::default(), Rect::default());
        }
        layout.inspecting = inspector;
        layout
    }
}
