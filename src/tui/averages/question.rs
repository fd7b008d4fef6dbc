//! The notes' questions about averages, and their answers with the numbers on the screen.

use super::Smoothing;
use crate::math::number::{factor, figures, short};

/// The questions in the notes' own words.
pub const QUESTIONS: [&str; 4] = [
    "Too many oscillations, how to reduce these?",
    "Simple exponential smoothing: how does this work?",
    "Where I am now + where I have been before?",
    "What is V⁰ = ?",
];

/// The answer to the current question.
pub fn answer(smoothing: &Smoothing) -> String {
    let (values, t) = (smoothing.values(), smoothing.player.cursor);
    let weights = values.setup.weights();
    let zigzag = short(weights.alternating());
    let (new, past) = (figures(weights.new, 4), figures(weights.past, 4));
    let raw = |step: usize| match step.checked_sub(1) {
        Some(at) => smoothing.found().and_then(|f| f.average.raw.get(at)).copied().unwrap_or(f64::NAN),
        None => 0.0,
    };
    match smoothing.question {
        0 if values.setup.kind().is_some_and(|kind| kind.name == "gradient") => format!(
            "Average them. What changes sign at every step cancels: this zig-zag keeps {zigzag} of its height. What stays the same \
             stays: the signal's mean is 1, and so is the average's. o shows it on mini-batches."
        ),
        0 => format!(
            "Average them. The average keeps {zigzag} of the noise's variance, and as much of the height of what changes sign at \
             every step; what stays the same stays. f, series 'gradient': such a zig-zag. o: the same in the race."
        ),
        1 => format!(
            "The current value is influenced by past values: each step takes {new} of the new value and keeps {past} of the average. \
             A value counts {new} at first and {past} times as much after every further step: the bars. It looks back on about {} \
             steps; b and B change that.",
            short(weights.window())
        ),
        2 => {
            let y =
                smoothing.found().and_then(|f| f.series.observed.get(t.saturating_sub(1))).copied().unwrap_or(f64::NAN);
            format!(
                "{new}·{} (where I am now) + {past}·{} (where I have been before) = {}; the panel unrolls it further (i). In \
                 momentum, now is the gradient and before the velocity: o shows it at this β. N: the notes' β.",
                factor(y, 3),
                factor(raw(t.saturating_sub(1)), 3),
                short(raw(t))
            )
        }
        _ => format!(
            "V⁰ = 0, a value that never was. So the first steps underestimate: after {t} {} the weights add up to 1 - {past}^{t} = \
             {}, not to 1, and the average is too small by that factor. Bias correction divides by it: C turns it on and off, . \
             and , step on and back.",
            if t == 1 { smoothing.step().to_owned() } else { format!("{}s", smoothing.step()) },
            figures(weights.sum(t), 4)
        ),
    }
}

/// The step that shows the answer to a question, if there is a particular one.
pub(super) fn step(question: usize) -> Option<usize> {
    // The underestimation affects the first few steps.
    (question == 3).then_some(3)
}

/// Returns true if the answer is the unrolled recursion.
pub(super) fn unrolls(question: usize) -> bool {
    question == 2
}
