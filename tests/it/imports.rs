//! Imports from outside: what they make of files, and that no file makes them panic, hang or write half a scenario.

mod dora;
mod focus;
mod fuzzed;
mod graph;
mod hazards;

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::{Command, Stdio};

use lockin::store::load;
use serde_json::Value;
use tempfile::TempDir;

/// A folder with files to import.
pub(super) struct Files(TempDir);

/// What the program said.
pub(super) struct Told {
    pub(super) code: Option<i32>,
    pub(super) out: String,
    pub(super) err: String,
}

impl Files {
    pub(super) fn new() -> io::Result<Self> {
        Ok(Self(tempfile::tempdir()?))
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub(super) fn write(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        std::fs::write(self.path(name), bytes)
    }

    /// `lockin import` with these words, in this folder.
    pub(super) fn import(&self, words: &[&str]) -> io::Result<Told> {
        self.lockin(&[&["import"], words].concat())
    }

    /// `lockin` with these words, in this folder.
    pub(super) fn lockin(&self, words: &[&str]) -> io::Result<Told> {
        let output = Command::new(env!("CARGO_BIN_EXE_lockin"))
            .args(words)
            .current_dir(self.0.path())
            .env("NO_COLOR", "1")
            .stdin(Stdio::null())
            .output()?;
        Ok(Told {
            code: output.status.code(),
            out: String::from_utf8_lossy(&output.stdout).into_owned(),
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
        })
    }

    /// The report as data, and the text of the scenario, which has no fault.
    #[track_caller]
    pub(super) fn good(&self, words: &[&str]) -> (Value, String) {
        let all = [words, &["--report", "json", "--out", "made.yaml"]].concat();
        let told = self.import(&all).expect("the program starts");
        assert_eq!(told.code, Some(0), "{}", told.err);
        let path = self.path("made.yaml");
        let loaded = load(&path).unwrap_or_else(|error| panic!("{error}"));
        if let Err(faults) = loaded.reading().scenario {
            panic!("{faults:#?}")
        }
        let report = serde_json::from_str(&told.out).expect("the report is JSON");
        (report, loaded.text().to_owned())
    }

    /// The error, which is all that there is: no scenario, no report.
    #[track_caller]
    pub(super) fn refused(&self, words: &[&str]) -> String {
        let all = [words, &["--out", "refused.yaml"]].concat();
        let told = self.import(&all).expect("the program starts");
        assert_eq!(told.code, Some(1), "{}{}", told.out, told.err);
        assert_eq!(told.out, "");
        assert!(!self.path("refused.yaml").exists(), "half a scenario");
        assert!(told.err.starts_with("error: "), "{}", told.err);
        assert!(!told.err.contains("panicked"), "{}", told.err);
        told.err
    }
}

/// The bytes packed as gzip does.
pub(super) fn gzip(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packer.write_all(bytes)?;
    packer.finish()
}

/// The bytes packed as zstd does.
pub(super) fn zstd(bytes: &[u8]) -> Vec<u8> {
    ruzstd::encoding::compress_to_vec(bytes, ruzstd::encoding::CompressionLevel::Fastest)
}
