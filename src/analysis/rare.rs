//! How likely a year is in which all providers of a portfolio are out at once.

use super::{Basis, Estimate};
use crate::engine::{Sampling, weights_all_out};
use crate::units::{grouped, odds_of_a_year, scaled};

/// One history in so many trials of the run is drawn for it, no more than [`MOST`], and none where that is too few.
const ONE_IN: usize = 20;
const FEWEST: usize = 1_000;
const MOST: usize = 50_000;

/// The share of the histories that is first drawn plainly, to see how rare such years are.
const FIRST_ONE_IN: usize = 4;

/// Years rarer than this are drawn by importance sampling.
const RARE: f64 = 0.01;

/// How likely a year is in which all providers of a portfolio are out at once for more than an hour in all.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AllOut {
    /// The probability of such a year.
    pub p_per_year: Estimate,
    /// How many years were drawn, each of a history of its own.
    pub years: usize,
    /// In how many of them all were out.
    pub seen: usize,
    /// Whether they were drawn by importance sampling, because such years are rare.
    pub by_importance: bool,
}

impl AllOut {
    /// How often, with the half-width of the interval; or that none was seen, which is no proof that there is none.
    pub fn words(&self) -> String {
        match self.seen {
            0 => format!("none in {}", grouped(self.years)),
            _ => odds_of_a_year(self.p_per_year.value, self.p_per_year.half_width()),
        }
    }

    /// By which method, from how many years, and how many plain ones would have been as sure.
    pub fn method(&self) -> String {
        let years = grouped(self.years);
        if !self.by_importance {
            return format!("drawn plainly, {years} years");
        }
        let plain = self.plain_years().map_or(String::new(), |plain| {
            format!(", as sure as {} years drawn plainly", scaled(plain))
        });
        format!("drawn by importance sampling, {years} years{plain}")
    }

    /// How many years would have to be drawn plainly to be as sure; `None` where no such year was seen, or only such.
    pub fn plain_years(&self) -> Option<f64> {
        let Estimate { value, se } = self.p_per_year;
        (value > 0.0 && se > 0.0).then(|| value * (1.0 - value) / (se * se))
    }
}

/// How likely such a year is; nothing where the run is too short to say.
pub(super) fn all_out(basis: Basis<'_>, portfolio: usize) -> Option<AllOut> {
    let years = (basis.tally.trials / ONE_IN).min(MOST);
    if years < FEWEST {
        return None;
    }
    let drawn = |sampling, years| {
        let Basis { plan, seed, .. } = basis;
        weights_all_out(plan, seed, portfolio, (sampling, years), basis.pool)
    };
    let first = drawn(Sampling::Plain, years / FIRST_ONE_IN);
    let by_importance =
        basis.importance_sampling && first.iter().sum::<f64>() < RARE * first.len() as f64;
    let weights = if by_importance {
        drawn(Sampling::Importance, years)
    } else {
        drawn(Sampling::Plain, years)
    };
    Some(AllOut {
        p_per_year: Estimate::mean_of(&weights),
        years,
        seen: weights.iter().filter(|weight| **weight > 0.0).count(),
        by_importance,
    })
}
