//! What a value does, in plain words: they stand in the panel under the value that the keys turn.

use crate::app::model::Model;
use crate::number::short;
use crate::scenario::Dial;

/// What the chosen value does; nothing where its name says it.
pub(super) fn chosen(model: &Model, limit: Option<f64>) -> Option<String> {
    let dial = model.chosen()?;
    let run = model.scenario.runs.get(model.selected);
    match dial {
        Dial::Hyper(place) => {
            let name = run?.description().hyper(place)?.name;
            let resolved = model.lab.entry(model.selected).map(|e| e.resolved());
            let value = model.scenario.number(model.knob(dial), resolved)?;
            let suggested = place == 0 && run?.hypers.first().is_some_and(Option::is_none);
            Some(hyper(name, run?.description().name, value, suggested, limit))
        }
        Dial::Switch(place) => switch(run?.description().switch(place)?.name).map(str::to_owned),
        Dial::Surface(place) => {
            let name = model.scenario.surface().parameters().get(place)?.name;
            (name == "kappa").then(|| "how many times steeper the bowl curves along b than along w".to_owned())
        }
        Dial::RunConvention => Some("whose form and defaults this run has".to_owned()),
        Dial::Convention => Some("whose form and defaults runs have that have none of their own".to_owned()),
        Dial::Noise | Dial::RunNoise => Some("spread of what is added to each part of each gradient".to_owned()),
        Dial::Batch | Dial::RunBatch => Some("rows of data that a gradient is computed from".to_owned()),
        Dial::Tolerance => Some("how close to the least loss counts as there".to_owned()),
        Dial::Seed => Some("which random numbers noise and batches have".to_owned()),
        Dial::Steps => None,
    }
}

/// What a hyperparameter of a rule does, at its value; `limit` is where theory has α diverge.
fn hyper(name: &str, rule: &str, value: f64, suggested: bool, limit: Option<f64>) -> String {
    // An average that keeps β of what it was is one over about so many.
    let memory = |what: &str| match value {
        0.0 => format!("{what} is the last one alone"),
        _ => format!("{what} averages about the last {}", short(1.0 / (1.0 - value))),
    };
    let text = match name {
        "alpha" => {
            let limit = limit.map(|limit| format!("; beyond the red ┤ at {} it diverges", short(limit)));
            let star = if suggested { "; suggested (*): nobody set it" } else { "" };
            return format!("how far a step goes{}{star}", limit.unwrap_or_default());
        }
        "beta" if ["rmsprop", "adadelta"].contains(&rule) => return memory("S, the squared gradient,"),
        "beta" | "beta1" => return memory("V, the velocity,"),
        "beta2" => return memory("S, the squared gradient,"),
        "eps" if rule == "adadelta" => "decides how long the first steps are",
        "eps" => "keeps the division by √S from being one by 0",
        "initial" => "what S is before the first gradient",
        "momentum" => "how much of the last step is kept; 0: none",
        "weight_decay" => "how strongly w and b are pulled to 0; 0: not at all",
        "clip_norm" => "a longer gradient is shortened to this length; 0: none is",
        "clip_value" => "no part of a gradient, along w or b, counts for more; 0: any does",
        "threshold" => "how sure S must be before steps are divided by it",
        "momentum_decay" => "how fast the momentum rises to β₁",
        "damping" => "added to the curvature, so that flat ways make no giant steps",
        "floor" => "the share of α that is left at the end",
        "drop" => "what α is multiplied by at every drop",
        "every" => "steps from one drop of α to the next",
        "gamma" => "what α is multiplied by at every step",
        "k" => "how fast α falls as α/(1+kt)",
        "warmup" => "steps over which α rises from 0",
        "rise" => "the share of all steps over which α rises",
        "div" => "how many times smaller α begins",
        "final_div" => "how many times smaller still α ends",
        _ => "",
    };
    text.to_owned()
}

/// What a switch decides.
fn switch(name: &str) -> Option<&'static str> {
    Some(match name {
        "bias_correction" => "V and S begin at 0 and are too small at first: on divides them by 1-βᵗ",
        "eps_in_sqrt" => "√(S+ε), or √S + ε: they differ where S is about ε",
        "eps_hat" => "whether ε is added to S before its correction",
        "eps_in_max" => "whether ε counts before the maximum is taken",
        "form" => "ema averages gradients; heavy-ball sums them, which acts as an α 1/(1-β) times as large",
        "alpha_inside" => "whether V has α in it: it matters where α changes on the way",
        "centered" => "takes the squared average off S: what is left is the gradient's spread",
        "decay" => "decoupled pulls beside the gradient, coupled is a part of it",
        "cycle" => "whose one-cycle: optax' peaks a step later",
        "schedule" => "how α changes on the way",
        "warming" => "whether the momentum begins lower",
        "max_of" => "whether the largest S so far is corrected, or the largest corrected one kept",
        "saddle_free" => "takes curvature by its size, so that saddles repel",
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
                let words = hyper(parameter.name, rule.name, 0.9, false, None);
                assert!(!words.is_empty(), "{} {}", rule.name, parameter.name);
            }
            for choice in rule.all_switches() {
                assert!(switch(choice.name).is_some(), "{} {}", rule.name, choice.name);
            }
        }
    }

    #[test]
    fn words_go_with_the_value() {
        let of = |name, value| hyper(name, "momentum", value, false, None);
        assert_eq!(of("beta", 0.9), "V, the velocity, averages about the last 10");
        assert_eq!(of("beta", 0.0), "V, the velocity, is the last one alone");
        let alpha = hyper("alpha", "sgd", 0.1, true, Some(0.1));
        assert_eq!(alpha, "how far a step goes; beyond the red ┤ at 0.1 it diverges; suggested (*): nobody set it");
    }
}
