//! Look and scene: the options shared by pictures and the interactive program.

use std::ffi::OsStr;

use clap::builder::{PossibleValue, StringValueParser, TypedValueParser};
use clap::{Arg, Args, ValueEnum};

use super::Failure;
use crate::draw::raster::Tier;
use crate::math::nearest::nearest;
use crate::math::surface::Domain;
use crate::scenario::Problem;
use crate::tui::Model;
use crate::tui::orbit::{Orbit, TILTS, ZOOMS};
use crate::tui::screen::Screen;
use crate::tui::theme::{Depth, Mode, SCHEMES, Scheme};
use crate::tui::viewport::why_not;

/// How it looks.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Look")]
pub(super) struct Look {
    /// A theme [see: ravine list themes], or the first that is dark or light; `auto` asks the terminal (in a file: dark)
    #[arg(long, value_name = "NAME", default_value = AUTO, value_parser = ThemeNames, hide_possible_values = true)]
    pub(super) theme: String,
    /// How many colors; `auto` goes by the terminal and NO_COLOR (in a file: all of them)
    #[arg(long, value_enum, default_value_t = ColorChoice::Auto)]
    pub(super) color: ColorChoice,
}

/// The theme name that lets the terminal decide.
pub(super) const AUTO: &str = "auto";

/// The values that `--theme` accepts.
fn theme_names() -> impl Iterator<Item = &'static str> {
    [AUTO, Mode::Dark.name(), Mode::Light.name()].into_iter().chain(SCHEMES.iter().map(|s| s.name))
}

/// Gives shell completions the names, but leaves validation and its error message to us.
#[derive(Clone)]
struct ThemeNames;

impl TypedValueParser for ThemeNames {
    type Value = String;

    fn parse_ref(&self, command: &clap::Command, arg: Option<&Arg>, value: &OsStr) -> Result<String, clap::Error> {
        StringValueParser::new().parse_ref(command, arg, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(theme_names().map(PossibleValue::new)))
    }
}

impl Look {
    /// The requested theme; `None` if the terminal decides.
    pub(super) fn scheme(&self) -> Result<Option<&'static Scheme>, Failure> {
        let name = self.theme.as_str();
        let of_mode = [Mode::Dark, Mode::Light].into_iter().find(|m| m.name() == name).map(Scheme::of);
        match of_mode.or(Scheme::named(name)) {
            None if name != AUTO => {
                let names: Vec<&str> = theme_names().collect();
                let hint = match nearest(name, names.iter().copied()) {
                    Some(meant) => format!("did you mean '{meant}'?"),
                    None => format!("there are {}", names.join(", ")),
                };
                Err(Failure::User(format!("unknown theme '{name}'; {hint}")))
            }
            found => Ok(found),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum ColorChoice {
    Auto,
    /// 16 million
    True,
    #[value(name = "256")]
    Indexed,
    #[value(name = "16")]
    Sixteen,
    None,
}

impl ColorChoice {
    pub(super) fn depth(self, auto: impl FnOnce() -> Depth) -> Depth {
        match self {
            ColorChoice::Auto => auto(),
            ColorChoice::True => Depth::True,
            ColorChoice::Indexed => Depth::Indexed,
            ColorChoice::Sixteen => Depth::Sixteen,
            ColorChoice::None => Depth::None,
        }
    }
}

/// What is shown.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Look")]
pub(super) struct Scene {
    /// Which screen
    #[arg(long, value_enum, default_value_t = ScreenChoice::Race)]
    pub(super) screen: ScreenChoice,
    /// The step to show [default: in a picture the last; else it plays from the first]
    #[arg(long, value_name = "STEP", allow_hyphen_values = true)]
    pub(super) at: Option<String>,
    /// What to show of the plane [default: the usual part of the surface, with the start]
    #[arg(long, value_name = "W0..W1,B0..B1", allow_hyphen_values = true)]
    view: Option<String>,
    /// How the bowl is turned and tilted, in degrees, and its zoom [default: 24,50,1]
    #[arg(long, value_name = "TURN,TILT[,ZOOM]", allow_hyphen_values = true)]
    orbit: Option<String>,
    /// The selected run, by its name [default: the last]
    #[arg(long, value_name = "NAME")]
    run: Option<String>,
    /// A run that is not shown; repeat for more
    #[arg(long, value_name = "NAME")]
    hide: Vec<String>,
    /// Show the selected run alone
    #[arg(long)]
    solo: bool,
    /// Draw lines of equal loss
    #[arg(long)]
    isolines: bool,
    /// Color starts by where the selected run comes to from them
    #[arg(long)]
    basins: bool,
    /// Open the inspector: the update rule with the numbers of the step
    #[arg(long)]
    pub(super) inspect: bool,
    /// Draw gradient, velocity and step as arrows
    #[arg(long)]
    pub(super) arrows: bool,
    /// How the plane fills its plot: `fill`, or `equal` scales for w and b
    #[arg(long, value_enum, default_value_t = Aspect::Fill)]
    pub(super) aspect: Aspect,
    /// Characters that pictures are made of; `auto` goes by the terminal (in a file: quadrants)
    #[arg(long, value_enum, default_value_t = Glyphs::Auto)]
    pub(super) glyphs: Glyphs,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum ScreenChoice {
    /// All runs on one plot
    Race,
    /// A plot per run
    Side,
    /// The surface in perspective
    Bowl,
    /// A map over two values of the selected run
    Map,
    /// A noisy series and its exponential average
    Averages,
    /// How the weights of a net begin: the signal
    Init,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Aspect {
    Fill,
    Equal,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Glyphs {
    Auto,
    /// ASCII alone
    Ascii,
    /// Half blocks
    Half,
    /// Eighths and quadrants: nearly every font has them
    Quadrant,
    /// Two by three parts: kitty, foot, WezTerm, Alacritty
    Sextant,
    /// Two by four parts: ghostty, VTE 0.78, kitty 0.40, foot 1.20
    Octant,
}

impl Scene {
    /// Applies the scene to a model; `auto` detects the characters if none were requested.
    pub(super) fn set(&self, model: &mut Model, auto: impl FnOnce() -> Tier) -> Result<(), Failure> {
        model.screen = match self.screen {
            ScreenChoice::Race => Screen::Race,
            ScreenChoice::Side => Screen::Side,
            ScreenChoice::Bowl => Screen::Bowl,
            ScreenChoice::Map => Screen::Map,
            ScreenChoice::Averages => Screen::Averages,
            ScreenChoice::Init => Screen::Init,
        };
        if model.screen == Screen::Averages {
            // With a data file, show the target column if it is numeric.
            if let Problem::Data { table, sample, .. } = &model.scenario.problem
                && let Ok(column) = table.series(Some(&sample.target))
            {
                model.smoothing.take(column);
            }
            model.smoothing.refresh();
            model.smoothing.unrolled = self.inspect;
        }
        model.inspecting = self.inspect;
        model.averages = self.inspect && self.screen == ScreenChoice::Side;
        model.arrows = self.arrows;
        model.aspect = self.aspect == Aspect::Equal;
        model.tier = match self.glyphs {
            Glyphs::Auto => auto(),
            Glyphs::Ascii => Tier::Ascii,
            Glyphs::Half => Tier::Half,
            Glyphs::Quadrant => Tier::Quadrant,
            Glyphs::Sextant => Tier::Sextant,
            Glyphs::Octant => Tier::Octant,
        };
        (model.solo, model.isolines, model.basins.on) = (self.solo, self.isolines, self.basins);
        self.choose_runs(model)?;
        if let Some(text) = &self.view {
            model.view = view(text)?;
        }
        if let Some(text) = &self.orbit {
            model.orbit = orbit(text)?;
            if model.screen != Screen::Bowl {
                let line = format!("--orbit {text} turns the bowl, which --screen {} has not", model.screen.name());
                return Err(Failure::User(format!("{line}; give --screen bowl")));
            }
        }
        model.init.refresh();
        if let Some(text) = &self.at {
            let longer = match model.screen {
                Screen::Averages | Screen::Init => "",
                _ => "; raise --steps",
            };
            let at = step(text, last(model), longer)?;
            model.shown_mut().seek(at);
        }
        Ok(())
    }

    /// Selects a run and hides others.
    fn choose_runs(&self, model: &mut Model) -> Result<(), Failure> {
        let names = model.scenario.names();
        let place = |option: &str, name: &str| {
            names.iter().position(|n| n == name).ok_or_else(|| {
                let hint = match nearest(name, names.iter().map(String::as_str)) {
                    Some(meant) => format!("did you mean '{meant}'?"),
                    None => format!("there are {}", names.join(", ")),
                };
                Failure::User(format!("--{option} {name}: no run has that name; {hint}"))
            })
        };
        if let Some(name) = &self.run {
            model.selected = place("run", name)?;
        }
        for name in &self.hide {
            let run = place("hide", name)?;
            if let Some(run) = model.scenario.runs.get_mut(run) {
                run.hidden = true;
            }
        }
        model.paths.update(&model.scenario);
        Ok(())
    }
}

/// The last step that the screen can show.
pub(super) fn last(model: &Model) -> usize {
    model.course().last
}

/// Parses a step up to the last one.
fn step(text: &str, last: usize, longer: &str) -> Result<usize, Failure> {
    match text.parse::<usize>() {
        Ok(at) if at <= last => Ok(at),
        Ok(at) => Err(Failure::User(format!("--at {at} is past the last step, {last}{longer}"))),
        Err(_) => Err(Failure::User(format!("--at {text} is no step; give one from 0 to the last, {last}"))),
    }
}

/// Parses a part of the plane from `W0..W1,B0..B1`.
fn view(text: &str) -> Result<Domain, Failure> {
    let range = |text: &str| {
        let (low, high) = text.split_once("..")?;
        Some([number(low)?, number(high)?])
    };
    let read = || {
        let (w, b) = text.split_once(',')?;
        Some(Domain { w: range(w)?, b: range(b)? })
    };
    match read() {
        Some(view) => why_not(view).map_or(Ok(view), |why| Err(Failure::User(format!("--view {text}: {why}")))),
        None => Err(Failure::User(format!("--view {text}: give W0..W1,B0..B1, for example -1..1,-0.5..0.5"))),
    }
}

/// Parses the bowl's camera from `TURN,TILT` or `TURN,TILT,ZOOM`.
fn orbit(text: &str) -> Result<Orbit, Failure> {
    let numbers: Option<Vec<f64>> = text.split(',').map(number).collect();
    let found = match numbers.as_deref() {
        Some([turn, tilt]) => Some((*turn, *tilt, 1.0)),
        Some([turn, tilt, zoom]) => Some((*turn, *tilt, *zoom)),
        _ => None,
    };
    let within = |(low, high): (f64, f64), x: f64| (low..=high).contains(&x);
    match found {
        Some((turn, tilt, zoom)) if within(TILTS, tilt) && within(ZOOMS, zoom) => {
            Ok(Orbit { turn: turn.rem_euclid(360.0), tilt, zoom })
        }
        _ => Err(Failure::User(format!(
            "--orbit {text}: give TURN,TILT in degrees, with a tilt from {} to {}, and a zoom from {} to {} if you like",
            TILTS.0, TILTS.1, ZOOMS.0, ZOOMS.1
        ))),
    }
}

fn number(text: &str) -> Option<f64> {
    text.trim().parse().ok().filter(|x: &f64| x.is_finite())
}

#[cfg(test)]
mod tests;
