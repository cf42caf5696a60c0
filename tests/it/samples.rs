//! Real files of others, and what was computed of them independently.
//!
//! `LOCKIN_SAMPLES` names a folder of them; each of its folders holds files and `truth.json`, what an importer must
//! find in them. Nothing of that is part of this project: without the variable the suite says so and passes.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

/// The folder of samples, if there is one.
fn samples() -> Option<PathBuf> {
    let folder = std::env::var_os("LOCKIN_SAMPLES").map(PathBuf::from);
    if folder.is_none() {
        let mut out = io::stdout().lock();
        let _ = writeln!(out, "skipped: LOCKIN_SAMPLES names no folder of samples");
    }
    folder
}

/// What must be found in the files of a folder, one object for each file.
fn truths(folder: &Path) -> Vec<Value> {
    let text =
        std::fs::read_to_string(folder.join("truth.json")).expect("every folder has its truth");
    let truth: Value = serde_json::from_str(&text).expect("a truth is JSON");
    truth.as_array().cloned().unwrap_or_default()
}

/// The report as data; the scenario has no fault and runs.
#[track_caller]
fn import(words: &[&str], file: &Path) -> Value {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let made = folder.path().join("made.yaml");
    let told = lockin(&[
        &["import"],
        words,
        &[
            &file.to_string_lossy(),
            "--report",
            "json",
            "--out",
            &made.to_string_lossy(),
        ],
    ]);
    let report = serde_json::from_str(&told).expect("the report is JSON");
    lockin(&[&["check", &made.to_string_lossy()]]);
    lockin(&[&["run", &made.to_string_lossy(), "--trials", "200"]]);
    report
}

/// What the program says on standard output where it succeeds.
#[track_caller]
fn lockin(words: &[&[&str]]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_lockin"))
        .args(words.concat())
        .stdin(Stdio::null())
        .output()
        .expect("the program starts");
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{error}");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// Whether every entry of `truth` stands in `found`, order aside.
#[track_caller]
fn same(found: &Value, truth: &Value, what: &str) {
    match (found.as_object(), truth.as_object()) {
        (Some(found), Some(truth)) => {
            let keys = |map: &serde_json::Map<String, Value>| {
                let mut keys: Vec<_> = map.keys().cloned().collect();
                keys.sort();
                keys
            };
            assert_eq!(keys(found), keys(truth), "{what}");
            for (key, value) in truth {
                same(&found[key], value, &format!("{what}.{key}"));
            }
        }
        _ => match (found.as_f64(), truth.as_f64()) {
            (Some(x), Some(y)) => assert!((x - y).abs() <= 1e-12 * y.abs(), "{what}: {x}, not {y}"),
            _ => assert_eq!(found, truth, "{what}"),
        },
    }
}

#[test]
fn bills_add_up_to_the_last_digit() {
    let Some(folder) = samples().map(|samples| samples.join("focus")) else {
        return;
    };
    let mut seen = 0;
    for truth in truths(&folder) {
        let name = truth["file"].as_str().unwrap_or_default();
        let by_currency = truth["by_currency"].as_object();
        for (currency, sums) in by_currency.into_iter().flatten() {
            if name.ends_with(".parquet") {
                // Read with the same figures from its CSV.
                continue;
            }
            for (cost, charges) in [("effective", "run"), ("billed", "all")] {
                let report = import(
                    &["focus", "--currency", currency, "--cost", cost],
                    &folder.join(name),
                );
                charges_are(&report, &truth, sums, name);
                let chosen = &report["sums"][cost][charges];
                same(&report["spend"], chosen, name);
                seen += 1;
            }
        }
    }
    assert!(seen >= 10, "{seen} sums were looked at");
}

/// Compares all sums of one currency, and the counts of the file.
fn charges_are(report: &Value, truth: &Value, sums: &Value, name: &str) {
    same(&report["rows"], &truth["rows"], name);
    same(
        &report["negative_rows"],
        &truth["negative_billed_rows"],
        name,
    );
    same(
        &report["zero_effective_rows"],
        &truth["zero_effective_nonzero_billed_rows"],
        name,
    );
    for (column, cost) in [("BilledCost", "billed"), ("EffectiveCost", "effective")] {
        for (theirs, ours) in [("all", "all"), ("run", "run")] {
            let (theirs, ours) = (
                &sums[format!("{column}:{theirs}")],
                &report["sums"][cost][ours],
            );
            for (key, own) in [
                ("total", "total"),
                ("by_provider", "by_provider"),
                ("by_host", "by_host"),
                ("by_region", "by_region"),
                ("by_service_category", "by_category"),
            ] {
                same(&ours[own], &theirs[key], &format!("{name} {column} {key}"));
            }
        }
    }
    if report["period"]["hours"].as_f64().is_some()
        && report["dropped"]
            .get("charge period that cannot be read")
            .is_none()
    {
        same(
            &report["period"]["from"],
            &truth["charge_period_start_min"],
            name,
        );
        same(
            &report["period"]["to"],
            &truth["charge_period_end_max"],
            name,
        );
    }
}

#[test]
fn commitments_are_those_of_the_file() {
    let Some(folder) = samples().map(|samples| samples.join("focus")) else {
        return;
    };
    for truth in truths(&folder)
        .iter()
        .filter(|truth| truth["dataset"] == "ContractCommitment")
    {
        let name = truth["file"].as_str().unwrap_or_default();
        let found = &import(&["focus"], &folder.join(name))["commitments"];
        same(&found["contracts"], &truth["contracts"], "contracts");
        same(&found["commitments"], &truth["commitments"], "commitments");
        same(
            &found["cost"],
            &truth["commitment_cost_by_currency"],
            "cost",
        );
        same(&found["by_category"], &truth["by_category"], "category");
        same(
            &found["null_cost_rows"],
            &truth["null_cost_rows"],
            "null cost",
        );
        same(&found["period"], &truth["period"], "period");
    }
}

#[test]
fn bills_of_other_kinds_are_called_by_their_names() {
    let Some(folder) = samples().map(|samples| samples.join("azure_native")) else {
        return;
    };
    let output = Command::new(env!("CARGO_BIN_EXE_lockin"))
        .args(["import", "focus"])
        .arg(folder.join("EA_ActualCost_Small.csv"))
        .output()
        .expect("the program starts");
    assert_eq!(output.status.code(), Some(1));
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(
        error.starts_with("error: this is an Azure cost export of the native kind"),
        "{error}"
    );
}

#[test]
fn inventories_are_those_of_the_files() {
    let Some(samples) = samples() else { return };
    for truth in truths(&samples.join("backstage")) {
        let file = samples.join(truth["file"].as_str().unwrap_or_default());
        if truth["relations"].as_array().is_none_or(Vec::is_empty) {
            // Users and groups alone hold nothing that could fail.
            continue;
        }
        let report = import(&["graph"], &file);
        same(&report["documents"], &truth["documents"], "documents");
        same(&report["kinds"], &truth["kinds"], "kinds");
        let relations = |value: &Value| {
            let mut all: Vec<String> = value
                .as_array()
                .into_iter()
                .flatten()
                .map(Value::to_string)
                .collect();
            all.sort();
            all
        };
        assert_eq!(
            relations(&report["relations"]),
            relations(&truth["relations"]),
            "{}",
            file.display()
        );
    }
    for truth in truths(&samples.join("terraform")) {
        let file = samples.join(truth["file"].as_str().unwrap_or_default());
        let report = import(&["graph"], &file);
        for key in [
            "managed_instances",
            "data_sources_skipped",
            "by_provider",
            "by_provider_region",
            "by_type",
        ] {
            same(&report[key], &truth[key], key);
        }
        let detected = report["files"][0]["detected"].as_str().unwrap_or_default();
        assert!(
            detected.ends_with(truth["terraform_version"].as_str().unwrap_or("?")),
            "{detected}"
        );
    }
}

#[test]
fn registers_are_those_of_the_packages() -> io::Result<()> {
    let Some(samples) = samples() else {
        return Ok(());
    };
    for truth in truths(&samples.join("dora_roi")) {
        let file = samples.join(truth["file"].as_str().unwrap_or_default());
        let report = import(&["dora"], &file);
        same(&report["rows_per_table"], &truth["rows_per_table"], "rows");
        same(
            &report["filing_indicators"],
            &truth["filing_indicators"],
            "indicators",
        );
        // Keys do not join and dates run backwards: that is told.
        assert!(
            report["warnings"]
                .as_array()
                .is_some_and(|warnings| warnings.len() >= 6)
        );
        let archive = lockin::import::source::Archive::of_bytes(std::fs::read(&file)?);
        let register = lockin::import::dora::Register::read(
            "register",
            &mut archive.expect("it is a zip archive"),
        )
        .expect("it is a register");
        first_rows(&register, &truth["normalised_first_rows"]);
        for (name, value) in truth["parameters"].as_object().into_iter().flatten() {
            let value = value.as_str().unwrap_or_default();
            assert_eq!(
                register.parameter(name),
                Some(value.trim_start_matches("iso4217:")),
                "{name}"
            );
        }
    }
    Ok(())
}

/// Compares the first row of every table, by what its shown form says; the truth writes codes with their prefix.
fn first_rows(register: &lockin::import::dora::Register, truth: &Value) {
    let rows = [
        ("provider", format!("{:?}", register.providers[0])),
        ("contract", format!("{:?}", register.contracts[0])),
        ("use", format!("{:?}", register.uses[0])),
        ("chain", format!("{:?}", register.chain[0])),
        ("function", format!("{:?}", register.functions[0])),
        ("assessment", format!("{:?}", register.assessments[0])),
    ];
    for (table, row) in rows {
        let cells = truth[table].as_object();
        for (key, expected) in cells.into_iter().flatten() {
            let field = match key.as_str() {
                "ref" => "reference",
                "type" => "kind",
                other => other,
            };
            let expected = expected.as_str().unwrap_or_default();
            let bare = expected.split_once(':').map_or(expected, |(_, code)| code);
            assert!(
                row.contains(&format!("{field}: \"{bare}\"")),
                "{table}.{key} is not {bare}: {row}"
            );
        }
    }
}
