//! An import in the program: files are chosen, read, reported on, held against what is open, and merged.

use super::folder::FilePicker;
use crate::session::{Merge, Taken};
use crate::store::printable;

/// The dialog of an import.
#[derive(Clone, Debug)]
pub struct Intake {
    /// The files to choose from.
    pub files: FilePicker,
    /// How far it is.
    pub stage: Stage,
}

/// How far an import is.
#[derive(Clone, Debug)]
pub enum Stage {
    /// Files are chosen.
    Pick,
    /// Files are read.
    Reading {
        /// How many.
        files: usize,
        /// The share of their bytes that was read.
        share: f64,
    },
    /// The files are at fault.
    Faulty(Reader),
    /// What was found.
    Report(Box<Taken>, Reader),
    /// What would change.
    Changes {
        /// What was found.
        taken: Box<Taken>,
        /// Whether values that a person has set are replaced.
        replace: bool,
        /// The words.
        reader: Reader,
    },
}

/// Words to read, some of which must not be wrapped.
#[derive(Clone, Debug, Default)]
pub struct Reader {
    /// Line by line; those that begin with a space or a mark of a difference are as wide as they are.
    pub lines: Vec<String>,
    /// First line shown.
    pub scroll: usize,
    /// Columns left out on the left of wide lines.
    pub shift: usize,
}

impl Reader {
    /// A reader at the first line of a text.
    pub fn of(text: &str) -> Self {
        Self {
            lines: text.lines().map(str::to_owned).collect(),
            ..Self::default()
        }
    }

    /// Whether a line keeps its columns.
    pub fn is_fixed(line: &str) -> bool {
        line.starts_with([' ', '+', '-', '@'])
    }

    /// The furthest that wide lines can be shifted in this many columns.
    pub fn most_shift(&self, width: usize) -> usize {
        let fixed = self.lines.iter().filter(|line| Self::is_fixed(line));
        let widest = fixed.map(|line| unicode_width::UnicodeWidthStr::width(line.as_str()));
        widest.max().unwrap_or(0).saturating_sub(width)
    }
}

impl Intake {
    /// With no folder read yet.
    pub fn new() -> Self {
        Self {
            files: FilePicker::default(),
            stage: Stage::Pick,
        }
    }

    /// The words that are read now, if any are.
    pub fn reader(&self) -> Option<&Reader> {
        match &self.stage {
            Stage::Faulty(reader) | Stage::Report(_, reader) | Stage::Changes { reader, .. } => {
                Some(reader)
            }
            Stage::Pick | Stage::Reading { .. } => None,
        }
    }

    /// The same, to scroll.
    pub fn reader_mut(&mut self) -> Option<&mut Reader> {
        match &mut self.stage {
            Stage::Faulty(reader) | Stage::Report(_, reader) | Stage::Changes { reader, .. } => {
                Some(reader)
            }
            Stage::Pick | Stage::Reading { .. } => None,
        }
    }
}

/// What was found, held against what is open.
pub(super) fn changes(taken: Box<Taken>, replace: bool) -> Stage {
    let reader = Reader::of(&told(chosen(&taken, replace)));
    Stage::Changes {
        taken,
        replace,
        reader,
    }
}

/// The merge that replaces values that a person has set, or the one that does not.
pub(super) fn chosen(taken: &Taken, replace: bool) -> &Merge {
    if replace {
        &taken.replacing
    } else {
        &taken.merge
    }
}

/// A merge in words, as `--into FILE --dry-run` tells it.
fn told(merge: &Merge) -> String {
    let mut lines = Vec::new();
    lines.push(match merge.edits.len() {
        0 => "What is open says all of this already: nothing changes.".to_owned(),
        1 => "One value changes, as one step that can be undone.".to_owned(),
        n => format!("{n} values change, as one step that can be undone."),
    });
    if !merge.kept.is_empty() {
        lines.push(String::new());
        lines.push("Set by hand and kept; Tab takes what was found".to_owned());
        let kept = merge.kept.iter().map(|kept| format!("  {}", kept.told()));
        lines.extend(kept);
    }
    if !merge.homeless.is_empty() {
        lines.push(String::new());
        lines.push("Left out: there is no such portfolio or workload".to_owned());
        let homeless = merge.homeless.iter();
        lines.extend(homeless.map(|path| format!("  {}", printable(&path.to_string()))));
    }
    if !merge.difference.is_empty() {
        lines.push(String::new());
        lines.push(merge.difference.clone());
    }
    lines.join("\n")
}
