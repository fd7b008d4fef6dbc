//! A CSV file as it is: names, cells, line numbers.

use std::fs::File;
use std::io::{ErrorKind, Read};

use super::DataError;
use super::error::{counted, plain};
use super::text::{Row, decode, records, separator, tidy};

/// Files beyond this are refused: a regression over them would not be interactive.
const LIMIT: u64 = 256 << 20;

/// A table that ravine ships.
pub(super) struct BuiltIn {
    name: &'static str,
    bytes: &'static [u8],
    /// Its usual feature and target.
    pub(super) usual: [&'static str; 2],
}

static BUILT_IN: [BuiltIn; 2] = [
    BuiltIn {
        name: "penguins",
        bytes: include_bytes!("../../assets/data/penguins.csv"),
        usual: ["flipper_length_mm", "body_mass_g"],
    },
    BuiltIn {
        name: "iris",
        bytes: include_bytes!("../../assets/data/iris.csv"),
        usual: ["petal_width_cm", "petal_length_cm"],
    },
];

/// The table of a name that ravine ships.
pub(super) fn built_in(name: &str) -> Option<&'static BuiltIn> {
    BUILT_IN.iter().find(|table| table.name == name)
}

/// A table of text cells.
#[derive(Clone, Debug)]
pub struct Table {
    pub(super) file: String,
    pub(super) names: Vec<String>,
    pub(super) rows: Vec<Row>,
    decimal_comma: bool,
}

/// What a column holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// Numbers, in at least half of its cells.
    Numeric,
    /// Text, with its distinct values in order.
    Text(Vec<String>),
}

/// A column in short.
#[derive(Clone, Debug, PartialEq)]
pub struct ColumnInfo {
    /// Its name.
    pub name: String,
    /// What it holds.
    pub kind: Kind,
    /// How many of its cells are missing.
    pub missing: usize,
}

impl Table {
    /// The table of a CSV file, or the built-in `penguins`.
    ///
    /// # Errors
    /// If there is no such file, it cannot be read, or it is no table.
    pub fn load(source: &str) -> Result<Table, DataError> {
        Self::load_wide(source, 2)
    }

    /// As [`Table::load`], but one column is enough.
    ///
    /// # Errors
    /// As there.
    pub fn load_any(source: &str) -> Result<Table, DataError> {
        Self::load_wide(source, 1)
    }

    fn load_wide(source: &str, least: usize) -> Result<Table, DataError> {
        if let Some(table) = built_in(source) {
            return Self::parse_wide(source, table.bytes, least);
        }
        let file = plain(source);
        let failed = |source: std::io::Error| match source.kind() {
            ErrorKind::IsADirectory => unusable(&file, "is a folder; give a CSV file"),
            // A path that cannot lead anywhere leads to no file.
            ErrorKind::NotFound | ErrorKind::NotADirectory | ErrorKind::InvalidInput | ErrorKind::InvalidFilename => {
                DataError::Missing { file: if file.is_empty() { "''".to_owned() } else { file.clone() } }
            }
            _ => DataError::Io { file: file.clone(), source },
        };
        let opened = File::open(source).map_err(failed)?;
        let size = opened.metadata().map_or(0, |about| about.len());
        let mut bytes = Vec::new();
        if size <= LIMIT {
            opened.take(LIMIT + 1).read_to_end(&mut bytes).map_err(failed)?;
        }
        if size.max(bytes.len() as u64) > LIMIT {
            return Err(unusable(&file, "is larger than 256 MiB; give a part of it"));
        }
        Self::parse_wide(source, &bytes, least)
    }

    /// The table in `bytes`; `name` is for messages.
    ///
    /// # Errors
    /// If it is empty, binary, of one column, or a row has more or fewer fields than the header.
    pub fn parse(name: &str, bytes: &[u8]) -> Result<Table, DataError> {
        Self::parse_wide(name, bytes, 2)
    }

    /// The table in `bytes`, which has at least so many columns.
    fn parse_wide(name: &str, bytes: &[u8], least: usize) -> Result<Table, DataError> {
        let file = plain(name);
        let text = decode(bytes).map_err(|problem| unusable(&file, problem))?;
        let separator = separator(&text);
        let mut rows = records(&text, separator).map_err(|(line, problem)| DataError::Line {
            file: file.clone(),
            line,
            problem: problem.to_owned(),
        })?;
        let header = if rows.is_empty() { Row::default() } else { rows.remove(0) };
        // Spreadsheets leave empty columns behind the last.
        let width = rows.iter().map(|row| last(row).min(header.cells.len())).fold(last(&header), usize::max);
        if width < least {
            return Err(unusable(&file, "has one column; two are needed, separated by ',', ';', tab or '|'"));
        }
        // Rows of nothing but separators come from there, too; those of the right length are rows of missing values.
        rows.retain(|row| row.cells.len() >= width || last(row) > 0);
        for row in &rows {
            let found = if row.cells.len() < width { row.cells.len() } else { last(row) };
            if row.cells.len() < width || found > width {
                let problem = format!("has {} where the header has {width}", counted(found, "field", "fields"));
                return Err(DataError::Line { file, line: row.line, problem });
            }
        }
        if rows.is_empty() {
            return Err(unusable(&file, "has a header but no rows; give it a row of values on each line below"));
        }
        let cells = header.cells.iter().map(tidy).chain(std::iter::repeat(String::new()));
        let named = |(i, name): (usize, String)| if name.is_empty() { format!("column {}", i + 1) } else { name };
        let names = cells.take(width).enumerate().map(named).collect();
        Ok(Table { file: name.to_owned(), names, rows, decimal_comma: separator == b';' })
    }

    /// What the columns hold.
    pub fn columns(&self) -> Vec<ColumnInfo> {
        (0..self.names.len()).map(|index| self.column(index)).collect()
    }

    pub(super) fn column(&self, index: usize) -> ColumnInfo {
        let present = || self.cells(index).filter(|cell| !is_missing(cell));
        let (count, numbers) = (present().count(), present().filter(|cell| self.number(cell).is_some()).count());
        let kind = if numbers > 0 && numbers * 2 >= count { Kind::Numeric } else { Kind::Text(self.classes(index)) };
        ColumnInfo { name: self.name(index).to_owned(), kind, missing: self.rows.len() - count }
    }

    /// A column's distinct values as they are written, in order, without those that are missing.
    pub(super) fn classes(&self, index: usize) -> Vec<String> {
        let present = self.cells(index).filter(|cell| !is_missing(cell));
        let distinct: std::collections::BTreeSet<&str> = present.collect();
        distinct.into_iter().map(str::to_owned).collect()
    }

    pub(super) fn name(&self, index: usize) -> &str {
        self.names.get(index).map_or("", String::as_str)
    }

    fn cells(&self, index: usize) -> impl Iterator<Item = &str> {
        self.rows.iter().filter_map(move |row| row.cells.get(index))
    }

    /// A cell as a finite number.
    pub(super) fn number(&self, cell: &str) -> Option<f64> {
        let parsed = cell.parse::<f64>().ok().or_else(|| {
            let comma = self.decimal_comma && cell.matches(',').count() == 1 && !cell.contains('.');
            comma.then(|| cell.replace(',', ".").parse().ok()).flatten()
        });
        parsed.filter(|x| x.is_finite())
    }

    pub(super) fn unusable(&self, problem: impl Into<String>) -> DataError {
        unusable(&plain(&self.file), problem)
    }

    pub(super) fn at_line(&self, line: u64, problem: String) -> DataError {
        DataError::Line { file: plain(&self.file), line, problem }
    }
}

fn unusable(file: &str, problem: impl Into<String>) -> DataError {
    DataError::Unusable { file: file.to_owned(), problem: problem.into() }
}

/// How many fields a row has without empty ones behind the last.
fn last(row: &Row) -> usize {
    row.cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty()).last().map_or(0, |(i, _)| i + 1)
}

/// Whether a cell says that there is no value.
pub(super) fn is_missing(cell: &str) -> bool {
    let words = ["", "na", "n/a", "nan", "null", "none", "?", "-", "."];
    words.iter().any(|word| cell.eq_ignore_ascii_case(word))
}
