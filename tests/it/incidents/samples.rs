//! Incident histories of real providers, held against what other programs found in them.
//!
//! The files are not part of the project. `LOCKIN_SAMPLES` names the folder that holds them: a folder per format, each
//! with a `truth.json`. Without the variable these tests pass without a look at anything.

use std::path::{Path, PathBuf};

use jiff::Timestamp;
use lockin::import::incidents::{Evidence, Feed, Incident, Kind, Options, evidence, import, read};
use lockin::import::source;
use lockin::store::{load_text, write};
use serde_json::Value;

/// What was found in the files of a format, an entry a file, with their paths.
#[track_caller]
fn truth(format: &str) -> Vec<(PathBuf, Value)> {
    let Some(folder) = std::env::var_os("LOCKIN_SAMPLES").map(PathBuf::from) else {
        return Vec::new();
    };
    let text = std::fs::read_to_string(folder.join(format).join("truth.json"));
    let text = text.expect("the truth stands beside the samples");
    let entries: Vec<Value> = serde_json::from_str(&text).expect("the truth is JSON");
    let placed = entries.into_iter().map(|entry| {
        let file = entry["file"].as_str().expect("it names its file");
        (folder.join(file), entry)
    });
    placed.collect()
}

fn options() -> Options {
    // The samples end before.
    let now: Timestamp = "2026-11-01T00:00:00Z".parse().expect("a moment");
    Options::at(now)
}

#[track_caller]
fn feed(file: &Path) -> Feed {
    let source = source::open(file).expect("the sample opens");
    read(source, &options()).expect("the sample is known").1
}

#[track_caller]
fn near(found: f64, expected: &Value, what: &str) {
    let expected = expected
        .as_f64()
        .unwrap_or_else(|| panic!("{what} is in the truth"));
    // The truth has six decimals.
    assert!(
        (found - expected).abs() <= 1.5e-6,
        "{what}: {found}, not {expected}"
    );
}

#[track_caller]
fn counts(found: u64, expected: &Value, what: &str) {
    assert_eq!(Some(found), expected.as_u64(), "{what}");
}

/// Every figure of one provider that both sides have.
#[track_caller]
fn hold(found: &Evidence, truth: &Value) {
    counts(found.incidents, &truth["incidents"], "incidents");
    counts(found.open, &truth["open"], "open");
    counts(found.zero_length, &truth["zero_duration"], "zero length");
    counts(found.negative, &truth["negative_duration"], "negative");
    if truth["positive_duration"] == 0 {
        // Such a file has no figures of durations.
        assert_eq!((found.over_long, found.most_at_once), (0, 0));
    } else {
        counts(found.over_long, &truth["over_30_days"], "over 30 days");
        near(found.merged_hours, &truth["merged_hours"], "merged hours");
        counts(
            found.most_at_once as u64,
            &truth["max_concurrent"],
            "most at once",
        );
    }
    let moment = |key: &str| {
        truth[key]
            .as_str()
            .and_then(|at| at.parse::<Timestamp>().ok())
    };
    assert_eq!(Some(found.first), moment("start_min"));
    assert_eq!(Some(found.last), moment("start_max"));
    let hours = &truth["positive_hours_le_30d"];
    match found.hours {
        None => assert_eq!(truth["positive_duration"], 0),
        Some(ours) => {
            counts(ours.n as u64, &hours["n"], "durations");
            near(ours.mean, &hours["mean"], "mean hours");
            near(ours.median, &hours["median"], "median hours");
            near(ours.p90, &hours["p90_nearest_rank"], "p90 hours");
            near(ours.max, &hours["max"], "longest hours");
            near(ours.mean * ours.n as f64, &hours["total"], "all hours");
        }
    }
}

/// Incidents of the feed by its own words of severity, components and regions.
#[track_caller]
fn hold_words(feed: &Feed, truth: &Value) {
    let incidents: Vec<&Incident> = feed
        .incidents
        .iter()
        .filter(|one| one.kind == Kind::Incident)
        .collect();
    let works = feed.incidents.len() - incidents.len();
    counts(works as u64, &truth["maintenance_records"], "maintenance");
    for (word, n) in truth["severity"].as_object().into_iter().flatten() {
        let is_it = |found: &str| found == word || found.split(' ').any(|part| part == word);
        let found = incidents
            .iter()
            .filter(|one| is_it(&one.severity.word))
            .count();
        counts(found as u64, n, &format!("severity {word}"));
    }
    for (word, n) in truth["status_impact"].as_object().into_iter().flatten() {
        let found = incidents
            .iter()
            .filter(|one| one.severity.word.ends_with(word))
            .count();
        counts(found as u64, n, &format!("impact {word}"));
    }
    hold_names(&incidents, truth);
    let open = incidents.iter().filter(|one| one.hours().is_none());
    let mut ours: Vec<&str> = open.map(|one| one.id.as_str()).collect();
    ours.sort_unstable();
    let ids = truth["open_ids"].as_array().into_iter().flatten();
    let mut theirs: Vec<&str> = ids.filter_map(Value::as_str).collect();
    theirs.sort_unstable();
    assert_eq!(ours, theirs, "open ids");
}

/// Incidents by the names of their components and regions.
#[track_caller]
fn hold_names(incidents: &[&Incident], truth: &Value) {
    let components: Vec<_> = incidents.iter().map(|one| &one.components).collect();
    let regions: Vec<_> = incidents.iter().map(|one| &one.regions).collect();
    for (names, top, none) in [
        (components, "top_components", "incidents_with_no_component"),
        (regions, "top_regions", "incidents_with_no_region"),
    ] {
        for pair in truth[top].as_array().into_iter().flatten() {
            let word = pair[0].as_str().expect("a name").to_lowercase();
            let is_it = |name: &String| name.trim().to_lowercase() == word.trim();
            let found = names.iter().filter(|all| all.iter().any(is_it)).count();
            counts(found as u64, &pair[1], &word);
        }
        if let Some(n) = truth.get(none) {
            let found = names.iter().filter(|all| all.is_empty()).count();
            counts(found as u64, n, none);
        }
    }
}

#[track_caller]
fn one(file: &Path, truth: &Value) {
    let feed = feed(file);
    hold_words(&feed, truth);
    let found = evidence(vec![feed], &options());
    let [one] = found.as_slice() else {
        panic!("{}: {} providers", file.display(), found.len());
    };
    hold(one, truth);
    loads(&[file.to_owned()]);
}

/// The scenario that comes out is one.
#[track_caller]
fn loads(files: &[PathBuf]) {
    let imported = import(files, &options()).expect("it imports");
    let document = imported.findings.document().expect("it is a scenario");
    let loaded = load_text(&write(&document), "imported").expect("it is YAML");
    assert!(loaded.reading().scenario.is_ok());
}

#[test]
fn statuspage_histories_hold_what_others_found() {
    for (file, truth) in truth("statuspage") {
        one(&file, &truth);
    }
}

#[test]
fn googles_histories_hold_what_others_found() {
    for (file, truth) in truth("gcp_status") {
        one(&file, &truth);
    }
}

/// The truth allows a tenth for durations, whose ends are the last stamps; the same reading gives the same figures.
#[test]
fn aws_dashboards_hold_what_others_found() {
    for (file, truth) in truth("aws_status") {
        one(&file, &truth);
    }
}

#[test]
fn the_uptime_archive_holds_what_others_found() {
    for (file, truth) in truth("cloud_uptime_archive") {
        if file.extension().is_none_or(|ending| ending != "csv") {
            continue;
        }
        let feed = feed(&file);
        let shares: Vec<f64> = feed
            .incidents
            .iter()
            .filter_map(|one| one.severity.share)
            .map(|(low, _)| low)
            .collect();
        near(
            shares.iter().sum::<f64>() / shares.len() as f64,
            &truth["mean_severity"],
            "mean severity",
        );
        let zero = shares.iter().filter(|share| **share <= 0.0).count();
        counts(zero as u64, &truth["zero_severity"], "zero severity");
        let found = evidence(vec![feed], &options());
        let [one] = found.as_slice() else {
            panic!("{} providers", found.len());
        };
        counts(one.incidents, &truth["records"], "records");
        counts(one.zero_length, &truth["zero_duration"], "zero length");
        counts(one.negative, &truth["negative_duration"], "negative");
        let hours = one.hours.expect("there are durations");
        counts(hours.n as u64, &truth["positive_duration"], "durations");
        near(hours.mean, &truth["mean_hours"], "mean hours");
        near(hours.median, &truth["median_hours"], "median hours");
        near(hours.max, &truth["max_hours"], "longest hours");
        near(one.years(), &truth["span_years_relative"], "years");
        near(
            one.per_year.expect("there is a window").value,
            &truth["per_year"],
            "a year",
        );
        loads(&[file]);
    }
}

#[test]
fn a_bill_of_azure_is_told_from_a_history() {
    for (file, _) in truth("azure_native") {
        let error = import(&[file], &options()).expect_err("it is a bill");
        assert!(error.to_string().contains("this is a bill"), "{error}");
    }
}
