//! An outage of one component that a service sees alone, within one year, as most are: settled in closed form,
//! without a walk.

use super::draw::Event;
use super::loss::Account;
use super::plan::{AloneEffect, Effect, Plan, Service};
use super::propagate::NOTHING;
use super::replay::Interruption;

/// Settles the lone outages of one service.
pub(super) struct Alone<'a> {
    plan: &'a Plan,
    service: &'a Service,
    unserved_hours: f64,
    down_hours: f64,
    longest_hours: f64,
}

impl<'a> Alone<'a> {
    pub(super) fn new(plan: &'a Plan, service: &'a Service) -> Self {
        Self {
            plan,
            service,
            unserved_hours: 0.0,
            down_hours: 0.0,
            longest_hours: 0.0,
        }
    }

    /// Enters an outage, unserved until the load is served `elsewhere`, and less of it from there to the end.
    ///
    /// The formulas of the walk with one outage only.
    #[inline]
    pub(super) fn settle(
        &mut self,
        event: &Event,
        (effect, elsewhere): (&Effect, f64),
        (account, log): (&mut Account, Option<&mut Vec<Interruption>>),
    ) {
        let Self { plan, service, .. } = *self;
        let Some((turn, fresh, matured)) = unserved(service, event, (&effect.alone, elsewhere))
        else {
            return;
        };
        let &Event { start, end, .. } = event;
        let to = if matured > NOTHING { end } else { turn };
        if to <= start {
            return;
        }
        let unserved_hours = fresh * (turn - start) + matured * (to - turn);
        self.unserved_hours += unserved_hours;
        self.down_hours += to - start;
        self.longest_hours = greatest(self.longest_hours, to - start);
        let charged = start + service.tolerance_hours;
        let mut loss = 0.0;
        if to > charged {
            let year = event.year as usize;
            let later = greatest(turn, charged);
            let worth = |from: f64, to: f64| match &service.clock {
                _ if from >= to => 0.0,
                None => to - from,
                Some(clock) => clock.worth(plan.year_start(year), from, to),
            };
            let hours = fresh * worth(charged, turn) + matured * worth(later, to);
            loss = service.value_per_hour * hours;
            let entry = &mut account.years[year];
            entry.breached = true;
            entry.largest = greatest(entry.largest, loss);
            account.book(plan, year, (event.hazard, effect.component), loss);
        }
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

    /// Enters what all of them came to.
    pub(super) fn close(self, account: &mut Account) {
        account.unserved_hours += self.service.weight * self.unserved_hours;
        account.down_hours += self.service.weight * self.down_hours;
        account.longest_hours = greatest(account.longest_hours, self.longest_hours);
    }
}

/// When the load is served elsewhere, and what is unserved until then and from then on; nothing where all is served.
#[inline]
fn unserved(
    service: &Service,
    &Event { end, severity, .. }: &Event,
    (effect, elsewhere): (&AloneEffect, f64),
) -> Option<(f64, f64, f64)> {
    let lost = effect.share * severity;
    let reserve = service.reserve - effect.reserve * severity;
    let uncovered = greatest(lost - reserve, 0.0);
    let (fresh, matured) = if effect.hard {
        let unserved = |lost: f64| severity + (1.0 - severity) * least(lost, 1.0);
        (unserved(lost), unserved(uncovered))
    } else {
        (least(lost, 1.0), least(uncovered, 1.0))
    };
    (fresh > NOTHING).then_some((least(end, elsewhere), fresh, matured))
}

/// The lesser of two numbers of which none is NaN.
fn least(a: f64, b: f64) -> f64 {
    if a < b { a } else { b }
}

/// The greater of two numbers of which none is NaN.
fn greatest(a: f64, b: f64) -> f64 {
    if a > b { a } else { b }
}
