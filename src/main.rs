//! The `lockin` program: the command line first, then, where it asks for one, the screen.

use std::process::ExitCode;

use lockin::cli::{self, Next};
use lockin::ui::{self, Look, Options, Settings};

fn main() -> ExitCode {
    let opening = match cli::main() {
        Next::Exit(code) => return code,
        Next::Open(opening) => opening,
    };
    let look = Look::of_terminal(opening.colours, &opening.config, &opening.choices);
    let options = Options {
        seed: opening.seed,
        trials: opening.trials,
        threads: opening.threads,
        settings: Settings {
            config: opening.config,
            choices: opening.choices,
            look,
        },
        snapshots: opening.snapshots,
        slot: opening.slot,
        found: opening.found,
        warning: opening.warning,
        choices: opening.choices_file,
    };
    match ui::run(opening.workspace, options) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => cli::fail(error),
    }
}
