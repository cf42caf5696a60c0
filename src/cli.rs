//! Words: what the command line asks for, and what it gets.
//!
//! A command returns the reason why it failed as a [`Failure`], which knows its
//! exit code. Data goes to standard output, everything else to standard error.

mod args;
mod check;
mod example;
mod fail_if;
mod failure;
mod interactive;
mod open;
mod output;
mod progress;
mod run;
mod snapshot;

use std::process::ExitCode;

use clap::{CommandFactory, Parser};

pub use args::Color;
use args::{Args, Command};
pub use failure::Failure;
pub use interactive::Session;

/// Does what the command line of this process says; `show` is the terminal program.
pub fn main(show: impl FnOnce(Session) -> anyhow::Result<()>) -> ExitCode {
    // On bad arguments this prints why and exits with 2, on `--help` with 0.
    let args = Args::parse();
    let done = dispatch(&args, show);
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            failure.print(args.color);
            ExitCode::from(failure.code())
        }
    }
}

fn dispatch(args: &Args, show: impl FnOnce(Session) -> anyhow::Result<()>) -> Result<(), Failure> {
    match &args.command {
        None => interactive::start(args, show),
        Some(Command::Run(args)) => run::run(args),
        Some(Command::Check { files }) => check::check(files, args.color),
        Some(Command::Snapshot(command)) => snapshot::snapshot(command, args.snapshots.as_deref()),
        Some(Command::Example { name }) => example::example(name.as_deref()),
        Some(Command::Schema) => output::print(crate::store::SCHEMA.as_bytes()),
        Some(Command::Completions { shell }) => {
            let mut script = Vec::new();
            clap_complete::generate(*shell, &mut Args::command(), "lockin", &mut script);
            output::print(&script)
        }
        Some(Command::Man) => {
            let mut page = Vec::new();
            clap_mangen::Man::new(Args::command()).render(&mut page)?;
            output::print(&page)
        }
    }
}
