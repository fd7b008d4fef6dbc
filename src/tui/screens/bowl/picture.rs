//! The body with the paths on it, its shadow, and the marks.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier, Style};

use crate::draw::raster::braille;
use crate::draw::raster::solid::{Face, Material, Seen, SolidCell};
use crate::math::number::figures;
use crate::math::surface::Point;
use crate::tui::bowl_cache::BowlCache;
use crate::tui::model::Model;
use crate::tui::text;
use crate::tui::theme::{Depth, Theme};

/// Draws body, floor, paths and marks into `area`.
pub(super) fn draw(buffer: &mut Buffer, model: &Model, body: &BowlCache, area: Rect) {
    cells(buffer, model, body, area);
    scaffold(buffer, model, body, area);
    marks(buffer, model, body, area);
}

/// The part of a path visible in a cell: the run, its dots, and their location.
struct Stroke {
    run: usize,
    dots: u8,
    lies: Lies,
}

#[derive(Clone, Copy, PartialEq)]
enum Lies {
    /// Visible, n steps before the cursor.
    Seen(usize),
    /// Behind part of the body.
    Hidden,
    /// On the floor.
    Shadow,
}

/// The runs' layers in drawing order.
fn layers<'a>(model: &Model, body: &'a BowlCache) -> Vec<(usize, Seen<'a>)> {
    let mut runs = model.shown_runs();
    runs.sort_by_key(|run| *run == model.selected);
    runs.into_iter().filter_map(|run| Some((run, body.courses().get(run)?.layers()))).collect()
}

/// The stroke a cell shows: the latest visible one, or the selected run's; then hidden ones; then shadows.
#[inline]
fn stroke(runs: &[(usize, Seen)], index: usize, cursor: usize) -> Option<Stroke> {
    let mut best: Option<(u32, Stroke)> = None;
    let last = runs.len().wrapping_sub(1);
    for (place, (run, layers)) in runs.iter().enumerate() {
        let (dots, stamp) = layers.seen.cell(index);
        if dots != 0 && (place == last || best.as_ref().is_none_or(|(s, _)| stamp >= *s)) {
            let age = cursor.saturating_sub((stamp as usize).saturating_sub(1));
            best = Some((stamp, Stroke { run: *run, dots, lies: Lies::Seen(age) }));
        }
    }
    if let Some((_, stroke)) = best {
        return Some(stroke);
    }
    let mut found = None;
    for (run, layers) in runs {
        let (hidden, shadow) = (layers.hidden.cell(index).0, layers.shadow.cell(index).0);
        if hidden != 0 {
            found = Some(Stroke { run: *run, dots: hidden, lies: Lies::Hidden });
        } else if shadow != 0 && found.as_ref().is_none_or(|f| f.lies == Lies::Shadow) {
            found = Some(Stroke { run: *run, dots: shadow, lies: Lies::Shadow });
        }
    }
    found
}

fn color(theme: &Theme, material: Material) -> Color {
    match material.face {
        Face::Page => theme.ground(),
        Face::Floor => theme.floor(material.band),
        Face::Inner | Face::Outer => theme.shade(material.band, material.light),
    }
}

fn cells(buffer: &mut Buffer, model: &Model, body: &BowlCache, area: Rect) {
    let theme = &model.theme;
    let runs = layers(model, body);
    let columns = usize::from(area.width).max(1);
    for (row, line) in (0..area.height).zip(body.solid().cells().chunks(columns)) {
        let targets = text::row(buffer, area, row);
        for (cell, target) in line.iter().zip(targets) {
            if theme.fills() {
                target.bg = color(theme, cell.ground);
                target.fg = target.bg;
                if cell.has_edge() {
                    target.fg = color(theme, cell.figure);
                    target.set_char(cell.glyph);
                }
            } else if cell.line != 0 {
                let floor = cell.ground.face.max(cell.figure.face) <= Face::Floor;
                // Without colors, the floor's lines would run into the bowl's.
                if floor && theme.depth == Depth::None {
                    continue;
                }
                target.set_char(braille::glyph(cell.line)).set_style(if floor { theme.grid() } else { theme.dim() });
            }
        }
    }
    let layers: Vec<&[u8]> = runs.iter().flat_map(|(_, l)| [l.seen.dots(), l.hidden.dots(), l.shadow.dots()]).collect();
    for index in braille::dotted(&layers) {
        let (row, x) = (index / columns, index % columns);
        let Some(stroke) = stroke(&runs, index, model.player.cursor) else { continue };
        let Some(cell) = body.solid().cells().get(index) else { continue };
        let Some(target) = text::row(buffer, area, row as u16).get_mut(x) else { continue };
        let (fg, bg) = inks(theme, cell, &stroke);
        (target.fg, target.bg) = (fg, bg);
        target.set_char(braille::glyph(stroke.dots));
        if theme.depth == Depth::None {
            let seen = matches!(stroke.lies, Lies::Seen(_));
            target.modifier = if seen { Modifier::empty() } else { Modifier::DIM };
        }
    }
}

/// Foreground of a stroke and the background behind it.
fn inks(theme: &Theme, cell: &SolidCell, stroke: &Stroke) -> (Color, Color) {
    let faces = match stroke.lies {
        Lies::Seen(_) => [Face::Inner, Face::Outer],
        Lies::Hidden => [Face::Outer, Face::Inner],
        Lies::Shadow => [Face::Floor, Face::Floor],
    };
    let mut both = [cell.ground, cell.figure];
    both.sort_by_key(|m| faces.iter().position(|face| *face == m.face).unwrap_or(faces.len()));
    let [behind, _] = both;
    if !theme.fills() {
        let fg = if matches!(stroke.lies, Lies::Seen(_)) { theme.run(stroke.run) } else { theme.future(stroke.run) };
        return (fg, theme.ground());
    }
    let band = behind.band;
    match (behind.face, stroke.lies) {
        (Face::Page, Lies::Seen(_)) => (theme.muted(stroke.run), theme.ground()),
        (Face::Page, _) => (theme.future(stroke.run), theme.ground()),
        (Face::Floor, Lies::Shadow | Lies::Hidden) => (theme.shadow(stroke.run, band), theme.floor(band)),
        (Face::Floor, Lies::Seen(_)) => (theme.trail(stroke.run, band, None), theme.floor(band)),
        (_, lies) => {
            // Full light or deep shade would swallow a path.
            let ground = theme.path_shade(band, behind.light);
            let age = if let Lies::Seen(age) = lies { Some(age) } else { None };
            (theme.trail(stroke.run, band, age), ground)
        }
    }
}

/// Draws the labeled axes on the floor and the line from the selected head down to its shadow.
fn scaffold(buffer: &mut Buffer, model: &Model, body: &BowlCache, area: Rect) {
    let theme = &model.theme;
    let columns = usize::from(area.width).max(1);
    for (index, dots) in body.axes().dots().iter().enumerate().filter(|(_, dots)| **dots != 0) {
        let (x, y) = (area.x + (index % columns) as u16, area.y + (index / columns) as u16);
        let Some(cell) = buffer.cell_mut((x, y)) else { continue };
        // Paths take precedence.
        let path = cell.symbol().starts_with(|c: char| ('\u{2801}'..='\u{28ff}').contains(&c)) && theme.fills();
        if !path {
            let ground = body.solid().cells().get(index).map_or(Color::Reset, |cell| color(theme, cell.ground));
            cell.set_char(braille::glyph(*dots)).set_style(theme.dim().bg(ground));
        }
    }
    for (name, end) in ["w", "b"].into_iter().zip(body.ends()) {
        let Some((point, value)) = end else { continue };
        let Some(((column, row), _)) = body.solid().place(point) else { continue };
        let text = format!("{name} {}", figures(value, 2));
        let from = text::center(area.width, column as u16, text::width(&text));
        text::left(buffer, area, from, row as u16, &text, theme.normal());
    }
    let head = model.moving_head(model.selected).filter(|_| !model.gone(model.selected));
    let Some(at) = head.filter(|at| model.view.contains(*at)) else { return };
    let (Some((top, seen)), Some((foot, _))) = (body.spot(at, true), body.spot(at, false)) else { return };
    if !seen {
        return;
    }
    for row in top.1 + 1..foot.1 {
        // Slightly slanted by the perspective.
        let share = (row - top.1) as f32 / (foot.1 - top.1) as f32;
        let column = top.0 as f32 + (foot.0 as f32 - top.0 as f32) * share;
        let (x, y) = (area.x + column.round() as u16, area.y + row as u16);
        if let Some(cell) = buffer.cell_mut((x, y)).filter(|c| c.symbol() == " ") {
            cell.set_char('┊').set_style(theme.dim());
        }
    }
}

/// Draws the minima, the start, the heads and their shadows.
fn marks(buffer: &mut Buffer, model: &Model, body: &BowlCache, area: Rect) {
    let theme = &model.theme;
    let mut mark = |at: Point, on_body: bool, glyph: char, seen: Style, hidden: Option<Style>| {
        let Some((cell, visible)) = body.spot(at, on_body) else { return };
        let Some(style) = (if visible { Some(seen) } else { hidden }) else { return };
        write(buffer, area, cell, glyph.encode_utf8(&mut [0; 4]), style);
    };
    for minimum in model.scenario.surface().minima() {
        let (glyph, style) = match minimum.global {
            true => ('┼', theme.minimum()),
            false => ('+', theme.minimum().remove_modifier(Modifier::BOLD)),
        };
        mark([minimum.w, minimum.b], true, glyph, style, None);
    }
    mark(model.scenario.start(), true, '○', theme.bright(), Some(theme.normal()));
    let mut runs = model.shown_runs();
    runs.sort_by_key(|run| *run == model.selected);
    let heads: Vec<(usize, Point)> = runs
        .into_iter()
        .filter(|run| !model.gone(*run))
        .filter_map(|run| model.moving_head(run).map(|at| (run, at)))
        .filter(|(_, at)| model.view.contains(*at))
        .collect();
    for (run, at) in &heads {
        mark(*at, false, Theme::mark(*run), Style::new().fg(theme.muted(*run)), None);
    }
    for (run, at) in &heads {
        let style = Style::new().fg(theme.run(*run)).add_modifier(Modifier::BOLD);
        mark(*at, true, Theme::mark(*run), style, Some(Style::new().fg(theme.muted(*run))));
    }
}

/// Writes text over a cell of the picture, keeping its background.
fn write(buffer: &mut Buffer, area: Rect, (column, row): (usize, usize), text: &str, style: Style) {
    if let Some(cell) = buffer.cell_mut((area.x + column as u16, area.y + row as u16)) {
        cell.set_symbol(text).set_style(style);
    }
}
