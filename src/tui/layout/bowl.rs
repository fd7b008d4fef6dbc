//! Screen 3: the picture over the full width, with the timeline below it.
//!
//! Drop order, first to last: blank rows, the legend, step numbers, hints; the picture goes last.

use ratatui::layout::Rect;

use super::{Layout, gutter};

impl Layout {
    pub(super) fn bowl(width: u16, height: u16) -> Self {
        let (mut layout, top, end) = Self::frame(width, height);
        let gutter = gutter(width);
        let columns = width - gutter - 2;
        let below = layout.with_timeline(gutter, columns, end, height >= 12);
        let legend = u16::from(height >= 17);
        let top = top.min(1);
        layout.field = Rect::new(0, top, width, below - legend - top);
        layout.legend = Rect::new(gutter, below - legend, columns, legend);
        layout
    }
}
