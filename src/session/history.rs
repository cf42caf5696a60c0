//! Edits as a tree of steps: whatever was undone stays, beside what was done instead.
//!
//! A state of the scenario is named by the step that led to it; [`FILE`] is the
//! one without any. Undo goes to the state before, redo to the one after that was
//! visited last, and [`History::go`] to any.

use crate::model::Edit;

/// The state of the file, without any step.
pub const FILE: usize = 0;

/// The most steps that are kept; the oldest ends of branches go first.
const MOST_STEPS: usize = 1_000;

/// What one command of the user changed.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// What it did, in words: `Azure · rate 0.5 → 0.55 /yr`.
    pub label: String,
    /// The edits, applied together.
    pub edits: Vec<Edit>,
    /// What the step moves, if it is one of many small ones: those on the same thing become one step.
    pub slides: Option<String>,
}

/// A step and the state that it was taken from.
#[derive(Clone, Debug, PartialEq)]
struct Node {
    step: Step,
    parent: usize,
}

/// All steps ever taken, and which are in force.
///
/// The state behind the step at index `i` is `i + 1`, so that a parent always has
/// the lower number.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct History {
    nodes: Vec<Node>,
    /// The state that holds.
    now: usize,
    /// The state that a redo leads to, by state; the last one visited.
    next: Vec<Option<usize>>,
    /// Whether the last step may still grow.
    open: bool,
    /// Counts the changes.
    revision: u64,
}

/// A line of the tree, for people to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Branch<'a> {
    /// The state.
    pub state: usize,
    /// How many branchings lie before it.
    pub depth: usize,
    /// What the step did; nothing for the file's state.
    pub label: &'a str,
    /// Whether its step is in force.
    pub in_force: bool,
}

impl History {
    /// Adds a step behind the state that holds; what was undone stays as another branch.
    ///
    /// A slide on the same thing as the last one grows that step. A step that was
    /// taken here before is gone to, not taken twice.
    pub fn push(&mut self, step: Step) {
        self.revision += 1;
        let children: Vec<usize> = self.children(self.now).collect();
        let grows = self.open && step.slides.is_some() && children.is_empty();
        if let Some(last) = self.now.checked_sub(1).and_then(|i| self.nodes.get_mut(i))
            && grows
            && last.step.slides == step.slides
        {
            return last.step.grow(step);
        }
        self.open = true;
        let again = children
            .iter()
            .find(|state| step.slides.is_none() && self.nodes[**state - 1].step == step);
        if let Some(state) = again {
            return self.visit(*state);
        }
        self.nodes.push(Node {
            step,
            parent: self.now,
        });
        self.visit(self.nodes.len());
        self.prune();
    }

    /// Ends the step that slides have been growing.
    pub fn seal(&mut self) {
        self.open = false;
    }

    /// Takes the last step back and says which it was.
    pub fn undo(&mut self) -> Option<&Step> {
        self.seal();
        let i = self.now.checked_sub(1)?;
        self.revision += 1;
        self.now = self.nodes[i].parent;
        Some(&self.nodes[i].step)
    }

    /// Does the step again that was taken back last.
    pub fn redo(&mut self) -> Option<&Step> {
        self.seal();
        let state = self.after()?;
        self.revision += 1;
        self.visit(state);
        Some(&self.nodes[state - 1].step)
    }

    /// Goes to any state; a state that is not there changes nothing.
    pub fn go(&mut self, state: usize) {
        self.seal();
        if state <= self.nodes.len() {
            self.revision += 1;
            self.visit(state);
        }
    }

    /// Makes the way to a state the one that redo follows, without going there.
    pub fn prefer(&mut self, state: usize) {
        if state <= self.nodes.len() {
            let now = self.now;
            self.visit(state);
            self.now = now;
        }
    }

    /// The state that holds.
    pub fn now(&self) -> usize {
        self.now
    }

    /// The state that a redo leads to.
    pub fn after(&self) -> Option<usize> {
        self.next.get(self.now).copied().flatten()
    }

    /// A number that another one follows with every change.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// The steps in force, the last one last.
    pub fn steps(&self) -> Vec<&Step> {
        let states = self.way(self.now);
        states
            .iter()
            .map(|state| &self.nodes[state - 1].step)
            .collect()
    }

    /// The last step in force.
    pub fn last(&self) -> Option<&Step> {
        let node = self.nodes.get(self.now.checked_sub(1)?)?;
        Some(&node.step)
    }

    /// The edits in force, in the order in which they were made.
    pub fn edits(&self) -> impl Iterator<Item = &Edit> {
        self.steps().into_iter().flat_map(|step| &step.edits)
    }

    /// Every step with the state that it was taken from, in the order in which they were made.
    pub fn all(&self) -> impl Iterator<Item = (usize, &Step)> {
        self.nodes.iter().map(|node| (node.parent, &node.step))
    }

    /// The history of such steps, with the state `now` in force, the last branch being the one to redo.
    /// Steps whose state before is not there begin at the file.
    pub fn of(steps: impl IntoIterator<Item = (usize, Step)>, now: usize) -> Self {
        let mut history = Self::default();
        for (parent, step) in steps {
            let parent = parent.min(history.nodes.len());
            history.nodes.push(Node { step, parent });
            history.visit(history.nodes.len());
        }
        history.go(now.min(history.nodes.len()));
        history
    }

    /// The tree line by line: a step below the one before it, the branch made first standing first.
    pub fn branches(&self) -> Vec<Branch<'_>> {
        let in_force = self.way(self.now);
        let mut lines = vec![Branch {
            state: FILE,
            depth: 0,
            label: "",
            in_force: true,
        }];
        let mut waiting: Vec<(usize, usize)> = self.below(FILE, 0);
        while let Some((state, depth)) = waiting.pop() {
            lines.push(Branch {
                state,
                depth,
                label: &self.nodes[state - 1].step.label,
                in_force: in_force.contains(&state),
            });
            waiting.extend(self.below(state, depth));
        }
        lines
    }

    /// The states after one, the first made last, each with its depth.
    fn below(&self, state: usize, depth: usize) -> Vec<(usize, usize)> {
        let mut children: Vec<usize> = self.children(state).collect();
        let depth = depth + usize::from(children.len() > 1);
        children.reverse();
        children.into_iter().map(|child| (child, depth)).collect()
    }

    fn children(&self, state: usize) -> impl Iterator<Item = usize> {
        let nodes = self.nodes.iter().zip(1..);
        nodes.filter_map(move |(node, child)| (node.parent == state).then_some(child))
    }

    /// The states on the way from the file to one, without the file's.
    fn way(&self, state: usize) -> Vec<usize> {
        let mut way = Vec::new();
        let mut at = state;
        while at != FILE {
            way.push(at);
            at = self.nodes[at - 1].parent;
        }
        way.reverse();
        way
    }

    /// Goes to a state, which is what a redo leads to from all before it.
    fn visit(&mut self, state: usize) {
        self.now = state;
        self.next.resize(self.nodes.len() + 1, None);
        for state in self.way(state) {
            self.next[self.nodes[state - 1].parent] = Some(state);
        }
    }

    /// Forgets the oldest ends of branches that are not in force while there are too many steps.
    fn prune(&mut self) {
        while self.nodes.len() > MOST_STEPS {
            let end = (1..=self.nodes.len())
                .find(|state| *state != self.now && self.children(*state).next().is_none());
            let Some(end) = end else { return };
            self.nodes.remove(end - 1);
            self.next.remove(end);
            let moved = |state: usize| state - usize::from(state > end);
            for node in &mut self.nodes {
                node.parent = moved(node.parent);
            }
            for next in &mut self.next {
                *next = next.filter(|state| *state != end).map(moved);
            }
            self.now = moved(self.now);
        }
    }
}

impl Step {
    /// Takes a further slide in.
    fn grow(&mut self, step: Step) {
        self.label = step.label;
        for edit in step.edits {
            match self.edits.iter_mut().find(|known| known.path == edit.path) {
                Some(known) => known.value = edit.value,
                None => self.edits.push(edit),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Node as Value, Path};

    fn step(path: &str, value: f64, slides: Option<&str>) -> Step {
        Step {
            label: path.to_owned(),
            edits: vec![Edit::set(Path::parse(path), Value::Number(value))],
            slides: slides.map(str::to_owned),
        }
    }

    fn labels(history: &History) -> Vec<&str> {
        let steps = history.steps();
        steps.iter().map(|step| step.label.as_str()).collect()
    }

    #[test]
    fn slides_on_one_thing_are_one_step() {
        let mut history = History::default();
        history.push(step("a", 1.0, Some("a")));
        history.push(step("a", 2.0, Some("a")));
        history.push(step("b", 1.0, Some("b")));
        history.seal();
        history.push(step("b", 2.0, Some("b")));
        assert_eq!(history.steps().len(), 3);
        assert_eq!(
            history.edits().next(),
            Some(&Edit::set(Path::parse("a"), Value::Number(2.0)))
        );
    }

    #[test]
    fn a_new_step_keeps_what_was_undone_as_a_branch() {
        let mut history = History::default();
        history.push(step("a", 1.0, None));
        history.push(step("b", 1.0, None));
        let state = history.now();
        let undone = history.undo().map(|step| step.label.clone());
        assert_eq!(undone.as_deref(), Some("b"));
        history.push(step("c", 1.0, None));
        assert_eq!(history.redo(), None);
        assert_eq!(labels(&history), ["a", "c"]);
        let lines: Vec<(usize, &str, bool)> = history
            .branches()
            .iter()
            .map(|line| (line.depth, line.label, line.in_force))
            .collect();
        assert_eq!(
            lines,
            [
                (0, "", true),
                (0, "a", true),
                (1, "b", false),
                (1, "c", true)
            ]
        );
        history.go(state);
        assert_eq!(labels(&history), ["a", "b"]);
        // Redo follows the branch that was visited last.
        history.undo();
        history.redo();
        assert_eq!(labels(&history), ["a", "b"]);
    }

    #[test]
    fn a_step_taken_again_at_the_same_place_is_the_same_step() {
        let mut history = History::default();
        history.push(step("a", 1.0, None));
        history.undo();
        history.push(step("a", 1.0, None));
        assert_eq!(history.branches().len(), 2);
    }

    #[test]
    fn a_slide_does_not_change_a_step_that_others_follow() {
        let mut history = History::default();
        history.push(step("a", 1.0, Some("a")));
        history.push(step("b", 1.0, None));
        history.undo();
        history.push(step("a", 2.0, Some("a")));
        assert_eq!(history.branches().len(), 4);
    }

    #[test]
    fn a_history_comes_back_from_its_steps() {
        let mut history = History::default();
        history.push(step("a", 1.0, None));
        history.push(step("b", 1.0, None));
        history.undo();
        history.push(step("c", 1.0, None));
        let steps: Vec<(usize, Step)> = history
            .all()
            .map(|(parent, step)| (parent, step.clone()))
            .collect();
        let again = History::of(steps, history.now());
        assert_eq!(again.branches(), history.branches());
        assert_eq!(History::of([(7, step("a", 1.0, None))], 9).now(), 1);
    }

    #[test]
    fn the_oldest_branches_are_forgotten_first() {
        let mut history = History::default();
        history.push(step("old", 1.0, None));
        history.undo();
        for i in 0..MOST_STEPS {
            history.push(step(&format!("s{i}"), 1.0, None));
        }
        assert_eq!(history.all().count(), MOST_STEPS);
        assert_eq!(labels(&history).len(), MOST_STEPS);
        assert_eq!(labels(&history)[0], "s0");
        history.undo();
        assert_eq!(history.redo().map(|step| step.label.as_str()), Some("s999"));
    }
}
