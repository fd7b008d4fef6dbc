//! The loop: wait for something to happen, change the model, draw what changed. Idle costs nothing.

use std::io;
use std::time::{Duration, Instant};

use crossterm::event::{self, Event, KeyCode, KeyModifiers};

use super::action::{Action, Effect};
use super::backpressure::{Backpressure, QUESTION};
use super::frame_cache::FrameCache;
use super::model::{CELL_ASPECT, Model};
use super::screen::Screen as Screens;
use super::session::Session;
use super::update::{search, update};
use super::{input, picture, requests, view};
use crate::tui::file;

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

/// The terminal's events.
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
    /// Shows a frame, and asks the terminal to answer when it has (see [`Backpressure`]); returns how long it took to accept it.
    ///
    /// # Errors
    /// If the terminal cannot be written to.
    fn show(&mut self, model: &Model, cache: &FrameCache, ask: bool) -> io::Result<Duration>;
    /// Hands a text to the clipboard.
    ///
    /// # Errors
    /// If the terminal cannot be written to.
    fn copy(&mut self, text: &str) -> io::Result<()>;
    /// Stops as job control does, until the program is told to go on; returns the window's size then.
    ///
    /// # Errors
    /// If the terminal refuses.
    fn suspend(&mut self) -> io::Result<(u16, u16)>;
}

impl Screen for Session {
    fn show(&mut self, model: &Model, cache: &FrameCache, ask: bool) -> io::Result<Duration> {
        self.frame(model.size, if ask { QUESTION } else { "" }, |buffer| view::draw(buffer, model, cache))
    }
    fn copy(&mut self, text: &str) -> io::Result<()> {
        Session::copy(self, text)
    }
    fn suspend(&mut self) -> io::Result<(u16, u16)> {
        #[cfg(unix)]
        Session::suspend(self)?;
        self.size()
    }
}

/// Runs the program on this terminal until it is left. `unanswered` says that the terminal was asked for its background
/// and may still answer.
///
/// # Errors
/// If the terminal refuses or goes away.
pub fn run(mut model: Model, mouse: bool, unanswered: bool) -> io::Result<()> {
    let mut session = Session::start(mouse)?;
    model.size = session.size()?;
    model.cell_aspect = cell_aspect();
    let mut backpressure = Backpressure::new(unanswered, Instant::now());
    drive(&mut model, &mut FrameCache::default(), &mut session, &mut Crossterm, &mut backpressure)
}

/// How many times as high as wide a cell of this terminal is, if it says.
fn cell_aspect() -> f64 {
    let size = crossterm::terminal::window_size().ok();
    let known = size.filter(|s| s.width > 0 && s.height > 0 && s.columns > 0 && s.rows > 0);
    let aspect = known.map_or(CELL_ASPECT, |s| {
        (f64::from(s.height) / f64::from(s.rows)) / (f64::from(s.width) / f64::from(s.columns))
    });
    // Some terminals report nonsense.
    if (1.0..=4.0).contains(&aspect) { aspect } else { CELL_ASPECT }
}

/// Takes the answer that is still on its way, if there is one.
fn farewell(events: &mut impl Events, backpressure: &mut Backpressure) -> io::Result<()> {
    let until = Instant::now() + backpressure.farewell().unwrap_or_default();
    while backpressure.farewell().is_some() {
        let left = until.saturating_duration_since(Instant::now());
        match events.next(Some(left))? {
            Some(event) => drop(backpressure.swallows(&event, Instant::now())),
            None if left.is_zero() => break,
            None => {}
        }
    }
    Ok(())
}

/// How long to rest after a frame that the terminal took so long to accept: a terminal that is slower than we are gets half of
/// the time for itself, and what it has not read yet is never more than a frame.
fn rest(took: Duration) -> Duration {
    /// A terminal that keeps up takes a frame in less.
    const EASY: Duration = Duration::from_millis(6);
    const MOST: Duration = Duration::from_secs(1);
    if took < EASY { Duration::ZERO } else { took.min(MOST) }
}

/// The loop itself, on any screen and any source of events.
///
/// # Errors
/// If screen or events fail.
pub fn drive(
    model: &mut Model,
    cache: &mut FrameCache,
    screen: &mut impl Screen,
    events: &mut impl Events,
    backpressure: &mut Backpressure,
) -> io::Result<()> {
    let mut dirty = true;
    let mut ticked = Instant::now();
    let mut touched = Instant::now();
    // Until then the terminal is left alone, so that it can catch up.
    let mut rests_until = Instant::now();
    loop {
        let began = Instant::now();
        // Long simulations and slow fields are done in pieces between the events.
        let worked = model.paths.work(|| began.elapsed() > BUDGET);
        if worked || cache.busy() {
            dirty = true;
        }
        // A search has what is left of a frame's time.
        if !worked && model.search.is_some() {
            dirty |= search(model, || began.elapsed() > BUDGET);
        }
        // The map is computed in the background; what is there within a frame is shown in it.
        requests::request(model);
        dirty |= model.map.plane.work(|| began.elapsed() > BUDGET);
        dirty |= model.basins.plane.work(|| began.elapsed() > BUDGET);
        if model.screen == Screens::Init {
            dirty |= model.init.work(|| began.elapsed() > BUDGET);
        }
        let now = Instant::now();
        let held_until = backpressure.held(now).map_or(rests_until, |until| until.max(rests_until));
        if dirty && now >= held_until {
            let from = Instant::now();
            cache.update(model, || from.elapsed() > BUDGET);
            let took = screen.show(model, cache, backpressure.ask(now))?;
            rests_until = Instant::now() + rest(took);
            dirty = false;
        }
        let on_init = model.screen == Screens::Init;
        let (elsewhere, here) = if on_init { model.init.busy() } else { (false, false) };
        let waiting = model.paths.busy() || cache.busy() || model.search.is_some() || here;
        let timeout = match model.due() {
            _ if waiting => Some(Duration::ZERO),
            // What the other cores are at is waited for, not asked for all the time.
            _ if model.map.plane.busy() || model.basins.plane.busy() || elsewhere => Some(Duration::from_millis(2)),
            // While it plays the loop wakes when the next step is due, but no more often than frames are shown.
            Some(due) => Some(Duration::from_secs_f64(due.min(1.0)).max(FRAME).saturating_sub(ticked.elapsed())),
            None => None,
        };
        // What changed but may not be shown yet is shown as soon as it may.
        let held = dirty.then(|| held_until.saturating_duration_since(Instant::now()));
        let timeout = match (timeout, held) {
            (Some(timeout), Some(held)) if !waiting => Some(timeout.min(held)),
            (None, Some(held)) => Some(held),
            (timeout, _) => timeout,
        };
        let mut next = events.next(timeout)?;
        // All that has arrived is taken before the next frame: a held key must not build a backlog.
        while let Some(event) = next {
            if backpressure.swallows(&event, Instant::now()) {
                next = events.next(Some(Duration::ZERO))?;
                continue;
            }
            if touched.elapsed() > PAUSE {
                let _ = update(model, Action::Settle);
            }
            touched = Instant::now();
            #[cfg(unix)]
            if let Event::Key(key) = &event
                && key.code == KeyCode::Char('z')
                && key.modifiers.contains(KeyModifiers::CONTROL)
            {
                model.size = screen.suspend()?;
                dirty = true;
                break;
            }
            match input::handle(model, &event) {
                Effect::Quit => return farewell(events, backpressure),
                Effect::Copy(text) => screen.copy(&text)?,
                Effect::Write { path, content } => {
                    let result = file::write(&path, content.as_bytes());
                    picture::written(model, &path, result);
                }
                Effect::None => {}
            }
            dirty = true;
            next = events.next(Some(Duration::ZERO))?;
        }
        let now = Instant::now();
        if model.shown().playing || model.is_turning() {
            dirty |= model.tick((now - ticked).as_secs_f64().min(0.25));
        }
        ticked = now;
    }
}
