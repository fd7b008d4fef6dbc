//! The notes' questions about optimizers, in order: each opens the view that answers it on screens 1 to 4, at the step
//! where it can be seen. Screens 5 and 6 have questions of their own.

mod answers;

use super::change::{change, select};
use super::history::Change;
use super::model::Model;
use super::orbit::Orbit;
use super::screen::Screen;
use super::update::compare;
use crate::optimizer::Convention;
use crate::run::Record;
use crate::scenario::{Preset, Problem, Scenario};

/// A question: the notes' words, the view it opens, a check that its subject is still there, and the answer with the
/// numbers on the screen.
struct Question {
    asked: &'static str,
    /// Opens the view; returns the run and step that the answer is about.
    open: fn(&mut Model) -> About,
    holds: fn(&Scenario) -> bool,
    answer: fn(&At) -> String,
}

/// The run and step that an answer is about, whatever is selected meanwhile.
type About = (usize, usize);

static QUESTIONS: [Question; 11] = [
    Question {
        asked: "Imagine a bowl. What is its contour plot, the shadow?",
        open: bowl,
        holds: is_story,
        answer: answers::shadow,
    },
    Question {
        asked: "Batch, mini-batch, stochastic gradient descent?",
        open: |model| batches(model, 0),
        holds: compares_batches,
        answer: answers::batches,
    },
    Question {
        asked: "Too many oscillations, how to reduce these?",
        open: |model| batches(model, 2),
        holds: compares_batches,
        answer: answers::oscillations,
    },
    Question {
        asked: "Does the ball change direction immediately?",
        open: |model| race(model, "momentum", |path| against(path).unwrap_or(1), Scene::ARROWS),
        holds: is_story,
        answer: answers::ball,
    },
    Question {
        asked: "Should it change suddenly? Think of mini-batch GD.",
        open: |model| batches(model, 3),
        holds: compares_batches,
        answer: answers::suddenly,
    },
    Question {
        asked: "How to accomplish this? Velocity, accelerated.",
        open: |model| race(model, "momentum", |path| against(path).unwrap_or(1), Scene::RULE),
        holds: is_story,
        answer: answers::velocity,
    },
    Question {
        asked: "db >> dw, but the learning rate is the same!",
        open: |model| race(model, "sgd", |_| 0, Scene::ARROWS),
        holds: is_story,
        answer: answers::same_rate,
    },
    Question {
        asked: "Smaller steps in b's direction: divide by √S?",
        open: |model| race(model, "rmsprop", |_| 0, Scene::ARROWS),
        holds: is_story,
        answer: answers::divided,
    },
    Question {
        asked: "RMSprop comes near first. Why does it not stay?",
        open: |model| race(model, "rmsprop", |path| path.len().saturating_sub(1), Scene::ALONE),
        holds: is_story,
        answer: answers::hovers,
    },
    Question {
        asked: "ADAM, both combined. Tune α; β₁, β₂, ε no need?",
        open: |model| race(model, "adam", |_| 20, Scene::RULE),
        holds: is_story,
        answer: answers::combined,
    },
    Question {
        asked: "V⁰ = 0: under-estimation in the first few steps?",
        open: |model| {
            compare(model, Preset::Correction);
            (0, 0)
        },
        holds: |scenario| scenario.names().first().is_some_and(|name| name == "corrected"),
        answer: answers::first_steps,
    },
];

/// The current question at the bottom of screens 1 to 4, with or without its answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    place: usize,
    answered: bool,
    about: About,
}

/// Subject of an answer.
struct At<'a> {
    model: &'a Model,
    run: usize,
    step: usize,
}

impl Asked {
    /// The question, numbered.
    pub fn words(self) -> String {
        let asked = QUESTIONS.get(self.place).map_or("", |q| q.asked);
        format!("{}/{} {asked}", self.place + 1, QUESTIONS.len())
    }

    /// The answer, if it is shown.
    pub fn answer(self, model: &Model) -> Option<String> {
        let at = At { model, run: self.about.0, step: self.about.1 };
        QUESTIONS.get(self.place).filter(|_| self.answered).map(|q| (q.answer)(&at))
    }
}

/// The question at the bottom of the current screen, as long as its subject is still there.
pub fn shown(model: &Model) -> Option<Asked> {
    let here = matches!(model.screen, Screen::Race | Screen::Side | Screen::Bowl | Screen::Map);
    let holds = |asked: &Asked| QUESTIONS.get(asked.place).is_some_and(|q| (q.holds)(&model.scenario));
    model.asked.filter(|_| here).filter(holds)
}

/// Answers the question, or asks the next one and opens its view; after the last one no question is left.
pub(super) fn go_on(model: &mut Model) {
    let next = match model.asked {
        Some(asked) if !asked.answered && shown(model).is_some() => {
            model.asked = Some(Asked { answered: true, ..asked });
            // Answers about whole paths are seen at the end.
            if compares_batches(&model.scenario) {
                model.player.seek(model.reach());
            }
            return;
        }
        // If its subject was changed away, open it again.
        Some(asked) if !asked.answered => asked.place,
        Some(asked) => asked.place + 1,
        None => 0,
    };
    let Some(question) = QUESTIONS.get(next) else {
        model.asked = None;
        model.message = Some("those were the notes' questions; 5 and 6 have the others, Q begins again".to_owned());
        return;
    };
    (model.inspecting, model.arrows, model.solo, model.averages) = (false, false, false, false);
    let own = shown(model).is_none().then(|| model.scenario.clone());
    let about = (question.open)(model);
    model.asked = Some(Asked { place: next, answered: false, about });
    let begins = "here begin the optimizers; the notes begin with weights: press 6 three times, then Q";
    model.message = match own.filter(|own| *own != model.scenario && *own != Scenario::default()) {
        Some(_) => Some("this is the notes' own scenario; u brings yours back".to_owned()),
        None => (next == 0).then(|| begins.to_owned()),
    };
}

/// View options next to a run.
#[derive(Clone, Copy, Default)]
struct Scene {
    rule: bool,
    arrows: bool,
    alone: bool,
}

impl Scene {
    const RULE: Self = Self { rule: true, arrows: false, alone: true };
    const ARROWS: Self = Self { rule: true, arrows: true, alone: true };
    const ALONE: Self = Self { rule: false, arrows: false, alone: true };
}

/// Maximum number of steps for a scenario to be used as it is.
const STEPS: usize = 10_000;

/// Returns true if a scenario has the notes' subject: the bowl and the four optimizers, in order.
fn is_story(scenario: &Scenario) -> bool {
    let names = |s: &Scenario| s.runs.iter().map(|r| r.description().name).collect::<Vec<_>>();
    matches!(&scenario.problem, Problem::Formula { entry, .. } if entry.name == "bowl")
        && names(scenario) == names(&Scenario::default())
}

/// Returns true if a scenario has the notes' settings: exact gradients, suggested values, the notes' forms and start.
fn is_untouched(scenario: &Scenario) -> bool {
    let plain = scenario.runs.iter().all(|run| {
        run.hypers.iter().all(Option::is_none)
            && run.switches.iter().all(Option::is_none)
            && run.changes.is_empty()
            && run.convention.is_none()
            && run.noise.is_none()
            && !run.hidden
    });
    plain
        && scenario.noise == 0.0
        && scenario.start.is_none()
        && scenario.convention == Convention::Notes
        && (100..=STEPS).contains(&scenario.steps)
}

fn compares_batches(scenario: &Scenario) -> bool {
    scenario.names() == ["batch", "mini-batch", "stochastic", "momentum"] && scenario.problem.rows() > 0
}

/// Opens the notes' bowl, unless it is already there; u restores the previous scenario.
fn story(model: &mut Model) {
    if !(is_story(&model.scenario) && is_untouched(&model.scenario)) {
        model.history.settle();
        change(model, Change::Single, |m| m.scenario = Scenario::default());
        model.view = model.scenario.surface().domain();
        model.show_start();
    }
    model.player.speed = 0;
    // Steps are looked up on complete paths.
    model.paths.work(|| false);
}

fn bowl(model: &mut Model) -> About {
    story(model);
    model.screen = Screen::Bowl;
    // Seen from lower down it looks like a bowl, not a plate.
    model.orbit = Orbit { tilt: 40.0, ..Orbit::default() };
    model.player.play_from(0);
    (model.selected, 0)
}

fn batches(model: &mut Model, run: usize) -> About {
    if compares_batches(&model.scenario) {
        model.screen = Screen::Side;
        model.player.play_from(0);
    } else {
        compare(model, Preset::Batches);
    }
    select(model, run);
    model.paths.work(|| false);
    (run, 0)
}

/// Opens the race with a run selected, at a step of its path.
fn race(model: &mut Model, name: &str, step: impl Fn(&[Record]) -> usize, scene: Scene) -> About {
    story(model);
    model.screen = Screen::Race;
    let run = model.scenario.runs.iter().position(|run| run.description().name == name).unwrap_or(0);
    select(model, run);
    let step = model.paths.entry(run).map_or(0, |entry| step(entry.trajectory().records())).min(model.reach());
    model.player.seek(step);
    (model.inspecting, model.arrows, model.solo) = (scene.rule, scene.arrows, scene.alone);
    (run, step)
}

/// The first step of a path that moves against its gradient along b: the gradient has turned, the velocity has not.
fn against(path: &[Record]) -> Option<usize> {
    path.windows(2).position(|w| matches!(w, [here, next] if (next.at[1] - here.at[1]) * here.gradient[1] > 0.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::action::Action;
    use crate::tui::theme::{Depth, Mode, Scheme};
    use crate::tui::update::update;

    fn model(scenario: Scenario) -> Model {
        Model::new(scenario, Scheme::of(Mode::Dark), Depth::True, (120, 40))
    }

    /// Every question opens a view, and every answer fits its space and has a value for every number.
    #[test]
    fn all_questions_are_asked_and_answered() {
        for ground in ["bowl", "rosenbrock"] {
            let mut model = model(Scenario::on(Problem::from_spec(ground).unwrap()));
            for place in 0..QUESTIONS.len() {
                update(&mut model, Action::Question);
                model.paths.work(|| false);
                let asked = shown(&model).unwrap();
                assert_eq!((asked.place, asked.answer(&model)), (place, None));
                update(&mut model, Action::Question);
                let answer = shown(&model).unwrap().answer(&model).unwrap();
                assert!(answer.len() > 60 && !answer.contains("NaN") && !answer.contains('—'), "{answer}");
                // A window of 80 x 24 leaves six rows of 78 columns.
                assert!(crate::tui::text::wrap(&answer, 78).len() <= 5, "{answer}");
            }
            update(&mut model, Action::Question);
            assert_eq!(shown(&model), None);
            assert!(model.message.is_some());
        }
    }

    /// An answer is about its own run and step, whatever is selected and wherever the cursor is; it disappears when its subject does.
    #[test]
    fn answers_stay_true() {
        let mut model = model(Scenario::default());
        for place in 0..QUESTIONS.len() {
            update(&mut model, Action::Question);
            update(&mut model, Action::Question);
            let asked = model.asked.unwrap();
            let answer = asked.answer(&model);
            for action in [Action::Step(1), Action::Step(1), Action::Run(1), Action::Run(1), Action::Last] {
                update(&mut model, action);
                assert_eq!(asked.answer(&model), answer, "{place}");
            }
            let before = model.scenario.clone();
            update(&mut model, Action::Preset(Preset::Conventions));
            assert_eq!(shown(&model), None);
            model.scenario = before;
        }
    }

    /// The ball is shown where its gradient has turned and its velocity has not.
    #[test]
    fn the_ball_is_met_where_it_goes_on() {
        let mut model = model(Scenario::default());
        race(&mut model, "momentum", |path| against(path).unwrap_or(0), Scene::ARROWS);
        let told = model.paths.entry(model.selected).and_then(|e| e.explain(model.player.cursor)).unwrap();
        let of = |name: &str| told.quantities.iter().find(|q| q.name == name).unwrap().value[1];
        assert!(of("gradient") * of("velocity") < 0.0, "{told:?}");
        assert!(model.player.cursor > 2 && model.inspecting && model.arrows && model.solo);
    }

    #[test]
    fn what_was_there_comes_back() {
        let before = Scenario::on(Problem::from_spec("himmelblau").unwrap());
        let mut model = model(before.clone());
        update(&mut model, Action::Question);
        assert_ne!(model.scenario, before);
        update(&mut model, Action::Undo);
        assert_eq!(model.scenario, before);
        // Esc closes the question.
        update(&mut model, Action::Close);
        assert_eq!(model.asked, None);
    }
}
