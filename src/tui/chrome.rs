//! Header and key hints, shown on every screen.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::init::{self, Part};
use super::keymap;
use super::layout::Layout;
use super::model::Model;
use super::screen::Screen;
use super::text;
use super::theme::Theme;
use crate::math::number::short;
use crate::scenario::Problem;
use crate::scenario::smooth::Source;

/// First column of a screen's digit and name in the header, and the column after it; `None` if there is no room. In a
/// narrow window only the active screen shows its name.
fn tab(layout: &Layout, active: Screen, index: usize) -> Option<(u16, u16)> {
    if layout.header.width < 76 {
        return None;
    }
    let mut from = 10;
    for (i, (screen, _, name)) in Screen::ALL.iter().enumerate() {
        let to = from + if is_named(layout, active, *screen) { 2 + text::width(name) } else { 1 };
        if i == index {
            return Some((from, to));
        }
        from = to + if layout.header.width < WIDE { 2 } else { 3 };
    }
    None
}

/// Window width from which every screen shows its name in the header.
const WIDE: u16 = 100;

fn is_named(layout: &Layout, active: Screen, screen: Screen) -> bool {
    layout.header.width >= WIDE || screen == active
}

/// The digit of the screen whose name is at a cell of the window.
pub fn tab_at(layout: &Layout, active: Screen, x: u16, y: u16) -> Option<u8> {
    if y != layout.header.y {
        return None;
    }
    let hit = |i: &usize| tab(layout, active, *i).is_some_and(|(from, to)| (from..to).contains(&x));
    (0..Screen::ALL.len()).find(hit).and_then(|i| Screen::ALL.get(i)).map(|(_, digit, _)| *digit)
}

/// Draws the header: program name, screens, subject of the screen.
pub fn header(buffer: &mut Buffer, model: &Model, layout: &Layout) {
    let (theme, area) = (&model.theme, layout.header);
    text::left(buffer, area, 1, 0, "ravine", theme.bright());
    let mut end = 8;
    for (i, (screen, digit, name)) in Screen::ALL.iter().enumerate() {
        let Some((from, _)) = tab(layout, model.screen, i) else { break };
        let on = *screen == model.screen;
        end = text::left(buffer, area, from, 0, &digit.to_string(), if on { theme.normal() } else { theme.dim() });
        if is_named(layout, model.screen, *screen) {
            end = text::left(buffer, area, end + 1, 0, name, if on { theme.bright() } else { theme.dim() });
        }
    }
    if end == 8 && area.width >= 40 {
        let name = Screen::ALL.iter().find(|(screen, ..)| *screen == model.screen).map_or("", |(.., name)| name);
        end = text::left(buffer, area, 10, 0, name, theme.bright());
    }
    let room = area.width.saturating_sub(end + 3);
    let mut pieces = match model.screen {
        Screen::Averages => series(model),
        Screen::Init => net(model),
        _ => surface(model, room),
    };
    let total = |p: &[(String, Style)]| p.iter().map(|(t, _)| text::width(t)).sum::<u16>() + 3 * (p.len() as u16 - 1);
    while pieces.len() > 1 && total(&pieces) > room {
        pieces.pop();
    }
    if let [(only, _)] = pieces.as_mut_slice() {
        *only = text::cut(only, room);
    }
    let mut x = area.width.saturating_sub(total(&pieces) + 1);
    for (text, style) in pieces {
        x = text::left(buffer, area, x, 0, &text, style) + 3;
    }
}

/// The series in pieces; the last ones may be dropped.
fn series(model: &Model) -> Vec<(String, Style)> {
    let (theme, setup) = (&model.theme, &model.smoothing.values().setup);
    let count = format!("{} {}s", setup.count(), model.smoothing.step());
    let mut pieces = vec![(model.smoothing.name().to_owned(), theme.normal()), (count, theme.dim())];
    pieces.push(match &setup.source {
        Source::Kind(_) => (format!("seed {}", setup.seed), theme.dim()),
        Source::Column(column) => (column.file.clone(), theme.dim()),
    });
    pieces
}

/// The net in pieces; the last ones may be dropped.
fn net(model: &Model) -> Vec<(String, Style)> {
    let (theme, values) = (&model.theme, model.init.values());
    let size = match model.init.part() {
        Part::Signal if values.averaged() == 1 => format!("{} layers × {}", values.depth, values.width),
        Part::Signal => format!("{} nets of {} layers × {}", values.averaged(), values.depth, values.width),
        Part::Chain => format!("{} layers × 1", values.depth),
        Part::Symmetry => format!("2 → {} → 1", values.units),
    };
    vec![
        (values.activation.name().to_owned(), theme.normal()),
        (size, theme.dim()),
        (format!("seed {}", values.seed), theme.dim()),
    ]
}

/// The surface in pieces: name, parameters, formula; the last ones may be dropped.
fn surface(model: &Model, room: u16) -> Vec<(String, Style)> {
    let theme = &model.theme;
    let surface = model.scenario.surface();
    let mut parts: Vec<String> =
        surface.parameters().iter().zip(surface.values()).map(|(p, v)| format!("{}={}", p.symbol, short(*v))).collect();
    if matches!(model.scenario.problem, Problem::Data { .. } | Problem::Typed { .. })
        && let Some(kappa) = surface.condition_number()
    {
        parts.push(if kappa.is_finite() { format!("κ={}", short(kappa)) } else { "κ=∞".to_owned() });
    }
    let name = match &model.scenario.problem {
        Problem::Data { sample, .. } => {
            let standardized = if sample.is_standardized() { ", standardized" } else { "" };
            format!("{} {} by {}{standardized}", model.scenario.problem.name(), sample.target, sample.feature)
        }
        Problem::Formula { .. } => model.scenario.problem.name().to_owned(),
        // A typed formula is its own name.
        Problem::Typed { .. } => surface.formula().to_owned(),
    };
    // From the right: formula, parameters, name; where there is no room, the formula goes first, then the feature's name.
    let extra = parts.join(" ");
    let fits = |name: &str| text::width(name) + text::width(&extra) + 3 <= room;
    let name = match &model.scenario.problem {
        Problem::Data { sample, .. } if !fits(&name) => {
            // Keep this word as long as possible: standardization changes every number.
            let standardized = if sample.is_standardized() { ", standardized" } else { "" };
            let (ground, target) = (model.scenario.problem.name(), &sample.target);
            let shorter = [
                format!("{ground} {target}{standardized}"),
                format!("{target}{standardized}"),
                format!("{ground} {target}"),
            ];
            shorter.into_iter().find(|name| fits(name)).unwrap_or_else(|| target.clone())
        }
        _ => name,
    };
    let mut pieces = vec![(name.clone(), theme.normal())];
    pieces.extend((!parts.is_empty()).then(|| (parts.join(" "), theme.dim())));
    if !surface.is_typed() {
        pieces.push((surface.formula().to_owned(), theme.dim()));
    }
    pieces
}

/// Draws a message in full: if the bottom line is too short, it starts above, over whatever is there.
fn notice(buffer: &mut Buffer, model: &Model, area: Rect, message: &str) {
    /// More rows than this would hide the subject of the message.
    const MOST: usize = 3;
    let mut lines = text::wrap(message, area.width.saturating_sub(2));
    lines.truncate(MOST);
    let above = (lines.len() as u16).saturating_sub(1).min(area.y);
    let area = Rect { y: area.y - above, height: above + 1, ..area };
    for (row, line) in lines.iter().enumerate().skip(lines.len().saturating_sub(usize::from(above) + 1)) {
        let row = row as u16;
        if above > 0 {
            text::left(buffer, area, 0, row, &" ".repeat(usize::from(area.width)), model.theme.page());
        }
        text::left(buffer, area, 1, row, line, model.theme.bright());
    }
}

/// Draws the bottom line: a message if there is one, else the most important keys.
pub fn hints(buffer: &mut Buffer, model: &Model, layout: &Layout) {
    let (theme, area) = (&model.theme, layout.hints);
    if area.height == 0 {
        return;
    }
    if let Some(message) = &model.message {
        notice(buffer, model, area, message);
        return;
    }
    let mut from = 1;
    if layout.panel.width == 0 && model.screen == Screen::Averages {
        // Without a panel this line shows the value that the keys change.
        let bench = &model.smoothing.bench;
        if let Some(reading) = bench.reading(bench.chosen()) {
            let name = if reading.symbol.is_empty() { reading.title } else { &reading.symbol };
            let text = text::cut(&format!("{name} {}", reading.value), area.width.saturating_sub(2));
            from = text::left(buffer, area, 1, 0, &text, theme.bright()) + 3;
        }
    } else if layout.panel.width == 0 && model.screen == Screen::Init {
        let bench = &model.init.bench;
        if let Some(reading) = bench.reading(bench.chosen()) {
            let name = if reading.symbol.is_empty() { reading.title } else { &reading.symbol };
            let text = text::cut(&format!("{name} {}", reading.value), area.width.saturating_sub(2));
            from = text::left(buffer, area, 1, 0, &text, theme.bright()) + 3;
        }
    } else if layout.panel.width == 0 {
        // Without a panel this line shows the selected run and its state.
        let names = model.scenario.names();
        let name = names.get(model.selected).map_or("", String::as_str);
        let entry = model.paths.entry(model.selected);
        let mark = Theme::mark(model.selected).to_string();
        from = text::left(buffer, area, 1, 0, &mark, theme.normal().fg(theme.run(model.selected))) + 1;
        let mut text = name.to_owned();
        // The value that the keys change, and the loss where nothing else shows it.
        let reading =
            model.chosen().and_then(|dial| model.scenario.reading(model.knob(dial), entry.map(|e| e.resolved())));
        if let Some(reading) = reading {
            let name = if reading.symbol.is_empty() { reading.title } else { &reading.symbol };
            text = format!("{text}  {name} {}", reading.value);
        }
        if model.screen == Screen::Race {
            let loss = entry.and_then(|e| e.trajectory().at(model.player.cursor)).map_or(0.0, |r| r.loss);
            text = format!("{text}  loss {}", short(loss));
        }
        let text = text::cut(&text, area.width.saturating_sub(from));
        from = text::left(buffer, area, from, 0, &text, theme.bright()) + 3;
    }
    let idle = |action| model.screen == Screen::Init && init::idle(model.init.part(), action).is_some();
    let hints = keymap::hints(model.screen, idle).into_iter().enumerate();
    let mut hints: Vec<(usize, &str, u8)> = hints.map(|(i, (text, order))| (i, text, order)).collect();
    let width = |hints: &[(usize, &str, u8)]| hints.iter().map(|h| text::width(h.1) + 3).sum::<u16>();
    hints.sort_by_key(|h| h.2);
    while !hints.is_empty() && from + width(&hints) > area.width + 2 {
        hints.pop();
    }
    hints.sort_by_key(|h| (h.2 == 0 && h.1.starts_with('?'), h.0));
    for (_, text, _) in hints {
        let text = if text == "space play" && model.shown().playing { "space pause" } else { text };
        let (keys, what) = text.rsplit_once(' ').unwrap_or((text, ""));
        let end = text::left(buffer, area, from, 0, keys, theme.normal());
        from = text::left(buffer, area, end + 1, 0, what, theme.dim()) + 3;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{Preset, Scenario};
    use crate::tui::theme::{Depth, Mode, Scheme};
    use crate::tui::{FrameCache, view};

    /// Messages are shown to the last word, even in a narrow window.
    #[test]
    fn messages_are_not_cut() {
        for preset in [Preset::Correction, Preset::Conventions, Preset::Batches] {
            for width in [60, 80, 120] {
                let mut model = Model::new(Scenario::default(), Scheme::of(Mode::Dark), Depth::None, (width, 24));
                let _ = crate::tui::update::update(&mut model, crate::tui::Action::Preset(preset));
                let said = model.message.clone().unwrap_or_default();
                assert!(!said.is_empty());
                let mut buffer = Buffer::empty(Rect::new(0, 0, width, 24));
                let mut cache = FrameCache::default();
                cache.update(&model, || false);
                view::draw(&mut buffer, &model, &cache);
                let row = |y: u16| (0..width).map(|x| buffer[(x, y)].symbol()).collect::<String>();
                let last: Vec<String> = (21..24).map(row).collect();
                let shown: Vec<&str> = last.iter().flat_map(|row| row.split_whitespace()).collect();
                let words: Vec<&str> = said.split_whitespace().collect();
                assert!(shown.windows(words.len()).any(|part| part == words), "{said}\n{last:#?}");
            }
        }
    }

    /// The hints of the initialization screen list only keys that work in the current part.
    #[test]
    fn hints_act_in_the_part_that_is_shown() {
        let mut model = Model::new(Scenario::default(), Scheme::of(Mode::Dark), Depth::None, (200, 50));
        model.screen = Screen::Init;
        for (part, there, missing) in [
            (Part::Signal, ["6 next part", "tab scheme", "d compare"], ["E break", "a A α"]),
            (Part::Chain, ["6 next part", "f activation", "1-6 screen"], ["tab scheme", "E break"]),
            (Part::Symmetry, ["tab scheme", "a A α", "E break"], ["d compare", "v arrows"]),
        ] {
            assert_eq!(model.init.part(), part);
            let layout = Layout::of(&model, model.size).unwrap();
            let mut buffer = Buffer::empty(Rect::new(0, 0, 200, 50));
            hints(&mut buffer, &model, &layout);
            let bar: String = (0..200).map(|x| buffer[(x, layout.hints.y)].symbol()).collect();
            assert!(there.iter().all(|hint| bar.contains(hint)), "{bar}");
            assert!(!missing.iter().any(|hint| bar.contains(hint)), "{bar}");
            let _ = crate::tui::update::update(&mut model, crate::tui::Action::Part);
        }
    }
}
