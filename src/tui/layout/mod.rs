//! Where everything stands, as a pure function of the window's size, the screen, and what is open on it.

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

/// The regions; an empty rectangle is one that has folded away.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Layout {
    /// Screen names and surface.
    pub header: Rect,
    /// The picture: the contour plot, the first of several, or the bowl.
    pub field: Rect,
    /// The map of two values.
    pub map: Rect,
    /// The row above it: what it shows.
    pub map_title: Rect,
    /// What its colors and lines mean, below its ticks.
    pub map_legend: Rect,
    /// Side by side: each shown run's plot, under a title of one row.
    pub plots: Plots,
    /// Labels left of the plots, of the first row's height.
    pub b_ticks: Rect,
    /// Labels below the plots.
    pub w_ticks: Rect,
    /// What the bands mean.
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
    /// The notes' question, and its answer.
    pub question: Rect,
    /// Key hints.
    pub hints: Rect,
    /// Runs and values, or the inspector.
    pub panel: Rect,
    /// Whether the panel is the inspector.
    pub inspecting: bool,
    /// Whether there is room for blank lines and titles.
    pub roomy: bool,
}

/// Equal plots in a grid.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Plots {
    areas: [(usize, Rect); MAX_RUNS],
    count: usize,
    /// Plots in a row of the grid.
    pub across: usize,
}

impl Plots {
    /// Runs with their plots.
    pub fn iter(&self) -> impl Iterator<Item = (usize, Rect)> + '_ {
        self.areas.iter().take(self.count).copied()
    }

    /// How many there are.
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

/// The least window that a picture fits in.
pub const LEAST: (u16, u16) = (20, 6);

/// What a layout depends on besides the window.
#[derive(Clone, Copy, Debug)]
struct Wanted<'a> {
    inspector: bool,
    /// The runs that are shown.
    runs: &'a [usize],
    selected: usize,
    /// Rows that the table of the side-by-side screen would like.
    table: u16,
}

impl Layout {
    /// The regions of a window of `width` x `height` cells; `None` if it is too small for a picture.
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
            // The question takes the row of the hints and those below, the hints the last one.
            layout.question = Rect::new(1, layout.hints.y, width - 2, rows);
            layout.hints.y += rows;
        }
        Some(layout)
    }

    /// The rows of a question in a window of some height, with its answer wrapped to `words` columns if that is shown: as many as it
    /// needs, but no more than a quarter of the window.
    fn question_rows(height: u16, words: u16, answer: Option<&str>) -> u16 {
        match (height, answer) {
            (0..14, _) => 0,
            (_, Some(answer)) => 1 + (text::wrap(answer, words).len() as u16).min(height / 4),
            (_, None) => 1,
        }
    }

    /// Header and hints, which every screen has; the rows between are free from `.0` to before `.1`.
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

    /// The notes' question above the hints, with its answer if that is shown: under the field, or where the window is narrow over the
    /// whole width. Returns the row above.
    fn with_question(&mut self, width: u16, right: u16, end: u16, answer: Option<String>) -> u16 {
        let height = self.hints.bottom();
        let words = if width < 100 { width - 2 } else { right.saturating_sub(1) };
        let rows = Self::question_rows(height, words, answer.as_deref());
        self.question = Rect::new(1, end - rows, words, rows);
        end - rows
    }

    /// What a screen with a course and a question of its own has: a panel of `wide` columns at the right (none if 0), the question, the
    /// timeline above it. Returns the columns left of the panel, and the row above the timeline.
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
            // Under a narrow panel the question has the whole width.
            let until = if narrow { asked } else { end };
            self.panel = Rect::new(width - margin - wide, top, wide, until.saturating_sub(top));
        }
        (Rect::new(gutter, top, columns, below.saturating_sub(top)), below)
    }

    /// Timeline and step numbers at the bottom of the rows before `end`, over some columns; returns the row above them.
    fn with_timeline(&mut self, x: u16, columns: u16, end: u16, numbers: bool) -> u16 {
        let numbers = u16::from(numbers);
        self.steps = Rect::new(x, end - numbers, columns, numbers);
        self.timeline = Rect::new(x, end - numbers - 1, columns, 1);
        self.speed = beside(self.timeline);
        end - numbers - 1
    }
}

/// The gutter left of a rectangle, for labels, a column apart.
fn beside(area: Rect) -> Rect {
    Rect::new(0, area.y, area.x.saturating_sub(1), area.height)
}

/// Columns left of a plot.
fn gutter(width: u16) -> u16 {
    match width {
        0..48 => 4,
        48..180 => 6,
        _ => 7,
    }
}

#[cfg(test)]
mod tests;
