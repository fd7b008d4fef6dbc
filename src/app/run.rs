//! The loop: wait for something to happen, change the model, draw what changed. Idle costs nothing.

use std::io;
use std::time::{Duration, Instant};

use crossterm::event::{self, Event, KeyCode, KeyModifiers};

use super::layout::Layout;
use super::model::Model;
use super::session::Session;
use super::stage::Stage;
use super::theme::{Depth, Scheme};
use super::update::{Effect, update};
use super::{Action, input, view};
use crate::scenario::Scenario;

/// At most this many frames a second.
const FRAME: Duration = Duration::from_micros(16_600);
/// What a frame may spend on simulating and on sampling a field before it is shown as it is.
const BUDGET: Duration = Duration::from_millis(5);
/// A pause after which the next press of a key is a new change for undo.
const PAUSE: Duration = Duration::from_millis(700);

/// Where events come from: a terminal, or a test.
pub trait Events {
    /// Waits up to `timeout` (for ever if `None`) for an event.
    ///
    /// # Errors
    /// If the terminal cannot be read.
    fn next(&mut self, timeout: Option<Duration>) -> io::Result<Option<Event>>;
}

/// The terminal's events, without a reply to the background query that came too late and would be taken for keys.
struct Crossterm {
    late: Option<LateReply>,
}

impl Events for Crossterm {
    fn next(&mut self, timeout: Option<Duration>) -> io::Result<Option<Event>> {
        let event = match timeout {
            Some(timeout) if !event::poll(timeout)? => return Ok(None),
            _ => event::read()?,
        };
        let swallowed = self.late.as_mut().is_some_and(|late| late.swallows(&event));
        Ok((!swallowed).then_some(event))
    }
}

/// Tells the characters of an OSC reply, `ESC ] 11 ; rgb:… BEL` or `… ESC \\`, from keys.
#[derive(Debug, Default)]
struct LateReply {
    /// Characters swallowed of a reply that has begun.
    inside: Option<usize>,
    /// Whether it has come, so that nothing more is swallowed.
    over: bool,
}

impl LateReply {
    /// Longer than any reply; what begins like one and goes on is no reply.
    const LONGEST: usize = 64;

    fn swallows(&mut self, event: &Event) -> bool {
        let Event::Key(key) = event else { return false };
        if self.over {
            return false;
        }
        let alt = key.modifiers.contains(KeyModifiers::ALT);
        let ctrl = key.modifiers.contains(KeyModifiers::CONTROL);
        match (self.inside, key.code) {
            (None, KeyCode::Char(']')) if alt => self.inside = Some(0),
            (None, _) => return false,
            (Some(_), KeyCode::Char('\\')) if alt => self.over = true,
            (Some(_), KeyCode::Char('g')) if ctrl => self.over = true,
            (Some(count), _) if count < Self::LONGEST => self.inside = Some(count + 1),
            (Some(_), _) => self.over = true,
        }
        true
    }
}

/// What the loop draws on.
pub trait Screen {
    /// Shows a frame.
    ///
    /// # Errors
    /// If the terminal cannot be written to.
    fn show(&mut self, model: &Model, stage: &Stage) -> io::Result<()>;
    /// Hands a text to the clipboard.
    ///
    /// # Errors
    /// If the terminal cannot be written to.
    fn copy(&mut self, text: &str) -> io::Result<()>;
    /// Stops as job control does, until the program is told to go on.
    ///
    /// # Errors
    /// If the terminal refuses.
    fn suspend(&mut self) -> io::Result<()>;
}

impl Screen for Session {
    fn show(&mut self, model: &Model, stage: &Stage) -> io::Result<()> {
        self.frame(|buffer| view::draw(buffer, model, stage))
    }
    fn copy(&mut self, text: &str) -> io::Result<()> {
        Session::copy(self, text)
    }
    fn suspend(&mut self) -> io::Result<()> {
        #[cfg(unix)]
        Session::suspend(self)?;
        Ok(())
    }
}

/// Runs the program on this terminal until it is left. `unanswered` says that the terminal was asked for its background
/// and may still answer.
///
/// # Errors
/// If the terminal refuses or goes away.
pub fn run(scenario: Scenario, scheme: &'static Scheme, depth: Depth, mouse: bool, unanswered: bool) -> io::Result<()> {
    let mut session = Session::start(mouse)?;
    let size = session.size()?;
    let mut model = Model::new(scenario, scheme, depth, size);
    let mut events = Crossterm { late: unanswered.then(LateReply::default) };
    drive(&mut model, &mut Stage::default(), &mut session, &mut events)
}

/// The loop itself, on any screen and any source of events.
///
/// # Errors
/// If screen or events fail.
pub fn drive(
    model: &mut Model,
    stage: &mut Stage,
    screen: &mut impl Screen,
    events: &mut impl Events,
) -> io::Result<()> {
    let mut dirty = true;
    let mut ticked = Instant::now();
    let mut touched = Instant::now();
    loop {
        let began = Instant::now();
        // Long simulations and slow fields are done in pieces between the events.
        let worked = model.lab.work(|| began.elapsed() > BUDGET);
        if worked || stage.busy() {
            dirty = true;
        }
        if dirty {
            if let Some(layout) = Layout::new(model.size.0, model.size.1) {
                let from = Instant::now();
                stage.update(model, &layout, || from.elapsed() > BUDGET);
            }
            screen.show(model, stage)?;
            dirty = false;
        }
        let waiting = model.lab.busy() || stage.busy();
        let timeout = match model.due() {
            _ if waiting => Some(Duration::ZERO),
            // While it plays the loop wakes when the next step is due, but no more often than frames are shown.
            Some(due) => Some(Duration::from_secs_f64(due.min(1.0)).max(FRAME).saturating_sub(ticked.elapsed())),
            None => None,
        };
        let mut next = events.next(timeout)?;
        // All that has arrived is taken before the next frame: a held key must not build a backlog.
        while let Some(event) = next {
            if touched.elapsed() > PAUSE {
                let _ = update(model, Action::Settle);
            }
            touched = Instant::now();
            #[cfg(unix)]
            if let Event::Key(key) = &event
                && key.code == KeyCode::Char('z')
                && key.modifiers.contains(KeyModifiers::CONTROL)
            {
                screen.suspend()?;
                dirty = true;
                break;
            }
            match input::handle(model, &event) {
                Effect::Quit => return Ok(()),
                Effect::Copy(text) => screen.copy(&text)?,
                Effect::None => {}
            }
            dirty = true;
            next = events.next(Some(Duration::ZERO))?;
        }
        let now = Instant::now();
        if model.playing {
            dirty |= model.tick((now - ticked).as_secs_f64().min(0.25));
        }
        ticked = now;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crossterm::event::KeyEvent;

    #[test]
    fn a_late_reply_is_swallowed_and_keys_are_not() {
        let key = |c: char, m: KeyModifiers| Event::Key(KeyEvent::new(KeyCode::Char(c), m));
        let plain = |c: char| key(c, KeyModifiers::NONE);
        for end in [key('\\', KeyModifiers::ALT), key('g', KeyModifiers::CONTROL)] {
            let mut late = LateReply::default();
            assert!(!late.swallows(&plain('a')));
            assert!(late.swallows(&key(']', KeyModifiers::ALT)));
            for c in "11;rgb:1d1d/1010/1414".chars() {
                assert!(late.swallows(&plain(c)), "{c}");
            }
            assert!(late.swallows(&end));
            assert!(!late.swallows(&plain('d')));
        }
    }
}
