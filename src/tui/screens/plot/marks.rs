//! Minima, the start, and the runs' heads.

use ratatui::buffer::Buffer;
use ratatui::style::{Color, Modifier, Style};

use super::Plot;
use crate::math::surface::Point;
use crate::tui::frame_cache::FrameCache;
use crate::tui::model::Model;
use crate::tui::text;
use crate::tui::theme::{Depth, Theme};

pub(super) fn draw(buffer: &mut Buffer, model: &Model, cache: &FrameCache, plot: &Plot) {
    let (theme, area) = (&model.theme, plot.pane.area);
    let basins = super::shows_basins(model);
    let heads: Vec<Point> =
        plot.runs.iter().filter(|run| !model.gone(**run)).filter_map(|run| model.moving_head(*run)).collect();
    // Letters go beside heads that have come to rest there.
    let taken: Vec<(u16, u16)> = heads.iter().filter_map(|at| plot.pane.cell_of(*at)).collect();
    let mut mark = |at: Point, glyph: char, style: Style| {
        let Some((mut x, y)) = plot.pane.cell_of(at) else { return };
        if glyph.is_alphabetic() {
            let beside = [x, x + 1, x.saturating_sub(1), x + 2];
            let free = |x: &u16| (area.left()..area.right()).contains(x) && !taken.contains(&(*x, y));
            x = beside.into_iter().find(free).unwrap_or(x);
        }
        let index = usize::from(y - area.y) * usize::from(area.width) + usize::from(x - area.x);
        let ground = match cache.contours().cells().get(index) {
            _ if basins => super::basins::behind(theme, cache.basins(), x - area.x, y - area.y),
            Some(cell) if theme.fills() => theme.band(cell.ground),
            _ => theme.ground(),
        };
        if let Some(cell) = buffer.cell_mut((x, y)) {
            cell.set_char(glyph).set_style(style.bg(ground));
        }
    };
    if basins {
        // The letters by which the legend refers to them.
        for (place, at) in cache.basins().places().iter().enumerate() {
            mark(*at, super::basins::letter(place as u8), theme.bright());
        }
    } else {
        for minimum in model.scenario.surface().minima() {
            let style = if minimum.global { theme.minimum() } else { theme.minimum().remove_modifier(Modifier::BOLD) };
            mark([minimum.w, minimum.b], if minimum.global { '┼' } else { '+' }, style);
        }
    }
    mark(model.scenario.start(), '○', theme.bright());
    for run in &plot.runs {
        let gone = model.gone(*run);
        let Some(at) = model.moving_head(*run).filter(|_| !gone) else { continue };
        let mut style = Style::new().fg(theme.run(*run)).add_modifier(Modifier::BOLD);
        if theme.depth == Depth::None && *run == model.selected && plot.runs.len() > 1 {
            style = style.add_modifier(Modifier::REVERSED);
        }
        mark(at, Theme::mark(*run), style);
    }
    if model.panning {
        let text = " moving the view: arrows, Esc to end ";
        let style = Style::new().fg(Color::Reset).patch(theme.bright()).bg(theme.selected());
        text::centered(buffer, area, area.width / 2, 0, text, style);
    }
}
