//! The `lockin` program.

use std::process::ExitCode;

use lockin::cli::{self, Color, Session};
use lockin::ui::{self, ColorWish, Theme};

fn main() -> ExitCode {
    cli::main(show)
}

/// The terminal program on what the command line has opened.
fn show(session: Session) -> anyhow::Result<()> {
    let wish = match session.color {
        Color::Auto => ColorWish::Auto,
        Color::Always => ColorWish::Always,
        Color::Never => ColorWish::Never,
    };
    let options = ui::Options {
        seed: session.seed,
        trials: session.trials,
        threads: session.threads,
        theme: Theme::new(wish.decide(), Theme::charset_of_terminal()),
        snapshots: session.snapshots,
    };
    ui::run(session.workspace, options)
}
