//! Exact colors to terminal colors: unchanged, or the nearest of 256.

use ratatui::style::Color;

use crate::draw::export::palette;
use crate::draw::figure::Rgb;
use crate::draw::figure::color::Oklab;

/// The exact color of a terminal color.
pub(super) fn exact(color: Color) -> Option<Rgb> {
    palette::rgb(color).map(|(r, g, b)| Rgb(r, g, b))
}

/// The available colors.
pub(super) enum Inks {
    /// All of them.
    All,
    /// Colors 16 to 255 of xterm.
    Cube(Vec<(u8, Rgb, Oklab)>),
}

impl Inks {
    /// The 256 colors without the first sixteen, which the user may have redefined.
    pub(super) fn cube() -> Self {
        let all = (16..=255).filter_map(|i| exact(Color::Indexed(i)).map(|rgb| (i, rgb, rgb.oklab())));
        Self::Cube(all.collect())
    }

    /// A color, or the nearest one available.
    pub(super) fn color(&self, rgb: Rgb) -> Color {
        self.pick(rgb, 1.0, |_| true)
    }

    /// A mix of a run's color, or the nearest available color that satisfies `will_do`; with all colors available, the mix itself,
    /// which must satisfy it. Hue counts for more than lightness, otherwise most results would be grays.
    pub(super) fn faded(&self, rgb: Rgb, will_do: impl Fn(Rgb) -> bool) -> Color {
        self.pick(rgb, 2.5, will_do)
    }

    fn pick(&self, rgb: Rgb, hue: f64, will_do: impl Fn(Rgb) -> bool) -> Color {
        let itself = Color::Rgb(rgb.0, rgb.1, rgb.2);
        let Self::Cube(cube) = self else { return itself };
        let weighed = |c: Oklab| Oklab { l: c.l, a: hue * c.a, b: hue * c.b };
        let lab = weighed(rgb.oklab());
        let mut best: Option<(f64, u8)> = None;
        let mut any: Option<(f64, u8)> = None;
        for (index, exact, c) in cube {
            let far = weighed(*c).distance(lab);
            let nearer = |than: Option<(f64, u8)>| than.is_none_or(|(least, _)| far < least);
            // Contrast is expensive to compute: only check nearer colors.
            if nearer(best) && will_do(*exact) {
                best = Some((far, *index));
            }
            if nearer(any) {
                any = Some((far, *index));
            }
        }
        best.or(any).map_or(itself, |(_, index)| Color::Indexed(index))
    }
}

/// `color` over a ground at the smallest fraction, from `share` up, that has a contrast of at least `least` with all of `grounds`.
pub(super) fn over(color: Rgb, ground: Rgb, share: f64, grounds: &[Rgb], least: f64) -> (Rgb, f64) {
    let mut share = share;
    loop {
        let mixed = color.over(ground, share);
        if share >= 1.0 || contrast(mixed, grounds) >= least {
            return (mixed, share);
        }
        share = (share + 0.02).min(1.0);
    }
}

/// The minimum contrast of a color with any of `grounds`.
pub(super) fn contrast(color: Rgb, grounds: &[Rgb]) -> f64 {
    grounds.iter().map(|g| color.contrast(*g)).fold(f64::INFINITY, f64::min)
}
