//! Column selection, and suggestions for names that do not exist.

use super::error::{listed, short};
use super::load::built_in;
use super::missing::is_missing;
use super::table::{Kind, Table};
use super::text::tidy;
use super::{Choice, DataError};
use crate::math::nearest::nearest;

/// The conversion of a target column to numbers.
pub(super) enum Target {
    /// A column of numbers.
    Number(usize),
    /// Cells with this text are 1, all others 0.
    Class(usize, String),
}

impl Target {
    pub fn column(&self) -> usize {
        match self {
            Target::Number(index) | Target::Class(index, _) => *index,
        }
    }
}

impl Table {
    /// Returns the feature's column and the target.
    pub(super) fn choose(&self, choice: &Choice) -> Result<(usize, Target), DataError> {
        if self.names.len() < 2 {
            return Err(self.unusable("has one column; two are needed, separated by ',', ';', tab, '|' or blanks"));
        }
        let feature = choice.feature.as_deref().map(|name| self.find(name)).transpose()?;
        let target = choice.target.as_deref().map(|asked| self.target(asked)).transpose()?;
        let (feature, target) = match (feature, target) {
            (Some(feature), Some(target)) => (feature, target),
            (None, Some(target)) => (self.usual("--feature", [0, 1], Some(target.column()))?, target),
            (Some(feature), None) => (feature, self.whole(self.usual("--target", [1, 0], Some(feature))?)?),
            (None, None) => {
                (self.usual("--feature", [0, 1], None)?, self.whole(self.usual("--target", [1, 0], None)?)?)
            }
        };
        if let Some(error) = self.refuse_nearly(feature, false) {
            return Err(error);
        }
        if let Kind::Text(values) = self.column(feature).kind {
            let numeric: Vec<_> = self.columns().into_iter().filter(|c| c.kind == Kind::Numeric).collect();
            let numeric: Vec<&str> = numeric.iter().map(|c| c.name.as_str()).collect();
            let (name, numeric) = (short(self.name(feature)), listed(&numeric));
            let what = if values.is_empty() { "has no values" } else { "is text" };
            let problem = format!("column {name} {what}; --feature needs numbers, and those are in {numeric}");
            return Err(self.unusable(problem));
        }
        Ok((feature, target))
    }

    /// The column for an option that was not given: the first of the two usual ones that is not `taken`.
    fn usual(&self, option: &str, order: [usize; 2], taken: Option<usize>) -> Result<usize, DataError> {
        let pair: Vec<usize> = if let Some(table) = built_in(self.source()) {
            table.usual.iter().filter_map(|usual| self.names.iter().position(|name| name == usual)).collect()
        } else if self.names.len() == 2 {
            vec![0, 1]
        } else {
            // Of many columns, exactly two may be numeric.
            let numeric: Vec<usize> = (0..self.names.len()).filter(|index| self.is_numeric(*index)).collect();
            if numeric.len() == 2 { numeric } else { Vec::new() }
        };
        let free = order.iter().filter_map(|i| pair.get(*i)).copied().find(|index| Some(*index) != taken);
        let free =
            free.ok_or_else(|| self.unusable(format!("say which column with {option}; there are {}", self.listed())))?;
        // Look it up by name, so that a name shared by two columns is rejected here as well.
        self.find(self.name(free))
    }

    /// Parses a target given as `COL` or `COL=CLASS`.
    fn target(&self, asked: &str) -> Result<Target, DataError> {
        // A name may itself contain '=', so try the whole first, then every '='.
        let splits: Vec<(&str, &str)> =
            asked.match_indices('=').filter_map(|(i, _)| Some((asked.get(..i)?, asked.get(i + 1..)?.trim()))).collect();
        if splits.is_empty() || self.has(asked) {
            return self.whole(self.find(asked)?);
        }
        let named: Vec<(&str, &str)> = splits.iter().rev().filter(|(column, _)| self.has(column)).copied().collect();
        for (column, class) in &named {
            let index = self.find(column)?;
            if self.classes(index).iter().any(|c| c == class) {
                return Ok(Target::Class(index, (*class).to_owned()));
            }
        }
        let Some((column, class)) = named.first().or(splits.first()) else { return self.whole(self.find(asked)?) };
        let index = self.find(column)?;
        let (column, classes) = (short(self.name(index)), self.classes(index));
        let classes: Vec<&str> = classes.iter().map(String::as_str).collect();
        Err(self.unusable(if is_missing(class) {
            format!("--target {column}={class}: '{class}' stands for a missing value; there are {}", listed(&classes))
        } else {
            format!("column {column} has no '{}'{}", short(class), instead(class, "classes", &classes))
        }))
    }

    /// The error for a column of near-numbers, `None` for any other column; with `class_too` it also suggests naming a class.
    pub(super) fn refuse_nearly(&self, index: usize, class_too: bool) -> Option<DataError> {
        let (row, near) = self.nearly(index)?;
        let (name, cell) = (self.name(index), row.cell(index));
        let problem = format!("column {}: '{}' is not a number ({})", short(name), short(cell), near.meant());
        let class = quoted(&format!("{name}={cell}"));
        let class = if class_too { format!(", or name a class: --target {class}") } else { String::new() };
        Some(self.at_line(row.line, format!("{problem}; {}{class}", near.right())))
    }

    /// The target of a column given without a class.
    fn whole(&self, index: usize) -> Result<Target, DataError> {
        if let Some(error) = self.refuse_nearly(index, true) {
            return Err(error);
        }
        let Kind::Text(values) = self.column(index).kind else { return Ok(Target::Number(index)) };
        let name = short(self.name(index));
        match values.as_slice() {
            [_, second] => Ok(Target::Class(index, second.clone())),
            [] => Err(self.unusable(format!("column {name} has no values; choose another with --target"))),
            [only] => {
                let only = short(only);
                Err(self.unusable(format!("column {name} is '{only}' in every row; choose another with --target")))
            }
            [first, ..] => {
                let example = quoted(&format!("{}={first}", self.name(index)));
                let names: Vec<&str> = values.iter().map(String::as_str).collect();
                let (count, names) = (values.len(), listed(&names));
                let say = format!("say which is 1, for example --target {example}");
                Err(self.unusable(format!("column {name} has {count} classes ({names}); {say}")))
            }
        }
    }

    fn has(&self, name: &str) -> bool {
        let name = tidy(name);
        self.names.contains(&name)
    }

    pub(super) fn find(&self, asked: &str) -> Result<usize, DataError> {
        let name = tidy(asked);
        let mut found = self.names.iter().enumerate().filter(|(_, n)| **n == name).map(|(i, _)| i);
        match (found.next(), found.next()) {
            (Some(index), None) => Ok(index),
            (Some(first), Some(second)) => {
                let (name, first, second) = (short(&name), first + 1, second + 1);
                let line = format!("columns {first} and {second} are both named {name}; rename one in the header");
                Err(self.unusable(line))
            }
            (None, _) => {
                let names: Vec<&str> = self.names.iter().map(String::as_str).collect();
                Err(self.unusable(format!("no column '{}'{}", short(&name), instead(&name, "columns", &names))))
            }
        }
    }

    fn listed(&self) -> String {
        listed(&self.names.iter().map(String::as_str).collect::<Vec<_>>())
    }
}

/// Lists the alternatives to `given`, the closest first.
fn instead(given: &str, what: &str, choices: &[&str]) -> String {
    // Nobody mistypes a page of text, and a search through a million distinct texts would be slow.
    let likely = choices.iter().copied().take(10_000).filter(|choice| choice.len() <= 200);
    let meant = if given.len() <= 200 { nearest(given, likely) } else { None };
    let hint = meant.map(|meant| format!("; did you mean '{}'?", short(meant)));
    format!("{} {what}: {}", hint.as_deref().unwrap_or(";"), listed(choices))
}

/// Quotes an option's value for the shell.
fn quoted(value: &str) -> String {
    let safe = |c: char| c.is_alphanumeric() || "_-=.+:/%@".contains(c);
    if value.chars().all(safe) { value.to_owned() } else { format!("'{}'", short(value).replace('\'', "'\\''")) }
}
