//! A scenario file: reading it, and saying what is wrong with it.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path as FilePath;

use super::diagnostic::Diagnostic;
use super::places::{Place, Places};
use super::yaml::{self, SyntaxError};
use crate::model::{self, Document, Fault, Node, Reading};

/// The largest file that is read \[bytes\]. A scenario of ten thousand hazards has two megabytes.
pub const LARGEST_FILE: u64 = 16 * MEGABYTE;

const MEGABYTE: u64 = 1024 * 1024;

/// A scenario file that is well-formed; what it says may still be wrong.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// What it says.
    pub document: Document,
    /// Where it says so.
    pub places: Places,
    /// The path of the file as it was given, or the name of an embedded scenario.
    pub origin: String,
    text: String,
}

/// Why a file cannot be read as a document at all.
#[derive(Debug, thiserror::Error)]
pub enum LoadFault {
    /// Nothing has this name.
    #[error("there is no such file")]
    Missing,
    /// The file may not be read.
    #[error("no permission to read this file")]
    Denied,
    /// A folder.
    #[error("this is a directory, not a scenario file")]
    Directory,
    /// A pipe, socket or device, reading which might never end.
    #[error("this is a pipe, socket or device, not a file")]
    Special,
    /// More than the program reads.
    #[error("the file has {:.1} MB, but at most {} MB are read", *.size as f64 / MEGABYTE as f64, .most / MEGABYTE)]
    Large {
        /// Its size \[bytes\].
        size: u64,
        /// The most that is read \[bytes\].
        most: u64,
    },
    /// A byte that does not belong to UTF-8.
    #[error("the file is not UTF-8 text: byte {offset} does not belong to a character")]
    NotText {
        /// Counted from 0.
        offset: usize,
    },
    /// Begins as UTF-16 does.
    #[error("the file is UTF-16 text, but a scenario is UTF-8")]
    Utf16,
    /// Holds nothing but comments.
    #[error("the file is empty")]
    Empty,
    /// Some other failure to read.
    #[error("the file can't be read: {0}")]
    Io(io::Error),
    /// Not YAML.
    #[error("{}", .0.problem)]
    Syntax(SyntaxError),
    /// Keys stand twice, so that it is not known which of them is meant.
    #[error("keys stand twice")]
    Twice,
}

/// A file that cannot be read as a document, with all that is known to be wrong with it.
#[derive(Debug, thiserror::Error)]
#[error("{}", .diagnostics.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
pub struct LoadError {
    /// Why.
    pub fault: LoadFault,
    /// The same for people, in the order of the file; at least one.
    pub diagnostics: Vec<Diagnostic>,
}

impl LoadFault {
    fn hint(&self) -> Option<String> {
        let hint = match self {
            LoadFault::Missing => "`lockin example` lists the scenarios that are built in",
            LoadFault::Directory => "give the path of a YAML file in it",
            LoadFault::Special => "write its content to a file first",
            LoadFault::Large { .. } => {
                "is this a scenario file? `lockin example frontier-lab` prints one"
            }
            LoadFault::NotText { .. } | LoadFault::Utf16 => "save it as UTF-8 in your editor",
            LoadFault::Empty => {
                "`lockin example frontier-lab > my.yaml` writes a scenario to begin with"
            }
            LoadFault::Syntax(error) => return error.problem.hint(),
            LoadFault::Denied | LoadFault::Io(_) | LoadFault::Twice => return None,
        };
        Some(hint.to_owned())
    }

    fn of(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound => LoadFault::Missing,
            io::ErrorKind::PermissionDenied => LoadFault::Denied,
            io::ErrorKind::IsADirectory => LoadFault::Directory,
            _ => LoadFault::Io(error),
        }
    }

    /// The error about a whole file.
    fn in_file(self, file: &str) -> LoadError {
        let diagnostic = Diagnostic::of_file(file, self.to_string()).with_hint(self.hint());
        LoadError {
            fault: self,
            diagnostics: vec![diagnostic],
        }
    }

    /// The error about one place in a file.
    fn at(self, file: &str, place: Place, text: &str) -> LoadError {
        let mut error = self.in_file(file);
        for diagnostic in &mut error.diagnostics {
            *diagnostic = diagnostic.clone().at(place, text);
        }
        error
    }
}

/// Reads the scenario file at `path`, which is never changed.
pub fn load(path: &FilePath) -> Result<Loaded, LoadError> {
    let file = path.display().to_string();
    let text = read_text(path, LARGEST_FILE).map_err(|(fault, bytes)| match fault {
        LoadFault::NotText { offset } => not_text(&bytes, offset, &file),
        fault => fault.in_file(&file),
    })?;
    load_text(&text, &file)
}

/// Reads a scenario from its text; `origin` names it in messages.
pub fn load_text(text: &str, origin: &str) -> Result<Loaded, LoadError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let parsed = yaml::parse(text).map_err(|error| {
        let place = error.place;
        LoadFault::Syntax(error).at(origin, place, text)
    })?;
    if parsed.document.root == Node::Null {
        return Err(LoadFault::Empty.in_file(origin));
    }
    let loaded = Loaded {
        document: parsed.document,
        places: parsed.places,
        origin: origin.to_owned(),
        text: text.to_owned(),
    };
    if parsed.twice.is_empty() {
        return Ok(loaded);
    }
    let mut faults = parsed.twice;
    let others = loaded.reading().scenario.err().unwrap_or_default();
    faults.extend(
        others
            .into_iter()
            .map(|fault| (loaded.places.of(&fault), fault)),
    );
    Err(LoadError {
        fault: LoadFault::Twice,
        diagnostics: loaded.sorted(faults),
    })
}

impl Loaded {
    /// What the document means.
    pub fn reading(&self) -> Reading {
        model::read(&self.document)
    }

    /// The faults with their places, in the order of the file.
    pub fn diagnostics(&self, faults: &[Fault]) -> Vec<Diagnostic> {
        let placed = faults
            .iter()
            .map(|fault| (self.places.of(fault), fault.clone()))
            .collect();
        self.sorted(placed)
    }

    /// The text of the file.
    pub fn text(&self) -> &str {
        &self.text
    }

    fn sorted(&self, mut faults: Vec<(Place, Fault)>) -> Vec<Diagnostic> {
        faults.sort_by_key(|(place, _)| *place);
        faults
            .iter()
            .map(|(place, fault)| {
                Diagnostic::of_file(self.origin.as_str(), fault.to_string())
                    .with_hint(fault.hint())
                    .at(*place, &self.text)
            })
            .collect()
    }
}

/// The text of a plain file of at most `most` bytes, or what is wrong and the bytes that were read.
pub(super) fn read_text(path: &FilePath, most: u64) -> Result<String, (LoadFault, Vec<u8>)> {
    let bytes = read_bytes(path, most).map_err(|fault| (fault, Vec::new()))?;
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        return Err((LoadFault::Utf16, bytes));
    }
    String::from_utf8(bytes).map_err(|error| {
        let offset = error.utf8_error().valid_up_to();
        (LoadFault::NotText { offset }, error.into_bytes())
    })
}

/// The content of a plain file that is not too large. Its metadata is looked at
/// first: opening a pipe would wait for a writer, reading a device might not end.
pub(super) fn read_bytes(path: &FilePath, most: u64) -> Result<Vec<u8>, LoadFault> {
    let metadata = fs::metadata(path).map_err(LoadFault::of)?;
    if metadata.is_dir() {
        return Err(LoadFault::Directory);
    }
    if !metadata.is_file() {
        return Err(LoadFault::Special);
    }
    let size = metadata.len();
    if size > most {
        return Err(LoadFault::Large { size, most });
    }
    let mut bytes = Vec::new();
    File::open(path)
        .and_then(|file| file.take(most + 1).read_to_end(&mut bytes))
        .map_err(LoadFault::of)?;
    let size = bytes.len() as u64;
    if size > most {
        return Err(LoadFault::Large { size, most });
    }
    Ok(bytes)
}

fn not_text(bytes: &[u8], offset: usize, file: &str) -> LoadError {
    let text = String::from_utf8_lossy(bytes);
    let before = String::from_utf8_lossy(&bytes[..offset]);
    let place = Place {
        line: before.matches('\n').count() + 1,
        column: before.chars().rev().take_while(|c| *c != '\n').count() + 1,
    };
    LoadFault::NotText { offset }.at(file, place, &text)
}
