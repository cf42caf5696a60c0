//! An outcome as bytes: every number with all its bits, little-endian, on any processor the same.

use std::ops::Range;

use super::{Outcome, PortfolioOutcome};
use crate::engine::plan::Plan;
use crate::engine::sums::{Grains, Sum};

/// What numbers are written to, or read from, in their order.
trait Tape {
    fn pass<const N: usize>(&mut self, bytes: [u8; N]) -> [u8; N];

    fn f64s<'n>(&mut self, numbers: impl IntoIterator<Item = &'n mut f64>) {
        for number in numbers {
            *number = f64::from_le_bytes(self.pass(number.to_le_bytes()));
        }
    }

    fn grains<'n>(&mut self, all: impl Iterator<Item = &'n mut Grains>) {
        for Grains { sum, squares } in all {
            *sum = i128::from_le_bytes(self.pass(sum.to_le_bytes()));
            self.f64s([squares]);
        }
    }
}

/// Takes numbers as they are.
struct Writing<'a>(&'a mut Vec<u8>);

impl Tape for Writing<'_> {
    fn pass<const N: usize>(&mut self, bytes: [u8; N]) -> [u8; N] {
        self.0.extend_from_slice(&bytes);
        bytes
    }
}

/// Replaces numbers; behind the end it leaves them.
struct Reading<'a> {
    rest: &'a [u8],
    /// Whether there was not enough.
    is_short: bool,
}

impl Tape for Reading<'_> {
    fn pass<const N: usize>(&mut self, bytes: [u8; N]) -> [u8; N] {
        let Some((next, rest)) = self.rest.split_first_chunk() else {
            self.is_short = true;
            return bytes;
        };
        self.rest = rest;
        *next
    }
}

impl Outcome {
    /// Appends all that the trials made of it to `bytes`.
    pub(in crate::engine) fn write(&mut self, bytes: &mut Vec<u8>) {
        self.pass(&mut Writing(bytes));
    }

    /// The outcome of a stretch of trials at the head of `bytes`, which is taken off; nothing where that is not there.
    pub(in crate::engine) fn read(
        plan: &Plan,
        stretch: Range<u64>,
        bytes: &mut &[u8],
    ) -> Option<Self> {
        let mut outcome = Self::empty(plan, stretch.start);
        outcome.trials = usize::try_from(stretch.end - stretch.start).ok()?;
        for portfolio in &mut outcome.portfolios {
            portfolio.resize(outcome.trials, plan);
        }
        let mut tape = Reading {
            rest: bytes,
            is_short: false,
        };
        outcome.pass(&mut tape);
        *bytes = tape.rest;
        (!tape.is_short).then_some(outcome)
    }

    fn pass(&mut self, tape: &mut impl Tape) {
        for portfolio in &mut self.portfolios {
            portfolio.pass(tape);
        }
        for Sum { sum, squares } in self.joint.sums_mut() {
            tape.f64s([sum, squares]);
        }
    }
}

impl PortfolioOutcome {
    fn resize(&mut self, trials: usize, plan: &Plan) {
        self.sums.trials = trials;
        self.loss.resize(trials, 0.0);
        self.outage_loss.resize(trials, 0.0);
        self.annual.resize(trials * plan.years, 0.0);
        self.largest.resize(trials * plan.years, 0.0);
        self.by_component
            .resize(trials * plan.components.len(), 0.0);
        self.unserved_hours.resize(trials, 0.0);
        self.down_hours.resize(trials, 0.0);
        self.longest_hours.resize(trials, 0.0);
        self.breached_years.resize(trials, 0);
    }

    fn pass(&mut self, tape: &mut impl Tape) {
        let columns = [
            &mut self.loss,
            &mut self.outage_loss,
            &mut self.annual,
            &mut self.largest,
            &mut self.unserved_hours,
            &mut self.down_hours,
            &mut self.longest_hours,
        ];
        tape.f64s(columns.into_iter().flatten());
        for loss in &mut self.by_component {
            *loss = f32::from_le_bytes(tape.pass(loss.to_le_bytes()));
        }
        for years in &mut self.breached_years {
            [*years] = tape.pass([*years]);
        }
        tape.grains(self.sums.lists_mut());
    }
}
