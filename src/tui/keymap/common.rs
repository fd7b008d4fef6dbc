//! Keys that do the same on every screen where they apply.

use crossterm::event::KeyCode;

use super::Key::{Char, Code, Ctrl};
use super::{Binding as B, Group};
use crate::scenario::Preset;
use crate::tui::action::Action as A;
use crate::tui::screen::Screen::{Bowl, Race, Side};

/// The groups, in the order of the help.
pub static KEYS: &[Group] = &[
    Group {
        title: "playing",
        screen: None,
        bindings: &[
            B::new("Space", "play or pause; at the end, replay", &[(Char(' '), A::PlayPause)]).hint("space play", 0),
            B::new(". ,", "one step forward, back", &[(Char('.'), A::Step(1)), (Char(','), A::Step(-1))])
                .hint(", . step", 3),
            B::new("> <", "faster, slower", &[(Char('>'), A::Speed(1)), (Char('<'), A::Speed(-1))])
                .hint("< > speed", 8),
            B::new(
                "g G, Home End",
                "first, last step",
                &[
                    (Char('g'), A::First),
                    (Char('G'), A::Last),
                    (Code(KeyCode::Home), A::First),
                    (Code(KeyCode::End), A::Last),
                ],
            ),
        ],
    },
    Group {
        title: "values",
        screen: None,
        bindings: &[
            B::new(
                "a A, b B",
                "lower, raise α and β of the run",
                &[
                    (Char('a'), A::Alpha(-1)),
                    (Char('A'), A::Alpha(1)),
                    (Char('b'), A::Beta(-1)),
                    (Char('B'), A::Beta(1)),
                ],
            )
            .hint("a A b B α β", 2)
            .first(&[Race]),
            B::new(
                "Up Down, k j",
                "choose a value",
                &[
                    (Code(KeyCode::Up), A::Dial(-1)),
                    (Code(KeyCode::Down), A::Dial(1)),
                    (Char('k'), A::Dial(-1)),
                    (Char('j'), A::Dial(1)),
                ],
            )
            .hint("↑ ↓ value", 4),
            B::new(
                "Left Right, h l",
                "lower, raise it (switches cycle)",
                &[
                    (Code(KeyCode::Left), A::Turn(-1)),
                    (Code(KeyCode::Right), A::Turn(1)),
                    (Char('h'), A::Turn(-1)),
                    (Char('l'), A::Turn(1)),
                ],
            )
            .hint("← → change", 5),
            B::new("H L", "a tenth of that", &[(Char('H'), A::Fine(-1)), (Char('L'), A::Fine(1))]),
            B::new("Enter", "type the value", &[(Code(KeyCode::Enter), A::Type)]).hint("enter type", 9),
            B::new("m", "changes act from here on, or not", &[(Char('m'), A::Onward)]).first(&[Race]),
            B::new("O", "the run's next schedule of α", &[(Char('O'), A::Schedule)]),
            B::new("r", "the run's values back to default", &[(Char('r'), A::Reset)]),
            B::new("n", "a new seed for noise and batches", &[(Char('n'), A::NewSeed)]),
        ],
    },
    Group {
        title: "what a step is made of",
        screen: None,
        bindings: &[
            B::new("i", "the rule with this step's numbers", &[(Char('i'), A::Inspect)])
                .hint("i inspect", 4)
                .first(&[Race]),
            B::new("v", "arrows: gradient, velocity, step", &[(Char('v'), A::Arrows)])
                .hint("v arrows", 10)
                .first(&[Race, Side]),
        ],
    },
    Group {
        title: "questions",
        screen: None,
        bindings: &[B::new("Q", "the notes' next question, answer", &[(Char('Q'), A::Question)]).hint("Q question", 3)],
    },
    Group {
        title: "runs",
        screen: None,
        bindings: &[
            B::new(
                "Tab Shift-Tab",
                "next, previous run",
                &[(Code(KeyCode::Tab), A::Run(1)), (Code(KeyCode::BackTab), A::Run(-1))],
            )
            .hint("tab run", 1)
            .first(&[Side]),
            B::new("o", "add an optimizer", &[(Char('o'), A::Add)]).hint("o add", 7),
            B::new("d", "duplicate the run, then change one", &[(Char('d'), A::Duplicate)]).first(&[Side]),
            B::new("x", "hide or show it", &[(Char('x'), A::Hide)]),
            B::new("y", "one run alone, or all", &[(Char('y'), A::Solo)]).first(&[Race, Bowl]),
            B::new(
                "Del, Backspace",
                "remove it",
                &[(Code(KeyCode::Delete), A::Remove), (Code(KeyCode::Backspace), A::Remove)],
            ),
        ],
    },
    Group {
        title: "comparisons, side by side",
        screen: None,
        bindings: &[
            B::new("P", "PyTorch's rule against the notes'", &[(Char('P'), A::Preset(Preset::Conventions))]),
            B::new("D", "batch, mini-batch, stochastic", &[(Char('D'), A::Preset(Preset::Batches))]),
            B::new("F", "find each run's best values, fairly", &[(Char('F'), A::Tune)]),
            B::new("C", "Adam's bias correction, on and off", &[(Char('C'), A::Preset(Preset::Correction))])
                .first(&[Side]),
        ],
    },
    Group {
        title: "surface and view",
        screen: None,
        bindings: &[
            B::new("f", "a surface, a data set, any formula", &[(Char('f'), A::Surface)]).hint("f surface", 6),
            B::new(
                "+ - (= is +)",
                "zoom in, out",
                &[(Char('+'), A::Zoom(1)), (Char('='), A::Zoom(1)), (Char('-'), A::Zoom(-1))],
            ),
            B::new("p, then arrows", "move the view; p or Esc ends it", &[(Char('p'), A::PanMode)]),
            B::new("z Z", "fit to the paths, whole surface", &[(Char('z'), A::FitPaths), (Char('Z'), A::FitSurface)]),
            B::new("I", "lines of equal loss on the bands", &[(Char('I'), A::Isolines)]),
            B::new("R", "basins: where starts come to (1, 4)", &[(Char('R'), A::Basins)]).first(&[Race]),
            B::new("w", "w and b to one scale, or fill", &[(Char('w'), A::Aspect)]),
        ],
    },
    Group {
        title: "everything else",
        screen: None,
        bindings: &[
            B::new("u, Ctrl-R", "undo, redo a change", &[(Char('u'), A::Undo), (Ctrl('r'), A::Redo)])
                .hint("u undo", 11),
            B::new("c", "show and copy its command line", &[(Char('c'), A::Command)]).hint("c command", 10),
            B::new("e", "write a picture (as ravine render)", &[(Char('e'), A::Picture)]).hint("e picture", 11),
            B::new("t T", "next, previous theme", &[(Char('t'), A::Theme(1)), (Char('T'), A::Theme(-1))]),
            B::new(
                "1 2 3 4 5 6",
                "race side bowl map averages init",
                &[
                    (Char('1'), A::Screen(1)),
                    (Char('2'), A::Screen(2)),
                    (Char('3'), A::Screen(3)),
                    (Char('4'), A::Screen(4)),
                    (Char('5'), A::Screen(5)),
                    (Char('6'), A::Screen(6)),
                ],
            )
            .hint("1-6 screen", 3),
            B::new("?", "this help", &[(Char('?'), A::Help)]).hint("? help", 0),
            B::new("Esc", "close what is open", &[(Code(KeyCode::Esc), A::Close)]),
            B::new("q, Ctrl-C", "quit", &[(Char('q'), A::Quit), (Ctrl('c'), A::Quit)]).hint("q quit", 12),
        ],
    },
];
