//! The mouse on the screens that have a picture of their own to be touched: the map, the averages, the initialisation.

#![allow(clippy::unwrap_used)] // helpers of tests, too, may fail loudly

use crossterm::event::{Event, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use ravine::scenario::Scenario;
use ravine::tui::layout::Layout;
use ravine::tui::requests::request;
use ravine::tui::screen::Screen;
use ravine::tui::theme::{Depth, Mode, Scheme};
use ravine::tui::{Action, Model, input, map};

fn on(screen: u8) -> Model {
    let mut model = Model::new(Scenario::default(), Scheme::of(Mode::Dark), Depth::True, (120, 40));
    model.player.playing = false;
    model.paths.work(|| false);
    ravine::tui::update::update(&mut model, Action::Screen(screen));
    model
}

fn mouse(model: &mut Model, kind: MouseEventKind, (column, row): (u16, u16)) {
    let _ = input::handle(model, &Event::Mouse(MouseEvent { kind, column, row, modifiers: KeyModifiers::NONE }));
    model.paths.work(|| false);
}

const LEFT: MouseButton = MouseButton::Left;

#[test]
fn the_map_s_point_follows_the_mouse_and_the_run_with_it() {
    let mut model = on(4);
    model.selected = 1;
    request(&mut model);
    let area = Layout::of(&model, model.size).unwrap().map;
    let alpha = |m: &Model| m.paths.entry(1).unwrap().resolved().values.hypers[0];
    let beta = |m: &Model| m.paths.entry(1).unwrap().resolved().values.hypers[1];
    let mut seen = Vec::new();
    mouse(&mut model, MouseEventKind::Down(LEFT), (area.x + 10, area.y + 20));
    for x in [20, 30, 40] {
        mouse(&mut model, MouseEventKind::Drag(LEFT), (area.x + x, area.y + 20 - x / 4));
        seen.push((alpha(&model), beta(&model)));
        // The point is under the pointer.
        let point = map::point(&model).unwrap();
        let [low, high] = model.map.extent[0];
        let column = (point[0] - low) / (high - low) * f64::from(area.width);
        assert!((column - f64::from(x)).abs() <= 1.0, "{column} {x}");
    }
    mouse(&mut model, MouseEventKind::Up(LEFT), (area.x + 40, area.y + 10));
    assert!(seen.windows(2).all(|w| w[0].0 < w[1].0 && w[0].1 < w[1].1), "{seen:?}");
    // One drag is one change.
    ravine::tui::update::update(&mut model, Action::Undo);
    assert_eq!(model.scenario, Scenario::default());
    // The wheel zooms at the pointer.
    let before = model.map.extent;
    mouse(&mut model, MouseEventKind::ScrollUp, (area.x + 5, area.y + 5));
    assert!(model.map.extent[0][1] < before[0][1] && model.map.extent[0][0] > before[0][0]);
}

#[test]
fn sliders_timelines_columns_and_questions() {
    let mut model = on(5);
    let layout = Layout::of(&model, model.size).unwrap();
    mouse(&mut model, MouseEventKind::Down(LEFT), (layout.timeline.x + 10, layout.timeline.y));
    assert!(model.smoothing.player.cursor < 30, "{}", model.smoothing.player.cursor);
    mouse(&mut model, MouseEventKind::Up(LEFT), (layout.timeline.x + 10, layout.timeline.y));
    mouse(&mut model, MouseEventKind::Down(LEFT), (layout.question.x + 3, layout.question.y));
    assert!(model.smoothing.answered);

    let mut model = on(6);
    let layout = Layout::of(&model, model.size).unwrap();
    // Four columns have room; the last of them is the selected scheme's, the fifth.
    mouse(&mut model, MouseEventKind::Down(LEFT), (layout.field.x + 2, layout.field.y));
    mouse(&mut model, MouseEventKind::Up(LEFT), (layout.field.x + 2, layout.field.y));
    assert_eq!(model.init.values().selected, 1);
    mouse(&mut model, MouseEventKind::Down(LEFT), (layout.timeline.x, layout.timeline.y));
    mouse(&mut model, MouseEventKind::Up(LEFT), (layout.timeline.x, layout.timeline.y));
    assert_eq!(model.init.layers.cursor, 1);
    mouse(&mut model, MouseEventKind::Down(LEFT), (layout.question.x + 3, layout.question.y));
    mouse(&mut model, MouseEventKind::Up(LEFT), (layout.question.x + 3, layout.question.y));
    assert!(model.init.answered);
    // Dragging the slider of σ, the second value, to the left end of the four decades that it shows.
    let layout = Layout::of(&model, model.size).unwrap();
    let row = (layout.panel.y..layout.panel.bottom())
        .find(|y| {
            let hit = ravine::tui::screens::hit(&model, &layout, layout.panel.right() - 12, *y);
            matches!(hit, Some(ravine::tui::screens::race::Hit::Dial(1, Some(_))))
        })
        .unwrap();
    mouse(&mut model, MouseEventKind::Down(LEFT), (layout.panel.right() - 12, row));
    mouse(&mut model, MouseEventKind::Drag(LEFT), (layout.panel.x, row));
    mouse(&mut model, MouseEventKind::Up(LEFT), (layout.panel.x, row));
    assert!(model.init.values().scheme().value <= 1e-3, "{}", model.init.values().scheme().value);
    assert_eq!((model.screen, &model.scenario), (Screen::Init, &Scenario::default()));
}
