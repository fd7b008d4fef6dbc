//! Colours by what they mean, for a background and a colour depth. Tables, not arithmetic, at drawing time.

mod palette;

use ratatui::style::{Color, Modifier, Style};
use termprofile::TermProfile;

use crate::figure::Rgb;
use palette::{DARK, LIGHT, Palette};

/// How many colours the terminal has.
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

/// Dark or light background.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Bright on dark.
    Dark,
    /// Dark on light.
    Light,
}

/// Shapes of the runs' heads, in order: a run is told by its shape as well as by its colour.
pub const MARKS: [char; 8] = ['●', '▲', '■', '◆', '▼', '◀', '▶', '★'];

/// Steps over which a trail fades.
const FADE: f64 = 16.0;
/// Levels of a fading trail.
const LEVELS: usize = 8;

/// A colour of a run on a band, fading with age.
#[derive(Clone, Debug)]
struct Ink {
    /// By age, newest first.
    past: [Color; LEVELS],
    future: Color,
}

/// A theme.
#[derive(Clone, Debug)]
pub struct Theme {
    /// Its background.
    pub mode: Mode,
    /// Its colours.
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
    /// By run, then band.
    inks: Vec<Vec<Ink>>,
    minimum: Color,
    /// The level of fading by age; beyond its end it is the last.
    levels: [u8; AGES],
}

/// Ages that fade differently: at sixteen steps to a factor of e nothing is left to tell after so many.
const AGES: usize = 64;

/// How many bands a field has in full colour.
const BANDS: usize = 10;
/// How many contour lines it has where bands cannot be filled: fewer, so that the paths stand out.
const LINES: usize = 6;

/// The colour of band `index` of `count`, from low to top. Every second edge has a little step of lightness besides
/// the ramp, so that contours read as contours.
fn band(mode: Mode, index: usize, count: usize) -> Rgb {
    let u = index as f64 / (count - 1).max(1) as f64;
    let step = if index % 2 == 1 { 0.5 } else { -0.5 };
    match mode {
        Mode::Dark => Rgb::oklch(0.165 + 0.195 * u + 0.014 * step, 0.036 + 0.016 * u, 284.0 - 66.0 * u),
        Mode::Light => Rgb::oklch(0.985 - 0.125 * u - 0.004 * step, 0.005 + 0.034 * u, 225.0 + 20.0 * u),
    }
}

impl Theme {
    /// The theme of a background and a depth.
    pub fn new(mode: Mode, depth: Depth) -> Self {
        let palette = match mode {
            Mode::Dark => &DARK,
            Mode::Light => &LIGHT,
        };
        match depth {
            Depth::True | Depth::Indexed => Self::coloured(palette, mode, depth),
            Depth::Sixteen => Self::sixteen(mode),
            Depth::None => Self::plain(mode),
        }
    }

    fn coloured(palette: &Palette, mode: Mode, depth: Depth) -> Self {
        let indexed = depth == Depth::Indexed;
        let colour = |rgb: Rgb| {
            if indexed { to_indexed(rgb) } else { Color::Rgb(rgb.0, rgb.1, rgb.2) }
        };
        let role = |rgb: u32, index: usize| match palette.indexed.get(index) {
            Some(i) if indexed => Color::Indexed(*i),
            _ => colour(Rgb::hex(rgb)),
        };
        let count = if indexed { palette.bands_indexed.len() } else { BANDS };
        let rgb_bands: Vec<Rgb> = match indexed {
            true => palette.bands_indexed.iter().map(|i| grey(*i)).collect(),
            false => (0..count).map(|i| band(mode, i, count)).collect(),
        };
        let exact = |i: usize, rgb: Rgb| match palette.bands_indexed.get(i) {
            Some(index) if indexed => Color::Indexed(*index),
            _ => colour(rgb),
        };
        let bands: Vec<Color> = rgb_bands.iter().enumerate().map(|(i, rgb)| exact(i, *rgb)).collect();
        let between = (0..count)
            .map(|i| match (rgb_bands.get(i), rgb_bands.get(i + 1)) {
                (Some(a), Some(b)) if !indexed => colour(a.over(*b, 0.5)),
                (Some(a), _) => exact(i, *a),
                _ => Color::Reset,
            })
            .collect();
        let run_rgb = palette.runs.map(Rgb::hex);
        let page = Rgb::hex(palette.page);
        let head = |i: usize, rgb: Rgb| match palette.runs_indexed.get(i) {
            Some(index) if indexed => Color::Indexed(*index),
            _ => colour(rgb),
        };
        let ink = |run: usize, rgb: Rgb, ground: Rgb| {
            let past = std::array::from_fn(|level| {
                let age = level_age(level);
                let share = palette.trail + (1.0 - palette.trail) * (-age / FADE).exp();
                // Among 256 colours a mix lands on another hue; two levels of the run's own colour are clearer.
                if indexed { head(run, rgb) } else { colour(rgb.over(ground, share)) }
            });
            Ink { past, future: colour(rgb.over(ground, 0.36)) }
        };
        let inks = run_rgb
            .iter()
            .enumerate()
            .map(|(run, rgb)| rgb_bands.iter().map(|ground| ink(run, *rgb, *ground)).collect())
            .collect();
        let low = rgb_bands.first().copied().unwrap_or(page);
        Self {
            mode,
            depth,
            page: role(palette.page, 0),
            bright: role(palette.bright, 1),
            normal: role(palette.normal, 2),
            dim: role(palette.dim, 3),
            grid: role(palette.grid, 4),
            selected: role(palette.selected, 5),
            good: role(palette.good, 6),
            warning: role(palette.warning, 7),
            runs: run_rgb.iter().enumerate().map(|(i, rgb)| head(i, *rgb)).collect(),
            future: run_rgb.iter().map(|rgb| colour(rgb.over(page, 0.42))).collect(),
            muted: run_rgb.iter().map(|rgb| colour(rgb.over(page, 0.75))).collect(),
            bands,
            between,
            inks,
            minimum: colour(Rgb::hex(palette.bright).over(low, 0.75)),
            levels: std::array::from_fn(level),
        }
    }

    fn sixteen(mode: Mode) -> Self {
        use Color::*;
        let runs = match mode {
            Mode::Dark => [LightYellow, LightCyan, LightRed, LightMagenta, LightGreen, LightBlue, White, Yellow],
            Mode::Light => [Yellow, Cyan, Red, Magenta, Green, Blue, Black, DarkGray],
        };
        let (bright, normal) = match mode {
            Mode::Dark => (White, Gray),
            Mode::Light => (Black, Black),
        };
        let (good, warning) = if mode == Mode::Dark { (LightGreen, LightRed) } else { (Green, Red) };
        Self::flat(mode, Depth::Sixteen, runs.to_vec(), [bright, normal, DarkGray, good, warning])
    }

    fn plain(mode: Mode) -> Self {
        Self::flat(mode, Depth::None, vec![Color::Reset; MARKS.len()], [Color::Reset; 5])
    }

    /// A theme without bands of colour.
    fn flat(mode: Mode, depth: Depth, runs: Vec<Color>, [bright, normal, dim, good, warning]: [Color; 5]) -> Self {
        let future = if depth == Depth::Sixteen { dim } else { Color::Reset };
        let inks = runs.iter().map(|c| vec![Ink { past: [*c; LEVELS], future }; LINES + 1]).collect();
        Self {
            mode,
            depth,
            page: Color::Reset,
            bright,
            normal,
            dim,
            grid: dim,
            selected: Color::Reset,
            good,
            warning,
            future: vec![future; runs.len()],
            muted: runs.clone(),
            bands: vec![Color::Reset; LINES + 1],
            between: vec![Color::Reset; LINES + 1],
            inks,
            minimum: bright,
            levels: [0; AGES],
            runs,
        }
    }

    /// Whether bands are filled with colour; if not, their edges are drawn as dots.
    pub fn fills(&self) -> bool {
        matches!(self.depth, Depth::True | Depth::Indexed)
    }

    /// How many bands a field has.
    pub fn band_count(&self) -> usize {
        self.bands.len()
    }

    /// The colour of a band.
    pub fn band(&self, band: u8) -> Color {
        self.bands.get(usize::from(band)).or(self.bands.last()).copied().unwrap_or(Color::Reset)
    }

    /// The mean of a band's colour and the next one's.
    pub fn between(&self, band: u8) -> Color {
        self.between.get(usize::from(band)).copied().unwrap_or(Color::Reset)
    }

    /// A run's colour.
    pub fn run(&self, run: usize) -> Color {
        self.runs.get(run % self.runs.len().max(1)).copied().unwrap_or(Color::Reset)
    }

    /// A run's colour, a little back.
    pub fn muted(&self, run: usize) -> Color {
        self.muted.get(run % self.muted.len().max(1)).copied().unwrap_or(Color::Reset)
    }

    /// A run's colour where its future is, off the field.
    pub fn future(&self, run: usize) -> Color {
        self.future.get(run % self.future.len().max(1)).copied().unwrap_or(Color::Reset)
    }

    /// A run's trail on a band, `age` steps behind the cursor; `None` for what is still to come.
    pub fn trail(&self, run: usize, band: u8, age: Option<usize>) -> Color {
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

    /// Page colours for exports, where `Color::Reset` must be something.
    pub fn export_page(&self) -> (Rgb, Rgb) {
        match self.mode {
            Mode::Dark => (Rgb::hex(DARK.normal), Rgb::hex(DARK.page)),
            Mode::Light => (Rgb::hex(LIGHT.normal), Rgb::hex(LIGHT.page)),
        }
    }
}

/// The age that a level of fading stands for.
fn level_age(level: usize) -> f64 {
    // Levels are evenly spaced in what remains of the fresh colour.
    let remains = 1.0 - level as f64 / (LEVELS - 1) as f64;
    if remains > 0.0 { -FADE * remains.ln() } else { 1e9 }
}

/// The level of an age in steps.
fn level(age: usize) -> u8 {
    let remains = (-(age as f64) / FADE).exp();
    ((1.0 - remains) * (LEVELS - 1) as f64).round() as u8
}

/// A grey of the 256 colours.
fn grey(index: u8) -> Rgb {
    let value = match index {
        231 => 255,
        232..=255 => 8 + 10 * (index - 232),
        _ => 0,
    };
    Rgb(value, value, value)
}

/// The nearest of the 256 colours.
fn to_indexed(rgb: Rgb) -> Color {
    use termprofile::anstyle::{Color as Ansi, RgbColor};
    match TermProfile::Ansi256.adapt_color(Ansi::Rgb(RgbColor(rgb.0, rgb.1, rgb.2))) {
        Some(Ansi::Ansi256(c)) => Color::Indexed(c.0),
        // termprofile gives the first sixteen by name; they are indices like the others.
        Some(Ansi::Ansi(c)) => Color::Indexed(c as u8),
        _ => Color::Rgb(rgb.0, rgb.1, rgb.2),
    }
}

#[cfg(test)]
mod tests;
