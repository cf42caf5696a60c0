//! Outages through dependencies to a service: what is unserved, when, and because of what.
//!
//! For a service with shares `x_k` and reserves `r_k`, at any instant,
//!
//! ```text
//! fresh loss     F = Σ x_k (1 - f_k)
//! matured loss   M = Σ x_k (f_k - a_k)
//! unserved       u = h + (1 - h) · min(1, F + max(0, M - Σ r_k a_k))
//! ```
//!
//! where `a_k` is the availability of provider k over all outages, `f_k` over
//! those that the workload has not yet failed over from, and `h` the loss through
//! what the workload itself requires. Between two instants at which an outage
//! starts, matures or ends, `u` is constant.

use std::ops::Range;

use super::draw::{Event, Outages, failover_draws};
use super::plan::{AloneEffect, Effect, Needs, Plan, Service, Watch};
use crate::stats::Draws;

/// Unserved fractions below this are rounding, not outages: 0.1 + 0.2 is not quite covered by 0.3.
pub(super) const NOTHING: f64 = 1e-12;

/// An outage as a service sees it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Touch {
    /// Index of the event.
    pub(super) event: u32,
    /// The service's nodes that it reaches, a bit each.
    nodes: u64,
    /// Whether it reaches what the workload itself requires.
    hard: bool,
    /// The nodes that it reaches through a group of which some are enough.
    below: u64,
    /// Whether it reaches what the workload requires through such a group.
    hard_below: bool,
    start: f64,
    end: f64,
    severity: f64,
    /// When the fail-over has happened; never before `end` where it fails.
    pub(super) matures: f64,
    /// What it takes if it hits one component and nothing else is out.
    pub(super) alone: AloneEffect,
}

/// A part of what is unserved, and what it is charged to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Blame {
    /// Index of the event.
    pub(super) event: u32,
    /// The component that the event hit.
    pub(super) component: u32,
    /// The share of the stretch's loss that is charged to it.
    pub(super) share: f64,
}

/// A stretch of time over which the unserved fraction of a service is constant and not 0.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stretch<'a> {
    pub(super) from: f64,
    pub(super) to: f64,
    pub(super) unserved: f64,
    /// Their shares sum to 1.
    pub(super) blames: &'a [Blame],
}

/// Scratch space for one service.
#[derive(Debug, Default)]
pub(super) struct Scratch {
    instants: Vec<f64>,
    active: Vec<Touch>,
    blames: Vec<Blame>,
}

/// What a service goes through, and the plan and outages that explain it.
#[derive(Clone, Copy)]
pub(super) struct Walk<'a> {
    pub(super) plan: &'a Plan,
    pub(super) service: &'a Service,
    pub(super) outages: &'a Outages,
}

/// How many of the outages, from the first, overlap in one chain.
pub(super) fn chain(events: &[Event]) -> usize {
    overlapping(events, |event| (event.start, event.end))
}

/// How many of these stretches, from the first, overlap in one chain; they come in the order of their starts.
fn overlapping<T>(items: &[T], span: impl Fn(&T) -> (f64, f64)) -> usize {
    let mut end = span(&items[0]).1;
    let mut n = 1;
    while let Some(item) = items.get(n).filter(|item| span(item).0 <= end) {
        end = end.max(span(item).1);
        n += 1;
    }
    n
}

/// A chain of outages as the services see it: for each service the groups of those that overlap.
#[derive(Debug)]
pub(super) struct Touches {
    lists: Vec<Vec<Touch>>,
    luck: Vec<Option<Luck>>,
    /// Group by group.
    sorted: Vec<Touch>,
    groups: Vec<Group>,
}

/// Outages that overlap, as one service sees them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Group {
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
            groups: Vec::new(),
        }
    }

    /// The groups, in the order of their first events and then of the services.
    pub(super) fn groups(&self) -> &[Group] {
        &self.groups
    }

    /// The outages of a group, in time.
    pub(super) fn of(&self, group: Group) -> &[Touch] {
        &self.sorted[group.first as usize..(group.first + group.len) as usize]
    }

    /// Takes up a chain of outages.
    pub(super) fn sort(&mut self, plan: &Plan, outages: &Outages, chain: Range<usize>) {
        self.sorted.clear();
        self.groups.clear();
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
                self.groups.push(Group {
                    event: rest[0].event,
                    service,
                    first: number(self.sorted.len()),
                    len: number(len),
                });
                self.sorted.extend_from_slice(&rest[..len]);
                rest = &rest[len..];
            }
        }
        self.groups.sort_unstable();
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
    fn reaches(&self, node: usize) -> bool {
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

/// Walks outages that overlap, in time, and gives every stretch with something unserved to `take`.
pub(super) fn walk_group(
    walk: Walk<'_>,
    group: &[Touch],
    scratch: &mut Scratch,
    take: &mut impl FnMut(Stretch<'_>),
) {
    let Scratch {
        instants,
        active,
        blames,
    } = scratch;
    instants.clear();
    for touch in group {
        instants.extend([touch.start, touch.end]);
        if touch.matures > touch.start && touch.matures < touch.end {
            instants.push(touch.matures);
        }
    }
    instants.sort_unstable_by(f64::total_cmp);
    instants.dedup();
    for pair in instants.windows(2) {
        let (from, to) = (pair[0], pair[1]);
        active.clear();
        active.extend(
            group
                .iter()
                .filter(|touch| touch.start <= from && touch.end > from),
        );
        let unserved = unserved(walk, active, from, blames);
        if unserved > NOTHING {
            take(Stretch {
                from,
                to,
                unserved,
                blames,
            });
        }
    }
}

/// The unserved fraction at an instant from which nothing changes, and whom to blame for how much of it.
///
/// What is lost at a node is charged to the outages that took it, in proportion
/// to their severities: fresh losses to fresh outages, matured ones to matured.
/// What the reserves cover is taken off all matured losses alike, and an outage
/// of a reserve that was needed is not charged.
fn unserved(walk: Walk<'_>, active: &[Touch], at: f64, blames: &mut Vec<Blame>) -> f64 {
    blames.clear();
    let Walk {
        service, outages, ..
    } = walk;
    let hard = 1.0 - walk.required(active);
    let (mut fresh, mut matured, mut reserve) = (0.0, 0.0, service.reserve);
    for bit in reached(active) {
        let node = &service.nodes[bit];
        let (all, only_fresh) = walk.availabilities(active, bit, at);
        fresh += node.share * (1.0 - only_fresh);
        matured += node.share * (only_fresh - all);
        reserve -= node.reserve * (1.0 - all);
    }
    let uncovered = (matured - reserve).max(0.0);
    let lost = fresh + uncovered;
    let unserved = hard + (1.0 - hard) * lost.min(1.0);
    if unserved <= NOTHING {
        return 0.0;
    }
    if let [only] = active
        && let [component] = outages.hit_by(&outages.events[only.event as usize])
    {
        blames.push(Blame {
            event: only.event,
            component: *component,
            share: 1.0,
        });
        return unserved;
    }
    let mut charge = Charge {
        walk,
        blames,
        whole: unserved,
    };
    if hard > 0.0 {
        let through_groups = walk.groups_have_lost(&service.required, active);
        charge.split(
            hard,
            &service.required,
            active
                .iter()
                .filter(|touch| touch.hard || through_groups && touch.hard_below),
        );
    }
    if lost > 0.0 {
        let scale = (1.0 - hard) * lost.min(1.0) / lost;
        let matured = if matured > 0.0 {
            scale * uncovered / matured
        } else {
            0.0
        };
        charge.split_nodes(active, at, (scale, matured));
    }
    unserved
}

/// The nodes that any of these outages reaches; all others are whole.
fn reached(active: &[Touch]) -> impl Iterator<Item = usize> {
    let mut nodes = active
        .iter()
        .fold(0, |nodes, touch| nodes | touch.nodes | touch.below);
    std::iter::from_fn(move || {
        let node = nodes.trailing_zeros();
        nodes &= nodes.wrapping_sub(1);
        (node < u64::BITS).then_some(node as usize)
    })
}

impl Walk<'_> {
    /// What is left of a node, over all outages and over the fresh ones alone.
    fn availabilities(&self, active: &[Touch], node: usize, at: f64) -> (f64, f64) {
        let fresh = |touch: &&Touch| touch.matures > at;
        let needs = &self.service.nodes[node].needs;
        if needs.groups.is_empty() {
            let reaching = || active.iter().filter(|touch| touch.reaches(node));
            return (left(reaching()), left(reaching().filter(fresh)));
        }
        (
            self.available(needs, active.iter()),
            self.available(needs, active.iter().filter(fresh)),
        )
    }

    /// What is left of what the workload itself requires.
    fn required(&self, active: &[Touch]) -> f64 {
        let needs = &self.service.required;
        if needs.groups.is_empty() {
            return left(active.iter().filter(|touch| touch.hard));
        }
        self.available(needs, active.iter())
    }

    /// Whether the groups among these needs have lost anything.
    fn groups_have_lost(&self, needs: &Needs, active: &[Touch]) -> bool {
        if needs.groups.is_empty() {
            return false;
        }
        let groups = Needs {
            groups: needs.groups.clone(),
            ..Needs::default()
        };
        self.available(&groups, active.iter()) < 1.0
    }

    /// What is left under these outages of needs with groups.
    fn available<'t>(&self, needs: &Needs, active: impl Iterator<Item = &'t Touch>) -> f64 {
        let outages = active.map(|touch| {
            let event = &self.outages.events[touch.event as usize];
            (touch.severity, self.outages.hit_by(event))
        });
        needs.left(&self.plan.groups, outages)
    }
}

/// What is left of something that these outages reach.
fn left<'a>(touches: impl Iterator<Item = &'a Touch>) -> f64 {
    touches.fold(1.0, |left, touch| left * (1.0 - touch.severity))
}

/// Charges unserved fractions to events and to the components that they hit.
struct Charge<'a> {
    walk: Walk<'a>,
    blames: &'a mut Vec<Blame>,
    /// The unserved fraction of which parts are charged.
    whole: f64,
}

impl Charge<'_> {
    /// Splits what is lost at the nodes, fresh and matured losses each taken at its scale.
    fn split_nodes(&mut self, active: &[Touch], at: f64, (fresh, matured): (f64, f64)) {
        for bit in reached(active) {
            let node = &self.walk.service.nodes[bit];
            let through_groups = self.walk.groups_have_lost(&node.needs, active);
            let counts = |touch: &&Touch| {
                touch.nodes >> bit & 1 == 1 || through_groups && touch.below >> bit & 1 == 1
            };
            let reaching = || active.iter().filter(counts);
            let (all, only_fresh) = self.walk.availabilities(active, bit, at);
            let part = node.share * (1.0 - only_fresh) * fresh;
            self.split(
                part,
                &node.needs,
                reaching().filter(|touch| touch.matures > at),
            );
            let part = node.share * (only_fresh - all) * matured;
            self.split(
                part,
                &node.needs,
                reaching().filter(|touch| touch.matures <= at),
            );
        }
    }

    /// Splits `part` between `touches` in proportion to their severities.
    fn split<'t>(
        &mut self,
        part: f64,
        needs: &Needs,
        touches: impl Iterator<Item = &'t Touch> + Clone,
    ) {
        if part <= 0.0 {
            return;
        }
        let severities: f64 = touches.clone().map(|touch| touch.severity).sum();
        for touch in touches {
            let share = part / self.whole * touch.severity / severities;
            let component = self.struck(touch.event, needs);
            match self
                .blames
                .iter_mut()
                .find(|b| b.event == touch.event && b.component == component)
            {
                Some(blame) => blame.share += share,
                None => self.blames.push(Blame {
                    event: touch.event,
                    component,
                    share,
                }),
            }
        }
    }

    /// The nearest component of `needs` that the event hit.
    fn struck(&self, event: u32, needs: &Needs) -> u32 {
        let outages = self.walk.outages;
        let hits = outages.hit_by(&outages.events[event as usize]);
        let struck = needs.all().find(|component| hits.contains(component));
        struck.expect("the event reaches this through a hit")
    }
}

/// Adds to `hours[j]` the hours in a chain of outages with more than `j` of a watched set of providers hit at once.
pub(super) fn joint_hours(
    reach: &[u64],
    outages: &Outages,
    chain: Range<usize>,
    (instants, hours): (&mut Vec<(f64, f64, u64)>, &mut [f64]),
) {
    instants.clear();
    for event in &outages.events[chain] {
        let hits = outages.hit_by(event).iter();
        let mask = hits.fold(0, |mask, &component| mask | reach[component as usize]);
        if mask != 0 {
            instants.push((event.start, event.end, mask));
        }
    }
    if let [(start, end, mask)] = *instants.as_slice() {
        for at_least in hours.iter_mut().take(mask.count_ones() as usize) {
            *at_least += end - start;
        }
        return;
    }
    let mut rest = instants.as_slice();
    while !rest.is_empty() {
        let (group, later) = rest.split_at(overlapping(rest, |&(start, end, _)| (start, end)));
        joint_group(group, hours);
        rest = later;
    }
}

/// As [`joint_hours`], where some of the providers need groups of which some are enough.
pub(super) fn joint_hours_through_groups(
    plan: &Plan,
    watch: &Watch,
    outages: &Outages,
    (chain, hours): (Range<usize>, &mut [f64]),
) {
    // Outages that reach none of them may not cut a stretch in two, and with it move the last bit of a sum.
    let reaches = |event: &&Event| {
        outages.hit_by(event).iter().any(|&hit| {
            let mut grouped = watch.grouped.iter();
            watch.reach[hit as usize] != 0
                || grouped.any(|(_, needs)| needs.all().any(|c| c == hit))
        })
    };
    let events: Vec<&Event> = outages.events[chain].iter().filter(reaches).collect();
    let mut times: Vec<f64> = events.iter().flat_map(|e| [e.start, e.end]).collect();
    times.sort_unstable_by(f64::total_cmp);
    for pair in times.windows(2) {
        let active = events.iter();
        let active = active.filter(|event| event.start <= pair[0] && event.end > pair[0]);
        let hits: Vec<u32> = active.flat_map(|e| outages.hit_by(e)).copied().collect();
        let masks = hits.iter().map(|&hit| watch.reach[hit as usize]);
        let mut mask = masks.fold(0, |all, mask| all | mask);
        let left = |each: &[u32]| {
            let lost = each.iter().any(|component| hits.contains(component));
            if lost { 0.0 } else { 1.0 }
        };
        for (bit, needs) in &watch.grouped {
            if needs.available(&plan.groups, &left) < 0.5 {
                mask |= bit;
            }
        }
        for at_least in hours.iter_mut().take(mask.count_ones() as usize) {
            *at_least += pair[1] - pair[0];
        }
    }
}

fn joint_group(group: &[(f64, f64, u64)], hours: &mut [f64]) {
    let mut add = |length: f64, mask: u64| {
        for at_least in hours.iter_mut().take(mask.count_ones() as usize) {
            *at_least += length;
        }
    };
    if let [(start, end, mask)] = group {
        return add(end - start, *mask);
    }
    let mut times: Vec<f64> = group
        .iter()
        .flat_map(|(start, end, _)| [*start, *end])
        .collect();
    times.sort_unstable_by(f64::total_cmp);
    for pair in times.windows(2) {
        let active = group.iter();
        let active = active.filter(|(start, end, _)| *start <= pair[0] && *end > pair[0]);
        add(
            pair[1] - pair[0],
            active.fold(0, |all, (.., mask)| all | mask),
        );
    }
}
