//! Plain-language explanations of the values, shown in the panel under the selected one.

use super::race::checks;
use super::slider::{self, Form, Manner};
use crate::math::number::short;
use crate::scenario::{Dial, Problem};
use crate::tui::model::Model;
use crate::tui::text;

/// Explains the selected value, and gives the range of its slider if that is only part of the full range; wrapped to the panel's
/// width and cut to what fits.
pub(super) fn lines(model: &Model, width: u16, form: Form, fits: impl Fn(usize) -> bool) -> Vec<String> {
    let Some(text) = chosen(model, checks(model).1) else { return Vec::new() };
    let ends = model.chosen().and_then(|dial| {
        let resolved = model.paths.entry(model.selected).map(|e| e.resolved());
        slider::ends(&model.scenario.reading(model.knob(dial), resolved)?, Manner::of(model, dial), form, width)
    });
    let whole = ends.map(|ends| format!("{text}; {ends}"));
    let wrapped = whole.into_iter().chain([text]).map(|text| text::wrap(&text, width));
    wrapped.into_iter().find(|lines| fits(lines.len())).unwrap_or_default()
}

/// Explains the selected value; `None` if its name says it all.
fn chosen(model: &Model, limit: Option<f64>) -> Option<String> {
    let dial = model.chosen()?;
    let run = model.scenario.runs.get(model.selected);
    match dial {
        Dial::Hyper(place) => {
            let name = run?.description().hyper(place)?.name;
            let resolved = model.paths.entry(model.selected).map(|e| e.resolved());
            let value = model.scenario.number(model.knob(dial), resolved)?;
            let suggested = place == 0 && run?.hypers.first().is_some_and(Option::is_none);
            let form = run?.description().all_switches().position(|switch| switch.name == "form");
            let sums = form.and_then(|i| resolved?.values.switches.get(i).copied()) == Some(1);
            Some(hyper(name, Rule { name: run?.description().name, sums }, value, suggested, limit))
        }
        Dial::Switch(place) => switch(run?.description().switch(place)?.name).map(str::to_owned),
        Dial::Surface(place) => {
            let name = model.scenario.surface().parameters().get(place)?.name;
            match &model.scenario.problem {
                Problem::Formula { entry, .. } if name == "kappa" => Some(kappa(entry.name).to_owned()),
                _ => None,
            }
        }
        Dial::RunConvention => Some("this run's form and defaults".to_owned()),
        Dial::Convention => Some("form and defaults for runs that set none".to_owned()),
        Dial::Noise | Dial::RunNoise => Some("std dev of the noise on each gradient component".to_owned()),
        Dial::Batch | Dial::RunBatch => Some("rows of data per gradient".to_owned()),
        Dial::Tolerance => Some("how close to the minimum loss counts as converged".to_owned()),
        Dial::Seed => Some("picks the random noise and batches".to_owned()),
        Dial::Steps => None,
    }
}

/// The meaning of κ on a surface: the axes of the plain bowl are its steepest and flattest directions.
fn kappa(surface: &str) -> &'static str {
    match surface {
        "bowl" => "how many times steeper the bowl curves along b than along w",
        _ => "steepest curvature ÷ flattest",
    }
}

/// The properties of a rule that the wording depends on.
#[derive(Clone, Copy)]
struct Rule<'a> {
    name: &'a str,
    /// True if the velocity is a sum of gradients rather than their average.
    sums: bool,
}

/// Explains a hyperparameter of a rule at its value; `limit` is the α above which theory predicts unstable steps.
fn hyper(name: &str, rule: Rule, value: f64, suggested: bool, limit: Option<f64>) -> String {
    let Rule { name: rule, sums } = rule;
    // An average with decay β has a memory of about 1/(1-β) steps.
    let memory = |what: &str, of: &str| match value {
        0.0 => format!("{what} is the last {of} alone"),
        _ => format!("{what} about the last {} {of}s", short(1.0 / (1.0 - value))),
    };
    let velocity = || match value {
        0.0 => "V is the last gradient alone".to_owned(),
        _ if sums => memory("V sums", "gradient"),
        _ => memory("V, the velocity, averages", "gradient"),
    };
    let squares = || match value {
        0.0 => "S is the last squared gradient alone".to_owned(),
        _ => memory("S averages", "squared gradient"),
    };
    let text = match name {
        "alpha" => {
            let limit = limit.map(|limit| format!("; unstable past ┤ ({} here)", short(limit)));
            let star = if suggested { "; suggested, not set" } else { "" };
            return format!("step size{}{star}", limit.unwrap_or_default());
        }
        "beta" if ["rmsprop", "adadelta"].contains(&rule) => return squares(),
        "beta1" if rule == "lion" => "share of V in the step's sign; the rest is g",
        "beta" | "beta1" => return velocity(),
        "beta2" if rule == "lion" => return velocity(),
        "beta2" if rule == "adamax" => "U, the largest |g|, fades by β₂ each step",
        "beta2" => return squares(),
        "eps" if rule == "adadelta" => "sets the length of the first steps",
        "eps" => "keeps √S from being a zero divisor",
        "initial" => "S before the first gradient",
        "momentum" => "share of the last step that is kept; 0: none",
        "weight_decay" => "pulls w and b toward 0; 0: off",
        "clip_norm" => "clips g to this norm; 0: off",
        "clip_value" => "clips each component to ±this; 0: off",
        "threshold" => "how sure S must be before steps are divided by it",
        "momentum_decay" => "how fast the momentum rises to β₁",
        "damping" => "added to the curvature, so that flat directions take no giant steps",
        "floor" => "share of α that is left at the end",
        "drop" => "α is multiplied by this at every drop",
        "every" => "steps between drops of α",
        "gamma" => "α is multiplied by this at every step",
        "k" => "how fast α falls: α/(1+kt)",
        "warmup" => "steps over which α rises from 0",
        "rise" => "share of all steps over which α rises",
        "div" => "α starts this many times smaller",
        "final_div" => "α ends this many times smaller still",
        _ => "",
    };
    text.to_owned()
}

/// Explains a switch.
fn switch(name: &str) -> Option<&'static str> {
    Some(match name {
        "bias_correction" => "V and S start at 0, too small at first: on divides them by 1-βᵗ",
        "eps_in_sqrt" => "√(S+ε), or √S + ε: they differ where S is about ε",
        "eps_hat" => "on: ε is added before bias correction",
        "eps_in_max" => "adds ε to |g| before the max, not to U",
        "form" => "ema averages gradients; heavy-ball sums them, which acts as an α 1/(1-β) times as large",
        "alpha_inside" => "V sums αg, not g; matters only if α changes",
        "centered" => "subtracts the squared mean: S becomes the gradient's variance",
        "decay" => "coupled adds λθ to the gradient; decoupled shrinks θ itself",
        "cycle" => "whose one-cycle: optax's peaks a step later",
        "schedule" => "how α changes over the run",
        "warming" => "on: the momentum starts lower",
        "max_of" => "raw: max of S; corrected: max of Ŝ",
        "saddle_free" => "uses absolute curvature, so saddles repel",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::optimizer::OPTIMIZERS;

    #[test]
    fn every_value_of_every_rule_has_words() {
        for rule in OPTIMIZERS {
            for parameter in rule.all_hypers() {
                let words = hyper(parameter.name, Rule { name: rule.name, sums: false }, 0.9, false, None);
                assert!(!words.is_empty(), "{} {}", rule.name, parameter.name);
            }
            for choice in rule.all_switches() {
                assert!(switch(choice.name).is_some(), "{} {}", rule.name, choice.name);
            }
        }
    }

    #[test]
    fn words_go_with_the_value() {
        let of = |name, rule, sums, value| hyper(name, Rule { name: rule, sums }, value, false, None);
        assert_eq!(of("beta", "momentum", false, 0.9), "V, the velocity, averages about the last 10 gradients");
        assert_eq!(of("beta", "momentum", true, 0.9), "V sums about the last 10 gradients");
        assert_eq!(of("beta", "momentum", false, 0.0), "V is the last gradient alone");
        assert_eq!(of("beta2", "adam", false, 0.9), "S averages about the last 10 squared gradients");
        // Lion has no S, and AdaMax keeps a maximum.
        assert_eq!(of("beta2", "lion", false, 0.99), "V, the velocity, averages about the last 100 gradients");
        assert_eq!(of("beta1", "lion", false, 0.9), "share of V in the step's sign; the rest is g");
        assert_eq!(of("beta2", "adamax", false, 0.9), "U, the largest |g|, fades by β₂ each step");
        let alpha = hyper("alpha", Rule { name: "sgd", sums: false }, 0.1, true, Some(0.1));
        assert_eq!(alpha, "step size; unstable past ┤ (0.1 here); suggested, not set");
        assert_ne!(kappa("bowl"), kappa("rotated-bowl"));
    }
}
