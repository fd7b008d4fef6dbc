//! The operations of a formula's steps.

use super::words::{Binary, Unary};
use crate::math::surface::Real;

/// A number compared by its bits, so that steps can be hashed and compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Exact(u64);

impl Exact {
    pub fn new(value: f64) -> Self {
        Self(value.to_bits())
    }
    pub fn get(self) -> f64 {
        f64::from_bits(self.0)
    }
}

/// The operation of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Operation {
    W,
    B,
    Constant(Exact),
    Neg,
    Square,
    Recip,
    AddConstant(Exact),
    MulConstant(Exact),
    PowConstant(Exact),
    Unary(Unary),
    Binary(Binary),
    /// The second operand, which is flat where the first is 0: |x|³ or |x|·x², whose kink has been smoothed away.
    FlatAtZero,
}

/// Applies an operation to operands that are read lazily, so that packs are not copied needlessly. Results for f64 and for the values of
/// jets and packs are bit-identical.
#[inline(always)]
pub(super) fn apply<T: Real>(operation: Operation, a: impl Fn() -> T, b: impl Fn() -> T) -> T {
    match operation {
        Operation::Constant(value) => T::constant(value.get()),
        // Variables are loaded into their registers up front.
        Operation::W | Operation::B => a(),
        Operation::Neg => -a(),
        Operation::Square => a().square(),
        Operation::Recip => a().recip(),
        Operation::AddConstant(c) => a() + c.get(),
        Operation::MulConstant(c) => a() * c.get(),
        Operation::PowConstant(c) => a().powf(c.get()),
        Operation::Unary(function) => match function {
            Unary::Sin => a().sin(),
            Unary::Cos => a().cos(),
            Unary::Tan => a().tan(),
            Unary::Asin => a().asin(),
            Unary::Acos => a().acos(),
            Unary::Atan => a().atan(),
            Unary::Sinh => a().sinh(),
            Unary::Cosh => a().cosh(),
            Unary::Tanh => a().tanh(),
            Unary::Exp => a().exp(),
            Unary::Ln => a().ln(),
            Unary::Log10 => a().log10(),
            Unary::Log2 => a().log2(),
            Unary::Sqrt => a().sqrt(),
            Unary::Abs => a().abs(),
            Unary::Sign => a().sign(),
        },
        Operation::Binary(function) => match function {
            Binary::Add => a() + b(),
            Binary::Sub => a() - b(),
            Binary::Mul => a() * b(),
            Binary::Div => a().over(b()),
            Binary::Min => a().least(b()),
            Binary::Max => a().greatest(b()),
            Binary::Pow => a().pow(b()),
        },
        Operation::FlatAtZero => b().flat_at_zero(a()),
    }
}
