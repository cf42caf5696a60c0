//! The loop: wait, take all that happened, draw once.

use std::io;
use std::time::{Duration, Instant};

use anyhow::Context;
use crossbeam_channel::{after, never, select};
use crossterm::clipboard::CopyToClipboard;
use crossterm::event::Event as TerminalEvent;

use super::app::{App, Effect, ShelfWord};
use super::event::{Event, Listener};
use super::screens;
use super::terminal::Screen;
use super::theme::Theme;
use crate::engine::Pool;
use crate::session::{Jobs, Workspace};
use crate::store::SnapshotFolder;

/// The shortest time between two frames that show results; keys are answered at once.
const RESULT_FRAME: Duration = Duration::from_millis(33);

/// How to start.
#[derive(Clone, Debug)]
pub struct Options {
    /// Seed of the trials.
    pub seed: u64,
    /// Trials of a run.
    pub trials: usize,
    /// Threads that make trials, 0 for one per processor.
    pub threads: usize,
    /// Colours and glyphs.
    pub theme: Theme,
    /// The folder of the snapshots.
    pub snapshots: SnapshotFolder,
}

/// Runs the program until its user leaves it.
pub fn run(workspace: Workspace, options: Options) -> anyhow::Result<()> {
    let jobs = Jobs::new(Pool::new(options.threads).context("starting threads for trials")?)
        .context("starting the background")?;
    // With colours off nothing but modifiers is written; crossterm must not add resets of its own.
    crossterm::style::force_color_output(true);
    let mut screen = Screen::enter().context("taking over the terminal")?;
    let listener = Listener::start().context("listening to the terminal")?;
    let app = App::new(workspace, options.theme, options.seed, options.trials);
    let folder = options.snapshots;
    let outcome = Loop {
        app,
        jobs,
        folder,
        last_frame: None,
    }
    .run(&mut screen, &listener);
    drop(screen);
    outcome
}

struct Loop {
    app: App,
    jobs: Jobs,
    folder: SnapshotFolder,
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
        loop {
            // A result waits for its frame; nothing else needs a clock.
            let timer = if waiting_result {
                after(self.until_result_frame())
            } else {
                never()
            };
            let mut urgent = false;
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
                recv(timer) -> _ => {}
            }
            if self.effects(screen, listener)? == Next::Leave {
                return Ok(());
            }
            // The first figures of an edit are shown at once.
            let first = self.app.run.stale;
            if waiting_result && (first || urgent || self.until_result_frame().is_zero()) {
                if let Some(update) = self.jobs.update() {
                    self.app.update(update);
                    // What waited for the end of the run, such as a snapshot, is done now.
                    if self.effects(screen, listener)? == Next::Leave {
                        return Ok(());
                    }
                    urgent = true;
                }
                waiting_result = false;
            }
            if urgent {
                self.draw(screen)?;
            }
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
            Event::Terminal(TerminalEvent::Resize(..)) => {}
            Event::Terminal(event) => self.app.terminal(&event),
            Event::Resumed => screen.forget().context("drawing anew")?,
            Event::End => return Ok(Next::Leave),
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
                    Effect::Shelf(task) => {
                        let word = ShelfWord::of(&self.folder, task);
                        self.app.shelf_says(word);
                    }
                    Effect::Copy(text) => {
                        screen
                            .write(CopyToClipboard::to_clipboard_from(text))
                            .context("copying")?;
                    }
                    Effect::Redraw => screen.forget().context("drawing anew")?,
                    Effect::Suspend => suspend(screen, listener)?,
                    Effect::Quit => return Ok(Next::Leave),
                }
            }
        }
    }
}

/// Gives the terminal back, stops the program as a shell expects, and takes the terminal again.
fn suspend(screen: &mut Screen, listener: &Listener) -> anyhow::Result<()> {
    listener.pause(true);
    Screen::suspend();
    // SIGSTOP, since a SIGTSTP that a program sends to itself is dropped in orphaned process groups.
    signal_hook::low_level::raise(signal_hook::consts::SIGSTOP).context("suspending")?;
    screen.resume().context("taking the terminal again")?;
    listener.pause(false);
    Ok(())
}
