//! Whether the scenario's file is still what it was.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, SystemTime};

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, bounded};

/// The time between two looks: one call of the system a second is less than any way to be told would take.
const PERIOD: Duration = Duration::from_secs(1);

/// What a file looks like from outside: its time and its length; nothing where it is not there.
type Stamp = Option<(SystemTime, u64)>;

/// Looks at a file once a second, in a thread of its own that ends when this is dropped.
#[derive(Debug)]
pub struct Watch {
    path: PathBuf,
    known: Arc<Mutex<Stamp>>,
    changed: Receiver<()>,
    over: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Watch {
    /// Watches the file at `path`.
    pub fn start(path: &Path) -> io::Result<Self> {
        Self::every(PERIOD, path)
    }

    fn every(period: Duration, path: &Path) -> io::Result<Self> {
        let known = Arc::new(Mutex::new(stamp(path)));
        let (tell, changed) = bounded(1);
        let (over, ended) = bounded::<()>(0);
        let thread = {
            let (path, known) = (path.to_owned(), Arc::clone(&known));
            std::thread::Builder::new()
                .name("watch".to_owned())
                .spawn(move || {
                    while ended.recv_timeout(period) == Err(RecvTimeoutError::Timeout) {
                        let now = stamp(&path);
                        let mut known = known.lock().unwrap_or_else(PoisonError::into_inner);
                        // A file that is away for a moment is being replaced.
                        if now.is_some() && now != *known {
                            *known = now;
                            let _ = tell.try_send(());
                        }
                    }
                })?
        };
        Ok(Self {
            path: path.to_owned(),
            known,
            changed,
            over: Some(over),
            thread: Some(thread),
        })
    }

    /// Receives a word when the file has changed.
    pub fn changed(&self) -> &Receiver<()> {
        &self.changed
    }

    /// Takes the file as it is now for known.
    pub fn seen(&self) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        *known = stamp(&self.path);
        while self.changed.try_recv().is_ok() {}
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.over = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn stamp(path: &Path) -> Stamp {
    let metadata = fs::metadata(path).ok()?;
    Some((metadata.modified().ok()?, metadata.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_told_once_and_what_was_seen_is_not() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let watch = Watch::every(Duration::from_millis(5), file.path()).unwrap();
        fs::write(file.path(), "other").unwrap();
        let patience = Duration::from_secs(20);
        assert_eq!(watch.changed().recv_timeout(patience), Ok(()));
        let pause = Duration::from_millis(50);
        assert!(watch.changed().recv_timeout(pause).is_err());
    }
}
