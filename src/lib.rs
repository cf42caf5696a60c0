//! What it costs to depend on one cloud provider.

pub mod stats;
