//! Anything a person, a cat or a stuck key may do: no event may break the program, and what it shows stays consistent.

#![allow(clippy::unwrap_used, clippy::panic)] // helpers of tests, too, may fail loudly

use crossterm::event::{Event, KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use proptest::prelude::*;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ravine::scenario::{MAX_RUNS, Options, Scenario};
use ravine::tui::theme::{Depth, Mode, Scheme};
use ravine::tui::{FrameCache, Model, input, view};

fn key() -> impl Strategy<Value = Event> {
    let code = prop_oneof![
        20 => prop::sample::select("aAbBhjklHLgGrodxyfn+-=pzZuct123?.,<> 0123456789e:/imvwPDCST".chars().collect::<Vec<_>>())
            .prop_map(KeyCode::Char),
        1 => any::<char>().prop_map(KeyCode::Char),
        8 => prop::sample::select(vec![
            KeyCode::Up, KeyCode::Down, KeyCode::Left, KeyCode::Right, KeyCode::Enter, KeyCode::Esc, KeyCode::Tab,
            KeyCode::BackTab, KeyCode::Home, KeyCode::End, KeyCode::Delete, KeyCode::Backspace, KeyCode::PageDown,
            KeyCode::PageUp,
        ]),
    ];
    let modifiers =
        prop_oneof![9 => Just(KeyModifiers::NONE), 1 => Just(KeyModifiers::SHIFT), 1 => Just(KeyModifiers::CONTROL)];
    (code, modifiers)
        .prop_filter("leaves the program", |(code, m)| {
            !matches!(code, KeyCode::Char('q' | 'c')) || !m.contains(KeyModifiers::CONTROL)
        })
        .prop_map(|(code, m)| Event::Key(KeyEvent::new(code, m)))
}

fn mouse() -> impl Strategy<Value = Event> {
    let left = MouseButton::Left;
    let kind = prop::sample::select(vec![
        MouseEventKind::Down(left),
        MouseEventKind::Up(left),
        MouseEventKind::Drag(left),
        MouseEventKind::ScrollUp,
        MouseEventKind::ScrollDown,
        MouseEventKind::Moved,
        MouseEventKind::Down(MouseButton::Right),
    ]);
    (kind, 0..220_u16, 0..70_u16)
        .prop_map(|(kind, column, row)| Event::Mouse(MouseEvent { kind, column, row, modifiers: KeyModifiers::NONE }))
}

fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        6 => key(),
        3 => mouse(),
        1 => (1..210_u16, 1..60_u16).prop_map(|(w, h)| Event::Resize(w, h)),
        1 => Just(Event::FocusLost),
        1 => any::<String>().prop_map(Event::Paste),
    ]
}

fn scenarios() -> Vec<Scenario> {
    let text = |s: &str| Some(s.to_owned());
    vec![
        Scenario::default(),
        Options { data: text("penguins"), standardize: true, batch: text("4"), ..Options::default() }
            .scenario()
            .unwrap(),
        Options {
            surface: text("rotated-bowl"),
            optimizers: vec!["sgd:alpha=1e9".into()],
            steps: text("1"),
            ..Options::default()
        }
        .scenario()
        .unwrap(),
        // Half of it has no value.
        Options {
            formula: text("a*log(x) + y^2/x"),
            parameters: vec!["a=0.1..10".into()],
            steps: text("40"),
            ..Options::default()
        }
        .scenario()
        .unwrap(),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn no_event_breaks_it(which in 0..4_usize, events in prop::collection::vec(event(), 1..60)) {
        let scenario = scenarios().swap_remove(which);
        let mut model = Model::new(scenario, Scheme::of(Mode::Dark), Depth::True, (100, 34));
        let mut cache = FrameCache::default();
        for event in &events {
            let _ = input::handle(&mut model, event);
            // Runs of a million steps are allowed, but this test has not the time for them.
            model.scenario.steps = model.scenario.steps.min(400);
            let scenario = model.scenario.clone();
            model.paths.update(&scenario);
            model.player.cursor = model.player.cursor.min(400);
            model.paths.work(|| false);
            model.tick(0.1);
            let (width, height) = model.size;
            cache.update(&model, || false);
            let mut buffer = Buffer::empty(Rect::new(0, 0, width, height));
            view::draw(&mut buffer, &model, &cache);
            prop_assert!((1..=MAX_RUNS).contains(&model.scenario.runs.len()));
            prop_assert!(model.selected < model.scenario.runs.len());
            prop_assert!(model.dial < model.dials().len());
            prop_assert!(model.player.cursor <= model.scenario.steps);
            prop_assert_eq!(model.paths.entries().len(), model.scenario.runs.len());
            prop_assert!(model.view.w[0] < model.view.w[1] && model.view.b[0] < model.view.b[1], "{:?}", model.view);
        }
    }
}
