//! What can be wrong with a file: one line each, naming the file, the place, and what would be right.

use thiserror::Error;

/// A file or its columns cannot be used.
#[derive(Debug, Error)]
pub enum DataError {
    /// There is no such file.
    #[error("{file}: no such file; give a CSV file, or 'penguins' or 'iris' for built-in data")]
    Missing {
        /// The path as given.
        file: String,
    },
    /// The system would not let it be read.
    #[error("{file}: cannot be read: {source}")]
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

/// The longest piece of someone's text that a message repeats.
const LONGEST: usize = 40;

/// Whether a character breaks a line, commands a terminal or turns text around.
pub(super) fn hidden(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Someone's text for one line of a message.
pub(super) fn plain(text: &str) -> String {
    text.chars().flat_map(|c| if hidden(c) { c.escape_default().collect() } else { vec![c] }).collect()
}

/// [`plain`], and cut where it grows long.
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
