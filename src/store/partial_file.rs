//! A file with a part of a run: what was run, which of its trials, and what they came to.
//!
//! A line that names the format, the length of the header in bytes, the header as YAML, the outcomes as the engine
//! writes them, and the BLAKE3 hash of all that. The same bytes on every processor.

use std::ops::Range;
use std::path::Path;

use super::fields::{FieldFault, Fields, mapping, text, texts, whole};
use super::scenario_file::{LoadFault, read_bytes};
use super::yaml::{SyntaxError, Tree, parse_tree, write_tree};
use crate::model::Document;

/// What such a file begins with; another version of the format has another number.
const HEAD: &[u8] = b"lockin partial run 1\n";

/// The length of a hash \[bytes\].
const HASH: usize = blake3::OUT_LEN;

/// A part of a run.
#[derive(Clone, Debug, PartialEq)]
pub struct PartialRun {
    /// What the whole run is made from.
    pub source: RunSource,
    /// Which trials.
    pub trials: Range<u64>,
    /// Their outcomes, as the engine writes them.
    pub outcomes: Vec<u8>,
}

/// All that decides what comes out of a run.
#[derive(Clone, Debug, PartialEq)]
pub struct RunSource {
    /// The version of the program.
    pub lockin: String,
    /// The whole scenario, edits applied.
    pub scenario: Document,
    /// What was edited, each `path=value`.
    pub edits: Vec<String>,
    /// The ids of the portfolios, in their order.
    pub portfolios: Vec<String>,
    /// The seed of the trials.
    pub seed: u64,
}

/// Why a file is not taken for a part of a run.
#[derive(Debug, thiserror::Error)]
pub enum PartialDamage {
    /// It cannot be read.
    #[error("{}", reading(.0))]
    File(LoadFault),
    /// It does not begin as one does.
    #[error("this is not a partial run, or one of another version of lockin")]
    Foreign,
    /// It is not what was written.
    #[error("it is cut off or damaged: its checksum does not match")]
    Damaged,
    /// Its header is not YAML.
    #[error("{0}")]
    Syntax(SyntaxError),
    /// Its header is not what it should be.
    #[error(transparent)]
    Header(#[from] FieldFault),
}

fn reading(fault: &LoadFault) -> String {
    match fault {
        LoadFault::Directory => "this is a directory, not a partial run".to_owned(),
        fault => fault.to_string(),
    }
}

impl PartialRun {
    /// The content of its file.
    pub fn to_bytes(&self) -> Vec<u8> {
        let source = &self.source;
        let header = write_tree(&mapping([
            ("lockin", text(&source.lockin)),
            ("seed", whole(source.seed)),
            ("from", whole(self.trials.start)),
            ("until", whole(self.trials.end)),
            ("portfolios", texts(&source.portfolios)),
            ("edits", texts(&source.edits)),
            ("scenario", Tree::from(&source.scenario.root)),
        ]));
        let length = header.len() as u64;
        let mut bytes = HEAD.to_vec();
        bytes.extend_from_slice(&length.to_le_bytes());
        bytes.extend_from_slice(header.as_bytes());
        bytes.extend_from_slice(&self.outcomes);
        let hash = blake3::hash(&bytes);
        bytes.extend_from_slice(hash.as_bytes());
        bytes
    }

    /// The part of a run in the file at `path`.
    pub fn read(path: &Path) -> Result<Self, PartialDamage> {
        Self::from_bytes(&read_bytes(path, u64::MAX / 2).map_err(PartialDamage::File)?)
    }

    /// The part of a run in the content of a file.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, PartialDamage> {
        let damaged = || PartialDamage::Damaged;
        if !bytes.starts_with(HEAD) {
            return Err(PartialDamage::Foreign);
        }
        let (content, hash) = bytes.split_last_chunk::<HASH>().ok_or_else(damaged)?;
        if blake3::hash(content) != *hash {
            return Err(damaged());
        }
        let content = content.get(HEAD.len()..).ok_or_else(damaged)?;
        let (length, content) = content.split_first_chunk().ok_or_else(damaged)?;
        let length = usize::try_from(u64::from_le_bytes(*length)).map_err(|_| damaged())?;
        let (header, outcomes) = content.split_at_checked(length).ok_or_else(damaged)?;
        let header = str::from_utf8(header).map_err(|_| damaged())?;
        let root = parse_tree(header).map_err(PartialDamage::Syntax)?;
        let fields = Fields(&root);
        let trials = fields.whole("from")?..fields.whole("until")?;
        if trials.is_empty() {
            return Err(FieldFault("until", "above `from`").into());
        }
        let source = RunSource {
            lockin: fields.text("lockin")?,
            scenario: Document {
                root: fields.mapping("scenario")?.node(),
            },
            edits: fields.texts("edits")?,
            portfolios: fields.texts("portfolios")?,
            seed: fields.whole("seed")?,
        };
        Ok(Self {
            source,
            trials,
            outcomes: outcomes.to_vec(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Example;

    fn partial() -> PartialRun {
        PartialRun {
            source: RunSource {
                lockin: "0.1.0".to_owned(),
                scenario: Example::default_one().load().document,
                edits: vec!["horizon=5".to_owned()],
                portfolios: vec!["multi-cloud".to_owned()],
                seed: u64::MAX,
            },
            trials: 7..1_000_000,
            outcomes: (0..=255).collect(),
        }
    }

    #[test]
    fn a_part_of_a_run_comes_back_as_it_was() {
        let bytes = partial().to_bytes();
        assert_eq!(PartialRun::from_bytes(&bytes).unwrap(), partial());
    }

    #[test]
    fn a_changed_or_missing_byte_is_found_wherever_it_is() {
        let bytes = partial().to_bytes();
        for at in (0..bytes.len()).step_by(997).chain([bytes.len() - 1]) {
            let mut changed = bytes.clone();
            changed[at] ^= 1;
            assert!(PartialRun::from_bytes(&changed).is_err(), "byte {at}");
            assert!(PartialRun::from_bytes(&bytes[..at]).is_err(), "cut at {at}");
        }
    }

    #[test]
    fn other_files_say_that_they_are_none() {
        let said = |bytes: &[u8]| PartialRun::from_bytes(bytes).unwrap_err().to_string();
        assert!(said(b"").contains("not a partial run"));
        assert!(said(b"lockin: 1\n").contains("not a partial run"));
        assert!(said(HEAD).contains("cut off or damaged"));
    }
}
