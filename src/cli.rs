//! Words: what the command line asks for, and what it gets.
//!
//! A command returns the reason why it failed as a [`Failure`], which knows its
//! exit code. Data goes to standard output, everything else to standard error.

mod args;
mod check;
mod config;
mod example;
mod fail_if;
mod failure;
mod import;
mod interactive;
mod merge;
mod open;
mod output;
mod partial;
mod progress;
mod replay;
mod run;
mod snapshot;

use std::process::ExitCode;

use clap::{CommandFactory, Parser};

use args::{Args, Command};
pub use failure::Failure;
pub use interactive::Opening;

/// What is left to do once the command line has had its say.
#[derive(Debug)]
pub enum Next {
    /// Nothing but to leave with this code.
    Exit(ExitCode),
    /// To open the terminal program.
    Open(Box<Opening>),
}

/// Does what the command line of this process says, as far as that needs no screen.
pub fn main() -> Next {
    // On bad arguments this prints why and exits with 2, on `--help` with 0.
    let args = Args::parse();
    let done = match &args.command {
        None if args.print_keys => config::print_keys(args.color).map(|()| None),
        None => interactive::start(&args),
        Some(command) => dispatch(command, &args).map(|()| None),
    };
    match done {
        Ok(Some(opening)) => Next::Open(Box::new(opening)),
        Ok(None) => Next::Exit(ExitCode::SUCCESS),
        Err(failure) => Next::Exit(leave(&failure, args.color)),
    }
}

/// Says why the program failed; gives its exit code.
pub fn fail(error: anyhow::Error) -> ExitCode {
    leave(&Failure::from(error), args::Color::Auto)
}

fn leave(failure: &Failure, color: args::Color) -> ExitCode {
    failure.print(color);
    ExitCode::from(failure.code())
}

fn dispatch(command: &Command, args: &Args) -> Result<(), Failure> {
    match command {
        Command::Run(args) => run::run(args),
        Command::Merge(args) => merge::merge(args),
        Command::Replay(args) => replay::replay(args),
        Command::Check { files } => check::check(files, args.color),
        Command::Snapshot(command) => snapshot::snapshot(command, args.snapshots.as_deref()),
        Command::Import(command) => import::import(command),
        Command::Example { name } => example::example(name.as_deref()),
        Command::Config(command) => config::config(command, args.color),
        Command::Schema => output::print(crate::store::SCHEMA.as_bytes()),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(*shell, &mut Args::command(), "lockin", &mut script);
            output::print(&script)
        }
        Command::Man => {
            let mut page = Vec::new();
            clap_mangen::Man::new(Args::command()).render(&mut page)?;
            page.extend(config::manual().bytes());
            output::print(&page)
        }
    }
}
