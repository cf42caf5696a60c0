//! `lockin import`: a scenario from what people already have.

pub(super) mod args;
mod incidents;
mod into;

use super::failure::Failure;
use super::output;
use crate::import::{Findings, Imported, dora, focus, graph};
use args::{Common, ImportCommand, ReportKind};

/// Reads what the command names, and writes the scenario and the report.
pub(super) fn import(command: &ImportCommand) -> Result<(), Failure> {
    let (imported, common) = match command {
        ImportCommand::Focus(args) => (focus::import(&args.files, &args.options())?, &args.common),
        ImportCommand::Dora { file, common } => (dora::import(file)?, common),
        ImportCommand::Graph(args) => {
            let options = graph::Options {
                providers: args.provider.clone(),
                workloads: args.workload.clone(),
            };
            (graph::import(&args.files, &options)?, &args.common)
        }
        ImportCommand::Incidents(args) => (incidents::import(args)?, &args.common),
    };
    finish(&imported, common)
}

/// The scenario to standard output or into its file, the report to standard error; or, as data, to standard output
/// in place of the scenario.
fn finish(imported: &Imported, common: &Common) -> Result<(), Failure> {
    let findings = &imported.findings;
    if let Some(file) = &common.into {
        tell(imported, common)?;
        return into::update(file, findings, common);
    }
    let scenario = scenario(findings)?;
    if !common.dry_run {
        match (&common.out, common.report) {
            (Some(out), _) => output::write(Some(out), scenario.as_bytes())?,
            (None, ReportKind::Text) => output::print(scenario.as_bytes())?,
            // Standard output holds one thing.
            (None, ReportKind::Json) => {}
        }
    }
    tell(imported, common)
}

/// The report, in the words that are asked for.
fn tell(Imported { findings, report }: &Imported, common: &Common) -> Result<(), Failure> {
    match common.report {
        ReportKind::Json => output::print(report.json(findings).as_bytes()),
        ReportKind::Text => {
            output::tell(&report.text(findings));
            Ok(())
        }
    }
}

/// The text of a scenario file.
fn scenario(findings: &Findings) -> Result<String, Failure> {
    let document = findings.document().map_err(anyhow::Error::from)?;
    Ok(crate::store::write(&document))
}
