//! Bytes from a file, standard input, or the program itself.

use std::fs::File;
use std::io::{self, ErrorKind, IsTerminal, Read};

use super::error::plain;
use super::{DataError, Dialect, Table};

/// Files beyond this are refused: a regression over them would not be interactive.
const LIMIT: u64 = 256 << 20;

/// The built-in table.
const BUILT_IN: &[u8] = include_bytes!("../../assets/data/penguins.csv");

/// The name of the built-in table.
pub const PENGUINS: &str = "penguins";

/// The name of standard input.
pub const STDIN: &str = "-";

/// A source's name to show: a file's without its folders.
pub(super) fn title(source: &str) -> &str {
    if source == STDIN { "stdin" } else { source.rsplit(['/', '\\']).next().unwrap_or(source) }
}

impl Table {
    /// The table of a CSV file, the built-in `penguins`, or `-`, standard input.
    ///
    /// # Errors
    /// If there is no such file, it cannot be read, or it is no table.
    pub fn load(source: &str) -> Result<Table, DataError> {
        Self::load_as(source, &Dialect::default())
    }

    /// As [`Table::load`], with what is known about how it is written.
    ///
    /// # Errors
    /// As there.
    pub fn load_as(source: &str, dialect: &Dialect) -> Result<Table, DataError> {
        match source {
            PENGUINS => Self::parse(source, BUILT_IN, dialect),
            STDIN => {
                let unusable =
                    |problem: &str| DataError::Unusable { file: "stdin".to_owned(), problem: problem.to_owned() };
                if io::stdin().is_terminal() {
                    return Err(unusable(
                        "is a terminal; --data - reads a table that is piped in, or give a file's name",
                    ));
                }
                let failed = |source| DataError::Io { file: "stdin".to_owned(), source };
                let mut bytes = Vec::new();
                io::stdin().lock().take(LIMIT + 1).read_to_end(&mut bytes).map_err(failed)?;
                if bytes.len() as u64 > LIMIT {
                    return Err(unusable(TOO_LARGE));
                }
                Self::parse(source, &bytes, dialect)
            }
            _ => Self::parse(source, &read(source)?, dialect),
        }
    }
}

const TOO_LARGE: &str = "is larger than 256 MiB; give a part of it";

/// The bytes of a file.
fn read(source: &str) -> Result<Vec<u8>, DataError> {
    let file = plain(source);
    let unusable = |problem: &str| DataError::Unusable { file: file.clone(), problem: problem.to_owned() };
    let failed = |source: io::Error| match source.kind() {
        ErrorKind::IsADirectory => unusable("is a folder; give a CSV file"),
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
        return Err(unusable(TOO_LARGE));
    }
    Ok(bytes)
}
