//! The command line: every command, option and its help.

use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};

use super::fail_if::Condition;
pub(super) use super::import::args::ImportCommand;
use crate::analysis::Precision;
use crate::model::{Edit, Path};
use crate::session::Scheme;
use crate::store::parse_value;

const EXAMPLES: &str = "\
Examples:
  lockin                                 open the built-in scenario
  lockin my.yaml --set horizon=5         open a file with a what-if
  lockin run my.yaml --format json       the same analysis without a terminal
  lockin check my.yaml                   every fault, with its line and column
  lockin example frontier-lab > my.yaml  a scenario to begin with

Exit codes: 0 done, 1 the input is at fault, 2 the command line is at fault,
3 a --fail-if held, 130 interrupted.";

const RUN_EXAMPLES: &str = "\
Examples:
  lockin run my.yaml --trials 1e6 --out report.txt
  lockin run my.yaml --precision 0.5%
  lockin run my.yaml --set providers.azure.outages.control-plane.per_year=0.8
  lockin run my.yaml --portfolio today --portfolio multi-cloud --format json
  lockin run my.yaml --fail-if 'comparison.p_b_cheaper < 0.9'

A path of --set is made of the keys of the file, with dots between them; ids stand where lists have positions.
`--set PATH=` takes the key away. A path of --fail-if leads into the JSON report in the same way.";

const REPLAY_EXAMPLES: &str = "\
Examples:
  lockin replay                                    the worst history of the first portfolio
  lockin replay my.yaml --worst --by-year          the history with its worst single year
  lockin replay --quantile 99 --of multi-cloud     the history that 99 % of all do not exceed
  lockin replay --largest-difference               where the second portfolio costs most beside the first
  lockin replay --trial 4217 --format json         a history by its number, for programs";

/// What does it cost to depend on one cloud provider?
///
/// Simulates outages of cloud providers and of what they share, and compares the losses of portfolios.
/// Without a command it opens a scenario in the terminal.
#[derive(Debug, Parser)]
#[command(name = "lockin", version, max_term_width = 100, after_long_help = EXAMPLES)]
#[command(
    args_conflicts_with_subcommands = true,
    subcommand_help_heading = "Commands"
)]
pub(super) struct Args {
    #[command(subcommand)]
    pub(super) command: Option<Command>,

    #[command(flatten)]
    pub(super) run: RunArgs,

    #[arg(
        long,
        help = "The folder of snapshots [default: $XDG_DATA_HOME/lockin/snapshots]",
        value_name = "DIR",
        global = true,
        env = "LOCKIN_SNAPSHOTS",
        hide_env = true
    )]
    pub(super) snapshots: Option<PathBuf>,

    #[arg(
        long,
        help = "When to use colour; NO_COLOR and TERM=dumb are honoured",
        value_name = "WHEN",
        global = true,
        value_enum,
        default_value_t,
        hide_default_value = true
    )]
    pub(super) color: Color,

    /// Colours: ansi, dark, light, contrast, deuteranopia, tritanopia; the last two also with -light
    #[arg(long, value_name = "THEME", value_parser = theme)]
    pub(super) theme: Option<Scheme>,

    /// Draw without borders and braille, for screen readers and plain fonts
    #[arg(long)]
    pub(super) plain: bool,

    /// Print the keys of the terminal program and leave
    #[arg(long)]
    pub(super) print_keys: bool,
}

/// When to use colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum Color {
    /// Where the output is a terminal that can.
    #[default]
    Auto,
    /// Everywhere.
    Always,
    /// Nowhere.
    Never,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Analyse a scenario without a terminal and print a report
    #[command(after_long_help = RUN_EXAMPLES)]
    Run(ReportArgs),
    /// Tell one simulated history: every outage, what it took, who took over and what it cost
    ///
    /// Without a choice it is the worst history of the first portfolio. A history chosen by its number needs no run.
    #[command(after_long_help = REPLAY_EXAMPLES)]
    Replay(ReplayArgs),
    /// Say everything that is wrong with scenario files
    ///
    /// Prints every fault with line, column and a hint to standard error, and a line for each good file.
    Check {
        /// Scenario files
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
    },
    /// List, show, compare and verify saved snapshots
    #[command(subcommand)]
    Snapshot(SnapshotCommand),
    /// Make a scenario from what you already have
    ///
    /// Reads files that others wrote, says what was detected, counted and left out, and writes a scenario in which
    /// every number has its source. What the files cannot tell stands there as a placeholder, and is listed.
    #[command(subcommand)]
    Import(ImportCommand),
    /// List the built-in scenarios, or print one
    Example {
        /// The one to print
        name: Option<String>,
    },
    /// Settings of the terminal program: keys, colours, mouse
    #[command(subcommand)]
    Config(ConfigCommand),
    /// Print the JSON Schema of the scenario file, for editors
    Schema,
    /// Print a script that completes commands in a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Print the manual page
    Man,
}

#[derive(Debug, Subcommand)]
pub(super) enum ConfigCommand {
    /// Print a file of settings to begin with: every setting with its default
    Template,
    /// Print where the file of settings is
    Path,
    /// Say everything that is wrong with it
    Check,
}

#[derive(Debug, Subcommand)]
pub(super) enum SnapshotCommand {
    /// List all snapshots, oldest first
    List,
    /// Show one snapshot: its edits and results
    Show {
        /// Id, name or the beginning of an id
        snapshot: String,
    },
    /// Show where the inputs and results of two snapshots differ
    Diff {
        /// Id, name or the beginning of an id
        a: String,
        /// Id, name or the beginning of an id
        b: String,
    },
    /// Run a snapshot again and compare the results to the bit
    Verify {
        /// Id, name or the beginning of an id
        snapshot: String,
        /// Threads to run on [default: one for each processor]
        #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
        threads: usize,
    },
}

/// What to run.
#[derive(Clone, Debug, clap::Args)]
pub(super) struct RunArgs {
    /// A scenario file, or the name of a built-in scenario [default: frontier-lab]
    pub(super) file: Option<PathBuf>,

    /// How many histories to simulate [default: 100000]
    #[arg(long, value_name = "N", value_parser = trials)]
    pub(super) trials: Option<usize>,

    /// The seed of the random numbers: the same seed, the same results
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(super) seed: u64,

    /// Threads to run on; the results do not depend on it [default: one for each processor]
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    pub(super) threads: usize,

    /// Only these portfolios, in this order; the first two are compared (repeatable)
    #[arg(long, value_name = "ID")]
    pub(super) portfolio: Vec<String>,

    /// A what-if: the value that stands at a path from now on (repeatable)
    #[arg(long, value_name = "PATH=VALUE", value_parser = edit)]
    pub(super) set: Vec<Edit>,

    /// Years to look ahead, instead of what the file says
    #[arg(long, value_name = "YEARS", value_parser = clap::value_parser!(u32).range(1..=100))]
    pub(super) horizon: Option<u32>,
}

/// Histories to simulate where nothing says how many.
const TRIALS: usize = 100_000;

/// The most histories for `--precision` where nothing says how many: some 6 GB for a scenario like the default one.
const MOST_TRIALS: usize = 10_000_000;

impl RunArgs {
    /// How many histories to simulate.
    pub(super) fn trials(&self) -> usize {
        self.trials.unwrap_or(TRIALS)
    }
}

impl ReportArgs {
    /// The most histories to simulate.
    pub(super) fn most_trials(&self) -> usize {
        let default = self.precision.map_or(TRIALS, |_| MOST_TRIALS);
        self.run.trials.unwrap_or(default)
    }
}

/// What to run, and what to make of it.
#[derive(Clone, Debug, clap::Args)]
pub(super) struct ReportArgs {
    #[command(flatten)]
    pub(super) run: RunArgs,

    /// Simulate until every mean loss is known to ± this share, such as 1% or 0.01
    ///
    /// Half of the 95 % interval of the mean loss over the horizon, of each portfolio, is then less than this share of
    /// it. The run is looked at behind 8,192 histories and then behind a quarter more each time. `--trials` is the most
    /// that are made [default with --precision: 10000000]; where they are not enough, that is said.
    #[arg(long, value_name = "SHARE", value_parser = precision, allow_hyphen_values = true)]
    pub(super) precision: Option<Precision>,

    /// The kind of report
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = Format::Text)]
    pub(super) format: Format,

    /// Write the report to a file instead of standard output
    #[arg(long, value_name = "FILE")]
    pub(super) out: Option<PathBuf>,

    /// Exit with 3 if this holds of the results: `PATH < NUMBER`, also <=, >, >= (repeatable)
    #[arg(long, value_name = "EXPR")]
    pub(super) fail_if: Vec<Condition>,
}

/// Which history to tell.
#[derive(Clone, Debug, clap::Args)]
#[command(group = clap::ArgGroup::new("choice").multiple(false))]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is an option of the command line"
)]
pub(super) struct ReplayArgs {
    #[command(flatten)]
    pub(super) run: RunArgs,

    /// The history of this number, from 0
    #[arg(long, value_name = "N", group = "choice", allow_hyphen_values = true)]
    pub(super) trial: Option<u64>,

    /// The history whose loss this share of all does not exceed, in percent
    #[arg(long, value_name = "PERCENT", group = "choice", value_parser = quantile)]
    pub(super) quantile: Option<f64>,

    /// The history with the largest loss [default]
    #[arg(long, group = "choice")]
    pub(super) worst: bool,

    /// The history in the middle
    #[arg(long, group = "choice")]
    pub(super) median: bool,

    /// The history in which the second portfolio costs most beside the first
    #[arg(long, group = "choice", conflicts_with_all = ["of", "by_year"])]
    pub(super) largest_difference: bool,

    /// The portfolio whose losses are ranked [default: the first]
    #[arg(long, value_name = "ID", conflicts_with = "trial")]
    pub(super) of: Option<String>,

    /// Rank single years instead of whole histories, and tell the history of the year that is found
    #[arg(long, conflicts_with = "trial")]
    pub(super) by_year: bool,

    /// The kind of report
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = StoryFormat::Text)]
    pub(super) format: StoryFormat,

    /// Write it to a file instead of standard output
    #[arg(long, value_name = "FILE")]
    pub(super) out: Option<PathBuf>,
}

/// The kind of a history's report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum StoryFormat {
    Text,
    Json,
}

/// The kind of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    Text,
    Json,
    Csv,
    Markdown,
    Html,
}

impl From<Format> for crate::report::Format {
    fn from(format: Format) -> Self {
        match format {
            Format::Text => Self::Text,
            Format::Json => Self::Json,
            Format::Csv => Self::Csv,
            Format::Markdown => Self::Markdown,
            Format::Html => Self::Html,
        }
    }
}

impl From<Color> for crate::session::ColorWish {
    fn from(color: Color) -> Self {
        match color {
            Color::Auto => Self::Auto,
            Color::Always => Self::Always,
            Color::Never => Self::Never,
        }
    }
}

/// The theme of this name.
fn theme(name: &str) -> Result<Scheme, String> {
    Scheme::named(name).ok_or_else(|| {
        let known = Scheme::ALL.map(Scheme::name);
        format!("must be one of {}", known.join(", "))
    })
}

/// A count of trials, also as `1e6` or `100_000`.
fn trials(text: &str) -> Result<usize, String> {
    const MOST: f64 = 1e8;
    let number: f64 = text
        .replace(['_', ','], "")
        .parse()
        .map_err(|_| "must be a whole number, such as 100000 or 1e6".to_owned())?;
    if !(1.0..=MOST).contains(&number) || number.fract() != 0.0 {
        return Err("must be a whole number from 1 to 100,000,000".to_owned());
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a whole number from 1 to 1e8"
    )]
    Ok(number as usize)
}

/// A quantile in percent, as `99` or `99.5%`.
fn quantile(text: &str) -> Result<f64, String> {
    let number = text.trim().trim_end_matches('%').trim().parse::<f64>();
    match number {
        Ok(percent) if (0.0..=100.0).contains(&percent) => Ok(percent),
        _ => Err("must be a number of percent from 0 to 100, such as 99.5".to_owned()),
    }
}

/// A share of a value, as `1%` or `0.01`.
fn precision(text: &str) -> Result<Precision, String> {
    let number = |text: &str| text.trim().parse::<f64>().ok();
    let share = match text.trim().strip_suffix('%') {
        Some(percent) => number(percent).map(|percent| percent / 100.0),
        None => number(text),
    };
    let precision = share.and_then(Precision::new);
    precision.ok_or_else(|| {
        "must be a share above 0 and below 100 %, such as 1%, 0.5% or 0.01".to_owned()
    })
}

/// A what-if edit, `path=value`.
fn edit(text: &str) -> Result<Edit, String> {
    let (path, value) = text
        .split_once('=')
        .ok_or("must be PATH=VALUE, such as horizon=5")?;
    let path = Path::parse(path.trim());
    if path.keys().iter().any(String::is_empty) || path.keys().is_empty() {
        return Err("the path before `=` must be keys with dots between them".to_owned());
    }
    if value.trim().is_empty() {
        return Ok(Edit { path, value: None });
    }
    let value = parse_value(value.trim()).map_err(|error| {
        let hint = error.problem.hint().map(|hint| format!("; {hint}"));
        format!("{}{}", error.problem, hint.unwrap_or_default())
    })?;
    Ok(Edit::set(path, value))
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_in_order() {
        Args::command().debug_assert();
    }

    #[test]
    fn an_edit_is_a_path_and_a_value() {
        let shown = |text: &str| edit(text).map(|edit| edit.to_string());
        assert_eq!(shown("a.b = 1e6").as_deref(), Ok("a.b=1000000"));
        assert_eq!(shown("a={x: [1, 2]}").as_deref(), Ok("a={x: [1, 2]}"));
        assert_eq!(shown("a.b=").as_deref(), Ok("a.b="));
        for bad in ["a", "=1", "a..b=1", "a=[1"] {
            assert!(edit(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_precision_is_written_in_percent_or_as_a_share() {
        for (text, share) in [
            ("1%", 0.01),
            ("0.5 %", 0.005),
            ("0.01", 0.01),
            ("99%", 0.99),
        ] {
            assert_eq!(
                precision(text),
                Ok(Precision::new(share).unwrap()),
                "{text}"
            );
        }
        for bad in ["0", "0%", "-1%", "abc", "100%", "200%", "1", "%", "nan", ""] {
            let error = precision(bad).unwrap_err();
            assert!(
                error.starts_with("must be a share above 0"),
                "{bad}: {error}"
            );
        }
    }

    #[test]
    fn trials_are_counted_as_people_write_them() {
        assert_eq!(trials("1e6"), Ok(1_000_000));
        assert_eq!(trials("100_000"), Ok(100_000));
        for bad in ["0", "-1", "1.5", "nan", "1e9", "many"] {
            assert!(trials(bad).is_err(), "{bad}");
        }
    }
}
