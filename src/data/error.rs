//! What can be wrong with a file: one line each, naming the file, the place, and what would be right.

use thiserror::Error;

/// A file or its columns cannot be used.
#[derive(Debug, Error)]
pub enum DataError {
    /// There is no such file.
    #[error("{file}: no such file; give a CSV file, or 'penguins' for the built-in data")]
    Missing {
        /// The path as given.
        file: String,
    },
    /// The system would not let it be read.
    #[error("{file}: {source}")]
    Io {
        /// The path as given.
        file: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// The file is not a table that can be used.
    #[error("{file}: {problem}")]
    Unusable {
        /// The path as given.
        file: String,
        /// What is wrong, and what would be right.
        problem: String,
    },
    /// A place in the file is wrong.
    #[error("{file}, line {line}: {problem}")]
    Line {
        /// The path as given.
        file: String,
        /// The line, from 1.
        line: u64,
        /// What is wrong, and what would be right.
        problem: String,
    },
}

impl DataError {
    /// Whether the system is at fault (a disk, a permission) and not what was asked for.
    pub fn is_system(&self) -> bool {
        matches!(self, DataError::Io { .. })
    }
}
