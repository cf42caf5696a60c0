//! A gate that fails when the weights of what has failed reach a threshold, as simpler gates.

use super::{FaultNode, FaultTree, FaultTreeError};

/// The most nodes with a weight.
const MOST_PARTS: usize = 1_000;

impl FaultTree {
    /// Adds gates of which the last fails if the weights of the failed `nodes` add up to at least `threshold`.
    ///
    /// Nodes without a positive weight have no part in it. It tells at most `limit` states apart, as many as there are
    /// sums that make a difference, so that few are needed where many weights are equal; more than 1,000 nodes are
    /// refused. Sums are rounded: a threshold that some weights meet exactly should be lowered by what counts as
    /// nothing.
    ///
    /// Source: Abío et al., “A new look at BDDs for pseudo-Boolean constraints”, Journal of Artificial Intelligence
    /// Research 45 (2012), 443–480, for when two sums make no difference.
    ///
    /// # Panics
    ///
    /// As [`FaultTree::any`].
    pub fn at_least_weight(
        &mut self,
        threshold: f64,
        nodes: &[(FaultNode, f64)],
        limit: usize,
    ) -> Result<FaultNode, FaultTreeError> {
        let mut parts: Vec<(FaultNode, f64)> =
            nodes.iter().copied().filter(|(_, w)| *w > 0.0).collect();
        // Heavy ones first, because light ones then soon make no difference.
        parts.sort_by(|(_, a), (_, b)| b.total_cmp(a));
        // Every part adds a level to the recursion.
        if parts.len() > limit.min(MOST_PARTS) {
            return Err(FaultTreeError::TooLarge(limit.min(MOST_PARTS)));
        }
        let mut rest = vec![0.0];
        for (_, weight) in parts.iter().rev() {
            rest.push(rest[rest.len() - 1] + weight);
        }
        rest.reverse();
        let mut threshold_gate = Threshold {
            known: vec![Vec::new(); parts.len()],
            parts,
            rest,
            left: limit,
            limit,
        };
        let gate = threshold_gate.gate(self, 0, threshold)?.gate;
        Ok(match gate {
            Gate::Never => self.any(&[]),
            Gate::Always => self.all(&[]),
            Gate::Node(node) => node,
        })
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Gate {
    Never,
    Always,
    Node(FaultNode),
}

/// What fails if the parts from some one on reach a weight above `above` and up to `to`: it is the same for all these.
#[derive(Clone, Copy)]
struct Reached {
    above: f64,
    to: f64,
    gate: Gate,
}

struct Threshold {
    parts: Vec<(FaultNode, f64)>,
    /// The weight of this and all later parts.
    rest: Vec<f64>,
    /// Gates by the first part that they look at.
    known: Vec<Vec<Reached>>,
    left: usize,
    limit: usize,
}

impl Threshold {
    /// What fails if the parts from `first` on reach the weight `need`.
    fn gate(
        &mut self,
        tree: &mut FaultTree,
        first: usize,
        need: f64,
    ) -> Result<Reached, FaultTreeError> {
        if need <= 0.0 {
            return Ok(Reached {
                above: f64::NEG_INFINITY,
                to: 0.0,
                gate: Gate::Always,
            });
        }
        let Some(&(node, weight)) = self.parts.get(first).filter(|_| need <= self.rest[first])
        else {
            return Ok(Reached {
                above: self.rest[first],
                to: f64::INFINITY,
                gate: Gate::Never,
            });
        };
        // Ranges do not overlap, so that the one below `need` that reaches highest is the only one to ask.
        let place = self.known[first].partition_point(|known| known.above < need);
        let known = place.checked_sub(1).map(|last| self.known[first][last]);
        if let Some(known) = known.filter(|known| need <= known.to) {
            return Ok(known);
        }
        let with = self.gate(tree, first + 1, need - weight)?;
        let without = self.gate(tree, first + 1, need)?;
        let reached = Reached {
            above: without.above.max(with.above + weight),
            to: without.to.min(with.to + weight),
            gate: self.either(tree, node, with.gate, without.gate)?,
        };
        self.known[first].insert(place, reached);
        Ok(reached)
    }

    /// What fails if `node` fails and `with` does, or `without` does, which implies `with`.
    fn either(
        &mut self,
        tree: &mut FaultTree,
        node: FaultNode,
        with: Gate,
        without: Gate,
    ) -> Result<Gate, FaultTreeError> {
        if with == without {
            return Ok(with);
        }
        self.left = self
            .left
            .checked_sub(1)
            .ok_or(FaultTreeError::TooLarge(self.limit))?;
        let both = match with {
            Gate::Node(with) => tree.all(&[node, with]),
            Gate::Always | Gate::Never => node,
        };
        Ok(Gate::Node(match without {
            Gate::Node(without) => tree.any(&[both, without]),
            Gate::Always | Gate::Never => both,
        }))
    }
}
