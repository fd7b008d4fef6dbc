//! Builds a scenario from command-line options, independently of the parser.

use super::spec::{self, SpecError};
use super::{MAX_RUNS, NOISE, Problem, Run, SEED, STEPS, Scenario, TOLERANCE};
use crate::math::data::{Choice, DataError, Dialect, Model, Table};
use crate::math::surface::Point;
use crate::math::surface::expression::{FormulaError, Part};

/// The options as text; `None` for those not given.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Options {
    /// `NAME[:key=value,...]`.
    pub surface: Option<String>,
    /// A formula.
    pub formula: Option<String>,
    /// `NAME=LOW..HIGH[:VALUE]`, one per parameter of the formula.
    pub parameters: Vec<String>,
    /// A CSV file or a built-in table such as `penguins`.
    pub data: Option<String>,
    /// The column for x.
    pub feature: Option<String>,
    /// The column for y, or `COL=CLASS`.
    pub target: Option<String>,
    /// `linear` or `logistic`.
    pub model: Option<String>,
    /// True to scale feature (and target, if numeric) to mean 0 and standard deviation 1.
    pub standardize: bool,
    /// Number of lines to skip at the top of the file.
    pub skip: Option<String>,
    /// `yes` or `no`: does the first line name the columns.
    pub header: Option<String>,
    /// The decimal separator, `.` or `,`.
    pub decimal: Option<String>,
    /// The prefix of a comment.
    pub comment: Option<String>,
    /// `NAME[:key=value,...]`, one per run; empty for the default four.
    pub optimizers: Vec<String>,
    /// `notes`, `pytorch`, `keras` or `optax`.
    pub convention: Option<String>,
    /// `W,B`.
    pub start: Option<String>,
    /// The last step.
    pub steps: Option<String>,
    /// The seed.
    pub seed: Option<String>,
    /// `full` or a number of rows.
    pub batch: Option<String>,
    /// The noise's standard deviation, σ.
    pub noise: Option<String>,
    /// The tolerance for convergence.
    pub tolerance: Option<String>,
}

/// An error in the options.
#[derive(Debug, thiserror::Error)]
pub enum OptionsError {
    /// A bad spec or value.
    #[error(transparent)]
    Spec(#[from] SpecError),
    /// A bad file or column.
    #[error(transparent)]
    Data(#[from] DataError),
}

impl OptionsError {
    /// True if the system is at fault (an unreadable disk) rather than the user.
    pub fn is_system(&self) -> bool {
        matches!(self, OptionsError::Data(e) if e.is_system())
    }
}

/// Parses a start from `W,B`.
///
/// # Errors
/// If the text is not two finite numbers.
pub fn parse_start(text: &str) -> Result<Point, SpecError> {
    let wrong =
        || SpecError::Other(format!("--start {text} is not two numbers; write it as W,B, for example --start -4,2"));
    let (w, b) = text.split_once(',').ok_or_else(wrong)?;
    let part = |s: &str| s.trim().parse::<f64>().ok().filter(|x| x.is_finite()).ok_or_else(wrong);
    Ok([part(w)?, part(b)?])
}

impl Options {
    /// Builds the scenario.
    ///
    /// # Errors
    /// If an option is invalid; the one-line message names it, the problem, and the valid values.
    pub fn scenario(&self) -> Result<Scenario, OptionsError> {
        let problem = self.problem()?;
        let mut scenario = Scenario::on(problem);
        let rows = scenario.problem.rows();
        if !self.optimizers.is_empty() {
            if self.optimizers.len() > MAX_RUNS {
                let count = self.optimizers.len();
                return Err(SpecError::Other(format!("{count} optimizers are too many; at most {MAX_RUNS}")).into());
            }
            scenario.runs = self.optimizers.iter().map(|s| Run::from_spec(s, rows)).collect::<Result<_, _>>()?;
        }
        if let Some(text) = &self.convention {
            scenario.convention = spec::convention(text)?;
        }
        if let Some(text) = &self.start {
            scenario.start = Some(parse_start(text)?);
        }
        if let Some(text) = &self.steps {
            scenario.steps = spec::number("--steps", &STEPS, text)? as usize;
        }
        if let Some(text) = &self.seed {
            scenario.seed = spec::number("--seed", &SEED, text)? as u64;
        }
        if let Some(text) = &self.tolerance {
            scenario.tolerance = spec::number("--tolerance", &TOLERANCE, text)?;
        }
        if let Some(text) = &self.noise {
            scenario.noise = spec::number("--noise", &NOISE, text)?;
        }
        if let Some(text) = &self.batch {
            scenario.batch = spec::batch("--batch", text, rows)?;
        }
        // Needs the number of steps, which is known only now.
        for run in &scenario.runs {
            scenario.check(run)?;
        }
        Ok(scenario)
    }

    /// The problem of a formula, if one was given; it excludes every other source.
    fn typed(&self) -> Result<Option<Problem>, SpecError> {
        let Some(text) = &self.formula else {
            return match self.parameters.first() {
                None => Ok(None),
                Some(range) => {
                    let range: String = range.chars().take(40).collect();
                    let line =
                        format!("--param {range} needs a formula; give one with --fn, such as --fn 'a*x^2 + y^2'");
                    Err(SpecError::Other(line))
                }
            };
        };
        for (name, given) in [("--surface", self.surface.is_some()), ("--data", self.data.is_some())] {
            if given {
                let line = format!("--fn and {name} cannot be used together; give one of them");
                return Err(SpecError::Other(line));
            }
        }
        let told = |error: FormulaError| {
            let option = match error.part {
                Part::Formula => "--fn".to_owned(),
                Part::Parameter(place) => {
                    let range = self.parameters.get(place).map_or("", String::as_str);
                    format!("--param {}", range.chars().take(40).collect::<String>())
                }
            };
            let range = error.unknown.as_ref().map(|name| match crate::math::surface::Surface::named(name, &[]) {
                Some(_) => format!("; {name} is a surface of its own: --surface {name}"),
                None => format!("; a parameter has a range: --param {name}=0.1..10"),
            });
            SpecError::Other(format!("{option}, {error}{}", range.unwrap_or_default()))
        };
        Problem::typed(text, &self.parameters).map(Some).map_err(told)
    }

    fn problem(&self) -> Result<Problem, OptionsError> {
        let typed = self.typed()?;
        let Some(source) = &self.data else {
            let orphan = [
                ("--feature", self.feature.is_some()),
                ("--target", self.target.is_some()),
                ("--model", self.model.is_some()),
                ("--standardize", self.standardize),
                ("--skip", self.skip.is_some()),
                ("--header", self.header.is_some()),
                ("--decimal", self.decimal.is_some()),
                ("--comment", self.comment.is_some()),
            ];
            if let Some((name, _)) = orphan.iter().find(|(_, given)| *given) {
                let line = format!("{name} needs data; give --data FILE.csv, penguins or iris");
                return Err(SpecError::Other(line).into());
            }
            return Ok(match (typed, &self.surface) {
                (Some(typed), _) => typed,
                (None, Some(spec)) => Problem::from_spec(spec)?,
                (None, None) => Problem::bowl(),
            });
        };
        if self.surface.is_some() {
            let line = "--surface and --data cannot be used together; give one of them";
            return Err(SpecError::Other(line.to_owned()).into());
        }
        let model = match self.model.as_deref() {
            None => None,
            Some("linear") => Some(Model::Linear),
            Some("logistic") => Some(Model::Logistic),
            Some(other) => {
                let line = format!("--model {other} is not one of linear, logistic");
                return Err(SpecError::Other(line).into());
            }
        };
        let choice =
            Choice { feature: self.feature.clone(), target: self.target.clone(), model, standardize: self.standardize };
        let dialect = Dialect::parse([&self.skip, &self.header, &self.decimal, &self.comment].map(Option::as_deref));
        let table = Table::load_as(source, &dialect.map_err(SpecError::Other)?)?;
        Ok(Problem::data(table, choice)?)
    }
}
