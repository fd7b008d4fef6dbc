//! The command line that reproduces a scenario.

use super::{NOISE, Problem, Run, SEED, STEPS, Scenario, TOLERANCE};
use crate::math::number::plain;
use crate::optimizer::Convention;

impl Scenario {
    /// The arguments that recreate this scenario, for use after `ravine` or `ravine run`. α and start are always
    /// written out, suggested or not, so that the numbers do not depend on the rules for suggestions.
    pub fn arguments(&self) -> Vec<String> {
        let mut words: Vec<String> = Vec::new();
        let mut option = |name: &str, value: String| {
            // A value that begins like an option would be parsed as one; `--start` accepts a leading minus sign.
            if value.starts_with('-') && value != "-" && name != "--start" {
                words.push(format!("{name}={value}"));
            } else {
                words.extend([name.to_owned(), value]);
            }
        };
        match &self.problem {
            Problem::Formula { entry, values, .. } => {
                let pairs: Vec<String> = entry
                    .parameters
                    .iter()
                    .zip(values)
                    .filter(|(p, v)| p.default != **v || p.name == "kappa")
                    .map(|(p, v)| format!("{}={}", p.name, plain(*v)))
                    .collect();
                option("--surface", joined(entry.name, &pairs));
            }
            Problem::Typed { expression, values, .. } => {
                option("--fn", expression.text().to_owned());
                for (p, v) in expression.parameters().iter().zip(values) {
                    option("--param", format!("{}={}..{}:{}", p.name, plain(p.low), plain(p.high), plain(*v)));
                }
            }
            Problem::Data { table, choice, sample, .. } => {
                option("--data", table.source().to_owned());
                for (name, value) in table.dialect().options() {
                    option(name, value);
                }
                option("--feature", choice.feature.clone().unwrap_or_else(|| sample.feature.clone()));
                option("--target", choice.target.clone().unwrap_or_else(|| sample.target.clone()));
                if let Some(model) = choice.model {
                    option("--model", model.name().to_owned());
                }
            }
        }
        for run in &self.runs {
            option("--optimizer", self.run_spec(run));
        }
        if self.convention != Convention::default() {
            option("--convention", self.convention.name().to_owned());
        }
        let [w, b] = self.start();
        option("--start", format!("{},{}", plain(w), plain(b)));
        if self.steps != STEPS.default as usize {
            option("--steps", self.steps.to_string());
        }
        if self.seed != SEED.default as u64 {
            option("--seed", self.seed.to_string());
        }
        if let Some(batch) = self.batch {
            option("--batch", batch.to_string());
        }
        if self.noise != NOISE.default {
            option("--noise", plain(self.noise));
        }
        if self.tolerance != TOLERANCE.default {
            option("--tolerance", plain(self.tolerance));
        }
        if matches!(&self.problem, Problem::Data { choice, .. } if choice.standardize) {
            words.push("--standardize".to_owned());
        }
        words
    }

    /// The full command, quoted for a shell.
    pub fn command_line(&self) -> String {
        let mut line = "ravine".to_owned();
        for word in self.arguments() {
            line.push(' ');
            line.push_str(&quoted(&word));
        }
        line
    }

    /// The spec of a run: every value that was set and has an effect, and α.
    pub fn run_spec(&self, run: &Run) -> String {
        let description = run.description();
        let mut pairs = Vec::new();
        for (i, (hyper, given)) in description.all_hypers().zip(&run.hypers).enumerate() {
            let value = match (i, given) {
                (0, None) => self.resolve(run).values.hypers.first().copied(),
                (_, given) => given.filter(|_| self.idle(run, hyper.name).is_none()),
            };
            pairs.extend(value.map(|v| format!("{}={}", hyper.name, plain(v))));
        }
        for change in run.changes.iter().filter(|change| change.step <= self.steps) {
            let hyper = description.hyper(change.hyper).filter(|h| self.idle(run, h.name).is_none());
            pairs.extend(hyper.map(|h| format!("{}@{}={}", h.name, change.step, plain(change.value))));
        }
        for (switch, given) in description.all_switches().zip(&run.switches) {
            let choice = given.filter(|_| self.idle(run, switch.name).is_none()).and_then(|i| switch.choices.get(i));
            pairs.extend(choice.map(|c| format!("{}={c}", switch.name)));
        }
        if let Some(batch) = run.batch {
            pairs.push(format!("batch={}", batch.map_or("full".to_owned(), |n| n.to_string())));
        }
        pairs.extend(run.noise.map(|n| format!("noise={}", plain(n))));
        pairs.extend(run.convention.map(|c| format!("convention={}", c.name())));
        pairs.extend(run.label.as_ref().map(|l| format!("label={l}")));
        joined(description.name, &pairs)
    }
}

fn joined(name: &str, pairs: &[String]) -> String {
    if pairs.is_empty() { name.to_owned() } else { format!("{name}:{}", pairs.join(",")) }
}

/// Quotes a word for a POSIX shell.
pub(crate) fn quoted(word: &str) -> String {
    let safe = |c: char| c.is_ascii_alphanumeric() || "-_./:=,+@%".contains(c);
    if !word.is_empty() && word.chars().all(safe) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_scenario_is_spelled_out() {
        assert_eq!(
            Scenario::default().command_line(),
            "ravine --surface bowl:kappa=50 --optimizer sgd:alpha=0.036 --optimizer momentum:alpha=0.08 \
             --optimizer rmsprop:alpha=0.14 --optimizer adam:alpha=0.25 --start -4.2,1.2"
        );
    }

    #[test]
    fn quoting_survives_a_shell() {
        assert_eq!(quoted("species=Gentoo"), "species=Gentoo");
        assert_eq!(quoted("my file's.csv"), r"'my file'\''s.csv'");
    }
}
