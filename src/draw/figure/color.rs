//! Colors: sRGB, OKLab (Björn Ottosson 2020) and WCAG contrast.

use std::sync::LazyLock;

/// An sRGB color.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rgb(pub u8, pub u8, pub u8);

/// A color in OKLab: lightness and two opponent axes. Distances are approximately perceptual.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Oklab {
    /// Lightness, 0 black to 1 white.
    pub l: f64,
    /// Green to red.
    pub a: f64,
    /// Blue to yellow.
    pub b: f64,
}

/// The linear light of every channel value, 0 to 1 (IEC 61966-2-1): themes look it up thousands of times.
static LINEAR: LazyLock<[f64; 256]> = LazyLock::new(|| {
    std::array::from_fn(|channel| {
        let c = channel as f64 / 255.0;
        if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
    })
});

fn to_linear(channel: u8) -> f64 {
    LINEAR[usize::from(channel)]
}

fn from_linear(c: f64) -> u8 {
    let c = c.clamp(0.0, 1.0);
    let s = if c <= 0.003_130_8 { 12.92 * c } else { 1.055 * c.powf(1.0 / 2.4) - 0.055 };
    (s * 255.0).round() as u8
}

impl Rgb {
    /// From `0xRRGGBB`.
    pub const fn hex(rgb: u32) -> Self {
        Self((rgb >> 16) as u8, (rgb >> 8) as u8, rgb as u8)
    }

    /// Converts to OKLab.
    pub fn oklab(self) -> Oklab {
        let (r, g, b) = (to_linear(self.0), to_linear(self.1), to_linear(self.2));
        let l = (0.412_221_470_8 * r + 0.536_332_536_3 * g + 0.051_445_992_9 * b).cbrt();
        let m = (0.211_903_498_2 * r + 0.680_699_545_1 * g + 0.107_396_956_6 * b).cbrt();
        let s = (0.088_302_461_9 * r + 0.281_718_837_6 * g + 0.629_978_700_5 * b).cbrt();
        Oklab {
            l: 0.210_454_255_3 * l + 0.793_617_785_0 * m - 0.004_072_046_8 * s,
            a: 1.977_998_495_1 * l - 2.428_592_205_0 * m + 0.450_593_709_9 * s,
            b: 0.025_904_037_1 * l + 0.782_771_766_2 * m - 0.808_675_766_0 * s,
        }
    }

    /// From lightness, chroma, and hue in degrees.
    pub fn oklch(lightness: f64, chroma: f64, hue: f64) -> Self {
        let (sin, cos) = hue.to_radians().sin_cos();
        Oklab { l: lightness, a: chroma * cos, b: chroma * sin }.rgb()
    }

    /// Composites this color over another with opacity `share`, mixed in OKLab.
    pub fn over(self, other: Rgb, share: f64) -> Self {
        let (x, y) = (self.oklab(), other.oklab());
        let mix = |x: f64, y: f64| y + (x - y) * share;
        Oklab { l: mix(x.l, y.l), a: mix(x.a, y.a), b: mix(x.b, y.b) }.rgb()
    }

    /// Relative luminance, WCAG 2.
    pub fn luminance(self) -> f64 {
        0.2126 * to_linear(self.0) + 0.7152 * to_linear(self.1) + 0.0722 * to_linear(self.2)
    }

    /// Contrast ratio with another color, 1 to 21, WCAG 2.
    pub fn contrast(self, other: Rgb) -> f64 {
        let (x, y) = (self.luminance() + 0.05, other.luminance() + 0.05);
        x.max(y) / x.min(y)
    }
}

impl Oklab {
    /// Converts to sRGB, clipped.
    pub fn rgb(self) -> Rgb {
        let l = (self.l + 0.396_337_777_4 * self.a + 0.215_803_757_3 * self.b).powi(3);
        let m = (self.l - 0.105_561_345_8 * self.a - 0.063_854_172_8 * self.b).powi(3);
        let s = (self.l - 0.089_484_177_5 * self.a - 1.291_485_548_0 * self.b).powi(3);
        Rgb(
            from_linear(4.076_741_662_1 * l - 3.307_711_591_3 * m + 0.230_969_929_2 * s),
            from_linear(-1.268_438_004_6 * l + 2.609_757_401_1 * m - 0.341_319_396_5 * s),
            from_linear(-0.004_196_086_3 * l - 0.703_418_614_7 * m + 1.707_614_701_0 * s),
        )
    }

    /// Distance, 0 to about 1.
    pub fn distance(self, other: Oklab) -> f64 {
        ((self.l - other.l).powi(2) + (self.a - other.a).powi(2) + (self.b - other.b).powi(2)).sqrt()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn oklab_of_known_colors() {
        // Values from Ottosson's page: white is (1, 0, 0); sRGB red is about (.628, .225, .126).
        let white = Rgb(255, 255, 255).oklab();
        assert!((white.l - 1.0).abs() < 1e-6 && white.a.abs() < 1e-6 && white.b.abs() < 1e-6);
        let red = Rgb(255, 0, 0).oklab();
        assert!((red.l - 0.628).abs() < 1e-3 && (red.a - 0.225).abs() < 1e-3 && (red.b - 0.126).abs() < 1e-3);
    }

    #[test]
    fn there_and_back() {
        for rgb in [0x0E0D1F, 0x1B4350, 0xFFE34D, 0x55EFE6, 0xFF8A5C, 0xA29DFF, 0x000000, 0xFFFFFF] {
            assert_eq!(Rgb::hex(rgb).oklab().rgb(), Rgb::hex(rgb));
        }
        assert_eq!(Rgb::hex(0x123456).over(Rgb::hex(0xABCDEF), 1.0), Rgb::hex(0x123456));
    }

    #[test]
    fn contrast_of_black_on_white_is_21() {
        assert!((Rgb(0, 0, 0).contrast(Rgb(255, 255, 255)) - 21.0).abs() < 1e-9);
    }
}
