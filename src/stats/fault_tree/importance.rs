//! How much an event, or a component of several events, contributes to the failure of the top.
//!
//! Sources: Vesely et al., Fault Tree Handbook, NUREG-0492 (1981), chapter XI; Stamatelatos et al., Fault Tree
//! Handbook with Aerospace Applications, NASA (2002), chapter 7; Rausand and Høyland, System Reliability Theory
//! (2004), chapter 5.

use std::collections::BTreeSet;

use super::{
    Exact, FaultTreeError, Node,
    exact::values,
    store::{Diagram, Vertex, ZERO},
};

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

impl Exact {
    /// The importance of every event of the tree, in the order in which they were made; `None` if the top cannot fail.
    ///
    /// Birnbaum's measures of all events come from one pass over the diagram.
    pub fn importances(&self) -> Option<Vec<(Node, Importance)>> {
        let total = self.probability();
        if total <= 0.0 {
            return None;
        }
        let birnbaum = self.birnbaum();
        let importance = |&(event, p): &(Node, f64)| {
            let birnbaum = self
                .order
                .level(event)
                .map_or(0.0, |level| birnbaum[level as usize]);
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
    pub fn importance(&self, events: &[Node]) -> Option<Importance> {
        let total = self.probability();
        if total <= 0.0 {
            return None;
        }
        let events: BTreeSet<Node> = events.iter().copied().collect();
        let given = |state| {
            let states: Vec<(Node, bool)> = events.iter().map(|&event| (event, state)).collect();
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

    /// Fussell–Vesely importance: the probability that a minimal cut set with one of `events` has failed, given that
    /// the top has. `None` if the top cannot fail.
    ///
    /// Exact: over minimal cut sets of every order, and as the probability of their union, not the sum of theirs.
    pub fn fussell_vesely(&self, events: &[Node]) -> Result<Option<f64>, FaultTreeError> {
        let total = self.probability();
        if total <= 0.0 {
            return Ok(None);
        }
        let cut_sets = self.minimal_cut_sets()?;
        self.share_of_cut_sets(&cut_sets, events, total).map(Some)
    }

    /// [`Exact::fussell_vesely`] of every event by itself, in the order in which they were made.
    pub fn fussell_vesely_of_events(&self) -> Result<Option<Vec<(Node, f64)>>, FaultTreeError> {
        let total = self.probability();
        if total <= 0.0 {
            return Ok(None);
        }
        let cut_sets = self.minimal_cut_sets()?;
        self.events
            .iter()
            .map(|&(event, _)| Ok((event, self.share_of_cut_sets(&cut_sets, &[event], total)?)))
            .collect::<Result<_, _>>()
            .map(Some)
    }

    fn share_of_cut_sets(
        &self,
        cut_sets: &Diagram,
        events: &[Node],
        total: f64,
    ) -> Result<f64, FaultTreeError> {
        let levels: BTreeSet<u32> = events
            .iter()
            .filter_map(|&event| self.order.level(event))
            .collect();
        let containing = containing(cut_sets, &levels);
        Ok(self.union_probability(&containing)? / total)
    }

    /// Birnbaum's measures by level.
    ///
    /// The top depends on an event through the vertices that decide on it: each counts by the probability of coming
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

/// The sets of a family that contain an event of `levels`.
fn containing(family: &Diagram, levels: &BTreeSet<u32>) -> Diagram {
    let mut vertices = family.vertices.clone();
    // Where the sets that contain one begin, by vertex of the family.
    let mut chosen = vec![ZERO, ZERO];
    for (_, vertex) in family.decisions() {
        let low = chosen[vertex.low as usize];
        let high = if levels.contains(&vertex.level) {
            vertex.high
        } else {
            chosen[vertex.high as usize]
        };
        chosen.push(if high == ZERO {
            low
        } else {
            vertices.push(Vertex {
                level: vertex.level,
                low,
                high,
            });
            u32::try_from(vertices.len() - 1).expect("at most twice the vertices of the family")
        });
    }
    Diagram::below(&vertices, chosen[family.root as usize])
}
