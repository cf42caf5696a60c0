//! How much hangs on few providers.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::importance::{BelowMinimum, below_minimum};
use super::joint::{CutSet, Joint};
use super::structure::{Structure, structure};
use super::{Basis, Concentration, Estimate, LossFigures, OVERHEAD};
use crate::engine::{Plan, PortfolioTally};
use crate::model::{Portfolio, ValidScenario};
use crate::stats::{SolvedShapes, concentration as concentration_of};

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
    let column = &basis.tally.portfolios[portfolio];
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
            .tally
            .joint_hours_per_year(portfolio)
            .into_iter()
            .map(Estimate::from)
            .collect(),
        diversification_ratio: diversification_ratio(column),
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
    column: &PortfolioTally,
    structure: &Structure,
) -> Vec<PointOfFailure> {
    let workloads = workloads(basis.scenario);
    let points = structure.single.iter();
    let mut points: Vec<PointOfFailure> = points
        .map(|(component, failed)| PointOfFailure {
            component: basis.plan.components[*component].to_string(),
            workloads: failed.iter().map(|&w| workloads[w].0.to_owned()).collect(),
            loss_per_year: Estimate::from(column.sums.outages_by_component(*component))
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
/// All are made from sketches with the same buckets, so that a whole with one part is that part.
///
/// Source: Tasche, “Measuring sectoral diversification in an asymptotic multifactor framework” (2006).
fn diversification_ratio(column: &PortfolioTally) -> Option<f64> {
    let parts = column.by_component.iter();
    let parts: f64 = parts.map(|losses| losses.expected_shortfall(LEVEL)).sum();
    let whole = column.all_components.expected_shortfall(LEVEL);
    (parts > 0.0).then(|| whole / parts)
}
