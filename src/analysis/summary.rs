//! Means, spreads and quantiles of the loss over the horizon, each with its error.

use std::collections::HashMap;

use super::attribution::TailShares;
use super::{
    AtLevel, Basis, Bounded, Estimate, OVERHEAD, QUANTILES, Skewed, TAIL_LEVELS, at_levels,
};
use crate::engine::{Cause, Plan};
use crate::model::{Category, Hazard, ValidScenario};
use crate::stats::{
    Z95, expected_shortfall, expected_shortfall_error, expected_shortfall_interval, quantile,
    quantile_interval, sort,
};

/// The discounted loss over the horizon.
#[derive(Clone, Debug, PartialEq)]
pub struct LossFigures {
    /// Mean \[money\].
    pub mean: Estimate,
    /// Standard deviation between trials \[money\].
    pub sd: f64,
    /// Quantiles at [`super::QUANTILES`] \[money\].
    pub quantiles: Vec<AtLevel<f64>>,
    /// Value at risk at [`super::TAIL_LEVELS`] \[money\].
    pub var: Vec<AtLevel<Bounded>>,
    /// Expected shortfall at [`super::TAIL_LEVELS`] \[money\].
    pub tvar: Vec<AtLevel<Skewed>>,
    /// What the loss is made of: `outage`, and every other category that the scenario speaks of.
    pub by_category: Vec<Part>,
    /// By hazard, and `overhead`; the largest mean first.
    pub by_cause: Vec<Part>,
    /// By the component that the outages hit, and `overhead`; the largest mean first.
    pub by_provider: Vec<Part>,
}

/// A part of the loss.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// The category, hazard or component.
    pub id: String,
    /// Its name in words.
    pub name: String,
    /// Mean \[money\].
    pub mean: Estimate,
    /// Its share of the mean loss in the worst trials ([`super::TAIL_SHARE_LEVEL`]); sums to 1 over the parts.
    pub tail_share: f64,
}

/// The values in ascending order.
pub(super) fn sorted(values: &[f64]) -> Vec<f64> {
    let mut sorted = values.to_vec();
    sort(&mut sorted);
    sorted
}

/// The figures about the losses of a portfolio, in their order and `sorted`.
pub(super) fn loss(
    basis: Basis<'_>,
    portfolio: usize,
    sorted: &[f64],
    tail: &TailShares,
) -> LossFigures {
    let column = &basis.tally.portfolios[portfolio];
    let mean = Estimate::mean_of(&column.loss);
    let n = sorted.len() as f64;
    LossFigures {
        mean,
        sd: if n > 1.0 { mean.se * n.sqrt() } else { 0.0 },
        quantiles: at_levels(&QUANTILES, |p| quantile(sorted, p)),
        var: at_levels(&TAIL_LEVELS, |p| value_at_risk(sorted, p)),
        tvar: at_levels(&TAIL_LEVELS, |p| shortfall(sorted, p)),
        by_category: by_category(basis, portfolio, tail),
        by_cause: by_cause(basis, portfolio, tail),
        by_provider: by_provider(basis, portfolio, tail),
    }
}

/// The quantile at `level` with its interval.
fn value_at_risk(sorted: &[f64], level: f64) -> Bounded {
    let (low, high) = quantile_interval(sorted, level, Z95);
    Bounded {
        value: quantile(sorted, level),
        low,
        high,
    }
}

/// The expected shortfall at `level` with its error and interval.
pub(super) fn shortfall(sorted: &[f64], level: f64) -> Skewed {
    let se = expected_shortfall_error(sorted, level);
    let (low, high) = expected_shortfall_interval(sorted, level, Z95);
    Skewed {
        value: expected_shortfall(sorted, level),
        se: if se.is_nan() { f64::INFINITY } else { se },
        low,
        high,
    }
}

/// Outages, and every other category that the scenario speaks of.
fn by_category(basis: Basis<'_>, portfolio: usize, tail: &TailShares) -> Vec<Part> {
    let causes = basis.plan.causes();
    let column = &basis.tally.portfolios[portfolio];
    let known = |category: Category| match category {
        Category::Outage => true,
        Category::Overhead => has_overhead(basis),
        other => causes.iter().any(|cause| cause.category == other),
    };
    let categories = Category::ALL
        .into_iter()
        .filter(|&category| known(category));
    categories
        .map(|category| {
            let shares = causes.iter().zip(&tail.by_cause);
            let shares = shares.filter(|(cause, _)| cause.category == category);
            Part {
                id: category.name().to_owned(),
                name: category_name(category).to_owned(),
                mean: column.sums.by_category(category).into(),
                tail_share: if category == Category::Overhead {
                    tail.overhead
                } else {
                    shares.map(|(_, share)| share).sum()
                },
            }
        })
        .collect()
}

/// The name of a category in words.
fn category_name(category: Category) -> &'static str {
    match category {
        Category::Outage => "Outages",
        Category::Delivery => "Late delivery",
        Category::Repricing => "Repricing",
        Category::Exit => "Forced exit",
        Category::Stranded => "Stranded commitment",
        Category::Overhead => "Overhead",
        Category::Credits => "SLA credits",
    }
}

/// All causes of the plan, since the list's ids should not depend on what happened.
fn by_cause(basis: Basis<'_>, portfolio: usize, tail: &TailShares) -> Vec<Part> {
    let Basis {
        scenario, tally, ..
    } = basis;
    let column = &tally.portfolios[portfolio];
    let words = Words::of(scenario);
    let parts = basis
        .plan
        .causes()
        .iter()
        .enumerate()
        .map(|(c, cause)| Part {
            id: cause.id.clone(),
            name: words.name(basis.plan, cause),
            mean: column.sums.by_cause(c).into(),
            tail_share: tail.by_cause[c],
        });
    largest_first(parts.chain(overhead(basis, portfolio, tail)))
}

/// What components and hazards are called.
pub(super) struct Words<'a> {
    components: HashMap<&'a str, &'a str>,
    hazards: HashMap<&'a str, &'a Hazard>,
}

impl<'a> Words<'a> {
    pub(super) fn of(scenario: &'a ValidScenario) -> Self {
        let components = scenario.components.iter();
        let hazards = scenario.hazards.iter();
        Self {
            components: components
                .map(|component| (component.id.as_str(), component.name.as_str()))
                .collect(),
            hazards: hazards.map(|hazard| (hazard.id.as_str(), hazard)).collect(),
        }
    }

    /// The name of a component; its id where it has none.
    pub(super) fn component(&self, id: &'a str) -> &'a str {
        self.components.get(id).copied().unwrap_or(id)
    }

    /// The name of a cause, with that of the component that it belongs to.
    pub(super) fn name(&self, plan: &Plan, cause: &Cause) -> String {
        let (owner, what) = match (cause.provider, self.hazards.get(cause.id.as_str())) {
            (Some(provider), _) => {
                let provider = plan.components[provider as usize].as_str();
                (Some(provider), category_name(cause.category))
            }
            (None, Some(hazard)) => {
                let hit = hazard.hits.first().filter(|_| !hazard.common);
                (hit.map(|(id, _)| id.as_str()), hazard.name.as_str())
            }
            (None, None) => (None, cause.id.as_str()),
        };
        match owner.and_then(|id| self.components.get(id)) {
            Some(owner) => format!("{owner} · {what}"),
            None => what.to_owned(),
        }
    }
}

/// All components that a hazard can hit, or whose contract can cost something.
fn by_provider(basis: Basis<'_>, portfolio: usize, tail: &TailShares) -> Vec<Part> {
    let Basis {
        scenario, tally, ..
    } = basis;
    let column = &tally.portfolios[portfolio];
    let mut components: Vec<_> = scenario.components.iter().collect();
    components.sort_by(|a, b| a.id.cmp(&b.id));
    let mut hit = vec![false; components.len()];
    for (id, _) in scenario.hazards.iter().flat_map(|hazard| &hazard.hits) {
        if let Ok(component) = components.binary_search_by(|c| c.id.cmp(id)) {
            hit[component] = true;
        }
    }
    for provider in basis
        .plan
        .causes()
        .iter()
        .filter_map(|cause| cause.provider)
    {
        hit[provider as usize] = true;
    }
    let parts = components.iter().enumerate().filter(|(c, _)| hit[*c]);
    let parts = parts.map(|(c, component)| Part {
        id: component.id.to_string(),
        name: component.name.clone(),
        mean: column.sums.by_component(c).into(),
        tail_share: tail.by_component[c],
    });
    largest_first(parts.chain(overhead(basis, portfolio, tail)))
}

fn has_overhead(basis: Basis<'_>) -> bool {
    let mut portfolios = basis.scenario.portfolios.iter();
    portfolios.any(|portfolio| portfolio.overhead_per_year > 0.0)
}

/// The overhead as a part, where any portfolio has one.
fn overhead(basis: Basis<'_>, portfolio: usize, tail: &TailShares) -> Option<Part> {
    has_overhead(basis).then(|| Part {
        id: OVERHEAD.to_owned(),
        name: "Overhead".to_owned(),
        mean: Estimate {
            value: basis.tally.portfolios[portfolio].sums.overhead(),
            se: 0.0,
        },
        tail_share: tail.overhead,
    })
}

fn largest_first(parts: impl Iterator<Item = Part>) -> Vec<Part> {
    let mut parts: Vec<Part> = parts.collect();
    parts.sort_by(|a, b| {
        let by_mean = b.mean.value.total_cmp(&a.mean.value);
        by_mean.then_with(|| a.id.cmp(&b.id))
    });
    parts
}
