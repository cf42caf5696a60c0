//! Outages as services see them: which reach them, which overlap, and when the load is served elsewhere.

use super::draw::{Event, Outages};
use super::plan::{AloneEffect, Effect, Plan, Service};

/// An outage of a component that a service depends on.
#[derive(Clone, Copy, Debug)]
pub(super) struct Touch<'a> {
    /// When the event starts and ends, as it stands there \[h\].
    pub(super) start: f64,
    pub(super) end: f64,
    pub(super) effect: &'a Effect,
    /// Index of the event.
    pub(super) event: u32,
}

/// The outages of a trial by the service that they reach, each list in time.
#[derive(Debug)]
pub(super) struct Touches<'a> {
    lists: Vec<Vec<Touch<'a>>>,
}

impl<'a> Touches<'a> {
    pub(super) fn new(plan: &Plan) -> Self {
        Self {
            lists: vec![Vec::new(); plan.services.len()],
        }
    }

    /// Takes up the outages of a trial. An event that hits several components that a service depends on stands in its
    /// list once for each, side by side.
    pub(super) fn deal(&mut self, plan: &'a Plan, outages: &Outages) {
        for list in &mut self.lists {
            list.clear();
        }
        for (outage, event) in outages.events.iter().zip(0u32..) {
            for &component in outages.hit_by(outage) {
                for effect in &plan.reach[component as usize] {
                    self.lists[effect.service as usize].push(Touch {
                        start: outage.start,
                        end: outage.end,
                        effect,
                        event,
                    });
                }
            }
        }
    }

    /// What reaches the service of this index.
    pub(super) fn of(&self, service: usize) -> &[Touch<'a>] {
        &self.lists[service]
    }
}

/// How many of these stretches, from the first, overlap in one chain; they come in the order of their starts.
#[inline]
pub(super) fn overlapping<T>(items: &[T], span: impl Fn(&T) -> (f64, f64)) -> usize {
    let mut end = span(&items[0]).1;
    let mut n = 1;
    while let Some(item) = items.get(n).filter(|item| span(item).0 <= end) {
        end = end.max(span(item).1);
        n += 1;
    }
    n
}

/// What decides how a workload fails over from an event, whatever the portfolio's policy.
#[derive(Clone, Copy, Debug)]
struct Luck {
    /// Below the probability of success, the fail-over works.
    success: f64,
    /// Behind the delay.
    normal: f64,
}

/// How the workloads fail over from the events of a trial. The services of one workload share its luck, and stand side
/// by side, so that it is kept for one workload at a time, and so is what the last policy makes of it.
#[derive(Debug, Default)]
pub(super) struct Lucks {
    by_event: Vec<Drawn>,
}

/// What was drawn last for an event.
#[derive(Clone, Copy, Debug)]
struct Drawn {
    workload: usize,
    luck: Luck,
    policy: usize,
    matures: f64,
}

const UNDRAWN: Drawn = Drawn {
    workload: usize::MAX,
    luck: Luck {
        success: 0.0,
        normal: 0.0,
    },
    policy: usize::MAX,
    matures: 0.0,
};

impl Lucks {
    /// Forgets the last trial.
    pub(super) fn begin(&mut self, events: usize) {
        self.by_event.clear();
        self.by_event.resize(events, UNDRAWN);
    }

    /// When the load that an event takes from a service, if nothing else is out, is served elsewhere \[h\]; never where it
    /// takes none from what the service runs on.
    #[inline]
    pub(super) fn elsewhere(
        &mut self,
        service: &Service,
        outages: &Outages,
        (index, effect): (u32, &AloneEffect),
    ) -> f64 {
        if service.fails_over && effect.share > 0.0 {
            self.matures(service, outages, index)
        } else {
            f64::INFINITY
        }
    }

    /// When the load that the event of this index took from a service is served elsewhere \[h\]; never where the
    /// fail-over fails.
    #[inline]
    pub(super) fn matures(&mut self, service: &Service, outages: &Outages, index: u32) -> f64 {
        let last = &mut self.by_event[index as usize];
        if last.policy == service.policy {
            return last.matures;
        }
        let event = &outages.events[index as usize];
        if last.workload != service.workload {
            last.workload = service.workload;
            let mut draws = outages.failover_draws(event, service.salt);
            last.luck = Luck {
                success: draws.uniform(),
                normal: draws.normal(),
            };
        }
        last.policy = service.policy;
        last.matures = event.start + last.luck.delay_hours(service, outages, event);
        last.matures
    }
}

impl Luck {
    #[inline]
    fn delay_hours(self, service: &Service, outages: &Outages, event: &Event) -> f64 {
        if self.success >= service.success {
            return f64::INFINITY;
        }
        let draws = || {
            let mut draws = outages.failover_draws(event, service.salt);
            draws.word();
            draws
        };
        service.delay_hours.draw_knowing_normal(draws, self.normal)
    }
}
