use clap::Parser;
use proptest::prelude::*;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::*;
use crate::scenario::Scenario;
use crate::tui::requests::request;
use crate::tui::scene::{arguments, command_line};
use crate::tui::viewport::can_be_shown;
use crate::tui::{Action, FrameCache, update::update, view as frame};

#[derive(Parser)]
struct Line {
    #[command(flatten)]
    look: Look,
    #[command(flatten)]
    scene: Scene,
}

fn fresh() -> Model {
    let mut model = Model::new(Scenario::default(), Scheme::of(Mode::Dark), Depth::True, (100, 30));
    model.paths.work(|| false);
    model
}

/// The model that the program opens with for these options.
fn opened(words: &[String]) -> Model {
    let line = Line::try_parse_from(std::iter::once(&"ravine".to_owned()).chain(words))
        .unwrap_or_else(|e| unreachable!("{words:?}: {e}"));
    let scheme = line.look.scheme().ok().flatten().unwrap_or(Scheme::of(Mode::Dark));
    let mut model = Model::new(Scenario::default(), scheme, Depth::True, (100, 30));
    line.scene.set(&mut model, Tier::default).unwrap_or_else(|e| unreachable!("{words:?}: {e:?}"));
    model.paths.work(|| false);
    model
}

fn drawn(model: &mut Model) -> Buffer {
    request(model);
    while model.map.plane.busy() {
        model.map.plane.work(|| false);
    }
    let mut buffer = Buffer::empty(Rect::new(0, 0, model.size.0, model.size.1));
    let mut cache = FrameCache::default();
    cache.update(model, || false);
    frame::draw(&mut buffer, model, &cache);
    buffer
}

fn after(actions: &[Action]) -> Model {
    let mut model = fresh();
    for action in actions {
        let _ = update(&mut model, *action);
    }
    (model.message, model.overlay) = (None, Default::default());
    model
}

#[test]
fn nothing_is_said_of_what_is_as_the_program_begins() {
    assert_eq!(arguments(&fresh()), [""; 0]);
    assert_eq!(command_line(&fresh()), fresh().scenario.command_line());
}

/// Whatever keys do to the screen, its command line reproduces the same frame, cell by cell.
#[test]
fn a_screen_comes_back_from_its_line() {
    use Action as A;
    let seek = A::Seek(37);
    let cases: [(&[Action], &str); 12] = [
        (&[seek], "--at 37"),
        (&[A::Last], "--at 300"),
        (&[seek, A::Zoom(3), A::Pan(1, -2)], "--view "),
        (&[seek, A::FitPaths, A::Aspect], "--aspect equal"),
        (&[seek, A::Screen(2), A::Inspect], "--screen side --at 37 --inspect"),
        (&[seek, A::Screen(3), A::Orbit(1.0 / 3.0, -0.5)], "--screen bowl --at 37 --orbit 26,48"),
        (&[seek, A::Screen(3), A::Orbit(-7.0, 2.0), A::Zoom(2)], "--orbit 342,58,1.32"),
        (&[seek, A::Screen(4)], "--screen map --at 37"),
        (&[seek, A::Theme(1), A::Arrows], "--theme dawn --arrows"),
        (&[seek, A::Select(1), A::Solo, A::Isolines], "--run momentum --at 37 --isolines --solo"),
        (&[seek, A::Select(0), A::Hide, A::Select(3), A::Inspect], "--hide sgd --at 37 --inspect"),
        (&[A::Theme(-1), A::Screen(5), seek, A::Inspect], "--screen averages --at 37 --theme paper --inspect"),
    ];
    for (actions, words) in cases {
        let mut model = after(actions);
        let line = arguments(&model);
        assert!(line.join(" ").contains(words), "{line:?} lacks {words}");
        let mut again = opened(&line);
        assert_eq!(arguments(&again), line);
        assert!(drawn(&mut again) == drawn(&mut model), "{line:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    #[test]
    fn every_view_and_orbit_comes_back_to_the_last_bit(
        w in -1e6..1e6f64, width in 1e-3..1e6f64, b in -1e-3..1e-3f64, height in 1e-9..1e3f64,
        turn in 0.0..360.0f64, tilt in TILTS.0..TILTS.1, zoom in ZOOMS.0..ZOOMS.1,
    ) {
        let mut model = fresh();
        model.screen = Screen::Bowl;
        model.view = Domain { w: [w, w + width], b: [b, b + height] };
        model.orbit = Orbit { turn, tilt, zoom };
        prop_assume!(can_be_shown(model.view));
        let again = opened(&arguments(&model));
        prop_assert_eq!((again.view, again.orbit), (model.view, model.orbit));
    }
}

#[test]
fn what_cannot_be_shown_is_named_with_what_would_be_right() {
    for (words, lacks) in [
        (["--at", "301"], "--at 301 is past the last step, 300; raise --steps"),
        (["--at", "-1"], "--at -1 is no step; give one from 0 to the last, 300"),
        (["--view", "1..-1,0..1"], "--view 1..-1,0..1: W0..W1 goes from its lower end to its higher one"),
        (["--view", "0..1,0..0"], "B0..B1 goes from its lower end"),
        (["--view", "0..1e-300,0..1"], "W0..W1 is too narrow to draw; there it has to be wider than 1e-18"),
        (["--view", "0..1,1000..1000.0000001"], "B0..B1 is too narrow to draw; there it has to be wider than 1e-6"),
        (["--view", "-1e300..1e300,0..1"], "W0..W1 is too wide to draw; it has to be narrower than 1e12"),
        (["--view", "0..1"], "give W0..W1,B0..B1, for example"),
        (["--view", "0..nan,0..1"], "give W0..W1,B0..B1"),
        (["--orbit", "30"], "give TURN,TILT in degrees, with a tilt from 12 to 84"),
        (["--orbit", "30,90"], "a tilt from 12 to 84"),
        (["--orbit", "30,50,9"], "a zoom from 0.4 to 6"),
        (["--orbit", "30,50"], "--orbit 30,50 turns the bowl, which --screen race has not; give --screen bowl"),
        (["--run", "adma"], "--run adma: no run has that name; did you mean 'adam'?"),
        (["--hide", "nadam-7"], "there are sgd, momentum, rmsprop, adam"),
    ] {
        let line = Line::try_parse_from(["ravine"].iter().chain(&words)).unwrap_or_else(|e| unreachable!("{e}"));
        let said = match line.scene.set(&mut fresh(), Tier::default) {
            Err(Failure::User(said)) => said,
            other => unreachable!("{words:?}: {other:?}"),
        };
        assert!(said.contains(lacks), "{said}");
    }
}
