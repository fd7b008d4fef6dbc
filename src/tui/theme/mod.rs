//! Colors by meaning, for a scheme and a color depth. Drawing looks them up in tables and computes nothing.

mod build;
mod ink;
mod scheme;
#[cfg(test)]
mod tests;

use ratatui::style::{Color, Modifier, Style};

use crate::draw::figure::basins::{HUES, SHADES};
use crate::draw::figure::heat::{Class, LEVELS as LEVELS_OF_HEAT};
use crate::draw::figure::{HOLE, Rgb};
pub use scheme::{Mode, SCHEMES, Scheme};

/// Color depth of the terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    /// 16 million.
    True,
    /// The 256 of xterm.
    Indexed,
    /// The 16 colors of the terminal's own palette.
    Sixteen,
    /// No colors: shapes, bold and dim only.
    None,
}

/// Shapes of the runs' heads, in order: a run is identified by shape as well as by color.
pub const MARKS: [char; 8] = ['●', '▲', '■', '◆', '▼', '◀', '▶', '★'];

/// Maximum age in steps of each level of a trail; the last level has no limit.
const AGE: [usize; LEVELS - 1] = [20, 32, 50, 80];
/// Levels of a trail: fresh, then four levels of fading.
const LEVELS: usize = 5;
/// Number of ages with an entry of their own in the level table.
const AGES: usize = AGE[LEVELS - 2] + 2;

/// Full light, on the scale of [`Theme::shade`].
pub const LIGHTS: u8 = 16;
/// The light on most of a body.
const MEAN_LIGHT: u8 = 10;

/// The colors of a run on a band.
#[derive(Clone, Debug)]
struct Ink {
    /// By level of fading, newest first.
    past: [Color; LEVELS],
    future: Color,
}

/// A theme.
#[derive(Clone, Debug)]
pub struct Theme {
    /// The scheme it was made from.
    pub scheme: &'static Scheme,
    /// Its background.
    pub mode: Mode,
    /// Its color depth.
    pub depth: Depth,
    page: Color,
    bright: Color,
    normal: Color,
    dim: Color,
    grid: Color,
    selected: Color,
    good: Color,
    warning: Color,
    runs: Vec<Color>,
    future: Vec<Color>,
    muted: Vec<Color>,
    bands: Vec<Color>,
    /// The mean of a band's color and the next one's.
    between: Vec<Color>,
    /// Text on a band.
    on_band: Vec<Color>,
    /// The line along a band's upper edge.
    edges: Vec<Color>,
    /// By run, then band.
    inks: Vec<Vec<Ink>>,
    minimum: Color,
    /// The level of fading by age; the last entry applies to older ages.
    levels: [u8; AGES],
    /// By band, then light.
    shades: Vec<[Color; LIGHTS as usize + 1]>,
    /// Text on a band of the body, at the legend's light.
    on_body: Vec<Color>,
    /// By band, the minimum and maximum light allowed behind paths.
    path_lights: Vec<[u8; 2]>,
    /// The map's classes: the levels, slow, diverged.
    heat: [Color; LEVELS_OF_HEAT + 2],
    /// Textures and marks on the map's classes.
    heat_marks: [Color; LEVELS_OF_HEAT + 2],
    heat_lines: [Color; LEVELS_OF_HEAT + 2],
    on_heat: [Color; LEVELS_OF_HEAT + 2],
    /// By hue, then shade.
    basins: [[Color; SHADES]; HUES],
    floors: Vec<Color>,
    /// By run, then band.
    shadows: Vec<Vec<Color>>,
}

impl Theme {
    /// True if bands are filled with color; otherwise their edges are drawn as dots.
    pub fn fills(&self) -> bool {
        matches!(self.depth, Depth::True | Depth::Indexed)
    }

    /// The number of bands in a field.
    pub fn band_count(&self) -> usize {
        self.bands.len()
    }

    /// The color of a band; the page's color for a hole.
    pub fn band(&self, band: u8) -> Color {
        if band == HOLE { self.page } else { of_band(&self.bands, band) }
    }

    /// Legible text on a band, with the band as background.
    pub fn on_band(&self, band: u8) -> Style {
        Style::new().fg(of_band(&self.on_band, band)).bg(self.band(band))
    }

    /// The mean of a band's color and the next one's.
    pub fn between(&self, band: u8) -> Color {
        self.between.get(usize::from(band)).copied().unwrap_or(Color::Reset)
    }

    /// The line along the upper edge of a band.
    pub fn edge(&self, band: u8) -> Color {
        of_band(&self.edges, band)
    }

    /// A run's color.
    pub fn run(&self, run: usize) -> Color {
        self.runs.get(run % self.runs.len().max(1)).copied().unwrap_or(Color::Reset)
    }

    /// A run's color, slightly muted.
    pub fn muted(&self, run: usize) -> Color {
        self.muted.get(run % self.muted.len().max(1)).copied().unwrap_or(Color::Reset)
    }

    /// A run's color after the cursor, outside the field.
    pub fn future(&self, run: usize) -> Color {
        self.future.get(run % self.future.len().max(1)).copied().unwrap_or(Color::Reset)
    }

    /// A run's trail on a band, `age` steps before the cursor; `None` for the path after the cursor.
    pub fn trail(&self, run: usize, band: u8, age: Option<usize>) -> Color {
        if band == HOLE {
            return if age.is_some() { self.muted(run) } else { self.future(run) };
        }
        let inks = self.inks.get(run % self.inks.len().max(1));
        let Some(ink) = inks.and_then(|i| i.get(usize::from(band)).or(i.last())) else { return Color::Reset };
        match age {
            Some(age) => {
                let level = self.levels.get(age.min(AGES - 1)).copied().unwrap_or(0);
                ink.past.get(usize::from(level)).copied().unwrap_or(Color::Reset)
            }
            None => ink.future,
        }
    }

    /// A band of a surface in perspective: light 0 is in the shade, [`LIGHTS`] fully lit.
    pub fn shade(&self, band: u8, light: u8) -> Color {
        let shades = self.shades.get(usize::from(band)).or(self.shades.last());
        shades.and_then(|s| s.get(usize::from(light.min(LIGHTS)))).copied().unwrap_or(Color::Reset)
    }

    /// Text on a band in the light of most of the body.
    pub fn on_body(&self, band: u8) -> Style {
        Style::new().fg(of_band(&self.on_body, band)).bg(self.shade(band, MEAN_LIGHT))
    }

    /// A band of such a surface behind a path: lit only as far as the path stands out.
    pub fn path_shade(&self, band: u8, light: u8) -> Color {
        let range = self.path_lights.get(usize::from(band)).or(self.path_lights.last());
        let [least, most] = range.copied().unwrap_or([0, LIGHTS]);
        self.shade(band, light.clamp(least, most))
    }

    /// A band on the floor under the surface.
    pub fn floor(&self, band: u8) -> Color {
        of_band(&self.floors, band)
    }

    /// A run's path on the floor.
    pub fn shadow(&self, run: usize, band: u8) -> Color {
        self.shadows.get(run % self.shadows.len().max(1)).map_or(Color::Reset, |s| of_band(s, band))
    }

    /// The color of a class of the map.
    pub fn heat(&self, class: Class) -> Color {
        self.heat.get(place(class)).copied().unwrap_or(Color::Reset)
    }

    /// A texture on a class, which only distinguishes it from others.
    pub fn heat_mark(&self, class: Class) -> Color {
        self.heat_marks.get(place(class)).copied().unwrap_or(Color::Reset)
    }

    /// A line of equal cost on a class.
    pub fn heat_line(&self, class: Class) -> Color {
        self.heat_lines.get(place(class)).copied().unwrap_or(Color::Reset)
    }

    /// A legible symbol on a class.
    pub fn on_heat(&self, class: Class) -> Color {
        self.on_heat.get(place(class)).copied().unwrap_or(Color::Reset)
    }

    /// The color of a rest point's basin; beyond the number of hues, colors repeat.
    pub fn basin(&self, place: u8, shade: u8) -> Color {
        let shades = self.basins.get(usize::from(place) % HUES);
        shades.and_then(|s| s.get(usize::from(shade).min(SHADES - 1))).copied().unwrap_or(Color::Reset)
    }

    /// A run's mark.
    pub fn mark(run: usize) -> char {
        MARKS.get(run % MARKS.len()).copied().unwrap_or('●')
    }

    /// Default text on the page.
    pub fn page(&self) -> Style {
        Style::new().fg(self.normal).bg(self.page)
    }
    /// Names and values.
    pub fn normal(&self) -> Style {
        Style::new().fg(self.normal)
    }
    /// Active elements: bold and bright.
    pub fn bright(&self) -> Style {
        Style::new().fg(self.bright).add_modifier(Modifier::BOLD)
    }
    /// Titles, units, tick labels.
    pub fn dim(&self) -> Style {
        let style = Style::new().fg(self.dim);
        if self.depth == Depth::None { style.add_modifier(Modifier::DIM) } else { style }
    }
    /// Lines that only guide the eye.
    pub fn grid(&self) -> Style {
        let style = Style::new().fg(self.grid);
        if self.depth == Depth::None { style.add_modifier(Modifier::DIM) } else { style }
    }
    /// Checks that hold.
    pub fn good(&self) -> Style {
        Style::new().fg(self.good)
    }
    /// Checks that fail, and warnings.
    pub fn warning(&self) -> Style {
        Style::new().fg(self.warning)
    }
    /// The background of a selected row.
    pub fn selected(&self) -> Color {
        self.selected
    }
    /// The background of the page.
    pub fn ground(&self) -> Color {
        self.page
    }
    /// The marks of minima.
    pub fn minimum(&self) -> Style {
        Style::new().fg(self.minimum).add_modifier(Modifier::BOLD)
    }

    /// Page colors for exports, which need a definite color for `Color::Reset`.
    pub fn export_page(&self) -> (Rgb, Rgb) {
        let [page, _, normal, ..] = self.scheme.roles.map(Rgb::hex);
        (normal, page)
    }
}

/// The index of a class in a table.
fn place(class: Class) -> usize {
    match class {
        Class::Level(level) => usize::from(level).min(LEVELS_OF_HEAT - 1),
        Class::Slow => LEVELS_OF_HEAT,
        Class::Diverged => LEVELS_OF_HEAT + 1,
    }
}

/// A band's entry in a table; the last entry for bands beyond its end.
fn of_band(table: &[Color], band: u8) -> Color {
    table.get(usize::from(band)).or(table.last()).copied().unwrap_or(Color::Reset)
}

/// The level of fading at an age in steps.
fn level(age: usize) -> u8 {
    AGE.partition_point(|last| *last < age) as u8
}
