//! How far an estimate may be from the truth: intervals and standard errors.

use super::{
    moments::pairwise_sum,
    quantile::{expected_shortfall, quantile, tail, whole},
    special::gamma_quantile,
};

/// The standard normal quantile of 0.975: a symmetric interval of this many standard errors holds 95 in 100.
pub const Z95: f64 = 1.959_963_984_540_054;

/// Interval for the `p`-quantile from independent `sorted` values: the order statistics at ranks
/// `n·p + ½ ± z·√(n·p·(1-p))`.
///
/// How many values lie below the true quantile is binomial; the ranks are its normal interval with the correction
/// for continuity, rounded outwards, so that the interval holds the true value at least as often as `z` says
/// ([`Z95`]: 95 in 100) in all but small samples. In the unit of the values; `sorted` is ascending.
///
/// **At the ends** a rank outside `1..=n` counts as the smallest or largest value. The interval is then too short
/// on that side: the largest of `n` values is no upper bound for a quantile within about `z²/n` of 1.
///
/// # Panics
/// If `sorted` is empty.
///
/// Source: Conover, Practical Nonparametric Statistics, 3rd edition (1999), section 3.2.
pub fn quantile_interval(sorted: &[f64], p: f64, z: f64) -> (f64, f64) {
    quantile_interval_clustered(sorted, p, z, 1.0)
}

/// [`quantile_interval`] where the values come in clusters, such as the years of one trial.
///
/// `design_effect` is the variance of an estimate over what it would be for as many independent values; 1 without
/// clustering, at most the cluster size.
///
/// # Panics
/// If `sorted` is empty.
///
/// Source: Kish, Survey Sampling (1965), section 5.4; for quantiles Woodruff, “Confidence intervals for medians and
/// other position measures”, Journal of the American Statistical Association 47 (1952), 635–646.
pub fn quantile_interval_clustered(
    sorted: &[f64],
    p: f64,
    z: f64,
    design_effect: f64,
) -> (f64, f64) {
    let last = sorted.len() - 1;
    let (low, high) = ranks(sorted.len(), p, z * design_effect.max(0.0).sqrt());
    (
        sorted[whole(low - 1.0, last)],
        sorted[whole(high - 1.0, last)],
    )
}

/// `z` standard errors of the `p`-quantile of `sorted` values, by the spacing of the values around it.
///
/// Half the distance of the quantiles at p ± z·√(p·(1-p)/n). [`quantile_interval`] rounds its ranks outwards, so that
/// half its width is too much by half a rank or more: 5 % where 100 values lie beyond. In the unit of the values; too
/// small where p + z·√(p·(1-p)/n) is beyond 1.
///
/// Where the quantile's neighbours are equal but for rounding, the law has a jump there: the quantile is off by a whole
/// step or not at all, so that the larger of the two distances counts, not their mean.
///
/// # Panics
/// If `sorted` is empty.
///
/// Source: Siddiqui, “Distribution of quantiles in samples from a bivariate population”, Journal of Research of the
/// National Bureau of Standards 64B (1960), 145–150, for the density from the spacing.
pub fn quantile_half_width(sorted: &[f64], p: f64, z: f64) -> f64 {
    let spread = z * (p * (1.0 - p) / sorted.len() as f64).sqrt();
    let [below, value, above] = [p - spread, p, p + spread].map(|p| quantile(sorted, p));
    let rounding = 1e-9 * value.abs();
    let lower = sorted.partition_point(|&x| x < value - rounding);
    let equal = sorted.partition_point(|&x| x <= value + rounding) - lower;
    if equal > 1 {
        (above - value).max(value - below)
    } else {
        (above - below) / 2.0
    }
}

/// The ranks of [`quantile_interval`], counted from 1 and not yet held within `1..=n`.
pub(super) fn ranks(n: usize, p: f64, z: f64) -> (f64, f64) {
    let p = p.clamp(0.0, 1.0);
    let centre = n as f64 * p;
    let spread = z * (centre * (1.0 - p)).sqrt();
    (
        (centre - spread + 0.5).floor(),
        (centre + spread + 0.5).ceil(),
    )
}

/// Standard error of [`expected_shortfall`] from the same `sorted` losses, in their unit.
///
/// With q = `level` and the tail the worst (1 - q)·n trials,
///
/// ```text
/// se² = (Var(tail) + q·(ES - VaR)²) / (n·(1 - q))
/// ```
///
/// which is Var(influence)/n with [`shortfall_influence`]: ES = VaR + E[(L - VaR)⁺]/(1 - q), the derivative by VaR is
/// zero, and (L - VaR)⁺ has mean (1 - q)·(ES - VaR) and second moment (1 - q)·(Var(tail) + (ES - VaR)²). VaR is the
/// boundary trial here, which makes the identity exact for the sample. Too small where few trials lie in the tail, for
/// a heavy tail shows its size late: an interval wants [`expected_shortfall_interval`]. NaN for a tail of fewer than two
/// trials, of which nothing can be said.
///
/// # Panics
/// If `sorted` is empty.
///
/// Source: Manistre and Hancock, “Variance of the CTE estimator”, North American Actuarial Journal 9 (2005), 129–156.
pub fn expected_shortfall_error(sorted: &[f64], level: f64) -> f64 {
    if tail_of_one(sorted.len(), level) {
        f64::NAN
    } else {
        influence_moments(sorted, level).0
    }
}

/// Interval for [`expected_shortfall`] from the same `sorted` losses: the [`skewed_interval`] of its influence.
///
/// In the unit of the losses; infinite for a tail of fewer than two trials.
///
/// # Panics
/// If `sorted` is empty.
pub fn expected_shortfall_interval(sorted: &[f64], level: f64, z: f64) -> (f64, f64) {
    if tail_of_one(sorted.len(), level) {
        return (f64::NEG_INFINITY, f64::INFINITY);
    }
    let (error, skewness) = influence_moments(sorted, level);
    let shortfall = expected_shortfall(sorted, level);
    skewed_interval((shortfall, error), skewness, sorted.len(), z)
}

/// Whether the worst 1 - `level` of `n` trials are fewer than two, but for the rounding of 1 - `level`.
pub fn tail_of_one(n: usize, level: f64) -> bool {
    (1.0 - level) * (n as f64) < 2.0 - 1e-9
}

/// Standard error of the mean, and skewness, of the influences of all trials, from those of the tail alone.
fn influence_moments(sorted: &[f64], level: f64) -> (f64, f64) {
    let n = sorted.len() as f64;
    let (boundary, weight) = tail(sorted.len(), level);
    let var = sorted[boundary];
    let tail_mass = (weight + (sorted.len() - boundary - 1) as f64) / n;
    let (square, cube) = (
        |loss: f64| (loss - var) * (loss - var),
        |loss: f64| (loss - var) * (loss - var) * (loss - var),
    );
    let first = expected_shortfall(sorted, level) - var;
    let second = pairwise_sum(&sorted[boundary..], &square) / n / (tail_mass * tail_mass);
    let third = pairwise_sum(&sorted[boundary..], &cube) / n / (tail_mass * tail_mass * tail_mass);
    let variance = (second - first * first).max(0.0);
    let central = third - 3.0 * first * second + 2.0 * first * first * first;
    (
        (variance / (n - 1.0)).sqrt(),
        central / (variance * variance.sqrt()),
    )
}

/// Interval for a mean of `n` values of this `skewness`, estimated with this error: `(value, standard error)`.
///
/// The hull of two intervals. One is the normal, value ± `z`·error. It is too short on the side of the long tail,
/// where the sample does not show it: for the expected shortfall of 20 trials it holds the truth 84 to 89 times in 100
/// instead of 95, and of 100 trials 91 to 93 times. The other corrects for the skewness: with W = (value - truth)/σ,
///
/// ```text
/// √n·(W + γ/3·W² + γ²/27·W³ + γ/(6n)) = √n·(((1 + γ/3·W)³ - 1)/γ + γ/(6n))
/// ```
///
/// is standard normal but for terms of order 1/n. It alone holds too rarely (89 to 93) where the skewness is as noisy
/// as that of a difference of two heavy tails. The hull holds 93 to 97 times in 100 from 20 trials on. A skewness that
/// is not a number, as of values that never change, leaves the normal interval.
///
/// Source: Hall, “On the removal of skewness by transformation”, Journal of the Royal Statistical Society B 54 (1992),
/// 221–228. The shares: `tests/it/coverage.rs` and `docs/method.md`.
pub fn skewed_interval(estimate: (f64, f64), skewness: f64, n: usize, z: f64) -> (f64, f64) {
    let (value, error) = estimate;
    let normal = (value - z * error, value + z * error);
    if !skewness.is_finite() || skewness.abs() < 1e-6 || !error.is_finite() {
        return normal;
    }
    let root = (n as f64).sqrt();
    // √n·W where the transformed pivot is `pivot`; the value of the cube root may be negative.
    let pivoted = |pivot: f64| {
        let cube = 1.0 + skewness * (pivot / root - skewness / (6.0 * root * root));
        3.0 * root * (libm::cbrt(cube) - 1.0) / skewness
    };
    (
        normal.0.min(value - error * pivoted(z)),
        normal.1.max(value - error * pivoted(-z)),
    )
}

/// How far one trial's `loss` moves the expected shortfall at `level`, times n: VaR + (loss - VaR)⁺/(1 - level) - ES.
///
/// Its mean over the trials is zero (exactly so where `var` is the boundary trial), and its standard deviation over √n
/// is the standard error of `es`. The difference of two portfolios' influences, trial by trial, gives the error of
/// the paired difference of their shortfalls. In the unit of the loss.
///
/// Source: as for [`expected_shortfall_error`].
#[inline]
pub fn shortfall_influence(loss: f64, var: f64, es: f64, level: f64) -> f64 {
    var + (loss - var).max(0.0) / (1.0 - level) - es
}

/// Exact interval for the mean of a Poisson number of which `count` were seen; `level` is the confidence, such as 0.95.
///
/// Divide by the years watched for a rate. The lower end of no events is 0.
///
/// Source: Garwood, “Fiducial limits for the Poisson distribution”, Biometrika 28 (1936), 437–442: half the
/// chi-square quantiles at 2·count and 2·count + 2 degrees of freedom, which are gamma quantiles.
pub fn poisson_interval(count: u64, level: f64) -> (f64, f64) {
    let miss = (1.0 - level) / 2.0;
    let low = if count == 0 {
        0.0
    } else {
        gamma_quantile(count as f64, miss)
    };
    (low, gamma_quantile(count as f64 + 1.0, 1.0 - miss))
}

/// Interval for a probability of which `successes` in `n` independent tries were seen; within 0 to 1.
///
/// Never of zero width, even for none or all; (0, 1) for no tries.
///
/// Source: Wilson, “Probable inference, the law of succession, and statistical inference”, Journal of the American
/// Statistical Association 22 (1927), 209–212.
pub fn proportion_interval(successes: u64, n: u64, z: f64) -> (f64, f64) {
    if n == 0 {
        return (0.0, 1.0);
    }
    let (tries, squared) = (n as f64, z * z);
    let share = successes as f64 / tries;
    let centre = share + squared / (2.0 * tries);
    let half = z * (share * (1.0 - share) / tries + squared / (4.0 * tries * tries)).sqrt();
    let scale = 1.0 + squared / tries;
    let low = if successes == 0 {
        0.0
    } else {
        (centre - half) / scale
    };
    let high = if successes == n {
        1.0
    } else {
        (centre + half) / scale
    };
    (low, high)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::{Draws, Moments, Stream, assert_close, sort};

    fn sample(trial: u64, n: u64, draw: fn(&mut Draws) -> f64) -> Vec<f64> {
        let stream = Stream::new(77, trial);
        let mut values: Vec<f64> = (0..n)
            .map(|index| draw(&mut stream.draws(0, index)))
            .collect();
        sort(&mut values);
        values
    }

    #[test]
    fn ranks_of_a_quantile_interval_by_hand() {
        // n·p = 500, √(n·p·(1-p)) = 15.81, so 1.96 of it is 30.99: from 469.51 down and from 531.49 up.
        let sorted: Vec<f64> = (1..=1000).map(f64::from).collect();
        assert_eq!(quantile_interval(&sorted, 0.5, Z95), (469.0, 532.0));
        // Four times the variance, twice the spread: 438.52 to 562.48.
        assert_eq!(
            quantile_interval_clustered(&sorted, 0.5, Z95, 4.0),
            (438.0, 563.0)
        );
        // 990 ± 6.17: P(984 ≤ how many lie below ≤ 996) = 0.962, and 0.982 with a rank more at each end.
        assert_eq!(quantile_interval(&sorted, 0.99, Z95), (984.0, 997.0));
        // Held within the sample.
        assert_eq!(quantile_interval(&sorted, 0.999, Z95), (997.0, 1000.0));
        assert_eq!(quantile_interval(&sorted, 0.0, Z95), (1.0, 1.0));
        assert_eq!(quantile_interval(&[5.0], 0.5, Z95), (5.0, 5.0));
    }

    #[test]
    fn the_half_width_of_a_quantile_by_hand() {
        // Steps of 1: z·√(p·(1-p)/n)·(n - 1) = 30.99·0.999.
        let sorted: Vec<f64> = (1..=1000).map(f64::from).collect();
        let expected = Z95 * 250.0_f64.sqrt() * 0.999;
        assert_close(quantile_half_width(&sorted, 0.5, Z95), expected, 1e-12);
        assert_close(quantile_half_width(&[5.0; 9], 0.5, Z95), 0.0, 0.0);
        // 92 % are 0 and the rest 1: the 90 % point is 0, its neighbourhood of 0.87 to 0.93 reaches 1.
        let jump: Vec<f64> = (0..400).map(|i| f64::from(u8::from(i >= 368))).collect();
        assert_close(quantile_half_width(&jump, 0.9, Z95), 1.0, 0.0);
    }

    #[test]
    fn a_quantile_interval_holds_the_truth_in_95_of_100_samples() {
        for p in [0.5, 0.9, 0.98] {
            let held = (0..1000).filter(|&trial| {
                let (low, high) = quantile_interval(&sample(trial, 500, Draws::uniform), p, Z95);
                low <= p && p <= high
            });
            // At least 950 of 1,000 with a standard deviation of 6.9; z = 3.1, false alarm 0.001.
            let held = held.count();
            assert!(
                held >= 929,
                "{held} of 1000 intervals hold the {p}-quantile"
            );
        }
    }

    #[test]
    fn the_error_of_a_shortfall_is_its_spread_over_samples() {
        // Exponential: Var(tail) = 1 and ES - VaR = 1, so se² = (1 + q)/(n·(1 - q)).
        let (n, level) = (1000, 0.95_f64);
        let truth = ((1.0 + level) / (1000.0 * (1.0 - level))).sqrt();
        let samples = (0..400).map(|trial| sample(trial, n, Draws::exponential));
        let (shortfalls, errors): (Vec<f64>, Vec<f64>) = samples
            .map(|sorted| {
                (
                    expected_shortfall(&sorted, level),
                    expected_shortfall_error(&sorted, level),
                )
            })
            .unzip();
        let spread = shortfalls.into_iter().collect::<Moments>().sd();
        let error = errors.into_iter().collect::<Moments>().mean();
        // The spread of 400 samples is known to 1/√800 = 3.5 %; z = 4, false alarm 6e-5.
        assert_close(spread, truth, 0.14);
        // The mean error is known to 1 % and too small by about 3 % with 50 trials in the tail.
        assert_close(error, truth, 0.07);
    }

    #[test]
    fn the_error_of_a_shortfall_is_that_of_its_influence() {
        let level = 0.9735;
        let sorted = sample(9, 1000, Draws::exponential);
        let var = sorted[tail(sorted.len(), level).0];
        let es = expected_shortfall(&sorted, level);
        let influence: Moments = sorted
            .iter()
            .map(|&loss| shortfall_influence(loss, var, es, level))
            .collect();
        assert!(influence.mean().abs() < 1e-12);
        assert_close(
            expected_shortfall_error(&sorted, level),
            influence.standard_error(),
            1e-9,
        );
        // With the interpolated VaR instead, the influence is hardly another.
        let var = quantile(&sorted, level);
        let influence: Moments = sorted
            .iter()
            .map(|&loss| shortfall_influence(loss, var, es, level))
            .collect();
        assert_close(
            expected_shortfall_error(&sorted, level),
            influence.standard_error(),
            0.01,
        );
    }

    #[test]
    fn a_skewed_interval_by_hand() {
        // γ = 3, n = 100: W solves ((1 + W)³ - 1)/3 = ±0.196 - 0.005. 1 + W = ∛1.573 and ∛0.397.
        let (low, high) = skewed_interval((10.0, 1.0), 3.0, 100, 1.96);
        assert_close(low, 10.0 - 1.96, 1e-12);
        assert_close(high, 10.0 + 10.0 * (1.0 - 0.397_f64.cbrt()), 1e-12);
        // A long tail to the left is the mirror image.
        let mirrored = skewed_interval((-10.0, 1.0), -3.0, 100, 1.96);
        assert_close(mirrored.0, -high, 1e-12);
        assert_close(mirrored.1, -low, 1e-12);
        for skewness in [0.0, f64::NAN] {
            assert_eq!(skewed_interval((5.0, 2.0), skewness, 9, 2.0), (1.0, 9.0));
        }
        // A value that never changes is known.
        assert_eq!(skewed_interval((5.0, 0.0), f64::NAN, 9, 2.0), (5.0, 5.0));
    }

    #[test]
    fn the_interval_of_a_shortfall_is_that_of_its_influence() {
        let level = 0.97;
        let sorted = sample(9, 1000, Draws::exponential);
        let var = sorted[tail(sorted.len(), level).0];
        let es = expected_shortfall(&sorted, level);
        let influence: Moments = sorted
            .iter()
            .map(|&loss| shortfall_influence(loss, var, es, level))
            .collect();
        let estimate = (es, influence.standard_error());
        let expected = skewed_interval(estimate, influence.skewness(), sorted.len(), Z95);
        let (low, high) = expected_shortfall_interval(&sorted, level, Z95);
        assert_close(low, expected.0, 1e-9);
        assert_close(high, expected.1, 1e-9);
        assert!(high - es > es - low);
    }

    #[test]
    fn the_shortfall_at_level_0_has_the_error_of_a_mean() {
        let sorted = sample(3, 500, Draws::normal);
        let moments: Moments = sorted.iter().copied().collect();
        assert_close(
            expected_shortfall_error(&sorted, 0.0),
            moments.standard_error(),
            1e-9,
        );
        // A tail of one trial has no spread.
        assert!(expected_shortfall_error(&[1.0, 2.0], 0.9).is_nan());
        assert!(expected_shortfall_error(&sorted[..199], 0.99).is_nan());
        assert!(expected_shortfall_error(&sorted[..200], 0.99) > 0.0);
        let (low, high) = expected_shortfall_interval(&sorted[..100], 0.99, Z95);
        assert!(low.is_infinite() && high.is_infinite());
    }

    #[test]
    fn poisson_intervals_are_garwoods() {
        // mpmath: findroot of gammainc(count, 0, x, regularized=True) = 0.025, and of count + 1 for 0.975.
        for (count, low, high) in [
            (0, 0.0, 3.688_879_454_113_936),
            (1, 0.025_317_807_984_289_876, 5.571_643_390_938_899),
            (10, 4.795_388_696_132_434, 18.390_356_042_017_78),
            (1000, 938.973_018_407_695_2, 1_063.952_136_016_302),
        ] {
            let interval = poisson_interval(count, 0.95);
            assert_close(interval.0, low, 1e-10);
            assert_close(interval.1, high, 1e-10);
        }
        let (low, high) = poisson_interval(10_000_000, 0.95);
        assert!(
            low < 1e7 - 6190.0 && low > 1e7 - 6205.0 && high > 1e7 + 6190.0 && high < 1e7 + 6205.0
        );
    }

    #[test]
    fn proportion_intervals_are_wilsons() {
        // mpmath, from the formula of the paper: 0 and 10 of 100.
        let (low, high) = proportion_interval(0, 100, Z95);
        assert_close(low, 0.0, 0.0);
        assert_close(high, 0.036_993_498_206_985_68, 1e-13);
        let (low, high) = proportion_interval(10, 100, Z95);
        assert_close(low, 0.055_229_137_060_675_08, 1e-13);
        assert_close(high, 0.174_365_661_504_913_46, 1e-13);
        // All successes mirror none.
        let (low, high) = proportion_interval(100, 100, Z95);
        assert_close(1.0 - low, 0.036_993_498_206_985_68, 1e-12);
        assert_close(high, 1.0, 0.0);
        assert_eq!(proportion_interval(0, 0, Z95), (0.0, 1.0));
    }
}
