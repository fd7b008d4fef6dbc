//! Placement of everything on the screen, as a pure function of the window size, the screen, and what is open on it.

mod averages;
mod bowl;
mod init;
mod map;
mod race;
mod side;

use ratatui::layout::Rect;

use super::model::Model;
use super::screen::Screen;
use super::{questions, text};
use crate::scenario::MAX_RUNS;

/// Regions of the screen; an empty rectangle means the region is dropped.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Layout {
    /// Screen names and surface.
    pub header: Rect,
    /// The main picture: the contour plot, the first of several, or the bowl.
    pub field: Rect,
    /// The map of two values.
    pub map: Rect,
    /// Title row above the map.
    pub map_title: Rect,
    /// Legend of the map's colors and lines, below its ticks.
    pub map_legend: Rect,
    /// Side by side: one plot per shown run, under a title row.
    pub plots: Plots,
    /// Labels left of the first row of plots.
    pub b_ticks: Rect,
    /// Labels below the plots.
    pub w_ticks: Rect,
    /// Legend of the loss bands.
    pub legend: Rect,
    /// Side by side: the table of measures.
    pub table: Rect,
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
    /// The notes' question and its answer.
    pub question: Rect,
    /// Key hints.
    pub hints: Rect,
    /// Runs and values, or the inspector.
    pub panel: Rect,
    /// True if the panel is the inspector.
    pub inspecting: bool,
    /// True if there is room for blank lines and titles.
    pub roomy: bool,
}

/// Equal plots in a grid.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Plots {
    areas: [(usize, Rect); MAX_RUNS],
    count: usize,
    /// Number of plots per grid row.
    pub across: usize,
}

impl Plots {
    /// Runs with their plots.
    pub fn iter(&self) -> impl Iterator<Item = (usize, Rect)> + '_ {
        self.areas.iter().take(self.count).copied()
    }

    /// Number of plots.
    pub fn count(&self) -> usize {
        self.count
    }

    fn push(&mut self, run: usize, area: Rect) {
        if let Some(slot) = self.areas.get_mut(self.count) {
            *slot = (run, area);
            self.count += 1;
        }
    }
}

/// Minimum window size for a picture.
pub const LEAST: (u16, u16) = (20, 6);

/// Inputs of a layout besides the window size.
#[derive(Clone, Copy, Debug)]
struct Wanted<'a> {
    inspector: bool,
    runs: &'a [usize],
    selected: usize,
    /// Rows the table of the side-by-side screen would fill.
    table: u16,
}

impl Layout {
    /// Lays out a window of `width` x `height` cells; `None` if it is too small for a picture.
    pub fn of(model: &Model, (width, height): (u16, u16)) -> Option<Self> {
        if width < LEAST.0 || height < LEAST.1 {
            return None;
        }
        let shown = model.shown_runs();
        let wanted = Wanted {
            inspector: model.inspecting,
            runs: &shown,
            selected: model.selected,
            table: if model.averages { 8 } else { shown.len() as u16 },
        };
        let rows = questions::shown(model)
            .map_or(0, |asked| Self::question_rows(height, width - 2, asked.answer(model).as_deref()));
        let above = height - rows;
        let mut layout = match model.screen {
            Screen::Race => Self::race(width, above, wanted.inspector),
            Screen::Side => Self::side(width, above, &wanted),
            Screen::Bowl => Self::bowl(width, above),
            Screen::Map => Self::map(width, above),
            Screen::Averages => Self::averages(model, width, height),
            Screen::Init => Self::init(model, width, height),
        };
        if rows > 0 {
            // The question takes the row of the hints and those below; the hints move to the last row.
            layout.question = Rect::new(1, layout.hints.y, width - 2, rows);
            layout.hints.y += rows;
        }
        Some(layout)
    }

    /// Rows of a question, with its answer, if shown, wrapped to `words` columns: as many as it needs, but at most one
    /// more than a quarter of the window height.
    fn question_rows(height: u16, words: u16, answer: Option<&str>) -> u16 {
        match (height, answer) {
            (0..14, _) => 0,
            (_, Some(answer)) => 1 + (text::wrap(answer, words).len() as u16).min(height / 4),
            (_, None) => 1,
        }
    }

    /// Header and hints, common to every screen; the rows from `.1` up to but excluding `.2` are free.
    fn frame(width: u16, height: u16) -> (Self, u16, u16) {
        let roomy = height >= 32;
        let (hints, blank) = (u16::from(height >= 10), u16::from(roomy));
        let layout = Self {
            header: Rect::new(0, 0, width, 1),
            hints: Rect::new(0, height - 1, width, hints),
            roomy,
            ..Self::default()
        };
        (layout, 1 + blank, height - hints - if hints > 0 { blank } else { 0 })
    }

    /// Places the notes' question above the hints, with its answer if shown: under the field, or in a narrow window
    /// over the full width. Returns the first row of the question.
    fn with_question(&mut self, width: u16, right: u16, end: u16, answer: Option<String>) -> u16 {
        let height = self.hints.bottom();
        let words = if width < 100 { width - 2 } else { right.saturating_sub(1) };
        let rows = Self::question_rows(height, words, answer.as_deref());
        self.question = Rect::new(1, end - rows, words, rows);
        end - rows
    }

    /// Lays out a screen with its own timeline and question: a panel of `wide` columns on the right (none if 0), the
    /// question, and the timeline above it. Returns the area left of the panel and the row of the timeline.
    fn with_panel(&mut self, (width, top, end): (u16, u16, u16), wide: u16, answer: Option<String>) -> (Rect, u16) {
        let narrow = width < 100;
        let (margin, gap) = if narrow { (1, 3) } else { (2, 4) };
        let gutter = gutter(width);
        let right = if wide == 0 { width - 1 } else { width - margin - wide - gap };
        let columns = right.saturating_sub(gutter);
        let asked = self.with_question(width, right, end, answer);
        let blank = u16::from(self.roomy && self.question.height > 0);
        let below = self.with_timeline(gutter, columns, asked - blank, self.hints.bottom() >= 12);
        if wide > 0 {
            // Below a narrow panel the question takes the full width.
            let until = if narrow { asked } else { end };
            self.panel = Rect::new(width - margin - wide, top, wide, until.saturating_sub(top));
        }
        (Rect::new(gutter, top, columns, below.saturating_sub(top)), below)
    }

    /// Places the timeline and step numbers at the bottom of the rows before `end`; returns the row of the timeline.
    fn with_timeline(&mut self, x: u16, columns: u16, end: u16, numbers: bool) -> u16 {
        let numbers = u16::from(numbers);
        self.steps = Rect::new(x, end - numbers, columns, numbers);
        self.timeline = Rect::new(x, end - numbers - 1, columns, 1);
        self.speed = beside(self.timeline);
        end - numbers - 1
    }
}

/// The gutter left of a rectangle, for labels, one column apart.
fn beside(area: Rect) -> Rect {
    Rect::new(0, area.y, area.x.saturating_sub(1), area.height)
}

/// Width of the gutter left of a plot.
fn gutter(width: u16) -> u16 {
    match width {
        0..48 => 4,
        48..180 => 6,
        _ => 7,
    }
}

#[cfg(test)]
mod tests;
