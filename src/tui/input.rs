//! Translates terminal events to actions. An open overlay gets the keys first.

use crossterm::event::{Event, KeyCode, KeyEvent, KeyEventKind, MouseButton, MouseEvent, MouseEventKind};
use tui_input::{Input, InputRequest};

use super::action::{Action, Effect};
use super::choose::{enter, pick};
use super::keymap::{self, Key};
use super::layout::Layout;
use super::map;
use super::model::{Drag, Model, Overlay};
use super::pane::Pane;
use super::screen::Screen;
use super::screens;
use super::screens::race::Hit;
use super::update::update;
use super::{chrome, overlays, picture, scene};

/// Handles one event. Key releases are ignored.
pub fn handle(model: &mut Model, event: &Event) -> Effect {
    match event {
        Event::Key(key) if key.kind != KeyEventKind::Release => key_pressed(model, key),
        Event::Mouse(mouse) => {
            mouse_moved(model, mouse);
            Effect::None
        }
        Event::Resize(width, height) => {
            model.size = (*width, *height);
            Effect::None
        }
        _ => Effect::None,
    }
}

fn key_pressed(model: &mut Model, event: &KeyEvent) -> Effect {
    let Some(key) = keymap::key(event) else { return Effect::None };
    if key == Key::Ctrl('c') {
        return Effect::Quit;
    }
    match &mut model.overlay {
        Overlay::None => screen_key(model, key),
        Overlay::Help(_) => help_key(model, key),
        Overlay::Command(_) => match key {
            Key::Code(KeyCode::Esc | KeyCode::Enter) | Key::Char(' ') => update(model, Action::Close),
            Key::Char('c') => other_line(model),
            Key::Char('q') => Effect::Quit,
            _ => Effect::None,
        },
        Overlay::Picture(name) => match key {
            Key::Code(KeyCode::Esc) => update(model, Action::Close),
            Key::Code(KeyCode::Enter) => picture::take(model),
            other => {
                if typed(&mut name.input, other) {
                    name.retype();
                }
                Effect::None
            }
        },
        Overlay::Picker(picker) => {
            match key {
                Key::Code(KeyCode::Esc) => return update(model, Action::Close),
                Key::Code(KeyCode::Enter) => pick(model),
                Key::Code(KeyCode::Up | KeyCode::BackTab) => picker.step(-1),
                Key::Code(KeyCode::Down | KeyCode::Tab) => picker.step(1),
                Key::Code(KeyCode::PageUp) => picker.chosen = picker.chosen.saturating_sub(10),
                Key::Code(KeyCode::PageDown) => {
                    picker.chosen = (picker.chosen + 10).min(picker.matches().len().saturating_sub(1));
                }
                other => {
                    if typed(&mut picker.filter, other) {
                        picker.retype();
                    }
                }
            }
            Effect::None
        }
        Overlay::Entry(entry) => {
            match key {
                Key::Code(KeyCode::Esc) => return update(model, Action::Close),
                Key::Code(KeyCode::Enter) => enter(model),
                // Tab accepts the value and moves on to the next one.
                Key::Code(tab @ (KeyCode::Tab | KeyCode::BackTab)) => {
                    if entry.input.value().trim().is_empty() {
                        model.overlay = Overlay::None;
                    } else {
                        enter(model);
                    }
                    if matches!(model.overlay, Overlay::None) {
                        let _ = update(model, Action::Dial(if tab == KeyCode::Tab { 1 } else { -1 }));
                        let _ = update(model, Action::Type);
                    }
                }
                other => {
                    if typed(&mut entry.input, other) {
                        entry.error = None;
                    }
                }
            }
            Effect::None
        }
    }
}

/// Copies the second of two command lines, if there are two, and closes the overlay.
fn other_line(model: &mut Model) -> Effect {
    let other = scene::other_line(model);
    let _ = update(model, Action::Close);
    match other {
        Some(line) => {
            model.message = Some("copied the line that opens this screen".to_owned());
            Effect::Copy(line)
        }
        None => Effect::None,
    }
}

/// Passes a key to a text field; returns true if the text has changed.
fn typed(input: &mut Input, key: Key) -> bool {
    let request = match key {
        Key::Char(c) => InputRequest::InsertChar(c),
        Key::Code(KeyCode::Backspace) | Key::Ctrl('h') => InputRequest::DeletePrevChar,
        Key::Code(KeyCode::Delete) | Key::Ctrl('d') => InputRequest::DeleteNextChar,
        Key::Code(KeyCode::Left) | Key::Ctrl('b') => InputRequest::GoToPrevChar,
        Key::Code(KeyCode::Right) | Key::Ctrl('f') => InputRequest::GoToNextChar,
        Key::Code(KeyCode::Home) | Key::Ctrl('a') => InputRequest::GoToStart,
        Key::Code(KeyCode::End) | Key::Ctrl('e') => InputRequest::GoToEnd,
        Key::Ctrl('u') => InputRequest::DeleteLine,
        Key::Ctrl('w') => InputRequest::DeletePrevWord,
        _ => return false,
    };
    input.handle(request).is_some_and(|change| change.value)
}

fn help_key(model: &mut Model, key: Key) -> Effect {
    let most = overlays::help_scroll(model);
    let Overlay::Help(scroll) = &mut model.overlay else { return Effect::None };
    match key {
        Key::Code(KeyCode::Down) | Key::Char('j') => *scroll = (*scroll + 1).min(most),
        Key::Code(KeyCode::Up) | Key::Char('k') => *scroll = scroll.saturating_sub(1),
        Key::Code(KeyCode::PageDown) | Key::Char(' ') => *scroll = (*scroll + 10).min(most),
        Key::Code(KeyCode::PageUp) => *scroll = scroll.saturating_sub(10),
        Key::Code(KeyCode::Home) | Key::Char('g') => *scroll = 0,
        Key::Code(KeyCode::End) | Key::Char('G') => *scroll = most,
        Key::Code(KeyCode::Esc | KeyCode::Enter) | Key::Char('?') => model.overlay = Overlay::None,
        Key::Char('q') => return Effect::Quit,
        _ => {}
    }
    Effect::None
}

/// Direction of an arrow key: right and up.
fn arrow(key: Key) -> Option<(i32, i32)> {
    match key {
        Key::Code(KeyCode::Left) => Some((-1, 0)),
        Key::Code(KeyCode::Right) => Some((1, 0)),
        Key::Code(KeyCode::Up) => Some((0, 1)),
        Key::Code(KeyCode::Down) => Some((0, -1)),
        _ => None,
    }
}

fn screen_key(model: &mut Model, key: Key) -> Effect {
    // Where the picture can be steered, the arrow keys steer it; hjkl keep changing values.
    if let Some((right, up)) = arrow(key) {
        match model.screen {
            _ if model.panning => return update(model, Action::Pan(right, up)),
            Screen::Map => return update(model, Action::Place(right, up)),
            Screen::Bowl => return update(model, Action::Orbit(f64::from(right), f64::from(up))),
            _ => {}
        }
    }
    match keymap::action(key, model.screen) {
        Some(action) => update(model, action),
        None => Effect::None,
    }
}

/// Performs an action that has no side effects.
fn act(model: &mut Model, action: Action) {
    let _ = update(model, action);
}

fn inside(area: ratatui::layout::Rect, x: u16, y: u16) -> bool {
    area.contains(ratatui::layout::Position { x, y })
}

fn mouse_moved(model: &mut Model, event: &MouseEvent) {
    let (x, y) = (event.column, event.row);
    if let Overlay::Picker(picker) = &mut model.overlay {
        match event.kind {
            MouseEventKind::ScrollDown => picker.step(1),
            MouseEventKind::ScrollUp => picker.step(-1),
            MouseEventKind::Down(MouseButton::Left) => {
                let hit = match &model.overlay {
                    Overlay::Picker(picker) => overlays::list_hit(model, picker, x, y),
                    _ => None,
                };
                if let (Some(place), Overlay::Picker(picker)) = (hit, &mut model.overlay) {
                    picker.chosen = place;
                    pick(model);
                }
            }
            _ => {}
        }
        return;
    }
    if let Overlay::Help(_) = model.overlay {
        match event.kind {
            MouseEventKind::ScrollDown => drop(help_key(model, Key::Code(KeyCode::Down))),
            MouseEventKind::ScrollUp => drop(help_key(model, Key::Code(KeyCode::Up))),
            MouseEventKind::Down(_) => model.overlay = Overlay::None,
            _ => {}
        }
        return;
    }
    if !matches!(model.overlay, Overlay::None) {
        return;
    }
    let Some(layout) = Layout::of(model, model.size) else { return };
    match event.kind {
        MouseEventKind::Down(MouseButton::Left) => press(model, &layout, x, y),
        MouseEventKind::Drag(MouseButton::Left) => drag(model, &layout, x, y),
        MouseEventKind::Up(MouseButton::Left) => release(model, &layout, x, y),
        MouseEventKind::ScrollUp => wheel(model, &layout, x, y, 1),
        MouseEventKind::ScrollDown => wheel(model, &layout, x, y, -1),
        _ => {}
    }
}

/// Returns true if columns stand for steps at a cell: in the timeline, the chart, or the plot of a series.
fn on_timeline(model: &Model, layout: &Layout, x: u16, y: u16) -> bool {
    let series = model.screen == Screen::Averages && inside(layout.field, x, y);
    series || [layout.chart, layout.timeline, layout.steps].into_iter().any(|area| inside(area, x, y))
}

fn wheel(model: &mut Model, layout: &Layout, x: u16, y: u16, by: i32) {
    if let Some(plot) = screens::plot_at(model, layout, x, y) {
        act(model, Action::ZoomAt(by, plot.pane.point_at(x, y)));
    } else if let Some(at) = screens::map::place_at(model, layout, x, y) {
        map::zoom(model, by, at);
    } else if model.screen == Screen::Bowl && inside(layout.field, x, y) {
        act(model, Action::Zoom(by));
    } else if let Some(Hit::Dial(place, Some(_))) = screens::hit(model, layout, x, y) {
        act(model, Action::Choose(place));
        act(model, Action::Turn(by));
    } else if on_timeline(model, layout, x, y) {
        act(model, Action::Step(i64::from(by)));
    } else if model.screen == Screen::Side && screens::side::row_at(model, layout, x, y).is_some() {
        act(model, Action::Run(-by));
    }
}

fn press(model: &mut Model, layout: &Layout, x: u16, y: u16) {
    if let Some(number) = chrome::tab_at(layout, model.screen, x, y) {
        act(model, Action::Screen(number));
    } else if let Some(plot) = screens::plot_at(model, layout, x, y) {
        if let ([run], Screen::Side) = (plot.runs.as_slice(), model.screen) {
            act(model, Action::Select(*run));
        }
        let start = plot.pane.cell_of(model.scenario.start());
        // A start can be grabbed from an adjacent cell.
        let near = start.is_some_and(|(sx, sy)| sx.abs_diff(x) <= 1 && sy.abs_diff(y) <= 1);
        model.history.settle();
        model.drag = Some(if near {
            Drag::Start(plot.pane)
        } else {
            Drag::Field { pane: plot.pane, cell: (x, y), moved: false }
        });
    } else if on_timeline(model, layout, x, y) {
        let step = screens::step_at(model, layout.timeline, x);
        act(model, Action::Seek(step));
        model.drag = Some(Drag::Timeline);
    } else if inside(layout.speed, x, y) {
        act(model, Action::PlayPause);
    } else if inside(layout.question, x, y) {
        act(model, Action::Question);
    } else if let Some(run) = screens::run_at(model, layout, x, y) {
        act(model, Action::Select(run));
    } else if let Some(at) = screens::map::place_at(model, layout, x, y) {
        model.history.settle();
        act(model, Action::PlaceAt(at));
        model.drag = Some(Drag::Map);
    } else if model.screen == Screen::Bowl && inside(layout.field, x, y) {
        model.drag = Some(Drag::Bowl((x, y)));
    } else {
        match screens::hit(model, layout, x, y) {
            Some(Hit::Run(run)) => act(model, Action::Select(run)),
            Some(Hit::Dial(place, Some(value))) => {
                model.settle();
                model.drag = Some(Drag::Slider(place));
                act(model, Action::Slide(place, value));
            }
            Some(Hit::Dial(place, None)) => {
                act(model, Action::Choose(place));
                act(model, Action::Turn(1));
            }
            None => {}
        }
    }
}

fn drag(model: &mut Model, layout: &Layout, x: u16, y: u16) {
    match model.drag.take() {
        Some(Drag::Start(pane)) => {
            let area = pane.area;
            let (x, y) = (x.clamp(area.x, area.right() - 1), y.clamp(area.y, area.bottom() - 1));
            act(model, Action::Start(rounded(&pane, pane.point_at(x, y))));
            model.drag = Some(Drag::Start(pane));
        }
        Some(Drag::Field { pane, cell: (x0, y0), moved }) => {
            let [width, height] = pane.cell();
            let cells = |from: u16, to: u16| f64::from(from) - f64::from(to);
            let moves = (x, y) != (x0, y0);
            if moves {
                act(model, Action::PanBy([cells(x0, x) * width, cells(y, y0) * height]));
            }
            model.drag = Some(Drag::Field { pane, cell: (x, y), moved: moved || moves });
        }
        Some(Drag::Slider(place)) => {
            if let Some(value) = screens::slide_to(model, layout, place, x) {
                act(model, Action::Slide(place, value));
            }
            model.drag = Some(Drag::Slider(place));
        }
        Some(Drag::Timeline) => {
            let step = screens::step_at(model, layout.timeline, x);
            act(model, Action::Seek(step));
            model.drag = Some(Drag::Timeline);
        }
        Some(Drag::Bowl((x0, y0))) => {
            // The surface follows the pointer: a third of a notch per column, half of one per row.
            let (right, down) = (f64::from(x) - f64::from(x0), f64::from(y) - f64::from(y0));
            act(model, Action::Orbit(right / 3.0, down / 2.0));
            model.drag = Some(Drag::Bowl((x, y)));
        }
        Some(Drag::Map) => {
            let area = layout.map;
            let (x, y) =
                (x.clamp(area.x, area.right().max(area.x + 1) - 1), y.clamp(area.y, area.bottom().max(area.y + 1) - 1));
            if let Some(at) = screens::map::place_at(model, layout, x, y) {
                act(model, Action::PlaceAt(at));
            }
            model.drag = Some(Drag::Map);
        }
        None => {}
    }
}

fn release(model: &mut Model, layout: &Layout, x: u16, y: u16) {
    // Some terminals report a drag only when it ends.
    if let Some(Drag::Field { cell, .. } | Drag::Bowl(cell)) = &model.drag
        && *cell != (x, y)
    {
        drag(model, layout, x, y);
    }
    let held = model.drag.take();
    model.settle();
    if let Some(Drag::Field { moved: false, pane, .. }) = held
        && inside(pane.area, x, y)
    {
        act(model, Action::Start(rounded(&pane, pane.point_at(x, y))));
        model.history.settle();
    }
}

/// Rounds a point to cell precision, so that the command line stays short.
fn rounded(pane: &Pane, at: [f64; 2]) -> [f64; 2] {
    let cell = pane.cell();
    std::array::from_fn(|axis| {
        let unit = 10f64.powf((cell[axis] / 2.0).log10().floor());
        let fine = unit.is_finite() && unit > 0.0;
        if fine { crate::math::number::tidy((at[axis] / unit).round() * unit, 12) } else { at[axis] }
    })
}
