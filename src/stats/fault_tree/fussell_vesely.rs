//! How often a minimal cut set that an event is in has failed, given that the top has failed.
//!
//! Sources: as for `importance`; NUREG-0492 speaks of the contribution of the cut sets that contain the event.

use std::collections::BTreeSet;

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
        let total = self.probability();
        if total <= 0.0 {
            return Ok(None);
        }
        let cut_sets = self.minimal_cut_sets()?;
        let levels = self.levels.members.len();
        // Events of a level are in the same cut sets but for themselves: what differs is how probable they are.
        let mut given = Vec::with_capacity(levels);
        for level in 0..levels {
            let mut parts = vec![Part::None; levels];
            parts[level] = Part::All;
            let function = containing(&cut_sets, &parts, self.limit)?;
            let mut probabilities: Vec<f64> =
                self.probabilities.iter().flat_map(|&p| [0.0, p]).collect();
            probabilities[2 * level] = 1.0;
            given.push(probability(&function, &probabilities));
        }
        let share = |&(event, p): &(FaultNode, f64)| {
            let given = self
                .levels
                .level(event)
                .map_or(0.0, |level| given[level as usize]);
            (event, p * given / total)
        };
        Ok(Some(self.events.iter().map(share).collect()))
    }
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
