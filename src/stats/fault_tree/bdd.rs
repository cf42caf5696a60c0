//! Reduced ordered binary decision diagrams of monotone functions.
//!
//! Source: Bryant, “Graph-based algorithms for Boolean function manipulation”, IEEE Transactions on Computers 35
//! (1986), 677–691; Rauzy, “New algorithms for fault trees analysis”, Reliability Engineering & System Safety 40
//! (1993), 203–211.

use super::{
    FaultTreeError,
    build::Gates,
    store::{Diagram, ONE, Store, ZERO},
};

/// Functions of the events, each with one vertex.
pub(super) struct Bdd {
    store: Store<Op>,
    /// Empty between two operations.
    steps: Vec<Step>,
    results: Vec<u32>,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Op {
    Any,
    All,
}

/// What is still to be done, the next thing last. An explicit stack, because thousands of events make thousands of
/// levels, and the stack of a thread is small.
enum Step {
    /// Push the result for two functions.
    Apply(u32, u32),
    /// Make a vertex of this level of the last two results and remember it for these functions.
    Join(u32, (u32, u32)),
}

impl Bdd {
    /// No functions yet, and at most `limit` vertices ever.
    pub(super) fn new(limit: usize) -> Self {
        Self {
            store: Store::new(limit),
            steps: Vec::new(),
            results: Vec::new(),
        }
    }

    /// The function that decides on `level` and goes on to `low` or `high`, which are of deeper levels.
    pub(super) fn decision(
        &mut self,
        level: u32,
        low: u32,
        high: u32,
    ) -> Result<u32, FaultTreeError> {
        if low == high {
            Ok(low)
        } else {
            self.store.vertex(level, low, high)
        }
    }

    /// What stands below `root`.
    pub(super) fn diagram(&self, root: u32) -> Diagram {
        self.store.diagram(root)
    }

    fn apply(&mut self, op: Op, a: u32, b: u32) -> Result<u32, FaultTreeError> {
        self.steps.push(Step::Apply(a, b));
        while let Some(step) = self.steps.pop() {
            match step {
                Step::Apply(a, b) => {
                    let (a, b) = (a.min(b), a.max(b));
                    if let Some(result) = self.known(op, a, b) {
                        self.results.push(result);
                        continue;
                    }
                    let level = self.store.level(a).min(self.store.level(b));
                    let ((a_low, a_high), (b_low, b_high)) =
                        (self.split(a, level), self.split(b, level));
                    self.steps.push(Step::Join(level, (a, b)));
                    self.steps.push(Step::Apply(a_high, b_high));
                    self.steps.push(Step::Apply(a_low, b_low));
                }
                Step::Join(level, (a, b)) => {
                    let high = self.results.pop().expect("pushed by the step for high");
                    let low = self.results.pop().expect("pushed by the step for low");
                    let result = self.decision(level, low, high)?;
                    self.store.remember((op, a, b), result)?;
                    self.results.push(result);
                }
            }
        }
        Ok(self
            .results
            .pop()
            .expect("the first step leaves its result"))
    }

    /// The result for `a ≤ b` if it needs no work.
    fn known(&self, op: Op, a: u32, b: u32) -> Option<u32> {
        // The terminals are the two smallest vertices, so that one of them stands in `a`.
        match (op, a) {
            _ if a == b => Some(a),
            (Op::Any, ZERO) | (Op::All, ONE) => Some(b),
            (Op::Any, ONE) => Some(ONE),
            (Op::All, ZERO) => Some(ZERO),
            _ => self.store.result((op, a, b)),
        }
    }

    /// The function without and with the event of `level`, which is not below its own.
    fn split(&self, function: u32, level: u32) -> (u32, u32) {
        let vertex = self.store.get(function);
        if vertex.level == level {
            (vertex.low, vertex.high)
        } else {
            (function, function)
        }
    }
}

impl Gates for Bdd {
    fn event(&mut self, level: u32) -> Result<u32, FaultTreeError> {
        self.decision(level, ZERO, ONE)
    }

    fn any(&mut self, a: u32, b: u32) -> Result<u32, FaultTreeError> {
        self.apply(Op::Any, a, b)
    }

    fn all(&mut self, a: u32, b: u32) -> Result<u32, FaultTreeError> {
        self.apply(Op::All, a, b)
    }

    fn level(&self, vertex: u32) -> u32 {
        self.store.level(vertex)
    }
}
