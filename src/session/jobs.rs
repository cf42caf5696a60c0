//! Runs behind the user's back: the newest request wins, results get surer.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, Sender, bounded};

use crate::analysis::{Figures, Wanted, figures};
use crate::engine::{EndReason, Plan, Pool, Run};
use crate::model::ValidScenario;

/// Trials behind the first figures. Each further step makes four times as many.
const FIRST_STEP: usize = 512;

/// Trials that are to be made.
#[derive(Clone, Debug)]
pub struct Request {
    /// The scenario.
    pub scenario: Arc<ValidScenario>,
    /// The seed of the trials.
    pub seed: u64,
    /// How many trials.
    pub trials: usize,
    /// Index of portfolio A.
    pub a: usize,
    /// Index of portfolio B.
    pub b: usize,
}

/// Figures from the trials made so far.
#[derive(Clone, Debug)]
pub struct Progress {
    /// The figures.
    pub figures: Arc<Figures>,
    /// Trials wanted; `figures.trials` were made.
    pub wanted: usize,
    /// Time since the request.
    pub elapsed: Duration,
}

impl Progress {
    /// Whether these are the last figures of the request.
    pub fn is_final(&self) -> bool {
        self.figures.trials >= self.wanted
    }
}

/// Why a run gave no figures.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Failure {
    /// The program is at fault.
    #[error("the run failed inside the program: {0}")]
    Panic(String),
}

/// What a run has to say.
#[derive(Clone, Debug)]
pub struct Update {
    /// The request that it answers.
    pub generation: u64,
    /// Its figures so far.
    pub result: Result<Progress, Failure>,
}

/// One background run at a time, in a thread of its own.
///
/// A new request replaces one that waits and stops the one that runs, which gives its first figures before: else a key
/// that is held down, and asks anew every 30 ms, would never see any. Dropping stops and joins the thread.
#[derive(Debug)]
pub struct Jobs {
    shared: Arc<Shared>,
    wake: Receiver<()>,
    thread: Option<JoinHandle<()>>,
}

#[derive(Debug)]
struct Shared {
    slot: Mutex<Slot>,
    asked: Condvar,
    /// The newest request's generation; a run of an older one stops.
    latest: AtomicU64,
}

#[derive(Debug, Default)]
struct Slot {
    waiting: Option<(u64, Request, Instant)>,
    update: Option<Update>,
    over: bool,
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Slot> {
        // The slot holds whole values only, so one left by a panic is sound.
        self.slot.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Jobs {
    /// A background that makes its trials with `pool`.
    pub fn new(pool: Pool) -> std::io::Result<Self> {
        let shared = Arc::new(Shared {
            slot: Mutex::new(Slot::default()),
            asked: Condvar::new(),
            latest: AtomicU64::new(0),
        });
        let (tell, wake) = bounded(1);
        let worker = Worker {
            shared: Arc::clone(&shared),
            pool,
            tell,
        };
        let thread = std::thread::Builder::new()
            .name("runs".to_owned())
            .spawn(move || worker.work())?;
        Ok(Self {
            shared,
            wake,
            thread: Some(thread),
        })
    }

    /// Asks for a run, in place of every earlier one, and gives its generation.
    pub fn ask(&self, request: Request) -> u64 {
        let mut slot = self.shared.lock();
        let generation = self.shared.latest.fetch_add(1, Ordering::SeqCst) + 1;
        slot.waiting = Some((generation, request, Instant::now()));
        self.shared.asked.notify_one();
        generation
    }

    /// Stops the run and forgets what waits.
    pub fn stop(&self) {
        let mut slot = self.shared.lock();
        self.shared.latest.fetch_add(1, Ordering::SeqCst);
        (slot.waiting, slot.update) = (None, None);
    }

    /// Receives a word whenever there may be an update.
    pub fn wake(&self) -> &Receiver<()> {
        &self.wake
    }

    /// The newest update, if it is news. It may still answer an older request than the newest.
    pub fn update(&self) -> Option<Update> {
        self.shared.lock().update.take()
    }
}

impl Drop for Jobs {
    fn drop(&mut self) {
        self.stop();
        self.shared.lock().over = true;
        self.shared.asked.notify_one();
        if let Some(thread) = self.thread.take() {
            // A panic inside was already told as a failure.
            let _ = thread.join();
        }
    }
}

struct Worker {
    shared: Arc<Shared>,
    pool: Pool,
    tell: Sender<()>,
}

impl Worker {
    fn work(&self) {
        let mut last = None;
        while let Some((generation, request, asked)) = self.next() {
            let result = catch_unwind(AssertUnwindSafe(|| {
                let plan = Plan::new(&request.scenario);
                let plan = match last.take() {
                    Some(before) => plan.after(&before),
                    None => plan,
                };
                self.run(generation, (&request, asked), last.insert(plan));
            }));
            if let Err(panic) = result {
                let words = panic
                    .downcast_ref::<String>()
                    .map(String::as_str)
                    .or_else(|| panic.downcast_ref::<&str>().copied())
                    .unwrap_or("no words");
                self.publish(Update {
                    generation,
                    result: Err(Failure::Panic(words.to_owned())),
                });
            }
        }
    }

    fn next(&self) -> Option<(u64, Request, Instant)> {
        let mut slot = self.shared.lock();
        loop {
            if slot.over {
                return None;
            }
            if let Some(waiting) = slot.waiting.take() {
                return Some(waiting);
            }
            slot = self
                .shared
                .asked
                .wait(slot)
                .unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn run(&self, generation: u64, (request, asked): (&Request, Instant), plan: &Plan) {
        let stale = || self.shared.latest.load(Ordering::Relaxed) != generation;
        // Stopped, and not in favour of another one.
        let dropped = || stale() && self.shared.lock().waiting.is_none();
        let mut run = Run::new(plan, request.seed, &self.pool);
        let wanted = Wanted {
            seed: request.seed,
            a: request.a,
            b: request.b,
            importance_sampling: true,
        };
        let mut until = FIRST_STEP;
        loop {
            let until_now = until.min(request.trials);
            let is_first = until == FIRST_STEP;
            let over: &(dyn Fn() -> bool + Sync) = if is_first { &dropped } else { &stale };
            if run.advance(until_now, over) == EndReason::Stopped {
                return;
            }
            let figures = figures(&request.scenario, plan, run.tally(), wanted, &self.pool);
            if over() {
                return;
            }
            let progress = Progress {
                figures: Arc::new(figures),
                wanted: request.trials,
                elapsed: asked.elapsed(),
            };
            let last = progress.is_final();
            self.publish(Update {
                generation,
                result: Ok(progress),
            });
            if last || stale() {
                return;
            }
            until *= 4;
        }
    }

    fn publish(&self, update: Update) {
        self.shared.lock().update = Some(update);
        // A full channel means that the listener has yet to look: it will see this update.
        let _ = self.tell.try_send(());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Example;

    /// The run of request 1, of which nobody waits for the end, and what it told.
    fn overtaken(by: Option<u64>) -> Option<Update> {
        let scenario = Example::named("online-retailer").unwrap().load().reading();
        let request = Request {
            scenario: Arc::new(scenario.scenario.unwrap()),
            seed: 1,
            trials: 100_000,
            a: 0,
            b: 1,
        };
        let waiting = by.map(|generation| (generation, request.clone(), Instant::now()));
        let shared = Arc::new(Shared {
            slot: Mutex::new(Slot {
                waiting,
                ..Slot::default()
            }),
            asked: Condvar::new(),
            latest: AtomicU64::new(2),
        });
        let worker = Worker {
            shared: Arc::clone(&shared),
            pool: Pool::new(1).unwrap(),
            tell: bounded(1).0,
        };
        let plan = Plan::new(&request.scenario);
        worker.run(1, (&request, Instant::now()), &plan);
        shared.lock().update.take()
    }

    #[test]
    fn a_run_that_an_edit_overtakes_gives_its_first_figures_and_no_more() {
        let update = overtaken(Some(2)).expect("first figures");
        assert_eq!(update.generation, 1);
        assert_eq!(update.result.unwrap().figures.trials, FIRST_STEP);
    }

    #[test]
    fn a_run_that_is_stopped_gives_none() {
        assert!(overtaken(None).is_none());
    }
}
