//! The colours themselves. They were searched for the largest smallest distance, for normal sight and for simulated
//! protan, deutan and tritan sight.

/// The colours of one mode in full depth.
pub(super) struct Palette {
    pub(super) page: u32,
    pub(super) bright: u32,
    pub(super) normal: u32,
    pub(super) dim: u32,
    pub(super) grid: u32,
    pub(super) selected: u32,
    pub(super) good: u32,
    pub(super) warning: u32,
    pub(super) runs: [u32; 8],
    /// The same roles among the 256: page, bright, normal, dim, grid, selected, good, warning.
    pub(super) indexed: [u8; 8],
    pub(super) runs_indexed: [u8; 8],
    pub(super) bands_indexed: &'static [u8],
    /// The least share of a run's colour in its trail.
    pub(super) trail: f64,
}

/// Bright paths on a dark valley.
pub(super) const DARK: Palette = Palette {
    page: 0x0D1015,
    bright: 0xF2F4F8,
    normal: 0xB9C0CC,
    dim: 0x838C9C,
    grid: 0x2B313C,
    selected: 0x1A1F28,
    good: 0x7BD88F,
    warning: 0xFF5C6C,
    runs: [0xFFE34D, 0x55EFE6, 0xFF8A5C, 0xA29DFF, 0xFF7AC2, 0x8FE36B, 0x6FB4FF, 0xF2F4F8],
    indexed: [233, 255, 250, 245, 236, 235, 114, 203],
    runs_indexed: [221, 86, 209, 147, 212, 113, 75, 255],
    bands_indexed: &[232, 233, 234, 235, 236, 237, 238],
    trail: 0.74,
};

/// Dark paths on a light one.
pub(super) const LIGHT: Palette = Palette {
    page: 0xFAFAF7,
    bright: 0x14171C,
    normal: 0x3F4652,
    dim: 0x616978,
    grid: 0xDADCE0,
    selected: 0xECEDEB,
    good: 0x1D7A3E,
    warning: 0xC4162A,
    runs: [0x4F3005, 0x08748C, 0xC64504, 0x4224BF, 0xA8126E, 0x2F6B12, 0x1B5FB8, 0x14171C],
    indexed: [231, 233, 238, 242, 253, 255, 28, 160],
    runs_indexed: [58, 30, 166, 55, 126, 22, 25, 233],
    bands_indexed: &[255, 254, 253, 252, 251, 250],
    trail: 0.90,
};
