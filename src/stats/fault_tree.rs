//! Fault trees: which combinations of basic events make a system fail, how probable that is, and which event matters.
//!
//! A tree is built from the bottom: events, then gates over what is there already, so that it cannot have a cycle. A
//! node may stand under many gates. Every gate is monotone, so that one more failure never repairs the system.
//!
//! | room | knows |
//! |---|---|
//! | `weighted` | gates over weights, made of simpler gates |
//! | `condense` | which events are alike, so that they can be taken together |
//! | `store` | hash-consed vertices of decision diagrams, with a limit |
//! | `build` | a tree turned into a diagram, and the order of its events |
//! | `bdd` | binary decision diagrams: any and all of two |
//! | `family` | families of minimal sets as zero-suppressed diagrams |
//! | `solved` | the probability of failure, also given the state of events |
//! | `again` | trees solved before, found by their shape |
//! | `importance` | what each event, or a component of several, contributes |
//! | `fussell_vesely` | the same by the minimal cut sets that it is in |
//! | `cut_sets` | minimal cut sets up to an order, and the approximations that rest on them |
//! | `common_cause` | groups of components that one cause fails together |
//!
//! Events are independent; dependence is modelled by events of their own, as in `common_cause`. Time does not occur:
//! a probability is of one mission or of one instant. Diagrams can be exponentially large, so that everything that
//! builds one takes a limit and fails with [`FaultTreeError::TooLarge`] instead of running on or giving a wrong number.

mod again;
mod bdd;
mod build;
mod common_cause;
mod condense;
mod cut_sets;
mod family;
mod fussell_vesely;
mod importance;
mod solved;
mod store;
mod weighted;

pub use again::SolvedShapes;
pub use common_cause::{CommonCause, beta_factor, multiple_greek_letters};
pub use cut_sets::CutSets;
pub use importance::Importance;
pub use solved::SolvedTree;

/// Why a fault tree was not built or not solved.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
pub enum FaultTreeError {
    /// A probability or a share outside 0 to 1.
    #[error("a probability lies between 0 and 1, got {0}")]
    Probability(f64),
    /// The answer needs more vertices, intermediate results or events than the caller allows.
    #[error("the fault tree needs more than {0} vertices")]
    TooLarge(usize),
}

/// An event or a gate of a [`FaultTree`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FaultNode(u32);

impl FaultNode {
    /// How many nodes of its tree were made before it.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

#[derive(Clone, Debug)]
enum Kind {
    /// Fails with this probability.
    Event(f64),
    /// Fails if this many of the nodes fail.
    AtLeast(usize, Vec<FaultNode>),
}

/// A coherent fault tree: independent basic events below gates that only know “so many of these have failed”.
#[derive(Clone, Debug, Default)]
pub struct FaultTree {
    nodes: Vec<Kind>,
}

impl FaultTree {
    /// A tree without nodes.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a basic event that has failed with `probability`, 0 to 1.
    pub fn event(&mut self, probability: f64) -> Result<FaultNode, FaultTreeError> {
        Ok(self.push(Kind::Event(checked(probability)?)))
    }

    /// Adds a gate that fails if any of `nodes` fails (OR); over nothing it never fails.
    ///
    /// # Panics
    ///
    /// If a node is of another tree and stands for none of this one; so do the other gates.
    pub fn any(&mut self, nodes: &[FaultNode]) -> FaultNode {
        self.at_least(1, nodes)
    }

    /// Adds a gate that fails if all of `nodes` fail (AND); over nothing it has always failed.
    ///
    /// # Panics
    ///
    /// As [`FaultTree::any`].
    pub fn all(&mut self, nodes: &[FaultNode]) -> FaultNode {
        self.at_least(nodes.len(), nodes)
    }

    /// Adds a gate that fails if at least `k` of `nodes` fail, a `k`-out-of-n:F gate. A node listed twice counts twice.
    ///
    /// # Panics
    ///
    /// As [`FaultTree::any`].
    pub fn at_least(&mut self, k: usize, nodes: &[FaultNode]) -> FaultNode {
        let known = self.nodes.len();
        assert!(
            nodes.iter().all(|node| node.index() < known),
            "a gate stands over nodes of its own tree"
        );
        self.push(Kind::AtLeast(k, nodes.to_vec()))
    }

    fn push(&mut self, kind: Kind) -> FaultNode {
        let index = u32::try_from(self.nodes.len()).expect("memory ends before 2³² nodes");
        self.nodes.push(kind);
        FaultNode(index)
    }

    /// The basic events with their probabilities, in the order in which they were made.
    pub fn events(&self) -> impl Iterator<Item = (FaultNode, f64)> {
        self.nodes.iter().zip(0..).filter_map(|(kind, i)| {
            if let Kind::Event(probability) = kind {
                Some((FaultNode(i), *probability))
            } else {
                None
            }
        })
    }

    /// Whether `top` fails when just the basic events fail for which `failed` says so.
    pub fn fails(&self, top: FaultNode, failed: impl Fn(FaultNode) -> bool) -> bool {
        let mut state: Vec<bool> = Vec::with_capacity(top.index() + 1);
        for (kind, i) in self.nodes[..=top.index()].iter().zip(0..) {
            state.push(match kind {
                Kind::Event(_) => failed(FaultNode(i)),
                Kind::AtLeast(k, nodes) => {
                    nodes.iter().filter(|node| state[node.index()]).count() >= *k
                }
            });
        }
        state[top.index()]
    }
}

fn checked(probability: f64) -> Result<f64, FaultTreeError> {
    if (0.0..=1.0).contains(&probability) {
        Ok(probability)
    } else {
        Err(FaultTreeError::Probability(probability))
    }
}

#[cfg(test)]
mod tests;
