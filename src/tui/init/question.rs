//! The notes' questions about weight initialization, and their answers with the numbers on the screen.

use super::{Init, Part};
use crate::math::number::{beyond_rounding, short};
use crate::network::Activation;
use crate::network::symmetry::PARTED;
use crate::network::verdict::Verdict;

/// Depth that counts as large.
const DEEP: usize = 100;

/// Questions of a part, in the notes' words.
const fn questions(part: Part) -> [&'static str; 2] {
    match part {
        Part::Signal => ["N(0, σ) or U(-1, 1): and many hidden layers?", "Smart weight initialization: He or Glorot?"],
        Part::Chain => [
            "Too many multipliers: w > 1, or w < 1, and L large?",
            "ReLU mitigates, its gradient being 1. Is that enough?",
        ],
        Part::Symmetry => {
            ["Why random init? Why not constant: 0, 1, 75 %?", "A-symmetry is very important. How much of it?"]
        }
    }
}

/// The current question.
pub fn question(init: &Init) -> &'static str {
    let [first, second] = questions(init.part());
    if init.question == 0 { first } else { second }
}

/// Formats a weight as the base of a power.
pub fn base(weight: f64) -> String {
    if weight < 0.0 { format!("({})", short(weight)) } else { short(weight) }
}

/// Formats a loss of the small net: as 0 if the outputs, sums of terms of a few units, are off by no more than rounding.
pub fn loss_text(loss: f64) -> String {
    let off = beyond_rounding((2.0 * loss).sqrt(), 4.0);
    short(if off == 0.0 { 0.0 } else { loss })
}

/// The answer to the current question.
pub fn answer(init: &Init) -> String {
    match (init.part(), init.question) {
        (Part::Signal, 0) => depth(init),
        (Part::Signal, _) => {
            "ReLU drops half of each layer's mean square. He (variance 2/in) makes up for it, so the std holds; Glorot, 2/(in+out), \
             loses a factor √½ per layer. With units that are linear around 0 it is the other way round: Glorot holds, and He gains \
             √2 per layer until tanh or sigmoid saturates. f: the next activation."
                .to_owned()
        }
        (Part::Chain, 0) => {
            let (w, depth) = (init.values().weight, init.values().depth);
            let power = |w: f64| format!("{}^{depth} = {}", base(w), short(w.powi(depth as i32)));
            let own = if w == 1.1 || w == 0.8 { String::new() } else { format!(", and {}", power(w)) };
            // Twenty layers do not count as large yet.
            let deep = if depth < DEEP {
                let far = |w: f64| format!("{}^{DEEP} = {}", base(w), short(w.powi(DEEP as i32)));
                format!(" At {DEEP} layers {} explodes, {} vanishes: ↓ chooses layers, l adds some.", far(1.1), far(0.8))
            } else {
                String::new()
            };
            format!(
                "y = w^L x: {}, {}{own}. The gradient dy/dx is the same power: this also happens in back prop.{deep}",
                power(1.1),
                power(0.8)
            )
        }
        (Part::Chain, _) => mitigates(init.values().weight, init.values().depth, init.values().activation),
        (Part::Symmetry, 0) => constant(init),
        (Part::Symmetry, _) => how_much(init),
    }
}

/// The fate of the signal for each scheme, forward and backward.
fn depth(init: &Init) -> String {
    let values = init.values();
    let passes: Vec<_> = values
        .schemes
        .iter()
        .enumerate()
        .filter_map(|(i, s)| Some((s, init.signals.pass(i)?)))
        .filter(|(_, pass)| !pass.stale)
        .collect();
    // Schemes with the same fate share a clause.
    let mut fates: Vec<([&str; 2], Vec<String>)> = Vec::new();
    for (scheme, pass) in &passes {
        let fate = [Verdict::forward(&pass.layers).name(), Verdict::backward(&pass.layers).name()];
        match fates.iter_mut().find(|(other, _)| *other == fate) {
            Some((_, names)) => names.push(scheme.title()),
            None => fates.push((fate, vec![scheme.title()])),
        }
    }
    let clause = |([forward, backward], names): &([&str; 2], Vec<String>)| {
        let word = |word: &str| if word == "keeps" { "holds".to_owned() } else { word.to_owned() };
        let fate = match forward == backward {
            true => word(forward),
            false => format!("{} forward and {} backward", word(forward), word(backward)),
        };
        format!("{fate} with {}", names.join(", "))
    };
    let told: Vec<String> = fates.iter().map(clause).collect();
    let law = match values.activation {
        activation if activation.saturates() => format!(
            "Each layer multiplies by √n·σ and by the slope. Forward, {} keeps its outputs in range, but where it saturates its slope \
             is nearly 0.",
            activation.name()
        ),
        _ => format!(
            "Each layer multiplies the std by √n·σ and by what the activation lets through, {} times in a row (6: one unit per layer).",
            values.depth
        ),
    };
    // Without this, He's scheme, which holds, would seem not to.
    let own = match fates.iter().any(|([_, backward], _)| *backward == "drifts") {
        true => {
            " A drift of about √layers is the loss's own: it sends the output back through the weights that made it."
        }
        false => "",
    };
    format!("{law} The signal {}.{own}", told.join("; "))
}

/// Answers whether ReLU's slope is enough at this weight.
fn mitigates(w: f64, depth: usize, activation: Activation) -> String {
    let power = |w: f64| format!("{}^{depth} = {}", base(w), short(w.powi(depth as i32)));
    let sigmoid = short(0.25f64.powi(depth as i32));
    let slopes = match w > 0.0 {
        true => {
            format!("Its slopes multiply to 1^{depth} = 1, where the sigmoid's are at most 0.25^{depth} = {sigmoid}.")
        }
        false => format!(
            "Where its input is positive: there its slopes multiply to 1^{depth} = 1, the sigmoid's to at most {sigmoid}. With \
             w = {} the first unit is off, its slope is 0, and nothing passes either way.",
            short(w)
        ),
    };
    let own = match w {
        w if w > 1.0 => format!("the gradient is {}, and explodes if there are layers enough", power(w)),
        w if w <= 0.0 || w == 1.0 => format!("with w = 1.1 the gradient is {}", power(1.1)),
        w => format!("the gradient is {}, and vanishes all the same", power(w)),
    };
    let here = match activation {
        Activation::Relu => "",
        _ => " f: relu, sigmoid and the others.",
    };
    format!("{slopes} But it does not dampen w: {own}. Hence smart init: see the signal part (6 6).{here}")
}

/// Result of constant weights, at the cursor.
fn constant(init: &Init) -> String {
    let values = init.values();
    let Some(net) = init.learning.at() else { return String::new() };
    let (distinct, [loss, single]) = (net.distinct(), net.loss());
    let zero = values.scheme().constant() == Some(0.0) && values.activation.value(0.0) == 0.0;
    let why = if values.scheme().constant().is_none() {
        "Random weights differ from the first step on: every unit gets a gradient of its own, and learns something of its own."
    } else if values.epsilon > 0.0 {
        "Equal weights would stay equal to the last bit; ε sets these a little apart."
    } else if zero {
        "Zeros pass nothing on, so that only the output's bias learns."
    } else {
        "Equal weights get equal gradients, so equal updates: they stay equal to the last bit. The net is one unit, and learns what \
         one unit can."
    };
    let units = match (distinct, values.units) {
        (_, 1) => "the only unit".to_owned(),
        (1, n) => format!("1 distinct unit among {n}"),
        (d, n) => format!("{d} distinct units among {n}"),
    };
    let step = init.steps.cursor;
    let steps = if step == 1 { "1 step".to_owned() } else { format!("{step} steps") };
    let random =
        init.learning.random().and_then(|net| net.losses().get(step)).map_or("…".to_owned(), |l| loss_text(*l));
    let next = match values.scheme().constant() {
        Some(_) if values.epsilon == 0.0 && step == 0 => " Space trains it; ↓ h l: another constant.",
        Some(_) if values.epsilon == 0.0 => " ↓ h l: another constant; tab: random weights.",
        _ => "",
    };
    format!(
        "{why} After {steps}: {units}, loss {}; of one unit alone {}, of random weights {random}.{next}",
        loss_text(loss),
        loss_text(single)
    )
}

/// Answers how much of a difference is enough.
fn how_much(init: &Init) -> String {
    let values = init.values();
    let Some(net) = init.learning.net() else { return String::new() };
    let end = net.losses().last().map_or(String::new(), |l| format!(" The loss ends at {}.", loss_text(*l)));
    let parted = net.parted_at(PARTED);
    if values.scheme().constant().is_none() {
        return format!(
            "Random weights differ by far more than is needed.{end} tab: a constant scheme, where ε shows how little is enough."
        );
    }
    if values.epsilon == 0.0 {
        return format!(
            "Very little, but not none: equal units stay equal forever.{end} E nudges each weight by its own random ~1e-6: watch the \
             difference grow."
        );
    }
    let epsilon = short(values.epsilon);
    match parted {
        Some(step) => format!(
            "Hardly any. A difference grows by about the same factor at each step, so that a smaller one only takes longer. With \
             ε = {epsilon} units differ by {PARTED} at step {step}.{end}"
        ),
        None => {
            let dead = match values.activation {
                Activation::Relu => " ReLU units that have died stay dead: try tanh (f).",
                _ => " The gradient vanished before they could separate: try another α (a, A), or a larger ε.",
            };
            format!(
                "Any that can grow. With ε = {epsilon} units do not differ by {PARTED} in {} steps.{dead}{end}",
                net.step()
            )
        }
    }
}
