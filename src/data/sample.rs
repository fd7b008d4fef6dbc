//! Two columns of a table as numbers.

use super::DataError;
use super::choose::Target;
use super::error::{counted, short};
use super::table::{Table, is_missing};
use super::text::Row;

/// What is fitted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Model {
    /// A line, by squared error.
    Linear,
    /// A probability, by cross-entropy.
    Logistic,
}

/// Which columns, and what of them; `None` is left to the table.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Choice {
    /// The column for x.
    pub feature: Option<String>,
    /// The column for y, or `COL=CLASS`.
    pub target: Option<String>,
    /// What is fitted.
    pub model: Option<Model>,
    /// Whether the columns get mean 0 and spread 1.
    pub standardize: bool,
}

/// The mean and the standard deviation (over n) that standardising took away.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scale {
    /// The mean.
    pub mean: f64,
    /// The standard deviation.
    pub sd: f64,
}

/// The rows of a regression.
#[derive(Clone, Debug, PartialEq)]
pub struct Sample {
    /// The feature's name.
    pub feature: String,
    /// The target's name, with its class if it has one.
    pub target: String,
    /// The feature.
    pub x: Vec<f64>,
    /// The target, as long as `x`.
    pub y: Vec<f64>,
    /// Whether the target is 1 for a class of text and 0 for any other.
    pub is_class: bool,
    /// What is fitted.
    pub model: Model,
    /// Rows left out because one of the two values is missing.
    pub skipped: usize,
    /// What standardising did to the feature.
    pub feature_scale: Option<Scale>,
    /// What standardising did to the target.
    pub target_scale: Option<Scale>,
}

impl Sample {
    /// The same rows with mean 0 and spread 1; nothing if they have that already, or a column has no spread.
    pub fn standardized(&self) -> Option<Sample> {
        if self.feature_scale.is_some() {
            return None;
        }
        let mut sample = self.clone();
        sample.feature_scale = Some(scale_of(&mut sample.x)?);
        if scales_target(sample.model, sample.is_class) {
            sample.target_scale = Some(scale_of(&mut sample.y)?);
        }
        Some(sample)
    }
}

impl Table {
    /// The rows of a regression.
    ///
    /// # Errors
    /// If a column or class does not exist (those that do are listed), or a cell is no number (file, line, column).
    pub fn sample(&self, choice: &Choice) -> Result<Sample, DataError> {
        let (feature, target) = self.choose(choice)?;
        let feature_name = self.name(feature).to_owned();
        let target_name = match &target {
            Target::Number(index) => self.name(*index).to_owned(),
            Target::Class(index, class) => format!("{}={}", self.name(*index), class),
        };
        let model = choice.model.unwrap_or(match target {
            Target::Number(_) => Model::Linear,
            Target::Class(..) => Model::Logistic,
        });
        let (mut x, mut y, mut skipped) = (Vec::new(), Vec::new(), 0);
        for row in &self.rows {
            let cell = row.cells.get(target.column()).unwrap_or("");
            if is_missing(cell) || is_missing(row.cells.get(feature).unwrap_or("")) {
                skipped += 1;
                continue;
            }
            x.push(self.number_in(row, feature)?);
            y.push(match &target {
                Target::Class(_, class) => f64::from(u8::from(cell == class)),
                Target::Number(index) => {
                    let value = self.number_in(row, *index)?;
                    if model == Model::Logistic && value != 0.0 && value != 1.0 {
                        let (name, cell) = (short(&target_name), short(cell));
                        let wrong = format!("column {name} is {cell}; a logistic model needs 0 or 1 in every row");
                        return Err(self.at_line(row.line, format!("{wrong}, or --target {name}=CLASS")));
                    }
                    value
                }
            });
        }
        if x.len() < 2 {
            let (rows, names) = (counted(x.len(), "row has", "rows have"), [&feature_name, &target_name]);
            let [x, y] = names.map(|name| short(name));
            return Err(self.unusable(format!("{rows} both {x} and {y}; at least 2 are needed")));
        }
        let is_class = matches!(target, Target::Class(..));
        let (mut feature_scale, mut target_scale) = (None, None);
        if choice.standardize {
            feature_scale = Some(self.standardize(&feature_name, &mut x)?);
            if scales_target(model, is_class) {
                target_scale = Some(self.standardize(&target_name, &mut y)?);
            }
        }
        Ok(Sample {
            feature: feature_name,
            target: target_name,
            x,
            y,
            is_class,
            model,
            skipped,
            feature_scale,
            target_scale,
        })
    }

    pub(super) fn number_in(&self, row: &Row, index: usize) -> Result<f64, DataError> {
        let cell = row.cells.get(index).unwrap_or("");
        self.number(cell).ok_or_else(|| {
            let finite = if cell.parse::<f64>().is_ok() { "finite number" } else { "number" };
            let (column, cell) = (short(self.name(index)), short(cell));
            let right = "give one, or leave it empty to skip the row";
            self.at_line(row.line, format!("column {column}: '{cell}' is not a {finite}; {right}"))
        })
    }

    /// That sums of squares over a sample are beyond what a number can hold.
    pub fn too_large(&self, sample: &Sample) -> DataError {
        let (x, y) = (short(&sample.feature), short(&sample.target));
        self.unusable(format!("the squares of {x} and {y} add up to no finite number; try --standardize"))
    }

    fn standardize(&self, name: &str, values: &mut [f64]) -> Result<Scale, DataError> {
        scale_of(values).ok_or_else(|| {
            let name = short(name);
            self.unusable(format!("column {name} has no spread, so --standardize cannot scale it; choose another"))
        })
    }
}

/// Whether standardizing is for the target too: a number that a line is fitted to.
fn scales_target(model: Model, is_class: bool) -> bool {
    model == Model::Linear && !is_class
}

/// Gives values mean 0 and spread 1; nothing if they are all the same.
fn scale_of(values: &mut [f64]) -> Option<Scale> {
    // Equal values have a mean that may be off by a bit, and so a spread that is not quite zero.
    let first = values.first()?;
    if values.iter().all(|v| v == first) {
        return None;
    }
    // A power of two changes no digit; it keeps the squares of huge and of tiny values within range.
    let most = values.iter().fold(0.0, |most: f64, v| most.max(v.abs()));
    let ordinary = (1e-100..1e100).contains(&most);
    let unit = if ordinary { 1.0 } else { 2f64.powi((most.log2().floor() as i32).clamp(-1022, 1023)) };
    let n = values.len() as f64;
    let mean = values.iter().map(|v| v / unit).sum::<f64>() / n;
    let sd = (values.iter().map(|v| (v / unit - mean).powi(2)).sum::<f64>() / n).sqrt();
    for value in values {
        *value = (*value / unit - mean) / sd;
    }
    Some(Scale { mean: mean * unit, sd: sd * unit })
}
