//! One column of a table, as a series.

use super::error::{counted, listed, short};
use super::load::title;
use super::reader::{Reader, Skipped};
use super::table::{Kind, Table};
use super::{DataError, Dialect};

/// A column of numbers in the table's order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Column {
    /// The file, `penguins`, or `-`.
    pub file: String,
    /// What was said about how the file is written.
    pub dialect: Dialect,
    /// The column's name.
    pub name: String,
    /// Its values.
    pub values: Vec<f64>,
    /// The row of each value, from 1; as long as `values`.
    pub places: Vec<usize>,
    /// Rows left out because they have no value.
    pub skipped: usize,
    /// What was passed over or guessed.
    pub notes: Vec<String>,
}

impl Column {
    /// The name of the file to show, without its folders.
    pub fn title(&self) -> &str {
        title(&self.file)
    }
}

impl Table {
    /// The columns of numbers, by name.
    pub fn numeric(&self) -> Vec<String> {
        self.columns().into_iter().filter(|c| c.kind == Kind::Numeric).map(|c| c.name).collect()
    }

    /// A column as a series: the one that is named, or the only one that has numbers. Rows without a value are left out.
    ///
    /// # Errors
    /// If there is no such column, it is text, a cell is no number, or it has fewer than two values.
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
