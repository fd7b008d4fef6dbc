//! A value with its slider.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};

use super::plan::{Form, track};
use crate::app::model::Model;
use crate::app::pen;
use crate::app::theme::Theme;
use crate::scenario::{Dial, Reading};

/// What a slider shows.
pub(super) struct Slider<'a> {
    pub(super) reading: &'a Reading,
    pub(super) dial: Dial,
    pub(super) chosen: bool,
    pub(super) limit: Option<f64>,
}

/// Draws a value in one row, with theory's limit for it if there is one.
pub fn one_row(
    buffer: &mut Buffer,
    model: &Model,
    area: Rect,
    (place, dial): (usize, Dial),
    limit: Option<f64>,
    row: u16,
) {
    let resolved = model.lab.entry(model.selected).map(|e| e.resolved());
    let Some(reading) = model.scenario.reading(model.knob(dial), resolved) else { return };
    let alpha = model.scenario.runs.get(model.selected).and_then(|run| run.description().hypers.first());
    let limit = limit.zip(alpha).map(|(limit, alpha)| alpha.position(limit));
    let slider = Slider { reading: &reading, dial, chosen: place == model.dial, limit };
    slider_rows(buffer, model, area, &slider, row, Form::One);
}

/// Draws a value from a row of the panel on, in one of its forms.
pub(super) fn slider_rows(buffer: &mut Buffer, model: &Model, area: Rect, slider: &Slider, row: u16, form: Form) {
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
            let end = pen::left(buffer, area, 0, row, &pen::cut(&label, room), style);
            if let Some(curve) = &reading.curve {
                spark(buffer, model, area, (end + 1, row), curve, pen::width(&reading.value) + 1);
            }
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

/// A schedule in small, as far as there is room between its name and its value.
fn spark(buffer: &mut Buffer, model: &Model, area: Rect, (x, row): (u16, u16), curve: &[f64], right: u16) {
    const LEVELS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    if x + curve.len() as u16 + right > area.width {
        return;
    }
    let text: String = curve.iter().map(|x| LEVELS[((x.clamp(0.0, 1.0) * 7.0).round() as usize).min(7)]).collect();
    pen::left(buffer, area, x, row, &text, Style::new().fg(model.theme.muted(model.selected)));
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
