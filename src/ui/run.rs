//! The loop: wait, take all that happened, draw once.

use std::io;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::Context;
use crossbeam_channel::{after, never, select};
use crossterm::clipboard::CopyToClipboard;
use crossterm::event::Event as TerminalEvent;

use super::app::{App, Effect, Settings, ShelfWord};
use super::editor::Editor;
use super::event::{Event, Listener};
use super::folder::Folder;
use super::screens;
use super::terminal::Screen;
use crate::engine::Pool;
use crate::session::autosave::Autosave;
use crate::session::{
    Errand, IntakeWord, Jobs, Request, SwingWord, Teller, Watch, Workspace, intake, swings,
};
use crate::store::{SavedSession, SessionSlot, SnapshotFolder, atomic_write};

/// The shortest time between two frames that show results; keys are answered at once.
const RESULT_FRAME: Duration = Duration::from_millis(33);

/// How to start.
#[derive(Debug)]
pub struct Options {
    /// Seed of the trials.
    pub seed: u64,
    /// Trials of a run.
    pub trials: usize,
    /// Threads that make trials, 0 for one per processor.
    pub threads: usize,
    /// Settings, and what was chosen before.
    pub settings: Settings,
    /// The folder of the snapshots.
    pub snapshots: SnapshotFolder,
    /// Where the session is kept, where it is.
    pub slot: Option<SessionSlot>,
    /// What was kept of the last one.
    pub found: Option<SavedSession>,
    /// Why nothing is kept, or what is wrong with what was.
    pub warning: Option<String>,
    /// The file of what is chosen inside the program.
    pub choices: Option<PathBuf>,
}

/// Runs the program until its user leaves it.
pub fn run(workspace: Workspace, options: Options) -> anyhow::Result<()> {
    let jobs = Jobs::new(Pool::new(options.threads).context("starting threads for trials")?)
        .context("starting the background")?;
    // With colours off nothing but modifiers is written; crossterm must not add resets of its own.
    crossterm::style::force_color_output(true);
    let look = options.settings.look;
    let asks = look.asks_for_background(&options.settings.config);
    let mut app = App::new(
        workspace,
        super::Theme::of(&look),
        options.seed,
        options.trials,
    )
    .with(options.settings);
    if let Some(session) = options.found {
        app.found(session);
    }
    if let Some(warning) = options.warning {
        app.warn(warning);
    }
    let autosave = options.slot.map(Autosave::start).transpose();
    let watch = app.file().map(Watch::start).transpose();
    let mut screen = Screen::enter(app.mouse).context("taking over the terminal")?;
    let listener = Listener::start().context("listening to the terminal")?;
    if asks {
        screen.ask_for_ground().context("asking the terminal")?;
    }
    let outcome = Loop {
        app,
        jobs,
        recall: None,
        threads: options.threads,
        imports: Errand::default(),
        swings: Errand::default(),
        folder: options.snapshots,
        autosave: autosave.context("starting to keep the session")?,
        kept: None,
        watch: watch.context("watching the file")?,
        choices: options.choices,
        editor: Editor::default(),
        last_frame: None,
    }
    .run(&mut screen, &listener);
    drop(screen);
    outcome
}

struct Loop {
    app: App,
    jobs: Jobs,
    /// The runs of overlaid snapshots, from the first on.
    recall: Option<Jobs>,
    threads: usize,
    imports: Errand<IntakeWord>,
    swings: Errand<SwingWord>,
    folder: SnapshotFolder,
    autosave: Option<Autosave>,
    /// The revision of the session that was kept last.
    kept: Option<(u64, u64, usize, usize, usize)>,
    watch: Option<Watch>,
    choices: Option<PathBuf>,
    editor: Editor,
    last_frame: Option<Instant>,
}

/// Whether to go on.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Next {
    GoOn,
    Leave,
}

impl Loop {
    fn run(&mut self, screen: &mut Screen, listener: &Listener) -> anyhow::Result<()> {
        if self.effects(screen, listener)? == Next::Leave {
            return Ok(());
        }
        self.draw(screen)?;
        let mut waiting_result = false;
        let silent = never();
        loop {
            // A result waits for its frame; nothing else needs a clock.
            let timer = if waiting_result {
                after(self.until_result_frame())
            } else {
                never()
            };
            let mut urgent = false;
            let recalled = self.recall.as_ref().map_or(&silent, Jobs::wake);
            let changed = self.watch.as_ref().map_or(&silent, Watch::changed);
            select! {
                recv(listener.events()) -> event => {
                    let Ok(event) = event else { return Ok(()) };
                    urgent = true;
                    if self.event(screen, event)? == Next::Leave {
                        return Ok(());
                    }
                    // A held key makes no backlog: all that came is taken before one frame.
                    while let Ok(event) = listener.events().try_recv() {
                        if self.event(screen, event)? == Next::Leave {
                            return Ok(());
                        }
                    }
                }
                recv(self.jobs.wake()) -> _ => waiting_result = true,
                recv(recalled) -> _ => urgent = self.recalled(),
                recv(self.imports.words()) -> word => urgent = word.is_ok_and(|word| self.imported(word)),
                recv(self.swings.words()) -> word => urgent = word.is_ok_and(|word| self.swung(word)),
                recv(changed) -> _ => {
                    self.app.file_has_changed();
                    urgent = true;
                }
                recv(timer) -> _ => {}
            }
            if self.effects(screen, listener)? == Next::Leave {
                return Ok(());
            }
            self.keep();
            // The first figures of an edit are shown at once.
            let first = self.app.run.stale;
            if waiting_result && (first || urgent || self.until_result_frame().is_zero()) {
                waiting_result = false;
                if self.result() {
                    // What waited for the end of the run, such as a snapshot, is done now.
                    if self.effects(screen, listener)? == Next::Leave {
                        return Ok(());
                    }
                    urgent = true;
                }
            }
            if urgent {
                self.draw(screen)?;
            }
        }
    }

    /// Takes the newest figures; says whether there is something new to draw.
    fn result(&mut self) -> bool {
        let Some(update) = self.jobs.update() else {
            return false;
        };
        let last = update
            .result
            .as_ref()
            .map_or(true, crate::session::Progress::is_final);
        if !last && !self.app.motion {
            return false;
        }
        self.app.update(update);
        true
    }

    /// Keeps the session where it has changed.
    fn keep(&mut self) {
        let Some(autosave) = &self.autosave else {
            return;
        };
        let revision = Some(self.app.session_revision());
        if revision != self.kept {
            autosave.keep(self.app.session(false));
            self.kept = revision;
        }
        if let Some(error) = autosave.complaint() {
            self.app.warn(format!("the session can't be kept: {error}"));
        }
    }

    fn until_result_frame(&self) -> Duration {
        self.last_frame.map_or(Duration::ZERO, |last| {
            RESULT_FRAME.saturating_sub(last.elapsed())
        })
    }

    fn draw(&mut self, screen: &mut Screen) -> anyhow::Result<()> {
        let app = &mut self.app;
        screen
            .draw(|frame| {
                app.size = (frame.area().width, frame.area().height);
                screens::render(frame, app);
            })
            .context("drawing")?;
        self.last_frame = Some(Instant::now());
        Ok(())
    }

    fn event(&mut self, screen: &mut Screen, event: Event) -> anyhow::Result<Next> {
        match event {
            // Sizes that come and go between two frames leave holes that no comparison of frames finds.
            Event::Terminal(TerminalEvent::Resize(..)) | Event::Resumed => screen.forget(),
            Event::Terminal(event) => self.app.terminal(&event),
            Event::Ground(ground) => self.app.ground_is(ground),
            Event::End => {
                self.keep();
                return Ok(Next::Leave);
            }
            Event::Lost(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Event::Lost(error) => return Err(error).context("reading the terminal"),
        }
        Ok(Next::GoOn)
    }

    /// Does outside what the state asked for, until it asks for nothing more.
    fn effects(&mut self, screen: &mut Screen, listener: &Listener) -> anyhow::Result<Next> {
        loop {
            let effects = self.app.effects();
            if effects.is_empty() {
                return Ok(Next::GoOn);
            }
            for effect in effects {
                match effect {
                    Effect::Run(request) => {
                        let generation = self.jobs.ask(request);
                        self.app.asked(generation);
                    }
                    Effect::Stop => self.jobs.stop(),
                    Effect::Recall(request) => self.recall(request)?,
                    Effect::Shelf(task) => {
                        let word = ShelfWord::of(&self.folder, task);
                        self.app.shelf_says(word);
                    }
                    Effect::Copy(text) => {
                        screen
                            .write(CopyToClipboard::to_clipboard_from(text))
                            .context("copying")?;
                    }
                    Effect::Folder(path) => self.app.folder_is(Folder::read(&path)),
                    Effect::Import(files) => self.import(files),
                    Effect::StopImport => self.imports.stop(),
                    Effect::Swing => self.swing(),
                    Effect::StopSwings => self.swings.stop(),
                    Effect::Edit => self.edit(screen, listener)?,
                    Effect::Reload => self.reload(),
                    Effect::Mouse(on) => screen.take_mouse(on).context("setting the mouse")?,
                    Effect::Choices(text) => self.remember(&text),
                    Effect::Redraw => screen.forget(),
                    Effect::Suspend => suspend(screen, listener)?,
                    Effect::Quit => {
                        if let Some(autosave) = &self.autosave {
                            autosave.keep(self.app.session(true));
                        }
                        return Ok(Next::Leave);
                    }
                }
            }
        }
    }

    /// Makes the trials of a snapshot again, beside those of what is open, or stops making them.
    fn recall(&mut self, request: Option<Request>) -> anyhow::Result<()> {
        match (request, &self.recall) {
            (None, None) => {}
            (None, Some(jobs)) => jobs.stop(),
            (Some(request), Some(jobs)) => self.app.recalls(jobs.ask(request)),
            (Some(request), None) => {
                let pool = Pool::new(self.threads).context("starting threads for trials")?;
                let jobs = Jobs::new(pool).context("starting the background")?;
                self.app.recalls(jobs.ask(request));
                self.recall = Some(jobs);
            }
        }
        Ok(())
    }

    /// Takes what came of the trials of a snapshot; whether it is to be seen at once.
    fn recalled(&mut self) -> bool {
        let update = self.recall.as_ref().and_then(Jobs::update);
        update.is_some_and(|update| self.app.recalled(update))
    }

    /// Takes what an import says; whether it is of the one that runs.
    fn imported(&mut self, word: (u64, IntakeWord)) -> bool {
        let word = self.imports.heard(word);
        word.is_some_and(|word| {
            self.app.intake_says(word);
            true
        })
    }

    /// Takes what was measured of the assumed inputs; whether it is of what is asked now.
    fn swung(&mut self, word: (u64, SwingWord)) -> bool {
        let word = self.swings.heard(word);
        word.is_some_and(|word| {
            self.app.swings_say(word);
            true
        })
    }

    /// Swings the assumed inputs over their ranges.
    fn swing(&mut self) {
        let (workspace, seed, threads) = (self.app.workspace.clone(), self.app.seed, self.threads);
        let work = move |teller: &Teller<SwingWord>| match Pool::new(threads) {
            Ok(pool) => swings(&workspace, seed, &pool, teller),
            Err(error) => teller.tell(SwingWord::Broken(error.to_string())),
        };
        if let Err(error) = self.swings.start(work, SwingWord::Broken) {
            self.app.swings_say(SwingWord::Broken(error.to_string()));
        }
    }

    /// Reads files to import.
    fn import(&mut self, files: Vec<PathBuf>) {
        let workspace = self.app.workspace.clone();
        let work = move |teller: &Teller<IntakeWord>| intake(&files, &workspace, teller);
        let broken =
            |panic| IntakeWord::Faulty(format!("error: the import failed inside: {panic}"));
        if let Err(error) = self.imports.start(work, broken) {
            let words = format!("error: no thread can be started: {error}");
            self.app.intake_says(IntakeWord::Faulty(words));
        }
    }

    /// Remembers what was chosen about the program; a choice that can't be kept still holds now.
    fn remember(&mut self, text: &str) {
        let Some(path) = &self.choices else { return };
        let folder = path.parent().map_or(Ok(()), std::fs::create_dir_all);
        if let Err(error) = folder.and_then(|()| atomic_write(path, text.as_bytes())) {
            self.app.warn(format!("{}: {error}", path.display()));
        }
    }

    /// Gives the terminal to an editor, and takes what comes of it.
    fn edit(&mut self, screen: &mut Screen, listener: &Listener) -> anyhow::Result<()> {
        listener.pause();
        Screen::suspend();
        let outcome = self.editor.edit(&self.app);
        screen.resume().context("taking the terminal again")?;
        listener.go_on();
        match outcome {
            Ok(reread) => self.app.reread(reread),
            Err(error) => self.app.warn(format!("{error:#}")),
        }
        self.seen();
        Ok(())
    }

    fn reload(&mut self) {
        if let Some(path) = self.app.file() {
            let reread = super::editor::reread(path);
            self.app.reread(reread);
            self.seen();
        }
    }

    /// What the file holds now is known.
    fn seen(&self) {
        if let Some(watch) = &self.watch {
            watch.seen();
        }
    }
}

/// Gives the terminal back, stops the program as a shell expects, and takes the terminal again.
fn suspend(screen: &mut Screen, listener: &Listener) -> anyhow::Result<()> {
    listener.pause();
    Screen::suspend();
    // SIGSTOP, since a SIGTSTP that a program sends to itself is dropped in orphaned process groups.
    signal_hook::low_level::raise(signal_hook::consts::SIGSTOP).context("suspending")?;
    screen.resume().context("taking the terminal again")?;
    listener.go_on();
    Ok(())
}
