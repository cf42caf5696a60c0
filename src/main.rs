//! The `lockin` program: the command line first, then, where it asks for one, the screen.

use std::process::ExitCode;

use lockin::cli::{self, Next};
use lockin::ui::{self, Options, Theme};

fn main() -> ExitCode {
    let opening = match cli::main() {
        Next::Exit(code) => return code,
        Next::Open(opening) => opening,
    };
    let options = Options {
        seed: opening.seed,
        trials: opening.trials,
        threads: opening.threads,
        theme: Theme::new(opening.colours, Theme::charset_of_terminal()),
        snapshots: opening.snapshots,
    };
    match ui::run(opening.workspace, options) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => cli::fail(error),
    }
}
