//! The notes' questions about how weights begin, and their answers with the numbers that stand on the screen.

use super::{Init, Part};
use crate::network::Activation;
use crate::network::symmetry::PARTED;
use crate::network::verdict::Verdict;
use crate::number::short;

/// The questions of a part, in the notes' words.
const fn questions(part: Part) -> [&'static str; 2] {
    match part {
        Part::Signal => ["N(0, σ) or U(-1, 1): and many hidden layers?", "Smart weight initialisation: He or Glorot?"],
        Part::Chain => [
            "Too many multipliers: w > 1, or w < 1, and L large?",
            "ReLU mitigates, its gradient being 1. Is that enough?",
        ],
        Part::Symmetry => {
            ["Why random init? Why not constant: 0, 1, 75 %?", "A-symmetry is very important. How much of it?"]
        }
    }
}

/// The question that is asked.
pub fn question(init: &Init) -> &'static str {
    let [first, second] = questions(init.part());
    if init.question == 0 { first } else { second }
}

/// A weight as the base of a power.
pub fn base(weight: f64) -> String {
    if weight < 0.0 { format!("({})", short(weight)) } else { short(weight) }
}

/// Its answer.
pub fn answer(init: &Init) -> String {
    let values = init.values();
    match (init.part(), init.question) {
        (Part::Signal, 0) => {
            let words: Vec<String> = (0..values.schemes.len())
                .filter_map(|i| {
                    let pass = init.signals.pass(i)?;
                    let scheme = values.schemes.get(i)?;
                    Some(format!("{} {}", scheme.spec(), Verdict::forward(&pass.layers).name()))
                })
                .collect();
            format!(
                "Each layer multiplies the spread by √n·σ and what the activation leaves of it; over {} layers that is a power. Here {}. \
                 The same happens to the gradient on its way back.",
                values.depth,
                words.join(", ")
            )
        }
        (Part::Signal, _) => "Both keep the spread where they were made for: Glorot, variance 2/(in+out), where units are linear about 0; \
             He, variance 2/in, under ReLU, which loses half of the square at every layer. So Glorot fades by √½ a layer under ReLU, \
             and He grows by √2 a layer without it: try a and A."
            .to_owned(),
        (Part::Chain, 0) => {
            let (w, depth) = (values.weight, values.depth);
            let power = |w: f64| format!("{}^{depth} = {}", base(w), short(w.powi(depth as i32)));
            let own = if w == 1.1 || w == 0.8 { String::new() } else { format!(", and {}", power(w)) };
            format!(
                "y = w^L x: {}, {}{own}. The gradient dy/dx is the same power: this also happens in back prop.",
                power(1.1),
                power(0.8)
            )
        }
        (Part::Chain, _) => {
            let depth = values.depth;
            format!(
                "Its slopes multiply to 1^{depth} = 1, where the sigmoid's are at most 0.25^{depth} = {}. But it does not damp either: \
                 the weights multiply as before, and with w = 1.1 they make {} of 1. Hence the init.",
                short(0.25f64.powi(depth as i32)),
                short(1.1f64.powi(depth as i32))
            )
        }
        (Part::Symmetry, 0) => {
            let distinct = init.learning.at().map_or(0, |net| net.distinct());
            let [loss, single] = init.learning.at().map_or([f64::NAN; 2], |net| net.loss());
            let zero = values.scheme().constant() == Some(0.0) && values.activation.value(0.0) == 0.0;
            let why = if values.epsilon > 0.0 {
                "Equal weights would stay equal to the last bit; these began ε apart."
            } else if zero {
                "Zeros pass nothing on, so that only the output's bias learns."
            } else {
                "Equal weights get equal gradients, and equal updates: they stay equal to the last bit."
            };
            format!(
                "{why} After {} steps {distinct} of {} units differ; the loss is {}, that of one unit alone {}.",
                init.steps.cursor,
                values.units,
                short(loss),
                short(single)
            )
        }
        (Part::Symmetry, _) => {
            let parted = init.learning.net().and_then(|net| net.parted_at(PARTED));
            let when = parted.map_or(format!("they never differ by {PARTED}"), |step| format!("they differ by {PARTED} at step {step}"));
            let end = init.learning.net().and_then(|net| net.losses().last().copied()).unwrap_or(f64::NAN);
            let dead = if values.activation == Activation::Relu { " ReLU units that have died stay dead: try tanh (a, A)." } else { "" };
            format!(
                "Any. Equal units are a balance that a difference ε leaves: it grows by about the same factor each step, so that a \
                 smaller one takes longer. With ε = {} {when}; the loss ends at {}. E turns ε on and off.{dead}",
                short(values.epsilon),
                short(end)
            )
        }
    }
}
