//! Two columns of a table as numbers.

use super::DataError;
use super::table::{ColumnInfo, Kind, Table, is_missing};

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
    /// What is fitted.
    pub model: Model,
    /// Rows left out because one of the two values is missing.
    pub skipped: usize,
    /// What standardising did to the feature.
    pub feature_scale: Option<Scale>,
    /// What standardising did to the target.
    pub target_scale: Option<Scale>,
}

/// How a target column becomes numbers.
enum Target {
    Number(usize),
    Class(usize, String),
}

impl Table {
    /// The rows of a regression.
    ///
    /// # Errors
    /// If a column or class does not exist (those that do are listed), or a cell is no number (file, line, column).
    pub fn sample(&self, choice: &Choice) -> Result<Sample, DataError> {
        let (feature, target) = self.choose(choice)?;
        let feature_name = self.names.get(feature).cloned().unwrap_or_default();
        let (target_index, target_name) = match &target {
            Target::Number(index) => (*index, self.names.get(*index).cloned().unwrap_or_default()),
            Target::Class(index, class) => {
                (*index, format!("{}={class}", self.names.get(*index).map_or("", String::as_str)))
            }
        };
        let model = choice.model.unwrap_or(match target {
            Target::Number(_) => Model::Linear,
            Target::Class(..) => Model::Logistic,
        });
        let (mut x, mut y, mut skipped) = (Vec::new(), Vec::new(), 0);
        for row in &self.rows {
            let cell = |index: usize| row.cells.get(index).unwrap_or("");
            let number = |index: usize| {
                self.number(cell(index)).ok_or_else(|| {
                    let text: String = cell(index).chars().take(40).collect();
                    let column = self.names.get(index).map_or("", String::as_str);
                    self.line(row.line, format!("column {column}: '{text}' is not a number"))
                })
            };
            if is_missing(cell(feature)) || is_missing(cell(target_index)) {
                skipped += 1;
                continue;
            }
            x.push(number(feature)?);
            let value = match &target {
                Target::Number(index) => number(*index)?,
                Target::Class(index, class) => f64::from(u8::from(cell(*index) == class)),
            };
            if model == Model::Logistic && value != 0.0 && value != 1.0 {
                let line = format!(
                    "column {target_name} is {value}; a logistic model needs 0 or 1, or --target {target_name}=CLASS"
                );
                return Err(self.line(row.line, line));
            }
            y.push(value);
        }
        if x.len() < 2 {
            let problem = format!("{} rows have both {feature_name} and {target_name}; at least 2 are needed", x.len());
            return Err(self.unusable(problem));
        }
        let mut sample = Sample {
            feature: feature_name,
            target: target_name,
            x,
            y,
            model,
            skipped,
            feature_scale: None,
            target_scale: None,
        };
        if choice.standardize {
            sample.feature_scale = Some(self.standardize(&sample.feature, &mut sample.x)?);
            if matches!(target, Target::Number(_)) && model == Model::Linear {
                sample.target_scale = Some(self.standardize(&sample.target, &mut sample.y)?);
            }
        }
        Ok(sample)
    }

    fn standardize(&self, name: &str, values: &mut [f64]) -> Result<Scale, DataError> {
        let n = values.len() as f64;
        let mean = values.iter().sum::<f64>() / n;
        let sd = (values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / n).sqrt();
        if sd.is_nan() || sd <= 0.0 {
            return Err(self.unusable(format!("column {name} has no spread, so it cannot be standardised")));
        }
        for value in values {
            *value = (*value - mean) / sd;
        }
        Ok(Scale { mean, sd })
    }

    /// The feature's column and the target.
    fn choose(&self, choice: &Choice) -> Result<(usize, Target), DataError> {
        let builtin = self.file == "penguins";
        let two = self.names.len() == 2;
        let fallback = |penguin: &str, position: usize, option: &str| -> Result<String, DataError> {
            if builtin {
                return Ok(penguin.to_owned());
            }
            match self.names.get(position) {
                Some(name) if two => Ok(name.clone()),
                _ => Err(self.unusable(format!("say which column with {option}; there are {}", self.listed(|_| true)))),
            }
        };
        let feature = match &choice.feature {
            Some(name) => name.clone(),
            None => fallback("flipper_length_mm", 0, "--feature")?,
        };
        let target = match &choice.target {
            Some(name) => name.clone(),
            None => fallback("body_mass_g", 1, "--target")?,
        };
        let x = self.find(&feature)?;
        if let Kind::Text(_) = self.column(x).kind {
            let numeric = self.listed(|c| c.kind == Kind::Numeric);
            return Err(self.unusable(format!("--feature {feature} is text; columns of numbers are {numeric}")));
        }
        Ok((x, self.target(&target)?))
    }

    fn target(&self, asked: &str) -> Result<Target, DataError> {
        // A name may hold an '=' itself, so the whole is tried first.
        if let (None, Some((column, class))) = (self.names.iter().position(|n| n == asked), asked.rsplit_once('=')) {
            let index = self.find(column)?;
            let mut classes: Vec<&str> =
                self.rows.iter().filter_map(|r| r.cells.get(index)).filter(|c| !is_missing(c)).collect();
            classes.sort_unstable();
            classes.dedup();
            if !classes.contains(&class) {
                let meant = crate::nearest::nearest(class, classes.iter().copied());
                let hint = match meant {
                    Some(meant) => format!("did you mean '{meant}'?"),
                    None => format!("there are {}", some_of(&classes)),
                };
                return Err(self.unusable(format!("column {column} has no '{class}'; {hint}")));
            }
            return Ok(Target::Class(index, class.to_owned()));
        }
        let index = self.find(asked)?;
        match self.column(index).kind {
            Kind::Numeric => Ok(Target::Number(index)),
            Kind::Text(values) => match values.as_slice() {
                [_, second] => Ok(Target::Class(index, second.clone())),
                values => {
                    let example = values.first().map_or("CLASS", String::as_str);
                    let names: Vec<&str> = values.iter().map(String::as_str).collect();
                    Err(self.unusable(format!(
                        "column {asked} has {} classes ({}); say which is 1, for example --target {asked}={example}",
                        values.len(),
                        some_of(&names)
                    )))
                }
            },
        }
    }

    fn find(&self, name: &str) -> Result<usize, DataError> {
        let mut found = self.names.iter().enumerate().filter(|(_, n)| *n == name).map(|(i, _)| i);
        match (found.next(), found.next()) {
            (Some(index), None) => Ok(index),
            (Some(_), Some(_)) => {
                Err(self.unusable(format!("has two columns named {name}; rename one of them in the header")))
            }
            (None, _) => {
                let meant = crate::nearest::nearest(name, self.names.iter().map(String::as_str));
                let meant = meant.map(|m| format!("did you mean '{m}'? ")).unwrap_or_default();
                Err(self.unusable(format!("no column '{name}'; {meant}There are {}", self.listed(|_| true))))
            }
        }
    }

    fn listed(&self, wanted: impl Fn(&ColumnInfo) -> bool) -> String {
        let columns = self.columns();
        let names: Vec<&str> = columns.iter().filter(|c| wanted(c)).map(|c| c.name.as_str()).collect();
        if names.is_empty() { "none".to_owned() } else { some_of(&names) }
    }

    fn unusable(&self, problem: String) -> DataError {
        DataError::Unusable { file: self.file.clone(), problem }
    }

    fn line(&self, line: u64, problem: String) -> DataError {
        DataError::Line { file: self.file.clone(), line, problem }
    }
}

/// The names, or the first dozen of them.
fn some_of(names: &[&str]) -> String {
    let shown = names.iter().take(12).copied().collect::<Vec<_>>().join(", ");
    match names.len().saturating_sub(12) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn choice(feature: &str, target: &str) -> Choice {
        let some = |s: &str| (!s.is_empty()).then(|| s.to_owned());
        Choice { feature: some(feature), target: some(target), ..Choice::default() }
    }

    fn sample(text: &str, choice: &Choice) -> Result<Sample, String> {
        Table::parse("my.csv", text.as_bytes()).and_then(|t| t.sample(choice)).map_err(|e| e.to_string())
    }

    #[test]
    fn penguins_are_who_they_are() {
        let table = Table::load("penguins").unwrap_or_else(|e| unreachable!("{e}"));
        let sample = table.sample(&Choice::default()).unwrap_or_else(|e| unreachable!("{e}"));
        assert_eq!((sample.x.len(), sample.skipped, sample.model), (342, 2, Model::Linear));
        let n = sample.x.len() as f64;
        let mean = |v: &[f64]| v.iter().sum::<f64>() / n;
        let (mx, my) = (mean(&sample.x), mean(&sample.y));
        let cov: f64 = sample.x.iter().zip(&sample.y).map(|(x, y)| (x - mx) * (y - my)).sum();
        let var: f64 = sample.x.iter().map(|x| (x - mx).powi(2)).sum();
        // R: lm(body_mass_g ~ flipper_length_mm) gives 49.69 and -5780.83.
        assert!((cov / var - 49.6856).abs() < 1e-4);
        assert!((my - cov / var * mx + 5780.83).abs() < 1e-2);
        let gentoo = table.sample(&choice("", "species=Gentoo")).unwrap_or_else(|e| unreachable!("{e}"));
        assert_eq!((gentoo.model, gentoo.y.iter().sum::<f64>()), (Model::Logistic, 123.0));
        let sex = table.sample(&choice("bill_length_mm", "sex")).unwrap_or_else(|e| unreachable!("{e}"));
        assert_eq!((sex.target.as_str(), sex.y.iter().sum::<f64>(), sex.skipped), ("sex=male", 168.0, 11));
        let standard = Choice { standardize: true, ..Choice::default() };
        let sample = table.sample(&standard).unwrap_or_else(|e| unreachable!("{e}"));
        let squares: f64 = sample.x.iter().map(|x| x * x).sum::<f64>() / n;
        assert!(mean(&sample.x).abs() < 1e-12 && (squares - 1.0).abs() < 1e-12 && mean(&sample.y).abs() < 1e-12);
    }

    #[test]
    fn tables_as_people_write_them() {
        let plain = sample("x,y\n1,2\n3,4\n", &Choice::default()).unwrap_or_else(|e| unreachable!("{e}"));
        for text in [
            "\u{feff}x,y\r\n1,2\r\n3,4\r\n",
            "x;y\n1;2\n3;4",
            "x\ty\n1\t2\n\n3\t4\n",
            "\"x\",\"y\"\n\"1\",\"2\"\n\"3\",\"4\"\n",
            " x , y \n 1 , 2 \n 3 , 4 \n",
            "x,y,,\n1,2,,\n3,4,,\n",
            "x;y\n1,0;2\n3;4,0\n",
        ] {
            assert_eq!(sample(text, &Choice::default()).as_ref(), Ok(&plain), "{text:?}");
        }
        let quoted = sample("\"a, b\",y,z\n1,2,u\n,9,u\n3,NA,u\n5,6,v\n", &choice("a, b", "y"));
        let quoted = quoted.unwrap_or_else(|e| unreachable!("{e}"));
        assert_eq!((quoted.x, quoted.skipped), (vec![1.0, 5.0], 2));
        let latin = Table::parse("l.csv", b"gr\xf6\xdfe,y\n1,2\n3,4\n");
        assert_eq!(latin.map(|t| t.columns()[0].name.clone()).ok().as_deref(), Some("größe"));
    }

    #[test]
    fn mistakes_are_named_with_their_place() {
        let of = |text: &str, c: &Choice| sample(text, c).err().unwrap_or_default();
        let any = Choice::default();
        assert_eq!(of("x,y\n1,2\n3,4\n5,6\n7,abc\n", &any), "my.csv, line 5: column y: 'abc' is not a number");
        assert_eq!(of("x,y\n1,2\n3\n", &any), "my.csv, line 3: has 1 fields where the header has 2");
        assert_eq!(of("x,y\n1,2\n3,1e999\n5,6\n", &any), "my.csv, line 3: column y: '1e999' is not a number");
        assert!(of("", &any).contains("is empty"));
        assert!(of("x\n1\n2\n", &any).contains("has one column"));
        assert!(of("x,y\n", &any).contains("no rows"));
        assert!(of("x,y\n1,2\n", &any).contains("at least 2 are needed"));
        assert!(of("a\0b,c\n", &any).contains("is binary"));
        assert_eq!(
            of("mass,len\n1,2\n3,4\n", &choice("mas", "len")),
            "my.csv: no column 'mas'; did you mean 'mass'? There are mass, len"
        );
        assert!(of("a,b,c\n1,2,3\n1,2,4\n", &any).contains("--feature; there are a, b, c"));
        assert!(of("a,b\nu,2\nv,3\n", &any).contains("is text; columns of numbers are b"));
        assert!(of("a,b\n1,u\n2,v\n3,w\n", &any).contains("3 classes (u, v, w); say which is 1"));
        assert!(of("a,b\n1,u\n2,v\n", &choice("a", "b=xyz")).contains("no 'xyz'; there are u, v"));
        assert!(of("a,a\n1,2\n3,4\n", &any).contains("two columns named a"));
        let logistic = Choice { model: Some(Model::Logistic), ..Choice::default() };
        assert!(of("a,b\n1,0\n2,7\n", &logistic).starts_with("my.csv, line 3: column b is 7; a logistic model"));
        let standard = Choice { standardize: true, ..Choice::default() };
        assert!(of("a,b\n1,2\n1,3\n", &standard).contains("has no spread"));
        assert!(matches!(Table::load("/no/such/file.csv"), Err(DataError::Missing { .. })));
    }

    proptest::proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..200)) {
            if let Ok(table) = Table::parse("any", &bytes) {
                let _ = table.columns();
                let _ = table.sample(&Choice::default());
            }
        }
        #[test]
        fn no_text_makes_it_panic(text in "([a-c0-9.,;=\"\n -]){0,80}") {
            if let Ok(table) = Table::parse("any", text.as_bytes()) {
                let _ = table.sample(&Choice::default());
                let _ = table.sample(&Choice { target: Some("a=b".into()), standardize: true, ..Choice::default() });
            }
        }
    }
}
