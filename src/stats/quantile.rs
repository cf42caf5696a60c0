//! Quantiles, expected shortfall, and the sorts they need.

use super::moments::pairwise_sum;

/// Quantile of type R-7: linear between the order statistics at rank `(n - 1)·p + 1`.
///
/// In the unit of the values. `sorted` is ascending; a `p` outside `0.0..=1.0` counts as the nearer end.
///
/// # Panics
/// If `sorted` is empty.
///
/// Source: Hyndman and Fan, “Sample quantiles in statistical packages”, The American Statistician 50 (1996), 361–365.
pub fn quantile(sorted: &[f64], p: f64) -> f64 {
    let place = (sorted.len() - 1) as f64 * p.clamp(0.0, 1.0);
    let low = whole(place, sorted.len() - 1);
    let high = (low + 1).min(sorted.len() - 1);
    sorted[low] + (place - low as f64) * (sorted[high] - sorted[low])
}

/// Mean of the worst `1 - level` share of `sorted` losses (expected shortfall).
///
/// Let `n` be the sample size and `k = ⌈level·n⌉`. The value is
///
/// ```text
/// ES = ((k - level·n)·x_k + x_{k+1} + … + x_n) / ((1 - level)·n)
/// ```
///
/// so that the boundary sample counts only for the share of it that lies in the tail. In the unit of the losses.
/// `sorted` is ascending and not empty; `level` lies in `0.0..1.0`.
///
/// # Panics
/// If `sorted` is empty.
///
/// Source: Acerbi and Tasche, “On the coherence of expected shortfall”, Journal of Banking & Finance 26 (2002),
/// 1487–1503.
pub fn expected_shortfall(sorted: &[f64], level: f64) -> f64 {
    let (boundary, weight) = tail(sorted.len(), level);
    let sum = weight * sorted[boundary] + pairwise_sum(&sorted[boundary + 1..], &|loss| loss);
    sum / (weight + (sorted.len() - boundary - 1) as f64)
}

/// Index of the boundary trial of the worst `1 - level` of `n` trials, and the share of it that lies in the tail.
///
/// Never without weight: a tail of nothing but rounding is the largest trial, whole.
pub(super) fn tail(n: usize, level: f64) -> (usize, f64) {
    let below = level.clamp(0.0, 1.0) * n as f64;
    let boundary = whole(below, n - 1);
    let weight = ((boundary + 1) as f64 - below).min(1.0);
    if weight > 0.0 {
        (boundary, weight)
    } else {
        (n - 1, 1.0)
    }
}

/// The whole part of `place`, at most `most`; 0 for negative numbers and NaN.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "`as` stops at both ends, as meant here"
)]
pub(super) fn whole(place: f64, most: usize) -> usize {
    (place as usize).min(most)
}

/// Sorts ascending, in the total order of [`f64::total_cmp`]: -0 before 0, NaN at the ends.
pub fn sort(values: &mut [f64]) {
    values.sort_unstable_by(f64::total_cmp);
}

/// Leaves the `k` largest values, ascending; all of them if there are fewer.
///
/// Takes time in proportion to the number of values plus `k·log k`, where a rare level needs no full sort.
pub fn upper_tail(values: &mut Vec<f64>, k: usize) {
    let surplus = values.len().saturating_sub(k);
    if surplus > 0 && k > 0 {
        values.select_nth_unstable_by(surplus, f64::total_cmp);
    }
    values.drain(..surplus);
    sort(values);
}
