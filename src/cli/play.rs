//! `ravine`: the interactive program.

use std::io::{self, IsTerminal};
use std::time::Duration;

use terminal_colorsaurus::{QueryOptions, ThemeMode, theme_mode};
use termprofile::{DetectorSettings, TermProfile};

use super::{Failure, Look, ScenarioArgs, Scene};
use crate::draw::raster::Tier;
use crate::math::data::STDIN;
use crate::tui::Model;
use crate::tui::theme::{Depth, Mode, Scheme, Theme};

/// Time limit for the terminal to report a light or dark background.
const PATIENCE: Duration = Duration::from_millis(100);

/// Opens the interactive program.
pub fn play(scenario: &ScenarioArgs, look: &Look, scene: &Scene, mouse: bool) -> Result<(), Failure> {
    // Check the arguments first: a mistake there matters more than the lack of a terminal.
    let piped = scenario.data.as_deref() == Some(STDIN);
    let scenario = scenario.scenario()?;
    let scheme = look.scheme()?;
    let depth = look.color.depth(detect);
    // The size is replaced by the terminal's once it is set up.
    let mut model = Model::new(scenario, scheme.unwrap_or(Scheme::of(Mode::Dark)), depth, (80, 24));
    scene.set(&mut model, || tier(|name| std::env::var(name).ok()))?;
    model.message = model.scenario.problem.notes();
    if !io::stdout().is_terminal() || !piped && !io::stdin().is_terminal() {
        let line = "needs a terminal to draw on; for numbers use 'ravine run', for a picture 'ravine render'";
        return Err(Failure::User(line.to_owned()));
    }
    // If standard input is data, keys are read from the terminal device.
    #[cfg(unix)]
    if piped && let Err(error) = std::fs::File::open("/dev/tty") {
        let line = format!(
            "standard input was the data, and keys cannot be read from the terminal: {error}; give --data a file"
        );
        return Err(Failure::User(line));
    }
    let mut unanswered = false;
    if scheme.is_none() {
        let answer = ask();
        unanswered = answer.is_none();
        if answer == Some(Mode::Light) {
            model.theme = Theme::new(Scheme::of(Mode::Light), depth);
        }
    }
    crate::tui::run::run(model, mouse, unanswered).map_err(|e| Failure::System(format!("the terminal: {e}")))
}

/// The color depth of the terminal, from its environment.
fn detect() -> Depth {
    match TermProfile::detect(&io::stdout(), DetectorSettings::default()) {
        TermProfile::TrueColor => Depth::True,
        TermProfile::Ansi256 => Depth::Indexed,
        TermProfile::Ansi16 => Depth::Sixteen,
        TermProfile::NoColor | TermProfile::NoTty => Depth::None,
    }
}

/// The characters that the terminal can be trusted to draw. No terminal reports this: detection goes by name and version, and is
/// conservative inside a multiplexer, which may run in any terminal.
fn tier(env: impl Fn(&str) -> Option<String>) -> Tier {
    let term = env("TERM").unwrap_or_default();
    let program = env("TERM_PROGRAM").unwrap_or_default();
    let version = |name: &str, least: [u32; 2]| {
        let text = env(name).unwrap_or_default();
        let mut parts = text.split('.').map(|p| p.parse::<u32>().unwrap_or(0));
        [parts.next().unwrap_or(0), parts.next().unwrap_or(0)] >= least
    };
    match term.as_str() {
        "dumb" => return Tier::Ascii,
        "linux" => return Tier::Half,
        _ => {}
    }
    let multiplexed = env("TMUX").is_some() || env("STY").is_some() || env("ZELLIJ").is_some();
    if multiplexed || term.starts_with("screen") || term.starts_with("tmux") {
        return Tier::Quadrant;
    }
    if program == "ghostty" && version("TERM_PROGRAM_VERSION", [1, 2]) || version("VTE_VERSION", [7800, 0]) {
        return Tier::Octant;
    }
    let named = ["xterm-kitty", "foot", "foot-extra", "alacritty", "wezterm", "xterm-ghostty"].contains(&term.as_str());
    if named || ["WezTerm", "ghostty"].contains(&program.as_str()) || env("KITTY_WINDOW_ID").is_some() {
        return Tier::Sextant;
    }
    Tier::Quadrant
}

/// Asks the terminal for a light or dark background; `None` if it does not answer in time.
fn ask() -> Option<Mode> {
    let mut options = QueryOptions::default();
    options.timeout = PATIENCE;
    match theme_mode(options) {
        Ok(ThemeMode::Light) => Some(Mode::Light),
        Ok(ThemeMode::Dark) => Some(Mode::Dark),
        Err(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_by_terminal() {
        let of = |vars: &[(&str, &str)]| {
            tier(|name| vars.iter().find(|(n, _)| *n == name).map(|(_, value)| (*value).to_owned()))
        };
        assert_eq!(of(&[]), Tier::Quadrant);
        assert_eq!(of(&[("TERM", "dumb")]), Tier::Ascii);
        assert_eq!(of(&[("TERM", "linux")]), Tier::Half);
        assert_eq!(of(&[("TERM", "xterm-256color")]), Tier::Quadrant);
        assert_eq!(of(&[("TERM", "xterm-kitty"), ("KITTY_WINDOW_ID", "1")]), Tier::Sextant);
        assert_eq!(of(&[("TERM", "xterm-kitty"), ("TMUX", "/tmp/x")]), Tier::Quadrant);
        assert_eq!(of(&[("TERM", "tmux-256color"), ("VTE_VERSION", "7801")]), Tier::Quadrant);
        assert_eq!(of(&[("TERM", "xterm-256color"), ("VTE_VERSION", "7801")]), Tier::Octant);
        assert_eq!(of(&[("TERM", "xterm-256color"), ("VTE_VERSION", "7600")]), Tier::Quadrant);
        let ghostty = |v: &'static str| {
            of(&[("TERM", "xterm-ghostty"), ("TERM_PROGRAM", "ghostty"), ("TERM_PROGRAM_VERSION", v)])
        };
        assert_eq!((ghostty("1.1.3"), ghostty("1.2.0")), (Tier::Sextant, Tier::Octant));
    }
}
