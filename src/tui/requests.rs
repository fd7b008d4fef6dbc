//! Background computations the screen needs, on all cores: the cells of the map and of the basins.

use super::basins::Basins;
use super::layout::Layout;
use super::model::Model;
use super::screen::Screen;

/// Starts computing the cells that the screen shows, unless they are done or under way.
pub fn request(model: &mut Model) {
    if model.screen == Screen::Map {
        model.map.follow(&model.scenario, model.selected);
    }
    let basins = model.basins.on && Basins::on_screen(model.screen);
    if model.screen != Screen::Map && !basins {
        return;
    }
    let Some(layout) = Layout::of(model, model.size) else { return };
    // 2×2 per terminal cell.
    let size = |area: ratatui::layout::Rect| (2 * usize::from(area.width), 2 * usize::from(area.height));
    if model.screen == Screen::Map {
        let Model { map, scenario, selected, .. } = model;
        map.want(scenario, *selected, size(layout.map));
    }
    if basins {
        let view = model.view_in(layout.field);
        let Model { basins, scenario, selected, .. } = model;
        basins.want(scenario, *selected, view, size(layout.field));
    }
}
