//! The terms of all contracts, made ready: what they cost depends on time and demand, not on outages.

use std::collections::HashMap;

use crate::model::{Category, Exit, Portfolio, SlaTier, ValidScenario, Yearly};
use crate::stats::Law;
use crate::units::HOURS_PER_MONTH;

use super::{Cause, Graph, Needs, Service, ready};

/// What the portfolios' contracts say.
#[derive(Clone, Debug, Default)]
pub(in crate::engine) struct Terms {
    /// Drift and volatility of the logarithm of demand in a year, where demand is uncertain or grows.
    pub(in crate::engine) demand: Option<(f64, f64)>,
    /// What capacity is needed, where any is to be delivered.
    pub(in crate::engine) capacity: Option<PlanCapacity>,
    /// By portfolio of the plan.
    pub(in crate::engine) portfolios: Vec<Vec<PlanContract>>,
    /// By portfolio of the plan and provider with an exit: what leaving it costs \[money\].
    pub(in crate::engine) exit_costs: Vec<HashMap<u32, f64>>,
    /// The providers whose availability an SLA promises.
    pub(in crate::engine) promised: Vec<Promised>,
}

/// The capacity that is needed.
#[derive(Clone, Debug)]
pub(in crate::engine) struct PlanCapacity {
    /// By year \[units\].
    pub(in crate::engine) needed: Vec<f64>,
    /// \[money per unit and hour\]
    pub(in crate::engine) cost_per_hour: f64,
    /// √ρ and √(1 - ρ) of the one-factor copula.
    pub(in crate::engine) loadings: (f64, f64),
}

/// A contract of one portfolio.
#[derive(Clone, Debug)]
pub(in crate::engine) struct PlanContract {
    pub(in crate::engine) provider: u32,
    pub(in crate::engine) spend_per_year: f64,
    pub(in crate::engine) commitment: Option<PlanCommitment>,
    pub(in crate::engine) renewal: Option<PlanRenewal>,
    pub(in crate::engine) delivery: Option<PlanDelivery>,
    pub(in crate::engine) sla: Option<PlanSla>,
}

/// What has to be paid at least.
#[derive(Clone, Debug)]
pub(in crate::engine) struct PlanCommitment {
    /// \[money\]
    pub(in crate::engine) by_year: Vec<f64>,
    pub(in crate::engine) cause: u32,
}

/// Renewals of a contract.
#[derive(Clone, Debug)]
pub(in crate::engine) struct PlanRenewal {
    pub(in crate::engine) term_years: f64,
    pub(in crate::engine) multiplier: Law,
    /// What leaving instead would cost; infinite where the file does not say \[money\].
    pub(in crate::engine) exit_cost: f64,
    pub(in crate::engine) cause: u32,
}

/// Capacity to come.
#[derive(Clone, Debug)]
pub(in crate::engine) struct PlanDelivery {
    pub(in crate::engine) delay_months: Law,
    /// Units, and when they are planned \[h\].
    pub(in crate::engine) tranches: Vec<(f64, f64)>,
    pub(in crate::engine) cause: u32,
}

/// What a provider pays back.
#[derive(Clone, Debug)]
pub(in crate::engine) struct PlanSla {
    /// The mildest first.
    pub(in crate::engine) tiers: Vec<SlaTier>,
    /// Index of the provider among [`Terms::promised`].
    pub(in crate::engine) promised: usize,
    pub(in crate::engine) cause: u32,
}

/// A provider whose availability is watched month by month.
#[derive(Clone, Debug)]
pub(in crate::engine) struct Promised {
    pub(in crate::engine) provider: u32,
    /// What the provider requires, itself at the head.
    pub(in crate::engine) needs: Needs,
    /// Whether an outage of the component of this index can be one of the provider.
    pub(in crate::engine) reached: Vec<bool>,
}

impl Terms {
    /// The terms of a scenario; adds their causes of loss to `causes`.
    pub(super) fn new(
        scenario: &ValidScenario,
        graph: &Graph,
        services: &[Service],
        causes: &mut Vec<Cause>,
    ) -> Self {
        let years = scenario.horizon_years as usize;
        let mut terms = Self {
            demand: scenario.demand.map(|demand| {
                let variance = demand.volatility * demand.volatility;
                (
                    libm::log1p(demand.growth) - variance / 2.0,
                    demand.volatility,
                )
            }),
            capacity: scenario.capacity.as_ref().map(|capacity| PlanCapacity {
                needed: by_year(&capacity.needed, years, true),
                cost_per_hour: capacity.shortfall_cost / crate::units::HOURS_PER_YEAR,
                loadings: (
                    capacity.correlation.sqrt(),
                    (1.0 - capacity.correlation).sqrt(),
                ),
            }),
            ..Self::default()
        };
        causes.extend(contract_causes(scenario, graph));
        let causes = causes.as_slice();
        for (p, portfolio) in scenario.portfolios.iter().enumerate() {
            let exit_costs = exit_costs(scenario, graph, services, p);
            let contracts = terms.contracts(years, portfolio, graph, (&exit_costs, causes));
            terms.portfolios.push(contracts);
            terms.exit_costs.push(exit_costs);
        }
        terms
    }

    fn contracts(
        &mut self,
        years: usize,
        portfolio: &Portfolio,
        graph: &Graph,
        (exit_costs, causes): (&HashMap<u32, f64>, &[Cause]),
    ) -> Vec<PlanContract> {
        let contracts = portfolio.contracts.iter();
        let mut contracts: Vec<PlanContract> = contracts
            .map(|contract| {
                let provider = graph.index[&contract.provider];
                let cause = |category| cause(causes, provider, category);
                PlanContract {
                    provider,
                    spend_per_year: contract.spend_per_year.unwrap_or_default(),
                    commitment: contract.commitment_per_year.as_ref().map(|committed| {
                        PlanCommitment {
                            by_year: by_year(committed, years, false),
                            cause: cause(Category::Stranded),
                        }
                    }),
                    renewal: contract.renewal.as_ref().map(|renewal| PlanRenewal {
                        term_years: renewal.term_years,
                        multiplier: ready(&renewal.multiplier),
                        exit_cost: exit_costs.get(&provider).copied().unwrap_or(f64::INFINITY),
                        cause: cause(Category::Repricing),
                    }),
                    delivery: contract.delivery.as_ref().map(|delivery| PlanDelivery {
                        delay_months: ready(&delivery.delay_months),
                        tranches: delivery
                            .tranches
                            .iter()
                            .map(|t| (t.units, t.planned_months * HOURS_PER_MONTH))
                            .collect(),
                        cause: cause(Category::Delivery),
                    }),
                    sla: (!contract.sla.is_empty()).then(|| PlanSla {
                        tiers: contract.sla.clone(),
                        promised: self.promise(provider, graph),
                        cause: cause(Category::Credits),
                    }),
                }
            })
            .collect();
        contracts.sort_by_key(|contract| contract.provider);
        contracts
    }

    /// The index of a provider among those whose availability is watched.
    fn promise(&mut self, provider: u32, graph: &Graph) -> usize {
        let known = self.promised.iter().position(|p| p.provider == provider);
        known.unwrap_or_else(|| {
            let mut reached = vec![false; graph.len()];
            let needs = graph.needs(&[provider], &[]);
            for component in needs.all() {
                reached[component as usize] = true;
            }
            self.promised.push(Promised {
                provider,
                needs,
                reached,
            });
            self.promised.len() - 1
        })
    }

    /// The same terms without the contracts and exits of all portfolios but one.
    pub(super) fn only(&self, portfolio: usize) -> Self {
        let mut only = self.clone();
        for (p, (contracts, exits)) in
            (0..).zip(only.portfolios.iter_mut().zip(&mut only.exit_costs))
        {
            if p != portfolio {
                contracts.clear();
                exits.clear();
            }
        }
        only
    }

    /// Whether no contract costs anything but what it says every year.
    pub(in crate::engine) fn is_idle(&self) -> bool {
        let contracts = self.portfolios.iter().flatten();
        self.exit_costs.iter().all(HashMap::is_empty)
            && contracts.clone().all(|contract| {
                contract.commitment.is_none()
                    && contract.renewal.is_none()
                    && contract.delivery.is_none()
                    && contract.sla.is_none()
            })
    }
}

/// Amounts by year of the horizon; beyond a list its last one goes on, or nothing.
fn by_year(yearly: &Yearly, years: usize, goes_on: bool) -> Vec<f64> {
    let last = match yearly {
        Yearly::List(amounts) if goes_on => amounts.last().copied().unwrap_or_default(),
        _ => 0.0,
    };
    (0..years)
        .map(|year| yearly.in_year(year).unwrap_or(last))
        .collect()
}

/// What the contracts of all portfolios can cost, in the order of the ids.
fn contract_causes(scenario: &ValidScenario, graph: &Graph) -> Vec<Cause> {
    let contracts = scenario.portfolios.iter().flat_map(|p| &p.contracts);
    let mut causes: Vec<Cause> = contracts
        .flat_map(|contract| {
            contract.causes().map(|category| Cause {
                id: format!("{}/{}", contract.provider, category.name()),
                category,
                provider: Some(graph.index[&contract.provider]),
            })
        })
        .collect();
    causes.sort_by(|a, b| a.id.cmp(&b.id));
    causes.dedup();
    causes
}

/// The index of a provider's cause of loss of this category.
fn cause(causes: &[Cause], provider: u32, category: Category) -> u32 {
    let mut found = (0..).zip(causes);
    let found = found.find(|(_, c)| c.provider == Some(provider) && c.category == category);
    found.expect("the causes of all contracts are listed").0
}

/// What leaving each provider costs a portfolio: the cost of leaving with everything, times the share of the
/// workloads' value that runs there.
fn exit_costs(
    scenario: &ValidScenario,
    graph: &Graph,
    services: &[Service],
    portfolio: usize,
) -> HashMap<u32, f64> {
    let exits = scenario.components.iter();
    let exits = exits.filter_map(|c| Some((graph.index[&c.id], c.exit.as_ref().map(Exit::cost)?)));
    exits
        .map(|(provider, cost)| {
            let services = services.iter().filter(|s| s.portfolio == portfolio);
            let share: f64 = services
                .flat_map(|s| s.nodes.iter().map(move |node| (s.weight, node)))
                .filter(|(_, node)| node.component == provider)
                .map(|(weight, node)| weight * node.share)
                .sum();
            (provider, cost * share)
        })
        .collect()
}
