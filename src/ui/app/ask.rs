//! Asking what a figure is, and going on to the inputs that it rests on.

use super::{App, Pane, ScreenId};
use crate::model::Path;
use crate::session::command::Command;
use crate::session::mixer;
use crate::ui::ask::{AT_CURSOR, Asked, figures_on, rests_on};
use crate::ui::overlay::Overlay;

impl App {
    /// Lists every figure of the screen.
    pub(super) fn list_figures(&mut self, selected: usize) {
        let list = figures_on(self);
        if list.is_empty() {
            return self.tell("there are no figures yet");
        }
        let selected = selected.min(list.len() - 1);
        self.overlays.push(Overlay::Figures { list, selected });
    }

    fn ask_figure(&mut self, figure: Asked) {
        self.overlays.push(Overlay::Asked {
            figure: Box::new(figure),
            selected: 0,
        });
    }

    /// Whether Enter asks for a figure here.
    pub(super) fn asks(&self) -> bool {
        self.panel.is_none()
            && self.screen != ScreenId::Snapshots
            && (self.screen, self.pane) != (ScreenId::Overview, Pane::Main)
    }

    /// Opens the input of the share under the mixer's cursor.
    pub(super) fn open_fader(&mut self) {
        let portfolio = self.mixed_portfolio();
        let scenario = self.workspace.scenario();
        let rows = mixer::rows(scenario, portfolio);
        let row = rows.get(self.mixer.row);
        let place = row.and_then(|row| {
            let (provider, _) = row.faders.get(self.mixer.fader)?;
            let id = &scenario.portfolios.get(portfolio)?.id;
            let keys = [
                "portfolios",
                id.as_str(),
                "placement",
                row.workload.as_str(),
                provider.as_str(),
            ];
            Some(keys.iter().fold(Path::root(), |path, key| path.join(key)))
        });
        if let Some(path) = place {
            self.open_input(&path);
        }
    }

    /// Opens what has the keyboard: the figure that is selected, or the list of all of them.
    pub(super) fn open_figure(&mut self) {
        if let Some(figure) = self.found_figure() {
            return self.ask_figure(figure);
        }
        let figures = figures_on(self);
        let index = match (self.screen, self.pane) {
            (ScreenId::Overview, Pane::Figures) => Some(self.chart.figure),
            (ScreenId::Overview, Pane::Parts) => figures.iter().position(|asked| {
                crate::ui::screens::part_of(self, asked) == Some(self.chart.scroll)
            }),
            // The selected outage comes first of all outages.
            (ScreenId::Timeline, _) => figures
                .iter()
                .position(|asked| asked.definition.id == "charge"),
            // What the cursor reads, where there is one.
            (ScreenId::Exceedance, _) | (ScreenId::Overview, Pane::Chart) => figures
                .iter()
                .position(|asked| asked.name.ends_with(AT_CURSOR)),
            _ => None,
        };
        match index.and_then(|index| figures.into_iter().nth(index)) {
            Some(figure) => self.ask_figure(figure),
            None => self.list_figures(0),
        }
    }

    pub(super) fn figures_key(&mut self, command: Option<Command>) {
        if self.leads_elsewhere(command) {
            return;
        }
        let Some(Overlay::Figures { list, .. }) = self.overlays.last() else {
            return;
        };
        let order = crate::ui::screens::figure_order(self, list);
        let Some(Overlay::Figures { list, selected }) = self.overlays.last_mut() else {
            return;
        };
        let row = order.iter().position(|index| index == selected);
        match moved(command, row.unwrap_or(0), list.len()) {
            Some(to) => *selected = order.get(to).copied().unwrap_or(0),
            None if command == Some(Command::Open) => {
                if let Some(figure) = list.get(*selected).cloned() {
                    self.ask_figure(figure);
                }
            }
            None => self.close_on(command),
        }
    }

    /// Runs what a list of figures leaves to the program: to go on to the next hit, and to sort.
    fn leads_elsewhere(&mut self, command: Option<Command>) -> bool {
        match command {
            Some(Command::NextHit) => self.next_hit(1),
            Some(Command::PreviousHit) => self.next_hit(-1),
            Some(Command::Sort) => self.open_sort(),
            _ => return false,
        }
        true
    }

    /// Selects a row of the list that is open, or opens it where it is selected: what a click does.
    pub(super) fn click_asked(&mut self, row: usize) {
        let index = match self.overlays.last() {
            Some(Overlay::Figures { list, .. }) => {
                let order = crate::ui::screens::figure_order(self, list);
                order.get(row).copied()
            }
            Some(Overlay::Asked { figure, .. }) => {
                Some(row).filter(|row| *row < rests_on(self, &figure.behind).len())
            }
            _ => None,
        };
        let Some(Overlay::Figures { selected, .. } | Overlay::Asked { selected, .. }) =
            self.overlays.last_mut()
        else {
            return;
        };
        match index {
            Some(index) if *selected == index => self.dialog_key(Some(Command::Open)),
            Some(index) => *selected = index,
            None => {}
        }
    }

    pub(super) fn asked_key(&mut self, command: Option<Command>) {
        if matches!(command, Some(Command::NextHit | Command::PreviousHit)) {
            self.leads_elsewhere(command);
            return;
        }
        let Some(Overlay::Asked { figure, selected }) = self.overlays.last() else {
            return;
        };
        let (behind, selected) = (figure.behind.clone(), *selected);
        let rests = rests_on(self, &behind);
        match moved(command, selected, rests.len()) {
            Some(to) => {
                if let Some(Overlay::Asked { selected, .. }) = self.overlays.last_mut() {
                    *selected = to;
                }
            }
            None if command == Some(Command::Open) => {
                if let Some(rest) = rests.get(selected) {
                    self.overlays.clear();
                    self.open_input(&rest.path);
                }
            }
            None => self.close_on(command),
        }
    }

    fn close_on(&mut self, command: Option<Command>) {
        if let Some(Command::Back | Command::Quit | Command::Figures) = command {
            self.overlays.pop();
        }
    }

    /// Moves over the lines of the overview's table.
    pub(super) fn figure_move(&mut self, command: Command) {
        let rows = self.run.figures.as_ref().map_or(0, |figures| {
            crate::ui::screens::overview_rows(self, figures)
        });
        match command {
            Command::NextPane => self.pane = Pane::Main,
            Command::PreviousPane => self.pane = Pane::Parts,
            command => {
                if let Some(to) = moved(Some(command), self.chart.figure, rows) {
                    self.chart.figure = to;
                }
            }
        }
    }
}

/// Where a movement leads in a list.
fn moved(command: Option<Command>, at: usize, len: usize) -> Option<usize> {
    let last = len.saturating_sub(1);
    Some(match command? {
        Command::Up => at.saturating_sub(1),
        Command::Down => (at + 1).min(last),
        Command::PageUp | Command::MuchUp => at.saturating_sub(10),
        Command::PageDown | Command::MuchDown => (at + 10).min(last),
        Command::First => 0,
        Command::Last => last,
        _ => return None,
    })
}
