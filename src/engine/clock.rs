//! What an hour is worth, when: the profile of a workload's value over a year.

use std::sync::Arc;

use crate::model::Profile;
use crate::units::{HOURS_PER_MONTH, HOURS_PER_YEAR};

/// Hours of a year as a count.
const HOURS: usize = 8_766;

/// The value of every hour of a year against the mean hour. Each year begins on a Monday at midnight.
#[derive(Clone, Debug)]
pub(super) struct Clock {
    /// Worth of all hours before each hour of a year, in mean hours; the last entry is a year.
    before: Arc<[f64]>,
}

impl Clock {
    pub(super) fn new(profile: &Profile) -> Self {
        let weight = |weights: &[f64], i: usize| weights.get(i).copied().unwrap_or(1.0);
        let hours = (0..HOURS).map(|hour| {
            let month = (hour as f64 / HOURS_PER_MONTH).floor().min(11.0);
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a month from 0 to 11"
            )]
            let month = month as usize;
            weight(&profile.hour, hour % 24)
                * weight(&profile.weekday, hour / 24 % 7)
                * weight(&profile.month, month)
        });
        let hours: Vec<f64> = hours.collect();
        let whole: f64 = hours.iter().sum();
        let mut before = vec![0.0];
        let mut sum = 0.0;
        for hour in hours {
            sum += hour;
            before.push(if whole > 0.0 {
                sum / whole * HOURS_PER_YEAR
            } else {
                before.len() as f64
            });
        }
        Self {
            before: before.into(),
        }
    }

    /// What the hours of a stretch within one year are worth, in mean hours.
    ///
    /// `year_start` is the start of that year.
    pub(super) fn worth(&self, year_start: f64, from: f64, to: f64) -> f64 {
        self.until(to - year_start) - self.until(from - year_start)
    }

    /// Worth from the start of the year until an instant in it.
    fn until(&self, hours: f64) -> f64 {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "an hour of a year"
        )]
        let hour = (hours as usize).min(HOURS - 1);
        let (before, after) = (self.before[hour], self.before[hour + 1]);
        before + (after - before) * (hours - hour as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_is_worth_a_year_and_weekends_their_weight() {
        let clock = Clock::new(&Profile {
            weekday: vec![1.0, 1.0, 1.0, 1.0, 1.0, 0.5, 0.5],
            ..Profile::default()
        });
        let near = |is: f64, should: f64| assert!((is - should).abs() < 1e-9, "{is} {should}");
        near(clock.worth(0.0, 0.0, HOURS_PER_YEAR), HOURS_PER_YEAR);
        let (monday, saturday) = (clock.worth(0.0, 0.0, 24.0), clock.worth(0.0, 120.0, 144.0));
        near(saturday / monday, 0.5);
        let half_an_hour =
            clock.worth(HOURS_PER_YEAR, HOURS_PER_YEAR + 5.25, HOURS_PER_YEAR + 5.75);
        near(half_an_hour, monday / 48.0);
        // 365.25 days that begin on a Monday: 52 weeks, a Monday and six hours of a Tuesday.
        near(monday, 24.0 * 365.25 / (52.0 * 6.0 + 1.25));
    }
}
