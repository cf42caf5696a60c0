//! Families of sets none of which contains another, as zero-suppressed decision diagrams.
//!
//! A path from the root to [`ONE`] is a set: the events of the levels where it takes `high`. What many sets have in
//! common is kept once, so that families of millions of cut sets stay small and are never listed while they are made.
//!
//! Source: Minato, “Zero-suppressed BDDs for set manipulation in combinatorial problems”, DAC 1993; Rauzy (1993), as
//! in `bdd`, for the minimal solutions.

use super::{
    FaultTreeError,
    build::Gates,
    store::{Diagram, ONE, Store, ZERO},
};

/// Families of the sets of at most `order` events, each with one vertex.
pub(super) struct Families {
    store: Store<Op>,
    order: u32,
    dropped: bool,
    /// Empty between two operations.
    steps: Vec<Step>,
    results: Vec<u32>,
}

/// What is made of two families.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Op {
    /// The minimal ones of the sets of both.
    Union,
    /// The sets of the first that contain none of the second.
    Without,
    /// The minimal ones of the unions of a set of each, as far as they have at most this many events.
    Product(u32),
}

/// What is still to be done, the next thing last; results lie on a stack beside.
enum Step {
    /// Push the result for two families.
    Apply(Op, u32, u32),
    /// Replace the last result by its own with a family.
    With(Op, u32),
    /// Replace the last two results by theirs.
    Both(Op),
    /// Replace the last result by its sets that contain none of the result before.
    Minimal,
    /// Make a vertex of this level of the last two results and remember it for these families.
    Join(u32, (Op, u32, u32)),
}

impl Families {
    /// No families yet, and at most `limit` vertices ever.
    pub(super) fn new(order: usize, limit: usize) -> Self {
        Self {
            store: Store::new(limit),
            order: u32::try_from(order).unwrap_or(u32::MAX),
            dropped: false,
            steps: Vec::new(),
            results: Vec::new(),
        }
    }

    /// Whether a set was left out because it had too many events; it need not have been minimal.
    pub(super) fn dropped(&self) -> bool {
        self.dropped
    }

    /// What stands below `root`.
    pub(super) fn diagram(&self, root: u32) -> Diagram {
        self.store.diagram(root)
    }

    /// The minimal sets of failed events that make a function of a binary diagram true.
    ///
    /// The function is monotone; then what it is without an event implies what it is with it, and a minimal solution
    /// with the event is one of the latter that does not solve the former.
    pub(super) fn minimal_solutions(&mut self, function: &Diagram) -> Result<u32, FaultTreeError> {
        let mut solutions = vec![ZERO, ONE];
        for (_, vertex) in function.decisions() {
            let low = solutions[vertex.low as usize];
            let high = solutions[vertex.high as usize];
            let high = self.apply(Op::Without, high, low)?;
            solutions.push(self.decision(vertex.level, low, high)?);
        }
        Ok(solutions[function.root as usize])
    }

    fn decision(&mut self, level: u32, low: u32, high: u32) -> Result<u32, FaultTreeError> {
        if high == ZERO {
            Ok(low)
        } else {
            self.store.vertex(level, low, high)
        }
    }

    fn apply(&mut self, op: Op, a: u32, b: u32) -> Result<u32, FaultTreeError> {
        self.steps.push(Step::Apply(op, a, b));
        let empty = "every step finds the results of those before";
        while let Some(step) = self.steps.pop() {
            let (op, a, b) = match step {
                Step::Apply(op, a, b) => (op, a, b),
                Step::With(op, b) => (op, self.results.pop().expect(empty), b),
                Step::Both(op) => (
                    op,
                    self.results.pop().expect(empty),
                    self.results.pop().expect(empty),
                ),
                Step::Minimal => {
                    let sets = self.results.pop().expect(empty);
                    (Op::Without, sets, *self.results.last().expect(empty))
                }
                Step::Join(level, key) => {
                    let high = self.results.pop().expect(empty);
                    let low = self.results.pop().expect(empty);
                    let result = self.decision(level, low, high)?;
                    self.store.remember(key, result)?;
                    self.results.push(result);
                    continue;
                }
            };
            match self.known(op, a, b) {
                Some(result) => self.results.push(result),
                None => self.divide(op, a, b),
            }
        }
        Ok(self.results.pop().expect(empty))
    }

    /// The result if it needs no work.
    fn known(&mut self, op: Op, a: u32, b: u32) -> Option<u32> {
        match (op, a, b) {
            (Op::Union, ZERO, other) | (Op::Union, other, ZERO) => Some(other),
            // The empty set is contained in all others.
            (Op::Union, ONE, _) | (Op::Union, _, ONE) | (Op::Product(_), ONE, ONE) => Some(ONE),
            (Op::Without | Op::Product(_), ZERO, _)
            | (Op::Without, _, ONE)
            | (Op::Product(_), _, ZERO) => Some(ZERO),
            (Op::Without, _, ZERO) | (Op::Without, ONE, _) => Some(a),
            (Op::Product(0), ..) => {
                self.dropped = true;
                Some(ZERO)
            }
            (Op::Union, ..) if a == b => Some(a),
            (Op::Without, ..) if a == b => Some(ZERO),
            _ => self.store.result(key(op, a, b)),
        }
    }

    /// Adds the steps that make the result of two families of those without and with their first event.
    fn divide(&mut self, op: Op, a: u32, b: u32) {
        let level = self.store.level(a).min(self.store.level(b));
        let ((a_low, a_high), (b_low, b_high)) = (self.split(a, level), self.split(b, level));
        let steps = &mut self.steps;
        steps.push(Step::Join(level, key(op, a, b)));
        // In reverse: the last is done first, and that is `low`.
        match op {
            Op::Union => {
                steps.push(Step::Minimal);
                steps.push(Step::Apply(op, a_high, b_high));
            }
            Op::Without => {
                steps.push(Step::With(op, b_low));
                steps.push(Step::Apply(op, a_high, b_high));
            }
            Op::Product(order) => {
                // The event comes from the first, and then the second may have it or not; or from the second alone.
                let rest = Op::Product(order - 1);
                steps.push(Step::Minimal);
                steps.push(Step::Both(Op::Union));
                steps.push(Step::Apply(rest, a_low, b_high));
                steps.push(Step::With(rest, a_high));
                steps.push(Step::Apply(Op::Union, b_low, b_high));
            }
        }
        steps.push(Step::Apply(op, a_low, b_low));
    }

    /// The sets without the event of `level`, and the rest of those with it.
    fn split(&self, family: u32, level: u32) -> (u32, u32) {
        let vertex = self.store.get(family);
        if vertex.level == level {
            (vertex.low, vertex.high)
        } else {
            (family, ZERO)
        }
    }
}

/// What a result is remembered by.
fn key(op: Op, a: u32, b: u32) -> (Op, u32, u32) {
    match op {
        Op::Without => (op, a, b),
        Op::Union | Op::Product(_) => (op, a.min(b), a.max(b)),
    }
}

impl Gates for Families {
    fn event(&mut self, level: u32) -> Result<u32, FaultTreeError> {
        if self.order == 0 {
            self.dropped = true;
            return Ok(ZERO);
        }
        self.decision(level, ZERO, ONE)
    }

    fn any(&mut self, a: u32, b: u32) -> Result<u32, FaultTreeError> {
        self.apply(Op::Union, a, b)
    }

    fn all(&mut self, a: u32, b: u32) -> Result<u32, FaultTreeError> {
        self.apply(Op::Product(self.order), a, b)
    }

    fn level(&self, vertex: u32) -> u32 {
        self.store.level(vertex)
    }
}
