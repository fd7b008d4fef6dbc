//! Basins as the background of a plot: a color for each rest point, stronger where it is reached sooner; without colors, lines
//! between them.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Color;

use super::Plot;
use super::cells::{dots_of, trails};
use crate::draw::figure::basins::{Fate, SHADES};
use crate::draw::figure::heat::Class;
use crate::draw::raster::blocks::Quarters;
use crate::draw::raster::braille;
use crate::tui::basins::Shown;
use crate::tui::frame_cache::FrameCache;
use crate::tui::model::Model;
use crate::tui::text;
use crate::tui::theme::{Mode, Theme};

/// The letter of a rest point.
pub(super) fn letter(place: u8) -> char {
    match place {
        0..26 => char::from(b'A' + place),
        26..52 => char::from(b'a' + place - 26),
        _ => '+',
    }
}

/// The color for the outcome of a start.
fn color(theme: &Theme, fate: Fate) -> Color {
    match fate {
        Fate::Rest(place, shade) => theme.basin(place, shade),
        Fate::Moving => theme.ground(),
        Fate::Diverged => theme.heat(Class::Diverged),
    }
}

/// The background color of a glyph at a cell of the plot.
pub(super) fn behind(theme: &Theme, shown: &Shown, x: u16, row: u16) -> Color {
    match shown.fate(2 * usize::from(x), 2 * usize::from(row)) {
        Some(fate) if theme.fills() => color(theme, fate),
        _ => theme.ground(),
    }
}

/// Draws the basins and the trails on them.
pub(super) fn draw(buffer: &mut Buffer, model: &Model, cache: &FrameCache, plot: &Plot) {
    let (theme, area, shown) = (&model.theme, plot.pane.area, cache.basins());
    let quarters = Quarters::new(model.tier);
    for row in 0..area.height {
        for (x, cell) in text::row(buffer, area, row).iter_mut().enumerate() {
            let (column, line) = (2 * x, 2 * usize::from(row));
            let at = |i: usize, j: usize| shown.fate(column + i, line + j);
            let (Some(a), Some(b), Some(c), Some(d)) = (at(0, 0), at(1, 0), at(0, 1), at(1, 1)) else { continue };
            if !theme.fills() {
                bare(theme, shown, cell, (column, line), a);
                continue;
            }
            let all = [a, b, c, d];
            cell.bg = color(theme, a);
            match all.into_iter().find(|fate| *fate != a) {
                None => {
                    cell.fg = theme.heat_mark(Class::Diverged);
                    cell.set_char(texture(a, x + 2 * usize::from(row)));
                }
                Some(other) => {
                    let (glyph, exchanged) = quarters.glyph(all.map(|fate| fate != a));
                    let (fg, bg) = if exchanged { (a, other) } else { (other, a) };
                    (cell.fg, cell.bg) = (color(theme, fg), color(theme, bg));
                    cell.set_char(glyph);
                }
            }
        }
    }
    let columns = usize::from(area.width).max(1);
    trails(buffer, model, plot, &dots_of(cache, plot), |index, run, _| {
        // The path after the cursor is dotted; a paler color would get lost here.
        Some((theme.run(run), behind(theme, shown, (index % columns) as u16, (index / columns) as u16)))
    });
}

/// The texture that distinguishes unfinished and diverged runs without colors.
fn texture(fate: Fate, place: usize) -> char {
    match fate {
        Fate::Diverged if place.is_multiple_of(4) => '╱',
        Fate::Moving if place.is_multiple_of(6) => '·',
        _ => ' ',
    }
}

/// A cell without colors: dots where a quarter and its right or lower neighbor belong to different rest points.
fn bare(theme: &Theme, shown: &Shown, cell: &mut ratatui::buffer::Cell, (column, line): (usize, usize), first: Fate) {
    let same = |a: Option<Fate>, b: Option<Fate>| match (a, b) {
        (Some(Fate::Rest(a, _)), Some(Fate::Rest(b, _))) => a == b,
        (Some(a), Some(b)) => a == b,
        _ => true,
    };
    let mut dots = 0;
    for i in 0..2 {
        for j in 0..2 {
            let here = shown.fate(column + i, line + j);
            if !same(here, shown.fate(column + i + 1, line + j)) || !same(here, shown.fate(column + i, line + j + 1)) {
                dots |= braille::bit(i, 2 * j) | braille::bit(i, 2 * j + 1);
            }
        }
    }
    if dots != 0 {
        cell.set_char(braille::glyph(dots)).set_style(theme.dim());
    } else {
        cell.set_char(texture(first, column / 2 + line)).set_style(theme.dim());
    }
}

/// Draws the key to the colors, with each rest point's share of the plot, into the row `line`.
pub(super) fn legend(buffer: &mut Buffer, model: &Model, cache: &FrameCache, line: Rect) {
    let (theme, shown) = (&model.theme, cache.basins());
    let gutter = Rect::new(0, line.y, line.x.saturating_sub(1), 1);
    text::right(buffer, gutter, 0, 0, "basin", theme.normal());
    let percent = |share: f64| match share * 100.0 {
        p if p < 1.0 => "<1%".to_owned(),
        p => format!("{p:.0}%"),
    };
    let shares = shown.shares();
    let mut tail = Vec::new();
    if shares.moving > 0.0 {
        let share = percent(shares.moving);
        tail.push(match line.width {
            ..60 => format!("· on the way {share}"),
            _ => format!("· on the way at {} {share}", model.scenario.steps),
        });
    }
    if shares.diverged > 0.0 {
        tail.push(format!("╱ diverges {}", percent(shares.diverged)));
    }
    if theme.fills() && line.width >= 60 {
        tail.push(if theme.mode == Mode::Dark { "dark: late" } else { "pale: late" }.to_owned());
    }
    let tail = tail.join("  ");
    let room = line.width.saturating_sub(text::width(&tail) + 1);
    let mut x = 0;
    for (place, share) in &shares.rests {
        let at = shown.places().get(usize::from(*place)).copied().unwrap_or_default();
        let long = format!(" ({}, {}) {}", coordinate(at[0]), coordinate(at[1]), percent(*share));
        let text = if line.width >= 90 { long } else { format!(" {}", percent(*share)) };
        let swatch = if theme.fills() { 2 } else { 0 };
        if x + 1 + swatch + text::width(&text) + 2 > room {
            break;
        }
        for (i, cell) in
            text::row(buffer, line, 0).iter_mut().skip(usize::from(x)).take(usize::from(swatch)).enumerate()
        {
            cell.bg = theme.basin(*place, (i * (SHADES - 3)) as u8);
        }
        x = text::left(buffer, line, x + swatch, 0, &format!(" {}", letter(*place)), theme.bright());
        x = text::left(buffer, line, x, 0, &text, theme.dim()) + 2;
    }
    text::right(buffer, line, x, 0, &tail, theme.dim());
}

/// Formats a coordinate with at most three significant digits, to a thousandth.
fn coordinate(x: f64) -> String {
    crate::math::number::figures((x * 1000.0).round() / 1000.0, 3)
}
