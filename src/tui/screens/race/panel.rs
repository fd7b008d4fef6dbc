//! The panel: a row per run, the selected run's values and the scenario's as sliders, checks, the data.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::check::{Check, checks};
use super::plan::plan;
use super::row::run_row;
use super::{inspector, sample};
use crate::optimizer::Update;
use crate::run::{Behavior, Diagnosis, Outcome};
use crate::scenario::{Dial, PRODUCT};
use crate::tui::layout::Layout;
use crate::tui::model::Model;
use crate::tui::screens::slider::{Form, Manner, Slider, slider_rows};
use crate::tui::screens::words;
use crate::tui::text;
use crate::tui::theme::Theme;

/// Draws the panel.
pub fn draw(buffer: &mut Buffer, model: &Model, layout: &Layout) {
    let area = layout.panel;
    if area.width == 0 {
        return;
    }
    if layout.inspecting {
        inspector::draw(buffer, model, layout);
        return;
    }
    let theme = &model.theme;
    let plan = plan(model, layout);
    if plan.title {
        text::left(buffer, area, 0, 0, "runs", theme.dim());
        let title = format!("loss at step {}", model.player.cursor);
        text::right(buffer, area, 5, 0, &title, theme.dim());
    }
    let names = model.scenario.names();
    for (run, (row, height)) in plan.runs.iter().enumerate() {
        run_row(buffer, model, area, run, names.get(run).map_or("", String::as_str), *row, *height);
    }
    let (lines, limit) = checks(model);
    if let Some(row) = plan.name {
        // The marker for values above may occupy the end of this row.
        let free = if plan.more.0 { Rect { width: area.width.saturating_sub(2), ..area } } else { area };
        name_row(buffer, model, free, names.get(model.selected).map_or("", String::as_str), row);
    }
    let resolved = model.paths.entry(model.selected).map(|e| e.resolved());
    let dials = model.dials();
    for (place, row, form) in &plan.dials {
        let Some(dial) = dials.get(*place) else { continue };
        let Some(reading) = model.scenario.reading(model.knob(*dial), resolved) else { continue };
        let limit = limit.filter(|_| *dial == Dial::Hyper(0));
        let slider =
            Slider { reading: &reading, manner: Manner::of(model, *dial), chosen: *place == model.dial, limit };
        slider_rows(buffer, model, area, &slider, *row, form.unwrap_or(Form::One));
    }
    if let Some((words, row)) = &plan.words {
        for (i, line) in words.iter().enumerate() {
            text::left(buffer, area, 0, row + i as u16, line, theme.dim());
        }
    }
    if let (Some((_, first, _)), Some((_, last, _))) = (plan.dials.first(), plan.dials.last()) {
        let end = area.width.saturating_sub(1);
        if plan.more.0 {
            text::left(buffer, area, end, first.saturating_sub(1), "▴", theme.dim());
        }
        if plan.more.1 {
            text::left(buffer, area, end, last + 1, "▾", theme.dim());
        }
    }
    if let Some(row) = plan.check {
        check_table(buffer, model, area, &lines, row, layout.roomy);
    }
    if let Some((row, height)) = plan.sample {
        let part = Rect { y: area.y + row, height, ..area };
        sample::draw(buffer, model, part);
    }
    if let Some(row) = plan.equation {
        equation(buffer, model, area, row);
    }
}

fn name_row(buffer: &mut Buffer, model: &Model, area: Rect, name: &str, row: u16) {
    let theme = &model.theme;
    let mark = Theme::mark(model.selected).to_string();
    text::left(buffer, area, 0, row, &mark, Style::new().fg(theme.run(model.selected)));
    let end = text::left(buffer, area, 2, row, &text::cut(name, area.width.saturating_sub(2)), theme.bright());
    let outcome = model.paths.entry(model.selected).and_then(|e| e.outcome());
    // The longest that fits is used.
    let notes = match outcome {
        Some(Outcome::Diverged { step, why: Some(why) }) if *step <= model.player.cursor => {
            // The axis is dropped if there is no room for it.
            vec![why.clone(), why.split(" along ").next().unwrap_or(why).to_owned()]
        }
        Some(Outcome::Diverged { step, why: None }) if *step <= model.player.cursor => {
            vec![format!("diverged at step {step}")]
        }
        Some(Outcome::Converged { step, place }) if *step <= model.player.cursor => vec![place.name().to_owned()],
        Some(Outcome::Running(Some(habit)))
            if habit.since <= model.player.cursor && habit.doing == Behavior::Striding =>
        {
            let why = habit.why.clone().unwrap_or_default();
            vec![
                format!("{why}: press O"),
                "steps stay α long: ±α/2; try O".to_owned(),
                "hovers ±α/2: press O".to_owned(),
                "press O".to_owned(),
            ]
        }
        Some(Outcome::Running(Some(habit)))
            if habit.since <= model.player.cursor && habit.doing == Behavior::AtKink =>
        {
            vec![
                "slope and steps do not fade at a kink: press O".to_owned(),
                "hovers at a kink: press O".to_owned(),
                "press O".to_owned(),
            ]
        }
        Some(Outcome::Running(Some(Diagnosis { since, why: Some(why), .. }))) if *since <= model.player.cursor => {
            match why.split_once("; ") {
                // The remedy matters more than the location.
                Some((first, helps)) if first.contains("Hessian is singular") => vec![
                    why.clone(),
                    format!("Hessian singular: {helps}"),
                    format!("singular: {}", helps.strip_suffix(" the feature").unwrap_or(helps)),
                    "Hessian is singular".to_owned(),
                    "H is singular".to_owned(),
                ],
                Some((first, _)) => vec![why.clone(), first.to_owned()],
                None => vec![why.clone()],
            }
        }
        Some(Outcome::Running(Some(habit @ Diagnosis { since, doing: Behavior::Left { .. }, .. })))
            if *since <= model.player.cursor =>
        {
            vec![habit.line()]
        }
        _ if model.onward => vec![format!("from step {} on", model.player.cursor)],
        _ => {
            // The last word is the least informative.
            let source = words::source(model, model.selected);
            let brief = source.strip_suffix(" gradient").unwrap_or(&source).to_owned();
            vec![source, brief]
        }
    };
    let room = area.width.saturating_sub(end + 2);
    let fits = notes.iter().find(|note| text::width(note) <= room).or(notes.last());
    let note = fits.map_or("", String::as_str);
    let bad = matches!(outcome, Some(Outcome::Diverged { step, .. }) if *step <= model.player.cursor);
    let style = if bad { theme.warning() } else { theme.dim() };
    text::right(buffer, area, end + 2, row, &text::cut(note, room), style);
}

pub fn check_table(buffer: &mut Buffer, model: &Model, area: Rect, lines: &[Check], row: u16, roomy: bool) {
    let theme = &model.theme;
    let edge = area.width.saturating_sub(2);
    let (theory, measured) = (edge.saturating_sub(10), edge);
    let ends_at = |buffer: &mut Buffer, column: u16, row: u16, text: &str, style: Style| {
        text::left(buffer, area, column.saturating_sub(text::width(text)), row, text, style);
    };
    text::left(buffer, area, 0, row, "check", theme.dim());
    ends_at(buffer, theory, row, "theory", theme.dim());
    ends_at(buffer, measured, row, "measured", theme.dim());
    for (i, check) in lines.iter().enumerate() {
        let row = row + 1 + u16::from(roomy) + i as u16;
        // The preconditioner is dropped from the name if there is no room for it.
        let room = theory.saturating_sub(text::width(&check.theory) + 1);
        let short = check.name.split('(').next().unwrap_or(check.name);
        let name = if text::width(check.name) <= room { check.name } else { short };
        text::left(buffer, area, 0, row, name, theme.normal());
        ends_at(buffer, theory, row, &check.theory, theme.normal());
        ends_at(buffer, measured, row, &check.measured, theme.normal());
        match check.holds {
            Some(true) => text::right(buffer, area, edge, row, "✓", theme.good()),
            Some(false) => text::right(buffer, area, edge, row, "✗", theme.warning()),
            None => false,
        };
    }
}

fn equation(buffer: &mut Buffer, model: &Model, area: Rect, row: u16) {
    let theme = &model.theme;
    let (Some(run), Some(entry)) = (model.scenario.runs.get(model.selected), model.paths.entry(model.selected)) else {
        return;
    };
    text::left(buffer, area, 0, row, "update rule", theme.dim());
    let mut convention = model.scenario.convention_of(run).name().to_owned();
    if model.scenario.parts_from_library(run) {
        convention.push_str(&format!(", but {PRODUCT}"));
    }
    text::right(buffer, area, 12, row, &convention, theme.dim());
    for (i, line) in Update::equation(run.description(), &entry.resolved().values).iter().enumerate() {
        let row = row + 2 + i as u16;
        text::left(buffer, area, 0, row, &format!("{}", i + 1), theme.dim());
        text::left(buffer, area, 3, row, line, theme.normal());
    }
}
