//! How the rate of a hazard changes from year to year: its trend, and the frailties it shares with others.

use super::plan::{Plan, PlanHazard};
use crate::stats::{Stream, source_key};

/// What a frailty's factor of a year is drawn for.
const FACTOR: u64 = 0;

/// The factors of all frailties in one trial.
#[derive(Debug, Default)]
pub(super) struct Frailties {
    keys: Vec<u64>,
    /// By frailty, then by year.
    factors: Vec<f64>,
}

impl Frailties {
    pub(super) fn new(plan: &Plan, seed: u64) -> Self {
        // A colon stands in no id, so that no hazard has the same stream.
        let keys = plan.frailties.iter();
        Self {
            keys: keys
                .map(|frailty| source_key(seed, &format!("frailty:{}", frailty.id)))
                .collect(),
            factors: Vec::new(),
        }
    }

    /// Draws the factors of a trial.
    pub(super) fn draw(&mut self, plan: &Plan, trial: u64) {
        self.factors.clear();
        for (frailty, &key) in plan.frailties.iter().zip(&self.keys) {
            let stream = Stream::new(key, trial);
            for year in 0..plan.years as u64 {
                self.factors.push(match frailty.shape {
                    Some(shape) => stream.draws(FACTOR, year).gamma(shape) / shape,
                    None => 1.0,
                });
            }
        }
    }

    /// The factor on the rate of a hazard in a year.
    #[inline]
    pub(super) fn factor(&self, plan: &Plan, hazard: &PlanHazard, year: usize) -> f64 {
        let Some(&trend) = hazard.trend.get(year) else {
            return 1.0;
        };
        let shared = hazard.frailties.iter();
        shared.fold(trend, |factor, &frailty| {
            factor * self.factors[frailty as usize * plan.years + year]
        })
    }

    /// The instant after `hours` of mean up-time from `time`, or nothing where it lies beyond the horizon.
    ///
    /// A year in which the rate is m times as high uses up m hours in every hour: the time change by which a renewal
    /// process of varying rate is drawn from one of unit rate.
    pub(super) fn after(
        &self,
        plan: &Plan,
        hazard: &PlanHazard,
        mut time: f64,
        mut hours: f64,
    ) -> Option<f64> {
        for year in plan.year_at(time.min(plan.horizon_hours))..plan.years {
            let factor = self.factor(plan, hazard, year);
            let left = (plan.year_ends[year] - time).max(0.0);
            if hours < left * factor {
                return Some(time + hours / factor);
            }
            hours -= left * factor;
            time = time.max(plan.year_ends[year]);
        }
        None
    }
}

/// The factors on a rate of a trend: 1 in the first year, and so much more in each year after it.
pub(super) fn trend(per_year: f64, years: usize) -> Vec<f64> {
    (0..years)
        .map(|year| libm::pow(1.0 + per_year, year as f64))
        .collect()
}
