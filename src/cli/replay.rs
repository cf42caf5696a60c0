//! `lockin replay`: one simulated history, chosen and told.

use super::args::{ReplayArgs, StoryFormat};
use super::failure::Failure;
use super::open::{choose, open};
use super::output;
use super::progress::{Progress, Stop};
use super::run::advance;
use crate::analysis::{Timeline, index_at, number_at};
use crate::engine::{Plan, Pool, Run, Tally};
use crate::model::{Path, ValidScenario};
use crate::report::Retold;
use crate::session::record::{VERSION, input_hash};
use crate::units::{digits, grouped};

/// Chooses a history and tells it.
pub(super) fn replay(args: &ReplayArgs) -> Result<(), Failure> {
    let opened = open(&args.run)?;
    let scenario = &opened.scenario;
    let plan = Plan::new(scenario);
    let (trial, chosen) = chosen(args, scenario, &plan)?;
    let timeline = Timeline::new(scenario, &plan, args.run.seed, trial);
    let edits: Vec<String> = opened.edits.iter().map(ToString::to_string).collect();
    let title = match opened.document.at(&Path::parse("title")) {
        Some(crate::model::Node::Text(title)) => title.as_str(),
        _ => scenario.title.as_str(),
    };
    let retold = Retold {
        timeline: &timeline,
        chosen: &chosen,
        a: 0,
        b: 1.min(scenario.portfolios.len() - 1),
        title,
        version: VERSION,
        input_hash: &input_hash(&opened.document),
        edits: &edits,
    };
    let document = match args.format {
        StoryFormat::Text => retold.text(),
        StoryFormat::Json => retold.json(),
    };
    output::write(args.out.as_deref(), document.as_bytes())
}

/// The number of the history that was asked for, and how it was found.
fn chosen(
    args: &ReplayArgs,
    scenario: &ValidScenario,
    plan: &Plan,
) -> Result<(u64, String), Failure> {
    if let Some(trial) = args.trial {
        return Ok((trial, "chosen by its number".to_owned()));
    }
    let portfolio = match &args.of {
        None => 0,
        Some(id) => {
            // Refused in words where there is none of this id.
            choose(scenario, std::slice::from_ref(id))?;
            let mut portfolios = scenario.portfolios.iter();
            portfolios.position(|p| p.id.as_str() == id).unwrap_or(0)
        }
    };
    let tally = trials(args, plan)?;
    let name = &scenario.portfolios[portfolio].name;
    let many = grouped(tally.trials);
    let (quantile, words) = match args.quantile {
        Some(percent) => (
            percent / 100.0,
            format!("the {} % quantile of", digits(percent, 4)),
        ),
        None if args.median => (0.5, "the median of".to_owned()),
        None => (1.0, "the worst of".to_owned()),
    };
    let column = &tally.portfolios[portfolio];
    if args.largest_difference {
        let (a, b) = (
            &tally.portfolios[0],
            tally.portfolios.get(1).unwrap_or(column),
        );
        let differences: Vec<f64> = b.loss.iter().zip(&a.loss).map(|(b, a)| b - a).collect();
        let words = format!("the largest B − A of {many} trials");
        return Ok((index_at(&differences, 1.0).unwrap_or(0) as u64, words));
    }
    if args.by_year {
        let number = number_at(&column.annual, quantile).unwrap_or(0);
        let (trial, year) = (number / tally.years as u64, number % tally.years as u64 + 1);
        let years = grouped(tally.trials * tally.years);
        let words = format!("year {year} of it is {words} {years} years of {name}");
        return Ok((trial, words));
    }
    let trial = index_at(&column.loss, quantile).unwrap_or(0) as u64;
    Ok((trial, format!("{words} {many} trials of {name}")))
}

/// Makes the histories to choose from, until Ctrl-C.
fn trials(args: &ReplayArgs, plan: &Plan) -> Result<Tally, Failure> {
    let signal = Stop::on_signal()?;
    let pool = Pool::new(args.run.threads).map_err(anyhow::Error::from)?;
    let trials = args.run.trials()?;
    let mut progress = Progress::new(trials);
    let mut run = Run::new(plan, args.run.seed, &pool);
    advance(&mut run, trials, &signal, &mut progress)?;
    Ok(run.into_tally())
}
