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
use super::touch::Touch;

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

/// Walks outages that overlap, in time, and gives every stretch with something unserved to `take`.
pub(super) fn walk_cluster(
    walk: Walk<'_>,
    cluster: &[Touch],
    scratch: &mut Scratch,
    take: &mut impl FnMut(Stretch<'_>),
) {
    let Scratch {
        instants,
        active,
        blames,
    } = scratch;
    instants.clear();
    for touch in cluster {
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
            cluster
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
