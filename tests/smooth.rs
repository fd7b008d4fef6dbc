//! `ravine smooth` as a user calls it.

#![allow(clippy::unwrap_used, clippy::panic)] // helpers of tests, too, may fail loudly

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use ravine::averages::{Reading, SERIES, average, generated, named};

fn ravine(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_ravine")).args(args).stdin(Stdio::null()).output().unwrap()
}

/// Standard output of a call that must succeed, and say no more than which rows have no value.
fn out(args: &[&str]) -> String {
    let done = ravine(args);
    let said = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success() && (said.is_empty() || said.contains("without a value")), "{args:?}: {done:?}");
    String::from_utf8(done.stdout).unwrap()
}

fn refused(args: &[&str]) -> String {
    let done = ravine(args);
    let errors = String::from_utf8(done.stderr).unwrap();
    assert_eq!(done.status.code(), Some(2), "{args:?}: {errors}");
    assert!(
        done.stdout.is_empty() && errors.starts_with("ravine: ") && errors.lines().count() == 1,
        "{args:?}: {errors}"
    );
    errors
}

/// A file of one test's own, removed at its end.
struct File(PathBuf);

impl File {
    fn new(name: &str, content: &str) -> Self {
        let path = std::env::temp_dir().join(format!("ravine-smooth-{}-{name}", std::process::id()));
        fs::write(&path, content).unwrap();
        Self(path)
    }
    fn name(&self) -> &str {
        self.0.to_str().unwrap()
    }
}

impl Drop for File {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

/// The columns y, ema and ema_corrected, t being 1, 2, ….
fn columns(csv: &str) -> [Vec<f64>; 3] {
    columns_at(csv, &(1..csv.lines().count()).collect::<Vec<_>>())
}

/// The columns y, ema and ema_corrected, with each t as it is given.
fn columns_at(csv: &str, places: &[usize]) -> [Vec<f64>; 3] {
    let mut lines = csv.lines();
    assert_eq!(lines.next(), Some("t,y,ema,ema_corrected"));
    let mut columns = [Vec::new(), Vec::new(), Vec::new()];
    assert_eq!(lines.clone().count(), places.len(), "{csv}");
    for (t, line) in places.iter().zip(lines) {
        let fields: Vec<&str> = line.split(',').collect();
        assert_eq!((fields.len(), fields[0]), (4, t.to_string().as_str()), "{line}");
        for (column, field) in columns.iter_mut().zip(&fields[1..]) {
            column.push(field.parse().unwrap());
        }
    }
    columns
}

#[test]
fn numbers_read_back_to_the_same_bits() {
    for kind in SERIES {
        let csv = out(&["smooth", "--beta", "0.9", "--series", kind.name, "--length", "77", "--seed", "5"]);
        let series = generated(kind, 77, kind.noise, 5);
        let ours = average(&series.observed, Reading::Momentum.weights(0.9));
        assert_eq!(columns(&csv), [series.observed, ours.raw, ours.corrected], "{}", kind.name);
    }
}

#[test]
fn a_column_is_averaged_as_a_series_is_and_the_notes_reading_is_its_mirror() {
    let data = File::new("a.csv", "day,price\n1,10\n2,\n3,20\n4,40\n");
    let csv = out(&["smooth", "--beta", "0.75", "--data", data.name(), "--column", "price"]);
    // By hand: ¼·10; ¾·2.5 + ¼·20; ¾·6.875 + ¼·40, over ¼, 7/16 and 37/64.
    let [y, ema, corrected] = columns_at(&csv, &[1, 3, 4]);
    assert_eq!((y, ema.clone()), (vec![10.0, 20.0, 40.0], vec![2.5, 6.875, 15.15625]));
    for (got, want) in corrected.iter().zip([10.0, 6.875 * 16.0 / 7.0, 15.15625 * 64.0 / 37.0]) {
        assert!((got - want).abs() < 1e-13, "{got} {want}");
    }
    let notes = ["smooth", "--beta", "0.25", "--data", data.name(), "--column", "price", "--reading", "notes"];
    assert_eq!(out(&notes), csv);
    // A file of one column is a series, too; so is a built-in table.
    let one = File::new("one.csv", "x\n1\n2\n4\n");
    assert_eq!(columns(&out(&["smooth", "--beta", "0", "--data", one.name()]))[1], [1.0, 2.0, 4.0]);
    assert!(out(&["smooth", "--beta", "0.5", "--data", "penguins", "--column", "body_mass_g"]).lines().count() > 300);
}

#[test]
fn json_has_the_same_numbers_and_the_command_that_gives_them() {
    let args = ["smooth", "--beta", "0.9", "--series", "constant", "--length", "400", "--noise", "1.5", "--seed", "3"];
    let text = out(&[&args[..], &["--format", "json"]].concat());
    let json: serde_json::Value = serde_json::from_str(&text).unwrap();
    let [y, ema, corrected] = columns(&out(&args));
    let of = |name: &str| -> Vec<f64> {
        json["rows"].as_array().unwrap().iter().map(|row| row[name].as_f64().unwrap()).collect()
    };
    assert_eq!([of("y"), of("ema"), of("ema_corrected")], [y, ema, corrected]);
    assert_eq!(json["rows"][0]["t"], 1);
    assert_eq!(json["series"]["name"], "constant");
    assert!((json["window"].as_f64().unwrap() - 10.0).abs() < 1e-12);
    assert!((json["variance_ratio"].as_f64().unwrap() - 1.0 / 19.0).abs() < 1e-12);
    // 400 steps at β = .9 are worth 42 independent values: a relative error of 22 %.
    let measured = &json["measured"];
    let off = measured["variance_ratio"].as_f64().unwrap() - 1.0 / 19.0;
    assert!(off.abs() < 3.0 * measured["error"].as_f64().unwrap(), "{measured}");
    let command = json["command"].as_str().unwrap().to_owned();
    let words: Vec<&str> = command.split(' ').skip(1).collect();
    assert_eq!(out(&words), out(&args));
    // Of a column nobody knows the noise.
    let data = File::new("b.csv", "x,y\n1,2\n3,4\n");
    let text = out(&["smooth", "--beta", "0.9", "--data", data.name(), "--column", "y", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert!(json["measured"].is_null() && json["series"].is_null() && json["data"]["rows"] == 2, "{json}");
}

#[test]
fn what_is_wrong_is_said_in_a_line() {
    let one = File::new("c.csv", "a,b\n1,x\n");
    let text = File::new("d.csv", "a,b\n1,x\n2,y\n3,z\n");
    let two = File::new("e.csv", "a,b\n1,2\n2,3\n");
    let bad = File::new("f.csv", "a,b\n1,2\n2,3\n3,oops\n");
    let cases: [(&[&str], &[&str]); 18] = [
        (&["--beta", "1"], &["--beta 1", "0 <= β < 1", "--reading notes"]),
        (&["--beta", "-0.1"], &["-0.1", "0 <= β < 1"]),
        (&["--beta", "0", "--reading", "notes"], &["0 < β <= 1", "--reading momentum"]),
        (&["--beta", "nan"], &["nan", "0 <= β < 1"]),
        (&["--beta", "much"], &["much", "not a number"]),
        (&[], &["--beta"]),
        (&["--beta", "0.9", "--series", "temprature"], &["temprature", "did you mean 'temperature'?"]),
        (&["--beta", "0.9", "--series", "x"], &["there are temperature, constant"]),
        (&["--beta", "0.9", "--length", "1"], &["length=1", "2 <= length"]),
        (&["--beta", "0.9", "--seed", "-1"], &["seed=-1", "0 <= seed"]),
        (&["--beta", "0.9", "--noise", "-1"], &["noise=-1"]),
        (&["--beta", "0.9", "--series", "sine", "--data", two.name()], &["--series", "--data"]),
        (&["--beta", "0.9", "--column", "a"], &["--data"]),
        (&["--beta", "0.9", "--data", two.name()], &["--column", "a, b"]),
        (&["--beta", "0.9", "--data", text.name(), "--column", "b"], &["column b is text", "numbers", "a"]),
        (&["--beta", "0.9", "--data", one.name(), "--column", "a"], &["column a has 1 value;", "at least 2"]),
        (&["--beta", "0.9", "--data", two.name(), "--column", "c"], &["no column 'c'", "a, b"]),
        (&["--beta", "0.9", "--data", bad.name(), "--column", "b"], &["line 4", "oops", "number"]),
    ];
    for (args, words) in cases {
        let line = refused(&[&["smooth"], args].concat());
        assert!(words.iter().all(|word| line.contains(word)), "{args:?}: {line}");
    }
    let empty = File::new("g.csv", "");
    assert!(refused(&["smooth", "--beta", "0.9", "--data", empty.name()]).contains("is empty"));
    assert!(refused(&["smooth", "--beta", "0.9", "--data", "/nowhere.csv"]).contains("no such file"));
}

#[test]
fn series_are_listed_and_completed() {
    let table = out(&["list", "series"]);
    let json: serde_json::Value = serde_json::from_str(&out(&["list", "series", "--format", "json"])).unwrap();
    let completions = out(&["completions", "bash"]);
    for (place, kind) in SERIES.iter().enumerate() {
        assert!(table.contains(kind.name) && table.contains(kind.formula), "{table}");
        assert_eq!(json[place]["name"], kind.name);
        assert!(completions.contains(kind.name));
        assert!(named(kind.name).is_some());
    }
    assert!(out(&["help", "json"]).contains("ravine smooth --format json"));
    assert!(out(&["help", "smooth"]).contains("--beta"));
}

/// The screen as a file: at a step, of a column too, with the command that gives its numbers.
#[test]
fn the_screen_is_rendered() {
    let render =
        |more: &[&str]| out(&[&["render", "--screen", "averages", "--out", "-", "--color", "none"], more].concat());
    let text = render(&["--at", "10"]);
    for words in ["window 20", "sum 0.4013", "at day 10", "Too many oscillations"] {
        assert!(text.contains(words), "{words}: {text}");
    }
    assert!(render(&["--inspect"]).contains("the notes' slips"));
    let column = ["--data", "penguins", "--feature", "flipper_length_mm", "--target", "body_mass_g", "--at", "300"];
    let text = render(&column);
    assert!(text.contains("body_mass_g") && text.contains("342 rows") && text.contains("unknown"), "{text}");
    let line = refused(&["render", "--screen", "averages", "--out", "-", "--at", "121"]);
    assert!(line.contains("121") && line.contains("120") && !line.contains("--steps"), "{line}");
    let folder = std::env::temp_dir().join(format!("ravine-averages-{}.svg", std::process::id()));
    let file = folder.to_str().unwrap();
    assert_eq!(out(&["render", "--screen", "averages", "--out", file]), "");
    let svg = fs::read_to_string(file).unwrap();
    let _ = fs::remove_file(file);
    assert!(svg.contains("ravine smooth --beta 0.95 --series temperature"), "{}", &svg[..400]);
}
