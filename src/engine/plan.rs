//! `ValidScenario` → `Plan`: dense indices, samplers, who reaches what.

mod apart;
mod footing;
mod graph;
mod kept;
mod terms;

use std::collections::BTreeMap;

use super::clock::Clock;
use super::pace;
use crate::model::{
    Category, Component, ComponentId, Contract, Exit, Failover, Frailty, Hazard, Placement,
    Portfolio, UpTime, ValidScenario, Workload, Yearly,
};
use crate::stats::{Law, LawSpec, source_key};
use crate::units::{HOURS_PER_MONTH, HOURS_PER_YEAR};

pub use footing::{Foothold, Footing, LongRun};
use graph::Graph;
pub use graph::{Group, Needs};
use kept::Kept;
pub(super) use terms::{PlanContract, PlanDelivery, PlanRenewal, PlanSla, Terms};

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
    /// Hazards, forced exits among them.
    pub(super) hazards: Vec<PlanHazard>,
    /// What makes the rates of several hazards move together.
    pub(super) frailties: Vec<PlanFrailty>,
    /// Everything that can cost money: first the hazards in their order, then what contracts can cost.
    pub(super) causes: Vec<Cause>,
    /// What the contracts say.
    pub(super) terms: Terms,
    /// The groups of components of which some are enough.
    pub(super) groups: Vec<Group>,
    /// Portfolios.
    pub(super) portfolios: Vec<PlanPortfolio>,
    /// Workloads in portfolios: all portfolios of the first workload, then of the next.
    pub(super) services: Vec<Service>,
    /// Which services a component's outage reaches.
    pub(super) reach: Vec<Vec<Effect>>,
    /// The sets of providers whose joint outages are watched; a portfolio names its set.
    pub(super) watches: Vec<Watch>,
    /// What others have worked out from it.
    kept: Kept,
}

/// A hazard with its samplers.
#[derive(Clone, Debug)]
pub(super) struct PlanHazard {
    pub(super) id: String,
    /// Mean up-time \[h\]; infinite where the rate is 0.
    pub(super) mean_up_hours: f64,
    /// Factors on the rate by year, where anything moves it.
    pub(super) trend: Vec<f64>,
    /// The frailties that move it, by index.
    pub(super) frailties: Vec<u32>,
    /// What makes it a forced exit.
    pub(super) exit: Option<PlanExit>,
    pub(super) up_time: UnitUpTime,
    pub(super) hours: Law,
    pub(super) severity: Law,
    /// Component index and probability.
    pub(super) hits: Vec<Hit>,
}

/// The end of the relationship with a provider.
#[derive(Clone, Copy, Debug)]
pub(super) struct PlanExit {
    pub(super) provider: u32,
    pub(super) notice_hours: f64,
}

/// What moves the rates of several hazards together.
#[derive(Clone, Debug)]
pub(super) struct PlanFrailty {
    pub(super) id: String,
    /// Of the gamma law of its factor; `None` where the factor is always 1.
    pub(super) shape: Option<f64>,
}

/// Something that can cost money.
#[derive(Clone, Debug, PartialEq)]
pub struct Cause {
    /// The id of a hazard, or `<provider>/<category>`.
    pub id: String,
    /// The way in which it costs money.
    pub category: Category,
    /// The provider whose contract or exit it is, by index; `None` for other hazards.
    pub provider: Option<u32>,
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
    /// What the workload itself requires.
    pub(super) required: Needs,
    /// How the value of an hour moves around its mean, if it does.
    pub(super) clock: Option<Clock>,
    pub(super) delay_hours: Law,
    pub(super) success: f64,
    /// Index of the first service of the workload with this delay and this success.
    pub(super) policy: usize,
    /// Whether a fail-over can change anything: it may work, and there is a reserve to go to.
    pub(super) fails_over: bool,
    /// Names the stream of the fail-over draws: one per workload, so that portfolios share them.
    pub(super) salt: u64,
}

/// A provider under a service.
#[derive(Clone, Debug)]
pub(super) struct ServiceNode {
    pub(super) component: u32,
    pub(super) share: f64,
    pub(super) reserve: f64,
    /// What the provider requires, itself at the head.
    pub(super) needs: Needs,
}

/// What an outage of a component takes from a service.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Effect {
    pub(super) component: u32,
    pub(super) service: u32,
    /// The service's nodes that it reaches, a bit each.
    pub(super) nodes: u64,
    /// Whether it reaches what the workload itself requires.
    pub(super) hard: bool,
    /// The nodes that it reaches through a group alone.
    pub(super) below: u64,
    /// Whether it reaches what the workload requires through a group alone.
    pub(super) hard_below: bool,
    /// What it takes if nothing else is out.
    pub(super) alone: AloneEffect,
}

/// What the loss of a single component takes.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct AloneEffect {
    /// The nodes, a bit each.
    pub(super) nodes: u64,
    /// Whether it takes what the workload itself requires.
    pub(super) hard: bool,
    /// Σ of the shares on those nodes.
    pub(super) share: f64,
    /// Σ of the reserves on those nodes.
    pub(super) reserve: f64,
}

/// A set of providers, and which of them an outage of each component reaches.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Watch {
    pub(super) providers: Vec<u32>,
    pub(super) reach: Vec<u64>,
    /// The providers, a bit each, that also need groups of which some are enough, and what they need.
    pub(super) grouped: Vec<(u64, Needs)>,
}

impl Plan {
    /// The plan of a scenario. It cannot fail: the scenario is checked.
    pub fn new(scenario: &ValidScenario) -> Self {
        let components = sorted_by(&scenario.components, |c| c.id.as_str());
        let mut graph = Graph::new(&components);
        let workloads = sorted_by(&scenario.workloads, |w| w.id.as_str());
        let required: Vec<Vec<u32>> = workloads
            .iter()
            .map(|workload| graph.add_groups(&workload.requires_some))
            .collect();
        graph.finish();
        let frailties = sorted_by(&scenario.frailties, |f| f.id.as_str());
        let hazards = plan_hazards(scenario, (&components, &frailties), &graph);
        let services = services(scenario, (&workloads, &required), &graph);
        let reach = reach(&services, graph.len(), &graph.groups);
        let mut causes: Vec<Cause> = hazards.iter().map(Cause::of).collect();
        let terms = Terms::new(scenario, &graph, &services, &mut causes);
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
            hazards,
            frailties: frailties
                .iter()
                .map(|frailty| PlanFrailty::of(frailty))
                .collect(),
            causes,
            terms,
            groups: graph.groups,
            portfolios,
            services,
            reach,
            watches,
            kept: Kept::default(),
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
        let reach = reach(&services, self.components.len(), &self.groups);
        let promised = &self.terms.promised;
        let costs = &self.terms.exit_costs[portfolio];
        let mut hazards = self.hazards.clone();
        for hazard in &mut hazards {
            let reached = |hit: &Hit| {
                !reach[hit.component as usize].is_empty()
                    || promised.iter().any(|p| p.reached[hit.component as usize])
            };
            let left = hazard
                .exit
                .is_some_and(|exit| costs.contains_key(&exit.provider));
            if !left && !hazard.hits.iter().any(reached) {
                hazard.mean_up_hours = f64::INFINITY;
            }
        }
        Self {
            hazards,
            services,
            reach,
            terms: self.terms.only(portfolio),
            watches: Vec::new(),
            kept: Kept::default(),
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

    /// Everything that can cost money but overhead, in the order of the outcome's causes.
    pub fn causes(&self) -> &[Cause] {
        &self.causes
    }

    /// What one unit of money a year is worth today over the horizon.
    pub fn annuity(&self) -> f64 {
        self.discount.iter().sum()
    }

    /// The yearly overhead of a portfolio \[money/yr\].
    pub fn overhead_per_year(&self, portfolio: usize) -> f64 {
        self.portfolios[portfolio].overhead_per_year
    }

    /// When a year starts \[h\].
    pub(super) fn year_start(&self, year: usize) -> f64 {
        if year == 0 {
            0.0
        } else {
            self.year_ends[year - 1]
        }
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

    /// The shares of a portfolio's value on its providers, and how far each two of them are out together.
    ///
    /// The correlation of the capacity lost at two providers is that of long-run shot noise: an outage of severity s
    /// weighs s², a hazard as much as it is out in the long run,
    ///
    /// ```text
    /// ρ_ij = Σ_h q_h E[s²] P(h hits i and j) / √( Σ_h q_h E[s²] P(h hits i) · Σ_h q_h E[s²] P(h hits j) )
    /// ```
    ///
    /// with q = E\[D\] / (E\[U\] + E\[D\]). Overlaps of different outages are left out: they are of second order.
    /// Groups of which some are enough do not tie providers to each other here.
    pub fn provider_correlations(&self, portfolio: usize) -> (Vec<f64>, Vec<Vec<f64>>) {
        let mut providers: BTreeMap<u32, (f64, &Needs)> = BTreeMap::new();
        for service in self.services.iter().filter(|s| s.portfolio == portfolio) {
            for node in service.nodes.iter().filter(|node| node.share > 0.0) {
                let entry = providers
                    .entry(node.component)
                    .or_insert((0.0, &node.needs));
                entry.0 += service.weight * node.share;
            }
        }
        let (shares, needs): (Vec<f64>, Vec<&Needs>) = providers.into_values().unzip();
        let n = needs.len();
        let mut covariances = vec![vec![0.0; n]; n];
        for hazard in self.hazards.iter().filter(|h| h.mean_up_hours.is_finite()) {
            let weight = hazard.active() * hazard.severity.second_moment();
            // P(none of these is hit).
            let spared = |sets: &[&Needs]| -> f64 {
                let hits = hazard.hits.iter();
                let struck =
                    hits.filter(|hit| sets.iter().any(|s| s.each.contains(&hit.component)));
                struck.map(|hit| 1.0 - hit.probability).product()
            };
            for i in 0..n {
                for j in 0..n {
                    let either = 1.0 - spared(&[needs[i], needs[j]]);
                    let both = (1.0 - spared(&[needs[i]])) + (1.0 - spared(&[needs[j]])) - either;
                    covariances[i][j] += weight * both;
                }
            }
        }
        let correlation = |i: usize, j: usize| {
            let scale = (covariances[i][i] * covariances[j][j]).sqrt();
            if i == j {
                1.0
            } else if scale > 0.0 {
                covariances[i][j] / scale
            } else {
                0.0
            }
        };
        let correlations = (0..n).map(|i| (0..n).map(|j| correlation(i, j)).collect());
        (shares, correlations.collect())
    }

    /// The smallest amount that results distinguish \[money\].
    pub fn grain(&self) -> f64 {
        self.grain
    }

    /// Outages a year that all hazards together start, at most.
    pub fn outages_per_year(&self) -> f64 {
        self.hazards
            .iter()
            .map(|hazard| {
                let starts = HOURS_PER_YEAR / hazard.mean_up_hours;
                let trend = hazard.trend.iter().sum::<f64>() / self.years as f64;
                if hazard.trend.is_empty() {
                    starts
                } else {
                    starts * trend
                }
            })
            .sum()
    }
}

fn sorted_by<T>(items: &[T], key: impl Fn(&T) -> &str) -> Vec<&T> {
    let mut sorted: Vec<&T> = items.iter().collect();
    sorted.sort_by(|a, b| key(a).cmp(key(b)));
    sorted
}

/// How many times what an hour of the scenario is worth an hour of a contract may cost, 2²⁰, before it sets the grain.
const CONTRACT_AT_MOST: f64 = 1_048_576.0;

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
    // A contract counts where a run's sums of it could outgrow 127 bits otherwise.
    let worth = worth.max(overhead);
    let contracted = contracted(scenario);
    let worth = if worth * CONTRACT_AT_MOST < contracted {
        contracted
    } else {
        worth
    };
    if worth > 0.0 {
        libm::ldexp(1.0, libm::ilogb(worth) - 44)
    } else {
        1.0
    }
}

/// A law that was checked when the scenario was read, ready to sample.
fn ready(law: &LawSpec) -> Law {
    law.ready().expect("checked when the scenario was read")
}

/// What the dearest contract costs in an hour, its commitment too.
fn contracted(scenario: &ValidScenario) -> f64 {
    let contracts = scenario.portfolios.iter().flat_map(|p| &p.contracts);
    let dearest = |contract: &Contract| {
        let committed = contract.commitment_per_year.as_ref();
        committed
            .map_or(0.0, Yearly::largest)
            .max(contract.spend_per_year.unwrap_or(0.0))
    };
    let spent = contracts.map(dearest);
    let short = scenario.capacity.as_ref().map(|c| c.shortfall_cost);
    let exits = scenario.components.iter();
    let exits = exits.filter_map(|c| c.exit.as_ref().map(Exit::cost));
    spent.chain(short).chain(exits).fold(0.0, f64::max) / HOURS_PER_YEAR
}

/// All hazards in the order of their ids: those of the scenario, and the forced exits.
fn plan_hazards(
    scenario: &ValidScenario,
    (components, frailties): (&[&Component], &[&Frailty]),
    graph: &Graph,
) -> Vec<PlanHazard> {
    let years = scenario.horizon_years as usize;
    let of_scenario = scenario.hazards.iter().map(|hazard| {
        let shared = (0..).zip(frailties);
        let shared = shared.filter(|(_, frailty)| frailty.hazards.contains(&hazard.id));
        let shared: Vec<u32> = shared.map(|(i, _)| i).collect();
        let per_year = hazard.trend_per_year.unwrap_or(scenario.trend_per_year);
        let moved = per_year != 0.0 || !shared.is_empty();
        PlanHazard {
            trend: if moved {
                pace::trend(per_year, years)
            } else {
                Vec::new()
            },
            frailties: shared,
            ..plan_hazard(hazard, graph)
        }
    });
    let exits = components
        .iter()
        .filter_map(|c| Some(exit_hazard(c, c.exit.as_ref()?, graph)));
    let mut hazards: Vec<PlanHazard> = of_scenario.chain(exits).collect();
    hazards.sort_by(|a, b| a.id.cmp(&b.id));
    hazards
}

/// A forced exit as a hazard: its events begin with the notice, and its hours are the migration's.
fn exit_hazard(component: &Component, exit: &Exit, graph: &Graph) -> PlanHazard {
    let provider = graph.index[&component.id];
    PlanHazard {
        id: format!("{}/{}", component.id, Category::Exit.name()),
        mean_up_hours: HOURS_PER_YEAR / exit.per_year,
        trend: Vec::new(),
        frailties: Vec::new(),
        exit: Some(PlanExit {
            provider,
            notice_hours: exit.notice_months * HOURS_PER_MONTH,
        }),
        up_time: UnitUpTime::Exponential,
        hours: ready(&exit.migration_months),
        severity: ready(&LawSpec::Constant(1.0)),
        hits: vec![Hit {
            component: provider,
            probability: 1.0,
            salt: source_key(0, component.id.as_str()),
        }],
    }
}

impl Cause {
    pub(in crate::engine) fn of(hazard: &PlanHazard) -> Self {
        Self {
            id: hazard.id.clone(),
            category: if hazard.exit.is_some() {
                Category::Exit
            } else {
                Category::Outage
            },
            provider: hazard.exit.map(|exit| exit.provider),
        }
    }
}

impl PlanFrailty {
    fn of(frailty: &Frailty) -> Self {
        Self {
            id: frailty.id.clone(),
            // A gamma law of mean 1 has the shape 1/cv².
            shape: (frailty.cv > 0.0).then(|| 1.0 / (frailty.cv * frailty.cv)),
        }
    }
}

fn plan_hazard(hazard: &Hazard, graph: &Graph) -> PlanHazard {
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
        trend: Vec::new(),
        frailties: Vec::new(),
        exit: None,
        up_time,
        hours: ready(&hazard.hours),
        severity: ready(&hazard.severity),
        hits,
    }
}

fn services(
    scenario: &ValidScenario,
    (workloads, required): (&[&Workload], &[Vec<u32>]),
    graph: &Graph,
) -> Vec<Service> {
    let total: f64 = workloads.iter().map(|w| w.value_per_hour).sum();
    let mut services = Vec::new();
    for (w, workload) in workloads.iter().enumerate() {
        let weight = if total > 0.0 {
            workload.value_per_hour / total
        } else {
            1.0 / workloads.len() as f64
        };
        let clock = workload.profile.as_ref().map(Clock::new);
        let needs = graph.needs(
            &graph::sorted(&workload.requires, &graph.index),
            &required[w],
        );
        for (p, portfolio) in scenario.portfolios.iter().enumerate() {
            let placement = placement(portfolio, workload);
            let failover: &Failover = placement.failover.as_ref().unwrap_or(&workload.failover);
            let nodes = service_nodes(placement, graph);
            let delay_hours = ready(&failover.delay_hours);
            let first = services.len() - p;
            let same = services[first..].iter().position(|known: &Service| {
                known.delay_hours == delay_hours
                    && known.success.total_cmp(&failover.success).is_eq()
            });
            services.push(Service {
                workload: w,
                portfolio: p,
                value_per_hour: workload.value_per_hour,
                weight,
                tolerance_hours: workload.tolerance_hours,
                reserve: nodes.iter().map(|node| node.reserve).sum(),
                required: needs.clone(),
                clock: clock.clone(),
                delay_hours,
                success: failover.success,
                policy: first + same.unwrap_or(p),
                fails_over: failover.success > 0.0 && nodes.iter().any(|node| node.reserve > 0.0),
                salt: source_key(0, workload.id.as_str()),
                nodes,
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
                needs: graph.needs(&[component], &[]),
            }),
        }
    }
    nodes.sort_unstable_by_key(|node| node.component);
    nodes
}

fn reach(services: &[Service], components: usize, groups: &[Group]) -> Vec<Vec<Effect>> {
    let mut reach: Vec<Vec<Effect>> = vec![Vec::new(); components];
    for (service, s) in services.iter().zip(0u32..) {
        for (i, node) in service.nodes.iter().enumerate() {
            for &component in &node.needs.each {
                effect(&mut reach, component, s).nodes |= 1 << i;
            }
            for &component in &node.needs.below {
                effect(&mut reach, component, s).below |= 1 << i;
            }
        }
        for &component in &service.required.each {
            effect(&mut reach, component, s).hard = true;
        }
        for &component in &service.required.below {
            effect(&mut reach, component, s).hard_below = true;
        }
    }
    for effect in reach.iter_mut().flatten() {
        let service = &services[effect.service as usize];
        effect.alone = alone_effect(service, groups, effect.component);
    }
    reach
}

/// What the loss of one component alone takes from a service.
fn alone_effect(service: &Service, groups: &[Group], component: u32) -> AloneEffect {
    let left = |each: &[u32]| {
        let lost = each.contains(&component);
        if lost { 0.0 } else { 1.0 }
    };
    let lost = |needs: &Needs| needs.available(groups, &left) < 0.5;
    let mut effect = AloneEffect {
        hard: lost(&service.required),
        ..AloneEffect::default()
    };
    for (i, node) in service.nodes.iter().enumerate() {
        if lost(&node.needs) {
            effect.nodes |= 1 << i;
            effect.share += node.share;
            effect.reserve += node.reserve;
        }
    }
    effect
}

/// The effect of a component on service `s`, which is the last one entered or a new one.
fn effect(reach: &mut [Vec<Effect>], component: u32, s: u32) -> &mut Effect {
    let effects = &mut reach[component as usize];
    if effects.last().is_none_or(|effect| effect.service != s) {
        effects.push(Effect {
            component,
            service: s,
            nodes: 0,
            hard: false,
            below: 0,
            hard_below: false,
            alone: AloneEffect::default(),
        });
    }
    effects.last_mut().expect("one was pushed")
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

impl Watch {
    /// Providers of a portfolio beyond this many are not watched: a bit each.
    pub(super) const MOST: usize = 64;
}

/// The first [`Watch::MOST`] providers that the portfolio has a share on.
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
    providers.truncate(Watch::MOST);
    let mut reach = vec![0; graph.len()];
    let mut grouped = Vec::new();
    for (i, &provider) in providers.iter().enumerate() {
        let needs = graph.needs(&[provider], &[]);
        for &component in &needs.each {
            reach[component as usize] |= 1 << i;
        }
        if !needs.groups.is_empty() {
            grouped.push((1 << i, needs));
        }
    }
    Watch {
        providers,
        reach,
        grouped,
    }
}
