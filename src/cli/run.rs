//! `lockin run`: the whole analysis without a terminal.

use serde_json::Value;

use super::args::{ReportArgs, RunArgs};
use super::failure::Failure;
use super::open::{Opened, open};
use super::output;
use super::progress::{Progress, Stop};
use crate::analysis::{Figures, Wanted, figures};
use crate::engine::{EndReason, Plan, Pool, Run};
use crate::model::{Document, ValidScenario};
use crate::session::record;
use crate::store::Diagnostic;

/// How many steps a run has, so that its progress is seen and it can be stopped.
const STEPS: usize = 200;

/// What a report is about, besides its figures.
pub(super) struct About<'a> {
    pub(super) scenario: &'a ValidScenario,
    /// The scenario as a document, edits applied.
    pub(super) document: &'a Document,
    pub(super) edits: &'a [String],
    /// Positions in the scenario of the portfolios A and B.
    pub(super) compared: (usize, usize),
}

impl About<'_> {
    /// The JSON report, for programs, snapshots and conditions.
    pub(super) fn json(&self, figures: &Figures) -> Value {
        record::results(self.document, self.edits, figures)
    }
}

/// Runs the scenario and writes its report.
pub(super) fn run(args: &ReportArgs) -> Result<(), Failure> {
    let opened = open(&args.run)?;
    report(&opened, args)
}

/// Runs an opened scenario and writes its report.
pub(super) fn report(opened: &Opened, args: &ReportArgs) -> Result<(), Failure> {
    let edits: Vec<String> = opened.edits.iter().map(ToString::to_string).collect();
    let about = About {
        scenario: &opened.scenario,
        document: &opened.document,
        edits: &edits,
        compared: (0, 1.min(opened.scenario.portfolios.len() - 1)),
    };
    let figures = simulate(&about, &args.run)?;
    let document = record::report(args.format.into(), about.document, about.edits, &figures);
    output::write(args.out.as_deref(), &document)?;
    judge(&about, &figures, args)
}

/// Fails if a condition of `--fail-if` holds.
fn judge(about: &About<'_>, figures: &Figures, args: &ReportArgs) -> Result<(), Failure> {
    if args.fail_if.is_empty() {
        return Ok(());
    }
    let report = about.json(figures);
    let mut held = Vec::new();
    for condition in &args.fail_if {
        let option = format!("--fail-if '{}'", condition.text());
        match condition.held(&report) {
            Ok(holds) => held.extend(holds),
            Err(message) => return Err(Failure::Usage(vec![Diagnostic::of_file(option, message)])),
        }
    }
    if held.is_empty() {
        Ok(())
    } else {
        Err(Failure::Held(held))
    }
}

/// Makes the trials, until Ctrl-C, and their figures.
pub(super) fn simulate(about: &About<'_>, args: &RunArgs) -> Result<Figures, Failure> {
    let signal = Stop::on_signal()?;
    let pool = Pool::new(args.threads).map_err(anyhow::Error::from)?;
    let plan = Plan::new(about.scenario);
    let mut progress = Progress::new(args.trials);
    let mut run = Run::new(&plan, args.seed, &pool);
    let step = Run::step_end(args.trials.div_ceil(STEPS));
    let mut done = 0;
    while done < args.trials {
        done = (done + step).min(args.trials);
        if run.advance(done, &|| signal.is_raised()) == EndReason::Stopped || signal.is_raised() {
            return Err(Failure::Interrupted);
        }
        progress.draw(done);
    }
    let wanted = Wanted {
        seed: args.seed,
        a: about.compared.0,
        b: about.compared.1,
    };
    Ok(figures(about.scenario, &plan, run.outcome(), wanted, &pool))
}
