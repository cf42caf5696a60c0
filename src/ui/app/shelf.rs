//! The snapshots as the program sees them.

use super::App;
use crate::session::SnapshotFolder;
use crate::session::command::Command;
use crate::ui::overlay::Purpose;

/// What is known of the folder of snapshots.
#[derive(Clone, Debug, Default)]
pub struct Shelf {}

/// Work on the folder.
#[derive(Clone, Debug, PartialEq)]
pub enum ShelfTask {
    /// Look what is there.
    List,
}

/// What came of it.
#[derive(Clone, Debug)]
pub struct ShelfWord {}

impl ShelfWord {
    /// Does a task.
    pub(in crate::ui) fn of(_folder: &SnapshotFolder, _task: ShelfTask) -> Self {
        Self {}
    }
}

impl App {
    pub(super) fn undo_shelf(&mut self) {}
    pub(super) fn prompt_save(&mut self) {}
    pub(super) fn shelf_command(&mut self, _command: Command) {}
    pub(super) fn shelf_move(&mut self, _command: Command) {}
    pub(super) fn shelf_typed(&mut self, _purpose: &Purpose, _text: &str) -> Result<(), String> {
        Ok(())
    }
    /// Takes what came of a task.
    pub fn shelf_says(&mut self, _word: ShelfWord) {}
}
