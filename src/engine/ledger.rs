//! What contracts cost in a trial: exits, capacity that is late, prices raised, commitments not used, credits.
//!
//! All of it follows from the trial's own random numbers, whatever the portfolio: the same provider's tranche is as
//! late, its renewal as dear and demand as high for all of them.

use super::draw::Outages;
use super::loss::Account;
use super::months::Months;
use super::plan::{Plan, PlanContract, PlanDelivery, PlanRenewal, PlanSla};
use crate::stats::{Stream, source_key};
use crate::units::HOURS_PER_MONTH;

/// What a draw is for.
const STEP: u64 = 0;
const DELAY: u64 = 1;
const PRICE: u64 = 2;

/// An amount that a contract or an exit cost in a year, undiscounted; a credit is below 0.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Booking {
    /// Index of the portfolio.
    pub portfolio: usize,
    /// Index of the cause in the plan.
    pub cause: usize,
    /// The year, from 0.
    pub year: usize,
    /// \[money\]
    pub amount: f64,
}

/// The account of one portfolio, and the log of what is entered, where a replay asks for it.
struct Book<'a> {
    plan: &'a Plan,
    portfolio: usize,
    account: &'a mut Account,
    log: Option<&'a mut Vec<Booking>>,
}

impl Book<'_> {
    #[inline]
    fn enter(&mut self, year: usize, (cause, provider): (u32, u32), amount: f64) {
        if amount == 0.0 {
            return;
        }
        self.account
            .book(self.plan, year, (cause, provider), amount);
        self.account.contracts[provider as usize] += amount * self.plan.discount[year];
        if let Some(log) = self.log.as_deref_mut() {
            log.push(Booking {
                portfolio: self.portfolio,
                cause: cause as usize,
                year,
                amount,
            });
        }
    }
}

/// Settles contracts trial by trial.
#[derive(Debug)]
pub(super) struct Ledger {
    demand_key: u64,
    supply_key: u64,
    /// By component: the key of what is drawn for its contracts.
    provider_keys: Vec<u64>,
    /// Demand of each year over that of the first.
    demand: Vec<f64>,
    /// The standard normal behind what all tranches have in common.
    supply: f64,
    /// By component: the standard normals behind what its tranches have of their own, as far as they were needed.
    own: Vec<Vec<f64>>,
    /// The capacity of one portfolio as it lands.
    arrivals: Vec<Arrival>,
    instants: Vec<f64>,
    /// Credits of each year, in one portfolio.
    credits: Vec<f64>,
}

/// A tranche in one trial.
#[derive(Clone, Copy, Debug)]
struct Arrival {
    units: f64,
    planned: f64,
    landed: f64,
    provider: u32,
    cause: u32,
    /// What it was charged this year \[money\].
    cost: f64,
}

impl Ledger {
    pub(super) fn new(plan: &Plan, seed: u64) -> Self {
        // A colon stands in no id, so that no hazard has the same stream.
        let key = |name: &str| source_key(seed, name);
        let providers = plan.components.iter();
        Self {
            demand_key: key("contracts:demand"),
            supply_key: key("contracts:supply"),
            provider_keys: providers
                .map(|id| key(&format!("contracts:{id}")))
                .collect(),
            demand: Vec::new(),
            supply: 0.0,
            own: vec![Vec::new(); plan.components.len()],
            arrivals: Vec::new(),
            instants: Vec::new(),
            credits: Vec::new(),
        }
    }

    /// Enters what contracts cost in trial number `trial` in the accounts of all portfolios.
    pub(super) fn settle(
        &mut self,
        plan: &Plan,
        trial: u64,
        (outages, months): (&Outages, &Months),
        (accounts, mut log): (&mut [Account], Option<&mut Vec<Booking>>),
    ) {
        self.draw_demand(plan, trial);
        self.supply = Stream::new(self.supply_key, trial).draws(DELAY, 0).normal();
        for normals in &mut self.own {
            normals.clear();
        }
        for (p, account) in accounts.iter_mut().enumerate() {
            let book = &mut Book {
                plan,
                portfolio: p,
                account,
                log: log.as_deref_mut(),
            };
            for exit in &outages.exits {
                if let Some(&cost) = plan.terms.exit_costs[p].get(&exit.provider) {
                    let year = plan.year_at(exit.at);
                    book.enter(year, (exit.hazard, exit.provider), cost);
                }
            }
            for contract in &plan.terms.portfolios[p] {
                self.strand(contract, book);
                if let Some(renewal) = &contract.renewal {
                    self.reprice(trial, (contract, renewal), book);
                }
            }
            self.deliver(trial, &plan.terms.portfolios[p], book);
            self.credits.clear();
            self.credits.resize(plan.years, 0.0);
            for contract in &plan.terms.portfolios[p] {
                if let Some(sla) = &contract.sla {
                    self.credit((contract, sla), months, book);
                }
            }
            // Credits are paid by month, not by interruption: a year's largest is shown net of them, and as a gain only
            // where the whole year is one, so that no year is worth less than its largest.
            for (year, credits) in book.account.years.iter_mut().zip(&self.credits) {
                year.largest = (year.largest - credits).max(0.0).min(year.loss);
            }
        }
    }

    /// A geometric Brownian motion in yearly steps, which are known at the start of the year.
    fn draw_demand(&mut self, plan: &Plan, trial: u64) {
        self.demand.clear();
        let stream = Stream::new(self.demand_key, trial);
        let mut logarithm = 0.0;
        for year in 0..plan.years as u64 {
            if let Some((drift, volatility)) = plan.terms.demand
                && year > 0
            {
                logarithm += drift + volatility * stream.draws(STEP, year).normal();
            }
            self.demand.push(libm::exp(logarithm));
        }
    }

    /// What is committed and not used: (commitment - usage)⁺ of every year.
    fn strand(&self, contract: &PlanContract, book: &mut Book<'_>) {
        let Some(commitment) = &contract.commitment else {
            return;
        };
        for (year, &committed) in commitment.by_year.iter().enumerate() {
            let unused = (committed - contract.spend_per_year * self.demand[year]).max(0.0);
            book.enter(year, (commitment.cause, contract.provider), unused);
        }
    }

    /// At each renewal, what a raised price costs over the new term, at most what leaving would.
    fn reprice(
        &self,
        trial: u64,
        (contract, renewal): (&PlanContract, &PlanRenewal),
        book: &mut Book<'_>,
    ) {
        let years = book.plan.years;
        let stream = Stream::new(self.provider_keys[contract.provider as usize], trial);
        let mut start = renewal.term_years;
        let mut number = 0;
        while start < years as f64 {
            let multiplier = renewal.multiplier.draw(&mut stream.draws(PRICE, number));
            let raise = (multiplier - 1.0).max(0.0);
            let end = start + renewal.term_years;
            let dearer = |year: usize| {
                let within = end.min(year as f64 + 1.0) - start.max(year as f64);
                raise * contract.spend_per_year * self.demand[year] * within.max(0.0)
            };
            let whole: f64 = (0..years).map(dearer).sum();
            let scale = if whole > renewal.exit_cost {
                renewal.exit_cost / whole
            } else {
                1.0
            };
            for year in 0..years {
                let amount = scale * dearer(year);
                book.enter(year, (renewal.cause, contract.provider), amount);
            }
            start = end;
            number += 1;
        }
    }

    /// The capacity that is missing, priced by the hour.
    fn deliver(&mut self, trial: u64, contracts: &[PlanContract], book: &mut Book<'_>) {
        let plan = book.plan;
        let Some(capacity) = &plan.terms.capacity else {
            return;
        };
        self.arrivals.clear();
        let (common, own) = capacity.loadings;
        for contract in contracts {
            if let Some(delivery) = &contract.delivery {
                let provider = contract.provider as usize;
                let stream = Stream::new(self.provider_keys[provider], trial);
                let drawn = &mut self.own[provider];
                for tranche in drawn.len()..delivery.tranches.len() {
                    drawn.push(stream.draws(DELAY, tranche as u64).normal());
                }
                let normals = drawn.iter().map(|z| common * self.supply + own * z);
                self.arrivals
                    .extend(arrivals(contract.provider, delivery, normals));
            }
        }
        if self.arrivals.is_empty() {
            return;
        }
        self.instants.clear();
        self.instants.push(0.0);
        self.instants.extend(plan.year_ends.iter().copied());
        let times = self.arrivals.iter().flat_map(|a| [a.planned, a.landed]);
        self.instants
            .extend(times.filter(|&t| t > 0.0 && t < plan.horizon_hours));
        self.instants.sort_unstable_by(f64::total_cmp);
        let whole = self.arrivals.iter().map(|a| a.units).sum();
        let mut year = 0;
        for pair in self.instants.windows(2) {
            let (from, to) = (pair[0], pair[1]);
            if from >= plan.year_ends[year] {
                book_shortfalls(&mut self.arrivals, year, book);
                year += 1;
            }
            let needed = capacity.needed[year] * self.demand[year];
            let (mut there, mut late) = (0.0, 0.0);
            for arrival in &self.arrivals {
                if arrival.landed <= from {
                    there += arrival.units;
                } else if arrival.planned <= from {
                    late += arrival.units;
                }
            }
            let short = needed - there;
            if from < to && short > 0.0 {
                let price = capacity.cost_per_hour * (to - from);
                share_out(&mut self.arrivals, from, (late, whole), (short, price));
            }
        }
        book_shortfalls(&mut self.arrivals, year, book);
    }

    /// What is paid back for the months of poor availability.
    fn credit(
        &mut self,
        (contract, sla): (&PlanContract, &PlanSla),
        months: &Months,
        book: &mut Book<'_>,
    ) {
        let year_of = |&(month, _): &(usize, f64)| month / 12;
        for months in months
            .of(sla.promised)
            .chunk_by(|a, b| year_of(a) == year_of(b))
        {
            let year = year_of(&months[0]);
            let shares = months.iter().map(|(_, lost)| {
                let availability = 1.0 - lost / HOURS_PER_MONTH;
                let mut tiers = sla.tiers.iter().rev();
                let tier = tiers.find(|tier| availability < tier.below);
                tier.map_or(0.0, |tier| tier.credit)
            });
            let bill = contract.spend_per_year * self.demand[year] / 12.0;
            let credit = shares.sum::<f64>() * bill;
            book.enter(year, (sla.cause, contract.provider), -credit);
            self.credits[year] += credit;
        }
    }
}

/// When the tranches of a provider land, given the standard normals behind their delays.
fn arrivals(
    provider: u32,
    delivery: &PlanDelivery,
    normals: impl Iterator<Item = f64>,
) -> impl Iterator<Item = Arrival> {
    delivery
        .tranches
        .iter()
        .zip(normals)
        .map(move |(&(units, planned), normal)| {
            let delay = delivery.delay_months.at_normal(normal);
            Arrival {
                units,
                planned,
                landed: planned + delay * HOURS_PER_MONTH,
                provider,
                cause: delivery.cause,
                cost: 0.0,
            }
        })
}

/// Enters what the tranches were charged in a year, contract by contract.
fn book_shortfalls(arrivals: &mut [Arrival], year: usize, book: &mut Book<'_>) {
    for contract in arrivals.chunk_by_mut(|a, b| a.cause == b.cause) {
        let cost: f64 = contract.iter().map(|arrival| arrival.cost).sum();
        book.enter(year, (contract[0].cause, contract[0].provider), cost);
        for arrival in contract {
            arrival.cost = 0.0;
        }
    }
}

/// Charges `short` units that are missing from `from` on, at `price` each: to what is late in proportion to its size,
/// and what is missing although nothing is late, or beyond it, to all that was contracted; to all alike where that is
/// nothing.
///
/// `late` and `whole` are the units that are late and that were contracted.
fn share_out(
    arrivals: &mut [Arrival],
    from: f64,
    (late, whole): (f64, f64),
    (short, price): (f64, f64),
) {
    let is_late = |a: &Arrival| a.planned <= from && a.landed > from;
    let by_late = short.min(late);
    let alike = short / arrivals.len() as f64;
    for arrival in arrivals {
        let mut part = if whole > 0.0 {
            (short - by_late) * arrival.units / whole
        } else {
            alike
        };
        if late > 0.0 && is_late(arrival) {
            part += by_late * arrival.units / late;
        }
        arrival.cost += part * price;
    }
}
