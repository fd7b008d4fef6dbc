//! The layout of the panel, and hit testing for the mouse.

use super::sample;
use crate::optimizer::Update;
use crate::scenario::Dial;
use crate::tui::layout::Layout;
use crate::tui::model::Model;
use crate::tui::screens::explain;
use crate::tui::screens::slider::{self, Form, Manner};

/// The layout of the panel, in rows from its top.
#[derive(Debug, Default)]
pub(super) struct Plan {
    pub(super) title: bool,
    /// First row and height of each run.
    pub(super) runs: Vec<(u16, u16)>,
    /// Row of the selected run's name.
    pub(super) name: Option<u16>,
    /// Index among the dials, first row, form.
    pub(super) dials: Vec<(usize, u16, Option<Form>)>,
    /// Explanation of the selected dial, and its first row.
    pub(super) words: Option<(Vec<String>, u16)>,
    /// True if dials are omitted above and below.
    pub(super) more: (bool, bool),
    pub(super) equation: Option<u16>,
    pub(super) check: Option<u16>,
    pub(super) sample: Option<(u16, u16)>,
}

/// Lays out the panel: the most important parts get their rows first, the rest folds away.
pub(super) fn plan(model: &Model, layout: &Layout) -> Plan {
    let room = layout.panel.height;
    let count = model.scenario.runs.len() as u16;
    let dials = model.dials();
    let data = model.scenario.problem.sample().is_some();
    let mut plan = Plan::default();
    let mut y = 0;
    if layout.roomy {
        plan.title = true;
        y = 2;
    }
    // Two lines per run if at least 16 rows remain for everything else.
    let tall = if layout.roomy && y + 2 * count + 16 <= room { 2 } else { 1 };
    for _ in 0..count {
        plan.runs.push((y, tall));
        y += tall;
    }
    y += if tall == 2 { 2 } else { 1 };
    plan.name = Some(y);
    y += if layout.roomy { 2 } else { 1 };
    let left = room.saturating_sub(y);
    // Check table: a blank, a title and two lines, plus a blank under the title if there is room.
    let check = if left >= 12 { 4 + u16::from(layout.roomy) } else { 0 };
    let sample_rows = if data { (left / 3).clamp(sample::LEAST, 14) + 1 } else { 0 };
    let sample_rows = if left >= sample_rows + 4 { sample_rows } else { 0 };
    let for_dials = left.saturating_sub(check + sample_rows);
    let numbers = |d: &Dial| matches!(d, Dial::Hyper(_));
    let height = |form: Form| dials.iter().map(|d| if numbers(d) { form.rows() } else { 1 }).sum::<u16>() + 1;
    let form =
        [Form::Three, Form::Two].into_iter().find(|f| layout.roomy && height(*f) <= for_dials).unwrap_or(Form::One);
    // The explanation of the selected dial, if there is room: in rows that are free anyway, or as many as leave some for the dials.
    let spare = for_dials.saturating_sub(height(form));
    let fits = |rows: usize| rows <= usize::from(spare) || rows + 5 <= usize::from(for_dials);
    let chosen = if dials.get(model.dial).is_some_and(numbers) { form } else { Form::One };
    let words = explain::lines(model, layout.panel.width, chosen, fits);
    let told = words.len() as u16;
    // If not all dials fit, a window around the selected one.
    let fits = |from: usize| {
        let mut used = 0;
        let mut until = from;
        for (i, d) in dials.iter().enumerate().skip(from) {
            let gap = u16::from(i > from && gap_before(&dials, i) && form != Form::One);
            used += gap + if numbers(d) { form.rows() } else { 1 } + if i == model.dial { told } else { 0 };
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
        if i == model.dial && told > 0 {
            // The blank row of a three-row slider goes after the explanation.
            let at = if form == Form::Three { y - 1 } else { y };
            plan.words = Some((words.clone(), at));
            y += told;
        }
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
    let lines = model.paths.entry(model.selected).map_or(0, |e| {
        let run = model.scenario.runs.get(model.selected);
        run.map_or(0, |r| Update::equation(r.description(), &e.resolved().values).len() as u16)
    });
    if layout.roomy && y + 3 + lines <= room {
        plan.equation = Some(y + 1);
    }
    plan
}

/// Blank rows separate the run's numbers from its switches, and the run's dials from the scenario's.
fn gap_before(dials: &[Dial], index: usize) -> bool {
    let kind = |d: Option<&Dial>| d.map(|d| (d.of_run(), matches!(d, Dial::Hyper(_))));
    let (before, here) = (kind(dials.get(index.wrapping_sub(1))), kind(dials.get(index)));
    before != here && before.is_some_and(|b| !b.1)
}

/// A panel element under the mouse.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Hit {
    /// A run's row.
    Run(usize),
    /// A dial, with the slider value at that column if it has one.
    Dial(usize, Option<f64>),
}

/// Returns the element at a cell of the window.
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
    Some(Hit::Dial(*place, value_on(model, layout, *place, form.unwrap_or(Form::One), x)))
}

/// Returns the slider value at a column of the window, clamped to the slider's range.
pub fn slide_to(model: &Model, layout: &Layout, place: usize, x: u16) -> Option<f64> {
    let plan = plan(model, layout);
    let (_, _, form) = plan.dials.iter().find(|(p, _, _)| *p == place)?;
    value_on(model, layout, place, form.unwrap_or(Form::One), x)
}

fn value_on(model: &Model, layout: &Layout, place: usize, form: Form, x: u16) -> Option<f64> {
    let dial = model.dials().get(place).copied()?;
    let resolved = model.paths.entry(model.selected).map(|e| e.resolved());
    let reading = model.scenario.reading(model.knob(dial), resolved)?;
    slider::value_at(&reading, Manner::of(model, dial), form, layout.panel, x)
}

/// Returns the value on a one-row slider.
pub fn value_on_row(model: &Model, layout: &Layout, place: usize, x: u16) -> Option<f64> {
    value_on(model, layout, place, Form::One, x)
}
