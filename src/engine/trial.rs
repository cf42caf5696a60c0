//! One trial, all portfolios.

use std::ops::Range;

use super::alone::{Alone, Due};
use super::draw::{Keys, Outages, draw};
use super::joint::{joint_hours, joint_hours_through_groups};
use super::ledger::{Booking, Ledger};
use super::loss::{Account, Meter};
use super::months::Months;
use super::pace::Frailties;
use super::plan::Plan;
use super::propagate::{Scratch, Walk, walk_cluster};
use super::replay::Interruption;
use super::touch::{Touches, chain};

/// What a replay wants to know.
#[derive(Debug, Default)]
pub(super) struct Log {
    pub(super) interruptions: Vec<Interruption>,
    pub(super) bookings: Vec<Booking>,
}

/// Makes trials one after the other, without allocation once it is warm.
pub(super) struct Trial<'a> {
    plan: &'a Plan,
    keys: &'a Keys,
    /// The outages of the last trial.
    pub(super) outages: Outages,
    frailties: Frailties,
    touches: Touches,
    scratch: Scratch,
    due: Due,
    instants: Vec<(f64, f64, u64)>,
    months: Months,
    /// Settles the contracts, where they can cost anything.
    ledger: Option<Ledger>,
    /// The account of each portfolio.
    pub(super) accounts: Vec<Account>,
    /// By watch: hours with at least 1, 2, … of its providers hit at once.
    pub(super) joint: Vec<Vec<f64>>,
}

impl<'a> Trial<'a> {
    pub(super) fn new(plan: &'a Plan, keys: &'a Keys) -> Self {
        Self {
            plan,
            keys,
            outages: Outages::default(),
            frailties: Frailties::new(plan, keys.seed),
            touches: Touches::new(plan),
            scratch: Scratch::default(),
            due: Due::new(plan),
            instants: Vec::new(),
            months: Months::default(),
            ledger: (!plan.terms.is_idle()).then(|| Ledger::new(plan, keys.seed)),
            accounts: vec![Account::new(plan); plan.portfolios.len()],
            joint: plan
                .watches
                .iter()
                .map(|watch| vec![0.0; watch.providers.len()])
                .collect(),
        }
    }

    /// Makes trial number `trial`.
    pub(super) fn make(&mut self, trial: u64) {
        self.make_logged(trial, None);
    }

    /// Makes trial number `trial` and logs its interruptions and what its contracts cost.
    pub(super) fn make_logged(&mut self, trial: u64, log: Option<&mut Log>) {
        let (mut log, bookings) = match log {
            Some(log) => (Some(&mut log.interruptions), Some(&mut log.bookings)),
            None => (None, None),
        };
        let plan = self.plan;
        self.frailties.draw(plan, trial);
        let source = (self.keys, &self.frailties);
        draw(plan, source, trial, &mut self.outages);
        for account in &mut self.accounts {
            account.clear();
        }
        for hours in &mut self.joint {
            hours.fill(0.0);
        }
        let mut first = 0;
        while first < self.outages.events.len() {
            let chain = first..first + chain(&self.outages.events[first..]);
            for (watch, hours) in plan.watches.iter().zip(&mut self.joint) {
                let chain = chain.clone();
                if !watch.grouped.is_empty() {
                    joint_hours_through_groups(plan, watch, &self.outages, (chain, hours));
                    continue;
                }
                joint_hours(
                    &watch.reach,
                    &self.outages,
                    chain,
                    (&mut self.instants, hours),
                );
            }
            let single = (chain.len() == 1).then_some(chain.start);
            match single.and_then(|event| Alone::of(plan, &self.outages, event)) {
                Some(alone) => alone.settle(&mut self.accounts, &mut self.due, log.as_deref_mut()),
                None => self.walk_chain(chain.clone(), log.as_deref_mut()),
            }
            first = chain.end;
        }
        if let Some(ledger) = &mut self.ledger {
            self.months.watch(plan, &self.outages);
            let seen = (&self.outages, &self.months);
            ledger.settle(plan, trial, seen, (&mut self.accounts, bookings));
        }
    }

    /// Settles a chain of outages, service by service.
    ///
    /// What a service sees of the chain falls into clusters that overlap. They are settled in the order of their first
    /// outage and then of the services, so that outages that a portfolio does not see cannot change the order, and
    /// with it the last bit, of its sums.
    fn walk_chain(&mut self, chain: Range<usize>, mut log: Option<&mut Vec<Interruption>>) {
        let plan = self.plan;
        self.touches.sort(plan, &self.outages, chain);
        let mut settled: Option<Alone<'_>> = None;
        for &cluster in self.touches.clusters() {
            if let Some(last) = settled.filter(|last| !last.is(cluster.event)) {
                self.due.pay(&last, &mut self.accounts);
                settled = None;
            }
            let service = &plan.services[cluster.service as usize];
            let touches = self.touches.of(cluster);
            if let [touch] = touches
                && let Some(alone) = Alone::of(plan, &self.outages, cluster.event as usize)
            {
                let blow = (&touch.alone, touch.matures);
                alone.settle_one(service, blow, &mut self.due, log.as_deref_mut());
                settled = Some(alone);
                continue;
            }
            let account = &mut self.accounts[service.portfolio];
            let mut meter = Meter::new(plan, service, &self.outages, account);
            meter.log = log.as_deref_mut();
            let walk = Walk {
                plan,
                service,
                outages: &self.outages,
            };
            walk_cluster(walk, touches, &mut self.scratch, &mut |stretch| {
                meter.enter(stretch);
            });
            meter.close();
        }
        if let Some(last) = settled {
            self.due.pay(&last, &mut self.accounts);
        }
    }
}
