//! Where output goes: standard output, or a file that is whole or not there at all.

use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use super::Failure;

/// Writes to standard output.
pub fn to_stdout(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Failure> {
    let mut out = BufWriter::with_capacity(1 << 16, io::stdout().lock());
    write(&mut out)?;
    Ok(out.flush()?)
}

/// Writes a file under another name first, and gives it its own when it is complete.
pub fn to_file(path: &Path, content: &[u8]) -> Result<(), Failure> {
    let name = path.display();
    let failed = |error: &io::Error| Failure::System(format!("cannot write {name}: {error}"));
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty());
    if let Some(folder) = folder
        && !folder.is_dir()
    {
        return Err(Failure::User(format!("cannot write {name}: there is no folder {}", folder.display())));
    }
    if path.is_dir() {
        return Err(Failure::User(format!("cannot write {name}: it is a folder; give a file's name")));
    }
    // A pipe, or anything else that is no file, is written to; a link leads to the file that it stands for, and a file that
    // was there keeps its permissions.
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
