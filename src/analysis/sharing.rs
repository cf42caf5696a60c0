//! How independent the providers of a portfolio are, and what it costs that they are not.

use super::compare::Pair;
use super::summary::sorted;
use super::{Basis, Estimate, TAIL_SHARE_LEVEL};
#[cfg(doc)]
use crate::engine::Plan;
use crate::engine::{FIRST_TRIALS, losses_apart};

/// The share of the trials that are made again apart, at most [`FIRST_TRIALS`], and the fewest of them.
const ONE_IN: usize = 100;
const FEWEST: usize = 32;

/// What the providers of a portfolio share without saying so.
///
/// By value, ρ from [`Plan::provider_correlations`]: with independent providers 1/Σ s², with providers that fail as one 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HiddenSharing {
    /// The effective number of providers by value at risk, 1 / Σ s².
    pub effective: f64,
    /// The effective number of independent ones, 1 over the sum of all `s_i s_j ρ_ij`; at most the number above.
    pub independent: f64,
    /// What the sharing costs a year: the mean outage loss less that of the same trials with every shared hazard split
    /// into independent ones of the same marginals \[money/yr\].
    pub price_per_year: Estimate,
    /// The same for the mean of the worst 1 % of histories \[money/yr\].
    pub tail_price_per_year: Estimate,
    /// How many trials were made with and without it; 0 where nothing is shared.
    pub trials: usize,
}

impl HiddenSharing {
    /// How far the portfolio is a single provider in disguise: 0 where all are independent, 1 where they fail as one.
    pub fn disguise(&self) -> f64 {
        if self.effective > 1.0 {
            ((self.effective - self.independent) / (self.effective - 1.0)).clamp(0.0, 1.0)
        } else {
            0.0
        }
    }
}

/// What the providers of a portfolio share.
pub(super) fn hidden_sharing(basis: Basis<'_>, portfolio: usize) -> HiddenSharing {
    let Basis {
        plan,
        tally,
        seed,
        pool,
        ..
    } = basis;
    let (shares, correlations) = plan.provider_correlations(portfolio);
    let squares: f64 = shares.iter().map(|share| share * share).sum();
    let pairs = shares.iter().zip(&correlations).map(|(share, row)| {
        let others = shares.iter().zip(row);
        share * others.map(|(other, rho)| other * rho).sum::<f64>()
    });
    let trials = (tally.trials / ONE_IN)
        .clamp(FEWEST, FIRST_TRIALS)
        .min(tally.trials);
    let found = losses_apart(plan, seed, portfolio, trials, pool);
    let as_it_is = &tally.portfolios[portfolio].outage_loss[..trials];
    let prices = found.as_ref().map(|apart| prices(as_it_is, apart));
    let (price, tail) = prices.unwrap_or_default();
    let annuity = plan.annuity();
    HiddenSharing {
        effective: 1.0 / squares,
        independent: 1.0 / pairs.sum::<f64>(),
        price_per_year: price.scaled(1.0 / annuity),
        tail_price_per_year: tail.scaled(1.0 / annuity),
        trials: found.map_or(0, |_| trials),
    }
}

/// What the sharing adds to the mean, and to the mean of the worst 1 % of histories.
fn prices(shared: &[f64], apart: &[f64]) -> (Estimate, Estimate) {
    let differences = shared.iter().zip(apart);
    let differences: Vec<f64> = differences.map(|(shared, apart)| shared - apart).collect();
    let pair = Pair {
        a: apart,
        b: shared,
        a_sorted: &sorted(apart),
        b_sorted: &sorted(shared),
    };
    let tail = pair.delta_tvar(TAIL_SHARE_LEVEL / 100.0);
    let tail = Estimate {
        value: tail.value,
        se: tail.se,
    };
    (Estimate::mean_of(&differences), tail)
}

#[cfg(test)]
mod tests {
    use crate::analysis::examples;
    use serde_json::{Value, json};

    /// Two clouds alike, each enough for everything, both failed by a common cause.
    fn world(both: f64) -> Value {
        json!({
            "lockin": 1, "horizon": 20,
            "providers": {"a": {"outages": {"own": {"per_year": 1, "hours": 10}}},
                          "b": {"outages": {"own": {"per_year": 1, "hours": 10}}}},
            "common_causes": {"both": {"per_year": both, "hours": 10, "hits": {"a": 1, "b": 1}}},
            "workloads": {"w": {"value_per_hour": 1000, "failover": {"delay_hours": 0, "success": 1}}},
            "portfolios": {"split": {"placement": {"w": {"a": 0.5, "b": 0.5}}, "reserve": {"w": {"a": 0.5, "b": 0.5}}}},
        })
    }

    #[test]
    fn half_of_all_outages_shared_is_a_correlation_of_a_half() {
        let found = examples::trials(&world(1.0), 256).figures(1);
        let sharing = found.portfolios[0].sharing;
        // ρ = 1/(1 + 1): half of what each loses comes from the common cause. 1 / (¼ + ¼ + 2·¼·½) = 4/3.
        assert!((sharing.effective - 2.0).abs() < 1e-12);
        assert!(
            (sharing.independent - 4.0 / 3.0).abs() < 1e-3,
            "{sharing:?}"
        );
        assert!((sharing.disguise() - 2.0 / 3.0).abs() < 2e-3);
    }

    /// With a full reserve on either side only the common cause costs: 10 h at 1,000 an hour, once in a year of up-time.
    /// Apart, it costs only where two outages of different clouds overlap: 2 a year of 10 h each, so that a share of
    /// about (20 / 8,786)² of the time, 45 h in a thousand years.
    #[test]
    fn what_is_shared_has_the_price_of_the_reserve_that_it_voids() {
        let found = examples::trials(&world(1.0), 62_500).figures(1);
        let sharing = found.portfolios[0].sharing;
        assert_eq!(sharing.trials, 625);
        let cycle = 8_766.0 + 10.0;
        let common = 10_000.0 * 8_766.0 / cycle;
        let down = 20.0 / (8_766.0 + 20.0);
        let apart = 1_000.0 * 8_766.0 * down * down;
        // What is shared overlaps with the providers' own outages of the other side, too: twice, and it is in both.
        let z = (sharing.price_per_year.value - (common - apart)) / sharing.price_per_year.se;
        assert!(z.abs() < 4.0, "{sharing:?} is not {}", common - apart);
    }

    #[test]
    fn nothing_shared_has_no_price() {
        let found = examples::trials(&world(0.0), 256).figures(1);
        let sharing = found.portfolios[0].sharing;
        assert_eq!(
            (sharing.price_per_year.value, sharing.price_per_year.se),
            (0.0, 0.0)
        );
        assert!((sharing.independent - 2.0).abs() < 1e-12);
    }
}
