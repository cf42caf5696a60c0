//! The hours in which several providers of a portfolio are hit at once.

use super::draw::{Event, Outages};
use super::plan::{Group, Plan, Watch};
use super::touch::overlapping;

/// The hours of one trial in which providers are hit at once.
#[derive(Debug)]
pub(super) struct Joint {
    /// By watched set of providers: hours with more than 0, 1, 2, … of them hit.
    pub(super) hours: Vec<Vec<f64>>,
    /// What reaches a set: start, end, and the providers, a bit each.
    seen: Vec<(f64, f64, u64)>,
    times: Vec<f64>,
}

impl Joint {
    pub(super) fn new(plan: &Plan) -> Self {
        let watches = plan.watches.iter();
        Self {
            hours: watches
                .map(|watch| vec![0.0; watch.providers.len()])
                .collect(),
            seen: Vec::new(),
            times: Vec::new(),
        }
    }

    /// Adds up the outages of a trial.
    pub(super) fn add_up(&mut self, plan: &Plan, outages: &Outages) {
        for (watch, hours) in plan.watches.iter().zip(&mut self.hours) {
            hours.fill(0.0);
            if !watch.grouped.is_empty() {
                joint_hours_through_groups(plan, watch, outages, hours);
                continue;
            }
            self.seen.clear();
            for event in &outages.events {
                let hits = outages.hit_by(event).iter();
                let mask = hits.fold(0, |mask, &component| mask | watch.reach[component as usize]);
                if mask != 0 {
                    self.seen.push((event.start, event.end, mask));
                }
            }
            let mut rest = self.seen.as_slice();
            while !rest.is_empty() {
                let (chain, later) =
                    rest.split_at(overlapping(rest, |&(start, end, _)| (start, end)));
                joint_group(chain, &mut self.times, hours);
                rest = later;
            }
        }
    }
}

impl Watch {
    /// The providers, a bit each, that an outage of a component reaches, alone or together with others.
    pub(super) fn touched_by(&self, component: u32) -> u64 {
        let grouped = self.grouped.iter();
        let through_groups = grouped.filter(|(_, needs)| needs.all().any(|c| c == component));
        through_groups.fold(self.reach[component as usize], |all, (bit, _)| all | bit)
    }

    /// The providers, a bit each, that are out while all of `hits` are.
    pub(super) fn down(&self, groups: &[Group], hits: &[u32]) -> u64 {
        let masks = hits.iter().map(|&hit| self.reach[hit as usize]);
        let mut mask = masks.fold(0, |all, mask| all | mask);
        let left = |each: &[u32]| {
            let lost = each.iter().any(|component| hits.contains(component));
            if lost { 0.0 } else { 1.0 }
        };
        for (bit, needs) in &self.grouped {
            if needs.available(groups, &left) < 0.5 {
                mask |= bit;
            }
        }
        mask
    }
}

/// As the others are added up, where some of the providers need groups of which some are enough.
fn joint_hours_through_groups(plan: &Plan, watch: &Watch, outages: &Outages, hours: &mut [f64]) {
    // Outages that reach none of them may not cut a stretch in two, and with it move the last bit of a sum.
    let reaches = |event: &&Event| {
        let mut hits = outages.hit_by(event).iter();
        hits.any(|&hit| watch.touched_by(hit) != 0)
    };
    let events: Vec<&Event> = outages.events.iter().filter(reaches).collect();
    let mut rest = events.as_slice();
    while !rest.is_empty() {
        let (chain, later) = rest.split_at(overlapping(rest, |event| (event.start, event.end)));
        joint_group_through_groups(plan, watch, (outages, chain), hours);
        rest = later;
    }
}

fn joint_group_through_groups(
    plan: &Plan,
    watch: &Watch,
    (outages, chain): (&Outages, &[&Event]),
    hours: &mut [f64],
) {
    let mut times: Vec<f64> = chain.iter().flat_map(|e| [e.start, e.end]).collect();
    times.sort_unstable_by(f64::total_cmp);
    for pair in times.windows(2) {
        let active = chain.iter();
        let active = active.filter(|event| event.start <= pair[0] && event.end > pair[0]);
        let hits: Vec<u32> = active.flat_map(|e| outages.hit_by(e)).copied().collect();
        let mask = watch.down(&plan.groups, &hits);
        for at_least in hours.iter_mut().take(mask.count_ones() as usize) {
            *at_least += pair[1] - pair[0];
        }
    }
}

fn joint_group(group: &[(f64, f64, u64)], times: &mut Vec<f64>, hours: &mut [f64]) {
    let mut add = |length: f64, mask: u64| {
        for at_least in hours.iter_mut().take(mask.count_ones() as usize) {
            *at_least += length;
        }
    };
    if let [(start, end, mask)] = group {
        return add(end - start, *mask);
    }
    times.clear();
    times.extend(group.iter().flat_map(|(start, end, _)| [*start, *end]));
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
