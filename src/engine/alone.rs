//! An outage of one component that a service sees alone, within one year, as most are: settled in closed form,
//! without a walk.

use super::draw::{Event, Outages};
use super::loss::Account;
use super::plan::{AloneEffect, Plan, Service};
use super::propagate::NOTHING;
use super::replay::Interruption;
use super::touch::Luck;

/// An outage that can be settled alone.
#[derive(Clone, Copy)]
pub(super) struct Alone<'a> {
    plan: &'a Plan,
    event: &'a Event,
    /// Index of the event.
    index: usize,
    component: u32,
    year: usize,
}

impl<'a> Alone<'a> {
    /// The event of this index, where it hits a single component and lies within a single year.
    pub(super) fn of(plan: &'a Plan, outages: &'a Outages, index: usize) -> Option<Self> {
        let event = &outages.events[index];
        let &[component] = outages.hit_by(event) else {
            return None;
        };
        let year = plan.year_at(event.start);
        (event.end <= plan.year_ends[year]).then_some(Self {
            plan,
            event,
            index,
            component,
            year,
        })
    }

    /// Whether it is the event of this index.
    pub(super) fn is(&self, event: u32) -> bool {
        self.index == event as usize
    }

    /// Enters the outage in the accounts of all portfolios, service by service.
    pub(super) fn settle(
        &self,
        accounts: &mut [Account],
        due: &mut Due,
        mut log: Option<&mut Vec<Interruption>>,
    ) {
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
            self.settle_one(service, (&effect.alone, matures), due, log.as_deref_mut());
        }
        due.pay(self, accounts);
    }

    /// Finds what the outage does to one service: unserved until the load is served `elsewhere`, and
    /// less of it from there to the end.
    ///
    /// The formulas of the walk with one outage only.
    #[inline]
    pub(super) fn settle_one(
        &self,
        service: &Service,
        (effect, elsewhere): (&AloneEffect, f64),
        due: &mut Due,
        log: Option<&mut Vec<Interruption>>,
    ) {
        let Some((turn, fresh, matured)) = self.unserved(service, effect, elsewhere) else {
            return;
        };
        let &Event { start, end, .. } = self.event;
        let to = if matured > NOTHING { end } else { turn };
        if to <= start {
            return;
        }
        let unserved_hours = fresh * (turn - start) + matured * (to - turn);
        let charged = start + service.tolerance_hours;
        let mut loss = 0.0;
        if to > charged {
            let worth = |from: f64, to: f64| match &service.clock {
                _ if from >= to => 0.0,
                None => to - from,
                Some(clock) => clock.worth(self.plan.year_start(self.year), from, to),
            };
            let later = if turn > charged { turn } else { charged };
            let hours = fresh * worth(charged, turn) + matured * worth(later, to);
            loss = service.value_per_hour * hours;
        }
        let entry = &mut due.0[service.portfolio];
        entry.loss += loss;
        entry.breached |= to > charged;
        entry.largest = if loss > entry.largest {
            loss
        } else {
            entry.largest
        };
        entry.unserved_hours += service.weight * unserved_hours;
        entry.down_hours += service.weight * (to - start);
        entry.longest_hours = if to - start > entry.longest_hours {
            to - start
        } else {
            entry.longest_hours
        };
        if let Some(log) = log {
            log.push(Interruption {
                workload: service.workload,
                portfolio: service.portfolio,
                from: start,
                to,
                unserved_hours,
                loss,
            });
        }
    }
}

impl Alone<'_> {
    /// When the load is served elsewhere, and what is unserved until then and from then on; nothing where all is served.
    #[inline]
    fn unserved(
        &self,
        service: &Service,
        effect: &AloneEffect,
        elsewhere: f64,
    ) -> Option<(f64, f64, f64)> {
        let &Event { end, severity, .. } = self.event;
        if effect.share > 0.0 {
            let lost = effect.share * severity;
            let reserve = service.reserve - effect.reserve * severity;
            let hard = if effect.hard { severity } else { 0.0 };
            let unserved = |lost: f64| hard + (1.0 - hard) * least(lost, 1.0);
            let uncovered = lost - reserve;
            let uncovered = if uncovered > 0.0 { uncovered } else { 0.0 };
            let (fresh, matured) = (unserved(lost), unserved(uncovered));
            (fresh > NOTHING).then_some((least(end, elsewhere), fresh, matured))
        } else {
            effect.hard.then_some((end, severity, severity))
        }
    }
}

/// The lesser of two numbers of which none is NaN.
fn least(a: f64, b: f64) -> f64 {
    if a < b { a } else { b }
}

/// What one outage came to so far, by portfolio; it is entered once for all services.
#[derive(Clone, Debug)]
pub(super) struct Due(Vec<Entry>);

#[derive(Clone, Copy, Debug, Default)]
struct Entry {
    loss: f64,
    largest: f64,
    unserved_hours: f64,
    down_hours: f64,
    longest_hours: f64,
    breached: bool,
}

impl Due {
    pub(super) fn new(plan: &Plan) -> Self {
        Self(vec![Entry::default(); plan.portfolio_count()])
    }

    /// Enters what is due from an outage in the accounts.
    pub(super) fn pay(&mut self, alone: &Alone<'_>, accounts: &mut [Account]) {
        for (entry, account) in self.0.iter_mut().zip(accounts) {
            if entry.down_hours <= 0.0 && entry.longest_hours <= 0.0 {
                continue;
            }
            let entry = std::mem::take(entry);
            account.unserved_hours += entry.unserved_hours;
            account.down_hours += entry.down_hours;
            account.longest_hours = account.longest_hours.max(entry.longest_hours);
            if entry.breached {
                account.breached |= 1 << alone.year;
                account.largest[alone.year] = account.largest[alone.year].max(entry.largest);
                let charged = (alone.event.hazard, alone.component);
                account.book(alone.plan, alone.year, charged, entry.loss);
            }
        }
    }
}
