//! Standard output, and files in its place.

use std::io::{self, Write};
use std::path::Path;

use anyhow::Context;

use super::failure::Failure;
use crate::store::atomic_write;

/// Writes to standard output; a reader that has gone away ends the program quietly.
pub(super) fn print(bytes: &[u8]) -> Result<(), Failure> {
    let mut stdout = io::stdout().lock();
    stdout.write_all(bytes)?;
    stdout.flush()?;
    Ok(())
}

/// Writes to a file, whole or not at all, or to standard output where none is named.
pub(super) fn write(out: Option<&Path>, bytes: &[u8]) -> Result<(), Failure> {
    match out {
        None => print(bytes),
        Some(path) => {
            Ok(atomic_write(path, bytes)
                .with_context(|| format!("can't write {}", path.display()))?)
        }
    }
}

/// Writes to standard error; without it there is nobody to tell.
pub(super) fn tell(text: &str) {
    let _ = io::stderr().lock().write_all(text.as_bytes());
}
