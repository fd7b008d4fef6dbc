//! The notes' questions about optimizers, in their order: each opens what answers it on screens 1 to 4, at the step where it can be
//! seen. Screens 5 and 6 have questions of their own.

mod answers;

use super::change::{change, select};
use super::history::Change;
use super::model::Model;
use super::screen::Screen;
use super::update::compare;
use crate::optimizer::Convention;
use crate::race::Record;
use crate::scenario::{Ground, Preset, Scenario};

/// A question: the notes' words, what it opens, and the answer with the numbers on the screen.
struct Question {
    asked: &'static str,
    open: fn(&mut Model),
    answer: fn(&Model) -> String,
}

static QUESTIONS: [Question; 11] = [
    Question { asked: "Imagine a bowl. What is its contour plot, the shadow?", open: bowl, answer: answers::shadow },
    Question { asked: "Batch, mini-batch, stochastic gradient descent?", open: batches, answer: answers::batches },
    Question {
        asked: "Too many oscillations, how to reduce these?",
        open: |model| race(model, "sgd", |_| 12, Scene::default()),
        answer: answers::oscillations,
    },
    Question {
        asked: "Does the ball change direction immediately?",
        open: |model| race(model, "momentum", |path| against(path).unwrap_or(1), Scene::ARROWS),
        answer: answers::ball,
    },
    Question {
        asked: "Should it change direction suddenly? Think in terms of mini-batch GD.",
        open: |model| {
            batches(model);
            select(model, 3);
        },
        answer: answers::suddenly,
    },
    Question {
        asked: "How to accomplish this? Velocity, accelerated.",
        open: |model| race(model, "momentum", |path| against(path).unwrap_or(1), Scene::RULE),
        answer: answers::velocity,
    },
    Question {
        asked: "db >> dw, but the learning rate is the same!",
        open: |model| race(model, "sgd", |_| 0, Scene::ARROWS),
        answer: answers::same_rate,
    },
    Question {
        asked: "Smaller steps in b's direction: divide by √S?",
        open: |model| race(model, "rmsprop", |_| 0, Scene::ARROWS),
        answer: answers::divided,
    },
    Question {
        asked: "RMSprop comes near first. Why does it not come to rest?",
        open: |model| race(model, "rmsprop", |path| path.len().saturating_sub(1), Scene::ALONE),
        answer: answers::hovers,
    },
    Question {
        asked: "ADAM, a combination of both? α: tune. β₁, β₂, ε: no need to change?",
        open: |model| race(model, "adam", |_| 20, Scene::RULE),
        answer: answers::combined,
    },
    Question {
        asked: "What is V⁰? Zero: under-estimation in the first few steps.",
        open: |model| compare(model, Preset::Correction),
        answer: answers::first_steps,
    },
];

/// Which question stands at the foot of screens 1 to 4, and whether its answer does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    place: usize,
    answered: bool,
}

impl Asked {
    /// The question, with its place among all.
    pub fn words(self) -> String {
        let asked = QUESTIONS.get(self.place).map_or("", |q| q.asked);
        format!("{}/{} {asked}", self.place + 1, QUESTIONS.len())
    }

    /// The answer, if it is shown.
    pub fn answer(self, model: &Model) -> Option<String> {
        QUESTIONS.get(self.place).filter(|_| self.answered).map(|q| (q.answer)(model))
    }
}

/// The question at the foot of the screen that is on.
pub fn shown(model: &Model) -> Option<Asked> {
    model.asked.filter(|_| matches!(model.screen, Screen::Race | Screen::Side | Screen::Bowl | Screen::Map))
}

/// Answers the question, or asks the next one and opens what it is about; after the last one none is asked.
pub(super) fn go_on(model: &mut Model) {
    let next = match model.asked {
        Some(asked) if !asked.answered => {
            model.asked = Some(Asked { answered: true, ..asked });
            return;
        }
        Some(asked) => asked.place + 1,
        None => 0,
    };
    let Some(question) = QUESTIONS.get(next) else {
        model.asked = None;
        model.message = Some("those were the notes' questions; 5 and 6 have more of them, Q begins again".to_owned());
        return;
    };
    (model.inspecting, model.arrows, model.solo, model.averages) = (false, false, false, false);
    (question.open)(model);
    model.message = None;
    model.asked = Some(Asked { place: next, answered: false });
}

/// What is open beside a run.
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

/// The most steps of a scenario that questions are asked about as it stands.
const STEPS: usize = 10_000;

/// Whether a scenario shows what the notes tell: the bowl, exact gradients, the four optimizers in the notes' form with their
/// suggested α, each there once.
fn tells_the_story(scenario: &Scenario) -> bool {
    let bowl = matches!(&scenario.ground, Ground::Formula { entry, .. } if entry.name == "bowl");
    let plain = scenario.runs.iter().all(|run| {
        run.hypers.iter().all(Option::is_none)
            && run.switches.iter().all(Option::is_none)
            && run.changes.is_empty()
            && run.convention.is_none()
            && run.noise.is_none()
    });
    let usual = Scenario::default();
    let names = |s: &Scenario| s.runs.iter().map(|r| r.description().name).collect::<Vec<_>>();
    bowl && plain
        && scenario.noise == 0.0
        && scenario.start == usual.start
        && scenario.convention == Convention::Notes
        && (100..=STEPS).contains(&scenario.steps)
        && names(scenario) == names(&usual)
}

/// The bowl of the notes, if it is not there already; u brings back what was.
fn story(model: &mut Model) {
    if !tells_the_story(&model.scenario) {
        model.history.settle();
        change(model, Change::Single, |m| m.scenario = Scenario::default());
        model.view = model.scenario.surface().domain();
        model.show_start();
    }
    model.player.speed = 0;
    // Steps are found on paths that are whole.
    model.lab.work(|| false);
}

fn bowl(model: &mut Model) {
    story(model);
    model.screen = Screen::Bowl;
    model.player.play_from(0);
}

fn batches(model: &mut Model) {
    let ours = ["batch", "mini-batch", "stochastic", "momentum"];
    if model.scenario.names() == ours && model.scenario.ground.rows() > 0 {
        model.screen = Screen::Side;
        select(model, 0);
        model.player.play_from(0);
    } else {
        compare(model, Preset::Batches);
    }
    model.lab.work(|| false);
}

/// The race with a run selected, at a step of its path.
fn race(model: &mut Model, name: &str, step: impl Fn(&[Record]) -> usize, scene: Scene) {
    story(model);
    model.screen = Screen::Race;
    let run = model.scenario.runs.iter().position(|run| run.description().name == name).unwrap_or(0);
    select(model, run);
    let step = model.lab.entry(run).map_or(0, |entry| step(entry.trajectory().records()));
    model.player.seek(step.min(model.reach()));
    (model.inspecting, model.arrows, model.solo) = (scene.rule, scene.arrows, scene.alone);
}

/// The first step of a path that goes on against its gradient along b: the gradient has turned, the velocity has not.
fn against(path: &[Record]) -> Option<usize> {
    path.windows(2).position(|w| matches!(w, [here, next] if (next.at[1] - here.at[1]) * here.gradient[1] > 0.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::action::Action;
    use crate::app::theme::{Depth, Mode, Scheme};
    use crate::app::update::update;

    fn model(scenario: Scenario) -> Model {
        Model::new(scenario, Scheme::of(Mode::Dark), Depth::True, (120, 40))
    }

    /// Every question opens something, every answer fits its room and has no hole where a number should be.
    #[test]
    fn all_questions_are_asked_and_answered() {
        for ground in ["bowl", "rosenbrock"] {
            let mut model = model(Scenario::on(Ground::from_spec(ground).unwrap()));
            for place in 0..QUESTIONS.len() {
                update(&mut model, Action::Question);
                model.lab.work(|| false);
                let asked = shown(&model).unwrap();
                assert_eq!((asked.place, asked.answer(&model)), (place, None));
                update(&mut model, Action::Question);
                let answer = shown(&model).unwrap().answer(&model).unwrap();
                assert!(answer.len() > 60 && !answer.contains("NaN") && !answer.contains('—'), "{answer}");
                // Six rows of 78 columns are what a window of 80 x 24 gives.
                assert!(crate::app::pen::wrap(&answer, 78).len() <= 5, "{answer}");
            }
            update(&mut model, Action::Question);
            assert_eq!(shown(&model), None);
            assert!(model.message.is_some());
        }
    }

    /// The ball's gradient has turned and its velocity has not.
    #[test]
    fn the_ball_is_met_where_it_goes_on() {
        let mut model = model(Scenario::default());
        race(&mut model, "momentum", |path| against(path).unwrap_or(0), Scene::ARROWS);
        let told = model.lab.entry(model.selected).and_then(|e| e.explain(model.player.cursor)).unwrap();
        let of = |name: &str| told.quantities.iter().find(|q| q.name == name).unwrap().value[1];
        assert!(of("gradient") * of("velocity") < 0.0, "{told:?}");
        assert!(model.player.cursor > 2 && model.inspecting && model.arrows && model.solo);
    }

    #[test]
    fn what_was_there_comes_back() {
        let before = Scenario::on(Ground::from_spec("himmelblau").unwrap());
        let mut model = model(before.clone());
        update(&mut model, Action::Question);
        assert_ne!(model.scenario, before);
        update(&mut model, Action::Undo);
        assert_eq!(model.scenario, before);
        // Esc takes the question away.
        update(&mut model, Action::Close);
        assert_eq!(model.asked, None);
    }
}
