//! The command line of `lockin import`.

use std::path::PathBuf;

use clap::{Subcommand, ValueEnum};

use super::incidents::IncidentsArgs;

use crate::import::decimal::Decimal;
use crate::import::focus::{self, Basis, Split};

/// What to import, by its format.
#[derive(Debug, Subcommand)]
pub(in crate::cli) enum ImportCommand {
    /// From cloud bills: FOCUS 1.0 to 1.4, charges and contract commitments
    #[command(after_long_help = FOCUS_EXAMPLES)]
    Focus(FocusArgs),
    /// From the register of information of DORA: its plain-CSV report package
    Dora {
        /// The zip archive as it is filed
        file: PathBuf,

        #[command(flatten)]
        common: Common,
    },
    /// From who depends on whom: an edge list, a Backstage catalog, a Terraform state
    Graph(GraphArgs),
    /// From what status pages posted: how often a provider fails, and for how long
    Incidents(Box<IncidentsArgs>),
}

const FOCUS_EXAMPLES: &str = "\
Examples:
  lockin import focus 2026-*.csv.gz --out mine.yaml
  lockin import focus charges.csv commitments.csv --out mine.yaml
  lockin import focus charges.csv --by tag:application --rate EUR=1.08
  lockin import focus charges.csv --report json > spend.json

The cost is the EffectiveCost of usage and purchases: the run rate. Where it differs from the BilledCost of a provider by more than
20 %, say which is meant: `--cost effective`, or `--cost billed` for all that was invoiced.";

/// What `import focus` is asked for.
#[derive(Clone, Debug, clap::Args)]
pub(in crate::cli) struct FocusArgs {
    /// Exports as CSV, also packed with gzip, zstd or zip; the newest of a month last
    #[arg(required = true, value_name = "FILE")]
    pub(super) files: Vec<PathBuf>,

    /// Which cost is meant [default: effective, where both tell much the same]
    #[arg(long, value_name = "BASIS", value_enum)]
    pub(super) cost: Option<Cost>,

    /// The currency of the scenario; other charges are left out where no --rate converts them
    #[arg(long, value_name = "CODE")]
    pub(super) currency: Option<String>,

    /// What one unit of another currency is worth, such as EUR=1.08 (repeatable)
    #[arg(long, value_name = "CODE=RATE", value_parser = rate)]
    pub(super) rate: Vec<(String, Decimal)>,

    /// What makes a workload: sub-account, service, category or tag:KEY [default: one for everything]
    #[arg(long, value_name = "KEY", value_parser = split)]
    pub(super) by: Option<Split>,

    #[command(flatten)]
    pub(super) common: Common,
}

impl FocusArgs {
    /// What a person says beyond the files.
    pub(super) fn options(&self) -> focus::Options {
        focus::Options {
            cost: self.cost.map(Basis::from),
            currency: self.currency.clone(),
            rates: self.rate.clone(),
            split: self.by.clone().unwrap_or_default(),
        }
    }
}

/// Which cost is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum Cost {
    /// `EffectiveCost` of usage and purchases: the run rate
    Effective,
    /// `BilledCost` of all charges: what is invoiced
    Billed,
}

impl From<Cost> for Basis {
    fn from(cost: Cost) -> Self {
        match cost {
            Cost::Effective => Self::Effective,
            Cost::Billed => Self::Billed,
        }
    }
}

/// An exchange rate, `EUR=1.08`.
fn rate(text: &str) -> Result<(String, Decimal), String> {
    let bad = || "must be CODE=RATE, such as EUR=1.08".to_owned();
    let (code, rate) = text.split_once('=').ok_or_else(bad)?;
    let rate = Decimal::parse(rate.trim().as_bytes()).map_err(|_| bad())?;
    if code.trim().is_empty() || rate.is_zero() || rate.is_negative() {
        return Err(bad());
    }
    Ok((code.trim().to_owned(), rate))
}

/// What makes a workload.
fn split(text: &str) -> Result<Split, String> {
    match text.split_once(':') {
        Some(("tag", key)) if !key.is_empty() => Ok(Split::Tag(key.to_owned())),
        None if text == "sub-account" => Ok(Split::Column("SubAccountId")),
        None if text == "service" => Ok(Split::Column("ServiceName")),
        None if text == "category" => Ok(Split::Column("ServiceCategory")),
        _ => Err("must be sub-account, service, category or tag:KEY".to_owned()),
    }
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
