//! Colors by what they mean, for a scheme and a color depth. Tables, not arithmetic, at drawing time.

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

/// How many colors the terminal has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    /// 16 million.
    True,
    /// The 256 of xterm.
    Indexed,
    /// The 16 of the terminal's own palette.
    Sixteen,
    /// None: shapes, bold and dim only.
    None,
}

/// Shapes of the runs' heads, in order: a run is told by its shape as well as by its color.
pub const MARKS: [char; 8] = ['●', '▲', '■', '◆', '▼', '◀', '▶', '★'];

/// Ages, in steps, up to which a trail has its first color, its second and so on; the last goes on for ever.
const AGE: [usize; LEVELS - 1] = [20, 32, 50, 80];
/// Levels of a trail: fresh, then four of fading.
const LEVELS: usize = 5;
/// Ages that have a level of their own in the table.
const AGES: usize = AGE[LEVELS - 2] + 2;

/// Full light, as [`Theme::shade`] counts it.
pub const LIGHTS: u8 = 16;
/// The light that most of a body is in.
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
    /// What it was made from.
    pub scheme: &'static Scheme,
    /// Its background.
    pub mode: Mode,
    /// Its colors.
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
    /// The mean of a band and the next.
    between: Vec<Color>,
    /// Words on a band.
    on_band: Vec<Color>,
    /// The line along a band's upper edge.
    edges: Vec<Color>,
    /// By run, then band.
    inks: Vec<Vec<Ink>>,
    minimum: Color,
    /// The level of fading by age; beyond its end it is the last.
    levels: [u8; AGES],
    /// By band, then light.
    shades: Vec<[Color; LIGHTS as usize + 1]>,
    /// Words on a band of the body, in the light of its legend.
    on_body: Vec<Color>,
    /// By band, the least and the most light that paths may have behind them.
    path_lights: Vec<[u8; 2]>,
    /// The map's classes: the levels, slow, diverged.
    heat: [Color; LEVELS_OF_HEAT + 2],
    /// Textures and marks on them.
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
    /// Whether bands are filled with color; if not, their edges are drawn as dots.
    pub fn fills(&self) -> bool {
        matches!(self.depth, Depth::True | Depth::Indexed)
    }

    /// How many bands a field has.
    pub fn band_count(&self) -> usize {
        self.bands.len()
    }

    /// The color of a band; the page's of a hole.
    pub fn band(&self, band: u8) -> Color {
        if band == HOLE { self.page } else { of_band(&self.bands, band) }
    }

    /// Words on a band: legible there, with the band behind them.
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

    /// A run's color, a little back.
    pub fn muted(&self, run: usize) -> Color {
        self.muted.get(run % self.muted.len().max(1)).copied().unwrap_or(Color::Reset)
    }

    /// A run's color where its future is, off the field.
    pub fn future(&self, run: usize) -> Color {
        self.future.get(run % self.future.len().max(1)).copied().unwrap_or(Color::Reset)
    }

    /// A run's trail on a band, `age` steps behind the cursor; `None` for what is still to come.
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

    /// A band on a surface in space: light 0 is in the shade, [`LIGHTS`] fully lit.
    pub fn shade(&self, band: u8, light: u8) -> Color {
        let shades = self.shades.get(usize::from(band)).or(self.shades.last());
        shades.and_then(|s| s.get(usize::from(light.min(LIGHTS)))).copied().unwrap_or(Color::Reset)
    }

    /// A band as most of the body shows it, and words on it.
    pub fn on_body(&self, band: u8) -> Style {
        Style::new().fg(of_band(&self.on_body, band)).bg(self.shade(band, MEAN_LIGHT))
    }

    /// A band on such a surface behind a path that lies on it: lit as far as the path stands out.
    pub fn path_shade(&self, band: u8, light: u8) -> Color {
        let range = self.path_lights.get(usize::from(band)).or(self.path_lights.last());
        let [least, most] = range.copied().unwrap_or([0, LIGHTS]);
        self.shade(band, light.clamp(least, most))
    }

    /// A band on the floor under such a surface.
    pub fn floor(&self, band: u8) -> Color {
        of_band(&self.floors, band)
    }

    /// A run's path on that floor.
    pub fn shadow(&self, run: usize, band: u8) -> Color {
        self.shadows.get(run % self.shadows.len().max(1)).map_or(Color::Reset, |s| of_band(s, band))
    }

    /// The color of a class of the map.
    pub fn heat(&self, class: Class) -> Color {
        self.heat.get(place(class)).copied().unwrap_or(Color::Reset)
    }

    /// A texture on it, which only tells it from others.
    pub fn heat_mark(&self, class: Class) -> Color {
        self.heat_marks.get(place(class)).copied().unwrap_or(Color::Reset)
    }

    /// A line of equal cost on it.
    pub fn heat_line(&self, class: Class) -> Color {
        self.heat_lines.get(place(class)).copied().unwrap_or(Color::Reset)
    }

    /// A sign on it that is to be read.
    pub fn on_heat(&self, class: Class) -> Color {
        self.on_heat.get(place(class)).copied().unwrap_or(Color::Reset)
    }

    /// The color of a place of rest's basin; of more places than there are hues some have the same.
    pub fn basin(&self, place: u8, shade: u8) -> Color {
        let shades = self.basins.get(usize::from(place) % HUES);
        shades.and_then(|s| s.get(usize::from(shade).min(SHADES - 1))).copied().unwrap_or(Color::Reset)
    }

    /// A run's mark.
    pub fn mark(run: usize) -> char {
        MARKS.get(run % MARKS.len()).copied().unwrap_or('●')
    }

    /// Page: text as it stands by default.
    pub fn page(&self) -> Style {
        Style::new().fg(self.normal).bg(self.page)
    }
    /// Names and values.
    pub fn normal(&self) -> Style {
        Style::new().fg(self.normal)
    }
    /// What is active: bold and bright.
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
    /// What holds.
    pub fn good(&self) -> Style {
        Style::new().fg(self.good)
    }
    /// What does not.
    pub fn warning(&self) -> Style {
        Style::new().fg(self.warning)
    }
    /// The background of a chosen row.
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

    /// Page colors for exports, where `Color::Reset` must be something.
    pub fn export_page(&self) -> (Rgb, Rgb) {
        let [page, _, normal, ..] = self.scheme.roles.map(Rgb::hex);
        (normal, page)
    }
}

/// The place of a class in a table.
fn place(class: Class) -> usize {
    match class {
        Class::Level(level) => usize::from(level).min(LEVELS_OF_HEAT - 1),
        Class::Slow => LEVELS_OF_HEAT,
        Class::Diverged => LEVELS_OF_HEAT + 1,
    }
}

/// A band's entry in a table; the last one's beyond its end.
fn of_band(table: &[Color], band: u8) -> Color {
    table.get(usize::from(band)).or(table.last()).copied().unwrap_or(Color::Reset)
}

/// The level of fading of an age in steps.
fn level(age: usize) -> u8 {
    AGE.partition_point(|last| *last < age) as u8
}
