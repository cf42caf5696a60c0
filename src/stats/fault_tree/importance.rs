//! How much an event, or a component of several events, contributes to the failure of the top.
//!
//! Sources: Vesely et al., Fault Tree Handbook, NUREG-0492 (1981), chapter XI; Stamatelatos et al., Fault Tree
//! Handbook with Aerospace Applications, NASA (2002), chapter 7; Rausand and Høyland, System Reliability Theory
//! (2004), chapter 5.

use std::collections::{BTreeMap, BTreeSet};

use super::{FaultNode, SolvedTree, solved::values, store::Vertex};

/// The importance of one event, or of a component that stands for several.
///
/// Let Q be the probability that the top fails. Of a component of several events, “failed” means all of them where
/// its state is given, and at least one of them where its state is asked for: the rest of the formulae is the same.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Importance {
    /// Birnbaum's measure (marginal importance factor): Q given failed less Q given not failed.
    pub birnbaum: f64,
    /// Criticality: the share of Q that would be gone if it never failed, 1 - Q(never)/Q. For one event of
    /// probability p this is Birnbaum's measure times p/Q.
    pub criticality: f64,
    /// Diagnostic importance: the probability that it has failed, given that the top has.
    ///
    /// Some programs print this under the name of Fussell–Vesely, which is never larger.
    pub diagnostic: f64,
    /// Risk achievement worth: Q given failed, over Q.
    pub raw: f64,
    /// Risk reduction worth: Q over Q given not failed; infinite if nothing else makes the top fail.
    pub rrw: f64,
}

impl SolvedTree {
    /// The importance of every event of the tree, in the order in which they were made; `None` if the top cannot fail.
    ///
    /// Birnbaum's measures of all events come from one pass over the diagram.
    pub fn importances(&self) -> Option<Vec<(FaultNode, Importance)>> {
        let total = self.probability();
        if total <= 0.0 {
            return None;
        }
        let birnbaum = self.birnbaum_of_events();
        let importance = |&(event, p): &(FaultNode, f64)| {
            let birnbaum = birnbaum.get(&event).copied().unwrap_or(0.0);
            let failed = total + (1.0 - p) * birnbaum;
            let never = if p * birnbaum <= total / 2.0 {
                total - p * birnbaum
            } else {
                // The difference would cancel, and then 0 and almost 0 could not be told apart.
                self.probability_given(&[(event, false)])
            };
            (
                event,
                Importance {
                    birnbaum,
                    criticality: p * birnbaum / total,
                    diagnostic: p * failed / total,
                    raw: failed / total,
                    rrw: total / never,
                },
            )
        };
        Some(self.events.iter().map(importance).collect())
    }

    /// The importance of a component that has failed if any of `events` has; `None` if the top cannot fail.
    pub fn importance(&self, events: &[FaultNode]) -> Option<Importance> {
        let total = self.probability();
        if total <= 0.0 {
            return None;
        }
        let events: BTreeSet<FaultNode> = events.iter().copied().collect();
        let given = |state| {
            let states: Vec<(FaultNode, bool)> =
                events.iter().map(|&event| (event, state)).collect();
            self.probability_given(&states)
        };
        let (failed, never) = (given(true), given(false));
        let none: f64 = self
            .events
            .iter()
            .filter(|(event, _)| events.contains(event))
            .map(|(_, probability)| 1.0 - probability)
            .product();
        Some(Importance {
            birnbaum: failed - never,
            criticality: 1.0 - never / total,
            diagnostic: 1.0 - none * never / total,
            raw: failed / total,
            rrw: total / never,
        })
    }

    /// Birnbaum's measures of the events below the top.
    fn birnbaum_of_events(&self) -> BTreeMap<FaultNode, f64> {
        let mut of_events = BTreeMap::new();
        for (members, birnbaum) in self.levels.members.iter().zip(self.birnbaum()) {
            // An event matters to its level if no other of the level has failed.
            for (none_else, (event, _)) in none_else(members).iter().zip(members) {
                of_events.insert(*event, birnbaum * none_else);
            }
        }
        of_events
    }

    /// Birnbaum's measures by level.
    ///
    /// The top depends on a level through the vertices that decide on it: each counts by the probability of coming
    /// there and by what its decision changes.
    fn birnbaum(&self) -> Vec<f64> {
        let values = values(&self.diagram, &self.probabilities);
        let mut reached = vec![0.0; values.len()];
        reached[self.diagram.root as usize] = 1.0;
        let mut birnbaum = vec![0.0; self.probabilities.len()];
        for (i, Vertex { level, low, high }) in self.diagram.decisions().rev() {
            let (low, high, level) = (low as usize, high as usize, level as usize);
            let p = self.probabilities[level];
            // One more failure repairs nothing: below 0 is rounding.
            birnbaum[level] += reached[i] * (values[high] - values[low]).max(0.0);
            reached[high] += reached[i] * p;
            reached[low] += reached[i] * (1.0 - p);
        }
        birnbaum
    }
}

/// The probability that none of the others has failed, for each of `members`.
fn none_else(members: &[(FaultNode, f64)]) -> Vec<f64> {
    let mut others = vec![1.0; members.len()];
    let (mut none_before, mut none_after) = (1.0, 1.0);
    for (i, (_, p)) in members.iter().enumerate() {
        others[i] *= none_before;
        none_before *= 1.0 - p;
    }
    for (i, (_, p)) in members.iter().enumerate().rev() {
        others[i] *= none_after;
        none_after *= 1.0 - p;
    }
    others
}
