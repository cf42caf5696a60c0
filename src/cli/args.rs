//! The command line: every command, option and its help.

mod values;

use std::ops::Range;
use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};

use super::fail_if::Condition;
use super::failure::Failure;
pub(super) use super::import::args::ImportCommand;
use crate::analysis::Precision;
use crate::model::Edit;
use crate::session::Scheme;
use crate::store::Diagnostic;
pub(super) use values::Trials;
use values::{edit, precision, quantile, theme, trials};

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
  lockin run my.yaml --trials 0..500000 --partial a.partial

A path of --set is made of the keys of the file, with dots between them; ids stand where lists have positions.
`--set PATH=` takes the key away. A path of --fail-if leads into the JSON report in the same way.";

const MERGE_EXAMPLES: &str = "\
Examples:
  lockin run my.yaml --trials 0..500000 --partial a.partial         on one machine
  lockin run my.yaml --trials 500000..1000000 --partial b.partial   on another
  lockin merge a.partial b.partial --format json";

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
    /// Join parts of a run, made on any machines with `run --trials A..B --partial FILE`, into the report of the whole
    ///
    /// The report is the same to the byte as that of one run. Every history must be there once: what is missing,
    /// stands twice or belongs to another run is named, and nothing is written. The same part twice counts once.
    #[command(after_long_help = MERGE_EXAMPLES)]
    Merge(MergeArgs),
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

    /// How many histories to simulate [default: 100000]; with `--partial` also `A..B`, those from A on before B
    #[arg(long, value_name = "N", value_parser = trials)]
    pub(super) trials: Option<Trials>,

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
    /// How many histories to simulate, `default` where nothing is said; part of them is not enough.
    fn whole(&self, default: usize) -> Result<usize, Failure> {
        match self.trials {
            None => Ok(default),
            Some(Trials::Whole(trials)) => Ok(trials),
            Some(Trials::Part(from, until)) => {
                let option = format!("--trials {from}..{until}");
                let message = "a part of the histories is for `lockin run` and goes to a file";
                let hint = "add `--partial FILE`, and join such files with `lockin merge`";
                let diagnostic = Diagnostic::of_file(option, message);
                Err(Failure::Usage(vec![
                    diagnostic.with_hint(Some(hint.to_owned())),
                ]))
            }
        }
    }

    /// How many histories to simulate.
    pub(super) fn trials(&self) -> Result<usize, Failure> {
        self.whole(TRIALS)
    }

    /// Which histories a part of a run has.
    pub(super) fn part(&self) -> Range<u64> {
        match self.trials {
            None => 0..TRIALS as u64,
            Some(Trials::Whole(trials)) => 0..trials as u64,
            Some(Trials::Part(from, until)) => from as u64..until as u64,
        }
    }
}

impl ReportArgs {
    /// The most histories to simulate.
    pub(super) fn most_trials(&self) -> Result<usize, Failure> {
        let default = self.precision.map_or(TRIALS, |_| MOST_TRIALS);
        self.run.whole(default)
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

    /// Write the outcomes to a file instead of a report, for `lockin merge`
    #[arg(long, value_name = "FILE", conflicts_with_all = ["precision", "format", "out", "fail_if"])]
    pub(super) partial: Option<PathBuf>,

    #[command(flatten)]
    pub(super) output: OutputArgs,
}

/// Which parts of a run to join.
#[derive(Clone, Debug, clap::Args)]
pub(super) struct MergeArgs {
    /// Files of `lockin run --partial`, in any order
    #[arg(required = true, value_name = "PARTIAL")]
    pub(super) files: Vec<PathBuf>,

    /// Threads to run on; the results do not depend on it [default: one for each processor]
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    pub(super) threads: usize,

    #[command(flatten)]
    pub(super) output: OutputArgs,
}

/// What to make of a run.
#[derive(Clone, Debug, clap::Args)]
pub(super) struct OutputArgs {
    /// The kind of report
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = Format::Text)]
    pub(super) format: Format,

    /// Write the report to a file instead of standard output
    #[arg(long, value_name = "FILE")]
    pub(super) out: Option<PathBuf>,

    /// Draw rare years as all others, not by importance sampling
    ///
    /// Years in which all providers of a portfolio are out at once are drawn from faster clocks where they are rarer
    /// than 1 in 100, and weighted by their likelihood. This is far more precise; without it, none may be seen.
    #[arg(long)]
    pub(super) no_importance_sampling: bool,

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

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_in_order() {
        Args::command().debug_assert();
    }
}
