//! Asking where an input comes from, and going on to its neighbours.

use super::App;
use crate::session::command::Command;
use crate::ui::evidence::Known;
use crate::ui::overlay::Overlay;

impl App {
    /// What has to do with where inputs come from; says whether the command was such a one.
    pub(super) fn evidence_command(&mut self, command: Command) -> bool {
        match command {
            Command::Evidence => self.open_evidence(),
            Command::Swings => self.open_swings(),
            Command::Import => self.open_intake(),
            _ => return false,
        }
        true
    }

    /// Shows what is known of the selected input.
    pub(super) fn open_evidence(&mut self) {
        if let Some(input) = self.selected_input() {
            let known = Known::of(input, &self.workspace);
            self.overlays.push(Overlay::Evidence(Box::new(known)));
        }
    }

    /// Up and down go on to the inputs beside it; what closes it leaves the last one selected.
    pub(super) fn evidence_key(&mut self, command: Option<Command>) {
        match command {
            Some(Command::Back | Command::Quit | Command::Open | Command::Evidence) => {
                self.overlays.pop();
            }
            Some(
                command @ (Command::Up
                | Command::Down
                | Command::PageUp
                | Command::PageDown
                | Command::First
                | Command::Last),
            ) => {
                self.overlays.pop();
                self.panel_move(command);
                self.open_evidence();
            }
            _ => {}
        }
    }
}
