//! The one integration binary: a module per behaviour.

mod cli;
mod faults;
mod files;
mod schema;
mod session;
mod snapshots;
