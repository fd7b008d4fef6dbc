//! Every key of the help does what the help says: (keys before, key, what must hold then).

#![allow(clippy::unwrap_used, clippy::panic)] // helpers of tests, too, may fail loudly

use crossterm::event::{Event, KeyCode, KeyEvent, KeyModifiers};
use ravine::app::keymap::{self, Key};
use ravine::app::model::{Overlay, Screen};
use ravine::app::theme::{Depth, Mode, SCHEMES, Scheme};
use ravine::app::update::Effect;
use ravine::app::{Model, input};
use ravine::scenario::{Dial, Scenario};

fn event(key: Key) -> Event {
    let (code, modifiers) = match key {
        Key::Char(c) => (KeyCode::Char(c), KeyModifiers::NONE),
        Key::Ctrl(c) => (KeyCode::Char(c), KeyModifiers::CONTROL),
        Key::Code(code) => (code, KeyModifiers::NONE),
    };
    Event::Key(KeyEvent::new(code, modifiers))
}

fn press(model: &mut Model, key: Key) -> Effect {
    let effect = input::handle(model, &event(key));
    model.lab.work(|| false);
    effect
}

fn fresh() -> Model {
    let mut model = Model::new(Scenario::default(), Scheme::of(Mode::Dark), Depth::True, (120, 40));
    model.lab.work(|| false);
    model.playing = false;
    model.cursor = 100;
    model
}

/// α and β1 of adam, which is selected at first.
fn adam(model: &Model) -> (f64, f64) {
    let values = &model.lab.entry(3).unwrap().resolved().values.hypers;
    (values[0], values[1])
}

/// adam's α is another from the cursor's step on, and its path the same up to there.
fn changes_from_the_cursor(old: &Model, new: &Model) -> bool {
    let values = |m: &Model, step| m.lab.entry(3).unwrap().resolved().values_at(step).hypers[0];
    let records = |m: &Model| m.lab.entry(3).unwrap().trajectory().records().to_vec();
    let (a, b) = (records(old), records(new));
    values(new, 99) == values(old, 99)
        && values(new, 100) > values(old, 100)
        && a[..=100] == b[..=100]
        && a[101..].iter().zip(&b[101..]).all(|(x, y)| x != y)
}

type Check = fn(&Model, &Model) -> bool;

#[test]
fn every_key_does_what_the_help_says() {
    use Key::{Char, Code, Ctrl};
    use KeyCode as C;
    let cases: Vec<(&[Key], Key, Check)> = vec![
        (&[], Char(' '), |_, m| m.playing),
        (&[Char(' ')], Char(' '), |_, m| !m.playing),
        (&[Char('G')], Char(' '), |_, m| m.playing && m.cursor == 0),
        (&[], Char('.'), |_, m| m.cursor == 101),
        (&[], Char(','), |_, m| m.cursor == 99),
        (&[], Char('>'), |_, m| m.speed == 1),
        (&[], Char('<'), |_, m| m.speed == -1),
        (&[], Char('g'), |_, m| m.cursor == 0),
        (&[], Char('G'), |_, m| m.cursor == 300),
        (&[], Code(C::Home), |_, m| m.cursor == 0),
        (&[], Code(C::End), |_, m| m.cursor == 300),
        (&[], Char('a'), |o, m| adam(m).0 < adam(o).0),
        (&[], Char('A'), |o, m| adam(m).0 > adam(o).0),
        (&[], Char('b'), |o, m| adam(m).1 < adam(o).1),
        (&[], Char('B'), |o, m| adam(m).1 > adam(o).1),
        (&[], Code(C::Down), |_, m| m.chosen() == Some(Dial::Hyper(1))),
        (&[], Char('j'), |_, m| m.chosen() == Some(Dial::Hyper(1))),
        (&[], Code(C::Up), |_, m| m.chosen() == Some(Dial::Convention)),
        (&[], Char('k'), |_, m| m.chosen() == Some(Dial::Convention)),
        (&[], Code(C::Left), |o, m| adam(m).0 < adam(o).0),
        (&[], Char('h'), |o, m| adam(m).0 < adam(o).0),
        (&[], Code(C::Right), |o, m| adam(m).0 > adam(o).0),
        (&[], Char('l'), |o, m| adam(m).0 > adam(o).0),
        (&[], Char('H'), |o, m| adam(m).0 < adam(o).0 && adam(m).0 > 0.98 * adam(o).0),
        (&[], Char('L'), |o, m| adam(m).0 > adam(o).0 && adam(m).0 < 1.02 * adam(o).0),
        (&[], Code(C::Enter), |_, m| matches!(m.overlay, Overlay::Entry(_))),
        (&[Char('A'), Char('B')], Char('r'), |_, m| m.scenario == Scenario::default()),
        (&[], Char('n'), |o, m| m.scenario.seed == o.scenario.seed + 1),
        (&[], Code(C::Tab), |_, m| m.selected == 0),
        (&[], Code(C::BackTab), |_, m| m.selected == 2),
        (&[], Char('o'), |_, m| matches!(m.overlay, Overlay::Picker(_))),
        (&[], Char('d'), |_, m| m.scenario.names()[4] == "adam-2" && m.selected == 4),
        (&[], Char('x'), |_, m| m.scenario.runs[3].hidden),
        (&[Char('x')], Char('x'), |_, m| !m.scenario.runs[3].hidden),
        (&[], Char('y'), |_, m| m.solo),
        (&[], Code(C::Delete), |_, m| m.scenario.names() == ["sgd", "momentum", "rmsprop"]),
        (&[], Code(C::Backspace), |_, m| m.scenario.runs.len() == 3),
        (&[], Char('f'), |_, m| matches!(m.overlay, Overlay::Picker(_))),
        (&[], Char('+'), |o, m| m.view.size()[0] < o.view.size()[0]),
        (&[], Char('='), |o, m| m.view.size()[0] < o.view.size()[0]),
        (&[], Char('-'), |o, m| m.view.size()[0] > o.view.size()[0]),
        (&[], Char('p'), |_, m| m.panning),
        (&[Char('p')], Code(C::Right), |o, m| m.view.w[0] > o.view.w[0] && m.view.size() == o.view.size()),
        (&[Char('p')], Code(C::Up), |o, m| m.view.b[0] > o.view.b[0]),
        (&[Char('p')], Code(C::Esc), |_, m| !m.panning),
        (&[], Char('z'), |o, m| m.view.size()[0] < o.view.size()[0]),
        (&[Char('z')], Char('Z'), |_, m| m.view == m.scenario.surface().domain()),
        (&[Char('A')], Char('u'), |_, m| m.scenario == Scenario::default()),
        (&[Char('A'), Char('u')], Ctrl('r'), |_, m| m.scenario != Scenario::default()),
        (&[], Char('c'), |_, m| matches!(m.overlay, Overlay::Command(_))),
        (&[], Char('t'), |_, m| m.theme.scheme.name == "dawn" && m.theme.mode == Mode::Light),
        (&[Char('t')], Char('t'), |_, m| m.message.as_deref().is_some_and(|l| l.starts_with("theme projector, 3 of "))),
        (&[Char('t')], Char('T'), |_, m| m.theme.scheme.name == "dusk"),
        (&[], Char('T'), |_, m| m.theme.scheme.place() + 1 == SCHEMES.len()),
        (&[], Char('1'), |o, m| m.scenario == o.scenario && m.cursor == o.cursor),
        (&[Char('2')], Char('1'), |_, m| m.screen == Screen::Race),
        (&[], Char('2'), |o, m| m.screen == Screen::Side && m.scenario == o.scenario && m.cursor == o.cursor),
        (&[], Char('3'), |_, m| m.screen == Screen::Bowl),
        (&[], Char('4'), |_, m| m.screen == Screen::Map),
        (&[Char('4')], Char('X'), |o, m| m.map.slots[0] != o.map.slots[0] && m.scenario == o.scenario),
        (&[Char('4')], Char('Y'), |o, m| m.map.slots[1] != o.map.slots[1] && m.scenario == o.scenario),
        (&[Char('4')], Char('M'), |o, m| m.map.metric != o.map.metric),
        (&[Char('4')], Code(C::Right), |o, m| adam(m).0 > adam(o).0),
        (&[Char('4')], Code(C::Left), |o, m| adam(m).0 < adam(o).0),
        (&[Char('4')], Char('+'), |o, m| m.map.extent[0][1] < o.map.extent[0][1] && m.view == o.view),
        (&[Char('4')], Char('I'), |_, m| m.isolines && m.message.as_deref().is_some_and(|l| l.contains("cost"))),
        (&[], Char('R'), |o, m| m.basins.on && m.scenario == o.scenario),
        (&[Char('R')], Char('R'), |_, m| !m.basins.on),
        (&[Char('2')], Char('R'), |_, m| !m.basins.on && m.message.is_some()),
        (&[], Char('M'), |o, m| m.map.metric == o.map.metric && m.message.is_some()),
        (&[Char('3')], Code(C::Right), |o, m| m.orbit.turn > o.orbit.turn && m.scenario == o.scenario),
        (&[Char('3')], Code(C::Up), |o, m| m.orbit.tilt > o.orbit.tilt),
        (&[Char('3')], Char('+'), |o, m| m.orbit.zoom > o.orbit.zoom && m.view == o.view),
        (&[Char('3')], Char('l'), |o, m| adam(m).0 > adam(o).0),
        (&[Char('3')], Char('S'), |_, m| m.is_turning()),
        (&[], Char('i'), |_, m| m.inspecting),
        (&[Char('2')], Char('i'), |_, m| m.averages),
        (&[Char('3')], Char('i'), |_, m| m.inspecting && m.screen == Screen::Race),
        (&[], Char('v'), |_, m| m.arrows),
        (&[], Char('m'), |_, m| m.onward),
        (&[Char('m')], Char('A'), |o, m| changes_from_the_cursor(o, m)),
        (&[Char('m'), Char('A')], Char('u'), |_, m| m.scenario == Scenario::default()),
        (&[Char('m'), Char('A')], Char('r'), |_, m| m.scenario == Scenario::default()),
        (&[], Char('w'), |_, m| m.aspect),
        (&[], Char('I'), |_, m| m.isolines),
        (&[], Char('P'), |_, m| m.scenario.names()[..2] == ["notes", "pytorch"] && m.screen == Screen::Side),
        (&[Char('P')], Char('u'), |_, m| m.scenario == Scenario::default()),
        (&[], Char('D'), |_, m| m.scenario.names() == ["batch", "mini-batch", "stochastic"]),
        (&[], Char('F'), |_, m| m.search.is_some() && m.message.as_deref().is_some_and(|l| l.contains("100 trials"))),
        (&[Char('F')], Code(C::Esc), |o, m| m.search.is_none() && m.scenario == o.scenario),
        (&[], Char('C'), |_, m| m.scenario.runs.len() == 4 && m.averages),
        (&[], Char('?'), |_, m| matches!(m.overlay, Overlay::Help(_))),
        (&[Char('?')], Code(C::Esc), |_, m| matches!(m.overlay, Overlay::None)),
        (&[Char('f')], Code(C::Esc), |_, m| matches!(m.overlay, Overlay::None)),
    ];
    let mut pressed: Vec<Key> = Vec::new();
    for (before, key, holds) in cases {
        let mut model = fresh();
        for key in before {
            press(&mut model, *key);
        }
        let mut old = fresh();
        for key in before {
            press(&mut old, *key);
        }
        assert!(!matches!(press(&mut model, key), Effect::Quit), "{key:?}");
        assert!(holds(&old, &model), "{before:?} {key:?}");
        pressed.push(key);
    }
    for key in [Char('q'), Ctrl('c')] {
        assert_eq!(press(&mut fresh(), key), Effect::Quit);
        pressed.push(key);
    }
    let all = keymap::bindings().flat_map(|b| b.keys).map(|(key, _)| *key);
    let forgotten: Vec<Key> = all.filter(|key| !pressed.contains(key)).collect();
    assert!(forgotten.is_empty(), "{forgotten:?}");
}

/// An open text field takes every key but Enter, Esc, Tab and Ctrl-C.
#[test]
fn a_text_field_takes_the_letters() {
    let mut model = fresh();
    press(&mut model, Key::Char('f'));
    for c in "qx?1 ".chars() {
        assert_eq!(press(&mut model, Key::Char(c)), Effect::None);
    }
    assert!(matches!(&model.overlay, Overlay::Picker(p) if p.filter.value() == "qx?1 "));
    assert_eq!(press(&mut model, Key::Ctrl('c')), Effect::Quit);
}

/// A terminal that repeats and reports releases: repeats count, releases do not.
#[test]
fn releases_count_for_nothing() {
    use crossterm::event::KeyEventKind::{Release, Repeat};
    let mut model = fresh();
    let with = |kind| Event::Key(KeyEvent { kind, ..KeyEvent::new(KeyCode::Char('.'), KeyModifiers::NONE) });
    input::handle(&mut model, &with(Repeat));
    assert_eq!(model.cursor, 101);
    input::handle(&mut model, &with(Release));
    assert_eq!(model.cursor, 101);
}
