//! `ravine`: the interactive program.

use std::io::{self, IsTerminal};
use std::time::Duration;

use terminal_colorsaurus::{QueryOptions, ThemeMode, theme_mode};
use termprofile::{DetectorSettings, TermProfile};

use super::{Failure, Look, ScenarioArgs};
use crate::app::theme::{Depth, Mode, Scheme};

/// How long the terminal may take to say whether it is light or dark.
const PATIENCE: Duration = Duration::from_millis(100);

/// Opens the race.
pub fn play(scenario: &ScenarioArgs, look: &Look, mouse: bool) -> Result<(), Failure> {
    // What was asked for is checked first: a mistake in it is worth more than the lack of a terminal.
    let scenario = scenario.scenario()?;
    let scheme = look.scheme()?;
    if !io::stdout().is_terminal() || !io::stdin().is_terminal() {
        let line = "needs a terminal to draw on; for numbers use 'ravine run', for a picture 'ravine render'";
        return Err(Failure::User(line.to_owned()));
    }
    let depth = look.color.depth(detect);
    let mut unanswered = false;
    let scheme = scheme.unwrap_or_else(|| {
        let answer = ask();
        unanswered = answer.is_none();
        Scheme::of(answer.unwrap_or(Mode::Dark))
    });
    crate::app::run::run(scenario, scheme, depth, mouse, unanswered)
        .map_err(|e| Failure::System(format!("the terminal: {e}")))
}

/// The colours that the terminal has, by its environment.
fn detect() -> Depth {
    match TermProfile::detect(&io::stdout(), DetectorSettings::default()) {
        TermProfile::TrueColor => Depth::True,
        TermProfile::Ansi256 => Depth::Indexed,
        TermProfile::Ansi16 => Depth::Sixteen,
        TermProfile::NoColor | TermProfile::NoTty => Depth::None,
    }
}

/// Whether the terminal says that it is light or dark; `None` if it says nothing in time.
fn ask() -> Option<Mode> {
    let mut options = QueryOptions::default();
    options.timeout = PATIENCE;
    match theme_mode(options) {
        Ok(ThemeMode::Light) => Some(Mode::Light),
        Ok(ThemeMode::Dark) => Some(Mode::Dark),
        Err(_) => None,
    }
}
