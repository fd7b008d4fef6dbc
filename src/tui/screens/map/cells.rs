//! The map's cells, with theory's curves and the marks over them.

use ratatui::buffer::Buffer;
use ratatui::style::{Modifier, Style};

use super::cell_of;
use crate::draw::figure::heat::Class;
use crate::draw::raster::blocks::Quarters;
use crate::draw::raster::braille;
use crate::math::parameter::Scale;
use crate::scenario::sweep::to_scale;
use crate::tui::frame_cache::FrameCache;
use crate::tui::layout::Layout;
use crate::tui::map;
use crate::tui::model::Model;
use crate::tui::text;
use crate::tui::theme::Theme;

/// Draws the contents of the map.
pub(super) fn draw(buffer: &mut Buffer, model: &Model, cache: &FrameCache, layout: &Layout) {
    let area = layout.map;
    if area.width == 0 || area.height == 0 {
        return;
    }
    let theme = &model.theme;
    let quarters = Quarters::new(model.tier);
    let columns = 2 * usize::from(area.width);
    for row in 0..area.height {
        for (x, cell) in text::row(buffer, area, row).iter_mut().enumerate() {
            let at = |i: usize, j: usize| cache.heat().class((2 * usize::from(row) + j) * columns + 2 * x + i);
            let (Some(a), Some(b), Some(c), Some(d)) = (at(0, 0), at(1, 0), at(0, 1), at(1, 1)) else { continue };
            let all = [a, b, c, d];
            if !theme.fills() {
                let (glyph, style) = bare(theme, all, x + 2 * usize::from(row));
                cell.set_char(glyph).set_style(style);
                continue;
            }
            let ground = a;
            let other = all.into_iter().find(|class| *class != ground);
            cell.bg = theme.heat(ground);
            match other {
                None => {
                    cell.fg = theme.heat_mark(ground);
                    cell.set_char(texture(ground, x, usize::from(row)));
                }
                Some(other) => {
                    // Of more than two classes, keep the nearest two.
                    let (glyph, exchanged) = quarters.glyph(all.map(|class| class != ground));
                    let (fg, bg) = if exchanged { (ground, other) } else { (other, ground) };
                    (cell.fg, cell.bg) = (theme.heat(fg), theme.heat(bg));
                    cell.set_char(glyph);
                }
            }
        }
    }
    equal_cost(buffer, model, cache, layout);
    lines(buffer, model, cache, layout);
    words(buffer, model, cache, layout);
    marks(buffer, model, cache, layout);
}

/// The texture that distinguishes converged, slow and diverged without colors.
fn texture(class: Class, x: usize, row: usize) -> char {
    match class {
        Class::Diverged if (x + 2 * row).is_multiple_of(4) => '╱',
        Class::Slow if (x + 3 * row).is_multiple_of(6) => '·',
        _ => ' ',
    }
}

/// A cell without colors: the better, the darker; the same textures.
fn bare(theme: &Theme, all: [Class; 4], place: usize) -> (char, Style) {
    let worst = all.into_iter().max().unwrap_or(Class::Slow);
    match worst {
        Class::Level(level) => (['█', '▓', '▒', '░'][usize::from(level / 3).min(3)], theme.normal()),
        Class::Slow => (if place.is_multiple_of(4) { '·' } else { ' ' }, theme.dim()),
        Class::Diverged => (if place.is_multiple_of(2) { '╱' } else { ' ' }, theme.warning()),
    }
}

/// Draws lines of equal cost, faint, over the colors.
fn equal_cost(buffer: &mut Buffer, model: &Model, cache: &FrameCache, layout: &Layout) {
    let (theme, area, layer) = (&model.theme, layout.map, cache.heat().equal());
    if !theme.fills() {
        return;
    }
    let columns = usize::from(area.width).max(1);
    for index in braille::dotted(&[layer.dots()]) {
        let (row, x) = (index / columns, index % columns);
        let at = |i: usize, j: usize| cache.heat().class((2 * row + j) * 2 * columns + 2 * x + i);
        // The background is the costliest quarter's color, on which the line is brightest.
        let worst = [at(0, 0), at(1, 0), at(0, 1), at(1, 1)].into_iter().flatten().max();
        if let (Some(dots), Some(worst)) = (layer.dots().get(index), worst)
            && let Some(cell) = text::row(buffer, area, row as u16).get_mut(x)
        {
            (cell.fg, cell.bg) = (theme.heat_line(worst), theme.heat(worst));
            cell.set_char(braille::glyph(*dots));
        }
    }
}

fn lines(buffer: &mut Buffer, model: &Model, cache: &FrameCache, layout: &Layout) {
    let (theme, area) = (&model.theme, layout.map);
    let columns = usize::from(area.width).max(1);
    // The stability limit is drawn last, over the others.
    let lines = cache.heat().lines();
    for line in lines.iter().filter(|l| !l.limit).chain(lines.iter().filter(|l| l.limit)) {
        for index in braille::dotted(&[line.layer.dots()]) {
            let Some(dots) = line.layer.dots().get(index) else { continue };
            let (row, x) = ((index / columns) as u16, index % columns);
            let Some(cell) = text::row(buffer, area, row).get_mut(x) else { continue };
            let class = cache.heat().class(4 * usize::from(row) * columns + 2 * x);
            if let (Some(class), true) = (class, theme.fills()) {
                cell.bg = theme.heat(class);
            }
            let style = if line.limit { theme.bright() } else { theme.normal() };
            cell.set_char(braille::glyph(*dots)).set_style(style);
        }
    }
}

/// Draws the names of the regions in their longest rows.
fn words(buffer: &mut Buffer, model: &Model, cache: &FrameCache, layout: &Layout) {
    let (theme, area) = (&model.theme, layout.map);
    let columns = 2 * usize::from(area.width);
    let point = map::point(model).and_then(|at| cell_of(model, layout, at)).map(|(x, y)| (x - area.x, y - area.y));
    let slow = format!("more than {} steps", model.scenario.steps);
    for (class, text, style) in
        [(Class::Diverged, "diverges", theme.warning()), (Class::Slow, slow.as_str(), theme.dim())]
    {
        let wide = text::width(text) + 6;
        let mut best: Option<(u16, u16, u16)> = None;
        for row in 1..area.height.saturating_sub(1) {
            let is = |x: u16| {
                let at = |j: usize| cache.heat().class((2 * usize::from(row) + j) * columns + 2 * usize::from(x));
                at(0) == Some(class) && at(1) == Some(class)
            };
            let mut from = 0;
            for x in 0..=area.width {
                if x < area.width && is(x) {
                    continue;
                }
                let long = x - from;
                if long >= wide && best.is_none_or(|(_, _, most)| long > most) {
                    best = Some((row, from, long));
                }
                from = x + 1;
            }
        }
        // The middle of the longest row; of equally long ones the first is at an edge, so take one further in.
        if let Some((row, from, long)) = best {
            let equal = |row: &u16| {
                (from..from + long).all(|x| {
                    let at = cache.heat().class(2 * usize::from(*row) * columns + 2 * usize::from(x));
                    at == Some(class)
                })
            };
            let last = (row..area.height.saturating_sub(1)).take_while(equal).last().unwrap_or(row);
            let middle = u16::midpoint(row, last);
            let x = from + (long - text::width(text)) / 2;
            // Avoid the run's point and its arms.
            let hidden = |row: u16| {
                point.is_some_and(|(px, py)| row.abs_diff(py) <= 1 && px + 4 > x && px < x + text::width(text) + 4)
            };
            let near = [middle, middle.saturating_sub(2), middle + 2, middle.saturating_sub(3), middle + 3];
            let row = near.into_iter().find(|r| (row..=last).contains(r) && !hidden(*r)).unwrap_or(middle);
            let ground = if theme.fills() { theme.heat(class) } else { theme.ground() };
            text::left(buffer, area, x, row, text, style.bg(ground));
        }
    }
}

fn marks(buffer: &mut Buffer, model: &Model, cache: &FrameCache, layout: &Layout) {
    let (theme, area) = (&model.theme, layout.map);
    if let Some(place) = cache.heat().best() {
        let columns = 2 * usize::from(area.width).max(1);
        let (x, y) = (area.x + (place % columns / 2) as u16, area.y + (place / columns / 2) as u16);
        if let (Some(cell), Some(class)) = (buffer.cell_mut((x, y)), cache.heat().class(place)) {
            let style = Style::new().fg(theme.on_heat(class)).add_modifier(Modifier::BOLD);
            cell.set_char('×').set_style(style);
            if theme.fills() {
                cell.bg = theme.heat(class);
            }
        }
    }
    if let Some(at) = theory_best(model, cache)
        && let Some((x, y)) = cell_of(model, layout, at)
        && let Some(cell) = buffer.cell_mut((x, y))
    {
        cell.set_char('◇').set_style(theme.bright().bg(theme.ground()));
    }
    let Some((x, y)) = map::point(model).and_then(|at| cell_of(model, layout, at)) else { return };
    let ground = theme.ground();
    let mut put = |dx: i32, dy: i32, glyph: char, style: Style| {
        let (x, y) = (i32::from(x) + dx, i32::from(y) + dy);
        let inside = x >= i32::from(area.x)
            && x < i32::from(area.right())
            && y >= i32::from(area.y)
            && y < i32::from(area.bottom());
        if let (true, Some(cell)) = (inside, buffer.cell_mut((x.max(0) as u16, y.max(0) as u16))) {
            cell.set_char(glyph).set_style(style);
        }
    };
    for (dx, dy, glyph) in [(-3, 0, '─'), (-2, 0, '─'), (2, 0, '─'), (3, 0, '─'), (0, -1, '│'), (0, 1, '│')]
    {
        put(dx, dy, glyph, theme.bright());
    }
    put(-1, 0, ' ', Style::new().bg(ground));
    put(1, 0, ' ', Style::new().bg(ground));
    let run = Style::new().fg(theme.run(model.selected)).bg(ground).add_modifier(Modifier::BOLD);
    put(0, 0, Theme::mark(model.selected), run);
}

/// The point that theory considers best, on the values' own scales, if both its values are on the axes.
pub(super) fn theory_best(model: &Model, cache: &FrameCache) -> Option<[f64; 2]> {
    let best = map::best(model, cache.heat().ground()?)?;
    let parameters = model.map.parameters(&model.scenario, model.selected)?;
    let value = |axis: usize| match parameters[axis & 1].name {
        "alpha" => Some(to_scale(Scale::Log, best.alpha)),
        "beta" => Some(to_scale(Scale::OneMinusLog, best.beta)),
        _ => None,
    };
    Some([value(0)?, value(1)?])
}
