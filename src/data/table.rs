//! A CSV file as it is: names, cells, line numbers.

use std::fs::File;
use std::io::{ErrorKind, Read};

use super::DataError;

/// Files beyond this are refused: a regression over them would not be interactive.
const LIMIT: u64 = 256 << 20;

/// The built-in table.
const PENGUINS: &[u8] = include_bytes!("../../assets/data/penguins.csv");

/// A table of text cells.
#[derive(Clone, Debug)]
pub struct Table {
    pub(super) file: String,
    pub(super) names: Vec<String>,
    pub(super) rows: Vec<Row>,
    pub(super) decimal_comma: bool,
}

#[derive(Clone, Debug)]
pub(super) struct Row {
    pub line: u64,
    pub cells: csv::StringRecord,
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
        if source == "penguins" {
            return Self::parse(source, PENGUINS);
        }
        let file = source.to_owned();
        let unusable = |problem: &str| DataError::Unusable { file: file.clone(), problem: problem.to_owned() };
        let failed = |source: std::io::Error| match source.kind() {
            ErrorKind::NotFound => DataError::Missing { file: file.clone() },
            ErrorKind::IsADirectory => unusable("is a folder; give a CSV file"),
            _ => DataError::Io { file: file.clone(), source },
        };
        let opened = File::open(source).map_err(failed)?;
        let mut bytes = Vec::new();
        opened.take(LIMIT + 1).read_to_end(&mut bytes).map_err(failed)?;
        if bytes.len() as u64 > LIMIT {
            return Err(unusable("is larger than 256 MiB; give a part of it"));
        }
        Self::parse(source, &bytes)
    }

    /// The table in `bytes`; `name` is for messages.
    ///
    /// # Errors
    /// If it is empty, binary, of one column, or a row has more or fewer fields than the header.
    pub fn parse(name: &str, bytes: &[u8]) -> Result<Table, DataError> {
        let file = name.to_owned();
        let unusable = |problem: &str| DataError::Unusable { file: file.clone(), problem: problem.to_owned() };
        if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
            return Err(unusable("is UTF-16 text; save it as UTF-8"));
        }
        let bytes = bytes.strip_prefix(&[0xef, 0xbb, 0xbf]).unwrap_or(bytes);
        let odd = |b: &&u8| **b < 0x20 && !matches!(**b, b'\t' | b'\n' | b'\r' | 0x0c);
        let head = bytes.get(..bytes.len().min(8192)).unwrap_or(bytes);
        if bytes.contains(&0) || head.iter().filter(odd).count() * 20 > head.len() {
            return Err(unusable("is binary, not a table of text; give a CSV file with a header line"));
        }
        let text = match std::str::from_utf8(bytes) {
            Ok(text) => text.to_owned(),
            // Latin-1, as older spreadsheets write it: each byte is its own character.
            Err(_) => bytes.iter().map(|&b| char::from(b)).collect(),
        };
        if text.trim().is_empty() {
            return Err(unusable("is empty; give a CSV file with a header line and rows of numbers"));
        }
        let delimiter = delimiter(&text);
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(delimiter)
            .has_headers(false)
            .flexible(true)
            .trim(csv::Trim::All)
            .from_reader(text.as_bytes());
        let mut names: Vec<String> = Vec::new();
        let mut rows = Vec::new();
        for record in reader.records() {
            let record = record.map_err(|e| unusable(&format!("is not a readable table: {e}")))?;
            let line = record.position().map_or(0, csv::Position::line);
            if record.iter().all(str::is_empty) {
                continue;
            }
            if names.is_empty() {
                names = header(&record);
                if names.len() < 2 {
                    let problem = "has one column; two are needed, separated by ',', ';' or tab";
                    return Err(unusable(problem));
                }
                continue;
            }
            // Spreadsheets leave empty fields behind the last column.
            let extra = record.iter().skip(names.len()).any(|cell| !cell.is_empty());
            if record.len() < names.len() || extra {
                let (want, got) = (names.len(), record.len());
                let problem = format!("has {got} fields where the header has {want}");
                return Err(DataError::Line { file, line, problem });
            }
            rows.push(Row { line, cells: record });
        }
        if rows.is_empty() {
            return Err(unusable("has a header but no rows"));
        }
        Ok(Table { file, names, rows, decimal_comma: delimiter == b';' })
    }

    /// What the columns hold.
    pub fn columns(&self) -> Vec<ColumnInfo> {
        (0..self.names.len()).map(|index| self.column(index)).collect()
    }

    pub(super) fn column(&self, index: usize) -> ColumnInfo {
        let cells = || self.rows.iter().filter_map(|row| row.cells.get(index));
        let missing = cells().filter(|c| is_missing(c)).count();
        let numbers = cells().filter(|c| !is_missing(c) && self.number(c).is_some()).count();
        let kind = if numbers > 0 && numbers * 2 >= self.rows.len() - missing {
            Kind::Numeric
        } else {
            let mut values: Vec<String> = cells().filter(|c| !is_missing(c)).map(str::to_owned).collect();
            values.sort();
            values.dedup();
            Kind::Text(values)
        };
        ColumnInfo { name: self.names.get(index).cloned().unwrap_or_default(), kind, missing }
    }

    /// A cell as a finite number.
    pub(super) fn number(&self, cell: &str) -> Option<f64> {
        let parsed = cell.parse::<f64>().ok().or_else(|| {
            let comma = self.decimal_comma && cell.matches(',').count() == 1 && !cell.contains('.');
            comma.then(|| cell.replace(',', ".").parse().ok()).flatten()
        });
        parsed.filter(|x| x.is_finite())
    }
}

/// Whether a cell says that there is no value.
pub(super) fn is_missing(cell: &str) -> bool {
    ["", "na", "n/a", "nan", "null", "none", "?", "-", "."].contains(&cell.to_ascii_lowercase().as_str())
}

/// Names of the columns, without empty ones behind the last.
fn header(record: &csv::StringRecord) -> Vec<String> {
    let named = |(i, name): (usize, &str)| (!name.is_empty()).then_some(i + 1);
    let last = record.iter().enumerate().filter_map(named).last().unwrap_or(0);
    let name = |(i, name): (usize, &str)| if name.is_empty() { format!("column {}", i + 1) } else { name.to_owned() };
    record.iter().take(last).enumerate().map(name).collect()
}

/// The separator that splits the first line most often, outside quotes.
fn delimiter(text: &str) -> u8 {
    let line = text.lines().find(|l| !l.trim().is_empty()).unwrap_or("");
    let count = |separator: char| {
        let mut quoted = false;
        line.chars()
            .filter(|&c| {
                quoted ^= c == '"';
                c == separator && !quoted
            })
            .count()
    };
    // The comma comes last, so that it wins a draw.
    [(b'|', '|'), (b'\t', '\t'), (b';', ';'), (b',', ',')]
        .into_iter()
        .max_by_key(|(_, c)| count(*c))
        .map_or(b',', |(byte, _)| byte)
}
