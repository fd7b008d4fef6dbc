use super::*;
use crate::math::surface::Surface;

fn bowl() -> Surface {
    Surface::named("bowl", &[]).unwrap_or_else(|| unreachable!())
}

/// All choices of the switches, one at a time.
fn choices(optimizer: &Description) -> Vec<Values> {
    let mut all = Vec::new();
    for (convention, _) in Convention::ALL {
        let defaults = optimizer.defaults(convention);
        all.push(defaults.clone());
        for (i, switch) in optimizer.switches.iter().enumerate() {
            for index in 0..switch.choices.len() {
                let mut values = defaults.clone();
                values.switches[i] = index;
                all.push(values);
            }
        }
    }
    // With everything that is zero by default, such as momentum, turned on.
    let mut raised = optimizer.defaults(Convention::Notes);
    for (value, hyper) in raised.hypers.iter_mut().zip(optimizer.hypers) {
        if *value == 0.0 {
            *value = hyper.clamp(0.5);
        }
    }
    all.push(raised);
    all
}

#[test]
fn descriptions_are_consistent() {
    for optimizer in OPTIMIZERS {
        assert_eq!(optimizer.hypers.first().map(|h| h.name), Some("alpha"), "{}", optimizer.name);
        for (convention, _) in Convention::ALL {
            let values = optimizer.defaults(convention);
            for (hyper, value) in optimizer.all_hypers().zip(&values.hypers) {
                assert!(hyper.allows(*value), "{} {}", optimizer.name, hyper.name);
            }
            for (switch, index) in optimizer.all_switches().zip(&values.switches) {
                assert!(*index < switch.choices.len());
            }
            assert!(!(optimizer.equation)(&values).is_empty());
            assert_eq!(optimizer.build(&values).alpha(), values.hypers[0]);
        }
        for (_, name, _) in optimizer.overrides {
            assert!(optimizer.all_hypers().any(|h| h.name == *name), "{} {name}", optimizer.name);
        }
        // Keys are unique across hyperparameters, switches and options.
        let hypers = optimizer.all_hypers().map(|h| h.name);
        let mut names: Vec<&str> = hypers.chain(optimizer.all_switches().map(|s| s.name)).collect();
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count, "{}", optimizer.name);
    }
}

/// The inspector shows the actual step: V, S and Δ are those of the rule itself, with every switch and option.
#[test]
fn explanations_say_what_the_step_does() {
    let (surface, at) = (bowl(), [0.7, -0.4]);
    let options: [&[(&str, f64)]; 4] =
        [&[], &[("weight_decay", 0.1)], &[("clip_norm", 2.0), ("weight_decay", 0.1)], &[("clip_value", 1.0)]];
    for optimizer in OPTIMIZERS {
        for values in choices(optimizer) {
            for option in options {
                let mut values = values.clone();
                for (name, value) in option {
                    let place = optimizer.all_hypers().position(|h| h.name == *name);
                    values.hypers[place.unwrap_or_else(|| unreachable!())] = *value;
                }
                if values.hypers[1..]
                    .iter()
                    .zip(optimizer.hypers.iter().skip(1))
                    .any(|(v, h)| h.name == "beta2" && *v == 0.0)
                {
                    continue;
                }
                let update = Update::build(optimizer, &values);
                let g = [0.3, -7.0];
                let mut memory = update.rule.start();
                for t in 0..3 {
                    let _ = update.step(&surface, (t, 100), at, g.map(|g| g * 0.5), &mut memory);
                }
                let told = update.explain(&surface, (3, 100), at, g, &memory);
                let step = update.step(&surface, (3, 100), at, g, &mut memory);
                let name = format!("{} {values:?}", optimizer.name);
                let last = told.lines.last().unwrap_or_else(|| unreachable!());
                assert_eq!(last.left, "Δ =", "{name}");
                for (told, step) in last.value.iter().zip(step) {
                    assert!((told - step).abs() <= 1e-15 * step.abs(), "{name}");
                }
                for line in &told.lines {
                    match line.left {
                        "V ←" => assert_eq!(line.value, memory.velocity, "{name}"),
                        "S ←" | "U ←" => assert_eq!(line.value, memory.squares, "{name}"),
                        _ => {}
                    }
                    assert!(line.left.starts_with('g') || line.numbers.iter().all(|n| !n.is_empty()), "{line:?}");
                }
                if !option.is_empty() {
                    continue;
                }
                // One line per line of the equation, plus the gradient's.
                assert_eq!(told.lines.len(), (optimizer.equation)(&values).len() + 1, "{name}");
                if optimizer.name == "adamw" || optimizer.name == "lion" {
                    continue;
                }
                // The step is the rate times the velocity, or the gradient if there is none.
                let of = |name: &str| told.quantities.iter().find(|q| q.name == name).map(|q| q.value);
                let force = of("velocity").or(of("gradient")).unwrap_or_default();
                let rate = of("rate").unwrap_or_default();
                for axis in 0..2 {
                    // Products in another order differ by a few rounding errors.
                    let error = (step[axis] + rate[axis] * force[axis]).abs();
                    assert!(error <= 1e-13 * step[axis].abs(), "{name} {step:?} {rate:?} {force:?}");
                }
            }
        }
    }
}

/// Every switch changes the path; none is ignored.
#[test]
fn every_switch_does_something() {
    let surface = bowl();
    for optimizer in OPTIMIZERS {
        let walk = |values: &Values| {
            let mut values = values.clone();
            // Values that make the switches visible: a large ε, and momentum.
            for (value, hyper) in values.hypers.iter_mut().zip(optimizer.hypers) {
                match hyper.name {
                    "eps" => *value = 0.1,
                    "momentum" => *value = 0.5,
                    _ => {}
                }
            }
            let update = Update::build(optimizer, &values);
            let (mut at, mut memory) = ([-1.0, 0.5], update.rule.start());
            for t in 0..12 {
                let (_, g) = surface.gradient(at);
                // A changing α shows whether it is inside the velocity.
                let rule = update.rule.with_alpha(if t < 6 { 0.05 } else { 0.01 });
                let step = Update { rule, ..update }.step(&surface, (t, 12), at, g, &mut memory);
                at = [at[0] + step[0], at[1] + step[1]];
            }
            at
        };
        for (convention, _) in Convention::ALL {
            let defaults = optimizer.defaults(convention);
            for (i, switch) in optimizer.switches.iter().enumerate() {
                let mut flipped = defaults.clone();
                flipped.switches[i] = 1 - flipped.switches[i];
                // Without bias correction there is no before and after; and on a bowl all curvatures are positive.
                let idle = (switch.name == "eps_hat" || switch.name == "max_of")
                    && optimizer.switches.iter().zip(&defaults.switches).any(|(s, v)| {
                        (s.name == "bias_correction" && *v == 0)
                            || (s.name == "max_of" && *v == 1 && switch.name == "eps_hat")
                    });
                if !idle && switch.name != "saddle_free" {
                    assert_ne!(walk(&defaults), walk(&flipped), "{} {} {convention:?}", optimizer.name, switch.name);
                }
            }
        }
    }
}

#[test]
fn decays_end_in_zero_before_they_become_denormal() {
    let mut memory = Memory { velocity: [1e-151, 1.0], squares: [1e-301, 1e-299], ..Memory::default() };
    memory.flush();
    assert_eq!(memory.velocity, [0.0, 1.0]);
    assert_eq!(memory.squares, [0.0, 1e-299]);
}

/// Newton's method solves a quadratic in one step, and escapes a saddle if it uses absolute curvatures.
#[test]
fn newton_on_a_quadratic_and_at_a_saddle() {
    let step = |surface: &str, at: Pair, saddle_free: bool| {
        let surface = Surface::named(surface, &[]).unwrap_or_else(|| unreachable!());
        let rule = AnyRule::Newton(Newton { alpha: 1.0, damping: 0.0, saddle_free });
        let extras = Update::build(OPTIMIZERS[0], &OPTIMIZERS[0].defaults(Convention::Notes)).extras;
        let step = Update { rule, extras }.step(&surface, (0, 1), at, surface.gradient(at).1, &mut Memory::default());
        [at[0] + step[0], at[1] + step[1]]
    };
    for free in [false, true] {
        let [w, b] = step("booth", [-6.3, 7.4], free);
        assert!((w - 1.0).abs() < 1e-12 && (b - 3.0).abs() < 1e-12, "{w} {b}");
    }
    assert_eq!(step("saddle", [1.0, 0.5], false), [0.0, 0.0]);
    let [w, b] = step("saddle", [1.0, 0.5], true);
    assert!(w.abs() < 1e-15 && (b - 1.0).abs() < 1e-15, "{w} {b}");
}

/// Schedules at both ends, computed by hand.
#[test]
fn schedules_begin_and_end_where_they_say() {
    let defaults: [f64; 9] = std::array::from_fn(|i| SCHEDULE_PARAMETERS[i].default);
    let factor = |name: &str, t: usize| {
        let kind = SCHEDULES.iter().position(|s| s.name == name).unwrap_or_else(|| unreachable!());
        SchedulePlan::new(kind, defaults).factor(t, 200)
    };
    for (name, t, want) in [
        ("constant", 77, 1.0),
        ("step", 99, 1.0),
        ("step", 100, 0.5),
        ("exponential", 2, 0.9801),
        ("inverse", 100, 0.5),
        ("cosine", 0, 1.0),
        ("cosine", 100, 0.5),
        ("cosine", 200, 0.0),
        ("warmup-cosine", 0, 0.0),
        ("warmup-cosine", 15, 0.5),
        ("warmup-cosine", 30, 1.0),
        ("warmup-cosine", 115, 0.5),
        ("one-cycle", 0, 0.04),
        ("one-cycle", 59, 1.0),
        ("one-cycle", 199, 4e-6),
    ] {
        assert!((factor(name, t) - want).abs() < 1e-12, "{name} {t}: {}", factor(name, t));
    }
}
