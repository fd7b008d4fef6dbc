//! The real program in a pseudo-terminal: started, driven by keys and mouse, resized, left in every way there is.

#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic)] // helpers of tests, too, may fail loudly

use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::path::Path;
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, ExitStatus, MasterPty, PtySize, native_pty_system};

/// Longer than anything takes, even on a busy machine.
const PATIENCE: Duration = Duration::from_secs(20);

/// What the program has written, and how a terminal shows it.
struct Seen {
    raw: Vec<u8>,
    parser: vt100::Parser,
    /// The screen as it was when the last frame was whole; before the first one, as it is.
    shown: Option<String>,
    ended: bool,
    /// Bytes a second that the line to the terminal carries, if it is slow, and whether the terminal answers questions.
    line: Option<usize>,
}

/// The end of a synchronized update: what is on the screen then is a whole frame.
const FRAME_ENDS: &[u8] = b"\x1b[?2026l";

impl Seen {
    fn take(&mut self, bytes: &[u8]) {
        // Up to the end of each frame, and what is behind the last one.
        let mut from = 0;
        for to in 0..bytes.len() {
            self.raw.push(bytes[to]);
            if self.raw.ends_with(FRAME_ENDS) {
                self.parser.process(&bytes[from..=to]);
                from = to + 1;
                self.shown = Some(self.parser.screen().contents());
            }
        }
        self.parser.process(&bytes[from..]);
    }

    fn screen(&self) -> String {
        self.shown.clone().unwrap_or_else(|| self.parser.screen().contents())
    }
}

/// The program in a terminal.
struct Terminal {
    master: Box<dyn MasterPty + Send>,
    writer: Arc<Mutex<Box<dyn Write + Send>>>,
    child: Box<dyn Child + Send + Sync>,
    seen: Arc<(Mutex<Seen>, Condvar)>,
    size: (u16, u16),
}

fn pty_size((columns, rows): (u16, u16)) -> PtySize {
    PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 }
}

impl Terminal {
    fn command(program: &Path, args: &[&str], env: &[(&str, &str)], size: (u16, u16)) -> Self {
        Self::on_line(program, args, env, size, None)
    }

    /// With a line that carries so many bytes a second from the first one on.
    fn on_line(program: &Path, args: &[&str], env: &[(&str, &str)], size: (u16, u16), line: Option<usize>) -> Self {
        let pair = native_pty_system().openpty(pty_size(size)).unwrap();
        let mut command = CommandBuilder::new(program);
        command.args(args);
        command.env("TERM", "xterm-256color");
        command.env("COLORTERM", "truecolor");
        for name in ["NO_COLOR", "TMUX", "FORCE_COLOR", "CLICOLOR_FORCE", "TERM_PROGRAM"] {
            command.env_remove(name);
        }
        for (key, value) in env {
            command.env(key, value);
        }
        let child = pair.slave.spawn_command(command).unwrap();
        let n = |x: u16| NonZeroU16::new(x).unwrap();
        let parser = vt100::Parser::new(n(size.1), n(size.0), 0);
        let seen =
            Arc::new((Mutex::new(Seen { raw: Vec::new(), parser, shown: None, ended: false, line }), Condvar::new()));
        let mut reader = pair.master.try_clone_reader().unwrap();
        let shared = seen.clone();
        let writer: Arc<Mutex<Box<dyn Write + Send>>> = Arc::new(Mutex::new(pair.master.take_writer().unwrap()));
        let answers = writer.clone();
        // What is on its way, like the buffers of a network connection: the program is never kept waiting.
        let (sender, way) = std::sync::mpsc::channel::<Vec<u8>>();
        std::thread::spawn(move || {
            let mut bytes = [0; 1 << 16];
            while let Ok(count) = reader.read(&mut bytes) {
                if count == 0 || sender.send(bytes[..count].to_vec()).is_err() {
                    return;
                }
            }
        });
        std::thread::spawn(move || {
            let mut before = b' ';
            let (lock, changed) = &*shared;
            let seen = || lock.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            for bytes in way {
                for part in bytes.chunks(256) {
                    let line = seen().line;
                    if let Some(rate) = line {
                        // The time that so many bytes take on the line.
                        std::thread::sleep(Duration::from_secs_f64(part.len() as f64 / rate as f64));
                        // The end of the question, wherever it was cut, is a place to answer at.
                        let asked = part.iter().filter(|b| std::mem::replace(&mut before, **b) == b';' && **b == b'?');
                        for _ in 0..asked.count() {
                            let _ = answers.lock().unwrap().write_all(b"\x1b]11;rgb:1010/1010/1414\x1b\\");
                        }
                    }
                    let mut seen = seen();
                    seen.take(part);
                    changed.notify_all();
                }
            }
            seen().ended = true;
            changed.notify_all();
        });
        Self { master: pair.master, writer, child, seen, size }
    }

    /// ravine with its dark theme, so that it does not ask for the background.
    fn ravine(args: &[&str], size: (u16, u16)) -> Self {
        let args = [&["--theme", "dark"][..], args].concat();
        Self::command(Path::new(env!("CARGO_BIN_EXE_ravine")), &args, &[], size)
    }

    fn send(&mut self, text: &str) {
        let mut writer = self.writer.lock().unwrap();
        writer.write_all(text.as_bytes()).unwrap();
        writer.flush().unwrap();
    }

    fn resize(&mut self, size: (u16, u16)) {
        self.size = size;
        let n = |x: u16| NonZeroU16::new(x).unwrap();
        self.seen.0.lock().unwrap().parser.screen_mut().set_size(n(size.1), n(size.0));
        self.master.resize(pty_size(size)).unwrap();
    }

    /// Waits until what is on the screen fulfils `what`.
    fn wait(&self, about: &str, what: impl Fn(&str) -> bool) -> String {
        let (lock, changed) = &*self.seen;
        let until = Instant::now() + PATIENCE;
        let mut seen = lock.lock().unwrap();
        loop {
            let text = seen.screen();
            if what(&text) {
                return text;
            }
            let left = until.saturating_duration_since(Instant::now());
            assert!(!left.is_zero() && !seen.ended, "waited for {about}, saw:\n{text}");
            seen = changed.wait_timeout(seen, left.min(Duration::from_millis(200))).unwrap().0;
        }
    }

    /// Waits until so many bytes have arrived in all.
    fn wait_bytes(&self, count: usize) {
        let (lock, changed) = &*self.seen;
        let until = Instant::now() + PATIENCE;
        let mut seen = lock.lock().unwrap();
        while seen.raw.len() < count {
            let left = until.saturating_duration_since(Instant::now());
            assert!(!left.is_zero() && !seen.ended, "{} of {count} bytes", seen.raw.len());
            seen = changed.wait_timeout(seen, left.min(Duration::from_millis(200))).unwrap().0;
        }
    }

    fn wait_for(&self, text: &str) -> String {
        self.wait(text, |screen| screen.contains(text))
    }

    fn raw(&self) -> Vec<u8> {
        self.seen.0.lock().unwrap().raw.clone()
    }

    /// Waits for the end and gives how it ended and everything that was written.
    fn ended(&mut self) -> (ExitStatus, String) {
        let until = Instant::now() + PATIENCE;
        let status = loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                break status;
            }
            assert!(Instant::now() < until, "it does not end");
            std::thread::sleep(Duration::from_millis(5));
        };
        // What it wrote last may still be on its way to us.
        let (lock, changed) = &*self.seen;
        let mut seen = lock.lock().unwrap();
        while !seen.ended && Instant::now() < until {
            seen = changed.wait_timeout(seen, Duration::from_millis(200)).unwrap().0;
        }
        drop(seen);
        let raw = self.raw();
        (status, String::from_utf8_lossy(&raw).into_owned())
    }

    /// The program has handed the terminal back: what it switched on is off again, in the reverse order, and lines are
    /// read and echoed as before.
    fn assert_handed_back(&self, raw: &str) {
        let at = |code: &str| raw.rfind(code).unwrap_or_else(|| panic!("no {code:?} in the end of {raw:?}"));
        assert!(at("\x1b[?1049l") > at("\x1b[?1049h"), "the alternate screen is left");
        assert!(at("\x1b[?1000l") > at("\x1b[?1000h"), "the mouse is given back");
        assert!(at("\x1b[?25h") > at("\x1b[?25l"), "the cursor is shown");
        assert!(at("\x1b[?1049l") > at("\x1b[?1000l"), "in the reverse order");
        assert!(raw.matches("\x1b[?1049l").count() == 1, "once");
        let termios = self.master.get_termios().unwrap();
        let lines = format!("{:?}", termios.local_flags);
        assert!(lines.contains("ICANON") && lines.contains("ECHO"), "{lines}");
    }

    fn signal(&self, name: &str) {
        let id = self.child.process_id().unwrap().to_string();
        assert!(std::process::Command::new("kill").args([&format!("-{name}"), &id]).status().unwrap().success());
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = self.child.kill();
    }
}

/// The step that is shown, from `loss at step N`; nothing while a frame is half there.
fn step(screen: &str) -> Option<usize> {
    screen.split("loss at step ").nth(1)?.split_whitespace().next()?.parse().ok()
}

/// The value of the selected run's α, from its line among the values.
fn alpha(screen: &str) -> Option<f64> {
    screen.lines().find(|l| l.contains("› α"))?.split_whitespace().last()?.parse().ok()
}

#[test]
fn it_plays_pauses_steps_and_ends() {
    let mut t = Terminal::ravine(&[], (120, 40));
    for name in ["sgd", "momentum", "rmsprop", "adam", "bowl", "κ=50"] {
        t.wait_for(name);
    }
    t.wait("it plays", |s| step(s).is_some_and(|x| x > 3));
    t.send(" ");
    let paused = step(&t.wait_for("‖")).unwrap();
    t.send(".");
    t.wait("a step on", |s| step(s).is_some_and(|x| x == paused + 1));
    t.send(",,");
    t.wait("two back", |s| step(s).is_some_and(|x| x == paused - 1));
    t.send("G");
    t.wait("the end", |s| step(s).is_some_and(|x| x == 300));
    t.send(" ");
    t.wait("a replay", |s| step(s).is_some_and(|x| x < 200));
    t.send(">>>>>>");
    t.wait_for("64×");
    t.wait("it stops at the end", |s| step(s).is_some_and(|x| x == 300) && s.contains("‖"));
    t.send("q");
    let (status, raw) = t.ended();
    assert_eq!(status.exit_code(), 0);
    t.assert_handed_back(&raw);
}

#[test]
fn keys_bend_paths_and_undo_takes_it_back() {
    let mut t = Terminal::ravine(&["--steps", "50"], (120, 40));
    t.wait("the end", |s| s.contains("loss at step 50"));
    let before = t.wait_for("› α suggested");
    assert_eq!(alpha(&before), Some(0.25));
    t.send("A");
    let after = t.wait("α raised", |s| alpha(s).is_some_and(|x| x > 0.25));
    let field =
        |s: &str| s.lines().skip(2).take(23).map(|l| l.chars().take(82).collect::<String>()).collect::<Vec<_>>();
    assert_ne!(field(&before), field(&after));
    t.send("u");
    let back = t.wait("undone", |s| alpha(s).is_some_and(|x| x == 0.25));
    assert_eq!(field(&before), field(&back));
    t.send("\x12");
    t.wait("redone", |s| alpha(s).is_some_and(|x| x > 0.25));
    // Typing, a mistake first.
    t.send("\r9x\r");
    t.wait_for("is not a number");
    t.send("\x7f\x7f0.125\r");
    t.wait("typed", |s| !s.contains("now") && alpha(s).is_some_and(|x| x == 0.125));
    t.send("\t");
    t.wait("the first run is selected", |s| s.lines().any(|l| l.contains("▐ ● sgd")));
    t.send("c");
    t.wait_for("copied");
    assert!(String::from_utf8_lossy(&t.raw()).contains("\x1b]52;c;"));
    t.send("\x1b");
    t.wait("closed", |s| !s.contains("copied"));
    t.send("?");
    t.wait_for("a new seed for noise and batches");
    t.send("?");
    t.wait("closed", |s| !s.contains("a new seed"));
    t.send("\x03");
    let (status, raw) = t.ended();
    assert_eq!(status.exit_code(), 0);
    t.assert_handed_back(&raw);
}

#[test]
fn pickers_filter_and_open() {
    let mut t = Terminal::ravine(&[], (80, 24));
    t.wait_for("adam");
    t.send("f");
    t.wait_for("surface or data");
    t.send("rosen\r");
    t.wait("rosenbrock", |s| s.contains("rosenbrock") && !s.contains("surface or data"));
    t.send("fpenguins body stand\r");
    t.wait("penguins", |s| s.contains("penguins body_mass_g") && s.contains("342 rows, 2 rows skipped"));
    t.send("f/no/such/file.csv\r");
    t.wait_for("no such file");
    // Escape and a letter at once would be Alt and the letter.
    t.send("\x1b");
    t.wait("closed", |s| !s.contains("surface or data"));
    t.send("omom\r");
    t.wait_for("momentum-2");
    t.send("q");
    assert_eq!(t.ended().0.exit_code(), 0);
}

#[test]
fn the_mouse_does_what_it_points_at() {
    let mut t = Terminal::ravine(&["--steps", "60"], (120, 40));
    t.wait("the end", |s| s.contains("loss at step 60"));
    // SGR coordinates count from 1: the click is in the middle of the field.
    let press = |x: u16, y: u16| format!("\x1b[<0;{};{}M", x + 1, y + 1);
    let lift = |x: u16, y: u16| format!("\x1b[<0;{};{}m", x + 1, y + 1);
    let drag = |x: u16, y: u16| format!("\x1b[<32;{};{}M", x + 1, y + 1);
    let at = |s: &str, x: usize, y: usize| s.lines().nth(y).and_then(|l| l.chars().nth(x));
    t.send(&(press(20, 20) + &lift(20, 20)));
    t.wait("the start moves", |s| at(s, 20, 20) == Some('○'));
    t.send(&(press(20, 20) + &drag(30, 5) + &lift(30, 5)));
    t.wait("the start is dragged", |s| at(s, 30, 5) == Some('○') && at(s, 20, 20) != Some('○'));
    t.send("u");
    t.wait("one drag is one change", |s| at(s, 20, 20) == Some('○'));
    t.send(&(press(90, 4) + &lift(90, 4)));
    t.wait("a run is selected", |s| s.lines().any(|l| l.contains("▐ ● sgd")));
    t.send(&(press(44, 36) + &lift(44, 36)));
    t.wait("the timeline seeks", |s| step(s).is_some_and(|x| (25..35).contains(&x)));
    let ticks = |s: &str| s.lines().nth(25).unwrap_or("").to_owned();
    let before = ticks(&t.wait_for("-4"));
    t.send("\x1b[<64;45;15M\x1b[<64;45;15M\x1b[<64;45;15M");
    t.wait("the wheel zooms", |s| ticks(s) != before);
    let zoomed = ticks(&t.wait_for("w"));
    t.send(&(press(40, 12) + &drag(60, 12) + &lift(60, 12)));
    t.wait("dragging moves the view", |s| ticks(s) != zoomed);
    t.send("Z");
    t.wait("the whole surface", |s| ticks(s) == before);
    // A slider: SGD's α, dragged to its right end.
    let row = t.wait_for("› α").lines().position(|l| l.contains("› α")).unwrap() as u16;
    t.send(&(press(100, row) + &drag(117, row) + &lift(117, row)));
    t.wait("the slider is dragged", |s| alpha(s).is_some_and(|x| x > 3.0));
    t.send("q");
    let (_, raw) = t.ended();
    t.assert_handed_back(&raw);
}

#[test]
fn the_window_may_change_its_size() {
    let mut t = Terminal::ravine(&[], (120, 40));
    t.wait_for("loss at step");
    t.send(" ");
    t.wait_for("‖");
    for size in [(80, 24), (200, 50), (40, 12), (20, 6), (300, 100)] {
        t.resize(size);
        t.wait(&format!("{size:?}"), |s| {
            let lines: Vec<&str> = s.lines().collect();
            let whole = lines.first().is_some_and(|l| l.contains("ravine")) && s.contains('◆');
            whole && lines.iter().any(|l| l.contains('┃')) && lines.len() >= usize::from(size.1) - 1
        });
    }
    t.resize((15, 4));
    t.wait("words", |s| s.contains("ravine needs"));
    t.resize((120, 40));
    t.wait_for("loss at step");
    t.send("q");
    let (_, raw) = t.ended();
    t.assert_handed_back(&raw);
}

#[test]
fn signals_hand_the_terminal_back() {
    for (name, code) in [("TERM", 143), ("HUP", 129), ("INT", 130)] {
        let mut t = Terminal::ravine(&[], (80, 24));
        t.wait_for("adam");
        t.signal(name);
        let (status, raw) = t.ended();
        assert_eq!(status.exit_code(), code, "{name}");
        t.assert_handed_back(&raw);
    }
}

/// A sweep that is interrupted leaves whole rows behind, in the file that it wrote to: a terminal itself drops what is
/// on its way to the screen when Ctrl-C is pressed.
#[test]
fn an_interrupted_sweep_leaves_whole_rows() {
    let rows = std::env::temp_dir().join(format!("ravine-interrupted-{}.csv", std::process::id()));
    let ranges = "--x alpha=0.01..1:1000:log --y beta=0..0.99:9000:log --steps 4000";
    let line = format!("exec \"$RAVINE\" sweep --optimizer momentum {ranges} > \"$ROWS\"");
    let env = [("RAVINE", env!("CARGO_BIN_EXE_ravine")), ("ROWS", rows.to_str().unwrap())];
    let mut t = Terminal::command(Path::new("/bin/sh"), &["-c", &line], &env, (100, 30));
    // The bar comes when a second is over; what is to be written takes many, however many cores there are.
    t.wait_for(" left");
    t.send("\u{3}");
    let (status, raw) = t.ended();
    assert_eq!(status.exit_code(), 130, "{raw}");
    let text = std::fs::read_to_string(&rows).unwrap();
    std::fs::remove_file(&rows).unwrap();
    assert!(text.ends_with('\n'), "{}", &text[text.len().saturating_sub(100)..]);
    let count = text.lines().count();
    assert!(count > 100 && count < 1000 * 9000, "{count}");
    assert!(text.lines().all(|row| row.split(',').count() == 6), "{text}");
}

/// Set in the process that is to panic.
const VICTIM: &str = "RAVINE_TEST_PANICS";

#[test]
fn a_panic_hands_the_terminal_back() {
    let me = std::env::current_exe().unwrap();
    let args = ["--exact", "panics_inside_a_session", "--nocapture"];
    let mut t = Terminal::command(&me, &args, &[(VICTIM, "1")], (80, 24));
    let (status, raw) = t.ended();
    assert_ne!(status.exit_code(), 0);
    t.assert_handed_back(&raw);
    let message = raw.find("on purpose").unwrap_or_else(|| panic!("{raw}"));
    assert!(message > raw.rfind("\x1b[?1049l").unwrap(), "the message is where it can be read");
}

#[test]
fn panics_inside_a_session() {
    if std::env::var_os(VICTIM).is_some() {
        let mut session = ravine::tui::session::Session::start(true).unwrap();
        session.frame((80, 24), "", |_| None).unwrap();
        panic!("on purpose");
    }
}

#[test]
fn no_color_means_none() {
    let args = ["--theme", "dark"];
    let mut t = Terminal::command(Path::new(env!("CARGO_BIN_EXE_ravine")), &args, &[("NO_COLOR", "1")], (120, 40));
    t.wait("it plays", |s| step(s).is_some_and(|x| x > 2));
    t.send("q");
    let (_, raw) = t.ended();
    let codes = raw.split("\x1b[").skip(1).filter_map(|rest| rest.split_once('m').map(|(code, _)| code));
    let mut bold = false;
    for code in codes.filter(|c| c.chars().all(|c| c.is_ascii_digit() || c == ';')) {
        bold |= code == "1";
        for part in code.split(';').filter_map(|p| p.parse::<u16>().ok()) {
            // 39 and 49 give the terminal's own colors back.
            assert!(!matches!(part, 30..=38 | 40..=48 | 90..=97 | 100..=107), "{code}");
        }
    }
    assert!(bold, "what is active must still be told");
}

#[test]
fn paused_it_writes_nothing() {
    let mut t = Terminal::ravine(&[], (120, 40));
    t.wait_for("loss at step");
    t.send(" ");
    t.wait_for("‖");
    // The only wait for nothing in here: silence has no event.
    std::thread::sleep(Duration::from_millis(200));
    let before = t.raw().len();
    std::thread::sleep(Duration::from_millis(500));
    assert_eq!(t.raw().len(), before);
    t.send("q");
    t.ended();
}

#[test]
fn without_the_mouse_nothing_is_asked_of_it() {
    let mut t = Terminal::ravine(&["--no-mouse"], (80, 24));
    t.wait_for("adam");
    t.send("q");
    let (_, raw) = t.ended();
    assert!(!raw.contains("\x1b[?1000h") && raw.contains("\x1b[?1049l"));
}

/// A line that carries less than the frames need, to a terminal that answers what it is asked: frames are left out, and what
/// is on its way stays so little that a key is answered soon.
#[test]
fn a_slow_line_builds_no_backlog() {
    const RATE: usize = 5_000;
    // At the edge of divergence, so that every frame has something to say, but little: large frames would wait for the
    // line by themselves.
    let args = ["--theme", "dark", "--steps", "100000", "--optimizer", "sgd:alpha=0.0399"];
    // Quick at first, so that it is known how quick the line can be.
    let program = Path::new(env!("CARGO_BIN_EXE_ravine"));
    let mut terminal = Terminal::on_line(program, &args, &[], (200, 50), Some(100_000_000));
    terminal.wait_for("? help");
    terminal.seen.0.lock().unwrap().line = Some(RATE);
    // Six times as fast as 20 steps a second, so that every frame differs.
    terminal.send(">>>");
    let frames = |raw: &[u8]| raw.windows(8).filter(|w| w == b"\x1b[?2026h").count();
    let before = terminal.raw().len();
    // Until it has gone on for a while, by what has arrived.
    terminal.wait_bytes(before + 4 * RATE);
    // A key is answered, and little else arrives before its answer.
    let sent = terminal.raw().len();
    terminal.send("?");
    terminal.wait_for("Esc closes");
    // The frame that was on its way and the one with the answer; a few more if the line was just taken to have caught up.
    let queued = frames(terminal.raw().get(sent..).unwrap());
    assert!(queued <= 6, "{queued} frames before the answer");
    terminal.seen.0.lock().unwrap().line = None;
    terminal.send("q");
    let (status, raw) = terminal.ended();
    assert!(status.success());
    terminal.assert_handed_back(&raw);
}
