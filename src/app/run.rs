//! The loop: wait for something to happen, change the model, draw what changed. Idle costs nothing.

use std::io;
use std::time::{Duration, Instant};

use crossterm::event::{self, Event};
#[cfg(unix)]
use crossterm::event::{KeyCode, KeyModifiers};

use super::layout::Layout;
use super::model::Model;
use super::session::Session;
use super::stage::Stage;
use super::theme::{Depth, Mode};
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

struct Crossterm;

impl Events for Crossterm {
    fn next(&mut self, timeout: Option<Duration>) -> io::Result<Option<Event>> {
        match timeout {
            Some(timeout) if !event::poll(timeout)? => Ok(None),
            _ => event::read().map(Some),
        }
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

/// Runs the program on this terminal until it is left.
///
/// # Errors
/// If the terminal refuses or goes away.
pub fn run(scenario: Scenario, mode: Mode, depth: Depth, mouse: bool) -> io::Result<()> {
    let mut session = Session::start(mouse)?;
    let size = session.size()?;
    let mut model = Model::new(scenario, mode, depth, size);
    drive(&mut model, &mut Stage::default(), &mut session, &mut Crossterm)
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
