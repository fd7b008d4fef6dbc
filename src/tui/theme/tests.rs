//! Invariants of every theme, computed from the colors that would be drawn.

use super::build::LEAST;
use super::*;
use crate::draw::figure::color::Oklab;

/// Minimum distances of the first four runs, for every kind of vision, among all colors and among 256; and of all eight.
const APART: (f64, f64, f64) = (0.12, 0.10, 0.06);

fn rgb(color: Color) -> Rgb {
    ink::exact(color).unwrap_or_else(|| unreachable!("{color:?}"))
}

fn fore(style: Style) -> Color {
    style.fg.unwrap_or(Color::Reset)
}

fn contrast(a: Color, b: Color) -> f64 {
    rgb(a).contrast(rgb(b))
}

/// Every scheme in the depths that fill bands, with a name for messages.
fn filled() -> impl Iterator<Item = (String, Theme)> {
    let depths = [Depth::True, Depth::Indexed];
    SCHEMES.iter().flat_map(move |s| depths.map(|d| (format!("{} {d:?}", s.name), Theme::new(s, d))))
}

fn bands(theme: &Theme) -> std::ops::Range<u8> {
    0..theme.band_count() as u8
}

/// The appearance of a color without one kind of cone, in OKLab. Machado, Oliveira and Fernandes 2009, "A Physiologically-based Model
/// for Simulation of Color Vision Deficiency", severity 1.0, in linear light.
fn seen(Rgb(r, g, b): Rgb, matrix: [[f64; 3]; 3]) -> Oklab {
    let linear = |c: u8| {
        let c = f64::from(c) / 255.0;
        if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
    };
    let back = |c: f64| {
        let c = c.clamp(0.0, 1.0);
        let s = if c <= 0.003_130_8 { 12.92 * c } else { 1.055 * c.powf(1.0 / 2.4) - 0.055 };
        (s * 255.0).round() as u8
    };
    let [r, g, b] = matrix.map(|row| back(row[0] * linear(r) + row[1] * linear(g) + row[2] * linear(b)));
    Rgb(r, g, b).oklab()
}

const SIGHTS: [(&str, [[f64; 3]; 3]); 4] = [
    ("normal", [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]),
    (
        "protan",
        [[0.152_286, 1.052_583, -0.204_868], [0.114_503, 0.786_281, 0.099_216], [-0.003_882, -0.048_116, 1.051_998]],
    ),
    (
        "deutan",
        [[0.367_322, 0.860_646, -0.227_968], [0.280_085, 0.672_501, 0.047_413], [-0.011_820, 0.042_940, 0.968_881]],
    ),
    (
        "tritan",
        [[1.255_528, -0.076_749, -0.178_779], [-0.078_411, 0.930_809, 0.147_602], [0.004_733, 0.691_367, 0.303_900]],
    ),
];

/// The minimum distance between any two of the first `count` runs.
fn apart(theme: &Theme, count: usize, matrix: [[f64; 3]; 3]) -> f64 {
    let all: Vec<Oklab> = (0..count).map(|run| seen(rgb(theme.run(run)), matrix)).collect();
    let pairs = all.iter().enumerate().flat_map(|(i, a)| all.iter().skip(i + 1).map(|b| a.distance(*b)));
    pairs.fold(f64::INFINITY, f64::min)
}

/// Heads and the newest steps stand out on every basin as they do on bands; rest points with adjacent numbers are distinguished by
/// hue.
#[test]
fn paths_stand_out_on_basins() {
    for (name, theme) in filled() {
        for run in 0..MARKS.len() {
            for place in 0..HUES as u8 {
                for shade in 0..SHADES as u8 {
                    let contrast = contrast(theme.run(run), theme.basin(place, shade));
                    assert!(contrast >= LEAST[0], "{name}, run {run}, basin {place} {shade}: {contrast}");
                }
            }
        }
        for place in 0..3 {
            let [a, b] = [place, place + 1].map(|p| rgb(theme.basin(p, 0)).oklab());
            assert!(a.distance(b) > 0.05, "{name} {place}");
        }
    }
}

/// WCAG's bounds: 3:1 for graphics, 4.5:1 where text must be legible from the back row, for all of a path: its head, the path so far,
/// however old, and the path after the cursor, which never stands out more than that.
#[test]
fn paths_stand_out_on_every_band() {
    for (name, theme) in filled() {
        for run in 0..MARKS.len() {
            for band in bands(&theme) {
                // If an edge runs through a path's cell, the mean of the two bands is the background.
                for ground in [theme.band(band), theme.between(band)] {
                    let of = |age: Option<usize>| contrast(theme.trail(run, band, age), ground);
                    let at = format!("{name}, run {run}, band {band}");
                    let least = if theme.scheme.name == "projector" { 4.5 } else { 3.0 };
                    assert!(contrast(theme.run(run), ground) >= least, "{at}: head");
                    for age in (0..=20).chain([21, 40, 60, 90, 100_000]) {
                        assert!(of(Some(age)) >= least, "{at}: age {age}, {}", of(Some(age)));
                    }
                    assert!(of(None) >= least, "{at}: to come, {}", of(None));
                    let (ahead, oldest) = (of(None), of(Some(100_000)));
                    assert!(ahead <= oldest * 1.01, "{at}: to come {ahead}, oldest {oldest}");
                }
            }
        }
    }
}

/// In the charts, on the page.
#[test]
fn curves_stand_out_behind_the_cursor_and_before_it() {
    for (name, theme) in filled() {
        let least = if theme.scheme.name == "projector" { 4.5 } else { 3.0 };
        for run in 0..MARKS.len() {
            for color in [theme.run(run), theme.future(run)] {
                let c = contrast(color, theme.ground());
                assert!(c >= least, "{name} {run} {c}");
            }
        }
    }
}

#[test]
fn trails_fade_in_four_levels_that_can_be_told_apart() {
    for scheme in SCHEMES {
        let theme = Theme::new(scheme, Depth::True);
        for run in 0..MARKS.len() {
            for band in bands(&theme) {
                let mut levels: Vec<Color> = (0..1000).map(|age| theme.trail(run, band, Some(age))).collect();
                levels.dedup();
                assert_eq!(levels.first(), Some(&theme.run(run)));
                // A color that barely has the required contrast has no room to fade.
                let room = contrast(theme.run(run), theme.band(band)) / scheme.contrast;
                if room < 2.0 {
                    continue;
                }
                assert_eq!(levels.len(), 5, "{} {run} {band}", scheme.name);
                for pair in levels.windows(2) {
                    let step = rgb(pair[0]).oklab().distance(rgb(pair[1]).oklab());
                    assert!(step >= 0.02, "{} {run} {band} {step}", scheme.name);
                }
            }
        }
    }
}

#[test]
fn text_is_legible_on_the_page_on_a_chosen_row_and_on_bands() {
    for (name, theme) in filled() {
        for ground in [theme.ground(), theme.selected()] {
            for style in [theme.bright(), theme.normal(), theme.dim(), theme.good(), theme.warning()] {
                let c = contrast(fore(style), ground);
                let least = if theme.scheme.name == "projector" { 10.0 } else { 4.5 };
                assert!(c >= least, "{name} {style:?} {c}");
            }
            for run in 0..MARKS.len() {
                assert!(contrast(theme.run(run), ground) >= 3.0, "{name} {run}");
            }
        }
        assert_ne!(theme.ground(), theme.selected(), "{name}");
        for band in bands(&theme) {
            let style = theme.on_band(band);
            assert_eq!(style.bg, Some(theme.band(band)));
            let c = contrast(fore(style), theme.band(band));
            assert!(c >= 4.5, "{name} {band} {c}");
            assert!(contrast(fore(theme.minimum()), theme.band(band)) >= 3.0, "{name} {band}");
            // The bowl's legend uses the colors of its body.
            let style = theme.on_body(band);
            let ground = style.bg.unwrap_or(Color::Reset);
            assert!((0..=LIGHTS).any(|light| theme.shade(band, light) == ground), "{name} {band}");
            let c = contrast(fore(style), ground);
            assert!(c >= 4.5, "{name} {band} {c}");
        }
    }
}

#[test]
fn runs_are_told_apart_by_every_kind_of_sight() {
    for (name, theme) in filled() {
        let exact = theme.depth == Depth::True;
        for (viewport, matrix) in SIGHTS {
            let four = apart(&theme, 4, matrix);
            let safe = exact && ["dusk", "dawn", "projector"].contains(&theme.scheme.name);
            let least = if safe {
                0.15
            } else if exact {
                APART.0
            } else {
                APART.1
            };
            assert!(four >= least, "{name} {viewport} {four}");
        }
        let eight = apart(&theme, MARKS.len(), SIGHTS[0].1);
        assert!(eight >= APART.2, "{name} {eight}");
    }
}

#[test]
fn on_a_grey_printer_the_first_four_differ_in_lightness() {
    let theme = Scheme::named("print").map(|s| Theme::new(s, Depth::True)).unwrap_or_else(|| unreachable!());
    let mut grays: Vec<f64> = (0..4).map(|run| rgb(theme.run(run)).oklab().l).collect();
    grays.sort_by(f64::total_cmp);
    assert!(grays.windows(2).all(|pair| pair[1] - pair[0] >= 0.07), "{grays:?}");
    assert!(bands(&theme).map(|b| rgb(theme.band(b))).all(|Rgb(r, g, b)| r == g && g == b));
}

#[test]
fn bands_are_even_steps_of_lightness() {
    for (name, theme) in filled() {
        let all: Vec<Oklab> = bands(&theme).map(|b| rgb(theme.band(b)).oklab()).collect();
        let sign = if theme.mode == Mode::Dark { 1.0 } else { -1.0 };
        for pair in all.windows(2) {
            assert!(sign * (pair[1].l - pair[0].l) > 0.0, "{name} {pair:?}");
            assert!(pair[0].distance(pair[1]) > 0.007, "{name} {pair:?}");
        }
        // Every second edge has a small extra step, which cancels over two bands.
        let steps: Vec<f64> = all.windows(3).map(|three| three[0].distance(three[2])).collect();
        let (least, most) = steps.iter().fold((f64::INFINITY, 0.0_f64), |(l, m), s| (l.min(*s), m.max(*s)));
        assert!(most <= 2.0 * least, "{name} {steps:?}");
    }
}

#[test]
fn light_falls_on_a_surface_and_shadows_on_its_floor() {
    for (name, theme) in filled() {
        let lightness = |band, light| rgb(theme.shade(band, light)).oklab().l;
        for band in bands(&theme) {
            let rises = (1..=LIGHTS).all(|l| lightness(band, l) >= lightness(band, l - 1) - 0.02);
            assert!(rises && lightness(band, LIGHTS) > lightness(band, 0) + 0.1, "{name} {band}");
            assert_eq!(theme.shade(band, 200), theme.shade(band, LIGHTS));
            for run in 0..MARKS.len() {
                for light in 0..=LIGHTS {
                    let wall = theme.path_shade(band, light);
                    let [head, new, old] =
                        [theme.run(run), theme.trail(run, band, Some(0)), theme.trail(run, band, Some(999))]
                            .map(|c| contrast(c, wall));
                    assert!(head >= LEAST[0] && new >= LEAST[0] && old >= LEAST[1], "{name} {run} {band} {light}");
                }
                let c = contrast(theme.shadow(run, band), theme.floor(band));
                assert!(c >= LEAST[2], "{name} {run} {band} {c}");
            }
        }
        if theme.depth == Depth::True {
            for band in 1..theme.band_count() as u8 {
                let order = lightness(band, 8) - lightness(band - 1, 8);
                assert!(if theme.mode == Mode::Dark { order > 0.0 } else { order < 0.0 }, "{name} {band}");
            }
        }
    }
}

#[test]
fn names_are_found_and_defaults_fit_their_background() {
    assert!(SCHEMES.len() >= 8);
    for (place, scheme) in SCHEMES.iter().enumerate() {
        assert_eq!(scheme.place(), place, "{}", scheme.name);
        assert_eq!(Scheme::named(scheme.name).map(|s| s.name), Some(scheme.name));
        assert_eq!(scheme.next(1).next(-1).name, scheme.name);
    }
    assert!(Scheme::named("dark").is_none() && Scheme::named("").is_none());
    for (mode, name) in [(Mode::Dark, "dusk"), (Mode::Light, "dawn")] {
        assert_eq!((Scheme::of(mode).mode, Scheme::of(mode).name), (mode, name));
    }
}

#[test]
fn no_color_means_no_color() {
    for scheme in SCHEMES {
        let theme = Theme::new(scheme, Depth::None);
        for style in [
            theme.page(),
            theme.bright(),
            theme.dim(),
            theme.good(),
            theme.warning(),
            theme.minimum(),
            theme.on_band(2),
        ] {
            assert!(style.fg.is_none_or(|c| c == Color::Reset) && style.bg.is_none_or(|c| c == Color::Reset));
        }
        for color in [theme.trail(3, 2, Some(1)), theme.shade(1, 9), theme.floor(2), theme.shadow(1, 1)] {
            assert_eq!(color, Color::Reset);
        }
    }
}

/// The user may have redefined the first sixteen of the 256.
#[test]
fn indexed_colors_stay_among_those_that_are_known() {
    for scheme in SCHEMES {
        let theme = Theme::new(scheme, Depth::Indexed);
        let known = |color: Color| matches!(color, Color::Indexed(16..));
        for run in 0..8 {
            assert!(known(theme.run(run)) && known(theme.muted(run)) && known(theme.future(run)));
            for band in bands(&theme) {
                assert!(known(theme.trail(run, band, Some(3))) && known(theme.trail(run, band, None)));
                assert!(known(theme.shadow(run, band)));
            }
        }
        for band in bands(&theme) {
            assert!(known(theme.band(band)) && known(theme.floor(band)) && known(theme.shade(band, 7)));
        }
        for style in [theme.page(), theme.bright(), theme.dim(), theme.grid(), theme.good(), theme.warning()] {
            assert!(style.fg.is_some_and(known), "{style:?}");
        }
    }
}
