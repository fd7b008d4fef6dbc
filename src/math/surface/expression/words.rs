//! The names built into formulas.

use std::f64::consts::{E, PI};

/// A unary function.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)] // self-explanatory
pub enum Unary {
    Sin,
    Cos,
    Tan,
    Asin,
    Acos,
    Atan,
    Sinh,
    Cosh,
    Tanh,
    Exp,
    Ln,
    Log10,
    Log2,
    Sqrt,
    Abs,
    Sign,
}

/// A binary function.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum Binary {
    Add,
    Sub,
    Mul,
    Div,
    Min,
    Max,
    Pow,
}

/// A callable function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Function {
    /// Takes one argument.
    One(Unary),
    /// Takes two arguments.
    Two(Binary),
    /// Takes two or more arguments.
    Many(Binary),
}

/// The meaning of a name.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Word {
    /// w, also x.
    W,
    /// b, also y.
    B,
    /// A constant.
    Constant(f64),
    /// A function.
    Function(Function),
}

/// All built-in names, in listing order.
pub(super) const WORDS: &[(&str, Word)] = {
    use Function::{Many, One, Two};
    use Word::Function as F;
    &[
        ("w", Word::W),
        ("b", Word::B),
        ("x", Word::W),
        ("y", Word::B),
        ("pi", Word::Constant(PI)),
        ("π", Word::Constant(PI)),
        ("e", Word::Constant(E)),
        ("sin", F(One(Unary::Sin))),
        ("cos", F(One(Unary::Cos))),
        ("tan", F(One(Unary::Tan))),
        ("asin", F(One(Unary::Asin))),
        ("acos", F(One(Unary::Acos))),
        ("atan", F(One(Unary::Atan))),
        ("sinh", F(One(Unary::Sinh))),
        ("cosh", F(One(Unary::Cosh))),
        ("tanh", F(One(Unary::Tanh))),
        ("exp", F(One(Unary::Exp))),
        ("log", F(One(Unary::Ln))),
        ("ln", F(One(Unary::Ln))),
        ("log10", F(One(Unary::Log10))),
        ("log2", F(One(Unary::Log2))),
        ("sqrt", F(One(Unary::Sqrt))),
        ("√", F(One(Unary::Sqrt))),
        ("abs", F(One(Unary::Abs))),
        ("sign", F(One(Unary::Sign))),
        ("min", F(Many(Binary::Min))),
        ("max", F(Many(Binary::Max))),
        ("pow", F(Two(Binary::Pow))),
    ]
};

/// The meaning of a built-in name.
pub(super) fn word(name: &str) -> Option<Word> {
    WORDS.iter().find(|(known, _)| *known == name).map(|(_, word)| *word)
}

/// The kind of a built-in name, for messages about reusing it.
pub(super) fn kind(name: &str) -> Option<&'static str> {
    word(name).map(|word| match word {
        Word::W | Word::B => "a variable",
        Word::Constant(_) => "a constant",
        Word::Function(_) => "a function",
    })
}
