//! Command-line options that reproduce the current view.

use super::model::Model;
use super::orbit::Orbit;
use super::screen::Screen;
use super::theme::{Mode, Scheme};
use crate::math::number::plain;
use crate::scenario::quoted;

/// The command line that reproduces this screen: the scenario, and options that differ from the defaults.
pub fn command_line(model: &Model) -> String {
    let scenario = match model.screen {
        // These two screens do not depend on the scenario.
        Screen::Averages | Screen::Init => Vec::new(),
        _ => model.scenario.arguments(),
    };
    let words = scenario.into_iter().chain(arguments(model));
    words.fold("ravine".to_owned(), |line, word| line + " " + &quoted(&word))
}

/// Title of a picture of the screen: the command line that reproduces it, or the one that prints its numbers.
pub fn title(model: &Model) -> String {
    match model.screen {
        Screen::Averages => model.smoothing.values().setup.command_line(),
        Screen::Init => model.init.command_line(),
        _ => command_line(model),
    }
}

/// For screens whose copied command prints numbers, the command that opens the screen instead.
pub fn other_line(model: &Model) -> Option<String> {
    matches!(model.screen, Screen::Map | Screen::Averages | Screen::Init).then(|| command_line(model))
}

/// The options of the view that differ from the defaults.
pub fn arguments(model: &Model) -> Vec<String> {
    let mut words = Vec::new();
    let mut option = |name: &str, value: String| {
        words.push(format!("--{name}"));
        words.push(value);
    };
    let on_runs = !matches!(model.screen, Screen::Averages | Screen::Init);
    if model.screen != Screen::default() {
        option("screen", model.screen.name().to_owned());
    }
    if on_runs {
        let names = model.scenario.names();
        if let Some(name) = names.get(model.selected).filter(|_| model.selected + 1 != names.len()) {
            option("run", name.clone());
        }
        for (name, _) in names.iter().zip(&model.scenario.runs).filter(|(_, run)| run.hidden) {
            option("hide", name.clone());
        }
        // Playing from step 0 is the default.
        if model.player.cursor > 0 || !model.player.playing {
            option("at", model.player.cursor.to_string());
        }
        let usual = model.usual_view();
        if model.view != usual {
            let range = |[low, high]: [f64; 2]| format!("{}..{}", plain(low), plain(high));
            option("view", format!("{},{}", range(model.view.w), range(model.view.b)));
        }
        let Orbit { turn, tilt, zoom } = model.orbit;
        if model.screen == Screen::Bowl && model.orbit != Orbit::default() {
            let zoom = if zoom == 1.0 { String::new() } else { format!(",{}", plain(zoom)) };
            option("orbit", format!("{},{}{zoom}", plain(turn), plain(tilt)));
        }
    } else {
        option("at", model.shown().cursor.to_string());
    }
    if model.theme.scheme.name != Scheme::of(Mode::Dark).name {
        option("theme", model.theme.scheme.name.to_owned());
    }
    if model.aspect && on_runs {
        option("aspect", "equal".to_owned());
    }
    let inspects = match model.screen {
        Screen::Race => model.inspecting,
        Screen::Side => model.averages,
        Screen::Averages => model.smoothing.unrolled,
        _ => false,
    };
    let switches = [
        ("inspect", inspects),
        ("arrows", model.arrows && on_runs),
        ("isolines", model.isolines && on_runs),
        ("basins", model.basins.on && on_runs),
        ("solo", model.solo && on_runs),
    ];
    words.extend(switches.into_iter().filter(|(_, on)| *on).map(|(name, _)| format!("--{name}")));
    words
}
