//! Order statistics at a few ranks of a long column, without sorting it.
//!
//! All years of all trials make hundreds of thousands of values, of which a
//! curve needs some hundred order statistics. The values are counted in buckets
//! of equal width in the order of their bits; then only the buckets that hold a
//! wanted rank are gathered and sorted. The least value has a bucket of its own:
//! years without any outage are many and all alike. Exact, and faster than a
//! sort, however heavy the tail.

use crate::stats::Z95;

/// At most 2¹⁶ buckets above the least value: most of the values share a few thousand, which stay in the cache.
const MOST_BITS: u32 = 16;

/// A column of values, counted by buckets.
pub(super) struct Ranks<'a> {
    values: &'a [f64],
    /// The key of the least value.
    least: u64,
    /// A bucket holds 2^`shift` keys, the first only `least`.
    shift: u32,
    /// By bucket: values in lower buckets.
    below: Vec<u32>,
}

impl<'a> Ranks<'a> {
    /// Counts `values`, of which there is at least one.
    pub(super) fn new(values: &'a [f64]) -> Self {
        let keys = values.iter().map(|&value| key(value));
        let (least, most) = keys.fold((u64::MAX, 0), |(least, most), key| {
            (least.min(key), most.max(key))
        });
        let width = u64::BITS - (most - least).leading_zeros();
        // Some eight values in a bucket, were they spread evenly.
        let bits = values.len().ilog2().saturating_sub(3).clamp(1, MOST_BITS);
        let mut ranks = Self {
            values,
            least,
            shift: width.saturating_sub(bits),
            below: vec![0; (1 << bits) + 1],
        };
        let mut counts = std::mem::take(&mut ranks.below);
        for &value in values {
            counts[ranks.bucket(value)] += 1;
        }
        let mut below = 0;
        for count in &mut counts {
            (*count, below) = (below, below + *count);
        }
        ranks.below = counts;
        ranks
    }

    #[expect(clippy::cast_possible_truncation, reason = "at most 2¹⁶")]
    fn bucket(&self, value: f64) -> usize {
        // Rounded up, without a division: only the least value falls into bucket 0.
        match key(value) - self.least {
            0 => 0,
            above => ((above - 1) >> self.shift) as usize + 1,
        }
    }

    /// The bucket that holds the value of `rank`, which is counted from 0.
    fn bucket_of_rank(&self, rank: usize) -> usize {
        self.below.partition_point(|&below| below as usize <= rank) - 1
    }

    /// The ranks, from 0, of the values in a bucket.
    fn ranks_of_bucket(&self, bucket: usize) -> std::ops::Range<usize> {
        let end = self
            .below
            .get(bucket + 1)
            .map_or(self.len(), |&end| end as usize);
        self.below[bucket] as usize..end
    }

    /// How many values there are.
    pub(super) fn len(&self) -> usize {
        self.values.len()
    }

    /// The values at `ranks`, which are counted from 0 and in any order.
    pub(super) fn values_at(&self, ranks: &[usize]) -> Vec<f64> {
        const UNWANTED: usize = usize::MAX;
        let buckets: Vec<usize> = ranks.iter().map(|&r| self.bucket_of_rank(r)).collect();
        let mut wanted: Vec<usize> = buckets.iter().copied().filter(|&b| b > 0).collect();
        wanted.sort_unstable();
        wanted.dedup();
        // Where the next value of a wanted bucket goes.
        let mut cursor = vec![UNWANTED; self.below.len()];
        let mut end = 0;
        for &bucket in &wanted {
            cursor[bucket] = end;
            end += self.ranks_of_bucket(bucket).len();
        }
        let starts: Vec<usize> = buckets.iter().map(|&bucket| cursor[bucket]).collect();
        let mut gathered = vec![0.0; end];
        for &value in self.values {
            let cursor = &mut cursor[self.bucket(value)];
            if *cursor != UNWANTED {
                gathered[*cursor] = value;
                *cursor += 1;
            }
        }
        for &bucket in &wanted {
            let end = cursor[bucket];
            let start = end - self.ranks_of_bucket(bucket).len();
            gathered[start..end].sort_unstable_by(f64::total_cmp);
        }
        let places = ranks.iter().zip(&buckets).zip(&starts);
        places
            .map(|((&rank, &bucket), &start)| match bucket {
                0 => value_of_key(self.least),
                _ => gathered[start + rank - self.ranks_of_bucket(bucket).start],
            })
            .collect()
    }

    /// The rank, from 0, of a value with the share `level` of the values up to it.
    fn rank_of(&self, level: f64) -> usize {
        floor(level * (self.len() - 1) as f64)
    }

    /// The ranks, from 0, of the ends of the 95 % interval for the `level`-quantile.
    ///
    /// They are those of [`crate::stats::quantile_interval_clustered`], which wants the whole column sorted.
    pub(super) fn interval(&self, level: f64, design_effect: f64) -> (usize, usize) {
        let centre = self.len() as f64 * level;
        let spread = Z95 * (design_effect * centre * (1.0 - level)).sqrt();
        let last = self.len() - 1;
        (
            floor(centre - spread - 0.5).min(last),
            floor((centre + spread - 0.5).ceil()).min(last),
        )
    }
}

/// The probabilities of more at which design effects are measured.
const ANCHORS: [f64; 12] = [
    0.9, 0.75, 0.5, 0.25, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001, 0.0002,
];

/// Values that must lie above an anchor for its design effect to be more than noise.
const ENOUGH: f64 = 100.0;

/// How many times larger the variance of a share of values is than for independent values, by level.
///
/// Source: Kish, Survey Sampling (1965), section 5.4.
pub(super) struct DesignEffects {
    /// Shares above a value and the effect there, from the largest share down.
    at: Vec<(f64, f64)>,
}

impl DesignEffects {
    /// The effects in a column of which each run of `cluster` values belongs together.
    pub(super) fn new(ranks: &Ranks<'_>, cluster: usize) -> Self {
        // Order statistics, not edges of buckets, which money in another unit would move.
        let thresholds = ranks.values_at(&ANCHORS.map(|p| ranks.rank_of(1.0 - p)));
        let (mut sums, mut squares) = ([0_u64; ANCHORS.len()], [0_u64; ANCHORS.len()]);
        for values in ranks.values.chunks(cluster) {
            let mut above = [0_u32; ANCHORS.len()];
            for value in values {
                for (above, threshold) in above.iter_mut().zip(&thresholds) {
                    *above += u32::from(value > threshold);
                }
            }
            for ((sum, square), above) in sums.iter_mut().zip(&mut squares).zip(above) {
                *sum += u64::from(above);
                *square += u64::from(above) * u64::from(above);
            }
        }
        let (n, size) = (ranks.len() as f64, cluster as f64);
        let at = sums.iter().zip(&squares).filter_map(|(&sum, &square)| {
            let share = sum as f64 / n;
            let (mean, independent) = (size * share, size * share * (1.0 - share));
            let variance = square as f64 * size / n - mean * mean;
            let enough = sum as f64 >= ENOUGH && independent > 0.0;
            enough.then(|| (share, (variance / independent).clamp(1.0, size)))
        });
        Self { at: at.collect() }
    }

    /// The larger effect of the two anchors around the `level`-quantile; 1 where nothing could be measured.
    pub(super) fn around(&self, level: f64) -> f64 {
        let rarer = self.at.partition_point(|(share, _)| *share > 1.0 - level);
        let last = self.at.len().saturating_sub(1);
        let around = [rarer.saturating_sub(1), rarer.min(last)];
        let effects = around.map(|i| self.at.get(i).map_or(1.0, |(_, effect)| *effect));
        effects[0].max(effects[1])
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

/// The value of a [`key`].
fn value_of_key(key: u64) -> f64 {
    let positive = 0_u64.wrapping_sub(key >> 63);
    f64::from_bits(key ^ (!positive | 1 << 63))
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
    fn a_key_gives_its_value_back() {
        for value in [
            0.0,
            -0.0,
            1.5,
            -1.5,
            f64::MAX,
            f64::MIN_POSITIVE,
            f64::NEG_INFINITY,
        ] {
            assert_eq!(value_of_key(key(value)).to_bits(), value.to_bits());
        }
    }

    #[test]
    fn ranks_agree_with_a_sort() {
        for n in [1, 2, 10, 999, 30_000] {
            let values = column(n);
            let sorted = sorted(&values);
            let ranks: Vec<usize> = (0..n).rev().step_by(n / 50 + 1).collect();
            let found = Ranks::new(&values).values_at(&ranks);
            let expected: Vec<f64> = ranks.iter().map(|&rank| sorted[rank]).collect();
            assert_eq!(found, expected, "{n}");
        }
    }

    #[test]
    fn intervals_are_those_of_the_sorted_column() {
        let values = column(5_000);
        let sorted = sorted(&values);
        let ranks = Ranks::new(&values);
        for level in [0.0, 0.001, 0.3, 0.5, 0.9, 0.99, 0.999, 0.9999] {
            for effect in [1.0, 2.7] {
                let (low, high) = ranks.interval(level, effect);
                let expected = quantile_interval_clustered(&sorted, level, Z95, effect);
                assert_eq!((sorted[low], sorted[high]), expected, "{level}");
            }
        }
    }

    /// Years that are all alike are worth one: the design effect is the size of the cluster.
    #[test]
    fn equal_values_in_a_cluster_count_once() {
        let mut draws = Stream::new(1, 0).draws(0, 0);
        let one_each: Vec<f64> = (0..40_000).map(|_| draws.uniform()).collect();
        let alike: Vec<f64> = one_each.iter().flat_map(|&value| [value; 4]).collect();
        let effects = |values: &[f64], cluster| DesignEffects::new(&Ranks::new(values), cluster);
        for level in [0.0, 0.5, 0.9, 0.99, 1.0] {
            assert!((effects(&alike, 4).around(level) - 4.0).abs() < 1e-9);
            assert!((effects(&one_each, 1).around(level) - 1.0).abs() < 1e-9);
            // Independent values: 1 within the noise of 10,000 clusters.
            assert!(effects(&one_each, 4).around(level) < 1.1);
        }
        assert!((effects(&[1.0; 40], 4).around(0.5) - 1.0).abs() < 1e-9);
    }
}
