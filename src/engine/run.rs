//! Trials in fixed batches over threads; progress; stop.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use super::draw::Keys;
use super::outcome::Outcome;
use super::plan::Plan;
use super::tally::Tally;
use super::trial::Trial;

/// Trials that one thread makes before it takes more. Fixed: sums are merged batch by batch.
pub(super) const BATCH: usize = 64;

/// Why a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EndReason {
    /// All trials that were asked for were made.
    Done,
    /// It was told to stop; of the last step only the first trials were made, if any.
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

/// A run that can be carried on: it comes to the same, however it is cut into steps.
pub struct Run<'a> {
    plan: &'a Plan,
    pool: &'a Pool,
    seed: u64,
    tally: Tally,
}

impl<'a> Run<'a> {
    /// A run of `plan` under `seed` that begins with trial 0.
    pub fn new(plan: &'a Plan, seed: u64, pool: &'a Pool) -> Self {
        Self {
            plan,
            pool,
            seed,
            tally: Tally::none(plan),
        }
    }

    /// Makes the next trials, up to trial number `until`, unless `stop` says so first.
    ///
    /// Batches are cut at multiples of a fixed size from trial 0, wherever the
    /// steps lie, as long as `until` is such a multiple in all steps but the last.
    pub fn advance(&mut self, until: usize, stop: &(dyn Fn() -> bool + Sync)) -> EndReason {
        let trials = self.tally.trials as u64..until as u64;
        let tally = &mut self.tally;
        each_batch((self.plan, self.seed, self.pool), trials, stop, |batch| {
            tally.add(&batch);
        })
    }

    /// A number of trials, at least `trials`, at which a step may end without changing the sums.
    pub fn step_end(trials: usize) -> usize {
        trials.next_multiple_of(BATCH)
    }

    /// What the trials made so far came to.
    pub fn tally(&self) -> &Tally {
        &self.tally
    }

    /// What the trials came to.
    pub fn into_tally(self) -> Tally {
        self.tally
    }
}

/// Makes these trials batch by batch on all threads and gives every batch to `take`, in their order, unless `stop` says
/// so: then as many as were made without a gap.
///
/// Batches are handed out one by one, so that no thread is far ahead of another and few wait for the one before.
pub(super) fn each_batch(
    (plan, seed, pool): (&Plan, u64, &Pool),
    trials: Range<u64>,
    stop: &(dyn Fn() -> bool + Sync),
    take: impl FnMut(Outcome) + Send,
) -> EndReason {
    let keys = Keys::new(plan, seed);
    let next = AtomicU64::new(trials.start);
    let queue = Mutex::new(Queue {
        next: trials.start,
        waiting: BTreeMap::new(),
        take,
    });
    let ends = pool.0.broadcast(|_| {
        let mut trial = Trial::new(plan, &keys);
        loop {
            let start = next.fetch_add(BATCH as u64, Ordering::Relaxed);
            if start >= trials.end {
                return EndReason::Done;
            }
            let stretch = start..trials.end.min(start + BATCH as u64);
            let Some(batch) = Outcome::of_trials(plan, &mut trial, stretch, stop) else {
                return EndReason::Stopped;
            };
            queue
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .enter(batch);
        }
    });
    let stopped = ends.contains(&EndReason::Stopped);
    if stopped {
        EndReason::Stopped
    } else {
        EndReason::Done
    }
}

/// Batches on their way, each of which waits for those before it.
struct Queue<T> {
    /// The first trial of the batch that is taken next.
    next: u64,
    waiting: BTreeMap<u64, Outcome>,
    take: T,
}

impl<T: FnMut(Outcome)> Queue<T> {
    fn enter(&mut self, batch: Outcome) {
        self.waiting.insert(batch.first, batch);
        while let Some(batch) = self.waiting.remove(&self.next) {
            self.next += batch.trials as u64;
            (self.take)(batch);
        }
    }
}
