//! Paths and derivatives against PyTorch, JAX and optax, averages against pandas: the scripts in `tests/references/` made the CSV
//! files.

#![allow(clippy::panic)] // helpers of tests, too, may fail loudly

use std::sync::Arc;

use ravine::averages::{Reading, average};
use ravine::math::surface::Surface;
use ravine::optimizer::{Convention, OPTIMIZERS, SCHEDULE_PARAMETERS, SCHEDULES, SchedulePlan};
use ravine::run::simulate;
use ravine::scenario::{Problem, Run, Scenario};

fn rows(file: &str) -> Vec<csv::StringRecord> {
    let path = format!("{}/tests/references/{file}", env!("CARGO_MANIFEST_DIR"));
    let mut reader = csv::Reader::from_path(&path).unwrap_or_else(|e| panic!("{path}: {e}"));
    reader.records().collect::<Result<_, _>>().unwrap_or_else(|e| panic!("{path}: {e}"))
}

fn number(row: &csv::StringRecord, column: usize) -> f64 {
    row[column].parse().unwrap_or_else(|e| panic!("{row:?}: {e}"))
}

/// The surface that a name in the files stands for: the generators' bowls have κ = 20.
fn spec(name: &str) -> &str {
    match name {
        "bowl" => "bowl:kappa=20",
        "rotated-bowl" => "rotated-bowl:kappa=20",
        other => other,
    }
}

/// The libraries agree with each other, and with 40-digit arithmetic, within 7e-12 up to the horizons in the file
/// (the generator stops where an ulp has grown past 1e-11). A wrong ε, β or sign shows at 1e-9 and above.
const PATHS: f64 = 1e-9;

#[test]
fn paths_are_those_of_pytorch_and_optax() {
    // 21 surfaces and 8 rules.
    compare_paths("paths.csv", 168);
}

/// Every rule in every convention, with all of its values and with none but α: PyTorch's, Keras' and optax' own, and for what
/// is not in the notes the paper's.
#[test]
fn the_family_is_that_of_the_libraries_and_papers() {
    let rules = compare_paths("family.csv", 556);
    for optimizer in OPTIMIZERS {
        // The yardsticks are tested against closed forms.
        if !["newton", "gradient-flow"].contains(&optimizer.name) {
            assert!(rules.iter().any(|rule| rule == optimizer.name), "{}", optimizer.name);
        }
    }
}

/// Compares every path of a file; returns the optimizers that it has.
fn compare_paths(file: &str, count: usize) -> Vec<String> {
    let rows = rows(file);
    assert!(rows.len() > 3000, "{}", rows.len());
    let (mut cases, mut worst, mut rules) = (0, 0.0_f64, Vec::new());
    for case in rows.chunk_by(|a, b| (2..7).all(|i| a[i] == b[i])) {
        let first = &case[0];
        let ground = Problem::from_spec(spec(&first[2])).unwrap_or_else(|e| panic!("{e}"));
        let run = Run::from_spec(&first[4], 0).unwrap_or_else(|e| panic!("{e}"));
        let steps = case.iter().map(|r| number(r, 7) as usize).max().unwrap_or(0);
        let convention = Convention::ALL.iter().find(|(_, name)| *name == &first[3]).map(|(c, _)| *c);
        let convention = convention.unwrap_or_else(|| panic!("{first:?}"));
        rules.push(run.description().name.to_owned());
        let scenario = Scenario {
            runs: vec![run],
            convention,
            start: Some([number(first, 5), number(first, 6)]),
            steps,
            ..Scenario::on(ground)
        };
        let path = simulate(&scenario.resolved()[0].plan);
        cases += 1;
        for row in case {
            let step = number(row, 7) as usize;
            let got = path.records().get(step).unwrap_or_else(|| panic!("{row:?}: ended early")).at;
            for axis in 0..2 {
                let want = number(row, 8 + axis);
                // Relative, and absolute below 1: near zero a path is the difference of larger numbers.
                let error = (got[axis] - want).abs() / want.abs().max(1.0);
                worst = worst.max(error);
                assert!(error <= PATHS, "{row:?}: got {got:?}, off by {error:e}");
            }
        }
    }
    assert_eq!(cases, count);
    println!("worst deviation {worst:e}");
    rules
}

/// The schedules of PyTorch and optax. Cosines and powers of two libraries differ in their last bits.
#[test]
fn schedules_are_those_of_the_libraries() {
    let rows = rows("schedules.csv");
    assert!(rows.len() > 600, "{}", rows.len());
    for row in &rows {
        let kind = SCHEDULES.iter().position(|s| s.name == &row[0]).unwrap_or_else(|| panic!("{row:?}"));
        let mut values: [f64; 9] = std::array::from_fn(|i| SCHEDULE_PARAMETERS[i].default);
        let optax = row[1].split(';').any(|pair| pair == "cycle=optax");
        for (key, value) in row[1].split(';').filter_map(|pair| pair.split_once('=')) {
            if key == "cycle" {
                continue;
            }
            // The libraries' names, and ours.
            let ours = match (&row[0], key) {
                ("warmup-cosine", "warmup_steps") => "warmup",
                ("one-cycle", "warmup") => "rise",
                ("one-cycle", "div_factor") => "div",
                ("one-cycle", "final_div_factor") => "final_div",
                (_, other) => other,
            };
            let place = SCHEDULE_PARAMETERS.iter().position(|p| p.name == ours).unwrap_or_else(|| panic!("{row:?}"));
            values[place] = value.parse().unwrap_or_else(|e| panic!("{row:?}: {e}"));
        }
        let plan = SchedulePlan::new(kind, values).with_cycle(usize::from(optax));
        let factor = plan.factor(number(row, 3) as usize, number(row, 2) as usize);
        assert!((factor - number(row, 4)).abs() < 1e-14, "{row:?}: {factor}");
    }
}

/// The two automatic differentiators agree within 1.4e-13 of an entry's size; a few hundred roundings of our own.
const DERIVATIVES: f64 = 2e-12;

#[test]
fn values_gradients_and_hessians_are_those_of_automatic_differentiation() {
    let rows = rows("derivatives.csv");
    assert!(rows.len() > 300, "{}", rows.len());
    for row in &rows {
        let ground = Problem::from_spec(spec(&row[0])).unwrap_or_else(|e| panic!("{e}"));
        let surface = ground.surface();
        let at = [number(row, 1), number(row, 2)];
        let (loss, gradient) = surface.gradient(at);
        let hessian = surface.hessian(at);
        let got = [loss, gradient[0], gradient[1], hessian[(0, 0)], hessian[(0, 1)], hessian[(1, 1)]];
        assert_eq!(surface.value(at), loss);
        for (i, got) in got.iter().enumerate() {
            let want = number(row, 3 + i);
            let error = (got - want).abs() / want.abs().max(1.0);
            assert!(error <= DERIVATIVES, "{row:?}: column {} is {got}, off by {error:e}", 3 + i);
        }
    }
}

#[test]
fn every_surface_is_covered() {
    let (paths, derivatives) = (rows("paths.csv"), rows("derivatives.csv"));
    for entry in ravine::math::surface::CATALOGUE {
        assert!(paths.iter().any(|r| &r[2] == entry.name), "{}", entry.name);
        assert!(derivatives.iter().any(|r| &r[0] == entry.name), "{}", entry.name);
        let _ = Arc::new(Surface::from_entry(entry, &[]));
    }
}

/// Relative to the largest value so far. pandas is off by 9e-16 of it; our sum of weights by at most one rounding a step, 150 of
/// them. A wrong weight, start or correction shows at 1e-3 and above.
const AVERAGES: f64 = 5e-14;

#[test]
fn averages_are_those_of_pandas() {
    let rows = rows("averages.csv");
    let mut cases = 0;
    for case in rows.chunk_by(|a, b| (0..2).all(|i| a[i] == b[i])) {
        let y: Vec<f64> = case.iter().map(|row| number(row, 3)).collect();
        let beta = number(&case[0], 1);
        for (reading, beta) in [(Reading::Momentum, beta), (Reading::Notes, 1.0 - beta)] {
            let ours = average(&y, reading.weights(beta));
            let mut largest = 0.0_f64;
            for (t, row) in case.iter().enumerate() {
                largest = largest.max(y[t].abs());
                for (got, want) in [(ours.raw[t], number(row, 4)), (ours.corrected[t], number(row, 5))] {
                    assert!((got - want).abs() <= AVERAGES * largest, "{row:?}: {got}");
                }
            }
        }
        cases += 1;
    }
    // 8 series and 8 values of β.
    assert_eq!(cases, 64);
}
