//! The series as points, its averages as curves, and the cursor.

use ratatui::buffer::Buffer;
use ratatui::style::{Modifier, Style};

use super::{OTHERS, faint, ink};
use crate::averages::Average;
use crate::draw::figure::ticks;
use crate::draw::raster::{Layer, braille};
use crate::tui::frame_cache::FrameCache;
use crate::tui::graph::row;
use crate::tui::layout::Layout;
use crate::tui::model::Model;
use crate::tui::screens::timeline::column;
use crate::tui::text;
use crate::tui::theme::Theme;

/// Draws points and curves. Where they share a cell, the selected average wins over the others, and those over the points.
pub(super) fn draw(buffer: &mut Buffer, model: &Model, cache: &FrameCache, layout: &Layout) {
    let (theme, area, smoothing) = (&model.theme, layout.field, &model.smoothing);
    let Some(found) = smoothing.found() else { return };
    let (graph, values) = (cache.graph(), smoothing.values());
    let corrected = values.corrected;
    let cursor = column(model, area, smoothing.player.cursor);
    grid(buffer, model, cache, layout);
    let mut curves: Vec<(usize, &Layer)> =
        vec![(ink(corrected), graph.average(corrected, true)), (ink(!corrected), graph.average(!corrected, false))];
    curves.extend(OTHERS.into_iter().zip(graph.others(corrected)));
    let signal = (smoothing.signal && values.setup.kind().is_some()).then(|| graph.signal());
    let width = usize::from(area.width);
    for row in 0..area.height {
        for (x, cell) in text::row(buffer, area, row).iter_mut().enumerate() {
            let index = usize::from(row) * width + x;
            let past = x <= usize::from(cursor);
            let dots = |layer: &Layer| Some(layer.cell(index).0).filter(|dots| *dots != 0);
            let curve = curves.iter().find_map(|(run, layer)| dots(layer).map(|dots| (*run, dots)));
            if let Some((run, dots)) = curve {
                cell.set_char(braille::glyph(dots));
                cell.set_style(if past { Style::new().fg(theme.run(run)) } else { faint(theme, run) });
            } else if let Some(dots) = dots(graph.observed()) {
                cell.set_char(braille::glyph(dots)).set_style(if past { theme.normal() } else { theme.dim() });
            } else if let Some(dots) = signal.and_then(dots) {
                cell.set_char(braille::glyph(dots)).set_style(theme.dim());
            } else if x == usize::from(cursor) {
                cell.set_char('│').set_style(theme.dim());
            }
        }
    }
    // The heads: the selected one in its place, any that would overlap it next to it.
    let at = smoothing.player.cursor.saturating_sub(1);
    let value = |average: &Average, corrected: bool| {
        if corrected { average.corrected.get(at).copied() } else { average.raw.get(at).copied() }
    };
    let mut heads =
        vec![(ink(corrected), value(&found.average, corrected)), (ink(!corrected), value(&found.average, !corrected))];
    heads.extend(OTHERS.into_iter().zip(&found.others).map(|(run, average)| (run, value(average, corrected))));
    let mut taken: Vec<(u16, u16)> = Vec::new();
    for (run, y) in heads {
        let Some(row) = y.and_then(|y| row(y, graph.range(), area.height)) else { continue };
        let beside = [cursor, cursor + 1, cursor + 2, cursor.saturating_sub(1), cursor.saturating_sub(2)];
        let free = beside.into_iter().find(|x| *x < area.width && !taken.contains(&(row, *x)));
        let Some((x, cell)) = free.and_then(|x| Some((x, text::row(buffer, area, row).get_mut(usize::from(x))?)))
        else {
            continue;
        };
        cell.set_char(Theme::mark(run)).set_style(Style::new().fg(theme.run(run)).add_modifier(Modifier::BOLD));
        taken.push((row, x));
    }
}

/// Draws grid lines at round values, labeled in the gutter.
fn grid(buffer: &mut Buffer, model: &Model, cache: &FrameCache, layout: &Layout) {
    let (theme, area) = (&model.theme, layout.field);
    let range = cache.graph().range();
    text::right(buffer, layout.b_ticks, 0, 0, "y", theme.normal());
    for mark in ticks::nice(range[0], range[1], usize::from(area.height / 4).clamp(1, 8)) {
        let Some(row) = row(mark, range, area.height) else { continue };
        for cell in text::row(buffer, area, row) {
            cell.set_char('┈').set_style(theme.grid());
        }
        if row > 0 {
            let text = crate::math::number::figures(mark, 4);
            text::right(buffer, layout.b_ticks, 0, row, &text::cut(&text, layout.b_ticks.width), theme.dim());
        }
    }
}
