//! The command line of `lockin import`.

use std::path::PathBuf;

use clap::{Subcommand, ValueEnum};

/// What to import, by its format.
#[derive(Debug, Subcommand)]
pub(in crate::cli) enum ImportCommand {
    /// From who depends on whom: an edge list, a Backstage catalog, a Terraform state
    Graph(GraphArgs),
}

/// What `import graph` is asked for.
#[derive(Clone, Debug, clap::Args)]
pub(in crate::cli) struct GraphArgs {
    /// Edge lists with the columns `from,to`, catalogs and states
    #[arg(required = true, value_name = "FILE")]
    pub(super) files: Vec<PathBuf>,

    /// A thing of the files that is a provider (repeatable)
    #[arg(long, value_name = "NAME")]
    pub(super) provider: Vec<String>,

    /// A thing of the files that is worth money itself (repeatable)
    #[arg(long, value_name = "NAME")]
    pub(super) workload: Vec<String>,

    #[command(flatten)]
    pub(super) common: Common,
}

/// What all imports share.
#[derive(Clone, Debug, clap::Args)]
pub(in crate::cli) struct Common {
    /// Write the scenario to a file instead of standard output
    #[arg(long, value_name = "FILE")]
    pub(super) out: Option<PathBuf>,

    /// The report of what was read: text on standard error, or json on standard output
    ///
    /// With `json` the scenario is written only where `--out` or `--into` names a file.
    #[arg(long, value_name = "KIND", value_enum, default_value_t = ReportKind::Text)]
    pub(super) report: ReportKind,

    /// Update this scenario with what was found, and change nothing else in it
    #[arg(long, value_name = "FILE", conflicts_with = "out")]
    pub(super) into: Option<PathBuf>,

    /// Write nothing; with --into, show what would change
    #[arg(long)]
    pub(super) dry_run: bool,

    /// With --into, also replace values that a person has set
    #[arg(long, requires = "into")]
    pub(super) replace: bool,
}

/// The kind of report on an import.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum ReportKind {
    Text,
    Json,
}
