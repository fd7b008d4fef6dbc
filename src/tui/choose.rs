//! Choosing from a list or by typing: a surface or data set, an optimizer to add, a value.

use std::sync::Arc;

use super::averages;
use super::averages::Part;
use super::bench::Owned;
use super::change::{change, select};
use super::history::Change;
use super::model::{Model, Overlay};
use super::picker::{Item, Picker, Purpose, columns_of};
use super::screen::Screen;
use crate::averages::SERIES;
use crate::math::data::{Choice, DataError, Table, is_built_in};
use crate::scenario::{Problem, Run};

/// Columns of the open file, for the picker.
pub(super) fn open_columns(model: &Model) -> Vec<Item> {
    match &model.scenario.problem {
        Problem::Data { table, .. } if !is_built_in(table.source()) => columns_of(table),
        _ => Vec::new(),
    }
}

/// Applies the choice made in a picker; if that fails, the picker stays open with the error.
pub fn pick(model: &mut Model) {
    let Overlay::Picker(picker) = &mut model.overlay else { return };
    let item = picker.choice();
    let path = picker.path().map(str::to_owned);
    let slip = picker.slip().map(|slip| slip.line.clone());
    let outcome = match (picker.purpose, item, path) {
        (_, Some(Item::Optimizer(description)), _) => {
            let run = Run::new(description);
            change(model, Change::Single, |m| m.scenario.runs.push(run));
            select(model, model.scenario.runs.len() - 1);
            Ok(Open::Done)
        }
        (_, Some(Item::Surface(entry)), _) => {
            put_problem(model, Problem::formula(entry, &[]));
            Ok(Open::Done)
        }
        (_, Some(Item::Formula { text, ranges, .. }), _) => {
            let ground = Problem::typed(&text, &ranges).map_err(|error| error.message);
            ground.map(|ground| put_problem(model, ground)).map(|()| Open::Done)
        }
        (_, Some(Item::Series(kind)), _) => {
            let place = SERIES.iter().position(|k| std::ptr::eq(k, kind)).unwrap_or(0);
            let parts = model.smoothing.values().parts();
            let series = parts.iter().position(|part| *part == Part::Series).unwrap_or(0);
            model.smoothing.bench.settle();
            model.smoothing.bench.change(None, |values| values.set(series, place as f64));
            model.smoothing.refresh();
            Ok(Open::Done)
        }
        (_, Some(Item::Column { table, name }), _) => averages::open(model, &table, Some(&name)),
        (_, Some(Item::Data { table, choice, .. }), _) => open(model, table, choice),
        (purpose, Some(Item::File { path, .. }), _) => open_file(model, purpose, &path),
        (Purpose::Ground, None, _) if slip.is_some() => Err(slip.unwrap_or_default()),
        (purpose @ (Purpose::Ground | Purpose::Series), None, Some(path)) => open_file(model, purpose, &path),
        (_, None, _) => Err("nothing has that name".to_owned()),
    };
    match outcome {
        Ok(Open::Done) => model.overlay = Overlay::None,
        Ok(Open::Columns(picker)) => model.overlay = Overlay::Picker(picker),
        Err(line) => {
            if let Overlay::Picker(picker) = &mut model.overlay {
                picker.error = Some(line);
            }
        }
    }
}

/// Outcome of opening a table.
pub(super) enum Open {
    /// Opened.
    Done,
    /// The columns have to be chosen first.
    Columns(Box<Picker>),
}

fn open_file(model: &mut Model, purpose: Purpose, path: &str) -> Result<Open, String> {
    let table = Arc::new(Table::load(path).map_err(|e| e.to_string())?);
    match purpose {
        Purpose::Series => averages::open(model, &table, None),
        _ => open(model, table, Choice::default()),
    }
}

/// Opens columns of a table. A file that needs its columns named offers a list of them.
fn open(model: &mut Model, table: Arc<Table>, choice: Choice) -> Result<Open, String> {
    let unnamed = choice.feature.is_none();
    match Problem::data(table.clone(), choice) {
        Ok(ground) => {
            put_problem(model, ground);
            Ok(Open::Done)
        }
        // An invalid cell stays invalid, whatever is chosen.
        Err(error) if unnamed && !matches!(error, DataError::Line { .. }) => {
            let items = columns_of(&table);
            if items.is_empty() {
                return Err(error.to_string());
            }
            Ok(Open::Columns(Box::new(Picker::columns(Purpose::Ground, &table, items))))
        }
        Err(error) => Err(error.to_string()),
    }
}

/// Puts the runs on another problem: modified values stay; α and start that suited the old problem do not.
fn put_problem(model: &mut Model, problem: Problem) {
    change(model, Change::Single, |m| {
        m.scenario.problem = problem;
        m.scenario.start = None;
        m.scenario.batch = None;
        for run in &mut m.scenario.runs {
            if let Some(alpha) = run.hypers.first_mut() {
                *alpha = None;
            }
            run.batch = None;
        }
    });
    model.view = model.scenario.surface().domain();
    model.player.play_from(0);
    if let Some(sample) = model.scenario.problem.sample() {
        let notes: String = sample.notes.iter().map(|note| format!(", {note}")).collect();
        model.message = Some(format!("{} rows{notes}", sample.x.len()));
    }
}

/// Applies the typed value; if it is invalid, the field stays open with the error.
pub fn enter(model: &mut Model) {
    let Overlay::Entry(entry) = &model.overlay else { return };
    let (dial, text) = (entry.dial, entry.input.value().to_owned());
    let mut wrong = None;
    match dial {
        Some(dial) => change(model, Change::Single, |m| {
            wrong = m.scenario.type_in(m.knob(dial), &text).err().map(|e| e.to_string());
        }),
        None if model.screen == Screen::Init => {
            let place = model.init.bench.chosen();
            wrong = model.init.bench.type_in(place, &text).err();
            model.init.refresh();
        }
        None => {
            let place = model.smoothing.bench.chosen();
            wrong = model.smoothing.bench.type_in(place, &text).err();
            model.smoothing.refresh();
        }
    }
    match (wrong, &mut model.overlay) {
        (Some(error), Overlay::Entry(entry)) => entry.error = Some(error),
        _ => model.overlay = Overlay::None,
    }
}
