//! What providers share, priced: the same trials with and without the sharing.

use rayon::prelude::*;

use super::draw::Keys;
use super::plan::Plan;
use super::run::Pool;
use super::trial::Trial;

/// What outages cost a portfolio in each of the first `trials` trials, discounted, were every hazard that several of its
/// providers share split into independent ones of the same marginals \[money\]; nothing where they share nothing.
///
/// What they cost as it is stands in [`super::PortfolioTally::outage_loss`].
pub fn losses_apart(
    plan: &Plan,
    seed: u64,
    portfolio: usize,
    trials: usize,
    pool: &Pool,
) -> Option<Vec<f64>> {
    let apart = plan.apart(portfolio)?;
    let keys = Keys::new(&apart, seed);
    let losses = pool.install(|| {
        (0..trials)
            .into_par_iter()
            .with_min_len(64)
            .map_init(
                || Trial::new(&apart, &keys),
                |maker, trial| {
                    maker.make(trial as u64);
                    let years = &maker.accounts[portfolio].years;
                    let worth = years.iter().zip(&apart.discount);
                    worth.map(|(year, discount)| year.loss * discount).sum()
                },
            )
            .collect()
    });
    Some(losses)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Outcome;
    use crate::engine::plan::Terms;
    use crate::store::Example;

    /// Two ways to what outages alone cost: taken apart from contracts in a whole trial, and in one without contracts.
    #[test]
    fn outages_cost_what_they_cost_where_there_are_no_contracts() {
        let loaded = Example::named("frontier-lab").unwrap().load();
        let plan = Plan::new(&loaded.reading().scenario.unwrap());
        let pool = Pool::new(1).unwrap();
        let whole = Outcome::new(&plan, 1, 0..200, &pool);
        for (p, column) in whole.portfolios.iter().enumerate() {
            let mut bare = plan.only(p);
            bare.terms = Terms::default();
            let bare = Outcome::new(&bare, 1, 0..200, &pool);
            let losses = bare.portfolios[p].loss.iter();
            let losses = losses.map(|loss| loss - bare.portfolios[p].sums.overhead());
            assert!(losses.clone().sum::<f64>() > 0.0);
            for (found, expected) in column.outage_loss.iter().zip(losses) {
                assert!((found - expected).abs() < 1e-2, "{p}: {found} {expected}");
            }
        }
    }
}
