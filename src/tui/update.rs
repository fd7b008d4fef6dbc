//! Applies actions to the model. No clock and no terminal in here.

use super::action::{Action, Effect};
use super::averages;
use super::basins::Basins;
use super::change::{change, follow, select};
use super::choose::open_columns;
use super::history::Change;
use super::init;
use super::layout::Layout;
use super::map;
use super::model::{Entry, Model, Overlay};
use super::orbit::Orbit;
use super::picker::Picker;
use super::picture;
use super::questions;
use super::scene;
use super::screen::Screen;
use super::search::Search;
use super::theme::{SCHEMES, Theme};
use super::viewport::{fit, shift, zoom};
use crate::optimizer::SCHEDULES;
use crate::scenario::{Dial, MAX_RUNS, Preset, Run};

/// Applies an action.
pub fn update(model: &mut Model, action: Action) -> Effect {
    model.message = None;
    if model.screen == Screen::Map
        && let Some(effect) = map::update(model, action)
    {
        return effect;
    }
    let own = match model.screen {
        Screen::Averages => averages::update(model, action),
        Screen::Init => init::update(model, action),
        _ => None,
    };
    if let Some(effect) = own {
        if action == Action::Question && Layout::of(model, model.size).is_none_or(|layout| layout.question.height == 0)
        {
            model.message = Some("the window is too low for questions".to_owned());
        }
        return effect;
    }
    let course = model.course();
    match action {
        Action::Quit => return Effect::Quit,
        Action::Close => {
            if model.search.take().is_some() {
                model.message = Some("the search was given up; nothing has changed".to_owned());
            }
            if matches!(model.overlay, Overlay::None) && !model.panning {
                model.asked = None;
            }
            model.overlay = Overlay::None;
            model.panning = false;
        }
        Action::Help => {
            model.overlay = match model.overlay {
                Overlay::Help(_) => Overlay::None,
                _ => Overlay::Help(0),
            }
        }
        Action::Screen(number) => {
            if let Some(screen) = Screen::of(number) {
                model.screen = screen;
                model.panning = false;
                model.drag = None;
                if model.screen == Screen::Averages {
                    model.smoothing.refresh();
                }
                if model.screen == Screen::Init {
                    model.init.refresh();
                }
                if model.screen == Screen::Map {
                    let Model { map, scenario, selected, .. } = model;
                    map.follow(scenario, *selected);
                }
            }
        }
        Action::Arrows | Action::PanMode | Action::Aspect | Action::Isolines if model.screen == Screen::Bowl => {
            let what = match action {
                Action::Arrows => "arrows at the heads are drawn on the plots",
                Action::PanMode => "the arrows turn the bowl; the plots can be moved",
                Action::Aspect => "the bowl has a scale of its own",
                _ => "lines of equal loss are drawn on the plots",
            };
            model.message = Some(format!("{what}: press 1 or 2 first"));
        }
        Action::Solo if matches!(model.screen, Screen::Side | Screen::Map) => {
            let each = "each run has a plot of its own here: press 1 or 3 to see one alone";
            let map = "the map shows the selected run alone; tab chooses another";
            model.message = Some(if model.screen == Screen::Map { map } else { each }.to_owned());
        }
        Action::Basins if !Basins::on_screen(model.screen) => {
            model.message = Some("basins are on screens 1 and 4".to_owned());
        }
        Action::Basins => {
            model.basins.on = !model.basins.on;
            let names = model.scenario.names();
            let name = names.get(model.selected).map_or("", String::as_str);
            model.message = Some(match model.basins.on {
                true => format!("where {name} comes to from every start of the plot; R: the loss again"),
                false => "bands of loss".to_owned(),
            });
        }
        Action::Axis(_) | Action::Metric | Action::Place(..) | Action::PlaceAt(_) => {
            model.message = Some("axes and measure are the map's: press 4 first".to_owned());
        }
        Action::Inspect => match model.screen {
            Screen::Race => model.inspecting = !model.inspecting,
            Screen::Side => model.averages = !model.averages,
            Screen::Averages | Screen::Init => {}
            Screen::Bowl | Screen::Map => {
                let back = if model.screen == Screen::Bowl { "3 is the bowl" } else { "4 is the map" };
                model.screen = Screen::Race;
                model.inspecting = true;
                model.message = Some(format!("the inspector is on screen 1; {back} again"));
            }
        },
        Action::Arrows => model.arrows = !model.arrows,
        Action::Aspect => {
            model.aspect = !model.aspect;
            let text = if model.aspect { "w and b to one scale" } else { "w and b fill the plot" };
            model.message = Some(text.to_owned());
        }
        Action::Isolines => {
            model.isolines = !model.isolines;
            let lines =
                if model.isolines { "lines of equal loss, at the bands' edges" } else { "no lines of equal loss" };
            let always = "lines of equal loss are all that this terminal can show of the bands";
            model.message = Some(if model.theme.fills() { lines } else { always }.to_owned());
        }
        Action::Tune => match Search::new(&model.scenario) {
            Ok(search) => {
                model.message = Some(search.message());
                model.search = Some(search);
            }
            Err(line) => model.message = Some(line),
        },
        Action::Preset(preset) => compare(model, preset),
        Action::Orbit(right, up) => model.orbit.turn_by(right, up),
        Action::Spin => model.spinning = !model.spinning,
        Action::PlayPause => model.shown_mut().toggle(course),
        Action::Step(by) => model.shown_mut().step(by as isize, course),
        Action::First => model.shown_mut().seek(course.first),
        Action::Last => model.shown_mut().seek(course.reach),
        Action::Seek(step) => model.shown_mut().seek(step.min(course.reach).max(course.first)),
        Action::Speed(by) => model.shown_mut().hasten(by),
        Action::Run(by) => {
            let count = model.scenario.runs.len().max(1) as i64;
            select(model, (model.selected as i64 + i64::from(by)).rem_euclid(count) as usize);
        }
        Action::Select(run) => {
            if run < model.scenario.runs.len() {
                select(model, run);
            }
        }
        Action::Dial(by) => {
            let count = model.dials().len().max(1) as i64;
            model.dial = (model.dial as i64 + i64::from(by)).rem_euclid(count) as usize;
        }
        Action::Choose(dial) => model.dial = dial.min(model.dials().len().saturating_sub(1)),
        Action::Turn(presses) => turn(model, model.chosen(), presses, false),
        Action::Fine(presses) => turn(model, model.chosen(), presses, true),
        Action::Alpha(presses) => turn(model, Some(Dial::Hyper(0)), presses, false),
        Action::Beta(presses) => {
            let run = model.scenario.runs.get(model.selected);
            let hypers = run.map_or(&[][..], |r| r.description().hypers);
            match hypers.iter().position(|h| h.name == "beta" || h.name == "beta1") {
                Some(index) => turn(model, Some(Dial::Hyper(index)), presses, false),
                None => {
                    let name = run.map_or("it", |r| r.description().name);
                    model.message = Some(format!("{name} has no β"));
                }
            }
        }
        Action::Schedule => next_schedule(model),
        Action::Slide(index, value) => {
            model.dial = index;
            if let Some(dial) = model.chosen() {
                change(model, Change::Dial(model.selected, dial), |m| m.scenario.set(m.knob(dial), value));
            }
        }
        Action::Type => {
            if let Some(dial) = model.chosen() {
                model.overlay =
                    Overlay::Entry(Entry { dial: Some(dial), input: tui_input::Input::default(), error: None });
            }
        }
        Action::Reset => change(model, Change::Single, |m| m.scenario.reset(m.selected)),
        Action::NewSeed => {
            change(model, Change::Dial(usize::MAX, Dial::Seed), |m| {
                m.scenario.seed = m.scenario.seed.wrapping_add(1) % (1 << 53)
            });
            model.message = Some(if quiet(model) {
                format!("seed {}: nothing is random here; raise noise, or choose data and a batch", model.scenario.seed)
            } else {
                format!("seed {}", model.scenario.seed)
            });
        }
        Action::Add => match model.scenario.runs.len() {
            MAX_RUNS.. => model.message = Some(format!("at most {MAX_RUNS} runs")),
            _ => model.overlay = Overlay::Picker(Box::new(Picker::optimizer())),
        },
        Action::Duplicate => {
            if model.scenario.runs.len() >= MAX_RUNS {
                model.message = Some(format!("at most {MAX_RUNS} runs"));
            } else if let Some(run) = model.scenario.runs.get(model.selected).cloned() {
                let at = model.selected + 1;
                change(model, Change::Single, |m| m.scenario.runs.insert(at, run));
                select(model, at);
            }
        }
        Action::Hide => change(model, Change::Single, |m| {
            if let Some(run) = m.scenario.runs.get_mut(m.selected) {
                run.hidden = !run.hidden;
            }
        }),
        Action::Remove => {
            if model.scenario.runs.len() <= 1 {
                model.message = Some("the last run stays; add another one first".to_owned());
            } else {
                change(model, Change::Single, |m| {
                    if m.selected < m.scenario.runs.len() {
                        m.scenario.runs.remove(m.selected);
                    }
                });
                select(model, model.selected.min(model.scenario.runs.len() - 1));
            }
        }
        Action::Surface => model.overlay = Overlay::Picker(Box::new(Picker::ground(open_columns(model)))),
        Action::Zoom(by) if model.screen == Screen::Bowl => model.orbit.zoom_by(by),
        Action::Zoom(by) => zoom(model, by, model.view.center()),
        Action::ZoomAt(by, at) => zoom(model, by, at),
        Action::PanMode => {
            model.panning = !model.panning;
        }
        Action::Pan(right, up) => {
            let [width, height] = model.view.size();
            shift(model, [width * f64::from(right) / 8.0, height * f64::from(up) / 8.0]);
        }
        Action::PanBy(by) => shift(model, by),
        Action::FitPaths => model.view = fit(model),
        Action::FitSurface if model.screen == Screen::Bowl => model.orbit = Orbit::default(),
        Action::FitSurface => {
            model.view = model.scenario.surface().domain();
            model.show_start();
        }
        Action::Start(at) => change(model, Change::Start, |m| m.scenario.start = Some(at)),
        Action::Settle => model.history.settle(),
        Action::Undo => restore(model, true),
        Action::Redo => restore(model, false),
        Action::Command => {
            let line = scene::command_line(model);
            model.overlay = Overlay::Command(line.clone());
            return Effect::Copy(line);
        }
        Action::Picture => model.overlay = Overlay::Picture(picture::Name::proposed(model)),
        Action::Theme(by) => {
            let scheme = model.theme.scheme.next(by);
            model.theme = Theme::new(scheme, model.theme.depth);
            let (place, count) = (scheme.place() + 1, SCHEMES.len());
            let poor = if model.theme.fills() { "" } else { "; it needs 256 colors to show" };
            model.message = Some(format!("theme {}, {place} of {count}: {}{poor}", scheme.name, scheme.about));
        }
        Action::Part | Action::Break => {
            model.message = Some("that belongs to weight initialization: press 6 first".to_owned());
        }
        Action::Question => {
            questions::go_on(model);
            if Layout::of(model, model.size).is_none_or(|layout| model.asked.is_some() && layout.question.height == 0) {
                model.message = Some("the window is too low for questions".to_owned());
            }
        }
        Action::Race | Action::OtherReading | Action::Mirror => {
            model.message = Some("that belongs to the averages: press 5 first".to_owned());
        }
        Action::Solo => {
            model.solo = !model.solo;
            let names = model.scenario.names();
            let name = names.get(model.selected).map_or("", String::as_str);
            model.message = Some(if model.solo { format!("{name} alone; y: all runs") } else { "all runs".to_owned() });
        }
        Action::Onward => {
            model.onward = !model.onward;
            model.history.settle();
            model.message = Some(
                if model.onward {
                    "changes of α, β and ε act from the cursor's step on; m: on the whole path again"
                } else {
                    "changes act on the whole path"
                }
                .to_owned(),
            );
        }
    }
    Effect::None
}

/// Sets up a comparison and shows it side by side, from the start.
pub(super) fn compare(model: &mut Model, preset: Preset) {
    let mut said = Ok((String::new(), None));
    let run = model.selected;
    let view = model.scenario.surface().domain();
    change(model, Change::Single, |m| {
        let mut scenario = m.scenario.clone();
        said = scenario.preset(preset, run);
        if said.is_ok() {
            m.scenario = scenario;
        }
    });
    let (said, part) = match said {
        Ok(said) => said,
        Err(line) => {
            model.message = Some(line);
            return;
        }
    };
    match part {
        Some(part) => model.view = part,
        None if model.scenario.surface().domain() != view => {
            model.view = model.scenario.surface().domain();
            model.show_start();
        }
        None => {}
    }
    select(model, 0);
    model.screen = Screen::Side;
    model.averages = preset == Preset::Correction;
    // This preset compares the first steps, which are best stepped through by hand.
    let waits = preset == Preset::Correction;
    if waits {
        model.player.seek(1)
    } else {
        model.player.play_within(PLAYING, model.scenario.steps);
    }
    model.message = Some(said);
}

/// Maximum playback time of a comparison, in seconds.
const PLAYING: f64 = 20.0;

/// Continues a search, if there is one and its scenario is still on the screen; its result is a change like any other.
/// Returns true if anything is new.
pub fn search(model: &mut Model, enough: impl FnMut() -> bool) -> bool {
    let Some(mut search) = model.search.take() else { return false };
    if !search.is_for(&model.scenario) {
        model.message = Some("the search was given up: the scenario has changed".to_owned());
        return true;
    }
    if !search.work(enough) {
        model.message = Some(search.message());
        model.search = Some(search);
        return true;
    }
    let (scenario, said) = search.found();
    change(model, Change::Single, |m| m.scenario = scenario);
    model.player.play_from(0);
    model.message = Some(said);
    true
}

/// Returns true if no run involves randomness.
fn quiet(model: &Model) -> bool {
    model.paths.entries().iter().all(|e| e.resolved().plan.source.is_exact())
}

fn turn(model: &mut Model, dial: Option<Dial>, presses: i32, fine: bool) {
    let Some(dial) = dial else { return };
    if let Some(place) = model.dials().iter().position(|d| *d == dial) {
        model.dial = place;
    }
    change(model, Change::Dial(model.selected, dial), |m| m.scenario.nudge(m.knob(dial), presses, fine));
}

/// Gives the selected run its next learning-rate schedule, and shows a message about it.
fn next_schedule(model: &mut Model) {
    let Some(description) = model.scenario.runs.get(model.selected).map(Run::description) else { return };
    let Some(place) = description.all_switches().position(|s| s.name == "schedule") else { return };
    turn(model, Some(Dial::Switch(place)), 1, false);
    let names = model.scenario.names();
    let chosen = model.paths.entry(model.selected).and_then(|e| e.resolved().values.switches.get(place).copied());
    if let (Some(name), Some(schedule)) = (names.get(model.selected), chosen.and_then(|i| SCHEDULES.get(i))) {
        model.message = Some(match schedule.name {
            "constant" => format!("α of {name} is constant again"),
            kind => format!("α of {name} × {} ({kind}); O: the next schedule", schedule.in_symbols()),
        });
    }
}

fn restore(model: &mut Model, back: bool) {
    let present = model.scenario.clone();
    let found = if back { model.history.undo(&present) } else { model.history.redo(&present) };
    match found {
        Some(scenario) => {
            let moved =
                scenario.problem != present.problem && scenario.surface().domain() != present.surface().domain();
            model.scenario = scenario;
            if moved {
                model.view = model.scenario.surface().domain();
                model.show_start();
            }
            follow(model);
        }
        None => model.message = Some(if back { "nothing to undo" } else { "nothing to redo" }.to_owned()),
    }
}
