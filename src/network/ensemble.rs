//! The mean of several nets that differ only in their weights and inputs.
//!
//! Theory assumes infinitely many units; a deep net of a few dozen deviates from it by a factor that no number of samples can reduce. The
//! mean over nets agrees with theory in most cases, and is far cheaper than a single net that is wide enough: the cost of a net grows with
//! the square of its width, its deviation falls with 1/width.

use rayon::prelude::*;

use super::net::{Net, NetError};
use super::signal::{Layer, Signal};
use super::theory::Predicted;

/// Nets with fewer slopes than this are computed in parallel; a larger one gets all threads to itself.
const SMALL: usize = 1 << 20;

/// Several nets, computed one after the other.
pub struct Ensemble {
    net: Net,
    /// The signal of the current net.
    current: Signal,
    /// Number of nets finished.
    arrived: usize,
    /// The mean over the finished nets.
    layers: Vec<Layer>,
}

impl Ensemble {
    /// Starts before the first layer of the first net.
    ///
    /// # Errors
    /// As for [`Net::check`].
    pub fn new(net: &Net) -> Result<Self, NetError> {
        Ok(Self { net: *net, current: Signal::new(net)?, arrived: 0, layers: Vec::new() })
    }

    /// The description of the nets.
    pub fn net(&self) -> &Net {
        &self.net
    }

    /// Number of nets finished.
    pub fn arrived(&self) -> usize {
        self.arrived
    }

    /// Returns true if all nets are finished.
    pub fn done(&self) -> bool {
        self.arrived >= self.net.nets
    }

    /// The mean over the finished nets; before the first is finished, the layers that it has passed.
    pub fn layers(&self) -> &[Layer] {
        if self.arrived == 0 { self.current.layers() } else { &self.layers }
    }

    /// Theoretical predictions for each layer.
    pub fn predicted(&self) -> &[Predicted] {
        self.current.predicted()
    }

    /// Progress from 0 to 1.
    pub fn progress(&self) -> f64 {
        let part = if self.done() { 0.0 } else { self.current.progress() };
        (self.arrived as f64 + part) / self.net.nets as f64
    }

    /// Performs the next piece of work, if any is left.
    ///
    /// # Errors
    /// None beyond those of [`Ensemble::new`].
    pub fn advance(&mut self) -> Result<(), NetError> {
        if self.done() {
            return Ok(());
        }
        self.current.advance();
        if self.current.done() {
            let layers = self.current.layers().to_vec();
            self.take(layers);
            if !self.done() {
                self.current = Signal::of(&self.net, self.arrived)?;
            }
        }
        Ok(())
    }

    /// Performs all remaining work, several small nets in parallel; `tell` is called with the progress from time to time.
    ///
    /// # Errors
    /// None beyond those of [`Ensemble::new`].
    pub fn finish(&mut self, mut tell: impl FnMut(f64)) -> Result<(), NetError> {
        let Net { depth, width, batch, nets, .. } = self.net;
        if nets == 1 || depth * width * batch > SMALL {
            while !self.done() {
                self.advance()?;
                tell(self.progress());
            }
            return Ok(());
        }
        let many = 4 * rayon::current_num_threads();
        while !self.done() {
            let numbers = self.arrived..nets.min(self.arrived + many);
            let one = |number: usize| {
                let mut signal = Signal::of(&self.net, number)?;
                signal.finish();
                Ok(signal.layers().to_vec())
            };
            // Merge in numerical order, regardless of which thread finished first.
            for layers in numbers.into_par_iter().map(one).collect::<Result<Vec<_>, NetError>>()? {
                self.take(layers);
            }
            tell(self.progress());
        }
        Ok(())
    }

    /// Adds a finished net to the mean.
    fn take(&mut self, layers: Vec<Layer>) {
        if self.arrived == 0 {
            self.layers = layers;
        } else {
            let count = self.arrived;
            self.layers.iter_mut().zip(&layers).for_each(|(own, other)| own.pool(other, count));
        }
        self.arrived += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::{Activation, SCHEMES, Scheme, Spread};

    fn net(scheme: &str, activation: Activation, nets: usize) -> Net {
        let scheme = Scheme::named(scheme).unwrap_or(Scheme::of(&SCHEMES[0]));
        Net { scheme, activation, depth: 4, width: 12, batch: 5, seed: 3, nets }
    }

    fn finished(net: &Net) -> Vec<Layer> {
        let mut ensemble = Ensemble::new(net).unwrap_or_else(|e| unreachable!("{e}"));
        ensemble.finish(|_| ()).unwrap_or_else(|e| unreachable!("{e}"));
        assert!(ensemble.done() && ensemble.progress() == 1.0);
        ensemble.layers
    }

    /// Piece by piece or on several threads: the same bits. For one net it is that net.
    #[test]
    fn the_order_of_the_work_does_not_show() {
        let seven = net("he-normal", Activation::Relu, 7);
        let mut pieces = Ensemble::new(&seven).unwrap_or_else(|e| unreachable!("{e}"));
        let mut before = 0.0;
        while !pieces.done() {
            pieces.advance().unwrap_or_else(|e| unreachable!("{e}"));
            assert!(pieces.progress() > before && !pieces.layers().is_empty());
            before = pieces.progress();
        }
        assert_eq!(pieces.layers(), finished(&seven));
        let pool = rayon::ThreadPoolBuilder::new().num_threads(3).build().unwrap_or_else(|e| unreachable!("{e}"));
        assert_eq!(pieces.layers(), pool.install(|| finished(&seven)));
        let mut one = Signal::new(&seven).unwrap_or_else(|e| unreachable!("{e}"));
        one.finish();
        assert_eq!(finished(&Net { nets: 1, ..seven }), one.layers());
    }

    /// Root mean squares of each net's own statistics, and means of the shares.
    #[test]
    fn a_mean_is_that_of_its_nets() {
        let five = net("he-normal", Activation::Tanh, 5);
        let mean = finished(&five);
        let each: Vec<Vec<Layer>> = (0..5)
            .map(|number| {
                let mut signal = Signal::of(&five, number).unwrap_or_else(|e| unreachable!("{e}"));
                signal.finish();
                signal.layers().to_vec()
            })
            .collect();
        for (l, pooled) in mean.iter().enumerate() {
            let rms = |of: &dyn Fn(&Layer) -> f64| (each.iter().map(|n| of(&n[l]).powi(2)).sum::<f64>() / 5.0).sqrt();
            let gradient = |layer: &Layer| layer.gradient.as_ref().map_or(f64::NAN, |g: &Spread| g.std);
            assert!((rms(&|l| l.activation.std) / pooled.activation.std - 1.0).abs() < 1e-12);
            assert!((rms(&gradient) / gradient(pooled) - 1.0).abs() < 1e-12);
            assert!((rms(&|l| l.weight_std) / pooled.weight_std - 1.0).abs() < 1e-12);
            let dead: f64 = each.iter().map(|n| n[l].saturated_fraction.unwrap_or(f64::NAN)).sum::<f64>() / 5.0;
            assert!((pooled.saturated_fraction.unwrap_or(f64::NAN) - dead).abs() < 1e-12);
            assert_eq!(pooled.activation.histogram.iter().sum::<u32>(), 5 * 12 * 5);
        }
    }

    /// The claim behind the defaults: under ReLU, He's normal init keeps its standard deviation, √(1 - 1/π) of √2, over all layers.
    #[test]
    fn he_holds_layer_by_layer() {
        use crate::network::signal::{BATCH, DEPTH, WIDTH};
        let [depth, width, batch] = [DEPTH, WIDTH, BATCH].map(|p| p.default as usize);
        let nets = Net::suggested_nets(depth, width, batch);
        let want = (1.0 - std::f64::consts::FRAC_1_PI).sqrt();
        for seed in 0..10 {
            let he = net("he-normal", Activation::Relu, nets);
            for (l, layer) in finished(&Net { depth, width, batch, seed, ..he }).iter().enumerate() {
                let off = layer.activation.std / want - 1.0;
                assert!(off.abs() < 0.15, "seed {seed}, layer {}: {}", l + 1, layer.activation.std);
            }
        }
    }
}
