//! Typed formulas beside an evaluator of their own, finite differences, and the catalogue.

#![allow(clippy::panic, clippy::unwrap_used)] // helpers of tests, too, may fail loudly

use proptest::prelude::*;
use ravine::math::surface::expression::LONGEST;
use ravine::math::surface::{CATALOGUE, Expression, Formula, Jet, Surface};

/// A formula as a tree, which knows how to print and to compute itself.
#[derive(Clone, Debug)]
enum Tree {
    Number(f64),
    X,
    Y,
    Neg(Box<Tree>),
    Op(char, Box<Tree>, Box<Tree>),
    Call(&'static str, Vec<Tree>),
}

type Named = (&'static str, fn(f64) -> f64);

/// Functions that are smooth wherever they have a value.
const SMOOTH: &[Named] = &[
    ("sin", libm::sin),
    ("cos", libm::cos),
    ("tan", libm::tan),
    ("asin", libm::asin),
    ("acos", libm::acos),
    ("atan", libm::atan),
    ("sinh", libm::sinh),
    ("cosh", libm::cosh),
    ("tanh", libm::tanh),
    ("exp", libm::exp),
    ("log", libm::log),
    ("ln", libm::log),
    ("log10", libm::log10),
    ("log2", libm::log2),
    ("sqrt", libm::sqrt),
];
const EDGED: &[Named] = &[("abs", libm::fabs), ("sign", |x| if x == 0.0 { 0.0 } else { x.signum() })];

fn function(name: &str) -> fn(f64) -> f64 {
    SMOOTH.iter().chain(EDGED).find(|(known, _)| *known == name).map(|(_, f)| *f).unwrap()
}

impl Tree {
    /// How tightly it binds.
    fn binding(&self) -> u8 {
        match self {
            Tree::Op('+' | '-', ..) => 1,
            Tree::Op('*' | '/', ..) => 2,
            Tree::Neg(_) => 3,
            Tree::Op(..) => 4,
            Tree::Number(value) if *value < 0.0 => 3,
            _ => 5,
        }
    }

    /// The text, with brackets only where they are needed.
    fn text(&self) -> String {
        let within = |tree: &Tree, least: u8| match tree.binding() < least {
            true => format!("({})", tree.text()),
            false => tree.text(),
        };
        match self {
            Tree::Number(value) => format!("{value}"),
            Tree::X => "x".to_owned(),
            Tree::Y => "y".to_owned(),
            Tree::Neg(a) => format!("-{}", within(a, 3)),
            Tree::Op(op, a, b) => {
                let (left, right) = match op {
                    '+' | '-' => (1, 2),
                    '*' | '/' => (2, 3),
                    // From the right, and a sign may follow.
                    _ => (5, 3),
                };
                format!("{} {op} {}", within(a, left), within(b, right))
            }
            Tree::Call(name, values) => {
                format!("{name}({})", values.iter().map(Tree::text).collect::<Vec<_>>().join(", "))
            }
        }
    }

    fn varies(&self) -> bool {
        match self {
            Tree::Number(_) => false,
            Tree::X | Tree::Y => true,
            Tree::Neg(a) => a.varies(),
            // 1 of whatever.
            Tree::Op('^', _, b) if matches!(**b, Tree::Number(0.0)) => false,
            Tree::Op(_, a, b) => a.varies() || b.varies(),
            Tree::Call(_, values) => values.iter().any(Tree::varies),
        }
    }

    /// The value, and the largest size of anything on the way.
    fn value(&self, x: f64, y: f64) -> (f64, f64) {
        let (value, size) = match self {
            Tree::Number(value) => (*value, 0.0),
            Tree::X => (x, 0.0),
            Tree::Y => (y, 0.0),
            Tree::Neg(a) => {
                let (a, size) = a.value(x, y);
                (-a, size)
            }
            Tree::Op(op, left, right) => {
                let ((a, a_size), (b, b_size)) = (left.value(x, y), right.value(x, y));
                let value = match op {
                    '+' => a + b,
                    '-' => a - b,
                    '*' => a * b,
                    '/' => a / b,
                    _ => power(a, b, left.varies(), right.varies()),
                };
                (value, a_size.max(b_size))
            }
            Tree::Call(name, values) => {
                let values: Vec<(f64, f64)> = values.iter().map(|v| v.value(x, y)).collect();
                let size = values.iter().fold(0.0, |size: f64, v| size.max(v.1));
                let no_number = values.iter().any(|v| v.0.is_nan());
                let value = match (*name, values.as_slice()) {
                    ("min" | "max", _) if no_number => f64::NAN,
                    ("min", [a, b]) => {
                        if b.0 < a.0 {
                            b.0
                        } else {
                            a.0
                        }
                    }
                    ("max", [a, b]) => {
                        if b.0 > a.0 {
                            b.0
                        } else {
                            a.0
                        }
                    }
                    (_, [a]) => function(name)(a.0),
                    _ => unreachable!(),
                };
                (value, size)
            }
        };
        (value, size.max(value.abs()))
    }
}

/// A power as the tape promises it: products for small whole exponents, a root for one half.
fn power(a: f64, b: f64, a_varies: bool, b_varies: bool) -> f64 {
    if !a_varies || b_varies {
        return libm::pow(a, b);
    }
    if b == 0.0 {
        return 1.0;
    }
    if b == 0.5 {
        return a.sqrt();
    }
    if b.fract() != 0.0 || b.abs() > 16.0 {
        return libm::pow(a, b);
    }
    let (mut square, mut rest, mut product) = (a, b.abs() as u32, None);
    while rest > 0 {
        if rest & 1 == 1 {
            product = Some(product.map_or(square, |p| p * square));
        }
        square *= square;
        rest >>= 1;
    }
    if b < 0.0 { 1.0 / product.unwrap() } else { product.unwrap() }
}

fn tree(smooth: bool) -> impl Strategy<Value = Tree> {
    let leaf = prop_oneof![
        3 => Just(Tree::X),
        3 => Just(Tree::Y),
        1 => (0..=12_u8).prop_map(|n| Tree::Number(f64::from(n))),
        1 => (1..=40_u8).prop_map(|n| Tree::Number(f64::from(n) / 8.0)),
    ];
    leaf.prop_recursive(6, 40, 2, move |inner| {
        let two = (inner.clone(), inner.clone());
        let names: Vec<&'static str> =
            SMOOTH.iter().chain(if smooth { &[] } else { EDGED }).map(|(name, _)| *name).collect();
        let pairs = prop::sample::select(
            if smooth { vec![] } else { vec!["min", "max"] }.into_iter().chain(["+"]).collect::<Vec<_>>(),
        );
        prop_oneof![
            1 => inner.clone().prop_map(|a| Tree::Neg(Box::new(a))),
            6 => (prop::sample::select(vec!['+', '-', '*', '/']), two.clone())
                .prop_map(|(op, (a, b))| Tree::Op(op, Box::new(a), Box::new(b))),
            2 => (inner.clone(), -4..=18_i8).prop_map(|(a, n)| {
                Tree::Op('^', Box::new(a), Box::new(Tree::Number(f64::from(n) / 2.0)))
            }),
            1 => two.clone().prop_map(|(a, b)| Tree::Op('^', Box::new(a), Box::new(b))),
            3 => (prop::sample::select(names), inner).prop_map(|(name, a)| Tree::Call(name, vec![a])),
            1 => (pairs, two).prop_map(|(name, (a, b))| match name {
                "+" => Tree::Op('+', Box::new(a), Box::new(b)),
                name => Tree::Call(name, vec![a, b]),
            }),
        ]
    })
}

fn expression(text: &str) -> Expression {
    Expression::parse(text, &[] as &[&str]).unwrap_or_else(|e| panic!("{text}: {e}"))
}

const NONE: &[&str] = &[];

proptest! {
    // Many a random formula has no value at a random place.
    #![proptest_config(ProptestConfig { max_global_rejects: 30_000, ..ProptestConfig::with_cases(1500) })]

    /// To the bit: both do the same operations in the same order, of which only the tape's rewritings are known here.
    #[test]
    fn a_formula_is_what_its_tree_is(tree in tree(false), x in -4.0..4.0_f64, y in -4.0..4.0_f64) {
        let text = tree.text();
        prop_assume!(text.len() <= LONGEST);
        let tape = expression(&text).tape(&[]);
        for (x, y) in [(x, y), (0.0, y), (x.round(), y.round())] {
            let (got, want) = (tape.at(x, y), tree.value(x, y).0);
            prop_assert!(got == want || got.is_nan() && want.is_nan(), "{text} at {x}, {y}: {got} and {want}");
        }
    }

    /// Central differences with step h are off by h²f‴/6, which the difference at 2h tells, and by what rounding makes of
    /// the values: an ulp of the largest number on the way, grown by at most that number again where it is divided by a
    /// small one.
    #[test]
    fn gradients_and_hessians_are_slopes(tree in tree(true), x in -3.0..3.0_f64, y in -3.0..3.0_f64) {
        let text = tree.text();
        let h = 1e-4;
        let size = tree.value(x, y).1;
        prop_assume!(size.is_finite() && size < 1e3);
        let surface = Surface::typed(&expression(&text), &[]);
        let (loss, gradient) = surface.gradient([x, y]);
        prop_assume!(loss.is_finite());
        prop_assert_eq!(loss.to_bits(), surface.value([x, y]).to_bits());
        prop_assume!(gradient.iter().all(|g| g.abs() < 1e6));
        let hessian = surface.hessian([x, y]);
        // A root at its very end has none.
        prop_assume!(hessian.iter().all(|h| h.is_finite()));
        let rounding = 1e-15 * size.max(1.0) * size.max(1.0) * 8.0 / h;
        for axis in 0..2 {
            let at = |by: f64| { let mut p = [x, y]; p[axis] += by; p };
            let slope = |h: f64| (surface.value(at(h)) - surface.value(at(-h))) / (2.0 * h);
            let (near, far) = (slope(h), slope(2.0 * h));
            let allowed = (near - far).abs() + rounding;
            prop_assume!(allowed < 1.0);
            prop_assert!((near - gradient[axis]).abs() <= allowed + 1e-9 * gradient[axis].abs(),
                "{text} at {x}, {y}: {near} and {gradient:?}");
            for other in 0..2 {
                let slope = |h: f64| (surface.gradient(at(h)).1[other] - surface.gradient(at(-h)).1[other]) / (2.0 * h);
                let (near, far) = (slope(h), slope(2.0 * h));
                let steep = gradient.iter().fold(size.max(1.0), |a, g| a.max(g.abs()));
                let allowed = (near - far).abs() + rounding * steep;
                prop_assume!(allowed < 1.0);
                let got = hessian[(axis, other)];
                prop_assert!((near - got).abs() <= allowed + 1e-8 * got.abs(), "{text} at {x}, {y}: {near} and {hessian}");
            }
        }
    }

    /// Whatever is typed is taken, or refused with a place inside of it.
    #[test]
    fn no_text_breaks_it(
        text in prop_oneof![
            any::<String>(),
            "[-+*/^()., 0-9xyabe²πsincoqrt]{0,60}",
            "(sin|cos|min|pow|x|y|[0-9]|\\(|\\)|,|\\+|-|\\*|/|\\^|e| ){0,40}",
        ],
        range in prop_oneof![any::<String>(), "a?=?-?[0-9]{0,3}(\\.\\.)?[-0-9e.]{0,6}:?[0-9]{0,3}"],
    ) {
        for ranges in [&[][..], &[range.as_str()]] {
            match Expression::parse(&text, ranges) {
                Ok(expression) => {
                    let values = expression.defaults();
                    prop_assert!(expression.parameters().iter().zip(&values).all(|(p, v)| p.allows(*v)));
                    let tape = expression.tape(&values);
                    let value = tape.at(0.3, -0.7);
                    let jet = tape.at(Jet::w(Jet::w(0.3)), Jet::b(Jet::b(-0.7)));
                    prop_assert!(jet.value.value.to_bits() == value.to_bits() || value.is_nan());
                    // It is shown in one line, and read from there again.
                    let again = Expression::parse(expression.text(), ranges);
                    prop_assert_eq!(again.map(|e| e.tape(&values)), Ok(tape));
                }
                Err(error) => {
                    let within = text.chars().count().max(range.chars().count());
                    prop_assert!(error.at <= within && !error.message.is_empty(), "{text} {error}");
                }
            }
        }
    }
}

/// Every surface of the catalogue, typed.
const TYPED: &[(&str, &str, &[&str])] = &[
    ("bowl", "½(w² + κ*b²)", &["κ=1..1e9:50"]),
    (
        "rotated-bowl",
        "½(w*cos(φ*π/180) + b*sin(φ*π/180))² + ½κ(b*cos(φ*π/180) - w*sin(φ*π/180))²",
        &["κ=1..1e9:50", "φ=-360..360:30"],
    ),
    ("rosenbrock", "(1-w)² + 100(b-w²)²", &[]),
    ("beale", "(1.5-x+x*y)^2 + (2.25-x+x*y^2)^2 + (2.625-x+x*y^3)^2", &[]),
    ("himmelblau", "(w²+b-11)² + (w+b²-7)²", &[]),
    ("booth", "(w+2b-7)² + (2w+b-5)²", &[]),
    ("matyas", ".26(w²+b²) - .48w*b", &[]),
    ("three-hump-camel", "2w² - 1.05w⁴ + w⁶/6 + w b + b²", &[]),
    ("six-hump-camel", "(4-2.1x^2+x^4/3)x^2 + x*y + (4y^2-4)y^2", &[]),
    ("saddle", "w² - b²", &[]),
    ("monkey-saddle", "w³ - 3w b²", &[]),
    ("rastrigin", "20 + x^2 - 10cos(2pi*x) + y^2 - 10cos(2pi*y)", &[]),
    ("ackley", "-20exp(-.2√(½(w²+b²))) - exp(½(cos(2π*w)+cos(2π*b))) + e + 20", &[]),
    ("styblinski-tang", "½(w⁴ - 16w² + 5w + b⁴ - 16b² + 5b)", &[]),
    (
        "goldstein-price",
        "(1 + (w+b+1)²(19 - 14w + 3w² - 14b + 6w b + 3b²))\
         *(30 + (2w-3b)²(18 - 32w + 12w² + 48b - 36w b + 27b²))",
        &[],
    ),
    ("mccormick", "sin(w+b) + (w-b)² - 1.5w + 2.5b + 1", &[]),
    ("griewank", "1 + (w²+b²)/4000 - cos(w)*cos(b/√(2))", &[]),
    ("levy13", "sin(3π*w)² + (w-1)²(1+sin(3π*b)²) + (b-1)²(1+sin(2π*b)²)", &[]),
    ("michalewicz", "-sin(w)*sin(w²/π)^(2m) - sin(b)*sin(2b²/π)^(2m)", &["m=1..50:10"]),
    ("easom", "-cos(w)*cos(b)*exp(-(w-π)²-(b-π)²)", &[]),
    ("two-wells", "w² + b² - 2exp(-5((w-1)²+b²)) - 3exp(-5((w+1)²+b²))", &[]),
];

/// Value, gradient and Hessian of every surface, typed and built in. They are computed in another order: each differs by a
/// few roundings of the largest number of its kind in the domain.
#[test]
fn the_catalogue_typed_is_the_catalogue() {
    assert_eq!(TYPED.len(), CATALOGUE.len());
    for (entry, (name, text, ranges)) in CATALOGUE.iter().zip(TYPED) {
        assert_eq!(entry.name, *name);
        let expression = Expression::parse(text, ranges).unwrap_or_else(|e| panic!("{name}: {e}"));
        let (built_in, typed) = (Surface::from_entry(entry, &[]), Surface::typed(&expression, &expression.defaults()));
        let ([w0, w1], [b0, b1]) = (entry.domain.w, entry.domain.b);
        let all = |surface: &Surface, at: [f64; 2]| {
            let (loss, [gw, gb]) = surface.gradient(at);
            let h = surface.hessian(at);
            [loss, gw, gb, h[(0, 0)], h[(0, 1)], h[(1, 1)]]
        };
        let points = || {
            (0..41)
                .flat_map(|j| (0..41).map(move |i| (f64::from(i) / 40.0, f64::from(j) / 40.0)))
                .map(|(u, v)| [w0 + (w1 - w0) * u, b0 + (b1 - b0) * v])
        };
        let mut sizes = [1.0_f64; 6];
        for at in points() {
            for (size, value) in sizes.iter_mut().zip(all(&built_in, at)) {
                *size = size.max(value.abs());
            }
        }
        for at in points() {
            // Ackley's kink: the root's second derivative at 0 is a choice.
            if *name == "ackley" && at[0].hypot(at[1]) < 1e-6 {
                continue;
            }
            let (a, b) = (all(&built_in, at), all(&typed, at));
            for ((a, b), size) in a.iter().zip(b).zip(sizes) {
                assert!((a - b).abs() <= 2e-14 * size, "{name} at {at:?}: {a} {b}");
            }
        }
        assert_eq!(built_in.is_quadratic(), typed.is_quadratic(), "{name}");
        // Where the default domain holds the same lowest minimum, and nothing lower, it is found, to the last bits.
        let least = built_in.least().filter(|_| !matches!(*name, "easom" | "michalewicz" | "griewank" | "mccormick"));
        if let Some(least) = least {
            let found = typed.least().unwrap_or_else(|| panic!("{name}: nothing found"));
            assert!((found - least).abs() <= 1e-12 * least.abs().max(1.0), "{name}: {found} {least}");
            let (kappa, want) = (typed.condition_number(), built_in.condition_number());
            let alone = built_in.minima().iter().filter(|m| m.global).count() == 1;
            let close = kappa.zip(want).is_none_or(|(a, b)| !alone || (a - b).abs() <= 1e-6 * b);
            assert!(close || *name == "ackley", "{name}: {kappa:?} {want:?}");
        } else if built_in.least().is_none() {
            assert_eq!(typed.least(), None, "{name}");
        }
    }
}

/// What is found: places, and whether the lowest of them counts as global.
#[test]
fn minima_are_found_where_they_are() {
    let found = |text: &str| {
        let surface = Surface::typed(&expression(text), &[]);
        surface.minima().iter().map(|m| (m.w, m.b, m.global)).collect::<Vec<_>>()
    };
    for (text, want) in [
        ("x^2 + y^2", &[(0.0, 0.0, true)][..]),
        ("(x-1/3)^2 + 1e-3*(y+2)^2 + 1e6", &[(1.0 / 3.0, -2.0, true)]),
        ("x^4 + y^4", &[(0.0, 0.0, true)]),
        ("abs(x) + abs(y - 0.3)", &[(0.0, 0.3, true)]),
        ("sqrt(x^2 + y^2)", &[(0.0, 0.0, true)]),
        ("log(x)^2 + log(y)^2", &[(1.0, 1.0, true)]),
        // A well, and a way down out of view.
        ("x^3 - 3x + y^2", &[(1.0, 0.0, false)]),
        ("(x^2-1)^2 + y^2 - 0.001*x^4*exp(x/3)", &[(1.0, 0.0, false), (-1.0, 0.0, false)]),
        // Nothing: saddles, slopes, plains, poles, borders, holes.
        ("x^2 - y^2", &[]),
        ("x^4 - 3*x*y + sin(y)^2", &[]),
        ("x + y", &[]),
        ("3", &[]),
        ("tan(x) + y^2", &[]),
        ("1/x + y^2", &[]),
        ("log(x^2 + y^2)", &[]),
        ("(x-7)^2 + y^2", &[]),
        ("log(-1-x^2)", &[]),
    ] {
        let got = found(text);
        assert_eq!(got.len(), want.len(), "{text}: {got:?}");
        for ((w, b, global), want) in got.iter().zip(want) {
            // The well beside a way down is moved by it a little.
            assert!((w - want.0).hypot(b - want.1) < if *global { 1e-9 } else { 2e-3 }, "{text}: {got:?}");
            assert_eq!(*global, want.2, "{text}");
        }
    }
    // A level valley is marked once.
    assert_eq!(found("(x-y)^2").len(), 1);
    assert_eq!(found("sin(x) + cos(y)").len(), 4);
}

#[test]
fn starts_are_on_slopes_and_in_the_domain() {
    for text in ["x^2+y^2", "log(x)*y^2 + x", "-exp(-x^2-y^2)", "sqrt(x-4)*sqrt(y-4)", "1/(x*y)", "log(4.95-abs(x))*y"]
    {
        let surface = Surface::typed(&expression(text), &[]);
        let (start, (loss, [gw, gb])) = (surface.start(), surface.gradient(surface.start()));
        assert!(surface.domain().contains(start) && loss.is_finite() && gw.hypot(gb) > 1e-3, "{text} {start:?} {loss}");
    }
    // There is none, and nothing breaks.
    assert_eq!(Surface::typed(&Expression::parse("log(-1-x^2)", NONE).unwrap(), &[]).start(), [0.0, 0.0]);
}
