//! Parquet files, with the feature of the same name: `cargo test --features parquet --test parquet`.
//!
//! The files of `tests/parquet` are the same bill as Apache Arrow writes it, in every way that costs and times are
//! stored; `tests/oracle/parquet.py` makes them.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use lockin::import::incidents::{self, Evidence};
use lockin::import::{focus, source};
use serde_json::Value;

/// The report on a bill as data.
fn bill(path: &Path, options: &focus::Options) -> Result<Value, String> {
    let imported = focus::import(&[path.to_owned()], options).map_err(|error| error.to_string())?;
    imported
        .findings
        .document()
        .map_err(|error| error.to_string())?;
    let report = imported.report.json(&imported.findings);
    serde_json::from_str(&report).map_err(|error| error.to_string())
}

fn fixtures() -> io::Result<Vec<PathBuf>> {
    let files = fs::read_dir("tests/parquet")?.map(|entry| Ok(entry?.path()));
    let mut files = files.collect::<io::Result<Vec<_>>>()?;
    files.sort();
    Ok(files)
}

#[test]
fn every_way_to_store_a_bill_gives_the_same_digits() -> io::Result<()> {
    let mut seen = 0;
    for path in fixtures()? {
        let report =
            bill(&path, &focus::Options::default()).unwrap_or_else(|error| panic!("{error}"));
        let name = path.display();
        assert_eq!(report["rows"], 4, "{name}");
        assert_eq!(report["negative_rows"], 1, "{name}");
        assert_eq!(report["spend"]["total"], "1234567897.2567", "{name}");
        for (region, sum) in [
            ("us-east-1", "0.1"),
            ("a,b", "-0.3"),
            ("say \"x\"", "1234567890.4567"),
            ("(none)", "7"),
        ] {
            assert_eq!(report["spend"]["by_region"][region], sum, "{name} {region}");
        }
        assert_eq!(report["period"]["from"], "2026-01-01T00:00:00Z", "{name}");
        assert_eq!(report["period"]["to"], "2026-02-01T00:00:00Z", "{name}");
        assert_eq!(
            report["files"][0]["detected"],
            "FOCUS 1.0 Cost and Usage, Parquet, 4 rows"
        );
        seen += 1;
    }
    assert_eq!(seen, 6);
    Ok(())
}

#[test]
fn a_map_of_tags_splits_a_bill() -> io::Result<()> {
    let options = focus::Options {
        split: focus::Split::Tag("app".to_owned()),
        ..focus::Options::default()
    };
    let path = PathBuf::from("tests/parquet/double.parquet");
    let imported = focus::import(&[path], &options).map_err(io::Error::other)?;
    let document = imported.findings.document().map_err(io::Error::other)?;
    for workload in ["shop", "mail"] {
        let at = lockin::model::Path::parse(&format!("workloads.{workload}"));
        assert!(document.at(&at).is_some(), "{workload}");
    }
    Ok(())
}

#[test]
fn damaged_files_are_refused_and_break_nothing() -> io::Result<()> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("damaged.parquet");
    let mut refused = 0;
    for (number, good) in (1_u64..).zip(fixtures()?) {
        let good = fs::read(good)?;
        for seed in 0..300 {
            let bytes = changed(&good, number * 1_000 + seed);
            fs::File::create(&path)?.write_all(&bytes)?;
            refused += usize::from(bill(&path, &focus::Options::default()).is_err());
        }
    }
    assert!(refused > 300, "{refused}");
    fs::write(&path, b"PAR1")?;
    let error = bill(&path, &focus::Options::default()).expect_err("it is cut off");
    assert!(
        error.contains("the Parquet data is damaged or cut off: "),
        "{error}"
    );
    Ok(())
}

/// Some bytes changed, or the end cut off, by a stream of numbers from a seed.
///
/// Source: G. Marsaglia, “Xorshift RNGs”, Journal of Statistical Software 8 (2003), 14.
fn changed(good: &[u8], seed: u64) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut below = |n: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % n as u64).unwrap_or(0)
    };
    let mut bytes = good.to_vec();
    for _ in 0..=below(4) {
        let at = below(bytes.len());
        bytes[at] = u8::try_from(below(256)).unwrap_or(0);
    }
    // The lengths of the footer stand at the end.
    if below(8) == 0 {
        bytes.truncate(below(good.len()).max(5));
    }
    bytes
}

/// The samples of others, where there are any; see `tests/it/samples.rs`.
fn truth(folder: &str) -> Option<(PathBuf, Vec<Value>)> {
    let folder = PathBuf::from(std::env::var_os("LOCKIN_SAMPLES")?).join(folder);
    let text = fs::read_to_string(folder.join("truth.json")).expect("every folder has its truth");
    let truth = serde_json::from_str(&text).expect("a truth is JSON");
    Some((folder, truth))
}

#[test]
fn the_bill_of_others_adds_up() {
    let Some((folder, truths)) = truth("focus") else {
        return;
    };
    let is_it = |truth: &&Value| {
        truth["file"]
            .as_str()
            .is_some_and(|file| file.ends_with(".parquet"))
    };
    let truth = truths.iter().find(is_it).expect("there is one");
    let path = folder.join(truth["file"].as_str().unwrap_or_default());
    for (cost, key) in [
        (focus::Basis::Effective, "EffectiveCost:run"),
        (focus::Basis::Billed, "BilledCost:all"),
    ] {
        let options = focus::Options {
            cost: Some(cost),
            ..focus::Options::default()
        };
        let report = bill(&path, &options).unwrap_or_else(|error| panic!("{error}"));
        let expected = &truth["by_currency"]["USD"][key];
        assert_eq!(report["rows"], truth["rows"]);
        for (ours, theirs) in [
            ("total", "total"),
            ("by_provider", "by_provider"),
            ("by_region", "by_region"),
            ("by_category", "by_service_category"),
        ] {
            assert_eq!(report["spend"][ours], expected[theirs], "{key} {ours}");
        }
    }
}

#[test]
fn the_archive_of_others_holds_what_they_found() {
    let Some((folder, truths)) = truth("cloud_uptime_archive") else {
        return;
    };
    let truth = &truths[0];
    let file = truth["file"].as_str().unwrap_or_default();
    let file = folder.join(file.rsplit('/').next().unwrap_or_default());
    let options = incidents::Options::at("2026-11-01T00:00:00Z".parse().expect("a moment"));
    let source = source::open(&file).expect("the sample opens");
    let (read, feed) = incidents::read(source, &options).expect("the sample is known");
    assert_eq!(read.detected, "Cloud Uptime Archive, Parquet, 361 entries");
    let found = incidents::evidence(vec![feed], &options);
    for (vendor, truth) in truth["vendors"].as_object().into_iter().flatten() {
        let is_it = |one: &&Evidence| one.provider == *vendor;
        let ours = found.iter().find(is_it).expect("every vendor is found");
        let count = |key: &str| truth[key].as_u64();
        assert_eq!(Some(ours.incidents), count("incidents"), "{vendor}");
        assert_eq!(Some(ours.open), count("open"), "{vendor}");
        assert_eq!(Some(ours.negative), count("negative_duration"), "{vendor}");
        assert_eq!(Some(ours.zero_length), count("zero_duration"), "{vendor}");
        let hours = ours.hours.expect("it has durations");
        let expected = &truth["positive_hours_le_30d"];
        assert_eq!(Some(hours.n as u64), expected["n"].as_u64(), "{vendor}");
        let mean = expected["mean"].as_f64().expect("a mean");
        assert!(
            (hours.mean - mean).abs() < 1.5e-6,
            "{vendor}: {}",
            hours.mean
        );
    }
}
