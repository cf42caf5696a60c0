//! Why files cannot be imported.

use std::fmt;

use crate::store::{Diagnostic, Place};

/// Why a format refuses a file, each room its own: a lower-case clause, and the way out.
pub trait Refusal: fmt::Display {
    /// How it may be put right.
    fn hint(&self) -> Option<String>;
}

/// Files that cannot be imported, with everything that is known to be wrong with them; at least one thing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", .diagnostics.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
pub struct ImportError {
    /// The same for people, in the order of the files.
    pub diagnostics: Vec<Diagnostic>,
}

impl ImportError {
    /// About a file as a whole, or an option of the command line.
    pub fn of(file: &str, refusal: &impl Refusal) -> Self {
        let diagnostic = Diagnostic::of_file(file, refusal.to_string()).with_hint(refusal.hint());
        Self {
            diagnostics: vec![diagnostic],
        }
    }

    /// About a place in a file, with the line that stands there where it is known.
    pub fn at(file: &str, place: Place, line: Option<&str>, refusal: &impl Refusal) -> Self {
        let mut error = Self::of(file, refusal);
        for diagnostic in &mut error.diagnostics {
            diagnostic.place = Some(place);
            diagnostic.line = line.map(str::to_owned);
        }
        error
    }

    /// This and the other, as one.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.diagnostics.extend(other.diagnostics);
        self
    }
}
