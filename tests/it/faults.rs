//! Every fault of a scenario file is told with its place and a way out.
//!
//! Beside each file of `tests/invalid` lies what is told about it. Run with
//! `LOCKIN_BLESS=1` to write these texts anew, and read what has changed.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use lockin::store::{Diagnostic, load};

fn told(path: &Path) -> Vec<Diagnostic> {
    match load(path) {
        Err(error) => error.diagnostics,
        Ok(loaded) => match loaded.reading().scenario {
            Err(faults) => loaded.diagnostics(&faults),
            Ok(_) => Vec::new(),
        },
    }
}

fn cases() -> io::Result<Vec<PathBuf>> {
    let mut files: Vec<PathBuf> = fs::read_dir("tests/invalid")?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|ending| ending == "yaml"))
        .collect();
    files.sort();
    Ok(files)
}

#[test]
fn every_fault_is_told_in_these_words() -> io::Result<()> {
    let bless = std::env::var_os("LOCKIN_BLESS").is_some();
    let mut wrong = Vec::new();
    for file in cases()? {
        let told: Vec<String> = told(&file).iter().map(ToString::to_string).collect();
        let told = format!("{}\n", told.join("\n\n"));
        let beside = file.with_extension("txt");
        if bless {
            fs::write(&beside, &told)?;
        } else if fs::read_to_string(&beside).unwrap_or_default() != told {
            wrong.push(format!("{}\n{told}", beside.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    Ok(())
}

#[test]
fn every_invalid_file_has_a_fault_and_they_stand_in_its_order() -> io::Result<()> {
    for file in cases()? {
        let told = told(&file);
        assert!(!told.is_empty(), "{}", file.display());
        assert!(
            told.is_sorted_by_key(|diagnostic| diagnostic.place),
            "{}",
            file.display()
        );
    }
    Ok(())
}
