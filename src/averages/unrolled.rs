//! The recursion unrolled at a step, both correctly and as the notes have it.
//!
//! The notes write, with β on the new value:
//!
//! ```text
//! 1  ŷ_t = βy_t + (1-β)ŷ_{t-1}
//! 2      = βy_t + (1-β)(y_{t-1} + βŷ_{t-2})            slip: ŷ_{t-1} is βy_{t-1} + (1-β)ŷ_{t-2}
//! 3      = βy_t + (1-β)y_{t-1} + β(1-β)ŷ_{t-2}         same value as line 2: the slip carries over
//! 4      … β(1-β)y_{t-2} + β(1-β)²ŷ_{t-3}              should be β(1-β)²y_{t-2} + (1-β)³ŷ_{t-3}
//! ```

use super::{Average, Weights};

/// A term of a line: a weight times a value of some age.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Term {
    /// Exponent of the new value's weight.
    pub new: u8,
    /// Exponent of the past's weight.
    pub past: u8,
    /// Age of the value, in steps.
    pub age: usize,
    /// True for an average (ŷ), false for a value (y).
    pub averaged: bool,
}

/// A line of the recursion, unrolled `depth` times, at a step.
#[derive(Clone, Debug, PartialEq)]
pub struct Unrolled {
    /// Number of values it contains.
    pub depth: usize,
    /// The correct terms.
    pub right: Vec<Term>,
    /// Their sum, which is ŷ_t.
    pub value: f64,
    /// The line as the notes have it, if it differs.
    pub noted: Option<Noted>,
}

/// A line of the notes.
#[derive(Clone, Debug, PartialEq)]
pub struct Noted {
    /// Its terms.
    pub terms: Vec<Term>,
    /// Their sum.
    pub value: f64,
    /// The sum of their weights, which should be 1.
    pub weight: f64,
}

const fn value(new: u8, past: u8, age: usize) -> Term {
    Term { new, past, age, averaged: false }
}

const fn averaged(new: u8, past: u8, age: usize) -> Term {
    Term { new, past, age, averaged: true }
}

/// The notes' second and third lines, multiplied out, and the fourth with the terms behind its dots.
fn noted(depth: usize) -> Option<Vec<Term>> {
    match depth {
        2 => Some(vec![value(1, 0, 0), value(0, 1, 1), averaged(1, 1, 2)]),
        3 => Some(vec![value(1, 0, 0), value(0, 1, 1), value(1, 1, 2), averaged(1, 2, 3)]),
        _ => None,
    }
}

/// The recursion at step `t` (from 1) unrolled once, twice and three times, as far as there are values. `average` supplies the uncorrected
/// average, to which the recursion applies.
pub fn unrolled(observed: &[f64], average: &Average, weights: Weights, t: usize) -> Vec<Unrolled> {
    let at = |values: &[f64], age: usize| match t.checked_sub(age) {
        // ŷ_0 = 0.
        Some(0) => 0.0,
        Some(step) => values.get(step - 1).copied().unwrap_or(f64::NAN),
        None => f64::NAN,
    };
    let weight = |term: &Term| weights.new.powi(i32::from(term.new)) * weights.past.powi(i32::from(term.past));
    let sum = |terms: &[Term]| -> f64 {
        let of = |term: &Term| weight(term) * at(if term.averaged { &average.raw } else { observed }, term.age);
        terms.iter().map(of).sum()
    };
    (1..=3_u8)
        .filter(|depth| usize::from(*depth) <= t)
        .map(|depth| {
            let mut right: Vec<Term> = (0..depth).map(|i| value(1, i, usize::from(i))).collect();
            right.push(averaged(0, depth, usize::from(depth)));
            let noted = noted(usize::from(depth)).map(|terms| Noted {
                value: sum(&terms),
                weight: terms.iter().map(weight).sum(),
                terms,
            });
            Unrolled { depth: usize::from(depth), value: sum(&right), right, noted }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::{Reading, SERIES, average, generated};
    use super::*;

    #[test]
    fn right_lines_all_give_the_average_and_the_notes_do_not() {
        let series = generated(&SERIES[0], 60, 3.0, 4);
        for beta in [0.05, 0.3, 0.9] {
            let weights = Reading::Notes.weights(beta);
            let average = average(&series.observed, weights);
            for t in 1..=60 {
                let lines = unrolled(&series.observed, &average, weights, t);
                assert_eq!(lines.len(), t.min(3));
                for line in &lines {
                    // Four products of values of at most 30.
                    assert!((line.value - average.raw[t - 1]).abs() < 1e-13, "{beta} {t}");
                    let all: f64 = line
                        .right
                        .iter()
                        .map(|x| weights.new.powi(i32::from(x.new)) * weights.past.powi(i32::from(x.past)))
                        .sum();
                    assert!((all - 1.0).abs() < 1e-15 * 4.0, "{beta}");
                }
            }
        }
    }

    /// The second line by hand, with y = 1, 2, 4 and β = ¼: ŷ is .25, .6875, 1.515625; the notes' line gives ¼·4 + ¾(2 + ¼·.25) = 2.546875,
    /// with weights that sum to 1 + β(1-β).
    #[test]
    fn the_slip_in_numbers() {
        let y = [1.0, 2.0, 4.0];
        let weights = Reading::Notes.weights(0.25);
        let average = average(&y, weights);
        assert_eq!(average.raw, [0.25, 0.6875, 1.515625]);
        let lines = unrolled(&y, &average, weights, 3);
        let second = lines[1].noted.as_ref();
        assert_eq!(second.map(|n| (n.value, n.weight)), Some((2.546875, 1.1875)));
        // The fourth: ¼·4 + ¾·2 + 3/16·1 + 9/64·0.
        let fourth = lines[2].noted.as_ref();
        assert_eq!(fourth.map(|n| (n.value, n.weight)), Some((2.6875, 1.328125)));
        assert_eq!(lines[0].noted, None);
    }
}
