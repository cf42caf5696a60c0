//! The state of a session on the disk: one file for each scenario, and one program at a time that writes it.
//!
//! The file is locked through a neighbour, a lock that the system lets go when the
//! program ends, however it ends. So a file that says it was not left, and is not
//! locked, is that of a program that was killed.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::atomic::atomic_write;

/// The format number of the file.
const FORMAT: u32 = 1;

/// What is kept of a session.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SavedSession {
    /// The format number of the file.
    pub format: u32,
    /// The version of the program.
    pub lockin: String,
    /// The scenario: a file's path or the name of a shipped one.
    pub origin: String,
    /// When it was written, in UTC.
    pub saved_at: String,
    /// Whether the user left the program, and did not lose it.
    pub left: bool,
    /// Seed of the trials.
    pub seed: u64,
    /// Trials of a run.
    pub trials: u64,
    /// The ids of the portfolios compared.
    pub portfolios: Vec<String>,
    /// The state in force: 0 for the file's, else 1 more than the position of the step that led to it.
    pub now: usize,
    /// All steps, each after the one that it follows.
    pub steps: Vec<SavedStep>,
}

/// A step as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedStep {
    /// The state that it was taken from.
    pub parent: usize,
    /// What it did, in words.
    pub label: String,
    /// Its edits, each as `path=value`.
    pub edits: Vec<String>,
}

impl SavedSession {
    /// A session of this scenario without a step, not left yet.
    pub fn new(origin: impl Into<String>, lockin: impl Into<String>) -> Self {
        Self {
            format: FORMAT,
            lockin: lockin.into(),
            origin: origin.into(),
            saved_at: String::new(),
            left: false,
            seed: 1,
            trials: 0,
            portfolios: Vec::new(),
            now: 0,
            steps: Vec::new(),
        }
    }
}

/// The place of a scenario's session, held by this program until it is dropped.
#[derive(Debug)]
pub struct SessionSlot {
    path: PathBuf,
    /// Locked while this lives.
    _lock: File,
}

/// Why there is no place for a session.
#[derive(Debug, thiserror::Error)]
pub enum SlotError {
    /// Another program holds it.
    #[error("another lockin has this scenario open")]
    Taken,
    /// The system refused.
    #[error("{}: {error}", .path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// The refusal.
        error: io::Error,
    },
}

impl SessionSlot {
    /// Takes the place of the scenario `origin` in the folder of sessions below `state`.
    pub fn claim(state: &Path, origin: &str) -> Result<Self, SlotError> {
        let folder = state.join("sessions");
        let refused = |path: &Path, error| SlotError::Io {
            path: path.to_owned(),
            error,
        };
        fs::create_dir_all(&folder).map_err(|error| refused(&folder, error))?;
        let path = folder.join(format!("{}.json", stem(origin)));
        let lock = path.with_extension("lock");
        let file = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&lock)
            .map_err(|error| refused(&lock, error))?;
        match file.try_lock() {
            Ok(()) => Ok(Self { path, _lock: file }),
            Err(TryLockError::WouldBlock) => Err(SlotError::Taken),
            Err(TryLockError::Error(error)) => Err(refused(&lock, error)),
        }
    }

    /// What was kept last, if anything was. A file that can't be read is put aside with another ending, and the
    /// reason is returned.
    pub fn read(&self) -> Result<Option<SavedSession>, String> {
        let bytes = match fs::read(&self.path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(format!("{}: {error}", self.path.display())),
        };
        let reason = match serde_json::from_slice::<SavedSession>(&bytes) {
            Ok(session) if session.format == FORMAT => return Ok(Some(session)),
            Ok(session) => format!("its format is {}, not {FORMAT}", session.format),
            Err(error) => error.to_string(),
        };
        let aside = self.path.with_extension("damaged");
        let kept = match fs::rename(&self.path, &aside) {
            Ok(()) => format!("; it is kept as {}", aside.display()),
            Err(_) => String::new(),
        };
        Err(format!("{}: {reason}{kept}", self.path.display()))
    }

    /// Writes the session, whole or not at all.
    pub fn write(&self, session: &SavedSession) -> io::Result<()> {
        let bytes = serde_json::to_vec(session)?;
        atomic_write(&self.path, &bytes)
    }
}

/// The file's name: words of the origin for people, and a hash that keeps equal words apart.
fn stem(origin: &str) -> String {
    let path = Path::new(origin);
    let whole = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let hash = blake3::hash(whole.as_os_str().as_encoded_bytes()).to_hex();
    let words: String = path
        .file_stem()
        .unwrap_or_default()
        .to_string_lossy()
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
        .take(40)
        .collect();
    format!("{words}-{}", &hash[..12])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn session() -> SavedSession {
        SavedSession {
            now: 1,
            steps: vec![SavedStep {
                parent: 0,
                label: "horizon → 5".to_owned(),
                edits: vec!["horizon=5".to_owned()],
            }],
            ..SavedSession::new("a.yaml", "0.1.0")
        }
    }

    #[test]
    fn what_is_kept_comes_back_and_two_programs_do_not_share_it() {
        let folder = tempfile::tempdir().unwrap();
        let slot = SessionSlot::claim(folder.path(), "a.yaml").unwrap();
        assert_eq!(slot.read(), Ok(None));
        slot.write(&session()).unwrap();
        assert!(matches!(
            SessionSlot::claim(folder.path(), "a.yaml"),
            Err(SlotError::Taken)
        ));
        let other = SessionSlot::claim(folder.path(), "b.yaml").unwrap();
        assert_eq!(other.read(), Ok(None));
        drop(slot);
        let slot = SessionSlot::claim(folder.path(), "a.yaml").unwrap();
        assert_eq!(slot.read(), Ok(Some(session())));
    }

    #[test]
    fn a_damaged_file_is_put_aside() {
        let folder = tempfile::tempdir().unwrap();
        let slot = SessionSlot::claim(folder.path(), "a.yaml").unwrap();
        fs::write(&slot.path, "{").unwrap();
        let reason = slot.read().unwrap_err();
        assert!(reason.contains("it is kept as"), "{reason}");
        assert_eq!(slot.read(), Ok(None));
    }
}
