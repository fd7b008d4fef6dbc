//! Output: to standard output, or to a file written in full or not at all.

use std::io::{self, BufWriter, Write};
use std::path::Path;

use super::Failure;
use crate::tui::file::{self, WriteError};

/// Writes to standard output.
pub fn to_stdout(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Failure> {
    let mut out = BufWriter::with_capacity(1 << 16, io::stdout().lock());
    write(&mut out)?;
    Ok(out.flush()?)
}

/// Writes a file in full or not at all.
pub fn to_file(path: &Path, content: &[u8]) -> Result<(), Failure> {
    file::write(path, content).map_err(|error| match error {
        WriteError::Name(line) => Failure::User(line),
        WriteError::System(line) => Failure::System(line),
    })
}
