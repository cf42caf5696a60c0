//! The folder of snapshots: one file each, never written over, thrown away only into a trash.
//!
//! Several programs may use it at once. A file gets its name when all of it is on
//! the disk, and a name that is taken leads to another; so nothing is lost. What
//! cannot be read as a snapshot is listed with the reason and left alone.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use etcetera::BaseStrategy;

use super::atomic::{atomic_create, atomic_write, move_file};
use super::scenario_file::read_text;
use super::snapshot::{Damage, Snapshot};

/// The largest snapshot that is read \[bytes\]: a scenario and its results.
const LARGEST_SNAPSHOT: u64 = 64 * 1024 * 1024;

/// The folder, inside of the folder, of what was deleted.
const TRASH: &str = ".trash";

/// How many names are tried for a file before giving up.
const TRIES: usize = 1000;

/// A folder of snapshots, which need not exist yet.
#[derive(Clone, Debug)]
pub struct SnapshotFolder {
    path: PathBuf,
}

/// A file in the folder.
#[derive(Debug)]
pub enum Listed {
    /// A snapshot.
    Whole(Box<Saved>),
    /// A file that is none.
    Damaged {
        /// The file.
        path: PathBuf,
        /// Why.
        reason: Damage,
    },
}

/// A snapshot and its file.
#[derive(Clone, Debug, PartialEq)]
pub struct Saved {
    /// The file's name without its ending.
    pub id: String,
    /// What it holds.
    pub snapshot: Snapshot,
}

/// A snapshot in the trash, for [`SnapshotFolder::restore`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deleted {
    id: String,
    trashed: PathBuf,
}

/// Why something about the snapshots failed.
#[derive(Debug, thiserror::Error)]
pub enum SnapshotError {
    /// There is no place for them.
    #[error("there is no home folder for snapshots; name one with `--snapshots`")]
    NoHome,
    /// The system refused.
    #[error("{}: {error}", .path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// The refusal.
        error: io::Error,
    },
    /// A file that is not a snapshot.
    #[error("{}: {reason}", .path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// Why.
        reason: Damage,
    },
    /// Nothing has this name or id.
    #[error("there is no snapshot `{0}`")]
    Missing(String),
    /// Several have this name.
    #[error("several snapshots are called `{name}`: {}", .ids.join(", "))]
    Ambiguous {
        /// The name.
        name: String,
        /// Their ids.
        ids: Vec<String>,
    },
}

type Result<T> = std::result::Result<T, SnapshotError>;

impl SnapshotFolder {
    /// The folder at this path.
    pub fn at(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into() }
    }

    /// `$XDG_DATA_HOME/lockin/snapshots`, on every system.
    pub fn of_user() -> Result<Self> {
        let base = etcetera::base_strategy::Xdg::new().map_err(|_| SnapshotError::NoHome)?;
        Ok(Self::at(base.data_dir().join("lockin").join("snapshots")))
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Saves a snapshot into a new file and returns its id.
    pub fn save(&self, snapshot: &Snapshot) -> Result<String> {
        fs::create_dir_all(&self.path).map_err(|error| io_error(&self.path, error))?;
        let text = snapshot.to_yaml();
        let time = snapshot.saved_at.strftime("%Y%m%d-%H%M%S");
        let stem = format!("{}-{time}", slug(&snapshot.name));
        free_name(&self.path, &stem, |path| {
            atomic_create(path, text.as_bytes())
        })
    }

    /// All files, oldest first, those that are no snapshots last. A folder that is not there is empty.
    pub fn list(&self) -> Result<Vec<Listed>> {
        let mut whole = Vec::new();
        let mut damaged = Vec::new();
        for path in self.files()? {
            match read(&path) {
                Ok(snapshot) => whole.push(Saved {
                    id: stem(&path),
                    snapshot,
                }),
                Err(reason) => damaged.push(Listed::Damaged { path, reason }),
            }
        }
        whole.sort_by(|a, b| (a.snapshot.saved_at, &a.id).cmp(&(b.snapshot.saved_at, &b.id)));
        let whole = whole
            .into_iter()
            .map(|saved| Listed::Whole(Box::new(saved)));
        Ok(whole.chain(damaged).collect())
    }

    /// The snapshot of this id.
    pub fn load(&self, id: &str) -> Result<Snapshot> {
        let path = self.file(id);
        if !is_stem(id) || !path.exists() {
            return Err(SnapshotError::Missing(id.to_owned()));
        }
        read(&path).map_err(|reason| SnapshotError::Damaged { path, reason })
    }

    /// The snapshot of this id, or else of this name, or else whose id alone begins so.
    pub fn find(&self, words: &str) -> Result<Saved> {
        if is_stem(words) && self.file(words).exists() {
            let snapshot = self.load(words)?;
            let id = words.to_owned();
            return Ok(Saved { id, snapshot });
        }
        let all: Vec<Saved> = self
            .list()?
            .into_iter()
            .filter_map(|listed| match listed {
                Listed::Whole(saved) => Some(*saved),
                Listed::Damaged { .. } => None,
            })
            .collect();
        let by_name = all.iter().any(|saved| saved.snapshot.name == words);
        let mut found: Vec<Saved> = all
            .into_iter()
            .filter(|saved| {
                if by_name {
                    saved.snapshot.name == words
                } else {
                    !words.is_empty() && saved.id.starts_with(words)
                }
            })
            .collect();
        match (found.pop(), found.is_empty()) {
            (Some(saved), true) => Ok(saved),
            (None, _) => Err(SnapshotError::Missing(words.to_owned())),
            (Some(last), false) => {
                let ids = found.into_iter().chain([last]).map(|saved| saved.id);
                Err(SnapshotError::Ambiguous {
                    name: words.to_owned(),
                    ids: ids.collect(),
                })
            }
        }
    }

    /// Gives a snapshot another name; its id stays.
    pub fn rename(&self, id: &str, name: &str) -> Result<()> {
        self.rewrite(id, |snapshot| name.clone_into(&mut snapshot.name))
    }

    /// Writes a note about a snapshot.
    pub fn annotate(&self, id: &str, note: &str) -> Result<()> {
        self.rewrite(id, |snapshot| note.clone_into(&mut snapshot.note))
    }

    /// Moves a snapshot to the trash.
    pub fn delete(&self, id: &str) -> Result<Deleted> {
        let file = self.file(id);
        if !is_stem(id) || !file.exists() {
            return Err(SnapshotError::Missing(id.to_owned()));
        }
        let trash = self.path.join(TRASH);
        fs::create_dir_all(&trash).map_err(|error| io_error(&trash, error))?;
        let name = free_name(&trash, id, |path| move_file(&file, path))?;
        Ok(Deleted {
            id: id.to_owned(),
            trashed: trash.join(format!("{name}.yaml")),
        })
    }

    /// Brings a deleted snapshot back and returns its id, which is another if the old one is taken by now.
    pub fn restore(&self, deleted: &Deleted) -> Result<String> {
        free_name(&self.path, &deleted.id, |path| {
            move_file(&deleted.trashed, path)
        })
    }

    fn file(&self, id: &str) -> PathBuf {
        self.path.join(format!("{id}.yaml"))
    }

    fn files(&self) -> Result<Vec<PathBuf>> {
        let entries = match fs::read_dir(&self.path) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(io_error(&self.path, error)),
        };
        let mut files: Vec<PathBuf> = entries
            .filter_map(|entry| Some(entry.ok()?.path()))
            .filter(|path| {
                let hidden = path
                    .file_name()
                    .is_none_or(|name| name.to_string_lossy().starts_with('.'));
                !hidden && !path.is_dir()
            })
            .collect();
        files.sort();
        Ok(files)
    }

    fn rewrite(&self, id: &str, change: impl FnOnce(&mut Snapshot)) -> Result<()> {
        let mut snapshot = self.load(id)?;
        change(&mut snapshot);
        let path = self.file(id);
        atomic_write(&path, snapshot.to_yaml().as_bytes()).map_err(|error| io_error(&path, error))
    }
}

/// Tries names from `stem` on until `make` finds one that is free.
fn free_name(folder: &Path, stem: &str, make: impl Fn(&Path) -> io::Result<()>) -> Result<String> {
    for i in 1..=TRIES {
        let name = if i == 1 {
            stem.to_owned()
        } else {
            format!("{stem}-{i}")
        };
        let path = folder.join(format!("{name}.yaml"));
        match make(&path) {
            Ok(()) => return Ok(name),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(io_error(&path, error)),
        }
    }
    Err(io_error(folder, io::ErrorKind::AlreadyExists.into()))
}

fn io_error(path: &Path, error: io::Error) -> SnapshotError {
    SnapshotError::Io {
        path: path.to_owned(),
        error,
    }
}

fn read(path: &Path) -> std::result::Result<Snapshot, Damage> {
    let text = read_text(path, LARGEST_SNAPSHOT).map_err(|(fault, _)| Damage::File(fault))?;
    Snapshot::from_yaml(&text)
}

fn stem(path: &Path) -> String {
    path.file_stem()
        .map(|stem| stem.to_string_lossy().into_owned())
        .unwrap_or_default()
}

/// Whether this can be the name of a file in the folder, and not a way out of it.
fn is_stem(id: &str) -> bool {
    !id.is_empty() && !id.starts_with('.') && !id.contains(['/', '\\', '\0'])
}

/// A name as a part of a file name.
fn slug(name: &str) -> String {
    let letters: String = name
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() {
                c.to_ascii_lowercase()
            } else {
                ' '
            }
        })
        .collect();
    let slug: String = letters
        .split_whitespace()
        .collect::<Vec<_>>()
        .join("-")
        .chars()
        .take(40)
        .collect();
    if slug.is_empty() {
        "snapshot".to_owned()
    } else {
        slug
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::snapshot::tests::snapshot;

    fn folder() -> (tempfile::TempDir, SnapshotFolder) {
        let dir = tempfile::tempdir().unwrap();
        let folder = SnapshotFolder::at(dir.path().join("snapshots"));
        (dir, folder)
    }

    fn names(folder: &SnapshotFolder) -> Vec<String> {
        let name = |listed| match listed {
            Listed::Whole(saved) => saved.snapshot.name,
            Listed::Damaged { path, .. } => format!("damaged {}", stem(&path)),
        };
        folder.list().unwrap().into_iter().map(name).collect()
    }

    #[test]
    fn two_programs_that_save_at_once_lose_nothing() {
        let (_dir, folder) = folder();
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for _ in 0..10 {
                        folder.save(&snapshot("same name")).unwrap();
                    }
                });
            }
        });
        assert_eq!(names(&folder).len(), 40);
    }

    #[test]
    fn what_is_deleted_can_be_brought_back() {
        let (_dir, folder) = folder();
        let id = folder.save(&snapshot("a")).unwrap();
        let first = folder.delete(&id).unwrap();
        assert!(names(&folder).is_empty());
        assert_eq!(folder.save(&snapshot("a")).unwrap(), id);
        let second = folder.delete(&id).unwrap();
        assert_eq!(folder.restore(&first).unwrap(), id);
        assert_eq!(folder.restore(&second).unwrap(), format!("{id}-2"));
        assert_eq!(names(&folder), ["a", "a"]);
    }

    #[test]
    fn a_snapshot_is_found_by_id_name_or_the_start_of_its_id() {
        let (_dir, folder) = folder();
        let id = folder.save(&snapshot("My Plan!")).unwrap();
        assert_eq!(id, "my-plan-20261122-221530");
        for words in [id.as_str(), "My Plan!", "my-p"] {
            assert_eq!(folder.find(words).unwrap().id, id, "{words}");
        }
        folder.save(&snapshot("My Plan!")).unwrap();
        assert!(matches!(
            folder.find("My Plan!"),
            Err(SnapshotError::Ambiguous { .. })
        ));
        for words in ["", "x", "../snapshots/my-plan-20261122-221530"] {
            assert!(
                matches!(folder.find(words), Err(SnapshotError::Missing(_))),
                "{words}"
            );
        }
    }

    #[test]
    fn a_new_name_or_note_keeps_everything_else() {
        let (_dir, folder) = folder();
        let id = folder.save(&snapshot("old")).unwrap();
        folder.rename(&id, "new").unwrap();
        folder.annotate(&id, "note").unwrap();
        let mut expected = snapshot("new");
        expected.note = "note".to_owned();
        assert_eq!(folder.load(&id).unwrap(), expected);
    }

    #[test]
    fn a_damaged_file_is_listed_and_left_alone() {
        let (_dir, folder) = folder();
        folder.save(&snapshot("good")).unwrap();
        let bad = folder.path().join("bad.yaml");
        fs::write(&bad, b"\xff\xfe").unwrap();
        fs::write(folder.path().join("foreign.yaml"), "lockin: 1").unwrap();
        fs::write(folder.path().join(".lockin-x.tmp"), "half").unwrap();
        assert_eq!(names(&folder), ["good", "damaged bad", "damaged foreign"]);
        assert_eq!(fs::read(&bad).unwrap(), b"\xff\xfe");
    }
}
