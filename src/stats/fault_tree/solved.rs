//! The exact probability that a fault tree's top fails.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use super::{
    FaultNode, FaultTree, FaultTreeError, Kind,
    bdd::Bdd,
    build::{Levels, build},
    family::Families,
    fussell_vesely::Contributions,
    store::Diagram,
};

/// A top node as a binary decision diagram, from which probabilities follow in one pass each.
///
/// The diagram is exact; sums over it are of positive terms, so that a probability is right to about 1e-15 of itself
/// for each level of the diagram.
#[derive(Clone, Debug)]
pub struct SolvedTree {
    pub(super) diagram: Arc<Diagram>,
    pub(super) levels: Levels,
    /// Probabilities by level.
    pub(super) probabilities: Vec<f64>,
    /// All events of the tree, those that the top does not depend on as well.
    pub(super) events: Vec<(FaultNode, f64)>,
    /// The most vertices that a further diagram may have.
    pub(super) limit: usize,
    /// Made when somebody first asks, and then for all trees of the same shape.
    pub(super) contributions: Arc<OnceLock<Contributions>>,
}

impl FaultTree {
    /// Solves the tree for `top` with at most `limit` vertices made on the way (of about 40 bytes with what belongs
    /// to them).
    pub fn solve(&self, top: FaultNode, limit: usize) -> Result<SolvedTree, FaultTreeError> {
        let mut bdd = Bdd::new(limit);
        let (root, levels) = build(self, top, &mut bdd)?;
        Ok(SolvedTree {
            diagram: Arc::new(bdd.diagram(root)),
            probabilities: levels.probabilities(|_, p| p),
            levels,
            events: self.events().collect(),
            limit,
            contributions: Arc::default(),
        })
    }
}

impl SolvedTree {
    /// The solution of a tree of the same shape.
    pub(super) fn of(self, tree: &FaultTree) -> Self {
        let mut levels = self.levels;
        for (event, p) in levels.members.iter_mut().flatten() {
            if let Kind::Event(probability) = tree.nodes[event.index()] {
                *p = probability;
            }
        }
        Self {
            probabilities: levels.probabilities(|_, p| p),
            levels,
            events: tree.events().collect(),
            ..self
        }
    }

    /// The probability that the top fails.
    pub fn probability(&self) -> f64 {
        probability(&self.diagram, &self.probabilities)
    }

    /// The probability that the top fails given that some events have failed (`true`) or not (`false`).
    ///
    /// Of an event that is named twice the last state counts.
    pub fn probability_given(&self, states: &[(FaultNode, bool)]) -> f64 {
        let states = states.iter();
        let certain: Vec<(FaultNode, f64)> = states
            .map(|&(event, failed)| (event, f64::from(u8::from(failed))))
            .collect();
        self.probability_if(&certain)
    }

    /// The probability that the top fails if some events had other probabilities, 0 to 1.
    ///
    /// Of an event that is named twice the last probability counts.
    pub fn probability_if(&self, changed: &[(FaultNode, f64)]) -> f64 {
        let changed: BTreeMap<FaultNode, f64> = changed.iter().copied().collect();
        let probabilities = self
            .levels
            .probabilities(|event, p| changed.get(&event).copied().unwrap_or(p));
        probability(&self.diagram, &probabilities)
    }

    /// All minimal cut sets, of any order, as sets of levels.
    pub(super) fn minimal_cut_sets(&self) -> Result<Diagram, FaultTreeError> {
        let mut families = Families::new(usize::MAX, self.limit);
        let root = families.minimal_solutions(&self.diagram)?;
        Ok(families.diagram(root))
    }
}

/// The probability that a function is true; `probabilities` are by level.
pub(super) fn probability(function: &Diagram, probabilities: &[f64]) -> f64 {
    values(function, probabilities)[function.root as usize]
}

/// The probabilities that the function at each vertex is true.
pub(super) fn values(function: &Diagram, probabilities: &[f64]) -> Vec<f64> {
    let mut values = vec![0.0, 1.0];
    for (_, vertex) in function.decisions() {
        let p = probabilities[vertex.level as usize];
        values.push(p * values[vertex.high as usize] + (1.0 - p) * values[vertex.low as usize]);
    }
    values
}
