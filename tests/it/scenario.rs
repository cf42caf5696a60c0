//! Scenarios written as the file format writes them, in so few words that a case stays readable.

use std::fmt::Write;

use lockin::analysis::{Figures, Wanted, figures};
use lockin::engine::{Outcome, Plan, Pool, Run};
use lockin::model::{Document, ValidScenario, read};
use lockin::store;

/// The tree of this text.
#[track_caller]
pub(crate) fn document(text: &str) -> Document {
    let parsed = store::parse(text).unwrap_or_else(|fault| panic!("{fault:?}\n{text}"));
    assert!(parsed.twice.is_empty(), "{:?}\n{text}", parsed.twice);
    parsed.document
}

/// The scenario of this document.
#[track_caller]
pub(crate) fn valid(document: &Document) -> ValidScenario {
    read(document).scenario.unwrap_or_else(|faults| {
        let words: Vec<String> = faults.iter().map(ToString::to_string).collect();
        panic!("{}\n{}", words.join("\n"), document.root.flow())
    })
}

/// The plan of the scenario that this text describes.
#[track_caller]
pub(crate) fn plan(text: &str) -> Plan {
    Plan::new(&valid(&document(text)))
}

/// The outcome of the first `trials` trials on `threads` threads.
pub(crate) fn outcome_on(plan: &Plan, seed: u64, trials: usize, threads: usize) -> Outcome {
    let pool = Pool::new(threads).expect("threads can be started");
    Outcome::new(plan, seed, 0..trials as u64, &pool)
}

/// The outcome of the first `trials` trials.
pub(crate) fn outcome(plan: &Plan, seed: u64, trials: usize) -> Outcome {
    outcome_on(plan, seed, trials, 2)
}

/// The figures about so many trials under seed 1, without a comparison.
pub(crate) fn figures_alone(scenario: &ValidScenario, trials: usize, importance: bool) -> Figures {
    let plan = Plan::new(scenario);
    let pool = Pool::new(2).expect("threads can be started");
    let mut run = Run::new(&plan, 1, &pool);
    run.advance(trials, &|| false);
    let wanted = Wanted {
        seed: 1,
        a: 0,
        b: 0,
        importance_sampling: importance,
    };
    figures(scenario, &plan, run.tally(), wanted, &pool)
}

/// A scenario of one workload, `w`, worth 1 an hour, in parts that a case adds what it is about to.
#[derive(Clone, Debug, Default)]
pub(crate) struct Case {
    years: u32,
    providers: String,
    components: String,
    causes: String,
    workload: String,
    portfolios: String,
    rest: String,
}

impl Case {
    /// A case over this many years.
    pub(crate) fn over(years: u32) -> Self {
        Self {
            years,
            ..Self::default()
        }
    }

    /// A provider with one failure mode, `m`: `per_year: 1, hours: 2`. Empty: it never fails.
    pub(crate) fn provider(mut self, id: &str, mode: &str) -> Self {
        let fields = outages(mode);
        writeln!(self.providers, "  {id}: {{{fields}}}").expect("a string takes all");
        self
    }

    /// A third party with one failure mode and what it requires.
    pub(crate) fn third_party(mut self, id: &str, mode: &str) -> Self {
        let fields = outages(mode);
        writeln!(self.components, "  {id}: {{{fields}}}").expect("a string takes all");
        self
    }

    /// A provider or third party by its fields.
    pub(crate) fn component(mut self, kind: &str, id: &str, fields: &str) -> Self {
        let list = match kind {
            "provider" => &mut self.providers,
            _ => &mut self.components,
        };
        writeln!(list, "  {id}: {{{fields}}}").expect("a string takes all");
        self
    }

    /// A common cause by its fields.
    pub(crate) fn cause(mut self, id: &str, fields: &str) -> Self {
        writeln!(self.causes, "  {id}: {{{fields}}}").expect("a string takes all");
        self
    }

    /// More fields of the workload: `tolerance_hours: 2`.
    pub(crate) fn workload(mut self, fields: &str) -> Self {
        self.workload = format!(", {fields}");
        self
    }

    /// A portfolio by the shares of the workload, and more fields.
    pub(crate) fn portfolio(mut self, id: &str, shares: &str, fields: &str) -> Self {
        writeln!(
            self.portfolios,
            "  {id}: {{placement: {{w: {{{shares}}}}}{}{fields}}}",
            if fields.is_empty() { "" } else { ", " }
        )
        .expect("a string takes all");
        self
    }

    /// More lines at the root: `discount_rate: 0.1`.
    pub(crate) fn line(mut self, line: &str) -> Self {
        writeln!(self.rest, "{line}").expect("a string takes all");
        self
    }

    /// The file.
    pub(crate) fn text(&self) -> String {
        let section = |key: &str, body: &str| {
            if body.is_empty() {
                String::new()
            } else {
                format!("{key}:\n{body}")
            }
        };
        format!(
            "lockin: 1\nhorizon: {}\n{}{}{}{}workloads:\n  w: {{value_per_hour: 1{}}}\n{}",
            self.years,
            self.rest,
            section("providers", &self.providers),
            section("components", &self.components),
            section("common_causes", &self.causes),
            self.workload,
            section("portfolios", &self.portfolios),
        )
    }

    /// Its plan.
    #[track_caller]
    pub(crate) fn plan(&self) -> Plan {
        plan(&self.text())
    }
}

fn outages(mode: &str) -> String {
    if mode.is_empty() {
        String::new()
    } else {
        format!("outages: {{m: {{{mode}}}}}")
    }
}
