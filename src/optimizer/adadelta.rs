//! Adadelta.

use super::Kind;
use super::describe::{ALPHA, Convention, DECAY, Description, EPS, EVERYWHERE, Suggestion};
use super::explain::{Inner, Line, inside, mixed, per_axis};
use super::memory::Memory;
use super::number::{Pair, both, complement, mix, quotient, squared};
use super::rmsprop::per;
use super::rule::{Given, Here, Rule, Theory, keeps};
use crate::math::parameter::Parameter;

/// S <- βS + (1-β)g², u = g √(D+ε)/√(S+ε), D <- βD + (1-β)u², θ <- θ - αu: steps in the units of the parameters, with
/// the RMS of past steps in place of a learning rate; α is 1 in the paper (Zeiler 2012, arXiv 1212.5701).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Adadelta {
    /// Factor applied to every step.
    pub alpha: f64,
    /// Decay rate of both averages.
    pub beta: f64,
    /// Added under both roots; the square of the first steps' size.
    pub eps: f64,
}

pub(super) static DESCRIPTION: Description = Description {
    name: "adadelta",
    title: "Adadelta",
    equation: |_| vec!["S ← βS + (1-β)g²", "u = g √(D+ε)/√(S+ε)", "D ← βD + (1-β)u²", "θ ← θ - αu"],
    source: "Zeiler 2012, arXiv 1212.5701",
    hypers: &[
        ALPHA,
        Parameter { title: "decay of squares", default: 0.95, ..DECAY },
        Parameter { title: "square of the first steps", default: 1e-6, ..EPS },
    ],
    switches: &[],
    overrides: &[
        (Convention::Pytorch, "beta", 0.9),
        (Convention::Optax, "beta", 0.9),
        (Convention::Keras, "eps", 1e-7),
    ],
    decoupled: false,
    libraries: EVERYWHERE,
    suggestion: Suggestion::Fixed(1.0),
    kind: Kind::Adadelta,
};

impl Rule for Adadelta {
    const KEEPS: u8 = keeps::SQUARES | keeps::THIRD;
    const SWITCHES: usize = DESCRIPTION.switches.len();

    fn build(given: Given) -> Self {
        Self { alpha: given.hyper(0), beta: given.hyper(1), eps: given.hyper(2) }
    }
    #[inline(always)]
    fn step(&self, g: Pair, memory: &mut Memory) -> Pair {
        let rest = complement(self.beta);
        memory.squares = mix(self.beta, memory.squares, rest, squared(g));
        let step = both(g, self.preconditioner(memory), quotient);
        memory.third = mix(self.beta, memory.third, rest, squared(step));
        step.map(|u| -(u * self.alpha))
    }
    fn alpha(&self) -> f64 {
        self.alpha
    }
    fn with_alpha(self, alpha: f64) -> Self {
        Self { alpha, ..self }
    }
    /// D as it is before the next step enters it.
    #[inline(always)]
    fn preconditioner(&self, memory: &Memory) -> Pair {
        both(memory.squares, memory.third, |s, d| (s + self.eps).sqrt() / (d + self.eps).sqrt())
    }
}

impl Theory for Adadelta {
    /// None: the scale follows the rule's own steps, so a limit for a frozen preconditioner would not hold for long.
    fn stability_limit(&self) -> Option<f64> {
        None
    }
    fn is_preconditioned(&self) -> bool {
        true
    }
    fn inner(&self, here: &Here, before: &Memory) -> Inner {
        let after = here.after(self, before);
        let (g, rest) = (here.gradient, 1.0 - self.beta);
        let scale = self.preconditioner(&Memory { third: before.third, ..after });
        let step = both(g, scale, quotient);
        let roots = per_axis(|i| {
            let (d, s) = ((before.third[i] + self.eps).sqrt(), (after.squares[i] + self.eps).sqrt());
            format!("{}·{}/{}", inside(g[i]), inside(d), inside(s))
        });
        let line = |left, right: &str, numbers, value| Line { left, right: right.to_owned(), numbers, value };
        let squares = mixed(self.beta, rest, before.squares, squared(g));
        let steps = mixed(self.beta, rest, before.third, squared(step));
        Inner {
            lines: vec![
                line("S ←", "βS + (1-β)g²", squares, after.squares),
                line("u =", "g √(D+ε)/√(S+ε)", roots, step),
                line("D ←", "βD + (1-β)u²", steps, after.third),
            ],
            velocity: Some(("g", per(here.step(self, before), scale, self.alpha))),
            scale: Some(("√(S+ε)/√(D+ε)", "α√(D+ε)/√(S+ε)", scale)),
            step: "-αu".to_owned(),
            numbers: per_axis(|i| format!("-{}·{}", inside(self.alpha), inside(step[i]))),
        }
    }
}
