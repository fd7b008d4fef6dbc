//! Properties that hold for any bytes, text and numbers.

use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use super::{ANY, Choice, Dialect, LOGISTIC, STANDARD, Table, bad, choice};

/// Checks that nothing panics and all results satisfy their contracts, whatever options are given.
fn holds(bytes: &[u8], choices: &[Choice]) {
    for said in [
        [None; 4],
        [Some("1"), None, Some("."), None],
        [None, Some("yes"), Some(","), Some("")],
        [None, Some("no"), None, Some("a")],
        [Some("1"), Some("no"), None, None],
    ] {
        holds_as(bytes, &Dialect::parse(said).unwrap(), choices);
    }
}

fn holds_as(bytes: &[u8], dialect: &Dialect, choices: &[Choice]) {
    let table = match Table::parse("any", bytes, dialect) {
        Ok(table) => table,
        Err(error) => {
            let line = error.to_string();
            assert!(!error.is_system() && !line.chars().any(char::is_control), "{line:?}");
            return;
        }
    };
    assert!(!table.columns().is_empty(), "{dialect:?}");
    for name in [None, Some("a")] {
        if let Ok(series) = table.series(name) {
            assert!(series.values.len() == series.places.len() && series.values.iter().all(|v| v.is_finite()));
        }
    }
    for choice in choices {
        match table.sample(choice) {
            Ok(s) => {
                assert!(s.x.len() == s.y.len() && s.x.len() >= 2);
                assert!(s.x.iter().chain(&s.y).all(|v| v.is_finite()), "{s:?}");
                let again =
                    Choice { feature: Some(s.feature.clone()), target: Some(s.target.clone()), ..choice.clone() };
                assert_eq!(table.sample(&again).ok(), Some(s), "what is shown can be asked for");
            }
            Err(error) => {
                let line = error.to_string();
                assert!(!error.is_system() && !line.chars().any(char::is_control), "{line:?}");
            }
        }
    }
}

fn choices() -> Vec<Choice> {
    let class = Choice { target: Some("a=b".into()), ..STANDARD };
    vec![ANY, STANDARD, LOGISTIC, choice("a", "b"), class]
}

/// `.cargo/config.toml` fixes the seed, so that no run fails by chance. Other seeds find other cases.
#[test]
fn every_run_draws_the_same_cases() {
    let config = ProptestConfig::default();
    assert!(matches!(config.rng_seed, RngSeed::Fixed(_)), "{:?}", config.rng_seed);
    assert!(config.failure_persistence.is_none());
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        holds(&bytes, &choices());
    }

    #[test]
    fn no_text_makes_it_panic(text in "([a-c0-9.,;|=\"\r\n \u{1b}é-]){0,80}") {
        holds(text.as_bytes(), &choices());
        holds(format!("a,b\n1,b\n2,c\n{text}").as_bytes(), &choices());
    }

    /// A small alphabet, so that missing values, single rows and ragged rows are frequent.
    #[test]
    fn no_separators_make_it_panic(text in "(sep=;\n)?[a1.,;|\t \n]{0,24}") {
        holds(text.as_bytes(), &choices());
    }

    #[test]
    fn no_near_number_makes_it_panic(cells in prop::collection::vec("[ak0-9 (),.:/_'x°-]{0,9}", 1..12)) {
        holds(format!("a|b\n{}\n", cells.join("|1\n")).as_bytes(), &choices());
    }

    #[test]
    fn no_numbers_make_it_panic(rows in prop::collection::vec((any::<f64>(), any::<f64>()), 2..9)) {
        let cells: Vec<String> = rows.iter().map(|(x, y)| format!("{x:e};{y:e}")).collect();
        holds(format!("a;b\n{}", cells.join("\n")).as_bytes(), &choices());
    }

    #[test]
    fn the_line_is_the_line(
        blanks in prop::collection::vec((0..4usize, 0..3usize), 3..12),
        wrong in 0..12usize,
        end in prop::sample::select(vec!["\n", "\r\n", "\r"]),
    ) {
        let wrong = wrong % blanks.len();
        let (mut text, mut line, mut expected) = ("x,y,note\n".to_owned(), 2, 0);
        for (i, (blank, breaks)) in blanks.iter().enumerate() {
            text += &"\n".repeat(*blank);
            line += blank;
            if i == wrong {
                expected = line;
            }
            text += &format!("{},1,\"{}\"\n", if i == wrong { "bad" } else { "1" }, "a\n".repeat(*breaks));
            line += 1 + breaks;
        }
        let message = bad(&text.replace('\n', end), &choice("x", "y"));
        prop_assert!(message.starts_with(&format!("my.csv, line {expected}: column x: 'bad'")), "{text:?} {message}");
    }
}
