//! A fault tree turned into a diagram, from its events up.

use super::{
    FaultNode, FaultTree, FaultTreeError, Kind,
    condense::{Condensed, any_of, condense, met},
    store::ONE,
    store::ZERO,
};

/// The order in which diagrams decide on classes of events: as a walk down from the top first meets them.
///
/// Events of one part of the tree so stand together, which keeps diagrams of trees without much sharing as small as
/// the trees. Source: Bouissou, Bruyère and Rauzy, “BDD based fault-tree processing: a comparison of variable ordering
/// heuristics”, ESREL 1997.
#[derive(Clone, Debug)]
pub(super) struct Levels {
    /// The events of each level with their probabilities; the level is that any of them has failed.
    pub(super) members: Vec<Vec<(FaultNode, f64)>>,
    /// Levels of events, by index of the node.
    level: Vec<u32>,
}

impl Levels {
    /// The level of an event; `None` if it does not stand below the top.
    pub(super) fn level(&self, event: FaultNode) -> Option<u32> {
        let level = self.level.get(event.index()).copied();
        level.filter(|&level| level != u32::MAX)
    }

    /// Probabilities by level, where those of single events are as `probability` makes them.
    pub(super) fn probabilities(&self, probability: impl Fn(FaultNode, f64) -> f64) -> Vec<f64> {
        self.members
            .iter()
            .map(|members| any_of(members.iter().map(|&(event, p)| probability(event, p))))
            .collect()
    }
}

/// A diagram that can be put together by gates.
pub(super) trait Gates {
    /// The diagram of a level.
    fn event(&mut self, level: u32) -> Result<u32, FaultTreeError>;
    /// What fails if either fails.
    fn any(&mut self, a: u32, b: u32) -> Result<u32, FaultTreeError>;
    /// What fails if both fail.
    fn all(&mut self, a: u32, b: u32) -> Result<u32, FaultTreeError>;
    /// The level that it decides on first.
    fn level(&self, vertex: u32) -> u32;
}

/// The diagram of `top`, and the order of its levels.
pub(super) fn build(
    tree: &FaultTree,
    top: FaultNode,
    gates: &mut impl Gates,
) -> Result<(u32, Levels), FaultTreeError> {
    let Condensed {
        tree: condensed,
        top: new_top,
        mut classes,
    } = condense(tree, top);
    let mut levels = Levels {
        members: Vec::new(),
        level: vec![u32::MAX; top.index() + 1],
    };
    let mut built = vec![ZERO; new_top.index() + 1];
    let mut met = met(&condensed, new_top);
    met.retain(|node| node.index() < classes.len());
    for (level, class) in (0..).zip(met) {
        built[class.index()] = gates.event(level)?;
        let members = std::mem::take(&mut classes[class.index()]);
        for (event, _) in &members {
            levels.level[event.index()] = level;
        }
        levels.members.push(members);
    }
    for (i, kind) in condensed.nodes[..=new_top.index()].iter().enumerate() {
        if let Kind::AtLeast(k, nodes) = kind {
            let mut below: Vec<u32> = nodes.iter().map(|node| built[node.index()]).collect();
            // Bottom up, each step puts few decisions on top of what is there. Top down, it would make all anew:
            // quadratic for a wide gate.
            below.sort_by_key(|&vertex| std::cmp::Reverse(gates.level(vertex)));
            built[i] = at_least(*k, &below, gates)?;
        }
    }
    Ok((built[new_top.index()], levels))
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
