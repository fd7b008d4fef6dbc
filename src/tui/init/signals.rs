//! The signals of all schemes, computed in the background, a net after the other.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, TryRecvError, channel};
use std::time::{Duration, Instant};

use super::queue::{Message, Queue, Work};
use crate::network::theory::Predicted;
use crate::network::{Layer, Net};

/// What is known of a scheme's signal.
#[derive(Debug)]
pub struct Pass {
    net: Net,
    /// The mean of the nets that have arrived, or the layers that the first has passed; those of the values before, until there are some.
    pub layers: Vec<Layer>,
    /// How many nets have arrived.
    pub arrived: usize,
    /// Whether these are those of the net before, and have been for longer than passes unseen.
    pub stale: bool,
    /// Since when they are.
    waits: Option<Instant>,
    /// What theory expects.
    pub predicted: Vec<Predicted>,
    /// Why there is nothing.
    pub error: Option<String>,
    receiver: Option<Receiver<Message>>,
    stop: Arc<AtomicBool>,
}

impl Drop for Pass {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
    }
}

/// So long the layers of the net before may pass for those of this one.
const UNSEEN: Duration = Duration::from_millis(150);

impl Pass {
    /// Starts a signal; `before` is shown meanwhile.
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
            // While a value is turned there may be no answer to any of its places.
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

    /// Takes what has arrived; whether there was something.
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

/// The signals of all schemes.
#[derive(Debug, Default)]
pub struct Signals {
    passes: Vec<Option<Pass>>,
    queue: Queue,
}

impl Signals {
    /// Has these nets computed, the selected one first; what is known of one of them is kept.
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

    /// Takes what has arrived; whether there was something.
    pub fn work(&mut self) -> bool {
        self.passes.iter_mut().flatten().fold(false, |new, pass| pass.take() | new)
    }

    /// Whether something is still on its way.
    pub fn busy(&self) -> bool {
        self.passes.iter().flatten().any(|pass| pass.receiver.is_some())
    }

    /// The signal of a scheme.
    pub fn pass(&self, place: usize) -> Option<&Pass> {
        self.passes.get(place).and_then(Option::as_ref)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::{Activation, SCHEMES, Scheme};

    /// What is shown of the net before is told to be that after a while, also where one net follows the other without an answer.
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
        // Nothing has arrived for long.
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
