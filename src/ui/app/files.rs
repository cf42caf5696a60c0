//! What lies outside of the screen: the scenario's file, the session that is kept, what was chosen about the program.

use std::sync::Arc;

use super::{App, Effect, ScreenId};
use crate::model::{Document, changes};
use crate::session::autosave::{self, Runs};
use crate::session::command::Command;
use crate::session::{Background, Choices, Config, Scheme, Step};
use crate::store::{Loaded, SavedSession};
use crate::ui::overlay::{Overlay, Page};
use crate::ui::theme::{Look, Theme};

/// What the program knows of itself when it starts.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The settings of the user's file.
    pub config: Config,
    /// What was chosen inside the program before.
    pub choices: Choices,
    /// How to look.
    pub look: Look,
}

/// What came of reading the scenario's file again.
#[derive(Debug)]
pub enum Reread {
    /// It holds this.
    Good(Box<Loaded>),
    /// It is at fault: what is wrong, fault by fault.
    Faulty(String),
}

impl App {
    /// What has to do with files outside; says whether the command was such a one.
    pub(super) fn file_command(&mut self, command: Command) -> bool {
        match command {
            Command::EditFile => self.edit_file(),
            Command::ReloadFile => self.effects.push(Effect::Reload),
            _ => return false,
        }
        true
    }

    /// The same program with settings, and the first steps shown where they were not taken yet.
    #[must_use]
    pub fn with(mut self, settings: Settings) -> Self {
        self.keys = settings.config.keys.clone();
        self.mouse = settings
            .config
            .mouse
            .or(settings.choices.mouse)
            .unwrap_or(true);
        self.motion = settings.config.motion;
        self.theme = Theme::of(&settings.look);
        self.intro = (!settings.choices.introduced).then_some(0);
        if let Some(fault) = settings.config.faults.first() {
            let more = match settings.config.faults.len() {
                1 => String::new(),
                n => format!(" (and {} more)", n - 1),
            };
            let place = fault.place.map_or(String::new(), |place| {
                format!(":{}:{}", place.line, place.column)
            });
            self.complain(format!(
                "config.toml{place}: {}{more}; `lockin config check` tells all",
                fault.message
            ));
        }
        self.settings = Some(Box::new(settings));
        self
    }

    /// Offers a session that was not left, or says what the last one left behind.
    pub fn found(&mut self, session: SavedSession) {
        if session.left {
            if session.now != crate::session::FILE && self.workspace.history().after().is_some() {
                let redo = self.keys.shown(Command::Redo);
                let all = self.keys.shown(Command::History);
                self.tell(format!(
                    "the edits of last time are kept: {redo} does them again, {all} shows all"
                ));
            }
        } else if session.now != crate::session::FILE {
            self.overlays.push(Overlay::Offer(Box::new(session)));
        }
    }

    pub(super) fn offer_key(&mut self, command: Option<Command>) {
        match command {
            Some(Command::Open) => {
                if let Some(Overlay::Offer(session)) = self.overlays.pop() {
                    self.take_up(&session);
                }
            }
            Some(Command::Back) => {
                self.overlays.pop();
                let all = self.keys.shown(Command::History);
                self.tell(format!("as in the file; {all} shows what was edited"));
            }
            _ => {}
        }
    }

    fn take_up(&mut self, session: &SavedSession) {
        match autosave::take_up(&mut self.workspace, session) {
            Ok(runs) => {
                self.seed = runs.seed;
                self.trials = runs.trials.clamp(1, super::MOST_TRIALS);
                self.tell("taken up where it was");
                self.ask();
            }
            Err(refusal) => self.complain(refusal.to_string()),
        }
    }

    /// What is to be kept of this session, and a key that changes with it.
    pub fn session(&self, left: bool) -> SavedSession {
        let runs = Runs {
            seed: self.seed,
            trials: self.trials,
        };
        autosave::saved(&self.workspace, runs, left)
    }

    /// Another value with every change of what [`App::session`] keeps.
    pub fn session_revision(&self) -> (u64, u64, usize, usize, usize) {
        let workspace = &self.workspace;
        let revision = workspace.history().revision();
        (revision, self.seed, self.trials, workspace.a, workspace.b)
    }

    pub(super) fn go_to_state(&mut self, state: usize) {
        if state == self.workspace.history().now() {
            return;
        }
        match self.workspace.go(state) {
            Ok(()) => {
                let label = self.workspace.history().last();
                let words = label.map_or("as in the file".to_owned(), |step| {
                    format!("gone to: {}", step.label)
                });
                self.keep_ghost();
                self.tell(words);
                self.ask();
            }
            Err(refusal) => self.complain(refusal.to_string()),
        }
    }

    pub(super) fn edit_file(&mut self) {
        self.effects.push(Effect::Edit);
    }

    /// Takes what the scenario's file holds now as one step that can be undone, or shows what is wrong with it.
    pub fn reread(&mut self, reread: Reread) {
        self.file_changed = false;
        let loaded = match reread {
            Reread::Good(loaded) => loaded,
            Reread::Faulty(words) => return self.show_faults(&words),
        };
        if let Err(faults) = loaded.reading().scenario {
            let words: Vec<String> = loaded
                .diagnostics(&faults)
                .iter()
                .map(ToString::to_string)
                .collect();
            return self.show_faults(&words.join("\n\n"));
        }
        self.merge(&loaded.document);
    }

    fn show_faults(&mut self, words: &str) {
        self.overlays.push(Overlay::Page(Page {
            title: "the file is at fault; what is open stays".to_owned(),
            lines: words.lines().map(str::to_owned).collect(),
            scroll: 0,
        }));
    }

    /// What the file had when it was read last, against what it has now: that much is changed here too.
    fn merge(&mut self, document: &Document) {
        let known = self.on_disk.take();
        let before = known.as_deref().unwrap_or(self.workspace.base());
        let edits = changes(before, document);
        self.on_disk = Some(Arc::new(document.clone()));
        if edits.is_empty() {
            return self.tell("the file holds nothing new");
        }
        let values = match edits.len() {
            1 => format!("{}", edits[0].path),
            n => format!("{n} values"),
        };
        let step = Step {
            label: format!("from the file: {values}"),
            edits,
            slides: None,
        };
        if let Err(refusal) = self.take(step) {
            self.complain(refusal);
        }
    }

    /// The scenario's file is not what it was.
    pub fn file_has_changed(&mut self) {
        self.file_changed = true;
        let key = self.keys.shown(Command::ReloadFile);
        self.tell(format!(
            "the file has changed on the disk: {key} takes it over, as one step"
        ));
    }

    /// The terminal says what its colours stand on.
    pub fn ground_is(&mut self, background: Background) {
        self.restyle(|look| look.background = background);
    }

    pub(super) fn open_themes(&mut self) {
        let picker = crate::ui::overlay::Picker {
            line: tui_input::Input::new("theme ".to_owned()),
            selected: 0,
        };
        self.overlays.push(Overlay::Palette(picker));
    }

    pub(super) fn choose_theme(&mut self, scheme: Scheme) {
        self.restyle(|look| look.scheme = scheme);
        let settled = self
            .settings
            .as_ref()
            .is_some_and(|known| known.config.theme.is_some());
        let kept = if settled {
            "; config.toml names another, which holds at the next start"
        } else {
            ""
        };
        self.tell(format!("theme {}{kept}", scheme.name()));
        self.choose(|choices| choices.theme = Some(scheme));
    }

    pub(super) fn toggle_mouse(&mut self) {
        self.mouse = !self.mouse;
        let on = self.mouse;
        self.effects.push(Effect::Mouse(on));
        self.tell(if on {
            "the mouse is used here; press again to select text"
        } else {
            "the mouse selects text; press again to use it here"
        });
        self.choose(|choices| choices.mouse = Some(on));
    }

    fn restyle(&mut self, change: impl FnOnce(&mut Look)) {
        if let Some(settings) = &mut self.settings {
            change(&mut settings.look);
            self.theme = Theme::of(&settings.look);
        }
    }

    /// Remembers a choice for the next start.
    pub(super) fn choose(&mut self, change: impl FnOnce(&mut Choices)) {
        if let Some(settings) = &mut self.settings {
            change(&mut settings.choices);
            let text = settings.choices.text();
            self.effects.push(Effect::Choices(text));
        }
    }

    /// Stops the trials that are being made; leaves where none are.
    pub(super) fn stop_or_quit(&mut self) {
        if self.stops_intake() || self.stops_swings() {
            return;
        }
        if !self.is_running() {
            return self.quit();
        }
        self.effects.push(Effect::Stop);
        let made = self.run.figures.as_ref().filter(|_| !self.run.stale);
        let made = made.map_or(0, |figures| figures.trials);
        self.run.wanted = made;
        self.run.stopped = true;
        let key = self.keys.shown(Command::Stop);
        self.tell(format!(
            "stopped at {} trials; {key} again leaves",
            crate::units::grouped(made)
        ));
    }

    /// Goes on with the first steps as they are taken.
    pub(super) fn introduce(&mut self) {
        let done = match self.intro {
            Some(0) => self.workspace.history().last().is_some(),
            Some(1) => !self.workspace.is_changed(),
            Some(2) => self
                .overlays
                .iter()
                .any(|top| matches!(top, Overlay::Help(_))),
            _ => return,
        };
        if done {
            self.intro = self.intro.map(|step| step + 1).filter(|step| *step < 3);
            if self.intro.is_none() {
                self.choose(|choices| choices.introduced = true);
            }
        }
    }

    /// Waves the first steps away for good.
    pub(super) fn skip_intro(&mut self) {
        if self.intro.take().is_some() {
            self.choose(|choices| choices.introduced = true);
        }
    }

    /// The words of the first step that is still to be taken.
    pub fn intro_words(&self) -> Option<String> {
        let key = |command| self.keys.shown(command);
        let words = match self.intro? {
            0 if self.screen == ScreenId::Overview => format!(
                "1 of 3: {} gives the marked provider more; watch the curves",
                key(Command::Up)
            ),
            0 => format!(
                "1 of 3: {} shows where shares can be moved",
                key(Command::Overview)
            ),
            1 => format!(
                "2 of 3: {} takes it back; nothing is lost",
                key(Command::Undo)
            ),
            _ => format!(
                "3 of 3: {} tells what a screen says, and every key",
                key(Command::Help)
            ),
        };
        Some(format!("{words} · {} ends hints", key(Command::Back)))
    }
}
