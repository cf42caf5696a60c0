//! The hours in which several providers of a portfolio are hit at once.

use std::ops::Range;

use super::draw::{Event, Outages};
use super::plan::{Plan, Watch};
use super::touch::overlapping;

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
