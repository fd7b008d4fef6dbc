//! Frames of 200x50, beside ratatui's own diff and output of the same cells.

#![allow(missing_docs, clippy::unwrap_used)]

mod support;

use std::alloc::{GlobalAlloc, Layout as Memory, System};
use std::cell::RefCell;
use std::hint::black_box;
use std::io::{self, Write};
use std::rc::Rc;
use std::sync::atomic::{AtomicUsize, Ordering};

use ratatui::backend::{Backend, CrosstermBackend};
use ratatui::buffer::{Buffer, CellDiffOption};
use ratatui::layout::Rect;
use ravine::scenario::{Run, Scenario};
use ravine::tui::screen::Screen;
use ravine::tui::theme::{Depth, Mode, Scheme};
use ravine::tui::{Action, FrameCache, Model, update, view};

/// Counts allocations; everything else is the system's.
struct Counting;

static ALLOCATIONS: AtomicUsize = AtomicUsize::new(0);

#[allow(unsafe_code)] // the trait is unsafe; nothing is added to what the system's allocator does
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Memory) -> *mut u8 {
        ALLOCATIONS.fetch_add(1, Ordering::Relaxed);
        unsafe { System.alloc(layout) }
    }
    unsafe fn dealloc(&self, at: *mut u8, layout: Memory) {
        unsafe { System.dealloc(at, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// A terminal that swallows everything and counts it.
#[derive(Clone, Default)]
struct Sink(Rc<RefCell<usize>>);

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        *self.0.borrow_mut() += black_box(bytes).len();
        Ok(bytes.len())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

const SIZE: (u16, u16) = (200, 50);

fn model(scenario: Scenario) -> Model {
    let mut model = Model::new(scenario, Scheme::of(Mode::Dark), Depth::True, SIZE);
    model.player.playing = false;
    model.paths.work(|| false);
    model
}

fn eight() -> Scenario {
    let names =
        ["sgd", "momentum", "rmsprop", "adam", "momentum:beta=0.8", "adam:beta1=0.8", "rmsprop:beta=0.99", "sgd"];
    let runs = names.iter().map(|s| Run::from_spec(s, 0).unwrap()).collect();
    Scenario { runs, steps: 1000, ..Scenario::default() }
}

fn draw(model: &mut Model, cache: &mut FrameCache, buffer: &mut Buffer) {
    model.paths.work(|| false);
    cache.update(model, || false);
    view::draw(buffer, model, cache);
}

fn empty() -> Buffer {
    Buffer::empty(Rect::new(0, 0, SIZE.0, SIZE.1))
}

/// Frames of a changing model, made by the program into a terminal, beside ratatui's diff and output of the very same
/// frames, drawn before; with `full`, of all their cells.
fn frames(name: &str, bound: f64, full: bool, scenario: Scenario, change: impl Fn(&mut Model, usize)) {
    const COUNT: usize = 40;
    let (mut prepared, mut plain) = (Vec::new(), Vec::new());
    let mut cache = FrameCache::default();
    let mut before = model(scenario.clone());
    for i in 0..COUNT {
        change(&mut before, i);
        let mut buffer = empty();
        draw(&mut before, &mut cache, &mut buffer);
        prepared.push(buffer.clone());
        // The same cells as ratatui has them when nobody tells it how wide they are.
        for cell in &mut buffer.content {
            cell.set_diff_option(CellDiffOption::None);
        }
        plain.push(buffer);
    }
    let written = Sink::default();
    let buffered = |sink: Sink| CrosstermBackend::new(io::BufWriter::with_capacity(1 << 18, sink));
    let (mut out, mut backend) = (buffered(written.clone()), buffered(Sink::default()));
    let mut bytes = Vec::new();
    let nothing = empty();
    for (yardstick, widths) in [(&plain, "ratatui as it is"), (&prepared, "ratatui told the widths")] {
        let (mut ours, mut cache) = (model(scenario.clone()), FrameCache::default());
        let (mut previous, mut buffer) = (empty(), empty());
        let (mut i, mut j) = (0, 0);
        support::compare(
            &format!("{name}, {widths}"),
            1.0,
            bound,
            || {
                change(&mut ours, i % COUNT);
                buffer.reset();
                draw(&mut ours, &mut cache, &mut buffer);
                let from = *written.0.borrow();
                out.draw(previous.diff(&buffer).into_iter()).unwrap();
                Backend::flush(&mut out).unwrap();
                bytes.push(*written.0.borrow() - from);
                std::mem::swap(&mut previous, &mut buffer);
                i += 1;
            },
            || {
                let (a, b) = (if full { &nothing } else { &yardstick[j % COUNT] }, &yardstick[(j + 1) % COUNT]);
                backend.draw(a.diff(b).into_iter()).unwrap();
                Backend::flush(&mut backend).unwrap();
                j += 1;
            },
        );
    }
    bytes.sort_unstable();
    println!("{:44} {} bytes", "    written, median", bytes[bytes.len() / 2]);
}

fn main() {
    frames("the paths grew by a step", 2.0, false, Scenario::default(), |model, i| model.player.cursor = 60 + i);
    frames("the paths grew by a step, 8 runs of 1,000", 2.0, false, eight(), |model, i| model.player.cursor = 200 + i);
    frames("a new field of the bowl (full frame)", 2.0, true, Scenario::default(), |model, i| {
        model.player.cursor = 60;
        let kappa = 10.0 + i as f64;
        let ground = model.scenario.problem.with_value(0, kappa).unwrap();
        model.scenario.problem = ground;
        model.paths.update(&model.scenario);
    });
    for (name, screen) in [("side by side, 8 runs of 1,000", Screen::Side), ("the bowl, 8 runs of 1,000", Screen::Bowl)]
    {
        frames(&format!("grown by a step, {name}"), 2.0, false, eight(), |model, i| {
            model.screen = screen;
            model.player.cursor = 200 + i;
        });
    }
    // With a thousand new steps, their outcome and their curve.
    frames("a press on α, 8 runs of 1,000", 4.0, false, eight(), |model, i| {
        model.player.cursor = 1000;
        let _ = update::update(model, Action::Alpha(if i % 2 == 0 { 1 } else { -1 }));
    });
    // The picture alone, and its allocations.
    let (mut grown, mut cache, mut buffer) = (model(Scenario::default()), FrameCache::default(), empty());
    draw(&mut grown, &mut cache, &mut buffer);
    let before = ALLOCATIONS.load(Ordering::Relaxed);
    for i in 0..100 {
        grown.player.cursor = 60 + i;
        draw(&mut grown, &mut cache, &mut buffer);
    }
    let count = (ALLOCATIONS.load(Ordering::Relaxed) - before) / 100;
    println!("{:44} {count} (cells: {})", "    allocations a grown frame", 200 * 50);
}
