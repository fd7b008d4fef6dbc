//! Planes of cells, computed in the background on all cores, coarse to fine: a first picture appears at once, and key presses never
//! wait.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

use crate::run::tiles::Cell;

/// Computes cells of a row: the row, its columns, and the output slice.
pub type Job = Arc<dyn Fn(usize, &[usize], &mut [Cell]) + Send + Sync>;

/// Stride of the first pass over rows and columns, for cheap and for expensive cells.
const COARSE: [usize; 2] = [8, 32];
/// Budget of the first picture: steps times terms of the loss.
const FIRST: f64 = 1e6;
/// Timeout of a single wait for new results.
const PATIENCE: Duration = Duration::from_micros(500);

/// Some cells of a row, the result of one task.
struct Batch {
    row: usize,
    stride: usize,
    columns: Vec<usize>,
    cells: Vec<Cell>,
}

/// A plane of cells, row by row.
#[derive(Default)]
pub struct Plane {
    columns: usize,
    rows: usize,
    cells: Vec<Cell>,
    /// Stride at which each cell's value was computed; 0 for values left over from an earlier plane.
    strides: Vec<usize>,
    waiting: usize,
    receiver: Option<Receiver<Batch>>,
    stop: Arc<AtomicBool>,
    /// Incremented whenever a cell changes.
    version: u64,
}

impl std::fmt::Debug for Plane {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Plane({} x {}, {} waiting)", self.columns, self.rows, self.waiting)
    }
}

impl Drop for Plane {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
    }
}

impl Plane {
    /// Cancels pending work and starts a plane of `columns` x `rows` cells. If the size is unchanged, old cells are shown until new
    /// ones arrive. `cost` is the cost of a cell: its steps times the terms of its loss.
    pub fn start(&mut self, columns: usize, rows: usize, cost: f64, job: &Job) {
        self.stop.store(true, Ordering::Relaxed);
        self.stop = Arc::new(AtomicBool::new(false));
        if (self.columns, self.rows) != (columns, rows) {
            (self.columns, self.rows) = (columns, rows);
            self.cells.clear();
            self.cells.resize(columns * rows, Cell::default());
        }
        self.strides.clear();
        self.strides.resize(columns * rows, 0);
        let (sender, receiver) = channel();
        self.receiver = Some(receiver);
        self.waiting = 0;
        let dear = |stride: &usize| (columns / stride * rows / stride) as f64 * cost > FIRST;
        let [usual, most] = COARSE;
        let first =
            std::iter::successors(Some(usual), |s| Some(2 * s)).find(|s| *s >= most || !dear(s)).unwrap_or(most);
        let mut stride = first;
        while stride >= 1 {
            for row in (0..rows).step_by(stride) {
                let known = stride < first && row % (2 * stride) == 0;
                let wanted = (0..columns).step_by(stride).filter(|c| !known || c % (2 * stride) != 0);
                let wanted: Vec<usize> = wanted.collect();
                if wanted.is_empty() {
                    continue;
                }
                let (job, sender, stop) = (job.clone(), sender.clone(), self.stop.clone());
                self.waiting += 1;
                rayon::spawn_fifo(move || {
                    // In small chunks, so that canceled work ends soon.
                    let mut cells = vec![Cell::default(); wanted.len()];
                    for (columns, cells) in wanted.chunks(64).zip(cells.chunks_mut(64)) {
                        if stop.load(Ordering::Relaxed) {
                            return;
                        }
                        job(row, columns, cells);
                    }
                    // The receiver is gone if the program has ended.
                    let _ = sender.send(Batch { row, stride, columns: wanted, cells });
                });
            }
            stride /= 2;
        }
    }

    /// Takes computed results, waiting for more until `enough` returns true or all are there. Returns true if anything is new.
    pub fn work(&mut self, mut enough: impl FnMut() -> bool) -> bool {
        let mut new = false;
        while self.waiting > 0 {
            let Some(receiver) = &self.receiver else { break };
            match receiver.recv_timeout(PATIENCE) {
                Ok(batch) => {
                    self.take(&batch);
                    new = true;
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => self.waiting = 0,
            }
            if enough() {
                break;
            }
        }
        new
    }

    fn take(&mut self, batch: &Batch) {
        self.waiting = self.waiting.saturating_sub(1);
        self.version += 1;
        let Batch { row, stride, .. } = *batch;
        for (column, cell) in batch.columns.iter().zip(&batch.cells) {
            for y in row..(row + stride).min(self.rows) {
                for x in *column..(column + stride).min(self.columns) {
                    let i = y * self.columns + x;
                    if let (Some(slot), Some(known)) = (self.cells.get_mut(i), self.strides.get_mut(i))
                        && (*known == 0 || stride <= *known)
                    {
                        (*slot, *known) = (*cell, stride);
                    }
                }
            }
        }
    }

    /// Returns true if results are pending.
    pub fn busy(&self) -> bool {
        self.waiting > 0
    }

    /// All cells, row by row.
    pub fn cells(&self) -> &[Cell] {
        &self.cells
    }

    /// Returns the number of cells per row and the number of rows.
    pub fn size(&self) -> (usize, usize) {
        (self.columns, self.rows)
    }

    /// Version of the cells, incremented whenever one changes.
    pub fn version(&self) -> u64 {
        self.version
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn job(shift: usize) -> Job {
        Arc::new(move |row, columns, cells| {
            for (column, cell) in columns.iter().zip(cells) {
                cell.step = shift + 1000 * row + column;
            }
        })
    }

    #[test]
    fn every_cell_is_computed_once_it_is_done_and_a_new_plane_replaces_the_old() {
        let mut plane = Plane::default();
        for (columns, rows, shift, cost) in
            [(1, 1, 0, 1.0), (37, 23, 0, 1.0), (37, 23, 5, 1e9), (8, 8, 2, 1.0), (64, 3, 1, 1e5)]
        {
            plane.start(columns, rows, cost, &job(shift));
            // A canceled plane leaves nothing behind.
            plane.work(|| true);
            plane.start(columns, rows, cost, &job(shift));
            while plane.busy() {
                plane.work(|| false);
            }
            for (i, cell) in plane.cells().iter().enumerate() {
                assert_eq!(cell.step, shift + 1000 * (i / columns) + i % columns);
            }
        }
    }
}
