//! Screen 5.
//!
//! ```text
//! header                                   series, length, seed
//!  y ┌──────────── field ───────────┐   panel: values, reading,
//!    │ observed, averages           │     what the curves are at
//!    └──────────────────────────────┘     the cursor, checks;
//!  w ┌──────────── chart ───────────┐     or the recursion
//!    │ weights, newest at the cursor│     unrolled
//!    └────────────└────┘────────────┘
//!  ▶ ━━━━━━━━━━━━━━━━━━┃── timeline ─
//!     0                86
//!  the notes' question, its answer
//! hints
//! ```
//!
//! Drop order, first to last: blank rows, the question, the weights, step numbers, the panel; the field goes last.

use ratatui::layout::Rect;

use super::{Layout, beside};
use crate::tui::averages::answer;
use crate::tui::model::Model;

impl Layout {
    pub(super) fn averages(model: &Model, width: u16, height: u16) -> Self {
        let (mut layout, top, end) = Self::frame(width, height);
        let smoothing = &model.smoothing;
        let blank = u16::from(layout.roomy);
        let panel_width = match (width, smoothing.unrolled) {
            (0..64, _) => 0,
            (64..100, false) => 28,
            (64..100, true) => 38,
            (100..180, false) => 32,
            (_, true) => 48,
            _ => 50,
        };
        let told = smoothing.answered.then(|| answer(smoothing));
        let (area, below) = layout.with_panel((width, top, end), panel_width, told);
        let (gutter, columns) = (area.x, area.width);
        // The weights with their title, and the bracket below them.
        let chart = match height {
            0..14 => 0,
            14..32 => height / 4,
            _ => (f32::from(height) * 0.24).round() as u16,
        };
        let between = blank * u16::from(chart > 0);
        let rows = below.saturating_sub(top + chart + between);
        layout.field = Rect::new(gutter, top, columns, rows);
        layout.b_ticks = beside(layout.field);
        layout.chart = Rect::new(gutter, below - chart, columns, chart);
        layout.chart_ticks = beside(layout.chart);
        layout.inspecting = smoothing.unrolled;
        if panel_width == 0 && smoothing.unrolled {
            // Without room beside the field, the recursion takes its place.
            layout.panel = Rect::new(1, top, width - 2, below.saturating_sub(top));
            for folded in [&mut layout.field, &mut layout.b_ticks, &mut layout.chart, &mut layout.chart_ticks] {
                *folded = Rect::default();
            }
        }
        layout
    }
}
