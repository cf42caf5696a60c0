//! How likely a year is in which all providers of a portfolio are out at once.

use super::{Basis, Skewed};
use crate::engine::{Sampling, weights_all_out};
use crate::stats::{Moments, Z95, skewed_interval};
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
    pub p_per_year: Skewed,
    /// How many years were drawn, each of a history of its own.
    pub years: usize,
    /// In how many of them all were out.
    pub seen: usize,
    /// Whether they were drawn by importance sampling, because such years are rare.
    pub by_importance: bool,
}

impl AllOut {
    /// How often, with its interval; or that none was seen, which is no proof that there is none.
    pub fn words(&self) -> String {
        match self.seen {
            0 => format!("none in {} years", grouped(self.years)),
            _ => odds_of_a_year(
                self.p_per_year.value,
                (self.p_per_year.low, self.p_per_year.high),
            ),
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
        let Skewed { value, se, .. } = self.p_per_year;
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
    let first = years / FIRST_ONE_IN;
    let mut weights = drawn(Sampling::Plain, 0..first)?;
    let by_importance =
        basis.importance_sampling && weights.iter().sum::<f64>() < RARE * first as f64;
    if by_importance {
        weights = drawn(Sampling::Importance, 0..years)?;
    } else {
        weights.extend(drawn(Sampling::Plain, first..years)?);
    }
    Some(AllOut {
        p_per_year: mean(&weights),
        years,
        seen: weights.iter().filter(|weight| **weight > 0.0).count(),
        by_importance,
    })
}

/// Their mean, with the interval of skewed values.
fn mean(weights: &[f64]) -> Skewed {
    let moments: Moments = weights.iter().copied().collect();
    let (value, se) = (moments.mean(), moments.standard_error());
    let (low, high) = skewed_interval((value, se), moments.skewness(), weights.len(), Z95);
    Skewed {
        value,
        se,
        low: low.max(0.0),
        high: high.min(1.0),
    }
}
