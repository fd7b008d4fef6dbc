//! Weight initialization: the command line as a user calls it, and PyTorch's numbers.

#![allow(clippy::unwrap_used, clippy::panic)] // helpers of tests, too, may fail loudly

use std::process::{Command, Stdio};

use nalgebra::DMatrix;
use ravine::network::symmetry::SAMPLES;
use ravine::network::{ACTIVATIONS, Activation, Net, SCHEMES, Scheme, Setup, Signal, Symmetry};
use ravine::optimizer::{Convention, named};

fn ravine(args: &[&str]) -> (Option<i32>, String, String) {
    let done = Command::new(env!("CARGO_BIN_EXE_ravine")).args(args).stdin(Stdio::null()).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (done.status.code(), text(done.stdout), text(done.stderr))
}

fn out(args: &[&str]) -> String {
    let (code, out, errors) = ravine(args);
    assert_eq!((code, errors.as_str()), (Some(0), ""), "{args:?}");
    out
}

const HEAD: &str =
    "layer,fan_in,fan_out,weight_std,activation_mean,activation_std,gradient_std,dead_fraction,distinct_units";

fn csv(args: &[&str]) -> Vec<Vec<f64>> {
    let all = out(&[&["init", "--format", "csv"], args].concat());
    let mut lines = all.lines();
    assert_eq!(lines.next(), Some(HEAD));
    lines.map(|line| line.split(',').map(|x| x.parse().unwrap_or_else(|e| panic!("{line}: {e}"))).collect()).collect()
}

#[test]
fn csv_has_a_row_a_layer() {
    let size = ["--depth", "6", "--width", "100", "--batch", "64"];
    let rows = csv(&[&["--scheme", "he-normal", "--activation", "relu"], &size[..]].concat());
    assert_eq!(rows.len(), 6);
    for (i, row) in rows.iter().enumerate() {
        assert_eq!([row[0], row[1], row[2], row[8]], [(i + 1) as f64, 100.0, 100.0, 100.0]);
        // 10,000 draws: five standard errors are 3.5 %.
        assert!((row[3] / 0.02_f64.sqrt() - 1.0).abs() < 0.035, "{row:?}");
        assert!(row[5] > 0.3 && row[5] < 2.0 && row[6] > 0.0, "{row:?}");
    }
    let rows = csv(&[&["--scheme", "constant:value=0.75", "--activation", "tanh"], &size[..]].concat());
    assert!(rows.iter().all(|row| row[3] == 0.0 && row[8] == 1.0));
    let rows = csv(&[&["--scheme", "zeros", "--activation", "relu"], &size[..]].concat());
    assert!(rows.iter().all(|row| row[5] == 0.0 && row[6] == 0.0 && row[7] == 1.0));
}

#[test]
fn the_same_call_gives_the_same_numbers_and_another_seed_others() {
    let of = |seed| csv(&["--depth", "3", "--width", "32", "--seed", seed]);
    assert_eq!(of("5"), of("5"));
    assert_ne!(of("5"), of("6"));
}

/// What the screen and the command line begin with: He's normal init holds in every layer. One net of them does not.
#[test]
fn he_holds_by_default() {
    let want = (1.0 - std::f64::consts::FRAC_1_PI).sqrt();
    let off = |args: &[&str]| {
        let rows = csv(args);
        assert_eq!(rows.len(), 20);
        rows.iter().map(|row| (row[5] / want - 1.0).abs()).fold(0.0, |most, off| if off > most { off } else { most })
    };
    assert!(off(&[]) < 0.15 && off(&["--seed", "7"]) < 0.15);
    let one = off(&["--nets", "1"]);
    assert!(one > 0.3, "{one}");
}

#[test]
fn how_many_nets_are_averaged_is_said() {
    let size = ["init", "--depth", "3", "--width", "16", "--batch", "4"];
    assert!(out(&size).contains("mean of 256 nets, seed 0"));
    assert!(out(&[&size[..], &["--nets", "1"]].concat()).contains("one net, seed 0"));
    assert!(out(&["init", "--depth", "4", "--width", "1024", "--batch", "4"]).contains("mean of 7 nets"));
    let json = out(&[&size[..], &["--nets", "5", "--format", "json"]].concat());
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["nets"], 5);
    assert!(json["command"].as_str().unwrap().contains("--nets 5 "));
    assert!(out(&["init", "--help"]).contains("[default: 256, fewer"));
}

#[test]
fn the_table_stands_beside_theory_and_ends_with_a_word() {
    let last = |scheme: &str| {
        let table = out(&["init", "--scheme", scheme, "--activation", "relu", "--depth", "20", "--width", "64"]);
        assert!(table.contains("theory"), "{table}");
        table.lines().last().unwrap().to_owned()
    };
    assert!(last("normal").starts_with("forward explodes"));
    assert!(last("normal:sigma=0.01").starts_with("forward vanishes"));
    assert!(last("he-normal").starts_with("forward keeps"));
    assert!(last("pytorch").contains("backward vanishes"));
}

#[test]
fn json_says_the_same() {
    let args = ["--depth", "4", "--width", "16", "--activation", "tanh", "--scheme", "glorot-uniform"];
    let value: serde_json::Value =
        serde_json::from_str(&out(&[&["init", "--format", "json"], &args[..]].concat())).unwrap();
    let rows = csv(&args);
    for (layer, row) in value["layers"].as_array().unwrap().iter().zip(&rows) {
        for (i, name) in HEAD.split(',').enumerate() {
            assert_eq!(layer[name].as_f64(), Some(row[i]), "{name}");
        }
        assert!(layer["predicted"]["activation_std"].is_number() && layer["saturated_fraction"].is_number());
    }
    let command = value["command"].as_str().unwrap();
    let again: Vec<&str> = command.split(' ').skip(2).collect();
    assert_eq!(csv(&again), rows);
    // Overflow is no number, and no failure.
    let loud = ["init", "--format", "json", "--scheme", "normal:sigma=1e6", "--depth", "100", "--width", "8"];
    let loud: serde_json::Value = serde_json::from_str(&out(&loud)).unwrap();
    assert!(loud["layers"][99]["activation_std"].is_null());
    assert_eq!(loud["forward"]["verdict"], "explodes");
}

#[test]
fn mistakes_are_one_line() {
    for (args, said) in [
        (["--depth", "0"], "--depth: depth=0 is out of range; 1 <= depth <= 1000, a whole number"),
        (["--width", "1000000"], "--width: width=1000000 is out of range; 1 <= width <= 4096, a whole number"),
        (["--width", "10^6"], "--width: width=10^6 is not a number"),
        (["--batch", "1.5"], "--batch: batch=1.5 is out of range"),
        (["--nets", "0"], "--nets: nets=0 is out of range; 1 <= nets <= 10000, a whole number"),
        (["--seed", "-1"], "--seed: seed=-1 is out of range"),
        (["--scheme", "he"], "unknown scheme 'he'; did you mean 'he-normal'?"),
        (["--scheme", "normal:sigma=x"], "normal: sigma=x is not a number"),
        (["--activation", "swish"], "unknown activation 'swish'; there are linear, relu"),
    ] {
        let (code, out, errors) = ravine(&[&["init"], &args[..]].concat());
        assert_eq!((code, out.as_str(), errors.lines().count()), (Some(2), "", 1), "{args:?} {errors}");
        assert!(errors.starts_with(&format!("ravine: {said}")), "{errors}");
    }
    let (code, _, errors) = ravine(&["init", "--depth", "1000", "--width", "4096"]);
    assert_eq!(code, Some(2));
    assert!(errors.contains("at most 33554432") && errors.lines().count() == 1, "{errors}");
}

#[test]
fn schemes_are_listed() {
    let table = out(&["list", "inits"]);
    let json: serde_json::Value = serde_json::from_str(&out(&["list", "inits", "--format", "json"])).unwrap();
    let names: Vec<&str> = json.as_array().unwrap().iter().map(|s| s["name"].as_str().unwrap()).collect();
    let wanted = "zeros ones constant normal uniform he-normal he-uniform glorot-normal glorot-uniform lecun-normal \
                  orthogonal pytorch keras-he-normal";
    assert_eq!(names, wanted.split(' ').collect::<Vec<_>>());
    assert!(names.iter().all(|name| table.lines().any(|line| line.starts_with(name))));
    for scheme in SCHEMES {
        out(&["init", "--scheme", scheme.name, "--depth", "2", "--width", "8", "--batch", "4"]);
    }
    assert!(out(&["help", "json"]).contains("ravine init --format json"));
    assert!(out(&["help", "init"]).contains("mean(y²)"));
}

/// The file: kind, activation, layer, sample, unit, value.
fn references() -> Vec<(String, Activation, [usize; 3], f64)> {
    let path = format!("{}/tests/references/init.csv", env!("CARGO_MANIFEST_DIR"));
    let mut reader = csv::Reader::from_path(&path).unwrap_or_else(|e| panic!("{path}: {e}"));
    let rows: Vec<_> = reader.records().map(Result::unwrap).collect();
    assert!(rows.len() > 1500);
    let place = |r: &csv::StringRecord| [2, 3, 4].map(|i| r[i].parse().unwrap());
    rows.iter().map(|r| (r[0].to_owned(), Activation::named(&r[1]).unwrap(), place(r), r[5].parse().unwrap())).collect()
}

/// Five layers of sums of seven, and sines of two libraries that differ in their last bit: some hundred roundings of the size of
/// the largest value, which is below 1,000.
#[test]
fn signals_are_those_of_pytorch() {
    let rows = references();
    for (activation, name) in ACTIVATIONS {
        let net = Net { scheme: Scheme::of(&SCHEMES[1]), activation, depth: 5, width: 7, batch: 4, seed: 0, nets: 1 };
        let inputs = DMatrix::from_fn(4, 7, |s, u| ((3 * s + u) as f64).cos());
        let weights = |layer: usize, unit: usize, into: &mut [f64]| {
            for (i, w) in into.iter_mut().enumerate() {
                *w = ((1 + 5 * layer + 2 * unit) as f64 + 0.7 * i as f64 * (unit + 1) as f64).sin();
            }
        };
        let mut signal = Signal::given(&net, inputs, Box::new(weights)).unwrap();
        let mut seen = 0;
        let mut check = |kind: &str, layer: usize, of: &dyn Fn(usize, usize) -> f64| {
            for (_, _, [_, s, u], want) in
                rows.iter().filter(|(k, a, [l, ..], _)| k == kind && *a == activation && *l == layer)
            {
                let got = of(*s, *u);
                assert!(
                    (got - want).abs() < 1e-11 * want.abs().max(1.0),
                    "{name} {kind} {layer} {s} {u}: {got} {want}"
                );
                seen += 1;
            }
        };
        while !signal.done() {
            signal.advance();
            if let Some(output) = signal.output() {
                check("output", 5, &|s, u| output[(s, u)]);
            }
            if let Some((layer, gradient)) = signal.gradient() {
                check("gradient", layer, &|s, u| gradient[(s, u)]);
            }
        }
        for (i, layer) in signal.layers().iter().enumerate() {
            check("mean", i + 1, &|_, _| layer.activation.mean);
            check("std", i + 1, &|_, _| layer.activation.std);
        }
        assert_eq!(seen, 28 + 5 * 28 + 10, "{name}");
    }
}

/// Sixty steps from the notes' constant; Adam divides by roots of squared gradients, which doubles roundings now and then.
#[test]
fn training_is_that_of_pytorch() {
    assert_eq!(SAMPLES.len(), 4);
    let rows = references();
    for optimizer in ["sgd", "adam"] {
        for (activation, name) in ACTIVATIONS {
            let description = named(optimizer).unwrap();
            let mut values = description.defaults(Convention::Pytorch);
            values.hypers[0] = 0.1;
            let scheme = Scheme::named("constant").unwrap();
            let setup =
                Setup { units: 3, activation, scheme, epsilon: 0.0, seed: 0, optimizer: description.kind, values };
            let mut net = Symmetry::new(&setup).unwrap();
            net.advance(60);
            let wanted = rows.iter().filter(|(kind, a, ..)| kind == optimizer && *a == activation);
            let mut seen = 0;
            for (_, _, [_, step, _], want) in wanted {
                let got = net.losses()[*step];
                assert!((got - want).abs() < 1e-9 * want.max(1.0), "{name} {optimizer} {step}: {got} {want}");
                seen += 1;
            }
            assert_eq!(seen, 60);
        }
    }
}
