//! One trial, all portfolios.

use super::alone::{Alone, together};
use super::draw::{Keys, Outages, draw};
use super::joint::Joint;
use super::ledger::{Booking, Ledger};
use super::loss::{Account, Meter};
use super::months::Months;
use super::pace::Frailties;
use super::plan::Plan;
use super::propagate::{Scratch, Walk, walk_cluster};
use super::replay::Interruption;
use super::touch::{Lucks, Touches, overlapping};

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
    touches: Touches<'a>,
    lucks: Lucks,
    scratch: Scratch,
    months: Months,
    /// Settles the contracts, where they can cost anything.
    ledger: Option<Ledger>,
    /// The account of each portfolio.
    pub(super) accounts: Vec<Account>,
    pub(super) joint: Joint,
}

impl<'a> Trial<'a> {
    pub(super) fn new(plan: &'a Plan, keys: &'a Keys) -> Self {
        Self {
            plan,
            keys,
            outages: Outages::default(),
            frailties: Frailties::new(plan, keys.seed),
            touches: Touches::new(plan),
            lucks: Lucks::default(),
            scratch: Scratch::default(),
            months: Months::new(plan),
            ledger: (!plan.terms.is_idle()).then(|| Ledger::new(plan, keys.seed)),
            accounts: vec![Account::new(plan); plan.portfolios.len()],
            joint: Joint::new(plan),
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
        self.touches.deal(plan, &self.outages);
        self.lucks.begin(self.outages.events.len());
        for service in 0..plan.services.len() {
            self.settle(service, log.as_deref_mut());
        }
        self.joint.add_up(plan, &self.outages);
        if let Some(ledger) = &mut self.ledger {
            self.months.watch(plan, &self.outages);
            let seen = (&self.outages, &self.months);
            ledger.settle(plan, trial, seen, (&mut self.accounts, bookings));
        }
    }

    /// Settles what reaches a service: events that overlap together, all others one by one.
    ///
    /// A portfolio's sums therefore depend, to the last bit, on nothing that does not reach it.
    fn settle(&mut self, index: usize, mut log: Option<&mut Vec<Interruption>>) {
        let (plan, outages) = (self.plan, &self.outages);
        let service = &plan.services[index];
        let account = &mut self.accounts[service.portfolio];
        let mut alone = Alone::new(plan, service);
        let mut rest = self.touches.of(index);
        while let [first, ..] = rest {
            let is_alone = rest.get(1).is_none_or(|next| next.start > first.end);
            let event = &outages.events[first.event as usize];
            if is_alone && event.within_year {
                let fails_over = service.fails_over && first.effect.alone.share > 0.0;
                let matures = if fails_over {
                    self.lucks.matures(service, outages, first.event)
                } else {
                    f64::INFINITY
                };
                alone.settle(
                    event,
                    (first.effect, matures),
                    (account, log.as_deref_mut()),
                );
                rest = &rest[1..];
            } else {
                let n = overlapping(rest, |touch| (touch.start, touch.end));
                let (cluster, later) = rest.split_at(n);
                rest = later;
                let is_one = event.within_year && cluster[n - 1].event == first.event;
                if let Some(several) = is_one.then(|| together(service, cluster)).flatten() {
                    let matures = if service.fails_over && several.nodes != 0 {
                        self.lucks.matures(service, outages, first.event)
                    } else {
                        f64::INFINITY
                    };
                    let books = (&mut *account, log.as_deref_mut());
                    alone.settle_several((outages, event), (&several, matures), books);
                    continue;
                }
                let walk = Walk {
                    plan,
                    service,
                    outages,
                };
                let mut meter = Meter::new(plan, service, outages, account);
                meter.log = log.as_deref_mut();
                let cluster = (cluster, &mut self.lucks);
                walk_cluster(walk, cluster, &mut self.scratch, &mut |stretch| {
                    meter.enter(stretch);
                });
                meter.close();
            }
        }
        alone.close(account);
    }
}
