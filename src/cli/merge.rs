//! `lockin merge`: parts of a run, made anywhere, joined into the report of the whole.
//!
//! That every trial is there just once is shown by what the files hold, not by who made them: so a part may be made
//! twice, by a machine that was thought to be lost.

use std::ops::Range;
use std::path::PathBuf;

use super::args::MergeArgs;
use super::failure::{Failure, complain};
use super::run::{first_two, judge, write};
use super::{args::Color, open};
use crate::analysis::{Wanted, figures};
use crate::engine::{Plan, Pool, Shard, Tally};
use crate::model;
use crate::session::record::{Record, VERSION, input_hash};
use crate::store::{Diagnostic, PartialRun, printable};

/// A file and the part of a run in it.
struct Part {
    file: String,
    run: PartialRun,
}

/// Joins the parts and writes the report.
pub(super) fn merge(args: &MergeArgs) -> Result<(), Failure> {
    let mut parts = read(&args.files)?;
    let first = &parts[0];
    let faults: Vec<Diagnostic> = parts[1..]
        .iter()
        .filter_map(|part| foreign(part, first))
        .collect();
    if !faults.is_empty() {
        return Err(Failure::Input(faults));
    }
    let source = first.run.source.clone();
    let scenario = model::read(&source.scenario).scenario.map_err(|faults| {
        let faults = faults.iter();
        let faults = faults.map(|f| Diagnostic::of_file(first.file.as_str(), f.to_string()));
        Failure::Input(faults.collect())
    })?;
    let scenario = open::choose(&scenario, &source.portfolios)?;
    let plan = Plan::new(&scenario);
    parts.sort_by_key(|part| (part.run.trials.start, part.run.trials.end));
    let shards = shards(&plan, parts)?;
    let pool = Pool::new(args.threads).map_err(anyhow::Error::from)?;
    let tally = Tally::of_shards(&plan, shards);
    let (a, b) = first_two(&scenario);
    let wanted = Wanted {
        seed: source.seed,
        a,
        b,
        importance_sampling: !args.output.no_importance_sampling,
    };
    let figures = figures(&scenario, &plan, &tally, wanted, &pool);
    let record = Record {
        document: &source.scenario,
        edits: &source.edits,
        figures: &figures,
        precision: None,
    };
    write(record, &args.output)?;
    judge(record, &args.output)
}

/// Reads all files, or says of each that cannot be read why.
fn read(files: &[PathBuf]) -> Result<Vec<Part>, Failure> {
    let mut parts = Vec::new();
    let mut faults = Vec::new();
    for path in files {
        let file = path.display().to_string();
        let (message, hint) = match PartialRun::read(path) {
            Ok(run) if run.source.lockin == VERSION => {
                parts.push(Part { file, run });
                continue;
            }
            Ok(run) => (
                format!(
                    "lockin {} made it, and this is {VERSION}",
                    run.source.lockin
                ),
                "join parts with the version that made them: another may tell other histories",
            ),
            Err(damage) => (
                damage.to_string(),
                "`lockin run --trials A..B --partial FILE` makes such a file",
            ),
        };
        let fault = Diagnostic::of_file(file, message);
        faults.push(fault.with_hint(Some(hint.to_owned())));
    }
    if faults.is_empty() {
        Ok(parts)
    } else {
        Err(Failure::Input(faults))
    }
}

/// Where a part is not of the run that the first is of.
fn foreign(part: &Part, first: &Part) -> Option<Diagnostic> {
    let (run, other) = (&part.run.source, &first.run.source);
    let named = |ids: &[String]| ids.join(", ");
    let edited = |edits: &[String]| match edits {
        [] => "none".to_owned(),
        edits => edits.join(", "),
    };
    let (hash, other_hash) = (input_hash(&run.scenario), input_hash(&other.scenario));
    let kinds = [
        ("seed", run.seed.to_string(), other.seed.to_string()),
        ("edits", edited(&run.edits), edited(&other.edits)),
        (
            "portfolios",
            named(&run.portfolios),
            named(&other.portfolios),
        ),
        ("input (its hash)", hash, other_hash),
    ];
    let differing = kinds.into_iter().filter(|(_, mine, theirs)| mine != theirs);
    let words: Vec<String> = differing
        .map(|(kind, mine, theirs)| format!("{kind} {mine}, there {theirs}"))
        .collect();
    if words.is_empty() {
        return None;
    }
    let message = format!(
        "it is of another run than {}: {}",
        first.file,
        words.join("; ")
    );
    let hint = "parts of one run have one scenario and one seed, and the same options".to_owned();
    Some(Diagnostic::of_file(part.file.as_str(), message).with_hint(Some(hint)))
}

/// The shards of the parts, which come in the order of their trials, if they are a whole run.
fn shards(plan: &Plan, parts: Vec<Part>) -> Result<Vec<Shard>, Failure> {
    let mut faults = Vec::new();
    let mut kept: Vec<(String, Shard)> = Vec::new();
    let mut next = 0;
    for Part { file, run } in parts {
        let trials = run.trials.clone();
        if next < trials.start {
            faults.push(missing(&file, &(next..trials.start)));
        }
        next = next.max(trials.end);
        let Some(shard) = Shard::from_bytes(plan, trials.clone(), &run.outcomes) else {
            let message = "its outcomes are not those of its scenario: make it again";
            faults.push(Diagnostic::of_file(file, message));
            continue;
        };
        match kept.last() {
            Some((other, known)) if known.trials() == trials => {
                if known.clone().into_bytes() == run.outcomes {
                    let words = format!("note: {file} is the same as {other} and counts once");
                    complain(&printable(&words), Color::Auto);
                } else {
                    let trial = known.first_difference(&shard).unwrap_or(trials.start);
                    faults.push(twice(&file, other, trial));
                }
            }
            Some((other, known)) if trials.start < known.trials().end => {
                let overlap = trials.start..known.trials().end.min(trials.end);
                faults.push(overlapping(&file, other, &overlap));
            }
            _ => kept.push((file, shard)),
        }
    }
    if faults.is_empty() {
        Ok(kept.into_iter().map(|(_, shard)| shard).collect())
    } else {
        Err(Failure::Input(faults))
    }
}

fn twice(file: &str, other: &str, trial: u64) -> Diagnostic {
    let message = format!("history {trial} is another one here than in {other}");
    let hint = "one of them is wrong: make both parts again, and compare".to_owned();
    Diagnostic::of_file(file, message).with_hint(Some(hint))
}

fn overlapping(file: &str, other: &str, overlap: &Range<u64>) -> Diagnostic {
    let Range { start, end } = overlap;
    let message = format!("the histories {start}..{end} are in {other} already");
    let hint = "parts may not overlap; the same part twice counts once".to_owned();
    Diagnostic::of_file(file, message).with_hint(Some(hint))
}

fn missing(file: &str, gap: &Range<u64>) -> Diagnostic {
    let Range { start, end } = gap;
    let message = format!("the histories {start}..{end} before its own are in no file");
    let hint = format!("make them with `--trials {start}..{end} --partial FILE`");
    Diagnostic::of_file(file, message).with_hint(Some(hint))
}
