//! `graph`: who depends on whom, from an edge list, a Backstage catalog or a Terraform state.
//!
//! All three are read into one `Inventory`. Things that nothing depends on are
//! what the business runs; providers are known by their names or named by a person;
//! all else is a component in between. A graph knows structure and nothing of money
//! or failure, which stays placeholders.

mod backstage;
mod edges;
mod inventory;
mod terraform;

use std::path::PathBuf;

use super::Imported;
use super::fault::{ImportError, Refusal};
use super::report::Report;
use super::source::{self, Source};
use crate::units::grouped;
use inventory::{Inventory, MOST_THINGS};

/// What a person says beyond the files.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Things of the files that are providers, by their names.
    pub providers: Vec<String>,
    /// Things of the files that are worth money themselves, by their names.
    pub workloads: Vec<String>,
}

/// Why a file is no inventory.
#[derive(Debug, thiserror::Error)]
pub enum GraphFault {
    /// None of the formats.
    #[error("this is no edge list, Backstage catalog or Terraform state")]
    Unknown,
    /// Not JSON. What stands there may be secret and is not said.
    #[error("this is not JSON that can be read, {what}")]
    Json {
        /// What is wrong with it, without its content.
        what: &'static str,
    },
    /// A state of another generation.
    #[error("this is a Terraform state of version {0}, but only version 4 is read")]
    StateVersion(u64),
    /// Output of another generation.
    #[error("this is `show -json` output of format {}, but only 1.x is read", crate::store::printable(.0))]
    ShowVersion(String),
    /// Not YAML.
    #[error("{0}")]
    Yaml(crate::store::Problem),
    /// Nothing to depend on.
    #[error("the files name nothing that could fail")]
    Nothing,
    /// More than people can read.
    #[error("the files name {} things, but at most {} are read", grouped(*.0), grouped(MOST_THINGS))]
    TooMany(usize),
    /// A thing that the command line names and the files do not.
    #[error("the files name no `{0}`")]
    NotThere(String),
}

impl Refusal for GraphFault {
    fn hint(&self) -> Option<String> {
        let hint = match self {
            GraphFault::Unknown => {
                "an edge list begins with the columns `from,to`, a catalog with `apiVersion: backstage.io/…`, a state with `{\"version\": 4`"
            }
            GraphFault::Json { .. } => {
                "take the state with `terraform state pull` or `terraform show -json`"
            }
            GraphFault::StateVersion(_) => {
                "`terraform init` with a newer Terraform writes version 4"
            }
            GraphFault::ShowVersion(_) => "take `terraform state pull` instead",
            GraphFault::Yaml(problem) => return problem.hint(),
            GraphFault::Nothing => "is this the right file?",
            GraphFault::TooMany(_) => "name services and systems, not every machine in them",
            GraphFault::NotThere(_) => "write it as the files do",
        };
        Some(hint.to_owned())
    }
}

/// Reads the files, which may be of different formats, as one inventory.
pub fn import(files: &[PathBuf], options: &Options) -> Result<Imported, ImportError> {
    of_sources(files.iter().map(|file| source::open(file)), options)
}

/// Reads what is open already as one inventory; all faults at once.
pub fn of_sources(
    sources: impl Iterator<Item = Result<Source, ImportError>>,
    options: &Options,
) -> Result<Imported, ImportError> {
    let mut report = Report {
        import: "graph",
        ..Report::default()
    };
    let mut inventory = Inventory::default();
    let mut errors: Option<ImportError> = None;
    for source in sources {
        let read = source.and_then(|source| {
            let name = source.name.clone();
            let text = source.whole_text()?;
            read(&name, &text, &mut inventory, &mut report)
        });
        if let Err(error) = read {
            errors = Some(match errors {
                Some(before) => before.and(error),
                None => error,
            });
        }
    }
    if let Some(errors) = errors {
        return Err(errors);
    }
    inventory.name_roles(options)?;
    let findings = inventory.findings(&mut report)?;
    Ok(Imported { findings, report })
}

/// Whether a text that is no JSON begins as one that is read here does.
pub(super) fn looks_known(head: &str) -> bool {
    backstage::looks_like(head) || edges::looks_like(head.trim_start())
}

/// Reads one text, by what it looks like.
fn read(
    name: &str,
    text: &str,
    inventory: &mut Inventory,
    report: &mut Report,
) -> Result<(), ImportError> {
    let first = text.trim_start();
    if first.starts_with('{') {
        terraform::read(name, text, inventory, report)
    } else if backstage::looks_like(text) {
        backstage::read(name, text, inventory, report)
    } else if edges::looks_like(first) {
        edges::read(name, text, inventory, report)
    } else {
        Err(ImportError::of(name, &GraphFault::Unknown))
    }
}
