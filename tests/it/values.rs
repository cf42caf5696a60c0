//! Hours that are worth more than others: a profile of a workload's value, against its integral taken hour by hour.

use lockin::engine::{Plan, Story, replay};
use lockin::stats::Moments;
use lockin::units::{HOURS_PER_MONTH, HOURS_PER_YEAR};

use crate::closed_forms::{Z, hours};
use crate::scenario::{Case, outcome};

const SEED: u64 = 20_260_104;

/// Nights are worth a fifth, weekends a half, December twice as much and August nothing.
const PROFILE: [&[f64]; 3] = [
    &[
        0.2, 0.2, 0.2, 0.2, 0.2, 0.2, 0.5, 0.8, 1.0, 1.2, 1.3, 1.3, 1.1, 1.0, 1.0, 1.0, 1.0, 1.1,
        1.3, 1.5, 1.2, 0.8, 0.4, 0.3,
    ],
    &[1.0, 1.0, 1.0, 1.0, 1.1, 0.5, 0.5],
    &[1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 0.7, 0.0, 1.0, 1.0, 1.3, 2.0],
];

fn profile() -> String {
    let [hour, weekday, month] = PROFILE;
    format!("value_profile: {{hour: {hour:?}, weekday: {weekday:?}, month: {month:?}}}")
}

/// The weight of the hour of a year that begins with this number: each year begins on a Monday at midnight, and an hour
/// is of the month in which it begins.
fn weight(hour: usize) -> f64 {
    let month = (1..12)
        .filter(|m| f64::from(*m) * HOURS_PER_MONTH <= hour as f64)
        .count();
    PROFILE[0][hour % 24] * PROFILE[1][hour / 24 % 7] * PROFILE[2][month]
}

/// ∫ of the value of an hour over a stretch of time, hour by hour; its mean over a year is 1.
struct Worth {
    weights: Vec<f64>,
}

impl Worth {
    fn new() -> Self {
        let weights: Vec<f64> = (0..8_766).map(weight).collect();
        let mean = weights.iter().sum::<f64>() / 8_766.0;
        Self {
            weights: weights.into_iter().map(|weight| weight / mean).collect(),
        }
    }

    fn of(&self, from: f64, to: f64) -> f64 {
        let mut sum = 0.0;
        let mut time = from;
        while time < to {
            let year = (time / HOURS_PER_YEAR).floor();
            let hour = (time - year * HOURS_PER_YEAR).floor();
            let until = to.min(year * HOURS_PER_YEAR + hour + 1.0);
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "an hour of a year"
            )]
            let index = hour as usize;
            sum += self.weights[index] * (until - time);
            time = until;
        }
        sum
    }
}

/// Outages of hours, days and months; provider b fails by a quarter while a is down, so that stretches are walked.
fn case(tolerance: f64) -> Plan {
    Case::over(3)
        .provider(
            "a",
            "per_year: 30, hours: {lognormal: {median: 8, p90: 150}}",
        )
        .provider(
            "b",
            "per_year: 20, hours: {exponential: {mean: 40}}, severity: 0.25",
        )
        .workload(&format!("tolerance_hours: {tolerance}, {}", profile()))
        .portfolio("p", "a: 1", "")
        .portfolio("q", "b: 1", "")
        .plan()
}

/// On a alone, all is unserved all through an interruption, on b a quarter or more: there the loss is between those of
/// a quarter and of all. What an interruption costs in a year is also that year's share of it.
#[test]
fn an_interruption_costs_what_its_hours_are_worth() {
    let worth = Worth::new();
    for tolerance in [0.0, 6.5, 100.0] {
        let plan = case(tolerance);
        let mut split = 0;
        for trial in 0..60 {
            let story = replay(&plan, SEED, trial);
            let mut annual = [0.0; 3];
            for interruption in story.interruptions.iter().filter(|i| i.portfolio == 0) {
                let from = interruption.from + tolerance;
                let expected = worth.of(from, interruption.to);
                let off = (interruption.loss - expected).abs();
                assert!(off <= 1e-8, "{interruption:?} is worth {expected}");
                for (year, annual) in (0..).zip(&mut annual) {
                    *annual +=
                        worth.of(from.max(hours(year)), interruption.to.min(hours(year + 1)));
                }
                split += usize::from(
                    (interruption.from / HOURS_PER_YEAR).floor()
                        < (interruption.to / HOURS_PER_YEAR).floor(),
                );
            }
            for (found, expected) in story.annual[0].iter().zip(annual) {
                assert!(
                    (found - expected).abs() <= 1e-8,
                    "{found} is not {expected}"
                );
            }
            quarters(&story, &worth, tolerance);
        }
        assert!(split > 5, "{split} interruptions over the turn of a year");
    }
}

/// Provider b loses a quarter in every one of its outages, which do not overlap.
#[track_caller]
fn quarters(story: &Story, worth: &Worth, tolerance: f64) {
    for interruption in story.interruptions.iter().filter(|i| i.portfolio == 1) {
        let expected = worth.of(interruption.from + tolerance, interruption.to) / 4.0;
        assert!(
            (interruption.loss - expected).abs() <= 1e-8,
            "{interruption:?} {expected}"
        );
    }
}

/// Two at once, of which each takes a part: the unserved fraction changes in mid-hour.
#[test]
fn parts_that_overlap_are_worth_their_hours() {
    let plan = Case::over(2)
        .provider(
            "a",
            "per_year: 60, hours: {exponential: {mean: 60}}, severity: 0.6",
        )
        .provider(
            "b",
            "per_year: 50, hours: {exponential: {mean: 70}}, severity: 0.3",
        )
        .workload(&profile())
        .portfolio("p", "a: 0.5, b: 0.5", "")
        .plan();
    let worth = Worth::new();
    for trial in 0..40 {
        let story = replay(&plan, SEED, trial);
        let expected: f64 = story
            .events
            .iter()
            .map(|event| event.severity / 2.0 * worth.of(event.start, event.end))
            .sum();
        let found: f64 = story.annual[0].iter().sum();
        assert!(
            (found - expected).abs() <= 1e-7,
            "{found} is not {expected}"
        );
    }
}

/// Outages that come at any hour cost what the mean hour is worth: losses and unserved hours differ by noise alone, of
/// which [`Z`] standard errors are a false alarm in 6.3 of 100,000. That all is up at the start takes a mean repair of
/// 2 h off 17,532, and with it at most 2·0.2·60 of the 120 hours that are lost on average, a part of 2·10⁻⁵.
#[test]
fn the_mean_hour_of_a_year_is_worth_the_value_per_hour() {
    let plan = Case::over(2)
        .provider("a", "per_year: 60, hours: {exponential: {mean: 2}}")
        .workload(&profile())
        .portfolio("p", "a: 1", "")
        .plan();
    let found = outcome(&plan, SEED, 4_000).portfolios.swap_remove(0);
    let pairs = found.loss.iter().zip(&found.unserved_hours);
    let moments: Moments = pairs.map(|(loss, hours)| loss - hours).collect();
    let (mean, error) = (moments.mean(), moments.standard_error());
    let bias = 2e-5 * 240.0;
    assert!(bias < error && error < 0.01 * 240.0, "too vague: {error}");
    assert!(mean.abs() <= Z * error + bias, "{mean} ± {error}");
}
