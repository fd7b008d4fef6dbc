//! The event loop: wait for something to happen, update the model, draw what changed. Idling costs nothing.

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

/// Minimum time per frame.
const FRAME: Duration = Duration::from_micros(16_600);
/// Time a frame may spend on simulation and field sampling before it is shown as it is.
const BUDGET: Duration = Duration::from_millis(5);
/// Pause after which the next key press starts a new undo step.
const PAUSE: Duration = Duration::from_millis(700);

/// Source of events: a terminal, or a test.
pub trait Events {
    /// Waits up to `timeout` (forever if `None`) for an event.
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

/// Target the loop draws on.
pub trait Screen {
    /// Shows a frame, ending with a query to the terminal if `ask` is set (see [`Backpressure`]); returns the time the
    /// terminal took to accept it.
    ///
    /// # Errors
    /// If the terminal cannot be written to.
    fn show(&mut self, model: &Model, cache: &FrameCache, ask: bool) -> io::Result<Duration>;
    /// Copies text to the clipboard.
    ///
    /// # Errors
    /// If the terminal cannot be written to.
    fn copy(&mut self, text: &str) -> io::Result<()>;
    /// Suspends the program, as job control does, until it is resumed; returns the window size at that point.
    ///
    /// # Errors
    /// If the terminal cannot be suspended or restored.
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

/// Runs the program on this terminal until the user quits. `unanswered` says that the terminal was asked for its
/// background color and may still answer.
///
/// # Errors
/// If the terminal refuses or disconnects.
pub fn run(mut model: Model, mouse: bool, unanswered: bool) -> io::Result<()> {
    let mut session = Session::start(mouse)?;
    model.size = session.size()?;
    model.cell_aspect = cell_aspect();
    let mut backpressure = Backpressure::new(unanswered, Instant::now());
    drive(&mut model, &mut FrameCache::default(), &mut session, &mut Crossterm, &mut backpressure)
}

/// Height-to-width ratio of a cell of this terminal, if it reports one.
fn cell_aspect() -> f64 {
    let size = crossterm::terminal::window_size().ok();
    let known = size.filter(|s| s.width > 0 && s.height > 0 && s.columns > 0 && s.rows > 0);
    let aspect = known.map_or(CELL_ASPECT, |s| {
        (f64::from(s.height) / f64::from(s.rows)) / (f64::from(s.width) / f64::from(s.columns))
    });
    // Some terminals report nonsense.
    if (1.0..=4.0).contains(&aspect) { aspect } else { CELL_ASPECT }
}

/// Consumes the answer still in flight, if there is one.
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

/// Pause after a frame, given the time the terminal took to accept it: a terminal slower than the program gets half of
/// the time for itself, and its unread backlog never exceeds one frame.
fn rest(took: Duration) -> Duration {
    /// A terminal that keeps up accepts a frame in less.
    const EASY: Duration = Duration::from_millis(6);
    const MOST: Duration = Duration::from_secs(1);
    if took < EASY { Duration::ZERO } else { took.min(MOST) }
}

/// The event loop, on any screen and any source of events.
///
/// # Errors
/// If the screen or the events fail.
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
    // Until then nothing is drawn, so that the terminal can catch up.
    let mut rests_until = Instant::now();
    loop {
        let began = Instant::now();
        // Long simulations and slow fields are computed in pieces between events.
        let worked = model.paths.work(|| began.elapsed() > BUDGET);
        if worked || cache.busy() {
            dirty = true;
        }
        // A search gets the rest of a frame's time.
        if !worked && model.search.is_some() {
            dirty |= search(model, || began.elapsed() > BUDGET);
        }
        // The map is computed in the background; cells finished within a frame are shown in it.
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
            // Wait for the other cores rather than poll them constantly.
            _ if model.map.plane.busy() || model.basins.plane.busy() || elsewhere => Some(Duration::from_millis(2)),
            // While playing, wake when the next step is due, but no more often than once per frame.
            Some(due) => Some(Duration::from_secs_f64(due.min(1.0)).max(FRAME).saturating_sub(ticked.elapsed())),
            None => None,
        };
        // Changes that may not be shown yet are shown as soon as allowed.
        let held = dirty.then(|| held_until.saturating_duration_since(Instant::now()));
        let timeout = match (timeout, held) {
            (Some(timeout), Some(held)) if !waiting => Some(timeout.min(held)),
            (None, Some(held)) => Some(held),
            (timeout, _) => timeout,
        };
        let mut next = events.next(timeout)?;
        // Drain all pending events before the next frame: a held key must not build up a backlog.
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
