//! `focus`: what cloud bills say about spend, placement, commitments and who really runs what.
//!
//! FOCUS 1.0 to 1.4, Cost and Usage and Contract Commitment, read row by row into
//! sums by key: memory grows with the number of keys, not of rows. Two cost bases
//! are kept apart: the run rate is the `EffectiveCost` of usage and purchases, amortised; cash is
//! the `BilledCost` of everything. Adding the two counts every commitment twice.

mod columns;
mod commitments;
mod keys;
mod ledger;
mod period;
mod scenario;
mod spend;
mod summary;

use std::path::PathBuf;

use columns::{Columns, Dataset, dataset};
use commitments::Commitments;
use ledger::{Charge, Ledger, identity};
use spend::Spend;

use super::Imported;
use super::decimal::Decimal;
use super::fault::{ImportError, Refusal};
use super::report::{FileRead, Report};
use super::source::{self, Content, Source, Text};
use super::table::{Table, is_null};
pub use columns::Split;
pub use spend::Basis;

/// What a person says beyond the files.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Which cost is meant; needed where the two tell different stories.
    pub cost: Option<Basis>,
    /// The currency of the scenario; charges in others are converted where there is a rate, else left out.
    pub currency: Option<String>,
    /// How much of the scenario's currency one unit of another is.
    pub rates: Vec<(String, Decimal)>,
    /// What makes a workload.
    pub split: Split,
}

/// Why files are no bill that can be read.
#[derive(Debug, thiserror::Error)]
pub enum FocusFault {
    /// Another format, which has a name.
    #[error("this is {0}, not FOCUS 1.0 to 1.4")]
    Other(&'static str),
    /// Another table altogether.
    #[error("this table has none of the columns of FOCUS, such as BilledCost")]
    NotFocus,
    /// Columns that are mandatory.
    #[error("the columns {} are missing", .0.join(", "))]
    Missing(Vec<String>),
    /// More than one currency.
    #[error("the charges are in {}, and currencies are not added", .0.join(" and "))]
    Currencies(Vec<String>),
    /// A currency that no charge is in.
    #[error("no charge is in {0}")]
    NoCurrency(String),
    /// The two cost bases differ too much to choose one silently.
    #[error("EffectiveCost and BilledCost differ by more than 20 %: {}", .0.join("; "))]
    Bases(Vec<String>),
    /// No row was left.
    #[error("no charge can be used: {0}")]
    Nothing(String),
    /// Nothing that is spent.
    #[error("the charges add up to nothing, on this cost basis: {0}")]
    NoSpend(&'static str),
    /// A sum beyond what can be held.
    #[error("the costs add up to more than 1e20")]
    Overflow,
    /// An archive of nothing.
    #[error("there is no table in this archive")]
    EmptyArchive,
}

impl Refusal for FocusFault {
    fn hint(&self) -> Option<String> {
        let hint = match self {
            FocusFault::Other(what) if what.starts_with("FOCUS") => {
                "export version 1.0 or later; its columns have other meanings"
            }
            FocusFault::Other(_) => {
                "AWS Data Exports, Azure exports of the type FocusCost and Google's FOCUS view give FOCUS"
            }
            FocusFault::NotFocus => "the first row must be the names of the columns",
            FocusFault::Missing(_) => "export all columns of FOCUS",
            FocusFault::Currencies(_) => {
                "`--currency USD` takes those charges alone, `--rate EUR=1.08` converts"
            }
            FocusFault::NoCurrency(_) => {
                "`--currency` and `--rate` take the codes that the files have"
            }
            FocusFault::Bases(_) => {
                "`--cost effective` takes the amortised cost, `--cost billed` what was invoiced; old AWS exports have no usable EffectiveCost"
            }
            FocusFault::Nothing(_) => "is this the right file?",
            FocusFault::NoSpend(_) => "the other one may do: `--cost effective` or `--cost billed`",
            FocusFault::Overflow => "is a cost column in another unit?",
            FocusFault::EmptyArchive => "it must hold files that end in .csv",
        };
        Some(hint.to_owned())
    }
}

/// What was read of all files.
struct Intake<'a> {
    options: &'a Options,
    /// Whether there are several files, which may hold the same month.
    many: bool,
    ledger: Ledger,
    commitments: Commitments,
    report: Report,
}

/// Reads the files as one bill.
pub fn import(files: &[PathBuf], options: &Options) -> Result<Imported, ImportError> {
    of_sources(files.iter().map(|file| source::open(file)), options)
}

/// Reads what is open already as one bill; all faults at once.
pub fn of_sources(
    sources: impl ExactSizeIterator<Item = Result<Source, ImportError>>,
    options: &Options,
) -> Result<Imported, ImportError> {
    let mut intake = Intake {
        options,
        many: sources.len() > 1,
        ledger: Ledger::default(),
        commitments: Commitments::default(),
        report: Report {
            import: "focus",
            ..Report::default()
        },
    };
    let mut errors: Option<ImportError> = None;
    for source in sources {
        if let Err(error) = source.and_then(|source| intake.source(source)) {
            errors = Some(match errors {
                Some(before) => before.and(error),
                None => error,
            });
        }
    }
    match errors {
        Some(errors) => Err(errors),
        None => intake.finish(),
    }
}

impl Intake<'_> {
    fn source(&mut self, Source { name, content }: Source) -> Result<(), ImportError> {
        match content {
            Content::Text(text) => self.text(&name, text),
            Content::Zip(mut archive) => {
                let members = archive.members();
                let tables: Vec<_> = members
                    .iter()
                    .filter(|member| member.path.to_ascii_lowercase().ends_with(".csv"))
                    .collect();
                if tables.is_empty() {
                    return Err(ImportError::of(&name, &FocusFault::EmptyArchive));
                }
                self.many |= tables.len() > 1;
                for member in tables {
                    let inner = format!("{name}/{}", member.path);
                    let text = archive
                        .text(member)
                        .map_err(|fault| ImportError::of(&inner, &fault))?;
                    let text = source::of_bytes(&inner, text.into_bytes())?.text()?;
                    self.text(&inner, text)?;
                }
                Ok(())
            }
        }
    }

    /// Reads one table.
    fn text(&mut self, name: &str, text: Text) -> Result<(), ImportError> {
        let form = format!("{}{}", text.form().table(), text.packed());
        let mut table = Table::new(name, text)?;
        let of = |fault| ImportError::of(name, &fault);
        let detected = match dataset(table.columns()).map_err(of)? {
            Dataset::ContractCommitment => {
                let before = self.commitments.rows;
                self.commitments.read(&mut table, &mut self.report)?;
                let rows = self.commitments.rows - before;
                format!("FOCUS Contract Commitment, {form}, {rows} rows")
            }
            Dataset::CostAndUsage => {
                let columns = Columns::new(table.columns(), &self.options.split).map_err(of)?;
                let before = self.ledger.rows;
                self.charges(&mut table, &columns)?;
                let rows = self.ledger.rows - before;
                let note = columns.note().map(|note| format!("; {note}"));
                format!(
                    "FOCUS {} Cost and Usage, {form}, {rows} rows{}",
                    columns.generation,
                    note.unwrap_or_default()
                )
            }
        };
        self.report.files.push(FileRead {
            file: name.to_owned(),
            detected,
        });
        Ok(())
    }

    fn charges(&mut self, table: &mut Table, columns: &Columns) -> Result<(), ImportError> {
        let number = self.report.files.len();
        let width = table.columns().len();
        let mut tag = Vec::new();
        table.read_only(&columns.read);
        while table.advance()? {
            if table.width() != width {
                self.ledger.rows += 1;
                self.ledger.leave_out("row with too few or too many cells");
                continue;
            }
            let row = &*table;
            if self.many {
                let what = [row.cell(columns.account), row.cell(columns.billing_start)];
                let cells = columns.identity.iter().map(|column| row.cell(*column));
                self.ledger.begin_slice(number, what, identity(cells));
            }
            let split = match &self.options.split {
                Split::None => &[][..],
                Split::Column(_) => row.cell(columns.split),
                Split::Tag(key) => {
                    tag_of(row.cell(columns.split), key, &mut tag);
                    &tag
                }
            };
            if self.ledger.add(&charge(row, columns, split)).is_err() {
                return Err(row.refuse(&FocusFault::Overflow));
            }
        }
        Ok(())
    }

    /// Makes sums of what was read, and of those a scenario.
    fn finish(mut self) -> Result<Imported, ImportError> {
        summary::tell_repeats(&mut self.ledger, &mut self.report);
        for (reason, n) in &self.ledger.dropped {
            self.report.drop(reason, *n);
        }
        let Self {
            options,
            ledger,
            commitments,
            mut report,
            ..
        } = self;
        let spend = Spend::new(&ledger, options, &mut report)?;
        summary::tell(spend.as_ref(), &ledger, &commitments, &mut report);
        let findings = scenario::findings(spend.as_ref(), &commitments, &report)?;
        Ok(Imported { findings, report })
    }
}

/// Whether a table of these columns is a bill: one that is read here, or another that is known by its name.
pub(super) fn knows(columns: &[String]) -> bool {
    !matches!(dataset(columns), Err(FocusFault::NotFocus))
}

/// The row as a charge.
fn charge<'a>(row: &'a Table, columns: &Columns, split: &'a [u8]) -> Charge<'a> {
    let cost = |column| {
        let cell: &[u8] = row.cell(column);
        (!is_null(cell)).then(|| Decimal::parse(cell).map_err(|_| ()))
    };
    let provider = match row.cell(columns.service_provider) {
        cell if is_null(cell) => row.cell(columns.provider),
        cell => cell,
    };
    Charge {
        provider,
        host: row.cell(columns.host),
        region: row.cell(columns.region),
        category: row.cell(columns.category),
        kind: row.cell(columns.charge),
        currency: row.cell(columns.currency),
        commitment_status: row.cell(columns.commitment_status),
        split,
        start: row.cell(columns.start),
        end: row.cell(columns.end),
        billed: cost(columns.billed),
        effective: cost(columns.effective),
    }
}

/// The value of a tag, from a JSON object with or without its braces; empty where there is none.
fn tag_of(cell: &[u8], key: &str, value: &mut Vec<u8>) {
    value.clear();
    let cell = cell.trim_ascii();
    let braced = cell.starts_with(b"{");
    let object = if braced {
        cell.to_vec()
    } else {
        [b"{", cell, b"}"].concat()
    };
    let Ok(serde_json::Value::Object(tags)) = serde_json::from_slice(&object) else {
        return;
    };
    match tags.get(key) {
        Some(serde_json::Value::String(text)) => value.extend_from_slice(text.as_bytes()),
        Some(serde_json::Value::Null) | None => {}
        Some(other) => value.extend_from_slice(other.to_string().as_bytes()),
    }
}
