//! Evaluates a tape on a single number or jet, or on a pack of adjacent points of a row at once.

use std::array::from_fn;
use std::ops::{Add, Mul, Neg, Sub};

use super::operation::apply;
use super::tape::{Instruction, Tape};
use crate::math::surface::{Formula, Real};

/// Executes instructions on registers.
#[inline]
fn run<T: Real>(instructions: &[Instruction], registers: &mut [T]) {
    for Instruction { operation, from: [a, b], to } in instructions {
        let read = |register: u16| match registers.get(usize::from(register)) {
            Some(value) => *value,
            None => T::constant(f64::NAN),
        };
        let value = apply(*operation, || read(*a), || read(*b));
        if let Some(slot) = registers.get_mut(usize::from(*to)) {
            *slot = value;
        }
    }
}

/// Enough registers for nearly all formulas; others allocate theirs.
const FEW: usize = 8;
const MANY: usize = 32;

impl Formula for Tape {
    fn at<T: Real>(&self, w: T, b: T) -> T {
        value(self, w, b)
    }

    fn row(&self, w0: f64, dw: f64, b: f64, out: &mut [f64]) {
        row(self, w0, dw, b, out);
    }
}

/// Evaluates a tape at a point.
fn value<T: Real>(tape: &Tape, w: T, b: T) -> T {
    #[inline(always)]
    fn on<T: Real>(tape: &Tape, registers: &mut [T], w: T, b: T) -> T {
        if let [first, second, ..] = registers {
            (*first, *second) = (w, b);
        }
        run(&tape.fixed, registers);
        run(&tape.varying, registers);
        registers.get(usize::from(tape.result)).copied().unwrap_or(T::constant(f64::NAN))
    }
    let nothing = T::constant(0.0);
    match tape.registers {
        count if count <= FEW => on(tape, &mut [nothing; FEW], w, b),
        count if count <= MANY => on(tape, &mut [nothing; MANY], w, b),
        count => on(tape, &mut vec![nothing; count], w, b),
    }
}

/// Evaluates a tape along a row: whatever does not vary with w is computed once, the rest one pack at a time.
fn row(tape: &Tape, w0: f64, dw: f64, b: f64, out: &mut [f64]) {
    let mut once = vec![0.0; tape.registers];
    if let [_, second, ..] = once.as_mut_slice() {
        *second = b;
    }
    run(&tape.fixed, &mut once);
    let mut registers: Vec<Pack> = once.into_iter().map(Pack::constant).collect();
    for (chunk, slots) in out.chunks_mut(LANES).enumerate() {
        if let Some(first) = registers.first_mut() {
            *first = Pack(from_fn(|lane| w0 + dw * (chunk * LANES + lane) as f64));
        }
        run(&tape.varying, &mut registers);
        if let Some(Pack(values)) = registers.get(usize::from(tape.result)) {
            for (slot, value) in slots.iter_mut().zip(values) {
                *slot = *value;
            }
        }
    }
}

/// Numbers per pack: enough to make dispatch cheap next to the arithmetic.
const LANES: usize = 16;

/// Numbers processed together.
#[derive(Clone, Copy)]
struct Pack([f64; LANES]);

impl Pack {
    #[inline(always)]
    fn map(self, of: impl Fn(f64) -> f64) -> Self {
        Self(self.0.map(of))
    }
    #[inline(always)]
    fn with(self, other: Self, of: impl Fn(f64, f64) -> f64) -> Self {
        Self(from_fn(|lane| of(self.0[lane], other.0[lane])))
    }
}

impl Add for Pack {
    type Output = Self;
    #[inline(always)]
    fn add(self, other: Self) -> Self {
        self.with(other, |a, b| a + b)
    }
}

impl Sub for Pack {
    type Output = Self;
    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        self.with(other, |a, b| a - b)
    }
}

impl Mul for Pack {
    type Output = Self;
    #[inline(always)]
    fn mul(self, other: Self) -> Self {
        self.with(other, |a, b| a * b)
    }
}

impl Neg for Pack {
    type Output = Self;
    #[inline(always)]
    fn neg(self) -> Self {
        self.map(|a| -a)
    }
}

impl Add<f64> for Pack {
    type Output = Self;
    #[inline(always)]
    fn add(self, other: f64) -> Self {
        self.map(|a| a + other)
    }
}

impl Sub<f64> for Pack {
    type Output = Self;
    #[inline(always)]
    fn sub(self, other: f64) -> Self {
        self.map(|a| a - other)
    }
}

impl Mul<f64> for Pack {
    type Output = Self;
    #[inline(always)]
    fn mul(self, other: f64) -> Self {
        self.map(|a| a * other)
    }
}

/// Defines functions that apply to each number of a pack.
macro_rules! each {
    ($($name:ident)*) => {$(
        #[inline]
        fn $name(self) -> Self {
            self.map(<f64 as Real>::$name)
        }
    )*};
}

impl Real for Pack {
    #[inline(always)]
    fn constant(value: f64) -> Self {
        Self([value; LANES])
    }
    /// The first number's value: only derivatives depend on it, and a pack has none.
    #[inline(always)]
    fn value(self) -> f64 {
        self.0[0]
    }
    #[inline(always)]
    fn kinked(self, value: f64) -> Self {
        Self::constant(value)
    }
    #[inline(always)]
    fn flat_at_zero(self, _: Self) -> Self {
        self
    }
    #[inline(always)]
    fn agreeing(self, _: Self) -> Self {
        self
    }
    each! {
        half_square square sqrt recip sin cos tan asin acos atan sinh cosh tanh exp ln log10 log2 abs sign
    }
    #[inline(always)]
    fn over(self, divisor: Self) -> Self {
        self.with(divisor, |a, b| a / b)
    }
    #[inline(always)]
    fn least(self, other: Self) -> Self {
        self.with(other, Real::least)
    }
    #[inline(always)]
    fn greatest(self, other: Self) -> Self {
        self.with(other, Real::greatest)
    }
    #[inline]
    fn powf(self, exponent: f64) -> Self {
        self.map(|a| Real::powf(a, exponent))
    }
    #[inline]
    fn pow(self, exponent: Self) -> Self {
        self.with(exponent, Real::pow)
    }
    #[inline]
    fn softplus_both(self) -> [(Self, Self); 2] {
        [self, -self].map(|x| (x.map(|a| a.softplus().0), x.map(|a| a.softplus().1)))
    }
}
