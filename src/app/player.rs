//! A cursor that plays, for a screen with a course of its own.

use super::model::RATE;
use super::update::SPEEDS;

/// A cursor on the steps from a first to a last one.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Player {
    /// The step that is shown.
    pub cursor: usize,
    /// Whether it plays.
    pub playing: bool,
    /// Speed as a power of two.
    pub speed: i32,
    /// The part of a step that has passed since.
    phase: f64,
}

impl Player {
    /// Resting at a step.
    pub fn at(step: usize) -> Self {
        Self { cursor: step, ..Self::default() }
    }

    /// The same at another speed, as a power of two.
    pub fn with_speed(self, speed: i32) -> Self {
        Self { speed, ..self }
    }

    /// Steps a second.
    fn rate(&self) -> f64 {
        RATE * 2f64.powi(self.speed)
    }

    /// Goes to a step and stops there.
    pub fn seek(&mut self, step: usize) {
        (self.cursor, self.phase, self.playing) = (step, 0.0, false);
    }

    /// Plays or pauses; at the last step, plays from the first.
    pub fn toggle(&mut self, first: usize, last: usize) {
        if !self.playing && self.cursor >= last {
            self.cursor = first;
        }
        (self.playing, self.phase) = (!self.playing, 0.0);
    }

    /// Faster (or slower), in notches.
    pub fn hasten(&mut self, by: i32) {
        self.speed = (self.speed + by).clamp(SPEEDS.0, SPEEDS.1);
    }

    /// Lets `seconds` pass; whether the cursor has moved, or stopped at the last step.
    pub fn tick(&mut self, seconds: f64, last: usize) -> bool {
        if !self.playing {
            return false;
        }
        self.phase += seconds * self.rate();
        let whole = self.phase.floor();
        self.phase -= whole;
        let before = self.cursor;
        self.cursor = (self.cursor + whole as usize).min(last);
        if self.cursor >= last {
            (self.playing, self.phase) = (false, 0.0);
        }
        self.cursor != before || !self.playing
    }

    /// Seconds until the next step is due, if it plays.
    pub fn due(&self) -> Option<f64> {
        self.playing.then(|| (1.0 - self.phase) / self.rate())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_plays_to_the_end_and_again_from_the_first_step() {
        let mut player = Player { cursor: 5, ..Player::default() };
        player.toggle(1, 10);
        assert!(player.tick(0.1, 10) && player.cursor == 7 && player.due().is_some());
        assert!(player.tick(10.0, 10) && player.cursor == 10 && player.due().is_none());
        player.toggle(1, 10);
        assert_eq!((player.cursor, player.playing), (1, true));
        player.hasten(1);
        assert!(player.tick(0.1, 10) && player.cursor == 5);
        player.seek(3);
        assert!(!player.tick(1.0, 10) && player.cursor == 3);
    }
}
