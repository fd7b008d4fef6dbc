//! Work queue of nets waiting for a core, processed net by net across schemes.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use crate::network::theory::Predicted;
use crate::network::{Ensemble, Layer, Net};

/// Minimum interval between messages.
const PAUSE: Duration = Duration::from_millis(8);

/// Progress on a scheme's nets.
pub(super) struct Message {
    /// Mean over the nets so far, or the layers that the first net has passed.
    pub(super) layers: Vec<Layer>,
    /// Number of finished nets.
    pub(super) arrived: usize,
    /// Theoretical prediction, sent with the first message.
    pub(super) predicted: Option<Vec<Predicted>>,
    /// True if this is the last message.
    pub(super) done: bool,
}

/// A scheme's nets in progress, and the receiver of the results.
pub(super) struct Work {
    net: Net,
    nets: Option<Ensemble>,
    told: bool,
    said: Instant,
    sender: Sender<Message>,
    stop: Arc<AtomicBool>,
}

impl Work {
    /// Creates the work, with no net started.
    pub(super) fn new(net: Net, sender: Sender<Message>, stop: Arc<AtomicBool>) -> Self {
        Self { net, nets: None, told: false, said: Instant::now(), sender, stop }
    }

    fn arrived(&self) -> usize {
        self.nets.as_ref().map_or(0, Ensemble::arrived)
    }

    /// Passes the signal through one more net; returns true if there are more.
    fn go_on(&mut self) -> bool {
        if self.stop.load(Ordering::Relaxed) {
            return false;
        }
        if self.nets.is_none() {
            self.nets = Ensemble::new(&self.net).ok();
        }
        let Some(nets) = &mut self.nets else { return false };
        let before = nets.arrived();
        while nets.arrived() == before {
            if self.stop.load(Ordering::Relaxed) || nets.advance().is_err() {
                return false;
            }
            let (done, arrived) = (nets.done(), nets.arrived());
            if done || self.said.elapsed() >= PAUSE {
                self.said = Instant::now();
                let predicted = (!self.told).then(|| nets.predicted().to_vec());
                self.told = true;
                let message = Message { layers: nets.layers().to_vec(), arrived, predicted, done };
                if self.sender.send(message).is_err() || done {
                    return false;
                }
            }
        }
        true
    }
}

/// Pending work, and the number of cores on it.
#[derive(Default)]
struct State {
    waiting: VecDeque<Work>,
    workers: usize,
}

/// Queue of work for the cores.
#[derive(Clone, Default)]
pub(super) struct Queue(Arc<Mutex<State>>);

impl std::fmt::Debug for Queue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Queue")
    }
}

impl Queue {
    /// Adds work, and wakes a core for it if one is idle.
    pub(super) fn push(&self, work: Work) {
        let Ok(mut state) = self.0.lock() else { return };
        state.waiting.push_back(work);
        if state.workers < rayon::current_num_threads() {
            state.workers += 1;
            let queue = self.clone();
            rayon::spawn_fifo(move || queue.work());
        }
    }

    /// Works through the queue, net by net, until it is empty.
    fn work(&self) {
        while let Some(mut next) = self.take() {
            if next.go_on()
                && let Ok(mut state) = self.0.lock()
            {
                state.waiting.push_back(next);
            }
            // Yield, so that other work need not wait for all of it.
            rayon::yield_now();
        }
    }

    /// Next work: the scheme with the fewest nets, so that the first net of every scheme is seen before any scheme is
    /// complete. If there is none, the core is released.
    fn take(&self) -> Option<Work> {
        let mut state = self.0.lock().ok()?;
        let next = (0..state.waiting.len()).min_by_key(|i| state.waiting.get(*i).map(Work::arrived));
        let work = next.and_then(|place| state.waiting.remove(place));
        if work.is_none() {
            state.workers -= 1;
        }
        work
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::{Activation, SCHEMES, Scheme};
    use std::sync::mpsc::channel;

    /// On one core, schemes alternate, stopped work gets no further nets, and the core is released at the end.
    #[test]
    fn schemes_take_turns() {
        let net = |nets| Net {
            scheme: Scheme::of(&SCHEMES[5]),
            activation: Activation::Relu,
            depth: 2,
            width: 8,
            batch: 2,
            seed: 0,
            nets,
        };
        let queue = Queue::default();
        let mut receivers = Vec::new();
        let stops: Vec<Arc<AtomicBool>> = (0..3).map(|_| Arc::default()).collect();
        for (stop, nets) in stops.iter().zip([3, 5, 5]) {
            let (sender, receiver) = channel();
            if let Ok(mut state) = queue.0.lock() {
                state.waiting.push_back(Work::new(net(nets), sender, stop.clone()));
                state.workers = 1;
            }
            receivers.push(receiver);
        }
        for round in 0..2 {
            for _ in 0..3 {
                let next = queue.take().map(|mut work| (work.arrived(), work.go_on(), work));
                assert!(next.as_ref().is_some_and(|(arrived, more, _)| *arrived == round && *more));
                if let (Ok(mut state), Some((.., work))) = (queue.0.lock(), next) {
                    state.waiting.push_back(work);
                }
            }
        }
        stops[2].store(true, Ordering::Relaxed);
        queue.work();
        let last = receivers.iter().map(|r| r.try_iter().last().map(|m| (m.arrived, m.done, m.layers.len())));
        let last: Vec<_> = last.collect();
        assert_eq!(last[..2], [Some((3, true, 2)), Some((5, true, 2))]);
        assert!(last[2].is_none_or(|(arrived, done, _)| arrived <= 2 && !done));
        assert_eq!(queue.0.lock().map_or(9, |state| state.workers), 0);
    }
}
