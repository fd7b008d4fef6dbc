//! Every key of the help does what the help says: (keys before, key, what must hold then).

#![allow(clippy::unwrap_used, clippy::panic)] // helpers of tests, too, may fail loudly

use crossterm::event::{Event, KeyCode, KeyEvent, KeyModifiers};
use ravine::averages::Reading;
use ravine::network::Activation;
use ravine::scenario::smooth::Setup;
use ravine::scenario::{Dial, Scenario};
use ravine::tui::action::Effect;
use ravine::tui::init::Part;
use ravine::tui::keymap::{self, Key};
use ravine::tui::model::Overlay;
use ravine::tui::picker::Purpose;
use ravine::tui::screen::Screen;
use ravine::tui::theme::{Depth, Mode, SCHEMES, Scheme};
use ravine::tui::{Model, input};

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
    model.paths.work(|| false);
    effect
}

fn fresh() -> Model {
    let mut model = Model::new(Scenario::default(), Scheme::of(Mode::Dark), Depth::True, (120, 40));
    model.paths.work(|| false);
    model.player.playing = false;
    model.player.cursor = 100;
    model
}

/// α and β1 of adam, which is selected at first.
fn adam(model: &Model) -> (f64, f64) {
    let values = &model.paths.entry(3).unwrap().resolved().values.hypers;
    (values[0], values[1])
}

/// adam's α is another from the cursor's step on, and its path the same up to there.
fn changes_from_the_cursor(old: &Model, new: &Model) -> bool {
    let values = |m: &Model, step| m.paths.entry(3).unwrap().resolved().values_at(step).hypers[0];
    let records = |m: &Model| m.paths.entry(3).unwrap().trajectory().records().to_vec();
    let (a, b) = (records(old), records(new));
    values(new, 99) == values(old, 99)
        && values(new, 100) > values(old, 100)
        && a[..=100] == b[..=100]
        && a[101..].iter().zip(&b[101..]).all(|(x, y)| x != y)
}

fn on_five() -> Model {
    let mut model = fresh();
    press(&mut model, Key::Char('5'));
    model
}

fn at(model: &Model) -> usize {
    model.smoothing.player.cursor
}

fn setup(model: &Model) -> &Setup {
    &model.smoothing.values().setup
}

fn beta(model: &Model) -> f64 {
    setup(model).beta
}

/// Equal but for the rounding of 1-β: 1e-16 of values of some 30.
fn same_curve(a: &Model, b: &Model) -> bool {
    let [a, b] = [a, b].map(|m| m.smoothing.found().unwrap().average.raw.clone());
    a.iter().zip(&b).all(|(a, b)| (a - b).abs() < 1e-12)
}

type Check = fn(&Model, &Model) -> bool;

/// The initialisation's values.
fn net(model: &Model) -> &ravine::tui::init::Values {
    model.init.values()
}

#[test]
fn every_key_does_what_the_help_says() {
    use Key::{Char, Code, Ctrl};
    use KeyCode as C;
    let cases: Vec<(&[Key], Key, Check)> = vec![
        (&[], Char(' '), |_, m| m.player.playing),
        (&[Char(' ')], Char(' '), |_, m| !m.player.playing),
        (&[Char('G')], Char(' '), |_, m| m.player.playing && m.player.cursor == 0),
        (&[], Char('.'), |_, m| m.player.cursor == 101),
        (&[], Char(','), |_, m| m.player.cursor == 99),
        (&[], Char('>'), |_, m| m.player.speed == 1),
        (&[], Char('<'), |_, m| m.player.speed == -1),
        (&[], Char('g'), |_, m| m.player.cursor == 0),
        (&[], Char('G'), |_, m| m.player.cursor == 300),
        (&[], Code(C::Home), |_, m| m.player.cursor == 0),
        (&[], Code(C::End), |_, m| m.player.cursor == 300),
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
        (&[], Char('y'), |_, m| m.solo && m.shown_runs() == [3]),
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
        (&[], Char('e'), |_, m| matches!(&m.overlay, Overlay::Picture(n) if n.input.value() == "ravine-race-100.svg")),
        (&[Char('6')], Char('e'), |_, m| matches!(m.overlay, Overlay::Picture(_)) && m.init.values().epsilon == 0.0),
        (&[Char('5'), Char('e')], Code(C::Esc), |_, m| matches!(m.overlay, Overlay::None)),
        (&[], Char('t'), |_, m| m.theme.scheme.name == "dawn" && m.theme.mode == Mode::Light),
        (&[Char('t')], Char('t'), |_, m| m.message.as_deref().is_some_and(|l| l.starts_with("theme projector, 3 of "))),
        (&[Char('t')], Char('T'), |_, m| m.theme.scheme.name == "dusk"),
        (&[], Char('T'), |_, m| m.theme.scheme.place() + 1 == SCHEMES.len()),
        (&[], Char('1'), |o, m| m.scenario == o.scenario && m.player.cursor == o.player.cursor),
        (&[Char('2')], Char('1'), |_, m| m.screen == Screen::Race),
        (&[], Char('2'), |o, m| {
            m.screen == Screen::Side && m.scenario == o.scenario && m.player.cursor == o.player.cursor
        }),
        (&[], Char('3'), |_, m| m.screen == Screen::Bowl),
        (&[], Char('4'), |_, m| m.screen == Screen::Map),
        (&[], Char('5'), |o, m| {
            m.screen == Screen::Averages && m.scenario == o.scenario && m.player.cursor == o.player.cursor
        }),
        (&[], Char('6'), |o, m| {
            m.screen == Screen::Init && m.scenario == o.scenario && m.player.cursor == o.player.cursor
        }),
        (&[Char('6')], Char('6'), |_, m| m.init.part() == Part::Chain),
        (&[Char('6')], Char('v'), |_, m| m.init.part() == Part::Signal && !m.arrows && m.message.is_some()),
        (&[Char('6'), Char('6')], Char('6'), |_, m| {
            m.init.part() == Part::Symmetry && m.init.values().scheme().constant() == Some(0.75)
        }),
        (&[Char('6'), Char('6'), Char('6')], Char('6'), |_, m| m.init.part() == Part::Signal),
        (&[Char('6')], Code(C::Tab), |o, m| net(m).selected == net(o).selected + 1 && m.selected == o.selected),
        (&[Char('6')], Code(C::BackTab), |o, m| net(m).selected == net(o).selected - 1),
        (&[Char('6')], Char('f'), |_, m| net(m).activation == Activation::LeakyRelu),
        // α is α: where the net is trained, and nowhere else.
        (&[Char('6')], Char('a'), |o, m| net(m) == net(o) && m.scenario == o.scenario && m.message.is_some()),
        (&[Char('6'), Char('6'), Char('6')], Char('a'), |o, m| net(m).alpha < net(o).alpha),
        (&[Char('6'), Char('6'), Char('6')], Char('A'), |o, m| net(m).alpha > net(o).alpha),
        // The chain has no scheme.
        (&[Char('6'), Char('6')], Code(C::Tab), |o, m| net(m) == net(o) && m.message.is_some()),
        (&[Char('6'), Char('6')], Char('d'), |o, m| net(m) == net(o) && m.message.is_some()),
        (&[Char('6')], Char('d'), |o, m| net(m).schemes.len() == net(o).schemes.len() + 1),
        (&[Char('6')], Code(C::Delete), |o, m| net(m).schemes.len() + 1 == net(o).schemes.len()),
        (&[Char('6')], Code(C::Backspace), |o, m| net(m).schemes.len() + 1 == net(o).schemes.len()),
        (&[Char('6')], Char('l'), |o, m| net(m).scheme() != net(o).scheme() && m.scenario == o.scenario),
        (&[Char('6'), Code(C::Down), Code(C::Down)], Code(C::Right), |o, m| net(m).depth > net(o).depth),
        (&[Char('6')], Char('E'), |o, m| net(m) == net(o) && m.message.is_some()),
        (&[Char('6'), Char('6'), Char('6')], Char('E'), |_, m| net(m).epsilon == 1e-6),
        (&[Char('6'), Char('6'), Char('6'), Char('E')], Char('E'), |_, m| net(m).epsilon == 0.0),
        (&[Char('6')], Char('Q'), |_, m| m.init.answered && m.init.question == 0),
        // The questions go on from part to part, as in the notes.
        (&[Char('6'), Char('Q')], Char('Q'), |_, m| !m.init.answered && m.init.part() == Part::Chain),
        (&[Char('6'), Char('6'), Char('6'), Char('Q')], Char('Q'), |_, m| {
            m.init.part() == Part::Symmetry && m.init.question == 1
        }),
        (&[Char('6'), Char('6'), Char('Q'), Char('Q'), Char('Q')], Char('Q'), |_, m| {
            m.init.part() == Part::Signal && m.init.question == 1
        }),
        (&[Char('6')], Char(','), |o, m| {
            m.init.layers.cursor + 1 == o.init.layers.cursor && m.player.cursor == o.player.cursor
        }),
        (&[Char('6')], Char('g'), |_, m| m.init.layers.cursor == 1),
        (&[Char('6')], Char('n'), |_, m| net(m).seed == 1 && m.scenario.seed == 0),
        (&[Char('6'), Char('f')], Char('u'), |_, m| net(m).activation == Activation::Relu),
        (&[Char('6'), Char('f')], Char('r'), |_, m| net(m).activation == Activation::Relu),
        (&[Char('6')], Char('o'), |o, m| m.scenario == o.scenario && m.message.is_some()),
        (&[Char('6')], Char('F'), |o, m| m.search.is_none() && m.scenario == o.scenario && m.message.is_some()),
        (&[Char('6')], Char('c'), |_, m| matches!(&m.overlay, Overlay::Command(c) if c.starts_with("ravine init"))),
        (&[], Char('E'), |o, m| m.scenario == o.scenario && m.message.is_some()),
        (&[Char('5')], Char(' '), |_, m| m.smoothing.player.playing && !m.player.playing),
        (&[Char('5')], Char('.'), |o, m| at(m) == at(o) + 1),
        (&[Char('5')], Char(','), |o, m| at(m) == at(o) - 1),
        (&[Char('5')], Char('g'), |_, m| at(m) == 1),
        (&[Char('5')], Char('G'), |_, m| at(m) == 120),
        (&[Char('5')], Char('>'), |_, m| m.smoothing.player.speed == 1 && m.player.speed == 0),
        (&[Char('5')], Char('b'), |o, m| beta(m) < beta(o)),
        (&[Char('5')], Char('B'), |o, m| beta(m) > beta(o)),
        (&[Char('5')], Code(C::Left), |o, m| beta(m) < beta(o)),
        (&[Char('5')], Char('l'), |o, m| beta(m) > beta(o)),
        (&[Char('5')], Char('L'), |o, m| beta(m) > beta(o) && beta(m) < 0.956),
        (&[Char('5'), Code(C::Down)], Char('l'), |o, m| {
            m.smoothing.values().others[0] > o.smoothing.values().others[0] && beta(m) == beta(o)
        }),
        (&[Char('5')], Char('+'), |o, m| m.smoothing.view().1 - m.smoothing.view().0 == 80 && m.view == o.view),
        (&[Char('5')], Char('='), |_, m| m.smoothing.view().1 - m.smoothing.view().0 == 80),
        (&[Char('5'), Char('+'), Char('+')], Char('-'), |_, m| m.smoothing.view().1 - m.smoothing.view().0 == 80),
        (&[Char('5'), Char('+')], Char('Z'), |_, m| m.smoothing.view() == (0, 120)),
        (&[Char('5'), Char('+'), Char('+')], Char('G'), |_, m| m.smoothing.view() == (67, 120)),
        (&[Char('5')], Char('C'), |_, m| !m.smoothing.values().corrected),
        (&[Char('5')], Char('N'), |o, m| setup(m).reading == Reading::Notes && beta(m) == beta(o)),
        (&[Char('5'), Char('N')], Char('M'), |_, m| beta(m) == 0.05 && same_curve(m, &on_five())),
        (&[Char('5')], Char('M'), |_, m| beta(m) == 0.05),
        (&[Char('5')], Char('i'), |_, m| m.smoothing.unrolled && !m.inspecting),
        (&[Char('5')], Char('v'), |_, m| m.smoothing.signal && !m.arrows),
        (&[Char('5')], Char('Q'), |_, m| m.smoothing.answered && m.smoothing.question == 0),
        (&[Char('5'), Char('Q')], Char('Q'), |_, m| !m.smoothing.answered && m.smoothing.question == 1),
        // Where I am now, and have been before: the answer is the recursion, unrolled; it goes with its question.
        (&[Char('5'), Char('Q'), Char('Q'), Char('Q'), Char('Q')], Char('Q'), |_, m| {
            m.smoothing.question == 2 && m.smoothing.answered && m.smoothing.unrolled
        }),
        (&[Char('5'), Char('Q'), Char('Q'), Char('Q'), Char('Q'), Char('Q')], Char('Q'), |_, m| !m.smoothing.unrolled),
        // V⁰ = 0: seen in the first few steps.
        (&[Char('5'), Char('Q'), Char('Q'), Char('Q'), Char('Q'), Char('Q'), Char('Q')], Char('Q'), |_, m| {
            m.smoothing.question == 3 && at(m) == 3
        }),
        // Equal weights have equal gradients before any training.
        (&[Char('6'), Char('6'), Char('6')], Char('Q'), |_, m| m.init.answered && m.init.steps.cursor == 0),
        (&[Char('6')], Char('Q'), |_, m| m.init.answered && !m.init.layers.playing && !m.init.steps.playing),
        (&[Char('5')], Char('m'), |o, m| !m.onward && m.screen == o.screen && m.message.is_some()),
        (&[Char('5')], Char('d'), |_, m| m.smoothing.values().others == [0.8, 0.98, 0.95]),
        (&[Char('5')], Code(C::Delete), |_, m| m.smoothing.values().others == [0.8]),
        (&[Char('5')], Code(C::Backspace), |_, m| m.smoothing.values().others == [0.8]),
        (&[Char('5')], Char('n'), |o, m| setup(m).seed == 1 && m.scenario == o.scenario),
        (&[Char('5'), Char('B'), Char('C')], Char('r'), |_, m| *m.smoothing.values() == *on_five().smoothing.values()),
        (&[Char('5'), Char('B')], Char('u'), |_, m| beta(m) == 0.95),
        (&[Char('5'), Char('B'), Char('u')], Ctrl('r'), |_, m| beta(m) > 0.95),
        (
            &[Char('5')],
            Char('c'),
            |_, m| matches!(&m.overlay, Overlay::Command(line) if line.starts_with("ravine smooth --beta 0.95 --series temperature")),
        ),
        (&[Char('5')], Code(C::Enter), |_, m| matches!(&m.overlay, Overlay::Entry(e) if e.dial.is_none())),
        (&[Char('5')], Char('f'), |_, m| matches!(&m.overlay, Overlay::Picker(p) if p.purpose == Purpose::Series)),
        (&[Char('5')], Char('o'), |_, m| {
            let hypers = &m.paths.entry(3).unwrap().resolved().values.hypers;
            m.screen == Screen::Side
                && m.selected == 3
                && m.shown_runs() == [1, 3]
                && hypers[1] == 0.95
                && m.player.cursor == 0
                && m.player.playing
                && !m.onward
        }),
        (&[Char('5'), Char('N')], Char('o'), |_, m| m.paths.entry(3).unwrap().resolved().values.hypers[1] == 0.05),
        (&[Char('5'), Char('o')], Char('u'), |_, m| m.scenario == Scenario::default()),
        (&[], Char('Q'), |o, m| m.scenario == o.scenario && m.asked.is_some() && m.screen == Screen::Bowl),
        (&[Char('Q'), Char('Q')], Char('Q'), |o, m| m.asked != o.asked && m.screen == Screen::Side),
        (&[Char('Q')], Code(C::Esc), |_, m| m.asked.is_none()),
        (&[], Char('O'), |o, m| m.scenario != o.scenario && m.message.as_deref().is_some_and(|l| l.contains("(step)"))),
        (&[], Char('R'), |o, m| m.scenario == o.scenario && m.message.is_some()),
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
        (&[Char('2')], Code(C::Tab), |_, m| m.selected == 0),
        (&[Char('2')], Code(C::BackTab), |_, m| m.selected == 2),
        (&[Char('2')], Char('d'), |_, m| m.scenario.names()[4] == "adam-2" && m.selected == 4),
        (&[Char('2')], Char('C'), |_, m| m.scenario.runs.len() == 4 && m.averages),
        (&[Char('2')], Char('v'), |_, m| m.arrows),
        (&[Char('2')], Char('y'), |_, m| !m.solo && m.message.is_some()),
        (&[Char('3')], Char('y'), |_, m| m.solo && m.shown_runs() == [3]),
        (&[Char('3')], Char('='), |o, m| m.orbit.zoom > o.orbit.zoom),
        (&[Char('3')], Char('-'), |o, m| m.orbit.zoom < o.orbit.zoom),
        (&[Char('3'), Char('+')], Char('Z'), |_, m| m.orbit == Default::default()),
        (&[Char('3')], Char('h'), |o, m| adam(m).0 < adam(o).0),
        (&[Char('3')], Char('j'), |o, m| m.dial == o.dial + 1),
        (&[Char('3'), Char('j')], Char('k'), |_, m| m.dial == 0),
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
        (&[], Char('D'), |_, m| m.scenario.names() == ["batch", "mini-batch", "stochastic", "momentum"]),
        (&[], Char('F'), |_, m| m.search.is_some() && m.message.as_deref().is_some_and(|l| l.contains("100 trials"))),
        (&[Char('F')], Code(C::Esc), |o, m| m.search.is_none() && m.scenario == o.scenario),
        (&[], Char('C'), |_, m| m.scenario.runs.len() == 4 && m.averages),
        (&[], Char('?'), |_, m| matches!(m.overlay, Overlay::Help(_))),
        (&[Char('?')], Code(C::Esc), |_, m| matches!(m.overlay, Overlay::None)),
        (&[Char('f')], Code(C::Esc), |_, m| matches!(m.overlay, Overlay::None)),
    ];
    let mut pressed: Vec<(Screen, Key)> = Vec::new();
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
        pressed.push((old.screen, key));
    }
    for key in [Char('q'), Ctrl('c')] {
        assert_eq!(press(&mut fresh(), key), Effect::Quit);
        pressed.push((Screen::Race, key));
    }
    // A key of one screen must be pressed there.
    let of =
        |group: &'static keymap::Group| group.bindings.iter().flat_map(|b| b.keys).map(|(k, _)| (group.screen, *k));
    let known = |(screen, key): &(Option<Screen>, Key)| {
        pressed.iter().any(|(on, k)| k == key && screen.is_none_or(|screen| screen == *on))
    };
    let forgotten: Vec<_> = keymap::groups().flat_map(of).filter(|entry| !known(entry)).collect();
    assert!(forgotten.is_empty(), "{forgotten:?}");
}

/// No key of the averages changes the race unseen, but for the one that leads there; what is of no use there says so.
#[test]
fn on_the_averages_the_race_stays_as_it_is() {
    for key in keymap::bindings().flat_map(|b| b.keys).map(|(key, _)| *key).chain(['+', 'p'].map(Key::Char)) {
        let (old, mut model) = (on_five(), on_five());
        press(&mut model, key);
        if key == Key::Char('o') {
            continue;
        }
        assert!(
            model.scenario == old.scenario && model.player.cursor == old.player.cursor && model.view == old.view,
            "{key:?}"
        );
        assert!(
            model.selected == old.selected && !model.player.playing && model.search.is_none() && !model.panning,
            "{key:?}"
        );
        for useless in "aAxyFPDIwSpzXRm".chars() {
            assert!(key != Key::Char(useless) || model.message.is_some(), "{key:?}");
        }
    }
}

/// While the averages are shown the race waits, and nothing wakes the loop for it.
#[test]
fn the_race_waits_behind_the_averages() {
    let mut model = fresh();
    press(&mut model, Key::Char(' '));
    assert!(model.player.playing && model.due().is_some());
    press(&mut model, Key::Char('5'));
    assert!(model.due().is_none() && !model.tick(1.0) && model.player.cursor == 100);
    press(&mut model, Key::Char(' '));
    assert!(model.due().is_some() && model.tick(0.1) && at(&model) == 88 && model.player.cursor == 100);
    press(&mut model, Key::Char('1'));
    assert!(model.player.playing && model.tick(0.1) && model.player.cursor > 100);
}

/// Text in a field of the screen's own values, and a wrong one.
#[test]
fn a_value_of_the_averages_is_typed() {
    let mut model = on_five();
    press(&mut model, Key::Code(KeyCode::Enter));
    for c in "1".chars() {
        press(&mut model, Key::Char(c));
    }
    press(&mut model, Key::Code(KeyCode::Enter));
    assert!(
        matches!(&model.overlay, Overlay::Entry(e) if e.error.as_deref().is_some_and(|l| l.contains("0 <= beta < 1")))
    );
    press(&mut model, Key::Code(KeyCode::Backspace));
    for c in ".9".chars() {
        press(&mut model, Key::Char(c));
    }
    press(&mut model, Key::Code(KeyCode::Tab));
    assert_eq!(beta(&model), 0.9);
    assert!(matches!(&model.overlay, Overlay::Entry(_)) && model.smoothing.bench.chosen() == 1);
}

/// A column is chosen by typing a file's path.
#[test]
fn a_column_of_a_file_is_averaged() {
    let path = std::env::temp_dir().join(format!("ravine-keys-{}.csv", std::process::id()));
    std::fs::write(&path, "x,y\n1,4\n2,8\n3,6\n").unwrap();
    let mut model = on_five();
    press(&mut model, Key::Char('f'));
    for c in path.display().to_string().chars() {
        press(&mut model, Key::Char(c));
    }
    // The file has two columns: they are offered, and the second is taken.
    for key in [KeyCode::Enter, KeyCode::Down, KeyCode::Enter] {
        press(&mut model, Key::Code(key));
    }
    let _ = std::fs::remove_file(&path);
    assert!(matches!(model.overlay, Overlay::None), "{:?}", model.overlay);
    assert_eq!(model.smoothing.found().unwrap().series.observed, [4.0, 8.0, 6.0]);
    assert_eq!(at(&model), 3);
    press(&mut model, Key::Char('n'));
    assert!(model.message.as_deref().is_some_and(|line| line.contains("no seed")));
}

/// Where the command prints numbers, a second `c` copies the line that opens the screen.
#[test]
fn a_second_c_copies_the_screens_own_line() {
    for (screen, numbers, own) in [
        ('4', "ravine sweep", "--screen map --at 100"),
        ('5', "ravine smooth", "ravine --screen averages --at "),
        ('6', "ravine init", "ravine --screen init --at"),
    ] {
        let mut model = fresh();
        press(&mut model, Key::Char(screen));
        let Effect::Copy(first) = press(&mut model, Key::Char('c')) else { panic!("{screen}: nothing copied") };
        let Effect::Copy(second) = press(&mut model, Key::Char('c')) else { panic!("{screen}: nothing copied") };
        assert!(first.starts_with(numbers) && second.contains(own), "{first}\n{second}");
        assert!(matches!(model.overlay, Overlay::None));
    }
    let mut model = fresh();
    let Effect::Copy(line) = press(&mut model, Key::Char('c')) else { panic!("nothing copied") };
    assert!(line.ends_with("--at 100"), "{line}");
    assert_eq!(press(&mut model, Key::Char('c')), Effect::None);
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
    assert_eq!(model.player.cursor, 101);
    input::handle(&mut model, &with(Release));
    assert_eq!(model.player.cursor, 101);
}
