//! Goodness of fit of a line or a logistic curve, and its coefficients in the data's own units.

use super::sample::{Model, Sample};
use crate::math::number::figures;

/// Goodness of fit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Fit {
    /// For a line.
    Linear {
        /// Coefficient of determination, 1 - SSE/SST; `None` if the target has no variance.
        r2: Option<f64>,
        /// Root mean squared error, in the target's own units.
        rmse: f64,
    },
    /// For a logistic curve.
    Logistic {
        /// Share of rows classified correctly; P = ½ predicts 0.
        accuracy: f64,
    },
}

impl Fit {
    /// Each measure with its name.
    pub fn named(self) -> Vec<(&'static str, Option<f64>)> {
        match self {
            Fit::Linear { r2, rmse } => vec![("R²", r2), ("RMSE", Some(rmse))],
            Fit::Logistic { accuracy } => vec![("accuracy", Some(accuracy))],
        }
    }
}

/// A line in the data's own units; for a logistic curve it is the log-odds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Line {
    /// Change of the target per unit of the feature.
    pub slope: f64,
    /// The target at feature = 0.
    pub intercept: f64,
}

impl Sample {
    /// Returns true if training sees standardized values rather than those of the file.
    pub fn is_standardized(&self) -> bool {
        self.feature_scale.is_some() || self.target_scale.is_some()
    }

    /// The line w·x + b in the data's own units.
    pub fn line(&self, [w, b]: [f64; 2]) -> Line {
        let (mean, sd) = self.feature_scale.map_or((0.0, 1.0), |s| (s.mean, s.sd));
        let (level, unit) = self.target_scale.map_or((0.0, 1.0), |s| (s.mean, s.sd));
        let slope = unit * w / sd;
        Line { slope, intercept: level + unit * b - slope * mean }
    }

    /// Goodness of fit of w and b.
    pub fn fit(&self, [w, b]: [f64; 2]) -> Fit {
        let n = self.x.len().max(1) as f64;
        let rows = || self.x.iter().zip(&self.y);
        match self.model {
            Model::Linear => {
                let mean = self.y.iter().sum::<f64>() / n;
                let left: f64 = rows().map(|(x, y)| (w * x + b - y).powi(2)).sum();
                let all: f64 = self.y.iter().map(|y| (y - mean).powi(2)).sum();
                let unit = self.target_scale.map_or(1.0, |s| s.sd);
                Fit::Linear { r2: (all > 0.0).then(|| 1.0 - left / all), rmse: unit * (left / n).sqrt() }
            }
            Model::Logistic => {
                let right = rows().filter(|(x, y)| (w * **x + b > 0.0) == (**y == 1.0)).count();
                Fit::Logistic { accuracy: right as f64 / n }
            }
        }
    }

    /// The line w·x + b in the data's own units, as a formula.
    pub fn formula(&self, at: [f64; 2]) -> String {
        let Line { slope, intercept } = self.line(at);
        let sign = if intercept < 0.0 { '-' } else { '+' };
        let right = format!("{}·{} {sign} {}", figures(slope, 5), self.feature, figures(intercept.abs(), 5));
        match self.model {
            Model::Linear => format!("{} = {right}", self.target),
            Model::Logistic => format!("log-odds of {} = {right}", self.target),
        }
    }
}
