//! The panel: a row a run, the selected run's values and the scenario's as sliders, checks, the data.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};

use super::check::{Check, checks};
use super::sample;
use crate::app::layout::Layout;
use crate::app::model::Model;
use crate::app::pen;
use crate::app::theme::Theme;
use crate::figure::ticks::short;
use crate::race::Outcome;
use crate::scenario::{Dial, Reading};

/// Rows that one value takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    /// Caption and value, track, blank.
    Three,
    /// Caption and value, track.
    Two,
    /// Everything in one row.
    One,
}

impl Form {
    fn rows(self) -> u16 {
        match self {
            Form::Three => 3,
            Form::Two => 2,
            Form::One => 1,
        }
    }
}

/// Where the parts of the panel stand, from its top.
#[derive(Debug, Default)]
struct Plan {
    title: bool,
    /// First row and height of each run.
    runs: Vec<(u16, u16)>,
    /// The row with the selected run's name.
    name: Option<u16>,
    /// Place among the dials, first row, form.
    dials: Vec<(usize, u16, Option<Form>)>,
    /// Whether dials are left out above and below.
    more: (bool, bool),
    equation: Option<u16>,
    check: Option<u16>,
    sample: Option<(u16, u16)>,
}

/// Lays the parts out: what is most important takes its room first, the rest folds away.
fn plan(model: &Model, layout: &Layout) -> Plan {
    let room = layout.panel.height;
    let count = model.scenario.runs.len() as u16;
    let dials = model.dials();
    let data = model.scenario.ground.sample().is_some();
    let mut plan = Plan::default();
    let mut y = 0;
    if layout.roomy {
        plan.title = true;
        y = 2;
    }
    // Two lines a run where at least as many rows remain for everything else.
    let tall = if layout.roomy && y + 2 * count + 16 <= room { 2 } else { 1 };
    for _ in 0..count {
        plan.runs.push((y, tall));
        y += tall;
    }
    y += if tall == 2 { 2 } else { 1 };
    plan.name = Some(y);
    y += if layout.roomy { 2 } else { 1 };
    let left = room.saturating_sub(y);
    // Check table: a blank, a title and two lines, a blank under the title where there is room.
    let check = if left >= 12 { 4 + u16::from(layout.roomy) } else { 0 };
    let sample_rows = if data { (left / 3).clamp(sample::LEAST, 14) + 1 } else { 0 };
    let sample_rows = if left >= sample_rows + 4 { sample_rows } else { 0 };
    let for_dials = left.saturating_sub(check + sample_rows);
    let numbers = |d: &Dial| matches!(d, Dial::Hyper(_));
    let height = |form: Form| dials.iter().map(|d| if numbers(d) { form.rows() } else { 1 }).sum::<u16>() + 1;
    let form =
        [Form::Three, Form::Two].into_iter().find(|f| layout.roomy && height(*f) <= for_dials).unwrap_or(Form::One);
    // If they do not all fit, a window of them around the chosen one.
    let fits = |from: usize| {
        let mut used = 0;
        let mut until = from;
        for (i, d) in dials.iter().enumerate().skip(from) {
            let gap = u16::from(i > from && gap_before(&dials, i) && form != Form::One);
            used += gap + if numbers(d) { form.rows() } else { 1 };
            if used > for_dials {
                break;
            }
            until = i + 1;
        }
        until
    };
    let mut from = 0;
    while fits(from) <= model.dial && from < model.dial {
        from += 1;
    }
    let until = fits(from);
    plan.more = (from > 0, until < dials.len());
    for (i, dial) in dials.iter().enumerate().take(until).skip(from) {
        if i > from && gap_before(&dials, i) && form != Form::One {
            y += 1;
        }
        let form = if numbers(dial) { form } else { Form::One };
        plan.dials.push((i, y, Some(form)));
        y += form.rows();
    }
    if check > 0 {
        y += 1;
        plan.check = Some(y);
        y += check - 1;
    }
    if sample_rows > 0 && y + 1 + sample::LEAST <= room {
        y += 1;
        let height = (room - y).min(16);
        plan.sample = Some((y, height));
        y += height;
    }
    let lines = model.lab.entry(model.selected).map_or(0, |e| {
        let run = model.scenario.runs.get(model.selected);
        run.map_or(0, |r| (r.description().equation)(&e.resolved().values).len() as u16)
    });
    if layout.roomy && y + 3 + lines <= room {
        plan.equation = Some(y + 1);
    }
    plan
}

/// A blank row parts the run's numbers from its switches, and the run's from the scenario's.
fn gap_before(dials: &[Dial], index: usize) -> bool {
    let kind = |d: Option<&Dial>| d.map(|d| (d.of_run(), matches!(d, Dial::Hyper(_))));
    let (before, here) = (kind(dials.get(index.wrapping_sub(1))), kind(dials.get(index)));
    before != here && before.is_some_and(|b| !b.1)
}

/// What the mouse finds in the panel.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Hit {
    /// A run's row.
    Run(usize),
    /// A value, and where on its slider, if it has one.
    Dial(usize, Option<f64>),
}

/// What stands at a cell of the window.
pub fn hit(model: &Model, layout: &Layout, x: u16, y: u16) -> Option<Hit> {
    let area = layout.panel;
    if area.width == 0 || x < area.x || x >= area.right() || y < area.y || y >= area.bottom() {
        return None;
    }
    let row = y - area.y;
    let plan = plan(model, layout);
    let inside = |(from, height): (u16, u16)| (from..from + height).contains(&row);
    if let Some(run) = plan.runs.iter().position(|r| inside(*r)) {
        return Some(Hit::Run(run));
    }
    let (place, _, form) = plan.dials.iter().find(|(_, from, form)| inside((*from, form.map_or(1, Form::rows))))?;
    Some(Hit::Dial(*place, slider_position(model, layout, *place, form.unwrap_or(Form::One), x)))
}

/// The position on a dial's slider at a column of the window, clamped to its ends.
pub fn slide_to(model: &Model, layout: &Layout, place: usize, x: u16) -> Option<f64> {
    let plan = plan(model, layout);
    let (_, _, form) = plan.dials.iter().find(|(p, _, _)| *p == place)?;
    slider_position(model, layout, place, form.unwrap_or(Form::One), x)
}

fn slider_position(model: &Model, layout: &Layout, place: usize, form: Form, x: u16) -> Option<f64> {
    let dial = model.dials().get(place).copied()?;
    let resolved = model.lab.entry(model.selected).map(|e| e.resolved());
    model.scenario.reading(model.selected, dial, resolved)?.position?;
    let (from, width) = track(layout.panel.width, dial, form);
    let at = f64::from(x) - f64::from(layout.panel.x + from);
    Some((at / f64::from(width.max(2) - 1)).clamp(0.0, 1.0))
}

/// First column and width of a slider's track in the panel. A hyperparameter is called by its symbol alone where there is
/// little room, so its track is longer.
fn track(panel: u16, dial: Dial, form: Form) -> (u16, u16) {
    if form != Form::One {
        return (0, panel);
    }
    let symbol = matches!(dial, Dial::Hyper(_) | Dial::Surface(_));
    let label = match panel {
        0..32 if symbol => 3,
        0..32 => 10,
        32..50 => 12,
        _ => 20,
    };
    (label, panel.saturating_sub(label + 8))
}

/// Draws the panel.
pub fn draw(buffer: &mut Buffer, model: &Model, layout: &Layout) {
    let area = layout.panel;
    if area.width == 0 {
        return;
    }
    let theme = &model.theme;
    let plan = plan(model, layout);
    if plan.title {
        pen::left(buffer, area, 0, 0, "runs", theme.dim());
        let title = format!("loss at step {}", model.cursor);
        pen::right(buffer, area, 5, 0, &title, theme.dim());
    }
    let names = model.scenario.names();
    for (run, (row, height)) in plan.runs.iter().enumerate() {
        run_row(buffer, model, area, run, names.get(run).map_or("", String::as_str), *row, *height);
    }
    let (lines, limit) = checks(model);
    if let Some(row) = plan.name {
        name_row(buffer, model, area, names.get(model.selected).map_or("", String::as_str), row);
    }
    let resolved = model.lab.entry(model.selected).map(|e| e.resolved());
    let dials = model.dials();
    for (place, row, form) in &plan.dials {
        let Some(dial) = dials.get(*place) else { continue };
        let Some(reading) = model.scenario.reading(model.selected, *dial, resolved) else { continue };
        let limit = limit.filter(|_| *dial == Dial::Hyper(0));
        let limit = limit.and_then(|l| {
            let alpha = model.scenario.runs.get(model.selected)?.description().hypers.first()?;
            Some(alpha.position(l))
        });
        let slider = Slider { reading: &reading, dial: *dial, chosen: *place == model.dial, limit };
        slider_rows(buffer, model, area, &slider, *row, form.unwrap_or(Form::One));
    }
    if let (Some((_, first, _)), Some((_, last, _))) = (plan.dials.first(), plan.dials.last()) {
        let end = area.width.saturating_sub(1);
        if plan.more.0 {
            pen::left(buffer, area, end, first.saturating_sub(1), "▴", theme.dim());
        }
        if plan.more.1 {
            pen::left(buffer, area, end, last + 1, "▾", theme.dim());
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

fn run_row(buffer: &mut Buffer, model: &Model, area: Rect, run: usize, name: &str, row: u16, height: u16) {
    let theme = &model.theme;
    let selected = run == model.selected;
    let hidden = model.scenario.runs.get(run).is_some_and(|r| r.hidden);
    if selected {
        let outer = Rect { x: area.x.saturating_sub(2), width: area.width + 3, ..area };
        pen::tint(buffer, outer, row, height, theme.selected());
        for y in row..row + height {
            if let Some(cell) = buffer.cell_mut((area.x.saturating_sub(2), area.y + y)) {
                cell.set_char('▐').set_fg(theme.run(run));
            }
        }
    }
    let mark = if hidden { '·' } else { Theme::mark(run) };
    pen::left(buffer, area, 0, row, &mark.to_string(), Style::new().fg(theme.run(run)));
    let style = match (selected, hidden) {
        (_, true) => theme.dim(),
        (true, _) => theme.bright(),
        _ => theme.normal(),
    };
    let entry = model.lab.entry(run);
    let (value, warn) = match entry {
        Some(_) if model.gone(run) => ("diverged".to_owned(), true),
        Some(e) => (e.trajectory().at(model.cursor).map_or("…".to_owned(), |r| short(r.loss)), false),
        None => (String::new(), false),
    };
    let room = area.width.saturating_sub(pen::width(&value) + 3);
    pen::left(buffer, area, 2, row, &pen::cut(name, room), style);
    let value_style = match (warn, hidden) {
        (true, _) => theme.warning(),
        (_, true) => theme.dim(),
        _ => style,
    };
    pen::right(buffer, area, 2, row, &value, value_style);
    let converged = match entry.and_then(|e| e.outcome()) {
        Some(Outcome::Converged { step, .. }) => Some(*step),
        _ => None,
    };
    if height < 2 {
        // One line: the tick of a run that has arrived stands before its loss.
        if converged.is_some_and(|s| s <= model.cursor) {
            let at = area.width.saturating_sub(pen::width(&value) + 2);
            pen::left(buffer, area, at, row, "✓", theme.good());
        }
        return;
    }
    let (note, style) = match entry.and_then(|e| e.outcome()) {
        Some(Outcome::Converged { step, .. }) if *step <= model.cursor => (format!("✓ at {step}"), theme.good()),
        Some(Outcome::Diverged { step, .. }) if *step <= model.cursor => (format!("at {step}"), theme.warning()),
        _ => (String::new(), theme.dim()),
    };
    pen::right(buffer, area, 0, row + 1, &note, style);
    let room = area.width.saturating_sub(pen::width(&note) + 3);
    pen::left(buffer, area, 2, row + 1, &pen::cut(&values(model, run), room), theme.dim());
}

/// A run's values in short: `α .25  β₁ .9`, and its own source if it has one.
fn values(model: &Model, run: usize) -> String {
    let (Some(spec), Some(entry)) = (model.scenario.runs.get(run), model.lab.entry(run)) else { return String::new() };
    let short = |v: f64| {
        let text = crate::figure::ticks::figures(v, 4);
        text.strip_prefix("0.").map(|rest| format!(".{rest}")).unwrap_or(text)
    };
    let mut parts: Vec<String> = spec
        .description()
        .hypers
        .iter()
        .zip(&entry.resolved().values.hypers)
        .filter(|(h, _)| h.name != "eps")
        .map(|(h, v)| format!("{} {}", h.symbol, short(*v)))
        .collect();
    match spec.batch {
        Some(Some(n)) => parts.insert(0, format!("batch {n}")),
        Some(None) => parts.insert(0, "full batch".to_owned()),
        None => {}
    }
    if let Some(noise) = spec.noise {
        parts.insert(0, format!("σ {}", short(noise)));
    }
    if let Some(convention) = spec.convention {
        parts.insert(0, convention.name().to_owned());
    }
    parts.join("  ")
}

fn name_row(buffer: &mut Buffer, model: &Model, area: Rect, name: &str, row: u16) {
    let theme = &model.theme;
    let mark = Theme::mark(model.selected).to_string();
    pen::left(buffer, area, 0, row, &mark, Style::new().fg(theme.run(model.selected)));
    let end = pen::left(buffer, area, 2, row, &pen::cut(name, area.width.saturating_sub(2)), theme.bright());
    let outcome = model.lab.entry(model.selected).and_then(|e| e.outcome());
    let note = match outcome {
        Some(Outcome::Diverged { step, why: Some(why) }) if *step <= model.cursor => why.clone(),
        Some(Outcome::Diverged { step, why: None }) if *step <= model.cursor => format!("diverged at step {step}"),
        Some(Outcome::Converged { step, place }) if *step <= model.cursor => place.name().to_owned(),
        _ => {
            let run = model.scenario.runs.get(model.selected);
            let source = run.map(|r| model.scenario.source_of(r)).unwrap_or_default();
            match (source.batch, source.noise > 0.0) {
                (Some(1), _) => "single sample".to_owned(),
                (Some(n), _) => format!("mini-batch of {n}"),
                (None, true) => "noisy gradient".to_owned(),
                (None, false) if model.scenario.ground.rows() > 0 => "full batch".to_owned(),
                (None, false) => "exact gradient".to_owned(),
            }
        }
    };
    let bad = matches!(outcome, Some(Outcome::Diverged { step, .. }) if *step <= model.cursor);
    let style = if bad { theme.warning() } else { theme.dim() };
    let room = area.width.saturating_sub(end + 2);
    pen::right(buffer, area, end + 2, row, &pen::cut(&note, room), style);
}

struct Slider<'a> {
    reading: &'a Reading,
    dial: Dial,
    chosen: bool,
    limit: Option<f64>,
}

fn slider_rows(buffer: &mut Buffer, model: &Model, area: Rect, slider: &Slider, row: u16, form: Form) {
    let theme = &model.theme;
    let Slider { reading, chosen, .. } = slider;
    let text = match (chosen, reading.untouched) {
        (true, _) => theme.bright(),
        (_, true) => theme.normal(),
        _ => theme.normal().add_modifier(Modifier::BOLD),
    };
    if *chosen && let Some(cell) = buffer.cell_mut((area.x.saturating_sub(2), area.y + row)) {
        cell.set_char('›').set_style(theme.bright());
    }
    match (form, reading.position) {
        (Form::One, position) => {
            let (from, width) = track(area.width, slider.dial, Form::One);
            let room = match position {
                Some(_) => from - 1,
                None => area.width.saturating_sub(pen::width(&reading.value) + 1),
            };
            // The symbol alone where symbol and words together do not fit.
            let suggested = reading.untouched && slider.dial == Dial::Hyper(0);
            let label = match reading.symbol.as_str() {
                "" => reading.title.to_owned(),
                symbol if suggested => {
                    if room > 10 {
                        format!("{symbol} suggested")
                    } else {
                        format!("{symbol}*")
                    }
                }
                symbol if matches!(slider.dial, Dial::Hyper(_) | Dial::Surface(_)) => {
                    let both = format!("{symbol} {}", reading.title);
                    if pen::width(&both) <= room { both } else { symbol.to_owned() }
                }
                _ => reading.title.to_owned(),
            };
            let style = if *chosen { theme.bright() } else { theme.dim() };
            pen::left(buffer, area, 0, row, &pen::cut(&label, room), style);
            if let Some(position) = position {
                track_row(buffer, model, area, slider, row, (from, width), position);
            }
            pen::right(buffer, area, 0, row, &reading.value, text);
        }
        (_, position) => {
            let end = pen::left(buffer, area, 0, row, &reading.symbol, text);
            pen::left(buffer, area, end + 2, row, reading.title, theme.dim());
            pen::right(buffer, area, end, row, &reading.value, text);
            if let Some(position) = position {
                track_row(buffer, model, area, slider, row + 1, (0, area.width), position);
            }
        }
    }
}

/// A slider's track: `━━━━◆────`, with `┤` at theory's limit and `╌` beyond it.
fn track_row(
    buffer: &mut Buffer,
    model: &Model,
    area: Rect,
    slider: &Slider,
    row: u16,
    (from, width): (u16, u16),
    position: f64,
) {
    if width < 3 {
        return;
    }
    let theme = &model.theme;
    let place = |p: f64| (p.clamp(0.0, 1.0) * f64::from(width - 1)).round() as u16;
    let knob = place(position);
    let limit = slider.limit.filter(|l| *l < 1.0).map(place);
    let own = if slider.dial.of_run() { theme.run(model.selected) } else { theme.bright().fg.unwrap_or_default() };
    let own = match (slider.chosen, slider.dial.of_run()) {
        (true, _) => own,
        (false, true) => theme.muted(model.selected),
        (false, false) => theme.normal().fg.unwrap_or_default(),
    };
    let cells = pen::row(buffer, area, row).get_mut(usize::from(from)..).unwrap_or(&mut []);
    for (i, cell) in (0..width).zip(cells) {
        let beyond = limit.is_some_and(|l| i > l);
        let (glyph, style) = if i == knob {
            let mark = if slider.dial.of_run() { Theme::mark(model.selected) } else { '┃' };
            (mark, Style::new().fg(own).add_modifier(Modifier::BOLD))
        } else if limit == Some(i) {
            ('┤', theme.warning())
        } else if beyond {
            ('╌', theme.warning())
        } else if i < knob {
            ('━', Style::new().fg(own))
        } else {
            ('─', theme.grid())
        };
        cell.set_char(glyph).set_style(style);
    }
}

fn check_table(buffer: &mut Buffer, model: &Model, area: Rect, lines: &[Check], row: u16, roomy: bool) {
    let theme = &model.theme;
    let edge = area.width.saturating_sub(2);
    let (theory, measured) = (edge.saturating_sub(10), edge);
    let ends_at = |buffer: &mut Buffer, column: u16, row: u16, text: &str, style: Style| {
        pen::left(buffer, area, column.saturating_sub(pen::width(text)), row, text, style);
    };
    pen::left(buffer, area, 0, row, "check", theme.dim());
    ends_at(buffer, theory, row, "theory", theme.dim());
    ends_at(buffer, measured, row, "measured", theme.dim());
    for (i, check) in lines.iter().enumerate() {
        let row = row + 1 + u16::from(roomy) + i as u16;
        // The preconditioner is left out of the name where there is no room for it.
        let room = theory.saturating_sub(pen::width(&check.theory) + 1);
        let short = check.name.split('(').next().unwrap_or(check.name);
        let name = if pen::width(check.name) <= room { check.name } else { short };
        pen::left(buffer, area, 0, row, name, theme.normal());
        ends_at(buffer, theory, row, &check.theory, theme.normal());
        ends_at(buffer, measured, row, &check.measured, theme.normal());
        match check.holds {
            Some(true) => pen::right(buffer, area, edge, row, "✓", theme.good()),
            Some(false) => pen::right(buffer, area, edge, row, "✗", theme.warning()),
            None => false,
        };
    }
}

fn equation(buffer: &mut Buffer, model: &Model, area: Rect, row: u16) {
    let theme = &model.theme;
    let (Some(run), Some(entry)) = (model.scenario.runs.get(model.selected), model.lab.entry(model.selected)) else {
        return;
    };
    pen::left(buffer, area, 0, row, "update rule", theme.dim());
    let convention = model.scenario.convention_of(run).name();
    pen::right(buffer, area, 12, row, convention, theme.dim());
    for (i, line) in (run.description().equation)(&entry.resolved().values).iter().enumerate() {
        let row = row + 2 + i as u16;
        pen::left(buffer, area, 0, row, &format!("{}", i + 1), theme.dim());
        pen::left(buffer, area, 3, row, line, theme.normal());
    }
}
