//! What came out of a stretch of trials: columns by trial, and sums.

mod tape;

use std::ops::Range;

use super::plan::Plan;
use super::run::Pool;
use super::sums::{JointHours, Mean, Sums};
use super::trial::Trial;

/// The outcome of a range of trials, trial by trial, for every portfolio of the plan.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// The first trial.
    pub first: u64,
    /// How many trials there are.
    pub trials: usize,
    /// Years of a trial.
    pub years: usize,
    /// The outcome of each portfolio, in the order of the plan.
    pub portfolios: Vec<PortfolioOutcome>,
    pub(super) joint: JointHours,
}

/// The outcome of a range of trials for one portfolio.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PortfolioOutcome {
    /// Discounted loss over the horizon by trial, overhead included \[money\].
    pub loss: Vec<f64>,
    /// What of it outages cost, not contracts, nor overhead \[money\].
    pub outage_loss: Vec<f64>,
    /// Undiscounted loss of each year, overhead included, all years of a trial side by side \[money\].
    pub annual: Vec<f64>,
    /// The largest loss within a year from one interruption, shaped like `annual` \[money\].
    pub largest: Vec<f64>,
    /// Discounted loss over the horizon by component hit, all components of a trial side by side \[money\].
    pub by_component: Vec<f32>,
    /// ∫ unserved dt over the horizon by trial, weighted by the workloads' value \[h\].
    pub unserved_hours: Vec<f64>,
    /// Hours with anything unserved over the horizon by trial, weighted by the workloads' value \[h\].
    pub down_hours: Vec<f64>,
    /// Longest interruption of any workload by trial \[h\].
    pub longest_hours: Vec<f64>,
    /// Years by trial in which an interruption outgrew its workload's tolerance.
    pub breached_years: Vec<u8>,
    /// What the trials cost, added up.
    pub sums: Sums,
}

impl Outcome {
    /// The outcome of these trials of `plan` under `seed`, made on the threads of `pool`.
    pub fn new(plan: &Plan, seed: u64, trials: Range<u64>, pool: &Pool) -> Self {
        let mut whole = Self::empty(plan, trials.start);
        super::run::each_batch((plan, seed, pool), trials, &|| false, |batch| {
            whole.append(&batch);
        });
        whole
    }

    pub(super) fn empty(plan: &Plan, first: u64) -> Self {
        let portfolio = |p: usize| PortfolioOutcome {
            sums: Sums::none(plan, p),
            ..PortfolioOutcome::default()
        };
        Self {
            first,
            trials: 0,
            years: plan.years,
            portfolios: (0..plan.portfolios.len()).map(portfolio).collect(),
            joint: JointHours::none(plan),
        }
    }

    /// The outcome of a stretch of trials, or nothing when `stop` says so.
    pub(super) fn of_trials(
        plan: &Plan,
        trial: &mut Trial<'_>,
        stretch: Range<u64>,
        stop: &(dyn Fn() -> bool + Sync),
    ) -> Option<Self> {
        let mut outcome = Self::empty(plan, stretch.start);
        let trials = stretch.clone().count();
        for portfolio in &mut outcome.portfolios {
            portfolio.reserve(trials, plan);
        }
        for number in stretch {
            if stop() {
                return None;
            }
            trial.make(number);
            outcome.push(plan, trial);
        }
        Some(outcome)
    }

    fn push(&mut self, plan: &Plan, trial: &Trial<'_>) {
        self.trials += 1;
        for ((portfolio, account), planned) in self
            .portfolios
            .iter_mut()
            .zip(&trial.accounts)
            .zip(&plan.portfolios)
        {
            portfolio.loss.push(portfolio.sums.add(plan, account));
            let outages = account.by_component.iter().zip(&account.contracts);
            let outages = outages.map(|(loss, contracts)| loss - contracts);
            portfolio.outage_loss.push(outages.sum());
            #[expect(
                clippy::cast_possible_truncation,
                reason = "seven digits are enough for a part's own tail"
            )]
            portfolio
                .by_component
                .extend(account.by_component.iter().map(|&loss| loss as f32));
            let years = account.years.iter();
            let annual = years.clone().map(|y| y.loss + planned.overhead_per_year);
            portfolio.annual.extend(annual);
            let largest = years.clone().map(|year| year.largest);
            portfolio.largest.extend(largest);
            portfolio.unserved_hours.push(account.unserved_hours);
            portfolio.down_hours.push(account.down_hours);
            portfolio.longest_hours.push(account.longest_hours);
            #[expect(clippy::cast_possible_truncation, reason = "at most 100 years")]
            portfolio
                .breached_years
                .push(years.filter(|year| year.breached).count() as u8);
        }
        self.joint.add(&trial.joint.hours);
    }

    /// Appends the outcome of the trials that follow.
    pub(super) fn append(&mut self, next: &Outcome) {
        self.trials += next.trials;
        for (mine, theirs) in self.portfolios.iter_mut().zip(&next.portfolios) {
            mine.append(theirs);
        }
        self.joint.append(&next.joint);
    }

    /// Hours a year with at least 1, 2, … of a portfolio's providers hit at once.
    pub fn joint_hours_per_year(&self, portfolio: usize) -> Vec<Mean> {
        self.joint.per_year(portfolio, self.trials, self.years)
    }
}

impl PortfolioOutcome {
    /// Makes room for so many more trials.
    fn reserve(&mut self, trials: usize, plan: &Plan) {
        self.loss.reserve(trials);
        self.outage_loss.reserve(trials);
        self.annual.reserve(trials * plan.years);
        self.largest.reserve(trials * plan.years);
        self.by_component.reserve(trials * plan.components.len());
        self.unserved_hours.reserve(trials);
        self.down_hours.reserve(trials);
        self.longest_hours.reserve(trials);
        self.breached_years.reserve(trials);
    }

    fn append(&mut self, next: &PortfolioOutcome) {
        self.loss.extend_from_slice(&next.loss);
        self.outage_loss.extend_from_slice(&next.outage_loss);
        self.annual.extend_from_slice(&next.annual);
        self.largest.extend_from_slice(&next.largest);
        self.by_component.extend_from_slice(&next.by_component);
        self.unserved_hours.extend_from_slice(&next.unserved_hours);
        self.down_hours.extend_from_slice(&next.down_hours);
        self.longest_hours.extend_from_slice(&next.longest_hours);
        self.breached_years.extend_from_slice(&next.breached_years);
        self.sums.append(&next.sums);
    }
}
