//! Screen 2: a plot per run with a shared viewport and cursor, above a table of measures.

mod averages;
mod table;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::plot::{self, Plot};
use super::{timeline, words};
use crate::math::number::short;
use crate::tui::frame_cache::FrameCache;
use crate::tui::layout::Layout;
use crate::tui::model::Model;
use crate::tui::text;
use crate::tui::theme::Theme;

pub use table::row_at;

/// Draws the screen.
pub fn draw(buffer: &mut Buffer, model: &Model, cache: &FrameCache, layout: &Layout) {
    let names = model.scenario.names();
    let across = layout.plots.across.max(1);
    let count = layout.plots.count();
    for (place, (run, area)) in layout.plots.iter().enumerate() {
        let plot = Plot::of_one(model, area, run);
        plot.draw(buffer, model, cache);
        title(buffer, model, area, run, names.get(run).map_or("", String::as_str));
        if place % across == 0 {
            let labels = Rect::new(0, area.y, area.x.saturating_sub(1), area.height);
            plot::b_ticks(buffer, model, &plot, labels);
        }
        // Under the lowest plot of each column.
        if place + across >= count && area.bottom() == layout.w_ticks.y {
            let line = Rect { x: area.x, width: area.width, ..layout.w_ticks };
            plot::w_ticks(buffer, model, &plot, line);
        }
    }
    plot::legend(buffer, model, cache, layout.legend);
    if model.averages {
        averages::draw(buffer, model, layout.table);
    } else {
        table::draw(buffer, model, cache, layout.table);
    }
    timeline::draw(buffer, model, layout);
}

/// Returns the run whose title is at a cell of the window.
pub fn title_at(layout: &Layout, x: u16, y: u16) -> Option<usize> {
    let title = |plot: Rect| Rect { y: plot.y.saturating_sub(1), height: 1, ..plot };
    let at = ratatui::layout::Position { x, y };
    layout.plots.iter().find(|(_, plot)| title(*plot).contains(at)).map(|(run, _)| run)
}

/// Draws the title of a plot: mark, name and values; on the right, the loss at the cursor.
fn title(buffer: &mut Buffer, model: &Model, plot: Rect, run: usize, name: &str) {
    let theme = &model.theme;
    let area = Rect { y: plot.y.saturating_sub(1), height: 1, ..plot };
    let selected = run == model.selected;
    if selected {
        text::tint(buffer, area, 0, 1, theme.selected());
        if let Some(cell) = buffer.cell_mut((area.x.saturating_sub(1), area.y)) {
            cell.set_char('▐').set_fg(theme.run(run));
        }
    }
    text::left(buffer, area, 0, 0, &Theme::mark(run).to_string(), Style::new().fg(theme.run(run)));
    let loss = match model.paths.entry(run) {
        _ if model.gone(run) => "diverged".to_owned(),
        Some(entry) => entry.trajectory().at(model.player.cursor).map_or("…".to_owned(), |r| short(r.loss)),
        None => String::new(),
    };
    // The name takes precedence over the loss.
    let style = if selected { theme.bright() } else { theme.normal() };
    let end = text::left(buffer, area, 2, 0, &text::cut(name, area.width.saturating_sub(2)), style);
    let style = if model.gone(run) { theme.warning() } else { style };
    // So do batch sizes, where they are compared.
    let batch = words::batch(model, run);
    let fits = |batch: &String| end + 1 + text::width(batch) <= area.width;
    if let Some(forms) = &batch
        && end + 2 + text::width(&forms[0]) + text::width(&loss) + 2 > area.width
        && let Some(form) = forms.iter().find(|form| fits(form))
    {
        text::right(buffer, area, end + 1, 0, form, theme.normal());
        return;
    }
    let shown = text::right(buffer, area, end + 1, 0, &loss, style);
    let room = area.width.saturating_sub(if shown { text::width(&loss) + 1 } else { 0 });
    // Values from the left, as many as fit in full.
    let mut x = end + 2;
    for part in words::values(model, run) {
        if x + text::width(&part) + 1 > room {
            break;
        }
        x = text::left(buffer, area, x, 0, &part, theme.dim()) + 2;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{Preset, Scenario};
    use crate::tui::action::Action;
    use crate::tui::theme::{Depth, Mode, Scheme};
    use crate::tui::update::update;
    use crate::tui::view;

    /// The batch size under comparison appears on every tile, even in a narrow window with an answer open.
    #[test]
    fn every_tile_has_its_batch() {
        let mut model = Model::new(Scenario::default(), Scheme::of(Mode::Dark), Depth::None, (80, 24));
        let _ = update(&mut model, Action::Preset(Preset::Batches));
        (0..4).for_each(|_| drop(update(&mut model, Action::Question)));
        model.paths.work(|| false);
        let layout = Layout::of(&model, model.size).unwrap();
        assert!(layout.question.height > 1 && layout.plots.count() == 4);
        let mut buffer = Buffer::empty(Rect::new(0, 0, 80, 24));
        view::draw(&mut buffer, &model, &FrameCache::default());
        for (run, plot) in layout.plots.iter() {
            let title: String = (plot.x..plot.right()).map(|x| buffer[(x, plot.y - 1)].symbol()).collect();
            let batch = model.scenario.runs[run].batch.unwrap().unwrap_or(model.scenario.problem.rows()).to_string();
            assert!(title.trim_end().ends_with(&batch), "{title}");
        }
    }
}
