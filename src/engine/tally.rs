//! What a whole run came to: what figures are made from, without all that every trial was.
//!
//! Of a trial stays what pairs portfolios: its loss over the horizon and in a mean year. All else is counted by how
//! large it is, or added up, so that a run takes the same room for its years, components and interruptions however
//! many trials it has.

use super::outcome::{Outcome, PortfolioOutcome};
use super::plan::Plan;
use super::sums::{JointHours, Mean, Sum, Sums};
use crate::stats::Sketch;

/// Buckets of years and hours are a thousandth wide.
const BITS: u32 = 10;

/// Buckets of what single components cost: of these only the mean of the worst hundredth is asked for.
const COMPONENT_BITS: u32 = 6;

/// Trials of which it is kept what outages alone cost.
pub const FIRST_TRIALS: usize = 10_000;

/// What the first trials of a run came to.
#[derive(Clone, Debug, PartialEq)]
pub struct Tally {
    /// How many trials there are.
    pub trials: usize,
    /// Years of a trial.
    pub years: usize,
    /// By portfolio, in the order of the plan.
    pub portfolios: Vec<PortfolioTally>,
    joint: JointHours,
}

/// What the first trials of a run came to for one portfolio.
#[derive(Clone, Debug, PartialEq)]
pub struct PortfolioTally {
    /// Discounted loss over the horizon by trial, overhead included \[money\].
    pub loss: Vec<f64>,
    /// What of it outages cost, not contracts, nor overhead, in the first [`FIRST_TRIALS`] trials \[money\].
    pub outage_loss: Vec<f64>,
    /// Undiscounted loss of a mean year by trial, overhead included \[money/yr\].
    pub mean_year: Vec<f64>,
    /// Undiscounted losses of years, overhead included; the years of a trial are a cluster \[money\].
    pub annual: Sketch,
    /// The largest losses within a year from one interruption, as `annual` \[money\].
    pub largest: Sketch,
    /// How many years cost nothing.
    pub free_years: u64,
    /// By component: discounted losses over the horizon that are charged to it \[money\].
    pub by_component: Vec<Sketch>,
    /// What all components are charged together, in buckets as wide as theirs \[money\].
    pub all_components: Sketch,
    /// Longest interruptions of any workload \[h\].
    pub longest_hours: Sketch,
    /// What the trials cost, added up.
    pub sums: Sums,
    unserved_hours: Sum,
    down_hours: Sum,
    breached_years: Sum,
}

impl Tally {
    /// What no trials come to.
    pub(super) fn none(plan: &Plan) -> Self {
        let portfolio = |p: usize| PortfolioTally {
            loss: Vec::new(),
            outage_loss: Vec::new(),
            mean_year: Vec::new(),
            annual: Sketch::new(BITS),
            largest: Sketch::new(BITS),
            free_years: 0,
            by_component: vec![Sketch::new(COMPONENT_BITS); plan.components.len()],
            all_components: Sketch::new(COMPONENT_BITS),
            longest_hours: Sketch::new(BITS),
            sums: Sums::none(plan, p),
            unserved_hours: Sum::default(),
            down_hours: Sum::default(),
            breached_years: Sum::default(),
        };
        Self {
            trials: 0,
            years: plan.years,
            portfolios: (0..plan.portfolios.len()).map(portfolio).collect(),
            joint: JointHours::none(plan),
        }
    }

    /// Adds a whole batch, the one that follows.
    pub(super) fn add(&mut self, batch: &Outcome) {
        self.trials += batch.trials;
        for (mine, theirs) in self.portfolios.iter_mut().zip(&batch.portfolios) {
            mine.add(theirs, self.years);
        }
        self.joint.append(&batch.joint);
    }

    /// Hours a year with at least 1, 2, … of a portfolio's providers hit at once.
    pub fn joint_hours_per_year(&self, portfolio: usize) -> Vec<Mean> {
        self.joint.per_year(portfolio, self.trials, self.years)
    }

    /// Unserved demand of a portfolio, weighted by the workloads' value \[h/yr\].
    pub fn unserved_hours_per_year(&self, portfolio: usize) -> Mean {
        self.mean_of_a_year(self.portfolios[portfolio].unserved_hours)
    }

    /// Hours of a portfolio with anything unserved, weighted by the workloads' value \[h/yr\].
    pub fn down_hours_per_year(&self, portfolio: usize) -> Mean {
        self.mean_of_a_year(self.portfolios[portfolio].down_hours)
    }

    /// P(a year in which an interruption outgrew its workload's tolerance).
    pub fn p_breach_per_year(&self, portfolio: usize) -> Mean {
        self.mean_of_a_year(self.portfolios[portfolio].breached_years)
    }

    fn mean_of_a_year(&self, sum: Sum) -> Mean {
        sum.mean_of_a_year(self.trials, self.years as f64)
    }
}

impl PortfolioTally {
    fn add(&mut self, batch: &PortfolioOutcome, years: usize) {
        self.loss.extend_from_slice(&batch.loss);
        let wanted = FIRST_TRIALS - self.outage_loss.len();
        let first = &batch.outage_loss[..wanted.min(batch.outage_loss.len())];
        self.outage_loss.extend_from_slice(first);
        let trials = batch.annual.chunks_exact(years);
        let means = trials.clone().map(|t| t.iter().sum::<f64>() / years as f64);
        self.mean_year.extend(means);
        for (annual, largest) in trials.zip(batch.largest.chunks_exact(years)) {
            self.annual.add_cluster(annual);
            self.largest.add_cluster(largest);
        }
        let free = batch.annual.iter().filter(|loss| **loss <= 0.0);
        self.free_years += free.count() as u64;
        for trial in batch.by_component.chunks_exact(self.by_component.len()) {
            let losses = self.by_component.iter_mut().zip(trial);
            for (sketch, &loss) in losses.filter(|(_, loss)| **loss != 0.0) {
                sketch.add(f64::from(loss), 1);
            }
        }
        for &loss in &batch.loss {
            self.all_components.add(loss - self.sums.overhead(), 1);
        }
        for &hours in &batch.longest_hours {
            self.longest_hours.add(hours, 1);
        }
        let years = batch.breached_years.iter();
        self.breached_years
            .append(years.map(|&years| f64::from(years)).collect());
        self.unserved_hours
            .append(batch.unserved_hours.iter().copied().collect());
        self.down_hours
            .append(batch.down_hours.iter().copied().collect());
        self.sums.append(&batch.sums);
        // Most components never cost a portfolio anything, and then take no room.
        for sketch in self.by_component.iter_mut().filter(|s| !s.is_empty()) {
            sketch.add(0.0, self.sums.trials as u64 - sketch.len());
        }
    }
}
