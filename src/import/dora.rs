//! `dora`: the register of information of EU 2024/2956, as its plain-CSV report package.
//!
//! The register already holds what no other file does: which functions are
//! critical, how hard a provider is to replace, whether there is an exit plan, who
//! subcontracts to whom, and what a year costs. Registers are confidential: the
//! report counts, it does not name.

mod register;
mod scenario;
mod summary;

use std::path::Path;

use super::Imported;
use super::fault::{ImportError, Refusal};
use super::report::{FileRead, Report};
use super::source::{self, Archive, Content};
pub use register::{Assessment, Contract, Function, Link, Provider, Register, Use};

/// Why a file is no register that can be read.
#[derive(Debug, thiserror::Error)]
pub enum DoraFault {
    /// Text where an archive is needed.
    #[error("this is no report package: a plain-CSV package is a zip archive")]
    NoPackage,
    /// An archive of something else.
    #[error("this archive holds no table of a register, such as reports/b_05.01.csv")]
    NoTables,
    /// XBRL as XML.
    #[error("this is a register as xBRL-XML, but only plain CSV is read")]
    Xml,
    /// Excel.
    #[error("this is an Excel workbook, but only plain CSV is read")]
    Workbook,
    /// One of the long forms of converters.
    #[error("the tables are in the form of data points, not of columns c0010, c0020 and so on")]
    DataPoints,
    /// A table that cannot be done without.
    #[error("the tables {} are missing or have no row that can be used", .0.join(", "))]
    Missing(Vec<&'static str>),
}

impl Refusal for DoraFault {
    fn hint(&self) -> Option<String> {
        let hint = match self {
            DoraFault::NoPackage | DoraFault::NoTables => {
                "name the zip archive that is filed, with `reports/b_01.01.csv` and so on in one folder"
            }
            DoraFault::Xml | DoraFault::Workbook | DoraFault::DataPoints => {
                "the tool that you file with also writes the plain-CSV report package"
            }
            DoraFault::Missing(_) => "a scenario needs to know which function uses which provider",
        };
        Some(hint.to_owned())
    }
}

/// Reads a report package.
pub fn import(file: &Path) -> Result<Imported, ImportError> {
    let source = source::open(file)?;
    match source.content {
        Content::Zip(archive) => package(&source.name, archive),
        Content::Text(_) => Err(ImportError::of(&source.name, &DoraFault::NoPackage)),
    }
}

/// Reads a report package that is open. `name` is that of the file, for messages.
pub fn package(name: &str, mut archive: Archive) -> Result<Imported, ImportError> {
    let mut report = Report {
        import: "dora",
        ..Report::default()
    };
    let register = Register::read(name, &mut archive)?;
    let rows: u64 = register.rows.values().sum();
    report.files.push(FileRead {
        file: name.to_owned(),
        detected: format!(
            "register of information, plain-CSV report package, {} tables, {rows} rows",
            register.rows.len()
        ),
    });
    summary::tell(&register, &mut report);
    let findings = scenario::findings(name, &register, &mut report)?;
    Ok(Imported { findings, report })
}
