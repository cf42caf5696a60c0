//! The one integration binary: a module per behaviour.

mod closed_forms;
mod determinism;
mod laws_of_outage;
mod replay;
mod scenario;
mod tidy;
