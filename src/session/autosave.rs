//! The working state, kept on the disk while somebody works, and offered again at the next start.

use std::io;
use std::thread::JoinHandle;

use crossbeam_channel::{Receiver, Sender, bounded, unbounded};
use jiff::Timestamp;

use super::history::{History, Step};
use super::record::{VERSION, edit};
use super::workspace::{Refusal, Workspace};
use crate::store::{SavedSession, SavedStep, SessionSlot};

/// What a session was about, beside its edits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Runs {
    /// Seed of the trials.
    pub seed: u64,
    /// Trials of a run.
    pub trials: usize,
}

/// The state of a workspace, to be kept.
pub fn saved(workspace: &Workspace, runs: Runs, left: bool) -> SavedSession {
    let history = workspace.history();
    let portfolios = &workspace.scenario().portfolios;
    SavedSession {
        saved_at: Timestamp::now().to_string(),
        left,
        seed: runs.seed,
        trials: runs.trials as u64,
        portfolios: [workspace.a, workspace.b]
            .iter()
            .filter_map(|&p| Some(portfolios.get(p)?.id.to_string()))
            .collect(),
        now: history.now(),
        steps: history
            .all()
            .map(|(parent, step)| SavedStep {
                parent,
                label: step.label.clone(),
                edits: step.edits.iter().map(ToString::to_string).collect(),
            })
            .collect(),
        ..SavedSession::new(workspace.origin.clone(), VERSION)
    }
}

/// The steps that were kept, with the file's state in force. A step whose edits can't be read has none.
pub fn history(session: &SavedSession) -> History {
    let steps = session.steps.iter().map(|step| {
        let edits = step.edits.iter().filter_map(|text| edit(text)).collect();
        let step_read = Step {
            label: step.label.clone(),
            edits,
            slides: None,
        };
        (step.parent, step_read)
    });
    let mut history = History::of(steps, session.now);
    history.go(super::history::FILE);
    // What a redo from the file leads to is the way to the state that was in force.
    history.prefer(session.now);
    history
}

/// Takes a session up where it was: the edits in force, and the portfolios compared.
pub fn take_up(workspace: &mut Workspace, session: &SavedSession) -> Result<Runs, Refusal> {
    workspace.go(session.now)?;
    let index = |id: &String| {
        let mut portfolios = workspace.scenario().portfolios.iter();
        portfolios.position(|known| known.id.as_str() == id)
    };
    let chosen: Vec<Option<usize>> = session.portfolios.iter().map(index).collect();
    if let [Some(a), Some(b)] = chosen[..] {
        (workspace.a, workspace.b) = (a, b);
    }
    Ok(Runs {
        seed: session.seed,
        trials: usize::try_from(session.trials).unwrap_or(usize::MAX),
    })
}

/// Writes sessions behind the user's back, the newest first; what waits is written before it is dropped.
#[derive(Debug)]
pub struct Autosave {
    tell: Option<Sender<SavedSession>>,
    complaints: Receiver<io::Error>,
    thread: Option<JoinHandle<()>>,
}

impl Autosave {
    /// Writes into this place.
    pub fn start(slot: SessionSlot) -> io::Result<Self> {
        let (tell, sessions) = unbounded::<SavedSession>();
        let (complain, complaints) = bounded(1);
        let thread = std::thread::Builder::new()
            .name("autosave".to_owned())
            .spawn(move || {
                while let Ok(session) = sessions.recv() {
                    let newest = sessions.try_iter().last().unwrap_or(session);
                    if let Err(error) = slot.write(&newest) {
                        // One complaint waits; another would say the same.
                        let _ = complain.try_send(error);
                    }
                }
            })?;
        Ok(Self {
            tell: Some(tell),
            complaints,
            thread: Some(thread),
        })
    }

    /// Keeps this, in place of what was kept before.
    pub fn keep(&self, session: SavedSession) {
        if let Some(tell) = &self.tell {
            // The thread listens until this is dropped.
            let _ = tell.send(session);
        }
    }

    /// Why the last session could not be written.
    pub fn complaint(&self) -> Option<io::Error> {
        self.complaints.try_recv().ok()
    }
}

impl Drop for Autosave {
    fn drop(&mut self) {
        self.tell = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Example;

    #[test]
    fn a_session_is_taken_up_where_it_was_and_redone_from_the_file() {
        let document = Example::default_one().load().document;
        let open = || Workspace::open("frontier-lab", document.clone()).unwrap();
        let step = |text: &str| Step {
            label: text.to_owned(),
            edits: vec![edit(text).unwrap()],
            slides: None,
        };
        let mut workspace = open();
        workspace.take(step("horizon=5")).unwrap();
        workspace.undo();
        workspace.take(step("horizon=6")).unwrap();
        workspace.take(step("discount_rate=0.1")).unwrap();
        workspace.undo();
        let runs = Runs {
            seed: 3,
            trials: 10,
        };
        let kept = saved(&workspace, runs, false);

        let mut again = open();
        again.restore(history(&kept));
        assert!(!again.is_changed());
        assert_eq!(again.redo().as_deref(), Some("horizon=6"));
        assert_eq!(again.redo().as_deref(), Some("discount_rate=0.1"));
        assert_eq!(take_up(&mut again, &kept), Ok(runs));
        assert_eq!(again.document(), workspace.document());
        assert_eq!(again.history().branches(), workspace.history().branches());
    }
}
