//! The frame of the map: title, ticks, and the key to its colors and lines.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::draw::figure::heat::{Class, LABELLED, LEVELS, Metric};
use crate::draw::figure::ticks;
use crate::math::number::{plain, short};
use crate::scenario::sweep::{from_scale, to_scale};
use crate::tui::frame_cache::FrameCache;
use crate::tui::layout::Layout;
use crate::tui::model::Model;
use crate::tui::text;
use crate::tui::theme::Theme;

/// Draws the title: the run and the metric.
pub(super) fn title(buffer: &mut Buffer, model: &Model, layout: &Layout) {
    let (theme, area) = (&model.theme, layout.map_title);
    if area.height == 0 {
        return;
    }
    let mark = Theme::mark(model.selected).to_string();
    text::left(buffer, area, 0, 0, &mark, Style::new().fg(theme.run(model.selected)));
    let names = model.scenario.names();
    let end = text::left(buffer, area, 2, 0, names.get(model.selected).map_or("", String::as_str), theme.bright());
    let shows = match model.map.metric {
        Metric::Steps => format!("steps to {}", plain(model.scenario.tolerance)),
        Metric::Loss => format!("loss at step {}", model.scenario.steps),
        Metric::Rate => "loss factor per step".to_owned(),
    };
    let end = text::left(buffer, area, end + 2, 0, &shows, theme.dim());
    let state = if model.map.plane.busy() { "computing" } else { "" };
    text::right(buffer, area, end + 2, 0, state, theme.dim());
}

/// Draws the tick labels of both axes.
pub(super) fn ticks(buffer: &mut Buffer, model: &Model, layout: &Layout) {
    let theme = &model.theme;
    let Some([across, up]) = model.map.parameters(&model.scenario, model.selected) else { return };
    let (area, [[x0, x1], [y0, y1]]) = (layout.map, model.map.extent);
    let name = |p: &crate::math::parameter::Parameter| if p.symbol.is_empty() { p.name } else { p.symbol };
    let gutter = Rect::new(0, layout.map_title.y, area.x.saturating_sub(1), layout.map_title.height);
    text::right(buffer, gutter, 0, 0, name(&up), theme.normal());
    let rows = layout.b_ticks;
    let values = |scale, low, high, most| ticks::scaled(scale, from_scale(scale, low), from_scale(scale, high), most);
    let mut taken: Vec<u16> = Vec::new();
    for value in values(up.scale, y0, y1, usize::from(area.height / 2).clamp(2, 12)) {
        let share = (y1 - to_scale(up.scale, value)) / (y1 - y0);
        let row = ((share * f64::from(area.height)).floor().max(0.0) as u16).min(area.height.saturating_sub(1));
        if taken.iter().all(|t| t.abs_diff(row) > 1)
            && text::right(buffer, rows, 0, row, &ticks::scaled_label(value), theme.dim())
        {
            taken.push(row);
        }
    }
    let line = layout.w_ticks;
    if line.height == 0 {
        return;
    }
    let end = line.width.saturating_sub(text::width(name(&across)));
    text::left(buffer, line, end, 0, name(&across), theme.normal());
    let mut free = 0;
    for value in values(across.scale, x0, x1, usize::from(line.width / 7).clamp(2, 12)) {
        let share = (to_scale(across.scale, value) - x0) / (x1 - x0);
        let text = ticks::scaled_label(value);
        let from =
            text::center(line.width, (share * f64::from(line.width)).floor().max(0.0) as u16, text::width(&text));
        if from >= free && from + text::width(&text) < end {
            free = text::left(buffer, line, from, 0, &text, theme.dim()) + 1;
        }
    }
}

/// Draws the key: the classes' colors with their edges, and the lines.
pub(super) fn legend(buffer: &mut Buffer, model: &Model, cache: &FrameCache, layout: &Layout) {
    let (theme, area) = (&model.theme, layout.map_legend);
    let Some(scale) = cache.heat().scale().filter(|_| area.height > 0) else { return };
    let gutter = Rect::new(0, area.y, area.x.saturating_sub(1), area.height);
    text::right(buffer, gutter, 0, 0, model.map.metric.name(), theme.normal());
    let swatch = (area.width.saturating_sub(16) / LEVELS as u16).clamp(1, 3);
    for level in 0..LEVELS as u16 {
        for x in 0..swatch {
            let Some(cell) = text::row(buffer, area, 0).get_mut(usize::from(level * swatch + x)) else { continue };
            if theme.fills() {
                cell.bg = theme.heat(Class::Level(level as u8));
            } else {
                cell.set_char(['█', '▓', '▒', '░'][usize::from(level / 3).min(3)]).set_style(theme.normal());
            }
        }
    }
    if area.height > 1 {
        let mut free = 0;
        for level in (0..LEVELS).step_by(LABELLED) {
            // The first integer step of a class.
            let edge = scale.edge(level);
            let text = short(if scale.metric() == Metric::Steps { edge.ceil() } else { edge });
            let from = level as u16 * swatch;
            if from >= free {
                free = text::left(buffer, area, from, 1, &text, theme.dim()) + 1;
            }
        }
    }
    let first = swatch * LEVELS as u16 + 2;
    let key = |buffer: &mut Buffer, (x, row): (u16, u16), sign: &str, style: Style, text: &str| -> bool {
        let room = text::width(sign) + 1 + text::width(text);
        if row >= area.height || x + room > area.width {
            return false;
        }
        let end = text::left(buffer, area, x, row, sign, style);
        text::left(buffer, area, end + 1, row, text, theme.dim());
        true
    };
    let dots = if model.tier == crate::draw::raster::Tier::Ascii { ".." } else { "⣿⣿" };
    let limit = cache.heat().lines().iter().find(|l| l.limit);
    let damping = cache.heat().lines().iter().any(|l| !l.limit);
    if let Some(limit) = limit {
        key(buffer, (first, 0), dots, theme.bright(), limit.name);
    } else {
        key(buffer, (first, 0), "—", theme.dim(), "theory knows no limit here");
    }
    if damping {
        key(buffer, (first, 1), "··", theme.normal(), "critical damping");
    }
    if super::cells::theory_best(model, cache).is_some() {
        key(buffer, (first + 20, 1), "◇", theme.bright(), "theory's best");
    }
}
