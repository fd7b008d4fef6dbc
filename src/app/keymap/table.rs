//! The table itself.

use crossterm::event::KeyCode;

use super::Key::{Char, Code, Ctrl};
use super::{Binding, Group};
use crate::app::action::Action as A;
use crate::app::screen::Screen;
use crate::scenario::Preset;

/// Every key there is.
pub static KEYS: &[Group] = &[
    Group {
        title: "playing",
        screen: None,
        bindings: &[
            Binding {
                label: "Space",
                help: "play or pause; at the end, replay",
                hint: Some(("space play", 0)),
                keys: &[(Char(' '), A::PlayPause)],
            },
            Binding {
                label: ". ,",
                help: "one step forward, back",
                hint: Some((", . step", 3)),
                keys: &[(Char('.'), A::Step(1)), (Char(','), A::Step(-1))],
            },
            Binding {
                label: "> <",
                help: "faster, slower",
                hint: Some(("< > speed", 8)),
                keys: &[(Char('>'), A::Speed(1)), (Char('<'), A::Speed(-1))],
            },
            Binding {
                label: "g G, Home End",
                help: "first, last step",
                hint: None,
                keys: &[
                    (Char('g'), A::First),
                    (Char('G'), A::Last),
                    (Code(KeyCode::Home), A::First),
                    (Code(KeyCode::End), A::Last),
                ],
            },
        ],
    },
    Group {
        title: "values",
        screen: None,
        bindings: &[
            Binding {
                label: "a A, b B",
                help: "lower, raise α and β of the run",
                hint: Some(("a A b B α β", 2)),
                keys: &[
                    (Char('a'), A::Alpha(-1)),
                    (Char('A'), A::Alpha(1)),
                    (Char('b'), A::Beta(-1)),
                    (Char('B'), A::Beta(1)),
                ],
            },
            Binding {
                label: "Up Down, k j",
                help: "choose a value",
                hint: Some(("↑ ↓ value", 4)),
                keys: &[
                    (Code(KeyCode::Up), A::Dial(-1)),
                    (Code(KeyCode::Down), A::Dial(1)),
                    (Char('k'), A::Dial(-1)),
                    (Char('j'), A::Dial(1)),
                ],
            },
            Binding {
                label: "Left Right, h l",
                help: "lower, raise it (switches cycle)",
                hint: Some(("← → change", 5)),
                keys: &[
                    (Code(KeyCode::Left), A::Turn(-1)),
                    (Code(KeyCode::Right), A::Turn(1)),
                    (Char('h'), A::Turn(-1)),
                    (Char('l'), A::Turn(1)),
                ],
            },
            Binding {
                label: "H L",
                help: "a tenth of that",
                hint: None,
                keys: &[(Char('H'), A::Fine(-1)), (Char('L'), A::Fine(1))],
            },
            Binding {
                label: "Enter",
                help: "type the value",
                hint: Some(("enter type", 9)),
                keys: &[(Code(KeyCode::Enter), A::Type)],
            },
            Binding {
                label: "m",
                help: "a change acts from here on, or not",
                hint: None,
                keys: &[(Char('m'), A::Onward)],
            },
            Binding {
                label: "O", help: "the run's next schedule of α", hint: None, keys: &[(Char('O'), A::Schedule)]
            },
            Binding {
                label: "r",
                help: "the run's values back to default",
                hint: None,
                keys: &[(Char('r'), A::Reset)],
            },
            Binding {
                label: "n",
                help: "a new seed for noise and batches",
                hint: None,
                keys: &[(Char('n'), A::NewSeed)],
            },
        ],
    },
    Group {
        title: "what a step is made of",
        screen: None,
        bindings: &[
            Binding {
                label: "i",
                help: "the rule with this step's numbers",
                hint: Some(("i inspect", 4)),
                keys: &[(Char('i'), A::Inspect)],
            },
            Binding {
                label: "v",
                help: "arrows: gradient, velocity, step",
                hint: Some(("v arrows", 10)),
                keys: &[(Char('v'), A::Arrows)],
            },
        ],
    },
    Group {
        title: "questions",
        screen: None,
        bindings: &[Binding {
            label: "Q",
            help: "the notes' next question, answer",
            hint: Some(("Q question", 3)),
            keys: &[(Char('Q'), A::Question)],
        }],
    },
    Group {
        title: "runs",
        screen: None,
        bindings: &[
            Binding {
                label: "Tab Shift-Tab",
                help: "next, previous run",
                hint: Some(("tab run", 1)),
                keys: &[(Code(KeyCode::Tab), A::Run(1)), (Code(KeyCode::BackTab), A::Run(-1))],
            },
            Binding { label: "o", help: "add an optimizer", hint: Some(("o add", 7)), keys: &[(Char('o'), A::Add)] },
            Binding { label: "d", help: "duplicate the run", hint: None, keys: &[(Char('d'), A::Duplicate)] },
            Binding { label: "x", help: "hide or show it", hint: None, keys: &[(Char('x'), A::Hide)] },
            Binding { label: "y", help: "show it alone, or all runs", hint: None, keys: &[(Char('y'), A::Solo)] },
            Binding {
                label: "Del, Backspace",
                help: "remove it",
                hint: None,
                keys: &[(Code(KeyCode::Delete), A::Remove), (Code(KeyCode::Backspace), A::Remove)],
            },
        ],
    },
    Group {
        title: "comparisons, side by side",
        screen: None,
        bindings: &[
            Binding {
                label: "P",
                help: "PyTorch's rule against the notes'",
                hint: None,
                keys: &[(Char('P'), A::Preset(Preset::Conventions))],
            },
            Binding {
                label: "D",
                help: "batch, mini-batch, stochastic",
                hint: None,
                keys: &[(Char('D'), A::Preset(Preset::Batches))],
            },
            Binding {
                label: "F",
                help: "find each run's best values, fairly",
                hint: None,
                keys: &[(Char('F'), A::Tune)],
            },
            Binding {
                label: "C",
                help: "Adam's bias correction, on and off",
                hint: None,
                keys: &[(Char('C'), A::Preset(Preset::Correction))],
            },
        ],
    },
    Group {
        title: "surface and view",
        screen: None,
        bindings: &[
            Binding {
                label: "f",
                help: "a surface, a data set, any formula",
                hint: Some(("f surface", 6)),
                keys: &[(Char('f'), A::Surface)],
            },
            Binding {
                label: "+ - (= is +)",
                help: "zoom in, out",
                hint: None,
                keys: &[(Char('+'), A::Zoom(1)), (Char('='), A::Zoom(1)), (Char('-'), A::Zoom(-1))],
            },
            Binding {
                label: "p, then arrows",
                help: "move the view; p or Esc ends it",
                hint: None,
                keys: &[(Char('p'), A::PanMode)],
            },
            Binding {
                label: "z Z",
                help: "fit to the paths, whole surface",
                hint: None,
                keys: &[(Char('z'), A::FitPaths), (Char('Z'), A::FitSurface)],
            },
            Binding {
                label: "I",
                help: "lines of equal loss on the bands",
                hint: None,
                keys: &[(Char('I'), A::Isolines)],
            },
            Binding {
                label: "R",
                help: "basins: where starts come to (1, 4)",
                hint: None,
                keys: &[(Char('R'), A::Basins)],
            },
            Binding { label: "w", help: "w and b to one scale, or fill", hint: None, keys: &[(Char('w'), A::Aspect)] },
            Binding {
                label: "S",
                help: "the bowl turns by itself, or stops",
                hint: None,
                keys: &[(Char('S'), A::Spin)],
            },
        ],
    },
    Group {
        title: "map",
        screen: Some(Screen::Map),
        bindings: &[
            Binding {
                label: "arrows", help: "move the run's point", hint: Some(("← → ↑ ↓ point", 1)), keys: &[]
            },
            Binding {
                label: "X Y",
                help: "another value across, up",
                hint: Some(("X Y axes", 3)),
                keys: &[(Char('X'), A::Axis(0)), (Char('Y'), A::Axis(1))],
            },
            Binding {
                label: "M",
                help: "steps, final loss or rate",
                hint: Some(("M measure", 4)),
                keys: &[(Char('M'), A::Metric)],
            },
        ],
    },
    Group {
        title: "averages",
        screen: Some(Screen::Averages),
        bindings: &[
            Binding {
                label: "b B",
                help: "lower, raise β",
                hint: Some(("b B β", 1)),
                keys: &[(Char('b'), A::Beta(-1)), (Char('B'), A::Beta(1))],
            },
            Binding {
                label: "C",
                help: "bias correction, on and off",
                hint: Some(("C correction", 2)),
                keys: &[(Char('C'), A::Preset(Preset::Correction))],
            },
            Binding {
                label: "R",
                help: "β weighs the old value, or the new",
                hint: Some(("R reading", 4)),
                keys: &[(Char('R'), A::OtherReading)],
            },
            Binding {
                label: "M",
                help: "1-β for β, the mirror",
                hint: Some(("M 1-β", 7)),
                keys: &[(Char('M'), A::Mirror)],
            },
            Binding {
                label: "i",
                help: "the recursion unrolled",
                hint: Some(("i unrolled", 3)),
                keys: &[(Char('i'), A::Inspect)],
            },
            Binding {
                label: "m",
                help: "momentum with this β, on batches",
                hint: Some(("m momentum", 3)),
                keys: &[(Char('m'), A::Race)],
            },
            Binding {
                label: "Q",
                help: "the notes' answer, next question",
                hint: None,
                keys: &[(Char('Q'), A::Question)],
            },
            Binding {
                label: "f",
                help: "a series, a column of a CSV file",
                hint: Some(("f series", 5)),
                keys: &[(Char('f'), A::Surface)],
            },
            Binding {
                label: "v",
                help: "the series without its noise",
                hint: Some(("v signal", 9)),
                keys: &[(Char('v'), A::Arrows)],
            },
            Binding {
                label: "d",
                help: "keep this β to compare with",
                hint: Some(("d compare", 6)),
                keys: &[(Char('d'), A::Duplicate)],
            },
            Binding {
                label: "+ - (= is +), Z",
                help: "zoom the series; show all",
                hint: Some(("+ - zoom", 8)),
                keys: &[
                    (Char('+'), A::Zoom(1)),
                    (Char('='), A::Zoom(1)),
                    (Char('-'), A::Zoom(-1)),
                    (Char('Z'), A::FitSurface),
                ],
            },
            Binding {
                label: "Del, Backspace",
                help: "drop one compared β",
                hint: None,
                keys: &[(Code(KeyCode::Delete), A::Remove), (Code(KeyCode::Backspace), A::Remove)],
            },
            Binding { label: "r", help: "all values as at first", hint: None, keys: &[(Char('r'), A::Reset)] },
            Binding { label: "n", help: "a new seed for the noise", hint: None, keys: &[(Char('n'), A::NewSeed)] },
        ],
    },
    Group {
        title: "initialization",
        screen: Some(Screen::Init),
        bindings: &[
            Binding {
                label: "v",
                help: "the signal, the chain, the symmetry",
                hint: Some(("v next part", 1)),
                keys: &[(Char('v'), A::Part)],
            },
            Binding {
                label: "Tab Shift-Tab",
                help: "next, previous scheme",
                hint: Some(("tab scheme", 2)),
                keys: &[(Code(KeyCode::Tab), A::Run(1)), (Code(KeyCode::BackTab), A::Run(-1))],
            },
            Binding {
                label: "a A",
                help: "another activation",
                hint: Some(("a A activation", 3)),
                keys: &[(Char('a'), A::Alpha(-1)), (Char('A'), A::Alpha(1))],
            },
            Binding {
                label: "d",
                help: "one more scheme to compare",
                hint: Some(("d compare", 6)),
                keys: &[(Char('d'), A::Duplicate)],
            },
            Binding {
                label: "E",
                help: "break the symmetry by ε, or mend it",
                hint: Some(("E break", 5)),
                keys: &[(Char('E'), A::Break)],
            },
            Binding {
                label: "Del, Backspace",
                help: "remove the scheme",
                hint: None,
                keys: &[(Code(KeyCode::Delete), A::Remove), (Code(KeyCode::Backspace), A::Remove)],
            },
            Binding { label: "r", help: "all values as at first", hint: None, keys: &[(Char('r'), A::Reset)] },
            Binding { label: "n", help: "a new seed for the weights", hint: None, keys: &[(Char('n'), A::NewSeed)] },
            Binding {
                label: "Q",
                help: "the notes' answer, next question",
                hint: None,
                keys: &[(Char('Q'), A::Question)],
            },
        ],
    },
    Group {
        title: "everything else",
        screen: None,
        bindings: &[
            Binding {
                label: "u, Ctrl-R",
                help: "undo, redo a change",
                hint: Some(("u undo", 11)),
                keys: &[(Char('u'), A::Undo), (Ctrl('r'), A::Redo)],
            },
            Binding {
                label: "c",
                help: "show and copy its command line",
                hint: Some(("c command", 10)),
                keys: &[(Char('c'), A::Command)],
            },
            Binding {
                label: "e",
                help: "write a picture (as ravine render)",
                hint: Some(("e picture", 11)),
                keys: &[(Char('e'), A::Picture)],
            },
            Binding {
                label: "t T",
                help: "next, previous theme",
                hint: None,
                keys: &[(Char('t'), A::Theme(1)), (Char('T'), A::Theme(-1))],
            },
            Binding {
                label: "1 2 3 4 5 6",
                help: "race side bowl map averages init",
                hint: Some(("1-6 screen", 3)),
                keys: &[
                    (Char('1'), A::Screen(1)),
                    (Char('2'), A::Screen(2)),
                    (Char('3'), A::Screen(3)),
                    (Char('4'), A::Screen(4)),
                    (Char('5'), A::Screen(5)),
                    (Char('6'), A::Screen(6)),
                ],
            },
            Binding { label: "?", help: "this help", hint: Some(("? help", 0)), keys: &[(Char('?'), A::Help)] },
            Binding { label: "Esc", help: "close what is open", hint: None, keys: &[(Code(KeyCode::Esc), A::Close)] },
            Binding {
                label: "q, Ctrl-C",
                help: "quit",
                hint: Some(("q quit", 12)),
                keys: &[(Char('q'), A::Quit), (Ctrl('c'), A::Quit)],
            },
        ],
    },
];
