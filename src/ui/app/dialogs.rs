//! What a key means in a dialog: lists to choose from, lines to type, pages to read.

use crossterm::event::{Event as TerminalEvent, KeyCode, KeyEvent};
use tui_input::Input as Line;
use tui_input::backend::crossterm::EventHandler;

use super::search::Hits;
use super::{App, Card, ScreenId};
use crate::model::Path;
use crate::session::Scheme;
use crate::session::command::{Command, Entry, entries, keys_shown};
use crate::ui::inputs::Panel;
use crate::ui::overlay::{Choice, HelpList, Overlay, Picker, Prompt, Purpose, Take};

/// Where a movement leads in a list whose last row is `last`.
pub(super) fn moved(at: usize, command: Command, last: usize) -> usize {
    match command {
        Command::Up => at.saturating_sub(1),
        Command::Down => (at + 1).min(last),
        Command::PageUp | Command::MuchUp => at.saturating_sub(10),
        Command::PageDown | Command::MuchDown => (at + 10).min(last),
        Command::First => 0,
        Command::Last => last,
        _ => at.min(last),
    }
}

impl App {
    /// What the palette offers now.
    pub fn choices(&self) -> Vec<Choice> {
        let mut choices = self.command_choices();
        choices.extend(self.input_choices());
        for (i, card) in self.shelf.cards.iter().enumerate() {
            if let Card::Whole { snapshot, .. } = card {
                choices.push(Choice {
                    name: format!("snapshot {}", snapshot.name),
                    detail: snapshot.note.clone(),
                    key: String::new(),
                    refused: false,
                    take: Take::Snapshot(i),
                });
            }
        }
        choices.extend(Scheme::ALL.into_iter().map(|scheme| Choice {
            name: format!("theme {}", scheme.name()),
            detail: scheme.about().to_owned(),
            key: String::new(),
            refused: false,
            take: Take::Theme(scheme),
        }));
        choices
    }

    pub(super) fn input_choices(&self) -> Vec<Choice> {
        let currency = &self.workspace.scenario().currency;
        let inputs = self.workspace.inputs().iter();
        inputs
            .map(|input| Choice {
                name: input.label.clone(),
                detail: crate::ui::inputs::short(input, currency),
                key: String::new(),
                refused: false,
                take: Take::Input(input.path.clone()),
            })
            .collect()
    }

    /// The commands that the palette offers.
    fn command_choices(&self) -> Vec<Choice> {
        let entries = entries().filter(|entry| !entry.command.moves());
        entries.map(|entry| self.choice_of(entry)).collect()
    }

    /// All commands, as help lists them.
    pub fn all_commands(&self) -> Vec<Choice> {
        entries().map(|entry| self.choice_of(entry)).collect()
    }

    /// A command in a list; one that can't be run now says why instead of what it does.
    fn choice_of(&self, entry: &Entry) -> Choice {
        let reason = self.lacks(entry.command);
        let keys = self.keys.of(entry.command);
        let keys: Vec<String> = keys.iter().map(|key| keys_shown(key)).collect();
        Choice {
            name: entry.name.to_owned(),
            detail: reason.unwrap_or(entry.help).to_owned(),
            key: keys.join(" "),
            refused: reason.is_some(),
            take: Take::Command(entry.command),
        }
    }

    /// What the open list offers.
    fn offered(&self) -> Vec<Choice> {
        match self.overlays.last() {
            Some(Overlay::Palette(_)) => self.choices(),
            Some(Overlay::Search(_)) => self.findable(),
            Some(Overlay::Sort(_)) => self.sort_choices(),
            Some(Overlay::Help(_)) => self.all_commands(),
            _ => Vec::new(),
        }
    }

    pub(super) fn picker_key(&mut self, key: &KeyEvent) {
        let choices = self.offered();
        let Some(Overlay::Palette(picker) | Overlay::Search(picker) | Overlay::Sort(picker)) =
            self.overlays.last_mut()
        else {
            return;
        };
        let last = picker.matches(&choices).len().saturating_sub(1);
        match key.code {
            KeyCode::Esc => {
                self.overlays.pop();
            }
            KeyCode::Enter => self.take_selected(),
            _ => picker.edit(key, last),
        }
    }

    /// The last row of the open list.
    pub(super) fn last_row(&self) -> usize {
        let choices = self.offered();
        let picker = self.overlays.last().and_then(Overlay::picker);
        picker.map_or(0, |picker| picker.matches(&choices).len().saturating_sub(1))
    }

    /// Takes the selected row of the open list.
    pub(super) fn take_selected(&mut self) {
        let choices = self.offered();
        let overlay = self.overlays.pop();
        let Some(picker) = overlay.as_ref().and_then(Overlay::picker) else {
            return;
        };
        let matches = picker.matches(&choices);
        let take = matches
            .get(picker.selected)
            .map(|choice| choice.take.clone());
        if let Some(Overlay::Search(_)) = overlay {
            let takes = matches.iter().map(|choice| choice.take.clone()).collect();
            self.hits = Hits {
                takes,
                at: picker.selected,
            };
        }
        if let Some(take) = take {
            self.take_choice(&take);
        }
    }

    pub(in crate::ui) fn take_choice(&mut self, take: &Take) {
        match take {
            Take::Command(command) => self.command(*command),
            Take::Input(path) => {
                self.found = None;
                self.open_input(path);
            }
            Take::Figure(found) => self.go_to_figure(found),
            Take::Snapshot(i) => {
                self.panel = None;
                self.go(ScreenId::Snapshots);
                self.shelf.selected = *i;
            }
            Take::Sort(table, column, is_number) => self.sort_by(*table, *column, *is_number),
            Take::Theme(scheme) => self.choose_theme(*scheme),
        }
    }

    pub(super) fn open_input(&mut self, path: &Path) {
        let mut panel = Panel::default();
        panel.select(&self.workspace, path);
        self.panel = Some(panel);
    }

    /// A key on an open dialog that is not typed into a line.
    pub(super) fn dialog_key(&mut self, command: Option<Command>) {
        match self.overlays.last() {
            Some(Overlay::Help(_)) => self.help_key(command),
            Some(Overlay::Choose { .. }) => self.choose_key(command),
            Some(Overlay::History { .. }) => self.history_key(command),
            Some(Overlay::Offer(_)) => self.offer_key(command),
            Some(Overlay::Page(_)) => self.page_key(command),
            Some(Overlay::Figures { .. }) => self.figures_key(command),
            Some(Overlay::Asked { .. }) => self.asked_key(command),
            Some(Overlay::Evidence(_)) => self.evidence_key(command),
            Some(Overlay::Intake(_)) => self.intake_key(command),
            Some(Overlay::Swings) => self.swings_key(command),
            _ => {}
        }
    }

    fn help_key(&mut self, command: Option<Command>) {
        let choices = self.all_commands();
        let Some(Overlay::Help(help)) = self.overlays.last_mut() else {
            return;
        };
        let picker = &mut help.picker;
        let last = picker.matches(&choices).len().saturating_sub(1);
        match command {
            Some(Command::Find) => help.typing = true,
            Some(Command::Open) => self.take_selected(),
            Some(Command::Back) if !picker.line.value().is_empty() => *picker = Picker::default(),
            Some(Command::Back | Command::Help | Command::Quit) => {
                self.overlays.pop();
            }
            Some(command) => picker.selected = moved(picker.selected, command, last),
            None => {}
        }
    }

    pub(super) fn help_typed(&mut self, key: &KeyEvent) {
        let choices = self.all_commands();
        let Some(Overlay::Help(help)) = self.overlays.last_mut() else {
            return;
        };
        let last = help.picker.matches(&choices).len().saturating_sub(1);
        match key.code {
            KeyCode::Esc => *help = HelpList::default(),
            KeyCode::Enter => self.take_selected(),
            _ => help.picker.edit(key, last),
        }
    }

    pub(super) fn open_history(&mut self) {
        let branches = self.workspace.history().branches();
        let now = self.workspace.history().now();
        let selected = branches
            .iter()
            .position(|line| line.state == now)
            .unwrap_or(0);
        self.overlays.push(Overlay::History { selected });
    }

    fn history_key(&mut self, command: Option<Command>) {
        let branches = self.workspace.history().branches();
        let states: Vec<usize> = branches.iter().map(|line| line.state).collect();
        let Some(Overlay::History { selected }) = self.overlays.last_mut() else {
            return;
        };
        match command {
            Some(Command::Open) => {
                let state = states.get(*selected).copied();
                self.overlays.pop();
                if let Some(state) = state {
                    self.go_to_state(state);
                }
            }
            Some(Command::Back | Command::Quit | Command::History) => {
                self.overlays.pop();
            }
            Some(command) => {
                *selected = moved(*selected, command, states.len().saturating_sub(1));
            }
            None => {}
        }
    }

    fn page_key(&mut self, command: Option<Command>) {
        let last = crate::ui::screens::last_page_scroll(self);
        let Some(Overlay::Page(page)) = self.overlays.last_mut() else {
            return;
        };
        match command {
            Some(Command::Back | Command::Quit | Command::Open) => {
                self.overlays.pop();
            }
            Some(command) => page.scroll = moved(page.scroll, command, last),
            None => {}
        }
    }

    pub(super) fn open_choose(&mut self) {
        let (a, b) = (self.workspace.a, self.workspace.b);
        self.overlays.push(Overlay::Choose { row: b, a, b });
    }

    fn choose_key(&mut self, command: Option<Command>) {
        let last = self.workspace.scenario().portfolios.len() - 1;
        let Some(Overlay::Choose { row, a, b }) = self.overlays.last_mut() else {
            return;
        };
        match command {
            Some(Command::Up) => *row = row.saturating_sub(1),
            Some(Command::Down) => *row = (*row + 1).min(last),
            Some(Command::Left | Command::Appetite) => *a = *row,
            Some(Command::Right | Command::Band) => *b = *row,
            Some(Command::Swap) => std::mem::swap(a, b),
            Some(Command::Open) => {
                let (a, b) = (*a, *b);
                self.overlays.pop();
                self.compare(a, b);
            }
            Some(Command::Back | Command::Quit | Command::Choose) => {
                self.overlays.pop();
            }
            _ => {}
        }
    }

    pub(super) fn prompt_value(&mut self) {
        let Some(input) = self.selected_input() else {
            return;
        };
        let value = self
            .workspace
            .document()
            .at(&input.path)
            .map(|node| node.bare().flow())
            .unwrap_or_default();
        let title = input.label.clone();
        let hint = match &input.kind {
            crate::model::InputKind::Choice { of, .. } => of.join(", "),
            crate::model::InputKind::Law(_) => {
                "a number, {lognormal: {median: 4, p90: 14}}, {ci90: {low: 1, high: 9}}, {pert: {min, mode, max}} …".to_owned()
            }
            crate::model::InputKind::Number { .. } if input.unit == crate::units::Unit::Share => {
                "a fraction such as 0.4, or 40 %".to_owned()
            }
            crate::model::InputKind::Number { .. } => format!("a number {}", input.unit.suffix()),
        };
        let purpose = Purpose::Value(input.path.clone());
        self.overlays.push(Overlay::Prompt(Prompt {
            title,
            hint,
            line: Line::new(value),
            error: None,
            purpose,
        }));
    }

    pub(super) fn prompt_appetite(&mut self) {
        let value = self
            .chart
            .appetite
            .map(|loss| format!("{loss:e}"))
            .unwrap_or_default();
        self.overlays.push(Overlay::Prompt(Prompt {
            title: "appetite: the loss a year that you are ready to bear".to_owned(),
            hint: "an amount such as 5e7; nothing takes the line away".to_owned(),
            line: Line::new(value),
            error: None,
            purpose: Purpose::Appetite,
        }));
    }

    pub(super) fn prompt_key(&mut self, key: &KeyEvent) {
        let Some(Overlay::Prompt(prompt)) = self.overlays.last_mut() else {
            return;
        };
        match key.code {
            KeyCode::Esc => {
                self.overlays.pop();
            }
            KeyCode::Enter => {
                let (purpose, text) = (
                    prompt.purpose.clone(),
                    prompt.line.value().trim().to_owned(),
                );
                match self.typed(&purpose, &text) {
                    Ok(()) => {
                        self.overlays.pop();
                    }
                    Err(words) => {
                        if let Some(Overlay::Prompt(prompt)) = self.overlays.last_mut() {
                            prompt.error = Some(words);
                        }
                    }
                }
            }
            _ => {
                prompt.error = None;
                prompt.line.handle_event(&TerminalEvent::Key(*key));
            }
        }
    }

    fn typed(&mut self, purpose: &Purpose, text: &str) -> Result<(), String> {
        match purpose {
            Purpose::Value(path) => self.type_value(path, text),
            Purpose::Appetite if text.is_empty() => {
                self.chart.appetite = None;
                Ok(())
            }
            Purpose::Appetite => {
                let loss: f64 = text
                    .parse()
                    .map_err(|_| format!("`{text}` is not a number"))?;
                if !(loss.is_finite() && loss >= 0.0) {
                    return Err("must be at least 0".to_owned());
                }
                self.chart.appetite = Some(loss);
                Ok(())
            }
            Purpose::WatchNumber | Purpose::WatchQuantile => self.watch_typed(purpose, text),
            Purpose::Save | Purpose::Rename | Purpose::Annotate => self.shelf_typed(purpose, text),
        }
    }
}
