//! A progress bar on a terminal's standard error, for work that takes more than a second.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Shorter work shows no bar.
const SILENT: Duration = Duration::from_secs(1);

/// Progress towards a known number of steps.
pub struct Progress(ProgressBar);

impl Progress {
    /// Starts at 0 of `total` steps.
    pub fn new(total: u64) -> Self {
        let bar = ProgressBar::with_draw_target(Some(total), ProgressDrawTarget::hidden());
        if let Ok(style) = ProgressStyle::with_template("{bar:40} {percent:>3}%  {eta} left") {
            bar.set_style(style);
        }
        Self(bar)
    }

    /// Adds completed steps.
    pub fn add(&self, steps: u64) {
        self.0.inc(steps);
        self.show();
    }

    /// Sets the total of completed steps.
    pub fn set(&self, steps: u64) {
        self.0.set_position(steps);
        self.show();
    }

    /// indicatif draws on terminals only: nothing happens if standard error is a file.
    fn show(&self) {
        if self.0.is_hidden() && self.0.elapsed() > SILENT {
            self.0.set_draw_target(ProgressDrawTarget::stderr());
        }
    }

    /// Removes the bar.
    pub fn finish(&self) {
        self.0.finish_and_clear();
    }
}
