//! A fault tree turned into a diagram, from its events up.

use super::{FaultTree, FaultTreeError, Kind, Node, store::ONE, store::ZERO};

/// The order in which diagrams decide on events: as a walk down from the top first meets them.
///
/// Events of one part of the tree so stand together, which keeps diagrams of trees without much sharing as small as
/// the trees. Source: Bouissou, Bruyère and Rauzy, “BDD based fault-tree processing: a comparison of variable ordering
/// heuristics”, ESREL 1997.
#[derive(Clone, Debug)]
pub(super) struct Order {
    /// Events by level, with their probabilities.
    pub(super) events: Vec<(Node, f64)>,
    /// Nodes below the top, by index.
    reached: Vec<bool>,
    /// Levels of events, by index of the node.
    level: Vec<u32>,
}

impl Order {
    pub(super) fn new(tree: &FaultTree, top: Node) -> Self {
        let mut order = Self {
            events: Vec::new(),
            reached: vec![false; top.index() + 1],
            level: vec![u32::MAX; top.index() + 1],
        };
        let mut stack = vec![top];
        let mut next = 0;
        while let Some(node) = stack.pop() {
            if std::mem::replace(&mut order.reached[node.index()], true) {
                continue;
            }
            match &tree.nodes[node.index()] {
                Kind::Event(probability) => {
                    order.events.push((node, *probability));
                    order.level[node.index()] = next;
                    next += 1;
                }
                Kind::AtLeast(_, nodes) => stack.extend(nodes.iter().rev()),
            }
        }
        order
    }

    /// The level of an event; `None` if it does not stand below the top.
    pub(super) fn level(&self, node: Node) -> Option<u32> {
        self.level
            .get(node.index())
            .copied()
            .filter(|&level| level != u32::MAX)
    }

    /// Probabilities by level.
    pub(super) fn probabilities(&self) -> Vec<f64> {
        self.events
            .iter()
            .map(|(_, probability)| *probability)
            .collect()
    }
}

/// A diagram that can be put together by gates.
pub(super) trait Gates {
    /// The diagram of the event of a level.
    fn event(&mut self, level: u32) -> Result<u32, FaultTreeError>;
    /// What fails if either fails.
    fn any(&mut self, a: u32, b: u32) -> Result<u32, FaultTreeError>;
    /// What fails if both fail.
    fn all(&mut self, a: u32, b: u32) -> Result<u32, FaultTreeError>;
    /// The level that it decides on first.
    fn level(&self, vertex: u32) -> u32;
}

/// The diagram of `top`.
pub(super) fn build(
    tree: &FaultTree,
    top: Node,
    order: &Order,
    gates: &mut impl Gates,
) -> Result<u32, FaultTreeError> {
    let mut built = vec![ZERO; top.index() + 1];
    for (i, kind) in tree.nodes[..=top.index()].iter().enumerate() {
        if !order.reached[i] {
            continue;
        }
        built[i] = match kind {
            Kind::Event(_) => gates.event(order.level[i])?,
            Kind::AtLeast(k, nodes) => {
                let mut below: Vec<u32> = nodes.iter().map(|node| built[node.index()]).collect();
                // Bottom up, each step puts few decisions on top of what is there. Top down, it would make all anew:
                // quadratic for a wide gate.
                below.sort_by_key(|&vertex| std::cmp::Reverse(gates.level(vertex)));
                at_least(*k, &below, gates)?
            }
        };
    }
    Ok(built[top.index()])
}

/// At least `k` of `below`, by how many of those looked at so far have failed.
fn at_least(k: usize, below: &[u32], gates: &mut impl Gates) -> Result<u32, FaultTreeError> {
    let n = below.len();
    if k > n {
        return Ok(ZERO);
    }
    // At index j: at least j of those looked at.
    let mut failed = vec![ZERO; k + 1];
    failed[0] = ONE;
    for (i, &vertex) in below.iter().enumerate() {
        // Fewer than k - (those to come) are too few to matter.
        let least = k.saturating_sub(n - i - 1).max(1);
        for j in (least..=k.min(i + 1)).rev() {
            let with = gates.all(vertex, failed[j - 1])?;
            failed[j] = gates.any(failed[j], with)?;
        }
    }
    Ok(failed[k])
}
