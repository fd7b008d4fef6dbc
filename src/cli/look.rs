//! How it looks, and what is shown: the options that pictures and the program itself share.

use std::ffi::OsStr;

use clap::builder::{PossibleValue, StringValueParser, TypedValueParser};
use clap::{Arg, Args, ValueEnum};

use super::Failure;
use crate::app::Model;
use crate::app::screen::Screen;
use crate::app::theme::{Depth, Mode, SCHEMES, Scheme};
use crate::nearest::nearest;
use crate::raster::Tier;
use crate::scenario::Ground;

/// How it looks.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Look")]
pub(super) struct Look {
    /// A theme [see: ravine list themes], or the first that is dark or light; `auto` asks the terminal (in a file: dark)
    #[arg(long, value_name = "NAME", default_value = AUTO, value_parser = ThemeNames, hide_possible_values = true)]
    pub(super) theme: String,
    /// How many colours; `auto` goes by the terminal and NO_COLOR (in a file: all of them)
    #[arg(long, value_enum, default_value_t = ColourChoice::Auto)]
    pub(super) color: ColourChoice,
}

/// The theme that the terminal decides on.
pub(super) const AUTO: &str = "auto";

/// What `--theme` takes.
fn theme_names() -> impl Iterator<Item = &'static str> {
    [AUTO, Mode::Dark.name(), Mode::Light.name()].into_iter().chain(SCHEMES.iter().map(|s| s.name))
}

/// Tells the shells' completions the names, and leaves saying what is wrong with one to us.
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
    /// The theme that was asked for; `None` if the terminal decides.
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
pub(super) enum ColourChoice {
    Auto,
    /// 16 million
    True,
    #[value(name = "256")]
    Indexed,
    #[value(name = "16")]
    Sixteen,
    None,
}

impl ColourChoice {
    pub(super) fn depth(self, auto: impl FnOnce() -> Depth) -> Depth {
        match self {
            ColourChoice::Auto => auto(),
            ColourChoice::True => Depth::True,
            ColourChoice::Indexed => Depth::Indexed,
            ColourChoice::Sixteen => Depth::Sixteen,
            ColourChoice::None => Depth::None,
        }
    }
}

/// What is shown.
#[derive(Args, Clone, Copy, Debug)]
#[command(next_help_heading = "Look")]
pub(super) struct Scene {
    /// Which screen
    #[arg(long, value_enum, default_value_t = ScreenChoice::Race)]
    pub(super) screen: ScreenChoice,
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
    /// A plot a run
    Side,
    /// The surface in perspective
    Bowl,
    /// The plane of two of the last run's values
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
    /// Puts a model into it; `auto` finds the characters where they were not asked for.
    pub(super) fn set(self, model: &mut Model, auto: impl FnOnce() -> Tier) {
        model.screen = match self.screen {
            ScreenChoice::Race => Screen::Race,
            ScreenChoice::Side => Screen::Side,
            ScreenChoice::Bowl => Screen::Bowl,
            ScreenChoice::Map => Screen::Map,
            ScreenChoice::Averages => Screen::Averages,
            ScreenChoice::Init => Screen::Init,
        };
        if model.screen == Screen::Averages {
            // Who opens data there wants to see it: the column that is the target, if it has numbers.
            if let Ground::Data { table, sample, .. } = &model.scenario.ground
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
    }
}
