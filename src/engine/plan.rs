//! `ValidScenario` → `Plan`: dense indices, samplers, who reaches what.

use std::collections::HashMap;

use crate::model::{
    Component, ComponentId, Failover, Hazard, Placement, Portfolio, UpTime, ValidScenario, Workload,
};
use crate::stats::{Law, source_key};
use crate::units::HOURS_PER_YEAR;

/// A scenario made ready for trials. Components, hazards and workloads are in the order of their ids,
/// portfolios in the order of the scenario.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Years of a trial.
    pub years: usize,
    /// Hours of a trial.
    pub(super) horizon_hours: f64,
    /// When each year ends \[h\].
    pub(super) year_ends: Vec<f64>,
    /// What money in a year is worth today.
    pub(super) discount: Vec<f64>,
    /// The smallest amount that results distinguish \[money\]; a power of two.
    pub(super) grain: f64,
    /// Component ids.
    pub components: Vec<ComponentId>,
    /// Whether the component of this index can host.
    pub hosts: Vec<bool>,
    /// Hazards.
    pub(super) hazards: Vec<PlanHazard>,
    /// Portfolios.
    pub(super) portfolios: Vec<PlanPortfolio>,
    /// Workloads in portfolios: all portfolios of the first workload, then of the next.
    pub(super) services: Vec<Service>,
    /// Which services a component's outage reaches.
    pub(super) reach: Vec<Vec<Effect>>,
    /// The sets of providers whose joint outages are watched; a portfolio names its set.
    pub(super) watches: Vec<Watch>,
}

/// A hazard with its samplers.
#[derive(Clone, Debug)]
pub(super) struct PlanHazard {
    pub(super) id: String,
    /// Mean up-time \[h\]; infinite where the rate is 0.
    pub(super) mean_up_hours: f64,
    pub(super) up_time: UnitUpTime,
    pub(super) hours: Law,
    pub(super) severity: Law,
    /// Component index and probability.
    pub(super) hits: Vec<Hit>,
}

/// A component that an event may hit.
#[derive(Clone, Debug)]
pub(super) struct Hit {
    pub(super) component: u32,
    pub(super) probability: f64,
    /// Names the stream of the draw that decides, so that one hit's draw does not depend on the others.
    pub(super) salt: u64,
}

/// An up-time law of mean 1.
#[derive(Clone, Copy, Debug)]
pub(super) enum UnitUpTime {
    Exponential,
    /// `scale · E^(1/shape)`.
    Weibull {
        inverse_shape: f64,
        scale: f64,
    },
    /// `G(shape) / shape`.
    Gamma {
        shape: f64,
    },
}

/// What a portfolio pays in any case, and its place in other tables.
#[derive(Clone, Debug)]
pub(super) struct PlanPortfolio {
    pub(super) overhead_per_year: f64,
    /// Index of its set of providers.
    pub(super) watch: usize,
}

/// A workload in a portfolio.
#[derive(Clone, Debug)]
pub(super) struct Service {
    pub(super) workload: usize,
    pub(super) portfolio: usize,
    pub(super) value_per_hour: f64,
    /// Its value as a share of all workloads' value; equal shares where nothing has a value.
    pub(super) weight: f64,
    pub(super) tolerance_hours: f64,
    /// The providers it runs on, with shares and reserves; at most 64.
    pub(super) nodes: Vec<ServiceNode>,
    /// Σ of the reserves.
    pub(super) reserve: f64,
    /// What the workload itself requires, transitively, nearest first.
    pub(super) required: Vec<u32>,
    pub(super) delay_hours: Law,
    pub(super) success: f64,
    /// Names the stream of the fail-over draws: one per workload, so that portfolios share them.
    pub(super) salt: u64,
}

/// A provider under a service.
#[derive(Clone, Debug)]
pub(super) struct ServiceNode {
    pub(super) component: u32,
    pub(super) share: f64,
    pub(super) reserve: f64,
    /// What the provider requires, transitively, nearest first, itself at the head.
    pub(super) closure: Vec<u32>,
}

/// What an outage of a component takes from a service.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Effect {
    pub(super) service: u32,
    /// The service's nodes that it reaches, a bit each.
    pub(super) nodes: u64,
    /// Whether it reaches what the workload itself requires.
    pub(super) hard: bool,
}

/// What the total loss of a component takes from a workload in a portfolio.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Take {
    /// Index of the workload, in the order of the ids.
    pub workload: usize,
    /// The workload's providers that fail with it, a bit each, as [`Plan::served_without`] wants them.
    pub nodes: u64,
    /// Whether it fails the workload itself, wherever it runs.
    pub hard: bool,
}

/// A set of providers, and which of them an outage of each component reaches.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Watch {
    pub(super) providers: Vec<u32>,
    pub(super) reach: Vec<u64>,
}

impl Plan {
    /// The plan of a scenario. It cannot fail: the scenario is checked.
    pub fn new(scenario: &ValidScenario) -> Self {
        let components = sorted_by(&scenario.components, |c| c.id.as_str());
        let graph = Graph::new(&components);
        let workloads = sorted_by(&scenario.workloads, |w| w.id.as_str());
        let hazards = sorted_by(&scenario.hazards, |h| h.id.as_str());
        let services = services(scenario, &workloads, &graph);
        let reach = reach(&services, graph.len());
        let (portfolios, watches) = portfolios(scenario, &graph);
        let years = scenario.horizon_years as usize;
        let discount = (0..years)
            .map(|y| libm::pow(1.0 + scenario.discount_rate, -(y as f64 + 0.5)))
            .collect();
        Self {
            years,
            horizon_hours: years as f64 * HOURS_PER_YEAR,
            year_ends: (1..=years).map(|y| y as f64 * HOURS_PER_YEAR).collect(),
            discount,
            grain: grain(scenario),
            components: components.iter().map(|c| c.id.clone()).collect(),
            hosts: components.iter().map(|c| c.hosts).collect(),
            hazards: hazards
                .iter()
                .map(|hazard| plan_hazard(hazard, &graph))
                .collect(),
            portfolios,
            services,
            reach,
            watches,
        }
    }

    /// The same plan with nothing in it that cannot touch `portfolio`: its trials cost that portfolio the same, and
    /// the others nothing.
    pub(super) fn only(&self, portfolio: usize) -> Self {
        let services = self.services.iter();
        let services: Vec<Service> = services
            .filter(|service| service.portfolio == portfolio)
            .cloned()
            .collect();
        let reach = reach(&services, self.components.len());
        let mut hazards = self.hazards.clone();
        for hazard in &mut hazards {
            let reached = |hit: &Hit| !reach[hit.component as usize].is_empty();
            if !hazard.hits.iter().any(reached) {
                hazard.mean_up_hours = f64::INFINITY;
            }
        }
        Self {
            hazards,
            services,
            reach,
            watches: Vec::new(),
            ..self.clone()
        }
    }

    /// How many portfolios the plan has.
    pub fn portfolio_count(&self) -> usize {
        self.portfolios.len()
    }

    /// How many hazards the plan has.
    pub fn hazard_count(&self) -> usize {
        self.hazards.len()
    }

    /// The ids of the hazards.
    pub fn hazard_ids(&self) -> impl Iterator<Item = &str> {
        self.hazards.iter().map(|hazard| hazard.id.as_str())
    }

    /// What one unit of money a year is worth today over the horizon.
    pub fn annuity(&self) -> f64 {
        self.discount.iter().sum()
    }

    /// The yearly overhead of a portfolio \[money/yr\].
    pub fn overhead_per_year(&self, portfolio: usize) -> f64 {
        self.portfolios[portfolio].overhead_per_year
    }

    /// What the total loss of a component takes from the workloads of a portfolio, in the order of the workloads.
    pub fn takes(&self, component: usize, portfolio: usize) -> impl Iterator<Item = Take> {
        self.reach[component].iter().filter_map(move |effect| {
            let service = &self.services[effect.service as usize];
            (service.portfolio == portfolio).then_some(Take {
                workload: service.workload,
                nodes: effect.nodes,
                hard: effect.hard,
            })
        })
    }

    /// The fraction of a workload that is served in a portfolio once it has failed over from the loss of `nodes`.
    ///
    /// Reserves count unless its fail-over never works.
    pub fn served_without(&self, workload: usize, portfolio: usize, nodes: u64) -> f64 {
        let service = &self.services[workload * self.portfolios.len() + portfolio];
        let (mut lost, mut reserve) = (0.0, 0.0);
        for (node, bit) in service.nodes.iter().zip(0..) {
            if nodes >> bit & 1 == 1 {
                lost += node.share;
            } else if service.success > 0.0 {
                reserve += node.reserve;
            }
        }
        1.0 - (lost - reserve).clamp(0.0, 1.0)
    }

    /// The year that an instant within the horizon falls in.
    pub(super) fn year_at(&self, time: f64) -> usize {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "time lies within the horizon"
        )]
        let guess = (time * (1.0 / HOURS_PER_YEAR)) as usize;
        // The product may be off by its rounding at the turn of a year.
        let guess = guess.min(self.years - 1);
        if time >= self.year_ends[guess] && guess + 1 < self.years {
            guess + 1
        } else if guess > 0 && time < self.year_ends[guess - 1] {
            guess - 1
        } else {
            guess
        }
    }

    /// The smallest amount that results distinguish \[money\].
    pub fn grain(&self) -> f64 {
        self.grain
    }

    /// Outages a year that all hazards together start, at most.
    pub fn outages_per_year(&self) -> f64 {
        self.hazards
            .iter()
            .map(|h| HOURS_PER_YEAR / h.mean_up_hours)
            .sum()
    }
}

fn sorted_by<T>(items: &[T], key: impl Fn(&T) -> &str) -> Vec<&T> {
    let mut sorted: Vec<&T> = items.iter().collect();
    sorted.sort_by(|a, b| key(a).cmp(key(b)));
    sorted
}

/// The smallest amount of money told apart: 2⁻⁴⁴ of what the scenario is worth in an hour.
///
/// Amounts of a trial are whole multiples of it, so that their sums are exact in
/// any order. A power of two keeps the scaling itself exact.
fn grain(scenario: &ValidScenario) -> f64 {
    let worth: f64 = scenario
        .workloads
        .iter()
        .map(|w| w.value_per_hour)
        .fold(0.0, f64::max);
    let overhead = scenario
        .portfolios
        .iter()
        .map(|p| p.overhead_per_year / HOURS_PER_YEAR)
        .fold(0.0, f64::max);
    let worth = worth.max(overhead);
    if worth > 0.0 {
        libm::ldexp(1.0, libm::ilogb(worth) - 44)
    } else {
        1.0
    }
}

/// Who requires whom, by index.
struct Graph {
    index: HashMap<ComponentId, u32>,
    requires: Vec<Vec<u32>>,
    hosts: Vec<bool>,
}

impl Graph {
    fn new(components: &[&Component]) -> Self {
        let index: HashMap<ComponentId, u32> = components
            .iter()
            .zip(0u32..)
            .map(|(component, i)| (component.id.clone(), i))
            .collect();
        let requires = components
            .iter()
            .map(|component| {
                let mut required: Vec<u32> =
                    component.requires.iter().map(|id| index[id]).collect();
                required.sort_unstable();
                required
            })
            .collect();
        Self {
            index,
            requires,
            hosts: components.iter().map(|c| c.hosts).collect(),
        }
    }

    fn len(&self) -> usize {
        self.requires.len()
    }

    /// `roots` and all that they require, transitively, nearest first.
    fn closure(&self, roots: &[u32]) -> Vec<u32> {
        let mut found: Vec<u32> = roots.to_vec();
        let mut seen = vec![false; self.len()];
        for &root in roots {
            seen[root as usize] = true;
        }
        let mut next = 0;
        while next < found.len() {
            for &required in &self.requires[found[next] as usize] {
                if !std::mem::replace(&mut seen[required as usize], true) {
                    found.push(required);
                }
            }
            next += 1;
        }
        found
    }
}

fn plan_hazard(hazard: &Hazard, graph: &Graph) -> PlanHazard {
    let ready =
        |law: &crate::stats::LawSpec| law.ready().expect("checked when the scenario was read");
    let up_time = match hazard.up_time {
        UpTime::Exponential => UnitUpTime::Exponential,
        UpTime::Weibull(shape) => UnitUpTime::Weibull {
            inverse_shape: 1.0 / shape,
            scale: 1.0 / libm::tgamma(1.0 + 1.0 / shape),
        },
        UpTime::Gamma(shape) => UnitUpTime::Gamma { shape },
    };
    let mut hits: Vec<Hit> = hazard
        .hits
        .iter()
        .map(|(id, probability)| Hit {
            component: graph.index[id],
            probability: *probability,
            salt: source_key(0, id.as_str()),
        })
        .collect();
    hits.sort_unstable_by_key(|hit| hit.component);
    PlanHazard {
        id: hazard.id.as_str().to_owned(),
        mean_up_hours: HOURS_PER_YEAR / hazard.per_year,
        up_time,
        hours: ready(&hazard.hours),
        severity: ready(&hazard.severity),
        hits,
    }
}

fn services(scenario: &ValidScenario, workloads: &[&Workload], graph: &Graph) -> Vec<Service> {
    let total: f64 = workloads.iter().map(|w| w.value_per_hour).sum();
    let mut services = Vec::new();
    for (w, workload) in workloads.iter().enumerate() {
        let weight = if total > 0.0 {
            workload.value_per_hour / total
        } else {
            1.0 / workloads.len() as f64
        };
        for (p, portfolio) in scenario.portfolios.iter().enumerate() {
            let placement = placement(portfolio, workload);
            let failover: &Failover = placement.failover.as_ref().unwrap_or(&workload.failover);
            let nodes = service_nodes(placement, graph);
            services.push(Service {
                workload: w,
                portfolio: p,
                value_per_hour: workload.value_per_hour,
                weight,
                tolerance_hours: workload.tolerance_hours,
                reserve: nodes.iter().map(|node| node.reserve).sum(),
                nodes,
                required: graph.closure(&required(workload, graph)),
                delay_hours: failover
                    .delay_hours
                    .ready()
                    .expect("checked when the scenario was read"),
                success: failover.success,
                salt: source_key(0, workload.id.as_str()),
            });
        }
    }
    services
}

fn placement<'a>(portfolio: &'a Portfolio, workload: &Workload) -> &'a Placement {
    portfolio
        .placements
        .iter()
        .find(|placement| placement.workload == workload.id)
        .expect("a checked portfolio places every workload")
}

/// The providers with a share or a reserve, in the order of their index.
fn service_nodes(placement: &Placement, graph: &Graph) -> Vec<ServiceNode> {
    let mut nodes: Vec<ServiceNode> = Vec::new();
    let shares = placement.shares.iter().map(|(id, share)| (id, *share, 0.0));
    let reserves = placement
        .reserves
        .iter()
        .map(|(id, reserve)| (id, 0.0, *reserve));
    for (id, share, reserve) in shares
        .chain(reserves)
        .filter(|(_, share, reserve)| share + reserve > 0.0)
    {
        let component = graph.index[id];
        match nodes.iter_mut().find(|node| node.component == component) {
            Some(node) => {
                node.share += share;
                node.reserve += reserve;
            }
            None => nodes.push(ServiceNode {
                component,
                share,
                reserve,
                closure: graph.closure(&[component]),
            }),
        }
    }
    nodes.sort_unstable_by_key(|node| node.component);
    nodes
}

fn required(workload: &Workload, graph: &Graph) -> Vec<u32> {
    let mut required: Vec<u32> = workload.requires.iter().map(|id| graph.index[id]).collect();
    required.sort_unstable();
    required
}

fn reach(services: &[Service], components: usize) -> Vec<Vec<Effect>> {
    let mut reach: Vec<Vec<Effect>> = vec![Vec::new(); components];
    for (service, s) in services.iter().zip(0u32..) {
        let mut add = |component: u32, nodes: u64, hard: bool| {
            let effects = &mut reach[component as usize];
            match effects.last_mut().filter(|effect| effect.service == s) {
                Some(effect) => {
                    effect.nodes |= nodes;
                    effect.hard |= hard;
                }
                None => effects.push(Effect {
                    service: s,
                    nodes,
                    hard,
                }),
            }
        };
        for (i, node) in service.nodes.iter().enumerate() {
            for &component in &node.closure {
                add(component, 1 << i, false);
            }
        }
        for &component in &service.required {
            add(component, 0, true);
        }
    }
    reach
}

fn portfolios(scenario: &ValidScenario, graph: &Graph) -> (Vec<PlanPortfolio>, Vec<Watch>) {
    let mut watches: Vec<Watch> = Vec::new();
    let portfolios = scenario
        .portfolios
        .iter()
        .map(|portfolio| {
            let watch = watch(portfolio, graph);
            let index = watches
                .iter()
                .position(|known| *known == watch)
                .unwrap_or_else(|| {
                    watches.push(watch);
                    watches.len() - 1
                });
            PlanPortfolio {
                overhead_per_year: portfolio.overhead_per_year,
                watch: index,
            }
        })
        .collect();
    (portfolios, watches)
}

/// The first 64 providers that the portfolio has a share on.
fn watch(portfolio: &Portfolio, graph: &Graph) -> Watch {
    let mut providers: Vec<u32> = portfolio
        .placements
        .iter()
        .flat_map(|placement| &placement.shares)
        .filter(|(id, share)| *share > 0.0 && graph.hosts[graph.index[id] as usize])
        .map(|(id, _)| graph.index[id])
        .collect();
    providers.sort_unstable();
    providers.dedup();
    providers.truncate(64);
    let mut reach = vec![0; graph.len()];
    for (i, &provider) in providers.iter().enumerate() {
        for component in graph.closure(&[provider]) {
            reach[component as usize] |= 1 << i;
        }
    }
    Watch { providers, reach }
}
