//! Why a file is no incident history.

use crate::import::Refusal;
use crate::store::printable;

/// What is wrong with a file or with what was asked of it.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Trouble {
    /// JSON of another kind.
    #[error("this is JSON, but no incident history that is known")]
    Unknown,
    /// JSON that breaks its own rules.
    #[error("this is no JSON: {0}")]
    NoJson(String),
    /// A table without a column that is known to hold starts.
    #[error("no column is known to hold the start of an incident")]
    NoStart {
        /// What columns there are.
        columns: Vec<String>,
    },
    /// A `--map` that names a column that is not there.
    #[error("there is no column `{}`", printable(.named))]
    NoColumn {
        /// The name given.
        named: String,
        /// What columns there are.
        columns: Vec<String>,
    },
    /// A bill.
    #[error("this is a bill, not an incident history: it has a column `{}`", printable(.column))]
    Bill {
        /// The column that shows it.
        column: String,
    },
    /// Nothing to learn from.
    #[error("no incident is left to learn from: {read} were read, {dropped}")]
    None {
        /// How many entries the files have.
        read: u64,
        /// Why they do not count.
        dropped: String,
    },
    /// More than a scenario takes.
    #[error("{provider} has {} incidents a year, but a scenario takes at most {most}", crate::units::digits(*.rate, 3))]
    TooOften {
        /// Whose.
        provider: String,
        /// How many \[1/yr\].
        rate: f64,
        /// The most that a scenario takes \[1/yr\].
        most: f64,
    },
    /// More providers than a scenario is made of.
    #[error("the files name {n} providers, but at most {most} are read")]
    TooMany {
        /// How many.
        n: usize,
        /// The most that are read.
        most: usize,
    },
    /// A law that cannot be had.
    #[error("the law {law} cannot be used for {n} durations of {provider}: {why}")]
    NoLaw {
        /// What was asked for.
        law: &'static str,
        /// How many durations there are.
        n: usize,
        /// Whose.
        provider: String,
        /// What is in the way.
        why: &'static str,
    },
}

impl Refusal for Trouble {
    fn hint(&self) -> Option<String> {
        Some(match self {
            Trouble::Unknown => "known are Statuspage v2, Google's incidents.json, AWS's data.json and Health events, Azure Service Health events; `lockin import incidents --help` tells more".to_owned(),
            Trouble::NoJson(_) => "was the download cut off? Save the page's address again with `curl -o`".to_owned(),
            Trouble::NoStart { columns } => format!(
                "name the columns: --map start=COLUMN,end=COLUMN,severity=COLUMN; there are {}",
                list(columns)
            ),
            Trouble::NoColumn { columns, .. } => format!("there are {}", list(columns)),
            Trouble::Bill { .. } => "`lockin import focus` reads FOCUS; Azure and AWS export it as FocusCost".to_owned(),
            Trouble::None { .. } => "ask for less: --severity, --component, --region and --since leave incidents out".to_owned(),
            Trouble::TooOften { .. } => "are these alarms, not incidents? --severity keeps what is bad enough, --merge makes one of those that overlap".to_owned(),
            Trouble::TooMany { .. } => "does the column hold providers? `--map provider=COLUMN` names another, `--provider NAME` says whose all are".to_owned(),
            Trouble::NoLaw { .. } => "--hours auto takes the best that there is".to_owned(),
        })
    }
}

/// The columns of a table, the first dozens of them.
fn list(columns: &[String]) -> String {
    const SHOWN: usize = 30;
    let names: Vec<String> = columns
        .iter()
        .take(SHOWN)
        .map(|name| format!("`{}`", printable(name)))
        .collect();
    let more = if columns.len() > SHOWN { ", …" } else { "" };
    format!("{}{more}", names.join(", "))
}
