//! A numeric sample from two columns of a table.

use super::DataError;
use super::choose::Target;
use super::error::{counted, short};
use super::reader::{Reader, Skipped};
use super::table::Table;

/// The model to fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Model {
    /// A line, by squared error.
    Linear,
    /// A logistic curve, by cross-entropy.
    Logistic,
}

impl Model {
    /// The name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Model::Linear => "linear",
            Model::Logistic => "logistic",
        }
    }
}

/// The choice of columns and model; `None` leaves it to the table.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Choice {
    /// The column for x.
    pub feature: Option<String>,
    /// The column for y, or `COL=CLASS`.
    pub target: Option<String>,
    /// The model to fit.
    pub model: Option<Model>,
    /// True if the columns are standardized to mean 0 and standard deviation 1.
    pub standardize: bool,
}

/// Mean and standard deviation (over n) removed by standardization.
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
    /// The target's name, with its class if there is one.
    pub target: String,
    /// The feature's values.
    pub x: Vec<f64>,
    /// The target's values, as long as `x`.
    pub y: Vec<f64>,
    /// The model to fit.
    pub model: Model,
    /// Rows skipped because one of the two values is missing.
    pub skipped: usize,
    /// Standardization of the feature, if any.
    pub feature_scale: Option<Scale>,
    /// Standardization of the target, if any.
    pub target_scale: Option<Scale>,
    /// Notes on what was skipped or guessed, in the file and in these columns.
    pub notes: Vec<String>,
}

impl Table {
    /// Extracts the rows of a regression.
    ///
    /// # Errors
    /// If a column or class does not exist (the message lists those that do), or a cell is not a number (file, line, column).
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
        let (mut x, mut y, mut skipped) = (Vec::new(), Vec::new(), Skipped::default());
        let (mut features, mut targets) = (Reader::new(self, feature), Reader::new(self, target.column()));
        for row in &self.rows {
            let cell = row.cell(target.column());
            let cells = [(feature, row.cell(feature)), (target.column(), cell)];
            if cells.iter().any(|(index, cell)| self.lacks(*index, cell)) {
                skipped.add(cells.iter().filter(|(index, cell)| self.lacks(*index, cell)).map(|(_, cell)| *cell));
                continue;
            }
            x.push(features.number(row)?);
            y.push(match &target {
                Target::Class(_, class) => f64::from(u8::from(cell == class)),
                Target::Number(_) => {
                    let value = targets.number(row)?;
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
        let mut notes: Vec<String> =
            self.notes().iter().cloned().chain(features.notes()).chain(targets.notes()).chain(skipped.note()).collect();
        let binary = y.iter().all(|y| *y == 0.0 || *y == 1.0);
        if binary && choice.model.is_none() && model == Model::Linear {
            notes.push(format!("{} is 0 or 1; for a probability: --model logistic", short(&target_name)));
        }
        let skipped = skipped.count;
        let (mut feature_scale, mut target_scale) = (None, None);
        if choice.standardize {
            feature_scale = Some(self.standardize(&feature_name, &mut x)?);
            if matches!(target, Target::Number(_)) && model == Model::Linear {
                target_scale = Some(self.standardize(&target_name, &mut y)?);
            }
        }
        let (feature, target) = (feature_name, target_name);
        Ok(Sample { feature, target, x, y, model, skipped, feature_scale, target_scale, notes })
    }

    /// The error for a sample whose sums of squares overflow.
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

/// Standardizes values to mean 0 and standard deviation 1; leaves them alone and returns `None` if they are all equal.
fn scale_of(values: &mut [f64]) -> Option<Scale> {
    // The mean of equal values may be off by a bit, and their standard deviation then not quite zero.
    let first = *values.first()?;
    if values.iter().all(|v| *v == first) {
        return None;
    }
    // Scaling by a power of two is exact; it keeps the squares of huge and tiny values in range.
    let most = values.iter().fold(0.0, |most: f64, v| most.max(v.abs()));
    let ordinary = (1e-100..1e100).contains(&most);
    let unit = if ordinary { 1.0 } else { 2f64.powi((most.log2().floor() as i32).clamp(-1022, 1023)) };
    // Center on the first value: for numbers that differ only in their last digits, the differences are exact.
    let (n, origin) = (values.len() as f64, first / unit);
    let mean = values.iter().map(|v| v / unit - origin).sum::<f64>() / n;
    let sd = (values.iter().map(|v| (v / unit - origin - mean).powi(2)).sum::<f64>() / n).sqrt();
    for value in values {
        *value = (*value / unit - origin - mean) / sd;
    }
    Some(Scale { mean: (origin + mean) * unit, sd: sd * unit })
}
