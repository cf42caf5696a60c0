//! The exact probability that a fault tree's top fails.

use super::{
    FaultTree, FaultTreeError, Node,
    bdd::Bdd,
    build::{Gates, Order, build},
    family::Families,
    store::Diagram,
};

/// A top node as a binary decision diagram, from which probabilities follow in one pass each.
///
/// The diagram is exact; sums over it are of positive terms, so that a probability is right to about 1e-15 of itself
/// for each level of the diagram.
#[derive(Clone, Debug)]
pub struct Exact {
    pub(super) diagram: Diagram,
    pub(super) order: Order,
    /// Probabilities by level.
    pub(super) probabilities: Vec<f64>,
    /// All events of the tree, those that the top does not depend on as well.
    pub(super) events: Vec<(Node, f64)>,
    /// The most vertices that a further diagram may have.
    pub(super) limit: usize,
}

impl FaultTree {
    /// Solves the tree for `top` with at most `limit` vertices made on the way (of about 40 bytes with what belongs
    /// to them).
    pub fn exact(&self, top: Node, limit: usize) -> Result<Exact, FaultTreeError> {
        let order = Order::new(self, top);
        let mut bdd = Bdd::new(limit);
        let root = build(self, top, &order, &mut bdd)?;
        Ok(Exact {
            diagram: bdd.diagram(root),
            probabilities: order.probabilities(),
            order,
            events: self.events().collect(),
            limit,
        })
    }
}

impl Exact {
    /// The probability that the top fails.
    pub fn probability(&self) -> f64 {
        probability(&self.diagram, &self.probabilities)
    }

    /// The probability that the top fails given that some events have failed (`true`) or not (`false`).
    ///
    /// Of an event that is named twice the last state counts.
    pub fn probability_given(&self, states: &[(Node, bool)]) -> f64 {
        let mut probabilities = self.probabilities.clone();
        for &(event, failed) in states {
            if let Some(level) = self.order.level(event) {
                probabilities[level as usize] = f64::from(u8::from(failed));
            }
        }
        probability(&self.diagram, &probabilities)
    }

    /// All minimal cut sets, of any order.
    pub(super) fn minimal_cut_sets(&self) -> Result<Diagram, FaultTreeError> {
        let mut families = Families::new(usize::MAX, self.limit);
        let root = families.minimal_solutions(&self.diagram)?;
        Ok(families.diagram(root))
    }

    /// The probability that the events of at least one set of a family have all failed.
    pub(super) fn union_probability(&self, family: &Diagram) -> Result<f64, FaultTreeError> {
        let mut bdd = Bdd::new(self.limit);
        let mut unions = vec![super::store::ZERO, super::store::ONE];
        for (_, vertex) in family.decisions() {
            let low = unions[vertex.low as usize];
            let high = bdd.any(low, unions[vertex.high as usize])?;
            unions.push(bdd.decision(vertex.level, low, high)?);
        }
        let root = unions[family.root as usize];
        Ok(probability(&bdd.diagram(root), &self.probabilities))
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
