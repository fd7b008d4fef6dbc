//! Building a theme: every color mix that drawing needs is computed once, so that drawing only looks it up.

use ratatui::style::Color;

use super::ink::{self, Inks};
use super::scheme::{Mode, Scheme};
use super::{AGES, Depth, Ink, LEVELS, LEVELS_OF_HEAT, LIGHTS, MARKS, MEAN_LIGHT, Theme, level};
use crate::draw::figure::Rgb;
use crate::draw::figure::basins::{self, HUES, SHADES};
use crate::draw::figure::heat::{self, Class};

/// Number of contour lines where bands cannot be filled: fewer, so that the paths stand out.
const LINES: usize = 6;
/// Minimum contrasts on the body in perspective, whose light is fixed: a path's newest part, its oldest part, its shadow on the
/// floor. In plots the scheme's contrast applies to all parts.
pub(super) const LEAST: [f64; 3] = [3.0, 1.5, 1.2];
/// Factor by which the oldest part of a path stands out more than the path after the cursor, if its color allows.
const ABOVE_AHEAD: f64 = 1.2;
/// Contrast that rounding to 8 bits per channel may cost.
const ROUNDED: f64 = 0.03;
/// The fraction of bright ink in the line along a band's edge.
const EDGE: f64 = 0.36;
/// The fraction of the field's color in the floor under it, and of a run's color in its shadow there.
const FLOOR: f64 = 0.6;
const SHADOW: f64 = 0.43;

impl Theme {
    /// Builds the theme of a scheme at a depth.
    pub fn new(scheme: &'static Scheme, depth: Depth) -> Self {
        match depth {
            Depth::True => Self::colored(scheme, depth, &Inks::All),
            Depth::Indexed => Self::colored(scheme, depth, &Inks::cube()),
            Depth::Sixteen => Self::sixteen(scheme),
            Depth::None => Self::flat(scheme, depth, vec![Color::Reset; MARKS.len()], [Color::Reset; 5]),
        }
    }

    fn colored(scheme: &'static Scheme, depth: Depth, inks: &Inks) -> Self {
        let indexed = depth == Depth::Indexed;
        let own = |i: &u8| Color::Indexed(*i);
        let all = |colors: &[u32], indices: &[u8]| -> Vec<Color> {
            if indexed {
                indices.iter().map(own).collect()
            } else {
                colors.iter().map(|c| inks.color(Rgb::hex(*c))).collect()
            }
        };
        let bands: Vec<Color> = match indexed {
            true => scheme.indexed.bands.iter().map(own).collect(),
            false => (0..scheme.ramp.bands).map(|i| inks.color(scheme.ramp.rgb(i))).collect(),
        };
        let grounds: Vec<Rgb> = bands.iter().filter_map(|c| ink::exact(*c)).collect();
        let between: Vec<Color> = bands
            .iter()
            .zip(grounds.iter().zip(grounds.iter().skip(1)).map(Some).chain([None]))
            .map(|(band, pair)| match pair {
                Some((low, high)) if !indexed => inks.color(low.over(*high, 0.5)),
                _ => *band,
            })
            .collect();
        let runs = all(&scheme.runs, &scheme.indexed.runs);
        let run_rgb: Vec<Rgb> = runs.iter().filter_map(|c| ink::exact(*c)).collect();
        let roles = all(&scheme.roles, &scheme.indexed.roles);
        let [page, bright, normal, dim, grid, selected, good, warning] =
            std::array::from_fn(|i| roles.get(i).copied().unwrap_or(Color::Reset));
        let page_rgb = ink::exact(page).unwrap_or(Rgb::hex(scheme.roles[0]));
        let bright_rgb = ink::exact(bright).unwrap_or(Rgb::hex(scheme.roles[1]));
        let on_page = |share: f64| run_rgb.iter().map(|rgb| inks.faded(rgb.over(page_rgb, share), |_| true)).collect();
        let low = grounds.first().copied().unwrap_or(page_rgb);
        let floor_rgb: Vec<Rgb> = grounds.iter().map(|g| g.over(page_rgb, FLOOR)).collect();
        let shadow = |run: &Rgb, floor: &Rgb| {
            let rgb = run.over(*floor, SHADOW);
            inks.faded(rgb, |c| c.contrast(*floor) >= LEAST[2])
        };
        let words = [normal, bright, page].into_iter().chain([Color::Rgb(0, 0, 0), Color::Rgb(255, 255, 255)]);
        let word = |ground: &Rgb| {
            let legible = |c: &Color| ink::exact(*c).is_some_and(|c| c.contrast(*ground) >= 4.5);
            words.clone().find(legible).unwrap_or(bright)
        };
        let behind = |i: usize| -> Vec<Rgb> {
            [bands.get(i), between.get(i)].into_iter().flatten().filter_map(|c| ink::exact(*c)).collect()
        };
        let trails = |(run, rgb): (&Color, &Rgb)| {
            let one = |(i, ground): (usize, &Rgb)| trail(scheme, inks, (*run, *rgb), *ground, &behind(i));
            grounds.iter().enumerate().map(one).collect()
        };
        let warning_rgb = ink::exact(warning).unwrap_or(Rgb::hex(scheme.roles[7]));
        let dark = scheme.mode == Mode::Dark;
        let heat: [Rgb; LEVELS_OF_HEAT + 2] =
            std::array::from_fn(|i| heat::color(heat_class(i), dark, page_rgb, warning_rgb));
        let table: Vec<Vec<Ink>> = runs.iter().zip(&run_rgb).map(trails).collect();
        let lit = |g: &Rgb| std::array::from_fn(|i| inks.color(scheme.lit(*g, i as f64 / f64::from(LIGHTS))));
        let shades: Vec<[Color; LIGHTS as usize + 1]> = grounds.iter().map(lit).collect();
        let path_lights = shades.iter().enumerate().map(|(band, shades)| path_lights(&table, band, shades)).collect();
        Self {
            scheme,
            mode: scheme.mode,
            depth,
            page,
            bright,
            normal,
            dim,
            grid,
            selected,
            good,
            warning,
            future: run_rgb
                .iter()
                .map(|rgb| {
                    let (ahead, _) = ink::over(*rgb, page_rgb, 0.42, &[page_rgb], scheme.contrast + ROUNDED);
                    inks.faded(ahead, |c| c.contrast(page_rgb) >= scheme.contrast)
                })
                .collect(),
            muted: on_page(0.75),
            on_band: grounds.iter().map(word).collect(),
            edges: grounds.iter().map(|g| inks.color(bright_rgb.over(*g, EDGE))).collect(),
            inks: table,
            minimum: inks.color(bright_rgb.over(low, 0.75)),
            levels: std::array::from_fn(level),
            on_body: shades.iter().map(|s| word(&ink::exact(s[usize::from(MEAN_LIGHT)]).unwrap_or(page_rgb))).collect(),
            shades,
            path_lights,
            heat: heat.map(|rgb| inks.color(rgb)),
            heat_marks: heat.map(|rgb| inks.color(bright_rgb.over(rgb, 0.22))),
            heat_lines: heat.map(|rgb| inks.color(bright_rgb.over(rgb, EDGE))),
            on_heat: heat.map(|rgb| if rgb.contrast(page_rgb) >= rgb.contrast(bright_rgb) { page } else { bright }),
            basins: basins::colors(dark, indexed).map(|shades| {
                shades.map(|rgb| inks.faded(rgb, |c| run_rgb.iter().all(|run| run.contrast(c) >= LEAST[0])))
            }),
            floors: floor_rgb.iter().map(|rgb| inks.color(*rgb)).collect(),
            shadows: run_rgb.iter().map(|run| floor_rgb.iter().map(|floor| shadow(run, floor)).collect()).collect(),
            runs,
            bands,
            between,
        }
    }

    fn sixteen(scheme: &'static Scheme) -> Self {
        use Color::*;
        let runs = match scheme.mode {
            Mode::Dark => [LightYellow, LightCyan, LightRed, LightMagenta, LightGreen, LightBlue, White, Yellow],
            Mode::Light => [Yellow, Cyan, Red, Magenta, Green, Blue, Black, DarkGray],
        };
        let text = match scheme.mode {
            Mode::Dark => [White, Gray, DarkGray, LightGreen, LightRed],
            Mode::Light => [Black, Black, DarkGray, Green, Red],
        };
        Self::flat(scheme, Depth::Sixteen, runs.to_vec(), text)
    }

    /// A theme without filled bands.
    fn flat(
        scheme: &'static Scheme,
        depth: Depth,
        runs: Vec<Color>,
        [bright, normal, dim, good, warning]: [Color; 5],
    ) -> Self {
        let future = if depth == Depth::Sixteen { dim } else { Color::Reset };
        let lines = vec![Color::Reset; LINES + 1];
        // The path after the cursor is dotted and needs no other color in the plots.
        let inks = runs.iter().map(|c| vec![Ink { past: [*c; LEVELS], future: *c }; LINES + 1]).collect();
        Self {
            scheme,
            mode: scheme.mode,
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
            bands: lines.clone(),
            between: lines.clone(),
            on_band: vec![normal; LINES + 1],
            edges: vec![dim; LINES + 1],
            inks,
            minimum: bright,
            levels: [0; AGES],
            shades: vec![[Color::Reset; LIGHTS as usize + 1]; LINES + 1],
            path_lights: vec![[0, LIGHTS]; LINES + 1],
            on_body: vec![normal; LINES + 1],
            heat: [Color::Reset; LEVELS_OF_HEAT + 2],
            heat_marks: [dim; LEVELS_OF_HEAT + 2],
            heat_lines: [dim; LEVELS_OF_HEAT + 2],
            on_heat: [bright; LEVELS_OF_HEAT + 2],
            basins: [[Color::Reset; SHADES]; HUES],
            floors: lines,
            shadows: runs.iter().map(|c| vec![*c; LINES + 1]).collect(),
            runs,
        }
    }
}

/// The class at an index of the table of map colors.
fn heat_class(place: usize) -> Class {
    match place {
        LEVELS_OF_HEAT => Class::Slow,
        p if p > LEVELS_OF_HEAT => Class::Diverged,
        p => Class::Level(p as u8),
    }
}

/// A run's trail over a band; `grounds` are its possible backgrounds there.
fn trail(scheme: &Scheme, inks: &Inks, (run, rgb): (Color, Rgb), ground: Rgb, grounds: &[Rgb]) -> Ink {
    let (oldest, old) = ink::over(rgb, ground, scheme.old, grounds, ABOVE_AHEAD * scheme.contrast);
    let past = std::array::from_fn(|level| {
        let share = 1.0 + (old - 1.0) * level as f64 / (LEVELS - 1) as f64;
        match inks {
            Inks::All => inks.color(rgb.over(ground, share)),
            // Among 256 colors a mix lands on another hue; two levels of the run's own color are clearer.
            Inks::Cube(_) => run,
        }
    });
    let (ahead, _) = ink::over(rgb, ground, scheme.ahead, grounds, scheme.contrast + ROUNDED);
    let stands_out = ink::contrast(if matches!(inks, Inks::All) { oldest } else { rgb }, grounds);
    let future = inks.faded(ahead, |c| {
        let contrast = ink::contrast(c, grounds);
        contrast >= scheme.contrast && contrast <= stands_out
    });
    Ink { past, future }
}

/// The range of lights in which every run's trail stands out from a band of a lit surface.
fn path_lights(inks: &[Vec<Ink>], band: usize, shades: &[Color; LIGHTS as usize + 1]) -> [u8; 2] {
    // The worst contrast relative to its bound, by light.
    let spare = shades.map(|shade| {
        let Some(shade) = ink::exact(shade) else { return 0.0 };
        let contrast = |c: Option<&Color>| c.and_then(|c| ink::exact(*c)).map_or(0.0, |c| c.contrast(shade));
        let of_run = |ink: &Ink| (contrast(ink.past.first()) / LEAST[0]).min(contrast(ink.past.last()) / LEAST[1]);
        inks.iter().filter_map(|run| run.get(band)).map(of_run).fold(f64::INFINITY, f64::min)
    });
    let best = (0..spare.len()).max_by(|a, b| spare[*a].total_cmp(&spare[*b])).unwrap_or(0);
    let good = |light: &usize| spare.get(*light).is_some_and(|s| *s >= 1.0);
    let least = (0..=best).rev().take_while(good).last().unwrap_or(best);
    let most = (best..spare.len()).take_while(good).last().unwrap_or(best);
    [least as u8, most as u8]
}
