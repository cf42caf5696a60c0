//! What the mouse means: a click focuses, selects and runs, the wheel moves what is under it, a fader is dragged.

use crossterm::event::{MouseButton, MouseEvent, MouseEventKind};
use ratatui::layout::Position;

use super::{App, Pane};
use crate::session::command::Command;
use crate::ui::overlay::Overlay;
use crate::ui::screens::{Target, under};

/// How much a notch of the wheel shows more or less of a chart.
const ZOOM: f64 = 1.25;

impl App {
    pub(super) fn mouse(&mut self, event: MouseEvent) {
        let at = Position::new(event.column, event.row);
        match event.kind {
            MouseEventKind::Down(MouseButton::Left) => {
                // What was drawn had the toast beside the keys of the footer.
                let target = under(self, at);
                self.toast = None;
                self.pressed.clear();
                self.click(target);
                if matches!(target, Target::Chart | Target::Part(Pane::Chart)) {
                    self.point_at((event.column, event.row));
                }
                self.introduce();
            }
            MouseEventKind::Drag(MouseButton::Left) => {
                // Only the fader that was taken hold of moves, wherever the pointer slips.
                if let Target::Fader(row, fader, Some(share)) = under(self, at)
                    && (row, fader) == (self.mixer.row, self.mixer.fader)
                    && self.pane == Pane::Main
                {
                    self.mix_to(share);
                    self.introduce();
                }
            }
            MouseEventKind::Up(MouseButton::Left) => self.workspace.seal(),
            MouseEventKind::ScrollUp => self.wheel(at, true),
            MouseEventKind::ScrollDown => self.wheel(at, false),
            _ => {}
        }
    }

    fn click(&mut self, target: Target) {
        match target {
            Target::Tab(screen) => self.go(screen),
            Target::Key(command) => self.command(command),
            Target::Row(i) => self.click_row(i),
            Target::Outside => self.dialog_closed(),
            Target::Input(i) => {
                self.workspace.seal();
                match &mut self.panel {
                    Some(panel) if panel.selected == i => self.command(Command::Type),
                    Some(panel) => {
                        panel.typing = false;
                        panel.selected = i;
                    }
                    None => {}
                }
            }
            Target::Filter => self.command(Command::Find),
            Target::Fader(row, fader, share) => {
                self.pane = Pane::Main;
                if (row, fader) != (self.mixer.row, self.mixer.fader) {
                    self.workspace.seal();
                }
                (self.mixer.row, self.mixer.fader) = (row, fader);
                if let Some(share) = share {
                    self.mix_to(share);
                }
            }
            Target::Snapshot(i) if self.shelf.selected == i => self.command(Command::Open),
            Target::Snapshot(i) => self.shelf.selected = i,
            Target::SnapshotHead => self.command(Command::Sort),
            Target::Head(table, column, is_number) => self.sort_by(table, column, is_number),
            Target::Part(pane) => {
                if self.pane != pane {
                    self.chart.scroll = 0;
                    self.workspace.seal();
                }
                self.pane = pane;
            }
            Target::Dialog | Target::Panel | Target::Scrolled | Target::Chart | Target::Nothing => {
            }
        }
    }

    /// A click on a row of a dialog: lists to choose from run it, others select it first.
    fn click_row(&mut self, i: usize) {
        let states = self.workspace.history().branches().len();
        let portfolios = self.workspace.scenario().portfolios.len();
        match self.overlays.last_mut() {
            Some(Overlay::History { selected }) if i < states => {
                if *selected == i {
                    self.dialog_key(Some(Command::Open));
                } else {
                    *selected = i;
                }
            }
            Some(Overlay::Choose { row, .. }) if i < portfolios => *row = i,
            Some(Overlay::Figures { .. } | Overlay::Asked { .. }) => self.click_asked(i),
            Some(Overlay::Intake(_)) => self.click_file(i),
            Some(Overlay::Swings) => self.click_swing(i),
            Some(overlay) => {
                if let Some(picker) = overlay.picker_mut() {
                    picker.selected = i;
                    self.take_selected();
                }
            }
            None => {}
        }
    }

    /// A click beside a dialog closes it, as Esc does; what is asked only once stays.
    fn dialog_closed(&mut self) {
        self.stops_intake();
        self.stops_swings();
        if !matches!(self.overlays.last(), Some(Overlay::Offer(_))) {
            self.overlays.pop();
        }
    }

    fn wheel(&mut self, at: Position, up: bool) {
        let command = if up { Command::Up } else { Command::Down };
        match under(self, at) {
            Target::Row(_) | Target::Dialog => {
                let last = self.last_row();
                if let Some(picker) = self.overlays.last_mut().and_then(Overlay::picker_mut) {
                    picker.selected = super::dialogs::moved(picker.selected, command, last);
                } else {
                    self.dialog_key(Some(command));
                }
            }
            Target::Input(_) | Target::Panel | Target::Filter => self.panel_move(command),
            Target::Fader(row, fader, _) => {
                if (row, fader) != (self.mixer.row, self.mixer.fader) {
                    self.workspace.seal();
                }
                (self.mixer.row, self.mixer.fader) = (row, fader);
                self.pane = Pane::Main;
                self.mix(if up { 1 } else { -1 });
                self.introduce();
            }
            Target::Part(Pane::Parts) => {
                self.pane = Pane::Parts;
                self.scroll(command);
            }
            Target::Chart if self.chart.table => self.scroll(command),
            Target::Part(Pane::Chart) | Target::Chart => {
                self.zoom_under((at.x, at.y), if up { ZOOM } else { 1.0 / ZOOM });
            }
            Target::Scrolled => self.scroll(command),
            Target::Snapshot(_) | Target::SnapshotHead => self.shelf_move(command),
            _ => {}
        }
    }
}
