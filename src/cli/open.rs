//! From the words of the command line to a scenario that can be run.

use std::path::Path;

use clap::CommandFactory;

use super::args::{Args, RunArgs};
use super::failure::Failure;
use crate::model::{self, Document, Edit, Fault, Node, ValidScenario, nearest};
use crate::store::{self, Diagnostic, EXAMPLES, Example, LoadFault, Loaded};

/// A scenario with the edits of the command line.
pub(super) struct Opened {
    /// The file as it stands.
    pub(super) loaded: Loaded,
    /// The file with the edits.
    pub(super) document: Document,
    /// The edits, in the order in which they were applied.
    pub(super) edits: Vec<Edit>,
    /// What it means, with the portfolios that were asked for.
    pub(super) scenario: ValidScenario,
}

impl Opened {
    /// The edits, each as `path=value`.
    pub(super) fn edits_in_words(&self) -> Vec<String> {
        self.edits.iter().map(ToString::to_string).collect()
    }
}

/// Opens what the command line names.
pub(super) fn open(args: &RunArgs) -> Result<Opened, Failure> {
    let loaded = match &args.file {
        None => Example::default_one().load(),
        Some(file) => load(file)?,
    };
    let mut edits = args.set.clone();
    if let Some(years) = args.horizon {
        let path = model::Path::parse("horizon");
        edits.push(Edit::set(path, Node::Number(f64::from(years))));
    }
    let mut document = loaded.document.clone();
    for edit in &edits {
        edit.apply(&mut document)
            .map_err(|fault| usage(format!("--set {edit}"), fault.to_string(), None))?;
    }
    let scenario = model::read(&document)
        .scenario
        .map_err(|faults| failure(&loaded, &edits, &faults))?;
    let scenario = choose(&scenario, &args.portfolio)?;
    Ok(Opened {
        loaded,
        document,
        edits,
        scenario,
    })
}

/// The file at this path, or the built-in scenario of this name.
pub(super) fn load(file: &Path) -> Result<Loaded, Failure> {
    let mut error = match store::load(file) {
        Ok(loaded) => return Ok(loaded),
        Err(error) => error,
    };
    if !matches!(error.fault, LoadFault::Missing) {
        return Err(error.into());
    }
    let word = file.to_string_lossy();
    if let Some(example) = Example::named(&word) {
        return Ok(example.load());
    }
    let commands = Args::command();
    let names = commands
        .get_subcommands()
        .map(clap::Command::get_name)
        .chain(EXAMPLES.iter().map(|example| example.name));
    if let (Some(meant), Some(diagnostic)) = (nearest(&word, names), error.diagnostics.first_mut())
    {
        diagnostic.hint = Some(format!("did you mean `lockin {meant}`?"));
    }
    Err(error.into())
}

fn usage(option: String, message: String, hint: Option<String>) -> Failure {
    Failure::Usage(vec![Diagnostic::of_file(option, message).with_hint(hint)])
}

/// The faults, those that an edit made with the edit, the others with their place in the file.
fn failure(loaded: &Loaded, edits: &[Edit], faults: &[Fault]) -> Failure {
    let mut diagnostics = Vec::new();
    let mut in_file = Vec::new();
    for fault in faults {
        match edits.iter().rev().find(|edit| concerns(edit, fault)) {
            Some(edit) => diagnostics.push(
                Diagnostic::of_file(format!("--set {edit}"), fault.to_string())
                    .with_hint(fault.hint()),
            ),
            None => in_file.push(fault.clone()),
        }
    }
    if in_file.is_empty() {
        return Failure::Usage(diagnostics);
    }
    diagnostics.extend(loaded.diagnostics(&in_file));
    Failure::Input(diagnostics)
}

/// Whether a fault lies at, in or around what an edit changed.
fn concerns(edit: &Edit, fault: &Fault) -> bool {
    let around = !fault.path.keys().is_empty() && fault.path.holds(&edit.path);
    around || edit.path.holds(&fault.path)
}

/// The scenario with only the portfolios of these ids, in this order; with all where none is named.
pub(super) fn choose(scenario: &ValidScenario, ids: &[String]) -> Result<ValidScenario, Failure> {
    if ids.is_empty() {
        return Ok(scenario.clone());
    }
    let known = || scenario.portfolios.iter().map(|p| p.id.as_str());
    let mut indices = Vec::new();
    for id in ids {
        let option = || format!("--portfolio {id}");
        let Some(i) = known().position(|known| known == id) else {
            let hint = nearest(id, known()).map_or_else(
                || format!("known here: {}", known().collect::<Vec<_>>().join(", ")),
                |meant| format!("did you mean `{meant}`?"),
            );
            let message = format!("there is no portfolio `{id}`");
            return Err(usage(option(), message, Some(hint)));
        };
        if indices.contains(&i) {
            let message = format!("the portfolio `{id}` is named twice");
            return Err(usage(option(), message, None));
        }
        indices.push(i);
    }
    Ok(scenario.with_portfolios(&indices))
}
