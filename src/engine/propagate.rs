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

use super::draw::{Event, Outages, failover_draws};
use super::plan::{Effect, Plan, Service};
use crate::stats::Draws;

/// Unserved fractions below this are rounding, not outages: 0.1 + 0.2 is not quite covered by 0.3.
const NOTHING: f64 = 1e-12;

/// An outage as a service sees it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Touch {
    /// Index of the event.
    pub(super) event: u32,
    /// The service's nodes that it reaches, a bit each.
    nodes: u64,
    /// Whether it reaches what the workload itself requires.
    hard: bool,
    start: f64,
    end: f64,
    severity: f64,
    /// When the fail-over has happened; never before `end` where it fails.
    matures: f64,
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

/// Sorts the trial's outages by the services that they reach, in time.
pub(super) fn touches(
    plan: &Plan,
    outages: &Outages,
    touches: &mut [Vec<Touch>],
    luck: &mut Vec<Option<Luck>>,
) {
    for list in touches.iter_mut() {
        list.clear();
    }
    for (event, e) in outages.events.iter().zip(0u32..) {
        for &component in outages.hit_by(event) {
            for effect in &plan.reach[component as usize] {
                touch(&mut touches[effect.service as usize], event, e, *effect);
            }
        }
    }
    let mut workload = None;
    for (service, list) in plan.services.iter().zip(touches.iter_mut()) {
        // The services of one workload stand side by side and share its fail-over draws.
        if workload.replace(service.workload) != Some(service.workload) {
            luck.clear();
            luck.resize(outages.events.len(), None);
        }
        if service.success > 0.0 {
            for touch in list.iter_mut().filter(|touch| touch.nodes != 0) {
                let e = touch.event as usize;
                let luck = luck[e].get_or_insert_with(|| Luck::of(service, &outages.events[e]));
                touch.matures = touch.start + luck.delay_hours(service);
            }
        }
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
    fn of(service: &Service, event: &Event) -> Self {
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
    fn delay_hours(mut self, service: &Service) -> f64 {
        if self.success < service.success {
            service
                .delay_hours
                .draw_knowing_normal(&mut self.delay, self.normal)
        } else {
            f64::INFINITY
        }
    }
}

/// An event counts once for a service, however many of its hits reach it.
fn touch(list: &mut Vec<Touch>, event: &Event, e: u32, effect: Effect) {
    match list.last_mut().filter(|touch| touch.event == e) {
        Some(touch) => {
            touch.nodes |= effect.nodes;
            touch.hard |= effect.hard;
        }
        None => list.push(Touch {
            event: e,
            nodes: effect.nodes,
            hard: effect.hard,
            start: event.start,
            end: event.end,
            severity: event.severity,
            matures: f64::INFINITY,
        }),
    }
}

/// Walks a service's outages in time and gives every stretch with something unserved to `take`.
pub(super) fn walk(
    service: &Service,
    touches: &[Touch],
    outages: &Outages,
    scratch: &mut Scratch,
    take: &mut impl FnMut(Stretch<'_>),
) {
    let mut rest = touches;
    while !rest.is_empty() {
        let (group, later) = rest.split_at(overlapping(rest));
        if let [only] = group
            && let [component] = outages.hit_by(&outages.events[only.event as usize])
        {
            walk_alone(service, only, *component, take);
        } else {
            walk_group(service, group, outages, scratch, take);
        }
        rest = later;
    }
}

/// How many of the touches, from the first, overlap in one chain.
fn overlapping(touches: &[Touch]) -> usize {
    let mut end = touches[0].end;
    let mut n = 1;
    while let Some(touch) = touches.get(n).filter(|touch| touch.start <= end) {
        end = end.max(touch.end);
        n += 1;
    }
    n
}

/// An outage of one component that overlaps no other, as most do: fresh, then matured.
///
/// The formulas of [`unserved`] with one factor, step by step the same, for a third of the time.
fn walk_alone(
    service: &Service,
    touch: &Touch,
    component: u32,
    take: &mut impl FnMut(Stretch<'_>),
) {
    let gone = 1.0 - (1.0 - touch.severity);
    let hard = if touch.hard { gone } else { 0.0 };
    let (mut lost, mut reserve) = (0.0, service.reserve);
    for node in reached(std::slice::from_ref(touch)) {
        lost += service.nodes[node].share * gone;
        reserve -= service.nodes[node].reserve * gone;
    }
    let uncovered = (lost - reserve).max(0.0);
    let turn = touch.matures.clamp(touch.start, touch.end);
    for (from, to, lost) in [(touch.start, turn, lost), (turn, touch.end, uncovered)] {
        let unserved = hard + (1.0 - hard) * lost.min(1.0);
        if from < to && unserved > NOTHING {
            let blames = &[Blame {
                event: touch.event,
                component,
                share: 1.0,
            }];
            take(Stretch {
                from,
                to,
                unserved,
                blames,
            });
        }
    }
}

fn walk_group(
    service: &Service,
    group: &[Touch],
    outages: &Outages,
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
        let unserved = unserved(service, active, from, outages, blames);
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
fn unserved(
    service: &Service,
    active: &[Touch],
    at: f64,
    outages: &Outages,
    blames: &mut Vec<Blame>,
) -> f64 {
    blames.clear();
    let hard = 1.0 - availability(active.iter().filter(|touch| touch.hard));
    let (mut fresh, mut matured, mut reserve) = (0.0, 0.0, service.reserve);
    for bit in reached(active) {
        let node = &service.nodes[bit];
        let (all, only_fresh) = availabilities(active, bit, at);
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
        outages,
        blames,
        whole: unserved,
    };
    if hard > 0.0 {
        charge.split(
            hard,
            &service.required,
            active.iter().filter(|touch| touch.hard),
        );
    }
    if lost > 0.0 {
        let scale = (1.0 - hard) * lost.min(1.0) / lost;
        let matured = if matured > 0.0 {
            scale * uncovered / matured
        } else {
            0.0
        };
        charge.split_nodes(service, active, at, (scale, matured));
    }
    unserved
}

impl Touch {
    fn reaches(&self, node: usize) -> bool {
        self.nodes >> node & 1 == 1
    }
}

/// The nodes that any of these outages reaches; all others are whole.
fn reached(active: &[Touch]) -> impl Iterator<Item = usize> {
    let mut nodes = active.iter().fold(0, |nodes, touch| nodes | touch.nodes);
    std::iter::from_fn(move || {
        let node = nodes.trailing_zeros();
        nodes &= nodes.wrapping_sub(1);
        (node < u64::BITS).then_some(node as usize)
    })
}

/// What is left of a node, over all outages and over the fresh ones alone.
fn availabilities(active: &[Touch], node: usize, at: f64) -> (f64, f64) {
    let (mut all, mut only_fresh) = (1.0, 1.0);
    for touch in active.iter().filter(|touch| touch.reaches(node)) {
        all *= 1.0 - touch.severity;
        if touch.matures > at {
            only_fresh *= 1.0 - touch.severity;
        }
    }
    (all, only_fresh)
}

/// What is left of something that these outages reach.
fn availability<'a>(touches: impl Iterator<Item = &'a Touch>) -> f64 {
    touches.fold(1.0, |left, touch| left * (1.0 - touch.severity))
}

/// Charges unserved fractions to events and to the components that they hit.
struct Charge<'a> {
    outages: &'a Outages,
    blames: &'a mut Vec<Blame>,
    /// The unserved fraction of which parts are charged.
    whole: f64,
}

impl Charge<'_> {
    /// Splits what is lost at the nodes, fresh and matured losses each taken at its scale.
    fn split_nodes(
        &mut self,
        service: &Service,
        active: &[Touch],
        at: f64,
        (fresh, matured): (f64, f64),
    ) {
        for bit in reached(active) {
            let node = &service.nodes[bit];
            let reaching = || active.iter().filter(|touch| touch.reaches(bit));
            let (all, only_fresh) = availabilities(active, bit, at);
            let part = node.share * (1.0 - only_fresh) * fresh;
            self.split(
                part,
                &node.closure,
                reaching().filter(|touch| touch.matures > at),
            );
            let part = node.share * (only_fresh - all) * matured;
            self.split(
                part,
                &node.closure,
                reaching().filter(|touch| touch.matures <= at),
            );
        }
    }

    /// Splits `part` between `touches` in proportion to their severities.
    fn split<'t>(
        &mut self,
        part: f64,
        closure: &[u32],
        touches: impl Iterator<Item = &'t Touch> + Clone,
    ) {
        if part <= 0.0 {
            return;
        }
        let severities: f64 = touches.clone().map(|touch| touch.severity).sum();
        for touch in touches {
            let share = part / self.whole * touch.severity / severities;
            let component = self.struck(touch.event, closure);
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

    /// The nearest component of `closure` that the event hit.
    fn struck(&self, event: u32, closure: &[u32]) -> u32 {
        let hits = self.outages.hit_by(&self.outages.events[event as usize]);
        *closure
            .iter()
            .find(|component| hits.contains(component))
            .expect("the event reaches this through a hit")
    }
}

/// Adds to `hours[j]` the hours with more than `j` of a watched set of providers hit at once.
pub(super) fn joint_hours(
    reach: &[u64],
    outages: &Outages,
    instants: &mut Vec<(f64, f64, u64)>,
    hours: &mut [f64],
) {
    instants.clear();
    for event in &outages.events {
        let mask = outages
            .hit_by(event)
            .iter()
            .fold(0, |mask, &component| mask | reach[component as usize]);
        if mask != 0 {
            instants.push((event.start, event.end, mask));
        }
    }
    let mut first = 0;
    while first < instants.len() {
        let (mut end, mut last) = (instants[first].1, first + 1);
        while last < instants.len() && instants[last].0 <= end {
            end = end.max(instants[last].1);
            last += 1;
        }
        joint_group(&instants[first..last], hours);
        first = last;
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
        let mask = group
            .iter()
            .filter(|(start, end, _)| *start <= pair[0] && *end > pair[0])
            .fold(0, |m, g| m | g.2);
        add(pair[1] - pair[0], mask);
    }
}
