//! Outages as services see them: which overlap, what they reach, and when the load is served elsewhere.

use std::ops::Range;

use super::draw::{Event, Outages, failover_draws};
use super::plan::{AloneEffect, Effect, Plan, Service};
use crate::stats::Draws;

/// An outage as a service sees it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Touch {
    /// Index of the event.
    pub(super) event: u32,
    /// The service's nodes that it reaches, a bit each.
    pub(super) nodes: u64,
    /// Whether it reaches what the workload itself requires.
    pub(super) hard: bool,
    /// The nodes that it reaches through a group of which some are enough.
    pub(super) below: u64,
    /// Whether it reaches what the workload requires through such a group.
    pub(super) hard_below: bool,
    pub(super) start: f64,
    pub(super) end: f64,
    pub(super) severity: f64,
    /// When the fail-over has happened; never before `end` where it fails.
    pub(super) matures: f64,
    /// What it takes if it hits one component and nothing else is out.
    pub(super) alone: AloneEffect,
}

/// How many of the outages, from the first, overlap in one chain.
pub(super) fn chain(events: &[Event]) -> usize {
    overlapping(events, |event| (event.start, event.end))
}

/// How many of these stretches, from the first, overlap in one chain; they come in the order of their starts.
pub(super) fn overlapping<T>(items: &[T], span: impl Fn(&T) -> (f64, f64)) -> usize {
    let mut end = span(&items[0]).1;
    let mut n = 1;
    while let Some(item) = items.get(n).filter(|item| span(item).0 <= end) {
        end = end.max(span(item).1);
        n += 1;
    }
    n
}

/// A chain of outages as the services see it: for each service the clusters of those that overlap.
#[derive(Debug)]
pub(super) struct Touches {
    lists: Vec<Vec<Touch>>,
    luck: Vec<Option<Luck>>,
    /// Cluster by cluster.
    sorted: Vec<Touch>,
    clusters: Vec<Cluster>,
}

/// Outages that overlap, as one service sees them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Cluster {
    /// Index of the first event.
    pub(super) event: u32,
    /// Index of the service.
    pub(super) service: u32,
    first: u32,
    len: u32,
}

impl Touches {
    pub(super) fn new(plan: &Plan) -> Self {
        Self {
            lists: vec![Vec::new(); plan.services.len()],
            luck: Vec::new(),
            sorted: Vec::new(),
            clusters: Vec::new(),
        }
    }

    /// The clusters, in the order of their first events and then of the services.
    pub(super) fn clusters(&self) -> &[Cluster] {
        &self.clusters
    }

    /// The outages of a cluster, in time.
    pub(super) fn of(&self, cluster: Cluster) -> &[Touch] {
        &self.sorted[cluster.first as usize..(cluster.first + cluster.len) as usize]
    }

    /// Takes up a chain of outages.
    pub(super) fn sort(&mut self, plan: &Plan, outages: &Outages, chain: Range<usize>) {
        self.sorted.clear();
        self.clusters.clear();
        for list in &mut self.lists {
            list.clear();
        }
        for e in chain.clone() {
            let event = &outages.events[e];
            for &component in outages.hit_by(event) {
                for effect in &plan.reach[component as usize] {
                    let seen = &mut self.lists[effect.service as usize];
                    let touch = Touch::new(number(e), event, effect);
                    // An event counts once for a service, however many of its hits reach it.
                    match seen.last_mut().filter(|last| last.event == touch.event) {
                        Some(last) => last.join(&touch),
                        None => seen.push(touch),
                    }
                }
            }
        }
        self.try_luck(plan, outages, &chain);
        for (list, service) in self.lists.iter().zip(0..) {
            let mut rest = list.as_slice();
            while !rest.is_empty() {
                let len = overlapping(rest, |touch| (touch.start, touch.end));
                self.clusters.push(Cluster {
                    event: rest[0].event,
                    service,
                    first: number(self.sorted.len()),
                    len: number(len),
                });
                self.sorted.extend_from_slice(&rest[..len]);
                rest = &rest[len..];
            }
        }
        self.clusters.sort_unstable();
    }

    /// Draws when the services fail over.
    fn try_luck(&mut self, plan: &Plan, outages: &Outages, chain: &Range<usize>) {
        let mut workload = None;
        for (service, list) in plan.services.iter().zip(&mut self.lists) {
            // The services of one workload stand side by side and share its fail-over draws.
            if workload.replace(service.workload) != Some(service.workload) {
                self.luck.clear();
                self.luck.resize(chain.len(), None);
            }
            if service.fails_over {
                for touch in list
                    .iter_mut()
                    .filter(|touch| touch.nodes | touch.below != 0)
                {
                    let e = touch.event as usize;
                    let luck = self.luck[e - chain.start]
                        .get_or_insert_with(|| Luck::of(service, &outages.events[e]));
                    touch.matures = touch.start + luck.delay_hours(service);
                }
            }
        }
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "a trial holds far fewer than 2³² of anything"
)]
fn number(n: usize) -> u32 {
    n as u32
}

impl Touch {
    fn new(e: u32, event: &Event, effect: &Effect) -> Self {
        Self {
            event: e,
            nodes: effect.nodes,
            hard: effect.hard,
            below: effect.below,
            hard_below: effect.hard_below,
            start: event.start,
            end: event.end,
            severity: event.severity,
            matures: f64::INFINITY,
            alone: effect.alone,
        }
    }

    /// Adds another hit of the same event.
    fn join(&mut self, other: &Touch) {
        self.nodes |= other.nodes;
        self.hard |= other.hard;
        self.below |= other.below;
        self.hard_below |= other.hard_below;
    }

    /// Whether it reaches a node, be it through a group.
    pub(super) fn reaches(&self, node: usize) -> bool {
        (self.nodes | self.below) >> node & 1 == 1
    }
}

/// What decides how a workload fails over from an event, whatever the portfolio's policy.
#[derive(Clone, Copy, Debug)]
pub(super) struct Luck {
    /// Below the probability of success, the fail-over works.
    success: f64,
    /// Where the delay is drawn from.
    delay: Draws,
    /// The first normal of `delay`.
    normal: f64,
}

impl Luck {
    pub(super) fn of(service: &Service, event: &Event) -> Self {
        let mut draws = failover_draws(event, service.salt);
        let success = draws.uniform();
        let delay = draws;
        Self {
            success,
            delay,
            normal: draws.normal(),
        }
    }

    /// Hours until the load is served elsewhere; never where the fail-over fails.
    pub(super) fn delay_hours(mut self, service: &Service) -> f64 {
        if self.success < service.success {
            service
                .delay_hours
                .draw_knowing_normal(&mut self.delay, self.normal)
        } else {
            f64::INFINITY
        }
    }
}
