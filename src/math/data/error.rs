//! Data errors: one line each, naming the file, the place, and a fix.

use thiserror::Error;

/// An error reading a file or its columns.
#[derive(Debug, Error)]
pub enum DataError {
    /// The file does not exist.
    #[error("{file}: no such file; give a CSV file, or 'penguins' or 'iris' for built-in data")]
    Missing {
        /// The path as given.
        file: String,
    },
    /// The file cannot be read.
    #[error("{file}: cannot be read: {source}")]
    Io {
        /// The path as given.
        file: String,
        /// The underlying I/O error.
        source: std::io::Error,
    },
    /// The file is not a usable table.
    #[error("{file}: {problem}")]
    Unusable {
        /// The path as given.
        file: String,
        /// The problem and its fix.
        problem: String,
    },
    /// An error at a line of the file.
    #[error("{file}, line {line}: {problem}")]
    Line {
        /// The path as given.
        file: String,
        /// Line number, from 1.
        line: u64,
        /// The problem and its fix.
        problem: String,
    },
}

impl DataError {
    /// Returns true if the system is at fault (disk, permissions) rather than the request.
    pub fn is_system(&self) -> bool {
        matches!(self, DataError::Io { .. })
    }
}

/// The longest piece of user text quoted in a message.
const LONGEST: usize = 40;

/// Returns true for characters that break a line, control a terminal or reverse text direction.
pub(super) fn hidden(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Sanitizes user text for a one-line message.
pub(super) fn plain(text: &str) -> String {
    text.chars().flat_map(|c| if hidden(c) { c.escape_default().collect() } else { vec![c] }).collect()
}

/// [`plain`], truncated if long.
pub(super) fn short(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => plain(text.get(..end).unwrap_or(text)) + "…",
        None => plain(text),
    }
}

/// The names, or the first dozen of them.
pub(super) fn listed(names: &[&str]) -> String {
    let shown = names.iter().take(12).map(|name| short(name)).collect::<Vec<_>>().join(", ");
    match names.len().saturating_sub(12) {
        0 if names.is_empty() => "none".to_owned(),
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}

/// `1 row`, `2 rows`.
pub(super) fn counted(n: usize, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}
