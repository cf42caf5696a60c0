//! The snapshots: saved, loaded, renamed, annotated, deleted and brought back.

use std::cmp::Ordering;
use std::sync::Arc;

use jiff::Timestamp;
use tui_input::Input as Line;

use super::{App, Effect};
use crate::session::command::Command;
use crate::session::record;
use crate::store::{Deleted, Listed, Snapshot, SnapshotError, SnapshotFolder};
use crate::ui::overlay::{Overlay, Page, Prompt, Purpose};

/// What is known of the folder of snapshots.
#[derive(Clone, Debug, Default)]
pub struct Shelf {
    /// Its files, the newest first, those that are no snapshots last.
    pub cards: Vec<Card>,
    /// The selected one.
    pub selected: usize,
    /// How they are sorted.
    pub order: Order,
    /// What was deleted and can be brought back, the last at the end.
    deleted: Vec<(Deleted, String)>,
    /// Asked to save while trials were still being made: the name to save under.
    pending: Option<String>,
}

/// An order of the snapshots.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// By time, the newest first.
    #[default]
    Newest,
    /// By time, the oldest first.
    Oldest,
    /// By name.
    Name,
}

impl Order {
    /// The order in words.
    pub fn name(self) -> &'static str {
        match self {
            Order::Newest => "newest first",
            Order::Oldest => "oldest first",
            Order::Name => "by name",
        }
    }

    fn next(self) -> Self {
        match self {
            Order::Newest => Order::Oldest,
            Order::Oldest => Order::Name,
            Order::Name => Order::Newest,
        }
    }
}

impl Shelf {
    /// Sorts in the next order; the selected one stays selected.
    pub(super) fn sort_next(&mut self) {
        self.order = self.order.next();
        let id = match self.cards.get(self.selected) {
            Some(Card::Whole { id, .. }) => Some(id.clone()),
            _ => None,
        };
        self.sort();
        let is_it = |card: &Card| matches!((card, &id), (Card::Whole { id: own, .. }, Some(id)) if own == id);
        self.selected = self.cards.iter().position(is_it).unwrap_or(0);
    }

    /// What is no snapshot comes last in every order.
    fn sort(&mut self) {
        let order = self.order;
        self.cards.sort_by(|a, b| match (a, b) {
            (Card::Whole { snapshot: a, .. }, Card::Whole { snapshot: b, .. }) => match order {
                Order::Newest => b.saved_at.cmp(&a.saved_at),
                Order::Oldest => a.saved_at.cmp(&b.saved_at),
                Order::Name => a.name.cmp(&b.name),
            },
            (Card::Whole { .. }, Card::Damaged { .. }) => Ordering::Less,
            (Card::Damaged { .. }, Card::Whole { .. }) => Ordering::Greater,
            (Card::Damaged { file: a, .. }, Card::Damaged { file: b, .. }) => a.cmp(b),
        });
    }
}

/// A file in the folder.
#[derive(Clone, Debug)]
pub enum Card {
    /// A snapshot.
    Whole {
        /// Its id.
        id: String,
        /// What it holds.
        snapshot: Arc<Snapshot>,
    },
    /// A file that is none.
    Damaged {
        /// The file.
        file: String,
        /// Why.
        reason: String,
    },
}

/// Work on the folder.
#[derive(Clone, Debug)]
pub enum ShelfTask {
    /// Look what is there.
    List,
    /// Save a snapshot.
    Save(Box<Snapshot>),
    /// Give a snapshot another name.
    Rename(String, String),
    /// Put a note on a snapshot.
    Annotate(String, String),
    /// Put a snapshot in the trash; its id and name.
    Delete(String, String),
    /// Take it out again.
    Restore(Deleted, String),
}

/// What came of a task.
#[derive(Debug)]
pub struct ShelfWord {
    words: Result<Option<String>, SnapshotError>,
    deleted: Option<(Deleted, String)>,
    listed: Result<Vec<Listed>, SnapshotError>,
}

impl ShelfWord {
    /// Does a task, and looks what is there afterwards.
    pub(in crate::ui) fn of(folder: &SnapshotFolder, task: ShelfTask) -> Self {
        let mut deleted = None;
        let words = match task {
            ShelfTask::List => Ok(None),
            ShelfTask::Save(snapshot) => folder
                .save(&snapshot)
                .map(|_| Some(format!("saved “{}” with its results", snapshot.name))),
            ShelfTask::Rename(id, name) => folder
                .rename(&id, &name)
                .map(|()| Some(format!("now called “{name}”"))),
            ShelfTask::Annotate(id, note) => folder
                .annotate(&id, &note)
                .map(|()| Some("annotated".to_owned())),
            ShelfTask::Delete(id, name) => folder.delete(&id).map(|gone| {
                let words = format!("deleted “{name}”; u brings it back");
                deleted = Some((gone, name));
                Some(words)
            }),
            ShelfTask::Restore(gone, name) => folder
                .restore(&gone)
                .map(|_| Some(format!("“{name}” is back"))),
        };
        Self {
            words,
            deleted,
            listed: folder.list(),
        }
    }
}

impl App {
    /// Takes what came of a task.
    pub fn shelf_says(&mut self, word: ShelfWord) {
        match word.words {
            Ok(Some(words)) => self.tell(words),
            Ok(None) => {}
            Err(error) => self.complain(error.to_string()),
        }
        self.shelf.deleted.extend(word.deleted);
        match word.listed {
            Ok(listed) => {
                let (mut whole, mut damaged) = (Vec::new(), Vec::new());
                for file in listed {
                    match file {
                        Listed::Whole(saved) => {
                            whole.push(Card::Whole {
                                id: saved.id,
                                snapshot: Arc::new(saved.snapshot),
                            });
                        }
                        Listed::Damaged { path, reason } => damaged.push(Card::Damaged {
                            file: path
                                .file_name()
                                .unwrap_or_default()
                                .to_string_lossy()
                                .into_owned(),
                            reason: reason.to_string(),
                        }),
                    }
                }
                whole.reverse();
                whole.extend(damaged);
                self.shelf.cards = whole;
                self.shelf.sort();
                self.shelf.selected = self
                    .shelf
                    .selected
                    .min(self.shelf.cards.len().saturating_sub(1));
            }
            Err(error) => self.complain(error.to_string()),
        }
    }

    /// The selected snapshot.
    pub(super) fn card(&self) -> Option<(String, Arc<Snapshot>)> {
        match self.shelf.cards.get(self.shelf.selected)? {
            Card::Whole { id, snapshot } => Some((id.clone(), Arc::clone(snapshot))),
            Card::Damaged { .. } => None,
        }
    }

    /// Whether an undo brings a snapshot back: on the screen of snapshots, where one was deleted.
    pub(super) fn undoes_on_shelf(&self) -> bool {
        let here = self.screen == super::ScreenId::Snapshots && self.panel.is_none();
        here && !self.shelf.deleted.is_empty()
    }

    pub(super) fn undo_shelf(&mut self) {
        if let Some((gone, name)) = self.shelf.deleted.pop() {
            let task = ShelfTask::Restore(gone, name);
            self.effects.push(Effect::Shelf(task));
        }
    }

    pub(super) fn prompt_save(&mut self) {
        let name = self.workspace.history().last().map_or_else(
            || self.workspace.scenario().title.clone(),
            |step| step.label.clone(),
        );
        self.overlays.push(Overlay::Prompt(Prompt {
            title: "save a snapshot".to_owned(),
            hint: "its name; scenario, edits, seed, trials and results are saved with it"
                .to_owned(),
            line: Line::new(name),
            error: None,
            purpose: Purpose::Save,
        }));
    }

    pub(super) fn shelf_command(&mut self, command: Command) {
        let Some((id, snapshot)) = self.card() else {
            return;
        };
        let (title, hint, value, purpose) = match command {
            Command::Delete => {
                let name = snapshot.name.clone();
                return self
                    .effects
                    .push(Effect::Shelf(ShelfTask::Delete(id, name)));
            }
            Command::Annotate => (
                "a note on this snapshot",
                "what it shows, who asked",
                &snapshot.note,
                Purpose::Annotate,
            ),
            _ => (
                "another name for this snapshot",
                "its new name",
                &snapshot.name,
                Purpose::Rename,
            ),
        };
        self.overlays.push(Overlay::Prompt(Prompt {
            title: title.to_owned(),
            hint: hint.to_owned(),
            line: Line::new(value.clone()),
            error: None,
            purpose,
        }));
    }

    pub(super) fn shelf_move(&mut self, command: Command) {
        let last = self.shelf.cards.len().saturating_sub(1);
        let at = self.shelf.selected;
        self.shelf.selected = match command {
            Command::Up => at.saturating_sub(1),
            Command::Down => (at + 1).min(last),
            Command::PageUp | Command::MuchUp => at.saturating_sub(10),
            Command::PageDown | Command::MuchDown => (at + 10).min(last),
            Command::First => 0,
            Command::Last => last,
            Command::Open => return self.load(),
            _ => at,
        };
    }

    /// Opens the selected snapshot in place of what is open.
    fn load(&mut self) {
        let Some((_, snapshot)) = self.card() else {
            return self.tell("no snapshot is selected");
        };
        match record::open_snapshot(&snapshot) {
            Ok(workspace) => {
                self.workspace = workspace;
                self.seed = snapshot.seed;
                self.trials = usize::try_from(snapshot.trials).unwrap_or(super::MOST_TRIALS);
                self.run.ghost = None;
                self.panel = None;
                self.tell(format!("loaded “{}”", snapshot.name));
                self.ask();
            }
            Err(faults) => self.complain(format!(
                "“{}” has {} faults: {}",
                snapshot.name,
                faults.len(),
                faults[0]
            )),
        }
    }

    /// Shows where the selected snapshot and what is open differ.
    pub(super) fn compare_with_now(&mut self) {
        let Some((_, snapshot)) = self.card() else {
            return;
        };
        let now = self.run.figures.as_deref().filter(|_| !self.run.stale);
        let lines = record::differences(&snapshot, self.workspace.document(), now);
        self.overlays.push(Overlay::Page(Page {
            title: format!("“{}” against what is open · Esc closes", snapshot.name),
            lines,
            scroll: 0,
        }));
    }

    pub(super) fn shelf_typed(&mut self, purpose: &Purpose, text: &str) -> Result<(), String> {
        if text.is_empty() && *purpose != Purpose::Annotate {
            return Err("it needs a name".to_owned());
        }
        let task = match purpose {
            Purpose::Rename | Purpose::Annotate => {
                let (id, _) = self.card().ok_or("no snapshot is selected")?;
                if *purpose == Purpose::Rename {
                    ShelfTask::Rename(id, text.to_owned())
                } else {
                    ShelfTask::Annotate(id, text.to_owned())
                }
            }
            _ => {
                self.save(text);
                return Ok(());
            }
        };
        self.effects.push(Effect::Shelf(task));
        Ok(())
    }

    /// Saves a snapshot now, or as soon as all trials are made: its results are those of the whole run.
    fn save(&mut self, name: &str) {
        if self.is_running() {
            self.shelf.pending = Some(name.to_owned());
            return self.tell("will be saved when all trials are made");
        }
        let Some(figures) = self.run.figures.clone().filter(|_| !self.run.stale) else {
            let rerun = self.keys.shown(Command::Rerun);
            return self.tell(format!(
                "there are no figures of this to save: {rerun} makes them"
            ));
        };
        let snapshot = record::snapshot(&self.workspace, &figures, name, Timestamp::now());
        self.effects
            .push(Effect::Shelf(ShelfTask::Save(Box::new(snapshot))));
    }

    /// Saves what waited for the end of a run.
    pub(super) fn save_pending(&mut self) {
        if !self.is_running()
            && let Some(name) = self.shelf.pending.take()
        {
            self.save(&name);
        }
    }
}
