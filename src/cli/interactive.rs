//! `lockin` without a command: the terminal program, or the report where there is no terminal.

use std::io::{self, IsTerminal};

use super::args::{Args, Format, ReportArgs};
use super::failure::Failure;
use super::open::{Opened, open};
use super::run;
use crate::session::{ColorWish, Step, Workspace};
use crate::store::{Example, SnapshotFolder};

/// What the terminal program is to open.
#[derive(Debug)]
pub struct Opening {
    /// The scenario, with the edits of the command line as steps that can be undone.
    pub workspace: Workspace,
    /// Seed of the trials.
    pub seed: u64,
    /// How many trials.
    pub trials: usize,
    /// Threads that make them, 0 for one per processor.
    pub threads: usize,
    /// The folder of the snapshots.
    pub snapshots: SnapshotFolder,
    /// Whether to use colours.
    pub colours: bool,
}

/// Says what to open in the terminal, or prints the report where there is no terminal.
pub(super) fn start(args: &Args) -> Result<Option<Opening>, Failure> {
    let opened = open(&args.run)?;
    if io::stdout().is_terminal() && io::stdin().is_terminal() {
        return show(&opened, args).map(Some);
    }
    report(&opened, args).map(|()| None)
}

/// The terminal program. Edits of the command line are steps that can be undone there.
fn show(opened: &Opened, args: &Args) -> Result<Opening, Failure> {
    let origin = args.run.file.as_ref().map_or_else(
        || Example::default_one().name.to_owned(),
        |file| file.display().to_string(),
    );
    let mut workspace = Workspace::open(origin, opened.loaded.document.clone())
        .map_err(|faults| Failure::Input(opened.loaded.diagnostics(&faults)))?;
    for edit in &opened.edits {
        let step = Step {
            label: edit.to_string(),
            edits: vec![edit.clone()],
            slides: None,
        };
        workspace.take(step).map_err(anyhow::Error::from)?;
    }
    let index = |id: &String| {
        workspace
            .scenario()
            .portfolios
            .iter()
            .position(|p| p.id.as_str() == id)
    };
    let chosen: Vec<usize> = args.run.portfolio.iter().filter_map(index).collect();
    if let [a, b, ..] = chosen[..] {
        (workspace.a, workspace.b) = (a, b);
    }
    let snapshots = match &args.snapshots {
        Some(path) => SnapshotFolder::at(path),
        None => SnapshotFolder::of_user()?,
    };
    Ok(Opening {
        workspace,
        seed: args.run.seed,
        trials: args.run.trials(),
        threads: args.run.threads,
        snapshots,
        colours: ColorWish::from(args.color).decide(true),
    })
}

fn report(opened: &Opened, args: &Args) -> Result<(), Failure> {
    let args = ReportArgs {
        run: args.run.clone(),
        format: Format::Text,
        precision: None,
        out: None,
        fail_if: Vec::new(),
    };
    run::report(opened, &args)
}
