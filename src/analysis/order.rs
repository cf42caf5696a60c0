//! Ranks of order statistics, and how far they may be off where values come in clusters.

use crate::stats::{Sketch, Z95};

/// The ranks, from 0, of the ends of the 95 % interval for the `level`-quantile of `n` values.
///
/// They are those of [`crate::stats::quantile_interval_clustered`], which wants the whole column sorted.
pub(super) fn interval(n: usize, level: f64, design_effect: f64) -> (usize, usize) {
    let centre = n as f64 * level;
    let spread = Z95 * (design_effect * centre * (1.0 - level)).sqrt();
    (
        floor(centre - spread - 0.5).min(n - 1),
        floor((centre + spread - 0.5).ceil()).min(n - 1),
    )
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
    /// The effects among values that belong together in clusters of this size.
    pub(super) fn new(sketch: &Sketch, cluster: usize) -> Self {
        let (n, size) = (sketch.len() as f64, cluster as f64);
        // At the edges of wide buckets around these order statistics: the share above each is its own.
        let ranks = ANCHORS.map(|p| floor((1.0 - p) * (n - 1.0)) as u64);
        let at = sketch.above(&ranks).into_iter().filter_map(|above| {
            let share = above.count as f64 / n;
            let (mean, independent) = (size * share, size * share * (1.0 - share));
            let variance = above.squares as f64 * size / n - mean * mean;
            let enough = above.count as f64 >= ENOUGH && independent > 0.0;
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::summary::sorted;
    use crate::stats::{Stream, quantile_interval_clustered};

    fn uniform(n: usize) -> Vec<f64> {
        let mut draws = Stream::new(1, 0).draws(0, 0);
        (0..n).map(|_| draws.uniform()).collect()
    }

    #[test]
    fn intervals_are_those_of_the_sorted_column() {
        let sorted = sorted(&uniform(5_000));
        for level in [0.0, 0.001, 0.3, 0.5, 0.9, 0.99, 0.999, 0.9999] {
            for effect in [1.0, 2.7] {
                let (low, high) = interval(5_000, level, effect);
                let expected = quantile_interval_clustered(&sorted, level, Z95, effect);
                assert_eq!((sorted[low], sorted[high]), expected, "{level}");
            }
        }
    }

    /// Years that are all alike are worth one: the design effect is the size of the cluster.
    #[test]
    fn equal_values_in_a_cluster_count_once() {
        let one_each = uniform(40_000);
        let alike: Vec<f64> = one_each.iter().flat_map(|&value| [value; 4]).collect();
        let effects =
            |values: &[f64], cluster| DesignEffects::new(&Sketch::of(values, cluster), cluster);
        for level in [0.0, 0.5, 0.9, 0.99, 1.0] {
            assert!((effects(&alike, 4).around(level) - 4.0).abs() < 1e-9);
            assert!((effects(&one_each, 1).around(level) - 1.0).abs() < 1e-9);
            // Independent values: 1 within the noise of 10,000 clusters.
            assert!(effects(&one_each, 4).around(level) < 1.1);
        }
        assert!((effects(&[1.0; 40], 4).around(0.5) - 1.0).abs() < 1e-9);
    }
}
