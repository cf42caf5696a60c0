//! A part of a run that other machines make the rest of.
//!
//! A whole run adds its trials up in batches, and sums of squares are rounded in that order. So a shard keeps its sums
//! batch by batch, and where it begins or ends within a batch, trial by trial: put together, shards give the bits of a
//! whole run, wherever it was cut.

use std::ops::Range;

use rayon::prelude::*;

use super::draw::Keys;
use super::outcome::Outcome;
use super::plan::Plan;
use super::run::{BATCH, EndReason, Pool};
use super::tally::Tally;
use super::trial::Trial;

/// Some of the trials of a run.
#[derive(Clone, Debug, PartialEq)]
pub struct Shard {
    trials: Range<u64>,
    /// In the order of the trials, cut as [`pieces`] says.
    pieces: Vec<Outcome>,
}

impl Shard {
    /// A shard that begins with trial number `first` and has none yet.
    pub fn new(first: u64) -> Self {
        Self {
            trials: first..first,
            pieces: Vec::new(),
        }
    }

    /// Makes the next trials, up to trial number `until`, unless `stop` says so first.
    ///
    /// Steps but the last end where [`super::Run::step_end`] says that they may.
    pub fn advance(
        &mut self,
        (plan, seed, pool): (&Plan, u64, &Pool),
        until: u64,
        stop: &(dyn Fn() -> bool + Sync),
    ) -> EndReason {
        let keys = Keys::new(plan, seed);
        let stretches = pieces(self.trials.end..until).collect();
        let Some(made) = outcomes((plan, &keys), stretches, pool, stop) else {
            return EndReason::Stopped;
        };
        self.pieces.extend(made);
        self.trials.end = until;
        EndReason::Done
    }

    /// The numbers of its trials.
    pub fn trials(&self) -> Range<u64> {
        self.trials.clone()
    }

    /// Its outcomes as bytes, the same on every processor.
    pub fn into_bytes(mut self) -> Vec<u8> {
        let mut bytes = Vec::new();
        for piece in &mut self.pieces {
            piece.write(&mut bytes);
        }
        bytes
    }

    /// The shard of these trials that [`Shard::into_bytes`] wrote under the same plan; nothing where the bytes are too
    /// few or too many.
    pub fn from_bytes(plan: &Plan, trials: Range<u64>, mut bytes: &[u8]) -> Option<Self> {
        let pieces = pieces(trials.clone()).map(|stretch| Outcome::read(plan, stretch, &mut bytes));
        let pieces: Option<Vec<Outcome>> = pieces.collect();
        let pieces = pieces.filter(|_| bytes.is_empty())?;
        Some(Self { trials, pieces })
    }

    /// The first trial of which this shard and another of the same trials tell different things.
    pub fn first_difference(&self, other: &Self) -> Option<u64> {
        let mut pairs = self.pieces.iter().zip(&other.pieces);
        let (mine, theirs) = pairs.find(|(mine, theirs)| mine != theirs)?;
        let trial = (0..mine.trials).find(|&trial| mine.differs_at(theirs, trial));
        Some(mine.first + trial.unwrap_or(0) as u64)
    }
}

impl Tally {
    /// What a whole run came to, from its shards, the one of the first trials first.
    ///
    /// # Panics
    ///
    /// If they do not follow one another from trial 0 on.
    pub fn of_shards(plan: &Plan, shards: Vec<Shard>) -> Self {
        let mut whole = Self::none(plan);
        let mut batch: Option<Outcome> = None;
        let mut next = 0;
        for shard in shards {
            assert_eq!(shard.trials.start, next, "a shard follows the one before");
            next = shard.trials.end;
            for piece in shard.pieces {
                match &mut batch {
                    Some(batch) if !piece.first.is_multiple_of(BATCH as u64) => {
                        batch.append(&piece);
                    }
                    _ => {
                        if let Some(whole_batch) = batch.replace(piece) {
                            whole.add(&whole_batch);
                        }
                    }
                }
            }
        }
        if let Some(last) = batch {
            whole.add(&last);
        }
        whole
    }
}

impl Outcome {
    fn differs_at(&self, other: &Self, trial: usize) -> bool {
        let mut portfolios = self.portfolios.iter().zip(&other.portfolios);
        portfolios.any(|(mine, theirs)| {
            let years = trial * self.years..(trial + 1) * self.years;
            mine.loss[trial].to_bits() != theirs.loss[trial].to_bits()
                || mine.annual[years.clone()] != theirs.annual[years.clone()]
                || mine.largest[years.clone()] != theirs.largest[years]
        })
    }
}

/// Whole batches as a run has them, and single trials where a stretch begins or ends within one.
fn pieces(trials: Range<u64>) -> impl Iterator<Item = Range<u64>> {
    let batch = BATCH as u64;
    let mut from = trials.start;
    std::iter::from_fn(move || {
        let is_whole = from.is_multiple_of(batch) && from + batch <= trials.end;
        let piece = from..from + if is_whole { batch } else { 1 };
        from = piece.end;
        (piece.end <= trials.end).then_some(piece)
    })
}

/// The outcome of each of these stretches of trials, or nothing when `stop` says so.
fn outcomes(
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stretch_is_cut_into_whole_batches_and_single_trials() {
        let cut =
            |trials| -> Vec<(u64, u64)> { pieces(trials).map(|p| (p.start, p.end)).collect() };
        assert_eq!(cut(0..128), [(0, 64), (64, 128)]);
        assert_eq!(
            cut(62..130),
            [(62, 63), (63, 64), (64, 128), (128, 129), (129, 130)]
        );
        assert_eq!(cut(5..5), []);
    }
}
