use super::*;
use crate::scenario::{Problem, Run};

fn axis(spec: &str) -> Result<Axis, String> {
    let scenario = Scenario::default();
    Axis::from_spec("--x", spec, &scenario, &scenario.runs[1]).map_err(|e| e.to_string())
}

#[test]
fn axes_have_both_ends_and_their_own_scale() {
    let alpha = axis("alpha=0.01..1:3:log").unwrap_or_else(|e| unreachable!("{e}"));
    assert_eq!((alpha.value(0), alpha.value(2)), (0.01, 1.0));
    assert!((alpha.value(1) - 0.1).abs() < 1e-15);
    let beta = axis("beta=0..0.99:3:log").unwrap_or_else(|e| unreachable!("{e}"));
    // The midpoint of 1 and .01 on a log scale.
    assert_eq!((beta.value(0), beta.value(2)), (0.0, 0.99));
    assert!((beta.value(1) - 0.9).abs() < 1e-15);
    assert_eq!(axis("beta=0...5:2").map(|a| a.high), Ok(0.5));
    assert_eq!(axis("beta=0..1e-3:2").map(|a| a.high), Ok(1e-3));
    assert_eq!(axis("kappa=1..100:5").map(|a| a.slot), Ok(Slot::Surface(0)));
}

#[test]
fn scales_are_inverse() {
    for (scale, value) in [(Scale::Log, 0.03), (Scale::OneMinusLog, 0.95), (Scale::OneMinusLog, 0.0)] {
        assert!((from_scale(scale, to_scale(scale, value)) - value).abs() < 1e-15);
    }
}
use crate::math::parameter::Scale;

#[test]
fn what_is_wrong_with_an_axis_is_said_in_a_line() {
    for (spec, part) in [
        ("alpha", "write NAME=LO..HI:N"),
        ("alpha=1:3", "write NAME=LO..HI:N"),
        ("alpha=0.1..1", "write NAME=LO..HI:N"),
        ("alph=0.1..1:3", "did you mean 'alpha'?"),
        ("alpha=0.1..0.1:3", "the range is empty"),
        ("alpha=1..0.1:3", "runs backwards; write alpha=0.1..1"),
        ("alpha=0.1..1:1", "at least 2"),
        ("alpha=0.1..1:0", "at least 2"),
        ("alpha=0.1..inf:3", "alpha=inf is out of range"),
        ("alpha=nan..1:3", "alpha=nan is out of range"),
        ("beta=0..1:3", "beta=1 is out of range; 0 <= beta < 1"),
        ("alpha=0.1..1:x", "'x' is no number of cells"),
        ("alpha=0.1..1:3:lag", "only :log may follow"),
        ("alpha=0.1..1:3:log:log", "only :log may follow"),
        ("weight_decay=0..1:3:log", "0 has no logarithm"),
        ("alpha=0.1..1:1000000000", "too many"),
    ] {
        let line = axis(spec).err().unwrap_or_default();
        assert!(line.contains(part) && !line.contains('\n'), "{spec}: {line}");
    }
    assert!(affordable(100_000, 10_000, 1).is_err() && affordable(1000, 1000, 2_000_000).is_err());
    assert!(affordable(1000, 1000, 300).is_ok());
}

/// Each cell equals its single run to the bit: in tiles, with options, with mid-run changes, under noise, with a
/// varying surface.
#[test]
fn lines_are_single_runs() {
    let question = Question { tolerance: 1e-6, rate: true };
    let mut noisy = Scenario { noise: 0.1, ..Scenario::default() };
    noisy.runs.truncate(3);
    for (scenario, run) in
        [(Scenario::default(), 1), (Scenario::default(), 3), (noisy, 2), (of(OPTIONS), 0), (of(CHANGING), 0)]
    {
        let alpha = Slot::Hyper(0);
        for up in [Slot::Hyper(1), Slot::Surface(0)] {
            for slots in [[alpha, up], [up, alpha]] {
                let Ok(sweep) = Sweep::new(&scenario, run, slots) else { unreachable!() };
                let values = |slot: Slot| match slot {
                    Slot::Hyper(0) => [0.01, 0.1, 0.7],
                    Slot::Hyper(_) => [0.0, 0.5, 0.9],
                    Slot::Surface(_) => [1.0, 20.0, 400.0],
                };
                for y in values(slots[1]) {
                    let mut cells = [Cell::default(); 3];
                    sweep.line(&values(slots[0]), y, question, &mut cells);
                    for (x, cell) in values(slots[0]).into_iter().zip(cells) {
                        let plan = sweep.plan_at([x, y]).unwrap_or_else(|| unreachable!());
                        assert_eq!(tiles::cell(&plan, question), cell, "{slots:?} {x} {y}");
                        let path = crate::run::simulate(&plan);
                        assert_eq!(path.records().last().map(|r| r.loss.to_bits()), Some(cell.loss.to_bits()));
                    }
                }
            }
        }
    }
}

const OPTIONS: &str = "momentum:alpha=0.1,weight_decay=0.01";
const CHANGING: &str = "momentum:alpha=0.1,alpha@10=0.2,beta@40=0.5";

fn of(spec: &str) -> Scenario {
    let mut scenario = Scenario::on(Problem::bowl());
    scenario.runs = vec![Run::from_spec(spec, 0).unwrap_or_else(|e| unreachable!("{e}"))];
    scenario
}

#[test]
fn the_point_of_the_run_itself_does_not_change_the_plane() {
    let mut scenario = Scenario::default();
    let slots = [Slot::Hyper(0), Slot::Hyper(1)];
    let of = |scenario: &Scenario| Sweep::new(scenario, 1, slots).unwrap_or_else(|e| unreachable!("{e}"));
    let before = of(&scenario);
    scenario.runs[1].hypers[0] = Some(0.3);
    scenario.runs[1].hypers[1] = Some(0.3);
    assert!(before.same_plane(&of(&scenario)));
    scenario.start = Some([1.0, 1.0]);
    assert!(!before.same_plane(&of(&scenario)));
    assert!(Sweep::new(&scenario, 1, [Slot::Hyper(0); 2]).is_err());
}
