//! The scenario in the user's own editor.

use std::env;
use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::Context;
use tempfile::NamedTempFile;

use super::app::{App, Reread};
use crate::store::{Example, load, write};

/// The editor where nothing names one.
const DEFAULT: &str = "vi";

/// Opens the editor; remembers the copy of a scenario that is no file of the user's.
#[derive(Debug, Default)]
pub(super) struct Editor {
    /// Kept for the whole session, so that a copy with faults can be put right.
    copy: Option<NamedTempFile>,
}

impl Editor {
    /// Lets the user edit the scenario and reads what came of it. The terminal must be free.
    pub(super) fn edit(&mut self, app: &App) -> anyhow::Result<Reread> {
        if let Some(path) = app.file() {
            open(path)?;
            return Ok(reread(path));
        }
        let copy = match self.copy.take() {
            Some(copy) => copy,
            None => copy_of(app).context("making a copy to edit")?,
        };
        let outcome = open(copy.path()).map(|()| reread(copy.path()));
        self.copy = Some(copy);
        outcome
    }
}

/// The text of a shipped scenario, or the document as the file would have it.
fn copy_of(app: &App) -> std::io::Result<NamedTempFile> {
    let file = tempfile::Builder::new()
        .prefix("lockin-")
        .suffix(".yaml")
        .tempfile()?;
    let text = match Example::named(&app.workspace.origin) {
        Some(example) => example.text.to_owned(),
        None => write(app.workspace.base()),
    };
    fs::write(file.path(), text)?;
    Ok(file)
}

/// Runs the editor, which may be a command with options, and waits for its end.
fn open(path: &Path) -> anyhow::Result<()> {
    let named = |name: &str| env::var(name).ok().filter(|value| !value.trim().is_empty());
    let editor = named("VISUAL")
        .or_else(|| named("EDITOR"))
        .unwrap_or_else(|| DEFAULT.to_owned());
    let status = Command::new("sh")
        .arg("-c")
        .arg(format!("{editor} \"$1\""))
        .arg("sh")
        .arg(path)
        .status()
        .with_context(|| format!("starting `{editor}`"))?;
    anyhow::ensure!(
        status.success(),
        "`{editor}` failed ({status}); $EDITOR names another"
    );
    Ok(())
}

/// What the file at `path` holds now.
pub(super) fn reread(path: &Path) -> Reread {
    match load(path) {
        Ok(loaded) => Reread::Good(Box::new(loaded)),
        Err(error) => Reread::Faulty(
            error
                .diagnostics
                .iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>()
                .join("\n\n"),
        ),
    }
}
