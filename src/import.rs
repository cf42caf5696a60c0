//! Evidence in: what people already have, as a scenario that they can defend.
//!
//! Every format goes the same way: files → [`Findings`] → a scenario document.
//! Files are opened by [`source`], which knows what they are by their content and
//! bounds what they may grow to; each format has a room that reads them and says
//! what it found, value by value with its source, and a [`Report`] of what was
//! detected, counted, dropped and cannot be told. Formats know nothing of YAML,
//! of each other, or of the scenario that the findings may be written into.
//!
//! What we promise: what is dropped is counted by its reason, sums of money are
//! exact, currencies are never added, a file that is not what it says is refused
//! whole, and text from a file comes out escaped.

pub mod assumed;
pub mod decimal;
pub mod dora;
pub mod focus;
pub mod graph;
pub mod incidents;
pub mod names;
pub mod source;
pub mod table;

mod detect;
mod fault;
mod findings;
mod into;
mod report;

pub use detect::{Format, detect};
pub use fault::{ImportError, Refusal};
pub use findings::{Finding, Findings, Invalid};
pub use into::{IntoFault, Kept, Update, into, into_edited};
pub use report::{FileRead, Report, Section};

/// What one format made of its files.
#[derive(Clone, Debug)]
pub struct Imported {
    /// What was found, value by value.
    pub findings: Findings,
    /// What a person should know about how it was found.
    pub report: Report,
}
