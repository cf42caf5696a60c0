//! What providers share, priced: the same trials with and without the sharing.

use rayon::prelude::*;

use super::draw::Keys;
use super::plan::Plan;
use super::run::Pool;
use super::trial::Trial;

/// Discounted outage losses of one portfolio, trial by trial \[money\].
#[derive(Clone, Debug, PartialEq)]
pub struct Sharing {
    /// With all that its providers share.
    pub shared: Vec<f64>,
    /// With every shared hazard split into independent ones of the same marginals.
    pub apart: Vec<f64>,
}

/// The first `trials` trials of a portfolio with and without what its providers share; nothing where they share nothing.
///
/// Contracts are left out: they do not depend on outages but for their credits.
pub fn sharing(
    plan: &Plan,
    seed: u64,
    portfolio: usize,
    trials: usize,
    pool: &Pool,
) -> Option<Sharing> {
    let (shared, apart) = plan.apart(portfolio)?;
    Some(Sharing {
        shared: losses(&shared, seed, portfolio, (trials, pool)),
        apart: losses(&apart, seed, portfolio, (trials, pool)),
    })
}

fn losses(plan: &Plan, seed: u64, portfolio: usize, (trials, pool): (usize, &Pool)) -> Vec<f64> {
    let keys = Keys::new(plan, seed);
    pool.install(|| {
        (0..trials)
            .into_par_iter()
            .with_min_len(64)
            .map_init(
                || Trial::new(plan, &keys),
                |maker, trial| {
                    maker.make(trial as u64);
                    let years = &maker.accounts[portfolio].years;
                    let worth = years.iter().zip(&plan.discount);
                    worth.map(|(year, discount)| year.loss * discount).sum()
                },
            )
            .collect()
    })
}
