//! Fault trees solved before, and found again by their shape: other probabilities need no new diagram.

use super::{FaultNode, FaultTree, FaultTreeError, Kind, SolvedTree};

/// Solutions of fault trees, by the shape of the tree: its gates and its top, but not the probabilities of its events.
#[derive(Clone, Debug, Default)]
pub struct SolvedShapes(Vec<Shape>);

#[derive(Clone, Debug)]
struct Shape {
    tree: FaultTree,
    top: FaultNode,
    limit: usize,
    solution: Result<SolvedTree, FaultTreeError>,
}

impl SolvedShapes {
    /// What [`FaultTree::solve`] gives, to the bit, and remembers it. It takes the diagram of `before` where that has a
    /// tree of the same shape, which is most of the work; a tree that was too large is not tried again either.
    pub fn solve(
        &mut self,
        (tree, top): (&FaultTree, FaultNode),
        limit: usize,
        before: &Self,
    ) -> Result<SolvedTree, FaultTreeError> {
        let known = before.0.iter().find(|shape| shape.fits(tree, top, limit));
        let solution = match known {
            Some(Shape { solution, .. }) => solution.clone().map(|found| found.of(tree)),
            None => tree.solve(top, limit),
        };
        self.0.push(Shape {
            tree: tree.clone(),
            top,
            limit,
            solution: solution.clone(),
        });
        solution
    }
}

impl Shape {
    fn fits(&self, tree: &FaultTree, top: FaultNode, limit: usize) -> bool {
        let alike = |(a, b): (&Kind, &Kind)| match (a, b) {
            (Kind::Event(_), Kind::Event(_)) => true,
            (Kind::AtLeast(k, of), Kind::AtLeast(l, others)) => k == l && of == others,
            _ => false,
        };
        let (mine, theirs) = (&self.tree.nodes, &tree.nodes);
        (self.top, self.limit) == (top, limit)
            && mine.len() == theirs.len()
            && mine.iter().zip(theirs).all(alike)
    }
}
