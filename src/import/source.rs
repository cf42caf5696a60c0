//! A file of unknown kind, opened by its content and bounded in what it may grow to.
//!
//! Names and endings are never trusted. Gzip and zstd are unpacked while they are read, a byte
//! order mark is taken off, UTF-16 becomes UTF-8, the rows of a Parquet file CSV. A zip
//! archive is handed on as what it is.

mod archive;
#[cfg(feature = "parquet")]
mod columnar;
mod decode;
mod heed;

use std::fs::{self, File};
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::path::Path;

use super::fault::{ImportError, Refusal};
pub use archive::{Archive, Member};
use decode::{Unpacking, decoded};
use heed::Heeded;
pub use heed::heeding;

/// The largest text that is held in memory as a whole \[bytes\]: a status history of ten years has five megabytes.
pub const LARGEST_TEXT: u64 = 64 * MEGABYTE;

/// How a zstd frame begins.
const ZSTD: &[u8] = &[0x28, 0xb5, 0x2f, 0xfd];

const MEGABYTE: u64 = 1024 * 1024;

/// An opened file.
#[derive(Debug)]
pub struct Source {
    /// The file as it was named.
    pub name: String,
    /// What it holds.
    pub content: Content,
}

/// What an opened file holds, by its first bytes.
#[derive(Debug)]
pub enum Content {
    /// Text, as UTF-8 without a byte order mark.
    Text(Text),
    /// A zip archive.
    Zip(Archive),
}

/// UTF-8 text that is read from the front.
pub struct Text {
    reader: Box<dyn Read>,
    form: Form,
    /// `gzip`, `zstd`, `UTF-16`; empty for plain UTF-8.
    packing: Vec<&'static str>,
}

/// What a text was in its file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Text as well.
    Text,
    /// A Parquet file, whose rows became CSV.
    Parquet,
}

impl Form {
    /// What a table in it is called.
    pub fn table(self) -> &'static str {
        match self {
            Form::Text => "CSV",
            Form::Parquet => "Parquet",
        }
    }
}

impl std::fmt::Debug for Text {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Text")
            .field("packing", &self.packing)
            .finish_non_exhaustive()
    }
}

impl Text {
    /// What it was in its file.
    pub fn form(&self) -> Form {
        self.form
    }

    /// What was undone on the way, in words: ` in gzip`, or nothing.
    pub fn packed(&self) -> String {
        match self.packing[..] {
            [] => String::new(),
            _ => format!(" in {}", self.packing.join(", ")),
        }
    }
}

impl Read for Text {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.reader.read(buffer)
    }
}

/// Why a file cannot be read, whatever it holds.
#[derive(Debug, thiserror::Error)]
pub enum SourceFault {
    /// Nothing has this name.
    #[error("there is no such file")]
    Missing,
    /// The file may not be read.
    #[error("no permission to read this file")]
    Denied,
    /// A folder.
    #[error("this is a directory, not a file")]
    Directory,
    /// A pipe, socket or device, reading which might never end.
    #[error("this is a pipe, socket or device, not a file")]
    Special,
    /// No content.
    #[error("the file is empty")]
    Empty,
    /// Packed in a way that is not read here.
    #[error("the file is packed with {0}, which is not read here")]
    Packed(&'static str),
    /// Columns on disk, whose reader most builds are without.
    #[error("this is a Parquet file, which this build of lockin does not read")]
    Parquet,
    /// A format that is not text where text is needed.
    #[error("the file is {0}, which this import does not read")]
    Unsuited(&'static str),
    /// Packed data that breaks off or is damaged.
    #[error("the {0} data is damaged or cut off: {1}")]
    Damaged(&'static str, String),
    /// Packed data that grows without end.
    #[error("the packed data grows more than {most}-fold, which no honest export does")]
    Bomb {
        /// The most that is unpacked, in times the packed size.
        most: u64,
    },
    /// More text than is held in memory.
    #[error("the text has more than {} MB, the most that is read of this format", .most / MEGABYTE)]
    Large {
        /// The most that is read \[bytes\].
        most: u64,
    },
    /// A byte that does not belong to UTF-8.
    #[error("the file is not UTF-8 text: byte {offset} does not belong to a character")]
    NotText {
        /// Counted from 0.
        offset: usize,
    },
    /// Somebody said so.
    #[error("reading was stopped")]
    Stopped,
    /// Some other failure to read.
    #[error("the file can't be read: {0}")]
    Io(io::Error),
}

impl Refusal for SourceFault {
    fn hint(&self) -> Option<String> {
        let hint = match self {
            SourceFault::Missing | SourceFault::Stopped | SourceFault::Io(_) => return None,
            SourceFault::Denied => "`ls -l` shows who may read it",
            SourceFault::Directory => "name the files in it, such as `exports/*.csv.gz`",
            SourceFault::Special => "write its content to a file first",
            SourceFault::Empty => "was the export cut off? Export it again",
            SourceFault::Packed(_) => "unpack it first and name the file in it",
            SourceFault::Unsuited(_) => "`lockin import --help` says which formats there are",
            SourceFault::Parquet => {
                "build it with `cargo install --path . --features parquet`, export CSV, or convert it: `duckdb -c \"copy 'in.parquet' to 'out.csv'\"`"
            }
            SourceFault::Damaged(..) => "copy or export it again",
            SourceFault::Bomb { .. } => {
                "if you trust it, unpack it yourself and name the unpacked file"
            }
            SourceFault::Large { .. } => {
                "is this the right file? Split it, or export a shorter time"
            }
            SourceFault::NotText { .. } => "export it as UTF-8",
        };
        Some(hint.to_owned())
    }
}

impl SourceFault {
    /// The fault that a reader of this room met, as the standard library handed it on.
    pub fn of(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound => SourceFault::Missing,
            io::ErrorKind::PermissionDenied => SourceFault::Denied,
            io::ErrorKind::IsADirectory => SourceFault::Directory,
            _ => match error.downcast::<SourceFault>() {
                Ok(fault) => fault,
                Err(error) => SourceFault::Io(error),
            },
        }
    }

    /// As an error of the standard library, on its way through a reader.
    fn into_io(self) -> io::Error {
        io::Error::other(self)
    }
}

/// Opens a file and says by its content what it is.
pub fn open(path: &Path) -> Result<Source, ImportError> {
    let name = path.display().to_string();
    match content(path) {
        Ok(content) => Ok(Source { name, content }),
        Err(fault) => Err(ImportError::of(&name, &fault)),
    }
}

/// Metadata is looked at first: opening a pipe would wait for a writer, reading a device might not end.
fn content(path: &Path) -> Result<Content, SourceFault> {
    let metadata = fs::metadata(path).map_err(SourceFault::of)?;
    if metadata.is_dir() {
        return Err(SourceFault::Directory);
    }
    if !metadata.is_file() {
        return Err(SourceFault::Special);
    }
    let mut file = File::open(path).map_err(SourceFault::of)?;
    let mut head = Vec::new();
    (&mut file)
        .take(4)
        .read_to_end(&mut head)
        .and_then(|_| file.seek(SeekFrom::Start(0)))
        .map_err(SourceFault::of)?;
    match head.as_slice() {
        [] => Err(SourceFault::Empty),
        [0x1f, 0x8b, ..] => {
            text(Unpacking::gzip(Heeded::new(file)), vec!["gzip"]).map(Content::Text)
        }
        b"PK\x03\x04" | b"PK\x05\x06" => Archive::open(file).map(Content::Zip),
        b"PAR1" => parquet(file).map(Content::Text),
        ZSTD => text(Unpacking::zstd(Heeded::new(file)), vec!["zstd"]).map(Content::Text),
        [b'B', b'Z', b'h', ..] => Err(SourceFault::Packed("bzip2")),
        [0xfd, b'7', b'z', b'X'] => Err(SourceFault::Packed("xz")),
        [0xd0, 0xcf, 0x11, 0xe0] => Err(SourceFault::Unsuited("an old Office document")),
        b"%PDF" => Err(SourceFault::Unsuited("a PDF")),
        _ => text(BufReader::new(Heeded::new(file)), Vec::new()).map(Content::Text),
    }
}

#[cfg(feature = "parquet")]
fn parquet(file: File) -> Result<Text, SourceFault> {
    Ok(Text {
        reader: Box::new(columnar::Rows::new(file)?),
        form: Form::Parquet,
        packing: Vec::new(),
    })
}

#[cfg(not(feature = "parquet"))]
fn parquet(_: File) -> Result<Text, SourceFault> {
    Err(SourceFault::Parquet)
}

/// The text of unpacked bytes: the byte order mark decides how they are read.
fn text(bytes: impl Read + 'static, mut packing: Vec<&'static str>) -> Result<Text, SourceFault> {
    let (reader, utf16) = decoded(bytes).map_err(SourceFault::of)?;
    if utf16 {
        packing.push("UTF-16");
    }
    Ok(Text {
        reader,
        form: Form::Text,
        packing,
    })
}

impl Content {
    /// What it is, in the words of an error message.
    pub fn kind(&self) -> &'static str {
        match self {
            Content::Text(_) => "text",
            Content::Zip(_) => "a zip archive",
        }
    }
}

impl Source {
    /// The text, where there is nothing but text; any other content is refused.
    pub fn text(self) -> Result<Text, ImportError> {
        match self.content {
            Content::Text(text) => Ok(text),
            other @ Content::Zip(_) => Err(ImportError::of(
                &self.name,
                &SourceFault::Unsuited(other.kind()),
            )),
        }
    }

    /// The whole text, of at most [`LARGEST_TEXT`] bytes.
    pub fn whole_text(self) -> Result<String, ImportError> {
        let name = self.name.clone();
        let text = self.text()?;
        read_whole(text, LARGEST_TEXT).map_err(|fault| ImportError::of(&name, &fault))
    }
}

/// The whole of a text of at most `most` bytes.
fn read_whole(reader: impl Read, most: u64) -> Result<String, SourceFault> {
    let mut bytes = Vec::new();
    reader
        .take(most + 1)
        .read_to_end(&mut bytes)
        .map_err(SourceFault::of)?;
    if bytes.len() as u64 > most {
        return Err(SourceFault::Large { most });
    }
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(SourceFault::Empty);
    }
    String::from_utf8(bytes).map_err(|error| SourceFault::NotText {
        offset: error.utf8_error().valid_up_to(),
    })
}

/// A text in memory as if it had been read from a file of this name.
pub fn of_bytes(name: &str, bytes: Vec<u8>) -> Result<Source, ImportError> {
    let of = |fault| ImportError::of(name, &fault);
    if bytes.is_empty() {
        return Err(of(SourceFault::Empty));
    }
    let content = match bytes.as_slice() {
        [0x1f, 0x8b, ..] => {
            Content::Text(text(Unpacking::gzip(io::Cursor::new(bytes)), vec!["gzip"]).map_err(of)?)
        }
        _ if bytes.starts_with(ZSTD) => {
            Content::Text(text(Unpacking::zstd(io::Cursor::new(bytes)), vec!["zstd"]).map_err(of)?)
        }
        _ => Content::Text(text(io::Cursor::new(bytes), Vec::new()).map_err(of)?),
    };
    Ok(Source {
        name: name.to_owned(),
        content,
    })
}
