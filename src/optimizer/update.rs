//! A rule combined with its run's options: the update of a step.

use super::explain::{Explanation, Line, inside, per_axis};
use super::extras::Extras;
use super::memory::Memory;
use super::number::Pair;
use super::rule::Here;
use super::{AnyRule, Description, Values};
use crate::math::surface::Surface;

/// An update rule with its values and options.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Update {
    /// The rule.
    pub rule: AnyRule,
    /// Clipping, decay, schedule.
    pub extras: Extras,
}

impl Update {
    /// Builds the update from an optimizer's description and all its values.
    pub fn build(description: &Description, values: &Values) -> Self {
        let (hypers, switches) = (description.hypers.len(), description.switches.len());
        let extras = Extras::build(
            values.hypers.get(hypers..).unwrap_or_default(),
            values.switches.get(switches..).unwrap_or_default(),
        );
        Self { rule: description.build(values), extras }
    }

    /// α at update `t` of `steps`.
    pub fn alpha_at(&self, t: usize, steps: usize) -> f64 {
        self.extras.alpha(self.rule.alpha(), t, steps)
    }

    /// The displacement of update `t` of `steps` from a point on a surface.
    pub fn step(&self, surface: &Surface, (t, steps): (usize, usize), at: Pair, g: Pair, memory: &mut Memory) -> Pair {
        let rule = self.rule.with_alpha(self.alpha_at(t, steps));
        let step = rule.step_at(surface, at, self.extras.gradient(at, g), memory);
        if self.extras.weight_decay > 0.0 && self.extras.decoupled {
            let pull = rule.alpha() * self.extras.weight_decay;
            return [step[0] - pull * at[0], step[1] - pull * at[1]];
        }
        step
    }

    /// Applies update `t` of `steps` to the memory alone, to replay a step whose displacement is already known.
    pub fn remember(&self, (t, steps): (usize, usize), at: Pair, g: Pair, memory: &mut Memory) {
        let rule = self.rule.with_alpha(self.alpha_at(t, steps));
        let _ = rule.step(self.extras.gradient(at, g), memory);
    }

    /// Update `t` of `steps`, line by line with its numbers; `before` is the memory before it.
    pub fn explain(
        &self,
        surface: &Surface,
        (t, steps): (usize, usize),
        at: Pair,
        g: Pair,
        before: &Memory,
    ) -> Explanation {
        let extras = &self.extras;
        let given = extras.gradient(at, g);
        let rule = self.rule.with_alpha(self.alpha_at(t, steps));
        let mut told = rule.explain(&Here { at, gradient: given, surface }, before);
        let mut first = Vec::new();
        let mut line = |left, right: &str, numbers, value| {
            first.push(Line { left, right: right.to_owned(), numbers, value });
        };
        if !extras.schedule.is_constant() {
            let factor = extras.schedule.factor(t, steps);
            let numbers = [format!("{}·{}", inside(self.rule.alpha()), inside(factor)), format!("t = {t}")];
            line("α =", extras.schedule.schedule().formula, numbers, [rule.alpha(); 2]);
        }
        if given != g {
            line("g =", "∇f(w, b)", [String::new(), String::new()], g);
            let clipped = Extras { weight_decay: 0.0, ..*extras }.gradient(at, g);
            if clipped != g {
                let norm = inside(g[0].hypot(g[1]));
                let right = if extras.clip_norm > 0.0 { "g clipped by norm" } else { "g clipped by value" };
                line("g ←", right, [format!("|g| = {norm}"), String::new()], clipped);
            }
            if given != clipped {
                let numbers =
                    per_axis(|i| format!("{}+{}·{}", inside(clipped[i]), inside(extras.weight_decay), inside(at[i])));
                line("g ←", "g + λθ", numbers, given);
            }
            // These lines replace the rule's own gradient line.
            told.lines.remove(0);
        }
        if extras.weight_decay > 0.0 && extras.decoupled {
            let pull = rule.alpha() * extras.weight_decay;
            if let Some(last) = told.lines.last_mut() {
                last.right.push_str(" - αλθ");
                for ((value, text), at) in last.value.iter_mut().zip(&mut last.numbers).zip(at) {
                    *value -= pull * at;
                    *text = format!("{text}-{}·{}", inside(pull), inside(at));
                }
                let value = last.value;
                if let Some(step) = told.quantities.last_mut() {
                    step.value = value;
                }
            }
        }
        first.append(&mut told.lines);
        told.lines = first;
        told
    }

    /// The equations of the rule with its options, as shown by `ravine list` and the panel.
    pub fn equation(description: &Description, values: &Values) -> Vec<String> {
        let extras = Self::build(description, values).extras;
        let mut lines = Vec::new();
        if extras.clips() {
            lines.push("g ← clipped g".to_owned());
        }
        if extras.weight_decay > 0.0 && !extras.decoupled {
            lines.push("g ← g + λθ".to_owned());
        }
        lines.extend((description.equation)(values).into_iter().map(str::to_owned));
        if extras.weight_decay > 0.0
            && extras.decoupled
            && let Some(last) = lines.last_mut()
        {
            last.push_str(" - αλθ");
        }
        lines
    }
}
