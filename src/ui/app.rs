//! The program's state, and the only place where it changes.

mod ask;
mod chart;
mod dialogs;
mod edit;
mod evidence;
mod files;
mod intake;
mod keys;
mod mouse;
mod search;
mod shelf;
mod sorting;
mod swings;
mod timeline;

use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use crossterm::event::Event as TerminalEvent;

use super::inputs::Panel;
use super::overlay::Overlay;
use super::swings::Swings;
use super::theme::Theme;
use crate::analysis::Figures;
use crate::model::Document;
use crate::session::command::{Command, Keys, Need};
use crate::session::{Request, Update, Workspace};

pub use chart::Overlaid;
pub use files::{Reread, Settings};
pub use search::Found;
pub use shelf::{Card, Shelf, ShelfTask, ShelfWord};
pub use sorting::{Sorting, TableId};
pub use timeline::{Letter, Pick, Told, Watch};

/// The most trials that a key press asks for.
const MOST_TRIALS: usize = 10_000_000;

/// One of the screens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScreenId {
    /// Both portfolios and their difference.
    Overview,
    /// Exceedance curves.
    Exceedance,
    /// One trial in time.
    Timeline,
    /// Shares, structure and who depends on whom.
    Concentration,
    /// Saved scenarios.
    Snapshots,
}

impl ScreenId {
    /// All screens, in the order of their keys.
    pub const ALL: [ScreenId; 5] = [
        ScreenId::Overview,
        ScreenId::Exceedance,
        ScreenId::Timeline,
        ScreenId::Concentration,
        ScreenId::Snapshots,
    ];

    /// The screen's name.
    pub fn name(self) -> &'static str {
        match self {
            ScreenId::Overview => "Overview",
            ScreenId::Exceedance => "Exceedance",
            ScreenId::Timeline => "Timeline",
            ScreenId::Concentration => "Concentration",
            ScreenId::Snapshots => "Snapshots",
        }
    }
}

/// Which part of a screen has the keyboard.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Pane {
    /// The screen's first and main part: the mixer on the overview.
    #[default]
    Main,
    /// The chart.
    Chart,
    /// What the loss is made of.
    Parts,
    /// The table of figures.
    Figures,
}

/// Which curve of a year's loss.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Curve {
    /// AEP: its total.
    #[default]
    Aggregate,
    /// OEP: its largest interruption.
    Occurrence,
}

impl Curve {
    /// The other one.
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Curve::Aggregate => Curve::Occurrence,
            Curve::Occurrence => Curve::Aggregate,
        }
    }
}

/// How charts are drawn.
#[derive(Clone, Debug, PartialEq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "switches that do not depend on each other"
)]
pub struct ChartSettings {
    /// The curve on the exceedance screen.
    pub curve: Curve,
    /// A logarithmic loss axis.
    pub log_loss: bool,
    /// A logarithmic probability axis.
    pub log_probability: bool,
    /// Confidence bands.
    pub band: bool,
    /// The numbers instead of the picture.
    pub table: bool,
    /// Loss under the cursor.
    pub cursor: Option<f64>,
    /// The part of the loss axis that is shown, where it is not the whole \[money\].
    pub zoom: Option<(f64, f64)>,
    /// The snapshot whose curves lie over those of now.
    pub overlaid: Option<Overlaid>,
    /// The loss a year that one is ready to bear.
    pub appetite: Option<f64>,
    /// First row of a table, or first part of the list.
    pub scroll: usize,
    /// The selected line of the overview's table.
    pub figure: usize,
}

impl Default for ChartSettings {
    fn default() -> Self {
        Self {
            curve: Curve::default(),
            log_loss: false,
            log_probability: true,
            band: true,
            table: false,
            cursor: None,
            zoom: None,
            overlaid: None,
            appetite: None,
            scroll: 0,
            figure: 0,
        }
    }
}

/// Where the mixer stands.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MixerState {
    /// Whether it mixes A, not B.
    pub mixes_a: bool,
    /// Row of the workload.
    pub row: usize,
    /// The fader.
    pub fader: usize,
    /// Locked faders: portfolio, workload and provider ids.
    pub locked: HashSet<(String, String, String)>,
}

/// A word about something that just happened.
#[derive(Clone, Debug, PartialEq)]
pub struct Toast {
    /// The words.
    pub text: String,
    /// Whether something went wrong.
    pub is_error: bool,
}

/// The figures on the screen, and how they come about.
#[derive(Clone, Debug, Default)]
pub struct RunState {
    /// The newest request.
    pub generation: u64,
    /// The newest figures.
    pub figures: Option<Arc<Figures>>,
    /// Whether they are of an older request.
    pub stale: bool,
    /// Trials wanted.
    pub wanted: usize,
    /// Time from the request to the newest figures.
    pub elapsed: Duration,
    /// Why there are none.
    pub failure: Option<String>,
    /// Whether they were stopped before there were as many as wanted.
    pub stopped: bool,
    /// The figures before the last edit.
    pub ghost: Option<Arc<Figures>>,
}

/// What the loop has to do outside of the state.
#[derive(Clone, Debug)]
pub enum Effect {
    /// Make trials.
    Run(Request),
    /// Make the trials of an overlaid snapshot again, or stop making them.
    Recall(Option<Request>),
    /// Work on the snapshots' folder.
    Shelf(ShelfTask),
    /// Put text on the clipboard.
    Copy(String),
    /// Stop the trials.
    Stop,
    /// Read a folder to choose files from.
    Folder(PathBuf),
    /// Read files to import.
    Import(Vec<PathBuf>),
    /// Stop reading them.
    StopImport,
    /// Swing the assumed inputs over their ranges.
    Swing,
    /// Stop swinging them.
    StopSwings,
    /// The scenario in an editor.
    Edit,
    /// The scenario's file once more.
    Reload,
    /// Take the mouse, or leave it to the terminal.
    Mouse(bool),
    /// Remember what was chosen about the program: the text of its file.
    Choices(String),
    /// Draw everything anew.
    Redraw,
    /// To the shell.
    Suspend,
    /// The end.
    Quit,
}

/// The program's state.
#[derive(Clone, Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "switches that do not depend on each other"
)]
pub struct App {
    /// What is open.
    pub workspace: Workspace,
    /// Styles and glyphs.
    pub theme: Theme,
    /// Seed of the trials.
    pub seed: u64,
    /// Trials of a run.
    pub trials: usize,
    /// The screen shown.
    pub screen: ScreenId,
    /// The part of it that has the keyboard.
    pub pane: Pane,
    /// Dialogs, the top one last.
    pub overlays: Vec<Overlay>,
    /// The inputs panel, where it is open.
    pub panel: Option<Panel>,
    /// The figures.
    pub run: RunState,
    /// How charts are drawn.
    pub chart: ChartSettings,
    /// Where the mixer stands.
    pub mixer: MixerState,
    /// The trial on the timeline.
    pub watch: Watch,
    /// The snapshots.
    pub shelf: Shelf,
    /// The last word.
    pub toast: Option<Toast>,
    /// Columns and rows of the terminal, for movements that end where the screen ends.
    pub size: (u16, u16),
    /// Which keys run what.
    pub keys: Keys,
    /// Keys pressed so far of a longer sequence, with a space between them.
    pub pressed: String,
    /// How far the assumed inputs sway B − A, once that was asked.
    pub swings: Option<Swings>,
    /// What the last search found.
    hits: search::Hits,
    /// The figure that a search marked.
    found: Option<Found>,
    /// How tables are sorted.
    sortings: sorting::Sortings,
    /// Whether the mouse is used.
    pub mouse: bool,
    /// Whether figures may move while trials are made.
    pub motion: bool,
    /// How many of the first steps have been taken, while they are shown.
    pub intro: Option<u8>,
    /// Settings and choices, where there are any.
    settings: Option<Box<Settings>>,
    /// The scenario's file as it was read last, where that was after the start.
    on_disk: Option<Arc<Document>>,
    /// Whether the file is not what it was then.
    pub file_changed: bool,
    /// What is to be done outside.
    effects: Vec<Effect>,
}

impl App {
    /// The program at its start, with its first run asked for.
    pub fn new(workspace: Workspace, theme: Theme, seed: u64, trials: usize) -> Self {
        let mut app = Self {
            workspace,
            theme,
            seed,
            trials,
            screen: ScreenId::Overview,
            pane: Pane::default(),
            overlays: Vec::new(),
            panel: None,
            run: RunState::default(),
            chart: ChartSettings::default(),
            mixer: MixerState::default(),
            watch: Watch::default(),
            shelf: Shelf::default(),
            toast: None,
            size: (80, 24),
            keys: Keys::default(),
            pressed: String::new(),
            swings: None,
            hits: search::Hits::default(),
            found: None,
            sortings: sorting::Sortings::new(),
            mouse: false,
            motion: true,
            intro: None,
            settings: None,
            on_disk: None,
            file_changed: false,
            effects: Vec::new(),
        };
        app.ask();
        app.effects.push(Effect::Shelf(ShelfTask::List));
        app
    }

    /// What is to be done outside since the last call.
    pub fn effects(&mut self) -> Vec<Effect> {
        std::mem::take(&mut self.effects)
    }

    /// Takes what the terminal says.
    pub fn terminal(&mut self, event: &TerminalEvent) {
        match event {
            TerminalEvent::Key(key) => self.key(key),
            TerminalEvent::Paste(text) => self.paste(text),
            TerminalEvent::Mouse(mouse) if self.mouse => self.mouse(*mouse),
            _ => {}
        }
        self.retell();
    }

    /// Takes what a run says.
    ///
    /// Figures of an older request are shown, and stay marked as stale: while a key is held down they are the newest.
    pub fn update(&mut self, update: Update) {
        let is_newest = update.generation == self.run.generation;
        match update.result {
            Ok(progress) => {
                self.run.wanted = progress.wanted;
                self.run.elapsed = progress.elapsed;
                self.run.figures = Some(progress.figures);
                self.run.stale = !is_newest;
                if is_newest {
                    self.run.failure = None;
                    self.save_pending();
                    self.retell();
                }
            }
            Err(_) if !is_newest => {}
            Err(failure) => {
                self.run.failure = Some(failure.to_string());
                self.complain(failure.to_string());
            }
        }
    }

    /// The generation of the run that was just asked for.
    pub fn asked(&mut self, generation: u64) {
        self.run.generation = generation;
    }

    /// Whether the trials of the newest request are still being made.
    pub fn is_running(&self) -> bool {
        self.run.failure.is_none()
            && !self.run.stopped
            && (self.run.stale
                || self
                    .run
                    .figures
                    .as_ref()
                    .is_none_or(|figures| figures.trials < self.run.wanted))
    }

    /// Asks for trials of what is open now.
    fn ask(&mut self) {
        self.run.stale = true;
        self.run.stopped = false;
        self.run.failure = None;
        self.run.wanted = self.trials;
        self.effects.push(Effect::Run(Request {
            scenario: Arc::clone(self.workspace.scenario()),
            seed: self.seed,
            trials: self.trials,
            a: self.workspace.a,
            b: self.workspace.b,
        }));
    }

    /// Why a command can't be run now, if it can't.
    pub fn lacks(&self, command: Command) -> Option<&'static str> {
        let need = command.entry().need;
        (!self.meets(need)).then(|| need.words())
    }

    fn meets(&self, need: Need) -> bool {
        match need {
            Need::Nothing => true,
            Need::Input => self.selected_input().is_some(),
            Need::Mixer => {
                self.screen == ScreenId::Overview && self.panel.is_none() && self.pane == Pane::Main
            }
            Need::Chart => matches!(self.screen, ScreenId::Overview | ScreenId::Exceedance),
            Need::Axis => matches!(
                self.screen,
                ScreenId::Overview | ScreenId::Exceedance | ScreenId::Timeline
            ),
            Need::Timeline => self.screen == ScreenId::Timeline,
            Need::Snapshot => self.screen == ScreenId::Snapshots && self.card().is_some(),
            Need::Several => self.workspace.scenario().portfolios.len() > 1,
            Need::File => self.file().is_some(),
            Need::Figures => self.run.figures.is_some(),
            Need::Done => self.undoes_on_shelf() || self.workspace.history().last().is_some(),
            Need::Undone => self.workspace.history().after().is_some(),
        }
    }

    /// The scenario's file, where what is open comes from one.
    pub fn file(&self) -> Option<&std::path::Path> {
        let path = std::path::Path::new(&self.workspace.origin);
        path.is_file().then_some(path)
    }

    fn tell(&mut self, text: impl Into<String>) {
        self.toast = Some(Toast {
            text: text.into(),
            is_error: false,
        });
    }

    /// Says that something outside went wrong.
    pub fn warn(&mut self, text: impl Into<String>) {
        self.complain(text);
    }

    fn complain(&mut self, text: impl Into<String>) {
        self.toast = Some(Toast {
            text: text.into(),
            is_error: true,
        });
    }
}
