//! Applies actions on the averages screen. Nothing in here changes the scenario, except the transfer of β to the race.

use std::sync::Arc;

use super::question::{step, unrolls};
use super::values::{MOST_OTHERS, Part, Values};
use super::{QUESTIONS, Smoothing};
use crate::averages::Reading;
use crate::math::data::Table;
use crate::math::number::{figures, plain, tidy};
use crate::scenario::{Dial, Knob, Preset, Problem};
use crate::tui::action::{Action, Effect};
use crate::tui::change::{change, select};
use crate::tui::choose::Open;
use crate::tui::history::Change;
use crate::tui::model::{Entry, Model, Overlay};
use crate::tui::picker::{Picker, Purpose, series_of};
use crate::tui::screen::Screen;

/// Applies an action; `None` if it works the same on every screen.
pub(in crate::tui) fn update(model: &mut Model, action: Action) -> Option<Effect> {
    let smoothing = &mut model.smoothing;
    let last = smoothing.last();
    let mut said = None;
    match action {
        Action::Quit | Action::Close | Action::Help | Action::Screen(_) | Action::Theme(_) | Action::Picture => {
            return None;
        }
        Action::PlayPause | Action::Step(_) | Action::First | Action::Last | Action::Seek(_) | Action::Speed(_) => {
            return None;
        }
        Action::Settle => smoothing.bench.settle(),
        Action::Dial(by) => smoothing.bench.step(by),
        Action::Choose(place) => smoothing.bench.choose(place),
        Action::Turn(presses) => turn(smoothing, smoothing.bench.chosen(), presses, false),
        Action::Fine(presses) => turn(smoothing, smoothing.bench.chosen(), presses, true),
        Action::Beta(presses) => {
            smoothing.bench.choose(0);
            turn(smoothing, 0, presses, false);
        }
        Action::Slide(place, value) => {
            smoothing.bench.choose(place);
            smoothing.bench.put(place, value);
        }
        Action::Type => {
            model.overlay = Overlay::Entry(Entry { dial: None, input: tui_input::Input::default(), error: None });
        }
        Action::Reset => {
            smoothing.bench.change(None, Values::reset);
            said = Some("all values as they were at first".to_owned());
        }
        Action::NewSeed => match smoothing.values().setup.kind() {
            Some(_) => {
                let place = smoothing.values().parts().iter().position(|part| *part == Part::Seed);
                smoothing.bench.change(place, |values| values.setup.seed = (values.setup.seed + 1) % (1 << 53));
                said = Some(format!("seed {}", smoothing.values().setup.seed));
            }
            None => said = Some("a column has no seed; f chooses a series that has".to_owned()),
        },
        Action::Undo => said = (!smoothing.bench.undo()).then(|| "nothing to undo".to_owned()),
        Action::Redo => said = (!smoothing.bench.redo()).then(|| "nothing to redo".to_owned()),
        Action::Preset(Preset::Correction) => {
            smoothing.bench.change(None, |values| values.corrected = !values.corrected);
            let t = smoothing.player.cursor;
            let sum = figures(smoothing.values().setup.weights().sum(t), 4);
            said = Some(match smoothing.values().corrected {
                true => format!("corrected: ŷ over the sum of its weights, 1-β^t = {sum} here"),
                false => format!("uncorrected: ŷ begins at 0, and its weights so far sum to {sum}"),
            });
        }
        Action::OtherReading => {
            smoothing.bench.change(None, Values::swap_reading);
            let reading = smoothing.values().setup.reading;
            said = Some(format!(
                "{}: β now weighs the {} value; M swaps β for 1-β",
                reading.formula(),
                if reading == Reading::Notes { "new" } else { "old" }
            ));
        }
        Action::Mirror => {
            smoothing.bench.change(None, Values::mirror);
            said = Some(format!("β is now {} (1-β before)", plain(smoothing.values().setup.beta)));
        }
        Action::Duplicate => {
            smoothing.bench.change(None, Values::keep);
            said = Some(format!(
                "β {} is kept to compare with, {MOST_OTHERS} at most",
                plain(smoothing.values().setup.beta)
            ));
        }
        Action::Remove => {
            said = smoothing.values().others.is_empty().then(|| "no β is compared; d keeps this one".to_owned());
            let chosen = smoothing.values().part(smoothing.bench.chosen());
            smoothing.bench.change(None, |values| match chosen {
                Some(Part::Other(i)) if i < values.others.len() => drop(values.others.remove(i)),
                _ => drop(values.others.pop()),
            });
        }
        Action::Zoom(by) => {
            smoothing.zoom(Some(by));
            let (from, to) = smoothing.view();
            said = Some(format!("{} of {last} {}s are shown; Z shows all", to - from, smoothing.step()));
        }
        Action::FitSurface => smoothing.zoom(None),
        Action::Inspect => smoothing.unrolled = !smoothing.unrolled,
        Action::Arrows => {
            smoothing.signal = !smoothing.signal;
            said = Some(match (smoothing.values().setup.kind(), smoothing.signal) {
                (None, _) => "what a column is without its noise nobody knows".to_owned(),
                (_, true) => "dotted: the series without its noise".to_owned(),
                (_, false) => "the series with its noise alone".to_owned(),
            });
        }
        Action::Question => {
            if smoothing.answered {
                // Close whatever the answer has opened.
                smoothing.unrolled &= !unrolls(smoothing.question);
                smoothing.question = (smoothing.question + 1) % QUESTIONS.len();
            } else {
                smoothing.unrolled |= unrolls(smoothing.question);
                step(smoothing.question).into_iter().for_each(|t| smoothing.player.seek(t.min(last)));
            }
            smoothing.answered = !smoothing.answered;
        }
        Action::Surface => {
            let open = match &model.scenario.problem {
                Problem::Data { table, .. } => Some(table),
                _ => None,
            };
            model.overlay = Overlay::Picker(Box::new(Picker::series(open)));
        }
        Action::Command => {
            let line = smoothing.values().setup.command_line();
            model.overlay = Overlay::Command(line.clone());
            return Some(Effect::Copy(line));
        }
        Action::Race => {
            race(model);
            return Some(Effect::None);
        }
        other => said = Some(elsewhere(other).to_owned()),
    }
    model.smoothing.refresh();
    model.message = said;
    Some(Effect::None)
}

fn turn(smoothing: &mut Smoothing, place: usize, presses: i32, fine: bool) {
    smoothing.bench.turn(place, presses, fine);
}

/// Tells where an action that does nothing here is available.
pub(in crate::tui) fn elsewhere(action: Action) -> &'static str {
    match action {
        Action::Alpha(_) => "an average has no α, only β: b and B; α is in the race, on 1",
        Action::Run(_) | Action::Select(_) => "up and down choose a β here; the runs are on screens 1 to 4",
        Action::Add | Action::Hide | Action::Solo => "runs are on screens 1 to 4; d keeps a β to compare with",
        Action::Tune | Action::Preset(_) => "comparisons of optimizers are on screens 1 to 4",
        Action::Axis(_) | Action::Metric => "axes and measure are the map's: press 4 first",
        Action::Spin | Action::Orbit(..) => "the bowl is on screen 3",
        _ => "that is for the plots on screens 1 to 4; nothing has changed",
    }
}

/// Takes β to momentum on mini-batches, next to plain descent on the same batches at the same α, so that the average is
/// the only difference. With exact gradients an average has nothing to smooth.
fn race(model: &mut Model) {
    let past = tidy(model.smoothing.values().setup.weights().past, 13);
    model.history.settle();
    let mut scenario = model.scenario.clone();
    let view = match scenario.preset(Preset::Batches, model.selected) {
        Ok((_, view)) => view,
        Err(line) => {
            model.message = Some(line);
            return;
        }
    };
    let place = scenario.runs.iter().position(|run| run.description().name == "momentum").unwrap_or(0);
    let beta = scenario.runs.get(place).and_then(|r| r.description().hypers.iter().position(|h| h.name == "beta"));
    if let Some(beta) = beta {
        scenario.set(Knob::new(place, Dial::Hyper(beta)), past);
    }
    for run in &mut scenario.runs {
        run.hidden = !["mini-batch", "momentum"].iter().any(|label| run.label.as_deref() == Some(label));
    }
    change(model, Change::Single, |m| m.scenario = scenario);
    model.view = view.unwrap_or(model.scenario.surface().domain());
    select(model, place);
    model.smoothing.player.playing = false;
    model.screen = Screen::Side;
    model.averages = false;
    model.player.play_from(0);
    model.message =
        Some(format!("momentum at β = {} and plain descent: the same α, the same mini-batches; u: undo", plain(past)));
}

/// Opens a column of a table for the screen, or offers its columns.
///
/// # Errors
/// A message that says what is wrong.
pub(in crate::tui) fn open(model: &mut Model, table: &Arc<Table>, column: Option<&str>) -> Result<Open, String> {
    let columns = series_of(table);
    if column.is_none() && columns.len() > 1 {
        return Ok(Open::Columns(Box::new(Picker::columns(Purpose::Series, table, columns))));
    }
    let column = table.series(column).map_err(|e| e.to_string())?;
    let notes: String = column.notes.iter().map(|note| format!(", {note}")).collect();
    model.message = Some(format!("{}: {} values{notes}", column.name, column.values.len()));
    model.smoothing.take(column);
    Ok(Open::Done)
}
