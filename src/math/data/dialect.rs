//! How a file is written, where somebody said so.

use crate::math::nearest::nearest;

/// The mark between whole and fraction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decimal {
    /// `1.5`, and `1,200` is one thousand two hundred.
    Point,
    /// `1,5`, and `1.200` is one thousand two hundred.
    Comma,
}

impl Decimal {
    /// The mark itself.
    pub fn mark(self) -> char {
        match self {
            Decimal::Point => '.',
            Decimal::Comma => ',',
        }
    }
}

/// What was said about a file; what was not is found out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dialect {
    /// Lines to pass over before anything is read.
    pub skip: Option<usize>,
    /// Whether the first line names the columns.
    pub header: Option<bool>,
    /// The decimal mark.
    pub decimal: Option<Decimal>,
    /// What a comment begins with; empty if there are none.
    pub comment: Option<String>,
}

impl Dialect {
    /// From the values of `--skip`, `--header`, `--decimal` and `--comment`.
    ///
    /// # Errors
    /// A line that names the option and what it takes.
    pub fn parse(given: [Option<&str>; 4]) -> Result<Self, String> {
        let [skip, header, decimal, comment] = given;
        let skip = skip.map(|text| {
            let lines = text.parse::<usize>().ok();
            lines.ok_or_else(|| format!("--skip {text} is not a number of lines; give a whole number such as 2"))
        });
        let header = header.map(|text| match text {
            "yes" => Ok(true),
            "no" => Ok(false),
            other => {
                let hint =
                    nearest(other, ["yes", "no"]).map_or(String::new(), |meant| format!("; did you mean {meant}?"));
                Err(format!("--header {other} is not one of yes, no{hint}"))
            }
        });
        let decimal = decimal.map(|text| match text {
            "." => Ok(Decimal::Point),
            "," => Ok(Decimal::Comma),
            other => Err(format!("--decimal {other} is not one of . and ,")),
        });
        Ok(Self {
            skip: skip.transpose()?,
            header: header.transpose()?,
            decimal: decimal.transpose()?,
            comment: comment.map(str::to_owned),
        })
    }

    /// The options that say the same again.
    pub fn options(&self) -> Vec<(&'static str, String)> {
        let header = self.header.map(|yes| ("--header", if yes { "yes" } else { "no" }.to_owned()));
        let decimal = self.decimal.map(|decimal| ("--decimal", decimal.mark().to_string()));
        let comment = self.comment.clone().map(|mark| ("--comment", mark));
        self.skip
            .map(|lines| ("--skip", lines.to_string()))
            .into_iter()
            .chain(header)
            .chain(decimal)
            .chain(comment)
            .collect()
    }
}
