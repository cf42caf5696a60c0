//! `lockin` without a command: the terminal program, or the report where there is no terminal.

use std::io::{self, IsTerminal};

use super::args::{Args, Format, ReportArgs};
use super::failure::Failure;
use super::open::{Opened, open};
use super::run;

/// Opens the scenario in the terminal, or prints its report where standard output is none.
pub(super) fn start(args: &Args) -> Result<(), Failure> {
    let opened = open(&args.run)?;
    if io::stdout().is_terminal() && io::stdin().is_terminal() {
        return show(&opened, args);
    }
    report(&opened, args)
}

/// The interactive program. The one place where the `ui` layer is plugged in; until then, the report.
fn show(opened: &Opened, args: &Args) -> Result<(), Failure> {
    let _ = &opened.loaded;
    report(opened, args)
}

fn report(opened: &Opened, args: &Args) -> Result<(), Failure> {
    let args = ReportArgs {
        run: args.run.clone(),
        format: Format::Text,
        out: None,
        fail_if: Vec::new(),
    };
    run::report(opened, &args)
}
