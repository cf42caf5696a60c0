//! Sums over trials, and the means that come of them.

use super::loss::Account;
use super::plan::Plan;
use crate::model::Category;

/// What trials cost a portfolio, added up.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sums {
    /// How many trials there are.
    pub(super) trials: usize,
    /// Discounted loss by cause.
    pub(super) causes: Vec<Grains>,
    /// Discounted loss by component hit.
    pub(super) components: Vec<Grains>,
    /// What of it outages cost, not contracts.
    outages: Vec<Grains>,
    /// Discounted loss by category in the order of [`Category::ALL`]; overhead stays 0.
    categories: Vec<Grains>,
    /// The overhead of a trial, discounted \[grains\].
    pub(super) overhead: i128,
    /// Size of a grain \[money\].
    grain: f64,
}

/// A sum of money over trials: whole grains, so that it is exact in any order.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Grains {
    pub(super) sum: i128,
    /// Σ x², for the standard error; merged in the order of the trials.
    pub(super) squares: f64,
}

/// A sum over trials that is merged in the order of the trials.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Sum {
    pub(super) sum: f64,
    pub(super) squares: f64,
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

impl Sum {
    /// Adds the number of a trial.
    pub(super) fn add(&mut self, number: f64) {
        self.sum += number;
        self.squares += number * number;
    }

    /// Adds what the trials that follow came to.
    pub(super) fn append(&mut self, next: Self) {
        self.sum += next.sum;
        self.squares += next.squares;
    }

    /// The mean over so many trials of a year, of which each trial has `years`.
    pub(super) fn mean_of_a_year(self, trials: usize, years: f64) -> Mean {
        Mean::of(
            self.sum / years,
            self.squares / (years * years),
            trials as f64,
        )
    }
}

/// The hours in which several providers of a portfolio are hit at once, added up over trials.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct JointHours {
    /// By watched set of providers: hours with at least 1, 2, … of them hit.
    sums: Vec<Vec<Sum>>,
    /// By portfolio: the index of its set.
    watches: Vec<usize>,
}

impl JointHours {
    pub(super) fn none(plan: &Plan) -> Self {
        let sets = plan.watches.iter().map(|watch| watch.providers.len());
        let portfolios = plan.portfolios.iter();
        Self {
            sums: sets.map(|n| vec![Sum::default(); n]).collect(),
            watches: portfolios.map(|portfolio| portfolio.watch).collect(),
        }
    }

    /// Adds the hours of a trial, set by set.
    pub(super) fn add(&mut self, hours: &[Vec<f64>]) {
        for (sum, hours) in self.sums_mut().zip(hours.iter().flatten()) {
            sum.add(*hours);
        }
    }

    /// Adds those of the trials that follow.
    pub(super) fn append(&mut self, next: &Self) {
        for (mine, theirs) in self.sums_mut().zip(next.sums.iter().flatten()) {
            mine.append(*theirs);
        }
    }

    /// All sums, one after the other.
    pub(super) fn sums_mut(&mut self) -> impl Iterator<Item = &mut Sum> {
        self.sums.iter_mut().flatten()
    }

    /// Hours a year with at least 1, 2, … of a portfolio's providers hit, over so many trials of so many years.
    pub(super) fn per_year(&self, portfolio: usize, trials: usize, years: usize) -> Vec<Mean> {
        let sums = self.sums[self.watches[portfolio]].iter();
        sums.map(|sum| sum.mean_of_a_year(trials, years as f64))
            .collect()
    }
}

impl FromIterator<f64> for Sum {
    fn from_iter<I: IntoIterator<Item = f64>>(numbers: I) -> Self {
        let mut sum = Self::default();
        numbers.into_iter().for_each(|number| sum.add(number));
        sum
    }
}

impl Sums {
    /// The sums over no trials of a portfolio.
    pub(super) fn none(plan: &Plan, portfolio: usize) -> Self {
        let none = |n| vec![Grains::default(); n];
        let overhead = plan.portfolios[portfolio].overhead_per_year * plan.annuity();
        Self {
            trials: 0,
            causes: none(plan.causes.len()),
            components: none(plan.components.len()),
            outages: none(plan.components.len()),
            categories: none(Category::ALL.len()),
            overhead: grains(overhead, plan.grain),
            grain: plan.grain,
        }
    }

    /// Adds what a trial cost the portfolio, and says what that is over the horizon, overhead included \[money\].
    pub(super) fn add(&mut self, plan: &Plan, account: &Account) -> f64 {
        self.trials += 1;
        let mut categories = [0; Category::ALL.len()];
        let losses = account.by_cause.iter().enumerate();
        for (cause, &loss) in losses.filter(|(_, loss)| **loss != 0.0) {
            let loss = self.causes[cause].add(loss, plan.grain);
            categories[plan.causes[cause].category as usize] += loss;
        }
        let total = self.overhead + categories.iter().sum::<i128>();
        for (sum, loss) in self.categories.iter_mut().zip(categories) {
            sum.add_grains(loss, plan.grain);
        }
        let losses = account.by_component.iter().enumerate();
        for (component, &loss) in losses.filter(|(_, loss)| **loss != 0.0) {
            self.components[component].add(loss, plan.grain);
            let outages = loss - account.contracts[component];
            self.outages[component].add(outages, plan.grain);
        }
        total as f64 * plan.grain
    }

    /// Adds what the trials that follow came to.
    pub(super) fn append(&mut self, next: &Self) {
        self.trials += next.trials;
        for (mine, theirs) in self.lists_mut().zip(next.lists()) {
            mine.sum += theirs.sum;
            mine.squares += theirs.squares;
        }
    }

    fn lists(&self) -> impl Iterator<Item = &Grains> {
        let lists = self.causes.iter().chain(&self.components);
        lists.chain(&self.outages).chain(&self.categories)
    }

    /// All sums, one after the other.
    pub(super) fn lists_mut(&mut self) -> impl Iterator<Item = &mut Grains> {
        let lists = self.causes.iter_mut().chain(&mut self.components);
        lists.chain(&mut self.outages).chain(&mut self.categories)
    }

    /// Mean discounted loss over the horizon from the cause of this index \[money\].
    pub fn by_cause(&self, cause: usize) -> Mean {
        self.mean(self.causes[cause])
    }

    /// Mean discounted loss over the horizon charged to the component of this index \[money\].
    pub fn by_component(&self, component: usize) -> Mean {
        self.mean(self.components[component])
    }

    /// What of [`Sums::by_component`] outages cost that hit it, contracts left out \[money\].
    pub fn outages_by_component(&self, component: usize) -> Mean {
        self.mean(self.outages[component])
    }

    /// Mean discounted loss over the horizon of a category \[money\]; the overhead is the same in every trial.
    pub fn by_category(&self, category: Category) -> Mean {
        if category == Category::Overhead {
            return Mean {
                mean: self.overhead(),
                se: 0.0,
            };
        }
        self.mean(self.categories[category as usize])
    }

    /// The discounted overhead over the horizon \[money\].
    pub fn overhead(&self) -> f64 {
        self.overhead as f64 * self.grain
    }

    fn mean(&self, of: Grains) -> Mean {
        Mean::of(of.sum as f64 * self.grain, of.squares, self.trials as f64)
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
