//! Which trial, or year of one, stands at which quantile of a loss, to tell its story.

use crate::stats::Sketch;

/// The worst that are known one by one.
const WORST: usize = 100;

/// Places in a column of losses by their rank: at every hundredth, at every thousandth of the worst tenth, and the worst
/// hundred one by one.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ranked {
    /// How many losses there are.
    len: usize,
    /// Rank from 0 and index in the column, ascending.
    marks: Vec<(usize, usize)>,
}

impl Ranked {
    /// The places of `losses`, which are `sorted` as well.
    pub(super) fn new(losses: &[f64], sorted: &[f64]) -> Self {
        let len = losses.len();
        let ranks = marked(len);
        let values: Vec<f64> = ranks.iter().map(|&rank| sorted[rank]).collect();
        // One pass finds who has these losses; of equal ones the first comes first.
        let mut free: Vec<usize> = (0..values.len()).collect();
        let mut marks: Vec<(usize, usize)> = ranks.iter().map(|&rank| (rank, len)).collect();
        for (index, loss) in losses.iter().enumerate() {
            let first = values.partition_point(|value| value < loss);
            let Some(next) = free.get(first).copied() else {
                continue;
            };
            if values.get(next).is_some_and(|value| value <= loss) {
                marks[next].1 = index;
                free[first] = next + 1;
            }
        }
        marks.retain(|(_, index)| *index < len);
        Self { len, marks }
    }

    /// The places of losses in a sketch; of those that share a bucket the first stands for all.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "losses, of which there are below 2³²"
    )]
    pub fn of_sketch(losses: &Sketch) -> Self {
        let len = losses.len() as usize;
        let ranks = marked(len);
        let places: Vec<u64> = ranks.iter().map(|&rank| rank as u64).collect();
        let found = losses.at_ranks(&places).into_iter();
        let marks = ranks.into_iter().zip(found.map(|at| at.number as usize));
        Self {
            len,
            marks: marks.collect(),
        }
    }

    /// The index of the loss that a share of `quantile` of all does not exceed; of the nearest one that is known.
    pub fn at(&self, quantile: f64) -> Option<usize> {
        let wanted = rank(self.len, quantile);
        let after = self.marks.partition_point(|(known, _)| *known < wanted);
        let near = self.marks.get(after.saturating_sub(1)..)?.iter().take(2);
        let nearest = near.min_by_key(|(known, _)| known.abs_diff(wanted));
        nearest.map(|(_, index)| *index)
    }
}

/// The ranks of a column that are known, ascending.
fn marked(len: usize) -> Vec<usize> {
    if len == 0 {
        return Vec::new();
    }
    let hundredths = (0..=100).map(|percent| f64::from(percent) / 100.0);
    let thousandths = (900..1_000).map(|permille| f64::from(permille) / 1_000.0);
    let levels = hundredths.chain(thousandths);
    let mut ranks: Vec<usize> = levels.map(|level| rank(len, level)).collect();
    ranks.extend(len.saturating_sub(WORST)..len);
    ranks.sort_unstable();
    ranks.dedup();
    ranks
}

/// The index of the loss that a share of `quantile` of all does not exceed.
pub fn index_at(losses: &[f64], quantile: f64) -> Option<usize> {
    let mut indices: Vec<usize> = (0..losses.len()).collect();
    if indices.is_empty() {
        return None;
    }
    let by_loss = |a: &usize, b: &usize| losses[*a].total_cmp(&losses[*b]).then(a.cmp(b));
    let rank = rank(losses.len(), quantile);
    Some(*indices.select_nth_unstable_by(rank, by_loss).1)
}

/// The number of the loss in a sketch that a share of `quantile` of all does not exceed; of those that share its bucket the
/// first.
#[expect(
    clippy::cast_possible_truncation,
    reason = "losses, of which there are below 2³²"
)]
pub fn number_at(losses: &Sketch, quantile: f64) -> Option<u64> {
    let rank = rank(losses.len() as usize, quantile) as u64;
    losses.at_ranks(&[rank]).first().map(|at| at.number)
}

/// The rank, from 0, of the least loss that a share of `quantile` of all does not exceed.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "between 0 and the number of losses"
)]
fn rank(len: usize, quantile: f64) -> usize {
    // 0.999 · 5,000 is 4,995.000000000001.
    let enough = (quantile.clamp(0.0, 1.0) * len as f64 - 1e-6).ceil();
    (enough.max(1.0) as usize).min(len.max(1)) - 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::summary::sorted;

    #[test]
    fn the_loss_at_a_quantile_is_the_least_that_is_enough() {
        let losses: Vec<f64> = (0..5_000)
            .map(|i| f64::from((i * 1_777) % 5_000) - 2_000.0)
            .collect();
        let ranked = Ranked::new(&losses, &sorted(&losses));
        for quantile in [0.0, 0.01, 0.5, 0.9, 0.95, 0.99, 0.999, 0.9998, 1.0] {
            let exact = index_at(&losses, quantile).unwrap();
            let enough = losses.iter().filter(|loss| **loss <= losses[exact]).count();
            let wanted = (quantile * 5_000.0).round().max(1.0);
            assert!((enough as f64 - wanted).abs() < 0.5, "{quantile}: {enough}");
            assert_eq!(ranked.at(quantile), Some(exact), "{quantile}");
        }
        assert!((losses[ranked.at(1.0).unwrap()] - 2_999.0).abs() < 1e-9);
    }

    #[test]
    fn equal_losses_are_found_one_after_the_other() {
        let ranked = Ranked::new(&[1.0, 0.0, 1.0, 1.0], &[0.0, 1.0, 1.0, 1.0]);
        let found = [0.0, 0.5, 0.75, 1.0].map(|quantile| ranked.at(quantile));
        assert_eq!(found, [Some(1), Some(0), Some(2), Some(3)]);
        assert_eq!(index_at(&[1.0, 0.0, 1.0, 1.0], 1.0), Some(3));
        assert_eq!(Ranked::new(&[], &[]).at(0.5), None);
        assert_eq!(Ranked::of_sketch(&Sketch::new(10)).at(0.5), None);
        assert_eq!(index_at(&[], 0.5), None);
    }
}
