//! The weights of a layer as a function of (seed, net, scheme, layer, unit).
//!
//! Schemes with the same seed and distribution, normal or uniform, share the same draws, scaled: they differ only in standard deviation. A
//! unit's weights may be drawn in any order and any number of times; they are bit-identical on every machine.

use std::convert::Infallible;

use nalgebra::DMatrix;
use rand::rngs::ChaCha8Rng;
use rand::{Rng, RngExt, SeedableRng, TryRng};
use rand_distr::StandardNormal;
use rayon::prelude::*;

use super::scheme::{Kind, Scheme, TRUNCATED};

/// Streams of the seed; the low ones are taken by the noise and shuffles of a scenario.
const WEIGHTS: u64 = 1 << 40;
const INPUTS: u64 = 1 << 41;
/// Stream offset between the nets of a seed; the first net starts at 0.
const A_NET: u64 = 1 << 44;
/// Words of a stream reserved for each unit: a draw takes two, rarely a few more, and no layer is wider than a few thousand units.
const WORDS_A_UNIT: u32 = 24;

/// The words of a stream from the start of a unit's own. They are generated in batches and buffered in an array: fetching them one by one
/// from the generator takes longer than generating them.
struct Words {
    rng: ChaCha8Rng,
    words: [u8; 8 * Self::MANY],
    next: usize,
}

impl Words {
    const MANY: usize = 64;

    fn at(seed: u64, stream: u64, unit: usize) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        rng.set_stream(stream);
        rng.set_word_pos((unit as u128) << WORDS_A_UNIT);
        Self { rng, words: [0; 8 * Self::MANY], next: Self::MANY }
    }
}

impl TryRng for Words {
    type Error = Infallible;

    #[inline(always)]
    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        if self.next >= Self::MANY {
            self.rng.fill_bytes(&mut self.words);
            self.next = 0;
        }
        let word = self.words.as_chunks().0.get(self.next).copied().unwrap_or_default();
        self.next += 1;
        Ok(u64::from_le_bytes(word))
    }

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        self.try_next_u64().map(|word| word as u32)
    }

    fn try_fill_bytes(&mut self, into: &mut [u8]) -> Result<(), Infallible> {
        for bytes in into.chunks_mut(8) {
            bytes.iter_mut().zip(self.try_next_u64()?.to_le_bytes()).for_each(|(b, word)| *b = word);
        }
        Ok(())
    }
}

/// Standard normal inputs of unit `unit` of the seed's net `net` (from 0), one per sample.
pub(super) fn inputs(seed: u64, net: usize, unit: usize, into: &mut [f64]) {
    let mut words = Words::at(seed, INPUTS + net as u64 * A_NET, unit);
    into.iter_mut().for_each(|x| *x = words.sample(StandardNormal));
}

/// Draws weights, one unit at a time.
#[derive(Clone, Debug)]
pub struct Draw {
    scheme: Scheme,
    seed: u64,
    fan_out: usize,
    /// First stream of the net's weights.
    stream: u64,
    /// Reflections that make up a layer's rotation; `None` for other schemes.
    mirrors: Option<Mirrors>,
}

impl Draw {
    /// Creates draws of `scheme` for layers of `fan_out` units.
    pub fn new(scheme: Scheme, seed: u64, fan_out: usize) -> Self {
        Self { scheme, seed, fan_out, stream: WEIGHTS, mirrors: None }
    }

    /// The same for another net of the seed; 0 is the first.
    pub fn net(self, net: usize) -> Self {
        Self { stream: WEIGHTS + net as u64 * A_NET, mirrors: None, ..self }
    }

    /// Draws the incoming weights of unit `unit` (from 0) of layer `layer` (from 1), filling `into`.
    pub fn unit(&mut self, layer: usize, unit: usize, into: &mut [f64]) {
        self.prepare(layer, into.len());
        self.prepared(layer, unit, into);
    }

    /// Computes what the units of a layer share: the reflections of a rotation.
    pub(super) fn prepare(&mut self, layer: usize, fan_in: usize) {
        let known = self.mirrors.as_ref().is_some_and(|m| m.layer == layer && m.vectors.nrows() == fan_in);
        if self.scheme.kind() == Kind::Orthogonal && !known {
            self.mirrors = Some(Mirrors::new(self.mirrors.take(), (self.seed, self.stream), layer, fan_in));
        }
    }

    /// Like [`Draw::unit`], for a prepared layer: its units may be drawn in parallel.
    pub(super) fn prepared(&self, layer: usize, unit: usize, into: &mut [f64]) {
        let fan_in = into.len();
        if let Some(value) = self.scheme.constant() {
            into.fill(value);
            return;
        }
        let std = self.scheme.weight_std(fan_in, self.fan_out);
        let mut words = Words::at(self.seed, self.stream + layer as u64, unit);
        match self.scheme.kind() {
            Kind::Orthogonal => {
                if let Some(mirrors) = &self.mirrors {
                    mirrors.column(unit, into);
                }
            }
            Kind::Uniform | Kind::HeUniform | Kind::GlorotUniform | Kind::Pytorch => {
                let limit = std * 3f64.sqrt();
                into.iter_mut().for_each(|w| *w = limit * (2.0 * words.random::<f64>() - 1.0));
            }
            Kind::KerasHeNormal => {
                let std = std / TRUNCATED;
                for w in into {
                    *w = loop {
                        let x: f64 = words.sample(StandardNormal);
                        if x.abs() <= 2.0 {
                            break std * x;
                        }
                    };
                }
            }
            _ => into.iter_mut().for_each(|w| *w = std * words.sample::<f64, _>(StandardNormal)),
        }
    }
}

/// A rotation distributed uniformly over all rotations and reflections: the product of n-1 Householder reflections of normal vectors in n,
/// n-1, … dimensions and a diagonal of signs (Stewart 1980; Mezzadri 2007, arXiv math-ph/0609050). Layers are always square here.
#[derive(Clone, Debug)]
struct Mirrors {
    layer: usize,
    /// Unit vectors, one per column; the k-th is zero before its k-th entry.
    vectors: DMatrix<f64>,
    signs: Vec<f64>,
}

impl Mirrors {
    /// The reflections of a layer, reusing the memory of another's.
    fn new(old: Option<Self>, (seed, stream): (u64, u64), layer: usize, n: usize) -> Self {
        let (mut vectors, mut signs) = match old {
            Some(old) if old.vectors.nrows() == n => (old.vectors, old.signs),
            _ => (DMatrix::zeros(n, n), vec![1.0; n]),
        };
        vectors.as_mut_slice().par_chunks_mut(n).zip(&mut signs).enumerate().with_min_len(32).for_each(
            |(k, (column, sign))| {
                let mut words = Words::at(seed, stream + layer as u64, k);
                let Some(vector) = column.get_mut(k..) else { return };
                vector.iter_mut().for_each(|x| *x = words.sample(StandardNormal));
                let length = dot(vector, vector).sqrt();
                let Some(first) = vector.first_mut() else { return };
                *sign = if *first < 0.0 { 1.0 } else { -1.0 };
                // The reflection maps the vector to -sign(first)·|vector| along its first axis; the last one is just a sign.
                *first += first.signum() * length;
                let length = dot(vector, vector).sqrt();
                if length > 0.0 {
                    vector.iter_mut().for_each(|x| *x /= length);
                }
            },
        );
        Self { layer, vectors, signs }
    }

    /// A column of the rotation.
    fn column(&self, unit: usize, into: &mut [f64]) {
        let n = into.len();
        into.fill(0.0);
        if let (Some(w), Some(sign)) = (into.get_mut(unit), self.signs.get(unit)) {
            *w = *sign;
        }
        // Reflections beyond the unit's own index act on zeros only.
        for k in (0..=unit.min(n.saturating_sub(2))).rev() {
            let column = self.vectors.column(k);
            let (Some(v), Some(w)) = (column.as_slice().get(k..), into.get_mut(k..)) else { return };
            let twice = 2.0 * dot(v, w);
            w.iter_mut().zip(v).for_each(|(w, v)| *w -= twice * v);
        }
    }
}

/// The inner product, in eight parallel sums to avoid a dependency chain.
fn dot(a: &[f64], b: &[f64]) -> f64 {
    let mut sums = [0.0; 8];
    let ((a, a_rest), (b, b_rest)) = (a.as_chunks::<8>(), b.as_chunks::<8>());
    for (a, b) in a.iter().zip(b) {
        (0..8).for_each(|i| sums[i] += a[i] * b[i]);
    }
    sums.iter().sum::<f64>() + a_rest.iter().zip(b_rest).map(|(a, b)| a * b).sum::<f64>()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::SCHEMES;

    fn layer(scheme: Scheme, seed: u64, layer: usize, n: usize) -> DMatrix<f64> {
        let mut draw = Draw::new(scheme, seed, n);
        let mut weights = DMatrix::zeros(n, n);
        for unit in 0..n {
            draw.unit(layer, unit, weights.column_mut(unit).as_mut_slice());
        }
        weights
    }

    /// N = 65,536 draws of each scheme; five standard errors: one test in a million of a correct scheme would fail, and the seed is fixed.
    /// The variance's relative standard error is √((kurtosis-1)/N): kurtosis-1 is 2 for a normal, less for the others.
    #[test]
    fn sampled_moments_are_those_of_theory() {
        let n = 256;
        for d in SCHEMES {
            let weights = layer(Scheme::of(d), 3, 1, n);
            let count = (n * n) as f64;
            let mean = weights.mean();
            let variance = weights.iter().map(|w| (w - mean).powi(2)).sum::<f64>() / count;
            let std = Scheme::of(d).weight_std(n, n);
            let center = Scheme::of(d).constant().unwrap_or(0.0);
            assert!((mean - center).abs() <= 5.0 * std / count.sqrt(), "{}: mean {mean}", d.name);
            assert!((variance - std * std).abs() <= 5.0 * std * std * (2.0 / count).sqrt(), "{}: {variance}", d.name);
            let largest = weights.amax();
            match d.kind {
                Kind::Uniform => assert!(largest <= 1.0 && largest > 0.999),
                Kind::HeUniform => assert!(largest <= (6.0 / n as f64).sqrt()),
                Kind::GlorotUniform => assert!(largest <= (3.0 / n as f64).sqrt()),
                Kind::Pytorch => assert!(largest <= (1.0 / n as f64).sqrt()),
                Kind::KerasHeNormal => assert!(largest <= 2.0 * std / TRUNCATED),
                _ => {}
            }
        }
    }

    #[test]
    fn words_are_those_of_the_generator() {
        let mut words = Words::at(3, WEIGHTS + 2, 5);
        let mut rng = ChaCha8Rng::seed_from_u64(3);
        rng.set_stream(WEIGHTS + 2);
        rng.set_word_pos(5 << WORDS_A_UNIT);
        assert!((0..1000).all(|_| words.next_u64() == rng.next_u64()));
    }

    #[test]
    fn a_unit_depends_on_seed_and_place_alone() {
        for d in SCHEMES {
            let scheme = Scheme::of(d);
            let whole = layer(scheme, 7, 4, 24);
            let mut draw = Draw::new(scheme, 7, 24);
            let mut unit = vec![0.0; 24];
            draw.unit(9, 3, &mut unit);
            draw.unit(4, 17, &mut unit);
            assert_eq!(unit, whole.column(17).as_slice(), "{}", d.name);
            if scheme.constant().is_none() {
                assert_ne!(layer(scheme, 8, 4, 24), whole, "{}", d.name);
                assert_ne!(layer(scheme, 7, 5, 24), whole, "{}", d.name);
            }
        }
    }

    /// Whole layers and inputs of two nets share no number.
    #[test]
    fn nets_of_a_seed_are_different_ones() {
        let mut rows = Vec::new();
        for net in [0, 1, 2, 9999] {
            let (mut weights, mut sent) = (vec![0.0; 24], vec![0.0; 24]);
            for name in ["normal", "uniform", "orthogonal"] {
                let scheme = Scheme::named(name).unwrap_or(Scheme::of(&SCHEMES[0]));
                Draw::new(scheme, 7, 24).net(net).unit(4, 17, &mut weights);
                rows.push(weights.clone());
            }
            inputs(7, net, 17, &mut sent);
            rows.push(sent);
        }
        let mut bits: Vec<u64> = rows.iter().flatten().map(|x| x.to_bits()).collect();
        bits.sort_unstable();
        bits.dedup();
        assert_eq!(bits.len(), 4 * 4 * 24);
    }

    #[test]
    fn normal_schemes_are_one_draw_scaled() {
        let of = |name: &str| Scheme::named(name).map(|s| layer(s, 1, 2, 16)).unwrap_or_default();
        let (he, lecun) = (of("he-normal"), of("lecun-normal"));
        assert!((he - lecun * 2f64.sqrt()).amax() < 1e-15);
    }

    /// About n reflections, with one rounding each.
    #[test]
    fn rotations_are_orthogonal() {
        for n in [1, 2, 3, 40] {
            let q = Scheme::named("orthogonal").map(|s| layer(s, 5, 1, n)).unwrap_or_default();
            assert!((q.transpose() * &q - DMatrix::identity(n, n)).amax() < 1e-14, "{n}");
        }
    }

    /// Uniform rotations have no preferred direction: the mean trace of Q over seeds is 0 and its variance 1 (Diaconis & Shahshahani 1994).
    /// 2,000 seeds, five standard errors.
    #[test]
    fn rotations_are_uniform() {
        let scheme = Scheme::named("orthogonal").unwrap_or(Scheme::of(&SCHEMES[0]));
        let traces: Vec<f64> = (0..2000).map(|seed| layer(scheme, seed, 1, 5).trace()).collect();
        let mean = traces.iter().sum::<f64>() / 2000.0;
        let square = traces.iter().map(|t| t * t).sum::<f64>() / 2000.0;
        let error = 5.0 / 2000f64.sqrt();
        assert!(mean.abs() < error, "{mean}");
        assert!((square - 1.0).abs() < error * 2f64.sqrt(), "{square}");
    }
}
