//! A zip archive whose members are read by name, each of them bounded.

use std::fs::File;
use std::io::{BufReader, Cursor, Read, Seek, SeekFrom};

use zip::ZipArchive;
use zip::result::ZipError;

use super::decode::{decoded, grown};
use super::{LARGEST_TEXT, SourceFault, read_whole};

/// The most members that an archive may have: a register of information has twenty.
const MOST_MEMBERS: usize = 10_000;

/// What can be read at any place.
trait Bytes: Read + Seek {}
impl<T: Read + Seek> Bytes for T {}

/// A zip archive.
pub struct Archive {
    zip: ZipArchive<Box<dyn Bytes>>,
    /// Its size, and what was unpacked of it \[bytes\].
    packed: u64,
    unpacked: u64,
}

/// A file in an archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Its path in the archive, with `/`.
    pub path: String,
    index: usize,
}

impl std::fmt::Debug for Archive {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Archive")
            .field("members", &self.zip.len())
            .finish_non_exhaustive()
    }
}

impl Archive {
    pub(super) fn open(file: File) -> Result<Self, SourceFault> {
        Self::new(Box::new(BufReader::new(file)))
    }

    /// The archive in these bytes.
    pub fn of_bytes(bytes: Vec<u8>) -> Result<Self, SourceFault> {
        Self::new(Box::new(Cursor::new(bytes)))
    }

    fn new(mut bytes: Box<dyn Bytes>) -> Result<Self, SourceFault> {
        let packed = bytes.seek(SeekFrom::End(0)).map_err(SourceFault::of)?;
        let zip = ZipArchive::new(bytes).map_err(fault)?;
        if zip.len() > MOST_MEMBERS {
            let why = format!(
                "it has {} files, at most {MOST_MEMBERS} are read",
                zip.len()
            );
            return Err(SourceFault::Damaged("zip", why));
        }
        Ok(Self {
            zip,
            packed,
            unpacked: 0,
        })
    }

    /// The files in it, in the order of their paths. Folders, and what a Mac adds, are left out.
    pub fn members(&self) -> Vec<Member> {
        let mut members: Vec<Member> = (0..self.zip.len())
            .filter_map(|index| {
                let path = self.zip.name_for_index(index)?.ok()?.replace('\\', "/");
                let file = !path.ends_with('/') && !path.starts_with("__MACOSX/");
                file.then_some(Member { path, index })
            })
            .collect();
        members.sort_by(|a, b| a.path.cmp(&b.path));
        members
    }

    /// The whole text of a file in it, as UTF-8 without a byte order mark.
    pub fn text(&mut self, member: &Member) -> Result<String, SourceFault> {
        let file = self.zip.by_index(member.index).map_err(fault)?;
        let mut bytes = Vec::new();
        file.take(LARGEST_TEXT + 1)
            .read_to_end(&mut bytes)
            .map_err(|error| SourceFault::Damaged("zip", error.to_string()))?;
        if bytes.len() as u64 > LARGEST_TEXT {
            return Err(SourceFault::Large { most: LARGEST_TEXT });
        }
        self.unpacked += bytes.len() as u64;
        grown(self.packed, self.unpacked).map_err(SourceFault::of)?;
        if bytes.is_empty() {
            return Ok(String::new());
        }
        let (reader, _) = decoded(Cursor::new(bytes)).map_err(SourceFault::of)?;
        read_whole(reader, 2 * LARGEST_TEXT)
    }
}

fn fault(error: ZipError) -> SourceFault {
    match error {
        ZipError::Io(error) => SourceFault::Damaged("zip", error.to_string()),
        ZipError::UnsupportedArchive(why) => SourceFault::Damaged("zip", why.to_string()),
        other => SourceFault::Damaged("zip", other.to_string()),
    }
}
