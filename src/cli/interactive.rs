//! `lockin` without a command: the terminal program, or the report where there is no terminal.

use std::io::{self, IsTerminal};
use std::path::PathBuf;

use super::args::{Args, Color, Format, ReportArgs};
use super::failure::Failure;
use super::open::{Opened, open};
use super::run;
use crate::model::PortfolioId;
use crate::session::{Step, Workspace};
use crate::store::SnapshotFolder;

/// What the terminal program starts with.
#[derive(Clone, Debug)]
pub struct Session {
    /// The scenario, the edits of the command line in its history.
    pub workspace: Workspace,
    /// Seed of the trials.
    pub seed: u64,
    /// Trials of a run.
    pub trials: usize,
    /// Threads that make trials, 0 for one per processor.
    pub threads: usize,
    /// Whether colours are wanted.
    pub color: Color,
    /// The folder of the snapshots.
    pub snapshots: PathBuf,
}

/// Opens the scenario with `show` in the terminal, or prints its report where standard output is none.
pub(super) fn start(
    args: &Args,
    show: impl FnOnce(Session) -> anyhow::Result<()>,
) -> Result<(), Failure> {
    let opened = open(&args.run)?;
    if !(io::stdout().is_terminal() && io::stdin().is_terminal()) {
        let args = ReportArgs {
            run: args.run.clone(),
            format: Format::Text,
            out: None,
            fail_if: Vec::new(),
        };
        return run::report(&opened, &args);
    }
    let snapshots = match &args.snapshots {
        Some(path) => path.clone(),
        None => SnapshotFolder::of_user()?.path().to_owned(),
    };
    let session = Session {
        workspace: workspace(&opened)?,
        seed: args.run.seed,
        trials: args.run.trials,
        threads: args.run.threads,
        color: args.color,
        snapshots,
    };
    Ok(show(session)?)
}

/// The workspace in which the edits can be undone, unless the file is without fault only with them.
fn workspace(opened: &Opened) -> Result<Workspace, Failure> {
    let origin = opened.loaded.origin.clone();
    let mut workspace = Workspace::open(origin.clone(), opened.loaded.document.clone());
    if let Ok(base) = &mut workspace {
        for edit in &opened.edits {
            let step = Step {
                label: edit.to_string(),
                edits: vec![edit.clone()],
                slides: None,
            };
            if base.take(step).is_err() {
                break;
            }
        }
    }
    let mut workspace = workspace
        .ok()
        .filter(|workspace| *workspace.document() == opened.document)
        .map_or_else(|| Workspace::open(origin, opened.document.clone()), Ok)
        .map_err(|faults| Failure::Input(opened.loaded.diagnostics(&faults)))?;
    let index = |id: &PortfolioId| {
        let portfolios = &workspace.scenario().portfolios;
        portfolios.iter().position(|known| known.id == *id)
    };
    let chosen: Vec<usize> = opened
        .scenario
        .portfolios
        .iter()
        .filter_map(|portfolio| index(&portfolio.id))
        .collect();
    if let [a, b, ..] = chosen[..] {
        (workspace.a, workspace.b) = (a, b);
    }
    Ok(workspace)
}
