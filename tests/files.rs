//! Tables as other people write them, through the command line: what is read, what is said, what is refused.

#![allow(clippy::unwrap_used, clippy::panic)] // helpers of tests, too, may fail loudly

use std::io::Write;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

fn case(name: &str) -> String {
    format!("{}/tests/cases/{name}", env!("CARGO_MANIFEST_DIR"))
}

/// Runs ravine with a text on standard input.
fn ravine(args: &[&str], input: &[u8]) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_ravine"))
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // Who refuses before reading closes the pipe.
    let _ = child.stdin.take().unwrap().write_all(input);
    child.wait_with_output().unwrap()
}

/// The JSON of a regression, and what was said beside it.
fn read(data: &str, more: &[&str], input: &[u8]) -> (Value, String) {
    let head = ["run", "--data", data, "--optimizer", "newton:alpha=1", "--steps", "3", "--format", "json"];
    let done = ravine(&[&head[..], more].concat(), input);
    let said = String::from_utf8(done.stderr).unwrap();
    assert!(done.status.success(), "{data} {more:?}: {said}");
    assert!(said.lines().count() <= 1, "{data}: {said}");
    (serde_json::from_slice(&done.stdout).unwrap(), said)
}

/// The one line that a table written by hand is refused with.
fn refused(input: &str, more: &[&str]) -> String {
    let done = ravine(&[&["run", "--data", "-"], more].concat(), input.as_bytes());
    let said = String::from_utf8(done.stderr).unwrap();
    assert_eq!((done.status.code(), said.lines().count()), (Some(2), 1), "{input:?} {more:?}: {said}");
    assert!(done.stdout.is_empty() && said.starts_with("ravine: stdin"), "{said}");
    said
}

/// Rows, slope and intercept.
fn line(json: &Value) -> (u64, f64, f64) {
    let best = &json["data"]["best"];
    (json["data"]["rows"].as_u64().unwrap(), best["slope"].as_f64().unwrap(), best["intercept"].as_f64().unwrap())
}

/// Least squares of the numbers as they are meant, by the normal equations in exact fractions (Python's `fractions`).
#[test]
fn every_file_is_read_as_it_is_meant() {
    let flat = (3, 2.0, 1.0 / 30.0);
    let prices = (4, 28.70689655172414, -308.1896551724138);
    const HEIGHTS: [&str; 4] = ["--feature", "Height(cm)", "--target", "Weight(kg)"];
    // File, options, (rows, w, b), words that are said.
    type Case = (&'static str, &'static [&'static str], (u64, f64, f64), &'static [&'static str]);
    let cases: [Case; 16] = [
        ("noheader.txt", &[], (4, 2.0 / 7.0, 74.0 / 7.0), &["no header found", "--header yes"]),
        ("eu-mixed.csv", &[], (6, 13.4725, 79.7375), &["miete: '620,50' is read as 620.5, '1.200' as 1200"]),
        ("title.csv", &[], (3, 1.0, 47.0 / 6.0), &["1 line above the header skipped"]),
        ("comments.tsv", &[], flat, &["2 comments skipped"]),
        ("wb.csv", &[], (3, 1.05, 0.075), &["4 lines above the header skipped"]),
        ("sep.csv", &[], flat, &["separated by ';' (sep= line)", "b: '4,1' is read as 4.1"]),
        ("rcsv.csv", &[], (3, 0.027297297297297296, -0.20810810810810812), &["row names"]),
        ("space.txt", &[], flat, &[]),
        ("fsu.csv", &HEIGHTS, (4, 1.1978891820580475, -138.2401055408971), &[]),
        ("quotespace.csv", &[], flat, &[]),
        ("thousands-en.csv", &[], prices, &["'1,200' is read as 1200"]),
        ("currency.csv", &[], prices, &["price: read without its $"]),
        ("percent.csv", &[], (4, 1.46, -2909.0), &["share: read without its %"]),
        ("fortran.csv", &[], flat, &["y: '2.0D+00' is read as 2"]),
        ("01target.csv", &[], (8, 1.0 / 6.0, -0.25), &["passed is 0 or 1", "--model logistic"]),
        (
            "missing.csv",
            &["--feature", "a", "--target", "b"],
            (3, 2.0511811023622046, -0.049868766404199474),
            &["18 rows skipped", "#N/A", "***", "--"],
        ),
    ];
    for (file, more, (rows, slope, intercept), words) in cases {
        let (json, said) = read(&case(file), more, b"");
        let got = line(&json);
        assert_eq!(got.0, rows, "{file}");
        assert!((got.1 - slope).abs() < 1e-7 && (got.2 - intercept).abs() < 1e-7, "{file}: {got:?}");
        assert!(words.iter().all(|word| said.contains(word)) && said.is_empty() == words.is_empty(), "{file}: {said}");
        let notes = json["data"]["notes"].as_array().unwrap();
        assert!(notes.iter().all(|note| said.contains(note.as_str().unwrap())), "{file}: {said} {notes:?}");
        // The summary says the same in a line of its own.
        let table =
            ravine(&[&["run", "--data", &case(file), "--optimizer", "sgd", "--steps", "2"], more].concat(), b"");
        let text = String::from_utf8(table.stdout).unwrap();
        assert!(table.stderr.is_empty() && words.iter().all(|word| text.contains(word)), "{file}: {text}");
    }
}

#[test]
fn options_overrule_what_was_found_and_come_again_in_the_command() {
    for (input, more, wanted) in [
        ("6.0,17\n5.5,9\n8.5,13\n7.0,11\n", &["--header", "yes"][..], (3, 4.0 / 3.0, 5.0 / 3.0)),
        ("x,y\n6.0,17\n5.5,9\n8.5,13\n7.0,11\n", &["--header", "no", "--skip", "1"], (4, 2.0 / 7.0, 74.0 / 7.0)),
        ("a b c\nd e f\nx,y\n0,1\n1,3\n", &["--skip", "2"], (2, 2.0, 1.0)),
        ("% made, by hand\nx,y\n0,1\n1,3\n% end\n", &["--comment", "%"], (2, 2.0, 1.0)),
        ("#x,y\n0,1\n1,3\n", &["--comment", ""], (2, 2.0, 1.0)),
        ("x;y\n0;1.000\n1;3.000\n", &["--decimal", "."], (2, 2.0, 1.0)),
        ("x;y\n0;1.000\n1;3.000\n", &["--decimal", ","], (2, 2000.0, 1000.0)),
        ("x,y\n0,\"1,000\"\n1,\"3,000\"\n", &["--decimal", ","], (2, 2.0, 1.0)),
    ] {
        let (json, _) = read("-", more, input.as_bytes());
        let (rows, slope, intercept) = line(&json);
        assert_eq!(rows, wanted.0, "{input:?} {more:?}");
        assert!((slope - wanted.1).abs() < 1e-9 && (intercept - wanted.2).abs() < 1e-9, "{input:?} {more:?}: {json}");
        let command = json["command"].as_str().unwrap();
        assert!(command.contains("--data - "), "{command}");
        let value = if more[1].is_empty() { "''" } else { more[1] };
        assert!(command.contains(&format!("{} {value}", more[0])), "{command}");
    }
    // tune's last line is the command of the race.
    let args = [
        "tune",
        "--data",
        &case("noheader.txt"),
        "--header",
        "yes",
        "--optimizer",
        "sgd",
        "--trials",
        "1",
        "--starts",
        "1",
        "--steps",
        "5",
    ];
    let done = ravine(&args, b"");
    let text = String::from_utf8(done.stdout).unwrap();
    assert!(text.lines().last().unwrap().contains("--header yes"), "{text}");
    let smoothed = ["smooth", "--beta", "0.5", "--data", "-", "--column", "y", "--header", "yes", "--format", "json"];
    let done = ravine(&smoothed, b"x,y\n1,2\n3,4\n");
    let json: Value = serde_json::from_slice(&done.stdout).unwrap();
    assert_eq!(json["command"], "ravine smooth --beta 0.5 --data - --header yes --column y");
}

#[test]
fn two_readings_are_refused_and_both_are_named() {
    for (input, words) in [
        ("a,5\nb,6\nc,7\n", &["line 1", "'a, 5'", "--header yes", "--header no"][..]),
        ("x;y\n1;1.200\n2;3.100\n", &["line 2", "'1.200' may be 1.2 or 1200", "--decimal"]),
        ("x\ty\n1\t1,200\n2\t3,100\n", &["line 2", "'1,200' may be 1200 or 1.2", "--decimal"]),
        ("made,by hand\n1,2,3,4\n5,6,7,8\n", &["line 1", "2 fields", "4", "--skip 1", "header"]),
        ("x,y\n1,5,2,7\n2,5,3,1\n", &["line 1", "2 fields", "4", "decimal commas", "quote", "';'"]),
        ("Readings, cellar\nmonth,temp\n1,9\n2,9.5\n", &["line 1", "a title above 'month, temp'", "--skip 1"]),
        ("|\n|", &["line 1", "no values"]),
    ] {
        let said = refused(input, &[]);
        assert!(words.iter().all(|word| said.contains(word)), "{said}");
    }
}

#[test]
fn a_number_that_is_none_is_named_with_its_place_and_a_reason() {
    for (input, words) in [
        ("x,y\n1,2\n2,6x\n3,4\n", &["line 3", "column y", "'6x'", "is not a number"][..]),
        ("x,y\n1,2\n2,\"1,20,5\"\n3,4\n", &["line 3", "'1,20,5'", "thousands separator?"]),
        ("x,y\n1,2\n2,2020-01-05\n3,4\n", &["line 3", "'2020-01-05'", "a date?"]),
        ("x,y\n1,5 kg\n2,6 kg\n3,6 kg\n", &["line 2", "column y", "'5 kg'", "a unit?", "--target 'y=5 kg'"]),
        ("day,y\n2024-01-02,1\n2024-01-03,2\n", &["line 2", "column day", "'2024-01-02'", "a date?"]),
        ("x,y\n1,2%\n2,3\n3,4%\n", &["line 3", "'3' has no unit", "line 2 has '%'"]),
        ("x,y\n1,$2\n2,€3\n3,$4\n", &["line 3", "'€'", "line 2 has '$'"]),
        ("x,y\n1,2\n2,1e999\n3,4\n", &["line 3", "'1e999'", "finite"]),
    ] {
        let said = refused(input, &[]);
        assert!(words.iter().all(|word| said.contains(word)), "{input:?}: {said}");
    }
}

#[test]
fn a_wrong_option_says_what_it_takes() {
    for (option, value, words) in [
        ("--skip", "two", &["--skip two", "number of lines"][..]),
        ("--header", "maybe", &["--header maybe", "yes, no"]),
        ("--decimal", ";", &["--decimal ;", ". and ,"]),
    ] {
        let done = ravine(&["run", "--data", "-", option, value], b"x,y\n1,2\n2,3\n");
        let said = String::from_utf8(done.stderr).unwrap();
        assert!(done.status.code() == Some(2) && words.iter().all(|word| said.contains(word)), "{said}");
    }
    let done = ravine(&["run", "--skip", "2"], b"");
    assert!(String::from_utf8(done.stderr).unwrap().contains("--skip needs data"));
}

/// pandas 3.1.1: Series([10, 12, None, 20, 18]).ewm(alpha=.1, adjust=True, ignore_na=...).mean().
#[test]
fn a_gap_keeps_its_place_and_both_treatments_are_pandas() {
    let skip = [10.0, 11.052631578947368, 14.354243542435425, 15.41436464088398];
    let age = [10.0, 11.052631578947368, 14.576604962583696, 15.618702627012878];
    for (more, wanted, words) in [
        (&[][..], skip, ["1 row skipped", "ignore_na=True", "--gaps age"]),
        (&["--gaps", "age"], age, ["1 row skipped", "ignore_na=False", "--gaps skip"]),
    ] {
        let file = case("gap.csv");
        let args = [&["smooth", "--data", &file, "--column", "v", "--beta", "0.9"], more].concat();
        let done = ravine(&args, b"");
        let (csv, said) = (String::from_utf8(done.stdout).unwrap(), String::from_utf8(done.stderr).unwrap());
        assert!(words.iter().all(|word| said.contains(word)) && said.lines().count() == 1, "{said}");
        let rows: Vec<Vec<f64>> =
            csv.lines().skip(1).map(|l| l.split(',').map(|n| n.parse().unwrap()).collect()).collect();
        assert_eq!(rows.iter().map(|row| row[0]).collect::<Vec<_>>(), [1.0, 2.0, 4.0, 5.0]);
        assert!(rows.iter().zip(wanted).all(|(row, want)| (row[3] - want).abs() < 1e-13), "{csv}");
    }
}

#[test]
fn classes_that_a_threshold_separates_have_no_minimum() {
    let (quasi, complete) = ("separates the classes, rows exactly on it aside, so", "separates the classes, so");
    for (input, words) in [
        ("x,y\n0,0\n1,0\n1,1\n", quasi),
        ("x,y\n0,1\n1,0\n1,1\n", quasi),
        ("x,y\n0,0\n1,1\n", complete),
        ("x,y\n0,0\n1,0\n", "all rows are of one class, so"),
        ("x,y\n0,1\n5,1\n5,0\n7,0\n5,1\n", quasi),
    ] {
        let args = ["run", "--data", "-", "--model", "logistic", "--steps", "2000"];
        let table = ravine(&args, input.as_bytes());
        let text = String::from_utf8(table.stdout).unwrap();
        assert!(text.contains("no minimum") && !text.contains("κ =") && !text.contains("global"), "{input:?}: {text}");
        assert!(text.contains(words), "{input:?}: {text}");
        // Nor is it scored by its height above one.
        let tune =
            ["tune", "--data", "-", "--model", "logistic", "--optimizer", "sgd", "--trials", "2", "--starts", "2"];
        let ranking = String::from_utf8(ravine(&tune, input.as_bytes()).stdout).unwrap();
        assert!(ranking.contains("log10(loss, which has no minimum)") && !ranking.contains("above"), "{ranking}");
        let (json, _) = read("-", &["--model", "logistic"], input.as_bytes());
        assert!(json["surface"]["kappa"].is_null() && json["data"]["best"].is_null(), "{json}");
    }
    // Where the classes overlap, or x says nothing, there is one.
    for input in ["x,y\n0,0\n1,1\n1,0\n2,0\n2,1\n", "x,y\n3,0\n3,1\n3,1\n"] {
        let table = ravine(&["run", "--data", "-", "--model", "logistic"], input.as_bytes());
        assert!(String::from_utf8(table.stdout).unwrap().contains("best fit: log-odds"), "{input:?}");
    }
}

/// Newton's method divides by the Hessian, whose determinant is the variance of x. It is said where rounding leaves nothing of that,
/// and only there.
#[test]
fn a_singular_hessian_is_named_where_newton_stands_still() {
    let rows = |first: u64, apart: u64| {
        (0..9).fold("x,y\n".to_owned(), |t, i| format!("{t}{},{}\n", first + i * apart, i * 7 % 5))
    };
    let said = |input: &str, more: &[&str]| {
        let args = [&["run", "--data", "-", "--feature", "x", "--target", "y"], more].concat();
        String::from_utf8(ravine(&args, input.as_bytes()).stdout).unwrap()
    };
    let newton = &["--optimizer", "newton"][..];
    let singular = "the Hessian is singular to rounding";
    // Milliseconds: x² is 2.9e24, of which the last bit is 5e8, and the variance is 6.7.
    for steps in ["3", "300"] {
        let text = said(&rows(1_700_000_000_000, 1), &[newton, &["--steps", steps]].concat());
        assert!(
            text.contains(&format!("standing still since step 0: {singular} here; standardize the feature")),
            "{text}"
        );
    }
    let advised = said(&rows(1_700_000_000_000, 1), &[newton, &["--standardize"]].concat());
    assert!(advised.contains("converged") && !advised.contains(singular), "{advised}");
    let constant = said("x,y\n5,1\n5,2\n5,4\n", newton);
    assert!(constant.contains(&format!("{singular} here; the feature does not vary")), "{constant}");
    // Minutes apart it is ill-conditioned, but not singular; gradient descent does not divide by it.
    assert!(!said(&rows(1_700_000_000_000, 60_000), newton).contains(singular));
    assert!(!said(&rows(1_700_000_000_000, 1), &["--optimizer", "sgd"]).contains(singular));
    let forever = ["run", "--data", "-", "--model", "logistic", "--optimizer", "newton"];
    let forever = String::from_utf8(ravine(&forever, b"x,y\n0,1\n1,1\n2,1\n3,1\n").stdout).unwrap();
    assert!(!forever.contains("standardize"), "{forever}");
    let formula = ravine(&["run", "--fn", "(x+y)^2", "--start", "1,1", "--optimizer", "newton"], b"");
    let formula = String::from_utf8(formula.stdout).unwrap();
    assert!(formula.contains(&format!("{singular} here; a damping helps")), "{formula}");
    let damped = ravine(&["run", "--fn", "(x+y)^2", "--start", "1,1", "--optimizer", "newton:damping=0.1"], b"");
    assert!(String::from_utf8(damped.stdout).unwrap().contains("converged"));
}

/// The line through standardized penguins is that of R's lm(body_mass_g ~ flipper_length_mm): 49.69 x - 5780.83, R² 0.759, and
/// its RMSE, √(residual sum of squares / n) = 393.1.
#[test]
fn standardizing_is_said_and_the_line_is_that_of_the_data() {
    let (json, _) = read("penguins", &["--standardize"], b"");
    let (data, fit) = (&json["data"], &json["runs"][0]["fit"]);
    assert_eq!(data["standardized"], true);
    let number = |value: &Value| value.as_f64().unwrap();
    for fit in [&data["best"], fit] {
        assert!(
            (number(&fit["slope"]) - 49.6856).abs() < 1e-4 && (number(&fit["intercept"]) + 5780.83).abs() < 1e-2,
            "{fit}"
        );
        assert!((number(&fit["r2"]) - 0.7590).abs() < 1e-4 && (number(&fit["rmse"]) - 393.12).abs() < 0.1, "{fit}");
        assert!(fit["accuracy"].is_null());
    }
    assert!((number(&data["feature_scale"]["mean"]) - 200.9152).abs() < 1e-4);
    let table = ravine(&["run", "--data", "penguins", "--standardize", "--optimizer", "newton:alpha=1"], b"");
    let text = String::from_utf8(table.stdout).unwrap();
    for words in [
        "342 rows, 2 skipped, standardized",
        "best fit in the data's units: body_mass_g = 49.686·flipper_length_mm - 5780.8",
        "R² 0.759",
        "RMSE 393",
    ] {
        assert!(text.contains(words), "{words}: {text}");
    }
    let plain = ravine(&["run", "--data", "penguins", "--optimizer", "newton:alpha=1"], b"");
    assert!(!String::from_utf8(plain.stdout).unwrap().contains("standardized"));
    let frame = ravine(&["render", "--data", "penguins", "--standardize", "--out", "-", "--color", "none"], b"");
    let frame = String::from_utf8(frame.stdout).unwrap();
    assert!(frame.contains("standardized") && frame.contains("R² 0.7"), "{frame}");
    // Of 8 rows 6 are on the right side of the curve's middle, 4.5.
    let (json, _) = read(&case("01target.csv"), &["--model", "logistic"], b"");
    assert_eq!((json["data"]["best"]["accuracy"].as_f64(), json["data"]["best"]["rmse"].is_null()), (Some(0.75), true));
}
