//! Bands and trails, cell by cell.

use ratatui::buffer::Buffer;
use ratatui::style::{Color, Modifier};

use super::Plot;
use crate::draw::raster::braille;
use crate::tui::frame_cache::FrameCache;
use crate::tui::model::Model;
use crate::tui::text;
use crate::tui::theme::Depth;

/// A run's dots, as slices over the cells of the field.
pub(super) struct Dots<'a> {
    run: usize,
    past: &'a [u8],
    stamps: &'a [u32],
    whole: &'a [u8],
}

impl<'a> Dots<'a> {
    /// The layers that contain dots.
    pub(super) fn layers(&self) -> [&'a [u8]; 2] {
        [self.past, self.whole]
    }
    #[inline]
    fn past(&self, index: usize) -> u8 {
        self.past.get(index).copied().unwrap_or(0)
    }
    #[inline]
    fn stamp(&self, index: usize) -> u32 {
        self.stamps.get(index).copied().unwrap_or(0)
    }
}

/// The run whose dots a cell shows, as (run, dots, age); age is `None` for the path after the cursor. The latest run replaces the
/// others, and the selected run, which comes last, replaces all; but runs that coincide alternate from cell to cell (`turn` counts
/// these), so that each stays visible.
#[inline]
fn visible(runs: &[Dots], index: usize, turn: usize, cursor: usize) -> Option<(usize, u8, Option<usize>)> {
    let mut best: Option<(usize, u8, u32)> = None;
    let mut ahead: Option<(usize, u8)> = None;
    let mut crowd = 0;
    let last = runs.len().wrapping_sub(1);
    for (place, run) in runs.iter().enumerate() {
        let past = run.past(index);
        if past != 0 {
            crowd += 1;
            let stamp = run.stamp(index);
            if place == last || best.is_none_or(|(_, _, s)| stamp >= s) {
                best = Some((place, past, stamp));
            }
        } else {
            let whole = run.whole.get(index).copied().unwrap_or(0);
            if whole != 0 {
                ahead = Some((run.run, whole));
            }
        }
    }
    let Some((place, dots, stamp)) = best else { return ahead.map(|(run, dots)| (run, dots, None)) };
    let age = |stamp: u32| Some(cursor.saturating_sub(stamp.saturating_sub(1) as usize));
    if crowd > 1 {
        // Two dots in common mean coinciding paths; a crossing shares one.
        let shares = |run: &&Dots| (run.past(index) & dots).count_ones() >= 2;
        let count = runs.iter().filter(shares).count().max(1);
        if let Some(run) = runs.iter().filter(shares).nth(turn % count) {
            return Some((run.run, run.past(index), age(run.stamp(index))));
        }
    }
    runs.get(place).map(|run| (run.run, dots, age(stamp)))
}

/// The dots of a plot's runs.
pub(super) fn dots_of<'a>(cache: &'a FrameCache, plot: &Plot) -> Vec<Dots<'a>> {
    let dots = |run: &usize| {
        let trail = cache.trails().get(*run)?;
        let (past, whole) = (trail.past(), trail.whole().dots());
        Some(Dots { run: *run, past: past.dots(), stamps: past.stamps(), whole })
    };
    plot.runs.iter().filter_map(dots).collect()
}

/// Draws the field and the trails on it.
pub(super) fn draw(buffer: &mut Buffer, model: &Model, cache: &FrameCache, plot: &Plot) {
    let (theme, area) = (&model.theme, plot.pane.area);
    let (fills, lined) = (theme.fills(), model.isolines);
    let runs = dots_of(cache, plot);
    // Without colors, lines and paths are distinguished by density: every other dot, and paths after the cursor only for the selected
    // run.
    let bare = theme.depth == Depth::None;
    let thin = if bare { EVERY_OTHER } else { u8::MAX };
    let columns = usize::from(area.width).max(1);
    let grounds: [Color; BANDS] = std::array::from_fn(|band| theme.band(band as u8));
    // Beyond the bands there is a hole in the field.
    let ground = |band: u8| grounds.get(usize::from(band)).copied().unwrap_or(theme.ground());
    for (row, line) in (0..area.height).zip(cache.contours().cells().chunks(columns)) {
        let targets = text::row(buffer, area, row);
        for (cell, target) in line.iter().zip(targets) {
            if fills {
                (target.fg, target.bg) = (ground(cell.figure), ground(cell.ground));
                // A fresh cell already is a space.
                if lined && cell.line != 0 && !cell.has_hole() {
                    let low = cell.ground.min(cell.figure);
                    (target.fg, target.bg) = (theme.edge(low), theme.between(low));
                    if !cell.has_edge() {
                        target.bg = ground(low);
                    }
                    target.set_char(braille::glyph(cell.line));
                } else if cell.has_edge() {
                    target.set_char(cell.glyph);
                }
            } else if cell.line & thin != 0 {
                target.set_char(braille::glyph(cell.line & thin)).set_style(theme.grid());
            }
        }
    }
    trails(buffer, model, plot, &runs, |index, run, age| {
        let cell = cache.contours().cells().get(index)?;
        let low = cell.ground.min(cell.figure);
        let behind = match (fills, cell.has_edge()) {
            (false, _) => theme.ground(),
            (true, true) if cell.has_hole() => theme.band(low),
            (true, true) => theme.between(low),
            (true, false) => theme.band(cell.ground),
        };
        Some((theme.trail(run, low, age.map(|age| recede(model, plot, run, age))), behind))
    });
}

/// Draws the runs' dots; `inks` gives a run's foreground at an age and a cell, and the background.
pub(super) fn trails(
    buffer: &mut Buffer,
    model: &Model,
    plot: &Plot,
    runs: &[Dots],
    inks: impl Fn(usize, usize, Option<usize>) -> Option<(Color, Color)>,
) {
    let bare = model.theme.depth == Depth::None;
    let columns = usize::from(plot.pane.area.width).max(1);
    let layers: Vec<&[u8]> = runs.iter().flat_map(Dots::layers).collect();
    for index in braille::dotted(&layers) {
        let (row, x) = (index / columns, index % columns);
        let Some((run, dots, age)) = visible(runs, index, row + x, model.player.cursor) else { continue };
        let dots = match age {
            None if bare && run != model.selected => continue,
            _ => dots,
        };
        if dots == 0 {
            continue;
        }
        let (Some((ink, behind)), Some(target)) =
            (inks(index, run, age), text::row(buffer, plot.pane.area, row as u16).get_mut(x))
        else {
            continue;
        };
        (target.fg, target.bg) = (ink, behind);
        target.set_char(braille::glyph(dots));
        if bare {
            target.modifier = if age.is_none() { Modifier::DIM } else { Modifier::empty() };
        }
    }
}

/// The drawn age of part of a path: runs other than the selected one never look quite fresh.
fn recede(model: &Model, plot: &Plot, run: usize, age: usize) -> usize {
    /// Old enough to have faded by two levels.
    const BACK: usize = 33;
    if plot.runs.len() > 1 && run != model.selected { age.max(BACK) } else { age }
}

/// The dots of a checkerboard.
const EVERY_OTHER: u8 = braille::bit(0, 0) | braille::bit(1, 1) | braille::bit(0, 2) | braille::bit(1, 3);

/// The largest number of bands in a theme.
const BANDS: usize = 32;
