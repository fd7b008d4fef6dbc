//! Where everything stands, as a pure function of the window's size.
//!
//! ```text
//! header                                            surface
//!  b ┌─────────────── field ───────────────┐  runs
//!    │                                     │  values
//!    └─────────────────────────────────────┘
//!      w ticks                                check
//!  loss ───────────── chart ────────────────  data
//!  ▶ ━━━━━━━━━━━━━━━┃────── timeline ───────
//!     0            26  step numbers
//! hints
//! ```

use ratatui::layout::Rect;

/// The regions; an empty rectangle is one that has folded away.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Layout {
    /// Screen names and surface.
    pub header: Rect,
    /// The contour plot.
    pub field: Rect,
    /// Labels left of the field.
    pub b_ticks: Rect,
    /// Labels below the field.
    pub w_ticks: Rect,
    /// The loss chart.
    pub chart: Rect,
    /// Labels left of the chart.
    pub chart_ticks: Rect,
    /// The timeline.
    pub timeline: Rect,
    /// Speed, left of the timeline.
    pub speed: Rect,
    /// Step numbers under the timeline.
    pub steps: Rect,
    /// Key hints.
    pub hints: Rect,
    /// Runs and values.
    pub panel: Rect,
    /// Whether there is room for blank lines and titles.
    pub roomy: bool,
}

/// The least window that a picture fits in.
pub const LEAST: (u16, u16) = (20, 6);

impl Layout {
    /// The regions of a window; `None` if it is too small for a picture.
    pub fn new(width: u16, height: u16) -> Option<Self> {
        if width < LEAST.0 || height < LEAST.1 {
            return None;
        }
        let roomy = height >= 32;
        let panel_width = match width {
            0..64 => 0,
            64..100 => 24,
            100..180 => 32,
            _ => 50,
        };
        let margin = if width < 100 { 1 } else { 2 };
        let gutter = match width {
            0..48 => 4,
            48..180 => 6,
            _ => 7,
        };
        let gap = if width < 100 { 3 } else { 4 };
        let right = if panel_width == 0 { width - 1 } else { width - margin - panel_width - gap };
        let columns = right.saturating_sub(gutter);
        // From the bottom up: hints, step numbers, timeline, chart, w ticks; the field takes the rest.
        let hints = u16::from(height >= 10);
        let numbers = u16::from(height >= 12);
        let ticks = u16::from(height >= 9);
        let blank = u16::from(roomy);
        let chart = match height {
            0..16 => 0,
            16..32 => height / 4,
            _ => (f32::from(height) * 0.22).round() as u16,
        };
        let top = 1 + blank;
        let below = ticks + blank + chart + 1 + numbers + blank + hints;
        let mut rows = height.saturating_sub(top + below);
        // An odd number, so that the middle of the field is the middle of a row.
        let spare = if rows % 2 == 0 && rows > 1 { 1 } else { 0 };
        rows -= spare;
        let mut y = top;
        let mut take = |height: u16| {
            let from = y;
            y += height;
            from
        };
        let field = Rect::new(gutter, take(rows), columns, rows);
        let w_ticks = Rect::new(gutter, take(ticks), columns, ticks);
        take(blank);
        let chart_height = if chart > 0 { chart + spare } else { 0 };
        let chart = Rect::new(gutter, take(chart_height), columns, chart_height);
        take(if chart_height == 0 { spare } else { 0 });
        let timeline = Rect::new(gutter, take(1), columns, 1);
        let steps = Rect::new(gutter, take(numbers), columns, numbers);
        take(blank);
        let beside = |r: Rect| Rect::new(0, r.y, gutter.saturating_sub(1), r.height);
        let panel = Rect::new(
            width.saturating_sub(margin + panel_width),
            top,
            panel_width,
            height.saturating_sub(top + hints + blank),
        );
        Some(Self {
            header: Rect::new(0, 0, width, 1),
            field,
            b_ticks: beside(field),
            w_ticks,
            chart,
            chart_ticks: beside(chart),
            timeline,
            speed: beside(timeline),
            steps,
            hints: Rect::new(0, height - 1, width, hints),
            panel: if panel_width == 0 { Rect::default() } else { panel },
            roomy,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_three_sizes_stand_as_designed() {
        let rect = |c0: u16, r0: u16, c1: u16, r1: u16| Rect::new(c0, r0, c1 - c0 + 1, r1 - r0 + 1);
        let at = |w, h| Layout::new(w, h).unwrap_or_default();
        let small = at(80, 24);
        assert_eq!((small.field, small.chart), (rect(6, 1, 51, 13), rect(6, 15, 51, 20)));
        assert_eq!((small.timeline.y, small.steps.y, small.hints.y), (21, 22, 23));
        assert_eq!((small.panel.x, small.panel.width), (55, 24));
        let middle = at(120, 40);
        assert_eq!((middle.field, middle.chart), (rect(6, 2, 81, 24), rect(6, 27, 81, 35)));
        assert_eq!((middle.panel.x, middle.panel.width, middle.hints.y), (86, 32, 39));
        let large = at(200, 50);
        assert_eq!((large.field, large.chart), (rect(7, 2, 143, 32), rect(7, 35, 143, 45)));
        assert_eq!((large.panel.x, large.panel.width, large.hints.y), (148, 50, 49));
    }

    #[test]
    fn nothing_overlaps_and_nothing_leaves_the_window() {
        for width in 20..=300 {
            for height in 6..=100 {
                let l = Layout::new(width, height).unwrap_or_default();
                let window = Rect::new(0, 0, width, height);
                let all = [
                    l.header,
                    l.field,
                    l.b_ticks,
                    l.w_ticks,
                    l.chart,
                    l.chart_ticks,
                    l.timeline,
                    l.speed,
                    l.steps,
                    l.hints,
                    l.panel,
                ];
                for (i, a) in all.iter().enumerate() {
                    assert_eq!(window.intersection(*a).area(), a.area(), "{width}x{height} {a:?}");
                    for b in &all[i + 1..] {
                        assert!(a.area() == 0 || b.area() == 0 || !a.intersects(*b), "{width}x{height} {a:?} {b:?}");
                    }
                }
                assert!(l.field.width >= 12 && l.field.height >= 1, "{width}x{height} {:?}", l.field);
                assert_eq!(l.field.height % 2, 1, "{width}x{height}");
            }
        }
    }
}
