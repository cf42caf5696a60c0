//! `lockin run`: the whole analysis without a terminal.

use std::fmt::Write;

use serde_json::{Value, json};

use super::args::{Format, ReportArgs, RunArgs};
use super::failure::Failure;
use super::open::{Opened, open};
use super::output;
use super::progress::{Progress, Stop};
use crate::engine::{EndReason, Outcome, Plan, Pool, Run};
use crate::model::{Document, ValidScenario};
use crate::store::Diagnostic;

/// How many steps a run has, so that its progress is seen and it can be stopped.
const STEPS: usize = 200;

/// Trials that were made.
pub(super) struct Made {
    pub(super) plan: Plan,
    pub(super) outcome: Outcome,
    pub(super) pool: Pool,
}

/// What a report is about, besides its figures.
pub(super) struct About<'a> {
    pub(super) scenario: &'a ValidScenario,
    /// The scenario as a document, edits applied.
    pub(super) document: &'a Document,
    pub(super) edits: &'a [String],
    pub(super) seed: u64,
    /// Positions in the scenario of the portfolios A and B.
    pub(super) compared: (usize, usize),
}

/// Runs the scenario and writes its report.
pub(super) fn run(args: &ReportArgs) -> Result<(), Failure> {
    let opened = open(&args.run)?;
    report(&opened, args)
}

/// Runs an opened scenario and writes its report.
pub(super) fn report(opened: &Opened, args: &ReportArgs) -> Result<(), Failure> {
    let made = simulate(&opened.scenario, &args.run)?;
    let edits: Vec<String> = opened.edits.iter().map(ToString::to_string).collect();
    let about = About {
        scenario: &opened.scenario,
        document: &opened.document,
        edits: &edits,
        seed: args.run.seed,
        compared: (0, 1.min(opened.scenario.portfolios.len() - 1)),
    };
    let document = report_of(&about, &made, args.format);
    output::write(args.out.as_deref(), &document)?;
    judge(&about, &made, args)
}

/// Fails if a condition of `--fail-if` holds.
fn judge(about: &About<'_>, made: &Made, args: &ReportArgs) -> Result<(), Failure> {
    if args.fail_if.is_empty() {
        return Ok(());
    }
    let figures = json_of(about, made);
    let mut held = Vec::new();
    for condition in &args.fail_if {
        let option = format!("--fail-if '{}'", condition.text());
        match condition.held(&figures) {
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

/// Makes the trials, until Ctrl-C.
pub(super) fn simulate(scenario: &ValidScenario, args: &RunArgs) -> Result<Made, Failure> {
    let signal = Stop::on_signal()?;
    let pool = Pool::new(args.threads).map_err(anyhow::Error::from)?;
    let plan = Plan::new(scenario);
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
    let outcome = run.into_outcome();
    Ok(Made {
        plan,
        outcome,
        pool,
    })
}

/// The report in the format asked for.
///
/// The one place where the analysis and report layers are plugged in. Until
/// then it gives the mean loss alone.
fn report_of(about: &About<'_>, made: &Made, format: Format) -> Vec<u8> {
    let _ = (&made.plan, &made.pool, about.compared);
    if format == Format::Json {
        let text = serde_json::to_string_pretty(&json_of(about, made));
        return format!("{}\n", text.expect("keys are texts")).into_bytes();
    }
    let mut text = String::new();
    for (portfolio, mean) in about.scenario.portfolios.iter().zip(means(made)) {
        let mean = crate::units::money(mean, &about.scenario.currency);
        let _ = writeln!(text, "{}: mean loss {mean}", portfolio.name);
    }
    text.into_bytes()
}

/// The JSON report, for programs, snapshots and conditions.
pub(super) fn json_of(about: &About<'_>, made: &Made) -> Value {
    let portfolios: Vec<Value> = about
        .scenario
        .portfolios
        .iter()
        .zip(means(made))
        .map(|(portfolio, mean)| {
            json!({"id": portfolio.id.as_str(), "name": portfolio.name, "loss": {"total": {"mean": mean}}})
        })
        .collect();
    let hash = blake3::hash(about.document.root.canonical().as_bytes());
    json!({
        "lockin": env!("CARGO_PKG_VERSION"),
        "format": 1,
        "title": about.scenario.title,
        "currency": about.scenario.currency,
        "seed": about.seed,
        "trials": made.outcome.trials,
        "horizon_years": about.scenario.horizon_years,
        "input_hash": hash.to_hex().as_str(),
        "edits": about.edits,
        "portfolios": portfolios,
    })
}

fn means(made: &Made) -> Vec<f64> {
    let portfolios = made.outcome.portfolios.iter();
    portfolios
        .map(|p| p.loss.iter().sum::<f64>() / p.loss.len() as f64)
        .collect()
}
