//! Ambiguous files: which are rejected, and which are read with a note.

use super::{ANY, Choice, Dialect, Kind, LOGISTIC, Table, as_said, bad, choice, good};

fn notes(text: &str) -> Vec<String> {
    good(text, &choice("x", "y")).notes
}

#[test]
fn separators_alone_are_no_table() {
    for text in ["|\n|", ",,\n,,\n,,\n", ";\n\n;\n"] {
        let line = bad(text, &ANY);
        assert_eq!(line, "my.csv, line 1: this row and those below have separators but no values; give them some");
    }
    for header in ["yes", "no"] {
        let dialect = Dialect::parse([None, Some(header), None, None]).unwrap();
        let table = Table::parse("my.csv", b"|\n|", &dialect);
        assert!(table.map_or(true, |table| !table.columns().is_empty()), "{header}");
    }
}

#[test]
fn mixed_decimal_marks_are_said() {
    let mixed = good("x;y\n1;2,5\n2;3.5\n3;4,5\n", &ANY);
    assert_eq!(mixed.y, [2.5, 3.5, 4.5]);
    let said = "y: decimal points and commas are mixed ('3.5' in line 3, '2,5' in line 2)";
    assert_eq!(mixed.notes, ["y: '2,5' is read as 2.5", said]);
    // Each column has its own mark; a decimal comma gets the usual note.
    assert_eq!(notes("x;y\n1.5;2,5\n2.5;3,5\n"), ["y: '2,5' is read as 2.5"]);
    // With the decimal mark given, the other one is rejected.
    let said = as_said("x;y\n1;2,5\n2;3.5\n", [None, None, Some(","), None]).sample(&ANY).unwrap_err().to_string();
    assert!(said.contains("line 3: column y: '3.5' is not a number"), "{said}");
}

#[test]
fn ways_of_writing_numbers_are_said_once_each() {
    for (cells, said) in [
        (["1", "2.5", "3e4"], &[][..]),
        (["0,5", "1,25", "2"], &["y: '0,5' is read as 0.5"]),
        (["0,5", "1.200", "1.300"], &["y: '0,5' is read as 0.5, '1.200' as 1200"]),
        (["1 200", "2 300", "4"], &["y: '1 200' is read as 1200"]),
        (["1'200.5", "2", "4"], &["y: '1'200.5' is read as 1200.5"]),
        (["1_200", "2", "4"], &["y: '1_200' is read as 1200"]),
        (["1,23,456", "2", "4"], &["y: '1,23,456' is read as 123456"]),
        (["2.0D+01", "2.0D+02", "1"], &["y: '2.0D+01' is read as 20"]),
        (["€ 1 200,50", "2 €", "4"], &["y: read without its €", "y: '€ 1 200,50' is read as 1200.5"]),
    ] {
        let rows: String = cells.iter().zip(1..).map(|(cell, x)| format!("{x};{cell}\n")).collect();
        assert_eq!(notes(&format!("x;y\n{rows}")), said, "{cells:?}");
    }
    // A decimal comma that was requested needs no note.
    let asked = as_said("x;y\n1;0,5\n2;1.200\n", [None, None, Some(","), None]).sample(&ANY).unwrap();
    assert_eq!((asked.y, asked.notes), (vec![0.5, 1200.0], vec!["y: '1.200' is read as 1200".to_owned()]));
    // A series has the same note.
    let series = as_said("v\n\"0,5\"\n\"1,5\"\n", [None; 4]).series(None).unwrap();
    assert_eq!((series.values, series.notes), (vec![0.5, 1.5], vec!["v: '0,5' is read as 0.5".to_owned()]));
}

#[test]
fn how_the_text_was_made_out_is_said() {
    assert_eq!(notes("sep=;\nx;y\n1;2\n2;3\n"), ["separated by ';' (sep= line)"]);
    assert_eq!(notes("\"sep=\t\"\nx\ty\n1\t2\n2\t3\n"), ["separated by tabs (sep= line)"]);
    let table = Table::parse("l.csv", b"gr\xf6\xdfe,y\n1,2\n3,4\n", &Dialect::default()).unwrap();
    assert_eq!(table.notes(), ["read as Latin-1, not UTF-8"]);
}

#[test]
fn a_title_with_separators_is_found_or_asked_about() {
    // With more fields than the table, it can only be a title.
    for title in ["Readings, of the cellar, 2024", "Readings, 5 May, cellar, north"] {
        let sample = good(&format!("{title}\nmonth,temp\n1,9\n2,9.5\n3,11\n"), &ANY);
        assert_eq!((sample.x, sample.y), (vec![1.0, 2.0, 3.0], vec![9.0, 9.5, 11.0]));
        assert_eq!(
            (sample.feature.as_str(), sample.notes),
            ("month", vec!["1 line above the header skipped".to_owned()])
        );
    }
    assert_eq!(good("Readings of the cellar\nmonth temp\n1 9\n2 9.5\n3 11\n", &ANY).feature, "month");
    // With as many fields, both lines may be the header.
    for (text, line) in [
        (
            "Readings, cellar\nmonth,temp\n1,9\n2,9.5\n",
            "line 1: 'Readings, cellar' may be a title above 'month, temp' or name the columns; say --skip 1 or --header yes",
        ),
        (
            "Readings, cellar\n\nStation, 4\nmonth,temp\n1,9\n2,9.5\n",
            "line 1: 'Readings, cellar' may be a title above 'month, temp' or name the columns; say --skip 3 or --header yes",
        ),
        (
            "cellar, 2024\nplace,temp\nu,9\nv,9.5\n",
            "line 1: 'cellar, 2024' may be a title above 'place, temp' or name the columns; say --skip 1 or --header yes",
        ),
        (
            "2024,7\nmonth,temp\n1,9\n2,9.5\n",
            "line 1: '2024, 7' may be a title above 'month, temp' or be the first row; say --skip 1 or --header no",
        ),
        (
            "Made up, of, 2024\nplace,1990,1991\nu,1,2\nv,2,3\n",
            "line 1: 'Made up, of, 2024' may be a title above 'place, 1990, 1991' or name the columns; \
             say --skip 1 or --header yes",
        ),
        (
            "Readings, cellar, north\n1,9\n2,9.5\n",
            "line 1: has 3 fields and the rows below have 2: a title (--skip 1) or a header with a name too many",
        ),
        // A name that is a number makes the second line look like data, except for its word.
        (
            "Readings, cellar\nmonth,1990\n1,9\n2,9.5\n",
            "line 2: column Readings: 'month' is not a number; give one, or --skip 1 if this line names the columns",
        ),
    ] {
        assert_eq!(bad(text, &ANY), format!("my.csv, {line}"), "{text:?}");
    }
    let skipped = as_said("Readings, cellar\nmonth,temp\n1,9\n2,9.5\n", [Some("1"), None, None, None]);
    assert_eq!(skipped.sample(&ANY).unwrap().feature, "month");
    // Names above words, above missing values, above years as data: none has a title above.
    for (text, rows) in [
        ("name,city\nBob,Rome\nAmy,Bonn\n", 2),
        ("x,y\nNA,unknown\n1,2\n2,3\n", 3),
        ("name,from,to\nwar,1618,1648\npeace,1701,1714\n", 2),
        ("x,y\n5 kg,6 kg\n7 kg,8 kg\n", 2),
        ("x,y\n1,bad\n2,3\n3,4\n", 3),
    ] {
        assert_eq!(as_said(text, [None; 4]).rows.len(), rows, "{text:?}");
    }
}

#[test]
fn decimal_commas_that_nobody_quoted_are_refused() {
    let hint = "decimal commas (quote such cells, or separate the fields by ';')";
    for (text, fields) in [
        ("x,y\n1,5,2,7\n2,5,3,1\n", "has 2 fields and the rows below have 4"),
        ("v\n1,5\n2,25\n", "has 1 field and the rows below have 2"),
        ("x,y\n7,2,5\n9,3,1\n", "has 2 fields and the rows below have 3"),
        ("id,x,y\nr1,1,5,-2,7\nr2,2,5,3,1\n", "has 3 fields and the rows below have 5"),
    ] {
        for header in [None, Some("yes")] {
            let dialect = Dialect::parse([None, header, None, None]).unwrap();
            let read = Table::parse("my.csv", text.as_bytes(), &dialect).map(|table| table.rows.len());
            if header.is_some() && text.starts_with('v') {
                // A single field may be a title, and the next line is then the requested header.
                assert_eq!(read.unwrap(), 1);
                continue;
            }
            let line = read.unwrap_err().to_string();
            assert!(line.starts_with(&format!("my.csv, line 1: {fields}")) && line.ends_with(hint), "{line}");
        }
    }
    // Here only one row has them.
    let line = bad("x,y\n1,2\n3,4\n5,6,7\n", &ANY);
    assert!(line.contains("line 4: has 3 fields where the header has 2 (decimal commas? quote such cells"), "{line}");
    // Numbered row names, decimal points, other separators: unaffected.
    for text in ["y,x\n1,1,2\n2,3,4\n", "y,x\n7,1,2.5\n9,3,4\n", "y,x\nr1,1,2.5\nr2,3,4\n", "y x\n7 1 2\n9 3 4\n"] {
        assert_eq!(good(text, &ANY).x, [1.0, 3.0], "{text:?}");
    }
}

#[test]
fn what_is_nearly_a_number_is_no_class() {
    for (cells, words) in [
        (["5 kg", "6 kg"], "'5 kg' is not a number (a unit?); write the number alone, with its unit in the header"),
        (["(5)", "(6)"], "'(5)' is not a number (negative?); write a minus instead of parentheses"),
        (["0x1", "0x2"], "'0x1' is not a number (hexadecimal?); write it in decimal"),
        (["1_2", "1_3"], "'1_2' is not a number (thousands separator?); write the digits without separators"),
        (
            ["2024-01-02", "2024-01-03"],
            "'2024-01-02' is not a number (a date?); write the days or seconds since the first",
        ),
        (["12:30", "12:45"], "'12:30' is not a number (a date?); write the days or seconds since the first"),
    ] {
        let [a, b] = cells;
        for rows in [format!("1;{a}\n2;{b}\n3;{b}\n"), format!("1;{a}\n2;{b}\n3;{a}1\n4;{b}\n")] {
            let text = format!("x;y\n{rows}");
            let line = bad(&text, &ANY);
            assert!(
                line.starts_with(&format!("my.csv, line 2: column y: {words}, or name a class: --target ")),
                "{line}"
            );
            assert_eq!(as_said(&text, [None; 4]).columns()[1].kind, Kind::Nearly);
            // A class that is requested is accepted.
            let class = good(&text, &choice("x", &format!("y={b}")));
            assert_eq!(class.y[..2], [0.0, 1.0], "{text:?}");
            // As a feature or a series it could not be a class.
            let line = bad(&text, &choice("y", "x"));
            assert!(line.ends_with(words), "{line}");
            let line = as_said(&text, [None; 4]).series(Some("y")).unwrap_err().to_string();
            assert!(line.ends_with(words), "{line}");
        }
    }
    assert!(bad("x,y\n1,5 kg\n2,6 kg\n3,6 kg\n", &LOGISTIC).contains("--target 'y=5 kg'"));
    // Numbers mixed with near-numbers are not words; a few near-numbers among words are.
    assert!(bad("x,y\n1,5\n2,6 kg\n3,7 kg\n4,8 kg\n", &ANY).contains("line 3: column y: '6 kg'"));
    assert!(bad("x,y\n1,low\n2,6 kg\n3,high\n", &ANY).contains("3 classes"));
    for [a, b] in [["no", "yes"], ["<=50K", ">50K"], ["18-25", "26-35"], ["1st", "2nd"], ["A1", "A2"]] {
        let text = format!("x,y\n1,{a}\n2,{b}\n3,{a}\n");
        let sample = good(&text, &Choice::default());
        assert_eq!((sample.y, sample.target), (vec![0.0, 1.0, 0.0], format!("y={b}")));
    }
}
