//! The dialect of a file, where the user specified it.

use crate::math::nearest::nearest;

/// The decimal mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decimal {
    /// `1.5`; `1,200` is one thousand two hundred.
    Point,
    /// `1,5`; `1.200` is one thousand two hundred.
    Comma,
}

impl Decimal {
    /// The mark as a character.
    pub fn mark(self) -> char {
        match self {
            Decimal::Point => '.',
            Decimal::Comma => ',',
        }
    }
}

/// Options given for a file; those that are `None` are detected.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dialect {
    /// Lines to skip at the top of the file.
    pub skip: Option<usize>,
    /// True if the first line names the columns, false if it is data.
    pub header: Option<bool>,
    /// The decimal mark.
    pub decimal: Option<Decimal>,
    /// Comment prefix; empty for no comments.
    pub comment: Option<String>,
}

impl Dialect {
    /// Parses the values of `--skip`, `--header`, `--decimal` and `--comment`.
    ///
    /// # Errors
    /// A line naming the option and the values it takes.
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

    /// The command-line options that reproduce this dialect.
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
