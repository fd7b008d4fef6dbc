//! A value with its slider, as every panel shows it: a run's, the scenario's, or one that a screen owns.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier, Style};

use crate::app::model::Model;
use crate::app::pen;
use crate::app::theme::{Depth, Theme};
use crate::raster::Tier;
use crate::scenario::{Dial, Reading};

/// Rows that one value takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// Caption and value, track, blank.
    Three,
    /// Caption and value, track.
    Two,
    /// Everything in one row.
    One,
}

impl Form {
    pub(super) fn rows(self) -> u16 {
        match self {
            Form::Three => 3,
            Form::Two => 2,
            Form::One => 1,
        }
    }
}

/// How a value is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Manner {
    /// Whose colour and shape it has: a run's place, or none.
    pub(super) run: Option<usize>,
    /// Whether it is called by its symbol where there is little room, and else by its title.
    pub(super) symbol: bool,
    /// Whether an untouched one is a suggestion.
    pub(super) suggested: bool,
}

impl Manner {
    /// That of a dial of the selected run or the scenario.
    pub(super) fn of(model: &Model, dial: Dial) -> Self {
        Self {
            run: dial.of_run().then_some(model.selected),
            symbol: matches!(dial, Dial::Hyper(_) | Dial::Surface(_)),
            suggested: dial == Dial::Hyper(0),
        }
    }
}

/// First column and width of a slider's track in a panel. A value that is called by its symbol alone where there is little room has a
/// longer track.
pub(super) fn track(panel: u16, symbol: bool, form: Form) -> (u16, u16) {
    if form != Form::One {
        return (0, panel);
    }
    let label = match panel {
        0..32 if symbol => 3,
        0..32 => 10,
        32..50 => 12,
        _ => 20,
    };
    (label, panel.saturating_sub(label + 8))
}

/// What a slider shows.
pub(super) struct Slider<'a> {
    pub(super) reading: &'a Reading,
    pub(super) manner: Manner,
    pub(super) chosen: bool,
    pub(super) limit: Option<f64>,
}

/// Draws a value in one row, with theory's limit for it if there is one.
pub(super) fn one_row(
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
    let slider = Slider { reading: &reading, manner: Manner::of(model, dial), chosen: place == model.dial, limit };
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
            let (from, width) = track(area.width, slider.manner.symbol, Form::One);
            let room = match position {
                Some(_) => from - 1,
                None => area.width.saturating_sub(pen::width(&reading.value) + 1),
            };
            // The symbol alone where symbol and words together do not fit.
            let suggested = reading.untouched && slider.manner.suggested;
            let label = match reading.symbol.as_str() {
                "" => reading.title.to_owned(),
                symbol if suggested => {
                    if room > 10 {
                        format!("{symbol} suggested")
                    } else {
                        format!("{symbol}*")
                    }
                }
                symbol if slider.manner.symbol => {
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

/// A slider's track: `━━━━█────`, with `┤` at theory's limit and `╌` beyond it.
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
    let limit = slider.limit.filter(|l| *l < 1.0).map(place);
    let own = match (slider.chosen, slider.manner.run) {
        (true, Some(run)) => theme.run(run),
        (true, None) => theme.bright().fg.unwrap_or_default(),
        (false, Some(run)) => theme.muted(run),
        (false, None) => theme.normal().fg.unwrap_or_default(),
    };
    let knob = knob(model, slider, position, width, own);
    let cells = pen::row(buffer, area, row).get_mut(usize::from(from)..).unwrap_or(&mut []);
    for (i, cell) in (0..width).zip(cells) {
        let beyond = limit.is_some_and(|l| i > l);
        let of_knob = i.checked_sub(knob.first).and_then(|place| knob.cells.get(usize::from(place)).copied().flatten());
        let (glyph, style) = if let Some((glyph, style)) = of_knob {
            (glyph, style)
        } else if limit == Some(i) {
            ('┤', theme.warning())
        } else if beyond {
            ('╌', theme.warning())
        } else if i < knob.first {
            ('━', Style::new().fg(own))
        } else {
            ('─', theme.grid())
        };
        cell.set_char(glyph).set_style(style);
    }
}

/// A slider's knob: its first column on the track, and what stands there and in the next.
struct Knob {
    first: u16,
    cells: [Option<(char, Style)>; 2],
}

/// A knob as wide as a cell, at an eighth of a cell: every press of a key is seen.
fn knob(model: &Model, slider: &Slider, position: f64, width: u16, own: Color) -> Knob {
    const LEFT: [char; 8] = ['█', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];
    let theme = &model.theme;
    let style = Style::new().fg(own);
    let along = position.clamp(0.0, 1.0) * f64::from(width - 1);
    if model.tier == Tier::Ascii {
        let mark = slider.manner.run.map_or('┃', Theme::mark);
        return Knob { first: along.round() as u16, cells: [Some((mark, style.add_modifier(Modifier::BOLD))), None] };
    }
    let eighths = (along * 8.0).round() as u16;
    let (first, part) = (eighths / 8, usize::from(eighths % 8));
    let glyph = match eighths {
        // What is off has a thin one: several in a column would be a wall.
        0 => '▏',
        _ => LEFT.get(part).copied().unwrap_or('█'),
    };
    if part == 0 {
        return Knob { first, cells: [Some((glyph, style)), None] };
    }
    // The first cell's left part is left free, the second's is filled.
    let inverse = match theme.depth {
        // What the ground is of a terminal with its own colors only it knows.
        Depth::None | Depth::Sixteen => style.add_modifier(Modifier::REVERSED),
        _ => Style::new().fg(theme.ground()).bg(own),
    };
    Knob { first, cells: [Some((glyph, inverse)), Some((glyph, style))] }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::theme::{Mode, Scheme};
    use crate::scenario::Scenario;

    /// Every eighth of a cell is a picture of its own, with colours and without.
    #[test]
    fn a_knob_moves_by_eighths_of_a_cell() {
        for depth in [Depth::True, Depth::Sixteen, Depth::None] {
            let model = Model::new(Scenario::default(), Scheme::of(Mode::Dark), depth, (80, 24));
            let reading = Reading {
                symbol: String::new(),
                title: "",
                value: String::new(),
                position: None,
                untouched: false,
                curve: None,
            };
            let manner = Manner { run: Some(0), symbol: true, suggested: false };
            let slider = Slider { reading: &reading, manner, chosen: true, limit: None };
            let mut seen: Vec<Buffer> = Vec::new();
            for eighth in 0..=96 {
                let area = Rect::new(0, 0, 13, 1);
                let mut buffer = Buffer::empty(area);
                track_row(&mut buffer, &model, area, &slider, 0, (0, 13), f64::from(eighth) / 96.0);
                assert!(!seen.contains(&buffer), "{depth:?} {eighth}");
                seen.push(buffer);
            }
        }
    }
}
