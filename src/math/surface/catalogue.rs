//! The table of analytic surfaces: name, formula text, parameters, domain, minima, start.

use std::f64::consts::PI;

use super::formulas::*;
use super::{Domain, Minimum, Shape};
use crate::math::parameter::{Parameter, Scale};

/// A catalogue surface, before its parameters have values.
#[derive(Debug)]
pub struct Entry {
    /// Name in kebab-case.
    pub name: &'static str,
    /// Formula in w and b.
    pub formula: &'static str,
    /// Short description of the landscape.
    pub about: &'static str,
    /// Its parameters.
    pub parameters: &'static [Parameter],
    /// Default viewport.
    pub domain: Domain,
    /// Known minima as (w, b, loss), to seven digits; the first is global, and so is every other one of the same loss.
    pub minima: &'static [(f64, f64, f64)],
    /// An instructive starting point.
    pub start: [f64; 2],
    /// Builds the formula from the parameters' values.
    pub(super) shape: fn(&[f64]) -> Shape,
}

impl Entry {
    /// The table's minima; the caller refines their digits by Newton steps.
    pub(super) fn minima(&self) -> Vec<Minimum> {
        let least = self.minima.iter().map(|m| m.2).fold(f64::INFINITY, f64::min);
        self.minima
            .iter()
            .map(|&(w, b, loss)| Minimum { w, b, loss, global: loss <= least + 1e-9 * least.abs().max(1.0) })
            .collect()
    }
}

const KAPPA: Parameter = Parameter {
    name: "kappa",
    symbol: "κ",
    title: "condition number",
    default: 50.0,
    low: 1.0,
    high: 1e9,
    open: false,
    slider: (1.0, 1000.0),
    scale: Scale::Log,
};
const ANGLE: Parameter = Parameter {
    name: "angle",
    symbol: "φ",
    title: "angle, degrees",
    default: 30.0,
    low: -360.0,
    high: 360.0,
    open: false,
    slider: (-90.0, 90.0),
    scale: Scale::Linear(5.0),
};
const STEEPNESS: Parameter = Parameter {
    name: "m",
    symbol: "m",
    title: "steepness",
    default: 10.0,
    low: 1.0,
    high: 50.0,
    open: false,
    slider: (1.0, 50.0),
    scale: Scale::Integer,
};

const fn square(half: f64) -> Domain {
    rectangle(-half, half, -half, half)
}
const fn rectangle(w0: f64, w1: f64, b0: f64, b1: f64) -> Domain {
    Domain { w: [w0, w1], b: [b0, b1] }
}
fn value(values: &[f64], index: usize, otherwise: f64) -> f64 {
    values.get(index).copied().unwrap_or(otherwise)
}

/// All analytic surfaces, in the order of the picker.
pub static CATALOGUE: &[Entry] = &[
    Entry {
        name: "bowl",
        formula: "½(w² + κb²)",
        about: "the elongated bowl: steep in b, flat in w",
        parameters: &[KAPPA],
        domain: rectangle(-5.0, 5.0, -2.5, 2.5),
        minima: &[(0.0, 0.0, 0.0)],
        start: [-4.2, 1.2],
        shape: |v| Shape::Bowl(Bowl { kappa: value(v, 0, KAPPA.default) }),
    },
    Entry {
        name: "rotated-bowl",
        formula: "½(u² + κv²), turned by φ",
        about: "a bowl whose axes are not w and b",
        parameters: &[KAPPA, ANGLE],
        domain: square(5.0),
        minima: &[(0.0, 0.0, 0.0)],
        start: [-4.2, 1.2],
        shape: |v| Shape::RotatedBowl(RotatedBowl::new(value(v, 0, KAPPA.default), value(v, 1, 30.0))),
    },
    Entry {
        name: "rosenbrock",
        formula: "(1-w)² + 100(b-w²)²",
        about: "a curved valley: easy to reach, slow to follow",
        parameters: &[],
        domain: rectangle(-2.0, 2.0, -1.0, 3.0),
        minima: &[(1.0, 1.0, 0.0)],
        start: [-1.4, 2.4],
        shape: |_| Shape::Rosenbrock(Rosenbrock),
    },
    Entry {
        name: "beale",
        formula: "(1.5-w+wb)² + (2.25-w+wb²)² + (2.625-w+wb³)²",
        about: "flat valleys, steep corners",
        parameters: &[],
        domain: square(4.5),
        minima: &[(3.0, 0.5, 0.0)],
        start: [-1.9, -0.8],
        shape: |_| Shape::Beale(Beale),
    },
    Entry {
        name: "himmelblau",
        formula: "(w²+b-11)² + (w+b²-7)²",
        about: "four minima, equally deep",
        parameters: &[],
        domain: square(5.0),
        minima: &[(3.0, 2.0, 0.0), (-2.805118, 3.131313, 0.0), (-3.779310, -3.283186, 0.0), (3.584428, -1.848127, 0.0)],
        start: [-0.6, -4.2],
        shape: |_| Shape::Himmelblau(Himmelblau),
    },
    Entry {
        name: "booth",
        formula: "(w+2b-7)² + (2w+b-5)²",
        about: "a tilted bowl, κ = 9",
        parameters: &[],
        domain: square(10.0),
        minima: &[(1.0, 3.0, 0.0)],
        start: [-8.0, -2.0],
        shape: |_| Shape::Booth(Booth),
    },
    Entry {
        name: "matyas",
        formula: ".26(w²+b²) - .48wb",
        about: "a tilted bowl, κ = 25",
        parameters: &[],
        domain: square(10.0),
        minima: &[(0.0, 0.0, 0.0)],
        start: [-9.0, -3.0],
        shape: |_| Shape::Matyas(Matyas),
    },
    Entry {
        name: "three-hump-camel",
        formula: "2w² - 1.05w⁴ + w⁶/6 + wb + b²",
        about: "one global minimum between two local ones",
        parameters: &[],
        domain: square(5.0),
        minima: &[(0.0, 0.0, 0.0), (-1.747552, 0.873776, 0.298638), (1.747552, -0.873776, 0.298638)],
        start: [-2.3, -3.6],
        shape: |_| Shape::ThreeHumpCamel(ThreeHumpCamel),
    },
    Entry {
        name: "six-hump-camel",
        formula: "(4-2.1w²+w⁴/3)w² + wb + (4b²-4)b²",
        about: "six minima, two of them global",
        parameters: &[],
        domain: rectangle(-3.0, 3.0, -2.0, 2.0),
        minima: &[
            (0.0898420, -0.7126564, -1.0316285),
            (-0.0898420, 0.7126564, -1.0316285),
            (-1.7036067, 0.7960836, -0.2154638),
            (1.7036067, -0.7960836, -0.2154638),
            (1.6071047, 0.5686515, 2.1042503),
            (-1.6071047, -0.5686515, 2.1042503),
        ],
        start: [-2.4, -1.4],
        shape: |_| Shape::SixHumpCamel(SixHumpCamel),
    },
    Entry {
        name: "saddle",
        formula: "w² - b²",
        about: "no minimum: who leaves the saddle first?",
        parameters: &[],
        domain: square(2.0),
        minima: &[],
        start: [-1.6, 0.004],
        shape: |_| Shape::Saddle(Saddle),
    },
    Entry {
        name: "monkey-saddle",
        formula: "w³ - 3wb²",
        about: "a saddle whose Hessian vanishes at the origin",
        parameters: &[],
        domain: square(2.0),
        minima: &[],
        start: [1.5, 0.06],
        shape: |_| Shape::MonkeySaddle(MonkeySaddle),
    },
    Entry {
        name: "rastrigin",
        formula: "20 + Σ(x² - 10cos 2πx)",
        about: "a bowl full of dents",
        parameters: &[],
        domain: square(5.12),
        minima: &[(0.0, 0.0, 0.0)],
        start: [-3.3, 2.35],
        shape: |_| Shape::Rastrigin(Rastrigin),
    },
    Entry {
        name: "ackley",
        formula: "-20exp(-.2√(½Σx²)) - exp(½Σcos 2πx) + e + 20",
        about: "a dented funnel, not smooth at its minimum",
        parameters: &[],
        domain: square(5.0),
        minima: &[(0.0, 0.0, 0.0)],
        start: [-3.6, 2.6],
        shape: |_| Shape::Ackley(Ackley),
    },
    Entry {
        name: "styblinski-tang",
        formula: "½Σ(x⁴ - 16x² + 5x)",
        about: "four wells of different depth",
        parameters: &[],
        domain: square(5.0),
        minima: &[
            (-2.903534, -2.903534, -78.33233),
            (-2.903534, 2.746803, -64.19561),
            (2.746803, -2.903534, -64.19561),
            (2.746803, 2.746803, -50.05889),
        ],
        start: [-0.4, 4.4],
        shape: |_| Shape::StyblinskiTang(StyblinskiTang),
    },
    Entry {
        name: "goldstein-price",
        formula: "[1+(w+b+1)²(…)]·[30+(2w-3b)²(…)]",
        about: "losses from 3 to a million",
        parameters: &[],
        domain: square(2.0),
        minima: &[(0.0, -1.0, 3.0), (-0.6, -0.4, 30.0), (1.2, 0.8, 840.0), (1.8, 0.2, 84.0)],
        start: [-1.2, -1.7],
        shape: |_| Shape::GoldsteinPrice(GoldsteinPrice),
    },
    Entry {
        name: "mccormick",
        formula: "sin(w+b) + (w-b)² - 1.5w + 2.5b + 1",
        about: "a sine laid over a valley",
        parameters: &[],
        domain: rectangle(-1.5, 4.0, -3.0, 4.0),
        minima: &[(-0.547198, -1.547198, -1.913223), (2.594395, 1.594395, 1.228370)],
        start: [3.6, 0.2],
        shape: |_| Shape::McCormick(McCormick),
    },
    Entry {
        name: "griewank",
        formula: "1 + (w²+b²)/4000 - cos w·cos(b/√2)",
        about: "ripples on a very wide bowl",
        parameters: &[],
        domain: square(10.0),
        minima: &[(0.0, 0.0, 0.0)],
        start: [-4.7, 3.1],
        shape: |_| Shape::Griewank(Griewank),
    },
    Entry {
        name: "levy13",
        formula: "sin²3πw + (w-1)²(1+sin²3πb) + (b-1)²(1+sin²2πb)",
        about: "ripples across a bowl",
        parameters: &[],
        domain: square(10.0),
        minima: &[(1.0, 1.0, 0.0)],
        start: [-3.3, 7.5],
        shape: |_| Shape::Levy13(Levy13),
    },
    Entry {
        name: "michalewicz",
        formula: "-sin w·sin²ᵐ(w²/π) - sin b·sin²ᵐ(2b²/π)",
        about: "narrow valleys crossing on a plateau",
        parameters: &[STEEPNESS],
        domain: rectangle(0.0, PI, 0.0, PI),
        minima: &[(2.202906, PI / 2.0, -1.801303)],
        start: [2.6, 1.95],
        shape: |v| Shape::Michalewicz(Michalewicz { m: value(v, 0, 10.0) as u32 }),
    },
    Entry {
        name: "easom",
        formula: "-cos w·cos b·exp(-(w-π)²-(b-π)²)",
        about: "almost flat, with one narrow hole",
        parameters: &[],
        domain: square(10.0),
        minima: &[(PI, PI, -1.0)],
        start: [1.9, 4.6],
        shape: |_| Shape::Easom(Easom),
    },
    Entry {
        name: "two-wells",
        formula: "w²+b² - 2e^(-5((w-1)²+b²)) - 3e^(-5((w+1)²+b²))",
        about: "a shallow and a deep well: momentum may roll on",
        parameters: &[],
        domain: square(2.0),
        minima: &[(-0.9363, 0.0, -2.0631), (0.9053, 0.0, -1.0927)],
        start: [1.7, 1.3],
        shape: |_| Shape::TwoWells(TwoWells),
    },
];
