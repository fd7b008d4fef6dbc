//! Reads a table from a file, standard input, or the built-in data.

use std::fs::File;
use std::io::{self, ErrorKind, IsTerminal, Read};

use super::error::plain;
use super::{DataError, Dialect, Table};

/// Larger files are rejected: a regression over them would not be interactive.
const LIMIT: u64 = 256 << 20;

/// A built-in table.
pub(super) struct BuiltIn {
    name: &'static str,
    bytes: &'static [u8],
    /// Default feature and target.
    pub(super) usual: [&'static str; 2],
}

static BUILT_IN: [BuiltIn; 2] = [
    BuiltIn {
        name: "penguins",
        bytes: include_bytes!("../../../assets/data/penguins.csv"),
        usual: ["flipper_length_mm", "body_mass_g"],
    },
    BuiltIn {
        name: "iris",
        bytes: include_bytes!("../../../assets/data/iris.csv"),
        usual: ["petal_width_cm", "petal_length_cm"],
    },
];

/// The built-in table of this name.
pub(super) fn built_in(name: &str) -> Option<&'static BuiltIn> {
    BUILT_IN.iter().find(|table| table.name == name)
}

/// Returns true if `name` is a built-in table rather than a file.
pub fn is_built_in(name: &str) -> bool {
    built_in(name).is_some()
}

/// The source name for standard input.
pub const STDIN: &str = "-";

/// A source's name for display: a file's without its directories.
pub(super) fn title(source: &str) -> &str {
    if source == STDIN { "stdin" } else { source.rsplit(['/', '\\']).next().unwrap_or(source) }
}

impl Table {
    /// Loads a CSV file, a built-in table, or standard input (`-`).
    ///
    /// # Errors
    /// If the file does not exist, cannot be read, or is not a table.
    pub fn load(source: &str) -> Result<Table, DataError> {
        Self::load_as(source, &Dialect::default())
    }

    /// Like [`Table::load`], with the given dialect.
    ///
    /// # Errors
    /// As for [`Table::load`].
    pub fn load_as(source: &str, dialect: &Dialect) -> Result<Table, DataError> {
        if let Some(table) = built_in(source) {
            return Self::parse(source, table.bytes, dialect);
        }
        match source {
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

fn read(source: &str) -> Result<Vec<u8>, DataError> {
    let file = plain(source);
    let unusable = |problem: &str| DataError::Unusable { file: file.clone(), problem: problem.to_owned() };
    let failed = |source: io::Error| match source.kind() {
        ErrorKind::IsADirectory => unusable("is a folder; give a CSV file"),
        // An invalid path is a missing file.
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
