//! Order statistics at a few ranks of a long column, without sorting it.
//!
//! All years of all trials make hundreds of thousands of values, of which a
//! curve needs some hundred order statistics. The values are counted in buckets
//! of equal width in the order of their bits; then only the buckets that hold a
//! wanted rank are gathered and sorted. Exact, and several times faster than a
//! sort, however heavy the tail.

use crate::stats::Z95;

/// Buckets: 2¹⁶, so that their counts stay in the second-level cache.
const BUCKET_BITS: u32 = 16;

/// A column of values in clusters of equal size, counted by buckets.
pub(super) struct Ranks<'a> {
    values: &'a [f64],
    cluster: usize,
    least: u64,
    shift: u32,
    /// By bucket: values in lower buckets.
    below: Vec<u32>,
    /// By bucket: Σ over the clusters of the square of how many values lie in higher buckets.
    squares_above: Vec<u64>,
}

impl<'a> Ranks<'a> {
    /// Counts `values`, of which each run of `cluster` belongs together; there is at least one.
    pub(super) fn new(values: &'a [f64], cluster: usize) -> Self {
        let keys = values.iter().map(|&value| key(value));
        let (least, most) = keys.fold((u64::MAX, 0), |(least, most), key| {
            (least.min(key), most.max(key))
        });
        let width = u64::BITS - (most - least).leading_zeros();
        let mut ranks = Self {
            values,
            cluster,
            least,
            shift: width.saturating_sub(BUCKET_BITS),
            below: Vec::new(),
            squares_above: Vec::new(),
        };
        ranks.count();
        ranks
    }

    /// Fills the counts.
    ///
    /// With N values of a cluster above x, N² = 1 + 3 + … + (2N - 1): the k-th largest value of a cluster adds 2k - 1
    /// to N² for every x below it. So one pass gives Σ N² for every bucket.
    fn count(&mut self) {
        let mut counts = vec![0_u32; 1 << BUCKET_BITS];
        let mut odds = vec![0_u64; 1 << BUCKET_BITS];
        let mut buckets = Vec::with_capacity(self.cluster);
        for cluster in self.values.chunks(self.cluster) {
            buckets.clear();
            buckets.extend(cluster.iter().map(|&value| self.bucket(value)));
            buckets.sort_unstable();
            for (&bucket, k) in buckets.iter().rev().zip(0_u64..) {
                counts[bucket] += 1;
                odds[bucket] += 2 * k + 1;
            }
        }
        let mut sum = 0;
        for count in &mut counts {
            (*count, sum) = (sum, sum + *count);
        }
        let mut squares = 0;
        for odd in odds.iter_mut().rev() {
            (*odd, squares) = (squares, squares + *odd);
        }
        (self.below, self.squares_above) = (counts, odds);
    }

    #[expect(clippy::cast_possible_truncation, reason = "below 2¹⁶")]
    fn bucket(&self, value: f64) -> usize {
        ((key(value) - self.least) >> self.shift) as usize
    }

    /// The bucket that holds the value of `rank`, which is counted from 0.
    fn bucket_of_rank(&self, rank: usize) -> usize {
        self.below.partition_point(|&below| below as usize <= rank) - 1
    }

    /// How many values there are.
    pub(super) fn len(&self) -> usize {
        self.values.len()
    }

    /// The values at `ranks`, which are counted from 0 and in any order.
    pub(super) fn values_at(&self, ranks: &[usize]) -> Vec<f64> {
        const UNWANTED: u32 = u32::MAX;
        let buckets: Vec<usize> = ranks.iter().map(|&r| self.bucket_of_rank(r)).collect();
        let mut cursor = vec![UNWANTED; self.below.len()];
        let mut wanted = buckets.clone();
        wanted.sort_unstable();
        wanted.dedup();
        let mut start = 0;
        for &bucket in &wanted {
            cursor[bucket] = start;
            start += self.size(bucket);
        }
        let starts: Vec<u32> = buckets.iter().map(|&bucket| cursor[bucket]).collect();
        let mut gathered = vec![0.0; start as usize];
        for &value in self.values {
            let cursor = &mut cursor[self.bucket(value)];
            if *cursor != UNWANTED {
                gathered[*cursor as usize] = value;
                *cursor += 1;
            }
        }
        for &bucket in &wanted {
            let end = cursor[bucket] as usize;
            gathered[end - self.size(bucket) as usize..end].sort_unstable_by(f64::total_cmp);
        }
        let places = ranks.iter().zip(&buckets).zip(&starts);
        places
            .map(|((&rank, &bucket), &start)| {
                gathered[start as usize + rank - self.below[bucket] as usize]
            })
            .collect()
    }

    fn size(&self, bucket: usize) -> u32 {
        let end = self.below.get(bucket + 1).copied();
        #[expect(
            clippy::cast_possible_truncation,
            reason = "a column is shorter than 2³², as its counts are"
        )]
        let len = self.len() as u32;
        end.unwrap_or(len) - self.below[bucket]
    }

    /// How many times larger the variance of the share of values above the `level`-quantile is than for independent
    /// values: 1 to the size of a cluster.
    ///
    /// Source: Kish, Survey Sampling (1965), section 5.4.
    pub(super) fn design_effect(&self, level: f64) -> f64 {
        let n = self.len() as f64;
        let bucket = self.bucket_of_rank(floor(level * (n - 1.0)));
        let above = n - f64::from(self.below[bucket] + self.size(bucket));
        let size = self.cluster as f64;
        let (clusters, mean) = (n / size, size * above / n);
        let independent = mean * (1.0 - above / n);
        if independent <= 0.0 {
            return 1.0;
        }
        let variance = self.squares_above[bucket] as f64 / clusters - mean * mean;
        (variance / independent).clamp(1.0, size)
    }

    /// The ranks, from 0, of the ends of the 95 % interval for the `level`-quantile.
    ///
    /// They are those of [`crate::stats::quantile_interval_clustered`], which wants the whole column sorted.
    pub(super) fn interval(&self, level: f64) -> (usize, usize) {
        let centre = self.len() as f64 * level;
        let spread = Z95 * (self.design_effect(level) * centre * (1.0 - level)).sqrt();
        let last = self.len() - 1;
        (
            floor(centre - spread - 1.0).min(last),
            floor((centre + spread).ceil()).min(last),
        )
    }
}

/// The whole part, 0 for negative numbers.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "`as` stops at both ends, as meant here"
)]
pub(super) fn floor(place: f64) -> usize {
    place as usize
}

/// A whole number in the order of [`f64::total_cmp`].
fn key(value: f64) -> u64 {
    let bits = value.to_bits();
    let negative = 0_u64.wrapping_sub(bits >> 63);
    bits ^ (negative | 1 << 63)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::summary::sorted;
    use crate::stats::{Stream, quantile_interval_clustered};

    fn column(n: usize) -> Vec<f64> {
        let mut draws = Stream::new(7, 0).draws(0, 0);
        (0..n)
            .map(|i| match i % 3 {
                0 => 0.0,
                1 => libm::exp(4.0 * draws.normal()),
                _ => -draws.uniform(),
            })
            .collect()
    }

    #[test]
    fn ranks_agree_with_a_sort() {
        for n in [1, 2, 10, 999, 30_000] {
            let values = column(n);
            let sorted = sorted(&values);
            let ranks: Vec<usize> = (0..n).rev().step_by(n / 50 + 1).collect();
            let found = Ranks::new(&values, 1).values_at(&ranks);
            let expected: Vec<f64> = ranks.iter().map(|&rank| sorted[rank]).collect();
            assert_eq!(found, expected, "{n}");
        }
    }

    #[test]
    fn intervals_are_those_of_the_sorted_column() {
        let values = column(5_000);
        let sorted = sorted(&values);
        let ranks = Ranks::new(&values, 5);
        for level in [0.0, 0.001, 0.3, 0.5, 0.9, 0.99, 0.999, 0.9999] {
            let effect = ranks.design_effect(level);
            let (low, high) = ranks.interval(level);
            let expected = quantile_interval_clustered(&sorted, level, Z95, effect);
            assert_eq!((sorted[low], sorted[high]), expected, "{level}");
        }
    }

    /// Years that are all alike are worth one: the design effect is the size of the cluster.
    #[test]
    fn equal_values_in_a_cluster_count_once() {
        let mut draws = Stream::new(1, 0).draws(0, 0);
        let one_each: Vec<f64> = (0..4_000).map(|_| draws.uniform()).collect();
        let alike: Vec<f64> = one_each.iter().flat_map(|&value| [value; 4]).collect();
        let (single, fourfold) = (Ranks::new(&one_each, 1), Ranks::new(&alike, 4));
        for level in [0.5, 0.9, 0.99] {
            assert!((fourfold.design_effect(level) - 4.0).abs() < 1e-9);
            assert!((single.design_effect(level) - 1.0).abs() < 1e-9);
        }
        let shuffled = Ranks::new(&one_each, 4);
        assert!(shuffled.design_effect(0.9) < 1.15);
    }
}
