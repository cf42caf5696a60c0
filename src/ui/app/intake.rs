//! An import: what its keys mean, and what comes back from the reading.

use std::path::PathBuf;

use crossterm::event::KeyEvent;

use super::dialogs::moved;
use super::{App, Effect};
use crate::session::IntakeWord;
use crate::session::command::Command;
use crate::ui::folder::{Folder, Picked};
use crate::ui::intake::{Intake, Reader, Stage, changes, chosen};
use crate::ui::overlay::Overlay;
use crate::ui::screens::reading_room;

/// Columns by which a key shifts wide lines.
const SHIFT: usize = 8;

impl App {
    /// Opens the choice of files to import.
    pub(super) fn open_intake(&mut self) {
        self.overlays.push(Overlay::Intake(Box::new(Intake::new())));
        self.effects.push(Effect::Folder(PathBuf::from(".")));
    }

    fn intake(&mut self) -> Option<&mut Intake> {
        match self.overlays.last_mut() {
            Some(Overlay::Intake(intake)) => Some(intake),
            _ => None,
        }
    }

    /// Shows a folder that was read.
    pub fn folder_is(&mut self, folder: Folder) {
        if let Some(intake) = self.intake() {
            intake.files.show(folder);
        }
    }

    /// Whether keys are typed into the choice of files.
    pub(super) fn picks_files(&self) -> bool {
        matches!(self.overlays.last(), Some(Overlay::Intake(intake)) if matches!(intake.stage, Stage::Pick))
    }

    /// A key in the choice of files.
    pub(super) fn files_key(&mut self, key: &KeyEvent) {
        if let Some(intake) = self.intake() {
            let picked = intake.files.key(key);
            self.picked(picked);
        }
    }

    fn picked(&mut self, picked: Picked) {
        match picked {
            Picked::Nothing => {}
            Picked::Folder(folder) => self.effects.push(Effect::Folder(folder)),
            Picked::Left => {
                self.overlays.pop();
            }
            Picked::Files(files) => {
                if let Some(intake) = self.intake() {
                    intake.stage = Stage::Reading {
                        files: files.len(),
                        share: 0.0,
                    };
                    self.effects.push(Effect::Import(files));
                }
            }
        }
    }

    /// A click on a row of the files: selects it, and opens it where it is selected.
    pub(super) fn click_file(&mut self, i: usize) {
        let Some(intake) = self.intake() else { return };
        let files = &mut intake.files;
        if i >= files.rows().len() {
            return;
        }
        if files.selected == i {
            let picked = files.open();
            self.picked(picked);
        } else {
            files.selected = i;
        }
    }

    /// Takes a word of the import that runs.
    pub fn intake_says(&mut self, word: IntakeWord) {
        let Some(intake) = self.intake() else { return };
        let Stage::Reading { share, .. } = &mut intake.stage else {
            return;
        };
        match word {
            IntakeWord::Read(read) => *share = read.clamp(0.0, 1.0),
            IntakeWord::Faulty(words) => intake.stage = Stage::Faulty(Reader::of(&words)),
            IntakeWord::Done(taken) => {
                let reader = Reader::of(&taken.report);
                intake.stage = Stage::Report(taken, reader);
            }
        }
    }

    /// Stops the import that runs; says whether one did.
    pub(super) fn stops_intake(&mut self) -> bool {
        let Some(intake) = self.intake() else {
            return false;
        };
        if !matches!(intake.stage, Stage::Reading { .. }) {
            return false;
        }
        intake.stage = Stage::Pick;
        self.effects.push(Effect::StopImport);
        self.tell("stopped; nothing is changed");
        true
    }

    /// A key where nothing is typed.
    pub(super) fn intake_key(&mut self, command: Option<Command>) {
        let (Some(command), room) = (command, reading_room(self)) else {
            return;
        };
        if command == Command::Back && self.stops_intake() {
            return;
        }
        let Some(intake) = self.intake() else { return };
        match command {
            Command::Quit => {
                self.stops_intake();
                self.overlays.pop();
            }
            Command::Back => self.one_stage_back(),
            Command::Open => self.one_stage_on(),
            Command::NextPane | Command::PreviousPane => {
                if let Stage::Changes { taken, replace, .. } = &intake.stage {
                    intake.stage = changes(taken.clone(), !replace);
                }
            }
            command => {
                if let Some(reader) = intake.reader_mut() {
                    scrolled(reader, command, room);
                } else {
                    let last = intake.files.rows().len().saturating_sub(1);
                    intake.files.selected = moved(intake.files.selected, command, last);
                }
            }
        }
    }

    fn one_stage_back(&mut self) {
        let Some(intake) = self.intake() else { return };
        match &intake.stage {
            Stage::Changes { taken, .. } => {
                let reader = Reader::of(&taken.report);
                intake.stage = Stage::Report(taken.clone(), reader);
            }
            Stage::Pick | Stage::Reading { .. } => {
                self.overlays.pop();
            }
            Stage::Faulty(_) | Stage::Report(..) => intake.stage = Stage::Pick,
        }
    }

    fn one_stage_on(&mut self) {
        let Some(intake) = self.intake() else { return };
        match &intake.stage {
            Stage::Report(taken, _) => intake.stage = changes(taken.clone(), false),
            Stage::Faulty(_) => intake.stage = Stage::Pick,
            Stage::Changes { taken, replace, .. } => {
                let merge = chosen(taken, *replace);
                let step = merge.step(taken.format.name(), &taken.files);
                self.overlays.pop();
                if step.edits.is_empty() {
                    self.tell("nothing was left to change");
                } else if let Err(refusal) = self.take(step) {
                    self.complain(refusal);
                }
            }
            Stage::Pick | Stage::Reading { .. } => {}
        }
    }
}

/// Moves in the words, of which `room` columns and last first line are known.
fn scrolled(reader: &mut Reader, command: Command, (width, last): (usize, usize)) {
    match command {
        Command::Left => reader.shift = reader.shift.saturating_sub(SHIFT),
        Command::Right => reader.shift = (reader.shift + SHIFT).min(reader.most_shift(width)),
        command => reader.scroll = moved(reader.scroll, command, last),
    }
}
