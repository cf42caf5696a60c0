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
                let alone_effect = &first.effect.alone;
                let elsewhere =
                    (self.lucks).elsewhere(service, outages, (first.event, alone_effect));
                alone.settle(
                    event,
                    (first.effect, elsewhere),
                    (account, log.as_deref_mut()),
                );
                rest = &rest[1..];
            } else {
                let n = overlapping(rest, |touch| (touch.start, touch.end));
                let (cluster, later) = rest.split_at(n);
                rest = later;
                let is_one = event.within_year && cluster[n - 1].event == first.event;
                if let Some(several) = is_one.then(|| together(service, cluster)).flatten() {
                    let elsewhere =
                        (self.lucks).elsewhere(service, outages, (first.event, &several));
                    let books = (&mut *account, log.as_deref_mut());
                    alone.settle_several((outages, event), (&several, elsewhere), books);
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::plan::Terms;
    use crate::store::Example;

    /// Two ways to the same accounts: in closed form what stands alone, and all of it walked.
    #[test]
    fn what_is_settled_in_closed_form_is_what_the_walk_finds() {
        for name in ["frontier-lab", "online-retailer"] {
            let loaded = Example::named(name).unwrap().load();
            let mut plan = Plan::new(&loaded.reading().scenario.unwrap());
            plan.terms = Terms::default();
            let keys = Keys::new(&plan, 1);
            let mut trial = Trial::new(&plan, &keys);
            for number in 0..150 {
                trial.make(number);
                for (p, account) in trial.accounts.iter().enumerate() {
                    let walked = walked(&plan, &trial, p);
                    let near = |found: f64, expected: f64| {
                        let apart = (found - expected).abs();
                        let within = 1e-9 * expected.abs() + 1e-6;
                        assert!(apart <= within, "{name} {number} {p}: {found} {expected}");
                    };
                    let pairs = account.by_component.iter().zip(&walked.by_component);
                    pairs.for_each(|(&found, &expected)| near(found, expected));
                    let pairs = account.by_cause.iter().zip(&walked.by_cause);
                    pairs.for_each(|(&found, &expected)| near(found, expected));
                    for (found, expected) in account.years.iter().zip(&walked.years) {
                        near(found.loss, expected.loss);
                        near(found.largest, expected.largest);
                        assert_eq!(found.breached, expected.breached);
                    }
                    near(account.unserved_hours, walked.unserved_hours);
                    near(account.down_hours, walked.down_hours);
                    near(account.longest_hours, walked.longest_hours);
                }
            }
        }
    }

    /// The account of a portfolio by the walk alone.
    fn walked(plan: &Plan, trial: &Trial<'_>, portfolio: usize) -> Account {
        let outages = &trial.outages;
        let mut touches = Touches::new(plan);
        touches.deal(plan, outages);
        let (mut lucks, mut scratch) = (Lucks::default(), Scratch::default());
        lucks.begin(outages.events.len());
        let mut account = Account::new(plan);
        for (index, service) in plan.services.iter().enumerate() {
            let mut rest = touches.of(index);
            while service.portfolio == portfolio && !rest.is_empty() {
                let n = overlapping(rest, |touch| (touch.start, touch.end));
                let (cluster, later) = rest.split_at(n);
                let walk = Walk {
                    plan,
                    service,
                    outages,
                };
                let mut meter = Meter::new(plan, service, outages, &mut account);
                walk_cluster(walk, (cluster, &mut lucks), &mut scratch, &mut |stretch| {
                    meter.enter(stretch);
                });
                meter.close();
                rest = later;
            }
        }
        account
    }
}
