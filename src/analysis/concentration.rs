//! How much hangs on few providers.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::importance::{BelowMinimum, below_minimum};
use super::joint::{CutSet, Joint};
use super::order::{Ranks, floor};
use super::structure::{Structure, structure};
use super::{Basis, Concentration, Estimate, LossFigures, OVERHEAD, at_level};
use crate::engine::{Plan, PortfolioOutcome};
use crate::model::{Portfolio, ValidScenario};
use crate::stats::{SolvedShapes, concentration as concentration_of, expected_shortfall};

/// The level of the shortfalls whose ratio shows diversification.
const LEVEL: f64 = 0.99;

/// Concentration of a portfolio by what is counted, and its structure.
#[derive(Clone, Debug, PartialEq)]
pub struct ConcentrationFigures {
    /// Of the yearly spend; none where no contract says what is spent.
    pub spend: Option<Concentration>,
    /// Of capacity: shares and reserves, every workload alike.
    pub capacity: Option<Concentration>,
    /// Of the value per hour that runs on a provider.
    pub value: Option<Concentration>,
    /// Of the loss in the worst trials, by component hit, overhead left out.
    pub tail: Option<Concentration>,
    /// The weights behind the four, by provider or component id, the largest first: spend, capacity, value, tail.
    ///
    /// Each list sums to 1, or is empty.
    pub shares: [Vec<(String, f64)>; 4],
    /// Components whose loss alone leaves a workload below its minimum service; the costliest first.
    pub single_points_of_failure: Vec<PointOfFailure>,
    /// Minimal sets of up to three components whose joint loss leaves a workload below its minimum service.
    pub cut_sets: Vec<CutSet>,
    /// Whether `cut_sets` lists them all; it stops at a thousand.
    pub cut_sets_complete: bool,
    /// How often some workload is below its minimum service in the long run, and which component that is due to.
    pub below_minimum: BelowMinimum,
    /// Hours a year with at least 1, 2, … providers of the portfolio hit by an outage at once \[h/yr\].
    pub joint_outage_hours_per_year: Vec<Estimate>,
    /// TVaR 99 of the loss without overhead over the sum of the TVaR 99 of its parts by component charged; below 1 is
    /// diversified.
    pub diversification_ratio: Option<f64>,
}

/// A component whose loss alone is too much.
#[derive(Clone, Debug, PartialEq)]
pub struct PointOfFailure {
    /// The component.
    pub component: String,
    /// The workloads that it takes below their minimum service.
    pub workloads: Vec<String>,
    /// Expected loss a year charged to outages that hit it, undiscounted equivalent \[money/yr\].
    pub loss_per_year: Estimate,
}

/// What follows for a portfolio from the scenario alone, without trials.
#[derive(Debug)]
pub(super) struct Standing {
    structure: Structure,
    cut_sets: Vec<CutSet>,
    below_minimum: BelowMinimum,
    /// What it was worked out from.
    solved: SolvedShapes,
}

/// How every portfolio stands; made once for each plan, from what stood `before` an edit where that is left as it was.
pub(super) fn standings(
    scenario: &ValidScenario,
    plan: &Plan,
    before: &[Standing],
) -> Vec<Standing> {
    let workloads = workloads(scenario);
    let minimum: Vec<f64> = workloads.iter().map(|(_, minimum)| *minimum).collect();
    let portfolios = (0..plan.portfolio_count()).into_par_iter();
    portfolios
        .map(|portfolio| {
            let none = SolvedShapes::default();
            let known = before.get(portfolio).map_or(&none, |before| &before.solved);
            let ((below_minimum, solved), (structure, cut_sets)) = rayon::join(
                || below_minimum((plan, portfolio), &workloads, known),
                || {
                    let structure = structure(plan, portfolio, &minimum);
                    let joint = Joint::new(plan, portfolio, &workloads);
                    let sets = structure.cut_sets.iter();
                    let cut_sets = sets.map(|set| joint.cut_set(set)).collect();
                    (structure, cut_sets)
                },
            );
            Standing {
                structure,
                cut_sets,
                below_minimum,
                solved,
            }
        })
        .collect()
}

/// The concentration of a portfolio, whose losses have the figures `loss`.
pub(super) fn concentration(
    basis: Basis<'_>,
    portfolio: usize,
    loss: &LossFigures,
) -> ConcentrationFigures {
    let column = &basis.outcome.portfolios[portfolio];
    let described = &basis.scenario.portfolios[portfolio];
    let tail = loss.by_provider.iter().filter(|part| part.id != OVERHEAD);
    let shares = [
        shares(spend(described)),
        shares(capacity(described)),
        shares(value(basis.scenario, described)),
        shares(tail.map(|part| (part.id.clone(), part.tail_share))),
    ];
    let [spend, capacity, value, tail] = [0, 1, 2, 3].map(|i| {
        let weights: Vec<f64> = shares[i].iter().map(|(_, share)| *share).collect();
        concentration_of(&weights)
    });
    let standing = &basis.standings[portfolio];
    let outage_tvar =
        at_level(&loss.tvar, LEVEL * 100.0).map_or(0.0, |tvar| tvar.value - column.overhead());
    ConcentrationFigures {
        spend,
        capacity,
        value,
        tail,
        shares,
        single_points_of_failure: points_of_failure(basis, column, &standing.structure),
        cut_sets: standing.cut_sets.clone(),
        cut_sets_complete: standing.structure.complete,
        below_minimum: standing.below_minimum.clone(),
        joint_outage_hours_per_year: basis
            .outcome
            .joint_hours_per_year(portfolio)
            .into_iter()
            .map(Estimate::from)
            .collect(),
        diversification_ratio: diversification_ratio(column, outage_tvar),
    }
}

/// Ids and least services of the workloads in the order of the plan, which is that of the ids.
fn workloads(scenario: &ValidScenario) -> Vec<(&str, f64)> {
    let workloads = scenario.workloads.iter();
    let mut workloads: Vec<(&str, f64)> = workloads
        .map(|workload| (workload.id.as_str(), workload.minimum_service))
        .collect();
    workloads.sort_unstable_by(|a, b| a.0.cmp(b.0));
    workloads
}

fn points_of_failure(
    basis: Basis<'_>,
    column: &PortfolioOutcome,
    structure: &Structure,
) -> Vec<PointOfFailure> {
    let workloads = workloads(basis.scenario);
    let points = structure.single.iter();
    let mut points: Vec<PointOfFailure> = points
        .map(|(component, failed)| PointOfFailure {
            component: basis.plan.components[*component].to_string(),
            workloads: failed.iter().map(|&w| workloads[w].0.to_owned()).collect(),
            loss_per_year: Estimate::from(column.outages_by_component(*component))
                .scaled(1.0 / basis.plan.annuity()),
        })
        .collect();
    points.sort_by(|a, b| b.loss_per_year.value.total_cmp(&a.loss_per_year.value));
    points
}

fn spend(portfolio: &Portfolio) -> impl Iterator<Item = (String, f64)> {
    let contracts = portfolio.contracts.iter();
    contracts.filter_map(|c| Some((c.provider.to_string(), c.spend_per_year?)))
}

fn capacity(portfolio: &Portfolio) -> impl Iterator<Item = (String, f64)> {
    portfolio.placements.iter().flat_map(|placement| {
        let nodes = placement.shares.iter().chain(&placement.reserves);
        nodes.map(|(id, part)| (id.to_string(), *part))
    })
}

fn value(scenario: &ValidScenario, portfolio: &Portfolio) -> impl Iterator<Item = (String, f64)> {
    portfolio.placements.iter().flat_map(|placement| {
        let workload = scenario
            .workloads
            .iter()
            .find(|w| w.id == placement.workload);
        let value = workload.map_or(0.0, |workload| workload.value_per_hour);
        let shares = placement.shares.iter();
        shares.map(move |(id, share)| (id.to_string(), share * value))
    })
}

/// Weights summed by id, as shares of their sum, the largest first; empty where there is nothing to share.
fn shares(weights: impl Iterator<Item = (String, f64)>) -> Vec<(String, f64)> {
    let mut by_id: BTreeMap<String, f64> = BTreeMap::new();
    for (id, weight) in weights {
        *by_id.entry(id).or_default() += weight;
    }
    let whole: f64 = by_id.values().sum();
    let positive = by_id.into_iter().filter(|(_, weight)| *weight > 0.0);
    let mut shares: Vec<(String, f64)> =
        positive.map(|(id, weight)| (id, weight / whole)).collect();
    shares.sort_by(|a, b| b.1.total_cmp(&a.1));
    shares
}

/// The shortfall of the whole over the sum of those of its parts, `None` where that sum is no loss.
///
/// Source: Tasche, “Measuring sectoral diversification in an asymptotic multifactor framework” (2006).
fn diversification_ratio(column: &PortfolioOutcome, whole: f64) -> Option<f64> {
    let trials = column.loss.len();
    let components = column.by_component.len() / trials;
    let mut losses: Vec<Vec<f64>> = vec![Vec::new(); components];
    for trial in column.by_component.chunks(components.max(1)) {
        for (losses, &loss) in losses.iter_mut().zip(trial) {
            if loss != 0.0 {
                losses.push(f64::from(loss));
            }
        }
    }
    let parts: f64 = losses
        .iter()
        .map(|losses| part_shortfall(losses, trials))
        .sum();
    (parts > 0.0).then(|| whole / parts)
}

/// The expected shortfall of `trials` losses, of which those that are not 0 are given.
fn part_shortfall(losses: &[f64], trials: usize) -> f64 {
    if losses.is_empty() {
        return 0.0;
    }
    // The boundary trial and all above it; the shortfall of the tail alone is that of the whole.
    let boundary = floor(LEVEL * trials as f64).min(trials - 1);
    let wanted = trials - boundary;
    // From the top: losses, then what is 0, then gains.
    let most = wanted.min(losses.iter().filter(|&&loss| loss > 0.0).count());
    let zeros = (wanted - most).min(trials - losses.len());
    let given = wanted - zeros;
    let ranks: Vec<usize> = (losses.len() - given..losses.len()).collect();
    let mut tail = vec![0.0; zeros];
    tail.extend(Ranks::new(losses).values_at(&ranks));
    tail.sort_unstable_by(f64::total_cmp);
    let inside = (1.0 - LEVEL) * trials as f64;
    expected_shortfall(&tail, (1.0 - inside / wanted as f64).max(0.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_shortfall_is_that_of_the_whole_column() {
        for n in [1_usize, 50, 100, 150, 1_999] {
            for step in [1, 3, 500] {
                let given: Vec<f64> = (0..n).step_by(step).map(|i| i as f64 + 1.0).collect();
                let mut whole = vec![0.0; n - given.len()];
                whole.extend(&given);
                let expected = expected_shortfall(&whole, LEVEL);
                let found = part_shortfall(&given, n);
                assert!(
                    (found - expected).abs() < 1e-9 * expected,
                    "{n} {step}: {found} {expected}"
                );
            }
        }
    }

    #[test]
    fn gains_count_in_a_part_shortfall_where_the_tail_reaches_them() {
        // The worst 10 of 1,000 trials: losses, then nothing, then gains.
        for (losses, zeros) in [(20, 500), (4, 990), (4, 3), (0, 2), (0, 0), (10, 0)] {
            let given: Vec<f64> = (0..1_000 - zeros)
                .map(|i| {
                    if i < losses {
                        f64::from(i) + 1.0
                    } else {
                        -f64::from(i)
                    }
                })
                .collect();
            let mut whole: Vec<f64> = (0..zeros).map(|_| 0.0).collect();
            whole.extend(&given);
            whole.sort_by(f64::total_cmp);
            let expected = expected_shortfall(&whole, LEVEL);
            let found = part_shortfall(&given, 1_000);
            assert!(
                (found - expected).abs() < 1e-9 * expected.abs(),
                "{losses} {zeros}: {found} {expected}"
            );
        }
    }
}
