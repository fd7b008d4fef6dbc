//! Atomic file writes.

use std::fmt;
use std::fs;
use std::io;
use std::path::Path;

/// Reason a file could not be written.
#[derive(Debug, PartialEq, Eq)]
pub enum WriteError {
    /// The name is invalid.
    Name(String),
    /// The operating system refused.
    System(String),
}

impl fmt::Display for WriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            WriteError::Name(line) | WriteError::System(line) => f.write_str(line),
        }
    }
}

impl std::error::Error for WriteError {}

/// Writes a file under a temporary name and renames it once it is complete.
///
/// # Errors
/// If the path leads nowhere, or the operating system refuses.
pub fn write(path: &Path, content: &[u8]) -> Result<(), WriteError> {
    let name = path.display();
    let failed = |error: &io::Error| WriteError::System(format!("cannot write {name}: {error}"));
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty());
    if let Some(folder) = folder
        && !folder.is_dir()
    {
        return Err(WriteError::Name(format!("cannot write {name}: there is no folder {}", folder.display())));
    }
    if path.is_dir() {
        return Err(WriteError::Name(format!("cannot write {name}: it is a folder; give a file's name")));
    }
    // Pipes and other non-files are written to directly; links are followed to their target, and an existing file keeps its permissions.
    let old = fs::metadata(path).ok();
    if old.as_ref().is_some_and(|old| !old.is_file()) {
        return fs::write(path, content).map_err(|error| failed(&error));
    }
    let path = &fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let mut draft = path.as_os_str().to_owned();
    draft.push(format!(".{}.part", std::process::id()));
    let keep = || old.map_or(Ok(()), |old| fs::set_permissions(&draft, old.permissions()));
    let written = fs::write(&draft, content).and_then(|()| keep()).and_then(|()| fs::rename(&draft, path));
    written.map_err(|error| {
        let _ = fs::remove_file(&draft);
        failed(&error)
    })
}
