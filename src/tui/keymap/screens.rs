//! Keys with a meaning of their own on a single screen.

use crossterm::event::KeyCode;

use super::Key::{Char, Code};
use super::{Binding as B, Group};
use crate::scenario::Preset;
use crate::tui::action::Action as A;
use crate::tui::screen::Screen;

/// One group per screen, in screen order.
pub static KEYS: &[Group] = &[
    // Everything the race can do, every screen with runs can.
    Group { title: "race", screen: Some(Screen::Race), bindings: &[] },
    Group {
        title: "side by side",
        screen: Some(Screen::Side),
        bindings: &[
            B::new("i", "averages of the first steps, or not", &[(Char('i'), A::Inspect)]).hint("i averages", 4)
        ],
    },
    Group {
        title: "bowl",
        screen: Some(Screen::Bowl),
        bindings: &[
            B::new("arrows", "turn and tilt the bowl", &[]).hint("← → ↑ ↓ turn", 1),
            B::new(
                "+ - (= is +), Z",
                "nearer, farther; as at first",
                &[
                    (Char('+'), A::Zoom(1)),
                    (Char('='), A::Zoom(1)),
                    (Char('-'), A::Zoom(-1)),
                    (Char('Z'), A::FitSurface),
                ],
            )
            .hint("+ - zoom", 8),
            B::new("S", "it turns by itself, or stops", &[(Char('S'), A::Spin)]).hint("S spin", 6),
            B::new(
                "h l, k j",
                "change the value; choose another",
                &[(Char('h'), A::Turn(-1)), (Char('l'), A::Turn(1)), (Char('k'), A::Dial(-1)), (Char('j'), A::Dial(1))],
            ),
        ],
    },
    Group {
        title: "map",
        screen: Some(Screen::Map),
        bindings: &[
            B::new("arrows", "move the run's point", &[]).hint("← → ↑ ↓ point", 1),
            B::new("X Y", "another value across, up", &[(Char('X'), A::Axis(0)), (Char('Y'), A::Axis(1))])
                .hint("X Y axes", 3),
            B::new("M", "steps, final loss or rate", &[(Char('M'), A::Metric)]).hint("M measure", 4),
        ],
    },
    Group {
        title: "averages",
        screen: Some(Screen::Averages),
        bindings: &[
            B::new("b B", "lower, raise β", &[(Char('b'), A::Beta(-1)), (Char('B'), A::Beta(1))]).hint("b B β", 1),
            B::new("C", "bias correction, on and off", &[(Char('C'), A::Preset(Preset::Correction))])
                .hint("C correction", 2),
            B::new("N", "β weighs the new value, or the old", &[(Char('N'), A::OtherReading)]).hint("N reading", 4),
            B::new("M", "1-β for β, the mirror", &[(Char('M'), A::Mirror)]).hint("M 1-β", 7),
            B::new("i", "the recursion unrolled", &[(Char('i'), A::Inspect)]).hint("i unrolled", 3),
            B::new("o", "momentum with this β, on batches", &[(Char('o'), A::Race)]).hint("o momentum", 3),
            B::new("Q", "the notes' answer, next question", &[(Char('Q'), A::Question)]),
            B::new("f", "a series, a column of a CSV file", &[(Char('f'), A::Surface)]).hint("f series", 5),
            B::new("v", "the series without its noise", &[(Char('v'), A::Arrows)]).hint("v signal", 9),
            B::new("d", "keep this β to compare with", &[(Char('d'), A::Duplicate)]).hint("d compare", 6),
            B::new(
                "+ - (= is +), Z",
                "zoom the series; show all",
                &[
                    (Char('+'), A::Zoom(1)),
                    (Char('='), A::Zoom(1)),
                    (Char('-'), A::Zoom(-1)),
                    (Char('Z'), A::FitSurface),
                ],
            )
            .hint("+ - zoom", 8),
            B::new(
                "Del, Backspace",
                "drop one compared β",
                &[(Code(KeyCode::Delete), A::Remove), (Code(KeyCode::Backspace), A::Remove)],
            ),
            B::new("r", "all values as at first", &[(Char('r'), A::Reset)]),
            B::new("n", "a new seed for the noise", &[(Char('n'), A::NewSeed)]),
        ],
    },
    Group {
        title: "initialization",
        screen: Some(Screen::Init),
        bindings: &[
            B::new("6", "next part: signal, chain, symmetry", &[(Char('6'), A::Part)]).hint("6 next part", 1),
            B::new(
                "Tab Shift-Tab",
                "next, previous scheme",
                &[(Code(KeyCode::Tab), A::Run(1)), (Code(KeyCode::BackTab), A::Run(-1))],
            )
            .hint("tab scheme", 2),
            B::new("f", "the next activation function", &[(Char('f'), A::Surface)]).hint("f activation", 3),
            B::new("d", "one more scheme to compare", &[(Char('d'), A::Duplicate)]).hint("d compare", 6),
            B::new("a A", "symmetry: lower, raise α", &[(Char('a'), A::Alpha(-1)), (Char('A'), A::Alpha(1))])
                .hint("a A α", 4),
            B::new("E", "symmetry: break it by ε, or mend it", &[(Char('E'), A::Break)]).hint("E break", 5),
            B::new(
                "Del, Backspace",
                "remove the scheme",
                &[(Code(KeyCode::Delete), A::Remove), (Code(KeyCode::Backspace), A::Remove)],
            ),
            B::new("r", "all values as at first", &[(Char('r'), A::Reset)]),
            B::new("n", "a new seed for the weights", &[(Char('n'), A::NewSeed)]),
            B::new("Q", "the notes' answer, next question", &[(Char('Q'), A::Question)]),
        ],
    },
];
