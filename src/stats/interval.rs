//! How far an estimate may be from the truth: intervals and standard errors.

use super::{
    moments::pairwise_sum,
    quantile::{expected_shortfall, tail, whole},
    special::gamma_quantile,
};

/// The standard normal quantile of 0.975: a symmetric interval of this many standard errors holds 95 in 100.
pub const Z95: f64 = 1.959_963_984_540_054;

/// Interval for the `p`-quantile from independent `sorted` values: the order statistics at ranks `n·p ± z·√(n·p·(1-p))`.
///
/// How many values lie below the true quantile is binomial; the ranks are its normal interval, rounded outwards, so
/// that the interval holds the true value at least as often as `z` says ([`Z95`]: 95 in 100) in all but small
/// samples. In the unit of the values; `sorted` is ascending.
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

/// The ranks of [`quantile_interval`], counted from 1 and not yet held within `1..=n`.
pub(super) fn ranks(n: usize, p: f64, z: f64) -> (f64, f64) {
    let p = p.clamp(0.0, 1.0);
    let centre = n as f64 * p;
    let spread = z * (centre * (1.0 - p)).sqrt();
    ((centre - spread).floor(), (centre + spread).ceil() + 1.0)
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
/// boundary trial here, which makes the identity exact for the sample. Too small when fewer than about ten trials lie
/// in the tail, for a heavy tail shows its size late. NaN for fewer than two trials.
///
/// # Panics
/// If `sorted` is empty.
///
/// Source: Manistre and Hancock, “Variance of the CTE estimator”, North American Actuarial Journal 9 (2005), 129–156.
pub fn expected_shortfall_error(sorted: &[f64], level: f64) -> f64 {
    let n = sorted.len() as f64;
    let (boundary, weight) = tail(sorted.len(), level);
    let var = sorted[boundary];
    let tail_mass = (weight + (sorted.len() - boundary - 1) as f64) / n;
    let excess = expected_shortfall(sorted, level) - var;
    let second_moment = pairwise_sum(&sorted[boundary..], &|loss| (loss - var) * (loss - var)) / n;
    let variance = second_moment / (tail_mass * tail_mass) - excess * excess;
    if sorted.len() < 2 {
        f64::NAN
    } else {
        (variance.max(0.0) / (n - 1.0)).sqrt()
    }
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
