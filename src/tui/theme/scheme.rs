//! The color definitions. The runs' colors were optimized to maximize the smallest distance between the first four, for normal vision
//! and for simulated protan, deutan and tritan vision, with a contrast of 3:1 on every band; the tests recompute both.

use crate::draw::figure::Rgb;
use crate::draw::figure::color::Oklab;

/// Dark or light background.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Bright on dark.
    Dark,
    /// Dark on light.
    Light,
}

impl Mode {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Mode::Dark => "dark",
            Mode::Light => "light",
        }
    }
}

/// The colors of the bands from low to high: a straight line in OKLCH, so that equal steps of the loss look equal.
#[derive(Debug)]
pub(super) struct Ramp {
    /// Number of bands.
    pub(super) bands: usize,
    pub(super) lightness: [f64; 2],
    pub(super) chroma: [f64; 2],
    /// In degrees.
    pub(super) hue: [f64; 2],
    /// A small extra step of lightness at every second edge, which makes contours visible.
    pub(super) step: f64,
}

impl Ramp {
    /// The color of a band.
    pub(super) fn rgb(&self, band: usize) -> Rgb {
        let u = band as f64 / (self.bands - 1).max(1) as f64;
        let at = |[low, top]: [f64; 2]| low + (top - low) * u;
        let onward = (self.lightness[1] - self.lightness[0]).signum();
        let step = onward * self.step * if band % 2 == 1 { 0.5 } else { -0.5 };
        Rgb::oklch(at(self.lightness) + step, at(self.chroma), at(self.hue))
    }
}

/// Substitutes for the same colors among xterm's 256. Only 16 to 255: the user may have redefined the first sixteen.
#[derive(Debug)]
pub(super) struct Indexed {
    /// Page, bright, normal, dim, grid, selected, good, warning.
    pub(super) roles: [u8; 8],
    pub(super) runs: [u8; 8],
    /// Grays: the cube has too few dark and light colors for a ramp.
    pub(super) bands: &'static [u8],
}

/// The colors of a named theme, before a depth is chosen.
#[derive(Debug)]
pub struct Scheme {
    /// Its name for `--theme`.
    pub name: &'static str,
    /// Its purpose, in a few words.
    pub about: &'static str,
    /// Its background.
    pub mode: Mode,
    /// Page, bright, normal, dim, grid, selected, good, warning.
    pub(super) roles: [u32; 8],
    pub(super) runs: [u32; 8],
    pub(super) ramp: Ramp,
    /// The fraction of a run's color in the oldest part of its trail, if that has enough contrast.
    pub(super) old: f64,
    /// The fraction of a run's color in the path after the cursor, if that has enough contrast.
    pub(super) ahead: f64,
    /// Minimum contrast of any part of a path in a plot with its background: WCAG's for graphics, or for text.
    pub(super) contrast: f64,
    pub(super) indexed: Indexed,
}

impl Scheme {
    /// The scheme with a name.
    pub fn named(name: &str) -> Option<&'static Self> {
        SCHEMES.iter().find(|s| s.name == name)
    }

    /// The default scheme for a background.
    pub fn of(mode: Mode) -> &'static Self {
        match mode {
            Mode::Dark => &SCHEMES[0],
            Mode::Light => &SCHEMES[1],
        }
    }

    /// Exact colors of the page, of names and values, of dim text, and of warnings.
    pub fn page_and_words(&self) -> [Rgb; 4] {
        [self.roles[0], self.roles[2], self.roles[3], self.roles[7]].map(Rgb::hex)
    }

    /// Its index in the list.
    pub fn place(&self) -> usize {
        SCHEMES.iter().position(|s| s.name == self.name).unwrap_or(0)
    }

    /// The scheme `by` places further on (or back), wrapping around.
    pub fn next(&self, by: i32) -> &'static Self {
        let place = (self.place() as i64 + i64::from(by)).rem_euclid(SCHEMES.len() as i64);
        SCHEMES.get(place as usize).unwrap_or(Self::of(self.mode))
    }

    /// The color of a lit surface, `u` = 0 in the shade and 1 in full light.
    pub(super) fn lit(&self, band: Rgb, u: f64) -> Rgb {
        let Oklab { l, a, b } = band.oklab();
        // On dark themes there is room above the field's lightness, on light ones below it.
        let (dark, bright) = match self.mode {
            Mode::Dark => (0.75 * l, l + 0.2),
            Mode::Light => (0.72 * l, (1.02 * l).min(0.995)),
        };
        let lit = dark + (bright - dark) * u;
        let vivid = match self.mode {
            Mode::Dark => lit / l.max(0.01),
            Mode::Light => 1.9 - 0.6 * u,
        };
        Oklab { l: lit, a: a * vivid, b: b * vivid }.rgb()
    }
}

/// Grays for dark bands and light ones.
const DARK_GRAYS: &[u8] = &[232, 233, 234, 235, 236, 237, 238];
const LIGHT_GRAYS: &[u8] = &[231, 255, 254, 253, 252];

/// All themes, in the order in which a key cycles through them.
pub static SCHEMES: &[Scheme] = &[
    Scheme {
        name: "dusk",
        about: "bright paths in a dark valley; safe for color-blind eyes",
        mode: Mode::Dark,
        roles: [0x0D1015, 0xF2F4F8, 0xB9C0CC, 0x838C9C, 0x2B313C, 0x1A1F28, 0x7BD88F, 0xFF5C6C],
        runs: [0xFFE34D, 0x55EFE6, 0xFF8A5C, 0xA29DFF, 0xFB88D1, 0x8DE06F, 0x6FC2F9, 0xF3F6FB],
        ramp: Ramp { bands: 10, lightness: [0.165, 0.36], chroma: [0.036, 0.052], hue: [284.0, 218.0], step: 0.014 },
        old: 0.60,
        ahead: 0.34,
        contrast: 3.0,
        indexed: Indexed {
            roles: [233, 255, 250, 246, 236, 235, 114, 203],
            runs: [221, 86, 209, 147, 212, 113, 81, 255],
            bands: DARK_GRAYS,
        },
    },
    Scheme {
        name: "dawn",
        about: "dark paths on a pale morning; safe for color-blind eyes",
        mode: Mode::Light,
        roles: [0xFAFAF7, 0x14171C, 0x3F4652, 0x5E6675, 0xDADCE0, 0xECEDEB, 0x1A7239, 0xC4162A],
        runs: [0x4E2D01, 0x007A91, 0xC43B00, 0x441DBB, 0xA8116D, 0x41710A, 0x2459B6, 0x14171C],
        ramp: Ramp { bands: 8, lightness: [0.987, 0.85], chroma: [0.006, 0.044], hue: [225.0, 248.0], step: 0.008 },
        old: 0.66,
        ahead: 0.34,
        contrast: 3.0,
        indexed: Indexed {
            roles: [231, 233, 238, 241, 253, 255, 22, 160],
            runs: [52, 24, 130, 19, 126, 22, 61, 233],
            bands: LIGHT_GRAYS,
        },
    },
    Scheme {
        name: "projector",
        about: "high contrast for a lecture hall",
        mode: Mode::Dark,
        roles: [0x050608, 0xFFFFFF, 0xE6EAF0, 0xC0C8D4, 0x3A4048, 0x101318, 0x7CF09A, 0xFFAB9C],
        runs: [0xFFED3A, 0x7FF8ED, 0xFD9E6B, 0xBAAAFF, 0xFEA2D8, 0xA4F580, 0x8FD1FE, 0xFFFFFF],
        ramp: Ramp { bands: 6, lightness: [0.10, 0.40], chroma: [0.020, 0.035], hue: [270.0, 240.0], step: 0.0 },
        old: 0.68,
        ahead: 0.36,
        contrast: 4.5,
        indexed: Indexed {
            roles: [232, 231, 255, 251, 238, 233, 120, 217],
            runs: [227, 123, 216, 147, 218, 120, 117, 231],
            bands: &[232, 233, 235, 236, 237],
        },
    },
    Scheme {
        name: "print",
        about: "gray bands on white paper; survives a gray printer",
        mode: Mode::Light,
        roles: [0xFFFFFF, 0x000000, 0x2B2B2B, 0x5A5A5A, 0xD0D0D0, 0xEEEEEE, 0x0B6B2E, 0xB00018],
        runs: [0x110048, 0x0370A2, 0x9E0300, 0x560089, 0x8A5C04, 0x1A581C, 0x2D4EBF, 0x000000],
        ramp: Ramp { bands: 7, lightness: [0.985, 0.825], chroma: [0.0, 0.0], hue: [0.0, 0.0], step: 0.01 },
        old: 0.66,
        ahead: 0.34,
        contrast: 3.0,
        indexed: Indexed {
            roles: [231, 16, 235, 240, 252, 255, 22, 124],
            runs: [17, 26, 124, 90, 94, 22, 61, 16],
            bands: LIGHT_GRAYS,
        },
    },
    Scheme {
        name: "ember",
        about: "plum to glowing coals, warm and dark",
        mode: Mode::Dark,
        roles: [0x120C10, 0xFFF4EA, 0xD6C3BC, 0x9F8B87, 0x3A2A2E, 0x241920, 0x8FD694, 0xFF6B5E],
        runs: [0xFFF08F, 0x85EBFF, 0xFF7838, 0xC38EE1, 0xFF8FB0, 0xA0E36B, 0x7AA8FF, 0xFFFFFF],
        ramp: Ramp { bands: 10, lightness: [0.15, 0.36], chroma: [0.055, 0.085], hue: [305.0, 400.0], step: 0.014 },
        old: 0.60,
        ahead: 0.34,
        contrast: 3.0,
        indexed: Indexed {
            roles: [233, 230, 252, 246, 236, 235, 114, 203],
            runs: [229, 117, 209, 141, 211, 149, 111, 231],
            bands: DARK_GRAYS,
        },
    },
    Scheme {
        name: "moss",
        about: "violet to green, as a forest floor at night",
        mode: Mode::Dark,
        roles: [0x0C100F, 0xF2F8F2, 0xB9C8BE, 0x85978C, 0x2A342F, 0x19211E, 0x7BD88F, 0xFF6A6A],
        runs: [0xFFE603, 0x8AEDFF, 0xFF8B5A, 0xBE97FF, 0xFC8EC9, 0xACF183, 0x96BEF9, 0xF4FAF2],
        ramp: Ramp { bands: 10, lightness: [0.155, 0.365], chroma: [0.052, 0.058], hue: [305.0, 150.0], step: 0.014 },
        old: 0.60,
        ahead: 0.34,
        contrast: 3.0,
        indexed: Indexed {
            roles: [233, 255, 251, 246, 236, 235, 114, 203],
            runs: [220, 123, 209, 141, 212, 156, 111, 231],
            bands: DARK_GRAYS,
        },
    },
    Scheme {
        name: "ink",
        about: "all grays; only the paths have color",
        mode: Mode::Dark,
        roles: [0x0B0B0B, 0xFFFFFF, 0xC4C4C4, 0x8E8E8E, 0x303030, 0x1D1D1D, 0x7BD88F, 0xFF5C6C],
        runs: [0xFFDF3B, 0x3FE8E0, 0xFF763E, 0x9486FF, 0xFE73C4, 0x84DA4C, 0x5AAEFD, 0xFEFFFF],
        ramp: Ramp { bands: 10, lightness: [0.15, 0.365], chroma: [0.0, 0.0], hue: [0.0, 0.0], step: 0.014 },
        old: 0.60,
        ahead: 0.34,
        contrast: 3.0,
        indexed: Indexed {
            roles: [233, 231, 251, 246, 236, 235, 114, 203],
            runs: [220, 80, 209, 105, 205, 113, 75, 231],
            bands: DARK_GRAYS,
        },
    },
    Scheme {
        name: "paper",
        about: "colored inks on an old map",
        mode: Mode::Light,
        roles: [0xF8F2E4, 0x1C130A, 0x4A3D2E, 0x685A47, 0xE0D5C0, 0xECE4D2, 0x2A682C, 0xB01F1B],
        runs: [0x452500, 0x00778C, 0xBD3600, 0x561CB3, 0xA0185E, 0x446C05, 0x3059AA, 0x1C130A],
        ramp: Ramp { bands: 8, lightness: [0.97, 0.842], chroma: [0.018, 0.058], hue: [90.0, 72.0], step: 0.008 },
        old: 0.66,
        ahead: 0.34,
        contrast: 3.0,
        indexed: Indexed {
            roles: [255, 233, 238, 241, 252, 254, 22, 124],
            runs: [52, 24, 130, 19, 126, 22, 61, 233],
            bands: LIGHT_GRAYS,
        },
    },
];
