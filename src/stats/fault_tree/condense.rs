//! A fault tree without what makes no difference: gates of “any” right below such gates, and events that are alike.
//!
//! Events are alike if the same gates of “any” fail by them, and no other gate stands over them directly. Then it is
//! the same whichever of them fails, and a class of such events is one event: that any of them has failed. Where
//! thousands of components stand below a few services, few classes are left.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::{FaultNode, FaultTree, Kind};

/// A tree over classes of events.
pub(super) struct Condensed {
    /// Its first events are the classes; probabilities are those of a class.
    pub(super) tree: FaultTree,
    pub(super) top: FaultNode,
    /// Classes in the order of their events, each of events of the original tree with their probabilities.
    pub(super) classes: Vec<Vec<(FaultNode, f64)>>,
}

/// The nodes through which something matters: gates of “any” that stay, or itself if another gate stands over it.
type Roots = Rc<[usize]>;

pub(super) fn condense(tree: &FaultTree, top: FaultNode) -> Condensed {
    let met = met(tree, top);
    let roots = roots(tree, top, &met);
    let mut condensed = FaultTree::new();
    let mut classes: Vec<Vec<(FaultNode, f64)>> = Vec::new();
    let mut class_of: BTreeMap<Roots, usize> = BTreeMap::new();
    // What stands below the gates of “any” that stay, in the order in which a walk down meets it; of events the class.
    let mut below: BTreeMap<usize, Vec<Below>> = BTreeMap::new();
    for &node in &met {
        let i = node.index();
        let part = match tree.nodes[i] {
            Kind::Event(probability) => {
                let new = classes.len();
                let class = *class_of.entry(Rc::clone(&roots[i])).or_insert(new);
                if class < new {
                    classes[class].push((node, probability));
                    continue;
                }
                classes.push(vec![(node, probability)]);
                Below::Class(new)
            }
            Kind::AtLeast(1, _) => continue,
            Kind::AtLeast(..) => Below::Gate(i),
        };
        for &root in roots[i].iter().filter(|&&root| root != i) {
            below.entry(root).or_default().push(part);
        }
    }
    let class_nodes: Vec<FaultNode> = classes
        .iter()
        .map(|class| condensed.push(Kind::Event(any_of(class.iter().map(|(_, p)| *p)))))
        .collect();
    let mut new = vec![None; top.index() + 1];
    for (i, kind) in tree.nodes[..=top.index()].iter().enumerate() {
        let is_root = roots[i].contains(&i);
        new[i] = match kind {
            Kind::Event(_) => class_of.get(&roots[i]).map(|&class| class_nodes[class]),
            Kind::AtLeast(1, _) if is_root => {
                let parts = below.remove(&i).unwrap_or_default();
                let parts = parts.iter().map(|part| match part {
                    Below::Class(class) => class_nodes[*class],
                    Below::Gate(gate) => new[*gate].expect("what is below was made before"),
                });
                let parts: Vec<FaultNode> = parts.collect();
                Some(condensed.any(&parts))
            }
            Kind::AtLeast(k, nodes) if *k != 1 && !roots[i].is_empty() => {
                let parts = nodes.iter().map(|node| new[node.index()]);
                let parts: Vec<FaultNode> = parts.map(|part| part.expect("made before")).collect();
                Some(condensed.at_least(*k, &parts))
            }
            Kind::AtLeast(..) => None,
        };
    }
    Condensed {
        tree: condensed,
        top: new[top.index()].expect("the top matters to itself"),
        classes,
    }
}

#[derive(Clone, Copy)]
enum Below {
    Class(usize),
    Gate(usize),
}

/// The probability that any of independent events happens.
pub(super) fn any_of(probabilities: impl Iterator<Item = f64>) -> f64 {
    // One less the product of the others would lose what is rarer than 1e-16.
    probabilities.fold(0.0, |any, p| any + (1.0 - any) * p)
}

/// The nodes at and below `top`, in the order in which a walk down first meets them.
pub(super) fn met(tree: &FaultTree, top: FaultNode) -> Vec<FaultNode> {
    let mut met = Vec::new();
    let mut seen = vec![false; top.index() + 1];
    let mut stack = vec![top];
    while let Some(node) = stack.pop() {
        if std::mem::replace(&mut seen[node.index()], true) {
            continue;
        }
        met.push(node);
        if let Kind::AtLeast(_, nodes) = &tree.nodes[node.index()] {
            stack.extend(nodes.iter().rev());
        }
    }
    met
}

/// The roots of every node, by index; none for those that are not below the top.
fn roots(tree: &FaultTree, top: FaultNode, met: &[FaultNode]) -> Vec<Roots> {
    let n = top.index() + 1;
    let mut over: Vec<Vec<usize>> = vec![Vec::new(); n];
    let mut is_root = vec![false; n];
    is_root[top.index()] = true;
    for &gate in met {
        match &tree.nodes[gate.index()] {
            Kind::Event(_) => {}
            Kind::AtLeast(1, nodes) => {
                for node in nodes {
                    over[node.index()].push(gate.index());
                }
            }
            Kind::AtLeast(_, nodes) => {
                for node in nodes {
                    is_root[node.index()] = true;
                }
            }
        }
    }
    let mut roots: Vec<Roots> = vec![Rc::from([]); n];
    // What stands over a node has a larger index.
    for i in (0..n).rev() {
        roots[i] = match (is_root[i], over[i].as_slice()) {
            (false, []) => continue,
            (false, &[only]) => Rc::clone(&roots[only]),
            (itself, over) => {
                let over = over.iter().flat_map(|&gate| roots[gate].iter().copied());
                let mut all: Vec<usize> = over.chain(itself.then_some(i)).collect();
                all.sort_unstable();
                all.dedup();
                Rc::from(all)
            }
        };
    }
    roots
}
