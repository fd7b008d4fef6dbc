//! A playback cursor: over the steps of paths or a series, or the layers of a net.

/// Steps per second at speed 1×.
pub const RATE: f64 = 20.0;
/// Minimum and maximum speed, as powers of two.
const SPEEDS: (i32, i32) = (-4, 14);
/// Speed, in steps per second, up to which motion is smooth between steps.
const SMOOTH: f64 = 20.0;
/// Seconds between two frames of smooth motion.
pub const BETWEEN: f64 = 1.0 / 30.0;

/// Range of a cursor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Course {
    /// The first step.
    pub first: usize,
    /// The last step available so far.
    pub reach: usize,
    /// The last step, available or not.
    pub last: usize,
}

impl Course {
    /// A range whose steps are all available.
    pub fn of(first: usize, last: usize) -> Self {
        Self { first, reach: last, last }
    }
}

/// A playback cursor.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Player {
    /// The current step.
    pub cursor: usize,
    /// True if it is playing.
    pub playing: bool,
    /// Speed as a power of two.
    pub speed: i32,
    /// Elapsed fraction of a step, while playing.
    phase: f64,
}

impl Player {
    /// Creates a paused player at a step.
    pub fn at(step: usize) -> Self {
        Self { cursor: step, ..Self::default() }
    }

    /// Creates a player at step 0, playing.
    pub fn playing() -> Self {
        Self { playing: true, ..Self::default() }
    }

    /// Sets the speed, as a power of two.
    pub fn with_speed(self, speed: i32) -> Self {
        Self { speed, ..self }
    }

    /// Steps per second.
    fn rate(&self) -> f64 {
        RATE * 2f64.powi(self.speed)
    }

    /// Elapsed fraction of the current step, while playing.
    pub fn phase(&self) -> f64 {
        self.phase
    }

    /// Returns true if it plays slowly enough for smooth motion between steps.
    pub fn is_smooth(&self) -> bool {
        self.playing && self.rate() <= SMOOTH
    }

    /// Jumps to a step and pauses.
    pub fn seek(&mut self, step: usize) {
        (self.cursor, self.phase, self.playing) = (step, 0.0, false);
    }

    /// Jumps to a step and plays from there.
    pub fn play_from(&mut self, step: usize) {
        (self.cursor, self.phase, self.playing) = (step, 0.0, true);
    }

    /// Plays from the start, at speed 1 or faster, so that `steps` take at most `seconds`.
    pub fn play_within(&mut self, seconds: f64, steps: usize) {
        let times = (steps as f64 / (RATE * seconds)).log2().ceil();
        self.speed = (times as i32).clamp(0, SPEEDS.1);
        self.play_from(0);
    }

    /// Moves forward (or back) within the available steps, and pauses.
    pub fn step(&mut self, by: isize, course: Course) {
        self.seek(self.cursor.saturating_add_signed(by).min(course.reach).max(course.first));
    }

    /// Plays or pauses; at the last step, plays from the first.
    pub fn toggle(&mut self, course: Course) {
        if !self.playing && self.cursor >= course.last {
            self.cursor = course.first;
        }
        (self.playing, self.phase) = (!self.playing, 0.0);
    }

    /// Speeds up (or slows down), in notches.
    pub fn hasten(&mut self, by: i32) {
        self.speed = (self.speed + by).clamp(SPEEDS.0, SPEEDS.1);
    }

    /// Advances time by `seconds`; returns true if the cursor has moved or stopped at the last step. Waits for steps
    /// that are not available yet.
    pub fn tick(&mut self, seconds: f64, course: Course) -> bool {
        if !self.playing {
            return false;
        }
        self.phase += seconds * self.rate();
        let whole = self.phase.floor();
        self.phase -= whole;
        let before = self.cursor;
        self.cursor = self.cursor.saturating_add(whole as usize).min(course.reach);
        if self.cursor >= course.last {
            (self.playing, self.phase) = (false, 0.0);
        }
        self.cursor != before || !self.playing
    }

    /// Seconds until the next step is due, if playing.
    pub fn due(&self) -> Option<f64> {
        self.playing.then(|| (1.0 - self.phase) / self.rate())
    }

    /// Formats the speed: `1×`, `½×`, `16×`.
    pub fn speed_text(&self) -> String {
        match self.speed {
            -1 => "½×".to_owned(),
            -2 => "¼×".to_owned(),
            -3 => "⅛×".to_owned(),
            s if s < 0 => format!("1/{}×", 1 << -s),
            s => format!("{}×", 1 << s),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_plays_to_the_end_and_again_from_the_first_step() {
        let course = Course::of(1, 10);
        let mut player = Player { cursor: 5, ..Player::default() };
        player.toggle(course);
        assert!(player.tick(0.1, course) && player.cursor == 7 && player.due().is_some());
        assert!(player.tick(10.0, course) && player.cursor == 10 && player.due().is_none());
        player.toggle(course);
        assert_eq!((player.cursor, player.playing), (1, true));
        player.hasten(1);
        assert!(player.tick(0.1, course) && player.cursor == 5);
        player.seek(3);
        assert!(!player.tick(1.0, course) && player.cursor == 3);
        player.step(-5, course);
        assert_eq!(player.cursor, 1);
    }

    #[test]
    fn it_waits_for_what_is_not_there_yet() {
        let some = Course { reach: 4, ..Course::of(0, 10) };
        let mut player = Player::playing();
        assert!(player.tick(1.0, some) && player.cursor == 4 && player.playing);
        assert!(!player.tick(1.0, some) && player.playing);
        player.step(3, some);
        assert_eq!((player.cursor, player.playing), (4, false));
    }
}
