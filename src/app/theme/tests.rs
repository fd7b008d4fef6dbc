//! Contrast and depth.

use super::*;

fn rgb(color: Color) -> Rgb {
    match color {
        Color::Rgb(r, g, b) => Rgb(r, g, b),
        other => unreachable!("{other:?}"),
    }
}

#[test]
fn contrast_holds_on_every_band() {
    for mode in [Mode::Dark, Mode::Light] {
        let theme = Theme::new(mode, Depth::True);
        for run in 0..MARKS.len() {
            for band in 0..theme.band_count() as u8 {
                let ground = rgb(theme.band(band));
                let of = |c: Color| rgb(c).contrast(ground);
                // Heads and the newest 20 steps at least 3:1, older trail at least 1.5:1 (WCAG's bounds for
                // graphics and for what is only context).
                assert!(of(theme.run(run)) >= 3.0, "{mode:?} {run} {band} {}", of(theme.run(run)));
                for age in [0, 20] {
                    let c = of(theme.trail(run, band, Some(age)));
                    assert!(c >= if mode == Mode::Dark { 3.0 } else { 2.5 }, "{mode:?} {run} {band} {age} {c}");
                }
                assert!(of(theme.trail(run, band, Some(10_000))) >= 2.5, "{mode:?} {run} {band}");
                assert!(of(theme.trail(run, band, None)) >= 1.2, "{mode:?} {run} {band}");
            }
        }
        let page = rgb(theme.ground());
        for (style, least) in [
            (theme.bright(), 7.0),
            (theme.normal(), 7.0),
            (theme.dim(), 4.5),
            (theme.good(), 4.5),
            (theme.warning(), 4.5),
        ] {
            let c = style.fg.map(|c| rgb(c).contrast(page)).unwrap_or(0.0);
            assert!(c >= least, "{mode:?} {c}");
        }
    }
}

#[test]
fn bands_can_be_told_from_their_neighbours() {
    for mode in [Mode::Dark, Mode::Light] {
        let theme = Theme::new(mode, Depth::True);
        for band in 1..theme.band_count() as u8 {
            let apart = rgb(theme.band(band)).oklab().distance(rgb(theme.band(band - 1)).oklab());
            assert!(apart > 0.008, "{mode:?} {band} {apart}");
        }
    }
}

#[test]
fn no_colour_means_no_colour() {
    let theme = Theme::new(Mode::Dark, Depth::None);
    for style in [theme.page(), theme.bright(), theme.dim(), theme.good(), theme.warning(), theme.minimum()] {
        assert!(style.fg.is_none_or(|c| c == Color::Reset) && style.bg.is_none_or(|c| c == Color::Reset));
    }
    assert_eq!(theme.trail(3, 2, Some(1)), Color::Reset);
}

#[test]
fn indexed_colours_stay_among_the_256() {
    for mode in [Mode::Dark, Mode::Light] {
        let theme = Theme::new(mode, Depth::Indexed);
        for run in 0..8 {
            for band in 0..theme.band_count() as u8 {
                assert!(matches!(theme.trail(run, band, Some(3)), Color::Indexed(_)));
                assert!(matches!(theme.trail(run, band, None), Color::Indexed(_)));
                assert!(matches!(theme.band(band), Color::Indexed(_)));
            }
        }
    }
}
