//! The one integration binary: a module per behaviour.

mod cli;
mod closed_forms;
mod coverage;
mod determinism;
mod faults;
mod files;
mod laws_of_outage;
mod readme;
mod replay;
mod scenario;
mod schema;
mod session;
mod snapshots;
mod tidy;
mod undo;
