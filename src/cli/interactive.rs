//! `lockin` without a command: the terminal program, or the report where there is no terminal.

use std::env;
use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};

use super::args::{Args, Format, OutputArgs, ReportArgs};
use super::config;
use super::failure::Failure;
use super::open::{Opened, open};
use super::run;
use crate::session::{Choices, ColorWish, Config, Step, Workspace, autosave};
use crate::store::{
    Example, SavedSession, SessionSlot, SnapshotFolder, read_settings_text, state_folder,
};

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
    /// The user's settings, with those of the command line.
    pub config: Config,
    /// What was chosen inside the program before.
    pub choices: Choices,
    /// The file of what is chosen inside the program.
    pub choices_file: Option<PathBuf>,
    /// Where the session is kept.
    pub slot: Option<SessionSlot>,
    /// What was kept of the last one.
    pub found: Option<SavedSession>,
    /// Why nothing is kept, or what is wrong with what was.
    pub warning: Option<String>,
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
    let state = state_folder().ok();
    let kept = Kept::of(state.as_deref(), &workspace.origin);
    // The edits of last time come back first, so that those of the command line are a branch of their own.
    if let Some(found) = &kept.found {
        workspace.restore(autosave::history(found));
    }
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
    let mut config = config::read();
    config.theme = args.theme.or(config.theme);
    config.plain |= args.plain;
    config.motion &= env::var_os("NO_MOTION").is_none_or(|value| value.is_empty());
    let choices_file = state.map(|folder| folder.join("choices.toml"));
    let choices = choices_file.as_deref().map(read_settings_text);
    let choices = Choices::parse(&choices.and_then(Result::ok).unwrap_or_default());
    Ok(Opening {
        workspace,
        seed: args.run.seed,
        trials: args.run.trials()?,
        threads: args.run.threads,
        snapshots,
        colours: ColorWish::from(args.color).decide(true),
        config,
        choices,
        choices_file,
        slot: kept.slot,
        found: kept.found,
        warning: kept.warning,
    })
}

/// What is known of the last session, and where this one is kept.
#[derive(Default)]
struct Kept {
    slot: Option<SessionSlot>,
    found: Option<SavedSession>,
    warning: Option<String>,
}

impl Kept {
    /// Nothing that goes wrong here keeps anybody from working.
    fn of(state: Option<&Path>, origin: &str) -> Self {
        let Some(state) = state else {
            return Self::default();
        };
        let slot = match SessionSlot::claim(state, origin) {
            Ok(slot) => slot,
            Err(error) => {
                return Self {
                    warning: Some(format!("{error}; the edits made here are not kept")),
                    ..Self::default()
                };
            }
        };
        let (found, warning) = match slot.read() {
            Ok(found) => (found, None),
            Err(reason) => (None, Some(reason)),
        };
        Self {
            slot: Some(slot),
            found,
            warning,
        }
    }
}

fn report(opened: &Opened, args: &Args) -> Result<(), Failure> {
    let args = ReportArgs {
        run: args.run.clone(),
        precision: None,
        partial: None,
        output: OutputArgs {
            format: Format::Text,
            out: None,
            no_importance_sampling: false,
            fail_if: Vec::new(),
        },
    };
    run::report(opened, &args)
}
