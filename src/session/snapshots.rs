//! The folder of snapshots.

use std::path::PathBuf;

/// The folder of snapshots.
#[derive(Clone, Debug)]
pub struct SnapshotFolder(PathBuf);

impl SnapshotFolder {
    /// The snapshots in `folder`.
    pub fn new(folder: PathBuf) -> Self {
        Self(folder)
    }
}
