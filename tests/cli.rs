//! The command line as a user calls it.

#![allow(clippy::unwrap_used, clippy::panic)] // helpers of tests, too, may fail loudly

use std::fs;
use std::io::Read;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use ravine::math::surface::Surface;
use ravine::run::simulate;
use ravine::scenario::{Dial, Knob, Options, Problem, Run, Scenario};
use ravine::tui::theme::SCHEMES;

fn ravine(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_ravine")).args(args).stdin(Stdio::null()).output().unwrap()
}

/// Standard output of a call that must succeed quietly, but for rows without a value.
fn out(args: &[&str]) -> String {
    let done = ravine(args);
    let errors = String::from_utf8(done.stderr).unwrap();
    assert!(done.status.success(), "{args:?}: {errors}");
    assert!(errors.is_empty() || errors.contains("without a value"), "{args:?}: {errors}");
    String::from_utf8(done.stdout).unwrap()
}

/// The one line of a call that must be refused.
fn refused(args: &[&str]) -> String {
    let done = ravine(args);
    let errors = String::from_utf8(done.stderr).unwrap();
    assert_eq!(done.status.code(), Some(2), "{args:?}: {errors}");
    assert!(done.stdout.is_empty(), "{args:?}");
    assert!(errors.starts_with("ravine: ") && errors.ends_with('\n'), "{args:?}: {errors}");
    assert_eq!(errors.lines().count(), 1, "{args:?}: {errors}");
    errors
}

/// A folder of one test's own, removed at its end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("ravine-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }
    fn file(&self, name: &str, content: &[u8]) -> String {
        let path = self.0.join(name);
        fs::write(&path, content).unwrap();
        path.display().to_string()
    }
    fn path(&self, name: &str) -> String {
        self.0.join(name).display().to_string()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// A row of the CSV: run, step, then w, b, loss, grad_w, grad_b.
type Row = (String, usize, [f64; 5]);

fn rows(csv: &str) -> Vec<Row> {
    let mut lines = csv.lines();
    assert_eq!(lines.next(), Some("run,step,w,b,loss,grad_w,grad_b"));
    lines
        .map(|line| {
            let fields: Vec<&str> = line.split(',').collect();
            assert_eq!(fields.len(), 7, "{line}");
            let number = |i: usize| fields[i].parse::<f64>().unwrap_or_else(|e| panic!("{line}: {e}"));
            (fields[0].to_owned(), fields[1].parse().unwrap(), [2, 3, 4, 5, 6].map(number))
        })
        .collect()
}

fn of<'a>(rows: &'a [Row], run: &str) -> Vec<&'a Row> {
    rows.iter().filter(|r| r.0 == run).collect()
}

#[test]
fn csv_has_a_row_a_step_and_the_numbers_of_the_closed_form() {
    let all = rows(&out(&[
        "run",
        "--format",
        "csv",
        "--surface",
        "bowl:kappa=20",
        "--optimizer",
        "sgd:alpha=0.05",
        "--optimizer",
        "adam",
        "--start",
        "-4,2",
    ]));
    assert_eq!(all.len(), 2 * 301);
    let sgd = of(&all, "sgd");
    for (t, (_, step, [w, b, loss, gw, gb])) in sgd.iter().enumerate() {
        assert_eq!(*step, t);
        let want = -4.0 * 0.95f64.powi(t as i32);
        assert!((w - want).abs() <= 1e-13 * want.abs(), "{t} {w} {want}");
        assert_eq!((*gw, *gb), (*w, 20.0 * b));
        assert!((loss - 0.5 * (w * w + 20.0 * b * b)).abs() <= 1e-15 * loss.abs());
    }
    assert_eq!(out(&["run", "--format", "csv", "--start=-4,2"]), out(&["run", "--format", "csv", "--start", "-4,2"]));
}

#[test]
fn the_default_table_names_the_four_and_says_what_became_of_them() {
    let table = out(&["run"]);
    for name in ["sgd", "momentum", "rmsprop", "adam", "suggested"] {
        assert!(table.contains(name), "{table}");
    }
    assert!(table.contains("converged at step") && table.contains("global minimum") && table.contains("running"));
}

#[test]
fn json_has_the_same_numbers() {
    let args = ["--steps", "40", "--noise", "0.5", "--optimizer", "sgd:alpha=0.2", "--optimizer", "adam:label=mine"];
    let csv = rows(&out(&[&["run", "--format", "csv"], &args[..]].concat()));
    let json: serde_json::Value =
        serde_json::from_str(&out(&[&["run", "--format", "json"], &args[..]].concat())).unwrap();
    let json_rows = json["rows"].as_array().unwrap();
    assert_eq!(json_rows.len(), csv.len());
    for (a, (run, step, numbers)) in json_rows.iter().zip(&csv) {
        assert_eq!((a["run"].as_str(), a["step"].as_u64()), (Some(run.as_str()), Some(*step as u64)));
        for (name, number) in ["w", "b", "loss", "grad_w", "grad_b"].iter().zip(numbers) {
            assert_eq!(a[name].as_f64(), Some(*number), "{a}");
        }
    }
    assert_eq!(json["runs"][0]["status"], "diverged");
    assert_eq!(json["runs"][1]["run"], "mine");
    assert_eq!(json["surface"]["name"], "bowl");
    let explained = out(&["help", "json"]);
    for key in json.as_object().unwrap().keys() {
        assert!(explained.contains(key.as_str()), "help json lacks {key}");
    }
}

#[test]
fn names_are_labels_or_optimizers_and_repeats_are_numbered() {
    let specs = ["--optimizer", "momentum", "--optimizer", "momentum:beta=0.5", "--optimizer", "adam:label=mine"];
    let all = rows(&out(&[&["run", "--format", "csv", "--steps", "2"], &specs[..]].concat()));
    let names: Vec<&str> = all.iter().step_by(3).map(|r| r.0.as_str()).collect();
    assert_eq!(names, ["momentum", "momentum-2", "mine"]);
}

#[test]
fn divergence_is_a_result_and_is_explained() {
    let table = out(&["run", "--optimizer", "sgd:alpha=0.046"]);
    assert!(table.contains("diverged at step") && table.contains("α λmax = 2.3 > 2 along b"), "{table}");
    let all = rows(&out(&["run", "--format", "csv", "--optimizer", "sgd:alpha=1e9", "--optimizer", "sgd:alpha=0.04"]));
    assert!(of(&all, "sgd").len() < 10 && of(&all, "sgd-2").len() == 301);
}

#[test]
fn noise_is_the_seeds_and_equal_sources_see_equal_draws() {
    let run = |seed: &str| {
        let specs = ["--optimizer", "sgd:alpha=0.01", "--optimizer", "sgd:alpha=0.03", "--noise", "1", "--seed", seed];
        out(&[&["run", "--format", "csv", "--steps", "50"], &specs[..]].concat())
    };
    assert_eq!(run("3"), run("3"));
    assert_ne!(run("3"), run("4"));
    let all = rows(&run("3"));
    for (a, b) in of(&all, "sgd").iter().zip(of(&all, "sgd-2")) {
        let noise = |[w, b, _, gw, gb]: [f64; 5]| [gw - w, gb - 50.0 * b];
        let (x, y) = (noise(a.2), noise(b.2));
        assert!((x[0] - y[0]).abs() < 1e-12 && (x[1] - y[1]).abs() < 1e-12);
    }
}

#[test]
fn penguins_and_batches() {
    let table = out(&["run", "--data", "penguins"]);
    assert!(table.contains("342 rows, 2 skipped") && table.contains("κ = 8.3"), "{table}");
    let round = out(&["run", "--data", "penguins", "--standardize"]);
    assert!(round.contains("κ = 1\n"), "{round}");
    let gentoo = out(&["run", "--data", "penguins", "--target", "species=Gentoo", "--standardize"]);
    assert!(gentoo.contains("cross-entropy"), "{gentoo}");
    let specs = [
        "--optimizer",
        "sgd:alpha=0.1",
        "--optimizer",
        "sgd:alpha=0.1,batch=8",
        "--optimizer",
        "sgd:alpha=0.1,batch=1",
    ];
    let args =
        [&["run", "--format", "csv", "--data", "penguins", "--standardize", "--steps", "100"], &specs[..]].concat();
    let all = rows(&out(&args));
    let noise = |run: &str| {
        let full = of(&all, "sgd");
        let difference = |(a, b): (&&Row, &&Row)| (a.2[3] - b.2[3]).abs();
        of(&all, run).iter().zip(&full).map(difference).sum::<f64>()
    };
    // The fewer rows, the noisier the gradient.
    assert!(noise("sgd-2") > 1.0 && noise("sgd-3") > 2.0 * noise("sgd-2"), "{} {}", noise("sgd-2"), noise("sgd-3"));
}

#[test]
fn other_peoples_files() {
    let folder = Folder::new("files");
    let plain = folder.file("plain.csv", b"size,price\n1,10\n2,19\n3,33\n4,41\n");
    let odd = folder.file(
        "odd.csv",
        "\u{feff}\"size\";\"price\";note\r\n1;10;a\r\n;7;b\r\n2;19;c\r\n3;33;\"d;e\"\r\n4;41;f\r\n".as_bytes(),
    );
    let columns = ["--feature", "size", "--target", "price"];
    let numbers = |file: &str| {
        let head = ["run", "--format", "csv", "--data", file];
        rows(&out(&[&head[..], &columns[..]].concat()))
    };
    assert_eq!(numbers(&plain), numbers(&odd));
    let table = out(&[&["run", "--data", &odd][..], &columns[..]].concat());
    assert!(table.contains("4 rows, 1 skipped"), "{table}");
}

#[test]
fn every_mistake_is_one_line_with_what_would_be_right() {
    let folder = Folder::new("mistakes");
    let good = folder.file("good.csv", b"a,b\n1,2\n3,4\n5,7\n");
    let bad = folder.file("bad.csv", b"a,b\n1,2\n3,x4\n5,7\n9,1\n");
    let empty = folder.file("empty.csv", b"");
    let single = folder.file("single.csv", b"a\n1\n2\n");
    let binary = folder.file("binary.csv", &[0x7f, b'E', b'L', b'F', 0, 0, 1, 2, 3]);
    let missing = folder.path("missing.csv");
    let nowhere = folder.path("no/such/folder/x.svg");
    let many: Vec<&str> = std::iter::repeat_n(["--optimizer", "sgd"], 9).flatten().collect();
    let cases: &[(&[&str], &[&str])] = &[
        (&["--optimizer", "adma"], &["unknown optimizer 'adma'", "'adam'"]),
        (&["--surface", "bowel"], &["unknown surface 'bowel'", "'bowl'"]),
        (&["--surface", "bowl:kapa=2"], &["'kapa'", "'kappa'"]),
        (&["--surface", "bowl:kappa=0"], &["out of range", "1 <= kappa"]),
        (&["--optimizer", "sgd:beta=0.9"], &["sgd has no 'beta'", "alpha"]),
        (&["--optimizer", "adam:alpha=1,alpha=2"], &["'alpha' is given twice"]),
        (&["--optimizer", "momentum:beta=1"], &["out of range", "0 <= beta < 1"]),
        (&["--optimizer", "momentum:beta=x"], &["not a number"]),
        (&["--optimizer", "sgd:batch=3"], &["--data"]),
        (&["--start", "here"], &["--start here", "W,B"]),
        (&["--start", "1,nan"], &["--start 1,nan"]),
        (&["--start", "1"], &["W,B"]),
        (&["--batch", "4"], &["--data"]),
        (&["--steps", "0"], &["1 <= steps"]),
        (&["--steps", "1.5"], &["whole number"]),
        (&["--seed", "-1"], &["0 <= seed"]),
        (&["--tolerance", "0"], &["tolerance"]),
        (&["--noise", "-1"], &["0 <= noise"]),
        (&["--convention", "torch"], &["notes, pytorch"]),
        (&many, &["at most 8"]),
        (&["--data", &missing], &["no such file"]),
        (&["--data", &empty], &["is empty"]),
        (&["--data", &single], &["has one column"]),
        (&["--data", &binary], &["is binary"]),
        (&["--data", &bad], &["bad.csv, line 3", "column b", "'x4'"]),
        (&["--data", &good, "--feature", "c"], &["no column 'c'; columns: a, b"]),
        (&["--data", &good, "--batch", "4"], &["1 <= batch <= 3"]),
        (&["--data", &good, "--model", "cubic"], &["linear, logistic"]),
        (&["--data", &good, "--surface", "bowl"], &["cannot be used together"]),
        (&["--feature", "a"], &["--data"]),
        (&["--data", "penguins", "--target", "species"], &["3 classes", "species=Adelie"]),
        (&["--data", "penguins", "--target", "species=Gento"], &["did you mean 'Gentoo'"]),
    ];
    for (args, words) in cases {
        for command in [&["run"][..], &["render", "--out", "-"][..], &[][..]] {
            let line = refused(&[command, args].concat());
            for word in *words {
                assert!(line.contains(word), "{args:?}: {line} lacks {word}");
            }
        }
    }
    assert!(refused(&[]).contains("needs a terminal") && refused(&[]).contains("ravine run"));
    assert!(refused(&["render", "--out", "x.bmp"]).contains(".svg, .ansi or .txt"));
    assert!(refused(&["render", "--out", &nowhere]).contains("no folder"));
    assert!(refused(&["render", "--out", "-", "--size", "12"]).contains("120x40"));
    assert!(refused(&["render", "--out", "-", "--at", "301"]).contains("last step, 300"));
    assert!(refused(&["help", "nothing"]).contains("json"));
    for command in [&["render", "--out", "-"][..], &[][..]] {
        assert!(refused(&[command, &["--theme", "projektor"]].concat()).contains("did you mean 'projector'"));
        assert!(refused(&[command, &["--theme", "zzz"]].concat()).contains("there are auto, dark, light, dusk, dawn"));
    }
    // What the parser itself refuses.
    for (args, word) in [
        (&["run", "--format", "xml"][..], "there are table, csv, json"),
        (&["frobnicate"], "'frobnicate'"),
        (&["--nope"], "'--nope'"),
        (&["list", "cheeses"], "surfaces, optimizers"),
        (&["run", "--modle", "linear"], "'--model'"),
        (&["run", "--modle", "linear"], "see ravine run --help"),
        (&["run", "--theme", "dawn"], "ravine run has no --theme; ravine, ravine sweep and ravine render do"),
        (&["list"], "list what? surfaces, optimizers, inits, series or themes"),
        (&["render"], "--out"),
        (&["--surface", "rosenbrock", "run"], "ravine run --surface"),
        (&["render", "--out", "-", "--at", "x"], "--at x"),
        (&["run", "--surface", "bo\nwl\u{1b}[31m"], "bo\\nwl"),
    ] {
        let line = refused(args);
        assert!(line.contains(word), "{args:?}: {line}");
        assert!(!line.contains('\u{1b}'), "{line:?}");
    }
}

/// The same budget for each, the same result from the same seed, and a race with what was found.
#[test]
fn tuning_ranks_and_reproduces() {
    let args = ["tune", "--trials", "30", "--starts", "3x3", "--steps", "100", "--format"];
    let json = out(&[&args[..], &["json"]].concat());
    assert_eq!(json, out(&[&args[..], &["json"]].concat()));
    let told: serde_json::Value = serde_json::from_str(&json).unwrap();
    let runs = told["runs"].as_array().unwrap();
    let scores: Vec<f64> = runs.iter().map(|r| r["score"].as_f64().unwrap()).collect();
    assert!(scores.len() == 4 && scores.windows(2).all(|w| w[0] <= w[1]), "{scores:?}");
    assert_eq!(runs[0]["scores"].as_array().unwrap().len(), 9);
    assert!(runs[0]["lead"]["low"].as_f64() <= runs[0]["lead"]["mean"].as_f64());
    let words: Vec<&str> = told["command"].as_str().unwrap().split(' ').skip(1).collect();
    assert!(out(&[&["run"], words.as_slice()].concat()).contains("adam"));
    let csv = out(&[&args[..], &["csv"]].concat());
    assert!(csv.starts_with("rank,run,optimizer,score,error,tuned_score,starts,reached,diverged,lead,"));
    assert_eq!(csv.lines().count(), 5);
    let table = out(&["tune", "--trials", "5", "--steps", "50", "--metric", "steps", "--optimizer", "sgd:alpha=0.05"]);
    assert!(table.contains("nothing to search") && table.contains("alpha=0.05"), "{table}");
    for (args, word) in [
        (&["tune", "--trials", "0"][..], "whole number from 1"),
        (&["tune", "--starts", "5x"], "5x5"),
        (&["tune", "--metric", "distance"], "area, loss, steps"),
        (&["tune", "--trials", "1000000000", "--steps", "100000"], "at most 1e12"),
    ] {
        assert!(refused(args).contains(word), "{args:?}");
    }
}

/// Options of every run on the command line: what they are, and what is wrong with them.
#[test]
fn schedules_decay_and_clipping() {
    let spec =
        "adam:alpha=0.1,schedule=warmup-cosine,warmup=10,floor=0.1,weight_decay=0.01,decay=decoupled,clip_norm=5";
    let json: serde_json::Value =
        serde_json::from_str(&out(&["run", "--optimizer", spec, "--steps", "50", "--format", "json"])).unwrap();
    let command = json["command"].as_str().unwrap();
    for word in
        ["schedule=warmup-cosine", "warmup=10", "floor=0.1", "weight_decay=0.01", "decay=decoupled", "clip_norm=5"]
    {
        assert!(command.contains(word), "{command}");
    }
    // The first update of a warm-up is none.
    let rows = rows(&out(&["run", "--optimizer", spec, "--steps", "50", "--format", "csv"]));
    assert_eq!(rows[0].2[..2], rows[1].2[..2]);
    assert_ne!(rows[1].2[..2], rows[2].2[..2]);
    let late = refused(&["run", "--optimizer", "sgd:schedule=warmup-cosine,warmup=400"]);
    assert!(late.contains("warmup=400") && late.contains("300 steps"), "{late}");
    assert!(refused(&["run", "--optimizer", "sgd:schedule=cosin"]).contains("cosine"));
    assert!(refused(&["run", "--optimizer", "sgd:weight_decay=-1"]).contains("0 <= weight_decay"));
    assert!(refused(&["run", "--optimizer", "sgd:wait_decay=1"]).contains("did you mean 'weight_decay'"));
    let habit = out(&["run", "--optimizer", "sgd:alpha=0.0392", "--steps", "60"]);
    assert!(habit.contains("oscillating since step") && habit.contains("along b"), "{habit}");
}

/// What the summary says where it used to say something else.
#[test]
fn the_summary_says_what_is_so() {
    let run = |args: &str| out(&["run"].into_iter().chain(args.split_whitespace()).collect::<Vec<_>>());
    // w' = -2w, b' = 2b: (e^-2, e^2/2).
    let saddle = run("--surface saddle --optimizer gradient-flow:alpha=1 --start=1,0.5 --steps 1");
    assert!(saddle.contains("0.13534") && saddle.contains("3.6945"), "{saddle}");
    let valley = run("--surface rosenbrock --optimizer gradient-flow:alpha=3 --steps 60");
    assert!(valley.contains("global minimum") && !valley.contains("diverged"), "{valley}");
    // A kink has no curvature, hence no condition number; a root's slope at 0 is infinite.
    assert!(run("--surface ackley").contains("not smooth at its minimum: no κ"));
    let formula =
        out(&["run", "--fn", "x-sqrt(x)+y^2", "--start=0,1", "--optimizer", "sgd:alpha=0.1", "--format", "csv"]);
    assert!(formula.lines().nth(1).unwrap().ends_with("-inf,2"), "{formula}");
    let formula = out(&["run", "--fn", "x-sqrt(x)+y^2", "--start=0,1", "--optimizer", "sgd:alpha=0.1"]);
    assert!(formula.contains("no finite slope at step 0"), "{formula}");
    // Rosenbrock's function has no saddle.
    let warm = run("--surface rosenbrock --optimizer adam:alpha=0.2,schedule=warmup-cosine,warmup=30");
    assert!(!warm.contains("saddle"), "{warm}");
    // It was there, and then a second moment that had shrunk threw it out.
    let left = run("--surface rosenbrock --optimizer adam:alpha=0.2 --steps 5000");
    assert!(left.contains("within tolerance from step 901 to 2076, then left"), "{left}");
    let powers = run("--convention pytorch --optimizer adam:alpha=0.1,beta1@40=0.5");
    assert!(
        powers.contains("βᵗ is Πβ, the product of all β so far; pytorch raises the changed β to the power t"),
        "{powers}"
    );
    assert!(!run("--convention pytorch --optimizer momentum:alpha=0.1,beta@40=0.5").contains("βᵗ"));
    assert!(run("--optimizer newton").contains(" 1*"));
    // Changes on the way are walked in a sweep too: α is 2.4/20 from step 10 on.
    let sweep =
        out(&["sweep", "--optimizer", "sgd:alpha@10=0.12", "--x", "alpha=0.01..0.09:2", "--y", "kappa=20..21:2"]);
    assert_eq!(sweep.matches(",diverged").count(), 4, "{sweep}");
}

/// Squares beyond the largest number, losses that are infinite from the start, places below what is known.
#[test]
fn the_ends_of_the_numbers_are_told() {
    let folder = Folder::new("ends");
    let huge = folder.file("huge.csv", b"x,y\n1e308,1e308\n1,1\n-1e308,5\n");
    assert!(refused(&["run", "--data", &huge]).contains("try --standardize"));
    assert!(out(&["run", "--data", &huge, "--standardize"]).contains("huge.csv"));
    let torn = folder.file("torn.csv", b"x,y\n1,2\n\"1\"2,2\n2,3\n");
    assert!(refused(&["run", "--data", &torn]).contains("line 3: text follows a closing quote"));
    let twins = folder.file("twins.csv", b"x,x\n1,2\n3,4\n5,9\n");
    assert!(refused(&["run", "--data", &twins]).contains("both named x"));
    let far = out(&["run", "--start", "1e160,0", "--optimizer", "sgd:alpha=0.01", "--format", "csv"]);
    assert_eq!(rows(&far).len(), 1);
    let stamps = folder.file("stamps.csv", b"t,y\n1700000000,1\n1700000060,2\n1700000120,4\n");
    let told: serde_json::Value = serde_json::from_str(&out(&["run", "--data", &stamps, "--format", "json"])).unwrap();
    let command = told["command"].as_str().unwrap();
    let words: Vec<&str> = command.split(' ').skip(1).collect();
    out(&[&["run"], words.as_slice()].concat());
    let below = out(&["run", "--surface", "mccormick", "--start", "-5,-5", "--optimizer", "sgd:alpha=0.47"]);
    assert!(below.contains("local minimum") && !below.contains("global"), "{below}");
    let three = out(&["run", "--surface", "monkey-saddle", "--start", "0,0", "--optimizer", "sgd"]);
    assert!(three.contains("saddle"), "{three}");
    let apart = folder.file("apart.csv", b"x,y\n0,no\n1,no\n4,yes\n5,yes\n");
    let falls = out(&["run", "--data", &apart, "--optimizer", "adam:alpha=1", "--steps", "20000"]);
    assert!(falls.contains("plateau"), "{falls}");
}

#[cfg(unix)]
#[test]
fn a_link_stays_a_link_and_a_file_keeps_its_permissions() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let folder = Folder::new("links");
    let (target, link) = (folder.file("target.txt", b"old"), folder.path("link.txt"));
    fs::set_permissions(&target, fs::Permissions::from_mode(0o600)).unwrap();
    symlink(&target, &link).unwrap();
    out(&["render", "--size", "20x6", "--out", &link]);
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert!(fs::read_to_string(&target).unwrap().contains("ravine"));
    assert_eq!(fs::metadata(&target).unwrap().permissions().mode() & 0o777, 0o600);
}

#[test]
fn a_reader_that_leaves_early_is_no_error() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_ravine"))
        .args(["run", "--format", "csv", "--steps", "200000"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut start = [0; 100];
    let mut pipe = child.stdout.take().unwrap();
    pipe.read_exact(&mut start).unwrap();
    drop(pipe);
    let done = child.wait_with_output().unwrap();
    assert!(done.status.success());
    assert_eq!(String::from_utf8(done.stderr).unwrap(), "");
}

#[test]
fn lists_are_the_tables_the_program_is_made_of() {
    let surfaces: serde_json::Value = serde_json::from_str(&out(&["list", "surfaces", "--format", "json"])).unwrap();
    assert_eq!(surfaces.as_array().map(Vec::len), Some(21));
    for entry in surfaces.as_array().unwrap() {
        assert!(Surface::named(entry["name"].as_str().unwrap(), &[]).is_some());
    }
    let table = out(&["list", "optimizers"]);
    for word in
        ["sgd", "momentum", "rmsprop", "adam", "beta1", "beta2", "eps", "bias_correction", "heavy-ball", "√(Ŝ+ε)"]
            .into_iter()
            .chain([
                "nesterov", "adagrad", "adadelta", "adamw", "amsgrad", "nadam", "radam", "adamax", "lion", "newton",
            ])
            .chain(["gradient-flow", "weight_decay", "clip_norm", "schedule", "warmup-cosine", "not in keras"])
    {
        assert!(table.contains(word), "{word}");
    }
    let optimizers: serde_json::Value =
        serde_json::from_str(&out(&["list", "optimizers", "--format", "json"])).unwrap();
    let adam = optimizers.as_array().unwrap().iter().find(|o| o["name"] == "adam").unwrap();
    assert_eq!(adam["hyperparameters"][2]["default"], 0.999);
    assert_eq!(adam["hyperparameters"][3]["defaults"]["keras"], 1e-7);
    assert!(out(&["list", "surfaces"]).contains("kappa"));
    let themes: serde_json::Value = serde_json::from_str(&out(&["list", "themes", "--format", "json"])).unwrap();
    let table = out(&["list", "themes"]);
    assert!(themes.as_array().unwrap().len() >= 8);
    for theme in themes.as_array().unwrap() {
        for key in ["name", "about", "mode"] {
            assert!(table.contains(theme[key].as_str().unwrap()), "{theme}");
        }
    }
}

#[test]
fn help_and_completions() {
    for args in [&["--help"][..], &["help"], &["run", "--help"], &["help", "run"], &["help", "render"]] {
        assert!(out(args).contains("--surface"), "{args:?}");
    }
    assert!(out(&["--help"]).contains("Examples"));
    assert!(out(&["--version"]).starts_with("ravine "));
    for shell in ["bash", "zsh", "fish"] {
        assert!(out(&["completions", shell]).contains("projector"), "{shell}");
    }
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        assert!(out(&["completions", shell]).contains("optimizer"), "{shell}");
    }
}

#[test]
fn every_theme_has_a_name_on_the_command_line() {
    let picture = |theme: &str| out(&["render", "--out", "-", "--size", "60x12", "--at", "5", "--theme", theme]);
    let mut all: Vec<String> = SCHEMES.iter().map(|s| picture(s.name)).collect();
    assert_eq!((picture("dark"), picture("auto"), picture("light")), (all[0].clone(), all[0].clone(), all[1].clone()));
    all.sort();
    all.dedup();
    assert_eq!(all.len(), SCHEMES.len());
}

#[test]
fn render_writes_the_screen_whole_and_always_the_same() {
    let folder = Folder::new("render");
    for ending in ["txt", "ansi", "svg"] {
        let file = folder.path(&format!("x.{ending}"));
        let args = ["render", "--out", &file, "--size", "80x24", "--at", "20", "--surface", "himmelblau"];
        assert_eq!(out(&args), "");
        let first = fs::read(&file).unwrap();
        assert_eq!(out(&args), "");
        assert_eq!(fs::read(&file).unwrap(), first);
    }
    let text = fs::read_to_string(folder.path("x.txt")).unwrap();
    assert_eq!(text.lines().count(), 24);
    assert!(text.lines().all(|l| l.chars().count() <= 80));
    for word in ["himmelblau", "sgd", "momentum", "rmsprop", "adam", "20"] {
        assert!(text.contains(word), "{text}");
    }
    let left: Vec<_> = fs::read_dir(&folder.0).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert_eq!(left.len(), 3, "{left:?}");
}

/// The command line that `c` shows gives the numbers on the screen, bit for bit.
#[test]
fn the_reproducing_command_line_reproduces() {
    let mut scenarios = vec![Scenario::default()];
    let mut nudged = Scenario::default();
    for (run, dial, presses) in [
        (0, Dial::Hyper(0), -3),
        (1, Dial::Hyper(1), 2),
        (1, Dial::Switch(0), 1),
        (2, Dial::RunNoise, 4),
        (3, Dial::Switch(0), 1),
        (3, Dial::RunConvention, 2),
        (0, Dial::Surface(0), 3),
        (0, Dial::Noise, 2),
        (0, Dial::Seed, 5),
        (0, Dial::Steps, -4),
        (0, Dial::Tolerance, 1),
        (0, Dial::Convention, 1),
    ] {
        nudged.nudge(Knob::new(run, dial), presses, false);
    }
    for (run, dial, step) in
        [(3, Dial::Hyper(0), 40), (3, Dial::Hyper(2), 40), (1, Dial::Hyper(1), 77), (3, Dial::Hyper(0), 90)]
    {
        nudged.nudge(Knob { step, onward: true, ..Knob::new(run, dial) }, -3, false);
    }
    nudged.start = Some([-1.0 / 3.0, 1e-7]);
    scenarios.push(nudged);
    scenarios.push(Scenario::on(Problem::from_spec("rotated-bowl:kappa=7,angle=-12.5").unwrap()));
    let data = Options {
        data: Some("penguins".into()),
        target: Some("species=Gentoo".into()),
        standardize: true,
        batch: Some("16".into()),
        ..Options::default()
    };
    let mut data = data.scenario().unwrap();
    data.runs.push(Run { batch: Some(None), label: Some("it's full".into()), ..Run::new(data.runs[0].description()) });
    data.runs.push(Run { batch: Some(Some(1)), ..Run::new(data.runs[0].description()) });
    scenarios.push(data);
    for scenario in scenarios {
        // As a shell would take the line apart.
        let line = scenario.command_line().replacen("ravine", "\"$0\" run --format csv", 1);
        let done = Command::new("sh").args(["-c", &line, env!("CARGO_BIN_EXE_ravine")]).output().unwrap();
        assert!(done.status.success(), "{line}: {}", String::from_utf8_lossy(&done.stderr));
        let all = rows(&String::from_utf8(done.stdout).unwrap());
        let mut got = all.iter();
        for (name, resolved) in scenario.names().iter().zip(scenario.resolved()) {
            for (step, record) in simulate(&resolved.plan).records().iter().enumerate() {
                let row = got.next().unwrap();
                assert_eq!((&row.0, row.1), (name, step), "{line}");
                let want = [record.at[0], record.at[1], record.loss, record.gradient[0], record.gradient[1]];
                assert_eq!(row.2.map(f64::to_bits), want.map(f64::to_bits), "{line} {step}");
            }
        }
        assert!(got.next().is_none());
    }
}

/// Rows of a sweep are runs: the same loss, to the bit, the same verdict, from one thread and from two.
#[test]
fn a_sweep_is_many_runs() {
    let sweep = ["sweep", "--optimizer", "momentum", "--x", "alpha=0.01..2:5:log", "--y", "beta=0..0.9:4:log"];
    let csv = out(&sweep);
    let mut lines = csv.lines();
    assert_eq!(lines.next(), Some("alpha,beta,steps,loss,rate,status"));
    assert_eq!(lines.clone().count(), 20);
    assert!(csv.lines().nth(1).unwrap().starts_with("0.01,0,") && csv.lines().nth(5).unwrap().starts_with("2,0,"));
    for line in lines {
        let [alpha, beta, steps, loss, _, status] = line.split(',').collect::<Vec<_>>().try_into().unwrap();
        let spec = format!("momentum:alpha={alpha},beta={beta}");
        let run: serde_json::Value =
            serde_json::from_str(&out(&["run", "--optimizer", &spec, "--format", "json"])).unwrap();
        let run = &run["runs"][0];
        assert_eq!(run["status"], status, "{line}");
        assert_eq!(run["loss"].as_f64(), loss.parse().ok(), "{line}");
        if status == "converged" {
            assert_eq!(run["step"].as_u64(), steps.parse().ok(), "{line}");
        } else {
            assert_eq!(steps, "");
        }
    }
    for threads in ["1", "2"] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_ravine"));
        let done = command.args(sweep).env("RAYON_NUM_THREADS", threads).output().unwrap();
        assert_eq!(String::from_utf8(done.stdout).unwrap(), csv);
    }
    let json: serde_json::Value = serde_json::from_str(&out(&[&sweep[..], &["--format", "json"]].concat())).unwrap();
    assert_eq!((json["cells"].as_array().unwrap().len(), &json["complete"]), (20, &true.into()));
    let folder = Folder::new("sweep");
    for (name, magic) in [("map.svg", &b"<svg"[..]), ("map.png", &b"\x89PNG"[..])] {
        assert_eq!(out(&[&sweep[..], &["--out", &folder.path(name)]].concat()), "");
        assert!(fs::read(folder.path(name)).unwrap().starts_with(magic));
    }
}

#[test]
fn a_sweep_that_cannot_be_is_refused_before_it_begins() {
    let (alpha, beta) = ("alpha=0.1..1:3", "beta=0..0.9:3");
    for (x, y, part) in [
        ("alpha=1..1:3", beta, "the range is empty"),
        ("alpha=1..0.1:3", beta, "runs backwards"),
        ("gamma=0.9..1:3", beta, "moves nothing while the schedule is constant"),
        ("alpha=0.1..1:1", beta, "at least 2"),
        ("alpha=0.1..inf:3", beta, "out of range"),
        (alpha, "beta=0..1:3", "out of range"),
        (alpha, alpha, "both sweep alpha"),
        ("alpha=0.1..1:100000", "beta=0..0.9:10000", "too many"),
    ] {
        assert!(refused(&["sweep", "--optimizer", "momentum", "--x", x, "--y", y]).contains(part), "{x} {y}");
    }
    assert!(refused(&["sweep", "--x", alpha, "--y", beta]).contains("exactly one --optimizer"));
    let two = ["sweep", "--optimizer", "sgd", "--optimizer", "adam", "--x", alpha, "--y", beta];
    assert!(refused(&two).contains("exactly one --optimizer"));
    let gif = ["sweep", "--optimizer", "momentum", "--x", alpha, "--y", beta, "--out", "a.gif"];
    assert!(refused(&gif).contains(".svg or .png"));
}

/// One definition of "converged" for all three: at a local minimum a run has converged, whoever asks.
#[test]
fn run_sweep_and_tune_agree_on_what_converged_means() {
    let scenario = ["--surface", "two-wells", "--start", "1.2,0.3", "--steps", "500"];
    let call = |command: &[&str]| out(&[command, &scenario].concat());
    let run = call(&["run", "--optimizer", "sgd:alpha=0.02"]);
    assert!(run.contains("converged at step 32: local minimum"), "{run}");
    // A cell is walked in a tile where it has no options, and by itself where it has.
    let map = call(&["sweep", "--optimizer", "sgd", "--x", "alpha=0.02..0.03:2", "--y", "weight_decay=0..1e-12:2"]);
    let cells: Vec<&str> = map.lines().filter(|line| line.starts_with("0.02,")).collect();
    assert!(cells.len() == 2 && cells.iter().all(|row| row.contains(",32,") && row.ends_with("converged")), "{map}");
    let tuned = call(&["tune", "--optimizer", "sgd", "--metric", "steps", "--starts", "1", "--trials", "8"]);
    assert!(tuned.contains("1 of 1"), "{tuned}");
}

/// What would do nothing is refused, in the same words wherever runs are described, and what may be written either way is taken.
#[test]
fn options_that_do_nothing_are_refused_everywhere() {
    let axes = ["--x", "alpha=0.01..0.03:2", "--y", "kappa=20..21:2"];
    let picture = ["--out", "-"];
    let commands: [(&[&str], &[&str]); 5] =
        [(&["run"], &[]), (&["render"], &picture), (&["sweep"], &axes), (&["tune"], &[]), (&[], &[])];
    for (command, more) in commands {
        for (spec, words) in [
            (
                "sgd:warmup=10",
                "sgd: warmup moves nothing while the schedule is constant; give one that has it, such as",
            ),
            ("sgd:alpha@400=0.1", "sgd: alpha@400=0.1 is past the last step, 300; raise --steps or lower it"),
        ] {
            let line = refused(&[command, &["--optimizer", spec], more].concat());
            assert!(line.contains(words), "{command:?}: {line}");
        }
    }
    let render = |more: &[&str]| refused(&[&["render", "--out", "-"], more].concat());
    assert!(render(&["--orbit", "20,40"]).contains("--orbit 20,40 turns the bowl, which --screen race has not"));
    assert!(refused(&["--orbit", "20,40"]).contains("give --screen bowl"));
    for command in ["run", "sweep", "tune"] {
        assert!(refused(&[command, "--orbit", "20,40"]).contains(&format!("{command} has no --orbit")), "{command}");
    }
    assert!(render(&["--view", "0..1e-300,0..1"]).contains("W0..W1 is too narrow to draw"));
    let folder = std::env::temp_dir().join(format!("ravine-endings-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let named = |name: &str| folder.join(name).display().to_string();
    out(&["render", "--size", "80x24", "--steps", "3", "--out", &named("race.SVG")]);
    assert!(fs::read_to_string(folder.join("race.SVG")).unwrap().starts_with("<svg"));
    out(&[&["sweep", "--optimizer", "sgd", "--out", &named("map.Png")], &axes[..]].concat());
    assert_eq!(fs::read(folder.join("map.Png")).unwrap()[..4], *b"\x89PNG");
    fs::remove_dir_all(folder).unwrap();
}

/// Where β changes on the way a library's power is another number than the product, and every place says so in the same words.
#[test]
fn a_product_of_betas_is_named_where_its_power_stands() {
    let changed = ["--optimizer", "adam:beta1@60=0.5", "--convention", "pytorch"];
    let words = ravine::scenario::PRODUCT;
    assert!(out(&[&["run"], &changed[..]].concat()).contains(words));
    for size in ["80x24", "120x40", "200x50"] {
        for at in ["10", "80"] {
            let inspector = ["render", "--out", "-", "--inspect", "--at", at, "--size", size, "--color", "none"];
            assert!(out(&[&inspector, &changed[..]].concat()).contains(words), "{size} {at}");
            assert!(
                !out(&[&inspector, &["--optimizer", "adam", "--convention", "pytorch"][..]].concat()).contains(words)
            );
        }
    }
}
