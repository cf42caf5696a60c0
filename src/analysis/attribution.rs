//! Which hazard and which component make the worst trials bad; the parts sum to the whole.

use super::{Basis, TAIL_SHARE_LEVEL};
use crate::engine::attribute;

/// Shares of the mean loss in the worst trials; each of the two lists sums to 1 with the overhead.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct TailShares {
    /// By hazard of the plan.
    pub(super) by_cause: Vec<f64>,
    /// By component of the plan.
    pub(super) by_component: Vec<f64>,
    /// The overhead's share.
    pub(super) overhead: f64,
}

/// What makes the worst trials of a portfolio, whose losses are `sorted`.
///
/// This is the Euler allocation of the expected shortfall: the parts' means over
/// the trials that make it, with the same weights.
///
/// Source: Tasche, “Capital allocation to business units and sub-portfolios: the Euler principle” (2008).
pub(super) fn tail(basis: Basis<'_>, portfolio: usize, sorted: &[f64]) -> TailShares {
    let Basis { plan, tally, .. } = basis;
    let column = &tally.portfolios[portfolio];
    let worst = worst_trials(&column.loss, sorted, TAIL_SHARE_LEVEL / 100.0);
    let weight: f64 = worst.iter().map(|(_, weight)| weight).sum();
    let overhead = column.sums.overhead() * weight;
    let numbered: Vec<(u64, f64)> = worst
        .iter()
        .map(|&(trial, weight)| (trial as u64, weight))
        .collect();
    let sums = attribute(plan, basis.seed, portfolio, &numbered, basis.pool);
    let outages: f64 = sums.by_cause.iter().sum();
    TailShares {
        by_cause: shares(&sums.by_cause, overhead),
        by_component: shares(&sums.by_component, overhead),
        overhead: share(overhead, outages + overhead),
    }
}

/// The trials that make the expected shortfall at `level` with their weights, in the order of their numbers.
///
/// The weights sum to (1 - level)·n. Of the trials with the very loss at the
/// boundary those with the lowest numbers count, the last of them in part.
fn worst_trials(losses: &[f64], sorted: &[f64], level: f64) -> Vec<(usize, f64)> {
    let boundary = boundary(sorted, level);
    let above = sorted.len() - sorted.partition_point(|&loss| loss <= boundary);
    let mut left = (1.0 - level) * sorted.len() as f64 - above as f64;
    let mut worst = Vec::with_capacity(above + 1);
    for (trial, &loss) in losses.iter().enumerate() {
        if loss > boundary {
            worst.push((trial, 1.0));
        } else if loss >= boundary && left > 0.0 {
            worst.push((trial, left.min(1.0)));
            left -= 1.0;
        }
    }
    worst
}

/// The loss of the boundary trial of the worst 1 - `level`.
pub(super) fn boundary(sorted: &[f64], level: f64) -> f64 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "between 0 and the number of trials"
    )]
    let index = (level * sorted.len() as f64) as usize;
    sorted[index.min(sorted.len() - 1)]
}

fn shares(parts: &[f64], rest: f64) -> Vec<f64> {
    let whole = parts.iter().sum::<f64>() + rest;
    parts.iter().map(|&part| share(part, whole)).collect()
}

/// A part as a share of the whole; 0 where there is nothing to share.
fn share(part: f64, whole: f64) -> f64 {
    if whole > 0.0 { part / whole } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::summary::sorted;
    use crate::stats::expected_shortfall;

    #[track_caller]
    fn check(losses: &[f64], level: f64, expected: &[(usize, f64)]) {
        let worst = worst_trials(losses, &sorted(losses), level);
        assert_eq!(worst.len(), expected.len(), "{worst:?}");
        for (is, should) in worst.iter().zip(expected) {
            assert_eq!(is.0, should.0, "{worst:?}");
            assert!((is.1 - should.1).abs() < 1e-12, "{worst:?}");
        }
        let sum: f64 = worst.iter().map(|&(i, w)| w * losses[i]).sum();
        let weight: f64 = worst.iter().map(|(_, w)| w).sum();
        let es = expected_shortfall(&sorted(losses), level);
        assert!((sum / weight - es).abs() < 1e-12 * es.abs().max(1.0));
    }

    #[test]
    fn the_boundary_trial_counts_in_part() {
        check(&[4.0, 1.0, 5.0, 2.0, 3.0], 0.7, &[(0, 0.5), (2, 1.0)]);
    }

    #[test]
    fn of_equal_losses_the_first_trials_count() {
        check(
            &[7.0, 7.0, 9.0, 7.0, 7.0],
            0.5,
            &[(0, 1.0), (1, 0.5), (2, 1.0)],
        );
        check(&[0.0; 4], 0.5, &[(0, 1.0), (1, 1.0)]);
    }
}
