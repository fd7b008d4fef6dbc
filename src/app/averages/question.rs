//! The notes' questions about averages, and their answers with the numbers that stand on the screen.

use super::Smoothing;
use crate::number::{factor, figures, short};

/// The notes' own words.
pub const QUESTIONS: [&str; 4] = [
    "Too many oscillations, how to reduce these?",
    "Simple exponential smoothing: how does this work?",
    "Where I am now + where I have been before?",
    "What is V⁰ = ?",
];

/// The answer to the question that is asked.
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
            "Average them. What changes its sign at every step cancels: this zig-zag keeps {zigzag} of its height. What stays the \
             same stays: the signal's mean, 1, is the average's too. m shows it in the race."
        ),
        0 => format!(
            "Average them. Noise keeps {zigzag} of its variance, and what changes its sign at every step {zigzag} of its height; \
             what stays the same stays. The series 'gradient' has such a zig-zag (f); m shows it in the race."
        ),
        1 => format!(
            "Each step takes {new} of the new value and keeps {past} of the average. So a value counts {new} at first and {past} of \
             that at every further step: the bars. It looks back on about {} steps.",
            short(weights.window())
        ),
        2 => {
            let y =
                smoothing.found().and_then(|f| f.series.observed.get(t.saturating_sub(1))).copied().unwrap_or(f64::NAN);
            format!(
                "Here {new}·{} (now) + {past}·{} (before) = {}. In momentum, now is the gradient and before the velocity: press m \
                 for the race at this β.",
                factor(y, 3),
                factor(raw(t.saturating_sub(1)), 3),
                short(raw(t))
            )
        }
        _ => format!(
            "0, a value that never was: after {t} steps the weights add up to 1 - {past}^{t} = {} and not to 1, and ŷ is too small \
             by that factor; at the first step (g) it is {new}. C turns the division by it on and off. The series constant (f) \
             shows this alone.",
            figures(weights.sum(t), 4)
        ),
    }
}
