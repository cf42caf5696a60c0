//! The one integration binary: a module per behaviour.

mod blessed;
mod bookings;
mod cases;
mod checks;
mod cli;
mod closed_forms;
mod contracts;
mod coverage;
mod determinism;
mod fault_trees;
mod faults;
mod files;
mod groups;
mod laws_of_contracts;
mod laws_of_figures;
mod laws_of_outage;
mod rates;
mod readme;
mod replay;
mod scenario;
mod schema;
mod session;
mod snapshots;
mod tidy;
mod undo;
mod values;
