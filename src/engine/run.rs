//! Trials in fixed batches over threads; progress; stop.

use std::ops::Range;

use rayon::prelude::*;

use super::draw::Keys;
use super::outcome::Outcome;
use super::plan::Plan;
use super::trial::Trial;

/// Trials that one thread makes before it takes more. Fixed: sums are merged batch by batch.
pub(super) const BATCH: usize = 64;

/// Why a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EndReason {
    /// All trials that were asked for were made.
    Done,
    /// It was told to stop; the trials of the last step are lost.
    Stopped,
}

/// Threads that make trials.
#[derive(Debug)]
pub struct Pool(rayon::ThreadPool);

impl Pool {
    /// A pool of this many threads, or of as many as there are processors for 0.
    pub fn new(threads: usize) -> Result<Self, rayon::ThreadPoolBuildError> {
        let builder = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .thread_name(|i| format!("trials-{i}"));
        Ok(Self(builder.build()?))
    }

    /// How many threads there are.
    pub fn threads(&self) -> usize {
        self.0.current_num_threads()
    }

    /// Runs `work` with the pool's threads.
    pub fn install<T: Send>(&self, work: impl FnOnce() -> T + Send) -> T {
        self.0.install(work)
    }
}

/// A run that can be carried on: the same outcome, however it is cut into steps.
pub struct Run<'a> {
    plan: &'a Plan,
    pool: &'a Pool,
    keys: Keys,
    outcome: Outcome,
}

impl<'a> Run<'a> {
    /// A run of `plan` under `seed` that begins with trial 0.
    pub fn new(plan: &'a Plan, seed: u64, pool: &'a Pool) -> Self {
        Self {
            plan,
            pool,
            keys: Keys::new(plan, seed),
            outcome: Outcome::empty(plan, 0),
        }
    }

    /// Makes the next trials, up to trial number `until`, unless `stop` says so first.
    ///
    /// Batches are cut at multiples of a fixed size from trial 0, wherever the
    /// steps lie, as long as `until` is such a multiple in all steps but the last.
    pub fn advance(&mut self, until: usize, stop: &(dyn Fn() -> bool + Sync)) -> EndReason {
        let from = self.outcome.trials;
        let starts = (from..until).step_by(BATCH);
        let stretches = starts.map(|start| start as u64..until.min(start + BATCH) as u64);
        let batches = outcomes(
            (self.plan, &self.keys),
            stretches.collect(),
            self.pool,
            stop,
        );
        let Some(batches) = batches else {
            return EndReason::Stopped;
        };
        let outcome = &mut self.outcome;
        self.pool.install(|| outcome.append(&batches));
        EndReason::Done
    }

    /// A number of trials, at least `trials`, at which a step may end without changing the sums.
    pub fn step_end(trials: usize) -> usize {
        trials.next_multiple_of(BATCH)
    }

    /// What the trials made so far came to.
    pub fn outcome(&self) -> &Outcome {
        &self.outcome
    }

    /// What the trials came to.
    pub fn into_outcome(self) -> Outcome {
        self.outcome
    }
}

/// The outcome of each of these stretches of trials, or nothing when `stop` says so.
pub(super) fn outcomes(
    (plan, keys): (&Plan, &Keys),
    stretches: Vec<Range<u64>>,
    pool: &Pool,
    stop: &(dyn Fn() -> bool + Sync),
) -> Option<Vec<Outcome>> {
    pool.install(|| {
        let stretches = stretches.into_par_iter();
        stretches
            .map_init(
                || Trial::new(plan, keys),
                |trial, stretch| Outcome::of_trials(plan, trial, stretch, stop),
            )
            .collect()
    })
}
