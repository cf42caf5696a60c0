//! `lockin run`: the whole analysis without a terminal.

use super::args::{Color, OutputArgs, ReportArgs};
use super::failure::{Failure, complain};
use super::open::{Opened, open};
use super::output;
use super::partial;
use super::progress::{Progress, Stop};
use crate::analysis::{Figures, Precision, Wanted, figures};
use crate::engine::{EndReason, Plan, Pool, Run};
use crate::model::ValidScenario;
use crate::session::record::{self, Record};
use crate::store::{Diagnostic, printable};

/// How many steps a long run has, so that its progress is seen.
const STEPS: usize = 200;

/// Trials below which a step is not worth its end, where threads wait for each other.
pub(super) const LEAST_STEP: usize = 16_384;

/// How a run is made.
#[derive(Clone, Copy, Debug)]
pub(super) struct Settings {
    /// How many trials, or with a precision the most of them.
    pub(super) trials: usize,
    /// Until the mean losses are as sure as that.
    pub(super) precision: Option<Precision>,
    pub(super) seed: u64,
    /// 0 for one per processor.
    pub(super) threads: usize,
    /// Positions in the scenario of the portfolios A and B.
    pub(super) compared: (usize, usize),
    /// Whether rare years may be drawn by importance sampling.
    pub(super) importance_sampling: bool,
}

impl Settings {
    /// As the command line says: the first two portfolios are compared.
    fn of(args: &ReportArgs, scenario: &ValidScenario) -> Result<Self, Failure> {
        Ok(Self {
            trials: args.most_trials()?,
            precision: args.precision,
            seed: args.run.seed,
            threads: args.run.threads,
            compared: first_two(scenario),
            importance_sampling: !args.output.no_importance_sampling,
        })
    }
}

/// Positions of the portfolios A and B, where nothing says which.
pub(super) fn first_two(scenario: &ValidScenario) -> (usize, usize) {
    (0, 1.min(scenario.portfolios.len() - 1))
}

/// Runs the scenario and writes its report, or a part of it and its outcomes.
pub(super) fn run(args: &ReportArgs) -> Result<(), Failure> {
    let opened = open(&args.run)?;
    match &args.partial {
        None => report(&opened, args),
        Some(file) => partial::write(&opened, &args.run, file),
    }
}

/// Runs an opened scenario and writes its report.
pub(super) fn report(opened: &Opened, args: &ReportArgs) -> Result<(), Failure> {
    let settings = Settings::of(args, &opened.scenario)?;
    let figures = simulate(&opened.scenario, settings)?;
    let edits = opened.edits_in_words();
    let record = Record {
        document: &opened.document,
        edits: &edits,
        figures: &figures,
        precision: args.precision,
    };
    write(record, &args.output)?;
    if let Some(precision) = args.precision {
        tell(precision, &figures);
    }
    judge(record, &args.output)
}

/// Writes the report on a record.
pub(super) fn write(record: Record<'_>, args: &OutputArgs) -> Result<(), Failure> {
    let document = record::report(args.format.into(), record);
    output::write(args.out.as_deref(), &document)
}

/// Says on standard error how many trials the precision took, or that they were not enough.
fn tell(precision: Precision, figures: &Figures) {
    let reached = precision.reached(figures);
    let words = reached.words(&figures.portfolios[reached.portfolio].name);
    let note = if reached.is_met() { "note" } else { "warning" };
    complain(&printable(&format!("{note}: {words}")), Color::Auto);
}

/// Fails if a condition of `--fail-if` holds of the JSON report.
pub(super) fn judge(record: Record<'_>, args: &OutputArgs) -> Result<(), Failure> {
    if args.fail_if.is_empty() {
        return Ok(());
    }
    let results = record::results(record);
    let mut held = Vec::new();
    for condition in &args.fail_if {
        match condition.held(&results) {
            Ok(holds) => held.extend(holds),
            Err(message) => {
                let option = format!("--fail-if '{}'", condition.text());
                return Err(Failure::Usage(vec![Diagnostic::of_file(option, message)]));
            }
        }
    }
    if held.is_empty() {
        Ok(())
    } else {
        Err(Failure::Held(held))
    }
}

/// Makes the trials, until Ctrl-C, and the figures about them.
pub(super) fn simulate(scenario: &ValidScenario, settings: Settings) -> Result<Figures, Failure> {
    let signal = Stop::on_signal()?;
    let pool = Pool::new(settings.threads).map_err(anyhow::Error::from)?;
    let plan = Plan::new(scenario);
    let mut progress = Progress::new(settings.trials);
    let mut run = Run::new(&plan, settings.seed, &pool);
    match settings.precision {
        None => advance(&mut run, settings.trials, &signal, &mut progress)?,
        Some(precision) => {
            for look in Precision::looks(settings.trials) {
                advance(&mut run, look, &signal, &mut progress)?;
                let Some(needed) = precision.still_needed(run.tally()) else {
                    break;
                };
                progress.aim(needed.min(settings.trials));
            }
        }
    }
    let (a, b) = settings.compared;
    let wanted = Wanted {
        seed: settings.seed,
        a,
        b,
        importance_sampling: settings.importance_sampling,
    };
    Ok(figures(scenario, &plan, run.tally(), wanted, &pool))
}

/// Makes the next trials up to number `until`, in steps, so that the progress is seen.
pub(super) fn advance(
    run: &mut Run<'_>,
    until: usize,
    signal: &Stop,
    progress: &mut Progress,
) -> Result<(), Failure> {
    let step = Run::step_end(until.div_ceil(STEPS).max(LEAST_STEP));
    let mut done = run.tally().trials;
    while done < until {
        done = (done + step).min(until);
        if run.advance(done, &|| signal.is_raised()) == EndReason::Stopped || signal.is_raised() {
            return Err(Failure::Interrupted);
        }
        progress.draw(done);
    }
    Ok(())
}
