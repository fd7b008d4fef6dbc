//! The names that a formula may use.

use std::f64::consts::{E, PI};

/// A function of one number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)] // they are what they are called
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

/// A function of two numbers.
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

/// A function that a formula may call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Function {
    /// Of one value.
    One(Unary),
    /// Of two values.
    Two(Binary),
    /// Of two values or more.
    Many(Binary),
}

/// What a name stands for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Word {
    /// w, which is x.
    W,
    /// b, which is y.
    B,
    /// A number.
    Constant(f64),
    /// A function.
    Function(Function),
}

/// Every name, in the order in which they are listed.
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

/// What a name stands for, if it is one of ours.
pub(super) fn word(name: &str) -> Option<Word> {
    WORDS.iter().find(|(known, _)| *known == name).map(|(_, word)| *word)
}

/// What kind of thing a name of ours is, for whoever wants to use it otherwise.
pub(super) fn kind(name: &str) -> Option<&'static str> {
    word(name).map(|word| match word {
        Word::W | Word::B => "a variable",
        Word::Constant(_) => "a constant",
        Word::Function(_) => "a function",
    })
}
