//! `lockin snapshot`: what was saved, where two differ, and whether one still comes out the same.

use std::fmt::Write;
use std::path::Path;

use serde_json::Value;

use super::args::SnapshotCommand;
use super::failure::Failure;
use super::run::{Settings, simulate};
use super::{open, output};
use crate::model;
use crate::session::record::{self, Record};
use crate::store::{
    Diagnostic, Listed, Saved, Snapshot, SnapshotFolder, json_to_yaml, node_to_json, printable,
};

/// Does what is asked with the snapshots in `folder`, or in that of the user.
pub(super) fn snapshot(command: &SnapshotCommand, folder: Option<&Path>) -> Result<(), Failure> {
    let folder = match folder {
        Some(path) => SnapshotFolder::at(path),
        None => SnapshotFolder::of_user()?,
    };
    match command {
        SnapshotCommand::List => output::print(list(&folder)?.as_bytes()),
        SnapshotCommand::Show { snapshot } => {
            output::print(show(&folder.find(snapshot)?).as_bytes())
        }
        SnapshotCommand::Diff { a, b } => {
            let (a, b) = (folder.find(a)?, folder.find(b)?);
            output::print(diff(&a.snapshot, &b.snapshot).as_bytes())
        }
        SnapshotCommand::Verify { snapshot, threads } => verify(&folder.find(snapshot)?, *threads),
    }
}

fn list(folder: &SnapshotFolder) -> Result<String, Failure> {
    let mut out = String::new();
    for listed in folder.list()? {
        let line = match listed {
            Listed::Whole(saved) => row(&saved),
            Listed::Damaged { path, reason } => format!("{}  damaged: {reason}", path.display()),
        };
        let _ = writeln!(out, "{}", printable(&line));
    }
    if out.is_empty() {
        let path = folder.path().display().to_string();
        out = format!("no snapshots in {}\n", printable(&path));
    }
    Ok(out)
}

/// A snapshot in one line.
fn row(saved: &Saved) -> String {
    let Snapshot {
        name,
        saved_at,
        headline,
        ..
    } = &saved.snapshot;
    let time = saved_at.strftime("%Y-%m-%d %H:%M");
    let figures: Vec<String> = headline
        .iter()
        .map(|(what, value)| format!("{what} {value}"))
        .collect();
    format!("{}  {time}  {name}  {}", saved.id, figures.join(", "))
}

fn show(saved: &Saved) -> String {
    let snapshot = &saved.snapshot;
    let rows = [
        ("name", snapshot.name.clone()),
        ("id", saved.id.clone()),
        ("note", snapshot.note.clone()),
        ("saved at", snapshot.saved_at.to_string()),
        ("by", format!("lockin {}", snapshot.lockin)),
        ("base", snapshot.base.clone()),
        ("edits", snapshot.edits.join("; ")),
        ("seed", snapshot.seed.to_string()),
        ("trials", snapshot.trials.to_string()),
        ("portfolios", snapshot.portfolios.join(", ")),
    ];
    let mut out = String::new();
    for (what, value) in rows.iter().filter(|(_, value)| !value.is_empty()) {
        let _ = writeln!(out, "{what:<11} {}", printable(value));
    }
    out.push('\n');
    out.push_str(&json_to_yaml(&snapshot.results));
    out
}

/// Where inputs and results differ, line by line.
fn diff(a: &Snapshot, b: &Snapshot) -> String {
    let mut out = String::new();
    let parts = [
        (
            "inputs",
            node_to_json(&a.scenario.root),
            node_to_json(&b.scenario.root),
        ),
        ("results", a.results.clone(), b.results.clone()),
    ];
    for (what, left, right) in parts {
        let mut changes = Vec::new();
        differences("", &left, &right, &mut changes);
        let _ = writeln!(out, "{what}: {}", count(&changes));
        for change in changes {
            let _ = writeln!(out, "  {change}");
        }
    }
    out
}

fn count(changes: &[String]) -> String {
    match changes.len() {
        0 => "the same".to_owned(),
        1 => "1 difference".to_owned(),
        n => format!("{n} differences"),
    }
}

/// Adds a line for every leaf that is not the same to the bit.
fn differences(path: &str, a: &Value, b: &Value, out: &mut Vec<String>) {
    let below = |key: &str| {
        if path.is_empty() {
            key.to_owned()
        } else {
            format!("{path}.{key}")
        }
    };
    match (a, b) {
        (Value::Object(left), Value::Object(right)) => {
            let added = right.keys().filter(|key| !left.contains_key(*key));
            for key in left.keys().chain(added) {
                differences(&below(key), &a[key], &b[key], out);
            }
        }
        (Value::Array(left), Value::Array(right)) if left.len() == right.len() => {
            for (i, (a, b)) in left.iter().zip(right).enumerate() {
                let key = a["id"]
                    .as_str()
                    .map_or_else(|| i.to_string(), str::to_owned);
                differences(&below(&key), a, b, out);
            }
        }
        _ if same(a, b) => {}
        _ => out.push(printable(&format!(
            "{path}: {} -> {}{}",
            shown(a),
            shown(b),
            relative(a, b)
        ))),
    }
}

/// Equality to the bit: 0 is not −0.
fn same(a: &Value, b: &Value) -> bool {
    match (a.as_f64(), b.as_f64()) {
        (Some(x), Some(y)) if a.is_f64() && b.is_f64() => x.to_bits() == y.to_bits(),
        _ => a == b,
    }
}

fn shown(value: &Value) -> String {
    match value {
        Value::Null => "nothing".to_owned(),
        other => other.to_string(),
    }
}

fn relative(a: &Value, b: &Value) -> String {
    match (a.as_f64(), b.as_f64()) {
        (Some(a), Some(b)) if a != 0.0 => format!(" ({:+.2} %)", (b - a) / a.abs() * 100.0),
        _ => String::new(),
    }
}

/// Makes the trials again and compares.
fn verify(saved: &Saved, threads: usize) -> Result<(), Failure> {
    let snapshot = &saved.snapshot;
    let damaged = |message: String| {
        let file = format!("{}.yaml", saved.id);
        Failure::Input(vec![Diagnostic::of_file(file, message)])
    };
    let scenario = model::read(&snapshot.scenario).scenario.map_err(|faults| {
        damaged(
            faults
                .iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>()
                .join("; "),
        )
    })?;
    // The portfolios of the report, of which two were compared.
    let ids: Vec<String> = snapshot.results["portfolios"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|portfolio| Some(portfolio["id"].as_str()?.to_owned()))
        .collect();
    let scenario = open::choose(&scenario, &ids)?;
    let index = |n: usize| {
        let id = snapshot.portfolios.get(n)?;
        scenario.portfolios.iter().position(|p| p.id.as_str() == id)
    };
    let settings = Settings {
        trials: usize::try_from(snapshot.trials).map_err(anyhow::Error::from)?,
        precision: None,
        seed: snapshot.seed,
        threads,
        compared: (index(0).unwrap_or(0), index(1).unwrap_or(0)),
        importance_sampling: true,
    };
    let figures = simulate(&scenario, settings)?;
    let results = record::results(Record {
        document: &snapshot.scenario,
        edits: &snapshot.edits,
        figures: &figures,
        precision: None,
    });
    let mut changes = Vec::new();
    differences("", &snapshot.results, &results, &mut changes);
    // The version is told, and is no figure.
    changes.retain(|change| !change.starts_with("lockin: "));
    if changes.is_empty() {
        let line = format!(
            "{}: the same to the bit ({} trials)\n",
            saved.id, snapshot.trials
        );
        return output::print(line.as_bytes());
    }
    output::print(format!("{}\n", changes.join("\n")).as_bytes())?;
    let (count, by) = (count(&changes), &snapshot.lockin);
    let message = format!("{count} to the results that lockin {by} made");
    Err(damaged(message))
}
