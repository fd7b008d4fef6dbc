//! Mean, spread and histogram of many numbers, of any size that f64 has.

/// Bins of a histogram.
pub const BINS: usize = 48;

/// What a layer's numbers look like.
#[derive(Clone, Debug, PartialEq)]
pub struct Spread {
    /// Their mean.
    pub mean: f64,
    /// Their standard deviation about it (of the numbers themselves: divided by their count).
    pub std: f64,
    /// √ of their mean square.
    pub rms: f64,
    /// The least.
    pub least: f64,
    /// The greatest.
    pub greatest: f64,
    /// How many lie in each of [`BINS`] equal parts from `least` to `greatest`; all in the middle if these are equal, none if
    /// they are not finite.
    pub histogram: [u32; BINS],
}

impl Spread {
    /// Of these numbers. Sums are made of numbers scaled by a power of two, so that squares neither overflow nor vanish; where a
    /// number is not finite, neither is the spread.
    pub fn of(values: &[f64]) -> Self {
        let (mut least, mut greatest, mut broken) = (f64::INFINITY, f64::NEG_INFINITY, false);
        for x in values {
            least = if *x < least { *x } else { least };
            greatest = if *x > greatest { *x } else { greatest };
            broken |= x.is_nan();
        }
        let nothing = Self { mean: 0.0, std: 0.0, rms: 0.0, least: 0.0, greatest: 0.0, histogram: [0; BINS] };
        if values.is_empty() {
            return nothing;
        }
        if broken {
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
        // A power of two: scaling is exact. It is of moderate size itself, and its inverse too.
        let scale = libm::ldexp(1.0, (-libm::ilogb(size.max(f64::MIN_POSITIVE))).clamp(-1000, 1000));
        let count = values.len() as f64;
        // Four sums side by side: a chain of additions would wait for itself.
        let (mut sums, mut squares) = ([0.0_f64; 4], [0.0_f64; 4]);
        let mut histogram = [0; BINS];
        let width = (greatest * scale - least * scale) / BINS as f64;
        let per_bin = if width > 0.0 { width.recip() } else { 0.0 };
        let low = least * scale;
        let shift = if per_bin > 0.0 { 0.0 } else { (BINS / 2) as f64 };
        for four in values.chunks(4) {
            for ((x, sum), square) in four.iter().zip(&mut sums).zip(&mut squares) {
                let x = x * scale;
                *sum += x;
                *square += x * x;
                let bin = ((x - low) * per_bin + shift) as usize;
                if let Some(n) = histogram.get_mut(bin.min(BINS - 1)) {
                    *n += 1;
                }
            }
        }
        let mean = sums.iter().sum::<f64>() / count;
        let square = squares.iter().sum::<f64>() / count;
        let mut variance = square - mean * mean;
        // Where the mean is nearly all there is, the difference has no figures left: sum again, about the mean.
        if variance < 1e-3 * square {
            variance = values.iter().map(|x| (x * scale - mean).powi(2)).sum::<f64>() / count;
            // Equal numbers have no spread, whatever rounding made of their mean.
            if least == greatest {
                variance = 0.0;
            }
        }
        let mean = if least == greatest { least } else { mean / scale };
        Self { mean, std: variance.max(0.0).sqrt() / scale, rms: square.sqrt() / scale, least, greatest, histogram }
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
}
