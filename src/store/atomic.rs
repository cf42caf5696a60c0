//! Files that are written whole or not at all.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::{Builder, NamedTempFile};

/// Puts `bytes` into the file at `path`, which keeps its old content until all of the new is on the disk.
///
/// A link is followed; a pipe or device is written to as it is.
pub fn atomic_write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let old = fs::metadata(&path).ok();
    if old
        .as_ref()
        .is_some_and(|old| !old.is_file() && !old.is_dir())
    {
        return File::options().write(true).open(&path)?.write_all(bytes);
    }
    let folder = folder_of(&path);
    let file = neighbour(&folder, bytes)?;
    if let Some(old) = old {
        file.as_file().set_permissions(old.permissions())?;
    }
    file.persist(&path)?;
    sync_folder(&folder);
    Ok(())
}

/// Writes a new file, and fails with [`io::ErrorKind::AlreadyExists`] rather than replace one.
pub(super) fn atomic_create(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = folder_of(path);
    neighbour(&folder, bytes)?.persist_noclobber(path)?;
    sync_folder(&folder);
    Ok(())
}

/// Moves a file to a name that is free, and fails with [`io::ErrorKind::AlreadyExists`] where it is not.
pub(super) fn move_file(from: &Path, to: &Path) -> io::Result<()> {
    match fs::hard_link(from, to) {
        Ok(()) => fs::remove_file(from)?,
        // Some file systems have no links; there the check and the move are two steps.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return Err(error),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(error),
        Err(_) if to.exists() => return Err(io::ErrorKind::AlreadyExists.into()),
        Err(_) => fs::rename(from, to)?,
    }
    sync_folder(&folder_of(from));
    sync_folder(&folder_of(to));
    Ok(())
}

fn folder_of(path: &Path) -> PathBuf {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
        _ => PathBuf::from("."),
    }
}

/// A hidden file beside the one that is to be, with its content on the disk.
fn neighbour(folder: &Path, bytes: &[u8]) -> io::Result<NamedTempFile> {
    let mut builder = Builder::new();
    builder.prefix(".lockin-").suffix(".tmp");
    // As any other new file: what the umask leaves of reading and writing for all.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut file = builder.tempfile_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    Ok(file)
}

/// Makes a new name outlast a loss of power, where the system can do that for folders.
fn sync_folder(folder: &Path) {
    if let Ok(folder) = File::open(folder) {
        let _ = folder.sync_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_whole_and_keeps_its_permissions() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out.json");
        atomic_write(&path, b"one").unwrap();
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        }
        atomic_write(&path, b"two").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"two");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = fs::metadata(&path).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o640);
        }
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_name_that_is_taken_is_not_written_over() {
        let folder = tempfile::tempdir().unwrap();
        let (one, two) = (folder.path().join("1"), folder.path().join("2"));
        atomic_create(&one, b"one").unwrap();
        atomic_create(&two, b"two").unwrap();
        let kind = |result: io::Result<()>| result.unwrap_err().kind();
        assert_eq!(
            kind(atomic_create(&one, b"x")),
            io::ErrorKind::AlreadyExists
        );
        assert_eq!(kind(move_file(&one, &two)), io::ErrorKind::AlreadyExists);
        assert_eq!(fs::read(&two).unwrap(), b"two");
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_followed_and_a_device_written_to() {
        let folder = tempfile::tempdir().unwrap();
        let (file, link) = (folder.path().join("file"), folder.path().join("link"));
        fs::write(&file, "old").unwrap();
        std::os::unix::fs::symlink(&file, &link).unwrap();
        atomic_write(&link, b"new").unwrap();
        assert_eq!(fs::read(&file).unwrap(), b"new");
        atomic_write(Path::new("/dev/null"), b"gone").unwrap();
    }
}
