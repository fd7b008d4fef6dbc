//! Specs, `NAME[:key=value,...]`, and their errors.

use thiserror::Error;

use super::{ChangePoint, NOISE, Run, STEPS, problem::Problem};
use crate::math::nearest::nearest;
use crate::math::parameter::Parameter;
use crate::math::surface::CATALOGUE;
use crate::optimizer::{Convention, EXTRA_HYPERS, EXTRA_SWITCHES, OPTIMIZERS, Switch};

/// An error in a spec: one line that names the thing, its place, and the valid values.
#[derive(Clone, Debug, Error, PartialEq)]
pub enum SpecError {
    /// Unknown optimizer, surface or convention.
    #[error("unknown {kind} '{given}'{hint}")]
    Unknown {
        /// The kind of thing.
        kind: &'static str,
        /// The name given.
        given: String,
        /// The nearest match, and the choices.
        hint: String,
    },
    /// Unknown key for this optimizer or surface.
    #[error("{owner} has no '{key}'{hint}")]
    UnknownKey {
        /// Owner of the key.
        owner: String,
        /// The key.
        key: String,
        /// The nearest match, and the choices.
        hint: String,
    },
    /// A repeated key.
    #[error("{owner}: '{key}' is given twice; keep one")]
    Repeated {
        /// Owner of the key.
        owner: String,
        /// The key.
        key: String,
    },
    /// Not `key=value`.
    #[error("{owner}: '{part}' is not key=value{example}")]
    NotAPair {
        /// Owner of the text.
        owner: String,
        /// The text.
        part: String,
        /// `, such as alpha=0.1`, if there is a key.
        example: String,
    },
    /// Not a number.
    #[error("{owner}: {key}={text} is not a number; {range}")]
    NotANumber {
        /// Owner of the key.
        owner: String,
        /// The key.
        key: String,
        /// The text given.
        text: String,
        /// The valid values.
        range: String,
    },
    /// Not an integer.
    #[error("{owner}: {key}={text} is not a whole number; {range}")]
    NotAWholeNumber {
        /// Owner of the key.
        owner: String,
        /// The key.
        key: String,
        /// The text given.
        text: String,
        /// The valid values.
        range: String,
    },
    /// A number out of range.
    #[error("{owner}: {key}={text} is out of range; {range}")]
    OutOfRange {
        /// Owner of the key.
        owner: String,
        /// The key.
        key: String,
        /// The text given.
        text: String,
        /// The valid values.
        range: String,
    },
    /// Not one of a switch's choices.
    #[error("{owner}: {key}={text} is not one of {choices}")]
    NotAChoice {
        /// Owner of the key.
        owner: String,
        /// The key.
        key: String,
        /// The text given.
        text: String,
        /// The valid choices.
        choices: String,
    },
    /// Any other error, with its full message.
    #[error("{0}")]
    Other(String),
}

/// `; did you mean 'x'?` and `; there are a, b, c`.
pub(super) fn hint(given: &str, choices: &[&str]) -> String {
    let meant = nearest(given, choices.iter().copied()).map(|c| format!("; did you mean '{c}'?"));
    match meant {
        Some(meant) => meant,
        None if choices.is_empty() => "; it has no keys".to_owned(),
        None => format!("; there are {}", choices.join(", ")),
    }
}

/// Key-value pairs of a spec.
pub(super) type Pairs<'a> = Vec<(&'a str, &'a str)>;

/// Splits a spec into its name and `key=value` pairs.
pub(super) fn split<'a>(
    spec: &'a str,
    example: impl Fn(&str) -> Option<String>,
) -> Result<(&'a str, Pairs<'a>), SpecError> {
    let (name, rest) = spec.split_once(':').unwrap_or((spec, ""));
    let name = name.trim();
    let mut pairs = Pairs::new();
    for part in rest.split(',').map(str::trim).filter(|p| !p.is_empty()) {
        let Some((key, value)) = part.split_once('=') else {
            let example = example(name).map_or("; it has no keys".to_owned(), |pair| format!(", such as {pair}"));
            return Err(SpecError::NotAPair { owner: name.to_owned(), part: part.to_owned(), example });
        };
        let key = key.trim();
        if pairs.iter().any(|(k, _)| *k == key) {
            return Err(SpecError::Repeated { owner: name.to_owned(), key: key.to_owned() });
        }
        pairs.push((key, value.trim()));
    }
    Ok((name, pairs))
}

/// Parses the value of a parameter.
///
/// # Errors
/// If it is not a number, or out of the parameter's range.
pub(crate) fn number(owner: &str, parameter: &Parameter, text: &str) -> Result<f64, SpecError> {
    let (owner, key, shown) = (owner.to_owned(), parameter.name.to_owned(), text.to_owned());
    let range = parameter.range_text();
    match text.parse::<f64>() {
        Ok(value) if parameter.allows(value) => Ok(value),
        Ok(_) => Err(SpecError::OutOfRange { owner, key, text: shown, range }),
        Err(_) => Err(SpecError::NotANumber { owner, key, text: shown, range }),
    }
}

/// Parses a switch's choice.
pub(super) fn choice(owner: &str, switch: &Switch, text: &str) -> Result<usize, SpecError> {
    switch.choices.iter().position(|c| *c == text).ok_or_else(|| SpecError::NotAChoice {
        owner: owner.to_owned(),
        key: switch.name.to_owned(),
        text: text.to_owned(),
        choices: switch.choices.join(", "),
    })
}

/// Parses a convention's name.
pub(super) fn convention(text: &str) -> Result<Convention, SpecError> {
    Convention::ALL.iter().find(|(_, name)| *name == text).map(|(c, _)| *c).ok_or_else(|| {
        let names = Convention::ALL.map(|(_, name)| name);
        SpecError::Unknown {
            kind: "convention",
            given: text.to_owned(),
            hint: format!("; there are {}", names.join(", ")),
        }
    })
}

/// Parses a batch: `full` or a number of rows.
pub(super) fn batch(owner: &str, text: &str, rows: usize) -> Result<Option<usize>, SpecError> {
    let wrong = |range: String| SpecError::OutOfRange {
        owner: owner.to_owned(),
        key: "batch".to_owned(),
        text: text.to_owned(),
        range,
    };
    if text == "full" {
        return Ok(None);
    }
    if rows == 0 {
        return Err(SpecError::Other(format!(
            "{owner}: batch={text} needs data; give --data FILE.csv, or use noise for a formula"
        )));
    }
    let range = format!("'full' or 1 <= batch <= {rows}, the number of rows");
    match text.parse::<usize>() {
        Ok(n) if (1..=rows).contains(&n) => Ok((n < rows).then_some(n)),
        // An integer, but not a valid number of rows.
        _ if text.parse::<f64>().is_ok_and(|n| n.fract() == 0.0) => Err(wrong(range)),
        _ => {
            let (owner, key, text) = (owner.to_owned(), "batch".to_owned(), text.to_owned());
            Err(SpecError::NotAWholeNumber { owner, key, text, range })
        }
    }
}

impl Problem {
    /// Parses a surface from a spec such as `bowl:kappa=50`.
    ///
    /// # Errors
    /// If the surface or a parameter is unknown, or a value is out of range.
    pub fn from_spec(spec: &str) -> Result<Self, SpecError> {
        let (name, pairs) = split(spec, |name| {
            let first = CATALOGUE.iter().find(|e| e.name == name)?.parameters.first()?;
            Some(format!("{}={}", first.name, crate::math::number::plain(first.default)))
        })?;
        let entry = CATALOGUE.iter().find(|e| e.name == name).ok_or_else(|| {
            let names: Vec<&str> = CATALOGUE.iter().map(|e| e.name).collect();
            SpecError::Unknown { kind: "surface", given: name.to_owned(), hint: hint(name, &names) }
        })?;
        let mut values: Vec<f64> = entry.parameters.iter().map(|p| p.default).collect();
        for (key, text) in pairs {
            let Some(index) = entry.parameters.iter().position(|p| p.name == key) else {
                let names: Vec<&str> = entry.parameters.iter().map(|p| p.name).collect();
                return Err(SpecError::UnknownKey {
                    owner: name.to_owned(),
                    key: key.to_owned(),
                    hint: hint(key, &names),
                });
            };
            if let (Some(slot), Some(parameter)) = (values.get_mut(index), entry.parameters.get(index)) {
                *slot = number(name, parameter, text)?;
            }
        }
        Ok(Self::formula(entry, &values))
    }
}

impl Run {
    /// Parses a run from a spec such as `adam:alpha=0.1,beta2=0.977,batch=8`, on data of `rows` rows (0 for a formula).
    ///
    /// # Errors
    /// If the optimizer or a key is unknown, a key is repeated, or a value is out of range.
    pub fn from_spec(spec: &str, rows: usize) -> Result<Self, SpecError> {
        let (name, pairs) = split(spec, |_| Some("alpha=0.1".to_owned()))?;
        let Some(description) = OPTIMIZERS.iter().find(|o| o.name == name) else {
            let names: Vec<&str> = OPTIMIZERS.iter().map(|o| o.name).collect();
            return Err(SpecError::Unknown { kind: "optimizer", given: name.to_owned(), hint: hint(name, &names) });
        };
        let mut run = Run::new(description);
        for (key, text) in pairs {
            let hyper = description.all_hypers().zip(run.hypers.iter_mut()).find(|(h, _)| h.name == key);
            if let Some((hyper, slot)) = hyper {
                *slot = Some(number(name, hyper, text)?);
                continue;
            }
            if let Some((name, step)) = key.split_once('@') {
                run.change_from_spec(name, step, text)?;
                continue;
            }
            let switch = description.all_switches().zip(run.switches.iter_mut()).find(|(s, _)| s.name == key);
            if let Some((switch, slot)) = switch {
                *slot = Some(choice(name, switch, text)?);
                continue;
            }
            match key {
                "batch" => run.batch = Some(batch(name, text, rows)?),
                "noise" => run.noise = Some(number(name, &NOISE, text)?),
                "convention" => run.convention = Some(convention(text)?),
                "label" if text.is_empty() => {
                    return Err(SpecError::Other(format!("{name}: label= is empty; give it a name")));
                }
                "label" if text.chars().any(char::is_control) => {
                    let line = format!("{name}: label={} has a control character; leave it out", text.escape_debug());
                    return Err(SpecError::Other(line));
                }
                "label" => run.label = Some(text.to_owned()),
                _ => {
                    let mut own: Vec<&str> = description.hypers.iter().map(|h| h.name).collect();
                    own.extend(description.switches.iter().map(|s| s.name));
                    let of_all = ["batch", "noise", "convention", "label"];
                    let options = EXTRA_HYPERS.iter().map(|h| h.name).chain(EXTRA_SWITCHES.iter().map(|s| s.name));
                    let all: Vec<&str> = own.iter().copied().chain(of_all).chain(options).collect();
                    let hint = match nearest(key, all) {
                        Some(meant) => format!("; did you mean '{meant}'?"),
                        None => {
                            format!("; there are {}, {}, and options of every run", own.join(", "), of_all.join(", "))
                        }
                    };
                    return Err(SpecError::UnknownKey { owner: name.to_owned(), key: key.to_owned(), hint });
                }
            }
        }
        run.changes.sort_by_key(|c| (c.step, c.hyper));
        Ok(run)
    }

    /// Parses a mid-run change, `name@step=value`.
    fn change_from_spec(&mut self, name: &str, step: &str, text: &str) -> Result<(), SpecError> {
        let description = self.description();
        let owner = description.name;
        let Some(hyper) = description.all_hypers().position(|h| h.name == name) else {
            let names: Vec<&str> = description.hypers.iter().map(|h| h.name).collect();
            let key = format!("{name}@{step}");
            return Err(SpecError::UnknownKey { owner: owner.to_owned(), key, hint: hint(name, &names) });
        };
        let step = step.parse::<usize>().ok().filter(|s| (1..=STEPS.high as usize).contains(s)).ok_or_else(|| {
            let line =
                format!("{owner}: {name}@{step} names no step; write {name}@100={text} for a value from step 100 on");
            SpecError::Other(line)
        })?;
        if let Some(parameter) = description.hyper(hyper) {
            let value = number(owner, parameter, text)?;
            self.changes.push(ChangePoint { step, hyper, value });
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_spec_reads_back() {
        let run = Run::from_spec(
            "adam:alpha=0.1,beta2=0.977,bias_correction=false,noise=0.5,convention=pytorch,label=mine",
            0,
        );
        let run = run.unwrap_or_else(|e| unreachable!("{e}"));
        assert_eq!(run.hypers[..4], [Some(0.1), None, Some(0.977), None]);
        assert_eq!(run.switches[..2], [Some(0), None]);
        assert_eq!((run.noise, run.label.as_deref()), (Some(0.5), Some("mine")));
        assert_eq!(run.convention, Some(Convention::Pytorch));
    }

    #[test]
    fn values_may_change_on_the_way() {
        let run =
            Run::from_spec("adam:beta1@60=0.5,alpha@40=0.05,alpha=0.1", 0).unwrap_or_else(|e| unreachable!("{e}"));
        let change = |step, hyper, value| ChangePoint { step, hyper, value };
        assert_eq!(run.changes, [change(40, 0, 0.05), change(60, 1, 0.5)]);
        let scenario = crate::scenario::Scenario { runs: vec![run], ..Default::default() };
        let resolved = scenario.resolve(&scenario.runs[0]);
        let at = |step: usize| resolved.values_at(step).hypers[..2].to_vec();
        assert_eq!(
            [at(0), at(39), at(40), at(59), at(60)],
            [[0.1, 0.9], [0.1, 0.9], [0.05, 0.9], [0.05, 0.9], [0.05, 0.5]]
        );
        assert_eq!(scenario.run_spec(&scenario.runs[0]), "adam:alpha=0.1,alpha@40=0.05,beta1@60=0.5");
    }

    #[test]
    fn every_mistake_is_one_line_that_helps() {
        let run = |spec: &str| Run::from_spec(spec, 0).err().map(|e| e.to_string()).unwrap_or_default();
        assert_eq!(run("adma"), "unknown optimizer 'adma'; did you mean 'adam'?");
        assert_eq!(run("zzz"), {
            let names: Vec<&str> = OPTIMIZERS.iter().map(|o| o.name).collect();
            format!("unknown optimizer 'zzz'; there are {}", names.join(", "))
        });
        assert_eq!(
            run("sgd:beta=1"),
            "sgd has no 'beta'; there are alpha, batch, noise, convention, label, and options of every run"
        );
        assert_eq!(run("momentum:beta1=.9"), "momentum has no 'beta1'; did you mean 'beta'?");
        assert_eq!(run("sgd:alpha=1,alpha=2"), "sgd: 'alpha' is given twice; keep one");
        assert_eq!(run("momentum:beta=1"), "momentum: beta=1 is out of range; 0 <= beta < 1");
        assert_eq!(run("sgd:alpha=nan"), "sgd: alpha=nan is out of range; 1e-100 <= alpha <= 1e100");
        assert_eq!(run("sgd:alpha=x"), "sgd: alpha=x is not a number; 1e-100 <= alpha <= 1e100");
        assert_eq!(run("sgd:alpha"), "sgd: 'alpha' is not key=value, such as alpha=0.1");
        assert_eq!(run("momentum:form=x"), "momentum: form=x is not one of ema, heavy-ball");
        assert_eq!(run("sgd:convention=x"), "unknown convention 'x'; there are notes, pytorch, keras, optax");
        assert!(run("sgd:batch=4").contains("needs data"));
        assert_eq!(run("sgd:beta@5=1"), "sgd has no 'beta@5'; there are alpha");
        assert_eq!(run("momentum:bata@5=1"), "momentum has no 'bata@5'; did you mean 'beta'?");
        assert_eq!(run("adam:beta1@5=1"), "adam: beta1=1 is out of range; 0 <= beta1 < 1");
        assert_eq!(run("sgd:alpha@5=.1,alpha@5=.2"), "sgd: 'alpha@5' is given twice; keep one");
        let stepless = "sgd: alpha@0 names no step; write alpha@100=.1 for a value from step 100 on";
        assert_eq!(run("sgd:alpha@0=.1"), stepless);
        let surface = |spec: &str| Problem::from_spec(spec).err().map(|e| e.to_string()).unwrap_or_default();
        assert_eq!(surface("rosenbrok"), "unknown surface 'rosenbrok'; did you mean 'rosenbrock'?");
        assert_eq!(surface("bowl:kapa=3"), "bowl has no 'kapa'; did you mean 'kappa'?");
        assert_eq!(surface("bowl:kappa=0"), "bowl: kappa=0 is out of range; 1 <= kappa <= 1e9");
        assert_eq!(surface("bowl:20"), "bowl: '20' is not key=value, such as kappa=50");
        assert_eq!(surface("saddle:20"), "saddle: '20' is not key=value; it has no keys");
        assert!(run("sgd:label=a\u{1b}b").contains("control character"));
        assert_eq!(surface("saddle:kappa=3"), "saddle has no 'kappa'; it has no keys");
        assert_eq!(surface("michalewicz:m=2.5"), "michalewicz: m=2.5 is out of range; 1 <= m <= 50, a whole number");
    }
}
