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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::stats::{LawSpec, Stream, assert_close, inverse_normal};

    #[test]
    fn quantiles_are_of_type_7() {
        // Hyndman and Fan's type 7 by hand: rank 1 + 3p of 10, 20, 40, 80. NumPy's default gives the same.
        let sorted = [10.0, 20.0, 40.0, 80.0];
        for (p, expected) in [
            (0.0, 10.0),
            (0.25, 17.5),
            (0.5, 30.0),
            (0.9, 68.0),
            (1.0, 80.0),
            (1.5, 80.0),
        ] {
            assert_close(quantile(&sorted, p), expected, 1e-15);
        }
        assert_close(quantile(&[7.0], 0.3), 7.0, 0.0);
    }

    /// Case D12 (Loss Data Analytics, 10.3.4): 1, 3 and 4 with probabilities 0.75, 0.20 and 0.05.
    fn case_d12() -> Vec<f64> {
        [vec![1.0; 75_000], vec![3.0; 20_000], vec![4.0; 5_000]].concat()
    }

    #[test]
    fn a_law_inverts_the_atoms_of_case_d12() {
        let mut twenty = vec![1.0; 15];
        twenty.extend([3.0, 3.0, 3.0, 3.0, 4.0]);
        let law = LawSpec::Empirical(twenty).ready().unwrap();
        for (q, expected) in [(0.6, 1.0), (0.9, 3.0), (0.95, 3.0), (0.950_01, 4.0)] {
            assert_close(law.quantile(q), expected, 0.0);
        }
    }

    #[test]
    fn type_7_agrees_with_case_d12_off_the_jump() {
        // At the jump itself, q = 0.95, type 7 lies between the two atoms (3.05) where the book takes the lower one.
        let sorted = case_d12();
        for (q, expected) in [(0.6, 1.0), (0.9, 3.0), (0.9499, 3.0), (0.950_02, 4.0)] {
            assert_close(quantile(&sorted, q), expected, 0.0);
        }
    }

    /// A sample as even as can be: the quantiles of a law at (i + ½)/n.
    fn even_sample(n: u32, quantile: impl Fn(f64) -> f64) -> Vec<f64> {
        (0..n)
            .map(|i| quantile((f64::from(i) + 0.5) / f64::from(n)))
            .collect()
    }

    #[test]
    fn var_of_uniform_and_exponential_is_that_of_case_d13() {
        assert_close(
            quantile(&even_sample(100_000, |p| 100.0 * p), 0.95),
            95.0,
            1e-4,
        );
        let law = LawSpec::Exponential { mean: 31.71 }.ready().unwrap();
        // 31.71·ln 20 = 94.9947, printed as 95.
        assert_close(law.quantile(0.95), 95.0, 1e-4);
        assert_close(
            quantile(&even_sample(100_000, |p| law.quantile(p)), 0.95),
            95.0,
            2e-4,
        );
    }

    #[test]
    fn expected_shortfalls_are_the_closed_forms_of_case_d14() {
        // Normal: φ(z)/(1 - q) = 2.0627128. Lognormal(0, 1): e^½·Φ(1 - z)/(1 - q) = 8.5572269 (the book's own formula
        // has the sign inside Φ turned, and gives 24.4). Both at q = 0.95 by mpmath. Exponential: VaR + mean.
        // The even sample cuts the tail beyond its last half step, hence the tolerances.
        let normal = even_sample(1_000_000, inverse_normal);
        assert_close(
            expected_shortfall(&normal, 0.95),
            2.062_712_807_507_426,
            1e-5,
        );
        let lognormal: Vec<f64> = normal.iter().map(|&z| libm::exp(z)).collect();
        assert_close(
            expected_shortfall(&lognormal, 0.95),
            8.557_226_866_796_713,
            1e-4,
        );
        let exponential = even_sample(1_000_000, |p| -libm::log1p(-p));
        assert_close(
            expected_shortfall(&exponential, 0.95),
            1.0 + 20_f64.ln(),
            1e-5,
        );
        // Pareto with alpha 3, on x > 1: ES = alpha/(alpha - 1)·VaR.
        let pareto = even_sample(1_000_000, |p| libm::pow(1.0 - p, -1.0 / 3.0));
        assert_close(expected_shortfall(&pareto, 0.95), 1.5 * 20_f64.cbrt(), 2e-4);
    }

    #[test]
    fn the_boundary_trial_counts_for_its_share() {
        // Worst 25 % of ten trials: two whole and half of the third. (½·8 + 9 + 10)/2.5.
        let sorted: Vec<f64> = (1..=10).map(f64::from).collect();
        assert_close(expected_shortfall(&sorted, 0.75), 9.2, 1e-15);
        assert_close(expected_shortfall(&sorted, 0.8), 9.5, 1e-15);
        assert_close(expected_shortfall(&sorted, 0.0), 5.5, 1e-15);
        assert_close(expected_shortfall(&sorted, 0.99), 10.0, 1e-15);
        assert_close(expected_shortfall(&sorted, 1.0), 10.0, 1e-15);
        // Atoms (case D12): beyond 0.9 lie 0.05 of 3 and 0.05 of 4.
        assert_close(expected_shortfall(&case_d12(), 0.9), 3.5, 1e-12);
    }

    /// Expected shortfall by its other definition: the mean over levels of the inverse distribution function.
    fn shortfall_by_integration(sorted: &[f64], level: f64) -> f64 {
        let n = sorted.len() as f64;
        let steps = sorted.iter().zip(0_u32..);
        let parts = steps.map(|(loss, i)| {
            let (from, to) = (f64::from(i) / n, (f64::from(i) + 1.0) / n);
            loss * (to - from.max(level)).max(0.0)
        });
        parts.sum::<f64>() / (1.0 - level)
    }

    proptest! {
        #[test]
        fn two_routes_to_expected_shortfall_agree(
            mut losses in prop::collection::vec(0.0..1e6_f64, 1..120),
            level in 0.0..0.999_f64,
        ) {
            sort(&mut losses);
            let shortfall = expected_shortfall(&losses, level);
            prop_assert!((shortfall - shortfall_by_integration(&losses, level)).abs() <= 1e-9 * (1.0 + shortfall));
            prop_assert!(shortfall >= losses[tail(losses.len(), level).0] - 1e-9);
            prop_assert!(shortfall <= losses[losses.len() - 1] * (1.0 + 1e-12));
        }

        #[test]
        fn the_upper_tail_is_the_end_of_the_sorted_values(
            values in prop::collection::vec(-1e3..1e3_f64, 0..100),
            k in 0..120_usize,
        ) {
            let (mut sorted, mut upper) = (values.clone(), values);
            sort(&mut sorted);
            upper_tail(&mut upper, k);
            prop_assert_eq!(&sorted[sorted.len().saturating_sub(k)..], &upper[..]);
        }

        #[test]
        fn quantiles_rise_with_the_level(
            mut values in prop::collection::vec(-1e3..1e3_f64, 1..100),
            p in 0.0..1.0_f64,
            q in 0.0..1.0_f64,
        ) {
            sort(&mut values);
            prop_assert!(quantile(&values, p.min(q)) <= quantile(&values, p.max(q)) + 1e-9);
        }
    }

    #[test]
    fn sorting_is_ascending_for_any_sample() {
        let stream = Stream::new(1, 1);
        let mut values: Vec<f64> = (0..10_000).map(|i| stream.draws(0, i).normal()).collect();
        values.push(f64::NEG_INFINITY);
        sort(&mut values);
        assert!(values.is_sorted());
    }
}
