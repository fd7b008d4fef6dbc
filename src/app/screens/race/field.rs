//! The contour plot with the paths on it.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier, Style};

use crate::app::layout::Layout;
use crate::app::model::Model;
use crate::app::pen;
use crate::app::stage::Stage;
use crate::app::theme::{Depth, Theme};
use crate::figure::ticks;
use crate::raster::braille;
use crate::raster::trail::to_dots;
use crate::surface::Point;

/// Every second dot of a braille cell, as on a chessboard: contour lines are dotted, paths are solid.
const SPARSE: u8 = braille::bit(0, 0) | braille::bit(1, 1) | braille::bit(0, 2) | braille::bit(1, 3);

/// Field, paths, marks and ticks.
pub fn draw(buffer: &mut Buffer, model: &Model, stage: &Stage, layout: &Layout) {
    cells(buffer, model, stage, layout.field);
    marks(buffer, model, stage, layout.field);
    tick_labels(buffer, model, layout);
}

/// Runs in the order in which they are drawn: the selected one last.
fn order(model: &Model) -> impl Iterator<Item = usize> + '_ {
    let shown = |run: &usize| model.scenario.runs.get(*run).is_some_and(|r| !r.hidden);
    (0..model.scenario.runs.len()).filter(|r| *r != model.selected).chain([model.selected]).filter(shown)
}

/// A run's dots, as slices over the cells of the field.
struct Dots<'a> {
    run: usize,
    past: &'a [u8],
    stamps: &'a [u32],
    whole: &'a [u8],
}

/// The run whose dots a cell shows, as (run, dots, age); age is `None` for what is still to come. The latest replaces the
/// others; the selected run, which comes last, replaces all.
#[inline]
fn visible(runs: &[Dots], index: usize, cursor: usize) -> Option<(usize, u8, Option<usize>)> {
    let mut best: Option<(usize, u8, u32)> = None;
    let mut ahead: Option<(usize, u8)> = None;
    let last = runs.len().wrapping_sub(1);
    for (place, run) in runs.iter().enumerate() {
        let whole = run.whole.get(index).copied().unwrap_or(0);
        let past = run.past.get(index).copied().unwrap_or(0);
        if past | whole == 0 {
            continue;
        }
        if past != 0 {
            let stamp = run.stamps.get(index).copied().unwrap_or(0);
            if place == last || best.is_none_or(|(_, _, s)| stamp >= s) {
                best = Some((run.run, past, stamp));
            }
        } else {
            ahead = Some((run.run, whole));
        }
    }
    match best {
        Some((run, dots, stamp)) => Some((run, dots, Some(cursor.saturating_sub(stamp.saturating_sub(1) as usize)))),
        None => ahead.map(|(run, dots)| (run, dots, None)),
    }
}

fn cells(buffer: &mut Buffer, model: &Model, stage: &Stage, area: Rect) {
    let theme = &model.theme;
    let fills = theme.fills();
    let runs: Vec<Dots> = order(model)
        .filter_map(|run| {
            let trail = stage.trails().get(run)?;
            let (past, whole) = (trail.past(), trail.whole().dots());
            Some(Dots { run, past: past.dots(), stamps: past.stamps(), whole })
        })
        .collect();
    let columns = usize::from(area.width);
    for (row, line) in (0..area.height).zip(stage.contours().cells().chunks(columns.max(1))) {
        let targets = pen::row(buffer, area, row);
        let row = usize::from(row);
        for (x, (cell, target)) in line.iter().zip(targets).enumerate() {
            match visible(&runs, row * columns + x, model.cursor) {
                Some((run, dots, age)) => {
                    let low = cell.ground.min(cell.figure);
                    target.bg = match (fills, cell.has_edge()) {
                        (false, _) => theme.ground(),
                        (true, true) => theme.between(low),
                        (true, false) => theme.band(cell.ground),
                    };
                    target.fg = theme.trail(run, low, age);
                    target.set_char(braille::glyph(dots));
                    if theme.depth == Depth::None && age.is_none() {
                        target.set_style(Style::new().add_modifier(Modifier::DIM));
                    }
                }
                None if fills => {
                    (target.fg, target.bg) = (theme.band(cell.figure), theme.band(cell.ground));
                    // A fresh cell is a space already.
                    if cell.has_edge() {
                        target.set_char(cell.glyph);
                    }
                }
                None if cell.line & SPARSE != 0 => {
                    target.set_char(braille::glyph(cell.line & SPARSE)).set_style(theme.grid());
                }
                None => {}
            }
        }
    }
}

/// The cell of a point of the plane, if it is in view.
pub fn cell_of(model: &Model, area: Rect, at: Point) -> Option<(u16, u16)> {
    let size = (usize::from(area.width), usize::from(area.height));
    let [x, y] = to_dots(model.view, size, at);
    let (column, row) = ((x / 2.0).floor(), (y / 4.0).floor());
    let inside = column >= 0.0 && row >= 0.0 && column < f64::from(area.width) && row < f64::from(area.height);
    inside.then(|| (area.x + column as u16, area.y + row as u16))
}

/// The point of the plane in the middle of a cell.
pub fn point_at(model: &Model, area: Rect, column: u16, row: u16) -> Point {
    let [width, height] = model.view.size();
    let x = (f64::from(column.saturating_sub(area.x)) + 0.5) / f64::from(area.width.max(1));
    let y = (f64::from(row.saturating_sub(area.y)) + 0.5) / f64::from(area.height.max(1));
    [model.view.w[0] + x * width, model.view.b[1] - y * height]
}

fn marks(buffer: &mut Buffer, model: &Model, stage: &Stage, area: Rect) {
    let theme = &model.theme;
    let mut mark = |at: Point, glyph: char, style: Style| {
        let Some((x, y)) = cell_of(model, area, at) else { return };
        let index = usize::from(y - area.y) * usize::from(area.width) + usize::from(x - area.x);
        let ground = match stage.contours().cells().get(index) {
            Some(cell) if theme.fills() => theme.band(cell.ground),
            _ => theme.ground(),
        };
        if let Some(cell) = buffer.cell_mut((x, y)) {
            cell.set_char(glyph).set_style(style.bg(ground));
        }
    };
    for minimum in model.scenario.surface().minima() {
        let style = if minimum.global { theme.minimum() } else { theme.minimum().remove_modifier(Modifier::BOLD) };
        mark([minimum.w, minimum.b], if minimum.global { '┼' } else { '+' }, style);
    }
    mark(model.scenario.start(), '○', theme.bright());
    for run in order(model) {
        let gone = model.gone(run);
        let Some(at) = model.head(run).filter(|_| !gone) else { continue };
        let mut style = Style::new().fg(theme.run(run)).add_modifier(Modifier::BOLD);
        if theme.depth == Depth::None && run == model.selected {
            style = style.add_modifier(Modifier::REVERSED);
        }
        mark(at, Theme::mark(run), style);
    }
    if model.panning {
        let text = " moving the view: arrows, Esc to end ";
        let style = Style::new().fg(Color::Reset).patch(theme.bright()).bg(theme.selected());
        pen::centred(buffer, area, area.width / 2, 0, text, style);
    }
}

fn tick_labels(buffer: &mut Buffer, model: &Model, layout: &Layout) {
    let (theme, view) = (&model.theme, model.view);
    let (field, rows) = (layout.field, layout.b_ticks);
    // b: a label at most every second row; the axis's name stands in the first row.
    let most = usize::from(field.height / 2).clamp(1, 9);
    let marks = ticks::nice(view.b[0], view.b[1], most);
    let step = distance(&marks);
    let mut taken = vec![0];
    if rows.width > 0 {
        pen::right(buffer, rows, 0, 0, "b", theme.normal());
    }
    for value in &marks {
        let Some((_, y)) = cell_of(model, field, [view.w[0], *value]) else { continue };
        let row = y - field.y;
        let text = ticks::label(*value, step);
        if !taken.contains(&row) && pen::right(buffer, rows, 0, row, &text, theme.dim()) {
            taken.push(row);
        }
    }
    // w: labels with a gap between them; the axis's name at the right end.
    let line = layout.w_ticks;
    if line.height == 0 {
        return;
    }
    let end = line.width.saturating_sub(1);
    pen::left(buffer, line, end, 0, "w", theme.normal());
    let marks = ticks::nice(view.w[0], view.w[1], usize::from(line.width / 7).clamp(2, 12));
    let step = distance(&marks);
    let mut free = 0;
    for value in &marks {
        let Some((x, _)) = cell_of(model, field, [*value, view.b[1]]) else { continue };
        let text = ticks::label(*value, step);
        let from = pen::centre(line.width, x - field.x, pen::width(&text));
        if from >= free && from + pen::width(&text) < end {
            free = pen::left(buffer, line, from, 0, &text, theme.dim()) + 1;
        }
    }
}

fn distance(marks: &[f64]) -> f64 {
    match marks {
        [a, b, ..] => b - a,
        _ => 1.0,
    }
}
