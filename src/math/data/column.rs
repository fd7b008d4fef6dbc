//! One column of a table, as a series.

use super::error::{counted, listed, short};
use super::load::title;
use super::reader::{Reader, Skipped};
use super::table::{Kind, Table};
use super::{DataError, Dialect};

/// A numeric column in the table's order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Column {
    /// The source: a file, `penguins`, or `-`.
    pub file: String,
    /// The dialect options given for the file.
    pub dialect: Dialect,
    /// The column's name.
    pub name: String,
    /// Its values.
    pub values: Vec<f64>,
    /// The row of each value, from 1; as long as `values`.
    pub places: Vec<usize>,
    /// Rows skipped for lack of a value.
    pub skipped: usize,
    /// Notes on what was skipped or guessed.
    pub notes: Vec<String>,
}

impl Column {
    /// The file's name for display, without its directories.
    pub fn title(&self) -> &str {
        title(&self.file)
    }
}

impl Table {
    /// The names of the numeric columns.
    pub fn numeric(&self) -> Vec<String> {
        self.columns().into_iter().filter(|c| c.kind == Kind::Numeric).map(|c| c.name).collect()
    }

    /// Reads a column as a series: the named one, or the only numeric one. Rows without a value are skipped.
    ///
    /// # Errors
    /// If the column does not exist, is text, has a cell that is not a number, or has fewer than two values.
    pub fn series(&self, asked: Option<&str>) -> Result<Column, DataError> {
        let numeric = self.numeric();
        let names: Vec<&str> = numeric.iter().map(String::as_str).collect();
        let index = match (asked, names.as_slice()) {
            (Some(asked), _) => self.find(asked)?,
            (None, [only]) => self.find(only)?,
            (None, []) => return Err(self.unusable("no column has numbers; a series needs one")),
            (None, _) => {
                let line = format!("say which column with --column; numbers are in {}", listed(&names));
                return Err(self.unusable(line));
            }
        };
        let name = self.name(index).to_owned();
        if let Some(error) = self.refuse_nearly(index, false) {
            return Err(error);
        }
        if let Kind::Text(values) = self.column(index).kind {
            let what = if values.is_empty() { "has no values" } else { "is text" };
            let (shown, numeric) = (short(&name), listed(&names));
            let line = format!("column {shown} {what}; a series needs numbers, and those are in {numeric}");
            return Err(self.unusable(line));
        }
        let (mut values, mut places) = (Vec::with_capacity(self.rows.len()), Vec::with_capacity(self.rows.len()));
        let (mut reader, mut skipped) = (Reader::new(self, index), Skipped::default());
        for (row, place) in self.rows.iter().zip(1..) {
            let cell = row.cell(index);
            if self.lacks(index, cell) {
                skipped.add(std::iter::once(cell));
            } else {
                values.push(reader.number(row)?);
                places.push(place);
            }
        }
        if values.len() < 2 {
            let count = counted(values.len(), "value", "values");
            let line = format!("column {} has {count}; a series needs at least 2", short(&name));
            return Err(self.unusable(line));
        }
        let notes = self.notes().iter().cloned().chain(reader.notes()).chain(skipped.note()).collect();
        let (file, dialect) = (self.source().to_owned(), self.dialect().clone());
        Ok(Column { file, dialect, name, values, places, skipped: skipped.count, notes })
    }
}
