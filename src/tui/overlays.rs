//! Overlays on top of a screen: help, lists, a value being typed, the command line.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::widgets::{Clear, Widget};
use unicode_width::UnicodeWidthChar;

use super::keymap::{self, MOUSE, WORDS};
use super::model::{Entry, Model, Overlay};
use super::picker::{Picker, Purpose};
use super::picture::Name;
use super::scene;
use super::screen::Screen;
use super::slip::Slip;
use super::text;

/// Draws the open overlay; returns the position of the text cursor if text is being typed.
pub fn draw(buffer: &mut Buffer, model: &Model) -> Option<(u16, u16)> {
    match &model.overlay {
        Overlay::None => None,
        Overlay::Help(scroll) => {
            help(buffer, model, *scroll);
            None
        }
        Overlay::Picker(picker) => Some(list(buffer, model, picker)),
        Overlay::Entry(entry) => Some(field(buffer, model, entry)),
        Overlay::Command(line) => {
            command(buffer, model, line);
            None
        }
        Overlay::Picture(name) => Some(picture_name(buffer, model, name)),
    }
}

/// Clears a box in the center of the window, no larger than the window, and returns its interior.
fn window(buffer: &mut Buffer, model: &Model, width: u16, height: u16) -> Rect {
    let all = buffer.area;
    let (width, height) = (width.min(all.width), height.min(all.height));
    boxed(buffer, model, Rect::new((all.width - width) / 2, (all.height - height) / 2, width, height))
}

/// Clears a box and returns its interior.
fn boxed(buffer: &mut Buffer, model: &Model, outer: Rect) -> Rect {
    Clear.render(outer, buffer);
    buffer.set_style(outer, model.theme.page());
    let tinted = model.theme.page().bg(model.theme.selected());
    buffer.set_style(outer, tinted);
    if !model.theme.fills() {
        ratatui::widgets::Block::bordered().border_style(model.theme.dim()).render(outer, buffer);
    }
    inside(outer)
}

/// Interior of a box.
fn inside(outer: Rect) -> Rect {
    let (x, y) = (u16::from(outer.width > 30) + 1, u16::from(outer.height > 4));
    Rect::new(outer.x + x, outer.y + y, outer.width.saturating_sub(2 * x), outer.height.saturating_sub(2 * y))
}

/// Lines of the help: keys and their actions; an empty key marks a title. The screen's own keys come first, keys of
/// other screens last.
fn help_lines(model: &Model) -> Vec<(String, String)> {
    let mut lines = Vec::new();
    let line = |(a, b): (&str, &str)| (a.to_owned(), b.to_owned());
    for (place, (title, bindings)) in keymap::here(model.screen).into_iter().enumerate() {
        let here = if place == 0 { "on this screen: " } else { "" };
        lines.push((String::new(), format!("{here}{title}")));
        lines.extend(bindings.into_iter().map(|b| line((b.label, b.help))));
    }
    for (title, more) in [("mouse", MOUSE), ("words", WORDS)] {
        lines.push((String::new(), title.to_owned()));
        lines.extend(more.iter().copied().map(line));
    }
    for (screen, number, _) in Screen::ALL.into_iter().filter(|(screen, ..)| *screen != model.screen) {
        // Keys that mean the same here have been listed.
        let told = |b: &&keymap::Binding| {
            !lines.iter().any(|(keys, help)| (keys.as_str(), help.as_str()) == (b.label, b.help))
        };
        let more: Vec<&keymap::Binding> = keymap::leading(screen).filter(told).collect();
        if let (Some(title), false) = (keymap::title(screen), more.is_empty()) {
            lines.push((String::new(), format!("on screen {number}: {title}")));
            lines.extend(more.into_iter().map(|b| line((b.label, b.help))));
        }
    }
    lines
}

/// Width of a help column: a key, its action, a gap.
const HELP_WIDTH: usize = 56;

/// The help in one column, or in two where there is room; the second starts with a title.
fn help_columns(model: &Model) -> Vec<Vec<(String, String)>> {
    let mut lines = help_lines(model);
    if usize::from(model.size.0) < 2 * HELP_WIDTH + 4 {
        return vec![lines];
    }
    let titles = lines.iter().enumerate().filter(|(_, (keys, _))| keys.is_empty()).map(|(i, _)| i);
    let split = titles.min_by_key(|i| (*i).max(lines.len() - i)).unwrap_or(lines.len());
    let right = lines.split_off(split);
    vec![lines, right]
}

/// Maximum scroll offset of the help, given the window height.
pub fn help_scroll(model: &Model) -> usize {
    let rows = help_columns(model).iter().map(Vec::len).max().unwrap_or(0);
    rows.saturating_sub(usize::from(model.size.1.saturating_sub(4)))
}

fn help(buffer: &mut Buffer, model: &Model, scroll: usize) {
    let columns = help_columns(model);
    let rows = columns.iter().map(Vec::len).max().unwrap_or(0) as u16;
    let area = window(buffer, model, (HELP_WIDTH * columns.len()) as u16 + 4, rows + 4);
    let theme = &model.theme;
    text::left(buffer, area, 0, 0, "keys", theme.bright());
    let more = match (scroll > 0, scroll < help_scroll(model)) {
        (_, true) => "▾ more   ? or Esc closes",
        (true, false) => "▴ more   ? or Esc closes",
        _ => "? or Esc closes",
    };
    if !text::right(buffer, area, 6, 0, more, theme.dim()) {
        text::right(buffer, area, 6, 0, more.split("  ").next().unwrap_or(more), theme.dim());
    }
    let room = usize::from(area.height.saturating_sub(2));
    for (column, lines) in columns.iter().enumerate() {
        let part =
            Rect { x: area.x + (HELP_WIDTH * column) as u16, width: (HELP_WIDTH as u16 - 1).min(area.width), ..area };
        // Where the window is too narrow for both, the description matters more than its alignment.
        let what_at: u16 = if part.width < 40 { 11 } else { 19 };
        let shown = lines.iter().skip(scroll).take(room);
        for (i, (keys, what)) in shown.enumerate() {
            let row = 2 + i as u16;
            if keys.is_empty() {
                text::left(buffer, part, 0, row, what, theme.dim());
            } else {
                let keys_room = what_at.saturating_sub(3);
                text::left(buffer, part, 2, row, &text::cut(keys, keys_room), theme.bright());
                let room = part.width.saturating_sub(what_at);
                text::left(buffer, part, what_at, row, &text::cut(what, room), theme.normal());
            }
        }
    }
}

/// Error of the last choice, wrapped to lines under the input.
fn list_error(picker: &Picker, width: u16) -> Vec<String> {
    let error = picker.error.as_deref().filter(|_| picker.slip().is_none());
    error.map(|error| text::wrap(error, width.saturating_sub(2))).unwrap_or_default()
}

/// Row of a list's first line.
fn list_top(picker: &Picker, width: u16) -> u16 {
    match list_error(picker, width).len() as u16 {
        0 => 3,
        lines => lines + 3,
    }
}

/// Visible lines of a list: index of the first, and count.
fn list_window(picker: &Picker, inside: (u16, u16)) -> (usize, usize) {
    let (width, height) = inside;
    let room = usize::from(height.saturating_sub(list_top(picker, width)));
    let first = (picker.chosen + 1).saturating_sub(room);
    (first, room)
}

/// Box of a list: as high as its lines, with its top where the full list would fit, so that the input stays in place.
fn list_box(model: &Model, picker: &Picker) -> Rect {
    let (across, down) = model.size;
    let most = down.saturating_sub(2);
    // Leave room for a message even if there is nothing to choose.
    let rows = |lines: usize| (lines.min(1000) as u16 + 5).max(8).min(most);
    let width = across.saturating_sub(4).clamp(76, 108).min(across);
    let (whole, own) =
        (rows(picker.count()), list_error(picker, width.saturating_sub(4)).len() + picker.matches().len());
    Rect::new((across - width) / 2, (down - whole.min(down)) / 2, width, rows(own).min(whole).min(down))
}

fn list(buffer: &mut Buffer, model: &Model, picker: &Picker) -> (u16, u16) {
    let area = boxed(buffer, model, list_box(model, picker));
    let theme = &model.theme;
    let (title, hint) = match (picker.purpose, &picker.columns_of) {
        (Purpose::Ground, Some(file)) => (format!("{file}: choose target and feature"), "type to filter"),
        (_, Some(file)) => (format!("{file}: choose a column"), "type to filter"),
        (Purpose::Ground, None) => ("surface or data".to_owned(), "a name, a CSV file's path, or a formula"),
        (Purpose::Optimizer, None) => ("add an optimizer".to_owned(), "type to filter"),
        (Purpose::Series, None) => ("series".to_owned(), "a name, or a CSV file's path"),
    };
    let end = text::left(buffer, area, 0, 0, &text::cut(&title, area.width), theme.dim());
    text::right(buffer, area, end + 2, 0, hint, theme.dim());
    let end = text::left(buffer, area, 0, 1, "› ", theme.bright());
    // Text longer than the line scrolls with the cursor.
    let shown = usize::from(area.width.saturating_sub(end + 1));
    let scroll = picker.filter.visual_scroll(shown);
    text::left(buffer, area, end, 1, behind(picker.filter.value(), scroll), theme.bright());
    let matches = picker.matches();
    let (first, room) = list_window(picker, (area.width, area.height));
    let top = list_top(picker, area.width);
    // Names take precedence over descriptions: two names may differ in their last letters alone.
    let names = area.width.saturating_sub(2);
    let abouts = picker.widest_name().min(22) + 2;
    for (i, item) in matches.iter().enumerate().skip(first).take(room) {
        let row = top + (i - first) as u16;
        let chosen = i == picker.chosen;
        if chosen {
            text::left(buffer, area, 0, row, "▐", theme.bright());
        }
        let style = if chosen { theme.bright() } else { theme.normal() };
        let end = text::left(buffer, area, 2, row, &text::cut(item.name(), names), style).max(abouts) + 2;
        let room = area.width.saturating_sub(end);
        text::left(buffer, area, end, row, &text::cut(&item.about_in(room), room), theme.dim());
    }
    if let Some(slip) = picker.slip() {
        let before: usize = picker.filter.value().chars().take(slip.at).map(|c| c.width().unwrap_or(0)).sum();
        let column = before.saturating_sub(scroll).min(usize::from(area.width)) as u16;
        mistake(buffer, model, area, end + column, slip);
    } else if picker.error.is_some() {
        for (i, line) in list_error(picker, area.width).iter().enumerate() {
            text::left(buffer, area, 2, 2 + i as u16, line, theme.warning());
        }
    } else if matches.is_empty() {
        let line = picker.path().map_or("nothing has that name".to_owned(), |path| format!("there is no file {path}"));
        text::left(buffer, area, 2, 3, &text::cut(&line, area.width.saturating_sub(2)), theme.dim());
    }
    let cursor = end + picker.filter.visual_cursor().saturating_sub(scroll).min(shown) as u16;
    (area.x + cursor.min(area.width.saturating_sub(1)), area.y + 1)
}

/// The part of a text after its first `columns` columns.
fn behind(text: &str, columns: usize) -> &str {
    let mut passed = 0;
    let found = text.char_indices().find(|(_, c)| {
        let is_behind = passed >= columns;
        passed += c.width().unwrap_or(0);
        is_behind
    });
    found.and_then(|(at, _)| text.get(at..)).unwrap_or("")
}

/// Draws a caret under the position of an error in the input, and the error message.
fn mistake(buffer: &mut Buffer, model: &Model, area: Rect, column: u16, slip: &Slip) {
    let column = column.clamp(2, area.width.saturating_sub(1).max(2));
    text::left(buffer, area, column, 2, "^", model.theme.warning());
    for (i, line) in text::wrap(&slip.line, area.width.saturating_sub(2)).iter().enumerate() {
        text::left(buffer, area, 2, 3 + i as u16, line, model.theme.warning());
    }
}

/// Index of the list line at a cell of the window.
pub fn list_hit(model: &Model, picker: &Picker, x: u16, y: u16) -> Option<usize> {
    let outer = list_box(model, picker);
    let (area, left, width) = (inside(outer), outer.x, outer.width);
    let top = area.y + list_top(picker, area.width);
    let (first, room) = list_window(picker, (area.width, area.height));
    let row = usize::from(y.checked_sub(top)?);
    let place = first + row;
    (x >= left && x < left + width && row < room && place < picker.matches().len()).then_some(place)
}

fn field(buffer: &mut Buffer, model: &Model, entry: &Entry) -> (u16, u16) {
    let resolved = model.paths.entry(model.selected).map(|e| e.resolved());
    let own = &model.smoothing.bench;
    let (reading, allowed) = match entry.dial {
        Some(dial) => (model.scenario.reading(model.knob(dial), resolved), model.scenario.allowed(model.knob(dial))),
        None if model.screen == Screen::Init => {
            let own = &model.init.bench;
            (own.reading(own.chosen()), Some(own.allowed(own.chosen())))
        }
        None => (own.reading(own.chosen()), Some(own.allowed(own.chosen()))),
    };
    let (name, now) = reading
        .map_or((String::new(), String::new()), |r| (format!("{} {}", r.symbol, r.title).trim().to_owned(), r.value));
    let error = entry.error.clone().unwrap_or_default();
    // Accepted input, until there is an error to show instead.
    let allowed = allowed.unwrap_or_default();
    let width = (text::width(&error).max(text::width(&allowed)) + 6).clamp(44, 76);
    let lines = text::wrap(&error, width.min(buffer.area.width).saturating_sub(4));
    let area = window(buffer, model, width, 5 + lines.len() as u16);
    let theme = &model.theme;
    text::left(buffer, area, 0, 0, &name, theme.dim());
    text::right(buffer, area, text::width(&name) + 1, 0, &format!("now {now}"), theme.dim());
    let end = text::left(buffer, area, 0, 1, "› ", theme.bright());
    text::left(buffer, area, end, 1, entry.input.value(), theme.bright());
    for (i, line) in lines.iter().enumerate() {
        text::left(buffer, area, 0, 2 + i as u16, line, theme.warning());
    }
    if entry.error.is_none() {
        text::left(buffer, area, 0, 2, &text::cut(&allowed, area.width), theme.dim());
    }
    (area.x + 2 + entry.input.visual_cursor() as u16, area.y + 1)
}

/// Draws the line that reproduces the screen; if the screen's command prints numbers, also the line that opens it.
fn command(buffer: &mut Buffer, model: &Model, line: &str) {
    let width = model.size.0.saturating_sub(4).min(100);
    let wrapped = |line: &str| text::wrap(line, width.saturating_sub(4));
    let other = scene::other_line(model).map(|line| wrapped(&line)).unwrap_or_default();
    let lines = wrapped(line);
    let rows = lines.len() + if other.is_empty() { 0 } else { other.len() + 3 };
    let area = window(buffer, model, width, rows as u16 + 7);
    let theme = &model.theme;
    let title = if other.is_empty() { "this screen again" } else { "the same numbers again" };
    text::left(buffer, area, 0, 0, title, theme.dim());
    text::right(buffer, area, 24, 0, "copied", theme.good());
    let mut row = 2;
    for line in &lines {
        text::left(buffer, area, 0, row, line, theme.bright());
        row += 1;
    }
    if !other.is_empty() {
        text::left(buffer, area, 0, row + 1, "this screen, with its first values", theme.dim());
        text::right(buffer, area, 36, row + 1, "c copies it", theme.dim());
        row += 3;
        for line in &other {
            text::left(buffer, area, 0, row, line, theme.normal());
            row += 1;
        }
    }
    let about = "after ravine render --out FILE.svg: a picture, as e writes it";
    let about = if other.is_empty() { about } else { "e writes a picture of this screen" };
    text::left(buffer, area, 0, row + 1, &text::cut(about, area.width), theme.dim());
}

/// Draws the name of a picture while it is typed.
fn picture_name(buffer: &mut Buffer, model: &Model, name: &Name) -> (u16, u16) {
    let theme = &model.theme;
    let help = "a vector picture .svg, text .txt, text with colors .ansi";
    let (note, style) = name.note.as_deref().map_or((help, theme.dim()), |note| (note, theme.warning()));
    let lines = text::wrap(note, 64.min(buffer.area.width).saturating_sub(4));
    let area = window(buffer, model, 64, 4 + lines.len() as u16);
    text::left(buffer, area, 0, 0, "write a picture", theme.dim());
    text::right(buffer, area, 18, 0, "Enter writes, Esc does not", theme.dim());
    let end = text::left(buffer, area, 0, 1, "› ", theme.bright());
    let shown = usize::from(area.width.saturating_sub(end + 1));
    let scroll = name.input.visual_scroll(shown);
    text::left(buffer, area, end, 1, behind(name.input.value(), scroll), theme.bright());
    for (i, line) in lines.iter().enumerate() {
        text::left(buffer, area, 0, 2 + i as u16, line, style);
    }
    let cursor = end + name.input.visual_cursor().saturating_sub(scroll).min(shown) as u16;
    (area.x + cursor.min(area.width.saturating_sub(1)), area.y + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// In a window of 80 columns, a line of a list has 72.
    #[test]
    fn lists_are_not_cut_at_80_columns() {
        for picker in [Picker::ground(Vec::new()), Picker::optimizer(), Picker::series(None)] {
            let names = picker.widest_name().min(22) + 2;
            for item in picker.items() {
                let room = 72 - (2 + text::width(item.name())).max(names) - 2;
                let about = item.about_in(room);
                assert!(text::width(&about) <= room, "{}: {about}, {room}", item.name());
            }
        }
    }
}
