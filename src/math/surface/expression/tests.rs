//! Tests formulas against their meaning, and mistakes against their messages.

use std::f64::consts::{E, PI};
use std::time::{Duration, Instant};

use super::*;
use crate::math::surface::Formula;

const NONE: &[&str] = &[];

fn tape(text: &str) -> Tape {
    Expression::parse(text, NONE).unwrap_or_else(|e| unreachable!("{text}: {e}")).tape(&[])
}

fn at(text: &str, w: f64, b: f64) -> f64 {
    tape(text).at(w, b)
}

#[test]
fn precedence_is_that_of_mathematics() {
    let (x, y) = (3.0, 5.0);
    for (text, value) in [
        ("-x^2", -9.0),
        ("2^3^2", 512.0),
        ("2^-1", 0.5),
        ("-2^-2", -0.25),
        ("2^-x^2*512", 1.0),
        ("1e-3", 1e-3),
        ("1 + 2*3 - 4/2", 5.0),
        ("8/4/2", 1.0),
        ("8 - 4 - 2", 2.0),
        ("-x*-y", 15.0),
        ("- -x + +y", 8.0),
        ("2x", 6.0),
        ("2x^2", 18.0),
        ("3(x+1)", 12.0),
        ("(x+1)(y-1)", 16.0),
        ("2 sin(0) + 2x y", 30.0),
        ("x(y+1)", 18.0),
        ("2pi", 2.0 * PI),
        ("2e", 2.0 * E),
        ("2e3x", 6000.0),
        ("2exp(0)", 2.0),
        ("2x/3", 2.0),
        ("x²", 9.0),
        ("-x² · 2 − 1", -19.0),
        ("x³y", 135.0),
        ("2⁻¹ x¹", 1.5),
        ("x**2", 9.0),
        ("½x + ¼y×2 ÷ 5", 2.0),
        ("√(16)", 4.0),
        ("2x^2y", 90.0),
        (".5 + 5.", 5.5),
        ("min(3, 1, 2) + max(1, 2)", 3.0),
        ("pow(2, 10)", 1024.0),
        ("log(e) + ln(e) + log10(1000) + log2(8)", 8.0),
        ("sign(-3) + sign(0) + abs(-2)", 1.0),
        ("x^0 + x^1 + x^-1*3", 5.0),
        ("4^0.5", 2.0),
        ("x^5 - x*x*x*x*x", 0.0),
    ] {
        let got = at(text, x, y);
        assert!((got - value).abs() <= 1e-14 * value.abs(), "{text} is {got}, not {value}");
    }
    assert_eq!(at("w - b", 1.0, 4.0), -3.0);
    assert_eq!(at("x - y", 1.0, 4.0), -3.0);
    assert_eq!(at("acos(-1) - π", 0.0, 0.0), 0.0);
}

#[test]
fn parameters_have_values() {
    let formula = Expression::parse("a*x^2 + k y", &["a=0.1..10", "k=-1..1:0.25"]);
    let formula = formula.unwrap_or_else(|e| unreachable!("{e}"));
    assert_eq!(formula.defaults(), [1.0, 0.25]);
    assert_eq!(formula.tape(&[2.0, 3.0]).at(5.0, 7.0), 71.0);
    assert_eq!(formula.tape(&[2.0, 3.0]), formula.tape(&[2.0, 3.0]));
    assert_ne!(formula.tape(&[2.0, 3.0]), formula.tape(&[2.0, 4.0]));
}

#[test]
fn every_mistake_is_told_with_its_place_and_what_would_be_right() {
    let told = |text: &str| Expression::parse(text, NONE).err().map(|e| e.to_string()).unwrap_or_default();
    for (text, line) in [
        ("", "column 1: the formula is empty; write one in x and y, such as x^2 + 3*y^2"),
        ("  ", "column 1: the formula is empty; write one in x and y, such as x^2 + 3*y^2"),
        ("x +", "column 4: something is missing at the end: a number, a name or a '('"),
        ("x * / y", "column 5: something is missing before '/': a number, a name or a '('"),
        ("(x + y", "column 1: this '(' is never closed; add a ')'"),
        ("x + y)", "column 6: this ')' closes nothing; remove it, or open it before"),
        ("sin(x", "column 4: the '(' of sin is never closed; add a ')'"),
        ("sn(x)", "column 1: unknown function 'sn'; did you mean 'sin'?"),
        ("x + sinn(y)", "column 5: unknown function 'sinn'; did you mean 'sin'?"),
        ("X^2", "column 1: unknown name 'X'; did you mean 'x'?"),
        ("x + z", "column 5: unknown name 'z'; the variables are x and y, or w and b"),
        ("xy", "column 1: unknown name 'xy'; for a product write x*y"),
        ("x2 + y", "column 1: unknown name 'x2'; write 2*x or x^2"),
        ("x + b", "column 5: b and x do not go together; the variables are x and y, or w and b"),
        ("sin x", "column 1: sin is a function; write it with parentheses: sin(x)"),
        ("sin()", "column 1: sin takes one value, not 0: sin(x)"),
        ("x + sin(x, y)", "column 5: sin takes one value, not 2: sin(x)"),
        ("pow(x)", "column 1: pow takes two values, not 1: pow(x, y)"),
        ("min(x)", "column 1: min takes two values or more, not 1: min(x, y)"),
        ("2 3", "column 3: an operator is missing before 3; for a product write *"),
        ("x 2", "column 3: an operator is missing before 2; for a product write *"),
        ("1/2x", "column 4: after a division a product needs its sign: a/b*c is (a/b)*c, or write a/(b*c)"),
        ("1,5*x", "column 2: a comma belongs between the values of a function; a decimal number has a point"),
        ("(1,5)*x", "column 3: a comma belongs between the values of a function; a decimal number has a point"),
        ("y = x^2", "column 3: a formula has no '='; give only its right-hand side"),
        ("[x]", "column 1: '[' cannot be used in a formula; write ( and )"),
        ("|x|", "column 1: '|' is not understood; write abs(x) for the size of x"),
        ("1e999", "column 1: 1e999 is too large a number; at most 1.8e308"),
        ("x + .", "column 5: a point alone is no number; write 0.5 or .5"),
        ("x⁻", "column 2: this raised number cannot be read; write ^ before the exponent"),
        ("² + x", "column 1: something is missing before '²': a number, a name or a '('"),
    ] {
        assert_eq!(told(text), line, "{text}");
    }
    assert!(told("foo(x)").contains("there are sin, cos, tan, asin"));
    assert!(told("x % 2").starts_with("column 3: '%' is not understood"));
    assert!(told("x + \u{1b}[31m").contains("a control character"));
    // Counted in characters, not bytes.
    assert!(told("π·π·q").starts_with("column 5"));
    let unknown = |text: &str| Expression::parse(text, NONE).err().and_then(|e| e.unknown);
    assert_eq!(unknown("q*x"), Some("q".to_owned()));
    assert_eq!(unknown("sn(x)"), None);
}

#[test]
fn every_mistake_in_a_range_is_told_too() {
    let told = |range: &str| {
        let error = Expression::parse("a*x^2", &[range]).err();
        error.map(|e| (e.part, e.to_string())).unwrap_or((Part::Formula, String::new()))
    };
    for (range, line) in [
        ("a", "column 2: the range is missing; write it as a=0.1..10, or a=0.1..10:2 for the value to begin with"),
        ("a=1", "column 3: the range has no '..'; write it as a=0.1..10, or a=0.1..10:2 for the value to begin with"),
        ("a=10..1", "column 3: the range is reversed; write a=1..10"),
        ("a=2..2", "column 3: the range is empty; write a highest value above 2 after '..'"),
        ("a=..3", "column 3: a lowest value goes before '..', as in a=0.1..10"),
        ("a=3..", "column 6: a highest value goes after '..', as in a=0.1..10"),
        ("a=0..inf", "column 6: inf is not finite; a range ends at numbers, such as 0.1..10"),
        ("a=nan..1", "column 3: nan is not finite; a range ends at numbers, such as 0.1..10"),
        ("a=-1.7e308..1.7e308", "column 3: the range is wider than numbers reach; at most 1.7e308"),
        ("a=x..1", "column 3: 'x' is not a number; a lowest value goes before '..', as in a=0.1..10"),
        ("a=0..1:2", "column 8: 2 is out of range; 0 <= a <= 1"),
        ("a=0..1:", "column 8: a value goes after ':', as in a=0..1:"),
        ("x=0..1", "column 1: x is a variable already; give the parameter another name"),
        ("sin=0..1", "column 1: sin is a function already; give the parameter another name"),
        ("e=0..1", "column 1: e is a constant already; give the parameter another name"),
        ("=0..1", "column 1: the parameter has no name; write it as a=0.1..10"),
        ("1a=0..1", "column 1: a parameter's name begins with a letter and has letters, digits and _ only"),
        ("averylongnameindeed=0..1", "column 1: a parameter's name has at most 12 letters"),
    ] {
        assert_eq!(told(range), (Part::Parameter(0), line.to_owned()));
    }
    let of = |text: &str, ranges: &[&str]| {
        Expression::parse(text, ranges).err().map(|e| format!("{:?} {e}", e.part)).unwrap_or_default()
    };
    assert_eq!(
        of("a*x", &["a=0..1", "c=0..1"]),
        "Parameter(1) column 1: c is not in the formula; use it there, or leave it out"
    );
    assert_eq!(of("a*x", &["a=0..1", "a=0..2"]), "Parameter(1) column 1: a is given twice; keep one");
    let many: Vec<String> = (0..9).map(|i| format!("p{i}=0..1")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    assert_eq!(of("x", &many), "Parameter(8) column 1: a formula has at most 8 parameters");
    assert!(of("x*q", &["alpha=0..1"]).contains("unknown name 'q'"));
    assert!(of("x*alhpa", &["alpha=0..1"]).contains("did you mean 'alpha'?"));
}

/// However long, deep or odd a text is, it is accepted or rejected in no time.
#[test]
fn hostile_texts_are_refused_at_once() {
    let nested = |n: usize, open: &str, close: &str| format!("{}x{}", open.repeat(n), close.repeat(n));
    let texts = [
        nested(100_000, "(", ")"),
        nested(100_000, "sin(", ")"),
        nested(2_000, "(", ")"),
        "sin(".repeat(100_000),
        "(".repeat(4000),
        "-".repeat(4000) + "x",
        "2^".repeat(2000) + "x",
        "x".repeat(1_000_000),
        "x+".repeat(500_000) + "x",
        "é".repeat(600_000),
        "q".repeat(4000),
        "min(".repeat(1000),
        "min(x,".repeat(600),
        "\0".repeat(4000),
        "9".repeat(4000),
        "1".repeat(4000) + "e" + &"9".repeat(90),
        "e".repeat(4000),
    ];
    for text in texts {
        let from = Instant::now();
        let error = Expression::parse(&text, NONE).err();
        let start: String = text.chars().take(12).collect();
        assert!(from.elapsed() < Duration::from_millis(20), "{start}: {:?}", from.elapsed());
        let line = error.unwrap_or_else(|| unreachable!("{start}")).to_string();
        assert!(line.chars().count() < 200, "{start}: {line}");
    }
    // Long but valid: accepted and evaluated.
    for text in ["x+".repeat(2000) + "x", "x*y-".repeat(1000) + "1", "(".repeat(90) + "x" + &")".repeat(90)] {
        let from = Instant::now();
        assert!(Expression::parse(&text, NONE).is_ok_and(|e| e.tape(&[]).at(1.0, 1.0).is_finite()));
        assert!(from.elapsed() < Duration::from_millis(50));
    }
    let long = "a".repeat(1_000_000);
    assert!(Expression::parse("x", &[long]).is_err_and(|e| e.message.contains("200 bytes")));
}

#[test]
fn equal_parts_are_computed_once_and_constants_not_at_all() {
    assert_eq!(tape("2*3 + sin(1)^2").len(), 1);
    assert_eq!(tape("sin(x)*cos(y) + sin(x)*cos(y)").len(), tape("sin(x)*cos(y)").len() + 1);
    assert_eq!(tape("x*y + y*x").len(), 2);
    assert_eq!(tape("x").len(), 0);
    // Parts that do not vary with w are separated.
    let both = tape("sin(x) + cos(y)^2 + 3");
    assert_eq!((both.fixed.len(), both.varying.len()), (2, 3));
    // A chain needs few registers, however long it is.
    assert!(tape(&("sin(x*".repeat(45) + "y" + &")".repeat(45))).registers < 5);
    assert!(tape(&("x*y+".repeat(900) + "1")).registers < 5);
}

#[test]
fn the_degree_is_that_of_the_polynomial() {
    for (text, degree) in [
        ("3", Some(0)),
        ("x + 2y", Some(1)),
        ("(x + 2y)^2/7 - x y", Some(2)),
        ("x^4 - x^3*y^2", Some(5)),
        ("sin(x)", None),
        ("1/x", None),
        ("x^0.5", None),
        ("sin(2)*x*y", Some(2)),
    ] {
        assert_eq!(tape(text).degree(), degree, "{text}");
    }
}

/// Numbers, rows and jets agree to the bit: the picture shows exactly the surface that the paths follow.
#[test]
fn rows_values_and_jets_agree_to_the_bit() {
    use crate::math::surface::Jet;
    for text in [
        "x^4 - 3*x*y + sin(y)^2",
        "log(x)*y^2 + x/y - 1/(x*x)",
        "min(x, y) * max(sqrt(x), abs(y)) + x^y + 2^x + y^2.5",
        "tan(x) + asin(x/9) - acos(y/9) + atan(x*y) + sinh(x) - cosh(y) + tanh(x)",
        "log10(x) - log2(y+9) + sign(x) + x^-3 + exp(-x)",
        "cos(y)",
        "x",
        "7",
    ] {
        let tape = tape(text);
        let mut row = [0.0; 37];
        for b in [-1.3, 0.0, 2.0] {
            tape.row(-4.0, 0.25, b, &mut row);
            for (i, got) in row.iter().enumerate() {
                let w = -4.0 + 0.25 * i as f64;
                let (value, jet) = (tape.at(w, b), tape.at(Jet::w(w), Jet::b(b)));
                let same = |a: f64, b: f64| a.to_bits() == b.to_bits() || a.is_nan() && b.is_nan();
                assert!(same(*got, value) && same(jet.value, value), "{text} at {w}, {b}: {got} {value} {jet:?}");
            }
        }
    }
}
