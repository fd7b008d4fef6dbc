//! Help text other than keys.

/// Lines of the help about the mouse.
pub static MOUSE: &[(&str, &str)] = &[
    ("click the field", "move the start there"),
    ("drag the start", "the paths bend at once"),
    ("drag the field", "move the view"),
    ("wheel", "zoom at the pointer"),
    ("click a run", "select it; a screen's name shows it"),
    ("drag a slider", "set the value"),
    ("click the chart", "go to that step"),
    ("drag the bowl", "turn and tilt it; wheel: nearer"),
    ("drag on the map", "the run follows; wheel: zoom"),
];

/// Glossary at the end of the help.
pub static WORDS: &[(&str, &str)] = &[
    ("bands", "equal steps of log loss, in the bar"),
    ("line, dotted", "where a run was, where it will go"),
    ("τ", "the tolerance"),
    ("steps to τ", "from then on it stays within τ"),
    ("path length", "of the way so far, in w and b"),
    ("distance left", "to the nearest global minimum"),
    ("zig-zags", "steps that turn by over 90°"),
    ("-g  -V  Δ", "downhill, velocity, step (√ length)"),
    ("┤", "theory's limit for α at the cursor"),
    ("α*", "suggested: nobody has set it"),
    ("λmax", "the steepest curvature here"),
    ("H/√S", "curvature rescaled by 1/√S"),
    ("rate", "factor left of the error per step"),
    ("circling in", "circles the minimum, ever closer"),
    ("gₙ, gᵢ", "clip g by norm, by component"),
    ("✓ at 141", "from then within τ of the minimum"),
    ("local, saddle", "at rest elsewhere, by the gradient"),
    ("σ² left", "of the noise; ✓ within 2 std errors"),
    ("diverged", "not finite, or over 1e6 × the start"),
    ("oscillating", "half of the steps turn by over 90°"),
    ("cycling", "it comes back to where it was"),
    ("crawling", "the loss falls by under a tenth"),
    ("at a saddle", "still, where it curves down too"),
    ("hovering", "noise: its mean loss stays"),
    ("stands still", "its steps move nothing"),
    ("the last six", "over the last quarter, 12-100 steps"),
];
