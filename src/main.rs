//! The `lockin` program.
fn main() {}
