//! The program's loop on a screen and keys of our own: what is drawn when, and what is simulated for it.

#![allow(clippy::panic)] // helpers of tests, too, may fail loudly

use std::collections::VecDeque;
use std::io;
use std::time::Duration;

use crossterm::event::{Event, KeyCode, KeyEvent, KeyModifiers};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ravine::run::simulate;
use ravine::scenario::{Problem, Run, Scenario};
use ravine::tui::backpressure::Backpressure;
use ravine::tui::run::{Events, Screen, drive};
use ravine::tui::theme::{Depth, Mode, Scheme};
use ravine::tui::{FrameCache, Model, view};

/// Keys that arrive one at a time, each only after the frame of the one before it.
struct Keys(VecDeque<Event>);

impl Events for Keys {
    fn next(&mut self, timeout: Option<Duration>) -> io::Result<Option<Event>> {
        // Nothing has arrived yet when the loop only looks whether more is there.
        if timeout == Some(Duration::ZERO) { Ok(None) } else { Ok(self.0.pop_front()) }
    }
}

/// Remembers of every frame what it showed.
#[derive(Default)]
struct Frames {
    shown: Vec<Frame>,
    copied: Vec<String>,
}

struct Frame {
    alpha: f64,
    paths: Vec<u64>,
    finished: bool,
    text: String,
}

impl Screen for Frames {
    fn show(&mut self, model: &Model, cache: &FrameCache, _: bool) -> io::Result<Duration> {
        let mut buffer = Buffer::empty(Rect::new(0, 0, model.size.0, model.size.1));
        view::draw(&mut buffer, model, cache);
        let rows = (0..model.size.1).map(|y| (0..model.size.0).map(|x| buffer[(x, y)].symbol()).collect::<String>());
        let entry = model.paths.entry(model.selected).unwrap_or_else(|| panic!("no run"));
        self.shown.push(Frame {
            alpha: entry.resolved().values.hypers[0],
            paths: model.paths.entries().iter().map(|e| e.path()).collect(),
            finished: !model.paths.busy() && !cache.busy(),
            text: rows.collect::<Vec<_>>().join("\n"),
        });
        Ok(Duration::ZERO)
    }
    fn copy(&mut self, text: &str) -> io::Result<()> {
        self.copied.push(text.to_owned());
        Ok(())
    }
    fn suspend(&mut self) -> io::Result<(u16, u16)> {
        Ok((80, 24))
    }
}

fn keys(text: &str) -> Keys {
    let key = |c: char| Event::Key(KeyEvent::new(KeyCode::Char(c), KeyModifiers::NONE));
    Keys(text.chars().map(key).collect())
}

/// Runs the loop over keys, paused, and gives the frames and the model at the end.
fn driven(scenario: Scenario, text: &str) -> (Frames, Model) {
    let mut model = Model::new(scenario, Scheme::of(Mode::Dark), Depth::True, (120, 40));
    model.player.playing = false;
    let mut frames = Frames::default();
    let mut all = keys(text);
    all.0.extend(keys("q").0);
    drive(&mut model, &mut FrameCache::default(), &mut frames, &mut all, &mut Backpressure::default())
        .unwrap_or_else(|e| panic!("{e}"));
    (frames, model)
}

fn eight() -> Scenario {
    let specs =
        ["sgd", "momentum", "rmsprop", "adam", "momentum:beta=0.8", "adam:beta1=0.8", "rmsprop:beta=0.99", "sgd"];
    let runs = specs.iter().map(|s| Run::from_spec(s, 0).unwrap_or_else(|e| panic!("{e}"))).collect();
    Scenario { runs, steps: 1000, ..Scenario::default() }
}

/// A held key on α, 8 runs of 1,000 steps: as many frames as keys, each with the path of its own α, whole, and the other
/// seven paths untouched.
#[test]
fn every_press_of_a_held_key_gets_its_own_finished_frame() {
    let presses = 60;
    let (frames, _) = driven(eight(), &"A".repeat(presses));
    let settled: Vec<&Frame> = frames.shown.iter().filter(|f| f.finished).collect();
    assert_eq!(settled.len(), presses + 1);
    for pair in settled.windows(2) {
        assert!(pair[1].alpha > pair[0].alpha);
        let changed = pair[0].paths.iter().zip(&pair[1].paths).filter(|(a, b)| a != b).count();
        assert_eq!(changed, 1);
        assert_ne!(pair[0].text, pair[1].text);
    }
}

/// κ changes every run; each press still ends in one frame with everything in it.
#[test]
fn a_held_key_on_the_surface_simulates_all_runs_again() {
    let scenario = eight();
    let dials = scenario.dials(7);
    let kappa = dials.iter().position(|d| *d == ravine::scenario::Dial::Surface(0)).unwrap_or_else(|| panic!("no κ"));
    let (frames, model) = driven(scenario, &format!("{}{}", "j".repeat(kappa), "l".repeat(20)));
    let settled = frames.shown.iter().filter(|f| f.finished).count();
    assert_eq!(settled, 1 + kappa + 20);
    assert!(model.scenario.surface().values()[0] > 190.0);
    for (entry, resolved) in model.paths.entries().iter().zip(model.scenario.resolved()) {
        assert_eq!(entry.trajectory().records(), simulate(&resolved.plan).records());
    }
}

/// A key that changes nothing that is simulated simulates nothing.
#[test]
fn stepping_selecting_and_zooming_keep_every_path() {
    let (frames, _) = driven(eight(), "..,,Ggk+-zZty");
    let first = &frames.shown[0].paths;
    assert!(frames.shown.iter().all(|f| f.paths == *first));
}

#[test]
fn undo_takes_a_held_key_back_at_once() {
    let fresh = Scenario::default();
    let (_, model) = driven(fresh.clone(), "AAAAAu");
    assert_eq!(model.scenario, fresh);
    let (_, model) = driven(fresh.clone(), "AAbbu");
    assert_eq!(model.scenario.runs[3].hypers[1], None);
    assert!(model.scenario.runs[3].hypers[0].is_some());
    let (_, model) = driven(fresh.clone(), "dxnru");
    assert_eq!(model.scenario.runs.len(), 5);
}

#[test]
fn c_copies_the_command_line() {
    let (frames, model) = driven(Scenario::default(), "Ac");
    assert_eq!(frames.copied, [model.scenario.command_line() + " --at 0"]);
    let last = frames.shown.last().map(|f| f.text.clone()).unwrap_or_default();
    assert!(last.contains("ravine --surface bowl:kappa=50") && last.contains("copied"), "{last}");
}

/// A surface that is slow to sample and to walk on: keys are answered before it is done, and in the end it is.
#[test]
fn slow_data_fills_in_while_keys_answer() {
    let folder = std::env::temp_dir().join(format!("ravine-loop-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap_or_else(|e| panic!("{e}"));
    let file = folder.join("slow.csv");
    let rows: String =
        (0..20_000).map(|i| format!("{},{}\n", f64::from(i) * 1e-4, if i % 3 == 0 { "yes" } else { "no" })).collect();
    std::fs::write(&file, format!("x,y\n{rows}")).unwrap_or_else(|e| panic!("{e}"));
    let name = file.display().to_string();
    let table = ravine::math::data::Table::load(&name).unwrap_or_else(|e| panic!("{e}"));
    let ground = Problem::data(table, ravine::math::data::Choice::default()).unwrap_or_else(|e| panic!("{e}"));
    let scenario = Scenario { steps: 30, ..Scenario::on(ground) };
    /// Presses a key as soon as it is asked whether one is there, and quits when all is done.
    struct Eager(usize);
    impl Events for Eager {
        fn next(&mut self, timeout: Option<Duration>) -> io::Result<Option<Event>> {
            self.0 += 1;
            let key = match (self.0, timeout) {
                (2, _) => '.',
                (_, None) => 'q',
                _ => return Ok(None),
            };
            Ok(keys(&key.to_string()).0.pop_front())
        }
    }
    let mut model = Model::new(scenario, Scheme::of(Mode::Dark), Depth::True, (80, 24));
    model.player.playing = false;
    let mut frames = Frames::default();
    drive(&mut model, &mut FrameCache::default(), &mut frames, &mut Eager(0), &mut Backpressure::default())
        .unwrap_or_else(|e| panic!("{e}"));
    assert!(frames.shown.len() > 3, "{}", frames.shown.len());
    assert!(!frames.shown[1].finished);
    assert!(frames.shown.last().is_some_and(|f| f.finished));
    std::fs::remove_dir_all(&folder).unwrap_or_else(|e| panic!("{e}"));
}

/// `e` on every screen: a name is typed, the file is there, whole; another is not replaced unasked, and a wrong name is said.
#[test]
fn a_key_writes_a_picture_and_replaces_nothing_unasked() {
    let folder = std::env::temp_dir().join(format!("ravine-pictures-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap_or_else(|e| panic!("{e}"));
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap_or_default();
    let code = |code, modifiers| Event::Key(KeyEvent::new(code, modifiers));
    let enter = || code(KeyCode::Enter, KeyModifiers::NONE);
    // What is typed after `e`, which ends with the last Enter.
    let written = |before: &str, name: &str, enters: usize| {
        let mut all = keys(before);
        all.0.extend(keys("e").0);
        all.0.push_back(code(KeyCode::Char('u'), KeyModifiers::CONTROL));
        all.0.extend(keys(&folder.join(name).display().to_string()).0);
        all.0.extend((0..enters).map(|_| enter()));
        let mut model = Model::new(Scenario::default(), Scheme::of(Mode::Dark), Depth::None, (100, 30));
        model.player.playing = false;
        all.0.push_back(code(KeyCode::Char('c'), KeyModifiers::CONTROL));
        let mut frames = Frames::default();
        drive(&mut model, &mut FrameCache::default(), &mut frames, &mut all, &mut Backpressure::default())
            .unwrap_or_else(|e| panic!("{e}"));
        frames.shown.last().map(|f| f.text.clone()).unwrap_or_default()
    };
    for (screen, name) in [("1", "race"), ("2", "side"), ("3", "bowl"), ("4", "map"), ("5", "averages"), ("6", "init")]
    {
        let said = written(screen, &format!("{name}.txt"), 1);
        assert!(said.contains("wrote "), "{said}");
        let text = read(&format!("{name}.txt"));
        assert_eq!(text.lines().count(), 30, "{name}");
        assert!(text.lines().next().is_some_and(|l| l.contains(&format!("{screen} {name}"))), "{text}");
        assert!(!text.contains("write a picture"));
    }
    written("1", "race.svg", 1);
    let svg = read("race.svg");
    assert!(svg.starts_with("<svg") && svg.trim_end().ends_with("</svg>") && svg.contains("--at 0"), "{svg:.300}");
    // In all its colors, whatever the terminal has.
    written("1", "race.ansi", 1);
    assert!(read("race.ansi").contains("\u{1b}[38;2;"));
    // Another file stays as it is until Enter is pressed again.
    std::fs::write(folder.join("old.txt"), "old").unwrap_or_else(|e| panic!("{e}"));
    let said = written("1", "old.txt", 1);
    assert!(said.contains("is there already"), "{said}");
    assert_eq!(read("old.txt"), "old");
    written("1", "old.txt", 2);
    assert!(read("old.txt").contains("ravine"));
    for (name, lacks) in [("x.png", "ends in .svg, .txt or .ansi"), ("none/x.txt", "cannot write")] {
        let said = written("1", name, 1);
        assert!(said.contains(lacks), "{said}");
    }
    let left = std::fs::read_dir(&folder).map(|all| all.count()).unwrap_or(0);
    assert_eq!(left, 9, "no drafts");
    std::fs::remove_dir_all(&folder).unwrap_or_else(|e| panic!("{e}"));
}
