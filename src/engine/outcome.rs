//! What came out of the trials: columns by trial, and sums that are exact in any order.

mod tape;

use std::ops::Range;

use rayon::prelude::*;

use super::plan::Plan;
use super::trial::Trial;
use crate::model::Category;

/// The outcome of a range of trials, for every portfolio of the plan.
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
    /// By set of watched providers: sums over the trials of the hours with at least 1, 2, … of them hit.
    joint: Vec<Vec<Sum>>,
}

/// The outcome of a range of trials for one portfolio.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PortfolioOutcome {
    /// Discounted loss over the horizon by trial, overhead included \[money\].
    pub loss: Vec<f64>,
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
    /// Discounted loss by cause, summed over the trials.
    pub(super) causes: Vec<Grains>,
    /// Discounted loss by component hit, summed over the trials.
    pub(super) components: Vec<Grains>,
    /// What of it outages cost, not contracts.
    outages: Vec<Grains>,
    /// Discounted loss by category in the order of [`Category::ALL`], summed over the trials; overhead stays 0.
    categories: Vec<Grains>,
    /// The overhead, discounted \[grains\].
    pub(super) overhead: i128,
    /// Index of the portfolio's set of providers.
    watch: usize,
    /// Size of a grain \[money\].
    grain: f64,
}

/// A sum of money over trials: whole grains, so that it is exact in any order.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Grains {
    sum: i128,
    /// Σ x², for the standard error; merged in the order of the trials.
    squares: f64,
}

/// A sum over trials that is merged in the order of the trials.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Sum {
    sum: f64,
    squares: f64,
}

/// A mean over trials and its standard error.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Mean {
    /// The mean.
    pub mean: f64,
    /// Its standard error.
    pub se: f64,
}

/// The part of a squared mean below which a variance is rounding: sums of 10⁹ squares err by less.
const ROUNDING: f64 = 1e-12;

impl Mean {
    fn of(sum: f64, squares: f64, n: f64) -> Self {
        let mean = sum / n;
        let apart = squares / n - mean * mean;
        // What is left of two squares that are equal but for rounding is nothing.
        let apart = if apart < ROUNDING * mean * mean {
            0.0
        } else {
            apart
        };
        let variance = apart * n / (n - 1.0);
        Self {
            mean,
            se: if n > 1.0 {
                (variance / n).sqrt()
            } else {
                f64::INFINITY
            },
        }
    }
}

impl Outcome {
    pub(super) fn empty(plan: &Plan, first: u64) -> Self {
        let portfolio = |p: usize| PortfolioOutcome {
            causes: vec![Grains::default(); plan.causes.len()],
            components: vec![Grains::default(); plan.components.len()],
            outages: vec![Grains::default(); plan.components.len()],
            categories: vec![Grains::default(); Category::ALL.len()],
            overhead: grains(
                plan.portfolios[p].overhead_per_year * plan.annuity(),
                plan.grain,
            ),
            watch: plan.portfolios[p].watch,
            grain: plan.grain,
            ..PortfolioOutcome::default()
        };
        Self {
            first,
            trials: 0,
            years: plan.years,
            portfolios: (0..plan.portfolios.len()).map(portfolio).collect(),
            joint: plan
                .watches
                .iter()
                .map(|watch| vec![Sum::default(); watch.providers.len()])
                .collect(),
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
            let mut categories = [0; Category::ALL.len()];
            let losses = account.by_cause.iter().enumerate();
            for (cause, &loss) in losses.filter(|(_, loss)| **loss != 0.0) {
                let loss = portfolio.causes[cause].add(loss, plan.grain);
                categories[plan.causes[cause].category as usize] += loss;
            }
            let total = portfolio.overhead + categories.iter().sum::<i128>();
            for (sum, loss) in portfolio.categories.iter_mut().zip(categories) {
                sum.add_grains(loss, plan.grain);
            }
            let losses = account.by_component.iter().enumerate();
            for (component, &loss) in losses.filter(|(_, loss)| **loss != 0.0) {
                portfolio.components[component].add(loss, plan.grain);
                let outages = loss - account.contracts[component];
                portfolio.outages[component].add(outages, plan.grain);
            }
            #[expect(
                clippy::cast_possible_truncation,
                reason = "seven digits are enough for a part's own tail"
            )]
            portfolio
                .by_component
                .extend(account.by_component.iter().map(|&loss| loss as f32));
            portfolio.loss.push(total as f64 * plan.grain);
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
        for (sums, hours) in self.joint.iter_mut().zip(&trial.joint.hours) {
            for (sum, hours) in sums.iter_mut().zip(hours) {
                sum.sum += hours;
                sum.squares += hours * hours;
            }
        }
    }

    /// Appends the outcomes of the trials that follow, batch by batch, the portfolios side by side.
    pub(super) fn append(&mut self, batches: &[Outcome]) {
        let portfolios = self.portfolios.par_iter_mut().enumerate();
        portfolios.for_each(|(portfolio, mine)| {
            for batch in batches {
                mine.append(&batch.portfolios[portfolio]);
            }
        });
        for batch in batches {
            self.trials += batch.trials;
            let sums = self.joint.iter_mut().flatten();
            for (mine, theirs) in sums.zip(batch.joint.iter().flatten()) {
                mine.sum += theirs.sum;
                mine.squares += theirs.squares;
            }
        }
    }

    /// Hours a year with at least 1, 2, … of a portfolio's providers hit at once.
    pub fn joint_hours_per_year(&self, portfolio: usize) -> Vec<Mean> {
        let years = self.years as f64;
        self.joint[self.portfolios[portfolio].watch]
            .iter()
            .map(|sum| {
                Mean::of(
                    sum.sum / years,
                    sum.squares / (years * years),
                    self.trials as f64,
                )
            })
            .collect()
    }
}

impl PortfolioOutcome {
    /// Makes room for so many more trials.
    fn reserve(&mut self, trials: usize, plan: &Plan) {
        self.loss.reserve(trials);
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
        self.annual.extend_from_slice(&next.annual);
        self.largest.extend_from_slice(&next.largest);
        self.by_component.extend_from_slice(&next.by_component);
        self.unserved_hours.extend_from_slice(&next.unserved_hours);
        self.down_hours.extend_from_slice(&next.down_hours);
        self.longest_hours.extend_from_slice(&next.longest_hours);
        self.breached_years.extend_from_slice(&next.breached_years);
        let mine = self.causes.iter_mut().chain(&mut self.components);
        let theirs = next.causes.iter().chain(&next.components);
        let sums = mine.chain(&mut self.outages).chain(&mut self.categories);
        let theirs = theirs.chain(&next.outages).chain(&next.categories);
        for (mine, theirs) in sums.zip(theirs) {
            mine.sum += theirs.sum;
            mine.squares += theirs.squares;
        }
    }

    /// Mean discounted loss over the horizon from the cause of this index \[money\].
    pub fn by_cause(&self, cause: usize) -> Mean {
        self.causes[cause].mean(self.loss.len(), self.grain)
    }

    /// Mean discounted loss over the horizon charged to the component of this index \[money\].
    pub fn by_component(&self, component: usize) -> Mean {
        self.components[component].mean(self.loss.len(), self.grain)
    }

    /// What of [`PortfolioOutcome::by_component`] outages cost that hit it, contracts left out \[money\].
    pub fn outages_by_component(&self, component: usize) -> Mean {
        self.outages[component].mean(self.loss.len(), self.grain)
    }

    /// Mean discounted loss over the horizon of a category \[money\]; the overhead is the same in every trial.
    pub fn by_category(&self, category: Category) -> Mean {
        if category == Category::Overhead {
            return Mean {
                mean: self.overhead(),
                se: 0.0,
            };
        }
        self.categories[category as usize].mean(self.loss.len(), self.grain)
    }

    /// The discounted overhead over the horizon \[money\].
    pub fn overhead(&self) -> f64 {
        self.overhead as f64 * self.grain
    }
}

impl Grains {
    /// Adds an amount of money and says how many grains it came to.
    fn add(&mut self, amount: f64, grain: f64) -> i128 {
        let grains = grains(amount, grain);
        self.sum += grains;
        self.squares += amount * amount;
        grains
    }

    fn add_grains(&mut self, grains: i128, grain: f64) {
        if grains != 0 {
            self.sum += grains;
            let amount = grains as f64 * grain;
            self.squares += amount * amount;
        }
    }

    fn mean(self, trials: usize, grain: f64) -> Mean {
        Mean::of(self.sum as f64 * grain, self.squares, trials as f64)
    }
}

/// An amount in whole grains.
#[expect(
    clippy::cast_possible_truncation,
    reason = "at most 2⁶⁵ grains for a horizon of a hundred years"
)]
pub(super) fn grains(amount: f64, grain: f64) -> i128 {
    // The grain is a power of two, so the quotient is exact.
    let grains = amount / grain;
    if grains.abs() < 2e15 {
        // Added and taken off again, it rounds to the nearest whole number, ties to even.
        const ROUND: f64 = 6_755_399_441_055_744.0;
        i128::from(((grains + ROUND) - ROUND) as i64)
    } else {
        grains.round_ties_even() as i128
    }
}
