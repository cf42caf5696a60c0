//! How often a minimal cut set that an event is in has failed, given that the top has failed.
//!
//! Sources: as for `importance`; NUREG-0492 speaks of the contribution of the cut sets that contain the event.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use super::{
    FaultNode, FaultTreeError, SolvedTree,
    bdd::Bdd,
    build::Gates,
    condense::any_of,
    solved::probability,
    store::{Diagram, ONE, Vertex, ZERO},
};

impl SolvedTree {
    /// Fussell–Vesely importance: the probability that a minimal cut set with one of `events` has failed, given that
    /// the top has. `None` if the top cannot fail.
    ///
    /// Exact: over minimal cut sets of every order, and as the probability of their union, not the sum of theirs.
    pub fn fussell_vesely(&self, events: &[FaultNode]) -> Result<Option<f64>, FaultTreeError> {
        let total = self.probability();
        if total <= 0.0 {
            return Ok(None);
        }
        let events: BTreeSet<FaultNode> = events.iter().copied().collect();
        let cut_sets = self.minimal_cut_sets()?;
        let parts: Vec<Part> = self
            .levels
            .members
            .iter()
            .map(|members| Part::of(members, &events))
            .collect();
        let function = containing(&cut_sets, &parts, self.limit)?;
        let mut probabilities = Vec::with_capacity(2 * parts.len());
        for members in &self.levels.members {
            let (asked, other): (Vec<_>, Vec<_>) = members
                .iter()
                .partition(|(event, _)| events.contains(event));
            for members in [asked, other] {
                probabilities.push(any_of(members.iter().map(|(_, p)| *p)));
            }
        }
        Ok(Some(probability(&function, &probabilities) / total))
    }

    /// [`SolvedTree::fussell_vesely`] of every event by itself, in the order in which they were made.
    pub fn fussell_vesely_of_events(
        &self,
    ) -> Result<Option<Vec<(FaultNode, f64)>>, FaultTreeError> {
        let events: Vec<FaultNode> = self.events.iter().map(|(event, _)| *event).collect();
        let shares = self.fussell_vesely_of(&events)?;
        Ok(shares.map(|shares| events.into_iter().zip(shares).collect()))
    }

    /// [`SolvedTree::fussell_vesely`] of each of `events` by itself, in their order.
    ///
    /// The limit of the tree is on the vertices for all of them together.
    pub fn fussell_vesely_of(
        &self,
        events: &[FaultNode],
    ) -> Result<Option<Vec<f64>>, FaultTreeError> {
        let total = self.probability();
        if total <= 0.0 {
            return Ok(None);
        }
        let levels = events.iter().filter_map(|event| self.levels.level(*event));
        let asked: BTreeSet<u32> = levels.collect();
        let known = self
            .contributions
            .get_or_init(|| self.contributions(&asked));
        let made;
        let contributions = if known.asked == asked {
            known
        } else {
            made = self.contributions(&asked);
            &made
        };
        let given = |(&level, function): (&u32, &Diagram)| {
            let mut probabilities = self.probabilities.clone();
            probabilities[level as usize] = 1.0;
            (level, probability(function, &probabilities))
        };
        let functions = contributions.functions.as_ref().map_err(|error| *error)?;
        let of_level: BTreeMap<u32, f64> = functions.iter().map(given).collect();
        let probability_of: BTreeMap<FaultNode, f64> = self.events.iter().copied().collect();
        // Events of a level are in the same cut sets but for themselves: what differs is how probable they are.
        let share = |event: &FaultNode| match self.levels.level(*event) {
            Some(level) => {
                let p = probability_of.get(event).copied().unwrap_or(0.0);
                p * of_level[&level] / total
            }
            None => 0.0,
        };
        Ok(Some(events.iter().map(share).collect()))
    }

    fn contributions(&self, asked: &BTreeSet<u32>) -> Contributions {
        let functions = || {
            let cut_sets = self.minimal_cut_sets()?;
            let mut bdd = Bdd::new(self.limit);
            let any = any_failed(&cut_sets, &mut bdd)?;
            let functions = asked.iter().map(|&level| {
                let root = with_level(&cut_sets, &any, level, &mut bdd)?;
                Ok((level, bdd.diagram(root)))
            });
            functions.collect()
        };
        Contributions {
            asked: asked.clone(),
            functions: functions(),
        }
    }
}

/// What some levels contribute, whatever the probabilities.
#[derive(Clone, Debug)]
pub(super) struct Contributions {
    asked: BTreeSet<u32>,
    /// By level: whether a minimal cut set that contains it has failed.
    functions: Result<BTreeMap<u32, Diagram>, FaultTreeError>,
}

/// By vertex of the family: whether any of its sets has failed.
fn any_failed(family: &Diagram, bdd: &mut Bdd) -> Result<Vec<u32>, FaultTreeError> {
    let mut any = vec![ZERO, ONE];
    for (_, Vertex { level, low, high }) in family.decisions() {
        let (low, high) = (any[low as usize], any[high as usize]);
        let either = bdd.any(low, high)?;
        any.push(bdd.decision(level, low, either)?);
    }
    Ok(any)
}

/// Whether a set of the family has failed that contains `asked`; `any` is by vertex whether any has.
fn with_level(
    family: &Diagram,
    any: &[u32],
    asked: u32,
    bdd: &mut Bdd,
) -> Result<u32, FaultTreeError> {
    let mut with = vec![ZERO; any.len()];
    for (vertex, Vertex { level, low, high }) in family.decisions() {
        let (low, high) = (low as usize, high as usize);
        // Sets of deeper vertices do not contain it.
        with[vertex] = match level.cmp(&asked) {
            Ordering::Greater => ZERO,
            Ordering::Equal => bdd.decision(level, ZERO, any[high])?,
            Ordering::Less if (with[low], with[high]) == (ZERO, ZERO) => ZERO,
            Ordering::Less => {
                let either = bdd.any(with[low], with[high])?;
                bdd.decision(level, with[low], either)?
            }
        };
    }
    Ok(with[family.root as usize])
}

/// How much of a level is asked about.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    None,
    Some,
    All,
}

impl Part {
    fn of(members: &[(FaultNode, f64)], events: &BTreeSet<FaultNode>) -> Self {
        match members
            .iter()
            .filter(|(event, _)| events.contains(event))
            .count()
        {
            0 => Self::None,
            n if n == members.len() => Self::All,
            _ => Self::Some,
        }
    }
}

/// Whether a set of the family that contains an event asked about has failed.
///
/// A level falls in two: level 2l of the result is that an event of l has failed that is asked about, 2l + 1 that one
/// has that is not.
fn containing(family: &Diagram, parts: &[Part], limit: usize) -> Result<Diagram, FaultTreeError> {
    let mut bdd = Bdd::new(limit);
    // By vertex of the family: whether any set has failed, and whether one with an event asked about has.
    let mut any = vec![ZERO, ONE];
    let mut chosen = vec![ZERO, ZERO];
    for (_, Vertex { level, low, high }) in family.decisions() {
        let part = parts[level as usize];
        let (asked, other) = (2 * level, 2 * level + 1);
        let (low, high) = (low as usize, high as usize);
        let either = bdd.any(any[low], any[high])?;
        let mut without = any[low];
        if part != Part::All {
            without = bdd.decision(other, without, either)?;
        }
        let mut without_chosen = chosen[low];
        if part != Part::All {
            let by_other = bdd.any(chosen[low], chosen[high])?;
            without_chosen = bdd.decision(other, without_chosen, by_other)?;
        }
        let (mut all_sets, mut chosen_sets) = (without, without_chosen);
        if part != Part::None {
            let by_asked = bdd.any(chosen[low], any[high])?;
            all_sets = bdd.decision(asked, without, either)?;
            chosen_sets = bdd.decision(asked, without_chosen, by_asked)?;
        }
        any.push(all_sets);
        chosen.push(chosen_sets);
    }
    Ok(bdd.diagram(chosen[family.root as usize]))
}
