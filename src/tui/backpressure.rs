//! Backpressure from the terminal. A slow connection (SSH over a bad network) accepts frames without complaint and
//! shows them seconds later, keystrokes included. So every now and then a frame ends with a query that every terminal
//! answers once it gets there; while the answer is overdue, nothing more is drawn.

use std::time::{Duration, Instant};

use crossterm::event::{Event, KeyCode, KeyEventKind, KeyModifiers};

/// The query: what is the background color?
pub const QUESTION: &str = "\x1b]11;?\x1b\\";

/// Interval between two queries.
const EVERY: Duration = Duration::from_millis(100);
/// Time after which an unanswered query is given up.
const PATIENCE: Duration = Duration::from_secs(2);
/// Minimum delay beyond the quickest answer before the terminal counts as behind.
const GRACE: Duration = Duration::from_millis(30);
/// Consecutive answers in time after which the terminal has caught up.
const CALM: u8 = 4;

/// State of the connection to the terminal.
#[derive(Debug, Default)]
pub struct Backpressure {
    /// True if queries are sent at all.
    asks: bool,
    /// Time of the query that is still unanswered.
    asked: Option<Instant>,
    last: Option<Instant>,
    /// The quickest answer so far: the round trip when nothing is queued.
    best: Option<Duration>,
    /// Answers in time still needed before the connection counts as fast again. Until then every frame sends a query
    /// and waits for its answer, so that at most one frame is in flight.
    behind: u8,
    /// True if a query was given up.
    given_up: bool,
    /// Number of characters swallowed from an answer in progress.
    inside: Option<usize>,
}

impl Backpressure {
    /// Creates a connection that is queried; `unanswered` says that a query was sent earlier and its answer may still come.
    pub fn new(unanswered: bool, now: Instant) -> Self {
        Self { asks: true, asked: unanswered.then_some(now), ..Self::default() }
    }

    /// Returns true if the frame being drawn should end with the query.
    pub fn ask(&mut self, now: Instant) -> bool {
        let due = self.behind > 0 || self.last.is_none_or(|last| now.saturating_duration_since(last) >= EVERY);
        if !self.asks || self.asked.is_some() || !due {
            return false;
        }
        (self.asked, self.last) = (Some(now), Some(now));
        true
    }

    /// Deadline until which nothing should be drawn, unless the answer comes earlier.
    pub fn held(&mut self, now: Instant) -> Option<Instant> {
        let asked = self.asked?;
        let late = now.saturating_duration_since(asked);
        if late >= PATIENCE {
            // A terminal that has never answered is not queried again, unless it answers after all.
            self.asks &= self.best.is_some();
            self.given_up = true;
            self.asked = None;
            return None;
        }
        if late >= self.grace()? {
            self.behind = CALM;
        }
        (self.behind > 0).then(|| asked + PATIENCE)
    }

    /// Longest time an answer may take and still be in time.
    fn grace(&self) -> Option<Duration> {
        self.best.map(|best| best + GRACE.max(best / 2))
    }

    /// Returns true if an event is part of an answer, `ESC ] 11 ; rgb:… BEL` or `… ESC \`, which arrives as if it were
    /// typed. An answer is recognized by its form, not by whether one is expected: a terminal that is busy starting up
    /// may answer seconds after it was given up on, and its `g`, `r` and `b` are key bindings.
    pub fn swallows(&mut self, event: &Event, now: Instant) -> bool {
        /// Longer than any answer; anything that starts like one and goes on is not one.
        const LONGEST: usize = 64;
        let Event::Key(key) = event else { return false };
        let KeyCode::Char(c) = key.code else { return false };
        if key.kind != KeyEventKind::Press {
            return false;
        }
        let alt = key.modifiers.contains(KeyModifiers::ALT);
        let ctrl = key.modifiers.contains(KeyModifiers::CONTROL);
        match self.inside {
            None if alt && c == ']' => self.inside = Some(0),
            None => return false,
            Some(_) if (alt && c == '\\') || (ctrl && c == 'g') => self.answered(now),
            Some(count) if count < LONGEST && !alt && !ctrl && belongs(c, count) => self.inside = Some(count + 1),
            Some(_) => {
                self.inside = None;
                return false;
            }
        }
        true
    }

    /// Time to wait for an answer still in flight before the terminal is handed back: the shell would take it for typed input.
    pub fn farewell(&self) -> Option<Duration> {
        let known = self.best.map(|best| (best * 4).clamp(GRACE, PATIENCE / 4));
        self.asked.map(|_| known.unwrap_or(GRACE))
    }

    fn answered(&mut self, now: Instant) {
        self.inside = None;
        // It does answer, however late, so it can be queried again.
        let Some(asked) = self.asked.take() else {
            self.asks |= self.given_up;
            return;
        };
        let took = now.saturating_duration_since(asked);
        let late = self.grace().is_some_and(|grace| took >= grace);
        self.behind = if late { CALM } else { self.behind.saturating_sub(1) };
        self.best = Some(self.best.map_or(took, |best| best.min(took)));
    }
}

/// Returns true if a character may occur at a position of an answer: `11;rgb:1d1d/1010/1414`.
fn belongs(c: char, place: usize) -> bool {
    if place == 0 { c == '1' } else { c.is_ascii_hexdigit() || "rgba:;/".contains(c) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crossterm::event::KeyEvent;

    fn key(c: char, m: KeyModifiers) -> Event {
        Event::Key(KeyEvent::new(KeyCode::Char(c), m))
    }

    fn answer(line: &mut Backpressure, now: Instant, end: Event) {
        assert!(line.swallows(&key(']', KeyModifiers::ALT), now));
        for c in "11;rgb:1d1d/1010/1414".chars() {
            assert!(line.swallows(&key(c, KeyModifiers::NONE), now), "{c}");
        }
        assert!(line.swallows(&end, now));
    }

    #[test]
    fn answers_are_swallowed_and_keys_are_not() {
        let now = Instant::now();
        for end in [key('\\', KeyModifiers::ALT), key('g', KeyModifiers::CONTROL)] {
            let mut line = Backpressure::new(true, now);
            assert!(!line.swallows(&key('a', KeyModifiers::NONE), now));
            answer(&mut line, now, end);
            assert!(!line.swallows(&key('d', KeyModifiers::NONE), now));
        }
        // Input that only starts like an answer is not one, and the rest are key presses.
        let mut line = Backpressure::new(false, now);
        assert!(line.swallows(&key(']', KeyModifiers::ALT), now));
        assert!(!line.swallows(&key('g', KeyModifiers::NONE), now));
        assert!(!line.swallows(&key('1', KeyModifiers::NONE), now));
    }

    #[test]
    fn an_answer_that_was_given_up_is_no_typing_when_it_comes() {
        let now = Instant::now();
        let late = now + 3 * PATIENCE;
        let mut line = Backpressure::new(true, now);
        assert_eq!(line.held(late), None);
        assert!(!line.ask(late));
        answer(&mut line, late, key('\\', KeyModifiers::ALT));
        assert!(!line.swallows(&key('g', KeyModifiers::NONE), late));
        // It is queried again, which measures its round trip.
        assert!(line.ask(late) && line.best.is_none());
    }

    #[test]
    fn a_late_answer_holds_frames_back_until_it_comes() {
        let now = Instant::now();
        let ms = |n: u64| now + Duration::from_millis(n);
        let end = || key('\\', KeyModifiers::ALT);
        let mut line = Backpressure::new(false, now);
        assert!(line.ask(ms(0)) && !line.ask(ms(10)));
        // The round trip is not known yet, so nothing is held.
        assert_eq!(line.held(ms(90)), None);
        answer(&mut line, ms(20), end());
        assert!(!line.ask(ms(99)) && line.ask(ms(200)));
        // 30 ms more than the quickest answer is still in time.
        assert_eq!(line.held(ms(245)), None);
        assert_eq!(line.held(ms(255)), Some(ms(2200)));
        answer(&mut line, ms(900), end());
        assert_eq!(line.held(ms(901)), None);
        // From now on a frame waits for the answer to the previous one.
        for from in [910, 920, 930, 940] {
            assert!(line.ask(ms(from)));
            assert!(line.held(ms(from + 1)).is_some());
            answer(&mut line, ms(from + 5), end());
            assert_eq!(line.held(ms(from + 6)), None);
        }
        // The terminal has caught up.
        assert!(!line.ask(ms(950)) && line.ask(ms(1050)));
        assert_eq!(line.held(ms(1060)), None);
        // A query that is never answered is given up.
        assert!(line.held(ms(2000)).is_some());
        assert_eq!(line.held(ms(3051)), None);
        assert!(line.ask(ms(3052)));
    }

    #[test]
    fn a_terminal_that_never_answers_is_asked_once() {
        let now = Instant::now();
        let mut line = Backpressure::new(false, now);
        assert!(line.ask(now));
        assert_eq!(line.held(now + PATIENCE), None);
        assert!(!line.ask(now + 2 * PATIENCE));
        let mut silent = Backpressure::default();
        assert!(!silent.ask(now));
    }
}
