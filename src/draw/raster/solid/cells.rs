//! Converts samples to cells: the two materials that dominate a cell, and the glyph that separates them best.

use super::canvas::{ACROSS, Canvas, DOWN, Face, Material};
use crate::draw::raster::blocks::{self, Mask, Tier};

/// One cell of the picture.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SolidCell {
    /// Its character: a space, or a block glyph at an edge.
    pub glyph: char,
    /// Background.
    pub ground: Material,
    /// Foreground; the same as `ground` in a cell without an edge.
    pub figure: Material,
    /// Braille dots along the edges, for terminals without colors to fill with.
    pub line: u8,
}

/// Samples in a cell.
const COUNT: usize = ACROSS * DOWN;

/// The samples of one kind (face and band) in a cell.
#[derive(Clone, Copy, Default)]
struct Group {
    kind: Option<(Face, u8)>,
    count: u32,
    light: u32,
}

impl Group {
    fn material(self) -> Material {
        let (face, band) = self.kind.unwrap_or_default();
        Material { face, band, light: ((self.light + self.count / 2) / self.count.max(1)) as u8 }
    }
}

/// Rebuilds `cells` from a picture.
pub(super) fn update(cells: &mut Vec<SolidCell>, canvas: &Canvas, tier: Tier) {
    let (width, height) = canvas.size();
    cells.clear();
    for row in 0..height / DOWN {
        for column in 0..width / ACROSS {
            let mut samples = [Material::default(); COUNT];
            for (y, line) in samples.chunks_mut(ACROSS).enumerate() {
                for (slot, material) in line.iter_mut().zip(canvas.row(row * DOWN + y, column * ACROSS, ACROSS)) {
                    *slot = material;
                }
            }
            let mut cell = cell(&samples, tier);
            if cell.has_edge() || border(canvas, column, row, &samples) {
                cell.line = dots(canvas, column, row);
            }
            cells.push(cell);
        }
    }
}

impl SolidCell {
    /// Returns true if there is an edge in this cell.
    pub fn has_edge(&self) -> bool {
        self.glyph != ' '
    }
}

fn kind(material: Material) -> (Face, u8) {
    (material.face, material.band)
}

fn cell(samples: &[Material; COUNT], tier: Tier) -> SolidCell {
    let mut groups = [Group::default(); COUNT];
    let mut used = 0;
    let mut last = 0;
    let mut member = [0_u8; COUNT];
    for (sample, member) in samples.iter().zip(&mut member) {
        let wanted = Some(kind(*sample));
        if groups[last].kind != wanted {
            last = groups.iter().take(used).position(|g| g.kind == wanted).unwrap_or(used);
            used = used.max(last + 1);
        }
        if let Some(group) = groups.get_mut(last) {
            group.kind = wanted;
            group.count += 1;
            group.light += u32::from(sample.light);
        }
        *member = last as u8;
    }
    let plain = |group: Group| {
        let material = group.material();
        SolidCell { glyph: ' ', ground: material, figure: material, line: 0 }
    };
    if used == 1 {
        return plain(groups[0]);
    }
    let most = |not: usize| (0..used).filter(|g| *g != not).max_by_key(|g| (groups[*g].count, *g)).unwrap_or(0);
    let first = most(usize::MAX);
    let second = most(first);
    // The remaining samples join the more similar group: of the same face, then of the nearer band.
    let like = |group: usize, to: usize| {
        let ((face, band), (other, its)) =
            (groups[group].kind.unwrap_or_default(), groups[to].kind.unwrap_or_default());
        u16::from(face != other) * 256 + u16::from(band.abs_diff(its))
    };
    let joins: [bool; COUNT] =
        std::array::from_fn(|g| g == first || g < used && g != second && like(g, first) <= like(g, second));
    let mut set: Mask = 0;
    for (place, member) in member.iter().enumerate() {
        if joins[usize::from(*member)] {
            set |= PATCHES[place];
        }
    }
    let (glyph, exchanged) = blocks::fit(set, tier);
    let (figure, ground) = if exchanged { (second, first) } else { (first, second) };
    if glyph == ' ' {
        return plain(groups[ground]);
    }
    SolidCell { glyph, ground: groups[ground].material(), figure: groups[figure].material(), line: 0 }
}

/// The part of a cell's mask that each sample covers.
const PATCHES: [Mask; COUNT] = {
    let (wide, high) = (blocks::ACROSS / ACROSS, blocks::DOWN / DOWN);
    let mut patches = [0; COUNT];
    let mut place = 0;
    while place < COUNT {
        let mut bit = 0;
        while bit < wide * high {
            let (x, y) = (place % ACROSS * wide + bit % wide, place / ACROSS * high + bit / wide);
            patches[place] |= 1 << (y * blocks::ACROSS + x);
            bit += 1;
        }
        place += 1;
    }
    patches
};

/// True if a cell shows something different from the cell to its right or below.
fn border(canvas: &Canvas, column: usize, row: usize, samples: &[Material; COUNT]) -> bool {
    let here = kind(samples[0]);
    here != kind(canvas.material((column + 1) * ACROSS, row * DOWN))
        || here != kind(canvas.material(column * ACROSS, (row + 1) * DOWN))
}

/// The braille dots (2 x 4) with an edge on their right or lower side.
fn dots(canvas: &Canvas, column: usize, row: usize) -> u8 {
    let mut set = 0;
    for y in 0..4 {
        for x in 0..2 {
            let (px, py) = (column * ACROSS + x * ACROSS / 2, row * DOWN + y * DOWN / 4);
            let here = kind(canvas.material(px, py));
            let (right, below) = (canvas.material(px + ACROSS / 2, py), canvas.material(px, py + DOWN / 4));
            if here != kind(right) || here != kind(below) {
                set |= crate::draw::raster::braille::bit(x, y);
            }
        }
    }
    set
}
