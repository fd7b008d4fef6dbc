//! Screen 6.
//!
//! ```text
//! header                                 activation, size, seed
//!  signal  chain  symmetry                panel: values,
//!    ┌──────────── field ───────────┐       what is at the cursor,
//!    │ histograms, or the chain, or │       checks
//!    │ units and their differences  │
//!    └──────────────────────────────┘
//!    ┌──────────── chart ───────────┐
//!    │ std by layer, or losses      │
//!    └──────────────────────────────┘
//!  ▶ ━━━━━━━━━━━━━━━━━━┃── timeline ─
//!     1                12
//!  the notes' question, its answer
//! hints
//! ```
//!
//! Drop order, first to last: blank rows, the question, the chart, step numbers, the panel; the field goes last.

use ratatui::layout::Rect;

use super::{Layout, beside};
use crate::tui::init::{Part, answer};
use crate::tui::model::Model;

impl Layout {
    pub(super) fn init(model: &Model, width: u16, height: u16) -> Self {
        let (mut layout, top, end) = Self::frame(width, height);
        let init = &model.init;
        let blank = u16::from(layout.roomy);
        let panel_width = match width {
            0..64 => 0,
            64..100 => 26,
            100..180 => 32,
            _ => 50,
        };
        let told = init.answered.then(|| answer(init));
        let (area, below) = layout.with_panel((width, top, end), panel_width, told);
        let (gutter, columns) = (area.x, area.width);
        let tabs = u16::from(height >= 8);
        layout.map_title = Rect::new(gutter, top, columns, tabs);
        let from = top + tabs + blank * tabs;
        let chart = match (init.part(), height) {
            (_, 0..16) => 0,
            // The chain is itself a chart.
            (Part::Chain, _) => 0,
            (Part::Symmetry, 16..32) => height / 6,
            _ => height / 4,
        };
        let between = blank * u16::from(chart > 0);
        layout.field = Rect::new(gutter, from, columns, below.saturating_sub(from + chart + between));
        layout.b_ticks = beside(layout.field);
        layout.chart = Rect::new(gutter, below - chart, columns, chart);
        layout.chart_ticks = beside(layout.chart);
        layout
    }
}
