//! `lockin import incidents` and `--into`, as a person or a script meets them.

mod samples;

use std::fs;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::Command;

use serde_json::Value;

use crate::imports::{Files, Told};

const FEED: &str = r#"{"page": {"name": "Acme Cloud", "updated_at": "2025-01-01T00:00:00Z"}, "incidents": [
  {"id": "a", "status": "resolved", "impact": "major", "created_at": "2024-01-01T00:00:00Z", "resolved_at": "2024-01-01T02:00:00Z"},
  {"id": "b", "status": "resolved", "impact": "minor", "created_at": "2024-04-01T00:00:00Z", "resolved_at": "2024-04-01T05:00:00Z"},
  {"id": "c", "status": "resolved", "impact": "minor", "created_at": "2024-07-01T00:00:00Z", "resolved_at": "2024-07-01T01:00:00Z"},
  {"id": "d", "status": "resolved", "impact": "minor", "created_at": "2024-09-01T00:00:00Z", "resolved_at": "2024-09-01T00:00:00Z"},
  {"id": "w", "status": "completed", "impact": "maintenance", "created_at": "2024-09-02T00:00:00Z", "resolved_at": "2024-09-02T04:00:00Z"},
  {"id": "e", "status": "investigating", "impact": "critical", "created_at": "2024-12-31T20:00:00Z", "resolved_at": null}]}"#;

const SCENARIO: &str = "\
# Ours. Keep this line.
lockin: 1
providers:
  acme-cloud:
    outages:
      posted-incidents:
        per_year: {value: 9, range: [5, 15], basis: derived, source: last year's feed}   # see the wiki
        hours: 4        # agreed with operations
        severity: 0.25
workloads: {shop: {value_per_hour: 10}}
portfolios: {today: {placement: {shop: {acme-cloud: 1}}}}
";

/// A folder with a feed and a scenario.
struct Desk(Files);

impl Desk {
    fn new() -> io::Result<Self> {
        let files = Files::new()?;
        files.write("feed.json", FEED.as_bytes())?;
        files.write("ours.yaml", SCENARIO.as_bytes())?;
        Ok(Self(files))
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path(name)
    }

    fn write(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        self.0.write(name, bytes)
    }

    fn read(&self, name: &str) -> io::Result<String> {
        fs::read_to_string(self.path(name))
    }

    fn lockin(&self, words: &[&str]) -> io::Result<Told> {
        self.0.lockin(words)
    }

    /// `lockin import incidents` with these words, which must succeed.
    #[track_caller]
    fn import(&self, words: &[&str]) -> Told {
        let told = self.lockin(&[&["import", "incidents"], words].concat());
        let told = told.expect("the program starts");
        assert_eq!(told.code, Some(0), "{}", told.err);
        told
    }

    /// The same, which must fail and leave nothing behind.
    #[track_caller]
    fn refused(&self, words: &[&str], said: &[&str]) {
        let all = [&["import", "incidents"], words, &["--out", "none.yaml"]].concat();
        let told = self.lockin(&all).expect("the program starts");
        assert_eq!(
            (told.code, told.out.as_str()),
            (Some(1), ""),
            "{}",
            told.err
        );
        assert!(!self.path("none.yaml").exists(), "half a scenario");
        for said in said {
            assert!(told.err.contains(said), "{said:?} is not in {}", told.err);
        }
    }
}

#[test]
fn the_report_as_data_has_the_keys_that_others_rely_on() -> io::Result<()> {
    let desk = Desk::new()?;
    let told = desk.import(&["feed.json", "--report", "json", "--out", "made.yaml"]);
    let report: Value = serde_json::from_str(&told.out).map_err(io::Error::other)?;
    let keys: Vec<&String> = report
        .as_object()
        .into_iter()
        .flat_map(|map| map.keys())
        .collect();
    for key in [
        "format",
        "incidents",
        "open",
        "maintenance",
        "zero_length",
        "negative",
        "over_long",
        "first",
        "last",
        "per_year",
        "hours",
        "fits",
        "dropped",
    ] {
        assert!(
            keys.iter().any(|known| *known == key),
            "{key} is not in {keys:?}"
        );
    }
    let inner = |value: &Value| -> Vec<String> {
        value
            .as_object()
            .into_iter()
            .flat_map(|map| map.keys().cloned())
            .collect()
    };
    assert_eq!(inner(&report["per_year"]), ["value", "low", "high"]);
    assert_eq!(
        inner(&report["hours"]),
        ["n", "mean", "median", "p90", "max"]
    );
    for key in ["law", "parameters", "aic", "ks"] {
        assert!(report["fits"][0].get(key).is_some(), "{key}");
    }
    assert_eq!(
        (&report["incidents"], &report["maintenance"]),
        (&Value::from(5), &Value::from(1))
    );
    // What is written can be checked and run.
    let checked = desk.lockin(&["check", "made.yaml"])?;
    assert_eq!(checked.code, Some(0), "{}", checked.err);
    let run = desk.lockin(&["run", "made.yaml", "--trials", "100"])?;
    assert_eq!(run.code, Some(0), "{}", run.err);
    Ok(())
}

#[test]
fn without_options_the_scenario_is_data_and_the_report_is_told() -> io::Result<()> {
    let desk = Desk::new()?;
    let told = desk.import(&["feed.json"]);
    assert!(told.out.starts_with("lockin: 1\ntitle: "), "{}", told.out);
    assert!(
        told.out
            .contains("source: \"feed.json: 5 incidents, 2024-01-01 to 2025-01-01\""),
        "{}",
        told.out
    );
    for line in [
        "Acme Cloud: 5 incidents, 2024-01-01 to 2025-01-01",
        "law",
        "maintenance  1",
        "these files cannot tell",
    ] {
        assert!(told.err.contains(line), "{line:?} is not in {}", told.err);
    }
    let dry = desk.import(&["feed.json", "--dry-run"]);
    assert_eq!((dry.out.as_str(), &dry.err), ("", &told.err));
    Ok(())
}

#[test]
fn into_changes_what_was_derived_and_shows_it_first() -> io::Result<()> {
    let desk = Desk::new()?;
    let shown = desk.import(&["feed.json", "--into", "ours.yaml", "--dry-run"]);
    assert_eq!(
        desk.read("ours.yaml")?,
        SCENARIO,
        "--dry-run writes nothing"
    );
    let old = "-        per_year: {value: 9, range: [5, 15], basis: derived, source: last year's feed}   # see the wiki\n";
    let new = "+        per_year: {value: 4.99, range: [1.966, 10.49], basis: derived, source: \"feed.json: 5 incidents, 2024-01-01 to 2025-01-01\"}   # see the wiki\n";
    assert!(
        shown
            .out
            .starts_with("--- ours.yaml\n+++ ours.yaml (updated)\n@@ -4,7 +4,7 @@\n"),
        "{}",
        shown.out
    );
    assert!(
        shown.out.contains(old) && shown.out.contains(new),
        "{}",
        shown.out
    );
    assert!(
        shown
            .err
            .contains("providers.acme-cloud.outages.posted-incidents.hours: 4 stays, found {"),
        "{}",
        shown.err
    );

    let told = desk.import(&["feed.json", "--into", "ours.yaml"]);
    assert_eq!(told.out, "");
    assert!(told.err.ends_with(&shown.out), "{}", told.err);
    let expected = SCENARIO.replace(&old[1..], &new[1..]);
    assert_eq!(desk.read("ours.yaml")?, expected);

    let again = desk.import(&["feed.json", "--into", "ours.yaml"]);
    assert!(again.err.contains("nothing changes"), "{}", again.err);
    assert_eq!(desk.read("ours.yaml")?, expected);

    desk.import(&[
        "feed.json",
        "--into",
        "ours.yaml",
        "--replace",
        "--hours",
        "exponential",
    ]);
    let replaced = desk.read("ours.yaml")?;
    assert!(
        replaced.contains("hours:\n          value: {exponential: {mean: "),
        "{replaced}"
    );
    assert!(
        replaced.contains("# agreed with operations") && replaced.contains("severity: 0.25"),
        "{replaced}"
    );
    assert_eq!(desk.lockin(&["check", "ours.yaml"])?.code, Some(0));
    Ok(())
}

#[test]
fn into_refuses_what_it_cannot_keep_right() -> io::Result<()> {
    let desk = Desk::new()?;
    let shared = SCENARIO
        .replace(
            "hours: 4 ",
            "hours: &h {value: 4, basis: derived, source: x}",
        )
        .replace(
            "severity: 0.25",
            "severity: 0.25\n      other: {per_year: 1, hours: *h}",
        );
    desk.write("ours.yaml", shared.as_bytes())?;
    let wrong = |file: &str, said: &str| -> io::Result<()> {
        let before = desk.read(file)?;
        let told = desk.lockin(&["import", "incidents", "feed.json", "--into", file])?;
        assert_eq!(told.code, Some(1), "{}", told.err);
        assert!(told.err.contains(said), "{}", told.err);
        assert_eq!(desk.read(file)?, before);
        Ok(())
    };
    wrong(
        "ours.yaml",
        "cannot be changed without changing something else",
    )?;
    desk.write(
        "bad.yaml",
        SCENARIO.replace("severity: 0.25", "severity: 7").as_bytes(),
    )?;
    wrong("bad.yaml", "(bad.yaml:9:19)")?;
    let told = desk.lockin(&["import", "incidents", "feed.json", "--into", "nothing.yaml"])?;
    assert_eq!(told.code, Some(1));
    let told = desk.lockin(&["import", "incidents", "feed.json", "--replace"])?;
    assert_eq!(told.code, Some(2));
    Ok(())
}

#[test]
fn hostile_files_give_a_clear_message() -> io::Result<()> {
    let desk = Desk::new()?;
    fs::create_dir(desk.path("folder"))?;
    assert!(
        Command::new("mkfifo")
            .arg(desk.path("pipe"))
            .status()?
            .success()
    );
    desk.write("empty", b"")?;
    desk.write("blank", b" \r\n\t\n")?;
    desk.write("latin", b"{\"page\": \"\xe9\"}")?;
    desk.write("cut.json", &FEED.as_bytes()[..700])?;
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packer.write_all(FEED.as_bytes())?;
    let squeezed = packer.finish()?;
    desk.write("cut.gz", &squeezed[..squeezed.len() / 2])?;
    desk.write("whole.gz", &squeezed)?;
    let mut bomb = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    for _ in 0..100 {
        bomb.write_all(&vec![b' '; 1_000_000])?;
    }
    desk.write("bomb", &bomb.finish()?)?;
    desk.write(
        "line.csv",
        &[b"start,end\n".as_slice(), &vec![b'x'; 20_000_000]].concat(),
    )?;
    desk.write("deep.json", &vec![b'['; 1_000_000])?;
    for (file, said) in [
        ("folder", "directory"),
        ("pipe", "pipe"),
        ("empty", "empty"),
        ("blank", "empty"),
        ("latin", "UTF-8"),
        ("cut.json", "no JSON"),
        ("cut.gz", "gzip"),
        ("bomb", "grows"),
        ("line.csv", "longer"),
        ("deep.json", "no JSON"),
        ("nothing", "no such file"),
        ("ours.yaml", "no column is known"),
    ] {
        desk.refused(&[file], &["error: ", said]);
    }
    // All that is wrong with several files at once, and nothing of the good one.
    desk.refused(
        &["feed.json", "cut.json", "empty"],
        &["(cut.json:", "(empty)"],
    );
    let told = desk.import(&["whole.gz", "--report", "json"]);
    assert!(
        told.out.contains("Statuspage v2 in gzip, 6 entries"),
        "{}",
        told.out
    );
    Ok(())
}

#[test]
fn a_wrong_word_on_the_command_line_is_told() -> io::Result<()> {
    let desk = Desk::new()?;
    for (words, said) in [
        (["--map", "begin=x"], "`begin` is not one of start, end"),
        (["--map", "start"], "no pair like start=Opened"),
        (["--since", "soon"], "a date is written 2024-09-18"),
        (["--hours", "normal"], "a law is auto, empirical, best"),
        (["--hazard", "exit"], "`exit` is not free"),
        (["--hazard", "A B"], "small letters"),
        (
            ["--time-zone", "Mars/Olympus"],
            "names are like Europe/Berlin",
        ),
    ] {
        let told =
            desk.lockin(&[&["import", "incidents", "feed.json"], words.as_slice()].concat())?;
        assert_eq!(told.code, Some(2), "{words:?}");
        assert!(told.err.contains(said), "{said:?} is not in {}", told.err);
    }
    Ok(())
}
