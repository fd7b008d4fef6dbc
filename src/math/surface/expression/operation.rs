//! What one step of a formula does.

use super::words::{Binary, Unary};
use crate::math::surface::Real;

/// A number by its bits, so that steps can be compared and looked up.
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

/// What one step of a formula does with its operands.
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

/// One operation on operands that are read when they are needed: a pack is not copied for nothing. What it does with f64 is
/// what it does with the values of jets and of packs, bit for bit.
#[inline(always)]
pub(super) fn apply<T: Real>(operation: Operation, a: impl Fn() -> T, b: impl Fn() -> T) -> T {
    match operation {
        Operation::Constant(value) => T::constant(value.get()),
        // Variables stand in their registers before anything is done.
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
