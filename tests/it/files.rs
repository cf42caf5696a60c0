//! What is no scenario file is refused with a reason, before it is read where it must be.

use std::fs::{self, File};
use std::io;
use std::path::Path;

use lockin::store::{LoadFault, load};

/// What is told about a file of these bytes, without its path.
fn told(bytes: &[u8]) -> io::Result<String> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("file.yaml");
    fs::write(&path, bytes)?;
    Ok(told_at(&path))
}

fn told_at(path: &Path) -> String {
    match load(path) {
        Ok(_) => "good".to_owned(),
        Err(error) => error
            .to_string()
            .replace(&path.display().to_string(), "FILE"),
    }
}

const SCENARIO: &str = "lockin: 1\nproviders: {}\n";

#[test]
fn bytes_that_are_no_text_are_told_with_their_place() -> io::Result<()> {
    assert_eq!(
        told(b"lockin: 1\ntitle: caf\xe9\n")?,
        "error: the file is not UTF-8 text: byte 20 does not belong to a character (FILE:2:11)\n \
         2 | title: caf\u{fffd}\n   |           ^\nhint: save it as UTF-8 in your editor"
    );
    let utf16: Vec<u8> = "\u{feff}lockin: 1"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    assert_eq!(
        told(&utf16)?,
        "error: the file is UTF-16 text, but a scenario is UTF-8 (FILE)\nhint: save it as UTF-8 in your editor"
    );
    Ok(())
}

#[test]
fn a_mark_of_byte_order_is_passed_over() -> io::Result<()> {
    assert_eq!(told(format!("\u{feff}{SCENARIO}").as_bytes())?, "good");
    Ok(())
}

#[test]
fn a_file_with_nothing_in_it_is_told_so() -> io::Result<()> {
    let empty = "error: the file is empty (FILE)\n\
                 hint: `lockin example frontier-lab > my.yaml` writes a scenario to begin with";
    for bytes in ["", "\n\n", "# nothing\n", "\u{feff}", "---\n"] {
        assert_eq!(told(bytes.as_bytes())?, empty, "{bytes:?}");
    }
    Ok(())
}

#[test]
fn a_huge_file_is_refused_unread() -> io::Result<()> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("huge.yaml");
    File::create(&path)?.set_len(200 * 1024 * 1024)?;
    let start = std::time::Instant::now();
    assert_eq!(
        told_at(&path),
        "error: the file has 200.0 MB, but at most 16 MB are read (FILE)\n\
         hint: is this a scenario file? `lockin example frontier-lab` prints one"
    );
    assert!(start.elapsed().as_secs() < 5);
    Ok(())
}

#[test]
fn what_is_no_file_is_refused() -> io::Result<()> {
    let folder = tempfile::tempdir()?;
    assert_eq!(
        told_at(folder.path()),
        "error: this is a directory, not a scenario file (FILE)\nhint: give the path of a YAML file in it"
    );
    assert_eq!(
        told_at(&folder.path().join("none.yaml")),
        "error: there is no such file (FILE)\nhint: `lockin example` lists the scenarios that are built in"
    );
    Ok(())
}

#[cfg(unix)]
#[test]
fn a_pipe_or_device_is_not_opened() -> io::Result<()> {
    let folder = tempfile::tempdir()?;
    let pipe = folder.path().join("pipe.yaml");
    assert!(
        std::process::Command::new("mkfifo")
            .arg(&pipe)
            .status()?
            .success()
    );
    for path in [pipe.as_path(), Path::new("/dev/zero")] {
        let Err(error) = load(path) else {
            panic!("{} was read", path.display())
        };
        assert!(matches!(error.fault, LoadFault::Special), "{error}");
    }
    Ok(())
}

#[test]
fn a_file_of_ten_thousand_hazards_is_read_soon() -> io::Result<()> {
    let mut text = "lockin: 1\nproviders:\n  azure:\n    outages:\n".to_owned();
    for i in 0..10_000 {
        text.push_str("      mode-");
        text.push_str(&i.to_string());
        text.push_str(": {per_year: 0.1, hours: {lognormal: {median: 4, p90: 14}}}\n");
    }
    text.push_str("workloads:\n  shop: {value_per_hour: 1}\nportfolios:\n  today: {placement: {shop: {azure: 1}}}\n");
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("large.yaml");
    fs::write(&path, text)?;
    let start = std::time::Instant::now();
    let scenario = load(&path).map(|loaded| loaded.reading().scenario.is_ok());
    assert!(scenario.unwrap_or(false));
    assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
    Ok(())
}
