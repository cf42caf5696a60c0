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

use super::draw::Outages;
use super::plan::{Needs, Plan, Service};
use super::touch::{Lucks, Touch};

/// Unserved fractions below this are rounding, not outages: 0.1 + 0.2 is not quite covered by 0.3.
pub(super) const NOTHING: f64 = 1e-12;

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

/// All that an outage reaches of a service.
#[derive(Clone, Copy, Debug)]
struct Seen {
    /// Index of the event.
    event: u32,
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
    matures: f64,
}

/// Scratch space for one service.
#[derive(Debug, Default)]
pub(super) struct Scratch {
    seen: Vec<Seen>,
    instants: Vec<f64>,
    active: Vec<Seen>,
    blames: Vec<Blame>,
}

/// What a service goes through, and the plan and outages that explain it.
#[derive(Clone, Copy)]
pub(super) struct Walk<'a> {
    pub(super) plan: &'a Plan,
    pub(super) service: &'a Service,
    pub(super) outages: &'a Outages,
}

/// Walks outages that overlap, in time, and gives every stretch with something unserved to `take`.
pub(super) fn walk_cluster(
    walk: Walk<'_>,
    (cluster, lucks): (&[Touch<'_>], &mut Lucks),
    scratch: &mut Scratch,
    take: &mut impl FnMut(Stretch<'_>),
) {
    let Scratch {
        seen,
        instants,
        active,
        blames,
    } = scratch;
    see(walk, (cluster, lucks), seen);
    instants.clear();
    for outage in seen.iter() {
        instants.extend([outage.start, outage.end]);
        if outage.matures > outage.start && outage.matures < outage.end {
            instants.push(outage.matures);
        }
    }
    instants.sort_unstable_by(f64::total_cmp);
    instants.dedup();
    for pair in instants.windows(2) {
        let (from, to) = (pair[0], pair[1]);
        active.clear();
        active.extend(
            seen.iter()
                .filter(|outage| outage.start <= from && outage.end > from),
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

/// Puts together what each event of a cluster reaches: it counts once for a service, however many of its hits reach it.
fn see(walk: Walk<'_>, (cluster, lucks): (&[Touch<'_>], &mut Lucks), seen: &mut Vec<Seen>) {
    let Walk {
        service, outages, ..
    } = walk;
    seen.clear();
    for hits in cluster.chunk_by(|a, b| a.event == b.event) {
        let index = hits[0].event;
        let event = &outages.events[index as usize];
        let mut outage = Seen {
            event: index,
            nodes: 0,
            hard: false,
            below: 0,
            hard_below: false,
            start: event.start,
            end: event.end,
            severity: event.severity,
            matures: f64::INFINITY,
        };
        for Touch { effect, .. } in hits {
            outage.nodes |= effect.nodes;
            outage.hard |= effect.hard;
            outage.below |= effect.below;
            outage.hard_below |= effect.hard_below;
        }
        if service.fails_over && outage.nodes | outage.below != 0 {
            outage.matures = lucks.matures(service, outages, index);
        }
        seen.push(outage);
    }
}

/// The unserved fraction at an instant from which nothing changes, and whom to blame for how much of it.
///
/// What is lost at a node is charged to the outages that took it, in proportion
/// to their severities: fresh losses to fresh outages, matured ones to matured.
/// What the reserves cover is taken off all matured losses alike, and an outage
/// of a reserve that was needed is not charged.
fn unserved(walk: Walk<'_>, active: &[Seen], at: f64, blames: &mut Vec<Blame>) -> f64 {
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
                .filter(|outage| outage.hard || through_groups && outage.hard_below),
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
fn reached(active: &[Seen]) -> impl Iterator<Item = usize> {
    let nodes = active.iter();
    set_bits(nodes.fold(0, |nodes, seen| nodes | seen.nodes | seen.below))
}

/// The places of the bits that are set, the lowest first.
pub(super) fn set_bits(mut word: u64) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let bit = word.trailing_zeros();
        word &= word.wrapping_sub(1);
        (bit < u64::BITS).then_some(bit as usize)
    })
}

impl Seen {
    /// Whether it reaches a node, be it through a group.
    fn reaches(&self, node: usize) -> bool {
        (self.nodes | self.below) >> node & 1 == 1
    }
}

impl Walk<'_> {
    /// What is left of a node, over all outages and over the fresh ones alone.
    fn availabilities(&self, active: &[Seen], node: usize, at: f64) -> (f64, f64) {
        let fresh = |outage: &&Seen| outage.matures > at;
        let needs = &self.service.nodes[node].needs;
        if needs.groups.is_empty() {
            let reaching = || active.iter().filter(|seen| seen.reaches(node));
            return (left(reaching()), left(reaching().filter(fresh)));
        }
        (
            self.available(needs, active.iter()),
            self.available(needs, active.iter().filter(fresh)),
        )
    }

    /// What is left of what the workload itself requires.
    fn required(&self, active: &[Seen]) -> f64 {
        let needs = &self.service.required;
        if needs.groups.is_empty() {
            return left(active.iter().filter(|outage| outage.hard));
        }
        self.available(needs, active.iter())
    }

    /// Whether the groups among these needs have lost anything.
    fn groups_have_lost(&self, needs: &Needs, active: &[Seen]) -> bool {
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
    fn available<'t>(&self, needs: &Needs, active: impl Iterator<Item = &'t Seen>) -> f64 {
        let outages = active.map(|outage| {
            let event = &self.outages.events[outage.event as usize];
            (outage.severity, self.outages.hit_by(event))
        });
        needs.left(&self.plan.groups, outages)
    }
}

/// What is left of something that these outages reach.
fn left<'a>(touches: impl Iterator<Item = &'a Seen>) -> f64 {
    touches.fold(1.0, |left, outage| left * (1.0 - outage.severity))
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
    fn split_nodes(&mut self, active: &[Seen], at: f64, (fresh, matured): (f64, f64)) {
        for bit in reached(active) {
            let node = &self.walk.service.nodes[bit];
            let through_groups = self.walk.groups_have_lost(&node.needs, active);
            let counts = |outage: &&Seen| {
                outage.nodes >> bit & 1 == 1 || through_groups && outage.below >> bit & 1 == 1
            };
            let reaching = || active.iter().filter(counts);
            let (all, only_fresh) = self.walk.availabilities(active, bit, at);
            let part = node.share * (1.0 - only_fresh) * fresh;
            self.split(
                part,
                &node.needs,
                reaching().filter(|outage| outage.matures > at),
            );
            let part = node.share * (only_fresh - all) * matured;
            self.split(
                part,
                &node.needs,
                reaching().filter(|outage| outage.matures <= at),
            );
        }
    }

    /// Splits `part` between `touches` in proportion to their severities.
    fn split<'t>(
        &mut self,
        part: f64,
        needs: &Needs,
        touches: impl Iterator<Item = &'t Seen> + Clone,
    ) {
        if part <= 0.0 {
            return;
        }
        let severities: f64 = touches.clone().map(|outage| outage.severity).sum();
        for outage in touches {
            let share = part / self.whole * outage.severity / severities;
            let outages = self.walk.outages;
            let hits = outages.hit_by(&outages.events[outage.event as usize]);
            let component = struck(hits, needs);
            match self
                .blames
                .iter_mut()
                .find(|b| b.event == outage.event && b.component == component)
            {
                Some(blame) => blame.share += share,
                None => self.blames.push(Blame {
                    event: outage.event,
                    component,
                    share,
                }),
            }
        }
    }
}

/// The nearest component of `needs` among those that an event hit.
pub(super) fn struck(hits: &[u32], needs: &Needs) -> u32 {
    let struck = needs.all().find(|component| hits.contains(component));
    struck.expect("the event reaches this through a hit")
}
