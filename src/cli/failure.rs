//! Why a command failed: its message and its exit code.

use crate::import::ImportError;
use crate::session::ColorWish;
use std::io::{self, IsTerminal, Write};

use super::args::Color;
use crate::store::{Diagnostic, LoadError, SnapshotError, printable};

/// Why a command did not do what it was asked for.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// Files are at fault.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n\n"))]
    Input(Vec<Diagnostic>),
    /// Files are at fault, and it has been said already.
    #[error("")]
    Told,
    /// The command line is at fault.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n\n"))]
    Usage(Vec<Diagnostic>),
    /// Conditions of `--fail-if` hold.
    #[error("{}", .0.iter().map(|c| format!("failed: {c}")).collect::<Vec<_>>().join("\n"))]
    Held(Vec<String>),
    /// Ctrl-C.
    #[error("interrupted")]
    Interrupted,
    /// Nobody reads standard output any more.
    #[error("")]
    Closed,
    /// Something about the snapshots.
    #[error("error: {}", printable(&.0.to_string()))]
    Snapshot(#[from] SnapshotError),
    /// Everything else.
    #[error("error: {}", printable(&format!("{:#}", .0)))]
    Other(#[from] anyhow::Error),
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe {
            Failure::Closed
        } else {
            Failure::Other(error.into())
        }
    }
}

impl From<LoadError> for Failure {
    fn from(error: LoadError) -> Self {
        Failure::Input(error.diagnostics)
    }
}

impl From<ImportError> for Failure {
    fn from(error: ImportError) -> Self {
        Failure::Input(error.diagnostics)
    }
}

impl Failure {
    /// The exit code of the program.
    pub fn code(&self) -> u8 {
        match self {
            Failure::Closed => 0,
            Failure::Usage(_) => 2,
            Failure::Held(_) => 3,
            Failure::Interrupted => 130,
            _ => 1,
        }
    }

    /// Says it on standard error.
    pub(super) fn print(&self, color: Color) {
        let text = self.to_string();
        if !text.is_empty() {
            complain(&text, color);
        }
    }
}

/// Writes a message to standard error, with its first words in colour where that is wanted.
pub(super) fn complain(text: &str, color: Color) {
    let mut stderr = io::stderr().lock();
    let painted = text
        .split('\n')
        .map(|line| paint(line, color))
        .collect::<Vec<_>>()
        .join("\n");
    // Without standard error there is nobody left to tell.
    let _ = writeln!(stderr, "{painted}");
}

fn paint(line: &str, color: Color) -> String {
    if !ColorWish::from(color).decide(io::stderr().is_terminal()) {
        return line.to_owned();
    }
    for (word, code) in [
        ("error:", "1;31"),
        ("failed:", "1;31"),
        ("warning:", "1;33"),
        ("hint:", "1;36"),
    ] {
        if let Some(rest) = line.strip_prefix(word) {
            return format!("\x1b[{code}m{word}\x1b[0m{rest}");
        }
    }
    line.to_owned()
}
