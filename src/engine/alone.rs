//! An outage that a service sees alone, within one year, as most are: settled in closed form, without a walk.

use super::draw::{Event, Outages};
use super::loss::Account;
use super::plan::{AloneEffect, Effect, Plan, Service};
use super::propagate::{NOTHING, set_bits, struck};
use super::replay::Interruption;
use super::touch::Touch;

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

    /// Enters an outage of one component, unserved until the load is served `elsewhere`, and less of it from there on.
    #[inline]
    pub(super) fn settle(
        &mut self,
        event: &Event,
        (effect, elsewhere): (&Effect, f64),
        books: (&mut Account, Option<&mut Vec<Interruption>>),
    ) {
        let to = (event.hazard, effect.component);
        self.enter(event, (&effect.alone, elsewhere), books, |account, loss| {
            account.charge(to.0, to.1, loss.whole);
        });
    }

    /// Enters an outage of several components, as [`Alone::settle`] one of one.
    pub(super) fn settle_several(
        &mut self,
        (outages, event): (&Outages, &Event),
        (several, elsewhere): (&AloneEffect, f64),
        books: (&mut Account, Option<&mut Vec<Interruption>>),
    ) {
        let service = self.service;
        let hits = outages.hit_by(event);
        self.enter(event, (several, elsewhere), books, |account, loss| {
            if loss.hard > 0.0 {
                account.charge(event.hazard, struck(hits, &service.required), loss.hard);
            }
            if several.share <= 0.0 {
                return;
            }
            // All nodes have lost the same part of their shares.
            let by_share = (loss.whole - loss.hard) / several.share;
            for bit in set_bits(several.nodes) {
                let node = &service.nodes[bit];
                let component = struck(hits, &node.needs);
                account.charge(event.hazard, component, by_share * node.share);
            }
        });
    }

    /// Enters an outage and has its discounted loss charged by `charge`.
    ///
    /// The formulas of the walk with one outage only.
    #[inline]
    fn enter(
        &mut self,
        event: &Event,
        (effect, elsewhere): (&AloneEffect, f64),
        (account, log): (&mut Account, Option<&mut Vec<Interruption>>),
        charge: impl FnOnce(&mut Account, Loss),
    ) {
        let Self { plan, service, .. } = *self;
        let Some((turn, fresh, matured)) = unserved(service, event, (effect, elsewhere)) else {
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
            let hours = (worth(charged, turn), worth(later, to));
            loss = service.value_per_hour * (fresh * hours.0 + matured * hours.1);
            let entry = &mut account.years[year];
            entry.breached = true;
            entry.largest = greatest(entry.largest, loss);
            entry.loss += loss;
            let hard = if effect.hard { event.severity } else { 0.0 };
            let hard = service.value_per_hour * (hard * (hours.0 + hours.1));
            let discount = plan.discount[year];
            charge(
                account,
                Loss {
                    whole: loss * discount,
                    hard: hard * discount,
                },
            );
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

/// What an outage costs, discounted, and what of it is lost through what the workload itself requires \[money\].
struct Loss {
    whole: f64,
    hard: f64,
}

/// What all hits of one event take from a service together, unless a group of which some are enough decides that.
pub(super) fn together(service: &Service, hits: &[Touch<'_>]) -> Option<AloneEffect> {
    let mut all = AloneEffect::default();
    for Touch { effect, .. } in hits {
        if effect.below != 0 || effect.hard_below {
            return None;
        }
        all.nodes |= effect.nodes;
        all.hard |= effect.hard;
    }
    for bit in set_bits(all.nodes) {
        all.share += service.nodes[bit].share;
        all.reserve += service.nodes[bit].reserve;
    }
    Some(all)
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
