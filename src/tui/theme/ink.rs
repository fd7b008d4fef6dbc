//! From exact colors to what a terminal has: as they are, or the nearest of 256.

use ratatui::style::Color;

use crate::draw::export::palette;
use crate::draw::figure::Rgb;
use crate::draw::figure::color::Oklab;

/// The exact color that a terminal color stands for.
pub(super) fn exact(color: Color) -> Option<Rgb> {
    palette::rgb(color).map(|(r, g, b)| Rgb(r, g, b))
}

/// The colors there are.
pub(super) enum Inks {
    /// All of them.
    All,
    /// 16 to 255 of xterm.
    Cube(Vec<(u8, Rgb, Oklab)>),
}

impl Inks {
    /// The 256 colors, without the first sixteen, which are the reader's own.
    pub(super) fn cube() -> Self {
        let all = (16..=255).filter_map(|i| exact(Color::Indexed(i)).map(|rgb| (i, rgb, rgb.oklab())));
        Self::Cube(all.collect())
    }

    /// A color, or the nearest to it.
    pub(super) fn color(&self, rgb: Rgb) -> Color {
        self.pick(rgb, 1.0, |_| true)
    }

    /// A run's color mixed with something, or the nearest to it that will do; where every color is at hand, the color
    /// itself must do. Its hue counts for more than its lightness, or most of them would be grays.
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
            // Contrast is dear: ask only for what is nearer.
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

/// `color` over a ground, with the least share of it, from `share` up, that has the contrast `least` with all of
/// `grounds`.
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

/// The least contrast of a color with any of `grounds`.
pub(super) fn contrast(color: Rgb, grounds: &[Rgb]) -> f64 {
    grounds.iter().map(|g| color.contrast(*g)).fold(f64::INFINITY, f64::min)
}
