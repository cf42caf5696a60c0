//! The one integration binary: a module per behaviour.

mod cases;
mod cli;
mod closed_forms;
mod determinism;
mod fault_trees;
mod faults;
mod files;
mod importance;
mod laws_of_figures;
mod laws_of_outage;
mod readme;
mod replay;
mod scenario;
mod schema;
mod session;
mod snapshots;
mod tidy;
mod undo;
