//! How far behind the terminal is. A slow line (SSH over a bad network) swallows frames without complaint and shows them
//! seconds later, keys and all. So a frame now and then ends with a question that every terminal answers when it gets there;
//! while the answer is overdue, nothing more is drawn.

use std::time::{Duration, Instant};

use crossterm::event::{Event, KeyCode, KeyEventKind, KeyModifiers};

/// The question: which color is the background?
pub const QUESTION: &str = "\x1b]11;?\x1b\\";

/// Between two questions.
const EVERY: Duration = Duration::from_millis(100);
/// An answer this late is given up.
const PATIENCE: Duration = Duration::from_secs(2);
/// What a terminal may take longer than it ever did, at least, before it counts as behind.
const GRACE: Duration = Duration::from_millis(30);
/// So many answers in time, one after the other, and it has caught up.
const CALM: u8 = 4;

/// The state of the line to the terminal.
#[derive(Debug, Default)]
pub struct Backpressure {
    /// Whether questions are asked at all.
    asks: bool,
    /// When the question was asked that is not answered yet.
    asked: Option<Instant>,
    last: Option<Instant>,
    /// The quickest answer so far: what the way there and back takes when nothing is queued.
    best: Option<Duration>,
    /// Answers in time that are missing until the line counts as quick again. Until then every frame asks and waits for its
    /// answer, so that no more than one is on its way.
    behind: u8,
    /// Whether a question was given up.
    given_up: bool,
    /// Characters swallowed of an answer that has begun.
    inside: Option<usize>,
}

impl Backpressure {
    /// A line that is asked; `unanswered` says that a question was asked before and its answer may still come.
    pub fn new(unanswered: bool, now: Instant) -> Self {
        Self { asks: true, asked: unanswered.then_some(now), ..Self::default() }
    }

    /// Whether the frame that is drawn now should end with the question.
    pub fn ask(&mut self, now: Instant) -> bool {
        let due = self.behind > 0 || self.last.is_none_or(|last| now.saturating_duration_since(last) >= EVERY);
        if !self.asks || self.asked.is_some() || !due {
            return false;
        }
        (self.asked, self.last) = (Some(now), Some(now));
        true
    }

    /// Until when nothing should be drawn, unless the answer comes earlier.
    pub fn held(&mut self, now: Instant) -> Option<Instant> {
        let asked = self.asked?;
        let late = now.saturating_duration_since(asked);
        if late >= PATIENCE {
            // A terminal that has never answered is not asked again, unless it answers after all.
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

    /// How long an answer may take.
    fn grace(&self) -> Option<Duration> {
        self.best.map(|best| best + GRACE.max(best / 2))
    }

    /// Whether an event is a part of an answer, `ESC ] 11 ; rgb:… BEL` or `… ESC \`, which arrives as if it were typed. An
    /// answer is known by what it looks like, not by whether one is waited for: a terminal that is busy starting up may
    /// answer seconds after everybody gave up, and its `g`, `r` and `b` are keys.
    pub fn swallows(&mut self, event: &Event, now: Instant) -> bool {
        /// Longer than any answer; what begins like one and goes on is none.
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

    /// How long to wait for an answer that is still on its way before the terminal is handed back: the shell would take it
    /// for something typed.
    pub fn farewell(&self) -> Option<Duration> {
        let known = self.best.map(|best| (best * 4).clamp(GRACE, PATIENCE / 4));
        self.asked.map(|_| known.unwrap_or(GRACE))
    }

    fn answered(&mut self, now: Instant) {
        self.inside = None;
        // It does answer, however late: it can be asked again.
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

/// Whether a character may stand at a place of an answer: `11;rgb:1d1d/1010/1414`.
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
        // What only begins like an answer is none, and what follows are keys.
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
        // It is asked again, and how quick it is becomes known.
        assert!(line.ask(late) && line.best.is_none());
    }

    #[test]
    fn a_late_answer_holds_frames_back_until_it_comes() {
        let now = Instant::now();
        let ms = |n: u64| now + Duration::from_millis(n);
        let end = || key('\\', KeyModifiers::ALT);
        let mut line = Backpressure::new(false, now);
        assert!(line.ask(ms(0)) && !line.ask(ms(10)));
        // How quick it can be is not known yet: nothing is held.
        assert_eq!(line.held(ms(90)), None);
        answer(&mut line, ms(20), end());
        assert!(!line.ask(ms(99)) && line.ask(ms(200)));
        // 30 ms more than the quickest answer are still in time.
        assert_eq!(line.held(ms(245)), None);
        assert_eq!(line.held(ms(255)), Some(ms(2200)));
        answer(&mut line, ms(900), end());
        assert_eq!(line.held(ms(901)), None);
        // From now on a frame waits for the answer to the one before.
        for from in [910, 920, 930, 940] {
            assert!(line.ask(ms(from)));
            assert!(line.held(ms(from + 1)).is_some());
            answer(&mut line, ms(from + 5), end());
            assert_eq!(line.held(ms(from + 6)), None);
        }
        // It has caught up.
        assert!(!line.ask(ms(950)) && line.ask(ms(1050)));
        assert_eq!(line.held(ms(1060)), None);
        // An answer that never comes is given up.
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
