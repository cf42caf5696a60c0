//! An outage of one component that a service sees alone, within one year, as most are: settled in closed form,
//! without a walk.

use super::draw::{Event, Outages};
use super::loss::Account;
use super::plan::{Plan, Service};
use super::propagate::{Luck, NOTHING};
use super::replay::Interruption;

/// An outage that can be settled alone.
#[derive(Clone, Copy)]
pub(super) struct Alone<'a> {
    plan: &'a Plan,
    event: &'a Event,
    component: u32,
    year: usize,
}

/// What a single outage takes from a service, and until when.
#[derive(Clone, Copy, Debug)]
pub(super) struct Blow {
    /// Σ of the shares that it takes in part.
    pub(super) share: f64,
    /// Σ of the reserves that it takes in part.
    pub(super) reserve: f64,
    /// Whether it strikes what the workload itself requires.
    pub(super) hard: bool,
    /// When the load is served elsewhere.
    pub(super) matures: f64,
}

impl<'a> Alone<'a> {
    /// The outage in `events`, where it is a single one of a single component within a single year.
    pub(super) fn of(plan: &'a Plan, outages: &'a Outages, events: &'a [Event]) -> Option<Self> {
        let [event] = events else { return None };
        let &[component] = outages.hit_by(event) else {
            return None;
        };
        let year = plan.year_at(event.start);
        (event.end <= plan.year_ends[year]).then_some(Self {
            plan,
            event,
            component,
            year,
        })
    }

    /// Enters the outage in the accounts of all portfolios, service by service.
    pub(super) fn settle(&self, accounts: &mut [Account], mut log: Option<&mut Vec<Interruption>>) {
        let mut workload = usize::MAX;
        let mut luck = None;
        for effect in &self.plan.reach[self.component as usize] {
            let service = &self.plan.services[effect.service as usize];
            // The services of one workload stand side by side and share its fail-over draws.
            if service.workload != workload {
                (workload, luck) = (service.workload, None);
            }
            let matures = if service.fails_over && effect.nodes | effect.below != 0 {
                let luck = luck.get_or_insert_with(|| Luck::of(service, self.event));
                self.event.start + luck.delay_hours(service)
            } else {
                f64::INFINITY
            };
            let blow = Blow {
                share: effect.alone.share,
                reserve: effect.alone.reserve,
                hard: effect.alone.hard,
                matures,
            };
            let account = &mut accounts[service.portfolio];
            self.settle_one(service, blow, (account, log.as_deref_mut()));
        }
    }

    /// Enters what the outage does to one service.
    pub(super) fn settle_one(
        &self,
        service: &Service,
        blow: Blow,
        (account, log): (&mut Account, Option<&mut Vec<Interruption>>),
    ) {
        let Some(interruption) = self.interruption(service, blow) else {
            return;
        };
        let Interruption {
            from,
            to,
            unserved_hours,
            loss,
            ..
        } = interruption;
        account.unserved_hours += service.weight * unserved_hours;
        account.down_hours += service.weight * (to - from);
        account.longest_hours = account.longest_hours.max(to - from);
        if to > from + service.tolerance_hours {
            account.breached |= 1 << self.year;
            account.largest[self.year] = account.largest[self.year].max(loss);
            let charged = (self.event.hazard, self.component);
            account.book(self.plan, self.year, charged, loss);
        }
        if let Some(log) = log {
            log.push(interruption);
        }
    }

    /// What a service goes through: unserved until the fail-over, and less of it from there to the end.
    ///
    /// The formulas of the walk with one outage only; nothing where nothing goes unserved.
    fn interruption(&self, service: &Service, blow: Blow) -> Option<Interruption> {
        let &Event {
            start,
            end,
            severity,
            ..
        } = self.event;
        let turn = end.min(blow.matures);
        let lost = blow.share * severity;
        let reserve = service.reserve - blow.reserve * severity;
        let hard = if blow.hard { severity } else { 0.0 };
        let unserved = |lost: f64| hard + (1.0 - hard) * lost.min(1.0);
        let (fresh, matured) = (unserved(lost), unserved((lost - reserve).max(0.0)));
        let to = if matured > NOTHING {
            end
        } else if fresh > NOTHING {
            turn
        } else {
            return None;
        };
        let charged = start + service.tolerance_hours;
        let worth = |from: f64, to: f64| match &service.clock {
            _ if from >= to => 0.0,
            None => to - from,
            Some(clock) => clock.worth(self.plan.year_start(self.year), from, to),
        };
        let hours = fresh * worth(charged, turn) + matured * worth(turn.max(charged), to);
        (to > start).then_some(Interruption {
            workload: service.workload,
            portfolio: service.portfolio,
            from: start,
            to,
            unserved_hours: fresh * (turn - start) + matured * (to - turn),
            loss: service.value_per_hour * hours,
        })
    }
}
