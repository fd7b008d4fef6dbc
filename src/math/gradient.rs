//! Gradient sources: the full batch, a mini-batch, a single sample, or the exact gradient plus noise.
//!
//! Randomness is addressed, not consumed: the noise of step t and the rows of its batch are functions of (seed, t). Two runs with equal
//! sources see the same draws, and changing β reshuffles nothing.

use rand::rngs::ChaCha8Rng;
use rand::seq::SliceRandom;
use rand::{RngExt, SeedableRng};
use rand_distr::StandardNormal;

/// A gradient source.
#[derive(Clone, Copy, Debug, PartialEq, Default)]
pub struct Source {
    /// Rows per step; `None` for the full batch.
    pub batch: Option<usize>,
    /// Standard deviation σ of the Gaussian added to each component.
    pub noise: f64,
}

impl Source {
    /// Returns true if the optimizer is given the exact gradient.
    pub fn is_exact(&self) -> bool {
        self.batch.is_none() && self.noise == 0.0
    }
}

/// Separate streams per seed, so that noise and shuffles share no draws.
const NOISE: u64 = 1;
const SHUFFLE: u64 = 2;

/// Words of the noise stream reserved for each step: a pair of normal draws takes four, rarely a few more.
const WORDS_A_STEP: u128 = 64;

/// The random draws of a run, addressed by step.
#[derive(Debug)]
pub struct Draws {
    noise: ChaCha8Rng,
    seed: u64,
    order: Vec<u32>,
    epoch: Option<usize>,
}

impl Draws {
    /// Creates the draws for `rows` rows of data (0 without data).
    pub fn new(seed: u64, rows: usize) -> Self {
        let mut noise = ChaCha8Rng::seed_from_u64(seed);
        noise.set_stream(NOISE);
        Self { noise, seed, order: (0..rows as u32).collect(), epoch: None }
    }

    /// Two standard normal draws for step `step`.
    pub fn normal(&mut self, step: usize) -> [f64; 2] {
        self.noise.set_word_pos(step as u128 * WORDS_A_STEP);
        [self.noise.sample(StandardNormal), self.noise.sample(StandardNormal)]
    }

    /// The row indices of the batch at step `step`. The data is reshuffled every epoch; the last batch of an epoch may be smaller.
    pub fn batch(&mut self, step: usize, size: usize) -> &[u32] {
        let rows = self.order.len();
        let size = size.clamp(1, rows.max(1));
        let batches = rows.div_ceil(size).max(1);
        let (epoch, index) = (step / batches, step % batches);
        if self.epoch != Some(epoch) {
            // Always shuffle from sorted order, so that an epoch does not depend on earlier ones.
            for (i, row) in self.order.iter_mut().enumerate() {
                *row = i as u32;
            }
            let mut rng = ChaCha8Rng::seed_from_u64(self.seed);
            rng.set_stream(SHUFFLE + epoch as u64);
            self.order.shuffle(&mut rng);
            self.epoch = Some(epoch);
        }
        let from = index * size;
        self.order.get(from..(from + size).min(rows)).unwrap_or(&[])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_depend_on_seed_and_step_alone() {
        let mut a = Draws::new(7, 10);
        let mut b = Draws::new(7, 10);
        let later = a.normal(500);
        let _ = b.normal(3);
        assert_eq!(b.normal(500), later);
        assert_ne!(Draws::new(8, 10).normal(500), later);
        let rows = a.batch(9, 3).to_vec();
        let _ = b.batch(2, 3);
        let _ = b.batch(77, 3);
        assert_eq!(b.batch(9, 3), rows);
    }

    #[test]
    fn an_epoch_sees_every_row_once() {
        let mut draws = Draws::new(1, 10);
        for epoch in 0..5 {
            let mut seen: Vec<u32> = (0..4).flat_map(|k| draws.batch(epoch * 4 + k, 3).to_vec()).collect();
            seen.sort_unstable();
            assert_eq!(seen, (0..10).collect::<Vec<_>>());
        }
        // Ten rows in batches of three: the fourth batch has one row.
        assert_eq!(draws.batch(3, 3).len(), 1);
        assert_ne!(draws.batch(0, 10).to_vec(), draws.batch(1, 10).to_vec());
    }

    #[test]
    fn noise_is_standard_normal() {
        let mut draws = Draws::new(3, 0);
        let n = 20_000;
        let (mut sum, mut squares, mut cross) = (0.0, 0.0, 0.0);
        for t in 0..n {
            let [x, y] = draws.normal(t);
            sum += x + y;
            squares += x * x + y * y;
            cross += x * y;
        }
        let m = 2.0 * n as f64;
        // Five standard errors: 5/√m for the mean, 5·√2/√m for the variance, 5/√n for the covariance.
        assert!((sum / m).abs() < 5.0 / m.sqrt());
        assert!((squares / m - 1.0).abs() < 5.0 * (2.0 / m).sqrt());
        assert!((cross / n as f64).abs() < 5.0 / (n as f64).sqrt());
    }

    /// A lecture must look the same tomorrow, whatever versions the libraries have.
    #[test]
    fn golden_draws() {
        let mut draws = Draws::new(0, 8);
        assert_eq!(draws.normal(0), GOLDEN[0]);
        assert_eq!(draws.normal(1), GOLDEN[1]);
        assert_eq!(draws.normal(100_000), GOLDEN[2]);
        assert_eq!(draws.batch(0, 8), [0, 1, 7, 6, 4, 3, 5, 2]);
        assert_eq!(draws.batch(5, 8), [7, 6, 3, 0, 5, 1, 4, 2]);
    }
    const GOLDEN: [[f64; 2]; 3] = [
        [1.3456858182393694, 0.8177696010418348],
        [-0.8554084101876966, 0.06689867521781234],
        [1.1161017467562917, -0.20215633629664356],
    ];
}
