//! Screen 2.
//!
//! ```text
//! header                                            surface
//!  b ● sgd     loss     ▲ momentum    loss
//!    ┌─────────────┐     ┌─────────────┐
//!    │    plot     │     │    plot     │
//!    └─────────────┘     └─────────────┘
//!      w ticks             w ticks
//!      legend
//!    table: one row per run
//!  ▶ ━━━━━━━━━━━━━━━┃────── timeline ───────
//!     0            26  step numbers
//! hints
//! ```
//!
//! Drop order, first to last: blank rows, the legend, w ticks, rows of the table far from the selected run, the table,
//! step numbers, hints; then plots, the selected run's last.

use ratatui::layout::Rect;

use super::{Layout, Wanted, beside, gutter};

/// Smallest plot worth showing, without its title.
const LEAST: (u16, u16) = (14, 2);

impl Layout {
    pub(super) fn side(width: u16, height: u16, wanted: &Wanted) -> Self {
        let (mut layout, top, end) = Self::frame(width, height);
        let gutter = gutter(width);
        let columns = width - gutter - if width < 100 { 1 } else { 3 };
        let below = layout.with_timeline(gutter, columns, end, height >= 12);
        let rows = below - top;
        // Elements below the plots, as long as the plots keep at least half of the rows.
        let (roomy, half) = (layout.roomy, rows / 2);
        let blank = u16::from(roomy);
        let title = 1 + blank;
        let mut under = u16::from(height >= 9);
        let ticks = under;
        let table = match half.saturating_sub(under + title + 2 * blank) {
            room if room >= 2 && height >= 16 => title + wanted.table.min(room) + 2 * blank,
            _ => 0,
        };
        under += table;
        let legend = u16::from(height >= 22 && under < half + 2);
        under += legend;
        let grid = Rect::new(gutter, top, columns, rows - under);
        layout.grid(grid, wanted);
        // Rows that the grid does not use go to the table.
        let bottom = layout.plots.iter().map(|(_, plot)| plot.bottom()).max().unwrap_or(grid.bottom());
        layout.w_ticks = Rect::new(gutter, bottom, columns, ticks);
        layout.legend = Rect::new(gutter, bottom + ticks, columns, legend);
        if table > 0 {
            let y = bottom + ticks + legend + blank;
            layout.table = Rect::new(gutter, y, columns, below.saturating_sub(y + blank));
        }
        layout
    }

    /// Arranges one plot per run in a grid: as many as fit, including the selected run's.
    fn grid(&mut self, area: Rect, wanted: &Wanted) {
        let gap = if area.width < 100 { 2 } else { 4 };
        let between = u16::from(self.roomy);
        let size = |across: u16, down: u16| {
            let width = (area.width + gap) / across;
            let height = (area.height + between) / down;
            (width.saturating_sub(gap), height.saturating_sub(1 + between))
        };
        let runs = wanted.runs.len() as u16;
        let fits = |count: u16| {
            (1..=count)
                .map(|across| (across, count.div_ceil(across)))
                .filter(|(across, down)| {
                    let (w, h) = size(*across, *down);
                    w >= LEAST.0 && h >= LEAST.1
                })
                // A surface's domain is between one and two times as wide as high, and a cell twice as high as wide:
                // pick the largest plot between these shapes.
                .max_by_key(|(across, down)| {
                    let (w, h) = size(*across, *down);
                    // Empty grid cells count against it.
                    let used = u32::from(w.min(4 * h)) * u32::from(h.min(2 * w / 5)) * u32::from(count);
                    (used / u32::from(across * down), std::cmp::Reverse(across * down))
                })
        };
        let found = (1..=runs).rev().find_map(|count| fits(count).map(|grid| (count, grid)));
        let (count, (across, down)) = found.unwrap_or((1, (1, 1)));
        let (width, mut height) = size(across, down);
        // An odd number of rows, so that the center of a plot is the center of a row.
        height -= u16::from(height % 2 == 0 && height > 2);
        let place = wanted.runs.iter().position(|r| *r == wanted.selected).unwrap_or(0) as u16;
        let first = (place + 1).saturating_sub(count);
        self.plots.across = usize::from(across);
        for (i, run) in wanted.runs.iter().skip(usize::from(first)).take(usize::from(count)).enumerate() {
            let (column, row) = (i as u16 % across, i as u16 / across);
            let x = area.x + column * (width + gap);
            let y = area.y + row * (height + 1 + between) + 1;
            self.plots.push(*run, Rect::new(x, y, width, height.max(1)));
        }
        self.field = self.plots.iter().next().map_or(Rect::default(), |(_, plot)| plot);
        self.b_ticks = beside(self.field);
    }
}
