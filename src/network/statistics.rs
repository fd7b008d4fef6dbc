//! Mean, standard deviation and histogram of numbers of any magnitude that f64 can hold.

use rayon::prelude::*;

/// Number of bins of a histogram.
pub const BINS: usize = 48;

/// Statistics of a layer's numbers.
#[derive(Clone, Debug, PartialEq)]
pub struct Spread {
    /// Their mean.
    pub mean: f64,
    /// Their standard deviation (population: divided by their count).
    pub std: f64,
    /// Their root mean square.
    pub rms: f64,
    /// Smallest number.
    pub least: f64,
    /// Largest number.
    pub greatest: f64,
    /// Count in each of [`BINS`] equal bins from `least` to `greatest`; all in the middle if these are equal, none if they are not finite.
    pub histogram: [u32; BINS],
}

/// Numbers summed in parallel, as many as a vector unit has lanes, to avoid a chain of dependent additions.
const LANES: usize = 8;
/// Squares of numbers whose largest is outside this range are summed scaled, so that they neither overflow nor vanish.
const PLAIN: std::ops::RangeInclusive<f64> = 1e-120..=1e120;
/// Number of values whose histogram is worth a second thread.
const MANY: usize = 1 << 15;

/// Minimum, maximum and sums of numbers. Totals are merged from those of parts, always the same parts in the same order, whichever thread
/// computed them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Moments {
    least: f64,
    greatest: f64,
    sum: f64,
    square: f64,
}

impl Moments {
    /// For no numbers.
    pub(super) const NONE: Self = Self { least: f64::INFINITY, greatest: f64::NEG_INFINITY, sum: 0.0, square: 0.0 };

    /// For these numbers, each times `scale`. If one of them is NaN, so is the sum.
    #[inline(always)]
    pub(super) fn of(values: &[f64], scale: f64) -> Self {
        let (mut least, mut greatest) = ([f64::INFINITY; LANES], [f64::NEG_INFINITY; LANES]);
        let (mut sum, mut square) = ([0.0; LANES], [0.0; LANES]);
        let mut add = |i: usize, x: f64| {
            let x = x * scale;
            least[i] = if x < least[i] { x } else { least[i] };
            greatest[i] = if x > greatest[i] { x } else { greatest[i] };
            sum[i] += x;
            square[i] += x * x;
        };
        let (eights, rest) = values.as_chunks::<LANES>();
        for eight in eights {
            (0..LANES).for_each(|i| add(i, eight[i]));
        }
        rest.iter().enumerate().for_each(|(i, x)| add(i, *x));
        let lanes = (0..LANES).map(|i| Self { least: least[i], greatest: greatest[i], sum: sum[i], square: square[i] });
        lanes.fold(Self::NONE, Self::join)
    }

    /// Merges the moments of two sets of numbers.
    #[inline(always)]
    pub(super) fn join(self, other: Self) -> Self {
        Self {
            least: if other.least < self.least { other.least } else { self.least },
            greatest: if other.greatest > self.greatest { other.greatest } else { self.greatest },
            sum: self.sum + other.sum,
            square: self.square + other.square,
        }
    }
}

impl Spread {
    /// Computes the statistics of these numbers. If one of them is not finite, neither is the standard deviation.
    pub fn of(values: &[f64]) -> Self {
        Self::with(Moments::of(values, 1.0), values)
    }

    /// Computes the statistics of these numbers, given their moments.
    pub(super) fn with(plain: Moments, values: &[f64]) -> Self {
        let nothing = Self { mean: 0.0, std: 0.0, rms: 0.0, least: 0.0, greatest: 0.0, histogram: [0; BINS] };
        if values.is_empty() {
            return nothing;
        }
        let Moments { least, greatest, .. } = plain;
        if plain.sum.is_nan() && values.iter().any(|x| x.is_nan()) {
            let nan = f64::NAN;
            return Self { mean: nan, std: nan, rms: nan, least: nan, greatest: nan, ..nothing };
        }
        let size = least.abs().max(greatest.abs());
        if size.is_infinite() {
            let mean = if least == -greatest {
                f64::NAN
            } else if greatest == size {
                size
            } else {
                -size
            };
            return Self { mean, std: size, rms: size, least, greatest, ..nothing };
        }
        let (mut scale, mut sums) = (1.0, plain);
        if size != 0.0 && !PLAIN.contains(&size) {
            // A power of two, so that scaling is exact; neither it nor its inverse overflows.
            scale = libm::ldexp(1.0, (-libm::ilogb(size.max(f64::MIN_POSITIVE))).clamp(-1000, 1000));
            sums = Moments::of(values, scale);
        }
        let count = values.len() as f64;
        let mean = sums.sum / count;
        let square = sums.square / count;
        let mut variance = square - mean * mean;
        // If the mean dominates, the difference cancels: sum again, about the mean.
        if variance < 1e-3 * square {
            variance = values.iter().map(|x| (x * scale - mean).powi(2)).sum::<f64>() / count;
            // Equal numbers have standard deviation 0, whatever rounding did to their mean.
            if least == greatest {
                variance = 0.0;
            }
        }
        let mean = if least == greatest { least } else { mean / scale };
        let (std, rms) = (variance.max(0.0).sqrt() / scale, square.sqrt() / scale);
        Self { mean, std, rms, least, greatest, histogram: histogram(values, scale, least, greatest) }
    }
}

impl Spread {
    /// Merges the statistics of other numbers, which make up `share` of the total: root mean squares of both, the mean of the means, and
    /// one histogram over the combined range. The standard deviation remains that within each set, not between them.
    pub(super) fn pool(&mut self, other: &Self, share: f64) {
        let count = |of: &Self| of.histogram.iter().map(|n| u64::from(*n)).sum::<u64>();
        let counts = [count(self), count(other)];
        self.mean = self.mean * (1.0 - share) + other.mean * share;
        self.std = root_mean_square([self.std, other.std], share);
        self.rms = root_mean_square([self.rms, other.rms], share);
        // NaN stays NaN.
        let least = if other.least < self.least || other.least.is_nan() { other.least } else { self.least };
        let greatest =
            if other.greatest > self.greatest || other.greatest.is_nan() { other.greatest } else { self.greatest };
        let rebinned = [self.rebinned(least, greatest), other.rebinned(least, greatest)];
        let [own, others] = rebinned;
        self.histogram = own;
        if counts.contains(&0) {
            // There is no histogram of non-finite numbers.
            self.histogram = [0; BINS];
        } else {
            self.histogram.iter_mut().zip(others).for_each(|(a, b)| *a = a.saturating_add(b));
        }
        (self.least, self.greatest) = (least, greatest);
    }

    /// The histogram over a range that contains its own; numbers are taken to be uniform within a bin.
    fn rebinned(&self, least: f64, greatest: f64) -> [u32; BINS] {
        if (least, greatest) == (self.least, self.greatest) {
            return self.histogram;
        }
        let total: u64 = self.histogram.iter().map(|n| u64::from(*n)).sum();
        let edge = |i: usize| {
            let share = i as f64 / BINS as f64;
            least * (1.0 - share) + greatest * share
        };
        // Number of values below x, as an integer.
        let below = |x: f64| -> u64 {
            if self.least == self.greatest {
                return if self.least < x { total } else { 0 };
            }
            let bins = ((x - self.least) / (self.greatest - self.least) * BINS as f64).clamp(0.0, BINS as f64);
            let whole = bins as usize;
            let full: u64 = self.histogram.iter().take(whole).map(|n| u64::from(*n)).sum();
            full + self.histogram.get(whole).map_or(0, |n| (f64::from(*n) * bins.fract()).round() as u64)
        };
        let mut before = 0;
        let mut bin = |i: usize| {
            let upto = if i + 1 == BINS { total } else { below(edge(i + 1)).max(before) };
            let count = upto - before;
            before = upto;
            u32::try_from(count).unwrap_or(u32::MAX)
        };
        std::array::from_fn(&mut bin)
    }
}

/// √((1-s)·a² + s·b²), without overflow or underflow; NaN stays NaN.
pub(super) fn root_mean_square([a, b]: [f64; 2], share: f64) -> f64 {
    if a.is_nan() || b.is_nan() {
        return f64::NAN;
    }
    let size = a.max(b);
    if size == 0.0 || size.is_infinite() || a == b {
        return size;
    }
    size * ((1.0 - share) * (a / size).powi(2) + share * (b / size).powi(2)).sqrt()
}

/// Number of values in each bin.
fn histogram(values: &[f64], scale: f64, least: f64, greatest: f64) -> [u32; BINS] {
    let width = (greatest * scale - least * scale) / BINS as f64;
    let (per_bin, shift) = if width > 0.0 { (width.recip(), 0.0) } else { (0.0, (BINS / 2) as f64) };
    let line = Line { scale, low: least * scale, per_bin, shift };
    let count = |values: &[f64]| pulp::Arch::new().dispatch(Count { values, line });
    if values.len() < MANY {
        return count(values);
    }
    let part = values.len().div_ceil(rayon::current_num_threads());
    let add = |mut a: [u32; BINS], b: [u32; BINS]| {
        a.iter_mut().zip(b).for_each(|(a, b)| *a += b);
        a
    };
    values.par_chunks(part).map(count).reduce(|| [0; BINS], add)
}

/// Maps a number to its bin.
#[derive(Clone, Copy)]
struct Line {
    scale: f64,
    low: f64,
    per_bin: f64,
    shift: f64,
}

/// Counts values per bin.
struct Count<'a> {
    values: &'a [f64],
    line: Line,
}

impl pulp::NullaryFnOnce for Count<'_> {
    type Output = [u32; BINS];

    #[inline(always)]
    fn call(self) -> [u32; BINS] {
        /// Range of a 7-bit index; there are fewer bins.
        const PLACES: usize = 128;
        let Line { scale, low, per_bin, shift } = self.line;
        // Four separate counts, since numbers in the same bin would wait for each other.
        let mut counts = [[0_u32; PLACES]; 4];
        let mut places = [0_u8; 256];
        for values in self.values.chunks(256) {
            for (x, place) in values.iter().zip(&mut places) {
                // For a number between 128 and 256, the integer part is in the 7 bits from the 45th on.
                let at = (x * scale - low) * per_bin + shift + PLACES as f64;
                *place = (at.to_bits() >> 45) as u8 & 127;
            }
            for (i, place) in places.iter().take(values.len()).enumerate() {
                counts[i % 4][usize::from(place & 127)] += 1;
            }
        }
        let mut histogram = [0; BINS];
        for counts in counts {
            // The largest number itself is at the end of the last bin.
            counts.iter().enumerate().for_each(|(place, n)| histogram[place.min(BINS - 1)] += n);
        }
        histogram
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_any_size_have_a_spread() {
        for size in [1.0, 1e-200, 1e200, 1e300, 5e-324] {
            let spread = Spread::of(&[size, -size, size, -size, size, -size]);
            assert_eq!((spread.mean, spread.std, spread.rms), (0.0, size, size), "{size}");
            assert_eq!((spread.histogram[0], spread.histogram[BINS - 1]), (3, 3));
        }
        let far = Spread::of(&[1e8 + 1.0, 1e8 - 1.0]);
        assert_eq!((far.mean, far.std), (1e8, 1.0));
        let equal = Spread::of(&[0.1; 7]);
        assert_eq!((equal.mean, equal.std, equal.histogram[BINS / 2]), (0.1, 0.0, 7));
        assert!(Spread::of(&[1.0, f64::NAN]).std.is_nan());
        assert_eq!(Spread::of(&[1.0, f64::INFINITY]).std, f64::INFINITY);
        assert_eq!(Spread::of(&[]).std, 0.0);
    }

    /// Parts merged, compared with all numbers at once: the parts' standard deviations are about their own means.
    #[test]
    fn pooled_spreads_are_those_of_the_parts() {
        for size in [1.0, 1e-250, 1e250] {
            let part = |k: u32| -> Vec<f64> {
                (0..4000).map(|i| (f64::from(i * (k + 1)) * 0.37).sin() * size * f64::from(k + 1) + size).collect()
            };
            let parts: Vec<Vec<f64>> = (0..3).map(part).collect();
            let mut pooled = Spread::of(&parts[0]);
            for (k, values) in parts.iter().enumerate().skip(1) {
                pooled.pool(&Spread::of(values), 1.0 / (k + 1) as f64);
            }
            let all = Spread::of(&parts.concat());
            let within: f64 = parts.iter().map(|p| (Spread::of(p).std / size).powi(2)).sum::<f64>() / 3.0;
            assert!((pooled.std / size - within.sqrt()).abs() < 1e-12 && (pooled.mean / all.mean - 1.0).abs() < 1e-12);
            assert!((pooled.rms / all.rms - 1.0).abs() < 1e-12, "{size}: {} {}", pooled.rms, all.rms);
            assert_eq!((pooled.least, pooled.greatest), (all.least, all.greatest));
            // The uniform distribution within a bin is only an assumption.
            let off: u32 = pooled.histogram.iter().zip(all.histogram).map(|(a, b)| a.abs_diff(b)).sum();
            assert!(pooled.histogram.iter().sum::<u32>() == 12_000 && off < 1200, "{size}: {off}");
        }
        let mut equal = Spread::of(&[2.0; 5]);
        equal.pool(&Spread::of(&[2.0; 3]), 0.5);
        assert_eq!((equal.std, equal.mean, equal.histogram[BINS / 2]), (0.0, 2.0, 8));
        equal.pool(&Spread::of(&[5.0; 4]), 0.5);
        assert_eq!((equal.std, equal.histogram[0], equal.histogram[BINS - 1]), (0.0, 8, 4));
        equal.pool(&Spread::of(&[f64::INFINITY, 1.0]), 0.5);
        assert_eq!((equal.std, equal.histogram), (f64::INFINITY, [0; BINS]));
        equal.pool(&Spread::of(&[f64::NAN]), 0.5);
        assert!(equal.std.is_nan() && equal.mean.is_nan());
    }

    /// Bins one by one, over enough numbers for several threads, in parts that do not end on lane boundaries.
    #[test]
    fn every_number_is_in_its_bin() {
        let values: Vec<f64> = (0..40_001).map(|i| (f64::from(i) * 0.37).sin() * 3.0 + 1.0).collect();
        let parts = values.chunks(1003).map(|part| Moments::of(part, 1.0)).fold(Moments::NONE, Moments::join);
        let spread = Spread::with(parts, &values);
        let (least, greatest) =
            (values.iter().copied().fold(9.0, f64::min), values.iter().copied().fold(-9.0, f64::max));
        assert_eq!((spread.least, spread.greatest), (least, greatest));
        let mut bins = [0; BINS];
        for x in &values {
            let bin = ((x - least) * (BINS as f64 / (greatest - least))) as usize;
            bins[bin.min(BINS - 1)] += 1;
        }
        // A number on a bin edge may fall on either side.
        let off: u32 = bins.iter().zip(spread.histogram).map(|(a, b): (&u32, u32)| a.abs_diff(b)).sum();
        assert!(off <= 2 && spread.histogram.iter().sum::<u32>() == 40_001, "{off}");
        let mean = values.iter().sum::<f64>() / 40_001.0;
        let square = values.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / 40_001.0;
        assert!((spread.mean - mean).abs() < 1e-12 && (spread.std - square.sqrt()).abs() < 1e-12);
    }
}
