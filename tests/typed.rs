//! Formulas as a user gives them: on the command line, and typed in the program.

#![allow(clippy::unwrap_used, clippy::panic)] // helpers of tests, too, may fail loudly

use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use crossterm::event::{Event, KeyCode, KeyEvent, KeyModifiers};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ravine::draw::export;
use ravine::run::{Outcome, simulate};
use ravine::scenario::{Dial, Knob, Problem, Scenario};
use ravine::tui::model::Overlay;
use ravine::tui::theme::{Depth, Mode, Scheme};
use ravine::tui::{FrameCache, Model, input, view};

fn ravine(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_ravine")).args(args).stdin(Stdio::null()).output().unwrap()
}

/// Standard output of a call that must succeed quietly.
fn out(args: &[&str]) -> String {
    let done = ravine(args);
    assert!(done.status.success() && done.stderr.is_empty(), "{args:?}: {}", String::from_utf8_lossy(&done.stderr));
    String::from_utf8(done.stdout).unwrap()
}

/// The one line of a call that must be refused.
fn refused(args: &[&str]) -> String {
    let done = ravine(args);
    let line = String::from_utf8(done.stderr).unwrap();
    assert_eq!(done.status.code(), Some(2), "{args:?}: {line}");
    assert!(done.stdout.is_empty() && line.starts_with("ravine: ") && line.lines().count() == 1, "{args:?}: {line}");
    line
}

#[test]
fn a_formula_runs_and_is_described() {
    let table = out(&["run", "--fn", "x^2 + a*y^2", "--param", "a=1..100:9", "--optimizer", "sgd:alpha=0.1"]);
    for word in ["formula  x^2 + a*y^2  κ = 9", "a = 9, lowest minimum found: 0 at (0, 0)", "lowest minimum found\n"] {
        assert!(table.contains(word), "{table} lacks {word}");
    }
    let json = out(&["run", "--format", "json", "--fn", "w^2 + k*b^2", "--param", "k=1..100:9", "--steps", "3"]);
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    let surface = &json["surface"];
    assert_eq!((surface["name"].as_str(), surface["formula"].as_str()), (Some("formula"), Some("w^2 + k*b^2")));
    assert_eq!((surface["kappa"].as_f64(), surface["parameters"]["k"].as_f64()), (Some(9.0), Some(9.0)));
    assert_eq!(surface["minimum"], serde_json::json!({"w": 0.0, "b": 0.0, "loss": 0.0}));
    let falls = out(&["run", "--format", "json", "--fn", "x^3", "--steps", "3"]);
    let falls: serde_json::Value = serde_json::from_str(&falls).unwrap();
    assert!(falls["surface"]["minimum"].is_null() && falls["surface"]["kappa"].is_null());
    let picture = out(&["render", "--out", "-", "--size", "80x24", "--fn", "-exp(-x^2-y^2)"]);
    assert!(picture.contains("-exp(-x^2-y^2)"));
    for args in [&["--help"][..], &["help", "run"], &["list", "surfaces"]] {
        assert!(out(args).contains("--fn") && out(args).contains("--param"), "{args:?}");
    }
}

/// The gradient in the CSV is that of the formula.
#[test]
fn numbers_are_those_of_the_formula() {
    let csv = out(&[
        "run",
        "--format",
        "csv",
        "--fn=x^4/4 - x*y + sin(y)",
        "--start",
        "1.5,-2",
        "--steps",
        "40",
        "--optimizer",
        "sgd:alpha=0.01",
    ]);
    assert_eq!(csv.lines().count(), 42);
    for line in csv.lines().skip(1) {
        let n: Vec<f64> = line.split(',').skip(1).map(|field| field.parse().unwrap()).collect();
        let [_, x, y, loss, gx, gy] = n[..] else { panic!("{line}") };
        for (got, want) in [(loss, x.powi(4) / 4.0 - x * y + y.sin()), (gx, x.powi(3) - y), (gy, y.cos() - x)] {
            assert!((got - want).abs() <= 1e-14 * want.abs().max(1.0), "{line}");
        }
    }
}

#[test]
fn every_mistake_is_one_line_with_its_column() {
    let deep = "(".repeat(50_000) + "x" + &")".repeat(50_000);
    let sines = "sin(".repeat(25_000);
    let nested = "(".repeat(200) + "x" + &")".repeat(200);
    let cases: &[(&[&str], &[&str])] = &[
        (&["--fn", ""], &["--fn, column 1: the formula is empty", "x^2 + 3*y^2"]),
        (&["--fn", "x + sn(y)"], &["column 5: unknown function 'sn'; did you mean 'sin'?"]),
        (&["--fn", "sin(x, y)"], &["column 1: sin takes one value, not 2"]),
        (&["--fn", "(x + y"], &["column 1: this '(' is never closed"]),
        (&["--fn", "x + y)"], &["column 6: this ')' closes nothing"]),
        (&["--fn", "q*x"], &["column 1: unknown name 'q'", "--param q=0.1..10"]),
        (&["--fn", &deep], &["100001 bytes long; at most 4096"]),
        (&["--fn", &sines], &["100000 bytes long; at most 4096"]),
        (&["--fn", &nested], &["column 101: ", "more than 100 deep"]),
        (&["--fn", "x\u{1b}[2J"], &["column 2: '\\u{1b}' is not understood"]),
        (&["--fn", "log(-1-x^2)"], &["no value anywhere from -5 to 5"]),
        (
            &["--fn", "a*x", "--param", "a=10..0.1"],
            &["--param a=10..0.1, column 3: the range is reversed; write a=0.1..10"],
        ),
        (&["--fn", "a*x", "--param", "a=1..1"], &["column 3: the range is empty"]),
        (&["--fn", "a*x", "--param", "a=1..inf"], &["column 6: inf is not finite"]),
        (&["--fn", "a*x", "--param", "a"], &["column 2: the range is missing; write it as a=0.1..10"]),
        (&["--fn", "x", "--param", "x=0..1"], &["x is a variable already"]),
        (&["--fn", "x", "--param", "tan=0..1"], &["tan is a function already"]),
        (&["--fn", "x", "--param", "a=0..1"], &["a is not in the formula"]),
        (&["--fn", "a*x", "--param", "a=0..1", "--param", "a=0..1"], &["a is given twice"]),
        (&["--fn", "a*x", "--param", "a=0..1:2"], &["2 is out of range; 0 <= a <= 1"]),
        (&["--param", "a=0..1"], &["--param a=0..1 needs a formula; give one with --fn"]),
        (&["--fn", "x", "--surface", "bowl"], &["--fn and --surface cannot be used together"]),
        (&["--fn", "x", "--data", "penguins"], &["--fn and --data cannot be used together"]),
        (&["--fn", "x", "--batch", "4"], &["--data"]),
    ];
    for (args, words) in cases {
        for command in [&["run"][..], &["render", "--out", "-"][..], &[][..]] {
            let from = Instant::now();
            let line = refused(&[command, args].concat());
            // A process and all; the reading itself is measured beside the parser.
            assert!(from.elapsed() < Duration::from_secs(2), "{:?}", from.elapsed());
            for word in *words {
                let start: Vec<String> = args.iter().map(|a| a.chars().take(30).collect()).collect();
                assert!(line.contains(word), "{start:?}: {line} lacks {word}");
            }
            assert!(line.chars().count() < 400 && !line.contains('\u{1b}'), "{line:?}");
        }
    }
}

#[test]
fn a_run_that_walks_into_a_hole_says_so() {
    let table = out(&["run", "--fn", "x + y^2 + 0*log(x)", "--start", "2.2,1", "--optimizer", "sgd:alpha=0.5"]);
    assert!(table.contains("diverged at step 5: left the formula's domain at step 5"), "{table}");
    let table = out(&["run", "--fn", "log(x)^2 + y^2", "--start", "-1,1", "--optimizer", "sgd"]);
    assert!(table.contains("starts outside of the formula's domain"), "{table}");
}

/// The command line that `c` shows gives the same numbers, bit for bit, and the same sliders.
#[test]
fn the_reproducing_command_line_reproduces() {
    let mut turned = Scenario::on(Problem::typed("a*x^2 + cos(k*y)^2", &["a=0.1..10", "k=-1..1:0.3"]).unwrap());
    for (dial, presses) in [(Dial::Surface(0), 3), (Dial::Surface(1), -5), (Dial::Noise, 2), (Dial::Hyper(0), -2)] {
        turned.nudge(Knob::new(1, dial), presses, false);
    }
    let line = turned.command_line();
    assert!(line.contains("--fn 'a*x^2 + cos(k*y)^2' --param a=0.1..10:1.41 --param k=-1..1:0.05 "), "{line}");
    let negative = Scenario::on(Problem::typed("-exp(-x^2-y^2)", &[] as &[&str]).unwrap());
    assert!(negative.command_line().contains("'--fn=-exp(-x^2-y^2)'"), "{}", negative.command_line());
    for scenario in [turned, negative] {
        let line = scenario.command_line().replacen("ravine", "\"$0\" run --format csv", 1);
        let done = Command::new("sh").args(["-c", &line, env!("CARGO_BIN_EXE_ravine")]).output().unwrap();
        assert!(done.status.success(), "{line}: {}", String::from_utf8_lossy(&done.stderr));
        let csv = String::from_utf8(done.stdout).unwrap();
        let mut rows = csv.lines().skip(1);
        for resolved in scenario.resolved() {
            for record in simulate(&resolved.plan).records() {
                let got: Vec<f64> = rows.next().unwrap().split(',').skip(2).map(|f| f.parse().unwrap()).collect();
                let want = [record.at[0], record.at[1], record.loss, record.gradient[0], record.gradient[1]];
                assert_eq!(got.iter().map(|x| x.to_bits()).collect::<Vec<_>>(), want.map(f64::to_bits), "{line}");
            }
        }
        assert!(rows.next().is_none());
        let again = scenario.command_line().replacen("ravine", "\"$0\" run --steps 1 --format json", 1);
        let done = Command::new("sh").args(["-c", &again, env!("CARGO_BIN_EXE_ravine")]).output().unwrap();
        let json: serde_json::Value = serde_json::from_slice(&done.stdout).unwrap();
        let command = json["command"].as_str().unwrap().replace(" --steps 1", "");
        assert_eq!(command, scenario.command_line());
    }
}

fn model() -> Model {
    let mut model = Model::new(Scenario::default(), Scheme::of(Mode::Dark), Depth::True, (80, 24));
    model.player.playing = false;
    model.paths.work(|| false);
    model
}

fn press(model: &mut Model, keys: &str) {
    for c in keys.chars() {
        let code = match c {
            '\r' => KeyCode::Enter,
            '\x1b' => KeyCode::Esc,
            c => KeyCode::Char(c),
        };
        input::handle(model, &Event::Key(KeyEvent::new(code, KeyModifiers::NONE)));
    }
    model.paths.work(|| false);
}

fn text(model: &Model) -> String {
    let mut cache = FrameCache::default();
    cache.update(model, || false);
    let mut buffer = Buffer::empty(Rect::new(0, 0, model.size.0, model.size.1));
    view::draw(&mut buffer, model, &cache);
    export::text(&buffer)
}

#[test]
fn a_formula_is_typed_turned_and_undone() {
    let mut model = model();
    press(&mut model, "fx^2 + a*y^2; a=0.1..10:4");
    assert!(text(&model).contains("formula: x^2 + a*y^2"), "{}", text(&model));
    press(&mut model, "\r");
    assert!(matches!(model.overlay, Overlay::None));
    assert_eq!(model.scenario.surface().formula(), "x^2 + a*y^2");
    // Its parameter is among the values, with its name, and turns like any other.
    let place = model.dials().iter().position(|d| *d == Dial::Surface(0)).unwrap();
    let shown = text(&model);
    assert!(shown.contains("x^2 + a*y^2") && shown.contains("a=4 κ=4"), "{shown}");
    model.dial = place;
    press(&mut model, "ll");
    assert_eq!(model.scenario.surface().values(), [5.04]);
    press(&mut model, "\r9.5\r");
    assert_eq!(model.scenario.surface().values(), [9.5]);
    press(&mut model, "\r11\r");
    assert!(text(&model).contains("0.1 <= a <= 10"), "{}", text(&model));
    press(&mut model, "\x1bc");
    assert!(matches!(&model.overlay, Overlay::Command(line) if line.contains("--param a=0.1..10:9.5")));
    press(&mut model, "\x1buuu");
    assert_eq!(model.scenario.surface().name(), "bowl");
}

#[test]
fn a_mistake_stands_under_a_caret() {
    let mut model = model();
    for (typed, column, line) in [
        ("x^2 + sn(y)", 6, "did you mean 'sin'?"),
        ("(x + y", 0, "is never closed"),
        ("q*x", 0, "; q=0.1..10"),
        ("a*x; a=3..1", 7, "the range is reversed; write a=1..3"),
        ("π² + z", 5, "unknown name 'z'"),
    ] {
        press(&mut model, &format!("f{typed}"));
        for _ in 0..2 {
            let shown = text(&model);
            let lines: Vec<&str> = shown.lines().collect();
            let row = lines.iter().position(|l| l.contains(&format!("› {typed}"))).unwrap();
            let from = lines[row].chars().position(|c| c == '›').unwrap() + 2;
            assert_eq!(lines[row + 1].chars().nth(from + column), Some('^'), "{typed}\n{shown}");
            assert!(shown.contains(line), "{typed}\n{shown}");
            // Enter does not take it away.
            press(&mut model, "\r");
            assert!(matches!(model.overlay, Overlay::Picker(_)));
        }
        press(&mut model, "\x1b");
    }
    // Names and paths are what they were.
    press(&mut model, "fbo");
    assert!(text(&model).contains("rotated-bowl") && !text(&model).contains("formula:"));
    press(&mut model, "\x1bfno/such/file.csv\r");
    assert!(text(&model).contains("no such file"), "{}", text(&model));
    press(&mut model, "\x1bfzzz\r");
    assert!(text(&model).contains("nothing has that name"));
    press(&mut model, "\x1bfx/y + 0.5\r");
    assert_eq!(model.scenario.surface().formula(), "x/y + 0.5");
    press(&mut model, "flog(-1-x^2)\r");
    assert!(text(&model).contains("no value anywhere"), "{}", text(&model));
}

/// A slider that takes the formula's domain away from under the start breaks nothing.
#[test]
fn a_domain_may_vanish_under_a_slider() {
    let mut scenario = Scenario::on(Problem::typed("sqrt(a - x^2 - y^2)", &["a=-10..60:40"]).unwrap());
    scenario.set(Knob::new(0, Dial::Surface(0)), -10.0);
    assert_eq!(scenario.surface().values(), [-10.0]);
    let mut model = Model::new(scenario, Scheme::of(Mode::Dark), Depth::True, (100, 30));
    model.paths.work(|| false);
    model.player.cursor = 300;
    for keys in ["1", "2", "3", "1i", "iv"] {
        press(&mut model, keys);
        assert!(text(&model).contains("sqrt(a - x^2 - y^2)"));
    }
    assert!(model.paths.entries().iter().all(|e| matches!(e.outcome(), Some(Outcome::Diverged { step: 0, .. }))));
}
