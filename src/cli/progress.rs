//! How far a run has come, on standard error, and Ctrl-C.

use std::io::{self, IsTerminal, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;

/// How often the line is drawn.
const EVERY: Duration = Duration::from_millis(100);

/// A flag that Ctrl-C raises. A second Ctrl-C ends the program at once.
#[derive(Clone, Debug)]
pub(super) struct Stop(Arc<AtomicBool>);

impl Stop {
    pub(super) fn on_signal() -> io::Result<Self> {
        let raised = Arc::new(AtomicBool::new(false));
        for signal in [SIGINT, SIGTERM] {
            // In this order: the first signal finds the flag down, raises it and goes on.
            flag::register_conditional_shutdown(signal, 130, Arc::clone(&raised))?;
            flag::register(signal, Arc::clone(&raised))?;
        }
        Ok(Self(raised))
    }

    pub(super) fn is_raised(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// A line on standard error that counts trials, if that is a terminal.
pub(super) struct Progress {
    trials: usize,
    start: Instant,
    drawn: Option<Instant>,
    wanted: bool,
}

impl Progress {
    pub(super) fn new(trials: usize) -> Self {
        Self {
            trials,
            start: Instant::now(),
            drawn: None,
            wanted: io::stderr().is_terminal(),
        }
    }

    /// Counts on so many trials from now on.
    pub(super) fn aim(&mut self, trials: usize) {
        self.trials = trials;
    }

    /// Draws the line, if the last one is old enough.
    pub(super) fn draw(&mut self, done: usize) {
        let last = self.drawn.unwrap_or(self.start);
        if !self.wanted || last.elapsed() < EVERY {
            return;
        }
        self.drawn = Some(Instant::now());
        let share = (done as f64 / self.trials as f64).min(1.0);
        let left = self.start.elapsed().as_secs_f64() * (1.0 - share) / share.max(1e-9);
        let _ = write!(
            io::stderr().lock(),
            "\r{:3.0} % of {} trials, {left:.0} s left   ",
            share * 100.0,
            self.trials
        );
    }
}

/// Leaves no line behind.
impl Drop for Progress {
    fn drop(&mut self) {
        if self.drawn.is_some() {
            let _ = write!(io::stderr().lock(), "\r{:60}\r", "");
        }
    }
}
