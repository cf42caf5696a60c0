//! `lockin run --partial`: some of the trials of a run, in a file that `lockin merge` joins with others.

use std::ops::Range;
use std::path::Path;

use super::args::RunArgs;
use super::failure::Failure;
use super::open::Opened;
use super::output;
use super::progress::{Progress, Stop};
use super::run::LEAST_STEP;
use crate::engine::{EndReason, Plan, Pool, Run, Shard};
use crate::session::record::VERSION;
use crate::store::{PartialRun, RunSource};

/// Makes the trials, until Ctrl-C, and writes what they came to.
pub(super) fn write(opened: &Opened, args: &RunArgs, file: &Path) -> Result<(), Failure> {
    let plan = Plan::new(&opened.scenario);
    let shard = make(&plan, args, args.part())?;
    let portfolios = opened.scenario.portfolios.iter();
    let source = RunSource {
        lockin: VERSION.to_owned(),
        scenario: opened.document.clone(),
        edits: opened.edits_in_words(),
        portfolios: portfolios.map(|p| p.id.to_string()).collect(),
        seed: args.seed,
    };
    let partial = PartialRun {
        source,
        trials: shard.trials(),
        outcomes: shard.into_bytes(),
    };
    output::write(Some(file), &partial.to_bytes())
}

/// Makes the trials in steps, so that the progress is seen.
fn make(plan: &Plan, args: &RunArgs, trials: Range<u64>) -> Result<Shard, Failure> {
    let signal = Stop::on_signal()?;
    let pool = Pool::new(args.threads).map_err(anyhow::Error::from)?;
    let count = |until: u64| usize::try_from(until - trials.start).unwrap_or(usize::MAX);
    let mut progress = Progress::new(count(trials.end));
    let mut shard = Shard::new(trials.start);
    while shard.trials().end < trials.end {
        let done = usize::try_from(shard.trials().end).map_err(anyhow::Error::from)?;
        let until = (Run::step_end(done + LEAST_STEP) as u64).min(trials.end);
        let source = (plan, args.seed, &pool);
        let ended = shard.advance(source, until, &|| signal.is_raised());
        if ended == EndReason::Stopped || signal.is_raised() {
            return Err(Failure::Interrupted);
        }
        progress.draw(count(until));
    }
    Ok(shard)
}
