//! Paths and derivatives against PyTorch, JAX and optax: `tests/references/generate.py` made the CSV files.

#![allow(clippy::panic)] // helpers of tests, too, may fail loudly

use std::sync::Arc;

use ravine::optimizer::Convention;
use ravine::race::simulate;
use ravine::scenario::{Ground, Run, Scenario};
use ravine::surface::Surface;

fn rows(file: &str) -> Vec<csv::StringRecord> {
    let path = format!("{}/tests/references/{file}", env!("CARGO_MANIFEST_DIR"));
    let mut reader = csv::Reader::from_path(&path).unwrap_or_else(|e| panic!("{path}: {e}"));
    reader.records().collect::<Result<_, _>>().unwrap_or_else(|e| panic!("{path}: {e}"))
}

fn number(row: &csv::StringRecord, column: usize) -> f64 {
    row[column].parse().unwrap_or_else(|e| panic!("{row:?}: {e}"))
}

/// The libraries agree with each other, and with 40-digit arithmetic, within 7e-12 up to the horizons in the file
/// (the generator stops where an ulp has grown past 1e-11). A wrong ε, β or sign shows at 1e-9 and above.
const PATHS: f64 = 1e-9;

#[test]
fn paths_are_those_of_pytorch_and_optax() {
    let rows = rows("paths.csv");
    assert!(rows.len() > 3000, "{}", rows.len());
    let (mut cases, mut worst) = (0, 0.0_f64);
    for case in rows.chunk_by(|a, b| (2..7).all(|i| a[i] == b[i])) {
        let first = &case[0];
        let ground = Ground::from_spec(&first[2]).unwrap_or_else(|e| panic!("{e}"));
        let run = Run::from_spec(&first[4], 0).unwrap_or_else(|e| panic!("{e}"));
        let steps = case.iter().map(|r| number(r, 7) as usize).max().unwrap_or(0);
        let convention = if &first[3] == "pytorch" { Convention::Pytorch } else { Convention::Notes };
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
    assert_eq!(cases, 168, "21 surfaces and 8 rules");
    println!("worst deviation {worst:e}");
}

/// The two automatic differentiators agree within 1.4e-13 of an entry's size; a few hundred roundings of our own.
const DERIVATIVES: f64 = 2e-12;

#[test]
fn values_gradients_and_hessians_are_those_of_automatic_differentiation() {
    let rows = rows("derivatives.csv");
    assert!(rows.len() > 300, "{}", rows.len());
    for row in &rows {
        let surface = Surface::named(&row[0], &[]).unwrap_or_else(|| panic!("no surface {}", &row[0]));
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
    for entry in ravine::surface::CATALOGUE {
        assert!(paths.iter().any(|r| &r[2] == entry.name), "{}", entry.name);
        assert!(derivatives.iter().any(|r| &r[0] == entry.name), "{}", entry.name);
        let _ = Arc::new(Surface::from_entry(entry, &[]));
    }
}
