//! Rates that a trend or a shared frailty moves from year to year, against their closed forms.
//!
//! Estimates are held to [`crate::closed_forms::Z`] of their own standard errors, from a fixed seed: a false alarm for
//! 6.3 in 100,000 checks, of which there are about 40 here. An outage takes 3.6 ms, so that 20 a year take a part of
//! 2·10⁻⁹ off the up-times: losses are counts.

use lockin::engine::{Outcome, Plan};
use lockin::stats::Moments;

use crate::closed_forms::{Z, check};
use crate::scenario::{Case, outcome};

const SEED: u64 = 20_260_103;

/// How long an outage takes \[h\].
const BRIEF: f64 = 1e-6;

/// Providers a and b with failure modes of these fields, each with a portfolio of its own.
fn two(years: u32, a: &str, b: &str) -> Case {
    let mode = |fields: &str| format!("{fields}, hours: {BRIEF}");
    Case::over(years)
        .provider("a", &mode(a))
        .provider("b", &mode(b))
        .portfolio("on-a", "a: 1", "")
        .portfolio("on-b", "b: 1", "")
}

/// Outages of each year of each trial.
fn counts(found: &Outcome, portfolio: usize) -> Vec<f64> {
    let annual = found.portfolios[portfolio].annual.iter();
    annual.map(|loss| (loss / BRIEF).round()).collect()
}

// --- frailties ---

fn frail(cv: f64, hazards: &str) -> String {
    format!("frailties: {{bad-years: {{cv: {cv}, hazards: [{hazards}]}}}}")
}

/// A year's rate is λ·F, F a gamma number of mean 1: the count is negative binomial with mean λ, variance λ + λ²cv² and
/// P(none) = (1 + λcv²)^(-1/cv²); two hazards under one frailty have the covariance λ₁λ₂cv².
///
/// Source: Greenwood and Yule, “An inquiry into the nature of frequency distributions representative of multiple
/// happenings”, Journal of the Royal Statistical Society 83 (1920), 255–279; Johnson, Kemp and Kotz, “Univariate Discrete
/// Distributions”, 3rd edition (2005), section 5.3.
#[test]
fn counts_under_a_frailty_are_negative_binomial() {
    let rates: [f64; 2] = [2.0, 3.5];
    for cv in [0.4, 1.0, 1.8] {
        let case = two(2, "per_year: 2", "per_year: 3.5").line(&frail(cv, "a/m, b/m"));
        let found = outcome(&case.plan(), SEED, 60_000);
        let counts = [0, 1].map(|p| counts(&found, p));
        let square = cv * cv;
        for (counts, rate) in counts.iter().zip(rates) {
            // A year of each trial at a time: the two are drawn apart, but a sample wants no doubt.
            for year in 0..2 {
                let of_year = || counts.iter().skip(year).step_by(2).copied();
                check(of_year(), rate, 0.0);
                let variance = rate + rate * rate * square;
                check(of_year().map(|n| (n - rate).powi(2)), variance, 0.0);
                let none = f64::powf(1.0 + rate * square, -1.0 / square);
                check(of_year().map(|n| f64::from(u8::from(n == 0.0))), none, 0.0);
            }
        }
        let products = counts[0].iter().zip(&counts[1]).step_by(2);
        let products = products.map(|(a, b)| (a - rates[0]) * (b - rates[1]));
        check(products, rates[0] * rates[1] * square, 0.0);
    }
}

/// Two frailties on one hazard multiply: E[F²G²] - 1 = (1 + c²)(1 + d²) - 1. Years are drawn apart, and a hazard
/// outside the group is Poisson.
#[test]
fn frailties_multiply_and_years_and_strangers_stay_apart() {
    let rate = 2.0;
    let both =
        "frailties: {bad-years: {cv: 0.6, hazards: [a/m]}, worse: {cv: 0.8, hazards: [a/m]}}";
    let case = two(2, "per_year: 2", "per_year: 2").line(both);
    let found = outcome(&case.plan(), SEED, 80_000);
    let [a, b] = [0, 1].map(|p| counts(&found, p));
    let first = |counts: &[f64]| -> Vec<f64> { counts.iter().step_by(2).copied().collect() };
    check(first(&a), rate, 0.0);
    let square = (1.0 + 0.36) * (1.0 + 0.64) - 1.0;
    let variance = rate + rate * rate * square;
    check(first(&a).iter().map(|n| (n - rate).powi(2)), variance, 0.0);
    check(first(&b).iter().map(|n| (n - rate).powi(2)), rate, 0.0);
    let years = a
        .chunks(2)
        .map(|years| (years[0] - rate) * (years[1] - rate));
    let strangers = a.iter().zip(&b).map(|(a, b)| (a - rate) * (b - rate));
    for products in [years.collect::<Vec<_>>(), strangers.collect()] {
        let moments: Moments = products.into_iter().collect();
        let (mean, error) = (moments.mean(), moments.standard_error());
        assert!(mean.abs() <= Z * error, "a covariance of {mean} ± {error}");
    }
}

/// E[(A + B - k)⁺] grows with the frailty at every k: gamma laws of one mean are in convex order by their cv, mixed
/// Poisson laws inherit it, and so do losses that grow with the factor together. The differences are paired.
///
/// Source: Shaked and Shanthikumar, “Stochastic Orders” (2007), theorem 3.A.21 and section 8.A.
#[test]
fn a_larger_frailty_never_thins_the_tail_of_joint_losses() {
    let plan = |cv: f64| -> Plan {
        let case = two(1, "per_year: 2", "per_year: 3");
        case.line(&frail(cv, "a/m, b/m")).plan()
    };
    let joint = |cv: f64| -> Vec<f64> {
        let found = outcome(&plan(cv), SEED, 40_000);
        let pairs = counts(&found, 0).into_iter().zip(counts(&found, 1));
        pairs.map(|(a, b)| a + b).collect()
    };
    let sorted = [0.0, 0.3, 0.7, 1.2, 2.0].map(joint);
    for pair in sorted.windows(2) {
        for k in [2.0, 4.0, 6.0, 9.0, 13.0] {
            let over = |loss: &f64| (loss - k).max(0.0);
            let pairs = pair[1].iter().zip(&pair[0]);
            let moments: Moments = pairs.map(|(more, less)| over(more) - over(less)).collect();
            let (mean, error) = (moments.mean(), moments.standard_error());
            assert!(mean >= -Z * error, "beyond {k}: {mean} ± {error}");
            // Near the upper tenth the growth itself shows with this many trials.
            let shows = (5.0..7.0).contains(&k);
            assert!(!shows || mean > Z * error, "beyond {k}: {mean} ± {error}");
        }
    }
}

// --- trends ---

/// E[N] of a Poisson process in year y: λ(1 + g)^y. The hazard's own trend goes before that of the file.
#[test]
fn a_trend_is_compounded_from_year_to_year() {
    let case =
        two(5, "per_year: 2, trend_per_year: 0.25", "per_year: 4").line("trend_per_year: -0.3");
    let found = outcome(&case.plan(), SEED, 20_000);
    for (p, rate, growth) in [(0, 2.0, 1.25), (1, 4.0, 0.7)] {
        let counts = counts(&found, p);
        for year in 0..5 {
            let of_year = counts.iter().skip(year).step_by(5).copied();
            check(of_year, rate * f64::powf(growth, year as f64), 0.0);
        }
    }
}

/// E[N] of up-times of gamma shape 2 and mean 1/λ is Λ - (1 - exp(-4Λ))/4, Λ the mean number of up-times that the rate
/// uses up until then: λ in the first year, λ(1 + g) in the second, ….
///
/// Source: Cox, “Renewal Theory” (1962), section 3.1, and the time change that makes a renewal process of varying rate.
#[test]
fn a_trend_leaves_the_shape_of_up_times() {
    let case = two(
        4,
        "per_year: 1.5, trend_per_year: 0.5, up_time: {gamma: {shape: 2}}",
        "per_year: 3, trend_per_year: -0.4, up_time: {gamma: {shape: 2}}",
    );
    let found = outcome(&case.plan(), SEED, 40_000);
    for (p, rate, growth) in [(0, 1.5, 1.5), (1, 3.0, 0.6)] {
        let counts = counts(&found, p);
        let used = |year: i32| -> f64 { (0..year).map(|y| rate * f64::powi(growth, y)).sum() };
        let until = |year: i32| used(year) + f64::exp_m1(-4.0 * used(year)) / 4.0;
        for year in 0..4 {
            let of_year = counts.iter().skip(year).step_by(4).copied();
            let y = i32::try_from(year).expect("small");
            check(of_year, until(y + 1) - until(y), 0.0);
        }
    }
}

/// The same unit process over the same number of mean up-times has the same outages, trial by trial, however the rate
/// is spread over the years: 2 and 2·1.5 against 2.5 and 2.5, for every law of up-times.
#[test]
fn a_trend_spreads_the_same_outages() {
    for law in [
        "exponential",
        "{weibull: {shape: 0.7}}",
        "{weibull: {shape: 2.5}}",
        "{gamma: {shape: 0.5}}",
    ] {
        let rising = format!("per_year: 2, trend_per_year: 0.5, up_time: {law}");
        let level = format!("per_year: 2.5, up_time: {law}");
        let totals = |mode: &str| -> Vec<f64> {
            // Provider a carries both, so that it is the same hazard.
            let found = outcome(&two(2, mode, "per_year: 1").plan(), SEED, 2_000);
            counts(&found, 0)
                .chunks(2)
                .map(|years| years.iter().sum())
                .collect()
        };
        let (rising, level) = (totals(&rising), totals(&level));
        assert_eq!(rising, level);
        assert!(level.iter().sum::<f64>() > 5_000.0);
    }
}
