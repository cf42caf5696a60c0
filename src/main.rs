//! The `lockin` program.

use std::process::ExitCode;

fn main() -> ExitCode {
    lockin::cli::main()
}
