//! Parts of a run, joined: the bytes of the whole, or words about why not.

use std::io;
use std::path::PathBuf;
use std::process::{Command, Output};

use lockin::store::PartialRun;

/// A folder for parts.
struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> io::Result<Self> {
        tempfile::tempdir().map(Self)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn lockin(&self, words: &[&str]) -> io::Result<Output> {
        Command::new(env!("CARGO_BIN_EXE_lockin"))
            .args(words)
            .current_dir(self.0.path())
            .env("NO_COLOR", "1")
            .output()
    }

    /// Makes a part of the run of the retailer with these options.
    #[track_caller]
    fn part(&self, name: &str, trials: &str, options: &[&str]) {
        let part = [
            "run",
            "online-retailer",
            "--trials",
            trials,
            "--partial",
            name,
        ];
        let output = self
            .lockin(&[&part, options].concat())
            .expect("the program starts");
        let err = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{err}");
        assert_eq!((output.stdout.len(), err.as_str()), (0, ""));
    }

    #[track_caller]
    fn merged(&self, files: &[&str]) -> Vec<u8> {
        let words = [&["merge"], files, &["--format", "json"]].concat();
        let output = self.lockin(&words).expect("the program starts");
        let err = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{err}");
        output.stdout
    }

    /// What is said of parts that cannot be joined.
    #[track_caller]
    fn refused(&self, files: &[&str]) -> String {
        let words = [&["merge", "--out", "report"], files].concat();
        let output = self.lockin(&words).expect("the program starts");
        assert_eq!(output.status.code(), Some(1));
        assert_eq!(output.stdout, b"");
        assert!(!self.path("report").exists(), "nothing is written");
        String::from_utf8_lossy(&output.stderr).into_owned()
    }
}

#[test]
fn a_run_is_the_same_to_the_byte_wherever_it_is_cut() -> io::Result<()> {
    let options = ["--seed", "7", "--set", "horizon=3"];
    let folder = Folder::new()?;
    let words = [
        "run",
        "online-retailer",
        "--trials",
        "1000",
        "--format",
        "json",
    ];
    let whole = folder.lockin(&[&words[..], &options].concat())?.stdout;
    // Within a batch, at its edges, one trial alone, and in no order; on other numbers of threads.
    for cuts in [
        &[0, 1000][..],
        &[0, 64, 128, 1000],
        &[0, 37, 38, 129, 640, 1000],
        &[0, 1, 999, 1000],
    ] {
        let mut names = Vec::new();
        for (i, cut) in cuts.windows(2).enumerate() {
            let (name, threads) = (format!("{i}.partial"), (i % 3 + 1).to_string());
            let trials = format!("{}..{}", cut[0], cut[1]);
            folder.part(
                &name,
                &trials,
                &[&options[..], &["--threads", &threads]].concat(),
            );
            names.push(name);
        }
        let names: Vec<&str> = names.iter().rev().map(String::as_str).collect();
        assert!(folder.merged(&names) == whole, "cut at {cuts:?}");
    }
    Ok(())
}

#[test]
fn a_part_has_the_same_bytes_on_any_number_of_threads() -> io::Result<()> {
    let folder = Folder::new()?;
    folder.part("one", "100..700", &["--threads", "1"]);
    folder.part("three", "100..700", &["--threads", "3"]);
    assert!(std::fs::read(folder.path("one"))? == std::fs::read(folder.path("three"))?);
    Ok(())
}

#[test]
fn portfolios_and_other_kinds_of_report_are_those_of_the_whole() -> io::Result<()> {
    let folder = Folder::new()?;
    let ids = &["--portfolio", "two-clouds", "--portfolio", "single-region"];
    folder.part("a", "0..300", ids);
    folder.part("b", "300..500", ids);
    for format in ["text", "csv", "markdown", "html"] {
        let words = [
            "run",
            "online-retailer",
            "--trials",
            "500",
            "--format",
            format,
        ];
        let whole = folder.lockin(&[&words[..], ids].concat())?;
        let merged = folder.lockin(&["merge", "a", "b", "--format", format])?;
        assert!(
            merged.stdout == whole.stdout && merged.status.success(),
            "{format}"
        );
    }
    let judged = folder.lockin(&["merge", "a", "b", "--fail-if", "trials >= 500"])?;
    assert_eq!(judged.status.code(), Some(3));
    Ok(())
}

#[test]
fn what_is_no_whole_run_is_refused_in_words() -> io::Result<()> {
    let folder = Folder::new()?;
    folder.part("a", "0..100", &[]);
    folder.part("b", "100..200", &[]);
    folder.part("c", "300..400", &[]);
    folder.part("across", "50..150", &[]);
    folder.part("other", "100..200", &["--seed", "2"]);
    folder.part("edited", "100..200", &["--set", "horizon=3"]);
    let said = folder.refused(&["a", "c", "b"]);
    assert!(
        said.contains("the histories 200..300 before its own are in no file (c)"),
        "{said}"
    );
    assert!(
        said.contains("make them with `--trials 200..300 --partial FILE`"),
        "{said}"
    );
    let said = folder.refused(&["b"]);
    assert!(
        said.contains("the histories 0..100 before its own are in no file (b)"),
        "{said}"
    );
    let said = folder.refused(&["a", "across"]);
    assert!(
        said.contains("the histories 50..100 are in a already (across)"),
        "{said}"
    );
    let said = folder.refused(&["a", "other"]);
    assert!(
        said.contains("it is of another run than a: seed 2, there 1 (other)"),
        "{said}"
    );
    let said = folder.refused(&["a", "edited", "other"]);
    assert!(
        said.contains("edits horizon=3, there none; input (its hash) "),
        "{said}"
    );
    assert!(
        said.contains("seed 2, there 1 (other)"),
        "all faults at once: {said}"
    );
    Ok(())
}

#[test]
fn the_same_part_twice_counts_once_and_two_stories_of_one_trial_do_not() -> io::Result<()> {
    let folder = Folder::new()?;
    folder.part("a", "0..100", &[]);
    folder.part("b", "100..200", &[]);
    std::fs::copy(folder.path("b"), folder.path("again"))?;
    assert!(folder.merged(&["a", "b", "again"]) == folder.merged(&["a", "b"]));
    let output = folder.lockin(&["merge", "a", "b", "again"])?;
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(
        said.contains("note: again is the same as b and counts once"),
        "{said}"
    );

    // A number of one trial that a broken machine got wrong, with a good checksum.
    let mut wrong = PartialRun::read(&folder.path("b")).unwrap();
    wrong.outcomes[3] ^= 1;
    std::fs::write(folder.path("wrong"), wrong.to_bytes())?;
    let said = folder.refused(&["a", "b", "wrong"]);
    assert!(
        said.contains("history 100 is another one here than in b (wrong)"),
        "{said}"
    );
    Ok(())
}

#[test]
fn files_that_are_no_parts_are_all_named() -> io::Result<()> {
    let folder = Folder::new()?;
    folder.part("good", "0..10", &[]);
    let good = std::fs::read(folder.path("good"))?;
    std::fs::write(folder.path("cut"), &good[..good.len() / 2])?;
    std::fs::write(folder.path("scenario"), "lockin: 1\n")?;
    std::fs::create_dir(folder.path("folder"))?;
    let mut older = PartialRun::read(&folder.path("good")).unwrap();
    "0.0.9".clone_into(&mut older.source.lockin);
    std::fs::write(folder.path("older"), older.to_bytes())?;
    let mut short = PartialRun::read(&folder.path("good")).unwrap();
    short.outcomes.pop();
    std::fs::write(folder.path("short"), short.to_bytes())?;
    let said = folder.refused(&["good", "cut", "scenario", "folder", "none", "older"]);
    for words in [
        "it is cut off or damaged: its checksum does not match (cut)",
        "this is not a partial run, or one of another version of lockin (scenario)",
        "this is a directory, not a partial run (folder)",
        "there is no such file (none)",
        "lockin 0.0.9 made it",
    ] {
        assert!(said.contains(words), "{words}: {said}");
    }
    let said = folder.refused(&["short"]);
    assert!(
        said.contains("its outcomes are not those of its scenario: make it again (short)"),
        "{said}"
    );
    Ok(())
}

#[test]
fn a_part_goes_to_a_file_and_makes_no_report() -> io::Result<()> {
    let folder = Folder::new()?;
    for words in [
        &["run", "--trials", "0..100"][..],
        &["replay", "--trials", "0..100"],
        &["--trials", "0..100"],
        &["run", "--trials", "5..5", "--partial", "x"],
        &["run", "--partial", "x", "--format", "json"],
        &["run", "--partial", "x", "--precision", "1%"],
        &["merge"],
    ] {
        let output = folder.lockin(words)?;
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{words:?}: {said}");
    }
    let output = folder.lockin(&["run", "--trials", "0..100"])?;
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("add `--partial FILE`"), "{said}");
    assert!(!folder.path("x").exists());
    Ok(())
}
