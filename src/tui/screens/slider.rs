//! A value with its slider, as shown in every panel: a run's, the scenario's, or a screen's own.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier, Style};

use crate::draw::raster::Tier;
use crate::math::number::figures;
use crate::math::parameter::{Gauge, Span};
use crate::scenario::{Dial, Reading};
use crate::tui::model::Model;
use crate::tui::text;
use crate::tui::theme::{Depth, Theme};

/// Layout of a value by number of rows.
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

/// Appearance of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Manner {
    /// The run whose color and shape it has, if any.
    pub(super) run: Option<usize>,
    /// True if it is labeled by its symbol where space is short, and otherwise by its title.
    pub(super) symbol: bool,
    /// True if an untouched value is a suggestion.
    pub(super) suggested: bool,
}

impl Manner {
    /// The appearance of a dial of the selected run or the scenario.
    pub(super) fn of(model: &Model, dial: Dial) -> Self {
        Self {
            run: dial.of_run().then_some(model.selected),
            symbol: matches!(dial, Dial::Hyper(_) | Dial::Surface(_)),
            suggested: dial == Dial::Hyper(0),
        }
    }
}

/// First column and width of a slider's track in a panel. A value labeled by its symbol alone where space is short gets a longer
/// track.
fn track(panel: u16, symbol: bool, form: Form) -> (u16, u16) {
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

/// The part of a value's range that a track of the given width shows: its knob moves by eighths of a column.
fn span(gauge: &Gauge, width: u16) -> Span {
    gauge.span(8 * width.saturating_sub(1))
}

/// Returns the slider value at a column of the window, clamped to the slider's range.
pub(super) fn value_at(reading: &Reading, manner: Manner, form: Form, panel: Rect, x: u16) -> Option<f64> {
    let (from, width) = track(panel.width, manner.symbol, form);
    let at = f64::from(x) - f64::from(panel.x + from);
    reading.gauge.map(|gauge| span(&gauge, width).at(at / f64::from(width.max(2) - 1)))
}

/// Describes the ends of a slider that shows only part of its range.
pub(super) fn ends(reading: &Reading, manner: Manner, form: Form, panel: u16) -> Option<String> {
    let shown = span(&reading.gauge?, track(panel, manner.symbol, form).1);
    let [low, high] = [0.0, 1.0].map(|end| figures(shown.at(end), 2));
    shown.is_part().then(|| format!("slider: {low} to {high}"))
}

/// The contents of a slider.
pub(super) struct Slider<'a> {
    pub(super) reading: &'a Reading,
    pub(super) manner: Manner,
    pub(super) chosen: bool,
    pub(super) limit: Option<f64>,
}

/// Draws a value in one row, with theory's limit if there is one.
pub(super) fn one_row(
    buffer: &mut Buffer,
    model: &Model,
    area: Rect,
    (place, dial): (usize, Dial),
    limit: Option<f64>,
    row: u16,
) {
    let resolved = model.paths.entry(model.selected).map(|e| e.resolved());
    let Some(reading) = model.scenario.reading(model.knob(dial), resolved) else { return };
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
    match (form, &reading.gauge) {
        (Form::One, gauge) => {
            let (from, width) = track(area.width, slider.manner.symbol, Form::One);
            let room = match gauge {
                Some(_) => from - 1,
                None => area.width.saturating_sub(text::width(&reading.value) + 1),
            };
            // The symbol alone if symbol and text do not fit together.
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
                    if text::width(&both) <= room { both } else { symbol.to_owned() }
                }
                _ => reading.title.to_owned(),
            };
            let style = if *chosen { theme.bright() } else { theme.dim() };
            let end = text::left(buffer, area, 0, row, &text::cut(&label, room), style);
            if let Some(curve) = &reading.curve {
                spark(buffer, model, area, (end + 1, row), curve, text::width(&reading.value) + 1);
            }
            if let Some(gauge) = gauge {
                track_row(buffer, model, area, slider, row, (from, width), gauge);
            }
            text::right(buffer, area, 0, row, &reading.value, text);
        }
        (_, gauge) => {
            let end = text::left(buffer, area, 0, row, &reading.symbol, text);
            text::left(buffer, area, end + 2, row, reading.title, theme.dim());
            text::right(buffer, area, end, row, &reading.value, text);
            if let Some(gauge) = gauge {
                track_row(buffer, model, area, slider, row + 1, (0, area.width), gauge);
            }
        }
    }
}

/// Draws a schedule as a sparkline, as far as there is room between name and value.
fn spark(buffer: &mut Buffer, model: &Model, area: Rect, (x, row): (u16, u16), curve: &[f64], right: u16) {
    const LEVELS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    if x + curve.len() as u16 + right > area.width {
        return;
    }
    let text: String = curve.iter().map(|x| LEVELS[((x.clamp(0.0, 1.0) * 7.0).round() as usize).min(7)]).collect();
    text::left(buffer, area, x, row, &text, Style::new().fg(model.theme.muted(model.selected)));
}

/// Draws a slider's track: `━━━━█────`, with `┤` at theory's limit and `╌` beyond it, and `◂` `▸` where the range continues.
fn track_row(
    buffer: &mut Buffer,
    model: &Model,
    area: Rect,
    slider: &Slider,
    row: u16,
    (from, width): (u16, u16),
    gauge: &Gauge,
) {
    if width < 3 {
        return;
    }
    let theme = &model.theme;
    let shown = span(gauge, width);
    let goes_on = shown.goes_on();
    let place = |value: f64| (shown.position(value) * f64::from(width - 1)).round() as u16;
    let limit = slider.limit.filter(|limit| !shown.is_past(*limit)).map(place);
    let own = match (slider.chosen, slider.manner.run) {
        (true, Some(run)) => theme.run(run),
        (true, None) => theme.bright().fg.unwrap_or_default(),
        (false, Some(run)) => theme.muted(run),
        (false, None) => theme.normal().fg.unwrap_or_default(),
    };
    let knob = knob(model, slider, shown.position(gauge.value), width, own);
    // If the knob would cover the mark, draw it next to the knob, on its own side.
    let limit = limit.map(|l| match (knob.covers(l), slider.limit.is_some_and(|limit| gauge.value > limit)) {
        (false, _) => l,
        (true, true) => knob.first.saturating_sub(1),
        (true, false) => (knob.last() + 1).min(width - 1),
    });
    let cells = text::row(buffer, area, row).get_mut(usize::from(from)..).unwrap_or(&mut []);
    for (i, cell) in (0..width).zip(cells) {
        let beyond = limit.is_some_and(|l| i > l);
        let of_knob = i.checked_sub(knob.first).and_then(|place| knob.cells.get(usize::from(place)).copied().flatten());
        let (glyph, style) = if let Some((glyph, style)) = of_knob {
            (glyph, style)
        } else if limit == Some(i) {
            ('┤', theme.warning())
        } else if goes_on[0] && i == 0 {
            ('◂', theme.dim())
        } else if goes_on[1] && i + 1 == width {
            ('▸', theme.dim())
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

/// A slider's knob: its first column on the track, and the glyphs there and in the next column.
struct Knob {
    first: u16,
    cells: [Option<(char, Style)>; 2],
}

impl Knob {
    fn last(&self) -> u16 {
        self.first + u16::from(self.cells[1].is_some())
    }

    fn covers(&self, column: u16) -> bool {
        (self.first..=self.last()).contains(&column)
    }
}

/// A knob one cell wide, placed in eighths of a cell, so that every key press is visible.
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
        // At the low end, where values are off, the knob is thin: several full ones in a column would look like a wall.
        0 => '▏',
        _ => LEFT.get(part).copied().unwrap_or('█'),
    };
    if part == 0 {
        return Knob { first, cells: [Some((glyph, style)), None] };
    }
    // In the first cell the left part is empty, in the second it is filled.
    let inverse = match theme.depth {
        // Only the terminal itself knows its background color.
        Depth::None | Depth::Sixteen => style.add_modifier(Modifier::REVERSED),
        _ => Style::new().fg(theme.ground()).bg(own),
    };
    Knob { first, cells: [Some((glyph, inverse)), Some((glyph, style))] }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::parameter::Parameter;
    use crate::math::surface::CATALOGUE;
    use crate::optimizer::OPTIMIZERS;
    use crate::scenario::{NOISE, SEED, STEPS, Scenario, TOLERANCE};
    use crate::tui::theme::{Mode, Scheme};

    /// Draws the track of a slider alone.
    fn drawn(model: &Model, reading: &Reading, manner: Manner, panel: u16, form: Form) -> Buffer {
        let slider = Slider { reading, manner, chosen: true, limit: None };
        let (_, width) = track(panel, manner.symbol, form);
        let area = Rect::new(0, 0, width, 1);
        let mut buffer = Buffer::empty(area);
        track_row(&mut buffer, model, area, &slider, 0, (0, width), &reading.gauge.unwrap());
        buffer
    }

    /// Every eighth of a cell looks different, with colors and without.
    #[test]
    fn a_knob_moves_by_eighths_of_a_cell() {
        for depth in [Depth::True, Depth::Sixteen, Depth::None] {
            let model = Model::new(Scenario::default(), Scheme::of(Mode::Dark), depth, (80, 24));
            let manner = Manner { run: Some(0), symbol: true, suggested: false };
            let mut seen: Vec<Buffer> = Vec::new();
            // One position per seed: 96 eighths of 13 cells.
            let parameter = Parameter { slider: (0.0, 87.0), ..SEED };
            for value in 0..=87 {
                let gauge = Gauge { parameter, value: f64::from(value), anchor: 0.0 };
                let reading = reading(gauge);
                let buffer = drawn(&model, &reading, manner, 24, Form::One);
                assert!(!seen.contains(&buffer), "{depth:?} {value}");
                seen.push(buffer);
            }
        }
    }

    fn reading(gauge: Gauge) -> Reading {
        Reading {
            symbol: String::new(),
            title: "",
            value: String::new(),
            gauge: Some(gauge),
            untouched: false,
            curve: None,
        }
    }

    /// In the panels of every screen at 80x24, 120x40 and 200x50, each of twenty presses is visible on the slider of every value, and
    /// a click there sets the value shown.
    #[test]
    fn every_press_is_seen() {
        // Widths of the panels: the race's, with the inspector; the map's; the averages' and the initialization's.
        const PANELS: [u16; 9] = [24, 26, 30, 32, 38, 46, 48, 50, 76];
        let model = Model::new(Scenario::default(), Scheme::of(Mode::Dark), Depth::True, (80, 24));
        let of_rules = OPTIMIZERS.iter().flat_map(|rule| rule.all_hypers());
        let of_surfaces = CATALOGUE.iter().flat_map(|entry| entry.parameters.iter());
        let hypers = of_rules.chain(of_surfaces).map(|p| (*p, true));
        let all: Vec<(Parameter, bool)> = hypers.chain([NOISE, STEPS, TOLERANCE, SEED].map(|p| (p, false))).collect();
        for (parameter, symbol) in all {
            let manner = Manner { run: None, symbol, suggested: false };
            for (panel, form) in PANELS.into_iter().flat_map(|p| [(p, Form::One), (p, Form::Two)]) {
                // From the default, away from the nearer end of the valid range.
                let far = (0..20).fold(parameter.default, |value, _| parameter.nudge(value, 1, false));
                let by = if parameter.nudge(far, 1, false) == far { -1 } else { 1 };
                let mut value = parameter.default;
                let mut seen: Vec<Buffer> = Vec::new();
                for press in 0..20 {
                    let next = parameter.nudge(value, by, false);
                    if next == value {
                        break;
                    }
                    value = next;
                    let reading = reading(Gauge { parameter, value, anchor: parameter.default });
                    let buffer = drawn(&model, &reading, manner, panel, form);
                    assert!(
                        !seen.contains(&buffer),
                        "{} at {value}, press {press}, panel {panel} {form:?}",
                        parameter.name
                    );
                    // Clicking the knob's own column gives about the same value: the knob stays within a column.
                    let (from, width) = track(panel, symbol, form);
                    let column = |g: &Gauge| (span(g, width).position(g.value) * f64::from(width - 1)).round() as u16;
                    let gauge = reading.gauge.unwrap();
                    let area = Rect::new(7, 0, panel, 1);
                    let back = value_at(&reading, manner, form, area, 7 + from + column(&gauge)).unwrap();
                    let back = Gauge { value: back, ..gauge };
                    assert!(column(&back).abs_diff(column(&gauge)) <= 1, "{} {value} {}", parameter.name, back.value);
                    seen.push(buffer);
                }
            }
        }
    }

    /// Suggested or set by hand, the knob of α is at the same part of the range; dragging reaches both ends.
    #[test]
    fn the_slider_of_alpha_lies_around_the_suggestion() {
        let mut model = Model::new(Scenario::default(), Scheme::of(Mode::Dark), Depth::True, (80, 24));
        let gauge = |model: &Model| {
            let resolved = model.paths.entry(model.selected).map(|e| e.resolved());
            model.scenario.reading(model.knob(Dial::Hyper(0)), resolved).and_then(|r| r.gauge).unwrap()
        };
        let before = gauge(&model);
        for _ in 0..5 {
            let _ = crate::tui::update::update(&mut model, crate::tui::Action::Alpha(1));
        }
        let after = gauge(&model);
        assert_eq!(before.anchor, before.value);
        assert_eq!(after.anchor, before.anchor);
        assert!(after.value > 1.7 * before.value);
        assert_eq!(span(&after, 13), span(&before, 13));
        // A scenario opened with that α looks the same.
        let mut opened = Model::new(model.scenario.clone(), Scheme::of(Mode::Dark), Depth::True, (80, 24));
        opened.selected = model.selected;
        assert_eq!(gauge(&opened), after);
    }
}
