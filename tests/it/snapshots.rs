//! Snapshots from outside: shown, compared, and made again to the bit.

use std::io;
use std::process::{Command, Output};

use lockin::store::{Example, Saved, Snapshot, SnapshotFolder};

/// A folder with one snapshot of the program's own results.
struct Shelf {
    dir: tempfile::TempDir,
    folder: SnapshotFolder,
}

impl Shelf {
    fn new() -> io::Result<Self> {
        let dir = tempfile::tempdir()?;
        let folder = SnapshotFolder::at(dir.path());
        Ok(Self { dir, folder })
    }

    fn lockin(&self, args: &[&str]) -> io::Result<Output> {
        Command::new(env!("CARGO_BIN_EXE_lockin"))
            .args(args)
            .arg("--snapshots")
            .arg(self.dir.path())
            .env("NO_COLOR", "1")
            .output()
    }

    /// Saves what a run under this seed gives.
    fn save(&self, name: &str, seed: u64) -> io::Result<Saved> {
        let output = Command::new(env!("CARGO_BIN_EXE_lockin"))
            .args([
                "run",
                "online-retailer",
                "--trials",
                "640",
                "--format",
                "json",
            ])
            .args(["--threads", "2", "--seed", &seed.to_string()])
            .output()?;
        let results: serde_json::Value = serde_json::from_slice(&output.stdout)?;
        let portfolios = ["a", "b"].map(|side| {
            results["comparison"][side]
                .as_str()
                .unwrap_or_default()
                .to_owned()
        });
        let snapshot = Snapshot {
            name: name.to_owned(),
            note: String::new(),
            saved_at: jiff::Timestamp::UNIX_EPOCH,
            lockin: env!("CARGO_PKG_VERSION").to_owned(),
            base: "online-retailer".to_owned(),
            scenario: Example::named("online-retailer")
                .ok_or(io::ErrorKind::NotFound)?
                .load()
                .document,
            edits: Vec::new(),
            reverts: Vec::new(),
            seed,
            trials: 640,
            portfolios: portfolios.to_vec(),
            headline: vec![("mean loss".to_owned(), "much".to_owned())],
            results,
        };
        let id = self.folder.save(&snapshot).map_err(io::Error::other)?;
        Ok(Saved { id, snapshot })
    }
}

fn out(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn err(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn a_snapshot_is_verified_to_the_bit_on_any_number_of_threads() -> io::Result<()> {
    let shelf = Shelf::new()?;
    let saved = shelf.save("first", u64::MAX)?;
    let told = shelf.lockin(&["snapshot", "verify", "first", "--threads", "1"])?;
    assert_eq!(err(&told), "");
    assert_eq!(
        out(&told),
        format!("{}: the same to the bit (640 trials)\n", saved.id)
    );
    Ok(())
}

#[test]
fn one_bit_of_difference_is_told() -> io::Result<()> {
    let shelf = Shelf::new()?;
    let mut saved = shelf.save("first", 7)?;
    let mean = &mut saved.snapshot.results["portfolios"][0]["loss"]["total"]["mean"];
    let bits = mean.as_f64().unwrap_or_default().to_bits();
    *mean = f64::from_bits(bits ^ 1).into();
    "tampered".clone_into(&mut saved.snapshot.name);
    let id = shelf
        .folder
        .save(&saved.snapshot)
        .map_err(io::Error::other)?;
    let told = shelf.lockin(&["snapshot", "verify", "tampered"])?;
    assert_eq!(told.status.code(), Some(1));
    assert_eq!(out(&told).lines().count(), 1, "{}", out(&told));
    assert!(out(&told).contains("loss.total.mean: "), "{}", out(&told));
    assert_eq!(
        err(&told),
        format!(
            "error: 1 difference to the results that lockin {} made ({id}.yaml)\n",
            env!("CARGO_PKG_VERSION")
        )
    );
    Ok(())
}

#[test]
fn two_snapshots_are_compared_in_inputs_and_results() -> io::Result<()> {
    let shelf = Shelf::new()?;
    let mut saved = shelf.save("first", 1)?;
    let same = shelf.lockin(&["snapshot", "diff", "first", "first"])?;
    assert_eq!(out(&same), "inputs: the same\nresults: the same\n");
    "second".clone_into(&mut saved.snapshot.name);
    saved.snapshot.results["seed"] = 2.into();
    let text =
        lockin::store::write(&saved.snapshot.scenario).replace("horizon:", "horizon: 9\nold:");
    saved.snapshot.scenario = lockin::store::parse(&text)
        .map_err(io::Error::other)?
        .document;
    shelf
        .folder
        .save(&saved.snapshot)
        .map_err(io::Error::other)?;
    let told = out(&shelf.lockin(&["snapshot", "diff", "first", "second"])?);
    assert!(
        told.starts_with("inputs: 2 differences\n  horizon: "),
        "{told}"
    );
    assert!(
        told.ends_with("results: 1 difference\n  seed: 1 -> 2 (+100.00 %)\n"),
        "{told}"
    );
    Ok(())
}

#[test]
fn a_snapshot_is_listed_and_shown() -> io::Result<()> {
    let shelf = Shelf::new()?;
    let saved = shelf.save("first", 1)?;
    let listed = out(&shelf.lockin(&["snapshot", "list"])?);
    assert_eq!(
        listed,
        format!("{}  1970-01-01 00:00  first  mean loss much\n", saved.id)
    );
    let shown = out(&shelf.lockin(&["snapshot", "show", "fir"])?);
    assert!(shown.starts_with("name        first\n"), "{shown}");
    assert!(shown.contains("\ntrials: 640\n"), "{shown}");
    Ok(())
}
