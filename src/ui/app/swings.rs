//! The list of assumed inputs: opening it, moving in it, going on to an input.

use super::dialogs::moved;
use super::{App, Effect};
use crate::session::SwingWord;
use crate::session::command::Command;
use crate::ui::overlay::Overlay;
use crate::ui::swings::{State, Swings};

impl App {
    /// Opens the list, and has it measured unless that was done.
    pub(super) fn open_swings(&mut self) {
        let known = self.swings.as_ref();
        if !known.is_some_and(|swings| swings.holds_for(&self.workspace, self.seed)) {
            self.swings = Some(Swings::new(&self.workspace, self.seed));
            self.effects.push(Effect::Swing);
        }
        self.overlays.push(Overlay::Swings);
    }

    /// Takes a word of the measurement that runs.
    pub fn swings_say(&mut self, word: SwingWord) {
        if let Some(swings) = &mut self.swings {
            swings.hear(word);
        }
    }

    /// Stops the measurement that runs; says whether one did.
    pub(super) fn stops_swings(&mut self) -> bool {
        match &mut self.swings {
            Some(swings) if swings.state == State::Measuring => {
                swings.state = State::Stopped;
                self.effects.push(Effect::StopSwings);
                true
            }
            _ => false,
        }
    }

    /// A click on a row: selects it, and opens its input where it is selected.
    pub(super) fn click_swing(&mut self, row: usize) {
        let Some(swings) = &mut self.swings else {
            return;
        };
        if row >= swings.rows.len() {
            return;
        }
        if swings.selected == row {
            self.swings_key(Some(Command::Open));
        } else {
            swings.selected = row;
        }
    }

    pub(super) fn swings_key(&mut self, command: Option<Command>) {
        let (Some(command), Some(swings)) = (command, &mut self.swings) else {
            return;
        };
        match command {
            Command::Back | Command::Quit | Command::Swings => {
                self.stops_swings();
                self.overlays.pop();
            }
            Command::Open => {
                let selected = swings.rows.get(swings.selected);
                if let Some(path) = selected.map(|swing| swing.path.clone()) {
                    self.stops_swings();
                    self.overlays.clear();
                    self.open_input(&path);
                }
            }
            command => {
                let last = swings.rows.len().saturating_sub(1);
                swings.selected = moved(swings.selected, command, last);
            }
        }
    }
}
