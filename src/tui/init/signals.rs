//! Signals of all schemes, computed in the background, net by net.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, TryRecvError, channel};
use std::time::{Duration, Instant};

use super::queue::{Message, Queue, Work};
use crate::network::theory::Predicted;
use crate::network::{Layer, Net};

/// Signal of a scheme as far as it is known.
#[derive(Debug)]
pub struct Pass {
    net: Net,
    /// Mean over the finished nets, or the layers that the first net has passed; the previous net's until there are some.
    pub layers: Vec<Layer>,
    /// Number of finished nets.
    pub arrived: usize,
    /// True if the layers are the previous net's, and have been for noticeably long.
    pub stale: bool,
    /// Time since which the layers are outdated.
    waits: Option<Instant>,
    /// Theoretical prediction.
    pub predicted: Vec<Predicted>,
    /// Reason there is no result.
    pub error: Option<String>,
    receiver: Option<Receiver<Message>>,
    stop: Arc<AtomicBool>,
}

impl Drop for Pass {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
    }
}

/// Time the previous net's layers may be shown as the current ones.
const UNSEEN: Duration = Duration::from_millis(150);

impl Pass {
    /// Starts a signal; the layers of `before` are shown meanwhile.
    fn start(net: Net, before: Option<Pass>, queue: &Queue) -> Self {
        let (sender, receiver) = channel();
        let stop = Arc::new(AtomicBool::new(false));
        let error = net.check().err().map(|e| e.to_string());
        let (layers, predicted) = (Vec::new(), Vec::new());
        let mut pass = Self {
            net,
            layers,
            arrived: 0,
            stale: false,
            waits: None,
            predicted,
            error,
            receiver: None,
            stop: stop.clone(),
        };
        if let Some(mut before) = before.filter(|before| !before.layers.is_empty() && pass.error.is_none()) {
            pass.layers = std::mem::take(&mut before.layers);
            pass.predicted = std::mem::take(&mut before.predicted);
            // While a value is being turned, none of its positions may ever get a result.
            pass.waits = before.waits.or_else(|| (!before.stale).then(Instant::now));
            pass.stale = before.stale;
        }
        if pass.error.is_some() {
            return pass;
        }
        pass.receiver = Some(receiver);
        queue.push(Work::new(net, sender, stop));
        pass
    }

    /// Takes the results that have arrived; returns true if there were any.
    fn take(&mut self) -> bool {
        let mut new = false;
        if self.waits.is_some_and(|since| since.elapsed() > UNSEEN) {
            (self.stale, self.waits, new) = (true, None, true);
        }
        while let Some(receiver) = &self.receiver {
            match receiver.try_recv() {
                Ok(message) => {
                    new = true;
                    (self.stale, self.waits) = (false, None);
                    (self.layers, self.arrived) = (message.layers, message.arrived);
                    self.predicted = message.predicted.unwrap_or(std::mem::take(&mut self.predicted));
                    if message.done {
                        self.receiver = None;
                    }
                }
                Err(TryRecvError::Empty) => break,
                Err(TryRecvError::Disconnected) => self.receiver = None,
            }
        }
        new
    }
}

/// Signals of all schemes.
#[derive(Debug, Default)]
pub struct Signals {
    passes: Vec<Option<Pass>>,
    queue: Queue,
}

impl Signals {
    /// Starts computing these nets, the selected one first; results of unchanged nets are kept.
    pub fn ask(&mut self, nets: &[Net], selected: usize) {
        let same = |pass: &Option<Pass>, net: &Net| pass.as_ref().is_some_and(|p| p.net == *net);
        if self.passes.len() == nets.len() && self.passes.iter().zip(nets).all(|(pass, net)| same(pass, net)) {
            return;
        }
        let mut old = std::mem::take(&mut self.passes);
        self.passes.resize_with(nets.len(), || None);
        for (pass, net) in self.passes.iter_mut().zip(nets) {
            if let Some(known) = old.iter_mut().find(|known| same(known, net)) {
                *pass = known.take();
            }
        }
        let order = std::iter::once(selected).chain((0..nets.len()).filter(|i| *i != selected));
        for place in order {
            if let (Some(pass @ None), Some(net)) = (self.passes.get_mut(place), nets.get(place)) {
                *pass = Some(Pass::start(*net, old.get_mut(place).and_then(Option::take), &self.queue));
            }
        }
    }

    /// Takes the results that have arrived; returns true if there were any.
    pub fn work(&mut self) -> bool {
        self.passes.iter_mut().flatten().fold(false, |new, pass| pass.take() | new)
    }

    /// Returns true if results are still pending.
    pub fn busy(&self) -> bool {
        self.passes.iter().flatten().any(|pass| pass.receiver.is_some())
    }

    /// The signal of a scheme, by index.
    pub fn pass(&self, place: usize) -> Option<&Pass> {
        self.passes.get(place).and_then(Option::as_ref)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::{Activation, SCHEMES, Scheme};

    /// Layers of the previous net are marked as stale after a while, even if one net follows another without a result.
    #[test]
    fn layers_of_another_net_are_not_passed_off_for_long() {
        let net = Net {
            scheme: Scheme::of(&SCHEMES[5]),
            activation: Activation::Relu,
            depth: 3,
            width: 4,
            batch: 2,
            seed: 0,
            nets: 3,
        };
        let mut signals = Signals::default();
        signals.ask(&[net], 0);
        while signals.busy() {
            signals.work();
        }
        let known = signals.passes.remove(0).filter(|pass| pass.layers.len() == 3 && !pass.stale);
        let mut pass = Pass::start(Net { seed: 1, ..net }, known, &signals.queue);
        assert!(pass.waits.is_some() && !pass.stale && pass.layers.len() == 3);
        // Nothing has arrived for a while.
        pass.receiver = None;
        pass.waits = Instant::now().checked_sub(2 * UNSEEN);
        assert!(pass.take() && pass.stale && !pass.take());
        let mut next = Pass::start(Net { seed: 2, ..net }, Some(pass), &signals.queue);
        assert!(next.stale && next.waits.is_none());
        while next.receiver.is_some() {
            next.take();
        }
        assert!(!next.stale && next.layers.len() == 3 && next.arrived == 3);
    }
}
