//! What a user has open: a scenario with its edits, and the two portfolios compared.

use std::sync::Arc;

use super::history::{FILE, History, Step};
use crate::model::{Document, Edit, EditFault, Fault, Input, Path, ValidScenario, read};

/// An open scenario.
#[derive(Clone, Debug)]
pub struct Workspace {
    /// Where it came from: a file's path or the name of a shipped scenario.
    pub origin: String,
    /// As the file has it.
    base: Document,
    /// With the edits in force.
    document: Document,
    scenario: Arc<ValidScenario>,
    inputs: Arc<Vec<Input>>,
    history: History,
    /// Index of portfolio A.
    pub a: usize,
    /// Index of portfolio B.
    pub b: usize,
}

/// Why a step was not taken.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Refusal {
    /// An edit leads nowhere.
    #[error(transparent)]
    Edit(#[from] EditFault),
    /// The scenario would break rules.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
    Faults(Vec<Fault>),
}

impl Workspace {
    /// Opens a document, or says all that is wrong with it.
    pub fn open(origin: impl Into<String>, base: Document) -> Result<Self, Vec<Fault>> {
        let reading = read(&base);
        let scenario = Arc::new(reading.scenario?);
        let b = usize::from(scenario.portfolios.len() > 1);
        Ok(Self {
            origin: origin.into(),
            document: base.clone(),
            base,
            scenario,
            inputs: Arc::new(reading.inputs),
            history: History::default(),
            a: 0,
            b,
        })
    }

    /// The scenario with the edits in force.
    pub fn scenario(&self) -> &Arc<ValidScenario> {
        &self.scenario
    }

    /// The document with the edits in force.
    pub fn document(&self) -> &Document {
        &self.document
    }

    /// The document as the file has it.
    pub fn base(&self) -> &Document {
        &self.base
    }

    /// Every value that may be changed.
    pub fn inputs(&self) -> &Arc<Vec<Input>> {
        &self.inputs
    }

    /// The input at `path`.
    pub fn input(&self, path: &Path) -> Option<&Input> {
        self.inputs.iter().find(|input| input.path == *path)
    }

    /// The steps in force.
    pub fn history(&self) -> &History {
        &self.history
    }

    /// Takes a step, or refuses it in words and changes nothing.
    pub fn take(&mut self, step: Step) -> Result<(), Refusal> {
        let mut history = self.history.clone();
        history.push(step);
        self.adopt(history)
    }

    /// Ends a series of small steps on one thing.
    pub fn seal(&mut self) {
        self.history.seal();
    }

    /// Takes the last step back and says what it was.
    pub fn undo(&mut self) -> Option<String> {
        self.turn(History::undo)
    }

    /// Does a step again and says what it is.
    pub fn redo(&mut self) -> Option<String> {
        self.turn(History::redo)
    }

    fn turn(&mut self, turn: impl Fn(&mut History) -> Option<&Step>) -> Option<String> {
        let mut history = self.history.clone();
        let label = turn(&mut history)?.label.clone();
        self.adopt(history).ok()?;
        Some(label)
    }

    /// Goes to any state of the history, or refuses it in words and changes nothing.
    pub fn go(&mut self, state: usize) -> Result<(), Refusal> {
        let mut history = self.history.clone();
        history.go(state);
        self.adopt(history)
    }

    /// Takes a history in place of this one; none of its steps is in force.
    pub fn restore(&mut self, mut history: History) {
        history.go(FILE);
        if self.go(FILE).is_ok() {
            self.history = history;
        }
    }

    /// Whether anything differs from the file.
    pub fn is_changed(&self) -> bool {
        self.document != self.base
    }

    /// Whether the value at `path` differs from the file's.
    pub fn is_changed_at(&self, path: &Path) -> bool {
        self.document.at(path) != self.base.at(path)
    }

    /// The edits that lead from the file to here: the last one of each path that still makes a difference.
    pub fn edits(&self) -> Vec<Edit> {
        let mut edits: Vec<Edit> = Vec::new();
        for edit in self.history.edits() {
            edits.retain(|known| !edit.path.holds(&known.path));
            edits.push(edit.clone());
        }
        edits.retain(|edit| self.is_changed_at(&edit.path));
        edits
    }

    /// Opens a scenario that was saved with the edits that led to it, and with what leads back from it.
    ///
    /// The edits can be undone as if they had just been made. Where they do not
    /// lead from the base to exactly this document, it is opened without them:
    /// what was saved comes first.
    pub fn reopen(
        origin: impl Into<String>,
        document: Document,
        edits: &[Edit],
        reverts: &[Edit],
    ) -> Result<Self, Vec<Fault>> {
        let mut base = document.clone();
        let reverted = reverts.iter().all(|edit| edit.apply(&mut base).is_ok());
        let origin = origin.into();
        if reverted && let Ok(mut workspace) = Self::open(origin.clone(), base) {
            let mut history = History::default();
            for edits in edits.chunk_by(|a, b| a.path.parent() == b.path.parent()) {
                // Shares of one workload were moved together and only together are a whole.
                let label = edits
                    .iter()
                    .map(ToString::to_string)
                    .collect::<Vec<_>>()
                    .join(", ");
                history.push(Step {
                    label,
                    edits: edits.to_vec(),
                    slides: None,
                });
            }
            if workspace.adopt(history).is_ok() && workspace.document == document {
                return Ok(workspace);
            }
        }
        Self::open(origin, document)
    }

    /// The edits that lead back to the file, in the order to apply them.
    pub fn reverts(&self) -> Vec<Edit> {
        let back = |edit: Edit| Edit {
            value: self.base.at(&edit.path).cloned(),
            path: edit.path,
        };
        self.edits().into_iter().rev().map(back).collect()
    }

    /// The step that puts the file's value back at `path`.
    pub fn reset(&self, path: &Path, label: &str) -> Step {
        let value = self.base.at(path).map(|node| node.bare().clone());
        Step {
            label: format!("{label} back to the file's value"),
            edits: vec![Edit {
                path: path.clone(),
                value,
            }],
            slides: None,
        }
    }

    /// Goes to the state that `history` leads to, if it is one that can be.
    fn adopt(&mut self, history: History) -> Result<(), Refusal> {
        let mut document = self.base.clone();
        for edit in history.edits() {
            edit.apply(&mut document)?;
        }
        let reading = read(&document);
        self.scenario = Arc::new(reading.scenario.map_err(Refusal::Faults)?);
        self.inputs = Arc::new(reading.inputs);
        self.document = document;
        self.history = history;
        let last = self.scenario.portfolios.len() - 1;
        (self.a, self.b) = (self.a.min(last), self.b.min(last));
        Ok(())
    }
}
