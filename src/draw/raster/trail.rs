//! A run's path as dots, cached between frames: if the cursor advances by a step, only that step is drawn.

use super::Layer;
use super::braille::Pen;
use crate::math::surface::{Domain, Point};
use crate::run::Record;

/// The path of a run in a viewport: the part before the cursor, and the whole.
#[derive(Clone, Debug, Default)]
pub struct Trail {
    past: Layer,
    whole: Layer,
    /// The contents of the layers; `None` before the first drawing.
    shown: Option<Shown>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct Shown {
    path: u64,
    view: Domain,
    size: (usize, usize),
    wide: bool,
    /// Steps drawn before the cursor.
    past: usize,
    /// Records drawn in the whole path.
    whole: usize,
}

/// Converts a point of the plane to dots of a `columns` x `rows` field.
#[inline]
pub fn to_dots(view: Domain, (columns, rows): (usize, usize), at: Point) -> [f64; 2] {
    let [width, height] = view.size();
    [(at[0] - view.w[0]) / width * (2 * columns) as f64, (view.b[1] - at[1]) / height * (4 * rows) as f64]
}

impl Trail {
    /// Updates the layers to a path and a cursor. `path` is a number that changes whenever the records do (other than by growing);
    /// returns the number of segments drawn.
    pub fn update(
        &mut self,
        path: u64,
        records: &[Record],
        step: usize,
        view: Domain,
        size: (usize, usize),
        wide: bool,
    ) -> usize {
        let step = step.min(records.len().saturating_sub(1));
        let fresh = Shown { path, view, size, wide, past: 0, whole: 0 };
        let mut shown = match self.shown {
            Some(s) if s.whole <= records.len() && (Shown { past: 0, whole: 0, ..s }) == fresh => s,
            _ => {
                self.past.reset(size.0, size.1);
                self.whole.reset(size.0, size.1);
                fresh
            }
        };
        if step < shown.past {
            self.past.reset(size.0, size.1);
            shown.past = 0;
        }
        let mut drawn =
            strokes(&mut self.past, records, shown.past, step, view, size, if wide { Pen::Wide } else { Pen::Fine });
        let last = records.len().saturating_sub(1);
        drawn += strokes(&mut self.whole, records, shown.whole.saturating_sub(1), last, view, size, Pen::Dotted);
        shown.past = step;
        shown.whole = records.len();
        self.shown = Some(shown);
        drawn
    }

    /// The path before the cursor.
    pub fn past(&self) -> &Layer {
        &self.past
    }

    /// The whole path, as a dotted line.
    pub fn whole(&self) -> &Layer {
        &self.whole
    }
}

/// Draws the segments between the records `from` and `to`.
fn strokes(
    layer: &mut Layer,
    records: &[Record],
    from: usize,
    to: usize,
    view: Domain,
    size: (usize, usize),
    pen: Pen,
) -> usize {
    let mut drawn = 0;
    let mut last = [f64::NAN; 2];
    for (i, record) in records.iter().enumerate().take(to + 1).skip(from) {
        let at = to_dots(view, size, record.at);
        // A run that has come to rest stays within one dot: nothing to draw.
        let still = at[0].floor() == last[0].floor() && at[1].floor() == last[1].floor();
        if i > from && !still {
            layer.line(last, at, i as u32, pen);
            drawn += 1;
        }
        last = at;
    }
    drawn
}

#[cfg(test)]
mod tests {
    use super::*;

    fn records(count: usize) -> Vec<Record> {
        let at = |i: usize| [(i as f64 * 0.7).sin() * 4.0, (i as f64 * 0.3).cos() * 2.0];
        (0..count).map(|i| Record { at: at(i), loss: 0.0, gradient: [0.0; 2] }).collect()
    }

    const VIEW: Domain = Domain { w: [-5.0, 5.0], b: [-2.5, 2.5] };

    #[test]
    fn step_by_step_is_the_same_as_at_once_and_draws_only_what_is_new() {
        let records = records(60);
        let mut grown = Trail::default();
        for step in 0..50 {
            let drawn = grown.update(1, &records, step, VIEW, (40, 20), true);
            if step > 0 {
                assert!(drawn <= 1, "{step} {drawn}");
            }
        }
        let mut jumped = Trail::default();
        jumped.update(1, &records, 49, VIEW, (40, 20), true);
        assert_eq!(grown.past(), jumped.past());
        assert_eq!(grown.whole(), jumped.whole());
        grown.update(1, &records, 10, VIEW, (40, 20), true);
        jumped = Trail::default();
        jumped.update(1, &records, 10, VIEW, (40, 20), true);
        assert_eq!(grown.past(), jumped.past());
    }

    #[test]
    fn a_path_that_grows_is_continued() {
        let records = records(60);
        let mut grown = Trail::default();
        grown.update(1, &records[..20], 19, VIEW, (40, 20), true);
        grown.update(1, &records, 19, VIEW, (40, 20), true);
        let mut whole = Trail::default();
        whole.update(1, &records, 19, VIEW, (40, 20), true);
        assert_eq!(grown.whole(), whole.whole());
    }
}
