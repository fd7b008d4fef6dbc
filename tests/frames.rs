//! Whole frames: pictures of the screen at three sizes and in several depths of color, and every size there is.

#![allow(clippy::unwrap_used, clippy::panic)] // helpers of tests, too, may fail loudly

use std::fs;
use std::path::Path;

use crossterm::event::{Event, KeyCode, KeyEvent, KeyModifiers};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ravine::draw::export;
use ravine::scenario::{Options, Problem, Scenario};
use ravine::tui::requests::request;
use ravine::tui::screen::Screen;
use ravine::tui::theme::{Depth, Mode, Scheme};
use ravine::tui::{FrameCache, Model, input, view};

/// A model at a step, everything simulated.
fn model(scenario: Scenario, depth: Depth, size: (u16, u16), step: usize) -> Model {
    let mut model = Model::new(scenario, Scheme::of(Mode::Dark), depth, size);
    model.player.playing = false;
    model.paths.work(|| false);
    model.player.cursor = step;
    model
}

fn frame(model: &Model) -> Buffer {
    let mut cache = FrameCache::default();
    cache.update(model, || false);
    let mut buffer = Buffer::empty(Rect::new(0, 0, model.size.0, model.size.1));
    view::draw(&mut buffer, model, &cache);
    buffer
}

fn press(model: &mut Model, keys: &str) {
    for c in keys.chars() {
        let code = match c {
            '\r' => KeyCode::Enter,
            '\t' => KeyCode::Tab,
            '\x1b' => KeyCode::Esc,
            c => KeyCode::Char(c),
        };
        input::handle(model, &Event::Key(KeyEvent::new(code, KeyModifiers::NONE)));
    }
    model.paths.work(|| false);
}

/// Compares a frame, colors and all, with the one in `tests/frames/`. With `RAVINE_BLESS=1` it is written there instead;
/// `cat` shows it in a terminal.
fn assert_frame(name: &str, buffer: &Buffer) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/frames").join(format!("{name}.ansi"));
    let got = export::ansi(buffer);
    if std::env::var_os("RAVINE_BLESS").is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, got).unwrap();
        return;
    }
    let want =
        fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}; make it with RAVINE_BLESS=1", path.display()));
    if let Some((row, (want, got))) = want.lines().zip(got.lines()).enumerate().find(|(_, (a, b))| a != b) {
        panic!("{name}, row {row}\nwas {want}\x1b[0m\nis  {got}\x1b[0m\n{}", export::text(buffer));
    }
    assert_eq!(want.lines().count(), got.lines().count(), "{name}");
}

#[test]
fn the_race_at_three_sizes_and_three_depths() {
    for size in [(80, 24), (120, 40), (200, 50)] {
        for (depth, name) in [(Depth::True, "true"), (Depth::Sixteen, "16"), (Depth::None, "none")] {
            let model = model(Scenario { steps: 100, ..Scenario::default() }, depth, size, 26);
            assert_frame(&format!("race-{}x{}-{name}", size.0, size.1), &frame(&model));
        }
    }
}

#[test]
fn side_by_side_at_three_sizes() {
    for size in [(80, 24), (120, 40), (200, 50)] {
        for (depth, name) in [(Depth::True, "true"), (Depth::Sixteen, "16")] {
            let mut model = model(Scenario { steps: 100, ..Scenario::default() }, depth, size, 26);
            press(&mut model, "2");
            assert_frame(&format!("side-{}x{}-{name}", size.0, size.1), &frame(&model));
        }
    }
}

#[test]
fn the_map_at_three_sizes_and_without_color() {
    for (size, depth, name) in [
        ((80, 24), Depth::True, "true"),
        ((120, 40), Depth::True, "true"),
        ((200, 50), Depth::True, "true"),
        ((120, 40), Depth::None, "none"),
    ] {
        let mut model = model(Scenario::default(), depth, size, 60);
        (model.screen, model.selected) = (Screen::Map, 1);
        request(&mut model);
        while model.map.plane.busy() {
            model.map.plane.work(|| false);
        }
        assert_frame(&format!("map-{}x{}-{name}", size.0, size.1), &frame(&model));
    }
}

/// Basins behind the race: each place has its letter and its share, in color and without.
#[test]
fn basins_at_three_sizes_and_without_color() {
    let options = Options {
        surface: Some("himmelblau".into()),
        optimizers: ["adam:alpha=0.3", "momentum"].map(str::to_owned).to_vec(),
        ..Options::default()
    };
    for (size, depth, name) in [
        ((80, 24), Depth::True, "true"),
        ((120, 40), Depth::True, "true"),
        ((200, 50), Depth::Indexed, "256"),
        ((120, 40), Depth::None, "none"),
    ] {
        let mut model = model(options.scenario().unwrap(), depth, size, 60);
        press(&mut model, "R");
        request(&mut model);
        while model.basins.plane.busy() {
            model.basins.plane.work(|| false);
        }
        let frame = frame(&model);
        let text = export::text(&frame);
        let legend = text.lines().find(|l| l.trim_start().starts_with("basin")).unwrap();
        assert!("ABCD".chars().all(|letter| legend.contains(letter)), "{text}");
        assert_frame(&format!("basins-{}x{}-{name}", size.0, size.1), &frame);
    }
}

#[test]
fn the_averages_at_three_sizes() {
    for size in [(80, 24), (120, 40), (200, 50)] {
        for (depth, name) in [(Depth::True, "true"), (Depth::Sixteen, "16"), (Depth::None, "none")] {
            let mut model = model(Scenario::default(), depth, size, 0);
            press(&mut model, "5");
            assert_frame(&format!("averages-{}x{}-{name}", size.0, size.1), &frame(&model));
        }
        // The recursion, an answer, the first steps uncorrected.
        let mut model = model(Scenario::default(), Depth::True, size, 0);
        press(&mut model, "5giC..........Q");
        model.message = None;
        assert_frame(&format!("unrolled-{}x{}-true", size.0, size.1), &frame(&model));
    }
}

#[test]
fn the_initialisation_at_three_sizes() {
    for size in [(80, 24), (120, 40), (200, 50)] {
        for (keys, name) in [("6", "signal"), ("6vQ", "chain"), ("6vvGEQ", "symmetry")] {
            for (depth, colors) in [(Depth::True, "true"), (Depth::None, "none")] {
                let mut model = model(Scenario::default(), depth, size, 0);
                press(&mut model, keys);
                model.init.finish();
                model.init.player_mut().seek(if name == "symmetry" { 120 } else { 12 });
                model.init.finish();
                model.message = None;
                assert_frame(&format!("{name}-{}x{}-{colors}", size.0, size.1), &frame(&model));
            }
        }
    }
}

#[test]
fn the_bowl_at_three_sizes() {
    for size in [(80, 24), (120, 40), (200, 50)] {
        for (depth, name) in [(Depth::True, "true"), (Depth::Indexed, "256"), (Depth::None, "none")] {
            let mut model = model(Scenario { steps: 100, ..Scenario::default() }, depth, size, 26);
            press(&mut model, "3");
            assert_frame(&format!("bowl-{}x{}-{name}", size.0, size.1), &frame(&model));
        }
    }
}

/// Lines of equal loss on the bands, on a surface with four minima.
#[test]
fn isolines_on_a_key() {
    let mut model = model(Scenario::on(Problem::from_spec("himmelblau").unwrap()), Depth::True, (120, 40), 40);
    press(&mut model, "I");
    model.message = None;
    assert_frame("isolines-120x40-true", &frame(&model));
}

/// The inspector with arrows at the heads, and where values change on the way.
#[test]
fn the_inspector_at_three_sizes() {
    let specs = ["momentum:alpha=0.2,alpha@40=0.05", "adam:alpha=0.25,beta1@60=0.5"].map(str::to_owned).to_vec();
    let options = Options { optimizers: specs, steps: Some("100".into()), ..Options::default() };
    for size in [(80, 24), (120, 40), (200, 50)] {
        let mut model = model(options.scenario().unwrap(), Depth::True, size, 12);
        press(&mut model, "iv");
        assert_frame(&format!("inspector-{}x{}-true", size.0, size.1), &frame(&model));
    }
}

/// Each comparison says on the screen what is compared; Adam's shows V and S before and after correction.
#[test]
fn comparisons_say_what_they_compare() {
    for (key, words) in [
        ("\t\tP", &["notes", "pytorch", "pytorch-α(1-β)", "average", "zig-zags"][..]),
        ("D", &["batch", "mini-batch", "stochastic", "momentum", "iris", "batch 15", "batch 1", "15, or 1;"]),
        ("C", &["corrected", "raw-.977", "V/(1-β₁ᵗ)", "S/(1-β₂ᵗ)", "step/α", "3.16"]),
    ] {
        let mut model = model(Scenario::default(), Depth::True, (120, 40), 0);
        press(&mut model, key);
        model.player.playing = false;
        let text = export::text(&frame(&model));
        for word in words {
            assert!(text.contains(word), "{key} {word}\n{text}");
        }
    }
    // The first step of the raw run at β₂ = .999 along b is 3.16 α, of the one at .977 .66 α.
    let mut model = model(Scenario::default(), Depth::True, (120, 40), 0);
    press(&mut model, "C\t");
    model.player.playing = false;
    assert!(export::text(&frame(&model)).contains("-3.16"));
    press(&mut model, "\t\t");
    assert!(export::text(&frame(&model)).contains("-0.659"), "{}", export::text(&frame(&model)));
}

/// A formula with a hole, on every screen, with and without colors; and a mistake in one under its caret.
#[test]
fn a_formula_with_a_hole() {
    for (key, screen) in [("1", "race"), ("3", "bowl")] {
        for (depth, name) in [(Depth::True, "true"), (Depth::None, "none")] {
            let options = Options {
                formula: Some("log(x)^2 + a*(y - x/3)^2".into()),
                parameters: vec!["a=0.1..10:1".into()],
                steps: Some("100".into()),
                ..Options::default()
            };
            let mut model = model(options.scenario().unwrap(), depth, (80, 24), 26);
            press(&mut model, key);
            assert_frame(&format!("hole-{screen}-80x24-{name}"), &frame(&model));
        }
    }
    let mut model = model(Scenario::default(), Depth::None, (80, 24), 30);
    press(&mut model, "fx^2 + 3*sn(y)");
    assert_frame("caret-80x24-none", &frame(&model));
}

#[test]
fn light_and_256_colors() {
    let scenario = Scenario::on(Problem::from_spec("himmelblau").unwrap());
    let mut model = model(scenario, Depth::Indexed, (80, 24), 40);
    assert_frame("himmelblau-80x24-256", &frame(&model));
    press(&mut model, "t");
    assert_frame("himmelblau-80x24-256-light", &frame(&model));
}

#[test]
fn data_has_its_panel() {
    let options = Options {
        data: Some("penguins".into()),
        target: Some("species=Gentoo".into()),
        standardize: true,
        batch: Some("16".into()),
        ..Options::default()
    };
    let model = model(options.scenario().unwrap(), Depth::True, (120, 40), 80);
    assert_frame("gentoo-120x40-true", &frame(&model));
}

#[test]
fn what_lies_over_the_screen() {
    for (name, keys) in [("help", "?"), ("picker", "fbo"), ("entry", "\r9x\r"), ("command", "c")] {
        let mut model = model(Scenario::default(), Depth::None, (80, 24), 30);
        press(&mut model, keys);
        assert_frame(&format!("{name}-80x24-none"), &frame(&model));
    }
}

/// A diverged run says so, and why.
#[test]
fn divergence_is_on_the_screen() {
    let options = Options { optimizers: vec!["sgd:alpha=0.046".into(), "adam".into()], ..Options::default() };
    let mut model = model(options.scenario().unwrap(), Depth::True, (120, 40), 300);
    press(&mut model, "\t");
    assert_eq!(model.selected, 0);
    let text = export::text(&frame(&model));
    assert!(text.contains("diverged") && text.contains("α λmax = 2.3 > 2"), "{text}");
}

/// Every size from nothing to a wall, with what takes the most room, draws without trouble; the field is never lost before
/// the words that explain its absence.
#[test]
fn every_size_can_be_drawn() {
    let options = Options {
        data: Some("penguins".into()),
        optimizers: ["adam"; 8].map(str::to_owned).to_vec(),
        steps: Some("40".into()),
        ..Options::default()
    };
    let mut model = model(options.scenario().unwrap(), Depth::True, (80, 24), 20);
    for width in [1, 2, 19, 20, 21, 40, 47, 48, 63, 64, 65, 80, 99, 100, 120, 179, 180, 200, 300] {
        for height in [1, 2, 5, 6, 7, 8, 9, 10, 11, 12, 15, 16, 20, 24, 31, 32, 40, 50, 100] {
            model.size = (width, height);
            for keys in
                ["", "?", "\x1bf", "\x1b\r", "\x1bi", "v2", "i", "5", "iQ", "iQ", "6", "vQ", "vQ", "v3", "1viR", "R"]
            {
                press(&mut model, keys);
                let text = export::text(&frame(&model));
                assert_eq!(text.lines().count(), usize::from(height));
                assert!(text.lines().all(|l| l.chars().count() <= usize::from(width)), "{width}x{height}\n{text}");
            }
            model.overlay = ravine::tui::model::Overlay::None;
            let text = export::text(&frame(&model));
            if (width < 20 || height < 6) && width > 8 && height > 5 {
                assert!(text.contains("needs"), "{width}x{height}\n{text}");
            } else if width >= 20 && height >= 6 {
                assert!(text.contains('○') || text.contains('★'), "{width}x{height}\n{text}");
            }
        }
    }
}

/// No word is cut where two parts meet: names and their values keep a gap.
#[test]
fn labels_and_values_keep_apart() {
    for size in [(80, 24), (120, 40), (200, 50)] {
        let mut model = model(Scenario::default(), Depth::None, size, 30);
        for _ in 0..4 {
            press(&mut model, "\t");
            let text = export::text(&frame(&model));
            for word in ["suggested0", "noise0", "steps3", "momentum0", "seed0", "tolerance1"] {
                assert!(!text.contains(word), "{text}");
            }
        }
    }
}
