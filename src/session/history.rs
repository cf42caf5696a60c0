//! Edits in steps that can be undone and redone.

use crate::model::Edit;

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

/// The steps done so far, and those undone.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct History {
    steps: Vec<Step>,
    /// How many of the steps are in force.
    done: usize,
    /// Whether the last step may still grow.
    open: bool,
}

impl History {
    /// Adds a step; what was undone is forgotten. A slide on the same thing as the last one grows that step.
    pub fn push(&mut self, step: Step) {
        self.steps.truncate(self.done);
        let grows = self.open && step.slides.is_some();
        match self
            .steps
            .last_mut()
            .filter(|last| grows && last.slides == step.slides)
        {
            Some(last) => {
                last.label = step.label;
                for edit in step.edits {
                    match last.edits.iter_mut().find(|known| known.path == edit.path) {
                        Some(known) => known.value = edit.value,
                        None => last.edits.push(edit),
                    }
                }
            }
            None => self.steps.push(step),
        }
        self.done = self.steps.len();
        self.open = true;
    }

    /// Ends the step that slides have been growing.
    pub fn seal(&mut self) {
        self.open = false;
    }

    /// Takes the last step back and says which it was.
    pub fn undo(&mut self) -> Option<&Step> {
        self.seal();
        self.done = self.done.checked_sub(1)?;
        self.steps.get(self.done)
    }

    /// Does the step again that was taken back last.
    pub fn redo(&mut self) -> Option<&Step> {
        self.seal();
        let step = self.steps.get(self.done)?;
        self.done += 1;
        Some(step)
    }

    /// The edits in force, in the order in which they were made.
    pub fn edits(&self) -> impl Iterator<Item = &Edit> {
        self.steps[..self.done].iter().flat_map(|step| &step.edits)
    }

    /// The steps in force, the last one last.
    pub fn steps(&self) -> &[Step] {
        &self.steps[..self.done]
    }

    /// How many steps could be redone.
    pub fn undone(&self) -> usize {
        self.steps.len() - self.done
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Node, Path};

    fn step(path: &str, value: f64, slides: Option<&str>) -> Step {
        Step {
            label: path.to_owned(),
            edits: vec![Edit::set(Path::parse(path), Node::Number(value))],
            slides: slides.map(str::to_owned),
        }
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
            Some(&Edit::set(Path::parse("a"), Node::Number(2.0)))
        );
    }

    #[test]
    fn a_new_step_forgets_what_was_undone() {
        let mut history = History::default();
        history.push(step("a", 1.0, None));
        history.push(step("b", 1.0, None));
        assert_eq!(
            history.undo().map(|s| s.label.clone()).as_deref(),
            Some("b")
        );
        history.push(step("c", 1.0, None));
        assert_eq!(history.redo(), None);
        assert_eq!(
            history
                .steps()
                .iter()
                .map(|s| s.label.as_str())
                .collect::<Vec<_>>(),
            ["a", "c"]
        );
    }
}
