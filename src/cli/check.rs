//! `lockin check`: everything that is wrong with scenario files.

use std::path::{Path, PathBuf};

use super::args::Color;
use super::failure::{Failure, complain};
use super::{open, output};
use crate::model::Scenario;

/// Tells every fault of every file, and a line about each file without one.
pub(super) fn check(files: &[PathBuf], color: Color) -> Result<(), Failure> {
    let mut good = true;
    for file in files {
        match line(file) {
            Ok(line) => output::print(line.as_bytes())?,
            Err(failure) => {
                good = false;
                complain(&failure.to_string(), color);
            }
        }
    }
    if good { Ok(()) } else { Err(Failure::Told) }
}

/// What a good file holds.
fn line(file: &Path) -> Result<String, Failure> {
    let loaded = open::load(file)?;
    match loaded.reading().scenario {
        Ok(scenario) => Ok(format!(
            "{}: {}\n",
            crate::store::printable(&loaded.origin),
            contents(&scenario)
        )),
        Err(faults) => Err(Failure::Input(loaded.diagnostics(&faults))),
    }
}

fn contents(scenario: &Scenario) -> String {
    let count = |n: usize, what: &str| {
        let plural = if n == 1 { "" } else { "s" };
        format!("{n} {what}{plural}")
    };
    let providers = scenario.components.iter().filter(|c| c.hosts).count();
    format!(
        "good, with {}, {}, {}, {} and {}",
        count(providers, "provider"),
        count(scenario.components.len() - providers, "other component"),
        count(scenario.hazards.len(), "hazard"),
        count(scenario.workloads.len(), "workload"),
        count(scenario.portfolios.len(), "portfolio"),
    )
}
