//! Takes over the terminal and restores it: in all circumstances, in reverse order, and only once.

use std::io::{self, BufWriter, Stdout, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use crossterm::event::{DisableMouseCapture, EnableMouseCapture};
use crossterm::terminal::{
    BeginSynchronizedUpdate, EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen, SetTitle,
    disable_raw_mode, enable_raw_mode,
};
use crossterm::{cursor, execute, queue};
use ratatui::backend::{Backend, CrosstermBackend};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::{Terminal, TerminalOptions, Viewport};

/// A plain standard output flushes every kilobyte; a full frame has a hundred.
const BUFFER: usize = 1 << 18;

/// True while the program owns the terminal, so that it is restored only once.
static TAKEN: AtomicBool = AtomicBool::new(false);
/// True if mouse events were requested.
static MOUSE: AtomicBool = AtomicBool::new(false);

/// The terminal while the program owns it.
pub struct Session {
    terminal: Terminal<CrosstermBackend<BufWriter<Stdout>>>,
}

/// Restores the terminal, if the program owns it.
fn leave() {
    if !TAKEN.swap(false, Ordering::SeqCst) {
        return;
    }
    let mut out = io::stdout().lock();
    // Nothing can be done if the terminal is already gone.
    let _ = queue!(out, EndSynchronizedUpdate, cursor::Show);
    if MOUSE.load(Ordering::SeqCst) {
        let _ = queue!(out, DisableMouseCapture);
    }
    let _ = execute!(out, LeaveAlternateScreen);
    let _ = disable_raw_mode();
}

fn enter(mouse: bool) -> io::Result<()> {
    enable_raw_mode()?;
    TAKEN.store(true, Ordering::SeqCst);
    MOUSE.store(mouse, Ordering::SeqCst);
    let mut out = io::stdout().lock();
    queue!(out, EnterAlternateScreen, SetTitle("ravine"), cursor::Hide)?;
    if mouse {
        queue!(out, EnableMouseCapture)?;
    }
    out.flush()
}

impl Session {
    /// Takes over the terminal: raw mode, alternate screen, mouse if requested. It is restored when the session is
    /// dropped, when the program panics, and on SIGTERM, SIGHUP and SIGINT.
    ///
    /// # Errors
    /// If the terminal cannot be set up.
    pub fn start(mouse: bool) -> io::Result<Self> {
        hand_back_on_panic();
        hand_back_on_signals()?;
        // The theme itself leaves out colors: under NO_COLOR crossterm would replace bold and reverse with a reset.
        crossterm::style::force_color_output(true);
        if let Err(error) = enter(mouse) {
            leave();
            return Err(error);
        }
        let backend = CrosstermBackend::new(BufWriter::with_capacity(BUFFER, io::stdout()));
        // Fixed size: a viewport that follows the window queries the terminal at every frame.
        let size = backend.size()?;
        let viewport = Viewport::Fixed(Rect::from((Position::ORIGIN, size)));
        Ok(Self { terminal: Terminal::with_options(backend, TerminalOptions { viewport })? })
    }

    /// Draws one frame of a window of the given columns and rows with `draw`, which returns the position of the text
    /// cursor; `then` is written after the frame. Returns the time the terminal took to accept it all.
    ///
    /// # Errors
    /// If the terminal cannot be written to.
    pub fn frame(
        &mut self,
        (columns, rows): (u16, u16),
        then: &str,
        draw: impl FnOnce(&mut Buffer) -> Option<(u16, u16)>,
    ) -> io::Result<Duration> {
        let window = Rect::new(0, 0, columns, rows);
        if self.terminal.get_frame().area() != window {
            self.terminal.resize(window)?;
        }
        queue!(self.terminal.backend_mut(), BeginSynchronizedUpdate)?;
        let from = Instant::now();
        self.terminal.draw(|frame| {
            if let Some(at) = draw(frame.buffer_mut()) {
                frame.set_cursor_position(at);
            }
        })?;
        execute!(self.terminal.backend_mut(), EndSynchronizedUpdate, crossterm::style::Print(then))?;
        Ok(from.elapsed())
    }

    /// Window size in cells.
    ///
    /// # Errors
    /// If the terminal does not report it.
    pub fn size(&self) -> io::Result<(u16, u16)> {
        let size = self.terminal.backend().size()?;
        Ok((size.width, size.height))
    }

    /// Copies text to the terminal's clipboard (OSC 52).
    ///
    /// # Errors
    /// If the terminal cannot be written to.
    pub fn copy(&mut self, text: &str) -> io::Result<()> {
        execute!(self.terminal.backend_mut(), crossterm::clipboard::CopyToClipboard::to_clipboard_from(text))
    }

    /// Suspends the program as the shell's job control does, and takes over the terminal again when it resumes.
    ///
    /// # Errors
    /// If the terminal cannot be suspended or restored.
    #[cfg(unix)]
    pub fn suspend(&mut self) -> io::Result<()> {
        let mouse = MOUSE.load(Ordering::SeqCst);
        leave();
        signal_hook::low_level::raise(signal_hook::consts::SIGTSTP)?;
        enter(mouse)?;
        self.terminal.clear()
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        leave();
    }
}

fn hand_back_on_panic() {
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        leave();
        usual(info);
    }));
}

#[cfg(unix)]
fn hand_back_on_signals() -> io::Result<()> {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    let mut signals = signal_hook::iterator::Signals::new([SIGHUP, SIGINT, SIGTERM])?;
    std::thread::Builder::new().name("signals".to_owned()).spawn(move || {
        if let Some(signal) = signals.forever().next() {
            leave();
            // Hold the lock until the end, so that no frame is drawn over the shell.
            let _out = io::stdout().lock();
            std::process::exit(128 + signal);
        }
    })?;
    Ok(())
}

#[cfg(not(unix))]
fn hand_back_on_signals() -> io::Result<()> {
    Ok(())
}
