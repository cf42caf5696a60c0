//! `lockin import … --into FILE`.

use std::fmt::Write;
use std::path::Path;

use super::args::{Common, ReportKind};
use crate::cli::failure::Failure;
use crate::cli::output;
use crate::import::{Findings, Update, into};
use crate::store::{self, Diagnostic, printable, unified};

/// Updates the scenario with the findings, and shows what changes.
///
/// What changes goes to standard error, or to standard output where it is all that is asked for.
pub(super) fn update(file: &Path, findings: &Findings, common: &Common) -> Result<(), Failure> {
    let loaded = store::load(file)?;
    if let Err(faults) = loaded.reading().scenario {
        return Err(Failure::Input(loaded.diagnostics(&faults)));
    }
    let update = into(&loaded, findings, common.replace).map_err(|fault| {
        let hint = "nothing was written; without --into the scenario goes to standard output";
        let diagnostic = Diagnostic::of_file(loaded.origin.as_str(), fault.to_string());
        Failure::Input(vec![diagnostic.with_hint(Some(hint.to_owned()))])
    })?;
    let name = printable(&loaded.origin);
    let mut difference = String::new();
    for line in unified(loaded.text(), &update.text, &name).lines() {
        let _ = writeln!(difference, "{}", printable(line));
    }
    if !common.dry_run && !difference.is_empty() {
        output::write(Some(file), update.text.as_bytes())?;
    }
    output::tell(&told(&name, &update, difference.is_empty()));
    if common.dry_run && common.report == ReportKind::Text {
        output::print(difference.as_bytes())
    } else {
        output::tell(&difference);
        Ok(())
    }
}

fn told(name: &str, Update { kept, homeless, .. }: &Update, same: bool) -> String {
    let mut out = String::new();
    if same {
        let _ = writeln!(out, "\n{name} says all of this already: nothing changes");
    }
    if !kept.is_empty() {
        let _ = writeln!(
            out,
            "\nSet by hand and kept; --replace takes what was found"
        );
    }
    for kept in kept {
        let _ = writeln!(out, "  {}", kept.told());
    }
    if !homeless.is_empty() {
        let _ = writeln!(out, "\nLeft out: {name} has no such portfolio or workload");
    }
    for path in homeless {
        let _ = writeln!(out, "  {}", printable(&path.to_string()));
    }
    out
}
