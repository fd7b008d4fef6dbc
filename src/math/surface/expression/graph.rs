//! Simplifies a formula's nodes: folds constants, turns powers into products, merges equal subexpressions.

use std::collections::HashMap;

use super::operation::{Exact, Operation, apply};
use super::parser::Node;
use super::words::{Binary, Unary};

/// A step: an operation on the values of earlier steps. Missing operands are 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Step {
    pub operation: Operation,
    pub operands: [usize; 2],
}

/// Known properties of a step's value.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fact {
    /// True if it varies with w.
    pub with_w: bool,
    /// Degree as a polynomial in w and b, if it is one.
    pub degree: Option<u32>,
}

/// Distinct steps in evaluation order.
#[derive(Debug, Default)]
pub(super) struct Graph {
    pub steps: Vec<Step>,
    pub facts: Vec<Fact>,
    known: HashMap<Step, usize>,
}

/// The highest power expanded into a product.
const MOST_FACTORS: i32 = 16;

impl Graph {
    /// Builds the graph of a formula for given parameter values; also returns the step of the whole formula.
    pub fn of(nodes: &[Node], parameters: &[f64]) -> (Self, usize) {
        let mut graph = Self::default();
        let mut places: Vec<usize> = Vec::with_capacity(nodes.len());
        for node in nodes {
            let place = |node: usize| places.get(node).copied().unwrap_or(0);
            let step = match *node {
                Node::Number(value) => graph.constant(value),
                Node::Parameter(index) => graph.constant(parameters.get(index).copied().unwrap_or(f64::NAN)),
                Node::W => graph.add(Operation::W, [0; 2]),
                Node::B => graph.add(Operation::B, [0; 2]),
                Node::Neg(a) => graph.unary(Operation::Neg, place(a)),
                Node::Unary(function, a) => graph.unary(Operation::Unary(function), place(a)),
                Node::Binary(function, a, b) => graph.binary(function, place(a), place(b)),
            };
            places.push(step);
        }
        let whole = places.last().copied().unwrap_or(0);
        (graph, whole)
    }

    fn constant(&mut self, value: f64) -> usize {
        self.add(Operation::Constant(Exact::new(value)), [0; 2])
    }

    fn value(&self, step: usize) -> Option<f64> {
        match self.steps.get(step)?.operation {
            Operation::Constant(value) => Some(value.get()),
            _ => None,
        }
    }

    fn unary(&mut self, operation: Operation, a: usize) -> usize {
        match self.value(a) {
            // The same arithmetic as at run time: folding a constant yields the same bits.
            Some(value) => self.constant(apply(operation, || value, || 0.0)),
            None => {
                // |x|² is x², which has no kink.
                let inside = (operation == Operation::Square).then(|| self.inside(a)).flatten();
                self.add(operation, [inside.unwrap_or(a), 0])
            }
        }
    }

    fn binary(&mut self, function: Binary, a: usize, b: usize) -> usize {
        match (function, self.value(a), self.value(b)) {
            (_, Some(x), Some(y)) => self.constant(apply(Operation::Binary(function), || x, || y)),
            (Binary::Add, None, Some(c)) => self.add(Operation::AddConstant(Exact::new(c)), [a, 0]),
            (Binary::Add, Some(c), None) => self.add(Operation::AddConstant(Exact::new(c)), [b, 0]),
            (Binary::Sub, None, Some(c)) => self.add(Operation::AddConstant(Exact::new(-c)), [a, 0]),
            (Binary::Sub, Some(c), None) => {
                let negative = self.unary(Operation::Neg, b);
                self.add(Operation::AddConstant(Exact::new(c)), [negative, 0])
            }
            (Binary::Mul, None, Some(c)) => self.scaled(a, c),
            (Binary::Mul, Some(c), None) => self.scaled(b, c),
            (Binary::Mul, None, None) if a == b => self.unary(Operation::Square, a),
            (Binary::Div, Some(1.0), None) => self.unary(Operation::Recip, b),
            // A power of two has an exact inverse.
            (Binary::Div, None, Some(c)) if c.abs().log2().fract() == 0.0 && (1.0 / c).is_normal() => {
                self.scaled(a, 1.0 / c)
            }
            (Binary::Pow, None, Some(c)) => self.power(a, c),
            // These commute: sort the operands, so that x*y and y*x are the same step.
            (Binary::Add | Binary::Mul, ..) => {
                let whole = self.add(Operation::Binary(function), [a.min(b), a.max(b)]);
                // |x|·x² has no kink.
                let smooth =
                    (function == Binary::Mul).then(|| self.smoothed(a, b).or_else(|| self.smoothed(b, a))).flatten();
                smooth.map_or(whole, |inside| self.add(Operation::FlatAtZero, [inside, whole]))
            }
            _ => self.add(Operation::Binary(function), [a, b]),
        }
    }

    /// The argument of an absolute value, if the other factor is its square or an even higher power of two.
    fn smoothed(&self, size: usize, mut factor: usize) -> Option<usize> {
        let inside = self.inside(size)?;
        while let Some(step) = self.steps.get(factor).filter(|step| step.operation == Operation::Square) {
            factor = step.operands[0];
            if factor == inside {
                return Some(inside);
            }
        }
        None
    }

    /// The argument of an absolute value.
    fn inside(&self, size: usize) -> Option<usize> {
        let step = self.steps.get(size).filter(|step| step.operation == Operation::Unary(Unary::Abs))?;
        Some(step.operands[0])
    }

    fn scaled(&mut self, a: usize, by: f64) -> usize {
        if by == 1.0 {
            return a;
        }
        if by == -1.0 {
            return self.unary(Operation::Neg, a);
        }
        self.add(Operation::MulConstant(Exact::new(by)), [a, 0])
    }

    /// A power with a constant exponent: a product if that is short.
    fn power(&mut self, base: usize, exponent: f64) -> usize {
        let whole = exponent.fract() == 0.0 && exponent.abs() <= f64::from(MOST_FACTORS);
        match exponent {
            0.5 => self.unary(Operation::Unary(Unary::Sqrt), base),
            // 1 for any base, as in IEEE 754.
            0.0 => self.constant(1.0),
            _ if whole => {
                let product = self.product(base, exponent.abs() as u32);
                if exponent < 0.0 { self.unary(Operation::Recip, product) } else { product }
            }
            _ => {
                let whole = self.add(Operation::PowConstant(Exact::new(exponent)), [base, 0]);
                // |x|ⁿ is twice differentiable at 0 for n > 2.
                let inside = self.inside(base).filter(|_| exponent > 2.0);
                inside.map_or(whole, |inside| self.add(Operation::FlatAtZero, [inside, whole]))
            }
        }
    }

    /// xⁿ, n >= 1, by repeated squaring.
    fn product(&mut self, base: usize, exponent: u32) -> usize {
        let (mut square, mut rest) = (base, exponent);
        let mut result = None;
        while rest > 0 {
            if rest & 1 == 1 {
                result = Some(match result {
                    Some(so_far) => self.binary(Binary::Mul, so_far, square),
                    None => square,
                });
            }
            rest >>= 1;
            if rest > 0 {
                square = self.unary(Operation::Square, square);
            }
        }
        result.unwrap_or(base)
    }

    /// Adds a step, or returns the existing one.
    fn add(&mut self, operation: Operation, operands: [usize; 2]) -> usize {
        let step = Step { operation, operands };
        if let Some(place) = self.known.get(&step) {
            return *place;
        }
        let place = self.steps.len();
        self.facts.push(self.fact(step));
        self.steps.push(step);
        self.known.insert(step, place);
        place
    }

    fn fact(&self, Step { operation, operands: [a, b] }: Step) -> Fact {
        let of = |step: usize| self.facts.get(step).copied().unwrap_or(Fact { with_w: false, degree: Some(0) });
        let (a, b) = (of(a), of(b));
        let sum = |a: Option<u32>, b: Option<u32>| Some(a?.saturating_add(b?));
        let (with_w, degree) = match operation {
            Operation::W => (true, Some(1)),
            Operation::B => (false, Some(1)),
            Operation::Constant(_) => (false, Some(0)),
            Operation::Neg | Operation::AddConstant(_) | Operation::MulConstant(_) => (a.with_w, a.degree),
            Operation::Square => (a.with_w, sum(a.degree, a.degree)),
            Operation::Recip | Operation::Unary(_) | Operation::PowConstant(_) => (a.with_w, None),
            Operation::FlatAtZero => (b.with_w, None),
            Operation::Binary(function) => {
                let degree = match function {
                    Binary::Add | Binary::Sub => a.degree.zip(b.degree).map(|(a, b)| a.max(b)),
                    Binary::Mul => sum(a.degree, b.degree),
                    // A constant divisor is a step of degree 0.
                    Binary::Div => a.degree.filter(|_| b.degree == Some(0)),
                    Binary::Min | Binary::Max | Binary::Pow => None,
                };
                (a.with_w || b.with_w, degree)
            }
        };
        Fact { with_w, degree }
    }
}

impl Operation {
    /// Number of operands.
    pub fn operands(self) -> usize {
        match self {
            Operation::W | Operation::B | Operation::Constant(_) => 0,
            Operation::Binary(_) | Operation::FlatAtZero => 2,
            _ => 1,
        }
    }
}
