//! Applies actions on the initialization screen. Nothing in here changes the scenario.

use super::Init;
use super::values::{MOST_SCHEMES, Part, Slot, Values};
use crate::math::number::plain;
use crate::network::Activation;
use crate::tui::action::{Action, Effect};
use crate::tui::model::{Entry, Model, Overlay};

/// Value that the ε key sets.
const EPSILON: f64 = 1e-6;

/// Applies an action; `None` if it works the same on every screen.
pub(in crate::tui) fn update(model: &mut Model, action: Action) -> Option<Effect> {
    let init = &mut model.init;
    if let Some(why) = idle(init.part(), action) {
        model.message = Some(why.to_owned());
        return Some(Effect::None);
    }
    let mut said = None;
    match action {
        Action::Quit | Action::Close | Action::Help | Action::Screen(_) | Action::Theme(_) | Action::Picture => {
            return None;
        }
        Action::PlayPause | Action::Step(_) | Action::First | Action::Last | Action::Seek(_) | Action::Speed(_) => {
            return None;
        }
        Action::Settle => init.bench.settle(),
        Action::Dial(by) => init.bench.step(by),
        Action::Choose(place) => init.bench.choose(place),
        Action::Turn(presses) => turn(model, None, presses, false),
        Action::Fine(presses) => turn(model, None, presses, true),
        Action::Alpha(presses) => turn(model, Some(Slot::Alpha), presses, false),
        Action::Surface => turn(model, Some(Slot::Activation), 1, false),
        Action::Slide(place, value) => {
            init.bench.choose(place);
            init.bench.put(place, value);
        }
        Action::Type => {
            model.overlay = Overlay::Entry(Entry { dial: None, input: tui_input::Input::default(), error: None });
        }
        Action::Part => {
            let part = init.part().next();
            show(init, part);
        }
        Action::Break => {
            init.bench.change(None, |v| v.epsilon = if v.epsilon > 0.0 { 0.0 } else { EPSILON });
            said = Some(match init.values().epsilon {
                0.0 => "units begin as the scheme has them".to_owned(),
                epsilon => format!("ε = {}: units begin a little apart", plain(epsilon)),
            });
        }
        Action::Run(by) => {
            let count = init.values().schemes.len().max(1) as i64;
            let next = (init.values().selected as i64 + i64::from(by)).rem_euclid(count) as usize;
            select(model, next);
        }
        Action::Select(place) => select(model, place),
        Action::Duplicate => {
            if init.values().schemes.len() >= MOST_SCHEMES {
                said = Some(format!("at most {MOST_SCHEMES} schemes"));
            }
            init.bench.change(None, Values::duplicate);
        }
        Action::Remove => {
            said = (init.values().schemes.len() < 2).then(|| "the last scheme stays; d adds another".to_owned());
            init.bench.change(None, Values::remove);
        }
        Action::Reset => {
            init.bench.change(None, Values::reset);
            said = Some("all values as they were at first".to_owned());
        }
        Action::NewSeed => {
            let place = init.values().slots().iter().position(|slot| *slot == Slot::Seed);
            init.bench.change(place, |values| values.seed = (values.seed + 1) % (1 << 53));
            said = Some(match place {
                Some(_) => format!("seed {}", init.values().seed),
                None => format!("seed {}: nothing is random in the chain", init.values().seed),
            });
        }
        Action::Undo => said = (!init.bench.undo()).then(|| "nothing to undo".to_owned()),
        Action::Redo => said = (!init.bench.redo()).then(|| "nothing to redo".to_owned()),
        Action::Question => {
            if init.answered {
                let here = ORDER.iter().position(|(part, place)| (*part, *place) == (init.part(), init.question));
                let next = here.and_then(|i| ORDER.get((i + 1) % ORDER.len())).copied();
                if let Some((part, question)) = next {
                    show(init, part);
                    init.question = question;
                }
            } else {
                init.answered = true;
            }
            set_up(init);
        }
        Action::Command => {
            let line = init.command_line();
            model.overlay = Overlay::Command(line.clone());
            return Some(Effect::Copy(line));
        }
        other => said = Some(elsewhere(other).to_owned()),
    }
    model.init.refresh();
    model.message = said;
    Some(Effect::None)
}

/// The parts' questions, in the notes' order.
const ORDER: [(Part, usize); 6] = [
    (Part::Symmetry, 0),
    (Part::Symmetry, 1),
    (Part::Signal, 0),
    (Part::Chain, 0),
    (Part::Chain, 1),
    (Part::Signal, 1),
];

/// Sets up the subject of the question. Where only two schemes fit, the selected one and the one before it are visible.
fn set_up(init: &mut Init) {
    match (init.part(), init.question) {
        (Part::Signal, 0) => init.bench.change(None, |values| values.select_named("normal")),
        (Part::Signal, _) => init.bench.change(None, |values| values.select_named("he-normal")),
        (Part::Chain, 1) => init.bench.change(None, |values| values.activation = Activation::Relu),
        // The result of training is seen at the end.
        (Part::Symmetry, 0) if init.answered => init.steps.seek(init.learning.reach()),
        _ => {}
    }
}

/// Shows a part, with its first question unanswered.
fn show(init: &mut Init, part: Part) {
    if part != init.part() {
        init.bench.settle();
        init.bench.change(None, |values| values.show(part));
        init.bench.choose(0);
    }
    (init.question, init.answered) = (0, false);
}

fn select(model: &mut Model, place: usize) {
    let init = &mut model.init;
    if place < init.values().schemes.len() {
        // Keep the same value selected if the other scheme has it.
        let chosen = init.values().slots().get(init.bench.chosen()).copied();
        init.bench.change(None, |values| values.selected = place);
        let slots = init.values().slots();
        init.bench.choose(slots.iter().position(|slot| Some(*slot) == chosen).unwrap_or(0));
    }
}

/// Turns a value, the selected one by default.
fn turn(model: &mut Model, slot: Option<Slot>, presses: i32, fine: bool) {
    let init = &mut model.init;
    let place = slot.and_then(|slot| init.values().slots().iter().position(|s| *s == slot));
    let place = place.unwrap_or(init.bench.chosen());
    init.bench.choose(place);
    init.bench.turn(place, presses, fine);
}

/// Reason an action has no effect in a part; `None` if it works there.
pub(in crate::tui) fn idle(part: Part, action: Action) -> Option<&'static str> {
    Some(match (action, part) {
        (Action::Alpha(_), Part::Signal | Part::Chain) => {
            "only the symmetry part trains, with α; 6 goes to the next part"
        }
        (Action::Break, Part::Signal | Part::Chain) => "ε breaks the symmetry; 6 goes to the next part",
        (Action::Run(_) | Action::Select(_) | Action::Duplicate | Action::Remove, Part::Chain) => {
            "the chain has one weight and no scheme; 6 goes to the next part"
        }
        (Action::Duplicate | Action::Remove, Part::Symmetry) => {
            "schemes are compared in the signal part; 6 goes to the next part"
        }
        (Action::Command, Part::Chain | Part::Symmetry) => {
            "this part has no command of its own; ravine init prints the signal"
        }
        _ => return None,
    })
}

/// Tells where an action that does nothing here is available.
pub(in crate::tui) fn elsewhere(action: Action) -> &'static str {
    match action {
        Action::Beta(_) => "there is no β here; it is on screens 1 to 5",
        Action::Add | Action::Hide | Action::Solo => "runs are on screens 1 to 4; d adds a scheme",
        Action::Tune | Action::Preset(_) => "comparisons of optimizers are on screens 1 to 4",
        Action::Inspect => "the update rule is on screen 1; Q answers the notes' question",
        Action::Race | Action::OtherReading | Action::Mirror => "that belongs to the averages: press 5 first",
        _ => "that is for the plots on screens 1 to 4; nothing has changed",
    }
}
