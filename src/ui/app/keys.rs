//! What a key means where it is pressed.

use crossterm::event::{Event as TerminalEvent, KeyCode, KeyEvent, KeyModifiers};
use tui_input::Input as Line;
use tui_input::backend::crossterm::EventHandler;

use super::{App, Effect, Pane, ScreenId};
use crate::model::Path;
use crate::session::command::{Command, Entry, Pressed, entries, keys_shown};
use crate::ui::inputs::Panel;
use crate::ui::keymap;
use crate::ui::overlay::{Choice, Overlay, Picker, Prompt, Purpose, Take};

impl App {
    pub(super) fn key(&mut self, key: &KeyEvent) {
        let Some(name) = keymap::key_name(key) else {
            return;
        };
        // A word stays until the next key, then the progress of the trials is to be seen again.
        self.toast = None;
        // These work even while a line is typed.
        if key.modifiers.contains(KeyModifiers::CONTROL) && key.code == KeyCode::Char('c') {
            return self.quit();
        }
        if let Pressed::Command(command @ (Command::Suspend | Command::Redraw)) =
            self.keys.meaning(&name)
            && name.starts_with("ctrl-")
        {
            return self.command(command);
        }
        match self.overlays.last() {
            Some(Overlay::Palette(_)) => self.palette_key(key),
            Some(Overlay::Prompt(_)) => self.prompt_key(key),
            None if self.panel.as_ref().is_some_and(|panel| panel.typing) => self.filter_key(key),
            _ => self.named_key(&name),
        }
    }

    /// Takes a key that is not typed into a line, alone or as one of a sequence.
    fn named_key(&mut self, name: &str) {
        let began = !self.pressed.is_empty();
        if began {
            self.pressed.push(' ');
        }
        self.pressed.push_str(name);
        let command = match self.keys.meaning(&self.pressed) {
            Pressed::Prefix => return,
            Pressed::Command(command) => Some(command),
            Pressed::Nothing => None,
        };
        let pressed = std::mem::take(&mut self.pressed);
        match self.overlays.last() {
            Some(Overlay::Help { .. }) => self.help_key(command),
            Some(Overlay::Choose { .. }) => self.choose_key(command),
            _ => match command {
                Some(command) => self.command(command),
                None if began && name != "esc" => {
                    self.tell(format!("{} is no command", keys_shown(&pressed)));
                }
                None => {}
            },
        }
    }

    /// A paste is text for a line that is typed, and nothing elsewhere: pasted keys must not run commands.
    pub(super) fn paste(&mut self, text: &str) {
        let clean: String = text
            .chars()
            .filter(|c| !c.is_control())
            .take(1_000)
            .collect();
        let insert = |line: &mut Line| {
            for c in clean.chars() {
                line.handle(tui_input::InputRequest::InsertChar(c));
            }
        };
        match self.overlays.last_mut() {
            Some(Overlay::Palette(picker)) => insert(&mut picker.line),
            Some(Overlay::Prompt(prompt)) => insert(&mut prompt.line),
            Some(_) => {}
            None => match self.panel.as_mut().filter(|panel| panel.typing) {
                Some(panel) => insert(&mut panel.filter),
                None => self.tell("pasted text is ignored here"),
            },
        }
    }

    /// Runs a command, wherever it came from, or says why it can't be run now.
    pub(super) fn command(&mut self, command: Command) {
        if let Some(reason) = self.lacks(command) {
            return self.tell(reason);
        }
        match command {
            Command::Quit => self.quit(),
            Command::Back => self.back(),
            Command::Overview => self.go(ScreenId::Overview),
            Command::Exceedance => self.go(ScreenId::Exceedance),
            Command::Concentration => self.go(ScreenId::Concentration),
            Command::Snapshots => self.go(ScreenId::Snapshots),
            Command::NextScreen => self.go_by(1),
            Command::PreviousScreen => self.go_by(-1),
            Command::Inputs => self.toggle_panel(),
            Command::Find => self.find(),
            Command::Undo if self.undoes_on_shelf() => self.undo_shelf(),
            Command::Undo => self.undo(),
            Command::Redo => self.redo(),
            Command::Save => self.prompt_save(),
            Command::Choose => self.open_choose(),
            Command::Swap => self.compare(self.workspace.b, self.workspace.a),
            Command::Palette => self.overlays.push(Overlay::Palette(Picker::default())),
            Command::Help => self.overlays.push(Overlay::Help { scroll: 0 }),
            Command::Reseed => self.reseed(),
            Command::MoreTrials => self.set_trials(self.trials.saturating_mul(10)),
            Command::FewerTrials => self.set_trials(self.trials / 10),
            Command::Redraw => self.effects.push(Effect::Redraw),
            Command::Suspend => self.effects.push(Effect::Suspend),
            Command::Copy => self.copy(),
            Command::Type => self.prompt_value(),
            Command::Reset if self.panel.is_some() => self.reset_input(),
            Command::LogLoss => self.chart.log_loss = !self.chart.log_loss,
            Command::LogProbability => self.chart.log_probability = !self.chart.log_probability,
            Command::Band => self.chart.band = !self.chart.band,
            Command::Table => {
                self.chart.table = !self.chart.table;
                self.chart.scroll = 0;
            }
            Command::Appetite => self.prompt_appetite(),
            Command::MixOther => self.mixer.mixes_a = !self.mixer.mixes_a,
            Command::Lock => self.toggle_lock(),
            Command::Rename | Command::Annotate | Command::Delete => self.shelf_command(command),
            movement => self.movement(movement),
        }
    }

    fn movement(&mut self, command: Command) {
        if self.panel.is_some() {
            return self.panel_move(command);
        }
        match (self.screen, self.pane) {
            (ScreenId::Overview, Pane::Main) => self.mixer_command(command),
            (ScreenId::Overview, Pane::Parts) | (ScreenId::Concentration, _) => {
                self.scroll(command);
            }
            (ScreenId::Snapshots, _) => self.shelf_move(command),
            (ScreenId::Exceedance, _)
                if matches!(command, Command::NextPane | Command::PreviousPane) =>
            {
                self.chart.curve = self.chart.curve.other();
                // The cursor stands on a loss of the other curve.
                self.chart.cursor = None;
            }
            (ScreenId::Exceedance, _) if self.chart.table => self.scroll(command),
            (ScreenId::Overview | ScreenId::Exceedance, _) => self.chart_command(command),
        }
    }

    fn go(&mut self, screen: ScreenId) {
        if self.screen != screen {
            self.screen = screen;
            self.pane = Pane::default();
            self.chart.scroll = 0;
            self.workspace.seal();
        }
    }

    fn go_by(&mut self, by: isize) {
        let at = ScreenId::ALL
            .iter()
            .position(|screen| *screen == self.screen)
            .unwrap_or(0);
        let at = at.saturating_add_signed(by).min(ScreenId::ALL.len() - 1);
        self.go(ScreenId::ALL[at]);
    }

    /// One step back: a dialog, a filter, the panel, a cursor; it never leaves the program.
    fn back(&mut self) {
        if self.overlays.pop().is_some() {
            return;
        }
        if let Some(panel) = &mut self.panel {
            if panel.filter.value().is_empty() {
                self.panel = None;
            } else {
                let path = panel.input(&self.workspace).map(|input| input.path.clone());
                panel.filter = Line::default();
                if let Some(path) = path {
                    panel.select(&self.workspace, &path);
                }
            }
        } else if self.chart.cursor.take().is_none() && self.pane != Pane::Main {
            self.pane = Pane::Main;
        }
        self.toast = None;
    }

    fn toggle_panel(&mut self) {
        self.panel = match self.panel.take() {
            Some(_) => None,
            None => Some(Panel::default()),
        };
        self.workspace.seal();
    }

    fn find(&mut self) {
        let panel = self.panel.get_or_insert_default();
        panel.typing = true;
        panel.selected = 0;
    }

    fn filter_key(&mut self, key: &KeyEvent) {
        let Some(panel) = &mut self.panel else { return };
        match key.code {
            KeyCode::Enter => panel.typing = false,
            KeyCode::Esc => {
                panel.typing = false;
                panel.filter = Line::default();
                panel.selected = 0;
            }
            KeyCode::Up | KeyCode::Down => {
                let by = if key.code == KeyCode::Up { -1 } else { 1 };
                let last = panel.rows(&self.workspace).len().saturating_sub(1);
                panel.selected = panel.selected.saturating_add_signed(by).min(last);
            }
            _ => {
                panel.filter.handle_event(&TerminalEvent::Key(*key));
                panel.selected = 0;
            }
        }
    }

    fn panel_move(&mut self, command: Command) {
        let Some(panel) = &mut self.panel else { return };
        let last = panel.rows(&self.workspace).len().saturating_sub(1);
        let to = |by: isize| panel.selected.saturating_add_signed(by).min(last);
        let target = match command {
            Command::Up => to(-1),
            Command::Down => to(1),
            Command::MuchUp | Command::PageUp => to(-10),
            Command::MuchDown | Command::PageDown => to(10),
            Command::First => 0,
            Command::Last => last,
            Command::Left => return self.nudge(-1),
            Command::Right => return self.nudge(1),
            Command::MuchLeft => return self.nudge(-10),
            Command::MuchRight => return self.nudge(10),
            Command::Open => return self.prompt_value(),
            _ => return,
        };
        panel.selected = target;
        self.workspace.seal();
    }

    fn mixer_command(&mut self, command: Command) {
        match command {
            Command::Left => self.mixer_move(-1),
            Command::Right => self.mixer_move(1),
            Command::First => self.mixer_move(isize::MIN),
            Command::Last => self.mixer_move(isize::MAX),
            Command::Up => self.mix(1),
            Command::Down => self.mix(-1),
            Command::MuchUp | Command::PageUp => self.mix(10),
            Command::MuchDown | Command::PageDown => self.mix(-10),
            Command::NextPane => self.pane = Pane::Chart,
            Command::PreviousPane => self.pane = Pane::Parts,
            _ => {}
        }
    }

    fn scroll(&mut self, command: Command) {
        let scroll = self.chart.scroll;
        self.chart.scroll = match command {
            Command::Up => scroll.saturating_sub(1),
            Command::Down => scroll + 1,
            Command::PageUp | Command::MuchUp => scroll.saturating_sub(10),
            Command::PageDown | Command::MuchDown => scroll + 10,
            Command::First => 0,
            Command::Last => usize::MAX,
            Command::NextPane => {
                self.pane = Pane::Main;
                0
            }
            Command::PreviousPane => {
                self.pane = Pane::Chart;
                0
            }
            _ => scroll,
        }
        .min(crate::ui::screens::last_scroll(self));
    }

    fn chart_command(&mut self, command: Command) {
        let steps = match command {
            Command::Left | Command::Down => -1,
            Command::Right | Command::Up => 1,
            Command::MuchLeft | Command::MuchDown | Command::PageDown => -10,
            Command::MuchRight | Command::MuchUp | Command::PageUp => 10,
            Command::First => isize::MIN,
            Command::Last => isize::MAX,
            Command::Reset => {
                self.chart.cursor = None;
                return;
            }
            Command::NextPane if self.screen == ScreenId::Overview => {
                self.pane = Pane::Parts;
                return;
            }
            Command::PreviousPane if self.screen == ScreenId::Overview => {
                self.pane = Pane::Main;
                return;
            }
            _ => return,
        };
        self.chart.cursor = crate::ui::screens::curves::step_cursor(self, steps);
    }

    /// What the palette offers now.
    pub fn choices(&self) -> Vec<Choice> {
        let mut choices = self.command_choices();
        let currency = &self.workspace.scenario().currency;
        choices.extend(self.workspace.inputs().iter().map(|input| Choice {
            name: input.label.clone(),
            detail: crate::ui::inputs::short(input, currency),
            key: String::new(),
            refused: false,
            take: Take::Input(input.path.clone()),
        }));
        choices
    }

    /// The commands that the palette offers; one that can't be run now says why instead of what it does.
    fn command_choices(&self) -> Vec<Choice> {
        let entries = entries().filter(|entry| !entry.command.moves());
        let choice = |entry: &Entry| {
            let reason = self.lacks(entry.command);
            Choice {
                name: entry.name.to_owned(),
                detail: reason.unwrap_or(entry.help).to_owned(),
                key: self.keys.shown(entry.command),
                refused: reason.is_some(),
                take: Take::Command(entry.command),
            }
        };
        entries.map(choice).collect()
    }

    fn palette_key(&mut self, key: &KeyEvent) {
        let choices = self.choices();
        let Some(Overlay::Palette(picker)) = self.overlays.last_mut() else {
            return;
        };
        let matches = picker.matches(&choices);
        match key.code {
            KeyCode::Esc => {
                self.overlays.pop();
            }
            KeyCode::Up => picker.selected = picker.selected.saturating_sub(1),
            KeyCode::Down => {
                picker.selected = (picker.selected + 1).min(matches.len().saturating_sub(1));
            }
            KeyCode::Enter => {
                let take = matches
                    .get(picker.selected)
                    .map(|choice| choice.take.clone());
                self.overlays.pop();
                match take {
                    Some(Take::Command(command)) => self.command(command),
                    Some(Take::Input(path)) => self.open_input(&path),
                    None => {}
                }
            }
            _ => {
                picker.line.handle_event(&TerminalEvent::Key(*key));
                picker.selected = 0;
            }
        }
    }

    fn open_input(&mut self, path: &Path) {
        let mut panel = Panel::default();
        panel.select(&self.workspace, path);
        self.panel = Some(panel);
    }

    fn help_key(&mut self, command: Option<Command>) {
        let Some(Overlay::Help { scroll }) = self.overlays.last_mut() else {
            return;
        };
        match command {
            Some(Command::Up) => *scroll = scroll.saturating_sub(1),
            Some(Command::Down) => *scroll += 1,
            Some(Command::PageUp) => *scroll = scroll.saturating_sub(10),
            Some(Command::PageDown) => *scroll += 10,
            Some(Command::First) => *scroll = 0,
            Some(Command::Last) => *scroll = usize::MAX,
            Some(Command::Back | Command::Help | Command::Quit | Command::Open) => {
                self.overlays.pop();
            }
            _ => {}
        }
        let last = crate::ui::screens::last_scroll(self);
        if let Some(Overlay::Help { scroll }) = self.overlays.last_mut() {
            *scroll = (*scroll).min(last);
        }
    }

    fn open_choose(&mut self) {
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

    fn prompt_value(&mut self) {
        let Some(input) = self
            .panel
            .as_ref()
            .and_then(|panel| panel.input(&self.workspace))
        else {
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

    fn prompt_appetite(&mut self) {
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

    fn prompt_key(&mut self, key: &KeyEvent) {
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
            Purpose::Save | Purpose::Rename | Purpose::Annotate => self.shelf_typed(purpose, text),
        }
    }

    fn copy(&mut self) {
        if let Some(figures) = &self.run.figures {
            let text = crate::ui::screens::copied(self, figures);
            self.effects.push(Effect::Copy(text));
            self.tell("copied: the verdict and both portfolios' figures");
        }
    }
}
