//! How much each component contributes to a workload below its minimum service, in the long run.
//!
//! The basic events are the hazards, each active a fraction of the time, and for a common cause whether it hits a
//! component, given that it is active. A component is *down* for a workload while an outage that hit it takes more
//! than 1 - minimum of its capacity: less would leave a workload that runs there alone above its minimum. Then it
//! counts as lost, with all that requires it, and the workload as failed over: the states between are not told apart.
//!
//! What a component contributes is asked by two events more for each: one by which it is down whatever its hazards
//! do, of probability 0, and one without which it is never down, of probability 1. So the measures are those of the
//! component alone, even where a common cause hits others with it, and come from the importance of two events.

use std::collections::BTreeMap;

use super::structure::{Gates, MOST_VERTICES, ROUNDING};
use crate::engine::{Footing, LongRun, Needs, Plan};
use crate::stats::{FaultNode, FaultTree, FaultTreeError, Importance, SolvedShapes, SolvedTree};

/// How often a portfolio is below a minimum in the long run, and which component that is due to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BelowMinimum {
    /// The workloads of which at least one is below its minimum service; all, unless that is too much to work out.
    pub workloads: Vec<String>,
    /// The fraction of time for which that is so.
    pub probability: f64,
    /// The components that the workloads rest on, the one of the highest criticality first.
    pub components: Vec<ComponentImportance>,
}

/// The importance of a component. Q is the probability of [`BelowMinimum`].
#[derive(Clone, Debug, PartialEq)]
pub struct ComponentImportance {
    /// The component.
    pub component: String,
    /// The fraction of time for which it is down for some workload by outages that hit itself.
    pub unavailability: f64,
    /// Q if it were down for certain, less Q if it never were.
    pub birnbaum: f64,
    /// The share of Q that would be gone if it were never down.
    pub criticality: f64,
    /// Fussell–Vesely: the probability that all of a minimal cut set with it are down, given that a workload is below
    /// its minimum; none where that is too much to work out.
    pub fussell_vesely: Option<f64>,
    /// The probability that it is down, given that a workload is below its minimum.
    pub diagnostic: f64,
    /// Risk achievement worth: Q if it were down for certain, over Q.
    pub raw: f64,
    /// Risk reduction worth: Q over Q if it were never down; infinite if nothing else takes a workload down.
    pub rrw: f64,
}

/// The importance of the components of a portfolio, and the fault trees that it follows from; workloads come with their
/// ids and least services. Trees of the same shapes as `before` need no new diagrams.
pub(super) fn below_minimum(
    (plan, portfolio): (&Plan, usize),
    workloads: &[(&str, f64)],
    before: &SolvedShapes,
) -> (BelowMinimum, SolvedShapes) {
    let mut shapes = SolvedShapes::default();
    let solve = |tree: &FaultTree, top| shapes.solve((tree, top), MOST_VERTICES, before);
    (importances(plan, portfolio, workloads, solve), shapes)
}

fn importances(
    plan: &Plan,
    portfolio: usize,
    workloads: &[(&str, f64)],
    mut solve: impl FnMut(&FaultTree, FaultNode) -> Result<SolvedTree, FaultTreeError>,
) -> BelowMinimum {
    let footings: Vec<Footing<'_>> = plan.footings(portfolio).collect();
    let severities = Severities::of(&footings, workloads);
    let Ok((mut tree, components)) = components(plan, &footings, &severities.levels) else {
        return BelowMinimum::default();
    };
    let mut tops: Vec<(&Footing<'_>, Result<FaultNode, FaultTreeError>)> = footings
        .iter()
        .map(|footing| {
            let level = severities.level_of[footing.workload];
            let failed: Vec<FaultNode> = components.iter().map(|c| c.by_level[level]).collect();
            let mut gates = Gates::new(&mut tree, plan.groups(), &failed);
            (
                footing,
                gates.below_minimum(footing, workloads[footing.workload].1),
            )
        })
        .collect();
    let all: Result<Vec<FaultNode>, FaultTreeError> = tops.iter().map(|(_, top)| *top).collect();
    let all = all.and_then(|all| {
        let top = tree.any(&all);
        solve(&tree, top)
    });
    let name = |footing: &Footing<'_>| workloads[footing.workload].0.to_owned();
    if let Ok(solved) = all {
        let workloads = footings.iter().map(name).collect();
        return figures(plan, &solved, &components, workloads);
    }
    tops.sort_by(|(a, _), (b, _)| b.value_per_hour.total_cmp(&a.value_per_hour));
    let mut solved = tops
        .iter()
        .filter_map(|(footing, top)| Some((*footing, solve(&tree, (*top).ok()?).ok()?)));
    match solved.next() {
        Some((footing, solved)) => figures(plan, &solved, &components, vec![name(footing)]),
        None => BelowMinimum::default(),
    }
}

/// The severities above which outages count, without repetition and ascending, and which is each workload's.
pub(super) struct Severities {
    pub(super) levels: Vec<f64>,
    pub(super) level_of: Vec<usize>,
}

impl Severities {
    pub(super) fn of(footings: &[Footing<'_>], workloads: &[(&str, f64)]) -> Self {
        let severity = |workload: usize| 1.0 - workloads[workload].1 + ROUNDING;
        let mut levels: Vec<f64> = footings.iter().map(|f| severity(f.workload)).collect();
        levels.sort_by(f64::total_cmp);
        levels.dedup();
        let level = |workload| levels.partition_point(|level| *level < severity(workload));
        Self {
            level_of: (0..workloads.len()).map(level).collect(),
            levels,
        }
    }
}

/// A component in the tree.
struct Down {
    /// Whether a workload rests on it.
    needed: bool,
    /// What fails while it is down, by level of severity.
    by_level: Vec<FaultNode>,
    /// By which it is down whatever its hazards do.
    forced: FaultNode,
    /// Without which it is never down.
    able: FaultNode,
    /// Its probability of being down.
    unavailability: f64,
    /// Shocks that others share, each with its probability, and that of hitting this one.
    shocks: Vec<(FaultNode, f64, f64)>,
}

/// A tree with the hazards as events, and all components over them.
fn components(
    plan: &Plan,
    footings: &[Footing<'_>],
    levels: &[f64],
) -> Result<(FaultTree, Vec<Down>), FaultTreeError> {
    let mut tree = FaultTree::new();
    let count = plan.components.len();
    let mut causes: Vec<Vec<Vec<FaultNode>>> = vec![vec![Vec::new(); levels.len()]; count];
    let mut unavailability = vec![0.0; count];
    let mut shocks: Vec<Vec<(FaultNode, f64, f64)>> = vec![Vec::new(); count];
    for hazard in plan.long_run().filter(|hazard| hazard.active > 0.0) {
        let hits: Vec<(usize, f64)> = hazard.hits().collect();
        if hits.len() == 1 {
            continue;
        }
        let active = above(hazard, levels);
        let chain = chain(&mut tree, &active)?;
        let Some(&shock) = chain.first() else {
            continue;
        };
        for &(component, probability) in &hits {
            let hit = tree.event(probability)?;
            for (active, causes) in chain.iter().zip(&mut causes[component]) {
                causes.push(if probability < 1.0 {
                    tree.all(&[*active, hit])
                } else {
                    *active
                });
            }
            either(&mut unavailability[component], active[0] * probability);
            shocks[component].push((shock, active[0], probability));
        }
    }
    for (component, own) in own_hazards(plan, levels).iter().enumerate() {
        for (active, causes) in chain(&mut tree, own)?.iter().zip(&mut causes[component]) {
            causes.insert(0, *active);
        }
        if let Some(own) = own.first() {
            either(&mut unavailability[component], *own);
        }
    }
    let needed = needed(footings, count);
    let mut components = Vec::with_capacity(count);
    for (i, causes) in causes.iter().enumerate() {
        let (forced, able) = (tree.event(0.0)?, tree.event(1.0)?);
        let down = causes.iter().map(|causes| {
            let any = tree.any(causes);
            let by_hazard = tree.all(&[able, any]);
            tree.any(&[forced, by_hazard])
        });
        components.push(Down {
            needed: needed[i],
            by_level: down.collect(),
            forced,
            able,
            unavailability: unavailability[i],
            shocks: std::mem::take(&mut shocks[i]),
        });
    }
    Ok((tree, components))
}

/// The probability that an outage of a hazard goes on that is above each level.
fn above(hazard: LongRun<'_>, levels: &[f64]) -> Vec<f64> {
    let above = |level: &f64| hazard.active * hazard.exceeds(*level);
    levels.iter().map(above).collect()
}

/// The same by component for all hazards together that hit nothing else: only how severe the worst of them is makes a
/// difference.
fn own_hazards(plan: &Plan, levels: &[f64]) -> Vec<Vec<f64>> {
    let mut own = vec![vec![0.0; levels.len()]; plan.components.len()];
    for hazard in plan.long_run().filter(|hazard| hazard.active > 0.0) {
        let mut hits = hazard.hits();
        if let (Some((component, probability)), None) = (hits.next(), hits.next()) {
            for (own, active) in own[component].iter_mut().zip(above(hazard, levels)) {
                either(own, active * probability);
            }
        }
    }
    own
}

/// Adds what is as probable as `p` and independent to the probability of `any`.
fn either(any: &mut f64, p: f64) {
    *any += (1.0 - *any) * p;
}

/// Which components the workloads rest on.
fn needed(footings: &[Footing<'_>], count: usize) -> Vec<bool> {
    let mut needed = vec![false; count];
    for footing in footings {
        let needs = footing.footholds.iter().map(|node| node.needs);
        for component in needs.chain([footing.required]).flat_map(Needs::all) {
            needed[component as usize] = true;
        }
    }
    needed
}

/// What fails while an outage is above each level in turn, of which the probabilities are given; as far as there can
/// be one.
fn chain(tree: &mut FaultTree, above: &[f64]) -> Result<Vec<FaultNode>, FaultTreeError> {
    let mut chain: Vec<FaultNode> = Vec::new();
    for (level, &probability) in above.iter().enumerate() {
        if probability <= 0.0 {
            break;
        }
        let node = match chain.last() {
            None => tree.event(probability)?,
            Some(&before) if probability < above[level - 1] => {
                let still = tree.event(probability / above[level - 1])?;
                tree.all(&[before, still])
            }
            Some(&before) => before,
        };
        chain.push(node);
    }
    Ok(chain)
}

fn figures(
    plan: &Plan,
    solved: &SolvedTree,
    components: &[Down],
    workloads: Vec<String>,
) -> BelowMinimum {
    let probability = solved.probability();
    let of_events: BTreeMap<FaultNode, Importance> = match solved.importances() {
        Some(importances) => importances.into_iter().collect(),
        // Nothing can take a workload down, so that nothing is more or less important.
        None => {
            return BelowMinimum {
                workloads,
                probability,
                components: Vec::new(),
            };
        }
    };
    let needed = || components.iter().enumerate().filter(|(_, c)| c.needed);
    let able: Vec<FaultNode> = needed().map(|(_, component)| component.able).collect();
    let shares = solved.fussell_vesely_of(&able).ok().flatten();
    let mut importances: Vec<ComponentImportance> = needed()
        .enumerate()
        .map(|(place, (i, component))| {
            let forced = of_events[&component.forced];
            let able = of_events[&component.able];
            ComponentImportance {
                component: plan.components[i].to_string(),
                unavailability: component.unavailability,
                birnbaum: forced.birnbaum + able.birnbaum,
                criticality: able.criticality,
                fussell_vesely: shares.as_ref().map(|shares| shares[place]),
                diagnostic: diagnostic(solved, component, able.rrw),
                raw: forced.raw,
                rrw: able.rrw,
            }
        })
        .collect();
    importances.sort_by(|a, b| b.criticality.total_cmp(&a.criticality));
    BelowMinimum {
        workloads,
        probability,
        components: importances,
    }
}

/// The probability that the component is down, given that the top has failed.
///
/// While it is not down, its own hazards make no difference, and shocks that it shares with others are as probable as
/// they are given that they have not hit it: s(1 - p)/(1 - sp) by Bayes' rule.
fn diagnostic(solved: &SolvedTree, component: &Down, rrw: f64) -> f64 {
    if component.unavailability <= 0.0 {
        return 0.0;
    }
    let never = if component.shocks.is_empty() {
        1.0 / rrw
    } else {
        let shocks = component.shocks.iter();
        let mut given: Vec<(FaultNode, f64)> = shocks
            .map(|&(shock, s, p)| (shock, s * (1.0 - p) / (1.0 - s * p)))
            .collect();
        given.push((component.able, 0.0));
        solved.probability_if(&given) / solved.probability()
    };
    (1.0 - (1.0 - component.unavailability) * never).max(0.0)
}
