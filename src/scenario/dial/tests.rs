use super::*;

#[test]
fn every_dial_reads_turns_and_takes_text() {
    let mut scenario = Scenario::default();
    for run in 0..scenario.runs.len() {
        for dial in scenario.dials(run) {
            let before = scenario.reading(Knob::new(run, dial), None);
            assert!(before.is_some(), "{dial:?}");
            scenario.nudge(Knob::new(run, dial), 1, false);
            let after = scenario.reading(Knob::new(run, dial), None);
            assert_ne!(before, after, "{run} {dial:?}");
            let text = after.map(|r| r.value).unwrap_or_default();
            assert_eq!(scenario.type_in(Knob::new(run, dial), &text), Ok(()), "{dial:?} {text}");
        }
    }
}

#[test]
fn a_change_from_a_step_on_leaves_what_was_before_and_ends_what_comes_later() {
    let mut scenario = Scenario::default();
    let onward = |step| Knob { run: 0, dial: Dial::Hyper(0), step, onward: true };
    let reads = |s: &Scenario, step| s.number(Knob { step, ..Knob::new(0, Dial::Hyper(0)) }, None);
    for (step, text) in [(50, "0.01"), (20, "0.02"), (80, "0.03")] {
        assert_eq!(scenario.type_in(onward(step), text), Ok(()));
    }
    let seen = [0, 19, 20, 79, 80, 300].map(|step| reads(&scenario, step));
    assert_eq!(seen, [Some(0.036), Some(0.036), Some(0.02), Some(0.02), Some(0.03), Some(0.03)]);
    // A change of the whole path starts from the value shown, and becomes the only one.
    scenario.nudge(Knob { onward: false, ..onward(30) }, 20, false);
    assert_eq!((reads(&scenario, 0), reads(&scenario, 90)), (Some(0.2), Some(0.2)));
    assert!(scenario.runs[0].changes.is_empty());
}

#[test]
fn a_reset_run_is_untouched_again() {
    let mut scenario = Scenario::default();
    let fresh = scenario.clone();
    for dial in scenario.dials(3).into_iter().filter(|d| d.of_run()) {
        scenario.nudge(Knob::new(3, dial), 1, false);
    }
    assert_ne!(scenario, fresh);
    scenario.reset(3);
    assert_eq!(scenario, fresh);
}

#[test]
fn typed_nonsense_changes_nothing_and_says_what_would_be_right() {
    let mut scenario = Scenario::default();
    let fresh = scenario.clone();
    let error = scenario.type_in(Knob::new(1, Dial::Hyper(1)), "1.5").err().map(|e| e.to_string());
    assert_eq!(error.as_deref(), Some("momentum: beta=1.5 is out of range; 0 <= beta < 1"));
    assert_eq!(scenario, fresh);
}
