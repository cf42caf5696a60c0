//! What a key means where it is pressed.

use crossterm::event::{Event as TerminalEvent, KeyCode, KeyEvent};
use tui_input::Input as Line;
use tui_input::backend::crossterm::EventHandler;

use super::{App, Effect, Pane, ScreenId};
use crate::session::command::{Command, Pressed, keys_shown};
use crate::ui::inputs::Panel;
use crate::ui::keymap;
use crate::ui::overlay::{HelpList, Overlay, Picker};

impl App {
    pub(super) fn key(&mut self, key: &KeyEvent) {
        let Some(name) = keymap::key_name(key) else {
            return;
        };
        // A word stays until the next key, then the progress of the trials is to be seen again.
        self.toast = None;
        // These work even while a line is typed, which letters alone are for.
        if name.starts_with("ctrl-")
            && let Pressed::Command(command @ (Command::Stop | Command::Suspend | Command::Redraw)) =
                self.keys.meaning(&name)
        {
            return self.command(command);
        }
        match self.overlays.last() {
            Some(Overlay::Palette(_) | Overlay::Search(_) | Overlay::Sort(_)) => {
                self.picker_key(key);
            }
            Some(Overlay::Help(help)) if help.typing => self.help_typed(key),
            Some(Overlay::Prompt(_)) => self.prompt_key(key),
            Some(Overlay::Intake(_)) if self.picks_files() => self.files_key(key),
            None if self.panel.as_ref().is_some_and(|panel| panel.typing) => self.filter_key(key),
            _ => self.named_key(&name),
        }
        self.introduce();
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
            Some(_) => self.dialog_key(command),
            None => match command {
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
            Some(Overlay::Palette(picker) | Overlay::Search(picker) | Overlay::Sort(picker)) => {
                insert(&mut picker.line);
            }
            Some(Overlay::Help(help)) if help.typing => insert(&mut help.picker.line),
            Some(Overlay::Prompt(prompt)) => insert(&mut prompt.line),
            Some(Overlay::Intake(intake)) => insert(&mut intake.files.line),
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
        self.leave_found(command);
        match command {
            Command::Quit => self.quit(),
            Command::Back => self.back(),
            Command::Overview => self.go(ScreenId::Overview),
            Command::Exceedance => self.go(ScreenId::Exceedance),
            Command::Timeline => self.go(ScreenId::Timeline),
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
            Command::Help => self.overlays.push(Overlay::Help(HelpList::default())),
            Command::History => self.open_history(),
            Command::Halve => self.scale(0.5, "halved"),
            Command::Double => self.scale(2.0, "doubled"),
            Command::Stop => self.stop_or_quit(),
            command if self.evidence_command(command) => {}
            command if self.file_command(command) => {}
            Command::Themes => self.open_themes(),
            Command::Mouse => self.toggle_mouse(),
            Command::Compare => self.compare_with_now(),
            Command::Sort => self.open_sort(),
            Command::Reseed => self.reseed(),
            Command::Rerun => self.ask(),
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
            Command::Table => self.toggle_table(),
            Command::Appetite => self.prompt_appetite(),
            Command::MixOther => self.mixer.mixes_a = !self.mixer.mixes_a,
            Command::Lock => self.toggle_lock(),
            Command::Rename | Command::Annotate | Command::Delete => self.shelf_command(command),
            command if self.zoom_command(command) => {}
            Command::Overlay => self.overlay_snapshot(),
            Command::Figures => self.list_figures(0),
            Command::Open if self.asks() => self.open_figure(),
            command if self.watch_command(command) => {}
            Command::NextHit => self.next_hit(1),
            Command::PreviousHit => self.next_hit(-1),
            movement => self.movement(movement),
        }
    }

    fn toggle_table(&mut self) {
        self.chart.table = !self.chart.table;
        self.chart.scroll = 0;
    }

    fn movement(&mut self, command: Command) {
        if self.panel.is_some() {
            return self.panel_move(command);
        }
        match (self.screen, self.pane) {
            (ScreenId::Overview, Pane::Main) => self.mixer_command(command),
            (ScreenId::Overview, Pane::Figures) => self.figure_move(command),
            (ScreenId::Overview, Pane::Parts) | (ScreenId::Concentration, _) => {
                self.scroll(command);
            }
            (ScreenId::Timeline, _) => self.timeline_move(command),
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

    pub(super) fn go(&mut self, screen: ScreenId) {
        if self.screen != screen {
            self.screen = screen;
            self.found = None;
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
    pub(super) fn back(&mut self) {
        if self.overlays.pop().is_some() || self.found.take().is_some() {
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
        } else if self.chart.cursor.take().is_none() {
            if self.pane == Pane::Main {
                self.skip_intro();
            }
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

    /// Finds among the inputs of the panel where that is open, else among inputs and figures.
    fn find(&mut self) {
        if let Some(panel) = &mut self.panel {
            panel.typing = true;
            panel.selected = 0;
        } else {
            // The outages of a trial can be found before the Timeline was looked at.
            self.tell_trial();
            self.overlays.push(Overlay::Search(Picker::default()));
        }
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

    pub(super) fn panel_move(&mut self, command: Command) {
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
            Command::PreviousPane => self.pane = Pane::Figures,
            Command::Open => self.open_fader(),
            _ => {}
        }
    }

    pub(super) fn scroll(&mut self, command: Command) {
        let scroll = self.chart.scroll;
        self.chart.scroll = match command {
            Command::Up => scroll.saturating_sub(1),
            Command::Down => scroll + 1,
            Command::PageUp | Command::MuchUp => scroll.saturating_sub(10),
            Command::PageDown | Command::MuchDown => scroll + 10,
            Command::First => 0,
            Command::Last => usize::MAX,
            Command::NextPane if self.screen == ScreenId::Overview => {
                self.pane = Pane::Figures;
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

    pub(super) fn chart_command(&mut self, command: Command) {
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

    fn copy(&mut self) {
        if let Some(figures) = &self.run.figures {
            let text = crate::ui::screens::copied(self, figures);
            self.effects.push(Effect::Copy(text));
            self.tell("copied: the verdict and both portfolios' figures");
        }
    }
}
