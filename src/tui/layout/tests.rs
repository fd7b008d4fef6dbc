//! Window sizes from the minimum to a video wall.

use super::*;
use crate::scenario::Scenario;
use crate::tui::theme::{Depth, Mode, Scheme};

fn model(screen: Screen, runs: usize) -> Model {
    let mut scenario = Scenario::default();
    let last = scenario.runs.last().cloned();
    scenario.runs.resize_with(runs, || last.clone().unwrap_or_else(|| unreachable!()));
    let mut model = Model::new(scenario, Scheme::of(Mode::Dark), Depth::True, (80, 24));
    model.screen = screen;
    model
}

#[test]
fn the_three_sizes_stand_as_designed() {
    let rect = |c0: u16, r0: u16, c1: u16, r1: u16| Rect::new(c0, r0, c1 - c0 + 1, r1 - r0 + 1);
    let model = model(Screen::Race, 4);
    let at = |w, h| Layout::of(&model, (w, h)).unwrap_or_default();
    let small = at(80, 24);
    assert_eq!((small.field, small.legend.y, small.chart), (rect(6, 1, 51, 13), 15, rect(6, 16, 51, 20)));
    assert_eq!((small.timeline.y, small.steps.y, small.hints.y), (21, 22, 23));
    assert_eq!((small.panel.x, small.panel.width), (55, 24));
    let middle = at(120, 40);
    assert_eq!((middle.field, middle.legend.y, middle.chart), (rect(6, 2, 81, 24), 26, rect(6, 27, 81, 35)));
    assert_eq!((middle.panel.x, middle.panel.width, middle.hints.y), (86, 32, 39));
    let large = at(200, 50);
    assert_eq!((large.field, large.legend.y, large.chart), (rect(7, 2, 143, 32), 34, rect(7, 35, 143, 45)));
    assert_eq!((large.panel.x, large.panel.width, large.hints.y), (148, 50, 49));
}

#[test]
fn nothing_overlaps_and_nothing_leaves_the_window() {
    for (screen, runs, inspecting, averages) in [
        (Screen::Race, 4, false, false),
        (Screen::Race, 4, true, false),
        (Screen::Side, 1, false, false),
        (Screen::Side, 3, false, false),
        (Screen::Side, 4, false, true),
        (Screen::Side, 8, false, false),
        (Screen::Bowl, 4, false, false),
        (Screen::Map, 4, false, false),
        (Screen::Averages, 4, false, false),
        (Screen::Init, 4, false, false),
    ] {
        let mut model = model(screen, runs);
        (model.inspecting, model.averages) = (inspecting, averages);
        for width in 20..=300 {
            for height in 6..=100 {
                let l = Layout::of(&model, (width, height)).unwrap_or_default();
                let what = format!("{screen:?} {runs} {width}x{height}");
                let window = Rect::new(0, 0, width, height);
                let mut all = vec![
                    l.header,
                    l.b_ticks,
                    l.w_ticks,
                    l.legend,
                    l.table,
                    l.chart,
                    l.chart_ticks,
                    l.timeline,
                    l.speed,
                    l.steps,
                    l.hints,
                    l.panel,
                    l.map,
                    l.map_title,
                    l.map_legend,
                    l.question,
                ];
                if screen == Screen::Side {
                    all.extend(l.plots.iter().map(|(_, plot)| Rect { y: plot.y - 1, height: plot.height + 1, ..plot }));
                    assert!(l.plots.count() >= 1 && l.plots.iter().any(|(run, _)| run == model.selected), "{what}");
                    // All the same size, so that one sampled field serves them all.
                    assert!(l.plots.iter().all(|(_, p)| (p.width, p.height) == (l.field.width, l.field.height)));
                } else {
                    all.push(l.field);
                }
                for (i, a) in all.iter().enumerate() {
                    assert_eq!(window.intersection(*a).area(), a.area(), "{what} {a:?}");
                    for b in &all[i + 1..] {
                        assert!(a.area() == 0 || b.area() == 0 || !a.intersects(*b), "{what} {a:?} {b:?}");
                    }
                }
                match screen {
                    Screen::Race if inspecting && width < 64 => assert!(l.panel.height >= 3, "{what}"),
                    Screen::Race => {
                        assert!(l.field.width >= 12 && l.field.height >= 1, "{what} {:?}", l.field);
                        assert_eq!(l.field.height % 2, 1, "{what}");
                    }
                    Screen::Map => assert!(l.map.width >= 12 && l.map.height >= 1, "{what} {:?}", l.map),
                    _ => assert!(l.field.width >= 12 && l.field.height >= 1, "{what} {:?}", l.field),
                }
            }
        }
    }
}
