//! A corpus of real-world tables and of malformed ones.

mod properties;
mod readings;

use super::{Choice, DataError, Dialect, Kind, Model, Sample, Table};

const ANY: Choice = Choice { feature: None, target: None, model: None, standardize: false };
const STANDARD: Choice = Choice { standardize: true, ..ANY };
const LOGISTIC: Choice = Choice { model: Some(Model::Logistic), ..ANY };

fn choice(feature: &str, target: &str) -> Choice {
    let some = |s: &str| (!s.is_empty()).then(|| s.to_owned());
    Choice { feature: some(feature), target: some(target), ..ANY }
}

fn sample(text: &str, choice: &Choice) -> Result<Sample, String> {
    Table::parse("my.csv", text.as_bytes(), &Dialect::default())
        .and_then(|t| t.sample(choice))
        .map_err(|e| e.to_string())
}

fn good(text: &str, choice: &Choice) -> Sample {
    sample(text, choice).unwrap_or_else(|e| panic!("{text:?}: {e}"))
}

fn bad(text: &str, choice: &Choice) -> String {
    let line = sample(text, choice).expect_err(text);
    assert!(!line.chars().any(char::is_control) && line.starts_with("my.csv"), "{line:?}");
    line
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// Slope, intercept and correlation.
fn fit(sample: &Sample) -> [f64; 3] {
    let (mx, my) = (mean(&sample.x), mean(&sample.y));
    let pairs = || sample.x.iter().zip(&sample.y).map(|(x, y)| (x - mx, y - my));
    let [xy, xx, yy] =
        [|(x, y)| x * y, |(x, _)| x * x, |(_, y)| y * y].map(|f: fn((f64, f64)) -> f64| pairs().map(f).sum::<f64>());
    [xy / xx, my - xy / xx * mx, xy / (xx * yy).sqrt()]
}

#[test]
fn penguins_are_who_they_are() {
    let table = Table::load("penguins").unwrap();
    let flipper = table.sample(&ANY).unwrap();
    assert_eq!((flipper.feature.as_str(), flipper.target.as_str()), ("flipper_length_mm", "body_mass_g"));
    assert_eq!((flipper.x.len(), flipper.y.len(), flipper.skipped, flipper.model), (342, 342, 2, Model::Linear));
    // R: lm(body_mass_g ~ flipper_length_mm) and cor().
    let [slope, intercept, correlation] = fit(&flipper);
    assert!((slope - 49.6856).abs() < 1e-4, "{slope}");
    assert!((intercept + 5780.83).abs() < 1e-2, "{intercept}");
    assert!((correlation - 0.8712).abs() < 1e-4, "{correlation}");
    let ones = |feature: &str, target: &str| {
        let s = table.sample(&choice(feature, target)).unwrap();
        (s.target, s.model, s.y.iter().sum::<f64>(), s.y.len(), s.skipped)
    };
    assert_eq!(ones("", "species=Gentoo"), ("species=Gentoo".to_owned(), Model::Logistic, 123.0, 342, 2));
    assert_eq!(ones("bill_length_mm", "sex"), ("sex=male".to_owned(), Model::Logistic, 168.0, 333, 11));
    assert_eq!(ones("", "year=2007"), ("year=2007".to_owned(), Model::Logistic, 109.0, 342, 2));
    let columns = table.columns();
    let short = |name: &str| columns.iter().find(|c| c.name == name).map(|c| (c.kind.clone(), c.missing));
    assert_eq!(short("sex"), Some((Kind::Text(vec!["female".to_owned(), "male".to_owned()]), 11)));
    assert_eq!((short("year"), short("body_mass_g")), (Some((Kind::Numeric, 0)), Some((Kind::Numeric, 2))));
    // A usual column gives way if it is already the other axis.
    assert_eq!(table.sample(&choice("", "flipper_length_mm")).unwrap().feature, "body_mass_g");
    assert_eq!(table.sample(&choice("body_mass_g", "")).unwrap().target, "flipper_length_mm");
}

#[test]
fn tables_as_people_write_them() {
    let plain = good("x,y\n1,2\n3,4\n", &ANY);
    assert_eq!((&plain.x, &plain.y, plain.skipped), (&vec![1.0, 3.0], &vec![2.0, 4.0], 0));
    for text in [
        "\u{feff}x,y\r\n1,2\r\n3,4\r\n",
        "\u{feff}\"x\",\"y\"\n1,2\n3,4",
        "x;y\n1;2\n3;4",
        "x|y\n1|2\n3|4",
        "x\ty\n1\t2\n\n3\t4\n",
        "x,y\r1,2\r3,4\r",
        "\r\n \n\"x\",\"y\"\n\"1\",\"2\"\n   \n\"3\",\"4\"\n\n",
        " x , y \n 1 ,\t2 \n 3 , 4 \n",
        "x,y,,\n1,2,,\n3,4,,\n",
        "x,y,,\n1,2\n3,4,,,,\n",
        "x,y\n1,2\n3,4,\n,,,\n",
        "x;y\n1,0;2\n3;4,0\n",
        "\" x\r\n\";y\n1;2\n3;4\n",
    ] {
        let got = Table::parse("my.csv", text.as_bytes(), &Dialect::default())
            .and_then(|t| t.sample(&choice("x", "y")))
            .unwrap();
        assert_eq!((&got.x, &got.y), (&plain.x, &plain.y), "{text:?}");
    }
    let quoted = good("\"a, \"\"b\"\"\",y,z\n1,2,u\n,9,u\n3,NA,u\n5,6,v\n", &choice("a, \"b\"", "y"));
    assert_eq!((quoted.x, quoted.skipped), (vec![1.0, 5.0], 2));
    // A separator shared by the rows beats one that only the header has.
    assert_eq!(good("x (a,b,c);y\n1;2\n3;4\n", &ANY).feature, "x (a,b,c)");
    assert_eq!(good("5\" pipe;y\n1;2\n3;4\n", &ANY).feature, "5\" pipe");
    assert_eq!(good("\"two\nlines\" ,\"y\x1b[31m\"\n1,2\n3,4\n", &choice("two lines", "")).target, "y [31m");
    let missing = "x,y\n1,1\nNA,1\nn/a,1\nNaN,1\nNULL,1\nNone,1\n?,1\n-,1\n . ,1\n,1\n,\n1,1\n";
    assert_eq!((good(missing, &ANY).skipped, good(missing, &ANY).x.len()), (10, 2));
}

#[test]
fn columns_without_names_and_text_that_is_not_utf8() {
    assert_eq!(good(",a,b\n0,1,2\n1,3,4\n", &choice("column 1", "b")).x, [0.0, 1.0]);
    assert_eq!(good("a,b,\n1,2,9\n3,4,8\n", &choice("a", "column 3")).y, [9.0, 8.0]);
    assert_eq!(good(",\n1,2\n3,4\n", &ANY).target, "column 2");
    let latin = Table::parse("l.csv", b"gr\xf6\xdfe,y\n1,2\n3,4\n", &Dialect::default()).unwrap();
    assert_eq!(latin.sample(&choice("größe", "y")).unwrap().x, [1.0, 3.0]);
}

#[test]
fn targets_and_classes() {
    let text = "x,k,a=b,k=u\n1,u,p=q,5\n2,v,r,6\n3,u,r,7\n4,w,r,8\n";
    let y = |target: &str| good(text, &choice("x", target));
    assert_eq!(y("k=v").y, [0.0, 1.0, 0.0, 0.0]);
    assert_eq!(y("k = v").target, "k=v");
    assert_eq!((y("k=u").model, y("k=u").y), (Model::Linear, vec![5.0, 6.0, 7.0, 8.0]));
    assert_eq!((y("a=b").target.as_str(), y("a=b").y), ("a=b=r", vec![0.0, 1.0, 1.0, 1.0]));
    assert_eq!(y("a=b=p=q").y, [1.0, 0.0, 0.0, 0.0]);
    assert_eq!(y("a=b=r"), y("a=b"));
    assert_eq!(y("k=u=7").y, [0.0, 0.0, 1.0, 0.0]);
    // A name can be requested as it is displayed, whatever the cell contains.
    let odd = "x,k\n1,\"a\nb\"\n2,c\n3,\"a\nb\"\n";
    assert_eq!(good(odd, &choice("x", "k=a b")).y, [1.0, 0.0, 1.0]);
    let two = good("x,k\n1,no\n2,yes\n3,\n4,yes\n", &Choice { model: Some(Model::Linear), ..STANDARD });
    assert_eq!((two.y, two.skipped, two.target.as_str()), (vec![0.0, 1.0, 1.0], 1, "k=yes"));
    assert_eq!((two.model, two.target_scale, two.feature_scale.is_some()), (Model::Linear, None, true));
    assert_eq!(good("x,k\n1,0\n2,1.0\n", &LOGISTIC).y, [0.0, 1.0]);
    assert_eq!(good("a,b\n1,2\n3,5\n", &choice("b", "")).target, "a");
    assert_eq!(good("a,b\n1,2\n3,5\n", &choice("", "a")).feature, "b");
}

#[test]
fn mistakes_in_a_cell_are_named_with_their_place() {
    let number = "is not a number; give one, or leave it empty to skip the row";
    let rest = ["7,8", "9,1", ""];
    for (lines, line) in [
        (&["x,y", "1,2", "3,4", "5,x6"][..], 4),
        (&["x,y", "1,2", "", "3,4", "", "", "5,x6"], 7),
        (&["", "", "x,y", "1,2", "  ", "5,x6"], 6),
        (&["\u{feff}x,y", "1,2", "\"\n3\n\",\"4\"", "5,x6"], 6),
    ] {
        for end in ["\n", "\r\n", "\r"] {
            let text = [lines, &rest].concat().join("\n").replace('\n', end);
            assert_eq!(bad(&text, &ANY), format!("my.csv, line {line}: column y: 'x6' {number}"), "{text:?}");
        }
    }
    let finite = number.replace("a number", "a finite number");
    for cell in ["1e999", "-2e400"] {
        let line = bad(&format!("x,y\n1,2\n3,{cell}\n5,6\n"), &ANY);
        assert_eq!(line, format!("my.csv, line 3: column y: '{cell}' {finite}"));
    }
    let long = bad(&format!("x,y\n1,2\n3,{}\n5,6\n", "é".repeat(900)), &ANY);
    assert_eq!(long, format!("my.csv, line 3: column y: '{}…' {number}", "é".repeat(40)));
    assert!(bad("x;y\n1,2,3;2\n3;4\n5;6\n", &ANY).contains("line 2: column x: '1,2,3'"));
    let quote = "my.csv, line 3: a quote (\") opens in this row and never closes";
    assert_eq!(bad("x,y\n1,2\n3,\"4\n5,6\n7,8\n", &ANY), quote);
    assert_eq!(bad("x,y\n1,2\n3\n", &ANY), "my.csv, line 3: has 1 field where the header has 2");
    assert_eq!(bad("x,y\r\n1,2\r\n\r\n3,u,v,\r\n", &ANY), "my.csv, line 4: has 3 fields where the header has 2");
    let line = "my.csv, line 3: column b is 1e300; a logistic model needs 0 or 1 in every row, or --target b=CLASS";
    assert_eq!(bad("a,b\n1,0\n2,1e300\n", &LOGISTIC), line);
}

#[test]
fn mistakes_in_the_choice_say_what_there_is() {
    assert_eq!(
        bad("mass,len\n1,2\n3,4\n", &choice("mas", "len")),
        "my.csv: no column 'mas'; did you mean 'mass'? columns: mass, len"
    );
    assert!(bad("mass_g,len\n1,2\n3,4\n", &choice("Mass g", "len")).contains("did you mean 'mass_g'?"));
    assert_eq!(bad("a,b\n1,2\n3,4\n", &choice("zebra", "")), "my.csv: no column 'zebra'; columns: a, b");
    assert_eq!(bad("a,b,c\n1,2,3\n1,2,4\n", &ANY), "my.csv: say which column with --feature; there are a, b, c");
    assert!(bad("a,b,c\n1,2,3\n1,2,4\n", &choice("a", "")).contains("say which column with --target"));
    assert_eq!(bad("a,b\nu,2\nv,3\n", &ANY), "my.csv: column a is text; --feature needs numbers, and those are in b");
    assert_eq!(
        bad("a,b\n1,u u\n2,v\n3,w\n", &ANY),
        "my.csv: column b has 3 classes (u u, v, w); say which is 1, for example --target 'b=u u'"
    );
    assert!(bad("a,b\n1,u\n2,u\n", &ANY).contains("column b is 'u' in every row"));
    assert!(bad("a,b\n1,NA\n2,\n", &ANY).contains("column b has no values"));
    assert_eq!(bad("a,b\n1,u\n2,v\n", &choice("a", "b=xyz")), "my.csv: column b has no 'xyz'; classes: u, v");
    let classes = "a,b\n1,large\n2,small\n";
    assert!(bad(classes, &choice("a", "b=Larg")).contains("did you mean 'large'? classes: large, small"));
    assert!(bad("a,b\n1,none\n2,v\n", &choice("a", "b=none")).contains("'none' stands for a missing value"));
    assert!(bad("a,b\n1,2\n2,3\n", &choice("a", "c=d=e")).contains("no column 'c'"));
    assert_eq!(
        bad("a,b,a\n1,2,1\n3,4,1\n", &choice("a", "b")),
        "my.csv: columns 1 and 3 are both named a; rename one in the header"
    );
    assert_eq!(good("a,b,a,c\n1,2,1,4\n3,4,1,5\n", &choice("b", "c")).x, [2.0, 4.0]);
    let header: Vec<String> = (0..50).map(|i| format!("c{i}")).collect();
    let wide = format!("{}\n{}\n", header.join(","), "1,".repeat(49) + "1");
    assert!(bad(&wide, &ANY).ends_with("c10, c11 and 38 more"));
    let huge = format!("{},y,z\n1,2,3\n2,3,4\n", "q".repeat(30_000));
    assert!(bad(&huge, &choice(&"k".repeat(30_000), "y")).chars().count() < 200);
}

#[test]
fn what_is_no_table() {
    assert!(bad("", &ANY).contains("is empty") && bad("\u{feff} \r\n", &ANY).contains("is empty"));
    assert!(bad("x\n1\n2\n", &ANY).contains("has one column") && bad("x;\n1;\n", &ANY).contains("has one column"));
    assert!(bad("x,y\n", &ANY).contains("no rows") && bad("x,y\n,,,,\n,\n", &ANY).contains("has no values"));
    assert!(bad("x,y\n1,\n,2\n", &ANY).contains("0 rows have both x and y"));
    assert!(bad("x,y\n1,2\n3,\n", &ANY).contains("1 row has both x and y; at least 2 are needed"));
    assert!(bad("a\0b,c\n", &ANY).contains("is binary"));
    assert!(bad("\x01\x02\x03,\x04\n", &ANY).contains("is binary"));
    for bytes in [&b"\xff\xfea\0,\0b\0"[..], b"\xfe\xff\0a"] {
        let line = Table::parse("my.csv", bytes, &Dialect::default()).map(|_| ()).unwrap_err().to_string();
        assert_eq!(line, "my.csv: is UTF-16 text; save it as UTF-8");
    }
}

#[test]
fn files_that_cannot_be_opened() {
    let folder = std::env::temp_dir().join(format!("ravine-data-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join("a.csv");
    std::fs::write(&file, "x,y\n1,2\n3,4\n").unwrap();
    let path = |p: &std::path::Path| p.to_str().unwrap().to_owned();
    assert_eq!(Table::load(&path(&file)).unwrap().sample(&ANY).unwrap().y, [2.0, 4.0]);
    for source in [path(&folder.join("b.csv")), path(&file.join("c.csv")), "a\0b".to_owned(), String::new()] {
        let error = Table::load(&source).unwrap_err();
        assert!(matches!(error, DataError::Missing { .. }) && !error.is_system(), "{error}");
        assert!(!error.to_string().chars().any(char::is_control), "{error}");
    }
    let error = Table::load(&path(&folder)).unwrap_err();
    assert!(error.to_string().ends_with("is a folder; give a CSV file") && !error.is_system());
    // The file is sparse: none of its bytes is read.
    std::fs::File::create(&file).unwrap().set_len((256 << 20) + 1).unwrap();
    assert!(Table::load(&path(&file)).unwrap_err().to_string().contains("larger than 256 MiB"));
    std::fs::remove_dir_all(&folder).unwrap();
    let denied = std::io::Error::from(std::io::ErrorKind::PermissionDenied);
    assert!(DataError::Io { file: String::new(), source: denied }.is_system());
}

#[test]
fn standardising_takes_mean_and_spread_away() {
    let raw = Table::load("penguins").unwrap().sample(&ANY).unwrap();
    let round = Table::load("penguins").unwrap().sample(&STANDARD).unwrap();
    for (values, before, scale) in [(&round.x, &raw.x, round.feature_scale), (&round.y, &raw.y, round.target_scale)] {
        let squares: Vec<f64> = values.iter().map(|v| v * v).collect();
        assert!(mean(values).abs() < 1e-12 && (mean(&squares) - 1.0).abs() < 1e-12);
        let scale = scale.unwrap();
        assert!(values.iter().zip(before).all(|(v, old)| (v * scale.sd + scale.mean - old).abs() < 1e-9));
    }
    // The slope between standardized columns is the correlation.
    assert!((fit(&round)[0] - 0.8712).abs() < 1e-4);
    // The mean of three 0.1 is not 0.1.
    for cell in ["1", "0.1", "1e300", "-0"] {
        let text = format!("x,y\n{cell},2\n{cell},3\n{cell},5\n");
        assert!(bad(&text, &STANDARD).contains("column x has no spread"), "{cell}");
    }
    assert!(bad("x,y\n1,2\n2,2\n3,2\n", &STANDARD).contains("column y has no spread"));
    let expected = good("x,y\n1,2\n2,3\n3,5\n", &STANDARD).x;
    for power in ["e200", "e306", "e-200", "e-290"] {
        let got = good(&format!("x,y\n1{power},2\n2{power},3\n3{power},5\n"), &STANDARD).x;
        assert!(got.iter().zip(&expected).all(|(a, b)| (a - b).abs() < 1e-12), "{power}: {got:?}");
    }
    for text in ["x,y\n-1.7e308,1\n1.7e308,2\n", "x,y\n5e-324,1\n0,2\n"] {
        let s = good(text, &STANDARD);
        assert!(s.x.iter().all(|v| (v.abs() - 1.0).abs() < 1e-12), "{s:?}");
    }
}

fn as_said(text: &str, dialect: [Option<&str>; 4]) -> Table {
    Table::parse("my.csv", text.as_bytes(), &Dialect::parse(dialect).unwrap()).unwrap()
}

/// In a one-column table a blank line is a row without a value: later rows keep their places.
#[test]
fn a_blank_line_of_one_column_is_a_row() {
    assert_eq!(as_said("v\n1\n\n3\n", [None; 4]).columns()[0].missing, 1);
    assert_eq!(as_said("v\n1\n2\n3\n\n\n", [None; 4]).columns()[0].missing, 0);
    assert_eq!(as_said("x,y\n1,2\n\n3,4\n", [None; 4]).columns()[0].missing, 0);
}

#[test]
fn the_table_is_found_among_titles_comments_and_row_names() {
    let notes = |text: &str| as_said(text, [None; 4]).notes().join("; ");
    for (text, said) in [
        ("x,y\n1,2\n3,4\n", ""),
        ("1,2\n3,4\n", "no header found (--header yes if the first row is one)"),
        ("A title\nAnother\nAnd one\nx,y\n1,2\n3,4\n", "3 lines above the header skipped"),
        ("Title,,\nx,y,z\n1,2,3\n3,4,5\n", "1 line above the header skipped"),
        ("# t y\n1 2\n3 4\n", "the columns are named by a comment"),
        ("# made by hand\n#x,y\n1,2\n3,4\n#5,6\n", "2 comments skipped; the columns are named by a comment"),
        ("y x\nr1 1 2\nr2 3 4\n", "the first column has no name and is taken for row names"),
        (
            "5.1,3.5,setosa\n4.9,3.0,setosa\n6.3,3.3,virginica\n",
            "no header found (--header yes if the first row is one)",
        ),
        ("place,1990,1991\na,1,2\nb,2,3\n", ""),
        ("#N/A,y\n1,2\n#N/A,3\n3,4\n", ""),
        ("id,y\n#1,2\n#2,3\n#3,4\n", ""),
        ("temperature in C\n1\n2\n4\n", ""),
        ("1\n2\n4\n", "no header found (--header yes if the first row is one)"),
    ] {
        assert_eq!(notes(text), said, "{text:?}");
    }
    assert_eq!(good("#x,y\n1,2\n3,4\n", &ANY).target, "y");
    assert_eq!(good("y x\nr1 1 2\nr2 3 4\n", &ANY).x, [1.0, 3.0]);
    assert_eq!(as_said("temperature in C\n1\n2\n4\n", [None; 4]).series(None).unwrap().values, [1.0, 2.0, 4.0]);
    // Two of three columns are numeric.
    let pair = good("name,a,b\nu,1,2\nv,3,5\n", &ANY);
    assert_eq!((pair.feature.as_str(), pair.target.as_str()), ("a", "b"));
    assert!(
        bad("A title\n1,2\n3,4\n", &ANY).contains("line 1: has 1 field and the rows below have 2: a title (--skip 1)")
    );
    assert_eq!(as_said("A title\n1,2\n3,4\n", [Some("1"), None, None, None]).notes()[0], "1 line skipped");
}

#[test]
fn decimal_marks_are_those_that_the_numbers_show() {
    let y = |text: &str| good(text, &choice("x", "y")).y;
    assert_eq!(y("x;y\n1;0,5\n2;1.200\n"), [0.5, 1200.0]);
    assert_eq!(y("x;y;z\n1;1.200;0,5\n2;3.400;0,7\n"), [1200.0, 3400.0]);
    assert_eq!(y("x,y\n1,1.250\n2,0.125\n"), [1.25, 0.125]);
    assert_eq!(y("x\ty\n1\t1.250\n2\t3.125\n"), [1.25, 3.125]);
    assert_eq!(y("x,y\n1,\"1,200.5\"\n2,\"1,300\"\n"), [1200.5, 1300.0]);
    assert_eq!(y("x;y\n1;1 200,5\n2;2 300\n"), [1200.5, 2300.0]);
    assert_eq!(y("x;y\n1;1.000,5\n2;4\n"), [1000.5, 4.0]);
    // A column that shows both marks does not settle the question.
    assert!(bad("x;y\n1;0,5\n2;0.5\n3;1.200\n", &ANY).contains("line 4: column y: '1.200' may be 1.2 or 1200"));
    let by = |mark: &str, text: &str| as_said(text, [None, None, Some(mark), None]).sample(&ANY).map(|s| s.y).ok();
    assert_eq!(by(",", "x;y\n1;1.200\n2;2\n"), Some(vec![1200.0, 2.0]));
    assert_eq!(by(".", "x;y\n1;1.200\n2;2\n"), Some(vec![1.2, 2.0]));
    assert_eq!(by(",", "x;y\n1;1.5\n2;2\n"), None);
}

#[test]
fn words_for_nothing_among_numbers_are_classes_among_words() {
    let numbers = good("x,y\n1,2\n2,unknown\n3,inf\n4,8\n", &ANY);
    assert_eq!((numbers.y, numbers.skipped), (vec![2.0, 8.0], 2));
    assert_eq!(numbers.notes, ["2 rows skipped without a value (inf unknown)"]);
    assert_eq!(good("x,y\n1,known\n2,unknown\n3,known\n", &ANY).target, "y=unknown");
}
