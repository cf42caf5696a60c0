//! Numbers that others have published or computed, each held against the engine and the figures themselves.
//!
//! A file of `tests/cases` has a title, a source, and cases: an input and the figures expected of it. The input is a
//! scenario, a list of shares, a sample, durations of which some go on, or a law; [`figure`] says which figures each of them has. What a tolerance is
//! made of stands in the file, and why; `tests/cases/README.md` explains the form and lists what cannot be expressed.
//!
//! No formula of a figure stands here: what is expected comes from the file, what is found from the program. What came
//! out is listed in `docs/checks.md`, which `LOCKIN_BLESS=1` writes anew.

mod figure;
mod listed;

use std::fs;
use std::path::{Path, PathBuf};

use lockin::stats::inverse_normal;
use serde::Deserialize;
use serde_json::Value;

use crate::blessed;
use figure::{Found, Input};
use listed::Held;

const FOLDER: &str = "tests/cases";

/// A tolerance is worth nothing if it would let a figure pass that is off by this part.
const BLIND: f64 = 0.25;

/// A file of cases.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    /// What is held against what.
    title: String,
    /// Where the expected numbers stand, or what computed them.
    source: String,
    /// The command that writes the file, and the packages behind it; only in files that a program wrote.
    #[serde(default)]
    made_by: Option<String>,
    cases: Vec<Case>,
}

/// An input and what is expected of it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    /// What the case is, and its id in the list of published numbers.
    #[serde(rename = "case")]
    name: String,
    input: Given,
    expected: Vec<Expected>,
}

/// One of five kinds of input, and how it is drawn.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Given {
    /// A scenario file.
    scenario: Option<Value>,
    /// Weights in any unit.
    shares: Option<Vec<f64>>,
    /// Values in any order.
    sample: Option<Vec<f64>>,
    /// How often each value of `sample` is there; once where this is left out.
    counts: Option<Vec<usize>>,
    /// Durations that ended.
    durations: Option<Vec<f64>>,
    /// How long others have lasted so far.
    going_on: Option<Vec<f64>>,
    /// A law as a scenario file writes it.
    law: Option<Value>,
    /// Trials of the scenario, or draws from the law.
    trials: usize,
    seed: u64,
}

/// A figure, what it must be, and how far it may be off.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    /// Its name, with its argument behind a space.
    figure: String,
    value: f64,
    /// Standard errors that a simulated figure may be off.
    #[serde(default)]
    z: Option<f64>,
    /// How often a right program would be off by more, under another seed.
    #[serde(default)]
    false_alarm: Option<f64>,
    /// How far the simulated model is known to lie from the one of the source, at most; below the standard error.
    #[serde(default)]
    bias: f64,
    /// What the digits of the source leave open.
    #[serde(default)]
    digits: f64,
    /// The tolerance of a figure that nothing random goes into.
    #[serde(default)]
    absolute: Option<f64>,
    /// The same, as a part of the value.
    #[serde(default)]
    relative: Option<f64>,
    /// Why the tolerance is what it is.
    because: String,
}

impl Given {
    fn input(&self) -> Result<Input, String> {
        let counts = self.counts.as_deref();
        if let Some(ended) = &self.durations {
            let going_on = self.going_on.clone().unwrap_or_default();
            return Ok(Input::durations(ended, &going_on));
        }
        match (&self.scenario, &self.shares, &self.sample, &self.law) {
            (Some(scenario), None, None, None) => {
                Ok(Input::scenario(scenario, self.seed, self.trials))
            }
            (None, Some(shares), None, None) => Ok(Input::Shares(shares.clone())),
            (None, None, Some(sample), None) => Input::sample(sample, counts),
            (None, None, None, Some(law)) => Ok(Input::law(law, self.seed, self.trials)),
            _ => Err("wants exactly one of scenario, shares, sample, durations and law".to_owned()),
        }
    }
}

impl Expected {
    /// What is wrong with the figure that was found, or with the tolerance.
    fn fault(&self, found: &Found) -> Result<(), String> {
        let scale = figure::scale(&self.figure, self.value);
        let (low, high) = match (found.is_simulated(), self.z) {
            (true, Some(z)) => {
                self.check_z(z)?;
                self.check_bias(found, scale)?;
                found.range(z)
            }
            (false, None) => (found.value(), found.value()),
            (true, None) => return Err("is simulated and wants a z".to_owned()),
            (false, Some(_)) => return Err("is not simulated: it has no z".to_owned()),
        };
        let slack = self.slack()?;
        if (high - low) / 2.0 + slack > BLIND * scale {
            return Err(format!(
                "is too vague: {low} to {high}, and {slack} on either side"
            ));
        }
        if low - slack <= self.value && self.value <= high + slack {
            Ok(())
        } else {
            let found = found.value();
            Err(format!(
                "is {found} ({low} to {high}), not {} give or take {slack}",
                self.value
            ))
        }
    }

    /// What is allowed beside the noise.
    fn slack(&self) -> Result<f64, String> {
        if self.because.trim().len() < 10 {
            return Err("does not say why its tolerance is what it is".to_owned());
        }
        match (self.z, self.absolute, self.relative) {
            (Some(_), None, None) => Ok(self.bias + self.digits),
            (None, Some(absolute), None) => Ok(absolute),
            (None, None, Some(relative)) => Ok(relative * self.value.abs()),
            _ => Err("wants exactly one of z, absolute and relative".to_owned()),
        }
    }

    /// The false-alarm rate beside z must be that of z.
    fn check_z(&self, z: f64) -> Result<(), String> {
        let rate = self.false_alarm.ok_or("has a z without its false_alarm")?;
        let meant = inverse_normal(1.0 - rate / 2.0);
        if (meant - z).abs() < 0.01 * z {
            Ok(())
        } else {
            Err(format!("a false_alarm of {rate} belongs to z = {meant}"))
        }
    }

    /// A bias that hides the estimate would prove nothing.
    fn check_bias(&self, found: &Found, scale: f64) -> Result<(), String> {
        let (low, high) = found.range(1.0);
        if self.bias <= (high - low) / 2.0 || self.bias <= 1e-9 * scale {
            Ok(())
        } else {
            Err(format!(
                "has a bias above its standard error, {}",
                (high - low) / 2.0
            ))
        }
    }
}

fn files() -> Vec<PathBuf> {
    let entries = fs::read_dir(FOLDER).expect("the cases are there");
    let mut files: Vec<PathBuf> = entries
        .map(|entry| entry.expect("the cases can be listed").path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "yaml"))
        .collect();
    files.sort();
    files
}

fn name(path: &Path) -> String {
    let name = path.file_name().expect("it is a file");
    name.to_string_lossy().into_owned()
}

fn read(path: &Path) -> Result<File, String> {
    let text = fs::read_to_string(path).map_err(|fault| fault.to_string())?;
    let file: File = serde_yaml::from_str(&text).map_err(|fault| fault.to_string())?;
    if file.title.is_empty() || file.source.is_empty() || file.cases.is_empty() {
        return Err("wants a title, a source and cases".to_owned());
    }
    Ok(file)
}

/// What came out of one case, and all that is wrong with it.
fn hold(case: &Case) -> (Vec<Held<'_>>, Vec<String>) {
    let input = match case.input.input() {
        Ok(input) => input,
        Err(fault) => {
            return (
                Vec::new(),
                vec![format!("{}: the input {fault}", case.name)],
            );
        }
    };
    let (mut held, mut faults) = (Vec::new(), Vec::new());
    for expected in &case.expected {
        let verdict = input.figure(&expected.figure).and_then(|found| {
            held.push(Held::of(expected, &found));
            expected.fault(&found)
        });
        if let Err(fault) = verdict {
            faults.push(format!("{}: {} {fault}", case.name, expected.figure));
        }
    }
    if case.expected.is_empty() {
        faults.push(format!("{}: nothing is expected", case.name));
    }
    (held, faults)
}

/// All that is wrong with one case.
fn faults(case: &Case) -> Vec<String> {
    hold(case).1
}

/// Holds every case of these files, and the list of what came out under this mark.
#[track_caller]
fn check(mark: &str, wanted: impl Fn(&str) -> bool, list: impl Fn(&listed::Files<'_>) -> String) {
    let mut wrong = Vec::new();
    let paths = files().into_iter().filter(|path| wanted(&name(path)));
    let read: Vec<(String, Result<File, String>)> =
        paths.map(|path| (name(&path), read(&path))).collect();
    let mut all: listed::Files<'_> = Vec::new();
    for (name, file) in &read {
        let file = match file {
            Ok(file) => file,
            Err(fault) => {
                wrong.push(format!("{name}: {fault}"));
                continue;
            }
        };
        let mut cases = Vec::new();
        for case in &file.cases {
            let (held, faults) = hold(case);
            wrong.extend(faults.iter().map(|fault| format!("{name}: {fault}")));
            cases.push((case, held));
        }
        all.push((name, file, cases));
    }
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
    blessed::section("docs/checks.md", mark, &list(&all));
}

#[test]
fn published_numbers_come_out_again() {
    let written = |name: &str| name.starts_with("oracle-");
    check("published", |name| !written(name), listed::by_figure);
}

#[test]
fn numbers_of_other_programs_come_out_again() {
    let written = |name: &str| name.starts_with("oracle-");
    check("computed", written, listed::by_case);
}

#[test]
fn files_that_a_program_wrote_say_which() {
    for path in files() {
        let file = read(&path).expect("it can be read");
        let written = name(&path).starts_with("oracle-");
        assert_eq!(file.made_by.is_some(), written, "{}", path.display());
    }
}

#[test]
fn the_list_of_cases_names_every_file() {
    let list = fs::read_to_string(Path::new(FOLDER).join("README.md")).expect("it is there");
    let missing: Vec<String> = files()
        .iter()
        .map(|path| name(path))
        .filter(|name| !list.contains(&format!("`{name}`")))
        .collect();
    assert!(missing.is_empty(), "{missing:?} not in the list");
}

// --- the reader itself ---

/// The faults of a case about four equal shares, of which this is expected.
fn about_shares(expected: &str) -> Vec<String> {
    let text = format!(
        "{{title: t, source: s, cases: [{{case: c, input: {{shares: [1, 1, 1, 1]}}, expected: [{{{expected}}}]}}]}}"
    );
    match serde_yaml::from_str::<File>(&text) {
        Ok(file) => file.cases.iter().flat_map(faults).collect(),
        Err(fault) => vec![fault.to_string()],
    }
}

#[test]
fn a_wrong_number_is_found_out() {
    let why = "because: exact by its definition";
    let right = format!("figure: effective, value: 4, relative: 1e-15, {why}");
    assert_eq!(about_shares(&right), Vec::<String>::new());
    let off = format!("figure: effective, value: 4.001, absolute: 0.0001, {why}");
    assert_eq!(
        about_shares(&off),
        ["c: effective is 4 (4 to 4), not 4.001 give or take 0.0001"]
    );
}

#[test]
fn a_case_that_proves_nothing_is_refused() {
    for (expected, told) in [
        (
            "figure: hhi, value: 2500, relative: 0.5, because: it is as it is",
            "too vague",
        ),
        (
            "figure: hhi, value: 2500, absolute: 0, because: ''",
            "does not say why",
        ),
        (
            "figure: hhi, value: 2500, z: 4, false_alarm: 6.3e-5, because: it is as it is",
            "is not simulated",
        ),
        (
            "figure: hhi, value: 2500, because: it is as it is",
            "wants exactly one of",
        ),
        (
            "figure: hii, value: 2500, absolute: 0, because: it is as it is",
            "no figure",
        ),
        (
            "figure: hhi, value: 2500, absolut: 0, because: it is as it is",
            "absolut",
        ),
    ] {
        let faults = about_shares(expected);
        assert!(
            faults.len() == 1 && faults[0].contains(told),
            "{expected}: {faults:?}"
        );
    }
}
