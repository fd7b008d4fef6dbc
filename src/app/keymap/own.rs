//! What keys do on the race, side by side and on the bowl that they do not do elsewhere, or that matters most there.

use crossterm::event::KeyCode;

use super::Key::{Char, Code};
use super::{Binding, Group};
use crate::app::action::Action as A;
use crate::app::screen::Screen;
use crate::scenario::Preset;

/// The groups of these screens.
pub static OWN: &[Group] = &[
    Group {
        title: "race",
        screen: Some(Screen::Race),
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
            Binding { label: "y", help: "one run alone, or all", hint: None, keys: &[(Char('y'), A::Solo)] },
            Binding { label: "R", help: "basins: where starts come to", hint: None, keys: &[(Char('R'), A::Basins)] },
            Binding {
                label: "m",
                help: "changes act from here on, or not",
                hint: None,
                keys: &[(Char('m'), A::Onward)],
            },
        ],
    },
    Group {
        title: "side by side",
        screen: Some(Screen::Side),
        bindings: &[
            Binding {
                label: "Tab Shift-Tab",
                help: "next, previous run",
                hint: Some(("tab run", 1)),
                keys: &[(Code(KeyCode::Tab), A::Run(1)), (Code(KeyCode::BackTab), A::Run(-1))],
            },
            Binding {
                label: "d",
                help: "duplicate the run, then change one",
                hint: None,
                keys: &[(Char('d'), A::Duplicate)],
            },
            Binding {
                label: "C",
                help: "Adam's bias correction, on and off",
                hint: None,
                keys: &[(Char('C'), A::Preset(Preset::Correction))],
            },
            Binding {
                label: "i",
                help: "averages of the first steps, or not",
                hint: Some(("i averages", 4)),
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
        title: "bowl",
        screen: Some(Screen::Bowl),
        bindings: &[
            Binding {
                label: "arrows", help: "turn and tilt the bowl", hint: Some(("← → ↑ ↓ turn", 1)), keys: &[]
            },
            Binding {
                label: "+ - (= is +), Z",
                help: "nearer, farther; as at first",
                hint: Some(("+ - zoom", 8)),
                keys: &[
                    (Char('+'), A::Zoom(1)),
                    (Char('='), A::Zoom(1)),
                    (Char('-'), A::Zoom(-1)),
                    (Char('Z'), A::FitSurface),
                ],
            },
            Binding {
                label: "S",
                help: "it turns by itself, or stops",
                hint: Some(("S spin", 6)),
                keys: &[(Char('S'), A::Spin)],
            },
            Binding {
                label: "h l, k j",
                help: "change the value; choose another",
                hint: None,
                keys: &[
                    (Char('h'), A::Turn(-1)),
                    (Char('l'), A::Turn(1)),
                    (Char('k'), A::Dial(-1)),
                    (Char('j'), A::Dial(1)),
                ],
            },
            Binding { label: "y", help: "one run alone, or all", hint: None, keys: &[(Char('y'), A::Solo)] },
        ],
    },
];
