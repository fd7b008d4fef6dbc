//! The table of keys: it drives dispatch, the help and the hints.

mod common;
mod screens;
mod words;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::action::Action;
use super::screen::Screen;
use crate::scenario::Preset;

pub use words::{MOUSE, WORDS};

use Key::{Char, Code, Ctrl};

/// A key as it arrives: the resulting character, without Shift.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// A character.
    Char(char),
    /// A character with Ctrl.
    Ctrl(char),
    /// Any other key.
    Code(KeyCode),
}

/// A line of the table.
#[derive(Debug)]
pub struct Binding {
    /// Keys as shown to the user.
    pub label: &'static str,
    /// Description of the action.
    pub help: &'static str,
    /// Text in the hint line, if it is listed there, and the priority with which it is dropped when space is short.
    pub hint: Option<(&'static str, u8)>,
    /// Keys and their actions.
    pub keys: &'static [(Key, Action)],
    /// Screens where it precedes the other lines, because it matters most there.
    pub first: &'static [Screen],
}

impl Binding {
    const fn new(label: &'static str, help: &'static str, keys: &'static [(Key, Action)]) -> Self {
        Self { label, help, hint: None, keys, first: &[] }
    }

    const fn hint(self, words: &'static str, order: u8) -> Self {
        Self { hint: Some((words, order)), ..self }
    }

    const fn first(self, screens: &'static [Screen]) -> Self {
        Self { first: screens, ..self }
    }
}

/// A group of lines in the help.
#[derive(Debug)]
pub struct Group {
    /// The title.
    pub title: &'static str,
    /// The screen on which its keys take precedence over those of other groups; `None` for every screen.
    pub screen: Option<Screen>,
    /// The lines.
    pub bindings: &'static [Binding],
}

/// All groups: first those of single screens, then the common ones.
pub fn groups() -> impl Iterator<Item = &'static Group> {
    screens::KEYS.iter().chain(common::KEYS)
}

/// The lines that come first on a screen: its own, and common ones that matter most there.
pub fn leading(screen: Screen) -> impl Iterator<Item = &'static Binding> {
    let own = groups().filter(move |group| group.screen == Some(screen)).flat_map(|group| group.bindings);
    let common = groups().filter(|group| group.screen.is_none()).flat_map(|group| group.bindings);
    own.chain(common.filter(move |binding| binding.first.contains(&screen)))
}

/// Title of a screen in the help.
pub fn title(screen: Screen) -> Option<&'static str> {
    groups().find(|group| group.screen == Some(screen)).map(|group| group.title)
}

/// Lines that the help lists for a screen before the keys of other screens: the leading ones, then common ones with at
/// least one key that has its usual meaning here.
pub fn here(screen: Screen) -> Vec<(&'static str, Vec<&'static Binding>)> {
    let lead: Vec<&Binding> = leading(screen).collect();
    let taken: Vec<Key> = lead.iter().flat_map(|b| b.keys).map(|(key, _)| *key).collect();
    let means = |(key, action): &(Key, Action)| !taken.contains(key) && !refuses(screen, *action);
    let stays = |b: &&Binding| b.keys.is_empty() || b.keys.iter().any(means);
    let rest = |group: &'static Group| (group.title, group.bindings.iter().filter(stays).collect::<Vec<_>>());
    let common = groups().filter(|group| group.screen.is_none()).map(rest);
    let common: Vec<_> = common.filter(|(_, bindings)| !bindings.is_empty()).collect();
    std::iter::once((title(screen).unwrap_or(""), lead)).chain(common).collect()
}

/// Converts a key event to a key of the table.
pub fn key(event: &KeyEvent) -> Option<Key> {
    let ctrl = event.modifiers.contains(KeyModifiers::CONTROL);
    if event.modifiers.intersects(KeyModifiers::ALT | KeyModifiers::META | KeyModifiers::SUPER) {
        return None;
    }
    Some(match event.code {
        KeyCode::Char(c) if ctrl => Ctrl(c.to_ascii_lowercase()),
        KeyCode::Char(c) => Char(c),
        // Some terminals send Tab with Shift instead of BackTab.
        KeyCode::Tab if event.modifiers.contains(KeyModifiers::SHIFT) => Code(KeyCode::BackTab),
        code => Code(code),
    })
}

/// The action of a key on a screen: the screen's own, else the common one, else the one it has on another screen.
pub fn action(key: Key, screen: Screen) -> Option<Action> {
    let of = |wanted: Option<Screen>| groups().filter(move |group| group.screen == wanted);
    let groups = of(Some(screen)).chain(of(None)).chain(groups().filter(|group| group.screen.is_some()));
    groups.flat_map(|group| group.bindings).flat_map(|b| b.keys).find(|(k, _)| *k == key).map(|(_, action)| *action)
}

/// Returns true if an action does not apply to a screen, which then tells where it is available.
fn refuses(screen: Screen, action: Action) -> bool {
    use Action as A;
    match screen {
        Screen::Averages | Screen::Init => {}
        _ => return false,
    }
    let init = screen == Screen::Init;
    match action {
        A::Hide | A::Solo | A::Add | A::Tune | A::Onward | A::Schedule | A::Spin => true,
        A::PanMode | A::FitPaths | A::Isolines | A::Basins | A::Aspect | A::Axis(_) | A::Metric => true,
        A::Preset(preset) => init || preset != Preset::Correction,
        A::Alpha(_) | A::Run(_) | A::Part | A::Break => !init,
        A::Beta(_) | A::Inspect | A::Zoom(_) | A::FitSurface | A::Arrows => init,
        A::Race | A::OtherReading | A::Mirror => init,
        _ => false,
    }
}

/// Hints for a screen: the leading lines, then the common lines that are neither replaced nor refused there; `idle`
/// tells which actions have no effect at the moment.
pub fn hints(screen: Screen, idle: impl Fn(Action) -> bool) -> Vec<(&'static str, u8)> {
    let lead: Vec<&Binding> = leading(screen).collect();
    let replaced = |binding: &&Binding| {
        binding.keys.first().is_some_and(|(key, _)| lead.iter().any(|o| o.keys.iter().any(|(k, _)| k == key)))
    };
    let useless = |binding: &&Binding| match screen {
        // Here the arrow keys move the point or turn the bowl.
        Screen::Map | Screen::Bowl => {
            binding.keys.iter().any(|(_, action)| matches!(action, Action::Dial(_) | Action::Turn(_)))
        }
        _ => binding.keys.iter().any(|(_, action)| refuses(screen, *action)),
    };
    let common = groups().filter(|g| g.screen.is_none()).flat_map(|g| g.bindings);
    let common = common.filter(|b| !replaced(b) && !useless(b));
    let acts = |binding: &&Binding| binding.keys.is_empty() || binding.keys.iter().any(|(_, action)| !idle(*action));
    lead.iter().copied().chain(common).filter(acts).filter_map(|b| b.hint).collect()
}

/// Every line of the table.
pub fn bindings() -> impl Iterator<Item = &'static Binding> {
    groups().flat_map(|group| group.bindings)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::Scenario;
    use crate::tui::model::Model;
    use crate::tui::theme::{Depth, Mode, Scheme};
    use crate::tui::update::update;

    #[test]
    fn no_key_does_two_things() {
        // A screen's own keys precede the others.
        let of = |group: &'static Group| group.bindings.iter().flat_map(|b| b.keys).map(|(k, _)| (group.screen, *k));
        let all: Vec<(Option<Screen>, Key)> = groups().flat_map(of).collect();
        for (i, key) in all.iter().enumerate() {
            assert!(!all[..i].contains(key), "{key:?}");
        }
    }

    #[test]
    fn help_fits_its_columns() {
        let lines = bindings().map(|b| (b.label, b.help)).chain(MOUSE.iter().chain(WORDS).copied());
        for (keys, what) in lines {
            assert!(keys.chars().count() <= 16, "{keys}");
            assert!(what.chars().count() <= 35, "{what}");
        }
    }

    /// The help of a screen starts with its own keys, and does not list their meaning elsewhere.
    #[test]
    fn help_begins_with_the_screen() {
        for (screen, ..) in Screen::ALL {
            let help = here(screen);
            let own: Vec<&Group> = groups().filter(|g| g.screen == Some(screen)).collect();
            assert_eq!(own.len(), 1, "{screen:?}");
            assert_eq!(help[0].0, own[0].title);
            let mut told: Vec<(Key, Action)> = Vec::new();
            for (key, does) in help.iter().flat_map(|(_, bindings)| bindings).flat_map(|b| b.keys) {
                // The first description listed is what the key does.
                let first = told.iter().find(|(k, _)| k == key).map_or(*does, |(_, first)| *first);
                assert_eq!(action(*key, screen), Some(first), "{screen:?} {key:?}");
                told.push((*key, *does));
            }
        }
    }

    /// A screen handles every key its help lists, and refuses every key its help omits.
    #[test]
    fn help_lists_no_key_that_the_screen_refuses() {
        for screen in [Screen::Averages, Screen::Init] {
            for (key, does) in bindings().flat_map(|b| b.keys).filter(|(key, does)| action(*key, screen) == Some(*does))
            {
                let mut model = Model::new(Scenario::default(), Scheme::of(Mode::Dark), Depth::True, (120, 40));
                model.screen = screen;
                update(&mut model, *does);
                let said = model.message.unwrap_or_default();
                let elsewhere = match screen {
                    Screen::Init => crate::tui::init::elsewhere(*does),
                    _ => crate::tui::averages::elsewhere(*does),
                };
                assert_eq!(said == elsewhere, refuses(screen, *does), "{screen:?} {key:?}: {said}");
            }
            let listed = here(screen).into_iter().flat_map(|(_, bindings)| bindings);
            for binding in listed.filter(|b| !b.keys.is_empty()) {
                assert!(binding.keys.iter().any(|(_, does)| !refuses(screen, *does)), "{screen:?} {}", binding.label);
            }
        }
    }

    #[test]
    fn labels_name_their_keys() {
        for binding in bindings() {
            for (key, _) in binding.keys {
                let named = match key {
                    Char(' ') => "Space".to_owned(),
                    Char(c) => c.to_string(),
                    Ctrl(c) => format!("Ctrl-{}", c.to_ascii_uppercase()),
                    Code(KeyCode::BackTab) => "Shift-Tab".to_owned(),
                    Code(KeyCode::Delete) => "Del".to_owned(),
                    Code(code) => format!("{code:?}"),
                };
                assert!(binding.label.contains(&named), "{} lacks {named}", binding.label);
            }
        }
    }
}
